"""The safety check in front of the intake: what was seen is kept, and a red flag raises an alert with it."""

from __future__ import annotations

from collections.abc import Mapping

from clew.practice.access import Chart
from clew.practice.actions import alerts, entries
from clew.practice.models import Alert, Course, Entry
from clew.practice.transactions import write
from clew.therapy import forms
from clew.therapy.course.red_flags import stop
from clew.therapy.knowledge.indication import RED_FLAGS

FORM = "red_flags"


def check_red_flags(
    *, chart: Chart, course: Course, values: Mapping[str, object], key: str | None = None
) -> tuple[Entry, Alert | None]:
    """Keep the answers of a safety check and, where a red flag was seen, raise an alert: both or neither.

    Args:
        chart: the opened record.
        course: the course of treatment it belongs to.
        values: the answers to the form of red flags.
        key: idempotency key of the form that was sent.

    Raises:
        FormProblems: an answer does not fit; nothing was saved.
        PracticeError: nobody treats the patient, so nobody would see an alert.
        NotFound: the person may not write this form, or the course is another patient's.
        AlreadyDone: the same `key` was used before.
    """
    read = forms.read(forms.form(FORM), values)
    seen = read["seen"]
    stopped = stop(seen if isinstance(seen, list) else [])
    with write():
        entry = entries.write_entry(chart=chart, course=course, form=FORM, values=read, key=key)
        if stopped is None:
            return entry, None
        words = "; ".join(RED_FLAGS[slug].name for slug in stopped.seen)
        note = str(read.get("note", ""))
        text = f"Safety check: {words}." + (f"\n{note}" if note else "")
        return entry, alerts.raise_alert(chart=chart, course=course, level=stopped.level.value, text=text)
