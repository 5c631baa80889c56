"""Help now: open to everybody, without a sign-in, first of all pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from clew.practice import contacts


def help_now(request: HttpRequest) -> HttpResponse:
    """Show whom to call. Only numbers that a person has verified lately are shown; else the universal text.

    Where several practices share this Clew, it is known only of who is signed in which of them is theirs.
    """
    practice = contacts.only_practice() or contacts.practice_of(request.user)
    found = contacts.help_at(practice, timezone.now())
    return render(request, "guide/help.html", {"help": found, "here": "help"})


urls = [path("help/", help_now, name="help")]
