"""What the patient agrees to: each purpose apart, with its words, chosen and withdrawn by the patient alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from clew.practice import consents
from clew.practice.access import Chart
from clew.practice.actions import portal as actions
from clew.practice.consents import PURPOSES, VERSION, Purpose
from clew.practice.errors import AlreadyDone
from clew.practice.readings import portal as reading
from clew.practice.roles import May
from clew.web.pages import new_key, on_own_record, say
from clew.web.patient.frame import own_page


@on_own_record(to=May.WRITE_OWN, view="own_consents")
def choices(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show every purpose with its words and what was chosen, and take one choice.

    It stays open while the other pages are closed: a choice can be withdrawn at any time.
    """
    if request.method == "POST":
        try:
            return _choose(request, chart)
        except (ValueError, KeyError):  # nothing that this page offers
            say(request, "Please choose one of the two.")
    history = consents.history(chart)
    return own_page(
        request,
        "patient/choices.html",
        chart,
        here="own",
        status=422 if request.method == "POST" else 200,
        choices=reading.choices(history),
        history=reading.titled(history),
        version=VERSION,
        key=new_key(),
    )


_ANSWERS = {"yes": True, "no": False}


def _choose(request: HttpRequest, chart: Chart) -> HttpResponse:
    purpose = Purpose(request.POST.get("purpose", ""))
    given = _ANSWERS[request.POST.get("given", "")]
    title = PURPOSES[purpose].title
    try:
        actions.choose(chart=chart, purpose=purpose, given=given, key=request.POST.get("key") or None)
    except AlreadyDone:
        pass
    else:
        said = "You agree" if given else "You do not agree"
        say(request, f"{title}: {said}. It counts from now on, and you can change it at any time.")
    return redirect(f"{reverse('own_consents')}#{purpose.value}")


urls = [path("me/choices/", choices, name="own_consents")]
