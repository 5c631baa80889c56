"""Hypotheses with their moments, dated formulations, the choice between tied themes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions.base import on_record
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import (
    Administration,
    Course,
    Formulation,
    Hypothesis,
    HypothesisMoment,
    Note,
    ThemeChoice,
    Transcript,
)
from clew.practice.roles import May


@dataclass(frozen=True, slots=True)
class MomentRef:
    """A place in one of the patient's own rows: the turn, line or item from 0, and perhaps some words of it."""

    row: Transcript | Note | Administration
    position: int
    start: int | None = None
    stop: int | None = None
    against: bool = False


def propose_hypothesis(
    *,
    chart: Chart,
    course: Course,
    statement: str,
    moments: Sequence[MomentRef],
    code: str = "",
    status: str = Hypothesis.Status.HYPOTHESIS,
) -> Hypothesis:
    """Write down what may drive the depression, together with the moments it rests on.

    Raises:
        PracticeError: there is no statement, or no moment speaks for it.
    """
    if not statement.strip():
        raise PracticeError("Write the hypothesis in a sentence.")
    if all(m.against for m in moments):
        raise PracticeError("A hypothesis needs at least one moment that speaks for it. Choose one in a session.")
    if chart.by is None:
        raise NotFound
    with on_record(
        chart, "hypothesis.propose", to=May.WRITE_FORMULATION, kind="hypothesis", detail={"moments": len(moments)}
    ) as event:
        hypothesis = Hypothesis(
            patient=chart.patient,
            event=event,
            course=course,
            code=code,
            status=status,
            author=chart.by,
            at=timezone.now(),
        )
        hypothesis.seal(chart.cipher, statement=statement)
        hypothesis.save(force_insert=True)
        for moment in moments:
            _add_moment(chart, hypothesis, moment, event)
    return hypothesis


def add_moment(*, chart: Chart, hypothesis: Hypothesis, moment: MomentRef) -> HypothesisMoment:
    """Add a moment for or against a hypothesis."""
    with on_record(
        chart,
        "hypothesis.moment",
        to=May.WRITE_FORMULATION,
        kind="hypothesis",
        object=hypothesis.pk,
        detail={"against": moment.against},
    ) as event:
        return _add_moment(chart, hypothesis, moment, event)


def _add_moment(chart: Chart, hypothesis: Hypothesis, moment: MomentRef, event: object) -> HypothesisMoment:
    if moment.row.patient_id != chart.patient.pk or hypothesis.patient_id != chart.patient.pk:
        raise NotFound
    where = {Transcript: "transcript", Note: "note", Administration: "administration"}[type(moment.row)]
    return HypothesisMoment.objects.create(
        patient=chart.patient,
        event=event,
        hypothesis=hypothesis,
        against=moment.against,
        position=moment.position,
        start=moment.start,
        stop=moment.stop,
        **{where: moment.row},
    )


def judge_hypothesis(*, chart: Chart, hypothesis: Hypothesis, status: str) -> None:
    """Say how a hypothesis stands now."""
    if status not in Hypothesis.Status.values:
        raise PracticeError("A hypothesis is a hypothesis, supported or rejected.")
    with on_record(
        chart,
        "hypothesis.judge",
        to=May.WRITE_FORMULATION,
        kind="hypothesis",
        object=hypothesis.pk,
        detail={"from": hypothesis.status, "to": status},
    ):
        hypothesis.status = status
        hypothesis.save(update_fields=["status"])


def write_formulation(*, chart: Chart, course: Course, text: str) -> Formulation:
    """Write a new dated version of the formulation. Earlier versions stay."""
    if not text.strip():
        raise PracticeError("The formulation is empty.")
    if chart.by is None:
        raise NotFound
    with on_record(chart, "formulation.write", to=May.WRITE_FORMULATION, kind="formulation") as event:
        number = (course.formulations.aggregate(last=Max("number"))["last"] or 0) + 1
        formulation = Formulation(
            patient=chart.patient,
            event=event,
            course=course,
            number=number,
            at=timezone.now(),
            author=chart.by,
        )
        formulation.seal(chart.cipher, text=text)
        formulation.save(force_insert=True)
    return formulation


def choose_theme(*, chart: Chart, course: Course, kind: str, category: str) -> ThemeChoice:
    """Choose between categories of the theme that are tied."""
    if chart.by is None:
        raise NotFound
    with on_record(
        chart,
        "theme.choose",
        to=May.WRITE_FORMULATION,
        kind="theme",
        object=course.pk,
        detail={"component": kind, "category": category},
    ) as event:
        return ThemeChoice.objects.create(
            patient=chart.patient,
            event=event,
            course=course,
            kind=kind,
            category=category,
            by=chart.by,
            at=timezone.now(),
        )
