"""What the assessment takes from questionnaires: when risk was last asked about, and how somebody functions."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clew.practice.access import Chart
from clew.practice.models import Course
from clew.practice.readings import scores
from clew.practice.readings.days import CourseDays
from clew.practice.readings.entries import Written
from clew.practice.roles import May
from clew.therapy.forms import FORMS
from clew.therapy.measures import Risk
from clew.therapy.measures.instruments.phq import PHQ_9
from clew.therapy.measures.instruments.score_only import WSAS
from clew.therapy.measures.words import score_words


@dataclass(frozen=True, slots=True)
class RiskAsked:
    """When risk was last asked about, and in what."""

    on: date
    words: str


@dataclass(frozen=True, slots=True)
class Functioning:
    """The latest WSAS: its row, the score in words and its day."""

    row: uuid.UUID
    words: str
    on: date


def of_course(chart: Chart, course: Course) -> list[scores.Reading]:
    """Return what the patient filled in during the course, in time order; one query."""
    if not chart.can(May.READ_MEASURES):
        return []
    found = scores.series(chart, rater="patient")
    return [one for one in found if one.administration.course_id == course.pk]


def risk(
    chart: Chart, course: Course, checks: Sequence[Written], answered: Sequence[scores.Reading]
) -> RiskAsked | None:
    """Return when risk was last asked about: an answered item on death or self-harm, or the safety check."""
    days = CourseDays(chart, course)
    asked = [RiskAsked(one.entry.on, FORMS["red_flags"].name.lower()) for one in checks]
    for reading in answered:
        if reading.instrument.key == PHQ_9.key and reading.score.risk in (Risk.RAISED, Risk.NOT_RAISED):
            asked.append(RiskAsked(days.date_of(reading.administration.at), f"{PHQ_9.title}, item 9"))
    return max(asked, key=lambda one: one.on) if asked else None


def functioning(chart: Chart, course: Course, answered: Sequence[scores.Reading]) -> Functioning | None:
    """Return the latest WSAS."""
    for reading in reversed(answered):
        if reading.instrument.key == WSAS.key:
            row = reading.administration
            words = score_words(reading.instrument, reading.score)
            return Functioning(row.pk, words, CourseDays(chart, course).date_of(row.at))
    return None
