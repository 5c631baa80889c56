"""What changed between two scores of one person: six questions that are often mixed up, kept apart.

- *Reliable change*: did the score move by more than the questionnaire's own error?
- *Response*: is at least half of what there was at the start gone?
- *Remission*: is the score, today, where people without the disorder score?
- *Recovery*: has remission lasted?
- *Crossing*: did the person move from above the case cut-off to below it? (Services in England call this
  "recovery"; it says nothing of how far or how long.)
- *Reliable recovery*: both reliable improvement and crossing.

A person can respond without remission (from 24 to 11), be in remission without response (from 7 to 4) and cross
without reliable change (from 11 to 9). Each verdict says whether it holds, why, and on whose figure it rests; where
a question has no answer, ``holds`` is None and ``why`` says so. None of them is a diagnosis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Tag
from clew.therapy.measures.definition import CutOff, Direction, Figure, Instrument
from clew.therapy.measures.scoring import Risk, Total

DEFINITIONS = "Clew clinical specification, measures 7.3"
RESPONSE_FALL = Figure(0.50, Tag.KNOWN, "McMillan 2010, J Affect Disord 127:122")
SUSTAINED_DAYS = Figure(
    120,
    Tag.DEFAULT,
    "Frank 1991, Arch Gen Psychiatry 48:851",
    note="commonly 4 to 6 months; the shorter is used",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A total on a day. ``day`` counts from the start of treatment: negative before it, 0 on the first day.

    ``session`` is the number of the session it belongs to, if any; ``risk`` what its answers say about risk.
    """

    day: int
    total: Total
    session: int | None = None
    risk: Risk | None = None

    @property
    def week(self) -> float:
        """Weeks since the start of treatment."""
        return self.day / 7


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one question about change: yes, no, or None when it cannot be answered."""

    holds: bool | None
    why: str
    source: str
    tag: Tag

    def __post_init__(self) -> None:
        if not self.why or not self.source:
            raise TherapyError("A verdict needs a reason and a source.")


@dataclass(frozen=True, slots=True)
class ReliableChange(Verdict):
    """Change larger than the measure's error: at least the reliable change index (RCI) in either direction.

    ``points`` is the change for the better (negative: for the worse). ``holds`` is True for a reliable change in
    either direction; ``improved`` and ``deteriorated`` tell which. It says nothing of how ill or well the person
    is now.
    """

    points: float

    @property
    def improved(self) -> bool | None:
        """Whether there was reliable improvement; None when it cannot be told."""
        return None if self.holds is None else self.holds and self.points > 0

    @property
    def deteriorated(self) -> bool | None:
        """Whether there was reliable deterioration; None when it cannot be told."""
        return None if self.holds is None else self.holds and self.points < 0


@dataclass(frozen=True, slots=True)
class Response(Verdict):
    """At least half of the starting score is gone: (baseline - current) / baseline >= 0.50.

    Undefined where the person started below the case cut-off (D): half of little is noise. ``fall`` is the
    share that is gone, or None where undefined.
    """

    fall: float | None


@dataclass(frozen=True, slots=True)
class Remission(Verdict):
    """The score is, now, at or below an absolute threshold, wherever the person started."""


@dataclass(frozen=True, slots=True)
class Recovery(Verdict):
    """Remission that has lasted. ``days`` is how long the readings in remission reach back."""

    days: int | None


@dataclass(frozen=True, slots=True)
class Crossing(Verdict):
    """From case to non-case: the first score reaches the case cut-off and the second does not."""


@dataclass(frozen=True, slots=True)
class ReliableRecovery(Verdict):
    """Reliable improvement and crossing from case to non-case together."""


def reliable_change_index(sd: float, reliability: float, z: float = 1.96) -> float:
    """The smallest change that exceeds measurement error: z x SD x sqrt(2 x (1 - r)).

    ``sd`` is the standard deviation of the scores in the published sample, ``reliability`` the reliability there
    (say whether alpha or test-retest; they differ), ``z`` the normal deviate, 1.96 for 95 %. Source: Jacobson and
    Truax 1991, J Consult Clin Psychol 59:12. Raises `TherapyError` for an SD that is not positive or a reliability
    outside 0 to 1.
    """
    if not sd > 0:
        raise TherapyError(f"A standard deviation is above 0, so {sd:g} is none.")
    if not 0 <= reliability <= 1:
        raise TherapyError(f"A reliability lies between 0 and 1, so {reliability:g} is none.")
    return z * sd * sqrt(2 * (1 - reliability))


def baseline_of(readings: Sequence[Reading], start_day: int = 0) -> Reading | None:
    """The first reading at or before the start of treatment, or None where there is none.

    The first, not the last or the highest: choosing the worst score would make everyone seem to improve.
    """
    before = [reading for reading in readings if reading.day <= start_day]
    return min(before, key=lambda reading: reading.day, default=None)


def reliable_change(
    instrument: Instrument, baseline: Total, current: Total, *, rci: Figure | None = None
) -> ReliableChange:
    """Judge whether a change exceeds the measure's error. ``rci`` replaces the instrument's own figure.

    Raises `TherapyError` for totals of another instrument or version, as all functions here do.
    """
    points = _better(instrument, baseline, current)
    figure = rci or instrument.change.reliable
    if figure is None or figure.value is None:
        why = f"{instrument.title} has no confirmed reliable change index."
        return ReliableChange(None, why, DEFINITIONS, Tag.UNCERTAIN, points)
    holds = abs(points) >= figure.value
    if points == 0:
        moved = "The score did not change"
    else:
        moved = f"The score is {abs(points):g} points {'better' if points > 0 else 'worse'}"
    why = f"{moved}; a change of {figure.value:g} or more is larger than the measure's error."
    return ReliableChange(holds, why, figure.source, figure.tag, points)


def response(instrument: Instrument, baseline: Total, current: Total) -> Response:
    """Judge whether at least half of the baseline score is gone."""
    _better(instrument, baseline, current)
    cut_off = instrument.case_cut_off()
    if instrument.direction is not Direction.WORSE:
        why = f"{instrument.title} does not measure symptoms."
    elif cut_off is None or cut_off.value is None:
        why = f"{instrument.title} has no confirmed case cut-off to start from."
    elif not cut_off.reached(baseline.value):
        why = f"The first score, {baseline}, is below the case cut-off of {cut_off.value:g}; half of it would be noise."
    else:
        # Twice the fall against the baseline: exact for whole numbers, where a quotient might not be.
        holds = 2 * (baseline - current) >= baseline.value
        fall = (baseline - current) / baseline.value
        gone = (
            f"{fall:.0%} of the first score is gone"
            if fall >= 0
            else f"the score is {-fall:.0%} above the first"
        )
        return Response(
            holds,
            f"From {baseline} to {current}: {gone}; response is half or more.",
            RESPONSE_FALL.source,
            RESPONSE_FALL.tag,
            fall,
        )
    return Response(None, why, DEFINITIONS, Tag.DEFAULT, None)


def remission(instrument: Instrument, current: Total) -> Remission:
    """Judge whether a score counts as remission. One reading is a glimpse; see `recovery`."""
    _own(instrument, current)
    figure = instrument.change.remission
    if figure is None or figure.value is None:
        return Remission(
            None, f"{instrument.title} has no confirmed threshold of remission.", DEFINITIONS, Tag.UNCERTAIN
        )
    holds = current.value <= figure.value
    return Remission(
        holds, f"The score is {current}; remission is {figure.value:g} or less.", figure.source, figure.tag
    )


def recovery(
    instrument: Instrument, readings: Sequence[Reading], *, sustained_days: Figure = SUSTAINED_DAYS
) -> Recovery:
    """Judge whether remission has lasted ``sustained_days`` (default, not validated) up to the last reading.

    Looks back from the last reading over the unbroken run of readings in remission. Two readings far apart with
    none between them count, and the reason says how many there were.
    """
    ordered = sorted(readings, key=lambda reading: reading.day)
    if not ordered:
        return Recovery(None, "There is no score yet.", DEFINITIONS, Tag.KNOWN, None)
    if remission(instrument, ordered[-1].total).holds is None:
        why = f"{instrument.title} has no confirmed threshold of remission."
        return Recovery(None, why, DEFINITIONS, Tag.UNCERTAIN, None)
    run: list[Reading] = []
    for reading in reversed(ordered):
        if not remission(instrument, reading.total).holds:
            break
        run.append(reading)
    if not run:
        return Recovery(
            False, "The last score is not in remission.", sustained_days.source, sustained_days.tag, 0
        )
    if len(run) == 1:
        why = "One score in remission cannot show that it lasts."
        return Recovery(
            None if len(ordered) == 1 else False, why, sustained_days.source, sustained_days.tag, 0
        )
    days = run[0].day - run[-1].day
    needed = sustained_days.value or 0
    why = f"{len(run)} scores in remission over {days} days; recovery is {needed:g} days or more."
    return Recovery(days >= needed, why, sustained_days.source, sustained_days.tag, days)


def crossing(
    instrument: Instrument, baseline: Total, current: Total, *, cut_off: CutOff | None = None
) -> Crossing:
    """Judge whether the person moved from case to non-case. ``cut_off`` replaces the instrument's first one.

    Undefined for a person who was not a case to begin with.
    """
    _better(instrument, baseline, current)
    case = cut_off or instrument.case_cut_off()
    if case is None or case.value is None:
        why = f"{instrument.title} has no confirmed case cut-off."
        return Crossing(None, why, DEFINITIONS, Tag.UNCERTAIN)
    if not case.reached(baseline.value):
        why = f"The first score, {baseline}, was already on the non-case side of {case.value:g}."
        return Crossing(None, why, case.source, case.tag)
    holds = not case.reached(current.value)
    why = f"From {baseline} to {current}; the case cut-off is {case.value:g} ({case.population})."
    return Crossing(holds, why, case.source, case.tag)


def reliable_recovery(
    instrument: Instrument,
    baseline: Total,
    current: Total,
    *,
    rci: Figure | None = None,
    cut_off: CutOff | None = None,
) -> ReliableRecovery:
    """Judge whether the person improved reliably and crossed from case to non-case.

    Undefined for a person who was not a case to begin with, as crossing is.
    """
    changed = reliable_change(instrument, baseline, current, rci=rci)
    crossed = crossing(instrument, baseline, current, cut_off=cut_off)
    if crossed.holds is None:
        return ReliableRecovery(None, crossed.why, crossed.source, crossed.tag)
    # Without crossing there is no recovery, whether or not the change could be judged.
    holds = changed.improved if crossed.holds else False
    return ReliableRecovery(holds, f"{changed.why} {crossed.why}", changed.source, changed.tag)


def compare(instrument: Instrument, baseline: Total, current: Total) -> tuple[Verdict, ...]:
    """All verdicts that two scores allow, in the order of this page. Recovery needs more than two."""
    return (
        reliable_change(instrument, baseline, current),
        response(instrument, baseline, current),
        remission(instrument, current),
        crossing(instrument, baseline, current),
        reliable_recovery(instrument, baseline, current),
    )


def _own(instrument: Instrument, total: Total) -> None:
    if total.instrument != instrument.key or instrument.version not in (None, total.version):
        raise TherapyError(
            f"A total of {total.instrument} ({total.version}) was given for {instrument.key} ({instrument.version})."
        )


def _better(instrument: Instrument, baseline: Total, current: Total) -> float:
    """How many points ``current`` is better than ``baseline``, in the instrument's own direction."""
    _own(instrument, baseline)
    _own(instrument, current)
    if instrument.direction is Direction.NEITHER:
        raise TherapyError(f"{instrument.title} describes a person; it has no better or worse.")
    change = baseline - current
    return change if instrument.direction is Direction.WORSE else -change
