"""Frame, goals, medication, life events."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import URLPattern, path

urls: list[URLPattern] = [
    path("patients/<uuid:patient_id>/plan/", lambda request, **parts: HttpResponse(status=501), name="plan"),
]
