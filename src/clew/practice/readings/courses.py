"""The courses of one person: the latest, and those before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from clew.practice.access import Chart
from clew.practice.models import Course, Entry, Formulation, Session
from clew.practice.roles import May


@dataclass(frozen=True, slots=True)
class Chosen:
    """The course that a page shows, and all there are, the latest first.

    `held` and `planned` count its sessions; `formulated` says whether a formulation of it is written, None for who
    may not know.
    """

    course: Course | None
    every: Sequence[Course]
    held: int = 0
    planned: int = 0
    formulated: bool | None = None

    @property
    def earlier(self) -> bool:
        """Whether it is not the latest, so that the page is for reading."""
        return bool(self.every) and self.course != self.every[0]

    @property
    def place(self) -> int:
        """Its place among them in the order of time, from 1 on; 0 where there is none."""
        return len(self.every) - self.every.index(self.course) if self.course in self.every else 0


def chosen(chart: Chart, given: str | None = None) -> Chosen:
    """Return the course that was asked for by its id, or the latest; one query. Raises `NotFound` for no such course."""
    held = Q(sessions__attendance__in=(Session.Attendance.ATTENDED, Session.Attendance.LATE))
    planned = Q(sessions__attendance=Session.Attendance.PLANNED)
    rows = (
        chart.rows(Course, to=May.SEE_COURSE)
        .annotate(
            held=Count("sessions", filter=held),
            planned=Count("sessions", filter=planned),
            formulated=Exists(Formulation.objects.filter(course=OuterRef("pk")))
            | Exists(
                Entry.objects.filter(
                    course=OuterRef("pk"), form="formulation_text", replaced_by=None, withdrawn=False
                )
            ),
        )
        .order_by("-starts_on", "-event")
    )
    every = list(rows)
    found = next((one for one in every if not given or str(one.pk) == given), None)
    if found is None:
        if given:
            chart.row(Course, given, to=May.SEE_COURSE)  # raises NotFound
        return Chosen(None, every)
    formulated = found.formulated if chart.can(May.READ_FORMULATION) else None
    return Chosen(found, every, found.held, found.planned, formulated)
