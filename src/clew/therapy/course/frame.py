"""The frame of a treatment: what the texts name as usual, and a calm note where an agreement lies outside it.

A note never refuses: the two who agree know why. What is impossible, such as an end before the start, is refused by
the action that writes it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from clew.therapy.course.rule import Case, Reason, Rule
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Entry, Parameter, Tag, by_slug


def _number(
    slug: str, name: str, value: float, definition: str, source: str = "UTD", tag: Tag = Tag.STATED
) -> Parameter:
    return Parameter(slug=slug, name=name, value=value, definition=definition, source=source, tag=tag)


FEWEST = _number(
    "fewest_sessions", "Fewest sessions", 12, "The shorter end of a time-limited treatment, weekly."
)
MOST = _number("most_sessions", "Most sessions", 24, "The longer end of a time-limited treatment, weekly.")
USUAL = _number(
    "usual_sessions",
    "Usual number",
    16,
    "What a new time-limited course is offered as, as in many trials.",
    "Clew",
    Tag.DEFAULT,
)
SHORTEST = _number(
    "shortest_session", "Shortest session, minutes", 45, "Lay texts name about 45.", "LayTexts"
)
LONGEST = _number("longest_session", "Longest session, minutes", 50, "The texts name about 50.")
USUAL_MINUTES = _number(
    "usual_minutes", "Usual minutes", 50, "What a new course is offered with.", "Clew", Tag.DEFAULT
)
RAREST = _number("rarest", "Fewest a week", 1, "Time-limited treatments are weekly.")
OFTEN = _number("most_often", "Most a week", 2, "Open-ended work is once or twice a week.")
REVIEW_MONTHS = _number(
    "review_months", "Months between reviews", 3, "For work without an agreed end.", "Clew", Tag.DEFAULT
)


def _usual(slug: str, name: str, definition: str, source: str = "UTD", tag: Tag = Tag.STATED) -> Entry:
    return Entry(slug=slug, name=name, definition=definition, source=source, tag=tag)


USUALLY = by_slug(
    (
        _usual(
            "time_limited",
            "Time-limited",
            f"{FEWEST.value:g} to {MOST.value:g} weekly sessions, over three to six months.",
        ),
        _usual(
            "in_trials",
            "In trials",
            "Often 16 sessions within 16 to 22 weeks, or 20 within 16 weeks; pooled trials had 10 to 24, weekly.",
        ),
        _usual("open_ended", "Without an agreed end", "Once or twice a week."),
        _usual(
            "lay_short",
            "Short, as lay pages put it",
            "Three to four months, or several; under a year, often 20 to 30 weeks; often 25 to 30 sessions where a focus is "
            "chosen.",
            "LayTexts",
        ),
        _usual(
            "lay_long",
            "Long, as lay pages put it",
            "A year or more, 50 sessions and over, sometimes many years; from once to a few times a week.",
            "LayTexts",
        ),
        _usual(
            "lay_today",
            "Today, as a lay page puts it",
            "Mostly with an agreed end: once or twice a week, for up to a year.",
            "LayTexts",
        ),
        _usual(
            "long_term_in_studies",
            "Long-term, as studies define it",
            "At least 50 sessions, or at least a year.",
            "LeichsenringRabung2008",
            Tag.KNOWN,
        ),
        _usual(
            "narrow_aim",
            "A narrow aim",
            "One particular problem can go faster, if both agree on it at the start.",
            "LayTexts",
        ),
        _usual(
            "going_longer",
            "When to go on for longer",
            "Where brief therapy has not been enough, or long-standing traits of personality delay recovery.",
        ),
        _usual(
            "one_session",
            "One session",
            "About 50 minutes; one lay page says about 45. Hour-long sessions belong to classical analysis.",
            "LayTexts",
        ),
        _usual(
            "place",
            "Setting",
            "Usually one patient with one clinician, face to face and seated; also as a couple, a family or a group, or over "
            "the internet. The couch belongs to psychoanalysis.",
        ),
    )
)
"""What the texts name as usual (course.md 8.1), to agree on a frame with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What was agreed. Raises `TherapyError` where it contradicts itself."""

    time_limited: bool
    starts_on: date
    sessions: int | None = None
    planned_end: date | None = None
    minutes: int = 50
    weekly_rate: float = 1.0
    review_weeks: int | None = None

    def __post_init__(self) -> None:
        if self.sessions is not None and self.sessions < 1:
            raise TherapyError("An agreed number of sessions is 1 or more.")
        if self.planned_end is not None and self.planned_end < self.starts_on:
            raise TherapyError("The planned end lies before the start. Correct one of the two dates.")
        if not 10 <= self.minutes <= 240:
            raise TherapyError("A session lasts from 10 to 240 minutes.")
        if not 0 < self.weekly_rate <= 7:
            raise TherapyError("Sessions a week: a number above 0, at most 7; 0.5 is every other week.")
        if self.review_weeks is not None and not 1 <= self.review_weeks <= 104:
            raise TherapyError("Weeks between reviews: from 1 to 104.")


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know about one part of a frame: which part, and why it is noted."""

    about: str
    reason: Reason


