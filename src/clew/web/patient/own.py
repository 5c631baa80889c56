"""The patient's own page: the next session, what is shared, who looked, and help now.

Nothing here is a proposal, a code, a note or a level. What is read is read through the patient's own right.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions import alerts as actions
from clew.practice.contacts import hours_of
from clew.practice.errors import AlreadyDone, PracticeError
from clew.practice.models import Alert
from clew.practice.readings.asked import Waiting, waiting
from clew.practice.readings.looks import looks
from clew.practice.readings.own import own as reading
from clew.practice.roles import May
from clew.therapy.safety.panel import Cover, cover_at
from clew.therapy.safety.rules import DEFAULT_POLICY
from clew.web.pages import new_key, on_own_record
from clew.web.patient.frame import open_page, own_page
from clew.web.patient.panel import panel


@on_own_record(to=May.READ_OWN, view="own")
@open_page
def own(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show the patient's own page."""
    now = timezone.localtime()
    found = reading(chart, now=now)
    waits = waiting(chart)
    return own_page(
        request,
        "patient/own.html",
        chart,
        here="own",
        first_visit=any(one.url_name == "own_consents" for one in waits),
        waits=[_placed(one) for one in waits if one.url_name != "own_consents"],
        upcoming=found.upcoming,
        goals=found.goals,
        asked=_asked(chart),
        understood=found.understood,
        relapse_plan=found.relapse_plan,
    )


def _placed(one: Waiting) -> dict[str, str]:
    """Return one thing that waits with its address."""
    return {"title": one.title, "why": one.why, "address": reverse(one.url_name, args=one.args)}


def _asked(chart: Chart) -> list[dict[str, Any]]:
    """Return the patient's own calls for help that nobody has closed, and what became of them."""
    rows = (
        chart.rows(Alert, to=May.READ_OWN)
        .filter(source="help")
        .exclude(state=Alert.State.CLOSED)
        .select_related("owner")
    )
    return [
        {
            "at": row.raised_at,
            "who": row.owner,
            "seen": row.state == Alert.State.ACKNOWLEDGED,
        }
        for row in rows.order_by("-raised_at")
    ]


@on_own_record(to=May.SEE_WHO_LOOKED, view="own_record")
def who_looked(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show everybody who opened the record or wrote in it."""
    page = Paginator(looks(chart), 50).get_page(request.GET.get("page"))
    return own_page(request, "patient/who_looked.html", chart, here="own", looks=page.object_list, page=page)


class AskForm(forms.Form):
    """A call for help to the patient's own clinician. It draws the field and checks nothing: see `_ask`."""

    text = forms.CharField(
        label="If you want to, say in a few words how it is",
        required=False,
        widget=forms.Textarea(attrs={"class": "said", "rows": 4}),
    )
    key = forms.CharField(widget=forms.HiddenInput)


@on_own_record(to=May.RAISE_ALERT, view="own_help")
def help_now(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show help first of all, and let the patient ask their clinician to get in touch."""
    now = timezone.localtime()
    form = AskForm(request.POST or None, initial={"key": new_key()})
    problem = ""
    if request.method == "POST":
        try:
            _ask(request, chart)
        except AlreadyDone:
            return redirect("own_help")
        except PracticeError:
            problem = "This did not reach anybody. Please use the ways below."
        else:
            return redirect("own_help")
    panel = _panel(chart, now, form, problem)
    return own_page(request, "patient/help.html", chart, here="help", status=422 if problem else 200, **panel)


def _ask(request: HttpRequest, chart: Chart) -> None:
    """Raise the alert, whatever was typed and however long: nothing about the form may keep a call from going through."""
    course = chart.course
    if course is None:
        raise PracticeError("There is no course of treatment to which a call for help could belong.")
    actions.raise_alert(
        chart=chart,
        course=course,
        level=DEFAULT_POLICY.help_pressed.value,
        text=request.POST.get("text", "").replace("\0", "").strip(),
        source="help",
        key=request.POST.get("key", "").replace("\0", "")[:64] or None,
    )


def _panel(chart: Chart, now: datetime, form: AskForm, problem: str) -> dict[str, Any]:
    hours = hours_of(chart.patient.practice)
    try:
        clinician = actions.owner_of(chart) if chart.course else None
    except PracticeError:
        clinician = None
    return {
        "help": panel(chart, now, with_plan=True),
        "staffed": cover_at(now, hours) is Cover.STAFFED,
        "opens": hours.next_opening(now) if hours else None,
        "clinician": clinician,
        "asked": _asked(chart),
        "form": form,
        "problem": problem,
    }


urls = [
    path("me/", own, name="own"),
    path("me/help/", help_now, name="own_help"),
    path("me/who-looked/", who_looked, name="own_record"),
]
