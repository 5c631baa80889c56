"""The patient's own answers over time, as agreed with the clinician: in words or as a picture, and never a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from clew.practice import consents
from clew.practice.access import Chart
from clew.practice.consents import Purpose
from clew.practice.models import Administration
from clew.practice.readings import entries, scores
from clew.practice.roles import May
from clew.therapy import measures
from clew.therapy.charts.own_answers import OwnAnswers, gaps
from clew.therapy.measures import Instrument
from clew.therapy.measures.asking import danger_items, plain_name
from clew.therapy.measures.words import answer_words

FORM = "own_course_agreement"
DEFAULT = "phq_9"


@dataclass(frozen=True, slots=True)
class Then:
    """One question: what was answered first and lately, in the words of the questionnaire."""

    text: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class OwnCourse:
    """What is shown. `way` is what was agreed: empty where nothing was. `agreed`: the patient wants to see it."""

    agreed: bool
    way: str
    form: Instrument | None = None
    totals: Sequence[tuple[date, float]] = ()
    without_total: Sequence[date] = ()
    changed: Sequence[Then] = ()
    same: Sequence[Then] = ()
    gaps: Sequence[tuple[date, date]] = ()
    apart: bool = False

    @property
    def title(self) -> str:
        """What the questionnaire is called where the patient reads it."""
        return plain_name(self.form) if self.form else ""

    @property
    def days(self) -> list[date]:
        """The days on which it was filled in."""
        return sorted([*(day for day, _ in self.totals), *self.without_total])

    @property
    def picture(self) -> OwnAnswers | None:
        """What the picture draws, where there is something and a picture was agreed."""
        if self.way != "picture" or not self.totals or self.form is None or self.form.total is None:
            return None
        low, high = self.form.total.low, self.form.total.high
        if low is None or high is None:
            return None
        return OwnAnswers(
            f"{self.title}: your answers over time",
            low,
            high,
            "less often" if self.form.items else "less",
            "more often" if self.form.items else "more",
            tuple(self.totals),
        )


def own_course(chart: Chart) -> OwnCourse:
    """Gather it; without an agreement and the patient's own consent nothing of the answers is read."""
    chart.require(May.READ_OWN)
    agreed = consents.given(chart, Purpose.OWN_COURSE)
    found = entries.one(chart, chart.course, FORM, to=May.READ_OWN) if chart.course else None
    way = found.get("way") if found else ""
    if not agreed or way not in ("words", "picture") or found is None:
        return OwnCourse(agreed, way)
    form = measures.instrument((found.get("instrument") or DEFAULT).replace("_", "-"))
    rows = list(
        chart.rows(Administration, to=May.READ_OWN)
        .filter(
            instrument=form.key,
            course=chart.course,
            rater=Administration.Rater.PATIENT,
            replaced_by=None,
        )
        .order_by("at", "event")
    )
    totals, without = [], []
    for row in rows:
        day = timezone.localtime(row.at).date()
        total = scores.read(row).score.total
        if total is None:
            without.append(day)
        else:
            totals.append((day, total.value))
    changed, same = _compared(form, rows)
    days = sorted([*(day for day, _ in totals), *without])
    return OwnCourse(
        agreed, way, form, totals, without, changed, same, gaps(days), apart=bool(danger_items(form))
    )


def _compared(form: Instrument, rows: Sequence[Administration]) -> tuple[list[Then], list[Then]]:
    """Return the questions that were answered otherwise lately than at first, and those that were answered alike.

    Questions about danger are left out: they are for talking, not for looking at a line.
    """
    if len(rows) < 2:
        return [], []
    first, last = rows[0].answers, rows[-1].answers
    changed: list[Then] = []
    same: list[Then] = []
    for place, item in enumerate(form.items):
        if place in danger_items(form) or not all(isinstance(one[place], int) for one in (first, last)):
            continue
        then = Then(item.text, answer_words(item, first[place]), answer_words(item, last[place]))
        (same if first[place] == last[place] else changed).append(then)
    return changed, same
