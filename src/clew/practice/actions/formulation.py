"""Hypotheses with their moments, dated formulations, the choice between tied themes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions.base import check_own, on_record
from clew.practice.actions.sessions import read_turns
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import (
    Administration,
    AuditEvent,
    Course,
    Formulation,
    Hypothesis,
    HypothesisMoment,
    Note,
    ThemeChoice,
    Transcript,
)
from clew.practice.roles import May
from clew.therapy.knowledge import HYPOTHESES, Component, registry
from clew.therapy.transcripts import Turn


@dataclass(frozen=True, slots=True)
class MomentRef:
    """A place in one of the patient's own rows: the turn, line or item from 0, and perhaps some words of it."""

    row: Transcript | Note | Administration
    position: int
    start: int | None = None
    stop: int | None = None
    against: bool = False


def check_places(chart: Chart, moments: Sequence[MomentRef]) -> None:
    """Check that what moments in transcripts point at is there.

    Raises:
        NotFound: a moment is in another person's record.
        PracticeError: a transcript has no such turn, or the turn no such words.
    """
    read: dict[Transcript, Sequence[Turn]] = {}
    for moment in moments:
        if not isinstance(moment.row, Transcript):
            continue
        check_own(chart, moment.row)
        if moment.row not in read:
            read[moment.row] = read_turns(chart, moment.row).turns
        turns = read[moment.row]
        if not 0 <= moment.position < len(turns):
            raise PracticeError("That turn is not in this session. Choose the moment again.")
        if (moment.start, moment.stop) == (None, None):
            continue
        start, stop = moment.start, moment.stop
        if start is None or stop is None or not 0 <= start < stop <= len(turns[moment.position].text):
            raise PracticeError("Those words are not in this turn. Choose the moment again.")


def propose_hypothesis(
    *,
    chart: Chart,
    course: Course,
    statement: str,
    moments: Sequence[MomentRef],
    code: str = "",
    status: str = Hypothesis.Status.HYPOTHESIS,
    at: datetime | None = None,
    key: str | None = None,
) -> Hypothesis:
    """Write down what may drive the depression, together with the moments it rests on.

    Raises:
        PracticeError: there is no statement, no moment speaks for it, a moment is in a private note,
            or there is no such code.
        AlreadyDone: the same `key` was used before.
    """
    if not statement.strip():
        raise PracticeError("Write the hypothesis in a sentence.")
    if all(m.against for m in moments):
        raise PracticeError("A hypothesis needs at least one moment that speaks for it. Choose one.")
    if code and code not in {known.code for known in HYPOTHESES.values()}:
        raise PracticeError("The known sources of a depression are E1 to E11. Choose one, or none.")
    if chart.by is None:
        raise NotFound
    check_places(chart, moments)
    with on_record(
        chart,
        "hypothesis.propose",
        to=May.WRITE_FORMULATION,
        of=(course,),
        kind="hypothesis",
        detail={"moments": len(moments)},
        key=key,
    ) as event:
        hypothesis = Hypothesis(
            patient=chart.patient,
            event=event,
            course=course,
            code=code,
            status=status,
            author=chart.by,
            at=at or timezone.now(),
        )
        hypothesis.seal(chart.cipher, statement=statement)
        hypothesis.save(force_insert=True)
        for moment in moments:
            _add_moment(chart, hypothesis, moment, event)
    return hypothesis


def add_moments(
    *, chart: Chart, hypothesis: Hypothesis, moments: Sequence[MomentRef], key: str | None = None
) -> list[HypothesisMoment]:
    """Add moments for or against a hypothesis. Those that it has already are passed over.

    Raises:
        PracticeError: no moment was given, or one is in a private note.
        AlreadyDone: the same `key` was used before.
    """
    if not moments:
        raise PracticeError("Choose at least one moment.")
    check_places(chart, moments)
    with on_record(
        chart,
        "hypothesis.moment",
        to=May.WRITE_FORMULATION,
        kind="hypothesis",
        object=hypothesis.pk,
        detail={"moments": len(moments)},
        key=key,
    ) as event:
        return [_add_moment(chart, hypothesis, moment, event) for moment in moments]


def _add_moment(
    chart: Chart, hypothesis: Hypothesis, moment: MomentRef, event: AuditEvent
) -> HypothesisMoment:
    if moment.row.patient_id != chart.patient.pk or hypothesis.patient_id != chart.patient.pk:
        raise NotFound
    if isinstance(moment.row, Note) and moment.row.kind == Note.Kind.PROCESS:
        raise PracticeError("A private note stays private. Choose a moment in a session or in the record.")
    where = {Transcript: "transcript", Note: "note", Administration: "administration"}[type(moment.row)]
    added, _ = HypothesisMoment.objects.get_or_create(
        patient=chart.patient,
        hypothesis=hypothesis,
        against=moment.against,
        position=moment.position,
        start=moment.start,
        stop=moment.stop,
        **{where: moment.row},
        defaults={"event": event},
    )
    return added


def judge_hypothesis(*, chart: Chart, hypothesis: Hypothesis, status: str) -> None:
    """Say how a hypothesis stands now."""
    if status not in Hypothesis.Status.values:
        raise PracticeError("A hypothesis is a hypothesis, supported or rejected.")
    with on_record(
        chart,
        "hypothesis.judge",
        to=May.WRITE_FORMULATION,
        of=(hypothesis,),
        kind="hypothesis",
        object=hypothesis.pk,
        detail={"from": hypothesis.status, "to": status},
    ):
        hypothesis.status = status
        hypothesis.save(update_fields=["status"])


def write_formulation(
    *, chart: Chart, course: Course, text: str, at: datetime | None = None, key: str | None = None
) -> Formulation:
    """Write a new dated version of the formulation. Earlier versions stay.

    Raises:
        PracticeError: there is no text.
        AlreadyDone: the same `key` was used before.
    """
    if not text.strip():
        raise PracticeError("The formulation is empty.")
    if chart.by is None:
        raise NotFound
    with on_record(
        chart, "formulation.write", to=May.WRITE_FORMULATION, of=(course,), kind="formulation", key=key
    ) as event:
        number = (course.formulations.aggregate(last=Max("number"))["last"] or 0) + 1
        formulation = Formulation(
            patient=chart.patient,
            event=event,
            course=course,
            number=number,
            at=at or timezone.now(),
            author=chart.by,
        )
        formulation.seal(chart.cipher, text=text)
        formulation.save(force_insert=True)
    return formulation


def choose_theme(*, chart: Chart, course: Course, kind: str, category: str) -> ThemeChoice:
    """Choose between categories of the theme that are tied. A later choice takes the place of this one.

    Raises:
        PracticeError: there is no such component.
        TherapyError: there is no such category.
    """
    if chart.by is None:
        raise NotFound
    if kind not in {component.value for component in Component}:
        raise PracticeError("A theme has a wish, a response of other and a response of self.")
    registry.entry(kind, category)
    with on_record(
        chart,
        "theme.choose",
        to=May.WRITE_FORMULATION,
        of=(course,),
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
