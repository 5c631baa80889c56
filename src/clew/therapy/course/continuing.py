"""Continuing care: when a questionnaire is sent and when the two meet again after an end (course.md 8.2 and 8.9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from clew.therapy.course.months import add_months
from clew.therapy.course.rule import Case, Reason, Rule
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Parameter, Tag


def _default(slug: str, name: str, value: float, definition: str) -> Parameter:
    return Parameter(slug=slug, name=name, value=value, definition=definition, source="Clew", tag=Tag.DEFAULT)


MONTHLY_FOR = _default("monthly_for", "Monthly for, months", 6, "A PHQ-9 each month at first.")
THEN_EVERY = _default("then_every", "Then every, months", 3, "A PHQ-9 every so many months afterwards.")
UNTIL = _default("check_ins_until", "Until, months", 24, "How long after the end check-ins go on.")

FOLLOW_UP_MONTHS = (1, 3, 6, 12)
"""Months after the end at which the two may meet again or a letter goes out."""


class Agreed(StrEnum):
    """What was agreed about questionnaires after the end. Sooner, or more often, is always possible."""

    USUAL = "usual"  # monthly for half a year, then quarterly to two years
    WITH_FOLLOW_UP = "with_follow_up"  # only when the two meet again or write
    NONE = "none"  # none wished for


class State(StrEnum):
    """What became of one check-in. There is no green: a questionnaire that came says nothing by coming."""

    CAME = "came in"
    MISSED = "did not come"
    DUE = "due"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Came:
    """A questionnaire that came in after the end: its day, and the row."""

    on: date
    ref: str


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One planned check-in: how many months after the end, its day, what became of it, and what came."""

    months: int
    on: date
    state: State
    came: tuple[Came, ...] = ()


def months_of(agreed: Agreed = Agreed.USUAL) -> tuple[int, ...]:
    """Return the months after the end at which a questionnaire is due."""
    if agreed is Agreed.NONE:
        return ()
    if agreed is Agreed.WITH_FOLLOW_UP:
        return FOLLOW_UP_MONTHS
    monthly, step, until = int(MONTHLY_FOR.value), int(THEN_EVERY.value), int(UNTIL.value)
    return (*range(1, monthly + 1), *range(monthly + step, until + 1, step))


def follow_ups(ended_on: date) -> tuple[tuple[int, date], ...]:
    """Return when the two may meet again: months after the end, and the day."""
    return tuple((months, add_months(ended_on, months)) for months in FOLLOW_UP_MONTHS)


def check_ins(
    ended_on: date, came: Sequence[Came], *, today: date, agreed: Agreed = Agreed.USUAL
) -> tuple[CheckIn, ...]:
    """Return the planned check-ins with what came in for each.

    A questionnaire belongs to the check-in whose day is nearest, the earlier one if two are as near; one that is as
    near to the end itself, or nearer, came with the end and belongs to none. A check-in
    without one is due from its day on, and is given up for once another check-in is nearer to today.

    Raises:
        TherapyError: something came before the end; only what came after it belongs here.
    """
    if any(one.on < ended_on for one in came):
        raise TherapyError("Only questionnaires from the end on belong to continuing care.")
    days = [(months, add_months(ended_on, months)) for months in months_of(agreed)]
    if not days:
        return ()

    places = [ended_on, *(on for _, on in days)]

    def nearest(day: date) -> int | None:
        at = min(range(len(places)), key=lambda place: (abs((places[place] - day).days), place))
        return at - 1 if at else None

    mine: list[list[Came]] = [[] for _ in days]
    for one in came:
        place = nearest(one.on)
        if place is not None:
            mine[place].append(one)
    found = []
    for place, (months, on) in enumerate(days):
        if mine[place]:
            state = State.CAME
        elif today < on:
            state = State.AHEAD
        else:
            state = State.DUE if nearest(today) == place else State.MISSED
        found.append(CheckIn(months, on, state, tuple(mine[place])))
    return tuple(found)


def next_due(listed: Sequence[CheckIn]) -> CheckIn | None:
    """Return the check-in that is due now, or else the next one ahead; None when all are over."""
    due = [one for one in listed if one.state is State.DUE]
    ahead = [one for one in listed if one.state is State.AHEAD]
    return next(iter(due or ahead), None)


def why(one: CheckIn) -> Reason:
    """Say why a check-in stands on its day."""
    month = "month" if one.months == 1 else "months"
    words = f"{one.months} {month} after the end. Sooner whenever the patient wishes."
    return Reason(rule="check_ins", words=words, source="Clew", tag=Tag.DEFAULT)


SILENT_AFTER = _default(
    "silent_after", "Silent after, days", 92, "Where no check-in is left to come, how old the last may be."
)