def sessions_of_treatment(agreed: int | None, *, assessing: bool) -> int | None:
    """Return how many sessions a treatment has by agreement, for what is asked at its middle.

    While somebody is being assessed, a number below the shorter end of a treatment is that of the assessment, whose
    middle is no point at which a treatment should have helped.

    Args:
        agreed: the number of sessions agreed on, if any.
        assessing: whether the course stands at assessment.
    """
    if agreed is None or (assessing and agreed < FEWEST.value):
        return None
    return agreed


def notes(frame: Frame) -> tuple[Note, ...]:
    """Return what is worth knowing about a frame; nothing where it lies within what the texts name."""
    found = (_length(frame), _dates(frame), _minutes(frame), _rate(frame), _review(frame))
    return tuple(note for note in found if note is not None)


def _note(about: str, words: str, source: str = "UTD", tag: Tag = Tag.STATED) -> Note:
    return Note(about, Reason(rule="frame", words=words, source=source, tag=tag))


def _length(frame: Frame) -> Note | None:
    if not frame.time_limited:
        return None
    if frame.sessions is None:
        if frame.planned_end is None:
            return _note(
                "agreed_sessions",
                "Time-limited, and neither a number of sessions nor a last day is agreed. The end is part of the "
                "agreement from the start.",
            )
        return None
    if frame.sessions < FEWEST.value:
        return _note(
            "agreed_sessions",
            f"{frame.sessions} is fewer than the {FEWEST.value:g} to {MOST.value:g} weekly sessions that time-limited "
            "treatments have. An assessment, or a stretch to be extended, may well be shorter.",
        )
    if frame.sessions > MOST.value:
        return _note(
            "agreed_sessions",
            f"{frame.sessions} is more than the {FEWEST.value:g} to {MOST.value:g} weekly sessions that time-limited "
            "treatments have; other texts count up to about 30 as brief.",
        )
    return None


def _dates(frame: Frame) -> Note | None:
    """Say where the agreed number does not fit in before the agreed last day; plain counting."""
    if frame.sessions is None or frame.planned_end is None:
        return None
    needed = frame.starts_on + timedelta(days=ceil((frame.sessions - 1) * 7 / frame.weekly_rate))
    if frame.planned_end >= needed:
        return None
    return _note(
        "planned_end",
        f"At this rhythm session {frame.sessions} falls on {needed.day} {needed:%B %Y} at the earliest, after the "
        "agreed last day.",
        "Clew",
        Tag.DEFAULT,
    )


def _minutes(frame: Frame) -> Note | None:
    if SHORTEST.value <= frame.minutes <= LONGEST.value:
        return None
    return _note(
        "minutes",
        f"{frame.minutes} minutes: the texts name about {SHORTEST.value:g} to {LONGEST.value:g}.",
        "LayTexts",
    )


