"""Questionnaires: enter, read, correct, follow over time."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone

from clew.practice import access
from clew.practice.access import Chart
from clew.practice.actions import measures as actions
from clew.practice.contacts import help_at
from clew.practice.errors import AlreadyDone, NotFound, PracticeError
from clew.practice.models import Administration, Alert, Course, Session
from clew.practice.readings import measures as reading
from clew.practice.readings import own_curve, scores
from clew.practice.roles import May
from clew.therapy import measures as therapy
from clew.therapy.charts.measure_curve import measure_curve
from clew.therapy.charts.scene import svg
from clew.therapy.errors import TherapyError
from clew.therapy.measures import DECLINED, INSTRUMENTS, NOT_APPLICABLE, Instrument
from clew.therapy.measures.definition import Item
from clew.therapy.measures.words import (
    answer_words,
    missing_rule,
    missing_words,
    risk_words,
    score_words,
)
from clew.therapy.safety.levels import MINIMUM_DUTIES, Level
from clew.web.pages import new_key, on_record, record_page, say

NOT_ANSWERED = "none"


@on_record(to=May.READ_MEASURES, view="measures")
def measures(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show every questionnaire in use: the last score, the curve, and what the change means."""
    courses = list(chart.rows(Course, to=May.READ_MEASURES).order_by("-starts_on"))
    course = next(
        (c for c in courses if str(c.pk) == request.GET.get("course")), courses[0] if courses else None
    )
    today = timezone.localdate()
    own = own_curve.remembered(chart.patient.practice)
    shown = []
    for series in reading.in_use(chart, course) if course else []:
        data = series.curve(today=today, own=own.curve if own else None)
        links = {p.ref: _entry_address(chart, p.ref.partition(":")[2]) for p in data.points} if data else {}
        picture = svg(measure_curve(data), links=links, name=series.key) if data else ""
        shown.append(
            {
                "series": series,
                "form": series.instrument,
                "picture": picture,
                "latest": _said(series.latest),
                "entries": [_said(one) for one in reversed(series.readings)],
            }
        )
    return record_page(
        request,
        "clinician/measures.html",
        chart,
        tab="measures",
        course=course,
        courses=courses,
        shown=shown,
        own=own,
        enters=chart.can(May.ENTER_MEASURES),
    )


def _entry_address(chart: Chart, pk: object) -> str:
    return reverse("measure_entry", args=[chart.patient.pk, pk])


def _said(one: scores.Reading) -> dict[str, Any]:
    """One filled-in questionnaire in words."""
    form, score = one.instrument, one.score
    return {
        "row": one.administration,
        "score": score_words(form, score),
        "missing": missing_words(score),
        "risk": risk_words(form, score),
        "risk_raised": score.risk is therapy.Risk.RAISED,
    }


