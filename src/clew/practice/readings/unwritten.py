"""The notes that a clinician has still to write: sessions that are over and have no signed progress note. No text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from clew.practice.models import Note, Patient, Session, User
from clew.practice.readings.calendar import GONE, own_patients

MOST = 100  # sessions that are looked at, the oldest first; nobody writes more notes at one sitting


@dataclass(frozen=True, slots=True)
class ToWrite:
    """One note to write: about a session, or about the meeting of several people, whose sessions these are.

    A meeting stands here as one only where one page can write for all of them: the reader treats everybody who was
    expected, and no record holds a draft already.
    """

    sessions: tuple[Session, ...]

    @property
    def session(self) -> Session:
        """The session, or the first of a meeting."""
        return self.sessions[0]

    @property
    def together(self) -> bool:
        """Whether it is one note for several records."""
        return len(self.sessions) > 1

    @property
    def told(self) -> bool:
        """Whether it is known what became of the appointment."""
        return all(one.attendance != Session.Attendance.PLANNED for one in self.sessions)

    @property
    def draft(self) -> bool:
        """Whether it was begun."""
        return any(one.draft for one in self.sessions)  # type: ignore[attr-defined]


def to_write(user: User, *, now: datetime, after: datetime | None = None) -> list[ToWrite]:
    """Return the notes a clinician has still to write, the oldest first. One query beside who may be read.

    A session of which nobody said what became of it is among them once its time is over: somebody has to say it.

    Args:
        user: whose patients.
        now: the present.
        after: begin with what came after; the earlier ones then follow.
    """
    rows = _rows(user, own_patients(user)).filter(at__lte=now).order_by("at", "number")
    found = _grouped([one for one in rows[:MOST] if _over(one, now)])
    if after is not None:
        found.sort(key=lambda one: (one.session.at <= after, one.session.at))
    return found


def of_today(
    user: User, open_to: QuerySet[Patient], *, now: datetime, midnight: datetime
) -> tuple[list[ToWrite], int]:
    """Return the notes of a day that are still to write, the oldest first, and how many earlier ones there are.

    One query. `open_to` is the reader's `access.caseload`, `midnight` the beginning of the day. Of the earlier ones
    no more than `MOST` are counted.
    """
    rows = _rows(user, own_patients(user, open_to)).filter(at__lte=now).order_by("-at", "-number")
    over = [one for one in rows[:MOST] if _over(one, now)]
    today = [one for one in reversed(over) if one.at >= midnight]
    return _grouped(today), len(_grouped([one for one in over if one.at < midnight]))


def _rows(user: User, patients: QuerySet[Patient]) -> QuerySet[Session]:
    notes = Note.objects.filter(session=OuterRef("pk"), kind=Note.Kind.PROGRESS)
    expected = (
        Session.objects.filter(meeting=OuterRef("meeting"))
        .exclude(attendance__in=GONE)
        .order_by()
        .values("meeting")
    )
    return (
        Session.objects.filter(~Exists(notes.filter(signed_at__isnull=False)), patient__in=patients)
        .exclude(attendance__in=GONE)
        .annotate(
            draft=Exists(notes.filter(author=user, signed_at=None)),
            expected=Subquery(expected.annotate(n=Count("pk")).values("n")),
        )
        .select_related("patient__key__master", "meeting__joint")
    )


def _over(session: Session, now: datetime) -> bool:
    return session.held or session.at + timedelta(minutes=session.minutes) <= now


def _grouped(sessions: Sequence[Session]) -> list[ToWrite]:
    """Put the sessions of one meeting together where one page can write for all of them."""
    found: list[ToWrite] = []
    done = set()
    for one in sessions:
        if one.pk in done:
            continue
        group = [s for s in sessions if one.meeting_id is not None and s.meeting_id == one.meeting_id]
        whole = len(group) == one.expected and not any(s.draft for s in group)  # type: ignore[attr-defined]
        together = tuple(group) if len(group) > 1 and whole else (one,)
        done |= {s.pk for s in together}
        found.append(ToWrite(together))
    return found
