"""What a series of alliance scores may be telling: a fall, a low spell, tension, and whether it was mended.

There is no agreed standard for finding ruptures in session scores. The rules R0 to R5 and the rule of repair are
Clew's defaults, not validated. A flag is an invitation to talk, not a finding: a score fell, worth asking about.
Among courses of 16 sessions in which nothing happened, a rule like R1 on a 1 to 5 scale flagged between 9 and 71 %,
depending on how much a person's scores vary (a simulation with invented assumptions, to explain behaviour only). A
practice in which flags appear in more than about 40 % of sessions, or never, has them mis-set.

All readings of one call are of one instrument and one rater (R0). Scores of different length and range are brought
to the mean of an item on its own scale, and steps are scaled by f = (highest - lowest answer) / 6, so that 1 point
on a scale from 1 to 7 is the unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from itertools import pairwise
from statistics import fmean, median

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Tag
from clew.therapy.measures.definition import Direction, Instrument, Scoring
from clew.therapy.measures.instruments.check_in import ALLIANCE_CHECK_IN
from clew.therapy.measures.scoring import Answers, Total, read_answers, score

SOURCE = "Clew clinical specification, alliance 6.4"


class Tension(IntEnum):
    """The answer to "Was there any tension or misunderstanding today?", as the check-in numbers it."""

    NONE = 0
    A_LITTLE = 1
    SOME = 2
    A_LOT = 3


class Marker(StrEnum):
    """The two families of rupture markers a clinician may tick."""

    WITHDRAWAL = "withdrawal"
    CONFRONTATION = "confrontation"


@dataclass(frozen=True, slots=True, kw_only=True)
class AllianceReading:
    """What one rater, and the clinician, noted about one session.

    ``session`` counts from 1, ``day`` from any fixed day. ``total`` is None when the scale was left blank or
    refused, ``tension`` and ``talked_about`` when not asked or not answered. ``asked`` is False where nobody was
    given a check-in and only the clinician's markers are known; that is not the same as leaving one blank.
    """

    session: int
    day: int
    total: Total | None = None
    tension: Tension | None = None
    talked_about: bool | None = None
    markers: frozenset[Marker] = frozenset()
    asked: bool = True

    def __post_init__(self) -> None:
        if not self.asked and (self.total or self.tension is not None or self.talked_about is not None):
            raise TherapyError("What was not asked has no answers; mark the reading as asked.")


class Rule(StrEnum):
    """The rules, by the names they have in the clinical specification."""

    DROP = "R1"
    CHART = "R2"
    LOW = "R3"
    SELF = "R4"
    CLINICIAN = "R5"
    BLANK = "watch: blank twice"
    NO_SHOWS = "watch: two no-shows after a fall"
    ALL_HIGHEST = "watch: highest scores with withdrawal"


class Weight(StrEnum):
    """How much a flag weighs. What a person said outweighs what a score did."""

    SAID = "said by the patient"
    SEEN = "seen by the clinician"
    POSSIBLE = "possible, from the score alone"
    WATCH = "worth watching"


@dataclass(frozen=True, slots=True)
class AllianceFlag:
    """Something worth asking about in one session: the rule, plain words, and the scores it rests on.

    ``scores`` are (session, item mean) in order, ending with the session flagged where it has a score; ``before``
    is the level from which a fall is judged, None where there was none to compare with.
    """

    rule: Rule
    session: int
    weight: Weight
    words: str
    scores: tuple[tuple[int, float], ...] = ()
    before: float | None = None
    source: str = SOURCE
    tag: Tag = Tag.DEFAULT


@dataclass(frozen=True, slots=True, kw_only=True)
class AllianceRules:
    """The numbers of the rules: defaults, not validated. Distances are in points of a 1 to 7 scale (times f)."""

    drop: float = 1.0
    drop_days: int = 21
    drop_sessions: int = 3
    baseline_scores: int = 3
    chart_from: int = 5
    chart_width: float = 2.66
    chart_floor: float = 0.15  # 0.10 on a scale from 1 to 5
    repair_within: float = 0.25
    repair_scores: int = 5


DEFAULTS = AllianceRules()

NO_SHOWS_AFTER_FALL = 2  # default, not validated

_ROUNDING = 1e-9  # keeps a fall of exactly f a fall, whatever binary fractions make of it


class Repair(StrEnum):
    """Whether what was flagged has been mended, as far as later sessions show."""

    REPAIRED = "repaired"
    UNREPAIRED = "unrepaired"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class RepairVerdict:
    """The state of repair, why, and the session that shows it (None while open or unrepaired)."""

    state: Repair
    why: str
    session: int | None = None


def check_in_reading(
    answers: Answers, *, session: int, day: int, markers: frozenset[Marker] = frozenset()
) -> AllianceReading:
    """Make a reading of one filled-in alliance check-in. A rating that is missing leaves the score empty."""
    given = read_answers(ALLIANCE_CHECK_IN, answers)
    tension, talked_about = given["tension"], given["talked_about"]
    return AllianceReading(
        session=session,
        day=day,
        total=score(ALLIANCE_CHECK_IN, answers).total,
        tension=Tension(tension) if isinstance(tension, int) else None,
        talked_about=bool(talked_about) if isinstance(talked_about, int) else None,
        markers=markers,
    )


def item_mean(instrument: Instrument, total: Total) -> float:
    """A total as the mean of one item on the instrument's own scale: 48 of 60 on the WAI-SR is 4.0."""
    _ends(instrument)
    if total.instrument != instrument.key:
        raise TherapyError(f"A total of {total.instrument} was given for {instrument.key}.")
    if instrument.scoring is Scoring.MEAN:
        return total.value
    return total.value / (instrument.n_items or 1)


