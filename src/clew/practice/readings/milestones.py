"""What the course picture marks of the treatment itself: phases, reviews, versions, the end, and what came after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from clew.practice.access import Chart
from clew.practice.models import Course
from clew.practice.readings import after, measures, versions
from clew.practice.readings.days import CourseDays
from clew.practice.readings.entries import Written
from clew.practice.roles import May
from clew.therapy.charts.course_picture import Checked, Happening, Kept, Stretch
from clew.therapy.course.continuing import CheckIn, State
from clew.therapy.course.phase_spans import phase_spans
from clew.therapy.course.phases import Marker

READ = ("exit_marker", "review", "ending", "follow_up", "sign_check")
"""The forms that it reads."""

Found = Mapping[str, Sequence[Written]]

_KEPT = {
    State.CAME: Kept.HELD,
    State.MISSED: Kept.MISSED,
    State.DUE: Kept.PLANNED,
    State.AHEAD: Kept.PLANNED,
}


def happenings(found: Found, days: CourseDays) -> list[Happening]:
    """Return the reviews, follow-ups and looks at the early signs."""
    listed = [
        Happening(days.of(one.entry.on), kind, _words(one), f"entry:{one.id}")
        for form, kind in (("review", "review"), ("sign_check", "early signs"))
        for one in found[form]
    ]
    for one in found["follow_up"]:
        day = date.fromisoformat(one.get("due_on"))
        listed.append(Happening(days.of(day), "follow-up", _words(one), f"entry:{one.id}"))
    return listed


def _words(one: Written) -> str:
    became = {line.field.slug: line.text for line in one.lines}.get("became", "")
    return f"{one.title}: {became[0].lower()}{became[1:]}" if became else one.title


def formulations(
    chart: Chart, course: Course, headed: Sequence[Written], days: CourseDays
) -> list[Happening]:
    """Return every dated version of the formulation, as its own page numbers them; one query.

    `headed` are all versions of the form that has headings.
    """
    if not chart.can(May.READ_FORMULATION):
        return []
    return [
        Happening(
            days.of(one.on),
            "formulation",
            f"Formulation, version {one.number}",
            f"formulation:{one.key}",
            one.number,
        )
        for one in versions.all_versions(chart, course, headed)
    ]


def stretches(course: Course, found: Found, days: CourseDays, *, today: date) -> tuple[Stretch, ...]:
    """Return the phases, as far as a clinician noted their exit markers."""
    noted: dict[Marker, date] = {}
    for one in found["exit_marker"]:
        noted.setdefault(Marker(one.get("marker")), one.entry.on)
    spans = phase_spans(
        noted, stage=course.stage, starts_on=course.starts_on, today=today, ended_on=course.ended_on
    )
    return tuple(
        Stretch(days.of(one.first), days.of(one.last), _joined(one.names))
        for one in spans
        if one.first < one.last
    )


def _joined(names: Sequence[str]) -> str:
    return ", ".join((names[0], *(name.lower() for name in names[1:])))


def check_ins(
    course: Course, found: Found, in_use: Sequence[measures.Series], days: CourseDays, *, today: date
) -> tuple[Checked, ...]:
    """Return the check-ins that were planned after the end, each on the day on which it came or is due."""
    ending = found["ending"][-1] if found["ending"] else None
    return tuple(
        Checked(
            days.of(one.came[-1].on if one.came else one.on),
            _KEPT[one.state],
            _said(one),
            f"measure:{one.came[-1].ref}" if one.came else "",
        )
        for one in after.planned(course, in_use, ending, today=today)
    )


def _said(one: CheckIn) -> str:
    month = "month" if one.months == 1 else "months"
    return f"PHQ-9 {one.months} {month} after the end: {one.state.value}"
