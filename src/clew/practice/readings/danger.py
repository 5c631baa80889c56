"""What stands of danger in a course: open alerts, and what was judged last. Nothing here judges by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from clew.practice.access import Chart
from clew.practice.models import Alert, AlertStep, Course, Session
from clew.practice.roles import May
from clew.therapy.safety.levels import Level
from clew.therapy.safety.standing import Judged, Raised, Standing, standing


@dataclass(frozen=True, slots=True)
class Danger:
    """The alerts of a course and how they were judged, as far as the person may read them."""

    raised: Sequence[Raised] = ()
    judged: Sequence[Judged] = ()

    def at(self, moment: datetime) -> Standing | None:
        """Return what stood at a moment, or None."""
        return standing(self.raised, self.judged, at=moment)


NOTHING = Danger()
"""Where no alert was ever raised, or who asks may not read alerts."""


def danger(chart: Chart, course: Course) -> Danger:
    """Read it; one query, none for who may not read alerts."""
    if not chart.can(May.READ_ALERTS):
        return NOTHING
    kinds = AlertStep.Kind
    rows = chart.rows(AlertStep, to=May.READ_ALERTS).filter(
        alert__course=course, kind__in=(kinds.RAISED, kinds.ASSESSED)
    )
    steps = list(rows.select_related("alert", "by").order_by("at", "event"))
    judged = [
        Judged(step.at, Level(step.level), str(step.alert_id), str(step.by or ""))
        for step in steps
        if step.kind == kinds.ASSESSED
    ]
    ended = {one.alert: one.at for one in judged[::-1]}  # the first assessment of an alert closes it
    return Danger([_raised(step.alert, ended) for step in steps if step.kind == kinds.RAISED], judged)


def _raised(alert: Alert, ended: Mapping[str, datetime]) -> Raised:
    closed = ended.get(str(alert.pk)) if alert.state == Alert.State.CLOSED else None
    return Raised(alert.raised_at, Level(alert.level), str(alert.pk), closed)


def with_danger(chart: Chart, rows: QuerySet[Session]) -> QuerySet[Session]:
    """Annotate sessions with whether a level above none stood when they came; as part of their own query.

    The same as `Danger.at`, said to the database. Who may not read alerts learns nothing of it.
    """
    return rows.annotate(stood=stood_at()) if chart.can(May.READ_ALERTS) else rows


def stood_at() -> Case:
    """Return the condition on a row of `Session` that a level above none stood then: an alert waited, else as judged last."""
    judged = AlertStep.objects.filter(kind=AlertStep.Kind.ASSESSED)
    closed = judged.filter(alert=OuterRef("pk"), at__lte=OuterRef(OuterRef("at")))
    waits = Alert.objects.filter(~Exists(closed), course=OuterRef("course"), raised_at__lte=OuterRef("at"))
    before = judged.filter(alert__course=OuterRef("course"), at__lte=OuterRef("at")).order_by("-at", "-event")
    level = Coalesce(Subquery(before.values("level")[:1]), Value(Level.NONE.value))
    return Case(
        When(Exists(waits), then=Value(True)),
        When(~Q(Exact(level, Value(Level.NONE.value))), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )


def in_danger(session: Session) -> bool:
    """Whether a level above none stood when a session came that nobody came to; of rows that `with_danger` read."""
    return session.attendance == Session.Attendance.NO_SHOW and bool(getattr(session, "stood", False))
