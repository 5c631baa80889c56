"""Conversations in writing, as the patient and those who treat them read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone
from django.utils.formats import date_format

from clew.practice import consents
from clew.practice.access import Chart
from clew.practice.contacts import day_at, directory, hours_of
from clew.practice.models import Message, Patient, Practice, Thread
from clew.practice.readings.chat import next_meeting
from clew.practice.readings.waiting import Waiting
from clew.practice.roles import May
from clew.therapy.safety.contacts import Help, help_for
from clew.therapy.safety.levels import WorkingHours
from clew.therapy.safety.panel import WHO_READS


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation in a list: what it is called, when somebody last wrote, and how much of it is new."""

    thread: Thread
    title: str
    last_at: datetime
    messages: int
    unread: int


@dataclass(frozen=True, slots=True)
class Said:
    """One message: whether the reader wrote it, by whom, and whether the other side has opened it."""

    message: Message
    text: str
    mine: bool
    who: str
    parts: tuple[
        tuple[str, bool], ...
    ] = ()  # the text in pieces, for the clinician: which may be about danger


@dataclass(frozen=True, slots=True)
class BeforeWriting:
    """What stands before the field: who reads it and when, and whom to call instead.

    `answer_by` and `opens_at` are None for a practice without hours.
    """

    who_reads: str
    answer_by: date | None
    within_days: int
    is_open: bool
    opens_at: datetime | None
    help: Help


def _to(chart: Chart) -> May:
    return May.READ_OWN if chart.can(May.READ_OWN) else May.READ_SHARED


def title_of(chart: Chart, thread: Thread) -> str:
    """Return what a conversation is called: its subject, or its day."""
    day = date_format(timezone.localtime(thread.opened_at), "j F Y")
    if thread.kind == Thread.Kind.CHAT:
        return f"Live chat, {day}"
    return chart.text(thread, "subject") or f"Message of {day}"


def conversations(chart: Chart) -> list[Conversation]:
    """Return all conversations, the one in which somebody wrote last first; one query."""
    theirs = Q(messages__by_patient=not chart.can(May.READ_OWN), messages__read_at=None)
    rows = chart.rows(Thread, to=_to(chart)).annotate(
        last_at=Max("messages__at"),
        count=Count("messages"),
        unread=Count("messages", filter=theirs),
    )
    return [
        Conversation(row, title_of(chart, row), row.last_at or row.opened_at, row.count, row.unread)
        for row in rows.order_by("-last_at", "-opened_at")
    ]


def said_in(chart: Chart, thread: Thread) -> list[Said]:
    """Return what was written in a conversation, the earliest first; one query."""
    rows = chart.rows(Message, to=_to(chart)).filter(thread=thread).select_related("by")
    own = chart.can(May.READ_OWN)
    return [
        Said(row, chart.text(row, "text"), mine := row.by_patient is own, _who(row, own, mine))
        for row in rows.order_by("at", "event")
    ]


def _who(row: Message, own: bool, mine: bool) -> str:
    if own and mine:
        return "You"
    return str(row.by)


def before_writing(practice: Practice, *, now: datetime) -> BeforeWriting:
    """Return what the patient reads before they write."""
    hours, days = hours_of(practice), practice.answers_within_days
    return BeforeWriting(
        who_reads=WHO_READS,
        answer_by=answered_by(now, days, hours, ZoneInfo(practice.time_zone)) if hours else None,
        within_days=days,
        is_open=hours is not None and hours.is_open(now),
        opens_at=hours.next_opening(now) if hours else None,
        help=help_for(practice.country, day_at(practice, now), directory(practice)),
    )


def answered_by(now: datetime, days: int, hours: WorkingHours, zone: ZoneInfo) -> date:
    """Return the day until which an answer can be expected: `days` working days after the one that reads it.

    What is written while the practice is closed counts from the next time it opens.
    """
    day = hours.next_opening(now).astimezone(zone).date()
    for _ in range(days):
        day += timedelta(days=1)
        while hours.hours_on(day) is None:
            day += timedelta(days=1)
    return day


def with_unread(patients: QuerySet[Patient], treated: QuerySet[Patient]) -> QuerySet[Patient]:
    """Add to some patients, as `unread`, how many of their messages nobody has opened; part of the same query.

    Args:
        patients: of whom it is asked.
        treated: the `access.caseload` of a clinician, who may read what these share; of others nothing is counted.
    """
    unread = Message.objects.filter(patient=OuterRef("pk"), by_patient=True, read_at=None)
    count = unread.order_by().values("patient").annotate(n=Count("pk")).values("n")
    theirs = Exists(treated.order_by().filter(pk=OuterRef("pk")))
    return patients.annotate(unread=Case(When(theirs, then=Subquery(count)), default=None))


def waiting(chart: Chart) -> Iterable[Waiting]:
    """What a clinician wrote that the patient has not opened; one query."""
    unread = chart.rows(Message, to=May.READ_OWN).filter(by_patient=False, read_at=None)
    found = unread.aggregate(count=Count("pk"), since=Min("at"), threads=Count("thread", distinct=True))
    if found["count"]:
        title = "A message for you" if found["count"] == 1 else f"{found['count']} messages for you"
        yield Waiting(title, "own_messages", since=timezone.localdate(found["since"]))


def chat_waiting(chart: Chart) -> Iterable[Waiting]:
    """The live chat of today, or of tomorrow; one query."""
    now = timezone.now()
    meeting = next_meeting(chart, now=now)
    if meeting is None or not consents.given(chart, consents.Purpose.MESSAGES):
        return
    starts = timezone.localtime(meeting.starts_at)
    if (starts.date() - timezone.localdate()).days > 1:
        return
    day = "Today" if starts.date() == timezone.localdate() else "Tomorrow"
    yield Waiting("Live chat", "own_chat", since=starts.date(), why=f"{day} at {starts:%H:%M}.")
