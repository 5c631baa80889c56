"""From a level to what is done: the least that each level asks for, by when somebody answers, and what if nobody does.

One table, read by the page of an alert, by the manual and by the tests. What is done is ticked by a person; no step
ticks itself, and all of them together are no assessment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Entry, Tag, by_slug
from clew.therapy.safety.levels import MINIMUM_DUTIES, Deadlines, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Entry):
    """One thing to do: ``name`` says it, ``definition`` how and why. Read by clinicians only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A result of a second-stage screen and the level that it has. ``screen`` names the screen."""

    screen: str
    words: str
    level: Level
    source: str
    tag: Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one level asks for.

    Attributes:
        level: the level.
        actions: the least that is done, in order.
        answer_within: by when a human acknowledges; a default that a site sets.
        unanswered: what happens if nobody does.
        patient: what the patient sees, whatever anybody does.
    """

    level: Level
    actions: tuple[Action, ...]
    answer_within: str
    unanswered: str
    patient: str
    tag: Tag = Tag.DEFAULT


def _action(slug: str, name: str, definition: str, source: str = "CSSRSweb", tag: Tag = Tag.KNOWN) -> Action:
    return Action(slug=slug, name=name, definition=definition, source=source, tag=tag)


ACTIONS: Mapping[str, Action] = by_slug(
    (
        _action(
            "read_before",
            "Read it before the next contact",
            "Nobody meets the patient without knowing of it.",
        ),
        _action(
            "talk_about_it", "Talk about it at the next contact", "Ask in plain words; asking does no harm."
        ),
        _action(
            "sources_of_help",
            "Offer sources of help",
            "The numbers, the hours, and whom else they could tell.",
        ),
        _action(
            "speak_today",
            "Speak with the patient today",
            "Before the visit ends, or the same day where it is remote.",
            "ASQtoolkit",
        ),
        _action(
            "assess",
            "A safety assessment by somebody trained for it",
            "Your own judgement after asking. A score or a screen is none.",
            "ASQtoolkit",
        ),
        _action(
            "means", "Ask about means, and have them put out of reach", "Who helps with it, and by when."
        ),
        _action(
            "safety_plan",
            "Make the safety plan together, or go through it",
            "In conversation, in the patient's words.",
            "Practice",
        ),
        _action(
            "level_of_care",
            "Consider the level of care",
            "Is what is offered enough for today and this week?",
        ),
        _action("follow_up", "Agree on a day to ask again", "Name the day and who asks.", "ASQtoolkit"),
        _action(
            "reach_now",
            "Reach the patient now",
            "By any way that was agreed; where nobody answers, as the law of the place says.",
        ),
        _action(
            "not_alone",
            "See that the patient is not left alone",
            "Somebody stays until others have taken over.",
            "ASQtoolkit",
        ),
        _action(
            "emergency",
            "Arrange an emergency evaluation",
            "By the emergency pathway of the place.",
            "ASQtoolkit",
        ),
        _action(
            "hand_over",
            "Keep contact until others have taken over",
            "Write down who took over, and when.",
            "ASQtoolkit",
        ),
    )
)
"""Everything that a level can ask for, by its slug."""


def _row(level: Level, *slugs: str, within: str, patient: str) -> Row:
    return Row(
        level=level,
        actions=tuple(ACTIONS[slug] for slug in slugs),
        answer_within=within,
        unanswered=MINIMUM_DUTIES[level].escalation or "Nothing waits for an answer.",
        patient=patient,
    )


_HELP = (
    "After an answer of their own the help panel comes first, before any score, and closes only when it was read. Help "
    "with the numbers is one touch away on every page, whoever raised the alert."
)
_D = Deadlines()

TABLE: Mapping[Level, Row] = MappingProxyType(
    {
        Level.NONE: _row(
            Level.NONE,
            within="no deadline",
            patient="Help is one touch away on every page, as always.",
        ),
        Level.LOW: _row(
            Level.LOW,
            "read_before",
            "talk_about_it",
            "sources_of_help",
            within="the close of the next working day",
            patient=_HELP,
        ),
        Level.MODERATE: _row(
            Level.MODERATE,
            "speak_today",
            "assess",
            "means",
            "safety_plan",
            "level_of_care",
            "follow_up",
            within=f"{_D.moderate // timedelta(hours=1)} hours, and by the close of the same working day",
            patient=_HELP,
        ),
        Level.HIGH: _row(
            Level.HIGH,
            "reach_now",
            "not_alone",
            "means",
            "emergency",
            "hand_over",
            "assess",
            "safety_plan",
            "follow_up",
            within=f"{_D.high // timedelta(minutes=1)} minutes, at any hour",
            patient=f"{_HELP} It says to call the emergency number at any hour, whether or not somebody answers here.",
        ),
    }
)
"""What each level asks for (minimum actions: CSSRSweb, ASQtoolkit, K; deadlines: defaults, not validated)."""


def _asq(words: str, level: Level) -> Result:
    return Result(screen="ASQ", words=words, level=level, source="ASQtoolkit", tag=Tag.KNOWN)


def _cssrs(words: str, level: Level) -> Result:
    return Result(screen="C-SSRS screener", words=words, level=level, source="CSSRSweb", tag=Tag.KNOWN)


RESULTS: tuple[Result, ...] = (
    _asq("all four questions no", Level.NONE),
    _asq("any yes or refusal, item 5 no: positive, not acute", Level.MODERATE),
    _asq("item 5 yes or refused: acute", Level.HIGH),
    _cssrs("no item positive", Level.NONE),
    _cssrs("1 or 2", Level.LOW),
    _cssrs("3, or 6 longer than three months ago", Level.MODERATE),
    _cssrs("4 (some intent), 5, or 6 within three months", Level.HIGH),
)
"""The results of the second stage, each with its level. What was not finished is not known, or urgent where a part was positive."""


def chosen(slugs: tuple[str, ...] | list[str], level: Level) -> tuple[Action, ...]:
    """Return the actions of a level that somebody ticked. Raises `TherapyError` for one that the level does not ask for."""
    asked = {action.slug: action for action in TABLE[level].actions}
    unknown = [slug for slug in slugs if slug not in asked]
    if unknown or not slugs:
        raise TherapyError("Tick what was done, from the steps of this level.")
    return tuple(action for slug, action in asked.items() if slug in slugs)


def span_in_words(span: timedelta) -> str:
    """Say how long something is from now or ago, as people do: "in 25 minutes", "3 hours ago", "now"."""
    seconds = abs(span.total_seconds())
    if seconds < 60:
        return "now"
    size, unit = next(
        (size, unit) for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")) if seconds >= size
    )
    count = int(seconds // size)
    said = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"in {said}" if span > timedelta(0) else f"{said} ago"
