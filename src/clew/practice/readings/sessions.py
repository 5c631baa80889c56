"""The sessions of a patient in a list, and what is known of one beside its note."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery, UUIDField
from django.db.models.functions import Coalesce
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.errors import NotFound
from clew.practice.models import (
    Administration,
    Alert,
    Claim,
    Code,
    Entry,
    EntryMoment,
    Episode,
    Note,
    Session,
    Transcript,
)
from clew.practice.readings import scores
from clew.practice.readings.danger import with_danger
from clew.practice.readings.double_coding import blind_parts
from clew.practice.readings.headings import OPEN_THREADS, part_of
from clew.practice.readings.margin import UNSURE_BELOW
from clew.practice.roles import May


@dataclass(frozen=True, slots=True)
class Beside:
    """A neighbour of a session in time, or the alert that is open on it: what a link needs."""

    pk: uuid.UUID
    number: int
    level: str = ""


@dataclass(frozen=True, slots=True)
class Threads:
    """What was written down as open after an earlier session: that session's number and the words."""

    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Opened:
    """One session, what was said in it if that is here, its neighbours, and the open alert due first.

    `log` is the entry that outlines it, `process` the number of the reader's own process entries, `threads` what
    the last outline before it left open. `commented`: supervision has left comments at its turns. `blind` is the double
    coding for which the reader still codes it blind.
    """

    session: Session
    transcript: Transcript | None
    withdrawn: bool
    earlier: Beside | None
    later: Beside | None
    alert: Beside | None
    log: uuid.UUID | None
    process: int
    threads: Threads | None
    commented: bool
    blind: uuid.UUID | None = None


def opened(chart: Chart, session_id: uuid.UUID) -> Opened:
    """Open a session with all that stands around it, in one query where its transcript is here.

    Raises:
        NotFound: it is not one of the patient's.
    """
    transcript = (
        chart.rows(Transcript, to=May.READ_SESSIONS)
        .filter(session=session_id, current=True)
        .select_related("session__course")
        .annotate(**_neighbours(chart, "session__at"), **_alert(chart), **_entries(chart, "session"))
        .annotate(
            commented=Exists(
                chart.rows(EntryMoment, to=May.READ_SESSIONS).filter(
                    transcript__session=OuterRef("session"),
                    transcript__source_digest=OuterRef("source_digest"),
                    entry__form="supervision_comment",
                )
            ),
            blind=Subquery(blind_parts(chart, OuterRef("pk")).values("coding")[:1], output_field=UUIDField()),
        )
        .first()
    )
    if transcript is not None:
        return _opened(chart, transcript.session, transcript, transcript, withdrawn=False)
    session = (
        chart.rows(Session, to=May.READ_SESSIONS)
        .filter(pk=session_id)
        .select_related("course")
        .annotate(**_neighbours(chart, "at"), **_entries(chart, ""))
        .first()
    )
    if session is None:
        raise NotFound
    withdrawn = chart.rows(Transcript, to=May.READ_SESSIONS).filter(session=session).exists()
    return _opened(chart, session, None, session, withdrawn=withdrawn)


def _neighbours(chart: Chart, at: str) -> dict[str, Subquery]:
    sessions = chart.rows(Session, to=May.READ_SESSIONS)
    earlier = sessions.filter(at__lt=OuterRef(at)).order_by("-at")
    later = sessions.filter(at__gt=OuterRef(at)).order_by("at")
    return {
        "earlier_pk": Subquery(earlier.values("pk")[:1]),
        "earlier_number": Subquery(earlier.values("number")[:1]),
        "later_pk": Subquery(later.values("pk")[:1]),
        "later_number": Subquery(later.values("number")[:1]),
    }


def _alert(chart: Chart) -> dict[str, Subquery]:
    if not chart.can(May.READ_ALERTS):
        return {}
    rows = (
        chart.rows(Alert, to=May.READ_ALERTS)
        .filter(transcript__session=OuterRef("session"))
        .exclude(state=Alert.State.CLOSED)
        .order_by("due_at", "pk")
    )
    return {f"alert_{name}": Subquery(rows.values(name)[:1]) for name in ("pk", "turn", "level")}


