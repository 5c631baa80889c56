"""What holds for every answer: headers, sign-in, the end of a session, limits, and logs that quote nobody."""

from __future__ import annotations

import io
import logging
import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session as BrowserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from clew.config.logs import PlainFormatter
from clew.practice import audit
from clew.practice.actions import people
from clew.practice.models import AuditEvent, Transcript
from clew.web import uploads

PASSWORD = "a quiet room with a window"
POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "manifest-src": ["'self'"],
    "worker-src": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}


@pytest.fixture
def anna(cast):
    cast.anna.name = "Annabel Lee"
    cast.anna.save()
    people.set_password(user=cast.anna, password=PASSWORD)
    return cast.anna


def sign_in(username: str = "anna", password: str = PASSWORD, **more: str) -> tuple[Client, object]:
    client = Client()
    return client, client.post(reverse("account_login"), {"login": username, "password": password, **more})


# -- Headers ------------------------------------------------------------------------------------------------------------


def policy_of(answer) -> dict[str, list[str]]:
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";")]
    return {name: [v for v in values if not v.startswith("'nonce-")] for name, *values in parts}


def answers(cast, signed_in):
    """One answer of each kind."""
    visitor, anna, nobody = Client(), signed_in(cast.anna), Client(raise_request_exception=False)
    course = reverse("course", args=[cast.pia.pk])
    return {
        "sign-in page": visitor.get(reverse("account_login")),
        "sent to sign in": visitor.get(course),
        "page": anna.get(course),
        "list": anna.get(reverse("caseload")),
        "not found": anna.get("/nothing/here/"),
        "not open": signed_in(cast.chris).get(course),
        "refused": anna.post(reverse("erase", args=[cast.pia.pk]), {"number": "0"}),
        "no token": Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "x"}),
        "help": visitor.get(reverse("help")),
        "alive": visitor.get(reverse("livez")),
        "unknown host": nobody.get("/", HTTP_HOST="clew.example.org"),
    }


def test_every_answer_has_the_headers(cast, signed_in):
    for kind, answer in answers(cast, signed_in).items():
        assert policy_of(answer) == POLICY, kind
        assert "unsafe" not in answer["Content-Security-Policy"], kind
        assert "no-store" in answer["Cache-Control"], kind
        assert answer["X-Frame-Options"] == "DENY", kind
        assert answer["X-Content-Type-Options"] == "nosniff", kind
        assert answer["Referrer-Policy"] == "same-origin", kind
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", kind
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin", kind
        assert "camera=()" in answer["Permissions-Policy"], kind
        assert "microphone=()" in answer["Permissions-Policy"], kind
        assert "Server" not in answer, kind


def test_the_status_of_each_kind(cast, signed_in):
    assert {kind: answer.status_code for kind, answer in answers(cast, signed_in).items()} == {
        "sign-in page": 200,
        "sent to sign in": 302,
        "page": 200,
        "list": 200,
        "not found": 404,
        "not open": 404,
        "refused": 422,
        "no token": 403,
        "help": 200,
        "alive": 200,
        "unknown host": 400,
    }


def test_cookies_say_nothing_and_scripts_cannot_read_them(anna):
    client, _ = sign_in()
    for name in ("clew-session", "clew-csrf"):
        cookie = client.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
    assert client.cookies["clew-session"]["max-age"] == "", "it goes when the browser closes"
    client.post(reverse("choose_theme"), {"theme": "dark"})
    assert set(client.cookies) == {"clew-session", "clew-csrf", "theme"}
    assert client.cookies["theme"].value == "dark"


# -- Signing in and out ---------------------------------------------------------------------------------------------------


def test_signing_in_is_logged_and_failing_to_without_the_name_tried(anna):
    sign_in(password="wrong")
    sign_in(username="my own password, typed in the wrong field", password="x")
    failed = AuditEvent.objects.filter(action="sign_in.failed")
    assert [(e.actor, e.object, e.detail) for e in failed] == [(None, "", {}), (None, "", {})]
    _, answer = sign_in()
    assert answer.status_code == 302
    assert AuditEvent.objects.get(action="sign_in").actor == anna.pk


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(anna):
    def said(username: str) -> str:
        answer = sign_in(username=username, password="wrong")[1]
        text = re.sub(r'(value|nonce|data-csrf)="[^"]*"', "", answer.content.decode())
        return text.replace(username, "")

    assert said("anna") == said("nobody-of-that-name")


def test_somebody_who_left_cannot_sign_in(anna):
    anna.is_active = False
    anna.save()
    client, _ = sign_in()
    assert client.get(reverse("caseload")).status_code == 302


def test_after_signing_in_one_is_sent_to_places_of_clew_only(anna):
    for place in (
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil",
    ):
        _, answer = sign_in(next=place)
        assert answer.status_code == 302
        assert answer["Location"] == "/", place
    _, answer = sign_in(next=reverse("alerts"))
    assert answer["Location"] == reverse("alerts")