def range_factor(instrument: Instrument) -> float:
    """f = (highest - lowest answer) / 6: 1.0 for 1 to 7, 0.667 for 1 to 5, 1.667 for 0 to 10."""
    low, high = _ends(instrument)
    return (high - low) / 6


def alliance_flags(
    instrument: Instrument, readings: Sequence[AllianceReading], rules: AllianceRules = DEFAULTS
) -> tuple[AllianceFlag, ...]:
    """Apply all rules to one rater's readings, in any order, and return the flags by session.

    Raises `TherapyError` for an instrument that is no alliance scale with a known item range, for totals of another
    instrument, and for two readings of one session.
    """
    series = _Series(instrument, readings, rules)
    flags: list[AllianceFlag] = []
    for at, found, _ in series.fallen():
        flags += found
        flags += [flag for flag in (series.low(at),) if flag]
    flags += series.said()
    flags += series.watch()
    order = {
        rule: place for place, rule in enumerate((Rule.SELF, Rule.CLINICIAN, Rule.DROP, Rule.CHART, Rule.LOW))
    }
    return tuple(sorted(flags, key=lambda flag: (flag.session, order.get(flag.rule, len(order)))))


def own_limits(
    instrument: Instrument, readings: Sequence[AllianceReading], rules: AllianceRules = DEFAULTS
) -> tuple[tuple[int, float], ...]:
    """Return R2's limit for each score from the fifth on, as (session, item mean): a person's own lower line."""
    series = _Series(instrument, readings, rules)
    return tuple((series.scores[at][0], limit[1]) for at, _, limit in series.fallen() if limit)


def repair(
    instrument: Instrument,
    readings: Sequence[AllianceReading],
    flag: AllianceFlag,
    rules: AllianceRules = DEFAULTS,
) -> RepairVerdict:
    """Judge whether a flag (R1, R2, R4 or R5) was followed by repair.

    Within the next five valid scores: the score comes back to within 0.25 f of the level before the fall, or the
    patient says there is no tension and that it was talked about. A flag without a fall can only be mended by
    talking, so a score that never fell proves nothing. After five scores without either it is unrepaired.
    """
    if flag.rule not in (Rule.DROP, Rule.CHART, Rule.SELF, Rule.CLINICIAN):
        raise TherapyError(f"Repair is judged after a fall or a sign of tension, not after {flag.rule}.")
    series = _Series(instrument, readings, rules)
    f = range_factor(instrument)
    values = dict(series.scores)
    own = values.get(flag.session)
    back = None if flag.before is None else flag.before - rules.repair_within * f - _ROUNDING
    fell = back is not None and own is not None and own < back
    later_scores = 0
    asked = False
    for reading in series.readings:
        if reading.session <= flag.session:
            continue
        value = values.get(reading.session)
        if fell and back is not None and value is not None and value >= back:
            why = f"The score is back at {value:.2g}, after {flag.before:.2g} before the fall."
            return RepairVerdict(Repair.REPAIRED, why, reading.session)
        if reading.tension is Tension.NONE and reading.talked_about:
            return RepairVerdict(
                Repair.REPAIRED, "No tension any more, and it was talked about.", reading.session
            )
        asked = asked or reading.tension is not None
        later_scores += value is not None
        if later_scores == rules.repair_scores:
            break
    if later_scores < rules.repair_scores:
        return RepairVerdict(Repair.OPEN, f"{later_scores} of {rules.repair_scores} later scores so far.")
    if not fell and not asked:
        return RepairVerdict(Repair.OPEN, "Nothing was asked later that could show it either way.")
    return RepairVerdict(
        Repair.UNREPAIRED, f"Not back within {rules.repair_scores} scores; worth talking about."
    )


