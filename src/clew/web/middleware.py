"""What happens around every page."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from clew.practice.errors import Locked, NotFound, PracticeError
from clew.therapy.errors import TherapyError
from clew.web.errors import not_found

Respond = Callable[[HttpRequest], HttpResponse]

# Pages that are open to everybody. All others ask for a sign-in first.
OPEN = (
    "/accounts/",
    "/calendar/feed/",
    "/static/",
    "/help/",
    "/join/",
    "/leave/",
    "/me/journal/offline/",
    "/livez",
    "/readyz",
)

# Pages that are the same for everybody. Who asks is not even looked at, so that a browser may keep them.
IMPERSONAL = ("/guide", "/sw.js", "/manifest.webmanifest")

_DEVICE = "camera=(), geolocation=(), microphone={microphone}, payment=(), usb=()"
DICTATION = f"{_DEVICE.format(microphone='(self)')}, on-device-speech-recognition=(self)"
"""For the pages on which somebody may dictate to their own device, where its browser can do that."""


class Headers:
    """Nothing about a person is kept by a browser or a proxy; nothing of the device is asked for."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers."""
        response = self.respond(request)
        if not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "no-store")
        response.setdefault("Permissions-Policy", _DEVICE.format(microphone="()"))
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class Drafts:
    """Tell the script that sends what a device kept where the form led, or that nobody is signed in any more.

    A script cannot see where a redirect leads. Everything else it gets as it is, and leaves to the browser.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Turn a redirect into its address."""
        response = self.respond(request)
        if "X-Draft" not in request.headers or response.status_code not in (301, 302, 303):
            return response
        to = response["Location"]
        return JsonResponse({"to": "" if to.startswith(reverse(settings.LOGIN_URL)) else to})


class SignInRequired:
    """Ask for a sign-in on every page but the open ones, and end sessions that are idle or too old."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let pass, sign out, or send to the sign-in page."""
        if request.path.startswith(IMPERSONAL):
            return self.respond(request)
        if request.user.is_authenticated:
            now = int(time.time())
            began = request.session.setdefault("began", now)
            if now - began > settings.CLEW_ABSOLUTE_HOURS * 3600:
                logout(request)
            elif now - request.session.get("seen", 0) > 60:
                request.session["seen"] = now  # saving renews the idle time, at most once a minute
        if request.user.is_authenticated:
            if settings.CLEW_REQUIRE_MFA and not request.path.startswith(OPEN):
                from allauth.mfa.utils import is_mfa_enabled

                if not is_mfa_enabled(request.user):
                    return redirect("mfa_index")
            return self.respond(request)
        if request.path.startswith(OPEN):
            return self.respond(request)
        return redirect_to_login(request.get_full_path())


class PracticeErrors:
    """Turn the practice's own errors into pages: absent and forbidden alike 404, the rest a calm sentence."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.respond(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for an error that a view let through."""
        if isinstance(exception, NotFound):
            return not_found(request)
        if isinstance(exception, Locked):
            return render(request, "errors/locked.html", {"problem": exception}, status=503)
        if isinstance(exception, (PracticeError, TherapyError)):
            return render(request, "errors/refused.html", {"problem": exception}, status=422)
        return None
