"""What stands of danger in a course: open alerts, and what was judged last. Nothing here judges by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from clew.practice.access import Chart
from clew.practice.models import Alert, AlertStep, Course
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


def danger(chart: Chart, course: Course) -> Danger:
    """Read it; two queries, one where no alert was ever raised, none for who may not read alerts."""
    if not chart.can(May.READ_ALERTS):
        return Danger()
    alerts = list(chart.rows(Alert, to=May.READ_ALERTS).filter(course=course).order_by("raised_at"))
    if not alerts:
        return Danger()
    steps = chart.rows(AlertStep, to=May.READ_ALERTS).filter(
        alert__course=course, kind=AlertStep.Kind.ASSESSED
    )
    judged = [
        Judged(step.at, Level(step.level), str(step.alert_id), str(step.by or ""))
        for step in steps.select_related("by").order_by("at", "event")
    ]
    closed = {alert.pk for alert in alerts if alert.state == Alert.State.CLOSED}
    ended = {one.alert: one.at for one in judged[::-1]}  # the first assessment of an alert closes it
    return Danger(
        [
            Raised(
                alert.raised_at,
                Level(alert.level),
                str(alert.pk),
                ended.get(str(alert.pk)) if alert.pk in closed else None,
            )
            for alert in alerts
        ],
        judged,
    )
