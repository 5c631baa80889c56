"""The sessions of a patient in a list, and what is known of one beside its note."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.models import Administration, Claim, Code, Episode, Note, Session, Transcript
from clew.practice.readings import scores
from clew.practice.readings.margin import UNSURE_BELOW
from clew.practice.roles import May


def scores_of_the_day(chart: Chart, session: Session) -> list[str]:
    """Return the scores that belong to a session or were given on its day, in words."""
    if not chart.can(May.READ_MEASURES):
        return []
    start = timezone.localtime(session.at).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = (
        chart.rows(Administration, to=May.READ_MEASURES)
        .filter(Q(session=session) | Q(session=None, at__gte=start, at__lt=start + timedelta(days=1)))
        .filter(replaced_by=None)
        .order_by("at", "event")
    )
    return [_score(row) for row in rows]


def _score(row: Administration) -> str:
    reading = scores.read(row)
    by = "" if row.rater == Administration.Rater.PATIENT else f", by the {row.rater}"
    if reading.score.total is None:
        return f"{reading.instrument.title}: not complete{by}"
    band = f" ({reading.score.band})" if reading.score.band else ""
    return f"{reading.instrument.title} {round(reading.score.total.value, 1):g}{band}{by}"


@dataclass(frozen=True, slots=True)
class Listed:
    """One session in the list."""

    session: Session
    transcript: Transcript | None
    withdrawn: Transcript | None
    waiting: int
    note: str


def listed(chart: Chart) -> list[Listed]:
    """Return all sessions, the latest first, with what is there of each. Five queries, however many there are."""
    current: dict[uuid.UUID, Transcript] = {}
    withdrawn: dict[uuid.UUID, Transcript] = {}
    for row in chart.rows(Transcript, to=May.READ_SESSIONS).defer("turns").order_by("version"):
        (current if row.current else withdrawn)[row.session_id] = row
    waiting: Counter[uuid.UUID] = Counter()
    for model in (Code, Episode):
        rows = chart.rows(model, to=May.READ_SESSIONS).filter(
            status=Claim.Status.PROPOSED, confidence__gte=UNSURE_BELOW, transcript__current=True
        )
        for counted in rows.order_by().values("transcript__session").annotate(n=Count("pk")):
            waiting[counted["transcript__session"]] += counted["n"]
    notes = _notes(chart)
    sessions = chart.rows(Session, to=May.READ_SESSIONS).select_related("course").order_by("-at")
    return [
        Listed(
            session,
            current.get(session.pk),
            None if session.pk in current else withdrawn.get(session.pk),
            waiting[session.pk],
            notes.get(session.pk, ""),
        )
        for session in sessions
    ]


def _notes(chart: Chart) -> dict[uuid.UUID, str]:
    """Return how the progress note of each session stands. A draft is its author's until it is signed."""
    if not chart.can(May.READ_PROGRESS_NOTES):
        return {}
    rows = (
        chart.rows(Note, to=May.READ_PROGRESS_NOTES)
        .filter(kind=Note.Kind.PROGRESS)
        .defer("text", "reason")
        .order_by("saved_at")
    )
    stands: dict[uuid.UUID, str] = {}
    for row in rows:
        if row.signed_at is not None:
            stands[row.session_id] = "signed"
        else:
            stands.setdefault(row.session_id, "draft")
    return stands


@dataclass(frozen=True, slots=True)
class Written:
    """A note with its text, and the corrections of it in the order in which they were signed."""

    note: Note
    text: str
    reason: str = ""


def notes_of(chart: Chart, session: Session) -> dict[str, tuple[list[Written], Note | None, list[str]]]:
    """Return, by kind, the signed notes in order, the reader's own draft, and who else is still writing."""
    rows = (
        chart.rows(Note, to=May.READ_PROGRESS_NOTES)
        .filter(session=session)
        .select_related("author")
        .order_by("signed_at", "saved_at")
    )
    found: dict[str, tuple[list[Written], Note | None, list[str]]] = {
        k: ([], None, []) for k in Note.Kind.values
    }
    for row in rows:
        signed, _, others = found[row.kind]
        if row.signed_at is not None:
            signed.append(Written(row, chart.text(row, "text"), chart.text(row, "reason")))
        elif chart.by is not None and row.author_id == chart.by.pk:
            found[row.kind] = (signed, row, others)
        else:
            others.append(str(row.author))
    return found
