"""The theme, the defense profile, hypotheses and the thread to their moments."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import URLPattern, path

urls: list[URLPattern] = [
    path("patients/<uuid:patient_id>/formulation/", lambda request, **parts: HttpResponse(status=501), name="formulation"),
]
