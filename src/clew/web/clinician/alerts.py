"""Alerts and what is done about them."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone

from clew.practice import access
from clew.practice.access import Chart
from clew.practice.actions import alerts as actions
from clew.practice.actions import danger
from clew.practice.errors import AlreadyDone, NotFound, PracticeError
from clew.practice.models import Alert
from clew.practice.readings.alerts import Story, story
from clew.practice.readings.caseload import own_alerts
from clew.practice.readings.notices import why_untold
from clew.practice.roles import May
from clew.therapy.errors import TherapyError
from clew.therapy.forms.danger import DANGER_REVIEW
from clew.therapy.forms.session import CONTACT_ATTEMPT
from clew.therapy.measures.instruments.asq import ASQ
from clew.web.entry_forms import EntryForm
from clew.web.pages import new_key, on_record, record_page, say


def alerts(request: HttpRequest) -> HttpResponse:
    """List the alerts that the person owns, those still open first."""
    mine = own_alerts(request.user, list(access.held_by(request.user)))
    patients = {alert.patient_id: alert.patient for alert in mine}
    who = access.names(patients.values(), request.user, why="alerts") if patients else {}
    untold = why_untold(mine)
    lines = [(alert, who[alert.patient_id]["name"], untold.get(alert.pk, "")) for alert in mine]
    return render(
        request,
        "clinician/alerts.html",
        {
            "here": "alerts",
            "waiting": [line for line in lines if line[0].state != Alert.State.CLOSED],
            "closed": [line for line in lines if line[0].state == Alert.State.CLOSED],
            "now": timezone.now(),
            "mail": bool(settings.CLEW_MAIL),
        },
    )


class OverrideForm(forms.Form):
    """Another level, with a reason."""

    level = forms.ChoiceField(label="Level", choices=Alert.Level.choices)
    reason = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 2}))


@on_record(to=May.READ_ALERTS, view="alert", thing="alert_id")
def alert(request: HttpRequest, chart: Chart, alert_id: str) -> HttpResponse:
    """Show one alert, the moment it rests on, what is to be done, and each step. That its owner opened it is a step."""
    rows = chart.rows(Alert, to=May.READ_ALERTS).select_related(
        "owner", "course", "transcript", "administration"
    )
    row = rows.filter(pk=alert_id).first()
    if row is None:
        raise NotFound
    read = story(chart, row, now=timezone.now())
    opens = row.owner == chart.by and row.state != Alert.State.CLOSED and not read.opened
    if request.method == "GET" and opens and chart.can(May.HANDLE_ALERTS):
        actions.see(chart=chart, alert=row)
        read = story(chart, row, now=timezone.now())
    return _page(request, chart, row, read=read)


def _page(
    request: HttpRequest,
    chart: Chart,
    row: Alert,
    *,
    assess: EntryForm | None = None,
    override: OverrideForm | None = None,
    contact: EntryForm | None = None,
    read: Story | None = None,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    words = ""
    if row.transcript is not None and row.turn is not None and chart.can(May.READ_SESSIONS):
        from clew.practice.actions.sessions import read_turns

        words = read_turns(chart, row.transcript).turns[row.turn].text
    return record_page(
        request,
        "clinician/alert.html",
        chart,
        tab="",
        alert=row,
        words=words,
        story=read or story(chart, row, now=timezone.now()),
        asq=ASQ.key,
        enters=chart.can(May.ENTER_MEASURES),
        contact=contact or EntryForm(CONTACT_ATTEMPT, initial={"key": new_key()}, timed=False),
        key=new_key(),
        wrong=wrong,
        assess=assess or EntryForm(DANGER_REVIEW, initial={"key": new_key()}, timed=False),
        override=override or OverrideForm(initial={"level": row.level}),
        handles=chart.can(May.HANDLE_ALERTS),
        status=status,
    )


@on_record(to=May.HANDLE_ALERTS, view="alert", thing="alert_id")
def act(request: HttpRequest, chart: Chart, alert_id: str, what: str) -> HttpResponse:
    """Acknowledge, assess, or change the level."""
    row = chart.row(Alert, alert_id, to=May.HANDLE_ALERTS)
    if request.method != "POST":
        return redirect("alert", chart.patient.pk, row.pk)
    if what == "acknowledge":
        actions.acknowledge(chart=chart, alert=row)
        say(request, "You are down as looking at it.")
    elif what in ("assess", "reassess"):
        return _assess(request, chart, row, again=what == "reassess")
    elif what == "tick":
        return _tick(request, chart, row)
    elif what == "contact":
        return _contact(request, chart, row)
    else:
        change = OverrideForm(request.POST)
        if not change.is_valid():
            return _page(request, chart, row, override=change, status=422)
        actions.override(chart=chart, alert=row, **change.cleaned_data)
        say(request, "The level was changed. The first level stays in the steps.")
    return redirect("alert", chart.patient.pk, row.pk)


def _assess(request: HttpRequest, chart: Chart, row: Alert, *, again: bool) -> HttpResponse:
    form = EntryForm(DANGER_REVIEW, request.POST, timed=False)
    if not form.is_valid():
        return _page(request, chart, row, assess=form, status=422)
    try:
        danger.review(
            chart=chart, alert=row, values=form.values, again=again, key=form.cleaned_data["key"] or None
        )
    except AlreadyDone:
        pass
    except PracticeError as problem:
        form.add_error(None, str(problem))
        return _page(request, chart, row, assess=form, status=422)
    else:
        say(
            request,
            "Your assessment is saved." if again else "Your assessment is saved and the alert is closed.",
        )
    return redirect("alert", chart.patient.pk, row.pk)


def _tick(request: HttpRequest, chart: Chart, row: Alert) -> HttpResponse:
    try:
        actions.tick(
            chart=chart,
            alert=row,
            steps=request.POST.getlist("step"),
            text=request.POST.get("text", "").strip(),
            key=request.POST.get("key") or None,
        )
    except AlreadyDone:
        pass
    except TherapyError as problem:
        return _page(request, chart, row, wrong=str(problem), status=422)
    else:
        say(request, "Written down with the time and your name.")
    return redirect("alert", chart.patient.pk, row.pk)


def _contact(request: HttpRequest, chart: Chart, row: Alert) -> HttpResponse:
    form = EntryForm(CONTACT_ATTEMPT, request.POST, timed=False)
    if not form.is_valid():
        return _page(request, chart, row, contact=form, status=422)
    try:
        danger.reach(chart=chart, alert=row, values=form.values, key=form.cleaned_data["key"] or None)
    except AlreadyDone:
        pass
    else:
        say(request, "The attempt is written down with the time and your name.")
    return redirect("alert", chart.patient.pk, row.pk)


class RaiseForm(forms.Form):
    """A person is worried."""

    level = forms.ChoiceField(
        label="How soon must somebody look", choices=Alert.Level.choices, initial="moderate"
    )
    text = forms.CharField(label="What worries you", widget=forms.Textarea)


@on_record(to=May.RAISE_ALERT, view="raise_alert")
def raise_alert(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Raise an alert out of worry."""
    chart.require(May.SEE_COURSE)
    course = chart.course
    if course is None:
        raise PracticeError("Open a course of treatment first, so that the alert has a place.")
    form = RaiseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        raised = actions.raise_alert(chart=chart, course=course, **form.cleaned_data)
        say(request, f"{raised.owner} is asked to look by {timezone.localtime(raised.due_at):%d %B, %H:%M}.")
        return redirect("course", chart.patient.pk)
    return record_page(request, "clinician/raise_alert.html", chart, tab="", form=form)