def test_a_session_gets_a_new_name_at_sign_in_and_ends_at_sign_out(anna):
    client = Client()
    client.get(reverse("account_login"))
    before = client.cookies.get("clew-session")
    client.post(reverse("account_login"), {"login": "anna", "password": PASSWORD})
    during = client.cookies["clew-session"].value
    assert before is None or before.value != during
    assert client.get(reverse("caseload")).status_code == 200
    assert client.get(reverse("account_logout")).status_code == 200, "a link alone signs nobody out"
    assert client.get(reverse("caseload")).status_code == 200
    client.post(reverse("account_logout"))
    stolen = Client()
    stolen.cookies["clew-session"] = during
    for browser in (client, stolen):
        assert browser.get(reverse("caseload")).status_code == 302


def test_an_idle_session_ends(anna, settings):
    client, _ = sign_in()
    stored = BrowserSession.objects.get()
    ends = stored.expire_date - timezone.now()
    assert (
        timedelta(minutes=settings.CLEW_IDLE_MINUTES - 1)
        < ends
        <= timedelta(minutes=settings.CLEW_IDLE_MINUTES)
    )
    BrowserSession.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get(reverse("caseload")).status_code == 302


def test_using_clew_puts_the_idle_end_off(anna):
    client, _ = sign_in()
    client.get(reverse("caseload"))
    soon = timezone.now() + timedelta(minutes=3)
    BrowserSession.objects.update(expire_date=soon)
    session = client.session
    session["seen"] -= 61
    session.save()
    BrowserSession.objects.update(expire_date=soon)
    client.get(reverse("caseload"))
    assert BrowserSession.objects.get().expire_date > soon + timedelta(minutes=20)


