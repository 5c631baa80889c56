"""The quick exit: signs out and shows a page that says nothing about anybody."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET


@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out, forget what the browser kept of these pages, and go where `CLEW_QUICK_EXIT` says.

    A plain link, so that it works at once and without JavaScript: the policy would not let a form lead elsewhere.
    """
    logout(request)
    response = HttpResponse(status=302, headers={"Location": settings.CLEW_QUICK_EXIT})
    response["Clear-Site-Data"] = '"cache"'
    return response


urls = [path("leave/", leave, name="leave")]
