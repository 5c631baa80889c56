"""Messages between a patient and those who treat them, and the live chat of a weekly time.

What was written is never changed. Who is told that something waits is told by a notice, which holds no word of it.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from clew.practice import access, consents, notices
from clew.practice.access import Chart
from clew.practice.actions import alerts
from clew.practice.actions.base import check_own, on_record
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import AuditEvent, ChatSlot, Course, Message, Thread, User
from clew.practice.readings.chat import Meeting, meeting_at
from clew.practice.roles import May

LONGEST = 8000  # characters of one message
LONGEST_SUBJECT = 120
MOST_MINUTES = 480  # of guidance at once, or of one chat


def is_patient(chart: Chart) -> bool:
    """Whether the record is open to the patient, as their own."""
    return chart.by is not None and chart.can(May.WRITE_OWN)


def may_write(chart: Chart) -> May:
    """Return the right by which the person writes."""
    return May.WRITE_OWN if is_patient(chart) else May.WRITE_TO_PATIENT


def may_read(chart: Chart) -> May:
    """Return the right by which the person reads."""
    return May.READ_OWN if is_patient(chart) else May.READ_SHARED


def open_thread(
    *,
    chart: Chart,
    course: Course,
    subject: str,
    text: str,
    minutes: int | None = None,
    at: datetime | None = None,
    key: str | None = None,
) -> Thread:
    """Begin a conversation with a first message. Without a subject it is called by its day.

    Args:
        chart: the record, opened by the patient or by who treats them.
        course: the course of treatment in which they write to each other.
        subject: what it is about, in a few words.
        text: the first message.
        minutes: of guidance that a clinician counts for it.
        at: when it was written; now unless told.
        key: idempotency key of the form that was sent.

    Raises:
        PracticeError: there is nothing to read, the course is over, the patient does not agree to messages, or nobody
            is there to read it.
        AlreadyDone: the same `key` was used before.
    """
    with on_record(
        chart,
        "thread.open",
        to=may_write(chart),
        of=(course,),
        kind="course",
        object=course.pk,
        detail={"minutes": minutes},
        key=key,
    ) as event:
        _check(chart, course)
        if len(subject) > LONGEST_SUBJECT:
            raise PracticeError(f"Give it a name of at most {LONGEST_SUBJECT} characters.")
        now = at or timezone.now()
        thread = _new_thread(chart, event, course, Thread.Kind.MESSAGES, subject.strip(), now)
        _say(chart, event, thread, text, minutes, now)
    return thread


def write(
    *,
    chart: Chart,
    thread: Thread,
    text: str,
    minutes: int | None = None,
    at: datetime | None = None,
    key: str | None = None,
) -> Message:
    """Write into a conversation.

    Raises:
        PracticeError: as with `open_thread`, or the conversation is closed, or it is a chat whose time it is not.
        AlreadyDone: the same `key` was used before.
    """
    with on_record(
        chart,
        "message.write",
        to=may_write(chart),
        of=(thread,),
        kind="thread",
        object=thread.pk,
        detail={"minutes": minutes},
        key=key,
    ) as event:
        _check(chart, thread.course)
        thread.refresh_from_db(fields=["closed_at"])
        if thread.closed_at is not None:
            raise PracticeError("This conversation is closed. Begin a new one.")
        if thread.kind == Thread.Kind.CHAT:
            raise PracticeError("This was a live chat. Write a message instead.")
        return _say(chart, event, thread, text, minutes, at or timezone.now())


def say_in_chat(
    *, chart: Chart, slot: ChatSlot, text: str, now: datetime | None = None, key: str | None = None
) -> Message:
    """Write a line in the live chat of a weekly time; whoever writes first opens it.

    Raises:
        PracticeError: as with `open_thread`, or the chat is not open now, or it was closed.
        AlreadyDone: the same `key` was used before.
    """
    now = now or timezone.now()
    with on_record(
        chart, "chat.say", to=may_write(chart), of=(slot,), kind="chat_slot", object=slot.pk, key=key
    ) as event:
        _check(chart, slot.course)
        meeting = meeting_at(slot, now, ZoneInfo(chart.patient.practice.time_zone))
        if meeting is None:
            raise PracticeError("The live chat is not open now.")
        thread = _chat_of(chart, event, slot, meeting, now)
        if thread.closed_at is not None:
            raise PracticeError(
                "This chat was closed. What was written stands here; you can write a message."
            )
        return _say(chart, event, thread, text, None, now)


def _chat_of(chart: Chart, event: AuditEvent, slot: ChatSlot, meeting: Meeting, now: datetime) -> Thread:
    found = Thread.objects.filter(
        patient=chart.patient,
        course=slot.course_id,
        kind=Thread.Kind.CHAT,
        opened_at__gte=meeting.opens_at,
        opened_at__lt=meeting.ends_at,
    ).first()
    return found or _new_thread(chart, event, slot.course, Thread.Kind.CHAT, "", now)


def mark_read(*, chart: Chart, thread: Thread, now: datetime | None = None) -> int:
    """Note that the other side has opened what was written to them; return how many messages were new to them."""
    check_own(chart, thread)
    theirs = not is_patient(chart)
    unread = Message.objects.filter(thread=thread, by_patient=theirs, read_at=None)
    if not unread.exists():
        chart.require(may_read(chart))
        return 0
    with on_record(chart, "thread.read", to=may_read(chart), of=(thread,), kind="thread", object=thread.pk):
        return unread.update(read_at=now or timezone.now())


def close_thread(
    *,
    chart: Chart,
    thread: Thread,
    minutes: int | None = None,
    at: datetime | None = None,
    key: str | None = None,
) -> None:
    """Close a conversation, so that nobody writes in it any more; of a chat, with the minutes it took.

    Raises:
        PracticeError: it is closed already, or the minutes cannot be.
        AlreadyDone: the same `key` was used before.
    """
    with on_record(
        chart,
        "thread.close",
        to=May.WRITE_TO_PATIENT,
        of=(thread,),
        kind="thread",
        object=thread.pk,
        detail={"minutes": minutes},
        key=key,
    ):
        thread.refresh_from_db()
        if thread.closed_at is not None:
            raise PracticeError("This conversation is closed already.")
        _check_minutes(minutes)
        thread.closed_at = at or timezone.now()
        if minutes is not None:
            thread.minutes = minutes
        thread.save(update_fields=["closed_at", "minutes"])


def reopen_thread(*, chart: Chart, thread: Thread, key: str | None = None) -> None:
    """Take back that a conversation was closed. Asking twice is the same as asking once.

    Raises:
        AlreadyDone: the same `key` was used before.
    """
    with on_record(
        chart,
        "thread.reopen",
        to=May.WRITE_TO_PATIENT,
        of=(thread,),
        kind="thread",
        object=thread.pk,
        key=key,
    ):
        thread.closed_at = None
        thread.save(update_fields=["closed_at"])


def _check(chart: Chart, course: Course) -> None:
    """Whether the two may write to each other now."""
    if chart.by is None:
        raise NotFound
    mine = is_patient(chart)
    if course.ended_on is not None:
        raise PracticeError(
            "Your treatment here has ended, so messages are closed. Please call your practice if you want to talk."
            if mine
            else "This course is over, so messages are closed."
        )
    if not consents.given(chart, consents.Purpose.MESSAGES):
        raise PracticeError(
            "Messages are switched off. You can switch them on under your choices."
            if mine
            else "The patient does not agree to messages at present, so neither of you can write."
        )
    if mine and not access.is_treated(chart.patient):
        raise PracticeError(
            "Nobody at your practice could read this at the moment. Please call your practice."
        )


def _check_minutes(minutes: int | None) -> None:
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        raise PracticeError(f"Minutes are a whole number up to {MOST_MINUTES}.")


def _new_thread(
    chart: Chart, event: AuditEvent, course: Course, kind: Thread.Kind, subject: str, at: datetime
) -> Thread:
    thread = Thread(
        patient=chart.patient, event=event, course=course, kind=kind, opened_by=chart.by, opened_at=at
    )
    thread.seal(chart.cipher, subject=subject)
    thread.save(force_insert=True)
    return thread


def _say(
    chart: Chart, event: AuditEvent, thread: Thread, text: str, minutes: int | None, at: datetime
) -> Message:
    words, mine = text.strip(), is_patient(chart)
    if not words:
        raise PracticeError("There is nothing written yet.")
    if len(words) > LONGEST:
        raise PracticeError(f"A message has at most {LONGEST} characters. Send it in two parts.")
    if mine and minutes is not None:
        raise PracticeError("Only who treats somebody counts minutes.")
    _check_minutes(minutes)
    message = Message(
        patient=chart.patient,
        event=event,
        thread=thread,
        by=chart.by,
        by_patient=mine,
        at=at,
        minutes=minutes,
    )
    message.seal(chart.cipher, text=words)
    message.save(force_insert=True)
    if thread.kind == Thread.Kind.MESSAGES:
        _tell(chart, message)
    return message


def _tell(chart: Chart, message: Message) -> None:
    """Ask for a notice to whoever is to read it; of the patient, only where they have a sign-in."""
    reader: User | None = alerts.owner_of(chart) if message.by_patient else chart.patient.account
    if reader is None:
        return
    notices.put(
        kind="from_patient" if message.by_patient else "message",
        to=reader,
        practice=chart.patient.practice,
        key=notices.key_of(message),
        patient=chart.patient,
    )