def no_shows_after_fall(falls: Sequence[int], no_shows: Sequence[int]) -> tuple[AllianceFlag, ...]:
    """Tell of two missed sessions, without a word before, after a fall that is not mended.

    ``falls`` are the sessions that R1 or R2 flagged and that are not repaired, ``no_shows`` the sessions to which
    the patient did not come; both by number. The flag stands at the second missed session.
    """
    found: dict[int, AllianceFlag] = {}
    for fall in sorted(falls):
        missed = sorted(number for number in no_shows if number > fall)
        if len(missed) >= NO_SHOWS_AFTER_FALL:
            words = (
                f"Sessions {missed[0]} and {missed[1]} were missed without a word after the score fell in session "
                f"{fall}; practical causes first, then worth asking about."
            )
            found.setdefault(missed[1], AllianceFlag(Rule.NO_SHOWS, missed[1], Weight.WATCH, words))
    return tuple(found.values())


def _ends(instrument: Instrument) -> tuple[float, float]:
    given = instrument.item_range
    rated = instrument.direction is Direction.BETTER and instrument.scoring in (Scoring.SUM, Scoring.MEAN)
    if not rated or given is None or given.low is None or given.high is None:
        raise TherapyError(f"{instrument.title} is not an alliance scale whose item range is known.")
    return given.low, given.high


