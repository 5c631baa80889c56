"""The process of sessions: what is counted about who talks, when and how; one session as a picture, and all in a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from clew.practice.access import Chart
from clew.practice.actions.sessions import read_turns
from clew.practice.models import Session
from clew.practice.readings import process as reading
from clew.practice.readings import sessions as about
from clew.practice.roles import May
from clew.therapy.charts.process_course import Counted, process_course
from clew.therapy.charts.process_timeline import process_timeline
from clew.therapy.charts.scene import svg
from clew.therapy.coding.process import (
    MinimalResponses,
    Talk,
    TalkShare,
    minimal_responses,
    process_of,
    talk_share,
)
from clew.therapy.coding.process.session import Process
from clew.therapy.coding.process.words import told
from clew.therapy.knowledge.process import FIGURES
from clew.therapy.transcripts import Role
from clew.web.pages import no_course, on_record, record_page

SHOWN = 24  # turns named after a figure; the others are counted


@on_record(to=May.READ_SESSIONS, view="session process", thing="session_id")
def session_process(request: HttpRequest, chart: Chart, session_id: UUID) -> HttpResponse:
    """Show what is counted about one session."""
    found = about.opened(chart, session_id)
    base = reverse("session", args=[chart.patient.pk, session_id])
    with_proposals = "proposals" in request.GET
    context: dict[str, Any] = {
        "session": found.session,
        "around": found,
        "base": base,
        "imports": chart.can(May.IMPORT),
        "proposals": with_proposals,
    }
    if found.transcript is not None:
        codes = reading.codes_of(chart, found.transcript, proposals=with_proposals)
        turns = read_turns(chart, found.transcript).turns
        counted = process_of(turns, codes.counted, minutes_late=_late(found.session))
        links = {f"turn:{turn.index}": f"{base}?turn={turn.index}#turn-{turn.index}" for turn in turns}
        context |= {
            "counted": counted,
            "waiting": codes.waiting,
            "accepted": sum(one.accepted for one in codes.counted),
            "picture": svg(process_timeline(counted), links=links, name="process"),
            "talk": FIGURES["talk_share"],
            "length": FIGURES["turn_length"],
            "speakers": _speakers(counted),
            "told": told(counted),
            "shown": SHOWN,
            "unknown": not counted.roles_known,
        }
    return record_page(
        request, "clinician/session_process.html", chart, tab="sessions", sub="process", **context
    )


def _late(session: Session) -> float | None:
    return session.late_minutes if session.attendance == Session.Attendance.LATE else None


@dataclass(frozen=True, slots=True)
class Speaker:
    """One row of the table of who talks; shares are in per cent."""

    role: str
    words: int
    share: float | None
    thirds: tuple[float | None, ...]
    turns: int
    mean: float | None
    median: float | None
    most: int
    longest: int | None


def _speakers(counted: Process) -> list[Speaker]:
    lengths = {one.role: one for one in counted.lengths}
    rows = []
    for role, words in counted.share.whole.items():
        length, share = lengths.get(role), counted.share.share(role)
        rows.append(
            Speaker(
                role="not known" if role is Role.UNKNOWN else role.value,
                words=words,
                share=None if share is None else 100 * share,
                thirds=tuple(None if s is None else 100 * s for s in counted.share.shares(role)),
                turns=length.turns if length else 0,
                mean=length.mean if length else None,
                median=length.median if length else None,
                most=length.most if length else 0,
                longest=length.longest if length else None,
            )
        )
    return rows


@dataclass(frozen=True, slots=True)
class Row:
    """One session of the course: the patient's share of the words in per cent, and the short answers."""

    session: Session
    turns: int
    share: float | None
    short: int
    answers: int

    @classmethod
    def of(cls, session: Session, turns: int, share: TalkShare, minimal: MinimalResponses) -> Row:
        """Put together what was counted."""
        patient = share.share(Role.PATIENT)
        return cls(
            session, turns, None if patient is None else 100 * patient, len(minimal.short), minimal.answers
        )

    @property
    def short_share(self) -> float | None:
        """Short answers in per cent of all answers."""
        return 100 * self.short / self.answers if self.answers else None


@on_record(to=May.READ_SESSIONS, view="process")
def process(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show the sessions of the course in a row: talk share and short answers, each leading to its session."""
    if chart.course is None:
        return no_course(request, chart, "process")
    rows = []
    for transcript in reading.transcripts_of(chart, chart.course):
        talk = Talk.of(read_turns(chart, transcript).turns)
        rows.append(Row.of(transcript.session, len(talk.turns), talk_share(talk), minimal_responses(talk)))
    return record_page(
        request,
        "clinician/process.html",
        chart,
        tab="sessions",
        sub="process",
        rows=rows,
        picture=_course_picture(chart, rows),
        imports=chart.can(May.IMPORT),
    )


def _course_picture(chart: Chart, rows: list[Row]) -> str:
    columns = [Counted(str(r.session.pk), r.session.number, r.share, r.short_share) for r in rows]
    links = {
        f"session:{one.ref}": reverse("session_process", args=[chart.patient.pk, one.ref]) for one in columns
    }
    return svg(process_course(columns), links=links, name="process")


_PATIENT = "patients/<uuid:patient_id>/"
urls = [
    path(f"{_PATIENT}process/", process, name="process"),
    path(f"{_PATIENT}sessions/<uuid:session_id>/process/", session_process, name="session_process"),
]
