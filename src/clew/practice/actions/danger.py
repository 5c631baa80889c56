"""After a sign of danger: attempts to reach the patient, and the clinician's own assessment that closes an alert."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions.alerts import assess, contact, override
from clew.practice.actions.entries import write_entry
from clew.practice.errors import PracticeError
from clew.practice.models import Alert, Entry
from clew.practice.transactions import write
from clew.therapy import forms
from clew.therapy.forms.danger import DANGER_REVIEW
from clew.therapy.forms.session import CONTACT_ATTEMPT


def review(
    *,
    chart: Chart,
    alert: Alert,
    values: Mapping[str, object],
    again: bool = False,
    now: datetime | None = None,
    key: str | None = None,
) -> Entry:
    """Write the clinician's own assessment in the form `danger_review`, and close the alert; all of it or nothing.

    `again`: of an alert that was assessed and closed before. What was judged then stands until somebody judges again.

    Where the clinician judges it more or less urgent than the alert, the level is changed by a step of its own. The
    step of the assessment has the id of the entry: they are one thing, and what follows is read in the entry.

    Raises:
        FormProblems: an answer does not fit; nothing was saved.
        PracticeError: the alert is closed; or it is not, and is to be judged again.
        AlreadyDone: the same `key` was used before.
    """
    read = forms.read(DANGER_REVIEW, values)
    at = now or timezone.now()
    session = alert.transcript.session if alert.transcript else None
    with write():
        entry = write_entry(
            chart=chart,
            course=alert.course,
            form=DANGER_REVIEW.slug,
            values=values,
            on=timezone.localdate(at),
            session=session,
            at=at,
            key=key,
        )
        closed = Alert.objects.get(pk=alert.pk).state == Alert.State.CLOSED
        if again and not closed:
            raise PracticeError("This alert still waits for its first assessment.")
        if closed and not again:
            raise PracticeError(
                "This alert was assessed and closed already. What was written then stands in its steps."
            )
        judged = str(read["level"])
        if judged in Alert.Level.values and judged != alert.level:
            override(chart=chart, alert=alert, level=judged, reason="As judged on asking.", now=at)
        day = read.get("again")
        assess(
            chart=chart,
            alert=alert,
            assessment=str(read["assessment"]),
            disposition=str(read["disposition"]),
            level=judged,
            follow_up_on=date.fromisoformat(str(day)) if day else None,
            now=at,
            id=entry.pk,
        )
    return entry


def reach(
    *,
    chart: Chart,
    alert: Alert,
    values: Mapping[str, object],
    now: datetime | None = None,
    key: str | None = None,
) -> Entry:
    """Write down an attempt to reach the patient because of an alert, in the form `contact_attempt`, and as its step.

    The step has the id of the entry: they are one thing. Nothing is sent to anybody by it.

    Raises:
        FormProblems: an answer does not fit; nothing was saved.
        AlreadyDone: the same `key` was used before.
    """
    read = forms.read(CONTACT_ATTEMPT, values)
    at = now or timezone.now()
    with write():
        entry = write_entry(
            chart=chart,
            course=alert.course,
            form=CONTACT_ATTEMPT.slug,
            values=values,
            on=timezone.localdate(at),
            at=at,
            key=key,
        )
        text = "\n".join(f"{line.field.label}: {line.text}" for line in forms.lines(CONTACT_ATTEMPT, read))
        contact(chart=chart, alert=alert, text=text, now=at, id=entry.pk)
    return entry
