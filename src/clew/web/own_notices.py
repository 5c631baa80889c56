"""How one wants to be told that something waits, and the calendar one can subscribe to."""

from __future__ import annotations

from typing import cast

from allauth.core.internal import ratelimit
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from clew.practice.access import roles_of
from clew.practice.actions import notices as actions
from clew.practice.errors import AlreadyDone, NotFound, PracticeError
from clew.practice.models import User
from clew.practice.readings import feed as reading
from clew.practice.readings import notices as told
from clew.practice.roles import RoleName
from clew.web.errors import not_found
from clew.web.pages import new_key, say
from clew.web.patient.frame import draw_own


def _hour(label: str) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


class NoticesForm(forms.Form):
    """Where, whether and when to be told."""

    email = forms.CharField(
        label="E-mail address",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    by_email = forms.BooleanField(label="Tell me by e-mail that something waits", required=False)
    quiet_from = _hour("Quiet from")
    quiet_until = _hour("Quiet until")
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)


def notices(request: HttpRequest) -> HttpResponse:
    """Show and change how one is told."""
    user = cast(User, request.user)
    choice = told.choice_of(user)
    form = NoticesForm(
        request.POST or None,
        initial={
            "email": user.email,
            "by_email": choice.by_email,
            "quiet_from": choice.quiet_from,
            "quiet_until": choice.quiet_until,
            "key": new_key(),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose(by=user, **form.cleaned_data)
        except AlreadyDone:
            return redirect("own_notices")
        except PracticeError as problem:
            if isinstance(problem, NotFound):
                raise
            form.add_error("email", str(problem))
        else:
            say(request, "Saved.")
            return redirect("own_notices")
    held = {role for roles in roles_of(user).values() for role in roles}
    return draw_own(
        request,
        "own_notices.html",
        held,
        {
            "form": form,
            "mail": bool(settings.CLEW_MAIL),
            "patient": RoleName.PATIENT in held,
            "reminds": told.reminds(user),
            "alerts": bool(held - {RoleName.PATIENT, RoleName.RESEARCHER}),
        },
        status=422 if form.errors else 200,
    )


def calendar(request: HttpRequest) -> HttpResponse:
    """Make the secret address of one's calendar, which is shown this once, or end it."""
    user = cast(User, request.user)
    held = {role for roles in roles_of(user).values() for role in roles}
    if not held & {RoleName.PATIENT, RoleName.CLINICIAN}:
        raise NotFound
    address = ""
    if request.method == "POST":
        key = request.POST.get("key") or None
        try:
            if request.POST.get("what") == "end":
                actions.revoke_feed(by=user, key=key)
                say(request, "The address has ended. Programs that ask there get nothing any more.")
                return redirect("own_calendar")
            token = actions.make_feed(by=user, key=key)
        except AlreadyDone:
            return redirect("own_calendar")
        base = settings.CLEW_URL or request.build_absolute_uri("/").rstrip("/")
        address = base + reverse("calendar_feed", args=[token])
    return draw_own(
        request,
        "own_calendar.html",
        held,
        {
            "address": address,
            "feed": reading.feed_of(user),
            "key": new_key(),
            "clinician": RoleName.CLINICIAN in held,
            "patient": RoleName.PATIENT in held,
        },
    )


@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Give a calendar program what its secret address stands for. Whatever is wrong, the answer is the same."""
    within = ratelimit.consume(request, app="allauth.account", action="calendar", limit_get=True)
    found = reading.calendar_for(secret) if within else None
    if found is None:
        return not_found(request)
    return HttpResponse(found, content_type="text/calendar; charset=utf-8")


urls = [
    path("settings/notices/", notices, name="own_notices"),
    path("settings/calendar/", calendar, name="own_calendar"),
    path("calendar/feed/<str:secret>.ics", calendar_feed, name="calendar_feed"),
]
