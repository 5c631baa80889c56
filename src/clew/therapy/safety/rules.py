"""From an answer, a word or a button to what must happen: pure rules, each with its reason.

No rule foretells what a person will do. It says which answer was seen, how urgent a human's attention is,
and on which moments that rests. Rules can only raise: a level falls when a clinician says so, with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Tag
from clew.therapy.knowledge.registry import entry
from clew.therapy.knowledge.risk import RISK_CODES
from clew.therapy.moments import Moment
from clew.therapy.safety.levels import Level, as_utc, highest


class Answer(StrEnum):
    """An answer to a yes-or-no question about suicide. A question that was not put has None instead."""

    YES = "yes"
    NO = "no"
    REFUSED = "refused"


class Rule(StrEnum):
    """What a finding came from."""

    ITEM_9 = "phq9_item9"
    SELF_HARM_ITEM = "self_harm_item"
    ASQ = "asq"
    CSSRS = "cssrs_screener"
    RISK_LANGUAGE = "risk_language"
    WORRY = "clinician_worry"
    HELP_PRESSED = "help_pressed"

    @property
    def opens_screen(self) -> bool:
        """Whether a positive finding is a door to a second-stage screen rather than a screen itself."""
        return self in (Rule.ITEM_9, Rule.SELF_HARM_ITEM, Rule.RISK_LANGUAGE, Rule.WORRY)


_RISK_LANGUAGE: Mapping[str, Level] = MappingProxyType(
    {
        "risk_passive": Level.LOW,
        "risk_hopelessness": Level.LOW,
        "risk_active": Level.MODERATE,
        "risk_self_harm": Level.MODERATE,
        "risk_means": Level.MODERATE,
        "risk_harm_to_others": Level.MODERATE,
        "risk_child": Level.MODERATE,
        "risk_farewell": Level.HIGH,
        "risk_intent_plan_behaviour": Level.HIGH,
    }
)


@dataclass(frozen=True, slots=True)
class Policy:
    """Levels that no published table sets. All are defaults, not validated; a site may set its own.

    ``item9``: a positive item 9, or its like in another questionnaire, until a person has looked further. ``risk_language``: by risk code, for
    talk of suicide found in text. ``help_pressed``: the patient asked for help now. ``unfinished``: a screen
    broken off after a positive answer.
    """

    item9: Level = Level.MODERATE
    risk_language: Mapping[str, Level] = field(default_factory=lambda: _RISK_LANGUAGE)
    help_pressed: Level = Level.HIGH
    unfinished: Level = Level.HIGH
    tag: Tag = Tag.DEFAULT

    def __post_init__(self) -> None:
        if set(self.risk_language) != set(RISK_CODES):
            raise TherapyError("A policy needs a level for each of the risk codes and no other.")
        if Level.NONE in (self.item9, self.help_pressed, self.unfinished, *self.risk_language.values()):
            raise TherapyError("A positive sign cannot be set to the level 'none'.")
        if any(
            self.risk_language[mild.slug] > self.risk_language[grave.slug]
            for mild in RISK_CODES.values()
            for grave in RISK_CODES.values()
            if mild.severity < grave.severity
        ):
            raise TherapyError("A graver risk code cannot have a lower level than a milder one.")


DEFAULT_POLICY = Policy()


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule saw at one time.

    ``level`` is None when it is not known, because nothing was asked or answered; that is never "none".
    ``words`` tell the clinician what was seen; ``moments`` are what it rests on; ``complete`` is False when
    a question on the way was left open. ``at`` must be aware.
    """

    rule: Rule
    level: Level | None
    words: str
    moments: tuple[Moment, ...]
    at: datetime
    complete: bool = True

    def __post_init__(self) -> None:
        as_utc(self.at)
        if not self.words.strip():
            raise TherapyError("A finding must say in words what was seen.")
        if not self.moments:
            raise TherapyError("A finding must name the moments it rests on.")

    @property
    def positive(self) -> bool:
        """Whether there is a sign of danger, so that help is shown first and a person is told."""
        return self.level is not None and self.level > Level.NONE

    @property
    def asks_for_screen(self) -> bool:
        """Whether the next step is a second-stage screen."""
        return self.positive and self.rule.opens_screen


def item9(
    answer: int | None, *, at: datetime, moments: Sequence[Moment], policy: Policy = DEFAULT_POLICY
) -> Finding:
    """Read item 9 of the PHQ-9: positive (1-3), zero, or not asked (None: missing, skipped or refused).

    Raises `TherapyError` for any other answer. Source: Simon2013 (a door, not a verdict).
    """
    if answer is None:
        return Finding(
            Rule.ITEM_9,
            None,
            "Item 9 was not answered, so it is not known; it does not count as zero.",
            tuple(moments),
            at,
            complete=False,
        )
    if isinstance(answer, bool) or answer not in range(4):
        raise TherapyError(
            f"Item 9 of the PHQ-9 takes 0, 1, 2 or 3, or nothing when not asked, not {answer!r}."
        )
    if answer == 0:
        return Finding(Rule.ITEM_9, Level.NONE, "Item 9 was answered with zero.", tuple(moments), at)
    return Finding(
        Rule.ITEM_9,
        policy.item9,
        f"Item 9 was answered with {answer}; ask what is behind it.",
        tuple(moments),
        at,
    )


