"""Every setting in one place. What an owner may change comes from a variable whose name starts with CLEW_.

`docs/reference/settings.md` describes each; a test compares the two.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from clew.config import env

PACKAGE = Path(__file__).resolve().parent.parent

# -- The owner's settings ---------------------------------------------------------------------------------

CLEW_HOME = Path(env.text("CLEW_HOME") or Path.home() / ".clew")
CLEW_HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
CLEW_MASTER_KEY = env.text("CLEW_MASTER_KEY")
CLEW_PASSPHRASE = env.text("CLEW_PASSPHRASE")
CLEW_DATABASE_URL = env.text("CLEW_DATABASE_URL")
CLEW_WORKER_IN_SERVER = env.flag("CLEW_WORKER_IN_SERVER", True)
CLEW_IDLE_MINUTES = env.number("CLEW_IDLE_MINUTES", 30)
CLEW_ABSOLUTE_HOURS = env.number("CLEW_ABSOLUTE_HOURS", 12)
CLEW_REQUIRE_MFA = env.flag("CLEW_REQUIRE_MFA", False)
CLEW_HTTPS = env.flag("CLEW_HTTPS", False)
CLEW_TRUSTED_PROXIES = env.number("CLEW_TRUSTED_PROXIES", 0)
CLEW_INVITATION_DAYS = env.number("CLEW_INVITATION_DAYS", 7)
CLEW_QUICK_EXIT = env.text("CLEW_QUICK_EXIT") or "https://en.wikipedia.org/wiki/Main_Page"
CLEW_PROGRAMMES = env.words("CLEW_PROGRAMMES")
CLEW_SCHEMES = env.words("CLEW_SCHEMES")
CLEW_MAIL_URL = env.text("CLEW_MAIL_URL")
CLEW_MAIL_FROM = env.text("CLEW_MAIL_FROM")
CLEW_MAIL = env.mail(CLEW_MAIL_URL, CLEW_MAIL_FROM)  # what the address says; empty without a mail server
CLEW_REMIND_DAYS = env.number("CLEW_REMIND_DAYS", 1)
CLEW_SECOND_CODER = env.second_coder()
CLEW_TUNING = env.tuning()  # how much the coder needs before it learns from a practice's own sessions
CLEW_URL = env.text("CLEW_URL").rstrip("/")
DEBUG = env.flag("CLEW_DEBUG", False)
ALLOWED_HOSTS = env.words("CLEW_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if CLEW_HTTPS else []
TIME_ZONE = "UTC"


def _secret_key() -> str:
    given = env.text("CLEW_SECRET_KEY")
    if given:
        return given
    path = CLEW_HOME / "secret-key"
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")


SECRET_KEY = _secret_key()

# -- Django ---------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "clew.practice",
    "clew.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",  # the lists of passkeys and signed-in devices use it
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "clew.web.middleware.Headers",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "clew.web.middleware.Drafts",
    "clew.web.middleware.SignInRequired",
    "clew.web.middleware.PracticeErrors",
]

ROOT_URLCONF = "clew.config.urls"
WSGI_APPLICATION = "clew.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "clew.web.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

if CLEW_DATABASE_URL:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            **env.postgres(CLEW_DATABASE_URL),
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": CLEW_HOME / "clew.sqlite3",
            "CONN_MAX_AGE": 600,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                # FULL and WAL: no acknowledged row is lost in a power cut. secure_delete: what is deleted is
                # overwritten. `config.checks` refuses to start when they read back otherwise.
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA secure_delete=ON;"
                    "PRAGMA fullfsync=ON;PRAGMA foreign_keys=ON;"
                ),
            },
        }
    }

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # Shared by all processes, so that sign-in throttling counts every try wherever it lands.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "clew_cache"}
}
USE_TZ = True
USE_I18N = True
LANGUAGE_CODE = "en-gb"
STATIC_URL = "/static/"
STATIC_ROOT = CLEW_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

# -- Uploads: bounded, and never written to a temporary file in the clear --------------------------------------

FILE_UPLOAD_HANDLERS = ["clew.web.uploads.BoundedMemoryUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 1

# -- Sign-in ------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "practice.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "clew.web.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ALLAUTH_TRUSTED_PROXY_COUNT = CLEW_TRUSTED_PROXIES  # else all who come through a proxy share one throttle
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "join": "10/m/ip", "calendar": "30/m/ip"}
MFA_ADAPTER = "clew.web.sign_in.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not CLEW_HTTPS  # browsers treat localhost as safe
MFA_TOTP_ISSUER = "Clew"
USERSESSIONS_TRACK_ACTIVITY = False

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# -- Cookies, headers, policy ----------------------------------------------------------------------------------

SESSION_ENGINE = "django.contrib.sessions.backends.db"
# What is said once after saving can name somebody, so it waits in the session and not in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_NAME = "__Host-session" if CLEW_HTTPS else "clew-session"
SESSION_COOKIE_SECURE = CLEW_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = CLEW_IDLE_MINUTES * 60
SESSION_SAVE_EVERY_REQUEST = False  # `web.middleware.SignInRequired` renews it once a minute
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-csrf" if CLEW_HTTPS else "clew-csrf"
CSRF_COOKIE_SECURE = CLEW_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "clew.web.errors.csrf_failure"
SECURE_SSL_REDIRECT = False  # the proxy in front does it
SECURE_HSTS_SECONDS = 31_536_000 if CLEW_HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CLEW_HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# -- Logs: what happened, never what was said -----------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "clew.config.logs.PlainFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"clew": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
}
