"""The theme, the defense profile, hypotheses and the thread to their moments."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path

from clew.practice.access import Chart
from clew.practice.actions import formulation as actions
from clew.practice.errors import AlreadyDone, PracticeError
from clew.practice.models import Course, Hypothesis
from clew.practice.readings import evidence
from clew.practice.readings import formulation as reading
from clew.practice.readings.hypotheses import moments_of
from clew.practice.readings.picking import OfSession, picks
from clew.practice.readings.versions import IN_WORDS
from clew.practice.roles import May
from clew.therapy.errors import TherapyError
from clew.therapy.formulation.hypotheses import GATE_RULE
from clew.therapy.knowledge import HYPOTHESES, STABLE_THEME_EPISODES
from clew.web.pages import new_key, no_course, on_record, record_page, say


class VersionForm(forms.Form):
    """A new version of the formulation."""

    text = forms.CharField(
        label="The formulation, in your words",
        widget=forms.Textarea(attrs={"class": "said", "rows": 14}),
        error_messages={"required": "The formulation is empty. Write what you would keep of it today."},
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False)


class HypothesisForm(forms.Form):
    """What may drive the depression."""

    statement = forms.CharField(
        label="The hypothesis, in a sentence",
        help_text="As a possibility: it may be that ...",
        widget=forms.Textarea(attrs={"class": "said", "rows": 3}),
        error_messages={"required": "Write the hypothesis in a sentence."},
    )
    code = forms.ChoiceField(
        label="One of the known sources of a depression, if it fits one",
        required=False,
        choices=[("", "none of them"), *((h.code, f"{h.code}: {h.name}") for h in HYPOTHESES.values())],
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False)


def _course(chart: Chart) -> Course:
    if chart.course is None:
        raise PracticeError("Open a course of treatment first, so that the formulation has a place.")
    return chart.course


@on_record(to=May.READ_FORMULATION, view="formulation")
def formulation(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show the theme and the thread to its moments, the hypotheses, and the formulation in words."""
    return _page(request, chart)


def _page(
    request: HttpRequest, chart: Chart, *, form: VersionForm | None = None, status: int = 200
) -> HttpResponse:
    opened = evidence.opened(chart)
    if opened is None:
        return no_course(request, chart, "formulation")
    course, numbers = opened
    proposals = request.GET.get("proposals") == "1"
    page = reading.formulation_page(chart, course, proposals=proposals, numbers=numbers)
    free = page.words.texts.get(IN_WORDS, "") if page.words else ""
    return record_page(
        request,
        "clinician/formulation.html",
        chart,
        tab="formulation",
        page=page,
        proposals=proposals,
        writes=chart.can(May.WRITE_FORMULATION),
        gate=GATE_RULE,
        stable=STABLE_THEME_EPISODES,
        form=form or VersionForm(initial={"text": free, "key": new_key()}),
        statuses=Hypothesis.Status.choices,
        status=status,
    )