class _Series:
    """One rater's readings in order, with the valid scores as (session, item mean)."""

    def __init__(
        self, instrument: Instrument, readings: Sequence[AllianceReading], rules: AllianceRules
    ) -> None:
        self.low_end, self.high_end = _ends(instrument)
        self.f = range_factor(instrument)
        self.rules = rules
        self.readings = sorted(readings, key=lambda reading: reading.session)
        for earlier, later in pairwise(self.readings):
            if earlier.session == later.session:
                raise TherapyError(f"Session {later.session} has two readings of one rater; keep one.")
        versions = {reading.total.version for reading in self.readings if reading.total}
        if len(versions) > 1:
            raise TherapyError(f"The readings are of different versions of {instrument.title}.")
        scored = [(reading, reading.total) for reading in self.readings if reading.total]
        self.days = [reading.day for reading, _ in scored]
        self.scores = [(reading.session, item_mean(instrument, total)) for reading, total in scored]

    def before(self, at: int) -> float | None:
        """The level from which a fall at ``at`` is judged: the last score if recent, else the early median."""
        if at == 0:
            return None
        session, _ = self.scores[at]
        last_session, last = self.scores[at - 1]
        recent = (
            self.days[at] - self.days[at - 1] <= self.rules.drop_days
            and session - last_session <= self.rules.drop_sessions
        )
        if recent:
            return last
        return median(value for _, value in self.scores[: min(at, self.rules.baseline_scores)])

    def drop(self, at: int) -> AllianceFlag | None:
        """R1: a fall of f or more since the last score, or since the early median after a gap."""
        session, value = self.scores[at]
        before = self.before(at)
        if before is None or before - value < self.rules.drop * self.f - _ROUNDING:
            return None
        words = f"The score fell from {before:.3g} to {value:.3g}; worth asking about."
        return AllianceFlag(
            Rule.DROP, session, Weight.POSSIBLE, words, tuple(self.scores[at - 1 : at + 1]), before
        )

    def limit(self, at: int, fallen: set[int]) -> tuple[float, float] | None:
        """Return the person's own level and the limit below it, as R2 sees them before the score at ``at``.

        The level leaves out points already flagged; the moving ranges run over all earlier scores, each at least
        0.10 on a 1 to 5 scale, so that a run of equal scores does not make every small step a flag.
        """
        kept = [value for place, (_, value) in enumerate(self.scores[:at]) if place not in fallen]
        if at + 1 < self.rules.chart_from or not kept:
            return None
        floor = self.rules.chart_floor * self.f
        steps = [max(abs(b - a), floor) for (_, a), (_, b) in pairwise(self.scores[:at])]
        return fmean(kept), fmean(kept) - self.rules.chart_width * fmean(steps)

    def chart(self, at: int, fallen: set[int]) -> AllianceFlag | None:
        """R2: from the fifth score on, below the person's own line less 2.66 mean moving ranges."""
        session, value = self.scores[at]
        limit = self.limit(at, fallen)
        if limit is None or value >= limit[1] - _ROUNDING:
            return None
        words = f"The score of {value:.3g} is below this person's own usual range around {limit[0]:.3g}; worth asking about."
        return AllianceFlag(
            Rule.CHART, session, Weight.POSSIBLE, words, tuple(self.scores[: at + 1]), self.before(at)
        )

    def fallen(self) -> Iterator[tuple[int, list[AllianceFlag], tuple[float, float] | None]]:
        """Go through the scores in order: the place, what R1 and R2 flag there, and R2's level and limit."""
        fallen: set[int] = set()  # places that R1 or R2 flagged; left out of later levels
        for at in range(len(self.scores)):
            found = [flag for flag in (self.drop(at), self.chart(at, fallen)) if flag]
            yield at, found, self.limit(at, fallen)
            if found:
                fallen.add(at)

    def low(self, at: int) -> AllianceFlag | None:
        """R3: below the middle of the scale in two sessions running. Low, which is not the same as ruptured."""
        middle = (self.low_end + self.high_end) / 2
        if at == 0 or any(value >= middle for _, value in self.scores[at - 1 : at + 1]):
            return None
        words = f"Two scores running are below the middle of the scale ({middle:g}): a low alliance, not a rupture."
        return AllianceFlag(
            Rule.LOW, self.scores[at][0], Weight.POSSIBLE, words, tuple(self.scores[at - 1 : at + 1])
        )

    def said(self) -> list[AllianceFlag]:
        """R4 and R5: what the patient says of tension, and the markers the clinician saw."""
        flags = []
        place = {session: at for at, (session, _) in enumerate(self.scores)}
        for reading in self.readings:
            at = place.get(reading.session)
            scores = tuple(self.scores[at : at + 1]) if at is not None else ()
            before = self.before(at) if at is not None else None
            if reading.tension in (Tension.SOME, Tension.A_LOT):
                much = "some" if reading.tension is Tension.SOME else "a lot of"
                words = f"The patient noted {much} tension or misunderstanding; worth asking about."
                flags.append(AllianceFlag(Rule.SELF, reading.session, Weight.SAID, words, scores, before))
            if reading.markers:
                names = " and ".join(sorted(reading.markers))
                words = f"The clinician noted {names}; worth asking about."
                flags.append(
                    AllianceFlag(Rule.CLINICIAN, reading.session, Weight.SEEN, words, scores, before)
                )
        return flags

    def watch(self) -> list[AllianceFlag]:
        """A check-in left blank twice running; the highest score beside withdrawal markers."""
        flags = []
        for earlier, later in pairwise([reading for reading in self.readings if reading.asked]):
            if earlier.total is None and later.total is None:
                words = "The check-in was left blank twice running; worth asking how it is to be asked."
                flags.append(AllianceFlag(Rule.BLANK, later.session, Weight.WATCH, words))
        values = dict(self.scores)
        for reading in self.readings:
            if Marker.WITHDRAWAL in reading.markers and values.get(reading.session) == self.high_end:
                words = "The highest possible score in a session in which the clinician noted withdrawal."
                flags.append(
                    AllianceFlag(
                        Rule.ALL_HIGHEST,
                        reading.session,
                        Weight.WATCH,
                        words,
                        ((reading.session, values[reading.session]),),
                    )
                )
        return flags
