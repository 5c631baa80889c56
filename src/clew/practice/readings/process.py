"""The codes of a session that its process is counted from, and how many wait to be looked at."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from clew.practice.access import Chart
from clew.practice.models import Claim, Code, Course, Transcript
from clew.practice.readings.margin import UNSURE_BELOW
from clew.practice.roles import May
from clew.therapy.coding.codes import Scheme
from clew.therapy.coding.process import Noted

COUNTED = (Scheme.INTERVENTION, Scheme.RUPTURE, Scheme.REPAIR, Scheme.AFFECT)


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes that count, and how many proposals beside them nobody has looked at; unsure ones are left folded."""

    counted: tuple[Noted, ...]
    waiting: int


def codes_of(chart: Chart, transcript: Transcript, *, proposals: bool) -> Codes:
    """Return the accepted codes of a transcript, with the proposals among them if they are asked for. One query."""
    rows = (
        chart.rows(Code, to=May.READ_SESSIONS)
        .filter(transcript=transcript, scheme__in=[scheme.value for scheme in COUNTED])
        .exclude(status=Claim.Status.REJECTED)
        .order_by("turn", "scheme", "code", "pk")
        .values_list("turn", "scheme", "code", "status", "confidence")
    )
    counted, waiting = [], 0
    for turn, scheme, code, status, confidence in rows:
        accepted = status == Claim.Status.ACCEPTED
        if not accepted and (confidence or 0.0) < UNSURE_BELOW:
            continue
        waiting += not accepted
        if accepted or proposals:
            counted.append(Noted(turn, Scheme(scheme), code, accepted))
    return Codes(tuple(counted), waiting)


def transcripts_of(chart: Chart, course: Course) -> QuerySet[Transcript]:
    """Return the current transcripts of a course with their sessions, in the order of time. One query."""
    return (
        chart.rows(Transcript, to=May.READ_SESSIONS)
        .filter(session__course=course, current=True)
        .select_related("session")
        .order_by("session__at")
    )
