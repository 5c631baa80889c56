"""For whoever watches the server: is it alive, can it work. Nothing about people."""

from __future__ import annotations

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from clew.practice import vault
from clew.practice.errors import Locked


def livez(request: HttpRequest) -> HttpResponse:
    """Answer that the process lives."""
    return HttpResponse("alive\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """Answer whether the database answers and text can be read."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        vault.unlock()
    except (Error, Locked):
        return HttpResponse("not ready\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")


urls = [path("livez", livez, name="livez"), path("readyz", readyz, name="readyz")]
