"""Questionnaires: enter, read, follow over time."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import URLPattern, path

urls: list[URLPattern] = [
    path("patients/<uuid:patient_id>/measures/", lambda request, **parts: HttpResponse(status=501), name="measures"),
    path("patients/<uuid:patient_id>/measures/<slug:instrument>/", lambda request, **parts: HttpResponse(status=501), name="enter_measure"),
    path("patients/<uuid:patient_id>/measures/entry/<uuid:entry_id>/", lambda request, **parts: HttpResponse(status=501), name="measure_entry"),
]