def self_harm_item(
    answer: int | None,
    *,
    title: str,
    position: int,
    at_least: int = 1,
    at: datetime,
    moments: Sequence[Moment],
    policy: Policy = DEFAULT_POLICY,
) -> Finding:
    """Read another questionnaire's item on death or self-harm, such as item 6 of the CORE-10, as item 9 is read.

    ``title`` and ``position`` name the item; an answer of ``at_least`` or more is positive, None is not asked.
    """
    item = f"Item {position} of the {title}"
    if answer is None:
        words = f"{item} was not answered, so it is not known; it does not count as zero."
        return Finding(Rule.SELF_HARM_ITEM, None, words, tuple(moments), at, complete=False)
    if answer < at_least:
        words = f"{item} was answered with {answer}."
        return Finding(Rule.SELF_HARM_ITEM, Level.NONE, words, tuple(moments), at)
    words = f"{item} was answered with {answer}; ask what is behind it."
    return Finding(Rule.SELF_HARM_ITEM, policy.item9, words, tuple(moments), at)


def asq(
    items: Sequence[Answer | None],
    item5: Answer | None,
    *,
    at: datetime,
    moments: Sequence[Moment],
    policy: Policy = DEFAULT_POLICY,
    going_on: bool = False,
) -> Finding:
    """Read the Ask Suicide-Screening Questions: ``items`` are questions 1 to 4, ``item5`` asks about now.

    Any yes or refusal in 1 to 4 is positive and leads to item 5; item 5 answered no makes it non-acute, yes
    or refused acute. Left open after a positive answer, item 5 has the policy's level for unfinished
    screens. Without a positive answer an open question makes the result not known. ``going_on``: the questions
    are being answered at this moment, so that an open item 5 is the next question and nothing is broken off; the
    level is then the one that holds whatever item 5 will be. Raises `TherapyError` unless there are exactly four items. Source: ASQtoolkit, Horowitz2012; refusal of item 5 as acute is
    Clew's reading on the side of safety (default, not validated).
    """
    if len(items) != 4:
        raise TherapyError(
            f"The ASQ has four questions before item 5, so {len(items)} answers cannot be read."
        )
    positive = any(answer in (Answer.YES, Answer.REFUSED) for answer in items)
    open_items = None in items
    level: Level | None
    if item5 in (Answer.YES, Answer.REFUSED):
        level, words, complete = Level.HIGH, "Item 5 of the ASQ was answered yes or refused: acute.", True
    elif positive and item5 is None and going_on:
        level, complete = Level.MODERATE, False
        words = "The ASQ is positive; the patient was still answering it, and item 5 was to come."
    elif positive and item5 is None:
        level, complete = policy.unfinished, False
        words = (
            "The ASQ is positive and item 5 was not answered; until a person has asked, take it as urgent."
        )
    elif positive:
        level, words, complete = Level.MODERATE, "The ASQ is positive, and item 5 was answered no.", True
    elif open_items:
        level, words, complete = None, "The ASQ was not finished, so its result is not known.", False
    else:
        level, words, complete = Level.NONE, "All four questions of the ASQ were answered no.", True
    return Finding(Rule.ASQ, level, words, tuple(moments), at, complete and not open_items)


@dataclass(frozen=True, slots=True)
class CssrsAnswers:
    """Answers to the recent screener of the C-SSRS, by number; the wording stays with the site's own copy.

    ``items`` are 1 to 5 (past month); item 6 is split into ``behaviour_ever`` and ``behaviour_recent``
    (past three months). Raises `TherapyError` unless there are exactly five items.
    """

    items: tuple[Answer | None, Answer | None, Answer | None, Answer | None, Answer | None]
    behaviour_ever: Answer | None
    behaviour_recent: Answer | None

    def __post_init__(self) -> None:
        if len(self.items) != 5:
            raise TherapyError(
                f"The screener has items 1 to 5 before item 6, so {len(self.items)} cannot be read."
            )

    def by_key(self) -> dict[str, Answer | None]:
        """Return each answer under its key in `CSSRS_LEVELS`."""
        answers: dict[str, Answer | None] = {str(n): a for n, a in enumerate(self.items, start=1)}
        return {**answers, "6 ever": self.behaviour_ever, "6 recent": self.behaviour_recent}

    def path(self) -> tuple[str, ...]:
        """Return the keys of the questions that these answers lead to: 3-5 only after a 2 that is not no."""
        middle = () if self.items[1] is Answer.NO else ("3", "4", "5")
        recent = () if self.behaviour_ever is Answer.NO else ("6 recent",)
        return ("1", "2", *middle, "6 ever", *recent)


