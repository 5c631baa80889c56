"""The list of sessions, planning one, and bringing in a transcript."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import URLPattern, path

urls: list[URLPattern] = [
    path(
        "patients/<uuid:patient_id>/sessions/",
        lambda request, **parts: HttpResponse(status=501),
        name="sessions",
    ),
]
