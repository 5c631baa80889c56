"""When the PHQ-9 says "look again": the rules N1 to N8 and the distance to the expected course.

Every rule is a prompt to review together, never a judgement of the person or the therapy. Unless a rule names a
study its threshold is a default, not validated. Patients are shown these prompts by their clinician, not by Clew.

Readings carry the day since treatment began (see `measures.change.Reading`); a "week 4" is days 28 to 34.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil

from clew.therapy.course.expected import NOT_ON_TRACK_MARGIN, PROPORTIONAL
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Tag
from clew.therapy.measures.change import Reading, baseline_of, reliable_change, response
from clew.therapy.measures.instruments.phq import PHQ_9
from clew.therapy.measures.scoring import Risk

SPECIFICATION = "Clew clinical specification, course 8.4"


class Level(StrEnum):
    """What a prompt asks for. There is no green: the absence of prompts is not proof of being well."""

    SAFETY = "see to safety first"
    RED = "notify the clinician the same day"
    AMBER = "look at it soon"
    REVIEW = "review together"
    GREY = "cannot judge"


@dataclass(frozen=True, slots=True)
class CourseFlag:
    """One prompt: its rule, what it asks for, the reason in words, and the readings it rests on."""

    rule: str
    level: Level
    reason: str
    readings: tuple[Reading, ...]
    source: str
    tag: Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseRules:
    """The thresholds that are defaults, not validated, in PHQ-9 points, weeks, sessions or shares."""

    sharp_rise: float = 6
    sharp_rise_over: int = 3
    early_session: int = 6
    early_share: float = 0.20
    window_weeks: float = 6
    window_scores: int = 3
    margin: float = NOT_ON_TRACK_MARGIN


DEFAULTS = CourseRules()

SCHUELLER_CUT_POINTS = {4: 17, 9: 13, 14: 9}  # week: score; Schueller 2015


def course_flags(
    readings: Sequence[Reading],
    *,
    today: int,
    planned_sessions: int | None = None,
    rules: CourseRules = DEFAULTS,
) -> tuple[CourseFlag, ...]:
    """Apply every rule to one person's PHQ-9 readings as they stand on day ``today``.

    ``planned_sessions`` is the agreed number, for the rule at midpoint; None for open-ended work. Flags come with the
    gravest first. Without any flag one can say "no prompt", not "on track"; with a grey flag, not even that.
    """
    past = _ordered(readings, today)
    found = [
        too_few(past, today, rules),
        *(
            [
                any_risk(past),
                no_baseline(past),
                reliable_deterioration(past),
                sharp_rise(past, rules),
                early_change(past),
                non_response_cut_point(past),
                session_six(past, rules),
                midpoint(past, planned_sessions),
                above_expected(past, rules),
            ]
            if past
            else []
        ),
    ]
    gravity = list(Level)
    return tuple(sorted((flag for flag in found if flag), key=lambda flag: gravity.index(flag.level)))


def no_baseline(readings: Sequence[Reading]) -> CourseFlag | None:
    """Without a score at or before the start of treatment, most rules have nothing to compare with."""
    if baseline_of(readings) is not None:
        return None
    reason = "No score was taken at or before the start of treatment, so change since then cannot be judged."
    return CourseFlag("baseline", Level.GREY, reason, (), SPECIFICATION, Tag.DEFAULT)


def reliable_deterioration(readings: Sequence[Reading]) -> CourseFlag | None:
    """N1: the last score is worse than the baseline by the reliable change index (6) or more."""
    baseline, current = _ends(readings)
    if baseline is None or baseline is current:
        return None
    change = reliable_change(PHQ_9, baseline.total, current.total)
    if not change.deteriorated:
        return None
    reason = f"PHQ-9 rose from {baseline.total} to {current.total} since treatment began; a rise of 6 or more is reliable."
    return CourseFlag(
        "N1", Level.RED, reason, (baseline, current), f"{change.source}; {SPECIFICATION}", Tag.DEFAULT
    )


def sharp_rise(readings: Sequence[Reading], rules: CourseRules = DEFAULTS) -> CourseFlag | None:
    """N2: the last score is 6 or more above the lowest of the three before it."""
    *_, current = readings
    before = readings[-1 - rules.sharp_rise_over : -1]
    if not before:
        return None
    lowest = min(before, key=lambda reading: reading.total.value)
    if current.total - lowest.total < rules.sharp_rise:
        return None
    reason = f"PHQ-9 rose from {lowest.total} to {current.total} within the last {len(before) + 1} scores."
    return CourseFlag("N2", Level.AMBER, reason, (lowest, current), SPECIFICATION, Tag.DEFAULT)


def early_change(readings: Sequence[Reading]) -> CourseFlag | None:
    """N3: in weeks 4 to 6, a fall of less than 2 points is inadequate, of 2 to 4 possibly inadequate."""
    baseline, current = _ends(readings)
    if baseline is None or not 4 <= _week(current) <= 6:
        return None
    fall = baseline.total - current.total
    if fall >= 5:
        return None
    word = "inadequate" if fall < 2 else "possibly inadequate"
    reason = f"Change in week {_week(current)} is {word}: PHQ-9 {baseline.total}, now {current.total}; 5 points are adequate."
    return CourseFlag(
        "N3", Level.REVIEW, reason, (baseline, current), "MacArthur depression management tool kit", Tag.KNOWN
    )


def non_response_cut_point(readings: Sequence[Reading]) -> CourseFlag | None:
    """N4: at or above 17 in week 4, 13 in week 9 or 9 in week 14, for a baseline of 10 or more."""
    baseline, current = _ends(readings)
    cut_point = SCHUELLER_CUT_POINTS.get(_week(current))
    if baseline is None or baseline.total.value < 10 or cut_point is None or current.total.value < cut_point:
        return None
    reason = (
        f"PHQ-9 is {current.total} in week {_week(current)}; in trials of cognitive behavioural therapy {cut_point} or "
        "more at that time went with non-response."
    )
    source = "Schueller 2015, Gen Hosp Psychiatry 37:470"
    return CourseFlag("N4", Level.AMBER, reason, (baseline, current), source, Tag.VERIFIED)


def session_six(readings: Sequence[Reading], rules: CourseRules = DEFAULTS) -> CourseFlag | None:
    """N5: at the first score from session 6 on, less than 20 % better. Never before session 6.

    Early status misleads: some people stay flat until session 6 and then improve quickly.
    """
    baseline, current = _ends(readings)
    if baseline is None or not baseline.total.value or not _first_from(readings, rules.early_session):
        return None
    share = (baseline.total - current.total) / baseline.total.value
    if share >= rules.early_share:
        return None
    reason = (
        f"At session {current.session} PHQ-9 went from {baseline.total} to {current.total}, less than "
        f"{rules.early_share:.0%} better."
    )
    source = "J Affect Disord 2019 (Saunders), PMC6428692; the share is a default"
    return CourseFlag("N5", Level.REVIEW, reason, (baseline, current), source, Tag.DEFAULT)


def midpoint(readings: Sequence[Reading], planned_sessions: int | None) -> CourseFlag | None:
    """N6: at the first score from the planned midpoint on, neither response nor reliable improvement.

    Says nothing where response is undefined because the person started below the case cut-off.
    """
    if planned_sessions is None:
        return None
    if planned_sessions < 1:
        raise TherapyError(f"A planned number of sessions is 1 or more, not {planned_sessions}.")
    baseline, current = _ends(readings)
    if baseline is None or not _first_from(readings, ceil(planned_sessions / 2)):
        return None
    responded = response(PHQ_9, baseline.total, current.total).holds
    improved = reliable_change(PHQ_9, baseline.total, current.total).improved
    if responded is not False or improved is not False:
        return None
    reason = (
        f"At session {current.session} of {planned_sessions} PHQ-9 is {current.total}, after {baseline.total}: neither "
        "half gone nor reliably better."
    )
    return CourseFlag("N6", Level.REVIEW, reason, (baseline, current), SPECIFICATION, Tag.DEFAULT)


def reviews_owed(
    readings: Sequence[Reading], planned_sessions: int | None = None, rules: CourseRules = DEFAULTS
) -> tuple[CourseFlag, ...]:
    """N5 and N6 that came up at an earlier score and would still come up today: a review waits until somebody holds it.

    Readings are in the order of their days. Each flag says where it came up first and rests on the last score.
    """
    baseline = baseline_of(readings)
    if baseline is None or len(readings) < 2:
        return ()
    current = readings[-1]
    found = []

    def six(upto: Sequence[Reading]) -> CourseFlag | None:
        return session_six(upto, rules)

    def half(upto: Sequence[Reading]) -> CourseFlag | None:
        return midpoint(upto, planned_sessions)

    for rule in (six, half):
        first = next((flag for end in range(1, len(readings)) if (flag := rule(readings[:end]))), None)
        again = (
            rule([baseline, replace(current, session=10_000)]) if first else None
        )  # as if for the first time
        if first and again and baseline is not current:
            reason = (
                f"It came up at session {first.readings[-1].session} and holds still: PHQ-9 {baseline.total} at the start, "
                f"now {current.total}."
            )
            found.append(replace(first, reason=reason, readings=(baseline, current)))
    return tuple(found)


def any_risk(readings: Sequence[Reading]) -> CourseFlag | None:
    """N7: the last reading raised risk. Safety has its own rules and comes first; this only points there."""
    *_, current = readings
    if current.risk is not Risk.RAISED:
        return None
    reason = "The last answers mention thoughts of death or self-harm; follow the safety procedure."
    return CourseFlag(
        "N7", Level.SAFETY, reason, (current,), "Clew clinical specification, safety 9.1", Tag.KNOWN
    )


def too_few(readings: Sequence[Reading], today: int, rules: CourseRules = DEFAULTS) -> CourseFlag | None:
    """N8: fewer than three scores in the last six weeks: nothing can be judged, and nothing is called fine."""
    recent = tuple(reading for reading in readings if today - rules.window_weeks * 7 <= reading.day <= today)
    if len(recent) >= rules.window_scores:
        return None
    scores = "score" if len(recent) == 1 else "scores"
    reason = (
        f"{len(recent)} {scores} in the last {rules.window_weeks:g} weeks; at least {rules.window_scores} are needed to "
        "judge the course."
    )
    return CourseFlag("N8", Level.GREY, reason, recent, SPECIFICATION, Tag.DEFAULT)


def above_expected(readings: Sequence[Reading], rules: CourseRules = DEFAULTS) -> CourseFlag | None:
    """The last score is more than 5 points above the proportional expected course."""
    baseline, current = _ends(readings)
    if baseline is None or baseline is current or current.day < 0:
        return None
    expected = PROPORTIONAL.at(current.week, baseline.total.value)
    if expected is None or current.total.value <= expected + rules.margin:
        return None
    reason = (
        f"PHQ-9 is {current.total} in week {_week(current)}, more than {rules.margin:g} points above the expected "
        f"course of {expected:.1f} (default, not validated)."
    )
    return CourseFlag("expected", Level.AMBER, reason, (baseline, current), PROPORTIONAL.source, Tag.DEFAULT)


def _ordered(readings: Sequence[Reading], today: int) -> list[Reading]:
    for reading in readings:
        if reading.total.instrument != PHQ_9.key:
            raise TherapyError(f"These rules are for the PHQ-9, not for {reading.total.instrument}.")
    return sorted((reading for reading in readings if reading.day <= today), key=lambda reading: reading.day)


def _ends(readings: Sequence[Reading]) -> tuple[Reading | None, Reading]:
    return baseline_of(readings), readings[-1]


def _week(reading: Reading) -> int:
    return reading.day // 7


def _first_from(readings: Sequence[Reading], session: int) -> bool:
    """Whether the last reading is the first one from this session on."""
    *earlier, current = readings
    if current.session is None or current.session < session:
        return False
    return all(reading.session is None or reading.session < session for reading in earlier)