@on_record(to=May.WRITE_FORMULATION, view="formulation")
def write_version(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Write a new version. Nothing typed is lost."""
    if request.method != "POST":
        return redirect("formulation", chart.patient.pk)
    form = VersionForm(request.POST)
    if form.is_valid():
        try:
            actions.write_formulation(
                chart=chart,
                course=_course(chart),
                text=form.cleaned_data["text"],
                key=form.cleaned_data["key"] or None,
            )
        except AlreadyDone:
            pass
        except PracticeError as problem:
            form.add_error("text", str(problem))
            return _page(request, chart, form=form, status=422)
        say(request, "The new version is saved. Earlier versions stay as they are.")
        return redirect("formulation", chart.patient.pk)
    return _page(request, chart, form=form, status=422)


@on_record(to=May.WRITE_FORMULATION, view="formulation")
def choose(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Choose between categories of the theme that are tied. Choosing again undoes it."""
    if request.method == "POST":
        actions.choose_theme(
            chart=chart,
            course=_course(chart),
            kind=request.POST.get("kind", ""),
            category=request.POST.get("category", ""),
        )
        say(request, "Chosen. You can choose again at any time.")
    return redirect("formulation", chart.patient.pk)


@dataclass(frozen=True, slots=True)
class Ticked:
    """What was ticked in the list of moments, so that nothing is lost when the form comes back."""

    listed: list[OfSession]
    for_: set[str]
    against: set[str]

    @classmethod
    def of(cls, posted: QueryDict, listed: list[OfSession]) -> Ticked:
        """Read a posted form."""
        return cls(listed, set(posted.getlist("for")), set(posted.getlist("against")))

    @property
    def moments(self) -> list[actions.MomentRef]:
        """The moments ticked that are on the list."""
        return [
            actions.MomentRef(
                pick.transcript,
                pick.moment.first or 0,
                pick.moment.span.start if pick.moment.span else None,
                pick.moment.span.stop if pick.moment.span else None,
                against,
            )
            for of_session in self.listed
            for pick in of_session.picks
            for against, ticked in ((False, self.for_), (True, self.against))
            if pick.value in ticked
        ]

    @property
    def wrong(self) -> str:
        """What is wrong with the ticks, if anything."""
        if self.for_ & self.against:
            return "One moment is ticked on both sides. Leave it on the side where it weighs more."
        return ""

    @property
    def opened(self) -> set[UUID]:
        """Which sessions stand open in the list: the latest, and those in which something is ticked."""
        ticked = self.for_ | self.against
        return {
            one.transcript.pk
            for order, one in enumerate(self.listed)
            if order == 0 or any(pick.value in ticked for pick in one.picks)
        }


@on_record(to=May.WRITE_FORMULATION, view="write_hypothesis")
def write_hypothesis(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Write a hypothesis together with the moments it rests on."""
    course = _course(chart)
    form = HypothesisForm(request.POST or None, initial={"key": new_key()})
    ticked = Ticked.of(request.POST, picks(chart, course))
    wrong = ticked.wrong
    if request.method == "POST":
        if not wrong and all(moment.against for moment in ticked.moments):
            wrong = "A hypothesis needs at least one moment that speaks for it. Tick one under For."
        if form.is_valid() and not wrong:
            try:
                actions.propose_hypothesis(
                    chart=chart,
                    course=course,
                    statement=form.cleaned_data["statement"],
                    code=form.cleaned_data["code"],
                    moments=ticked.moments,
                    key=form.cleaned_data["key"] or None,
                )
            except AlreadyDone:
                pass
            except (PracticeError, TherapyError) as problem:
                wrong = str(problem)
            if not wrong:
                say(request, "The hypothesis is written down with its moments.")
                return redirect("formulation", chart.patient.pk)
    return record_page(
        request,
        "clinician/formulation_hypothesis.html",
        chart,
        tab="formulation",
        form=form,
        ticked=ticked,
        wrong=wrong,
        status=422 if wrong or form.errors else 200,
    )


@on_record(to=May.WRITE_FORMULATION, view="hypothesis_moments", thing="hypothesis_id")
def hypothesis_moments(request: HttpRequest, chart: Chart, hypothesis_id: UUID) -> HttpResponse:
    """Add moments for or against a hypothesis."""
    row = chart.row(Hypothesis, hypothesis_id, to=May.WRITE_FORMULATION)
    ticked = Ticked.of(request.POST, picks(chart, row.course, moments_of(chart, row.course).get(row.pk, [])))
    wrong = ticked.wrong
    if request.method == "POST" and not wrong:
        try:
            actions.add_moments(
                chart=chart, hypothesis=row, moments=ticked.moments, key=request.POST.get("key") or None
            )
        except AlreadyDone:
            pass
        except PracticeError as problem:
            wrong = str(problem)
        if not wrong:
            say(request, "The moments are added.")
            return redirect("formulation", chart.patient.pk)
    return record_page(
        request,
        "clinician/formulation_hypothesis.html",
        chart,
        tab="formulation",
        hypothesis=row,
        statement=chart.text(row, "statement"),
        ticked=ticked,
        wrong=wrong,
        key=request.POST.get("key") or new_key(),
        status=422 if wrong else 200,
    )


@on_record(to=May.WRITE_FORMULATION, view="formulation", thing="hypothesis_id")
def judge(request: HttpRequest, chart: Chart, hypothesis_id: UUID) -> HttpResponse:
    """Say how a hypothesis stands now."""
    row = chart.row(Hypothesis, hypothesis_id, to=May.WRITE_FORMULATION)
    if request.method == "POST":
        actions.judge_hypothesis(chart=chart, hypothesis=row, status=request.POST.get("status", ""))
        say(request, f"It stands as: {row.get_status_display().lower()}. You can change it at any time.")
    return redirect("formulation", chart.patient.pk)


_HERE = "patients/<uuid:patient_id>/formulation/"
urls = [
    path(_HERE, formulation, name="formulation"),
    path(f"{_HERE}theme/", choose, name="choose_ccrt"),
    path(f"{_HERE}versions/", write_version, name="write_formulation"),
    path(f"{_HERE}hypotheses/new/", write_hypothesis, name="write_hypothesis"),
    path(f"{_HERE}hypotheses/<uuid:hypothesis_id>/moments/", hypothesis_moments, name="hypothesis_moments"),
    path(f"{_HERE}hypotheses/<uuid:hypothesis_id>/status/", judge, name="judge_hypothesis"),
]
