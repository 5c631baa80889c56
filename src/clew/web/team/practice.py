"""People, roles and record numbers."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import URLPattern, path

urls: list[URLPattern] = [
    path("practice/", lambda request, **parts: HttpResponse(status=501), name="practice"),
]
