"""Reminders to patients who agreed to them: the next session, and what waits for them on their own page.

Once a day for each practice. However much waits, a patient gets one e-mail for it, and for each thing only once: all
reminders have the same words, so a second would say nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from clew.practice import access, consents, notices
from clew.practice.contacts import closed_because
from clew.practice.models import Notice, Patient, Practice, Session
from clew.practice.readings.asked import waiting
from clew.practice.transactions import write

AT = time(9)
"""When the reminders of a day are put together, on the practice's clock. Default, not validated."""

_KIND_OF = {
    "own_messages": "unread",
    "own_chat": "session_reminder",
    "own_questionnaires": "questionnaire",
    "own_answering": "questionnaire",
    "own_programme": "programme",
    "own_module": "programme",
}
"""The kind of notice for what waits on each page; of other pages nobody is reminded."""


def put_reminders(practice: Practice, now: datetime) -> int:
    """Ask for the reminders of one day; asking twice is the same as once. Return how many e-mails that makes."""
    if practice.demonstration:  # nobody there has a letter box
        return 0
    today = now.astimezone(ZoneInfo(practice.time_zone)).date()
    agreeing = consents.agreeing(consents.Purpose.REMINDERS)
    patients = Patient.objects.filter(
        practice=practice, pk__in=agreeing, erased_at=None, account__is_active=True
    )
    made = 0
    for patient in patients.select_related("account", "practice", "key__master"):
        if closed_because(patient):  # what waits on a page that is closed cannot be looked at
            continue
        things = dict([*_sessions(patient, today), *_waiting(patient)])
        with write():
            known = Notice.objects.filter(key__in=things).values_list("key", flat=True)
            new = [key for key in things if key not in set(known)]
            for key in new:
                _put(patient, things[key], key)
            # The first tells of all of them.
            Notice.objects.filter(key__in=new[1:]).update(state=Notice.State.CANCELLED)
        made += bool(new)
    return made


def _put(patient: Patient, kind: str, key: str) -> None:
    if patient.account is not None:
        notices.put(kind=kind, to=patient.account, practice=patient.practice, patient=patient, key=key)


def _sessions(patient: Patient, today: date) -> Iterator[tuple[str, str]]:
    """The session that is so many days ahead. One that is moved to another day is another thing to be told."""
    zone = ZoneInfo(patient.practice.time_zone)
    day = today + timedelta(days=settings.CLEW_REMIND_DAYS)
    start, end = (datetime.combine(day + timedelta(days=n), time.min, zone) for n in (0, 1))
    planned = Session.objects.filter(
        patient=patient, attendance=Session.Attendance.PLANNED, at__gte=start, at__lt=end
    )
    for session in planned.order_by("at"):
        yield f"session:{session.pk}:{day.isoformat()}", "session_reminder"


def _waiting(patient: Patient) -> Iterator[tuple[str, str]]:
    """What stands on the patient's own page as waiting, by the page that it leads to and since when."""
    for one in waiting(access.open_as_system(patient, why="reminders")):
        if kind := _KIND_OF.get(one.url_name):
            parts = (one.url_name, *map(str, one.args), one.since.isoformat() if one.since else "")
            yield ":".join(("waits", patient.pk.hex, *parts))[:160], kind