def _entries(chart: Chart, session: str) -> dict[str, Subquery]:
    """Ask for the outline of a session, one's own process entries, and what the last outline before it left open."""
    if not chart.can(May.READ_PROGRESS_NOTES):
        return {}
    rows = chart.rows(Entry, to=May.READ_PROGRESS_NOTES).filter(replaced_by=None, withdrawn=False)
    here = rows.filter(session=OuterRef(session or "pk")).order_by()
    at, course = (f"{session}__{name}" if session else name for name in ("at", "course"))
    before = rows.filter(
        form="session_log", session__course=OuterRef(course), session__at__lt=OuterRef(at)
    ).order_by("-session__at", "-event")
    notes = (
        chart.rows(Note, to=May.READ_PROGRESS_NOTES)
        .filter(kind=Note.Kind.PROGRESS, signed_at__isnull=False)
        .filter(session__course=OuterRef(course), session__at__lt=OuterRef(at))
        .order_by("-session__at", "-signed_at")
    )
    return {
        "log_pk": Subquery(
            here.filter(form="session_log").annotate(root=Coalesce("first_id", "pk")).values("root")[:1]
        ),
        "process_n": Subquery(
            here.filter(form="process").values("form").annotate(n=Count("pk")).values("n")[:1]
        ),
        **{
            f"threads_{name}": Subquery(before.values(name)[:1])
            for name in ("pk", "values", "session__number")
        },
        **{
            f"note_{name}": Subquery(notes.values(name)[:1])
            for name in ("pk", "text", "author", "session__number")
        },
    }


def _threads(chart: Chart, row: Any) -> Threads | None:
    """Return what the last outline before a session left open, or the last signed note, where that is of a later one."""
    outlined, noted = getattr(row, "threads_pk", None), getattr(row, "note_pk", None)
    if noted is not None and (outlined is None or row.note_session__number > row.threads_session__number):
        note = Note(
            pk=noted,
            patient=chart.patient,
            kind=Note.Kind.PROGRESS,
            author_id=row.note_author,
            text=row.note_text,
        )
        if words := part_of(chart.text(note, "text"), OPEN_THREADS):
            return Threads(row.note_session__number, words)
    if outlined is None:
        return None
    sealed = Entry(pk=outlined, patient=chart.patient, form="session_log", values=row.threads_values)
    words = json.loads(chart.text(sealed, "values")).get("open_threads", "")
    return Threads(row.threads_session__number, words) if words else None


def _opened(
    chart: Chart, session: Session, transcript: Transcript | None, row: Any, *, withdrawn: bool
) -> Opened:
    alert = getattr(row, "alert_pk", None)
    return Opened(
        session=session,
        transcript=transcript,
        withdrawn=withdrawn,
        earlier=Beside(row.earlier_pk, row.earlier_number) if row.earlier_pk else None,
        later=Beside(row.later_pk, row.later_number) if row.later_pk else None,
        alert=Beside(alert, row.alert_turn or 0, Alert.Level(row.alert_level).label) if alert else None,
        log=getattr(row, "log_pk", None),
        process=getattr(row, "process_n", None) or 0,
        threads=_threads(chart, row),
        commented=getattr(row, "commented", False),
        blind=getattr(row, "blind", None),
    )


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
    """Return all sessions, the latest first, with what is there of each. Three queries, however many there are."""
    current: dict[uuid.UUID, Transcript] = {}
    withdrawn: dict[uuid.UUID, Transcript] = {}
    rows = chart.rows(Transcript, to=May.READ_SESSIONS).defer("turns").order_by("version")
    for row in rows.annotate(codes_n=_waiting(chart, Code), episodes_n=_waiting(chart, Episode)):
        (current if row.current else withdrawn)[row.session_id] = row
    notes = _notes(chart)
    sessions = with_danger(chart, chart.rows(Session, to=May.READ_SESSIONS)).select_related("course")
    return [
        Listed(
            session,
            here := current.get(session.pk),
            None if here else withdrawn.get(session.pk),
            (here.codes_n or 0) + (here.episodes_n or 0) if here else 0,  # type: ignore[attr-defined]
            notes.get(session.pk, ""),
        )
        for session in sessions.order_by("-at")
    ]


def _waiting(chart: Chart, model: type[Claim]) -> Subquery:
    """Return how many proposals of one kind wait in plain sight in a transcript."""
    rows = chart.rows(model, to=May.READ_SESSIONS).filter(
        transcript=OuterRef("pk"), status=Claim.Status.PROPOSED, confidence__gte=UNSURE_BELOW
    )
    return Subquery(rows.order_by().values("transcript").annotate(n=Count("pk")).values("n"))


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
