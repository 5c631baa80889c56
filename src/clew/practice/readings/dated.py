"""Small dated tables of a course in one query: medicines, and the goals and life events of older versions.

A page of a course needs all three, each is a handful of rows, and a query costs more than the rows do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import BinaryField, CharField, DateField, F, Q, QuerySet, Value
from django.db.models.functions import Cast

from clew.practice.access import Chart
from clew.practice.models import Course, Goal, LifeEvent, Medication
from clew.practice.roles import May

# For each table: its day, last day, kind, and up to two sealed texts; all tables have the same columns then.
_COLUMNS: dict[Any, tuple[str | None, ...]] = {
    Medication: ("from_date", "to_date", None, "name", "dose"),
    Goal: ("agreed_on", None, "kind", "patient_words", "clinician_words"),
    LifeEvent: ("on", None, "kind", "text", None),
}
_KINDS = (DateField, DateField, CharField, BinaryField, BinaryField)


@dataclass(frozen=True, slots=True)
class Dated:
    """The rows of a course, each table in the order of its days."""

    medicines: tuple[Medication, ...]
    goals: tuple[Goal, ...]
    events: tuple[LifeEvent, ...]


def taken_in(course: Course) -> Q:
    """Return the condition on a row of `Medication` that it belongs to a course, or went on from one before it."""
    goes_on = Q(to_date=None) | Q(to_date__gte=course.starts_on)
    return Q(course=course) | Q(course__starts_on__lt=course.starts_on) & goes_on


def dated(chart: Chart, course: Course) -> Dated:
    """Return the medicines that are taken in a course, its goals and its life events; one query."""
    first, *others = (_shaped(chart, course, model) for model in _COLUMNS)
    found: dict[str, list[Any]] = {model.__name__: [] for model in _COLUMNS}
    for model_name, pk, *values in sorted(first.union(*others, all=True), key=lambda row: row[2]):
        model = next(model for model in _COLUMNS if model.__name__ == model_name)
        given = {name: value for name, value in zip(_COLUMNS[model], values, strict=True) if name}
        found[model_name].append(model(pk=pk, patient=chart.patient, course=course, **given))
    return Dated(tuple(found["Medication"]), tuple(found["Goal"]), tuple(found["LifeEvent"]))


def _shaped(chart: Chart, course: Course, model: Any) -> QuerySet[Any, tuple[Any, ...]]:
    """Return the rows of one table as the columns that all have in common; the third is the day."""
    columns: dict[str, Any] = {"model": Value(model.__name__)}
    for place, (name, kind) in enumerate(zip(_COLUMNS[model], _KINDS, strict=True)):
        columns[f"c{place}"] = F(name) if name else Cast(Value(None), kind())
    of_course = taken_in(course) if model is Medication else Q(course=course)
    rows: QuerySet[Any] = chart.rows(model, to=May.SEE_COURSE).filter(of_course).order_by()
    names = [f"c{place}" for place in range(len(_KINDS))]
    shaped: QuerySet[Any, tuple[Any, ...]] = rows.annotate(**columns).values_list("model", "pk", *names)
    return shaped
