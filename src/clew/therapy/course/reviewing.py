"""When to look at the whole again: reviews, and the time to begin talking about the end (course.md 8.2 and 8.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from clew.therapy.course.frame import REVIEW_MONTHS
from clew.therapy.course.months import add_months
from clew.therapy.course.phases import PHASES
from clew.therapy.course.rule import Case, Reason, Rule
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Parameter, Tag

EARLY_REVIEW = PHASES["focus"].last or 5
"""The session by which the early review of the phase of the focus is held, in a course of sixteen."""

ENDING_SHARE = Parameter(
    slug="ending_share",
    name="Share of the length",
    value=0.10,
    definition="The end is talked about from at least this share of the whole length before the agreed last day.",
    source="Clew",
    tag=Tag.DEFAULT,
)


@dataclass(frozen=True, slots=True)
class Coming:
    """Something to come back to: on a day, or by a session; and why then."""

    slug: str
    what: str
    on: date | None
    session: int | None
    reason: Reason

    def __post_init__(self) -> None:
        if (self.on is None) == (self.session is None):
            raise TherapyError("What is coming has either a day or a session.")


def next_review(
    *,
    time_limited: bool,
    starts_on: date,
    last_review: date | None,
    review_weeks: int | None,
    agreed_sessions: int | None,
    held: int,
    reviews_held: int,
    ending: bool = False,
) -> Coming | None:
    """Return the next review of a course, if a rule asks for one.

    An interval that was agreed counts first, from the last review or from the start. Otherwise: in work without an
    agreed end every three months; in a time-limited course an early review by session 5 and one at its midpoint,
    until the `ending` is worked on, which looks at the whole by itself. A course whose midpoint comes no later
    than session 5 has that one only.
    A review that somebody set for a day is not seen here; it stands with the entry that set it.
    """
    since = last_review or starts_on
    if review_weeks is not None:
        if review_weeks < 1:
            raise TherapyError("Weeks between reviews: 1 or more.")
        on = since + timedelta(weeks=review_weeks)
        words = f"A review every {review_weeks} weeks is part of the frame; the last was on {_day(since)}."
        if last_review is None:
            words = f"A review every {review_weeks} weeks is part of the frame, counted from the start."
        return Coming(
            "review", "Review", on, None, Reason(rule="reviews", words=words, source="Clew", tag=Tag.DEFAULT)
        )
    if not time_limited:
        on = add_months(since, int(REVIEW_MONTHS.value))
        words = f"Without an agreed end a review is held every {REVIEW_MONTHS.value:g} months, counted from {_day(since)}."
        return Coming(
            "review", "Review", on, None, Reason(rule="reviews", words=words, source="Clew", tag=Tag.DEFAULT)
        )
    if ending:
        return None
    middle = ceil(agreed_sessions / 2) if agreed_sessions else None
    early = _has_early(agreed_sessions)
    if early and reviews_held == 0 and (middle is None or held < middle):
        words = f"In a time-limited course the early review is held by session {EARLY_REVIEW}."
        reason = Reason(rule="reviews", words=words, source="Practice", tag=Tag.KNOWN)
        return Coming("early_review", "Early review", None, EARLY_REVIEW, reason)
    if middle is not None and reviews_held < (2 if early else 1) and held <= (agreed_sessions or 0):
        words = (
            f"Half of the {agreed_sessions} agreed sessions is session {middle}: look at the whole together."
        )
        reason = Reason(rule="reviews", words=words, source="Clew", tag=Tag.DEFAULT)
        return Coming("midpoint", "Review at the midpoint", None, middle, reason)
    return None


def _has_early(agreed_sessions: int | None) -> bool:
    """Whether a time-limited course has an early review beside the one at its midpoint."""
    return agreed_sessions is None or ceil(agreed_sessions / 2) > EARLY_REVIEW


def usual_reviews(*, time_limited: bool, agreed_sessions: int | None) -> str:
    """Say when the reviews of a course are, where no interval was agreed."""
    if not time_limited:
        return f"every {REVIEW_MONTHS.value:g} months"
    if not _has_early(agreed_sessions):
        return "at the midpoint"
    return f"by session {EARLY_REVIEW}" + (" and at the midpoint" if agreed_sessions else "")


def ending_talk(*, starts_on: date, planned_end: date | None) -> Coming | None:
    """Return from when the end is talked about: a tenth of the length, or more, before the agreed last day."""
    if planned_end is None:
        return None
    if planned_end < starts_on:
        raise TherapyError("The planned end lies before the start. Correct one of the two dates.")
    length = (planned_end - starts_on).days
    on = planned_end - timedelta(days=ceil(length * ENDING_SHARE.value))
    words = (
        f"The agreed last day is {_day(planned_end)}; a tenth of the length before it is {_day(on)}. Begin talking about "
        "the end by then."
    )
    reason = Reason(rule="ending_talk", words=words, source="Clew", tag=Tag.DEFAULT)
    return Coming("ending_talk", "Begin talking about the end", on, None, reason)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


_START = date(2026, 1, 31)


def _review(
    given: str,
    answer: str,
    *,
    time_limited: bool,
    last: date | None = None,
    weeks: int | None = None,
    agreed: int | None = None,
    held: int = 0,
    reviews: int = 0,
    ending: bool = False,
) -> Case:
    def ask() -> str:
        found = next_review(
            time_limited=time_limited,
            starts_on=_START,
            last_review=last,
            review_weeks=weeks,
            agreed_sessions=agreed,
            held=held,
            reviews_held=reviews,
            ending=ending,
        )
        if found is None:
            return "none"
        return f"session {found.session}" if found.on is None else found.on.isoformat()

    return Case(given=given, ask=ask, answer=answer)


def _talk(given: str, answer: str, end: date | None) -> Case:
    def ask() -> str:
        found = ending_talk(starts_on=_START, planned_end=end)
        return found.on.isoformat() if found and found.on else "none"

    return Case(given=given, ask=ask, answer=answer)


RULES = (
    Rule(
        slug="reviews",
        name="The next review",
        definition="An agreed interval counts first; without an agreed end every three months; in a time-limited "
        "course by session 5 and at the midpoint. The course began on 31 January 2026.",
        source="Clew",
        tag=Tag.DEFAULT,
        cases=(
            _review("open-ended, no review yet", "2026-04-30", time_limited=False),
            _review(
                "open-ended, last review on 30 November 2027",
                "2028-02-29",
                time_limited=False,
                last=date(2027, 11, 30),
            ),
            _review("every 8 weeks is agreed", "2026-03-28", time_limited=False, weeks=8),
            _review("16 sessions, 2 held", "session 5", time_limited=True, agreed=16, held=2),
            _review(
                "16 sessions, 6 held, one review",
                "session 8",
                time_limited=True,
                agreed=16,
                held=6,
                reviews=1,
            ),
            _review(
                "10 sessions, 2 held: the midpoint is session 5",
                "session 5",
                time_limited=True,
                agreed=10,
                held=2,
            ),
            _review("4 sessions, none held", "session 2", time_limited=True, agreed=4),
            _review("4 sessions, 2 held, one review", "none", time_limited=True, agreed=4, held=2, reviews=1),
            _review("16 sessions, 8 held, no review", "session 8", time_limited=True, agreed=16, held=8),
            _review(
                "16 sessions, 9 held, two reviews", "none", time_limited=True, agreed=16, held=9, reviews=2
            ),
            _review(
                "16 sessions, 13 held, one review, the ending is worked on",
                "none",
                time_limited=True,
                agreed=16,
                held=13,
                reviews=1,
                ending=True,
            ),
            _review(
                "time-limited, no number agreed, one review", "none", time_limited=True, held=9, reviews=1
            ),
        ),
        defaults=(REVIEW_MONTHS,),
    ),
    Rule(
        slug="ending_talk",
        name="When to begin talking about the end",
        definition="At least a tenth of the whole length before the agreed last day. The course began on 31 January 2026.",
        source="Clew",
        tag=Tag.DEFAULT,
        cases=(
            _talk("no last day is agreed", "none", None),
            _talk("100 days later", "2026-05-01", _START + timedelta(days=100)),
            _talk(
                "101 days later: ten days would be less than a tenth",
                "2026-05-01",
                _START + timedelta(days=101),
            ),
            _talk("on the same day", "2026-01-31", _START),
        ),
        defaults=(ENDING_SHARE,),
    ),
)
"""The rules of reviews, for the manual."""
