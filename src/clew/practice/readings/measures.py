"""Questionnaires over a course: one series for each instrument, version and rater, never mixed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from clew.practice.access import Chart
from clew.practice.models import Administration, Course
from clew.practice.readings import scores
from clew.practice.readings.days import CourseDays
from clew.therapy.charts.lane import Point, Scale
from clew.therapy.charts.measure_curve import CurveData
from clew.therapy.course.expected import PROPORTIONAL, ReferenceCurve
from clew.therapy.course.own_curve import OwnCurve
from clew.therapy.measures import INSTRUMENTS, Instrument
from clew.therapy.measures.change import Reading as Change
from clew.therapy.measures.change import baseline_of
from clew.therapy.measures.words import Question, four_questions, score_words

_ORDER = {key: place for place, key in enumerate(INSTRUMENTS)}


@dataclass(frozen=True, slots=True)
class Series:
    """One questionnaire by one rater over a course, in time order. `version` is that of the form."""

    instrument: Instrument
    version: str
    rater: str
    readings: tuple[scores.Reading, ...]
    days: CourseDays

    @property
    def key(self) -> str:
        """A name for the series on a page."""
        return f"{self.instrument.key}-{self.rater}" + ("" if self.instrument.version else f"-{self.version}")

    @property
    def latest(self) -> scores.Reading:
        """The last one that was filled in, with a score or not."""
        return self.readings[-1]

    @property
    def changes(self) -> tuple[Change, ...]:
        """The totals as `therapy.measures.change` takes them."""
        return tuple(change for change, _ in changes(self.readings, self.days))

    @property
    def moved(self) -> str:
        """How the last total differs from the one before, such as "up 6 from 5, 14 days before"."""
        if len(self.changes) < 2 or self.latest.score.total is None:
            return ""
        before, now = self.changes[-2:]
        moved = now.total - before.total
        way = "unchanged from" if not moved else f"{'up' if moved > 0 else 'down'} {_short(abs(moved))} from"
        gap = now.day - before.day
        days = "the same day" if not gap else f"{gap} day{'' if gap == 1 else 's'} before"
        return f"{way} {_short(before.total.value)}, {days}"

    @property
    def questions(self) -> tuple[Question, ...]:
        """Reliable change, response, remission and recovery, each with its reason."""
        return four_questions(self.instrument, self.changes)

    @property
    def reference(self) -> ReferenceCurve | None:
        """The curve to draw beside it: there is one for the PHQ-9, where a score was taken by the start."""
        if self.instrument.key == PROPORTIONAL.instrument and baseline_of(self.changes):
            return PROPORTIONAL
        return None

    def curve(self, *, today: date, own: OwnCurve | None = None) -> CurveData | None:
        """Return what the picture of the series shows, or None where no score has a total.

        Args:
            today: the present day.
            own: the practice's own curve, drawn instead of the reference where there is one.
        """
        points = tuple(self._point(reading) for reading in self.readings if reading.score.total is not None)
        if not points:
            return None
        first, last = min(0, points[0].day) - 3, max(points[-1].day, self.days.of(today), 28) + 4
        expected, label = self._expected(own)
        return CurveData(
            start=self.days.start,
            first=first,
            last=last,
            today=self.days.of(today),
            scale=_scale(self.instrument, points),
            points=points,
            expected=expected,
            expected_label=label,
        )

    def _expected(self, own: OwnCurve | None) -> tuple[tuple[tuple[float, float], ...], str]:
        """Return the curve drawn beside the scores, as (day, value), and what must be said of it."""
        baseline = baseline_of(self.changes)
        if self.reference is None or baseline is None:
            return (), ""
        if own is not None:
            sessions = {one.session: one.day for one in self.changes if one.session and one.day >= 0}
            return own_line(own, baseline.total.value, sessions), own.label
        return self.reference.line(baseline.total.value), self.reference.label

    def _point(self, reading: scores.Reading) -> Point:
        row, total = reading.administration, reading.score.total
        when = self.days.date_of(row.at)
        said = score_words(self.instrument, reading.score) + (" (prorated)" if reading.score.prorated else "")
        words = f"{self.instrument.title} {said}, {when.day} {when:%B %Y}"
        return Point(self.days.of(row.at), total.value if total else 0.0, words, f"measure:{row.pk}")


def own_line(
    curve: OwnCurve, baseline: float, sessions: Mapping[int, int]
) -> tuple[tuple[float, float], ...]:
    """Lay a practice's own curve, which counts sessions, on the days of somebody's sessions."""
    return tuple((day, curve.at(number, baseline)) for number, day in sorted(sessions.items()))


def _short(value: float) -> str:
    """Write a number with at most one decimal."""
    return f"{round(value, 1):g}"


def _scale(form: Instrument, points: tuple[Point, ...]) -> Scale:
    """The instrument's own range; where one end is open, as far as the scores go."""
    values = [point.value for point in points]
    low = form.total.low if form.total and form.total.low is not None else min(values) - 5
    high = form.total.high if form.total and form.total.high is not None else max(values) + 5
    bands = tuple(
        (high if band.high is None else band.high, band.label)
        for band in (form.bands.bands if form.bands else ())
        if (band.low is None or band.low < high) and (band.high is None or band.high > low)
    )
    return Scale(form.title, low, high, bands, form.bands.step if form.bands else 1.0)


def in_use(chart: Chart, course: Course) -> list[Series]:
    """Return every series of a course: symptoms first, the patient's before the clinician's. One query."""
    return grouped(scores.series(chart), course, CourseDays(chart, course))


def grouped(found: Iterable[scores.Reading], course: Course, days: CourseDays) -> list[Series]:
    """Return the series of a course among some scores in time order."""
    groups: dict[tuple[str, str, str], list[scores.Reading]] = {}
    for reading in found:
        row = reading.administration
        if row.course_id == course.pk:
            groups.setdefault((row.instrument, row.version, row.rater), []).append(reading)
    series = [
        Series(readings[0].instrument, version, rater, tuple(readings), days)
        for (_, version, rater), readings in groups.items()
    ]
    raters = [Administration.Rater.PATIENT.value, Administration.Rater.CLINICIAN.value]
    return sorted(series, key=lambda s: (_ORDER[s.instrument.key], s.version, raters.index(s.rater)))


def changes(readings: tuple[scores.Reading, ...], days: CourseDays) -> list[tuple[Change, Administration]]:
    """Return the totals of some readings as `therapy.measures.change` takes them, each with its row."""
    return [
        (
            Change(
                days.of(reading.administration.at),
                reading.score.total,
                reading.administration.session.number if reading.administration.session else None,
                reading.score.risk,
            ),
            reading.administration,
        )
        for reading in readings
        if reading.score.total is not None
    ]
