"""Who of a caseload needs a look today: danger first, then what rules saw, then what is due, then who cannot be judged.

The order says where to look first, never how ill somebody is. Grey is no green: who cannot be judged stands above
the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from clew.therapy.course.on_track import CourseFlag, Level
from clew.therapy.course.relapse import Prompt
from clew.therapy.course.rule import Case, Reason, Rule
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Tag
from clew.therapy.knowledge.sources import SOURCES

SPECIFICATION = "Clew clinical specification"
RULE = "look_today"


class Place(StrEnum):
    """Where somebody stands in the caseload, from the first to the last."""

    DANGER = "danger"
    LOOK = "worth a look"
    DUE = "due"
    GREY = "cannot judge"
    REST = "the rest"


@dataclass(frozen=True, slots=True)
class Why:
    """Why somebody stands there: a few words, the rule, a sentence, where the rule comes from, and what to open."""

    words: str
    rule: str
    reason: str
    source: str
    tag: Tag
    danger: bool = False
    ref: str = ""

    def __post_init__(self) -> None:
        if not (self.words.strip() and self.rule.strip() and self.reason.strip() and self.source.strip()):
            raise TherapyError("Why somebody needs a look is said in words, with its rule and its source.")


@dataclass(frozen=True, slots=True)
class Due:
    """Something that somebody should come back to: on a day, or now where a number of sessions asks for it.

    `reason` is that of the rule that asks; without one, the day was set by a person. `ref` is what to open.
    """

    what: str
    on: date | None
    reason: Reason | None = None
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """Where somebody stands and why. `order` sorts a caseload: a smaller one stands before a larger one."""

    place: Place
    whys: tuple[Why, ...]
    order: tuple[int, int, int]


# Two to four words for each rule of the PHQ-9; the reason tells the rest.
_WORDS = {
    "N1": "Reliably worse",
    "N2": "Sharp rise",
    "N3": "Little early change",
    "N4": "Still high",
    "N5": "Little change yet",
    "N6": "Half way, review",
    "N7": "Danger in answers",
    "N8": "Too few scores",
    "baseline": "No first score",
    "expected": "Above expected course",
}
_GRAVITY = list(Level)
_PLACES = list(Place)
_FAR = date.max.toordinal()


def look_today(
    *,
    today: date,
    alerts: int = 0,
    answer_by: date | None = None,
    flags: Sequence[CourseFlag] = (),
    prompts: Sequence[Prompt] = (),
    due: Sequence[Due] = (),
    next_session: date | None = None,
) -> Look:
    """Say where one person stands in the caseload of today, and why.

    Args:
        today: the present day.
        alerts: how many alerts about danger are not closed.
        answer_by: the first day by which one of them must be answered.
        flags: what the rules of the PHQ-9 say in treatment (`on_track.course_flags`).
        prompts: what they say after an end (`relapse.of_score`).
        due: what somebody should come back to; days to come are left out.
        next_session: the day of the next session; who comes sooner stands first among equals.
    """
    if alerts < 0:
        raise TherapyError(f"A number of alerts is not below zero, so {alerts} is none.")
    told = [_of(flag) for flag in sorted(flags, key=lambda flag: _GRAVITY.index(flag.level))]
    waiting = sorted(
        (one for one in due if one.on is None or one.on <= today), key=lambda one: one.on or today
    )
    whys = [_danger(alerts)] if alerts else []
    whys += [_of_prompt(prompt) for prompt in prompts]
    whys += [why for why, grey in told if not grey]
    whys += [
        _of_due(alike, today)
        for what in dict.fromkeys(one.what for one in waiting)
        if (alike := [one for one in waiting if one.what == what])
    ]
    whys += [why for why, grey in told if grey]
    weight, day = 0, next_session.toordinal() if next_session else _FAR
    if alerts:
        place, day = Place.DANGER, answer_by.toordinal() if answer_by else _FAR
    elif prompts or any(not grey for _, grey in told):
        place = Place.LOOK
        weight = min(
            [_GRAVITY.index(flag.level) for flag in flags]
            + [_GRAVITY.index(Level.SAFETY if prompt.danger else Level.AMBER) for prompt in prompts]
        )
    elif waiting:
        place, day = Place.DUE, (waiting[0].on or today).toordinal()
    else:
        place = Place.GREY if told else Place.REST
    return Look(place, tuple(whys), (_PLACES.index(place), weight, day))


def _danger(alerts: int) -> Why:
    return Why(
        "Open alert" if alerts == 1 else f"{alerts} open alerts",
        "alert",
        "A sign of danger that nobody has assessed and closed yet.",
        f"{SPECIFICATION}, safety 9.2",
        Tag.KNOWN,
        danger=True,
    )


def _of(flag: CourseFlag) -> tuple[Why, bool]:
    danger = flag.level is Level.SAFETY
    words = _WORDS.get(flag.rule, flag.level.value.capitalize())
    return Why(words, flag.rule, flag.reason, flag.source, flag.tag, danger), flag.level is Level.GREY


def _of_prompt(prompt: Prompt) -> Why:
    reason = prompt.reason
    return Why(
        prompt.asks, reason.rule, reason.words, SOURCES[reason.source].citation, reason.tag, prompt.danger
    )


def _of_due(alike: Sequence[Due], today: date) -> Why:
    """Why something is due, told once where several things of one name are; the earliest is the one to open."""
    one = alike[0]
    days = (today - one.on).days if one.on else 0
    when = "due now" if not days else f"due {days} day{'' if days == 1 else 's'} ago"
    words = f"{one.what} {'due' if not days else 'overdue'}"
    said = f"{one.what}: {when}."
    if len(alike) > 1:
        words += f" ({len(alike)})"
        said = f"{len(alike)} of these; the first {when}."
    if one.reason is None:
        return Why(words, "due", said, "The day that was set with what was written", Tag.DEFAULT, ref=one.ref)
    source = SOURCES[one.reason.source].citation
    return Why(words, one.reason.rule, f"{said} {one.reason.words}", source, one.reason.tag, ref=one.ref)


def _case(**given: object) -> str:
    found = look_today(today=date(2026, 3, 2), **given)  # type: ignore[arg-type]
    return "; ".join((found.place.value, *(why.words for why in found.whys)))


def _flag(rule: str, level: Level) -> CourseFlag:
    return CourseFlag(rule, level, "Seen in the scores.", (), SPECIFICATION, Tag.DEFAULT)


_RED, _GREY = _flag("N1", Level.RED), _flag("N8", Level.GREY)
_RELAPSE = Prompt(
    "Is it coming back?", Reason(rule="relapse", words="PHQ-9 is 12.", source="Clew", tag=Tag.DEFAULT)
)
_OVERDUE, _TO_COME = Due("Review", date(2026, 2, 27)), Due("Review", date(2026, 3, 3))

RULES: tuple[Rule, ...] = (
    Rule(
        slug=RULE,
        name="Who needs a look today",
        definition="Sorts a caseload: open alerts, then what the rules of the PHQ-9 say, then what is due, then who cannot be "
        "judged, then the rest.",
        source="Clew",
        tag=Tag.DEFAULT,
        cases=(
            Case(
                given="an open alert, and N1",
                ask=lambda: _case(alerts=1, flags=[_RED]),
                answer="danger; Open alert; Reliably worse",
            ),
            Case(
                given="N1, a review three days over, and too few scores",
                ask=lambda: _case(flags=[_GREY, _RED], due=[_OVERDUE]),
                answer="worth a look; Reliably worse; Review overdue; Too few scores",
            ),
            Case(
                given="N7, the alert about it closed",
                ask=lambda: _case(flags=[_flag("N7", Level.SAFETY)]),
                answer="worth a look; Danger in answers",
            ),
            Case(
                given="a review three days over, and too few scores",
                ask=lambda: _case(flags=[_GREY], due=[_OVERDUE]),
                answer="due; Review overdue; Too few scores",
            ),
            Case(
                given="a review due today",
                ask=lambda: _case(due=[Due("Review", date(2026, 3, 2))]),
                answer="due; Review due",
            ),
            Case(
                given="too few scores and nothing else",
                ask=lambda: _case(flags=[_GREY]),
                answer="cannot judge; Too few scores",
            ),
            Case(
                given="two tasks, three days and one day over",
                ask=lambda: _case(due=[Due("Task", date(2026, 2, 27)), Due("Task", date(2026, 3, 1))]),
                answer="due; Task overdue (2)",
            ),
            Case(
                given="continuing care, PHQ-9 of 12",
                ask=lambda: _case(prompts=[_RELAPSE]),
                answer="worth a look; Is it coming back?",
            ),
            Case(
                given="a review due tomorrow",
                ask=lambda: _case(due=[_TO_COME]),
                answer="the rest",
            ),
        ),
    ),
)
"""The rule of the caseload."""
