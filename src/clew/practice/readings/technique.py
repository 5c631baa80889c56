"""What the clinician did in sessions, counted from accepted codes: the eight interventions and their mix."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable

from clew.practice.access import Chart
from clew.practice.models import Claim, Code, Course, Session
from clew.practice.readings.days import CourseDays
from clew.practice.roles import May
from clew.therapy.coding.annotations import Annotation
from clew.therapy.coding.codes import Scheme
from clew.therapy.course.technique import CodedSession
from clew.therapy.formulation.technique import InterventionMix, intervention_mix
from clew.therapy.knowledge import INTERVENTIONS
from clew.therapy.moments import Moment, MomentKind


def mix_of(codes: Iterable[tuple[int, str]], ref: str = "session") -> InterventionMix:
    """Return the mix of accepted interventions, each given by its turn and code. Codes beside the eight are passed over."""
    return intervention_mix(
        Annotation(Scheme.INTERVENTION, code, Moment(MomentKind.TURNS, ref, turn, turn))
        for turn, code in codes
        if code in INTERVENTIONS
    )


def coded_sessions(chart: Chart, course: Course) -> list[CodedSession]:
    """Return the sessions of a course that have a transcript, in order, each with its mix. Two queries."""
    rows = (
        chart.rows(Code, to=May.READ_SESSIONS)
        .filter(
            transcript__session__course=course,
            transcript__current=True,
            scheme=Scheme.INTERVENTION.value,
        )
        .exclude(status=Claim.Status.REJECTED)
        .order_by()
        .values_list("transcript__session", "turn", "code", "status")
    )
    accepted: defaultdict[uuid.UUID, list[tuple[int, str]]] = defaultdict(list)
    waiting: Counter[uuid.UUID] = Counter()
    for session, turn, code, status in rows:
        if status == Claim.Status.ACCEPTED:
            accepted[session].append((turn, code))
        else:
            waiting[session] += 1
    sessions = chart.rows(Session, to=May.READ_SESSIONS).filter(course=course, transcripts__current=True)
    days = CourseDays(chart, course)
    return [
        CodedSession(
            ref=str(pk),
            number=number,
            mix=mix_of(accepted[pk], str(pk)),
            waiting=waiting[pk],
            on=days.date_of(at),
        )
        for pk, number, at in sessions.order_by("at").values_list("pk", "number", "at")
    ]
