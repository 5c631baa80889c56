"""One alert as a story: who was told when, who opened it when, who answered when, what was done, and what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.models import Alert, AlertStep
from clew.practice.readings import entries
from clew.practice.readings.entries import Written
from clew.practice.roles import May
from clew.therapy.forms.danger import DANGER_REVIEW
from clew.therapy.forms.session import CONTACT_ATTEMPT
from clew.therapy.safety.actions import ACTIONS, TABLE, Action, Row, span_in_words
from clew.therapy.safety.levels import Level


@dataclass(frozen=True, slots=True)
class Step:
    """One step with its words. `agreed` is what an assessment agreed; `entry` the filled-in form behind the step."""

    row: AlertStep
    text: str
    agreed: str
    action: Action | None
    entry: Written | None


@dataclass(frozen=True, slots=True)
class Proof:
    """One line of whether somebody knew: what, when, and the words where it did not happen (yet)."""

    name: str
    at: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class Story:
    """All of it. `todo` are the steps of the level with whether each was ticked; `deadline` is said in words;
    `opened`: its present owner has opened it."""

    steps: Sequence[Step]
    row: Row
    todo: Sequence[tuple[Action, bool]]
    proof: Sequence[Proof]
    deadline: str
    overdue: bool
    follow_up_due: bool
    opened: bool


_FORMS = (DANGER_REVIEW.slug, CONTACT_ATTEMPT.slug)


def story(chart: Chart, alert: Alert, *, now: datetime) -> Story:
    """Read it; two queries."""
    found = entries.current(chart, alert.course, *_FORMS, to=May.READ_ALERTS)
    written = {one.id: one for slug in _FORMS for one in found[slug]}
    steps = [
        _step(chart, row, written.get(row.pk))
        for row in alert.steps.select_related("by").order_by("event", "at")
    ]
    done = {step.action.slug for step in steps if step.action is not None}
    row = TABLE[Level(alert.level)]
    overdue = alert.state == Alert.State.OPEN and alert.due_at < now
    return Story(
        steps=steps,
        row=row,
        todo=[(action, action.slug in done) for action in row.actions],
        proof=_proof(alert, steps, now),
        deadline=span_in_words(alert.due_at - now),
        overdue=overdue,
        follow_up_due=_follows(alert.follow_up_on, timezone.localdate(now)),
        opened=any(
            step.row.kind == AlertStep.Kind.SEEN and step.row.by_id == alert.owner_id for step in steps
        ),
    )


def _follows(day: date | None, today: date) -> bool:
    return day is not None and day <= today


def _step(chart: Chart, row: AlertStep, entry: Written | None) -> Step:
    words, more = chart.text(row, "text"), chart.text(row, "disposition")
    if row.kind == AlertStep.Kind.DONE:
        return Step(row, words, "", ACTIONS.get(more), None)
    return Step(row, words, more, None, entry)


def _proof(alert: Alert, steps: Sequence[Step], now: datetime) -> list[Proof]:
    """Say of the present owner whether a notice was taken, whether it was opened, answered, and assessed."""
    passed = [one.row.at for one in steps if one.row.kind == AlertStep.Kind.ESCALATED]
    since = max(passed, default=alert.raised_at)
    kinds = AlertStep.Kind

    def first(*wanted: str, after: datetime | None = None) -> AlertStep | None:
        rows = (one.row for one in steps if one.row.kind in wanted)
        return next((row for row in rows if after is None or row.at >= after), None)

    told, missed = first(kinds.TOLD, after=since), first(kinds.NOT_TOLD, after=since)
    seen = next(
        (one.row for one in steps if one.row.kind == kinds.SEEN and one.row.by_id == alert.owner_id), None
    )
    answered, assessed = first(kinds.ACKNOWLEDGED), first(kinds.ASSESSED)
    if told:
        how = "by e-mail, without a word of what it is about"
    elif missed:
        how = "Not delivered: the steps below say why. The alert stands on their page of alerts."
    else:
        how = "No e-mail was sent. The alert stands on their page of alerts, and on every page as a count."
    waits = "Not yet." if alert.state != Alert.State.CLOSED else "Not before it was closed."
    return [
        Proof("Told", told.at if told else None, how),
        Proof("Opened", seen.at if seen else None, f"by {seen.by}" if seen else waits),
        Proof(
            "Acknowledged",
            answered.at if answered else None,
            f"by {answered.by}{_in_time(answered.at, alert)}" if answered else waits,
        ),
        Proof("Assessed", assessed.at if assessed else None, f"by {assessed.by}" if assessed else waits),
    ]


def _in_time(at: datetime, alert: Alert) -> str:
    return ", within the deadline" if at <= alert.due_at else ", after the deadline"
