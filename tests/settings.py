"""The settings under test: the real ones, with a home and a key of their own."""

import base64
import os
import tempfile

os.environ.setdefault("CLEW_HOME", tempfile.mkdtemp(prefix="clew-test-"))
os.environ.setdefault("CLEW_MASTER_KEY", base64.b64encode(bytes(range(32))).decode())
os.environ.setdefault("CLEW_WORKER_IN_SERVER", "False")

from clew.config.settings import *  # noqa: F403

# Names by content need a collected folder; the journeys serve that way, the other tests do not.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405  empty, so that whitenoise does not warn of its absence
