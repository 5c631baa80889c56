"""What waits for the patient, gathered from everything that can ask something of them.

A provider is a function of the chart, and beside it stands what must be there for it to have anything to say: one
query asks that for all of them, and only those that have something are asked further.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.db.models.expressions import BaseExpression

from clew.practice.access import Chart
from clew.practice.models import Ask, ChatSlot, Consent, Feedback, Message, Patient
from clew.practice.readings import messages, programme, questionnaires
from clew.practice.readings.waiting import Waiting
from clew.practice.roles import May

__all__ = ["PROVIDERS", "Waiting", "waiting"]

Provider = Callable[[Chart], Iterable[Waiting]]


def _choices(chart: Chart) -> Iterable[Waiting]:
    """Nothing was chosen yet: the choices wait. Once one was made, they do not ask again."""
    yield Waiting(
        "Your choices",
        "own_consents",
        why="What you want to use here, and what your practice may do. Each is yours to decide.",
    )


def _there_are(rows: QuerySet[Model]) -> Exists:
    return Exists(rows.filter(patient=OuterRef("pk")))


PROVIDERS: tuple[tuple[BaseExpression, Provider], ...] = (
    (~_there_are(Consent.objects.all()), _choices),
    (_there_are(Ask.objects.filter(withdrawn_at=None)), questionnaires.waiting),
    (_there_are(Feedback.objects.filter(read_at=None)), programme.waits),
    (_there_are(Message.objects.filter(by_patient=False, read_at=None)), messages.waiting),
    (_there_are(ChatSlot.objects.all()), messages.chat_waiting),
)


def waiting(chart: Chart) -> list[Waiting]:
    """Return what waits for the patient whose record is open: in the order of the providers, the oldest first."""
    chart.require(May.READ_OWN)
    conditions = {f"asks_{place}": condition for place, (condition, _) in enumerate(PROVIDERS)}
    flags = Patient.objects.filter(pk=chart.patient.pk).annotate(**conditions).values_list(*conditions)[0]
    return [
        one
        for asks, (_, provider) in zip(flags, PROVIDERS, strict=True)
        if asks
        for one in sorted(provider(chart), key=lambda found: found.since or date.min)
    ]
