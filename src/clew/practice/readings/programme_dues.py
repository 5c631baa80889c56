"""What internet programmes ask of clinicians in a caseload: answers, and programmes that nobody has ended or taken up."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from clew.practice.models import Enrolment, Feedback, Message, ModuleStep, Patient, Session
from clew.practice.programmes import programmes
from clew.therapy.course.rule import Reason
from clew.therapy.course.today import Due
from clew.therapy.knowledge.base import Tag

PROGRAMME_WAITS = "programme_waits"


def _reason(words: str) -> Reason:
    return Reason(rule=PROGRAMME_WAITS, words=words, source="Clew", tag=Tag.DEFAULT)


_UNANSWERED = _reason("The patient finished a module of the programme, and nobody has answered since.")
_LEFT = _reason(
    "The patient has left the programme. You have neither met nor written to them since. Worth asking how it was."
)
_OVER = _reason("The weeks of the programme are over, and it has not been ended.")

_HELD = (Session.Attendance.ATTENDED, Session.Attendance.LATE)


def programme_dues(ids: QuerySet[Patient, uuid.UUID], *, today: date) -> Iterator[tuple[uuid.UUID, Due]]:
    """Yield what is due in the programmes of some patients, each with whose it is; two queries."""
    for patient in _unanswered(ids):
        yield patient, Due("Answer in the programme", None, _UNANSWERED)
    for row in _open_ends(ids):
        if row.ended_at is not None:
            yield row.patient_id, Due("Left the programme", None, _LEFT)
        elif (found := programmes().get(row.programme)) and row.starts_on + timedelta(
            weeks=found.weeks
        ) <= today:
            yield row.patient_id, Due("Programme to end", None, _OVER)


def _unanswered(ids: QuerySet[Patient, uuid.UUID]) -> QuerySet[ModuleStep, uuid.UUID]:
    later = ModuleStep.objects.filter(
        enrolment=OuterRef("enrolment"), module=OuterRef("module"), event__gt=OuterRef("event")
    )
    answered = Feedback.objects.filter(
        enrolment=OuterRef("enrolment"), module=OuterRef("module"), at__gt=OuterRef("at")
    )
    return ModuleStep.objects.filter(
        ~Exists(later),
        ~Exists(answered),
        patient__in=ids,
        kind=ModuleStep.Kind.FINISHED,
        enrolment__ended_at=None,
    ).values_list("patient", flat=True)


def _open_ends(ids: QuerySet[Patient, uuid.UUID]) -> QuerySet[Enrolment]:
    """Programmes that go on; and those that the patient left, where nobody has met them, written to them or given another since."""
    met = Session.objects.filter(
        patient=OuterRef("patient"), attendance__in=_HELD, at__gt=OuterRef("ended_at")
    )
    written = Message.objects.filter(
        patient=OuterRef("patient"), by_patient=False, at__gt=OuterRef("ended_at")
    )
    another = Enrolment.objects.filter(patient=OuterRef("patient"), event__gt=OuterRef("event"))
    left = Q(~Exists(met), ~Exists(written), ~Exists(another), end=Enrolment.End.LEFT)
    return Enrolment.objects.filter(Q(ended_at=None) | left, patient__in=ids, course__ended_on=None).order_by(
        "starts_on"
    )
