"""What the team does together: finishing a task, changing a dose. Everything else it writes is an entry."""

from __future__ import annotations

import json
from datetime import date, timedelta

from clew.practice.access import Chart
from clew.practice.actions import entries, plan
from clew.practice.actions.base import check_own, on_record
from clew.practice.errors import PracticeError
from clew.practice.models import Course, Entry, Medication
from clew.practice.roles import May


def finish_task(*, chart: Chart, task: Entry, on: date, outcome: str = "", key: str | None = None) -> Entry:
    """Say that a task is done, and what came of it.

    Raises:
        PracticeError: the entry is no task.
        NotFound: the person may not write to the team, or the task is another patient's.
        AlreadyDone: the same `key` was used before.
    """
    values = _values(chart, task) | {"done_on": on.isoformat(), "outcome": outcome}
    return entries.revise_entry(chart=chart, entry=task, values=values, key=key)


def reopen_task(*, chart: Chart, task: Entry, key: str | None = None) -> Entry:
    """Say that a task is not done after all. What came of it so far stays in the earlier version.

    Raises:
        PracticeError: the entry is no task.
        NotFound: the person may not write to the team, or the task is another patient's.
        AlreadyDone: the same `key` was used before.
    """
    values = {
        slug: value for slug, value in _values(chart, task).items() if slug not in ("done_on", "outcome")
    }
    return entries.revise_entry(chart=chart, entry=task, values=values, key=key)


def _values(chart: Chart, task: Entry) -> dict[str, object]:
    chart.require(May.WRITE_TO_TEAM)
    check_own(chart, task)
    if task.form != "task":
        raise PracticeError("Only a task can be done.")
    last = entries.latest(task)
    if last.withdrawn:
        raise PracticeError("This task was taken back. Bring it back first.")
    return dict(json.loads(chart.text(last, "values")))


def change_dose(
    *,
    chart: Chart,
    course: Course,
    medication: Medication,
    dose: str,
    on: date,
    why: str = "",
    expected: str = "",
    watched: str = "",
    key: str | None = None,
) -> Entry:
    """Change the dose of a medicine from a day on: the list and the reason are written together or not at all.

    Raises:
        PracticeError: there is no new dose, the medicine is not taken any more, or the day is not after its first.
        NotFound: the person may not record medication or write to the team, or a row is another patient's.
        AlreadyDone: the same `key` was used before.
    """
    if not dose.strip():
        raise PracticeError("Say the new dose. A medicine that is stopped is ended in the list instead.")
    chart.require(May.WRITE_TO_TEAM)
    with on_record(
        chart,
        "medication.change",
        to=May.PRESCRIBE,
        of=(course, medication),
        kind="medication",
        object=medication.pk,
        key=key,
    ):
        medication.refresh_from_db()
        if medication.to_date is not None:
            raise PracticeError("This medicine is not taken any more. Add it anew in the plan.")
        if on <= medication.from_date:
            raise PracticeError("The dose changes after the first day of the medicine. Correct the day.")
        name, before = chart.text(medication, "name"), chart.text(medication, "dose")
        plan.end_medication(chart=chart, medication=medication, to_date=on - timedelta(days=1))
        plan.record_medication(chart=chart, course=course, name=name, dose=dose.strip(), from_date=on)
        values = {
            "medicine": name,
            "from_dose": before,
            "to_dose": dose,
            "why": why,
            "expected": expected,
            "watched": watched,
        }
        return entries.write_entry(chart=chart, course=course, form="medication_change", values=values, on=on)
