"""Asking a questionnaire of somebody who is on their own: which, in which order, how often, and for how long it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from types import MappingProxyType

from clew.therapy.errors import TherapyError
from clew.therapy.measures.definition import Instrument
from clew.therapy.measures.instruments.asq import ASQ
from clew.therapy.measures.instruments.check_in import ALLIANCE_CHECK_IN
from clew.therapy.measures.scoring import DECLINED, NOT_APPLICABLE, Answer, check_answer

AFTER_EACH_SESSION = 0
"""In place of a number of days: asked again after every session."""

SHORTEST = 7
"""Days between two askings at the least: questions about weeks are not asked by the day (default, not validated)."""

UNFINISHED_AFTER = timedelta(minutes=15)
"""After so long without an answer a second stage with a positive answer counts as broken off (default, not validated)."""

_HOLDS: Mapping[str, timedelta] = MappingProxyType(
    {
        "2 weeks": timedelta(days=14),
        "4 weeks": timedelta(days=28),
        "1 week": timedelta(days=7),
        "today's session": timedelta(days=2),
        "as each question says": timedelta(days=1),
        "in general, now": timedelta(days=28),
    }
)
# How long after its first answer a filling-in may go on: as long as the time that the questions are about. The
# last three are defaults, not validated: their questions name no length of time, or several.

_ASKS_NOW = 4  # the ASQ's fifth question, from 0


def may_be_asked(form: Instrument) -> bool:
    """Whether it can be asked of a patient by itself: its words travel with Clew, and it is no second stage."""
    return bool(form.items) and form.key != ASQ.key


def may_be_kept(form: Instrument) -> bool:
    """Whether the patient may keep the answers to themselves: the alliance check-in. Never where one is about danger."""
    return form.key == ALLIANCE_CHECK_IN.key and form.risk is None


def danger_items(form: Instrument) -> tuple[int, ...]:
    """Return the places, from 0, of the questions about death or self-harm."""
    if form.key == ASQ.key:
        return tuple(range(len(form.items)))
    return () if form.risk is None or not form.items else (form.risk.position - 1,)


def holds_for(form: Instrument) -> timedelta:
    """Return how long a filling-in that was begun may go on. Raises `TherapyError` where nothing says so."""
    if form.recall not in _HOLDS:
        raise TherapyError(f"{form.title}: say how long answers about {form.recall!r} may be added to.")
    return _HOLDS[form.recall]


def read_answer(form: Instrument, place: int, answer: object) -> Answer:
    """Return one answer as it is kept: a whole number, "declined" or, where the item allows it, "not applicable".

    Raises `TherapyError` for a place or an answer that the questionnaire does not have. There is no answer "none":
    what was not answered is not kept at all.
    """
    if not 0 <= place < len(form.items):
        raise TherapyError(f"{form.title} has no question {place + 1}.")
    if answer is None:
        raise TherapyError("Choose an answer, or go on to the next question.")
    item = form.items[place]
    check_answer(item, answer)
    if answer in (DECLINED, NOT_APPLICABLE):
        return str(answer)
    return int(str(answer))


def path(form: Instrument, answers: Sequence[Answer]) -> tuple[int, ...]:
    """Return the places of the questions that these answers lead to, in order.

    All of them, but for the ASQ: its fifth follows only when one of the first four is answered yes or declined.
    A fifth that was answered stays on the path, so that nothing that was said goes out of sight.
    """
    everything = tuple(range(len(form.items)))
    if form.key != ASQ.key:
        return everything
    loud = any(answer in (1, DECLINED) for answer in answers[:_ASKS_NOW])
    return everything if loud or answers[_ASKS_NOW] is not None else everything[:_ASKS_NOW]


def is_positive(form: Instrument, place: int, answer: Answer) -> bool:
    """Whether one answer to a question about danger is positive. A refusal is only in the ASQ; elsewhere it is "not asked"."""
    if place not in danger_items(form):
        return False
    if form.key == ASQ.key:
        return answer in (1, DECLINED)
    least = form.risk.at_least if form.risk else 1
    return isinstance(answer, int) and answer >= least


def asked_since(
    *,
    from_on: date,
    every_days: int | None,
    sessions: Iterable[datetime],
    now: datetime,
    zone: tzinfo,
) -> datetime | None:
    """Return since when a questionnaire is asked as of `now`, or None where it is not asked yet.

    Args:
        from_on: the first day on which it is asked.
        every_days: after so many days it is asked again; `AFTER_EACH_SESSION`; None for once.
        sessions: when the sessions ended that were not cancelled or missed.
        now: an aware datetime.
        zone: of the practice, in which its days begin.
    """

    def morning(day: date) -> datetime:
        return datetime.combine(day, time(0), zone)

    begins = morning(from_on)
    if now < begins:
        return None
    if every_days is None:
        return begins
    if every_days == AFTER_EACH_SESSION:
        return max((end for end in sessions if begins <= end <= now), default=None)
    gone = (now.astimezone(zone).date() - from_on).days
    return morning(from_on + timedelta(days=gone // every_days * every_days))


PLAIN: Mapping[str, str] = MappingProxyType(
    {
        "phq-9": "How you have been feeling",
        "phq-2": "How you have been feeling, in short",
        "gad-7": "Worry and tension",
        "phq-15": "How your body has been",
        "ces-d": "How the last week was for you",
        "ipip-ipc": "How you are with other people",
        "alliance-check-in": "How the last session was for you",
        "asq": "A few questions about safety",
    }
)
"""What a questionnaire is called where the patient reads it: no abbreviation, no name of an illness."""


def plain_name(form: Instrument) -> str:
    """Return what a questionnaire is called where the patient reads it."""
    return PLAIN.get(form.key, form.full_title)


def recall_words(form: Instrument) -> str:
    """Return what time the questions are about, as the end of a sentence."""
    if form.recall in ("1 week", "2 weeks", "4 weeks"):
        return f"the last {form.recall.removeprefix('1 ')}"
    return {"today's session": "your last session", "in general, now": "how you are in general"}.get(
        form.recall, ""
    )