class EntryForm(forms.Form):
    """A questionnaire as it was filled in. Every item asks for an answer, or for saying that there is none."""

    on = forms.DateField(
        label="Filled in on", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    rater = forms.ChoiceField(
        label="Filled in by", choices=Administration.Rater.choices, widget=forms.RadioSelect
    )
    session = forms.ChoiceField(label="Belongs to", required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, form: Instrument, sessions: list[Session], today: date, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.instrument = form
        self.today = today
        choices = [(str(s.pk), f"Session {s.number}, {timezone.localtime(s.at):%d %B %Y}") for s in sessions]
        cast(forms.ChoiceField, self.fields["session"]).choices = [("", "No session"), *choices]
        self.sessions = {str(s.pk): s for s in sessions}
        if form.score_only:
            self._ask_total()
        for item in form.items:
            self.fields[f"item-{item.key}"] = self._question(item)

    def _question(self, item: Item) -> forms.ChoiceField:
        others = [(NOT_ANSWERED, "Not answered"), (DECLINED, "Declined")]
        if item.only_for:
            others.append((NOT_APPLICABLE, f"Not applicable (for {item.only_for})"))
        return forms.ChoiceField(
            label=item.text,
            choices=[*((str(o.value), o.label) for o in item.options.options), *others],
            widget=forms.RadioSelect,
            error_messages={"required": "Choose an answer, or 'Not answered' if it was left blank."},
        )

    def _ask_total(self) -> None:
        form = self.instrument
        total = form.total
        self.fields["total"] = forms.FloatField(
            label="Total",
            help_text=f"As worked out on the form itself: {total.words if total else 'a number'}.",
            widget=forms.NumberInput(attrs={"step": "1" if total and total.whole else "any"}),
        )
        if form.version is None:
            self.fields["version"] = forms.CharField(
                label="Worked out with", max_length=20, help_text="The value set or version that was used."
            )
        if form.risk and form.risk.answers.low is not None and form.risk.answers.high is not None:
            values = range(int(form.risk.answers.low), int(form.risk.answers.high) + 1)
            self.fields["risk"] = forms.ChoiceField(
                label=f"Item {form.risk.position}, on death or self-harm: the number that was chosen",
                choices=[
                    *((str(v), str(v)) for v in values),
                    (NOT_ANSWERED, "Not answered"),
                    (DECLINED, "Declined"),
                ],
                widget=forms.RadioSelect,
                error_messages={"required": "Choose the number, or 'Not answered' if it was left blank."},
            )

    def clean_on(self) -> date:
        """Refuse a day that is still to come."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError("This day is still to come. Give the day on which it was filled in.")
        return on

    def given(self, name: str) -> int | str | None:
        """Return one answer as `practice.actions.measures` takes it."""
        value = self.cleaned_data[name]
        if value == NOT_ANSWERED:
            return None
        return value if value in (DECLINED, NOT_APPLICABLE) else int(value)

    @property
    def questions(self) -> list[forms.BoundField]:
        """The items, in order."""
        return [self[f"item-{item.key}"] for item in self.instrument.items]

    @property
    def about(self) -> list[forms.BoundField]:
        """Everything that is no item and not hidden."""
        return [field for field in self.visible_fields() if not field.name.startswith("item-")]


def _written(value: int | str | None) -> str:
    return NOT_ANSWERED if value is None else str(value)


def _initial(row: Administration, form: Instrument, on: date) -> dict[str, Any]:
    """What is written in a questionnaire that is corrected."""
    given = {
        "on": on,
        "rater": row.rater,
        "session": str(row.session_id or ""),
        "total": row.total,
        "version": row.version,
    }
    if form.score_only:
        return given | ({"risk": _written(row.answers[0])} if row.answers else {})
    items = zip(form.items, row.answers, strict=True)
    return given | {f"item-{item.key}": _written(answer) for item, answer in items}


@on_record(to=May.ENTER_MEASURES, view="enter_measure")
def enter_measure(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Choose a questionnaire, then `enter_instrument`."""
    return record_page(
        request,
        "clinician/measure_choose.html",
        chart,
        tab="measures",
        asked=[form for form in INSTRUMENTS.values() if not form.score_only],
        totals=[form for form in INSTRUMENTS.values() if form.score_only],
        session=request.GET.get("session", ""),
    )


@on_record(to=May.ENTER_MEASURES, view="enter_measure")
def enter_instrument(request: HttpRequest, chart: Chart, instrument: str) -> HttpResponse:
    """Enter one questionnaire."""
    try:
        form = therapy.instrument(instrument)
    except TherapyError:
        raise NotFound from None
    return _fill_in(request, chart, form)


@on_record(to=May.ENTER_MEASURES, view="correct_measure", thing="administration_id")
def correct_measure(request: HttpRequest, chart: Chart, administration_id: str) -> HttpResponse:
    """Correct one that was entered: a new one takes its place, the old one stays readable."""
    row = chart.row(Administration, administration_id, to=May.ENTER_MEASURES)
    return _fill_in(request, chart, therapy.instrument(row.instrument), replaces=row)


def _fill_in(
    request: HttpRequest, chart: Chart, form: Instrument, replaces: Administration | None = None
) -> HttpResponse:
    course = replaces.course if replaces else chart.course
    if course is None:
        raise PracticeError("Open a course of treatment first, so that the questionnaire has a place.")
    now = timezone.localtime()
    sessions = list(chart.rows(Session, to=May.ENTER_MEASURES).filter(course=course).order_by("-at"))
    initial: dict[str, Any] = {"on": now.date(), "rater": Administration.Rater.PATIENT, "key": new_key()}
    of_session = next((s for s in sessions if str(s.pk) == request.GET.get("session")), None)
    if of_session:
        initial |= {
            "session": str(of_session.pk),
            "on": min(timezone.localtime(of_session.at).date(), now.date()),
        }
    if replaces:
        initial |= _initial(replaces, form, timezone.localtime(replaces.at).date())
    entry = EntryForm(form, sessions, now.date(), request.POST or None, initial=initial)
    if request.method == "POST" and entry.is_valid():
        try:
            row = _save(chart, course, entry, replaces, now)
        except AlreadyDone as done:
            first = chart.rows(Administration, to=May.ENTER_MEASURES).filter(event=done.event).first()
            return redirect(
                _entry_address(chart, first.pk) if first else reverse("measures", args=[chart.patient.pk])
            )
        except (PracticeError, TherapyError) as problem:
            entry.add_error("total" if form.score_only else None, str(problem))
        else:
            if not chart.rows(Alert, to=May.READ_ALERTS).filter(administration=row).exists():
                say(request, f"{form.title} is saved.")  # where there is danger, help is the first thing said
            return redirect("measure_entry", chart.patient.pk, row.pk)
    return record_page(
        request,
        "clinician/measure_form.html",
        chart,
        tab="measures",
        form=form,
        entry=entry,
        replaces=replaces,
        status=422 if entry.errors else 200,
    )


def _save(
    chart: Chart, course: Course, entry: EntryForm, replaces: Administration | None, now: datetime
) -> Administration:
    form, given = entry.instrument, entry.cleaned_data
    on: date = given["on"]
    at = now if on == now.date() else datetime.combine(on, time(12), now.tzinfo)
    if replaces and timezone.localtime(replaces.at).date() == on:
        at = replaces.at
    return actions.enter(
        chart=chart,
        course=course,
        instrument=form.key,
        answers=[entry.given(f"item-{item.key}") for item in form.items],
        at=at,
        rater=given["rater"],
        session=entry.sessions.get(given["session"]),
        total=given.get("total"),
        version=given.get("version", ""),
        risk_answer=entry.given("risk") if "risk" in given else None,
        replaces=replaces,
        key=given["key"],
    )


@on_record(to=May.READ_MEASURES, view="measure_entry", thing="administration_id")
def measure_entry(request: HttpRequest, chart: Chart, administration_id: str) -> HttpResponse:
    """Show one filled-in questionnaire: help first where an answer may mean danger, then the score and the answers."""
    rows = chart.rows(Administration, to=May.READ_MEASURES).select_related(
        "session", "event", "replaces", "replaced_by"
    )
    row = rows.filter(pk=administration_id).first()
    if row is None:
        raise NotFound
    one = scores.read(row)
    form = one.instrument
    found = (
        list(
            chart.rows(Alert, to=May.READ_ALERTS)
            .filter(Q(administration=row) | Q(answering__administration=row))
            .select_related("owner")
        )
        if chart.can(May.READ_ALERTS)
        else []
    )
    scales = {scale.key: scale.title for scale in form.subscales} | {
        "agency": "Agency",
        "communion": "Communion",
    }
    return record_page(
        request,
        "clinician/measure_entry.html",
        chart,
        tab="measures",
        row=row,
        form=form,
        said=_said(one),
        rule=missing_rule(form),
        alerts=[
            (alert, MINIMUM_DUTIES[Level(alert.level)].clinician)
            for alert in found
            if alert.state != Alert.State.CLOSED
        ],
        closed=[alert for alert in found if alert.state == Alert.State.CLOSED],
        help=help_at(chart.patient.practice, timezone.now()),
        items=[
            (item, answer, answer_words(item, answer))
            for item, answer in zip(form.items, row.answers, strict=False)
        ],
        risk_item=(
            (form.risk.position, row.answers[0]) if form.score_only and form.risk and row.answers else None
        ),
        scales=[(scales[key], value) for key, value in one.score.subscales.items()],
        entered_by=access.people_in([row.event]).get(row.event.actor, "Clew itself"),
        newer=getattr(row, "replaced_by", None),
        corrects=chart.can(May.ENTER_MEASURES),
    )


urls = [
    path("patients/<uuid:patient_id>/measures/", measures, name="measures"),
    path("patients/<uuid:patient_id>/measures/enter/", enter_measure, name="enter_measure"),
    path(
        "patients/<uuid:patient_id>/measures/enter/<slug:instrument>/",
        enter_instrument,
        name="enter_instrument",
    ),
    path(
        "patients/<uuid:patient_id>/measures/<uuid:administration_id>/", measure_entry, name="measure_entry"
    ),
    path(
        "patients/<uuid:patient_id>/measures/<uuid:administration_id>/correct/",
        correct_measure,
        name="correct_measure",
    ),
]
