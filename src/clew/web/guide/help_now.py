"""Help now: open to everybody, without a sign-in, first of all pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from clew.practice.models import Practice
from clew.therapy.safety.contacts import help_for


def help_now(request: HttpRequest) -> HttpResponse:
    """Show whom to call. Only numbers that a person has verified lately are shown; else the universal text."""
    practice = Practice.objects.order_by("name").first()
    contacts = help_for(practice.country if practice else "", timezone.now().date())
    return render(request, "guide/help.html", {"help": contacts, "here": "help"})


urls = [path("help/", help_now, name="help")]