def cannot_judge(listed: Sequence[CheckIn], *, ended_on: date, today: date) -> Reason | None:
    """Say that nothing can be judged after an end: no questionnaire came for the last day on which one was due.

    Before the first is due the last score of the treatment still tells something, so that nothing is said.
    """

    def reason(words: str) -> Reason:
        return Reason(rule="silent_after_end", words=words, source="Clew", tag=Tag.DEFAULT)

    over = [one for one in listed if one.state is State.CAME or one.on <= today]
    if not over:
        if listed or (today - ended_on).days <= SILENT_AFTER.value:
            return None
        return reason("No questionnaires were wished for after the end; scores say nothing of how it is now.")
    last = over[-1]
    month = "month" if last.months == 1 else "months"
    if last.state is not State.CAME:
        return reason(f"The questionnaire of {last.months} {month} after the end has not come in.")
    on = max(one.on for one in last.came)
    ahead = any(one.state is State.AHEAD for one in listed)
    if ahead or (today - on).days <= SILENT_AFTER.value:
        return None
    return reason(f"The last questionnaire came on {on.day} {on:%B %Y}, and no more are planned.")


def _case(given: str, answer: str, today: date, *came: date, agreed: Agreed = Agreed.USUAL) -> Case:
    def ask() -> str:
        listed = check_ins(_END, [Came(on, "") for on in came], today=today, agreed=agreed)
        found = next_due(listed)
        missed = sum(one.state is State.MISSED for one in listed)
        said = f"{found.state.value}: {found.on.isoformat()}" if found else "all over"
        return said + (f"; {missed} did not come" if missed else "")

    return Case(given=given, ask=ask, answer=answer)


_END = date(2027, 8, 31)


def _silent(given: str, answer: str, today: date, *came: date, agreed: Agreed = Agreed.USUAL) -> Case:
    def ask() -> str:
        listed = check_ins(_END, [Came(on, "") for on in came], today=today, agreed=agreed)
        found = cannot_judge(listed, ended_on=_END, today=today)
        return found.words if found else "nothing"

    return Case(given=given, ask=ask, answer=answer)


RULES = (
    Rule(
        slug="check_ins",
        name="Questionnaires after the end",
        definition="A PHQ-9 each month for six months, then every three months to two years, sooner if the patient "
        "wishes; or as was agreed. The course ended on 31 August 2027.",
        source="Clew",
        tag=Tag.DEFAULT,
        cases=(
            _case("the day after the end", "ahead: 2027-09-30", date(2027, 9, 1)),
            _case("a month later", "due: 2027-09-30", date(2027, 9, 30)),
            _case("one came three days early", "ahead: 2027-10-31", date(2027, 9, 28), date(2027, 9, 27)),
            _case("one came a week after the end", "ahead: 2027-09-30", date(2027, 9, 8), date(2027, 9, 7)),
            _case("none came for six weeks", "ahead: 2027-10-31; 1 did not come", date(2027, 10, 17)),
            _case("half a year later, in a leap year", "due: 2028-02-29; 5 did not come", date(2028, 2, 29)),
            _case(
                "after half a year, all came but the last",
                "ahead: 2028-05-31; 6 did not come",
                date(2028, 4, 20),
            ),
            _case("two years later", "due: 2029-08-31; 11 did not come", date(2029, 8, 31)),
            _case("none was wished for", "all over", date(2027, 9, 30), agreed=Agreed.NONE),
            _case(
                "with the follow-ups only, two months later",
                "ahead: 2027-11-30; 1 did not come",
                date(2027, 11, 1),
                agreed=Agreed.WITH_FOLLOW_UP,
            ),
        ),
        defaults=(MONTHLY_FOR, THEN_EVERY, UNTIL),
    ),
    Rule(
        slug="silent_after_end",
        name="Nobody can judge after the end",
        definition="After an end the rule of three scores in six weeks does not fit. What cannot be judged is said as "
        "well: the last questionnaire that was due has not come. The course ended on 31 August 2027.",
        source="Clew",
        tag=Tag.DEFAULT,
        cases=(
            _silent("two weeks later", "nothing", date(2027, 9, 14)),
            _silent(
                "a month later, none came",
                "The questionnaire of 1 month after the end has not come in.",
                date(2027, 9, 30),
            ),
            _silent("a month later, it came", "nothing", date(2027, 10, 5), date(2027, 9, 29)),
            _silent(
                "two months later, only the first came",
                "The questionnaire of 2 months after the end has not come in.",
                date(2027, 10, 31),
                date(2027, 9, 29),
            ),
            _silent(
                "three years later, the last came after two",
                "The last questionnaire came on 31 August 2029, and no more are planned.",
                date(2030, 8, 31),
                date(2029, 8, 31),
            ),
            _silent(
                "none was wished for, 93 days later",
                "No questionnaires were wished for after the end; scores say nothing of how it is now.",
                date(2027, 12, 2),
                agreed=Agreed.NONE,
            ),
            _silent("none was wished for, 92 days later", "nothing", date(2027, 12, 1), agreed=Agreed.NONE),
        ),
        defaults=(SILENT_AFTER,),
    ),
)
"""The rules of continuing care, for the manual."""
