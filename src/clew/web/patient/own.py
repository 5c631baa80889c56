"""What is shared with the patient."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import URLPattern, path

urls: list[URLPattern] = [
    path("me/", lambda request, **parts: HttpResponse(status=501), name="own"),
]
