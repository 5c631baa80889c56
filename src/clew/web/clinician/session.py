"""One session: transcript, proposals, notes."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import URLPattern, path

urls: list[URLPattern] = [
    path(
        "patients/<uuid:patient_id>/sessions/<uuid:session_id>/",
        lambda request, **parts: HttpResponse(status=501),
        name="session",
    ),
]
