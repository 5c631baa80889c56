"""What is worth a look in a course: prompts to ask, from scores and the alliance, each with what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clew.practice.access import Chart
from clew.practice.models import Administration, Course
from clew.practice.readings import measures as reading
from clew.practice.readings import scores
from clew.practice.readings.days import CourseDays
from clew.therapy.course.on_track import Level, course_flags
from clew.therapy.knowledge.base import Tag
from clew.therapy.measures import alliance
from clew.therapy.measures.alliance import AllianceReading, Repair
from clew.therapy.measures.definition import Direction, Instrument, Scoring
from clew.therapy.measures.instruments.check_in import ALLIANCE_CHECK_IN
from clew.therapy.measures.instruments.phq import PHQ_9

# Each rule as a question; the reason beside it says what was seen.
_ASKS = {
    "N1": "Worse than at the start?",
    "N2": "What happened between these scores?",
    "N3": "Little change in the first weeks?",
    "N4": "Still high for this point in the course?",
    "N5": "Little change by now?",
    "N6": "Half way, and not much better?",
    "N7": "Thoughts of death or self-harm",
    "N8": "Too few scores to judge?",
    "baseline": "No score from the start?",
    "expected": "Above the expected course?",
    alliance.Rule.DROP: "Did something come between you?",
    alliance.Rule.CHART: "Was this session different?",
    alliance.Rule.LOW: "A low alliance?",
    alliance.Rule.SELF: "Tension between you?",
    alliance.Rule.CLINICIAN: "What you noticed yourself",
    alliance.Rule.BLANK: "Left blank twice?",
    alliance.Rule.ALL_HIGHEST: "All highest, and yet?",
}


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing worth a look. `rests_on` are the questionnaires it was read from, each with its words.

    `about` says which scores: the PHQ-9, or whose alliance ratings. `after` tells what became of it; `past`
    marks what was mended, or lies `RECENT` sessions back where nothing can be mended.
    """

    rule: str
    asks: str
    weight: str
    about: str
    reason: str
    source: str
    tag: Tag
    rests_on: tuple[tuple[str, Administration], ...]
    danger: bool = False
    after: str = ""
    past: bool = False


RECENT = 3  # sessions; default, not validated


def prompts(chart: Chart, course: Course, *, today: date) -> list[Prompt]:
    """Read a course's scores for what is worth a look: safety first, then the course, then the alliance."""
    in_use = reading.in_use(chart, course)
    found = _course(in_use, course, CourseDays(chart, course).of(today))
    for series in in_use:
        if _rates_alliance(series.instrument):
            found += _alliance(series)
    return found


def _course(in_use: Sequence[reading.Series], course: Course, today: int) -> list[Prompt]:
    """Apply the rules of the PHQ-9 to the patient's own scores; that there are too few is a prompt as well."""
    own = [s for s in in_use if s.instrument.key == PHQ_9.key and s.rater == Administration.Rater.PATIENT]
    rows = [row for series in own for row in reading.changes(series.readings, series.days)]
    flags = course_flags([change for change, _ in rows], today=today, planned_sessions=course.agreed_sessions)
    return [
        Prompt(
            rule=flag.rule,
            asks=_ASKS[flag.rule],
            weight=flag.level.value,
            about=PHQ_9.title,
            reason=flag.reason,
            source=flag.source,
            tag=flag.tag,
            rests_on=tuple((str(change.total), row) for change, row in rows if change in flag.readings),
            danger=flag.level is Level.SAFETY,
        )
        for flag in flags
    ]


def _rates_alliance(form: Instrument) -> bool:
    return (
        form.direction is Direction.BETTER
        and form.scoring in (Scoring.SUM, Scoring.MEAN)
        and form.item_range is not None
    )


def _alliance(series: reading.Series) -> list[Prompt]:
    """Apply the rules of the alliance to one rater's scores, newest first. Those of no session are left out."""
    form = series.instrument
    of_session = {
        one.administration.session.number: one for one in series.readings if one.administration.session
    }
    readings = [_reading(form, number, one, series.days) for number, one in sorted(of_session.items())]
    prompts, last = [], max(of_session, default=0)
    for flag in reversed(alliance.alliance_flags(form, readings)):
        mended = alliance.repair(form, readings, flag) if flag.rule in _MENDABLE else None
        sessions = sorted({flag.session, *(number for number, _ in flag.scores)} & set(of_session))
        prompts.append(
            Prompt(
                rule=flag.rule.value,
                asks=_ASKS[flag.rule],
                weight=flag.weight.value,
                about=f"{form.title} by the {series.rater}, session {flag.session}",
                reason=flag.words,
                source=flag.source,
                tag=flag.tag,
                rests_on=tuple((f"session {n}", of_session[n].administration) for n in sessions[-3:]),
                after=f"{mended.state.value.capitalize()}: {mended.why}" if mended else "",
                past=mended.state is Repair.REPAIRED if mended else flag.session <= last - RECENT,
            )
        )
    return prompts


_MENDABLE = (
    alliance.Rule.DROP,
    alliance.Rule.CHART,
    alliance.Rule.SELF,
    alliance.Rule.CLINICIAN,
)


def _reading(form: Instrument, number: int, one: scores.Reading, days: CourseDays) -> AllianceReading:
    row = one.administration
    if form.key == ALLIANCE_CHECK_IN.key:
        return alliance.check_in_reading(row.answers, session=number, day=days.of(row.at))
    return AllianceReading(session=number, day=days.of(row.at), total=one.score.total)