urls = [
    path("alerts/", alerts, name="alerts"),
    path("patients/<uuid:patient_id>/alerts/new/", raise_alert, name="raise_alert"),
    path("patients/<uuid:patient_id>/alerts/<uuid:alert_id>/", alert, name="alert"),
    path(
        "patients/<uuid:patient_id>/alerts/<uuid:alert_id>/acknowledge/",
        act,
        {"what": "acknowledge"},
        name="acknowledge_alert",
    ),
    path(
        "patients/<uuid:patient_id>/alerts/<uuid:alert_id>/done/",
        act,
        {"what": "tick"},
        name="tick_alert",
    ),
    path(
        "patients/<uuid:patient_id>/alerts/<uuid:alert_id>/contact/",
        act,
        {"what": "contact"},
        name="contact_alert",
    ),
    path(
        "patients/<uuid:patient_id>/alerts/<uuid:alert_id>/assess/",
        act,
        {"what": "assess"},
        name="assess_alert",
    ),
    path(
        "patients/<uuid:patient_id>/alerts/<uuid:alert_id>/assess-again/",
        act,
        {"what": "reassess"},
        name="reassess_alert",
    ),
    path(
        "patients/<uuid:patient_id>/alerts/<uuid:alert_id>/level/",
        act,
        {"what": "override"},
        name="override_alert",
    ),
]
