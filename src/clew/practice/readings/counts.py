"""Anonymous counts of a practice: how much there is, and never enough to point at anybody."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q

from clew.practice import access
from clew.practice.models import Administration, Course, Patient, Practice, Session, User
from clew.practice.roles import May

SMALLEST = 5
"""Smaller cells are not told, nor a count to which fewer people contribute (default, not validated)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One count and how many people it is made of."""

    label: str
    count: int
    people: int

    @property
    def shown(self) -> str:
        """The count, or why it is not told."""
        if self.count < SMALLEST:
            return f"fewer than {SMALLEST}"
        if self.people < SMALLEST:
            return f"not told, from fewer than {SMALLEST} people"
        return str(self.count)


def counts(user: User | AnonymousUser) -> tuple[Practice, list[Cell]]:
    """Return the practice in which a person reads the reference pages, and its counts. The erased do not count.

    Raises:
        NotFound: there is no such practice.
    """
    practice = access.practice_for(user, to=May.READ_KNOWLEDGE)
    of_practice = Q(patient__practice=practice, patient__erased_at=None)
    people = Patient.objects.filter(practice=practice, erased_at=None).count()
    held = Q(attendance__in=[Session.Attendance.ATTENDED, Session.Attendance.LATE])
    cells = [Cell("Patients", people, people)]
    for label, rows in (
        ("Courses of treatment", Course.objects.filter(of_practice)),
        ("Sessions held", Session.objects.filter(of_practice, held)),
        ("Questionnaires filled in", Administration.objects.filter(of_practice, replaced_by=None)),
    ):
        found = rows.order_by().aggregate(count=Count("pk"), people=Count("patient", distinct=True))
        cells.append(Cell(label, found["count"], found["people"]))
    return practice, cells