CSSRS_LEVELS: Mapping[str, Level] = MappingProxyType(
    {
        "1": Level.LOW,
        "2": Level.LOW,
        "3": Level.MODERATE,
        "4": Level.HIGH,  # some published code has moderate here; the developers' guide does not
        "5": Level.HIGH,
        "6 ever": Level.MODERATE,
        "6 recent": Level.HIGH,
    }
)
"""The level of each positive item of the C-SSRS screener (sources: CSSRSweb, Posner2011; tag K)."""


def cssrs(
    answers: CssrsAnswers, *, at: datetime, moments: Sequence[Moment], policy: Policy = DEFAULT_POLICY
) -> Finding:
    """Read the C-SSRS screener: the level of the highest positive item.

    A refusal counts as positive, as in the ASQ (here a default, not validated).
    A question on the path left open after a positive answer adds the policy's level for unfinished
    screens; without a positive answer it makes the result not known. An answer off the path is still
    read: a positive answer is never dropped.
    """
    given = answers.by_key()
    positive = [key for key, answer in given.items() if answer in (Answer.YES, Answer.REFUSED)]
    open_items = [key for key in answers.path() if given[key] is None]
    if not positive:
        if open_items:
            words = "The C-SSRS screener was not finished, so its result is not known."
            return Finding(Rule.CSSRS, None, words, tuple(moments), at, complete=False)
        words = "No item of the C-SSRS screener is positive."
        return Finding(Rule.CSSRS, Level.NONE, words, tuple(moments), at)
    level = highest([*(CSSRS_LEVELS[key] for key in positive), *([policy.unfinished] if open_items else [])])
    words = f"Positive items of the C-SSRS screener: {', '.join(positive)}."
    if open_items:
        words += f" Not answered: {', '.join(open_items)}; take it as urgent until a person has asked."
    return Finding(Rule.CSSRS, level, words, tuple(moments), at, not open_items)


def risk_language(
    code: str, *, at: datetime, moments: Sequence[Moment], policy: Policy = DEFAULT_POLICY
) -> Finding:
    """Turn a risk code found in text into a finding; the level is a proposal that a clinician may override.

    Text is never the only safeguard: that nothing was found says nothing, so there is no finding for it.
    Raises `TherapyError` for a code that is no risk code.
    """
    name = entry("risk", code).name
    return Finding(
        Rule.RISK_LANGUAGE,
        policy.risk_language[code],
        f"Words that may mean: {name.lower()}.",
        tuple(moments),
        at,
    )


def worry(level: Level, *, at: datetime, moments: Sequence[Moment]) -> Finding:
    """Record that a clinician is worried, at the level the clinician chose; it cannot be ``Level.NONE``."""
    if level is Level.NONE:
        raise TherapyError("A worry needs a level from low to high; to lower a level, record an override.")
    return Finding(Rule.WORRY, level, "A clinician is worried.", tuple(moments), at)


def help_pressed(*, at: datetime, moments: Sequence[Moment], policy: Policy = DEFAULT_POLICY) -> Finding:
    """Record that the patient pressed "I need help now"."""
    return Finding(
        Rule.HELP_PRESSED, policy.help_pressed, "The patient asked for help now.", tuple(moments), at
    )


@dataclass(frozen=True, slots=True)
class Override:
    """A clinician's own level, up or down, with who, why and when. Nothing else can lower a level."""

    level: Level
    author: str
    reason: str
    at: datetime

    def __post_init__(self) -> None:
        as_utc(self.at)
        if not self.author.strip() or not self.reason.strip():
            raise TherapyError("An override needs the clinician's name and a reason.")


@dataclass(frozen=True, slots=True)
class Standing:
    """The level that holds, or None where it is not known, with what set it."""

    level: Level | None
    set_by: Finding | Override


def standing(findings: Iterable[Finding], overrides: Iterable[Override] = ()) -> Standing | None:
    """Return the level that holds after ``findings`` and ``overrides``, in the order of their times.

    Findings only raise; an override sets. "Not known" takes the place of "none" and of nothing else. At the
    same instant the override is read first, so that a new sign is not lost. None when there is no event.
    """
    events: list[Finding | Override] = [*overrides, *findings]
    events.sort(key=lambda event: (as_utc(event.at), isinstance(event, Finding)))
    now: Standing | None = None
    for event in events:
        if now is None or isinstance(event, Override) or highest((now.level, event.level)) is not now.level:
            now = Standing(event.level, event)
    return now
