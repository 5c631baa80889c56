"""The field's vocabulary, the instruments and anonymous counts."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import URLPattern, path

urls: list[URLPattern] = [
    path("reference/", lambda request, **parts: HttpResponse(status=501), name="knowledge"),
]