def test_a_session_ends_after_half_a_day_however_busy(anna, settings):
    client, _ = sign_in()
    client.get(reverse("caseload"))
    session = client.session
    session["began"] -= settings.CLEW_ABSOLUTE_HOURS * 3600 - 60
    session.save()
    assert client.get(reverse("caseload")).status_code == 200
    session = client.session
    session["began"] -= 120
    session.save()
    answer = client.get(reverse("caseload"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
    assert not BrowserSession.objects.filter(pk=session.session_key).exists()


def test_a_new_password_ends_the_other_sessions(anna):
    first, _ = sign_in()
    second, _ = sign_in()
    people.set_password(user=anna, password="another room with a door")
    for client in (first, second):
        assert client.get(reverse("caseload")).status_code == 302


def test_one_can_end_ones_other_sessions(anna):
    here, _ = sign_in()
    there, _ = sign_in()
    assert there.get(reverse("caseload")).status_code == 200
    assert here.get(reverse("usersessions_list")).status_code == 200
    here.post(reverse("usersessions_list"))
    assert there.get(reverse("caseload")).status_code == 302
    assert here.get(reverse("caseload")).status_code == 200


def test_where_a_second_factor_is_required_nothing_opens_without_one(anna, settings):
    client, _ = sign_in()
    settings.CLEW_REQUIRE_MFA = True
    for name in ("start", "caseload", "alerts", "settings", "knowledge"):
        answer = client.get(reverse(name))
        assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_index"))
    assert client.post(reverse("admit"), {"name": "x"})["Location"] == reverse("mfa_index")
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get(reverse("help")).status_code == 200


def test_a_second_factor_is_asked_for_and_used_once(anna, settings):
    settings.MFA_TOTP_TOLERANCE = (
        1  # a code lasts half a minute: one that runs out meanwhile counts a little longer
    )
    from allauth.core.context import request_context
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import (
        TOTP,
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    with request_context(RequestFactory().get("/")):
        TOTP.activate(anna, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(anna)
    assert Authenticator.objects.filter(user=anna).count() == 2
    assert "JBSWY3DPEHPK3PXP" not in str(list(Authenticator.objects.values_list("data", flat=True)))
    code = format_hotp_value(
        hotp_value("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", list(yield_hotp_counters_from_time())[1])
    )
    for expected in (302, 200):  # the second time the same code is refused
        client, answer = sign_in()
        assert answer["Location"].startswith(reverse("mfa_authenticate"))
        assert client.get(reverse("caseload")).status_code == 302
        assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == expected
        assert client.get(reverse("caseload")).status_code == (200 if expected == 302 else 302)
    with request_context(RequestFactory().get("/")):
        assert get_adapter().get_public_key_credential_rp_entity()["name"] == "Clew"


def test_a_new_password_does_not_get_round_the_second_factor(anna):
    from allauth.core.context import request_context
    from allauth.mfa.totp.internal.auth import TOTP

    with request_context(RequestFactory().get("/")):
        TOTP.activate(anna, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    people.set_password(user=anna, password="another room with a door")
    client, answer = sign_in(password="another room with a door")
    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get(reverse("caseload")).status_code == 302


def test_changing_a_factor_asks_for_proof_again(anna):
    client, _ = sign_in()
    session = client.session
    session["account_authentication_methods"] = [
        {**method, "at": 0} for method in session["account_authentication_methods"]
    ]
    session.save()
    for name in ("mfa_activate_totp", "mfa_add_webauthn"):
        answer = client.get(reverse(name))
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_reauthenticate")), name


def test_a_password_must_be_long_and_not_a_common_one(anna):
    client, _ = sign_in()
    for poor in ("short", "123123123123", "Annabel Lee 12"):
        answer = client.post(
            reverse("account_change_password"),
            {"oldpassword": PASSWORD, "password1": poor, "password2": poor},
        )
        assert answer.status_code == 200
    assert get_user_model().objects.get(pk=anna.pk).check_password(PASSWORD)


def test_passwords_are_kept_as_argon2(anna):
    anna.refresh_from_db()
    assert anna.password.startswith("argon2$argon2id$")


# -- What is too large or malformed -----------------------------------------------------------------------------------------


@pytest.fixture
def bring_in(cast, session, signed_in):
    client = signed_in(cast.anna)
    client.raise_request_exception = False
    place = reverse("import_transcript", args=[cast.pia.pk, session.pk])

    def send(data: bytes, **headers: str):
        return client.post(place, {"key": "k", "file": SimpleUploadedFile("a.txt", data)}, **headers)

    return send


def test_a_file_over_the_limit_is_refused_and_nothing_is_stored(bring_in):
    answer = bring_in(b"P: I am sad. " * (uploads.LIMIT // 13 + 1))
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()
    assert not Transcript.objects.exists()


def test_an_upload_that_announces_too_much_is_refused_before_it_is_read(cast, session, signed_in):
    class Unread(io.BytesIO):
        touched = 0

        def read(self, *size: int) -> bytes:
            Unread.touched += 1
            return super().read(*size)

    client = signed_in(cast.anna)
    answer = client.generic(
        "POST",
        reverse("import_transcript", args=[cast.pia.pk, session.pk]),
        **{
            "wsgi.input": Unread(b"x" * 1000),
            "CONTENT_LENGTH": str(10**12),
            "CONTENT_TYPE": "multipart/form-data; boundary=x",
        },
    )
    assert answer.status_code == 413
    assert Unread.touched == 0


def test_a_file_within_the_limit_never_touches_the_disk(bring_in, settings):
    from django.core.files import uploadhandler

    assert settings.FILE_UPLOAD_HANDLERS == ["clew.web.uploads.BoundedMemoryUploadHandler"]
    assert not issubclass(uploads.BoundedMemoryUploadHandler, uploadhandler.TemporaryFileUploadHandler)
    big = b"P: I am sad.\n\n" * 200_000  # over what Django would by default put into a temporary file
    assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE < len(big) < uploads.LIMIT
    assert bring_in(big).status_code in (302, 422)


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe\x00", b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nno end'],
)
def test_a_malformed_upload_is_refused_calmly(cast, session, signed_in, body):
    client = signed_in(cast.anna)
    place = reverse("import_transcript", args=[cast.pia.pk, session.pk])
    answer = client.generic("POST", place, body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code in (400, 422)
    assert not Transcript.objects.exists()


def test_more_than_one_file_is_refused(cast, session, signed_in):
    client = signed_in(cast.anna)
    files = [SimpleUploadedFile(f"{n}.txt", b"P: x") for n in range(5)]
    place = reverse("import_transcript", args=[cast.pia.pk, session.pk])
    assert client.post(place, {"key": "k", "file": files}).status_code == 400


# -- Logs -------------------------------------------------------------------------------------------------------------------


def line(name: str, message: str, *args: object, problem: BaseException | None = None) -> str:
    record = logging.LogRecord(name, logging.ERROR, "f.py", 1, message, args, None)
    if problem is not None:
        record.exc_info = (type(problem), problem, problem.__traceback__)
    return PlainFormatter().format(record)


def test_the_log_writes_clews_own_words_and_nobody_elses():
    assert line("clew.jobs", "waiting work failed").endswith("ERROR clew.jobs waiting work failed")
    for foreign in ("django.request", "django.security.DisallowedHost", "allauth", "docx", "clewish", ""):
        assert "secret" not in line(foreign, "Not Found: /patients/secret/ %s", "secret")


def test_the_log_writes_the_kind_of_an_error_and_where_but_not_its_words():
    try:
        int("I cannot go on")
    except ValueError as problem:
        written = line("clew.worker", "a round failed", problem=problem)
    assert "ValueError at test_the_log_writes_the_kind" in written
    assert "go on" not in written
    assert "\n" not in written


def test_times_in_the_log_are_utc():
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00 ", line("clew", "x"))


def test_the_chain_is_whole_after_all_that(anna):
    sign_in(password="wrong")
    sign_in()
    assert audit.verify().whole
