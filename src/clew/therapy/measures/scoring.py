"""From one person's answers to a score, exactly: what counts, what is missing, and what was said about risk.

An answer is a whole number, None (no answer), ``"declined"`` (asked and refused) or, for an item that is not
meant for everyone, ``"not applicable"``. Missing is never zero: too many missing answers and there is no total,
and the score says why.

Two rules worth knowing by heart:

- **Proration.** Where a manual allows a few unanswered items, the total is sum x items / answered, rounded to the
  nearest whole number, a half upwards, so that rounding never hides a case. It is marked ``prorated``.
- **Item 9.** The answer to an item on death or self-harm is never made up. Unanswered or declined, risk reads
  "not asked". The PHQ-9 total may still be prorated from the other eight items; it then says nothing of risk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from functools import total_ordering
from math import cos, radians, sin

from clew.therapy.errors import TherapyError
from clew.therapy.measures.definition import Instrument, Item, Scoring

DECLINED = "declined"
NOT_APPLICABLE = "not applicable"

Answer = int | str | None
Answers = Mapping[str, Answer] | Sequence[Answer]


class Risk(StrEnum):
    """What the answers say about risk. There is no "low": not raised is not safe, and missing is not zero."""

    RAISED = "raised"
    NOT_RAISED = "not raised"
    NOT_ASKED = "not asked"


@total_ordering
@dataclass(frozen=True, slots=True)
class Total:
    """A total that knows its instrument and version; totals of different ones refuse to be compared."""

    value: float
    instrument: str
    version: str

    def _same(self, other: Total) -> None:
        if (self.instrument, self.version) != (other.instrument, other.version):
            raise TherapyError(
                f"A total of {self.instrument} ({self.version}) cannot be compared with one of "
                f"{other.instrument} ({other.version}); use two totals of the same instrument and version."
            )

    def __lt__(self, other: Total) -> bool:
        self._same(other)
        return self.value < other.value

    def __sub__(self, earlier: Total) -> float:
        self._same(earlier)
        return self.value - earlier.value

    def __str__(self) -> str:
        return f"{self.value:g}"


@dataclass(frozen=True, slots=True)
class Score:
    """What one filled-in questionnaire comes to.

    ``total`` is None when too much is missing (``missing_why`` then says so) and for instruments that have no
    total (the ASQ has a band, the IPIP-IPC has subscales). ``answered`` of ``of`` scored items that apply have a
    number. ``risk`` is None for an instrument that does not ask about it.
    """

    instrument: str
    version: str
    total: Total | None
    band: str | None
    prorated: bool
    answered: int
    of: int
    missing_why: str | None
    subscales: Mapping[str, float | None] = field(default_factory=dict)
    risk: Risk | None = None

    def __post_init__(self) -> None:
        if self.answered > self.of:
            raise TherapyError("More items are answered than there are.")
        if self.prorated and self.total is None:
            raise TherapyError("Only a total can be prorated.")
        if self.total is None and self.band is None and not self.subscales and not self.missing_why:
            raise TherapyError("A score without a total must say why.")


class AsqResult(StrEnum):
    """The outcome of the ASQ, in the words of its toolkit; the last one is our fail-safe (D)."""

    NEGATIVE = "negative"
    NON_ACUTE_POSITIVE = "non-acute positive"
    ACUTE_POSITIVE = "acute positive"
    ACUITY_UNKNOWN = "positive, acuity not known"


# Shared with `frames`, so that one person and a whole table are told the same thing.
MISSING_WHY = "Unanswered items: {missing} of {of}; {title} needs at least {needed} answers to be scored."
ASQ_NOT_ASKED = "None of the questions has an answer."
ASQ_INCOMPLETE = (
    "No answer so far is yes or declined, but not all of the first four questions have been asked."
)


def score(instrument: Instrument, answers: Answers) -> Score:
    """Score one filled-in questionnaire.

    ``answers`` maps item keys to answers (items left out are unanswered), or lists an answer for every item in
    the instrument's order. Raises `TherapyError` for an unknown item, an impossible answer (below or above the
    options, NaN, True, text) or an instrument of which only totals can be entered.
    """
    given = read_answers(instrument, answers)
    if instrument.scoring is Scoring.SCREEN:
        return _screen(instrument, given)
    values = _values(instrument, given)
    of = sum(1 for item in instrument.scored_items if given[item.key] != NOT_APPLICABLE)
    why = _missing_why(instrument, of - len(values), of)
    if instrument.scoring is Scoring.OCTANTS:
        return Score(
            instrument.key,
            instrument.version or "",
            None,
            None,
            False,
            len(values),
            of,
            why,
            octants(instrument, values),
        )
    total = None if why else _total(instrument, values, of)
    return Score(
        instrument=instrument.key,
        version=instrument.version or "",
        total=total,
        band=instrument.bands.label(total.value) if total and instrument.bands else None,
        prorated=total is not None and len(values) < of,
        answered=len(values),
        of=of,
        missing_why=why,
        risk=_risk(instrument, given),
    )


def score_total(
    instrument: Instrument, total: float, *, version: str | None = None, risk_answer: int | None = None
) -> Score:
    """Take a total that was worked out elsewhere (a licensed form, another system).

    ``version`` is needed where the instrument leaves it open (an EQ-5D value set). ``risk_answer`` is the answer
    to the instrument's item on death or self-harm, if it has one; without it risk reads "not asked".
    """
    if instrument.total is None:
        raise TherapyError(f"{instrument.title} has no total; enter its answers.")
    if instrument.total.whole and isinstance(total, float) and total.is_integer():
        total = int(total)  # a store of numbers may give back 14.0 for 14
    if not instrument.total.holds(total):
        raise TherapyError(
            f"{instrument.title} has a total of {_shown(total)}; it takes {instrument.total.words}."
        )
    named = version or instrument.version
    if named is None:
        raise TherapyError(f"{instrument.title} needs a version, such as the value set that was used.")
    if instrument.version is not None and named != instrument.version:
        raise TherapyError(f"{instrument.title} is version {instrument.version} here, not {named}.")
    risk = None
    if instrument.risk:
        risk = Risk.NOT_ASKED
        if risk_answer is not None:
            if not instrument.risk.answers.holds(risk_answer):
                raise TherapyError(
                    f"Item {instrument.risk.position} of {instrument.title} has {_shown(risk_answer)}; "
                    f"it takes {instrument.risk.answers.words}."
                )
            risk = Risk.RAISED if risk_answer >= instrument.risk.at_least else Risk.NOT_RAISED
    elif risk_answer is not None:
        raise TherapyError(f"{instrument.title} has no item on risk that Clew knows of.")
    return Score(
        instrument=instrument.key,
        version=named,
        total=Total(total, instrument.key, named),
        band=instrument.bands.label(total) if instrument.bands else None,
        prorated=False,
        answered=0,
        of=0,
        missing_why=None,
        risk=risk,
    )


def read_answers(instrument: Instrument, answers: Answers) -> dict[str, Answer]:
    """Check answers and return one for every item of the instrument, None where there is none."""
    if instrument.score_only:
        raise TherapyError(
            f"The items of {instrument.title} are not part of Clew, because of its licence; enter the total instead."
        )
    if isinstance(answers, Mapping):
        keys = [item.key for item in instrument.items]
        for key in answers:
            if key not in keys:
                near = get_close_matches(str(key), keys, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"its items are {', '.join(keys)}."
                raise TherapyError(f"{instrument.title} has no item {key!r}; {hint}")
        given = {key: answers.get(key) for key in keys}
    else:
        if isinstance(answers, str) or len(answers) != len(instrument.items):
            raise TherapyError(
                f"{instrument.title} takes a list of {len(instrument.items)} answers, one for each item in order, "
                "with None where there is none."
            )
        given = {item.key: answer for item, answer in zip(instrument.items, answers, strict=True)}
    for item in instrument.items:
        check_answer(item, given[item.key])
    return given


def check_answer(item: Item, answer: object) -> None:
    """Raise `TherapyError` unless ``answer`` is one the item takes, None or "declined"."""
    if answer is None or (isinstance(answer, str) and answer == DECLINED):
        return
    if isinstance(answer, str) and answer == NOT_APPLICABLE:
        if item.only_for:
            return
        raise TherapyError(f"Item '{item.key}' is meant for everyone, so it cannot be not applicable.")
    if not item.options.range.holds(answer):
        raise TherapyError(f"Item '{item.key}' has {_shown(answer)}; it takes {item.options.range.words}.")


def _shown(value: object) -> str:
    """A number as it is; anything else only by its kind, because an error may be logged and text may be private."""
    if isinstance(value, bool):
        return "yes or no"
    if isinstance(value, int | float):
        return f"{value:g}" if abs(value) < 1e6 else f"{value:.3g}"
    return "text" if isinstance(value, str) else f"a {type(value).__name__}"


def _values(instrument: Instrument, given: Mapping[str, Answer]) -> dict[int, int]:
    """The scored answers that are numbers, by item number from 1, reversed where the instrument says so."""
    values = {}
    for number, item in enumerate(instrument.scored_items, start=1):
        answer = given[item.key]
        if isinstance(answer, int):
            ends = item.options.options[0].value + item.options.options[-1].value
            values[number] = ends - answer if number in instrument.reversed else answer
    return values


def _missing_why(instrument: Instrument, missing: int, of: int) -> str | None:
    allowed = instrument.missing.allowed if instrument.missing else 0
    if missing <= allowed:
        return None
    return MISSING_WHY.format(missing=missing, of=of, title=instrument.title, needed=of - allowed)


def _total(instrument: Instrument, values: Mapping[int, int], of: int) -> Total:
    summed, answered = sum(values.values()), len(values)
    if instrument.scoring is Scoring.MEAN:
        value: float = summed / answered
    else:
        # sum x items / answered, to the nearest whole number, a half upwards; whole numbers throughout, so exact.
        value = (2 * summed * of + answered) // (2 * answered)
    return Total(value, instrument.key, instrument.version or "")


def _risk(instrument: Instrument, given: Mapping[str, Answer]) -> Risk | None:
    if instrument.risk is None:
        return None
    answer = given[instrument.scored_items[instrument.risk.position - 1].key]
    if not isinstance(answer, int):
        return Risk.NOT_ASKED
    return Risk.RAISED if answer >= instrument.risk.at_least else Risk.NOT_RAISED


def octants(instrument: Instrument, values: Mapping[int, int]) -> dict[str, float | None]:
    """The mean of each octant, and the two vectors that sum them up; None where an answer is missing.

    ``values`` are answers by item number from 1. Agency is 2/8 of the sum of octant means times the sine of the
    octant's angle, communion the same with the cosine: how assured and how warm a person is, in item points.
    """
    means: dict[str, float | None] = {}
    agency: float | None = 0.0
    communion: float | None = 0.0
    for scale in instrument.subscales:
        answers = [values.get(number) for number in scale.items]
        known = [answer for answer in answers if answer is not None]
        mean = sum(known) / len(known) if len(known) == len(answers) else None
        means[scale.key] = mean
        up, across = octant_weights(scale.angle or 0, len(instrument.subscales))
        agency = None if mean is None or agency is None else agency + up * mean
        communion = None if mean is None or communion is None else communion + across * mean
    return {**means, "agency": agency, "communion": communion}


def octant_weights(angle: int, octant_count: int) -> tuple[float, float]:
    """How much an octant at ``angle`` degrees counts towards agency and towards communion."""
    return 2 / octant_count * sin(radians(angle)), 2 / octant_count * cos(radians(angle))


def _screen(instrument: Instrument, given: Mapping[str, Answer]) -> Score:
    """The ASQ: any yes or declined answer is positive, and the fifth question says how acute it is.

    Fail safe (default, not validated): a fifth question declined is read as acute, and one left open after a
    positive answer as "acuity not known", to be asked before anything else. A screen is negative only when all
    four were answered no. What must then happen is for `clew.therapy.safety`, which reads the same answers alike.
    """
    *first, acuity = (given[item.key] for item in instrument.scored_items)
    answered = sum(isinstance(answer, int) for answer in given.values())
    band, why, risk = None, None, Risk.RAISED
    if acuity in (1, DECLINED):
        band = AsqResult.ACUTE_POSITIVE
    elif any(answer in (1, DECLINED) for answer in first):
        band = AsqResult.NON_ACUTE_POSITIVE if acuity == 0 else AsqResult.ACUITY_UNKNOWN
    elif all(answer == 0 for answer in first):
        band, risk = AsqResult.NEGATIVE, Risk.NOT_RAISED
    else:
        why, risk = ASQ_NOT_ASKED if answered == 0 else ASQ_INCOMPLETE, Risk.NOT_ASKED
    return Score(
        instrument=instrument.key,
        version=instrument.version or "",
        total=None,
        band=band,
        prorated=False,
        answered=answered,
        of=instrument.n_items or 0,
        missing_why=why,
        risk=risk,
    )


def item_columns(instrument: Instrument, header: Sequence[str]) -> dict[str, str]:
    """Find the column of each item in the header of a table.

    An item is recognised by its key ("sleep"), its number ("3", "q3", "item 3", "phq9_3", "PHQ-9 item 3") or its
    LOINC code. Capitals, spaces and punctuation do not matter; other columns are left alone. Returns item key to
    column name. Raises `TherapyError` when a scored item has no column or two.
    """
    plain_columns: dict[str, list[str]] = {}
    for column in header:
        plain_columns.setdefault(_plain(column), []).append(column)
    own = _plain(instrument.key)
    found: dict[str, str] = {}
    for number, item in enumerate(instrument.items, start=1):
        names = {_plain(item.key), f"{own}{_plain(item.key)}", _plain(item.loinc or item.key)}
        names |= {f"{before}{mark}{number}" for before in ("", own) for mark in ("", "q", "item")}
        columns = [column for name in sorted(names) for column in plain_columns.get(name, ())]
        if len(columns) > 1:
            raise TherapyError(f"Item '{item.key}' has more than one column: {', '.join(columns)}.")
        if columns:
            found[item.key] = columns[0]
    lacking = [item.key for item in instrument.scored_items if item.key not in found]
    if lacking:
        raise TherapyError(
            f"{instrument.title} has no column for {', '.join(lacking)}; name columns by item ({lacking[0]!r}) or by "
            "number ('q1')."
        )
    return found


def _plain(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())
