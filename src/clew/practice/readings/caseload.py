"""A glance at each patient of a list: numbers and dates only, no text, in a fixed number of queries."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from clew.practice.models import Administration, Alert, Course, Patient, Session, User
from clew.practice.readings import scores


@dataclass(slots=True)
class Glance:
    """What the caseload shows of one patient beside the name."""

    stage: str = ""
    symptoms: list[float] = field(default_factory=list)
    next_session: datetime | None = None
    alerts: int = 0


def glances(patients: Sequence[Patient], user: User, *, now: datetime) -> dict[uuid.UUID, Glance]:
    """Return a glance at each patient. The patients must come from `access.caseload`."""
    found = {patient.pk: Glance() for patient in patients}
    ids = list(found)
    for course in Course.objects.filter(patient__in=ids).order_by("starts_on"):
        found[course.patient_id].stage = course.get_stage_display()
    rows = Administration.objects.filter(
        patient__in=ids, instrument="phq-9", rater=Administration.Rater.PATIENT, replaced_by=None
    ).order_by("at")
    for row in rows:
        total = scores.read(row).score.total
        if total is not None:
            found[row.patient_id].symptoms.append(total.value)
    planned = Session.objects.filter(
        patient__in=ids, attendance=Session.Attendance.PLANNED, at__gte=now
    ).order_by("-at")
    for session in planned:
        found[session.patient_id].next_session = session.at
    for alert in Alert.objects.filter(patient__in=ids, owner=user).exclude(state=Alert.State.CLOSED):
        found[alert.patient_id].alerts += 1
    return found


def own_alerts(user: User, open_to: QuerySet[Patient]) -> list[Alert]:
    """Return the alerts a person owns on records that are open to them, the most urgent first."""
    urgency = {Alert.Level.HIGH: 0, Alert.Level.MODERATE: 1, Alert.Level.LOW: 2}
    found = Alert.objects.filter(owner=user, patient__in=open_to).select_related("patient__key__master")
    return sorted(found, key=lambda alert: (urgency[Alert.Level(alert.level)], alert.due_at))
