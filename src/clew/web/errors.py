"""The pages for when something is wrong. None of them repeats what a person typed."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clew.therapy.safety.contacts import UNIVERSAL_HELP
from clew.web.uploads import LIMIT


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The browser sent something that cannot be read, or too much of it."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "errors/too_large.html", {"limit": LIMIT}, status=413)
    return render(request, "errors/bad_request.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The browser sent something it may not."""
    return render(request, "errors/forbidden.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or cookies are off."""
    return render(request, "errors/forbidden.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page, or it is not open to this person."""
    return render(request, "errors/not_found.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Clew itself failed. Where even the frame cannot be drawn, as without a database, help stands there all the same."""
    try:
        return render(request, "errors/server_error.html", status=500)
    except Exception:
        return HttpResponse(_BARE, status=500)


_BARE = f"""<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Clew made a mistake</title></head><body><main>
<h1>Clew made a mistake</h1>
<p>Nothing you had saved is lost. Try again in a while; if it happens again, tell whoever runs your Clew when it happened.</p>
<h2>If you need help now</h2>
<p>{UNIVERSAL_HELP}</p>
<p><a href="/help/">Help now</a></p>
</main></body></html>
"""
"""What needs nothing but itself."""