def _rate(frame: Frame) -> Note | None:
    most = RAREST.value if frame.time_limited else OFTEN.value
    usual = "once a week" if frame.time_limited else "once or twice a week"
    if RAREST.value <= frame.weekly_rate <= most:
        return None
    kind = "Time-limited treatments" if frame.time_limited else "Treatments without an agreed end"
    return _note("weekly_rate", f"{frame.weekly_rate:g} a week: {kind.lower()} usually meet {usual}.")


def _review(frame: Frame) -> Note | None:
    weeks = frame.review_weeks
    if frame.time_limited or weeks is None or weeks <= 13:
        return None
    return _note(
        "review_weeks",
        f"A review every {weeks} weeks is rarer than every {REVIEW_MONTHS.value:g} months.",
        "Clew",
        Tag.DEFAULT,
    )


_START = date(2026, 1, 8)


def _case(given: str, answer: str, **frame: object) -> Case:
    def ask() -> str:
        about = [note.about for note in notes(Frame(**{"starts_on": _START, **frame}))]  # type: ignore[arg-type]
        return ", ".join(about) or "nothing to note"

    return Case(given=given, ask=ask, answer=answer)


def _refused(given: str, answer: str, make: Callable[[], Frame]) -> Case:
    def ask() -> str:
        try:
            make()
        except TherapyError as problem:
            return f"refused: {problem}"
        return "kept"

    return Case(given=given, ask=ask, answer=answer)


RULES = (
    Rule(
        slug="frame",
        name="Outside what is usual",
        definition="An agreement outside what the texts name as usual gets a note with its source, and is kept.",
        source="UTD",
        tag=Tag.STATED,
        cases=(
            _case("16 weekly sessions of 50 minutes", "nothing to note", time_limited=True, sessions=16),
            _case("12 sessions", "nothing to note", time_limited=True, sessions=12),
            _case("24 sessions", "nothing to note", time_limited=True, sessions=24),
            _case("11 sessions", "agreed_sessions", time_limited=True, sessions=11),
            _case("25 sessions", "agreed_sessions", time_limited=True, sessions=25),
            _case("time-limited without number or last day", "agreed_sessions", time_limited=True),
            _case(
                "16 sessions, last day after 14 weeks",
                "planned_end",
                time_limited=True,
                sessions=16,
                planned_end=_START + timedelta(weeks=14),
            ),
            _case(
                "16 sessions, last day after 15 weeks, which is when the sixteenth falls",
                "nothing to note",
                time_limited=True,
                sessions=16,
                planned_end=_START + timedelta(weeks=15),
            ),
            _case("45 minutes", "nothing to note", time_limited=False, minutes=45),
            _case("44 minutes", "minutes", time_limited=False, minutes=44),
            _case("51 minutes", "minutes", time_limited=False, minutes=51),
            _case("open-ended, twice a week", "nothing to note", time_limited=False, weekly_rate=2.0),
            _case("open-ended, every other week", "weekly_rate", time_limited=False, weekly_rate=0.5),
            _case(
                "time-limited, twice a week", "weekly_rate", time_limited=True, sessions=16, weekly_rate=2.0
            ),
            _case("open-ended, review every 14 weeks", "review_weeks", time_limited=False, review_weeks=14),
            _refused(
                "a last day before the first",
                "refused: The planned end lies before the start. Correct one of the two dates.",
                lambda: Frame(
                    time_limited=True, starts_on=_START, planned_end=_START - timedelta(days=1), sessions=16
                ),
            ),
        ),
        defaults=(FEWEST, MOST, USUAL, SHORTEST, LONGEST, USUAL_MINUTES, RAREST, OFTEN, REVIEW_MONTHS),
    ),
)
"""The rule of the frame, for the manual."""
