"""Guiding somebody through an internet programme: beginning it, arranging it, answering what they write, ending it."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from clew.practice import consents, notices
from clew.practice.access import Chart
from clew.practice.actions import entries
from clew.practice.actions.base import on_record
from clew.practice.actions.coding import person_of
from clew.practice.actions.messages import MOST_MINUTES
from clew.practice.contacts import day_at, directory
from clew.practice.errors import PracticeError
from clew.practice.models import (
    Alert,
    Arrangement,
    AuditEvent,
    ChatSlot,
    Course,
    Enrolment,
    Feedback,
    ModuleStep,
)
from clew.practice.programmes import programme as programme_called
from clew.practice.roles import May
from clew.therapy.course.months import age_on
from clew.therapy.course.rule import Reason
from clew.therapy.programmes.beginning import unsettled
from clew.therapy.programmes.way import Place, changed, keeping_open, places
from clew.therapy.safety.contacts import may_open_patient_pages

ONLINE = "online"
LONGEST = 20_000  # characters of one feedback
ARRANGE, UNDO = "programme.arrange", "programme.arrange_undo"


def still_open(chart: Chart, course: Course, *, now: datetime | None = None) -> tuple[Reason, ...]:
    """Return what has to be settled before the patient begins a programme; () when nothing has."""
    practice, now = chart.patient.practice, now or timezone.now()
    noted = entries.current(course, ONLINE)
    born = chart.identity.get("born", "")
    today = day_at(practice, now)
    return unsettled(
        agreed=json.loads(chart.text(noted, "values")) if noted else {},
        age=age_on(today, date.fromisoformat(born)) if born else None,
        guided=chart.can(May.WRITE_TO_PATIENT),  # only who treats the patient, or stands in, may
        contacts_hold=practice.demonstration
        or may_open_patient_pages(practice.country, today, directory(practice)),
        open_alerts=Alert.objects.filter(patient=chart.patient, state=Alert.State.OPEN).count(),
    )


def enrol(
    *, chart: Chart, course: Course, programme: str, starts_on: date | None = None, key: str | None = None
) -> Enrolment:
    """Give the patient a programme, as part of a course of treatment.

    It opens for the patient when they have agreed to it on their own page.

    Args:
        chart: the opened record.
        course: the course that it belongs to.
        programme: its slug.
        starts_on: the first day of its first week; today unless told.
        key: idempotency key of the form that was sent.

    Raises:
        PracticeError: something has to be settled first, the patient is in a programme already, the course is over,
            the first day lies before the course, or there is no such programme.
        AlreadyDone: the same `key` was used before.
    """
    chosen, on = programme_called(programme), starts_on or timezone.localdate()
    with on_record(
        chart,
        "programme.enrol",
        to=May.WRITE_TO_PATIENT,
        of=(course,),
        kind="course",
        object=course.pk,
        detail={"programme": chosen.slug, "version": chosen.version},
        key=key,
    ) as event:
        if course.ended_on is not None:
            raise PracticeError("This course is over. Open a new one, and give the programme as part of it.")
        if on < course.starts_on:
            raise PracticeError("The first day of the programme lies before the course. Correct it.")
        if Enrolment.objects.filter(patient=chart.patient, ended_at=None).exists():
            raise PracticeError("The patient is in a programme already. End that one first.")
        if wanting := still_open(chart, course):
            raise PracticeError("Before a programme begins: " + " ".join(one.words for one in wanting))
        return Enrolment.objects.create(
            patient=chart.patient,
            event=event,
            course=course,
            programme=chosen.slug,
            version=chosen.version,
            language=chosen.language,
            starts_on=on,
            by_id=person_of(chart),
        )


def end_enrolment(
    *, chart: Chart, enrolment: Enrolment, end: str, at: datetime | None = None, key: str | None = None
) -> None:
    """End the programme. What was written in it stays to read.

    Raises:
        PracticeError: it has ended already, or there is no such end.
        AlreadyDone: the same `key` was used before.
    """
    with on_record(
        chart,
        "programme.end",
        to=May.WRITE_TO_PATIENT,
        of=(enrolment,),
        kind="enrolment",
        object=enrolment.pk,
        detail={"end": end},
        key=key,
    ):
        _goes_on(enrolment)
        if end not in (Enrolment.End.FINISHED, Enrolment.End.STOPPED):
            raise PracticeError("Choose whether the programme is finished, or was stopped.")
        enrolment.ended_at, enrolment.end = at or timezone.now(), end
        enrolment.save(update_fields=["ended_at", "end"])


def resume_enrolment(*, chart: Chart, enrolment: Enrolment, key: str | None = None) -> None:
    """Take back that the programme was ended; also when the patient left and wants to go on.

    Raises:
        PracticeError: it goes on, its course is over, or the patient is in another one by now.
        AlreadyDone: the same `key` was used before.
    """
    with on_record(
        chart,
        "programme.resume",
        to=May.WRITE_TO_PATIENT,
        of=(enrolment,),
        kind="enrolment",
        object=enrolment.pk,
        detail={"end": enrolment.end},
        key=key,
    ):
        if enrolment.ended_at is None:
            raise PracticeError("This programme has not ended.")
        if enrolment.course.ended_on is not None:
            raise PracticeError("The course of this programme is over. Open a new one first.")
        if Enrolment.objects.filter(patient=chart.patient, ended_at=None).exists():
            raise PracticeError("The patient is in another programme by now. End that one first.")
        enrolment.ended_at, enrolment.end = None, ""
        enrolment.save(update_fields=["ended_at", "end"])


def arrange(
    *,
    chart: Chart,
    enrolment: Enrolment,
    module: str,
    change: str,
    at: datetime | None = None,
    key: str | None = None,
) -> Arrangement:
    """Put a module earlier or later, leave it out or bring it back, open it before its day or not.

    What was arranged before is kept.

    Raises:
        TherapyError: the module cannot go further, every module would be left out, or there is no such change.
        PracticeError: the programme has ended, or a module that the patient has begun would be closed to them.
        AlreadyDone: the same `key` was used before.
    """
    with on_record(
        chart,
        ARRANGE,
        to=May.WRITE_TO_PATIENT,
        of=(enrolment,),
        kind="enrolment",
        object=enrolment.pk,
        detail={"module": module, "change": change},
        key=key,
    ) as event:
        _goes_on(enrolment)
        if change in ("hide", "lock") and module in _begun(enrolment):
            raise PracticeError(
                "The patient has begun this module, so it stays open to them with what they wrote."
            )
        latest = enrolment.arrangements.last()
        order = places(programme_called(enrolment.programme), latest.modules if latest else ())
        return _arranged(chart, enrolment, event, changed(order, module, change), at)


def undo_arrangement(*, chart: Chart, enrolment: Enrolment, key: str | None = None) -> Arrangement:
    """Take the last change of the arrangement back; again for the one before.

    Raises:
        PracticeError: nothing was changed, or all of it was taken back, or the programme has ended.
        AlreadyDone: the same `key` was used before.
    """
    with on_record(
        chart,
        UNDO,
        to=May.WRITE_TO_PATIENT,
        of=(enrolment,),
        kind="enrolment",
        object=enrolment.pk,
        key=key,
    ) as event:
        _goes_on(enrolment)
        standing = _standing(enrolment)
        if not standing:
            raise PracticeError("There is nothing to undo: the modules stand as the programme has them.")
        before = standing[-2].modules if len(standing) > 1 else ()
        order = places(programme_called(enrolment.programme), before)
        return _arranged(chart, enrolment, event, order, None)


def _standing(enrolment: Enrolment) -> list[Arrangement]:
    """Return the changes of the arrangement that were not taken back, the first first; one query."""
    standing: list[Arrangement] = []
    for row in enrolment.arrangements.select_related("event"):
        if row.event.action == UNDO:
            standing.pop()
        else:
            standing.append(row)
    return standing


def _begun(enrolment: Enrolment) -> set[str]:
    return set(ModuleStep.objects.filter(enrolment=enrolment).values_list("module", flat=True))


def _arranged(
    chart: Chart, enrolment: Enrolment, event: AuditEvent, order: tuple[Place, ...], at: datetime | None
) -> Arrangement:
    """Write an arrangement down. What the patient has begun stays open to them, wherever it stands now."""
    order = keeping_open(
        programme_called(enrolment.programme),
        order,
        _begun(enrolment),
        starts_on=enrolment.starts_on,
        today=timezone.localdate(at) if at else timezone.localdate(),
    )
    return Arrangement.objects.create(
        patient=chart.patient,
        event=event,
        enrolment=enrolment,
        modules=[{"slug": one.module, "hidden": one.hidden, "unlocked": one.unlocked} for one in order],
        by_id=person_of(chart),
        at=at or timezone.now(),
    )


def give_feedback(
    *,
    chart: Chart,
    enrolment: Enrolment,
    module: str,
    text: str,
    minutes: int,
    at: datetime | None = None,
    key: str | None = None,
) -> Feedback:
    """Write to the patient about a module, and count the minutes that it took. A reminder that says no more goes out.

    With `at`, when it was written, no reminder goes out: it is over.

    Raises:
        PracticeError: there is no text, it is too long, the minutes cannot be, the patient has not opened the module or
            does not agree to the programme any more, or the programme has ended.
        TherapyError: the programme has no such module.
        AlreadyDone: the same `key` was used before.
    """
    words = text.replace("\r\n", "\n").strip()
    with on_record(
        chart,
        "programme.feedback",
        to=May.WRITE_TO_PATIENT,
        of=(enrolment,),
        kind="enrolment",
        object=enrolment.pk,
        detail={"module": module, "minutes": minutes},
        key=key,
    ) as event:
        _goes_on(enrolment)
        programme_called(enrolment.programme).module(module)
        if not words:
            raise PracticeError("Write something first.")
        if len(words) > LONGEST:
            raise PracticeError(
                f"At most {LONGEST:,} characters fit into one answer. Shorten it, or send two."
            )
        if not 1 <= minutes <= MOST_MINUTES:
            raise PracticeError(f"Minutes are a number from 1 to {MOST_MINUTES}.")
        if not ModuleStep.objects.filter(enrolment=enrolment, module=module).exists():
            raise PracticeError(
                "The patient has not opened this module yet, and would not find what you write."
            )
        if not consents.given(chart, consents.Purpose.PROGRAMME):
            raise PracticeError(
                "The patient does not agree to the programme at present, so it is closed to both of you."
            )
        feedback = Feedback(
            patient=chart.patient,
            event=event,
            enrolment=enrolment,
            module=module,
            by_id=person_of(chart),
            at=at or timezone.now(),
            minutes=minutes,
        )
        feedback.seal(chart.cipher, text=words)
        feedback.save(force_insert=True)
        account = chart.patient.account
        if account is not None and at is None:
            notices.put(
                kind="feedback",
                to=account,
                practice=chart.patient.practice,
                patient=chart.patient,
                key=f"feedback:{feedback.pk}",
            )
    return feedback


def set_chat_slot(
    *,
    chart: Chart,
    course: Course,
    weekday: int,
    at: time,
    minutes: int = 30,
    from_on: date | None = None,
    key: str | None = None,
) -> ChatSlot:
    """Set the weekly time at which the two write to each other live. An earlier one ends the day before.

    Raises:
        PracticeError: there is no such weekday, the minutes cannot be, or the course is over.
        AlreadyDone: the same `key` was used before.
    """
    first = from_on or timezone.localdate()
    with on_record(
        chart,
        "chat_slot.set",
        to=May.WRITE_TO_PATIENT,
        of=(course,),
        kind="course",
        object=course.pk,
        key=key,
    ) as event:
        if weekday not in range(7):
            raise PracticeError("Choose one of the weekdays.")
        if not 5 <= minutes <= MOST_MINUTES:
            raise PracticeError(f"A chat lasts from 5 to {MOST_MINUTES} minutes.")
        if course.ended_on is not None:
            raise PracticeError("This course is over. Open a new one first.")
        for slot in ChatSlot.objects.filter(course=course):
            if slot.until_on is None or slot.until_on >= first:
                slot.until_on = first - timedelta(days=1)
                slot.save(update_fields=["until_on"])
        return ChatSlot.objects.create(
            patient=chart.patient,
            event=event,
            course=course,
            weekday=weekday,
            at=at,
            minutes=minutes,
            from_on=first,
            by_id=person_of(chart),
        )


def end_chat_slot(
    *, chart: Chart, slot: ChatSlot, until_on: date | None = None, key: str | None = None
) -> None:
    """End the weekly time; today is the last day unless told. Asking twice is the same as once.

    Raises:
        AlreadyDone: the same `key` was used before.
    """
    with on_record(
        chart,
        "chat_slot.end",
        to=May.WRITE_TO_PATIENT,
        of=(slot,),
        kind="chat_slot",
        object=slot.pk,
        key=key,
    ):
        last = until_on or timezone.localdate()
        if slot.until_on is None or slot.until_on > last:
            slot.until_on = last
            slot.save(update_fields=["until_on"])


def _goes_on(enrolment: Enrolment) -> None:
    if enrolment.ended_at is not None:
        raise PracticeError("This programme has ended. What was written stays to read.")
