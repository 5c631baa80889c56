"""What an absence may be worth asking about: late, cancelled, not come. Practical causes first, always.

Four rules of the clinical specification (course 8.6), and one for an absence while there is reason to worry. Each says that something is worth asking about, never what
it means; an absence may have no meaning beyond the bus.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from clew.therapy.course.observation import PRACTICAL_FIRST
from clew.therapy.course.rule import Reason
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Parameter, Tag
from clew.therapy.measures.scoring import Risk


class Outcome(StrEnum):
    """What became of an appointment that is over."""

    ATTENDED = "attended"
    LATE = "late"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """One appointment that is over.

    ``ref`` names it, ``number`` is what people call it. ``late_minutes`` and ``notice_hours`` are None where nobody
    wrote them down: not known is never zero, and such an appointment counts for no rule about minutes or hours.
    ``explained``: a practical cause was found that explains it. ``ruptured``: a flag of the alliance rests on this
    session. ``difficult``: the clinician noted that something difficult was touched in it. ``in_danger``: a level above
    none stood when the appointment came.
    """

    ref: str
    number: int
    outcome: Outcome
    late_minutes: int | None = None
    notice_hours: int | None = None
    explained: bool = False
    ruptured: bool = False
    difficult: bool = False
    in_danger: bool = False

    def __post_init__(self) -> None:
        if self.late_minutes is not None and self.outcome is not Outcome.LATE:
            raise TherapyError("Minutes late belong to an appointment to which somebody came late.")
        if self.notice_hours is not None and self.outcome is not Outcome.CANCELLED:
            raise TherapyError("Hours of notice belong to an appointment that was cancelled.")
        if (self.late_minutes or 0) < 0 or (self.notice_hours or 0) < 0:
            raise TherapyError("Minutes late and hours of notice are zero or more.")

    @property
    def held(self) -> bool:
        """Whether the two met."""
        return self.outcome in (Outcome.ATTENDED, Outcome.LATE)


class Answer(StrEnum):
    """What a rule asks for."""

    EXPLORE = "explore, practical causes first"
    CONTACT = "try to reach them, and look at the last score for risk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """Something worth asking about: by which rule, at which appointment it arose, what is asked for, and why."""

    rule: str
    at: str
    answer: Answer
    reason: Reason


def _default(slug: str, name: str, value: float, definition: str) -> Parameter:
    return Parameter(slug=slug, name=name, value=value, definition=definition, source="Clew", tag=Tag.DEFAULT)


LATE_MINUTES = _default(
    "late_minutes", "Minutes", 10, "A start counts as late when it is more than this late."
)
LATES = _default("lates", "Late starts", 2, "How many late starts are worth asking about.")
LATE_WITHIN = _default(
    "late_within", "Within", 4, "Among how many appointments in a row the late starts are counted."
)
NOTICE_HOURS = _default(
    "notice_hours", "Hours", 24, "A cancellation counts as short when the notice was less than this."
)
CANCELLATIONS = _default(
    "short_cancellations", "Cancellations", 2, "How many short cancellations are worth asking about."
)
UNEXPLAINED = _default(
    "unexplained_absences",
    "Absences",
    2,
    "How many absences without a known cause start the attempts at contact.",
)


def prompts(appointments: Sequence[Appointment]) -> tuple[Prompt, ...]:
    """Apply all rules to the appointments of a course that are over, in the order of time.

    Where an absence is to be followed up for two reasons, it is said once.
    """
    found = [
        prompt for rule in (late, cancelled, after_difficulty, unexplained) for prompt in rule(appointments)
    ]
    sought = {prompt.at for prompt in found if prompt.answer is Answer.CONTACT}
    found += [prompt for prompt in in_danger(appointments) if prompt.at not in sought]
    order = {one.ref: place for place, one in enumerate(appointments)}
    return tuple(sorted(found, key=lambda prompt: order[prompt.at]))


def late(appointments: Sequence[Appointment]) -> tuple[Prompt, ...]:
    """Two starts more than ten minutes late among four appointments in a row; said at the later of the two."""
    found = []
    for place, one in enumerate(appointments):
        window = appointments[max(0, place - int(LATE_WITHIN.value) + 1) : place + 1]
        counted = [other for other in window if (other.late_minutes or 0) > LATE_MINUTES.value]
        if one in counted and len(counted) >= LATES.value:
            words = f"More than {LATE_MINUTES.value:g} minutes late in {_listed(counted, _minutes)}."
            found.append(
                _prompt("attendance_late", one, Answer.EXPLORE, f"{words} {PRACTICAL_FIRST}", counted)
            )
    return tuple(found)


def cancelled(appointments: Sequence[Appointment]) -> tuple[Prompt, ...]:
    """Two cancellations with less than a day's notice; said at the second and at each one after it."""
    return tuple(
        _prompt(
            "attendance_cancelled",
            counted[-1],
            Answer.EXPLORE,
            f"Cancelled at less than {NOTICE_HOURS.value:g} hours' notice: {_listed(counted, _hours)}. {PRACTICAL_FIRST}",
            counted,
        )
        for counted in _growing(appointments, _at_short_notice)
        if len(counted) >= CANCELLATIONS.value
    )


def after_difficulty(appointments: Sequence[Appointment]) -> tuple[Prompt, ...]:
    """Not come to the appointment after a session with a flag of the alliance, or in which something difficult was touched.

    The session looked at is the last one that was held before.
    """
    found, before = [], None
    for one in appointments:
        if one.outcome is Outcome.NO_SHOW and before is not None and (before.ruptured or before.difficult):
            what = (
                "with a flag of the alliance"
                if before.ruptured
                else "in which something difficult was touched"
            )
            words = (
                f"Not come to session {one.number}, after session {before.number} {what}. {PRACTICAL_FIRST}"
            )
            found.append(_prompt("attendance_after_difficulty", one, Answer.EXPLORE, words, (before, one)))
        if one.held:
            before = one
    return tuple(found)


def unexplained(appointments: Sequence[Appointment]) -> tuple[Prompt, ...]:
    """Twice not come, and no practical cause known; said at the second and at each one after it."""
    return tuple(
        _prompt(
            "attendance_unexplained",
            counted[-1],
            Answer.CONTACT,
            f"Not come, and no cause known: {_listed(counted, lambda _: '')}. Try to reach them, and look at what "
            "the last score says about risk.",
            counted,
        )
        for counted in _growing(appointments, lambda a: a.outcome is Outcome.NO_SHOW and not a.explained)
        if len(counted) >= UNEXPLAINED.value
    )


def in_danger(appointments: Sequence[Appointment]) -> tuple[Prompt, ...]:
    """Not come while a level above none stood, and no practical cause known: one absence is enough."""
    return tuple(
        _prompt(
            "attendance_in_danger",
            one,
            Answer.CONTACT,
            f"Not come to session {one.number} while a level above none stood, and no cause known. {_REACH}",
            (one,),
        )
        for one in appointments
        if one.outcome is Outcome.NO_SHOW and one.in_danger and not one.explained
    )


_REACH = "Try to reach them, and look at what the last score says about risk."


def to_be_reached(missed: int, *, stands: bool) -> Reason | None:
    """Say the same of a caseload, where only numbers and dates are read.

    Args:
        missed: absences since the two last met about which nothing was written yet.
        stands: whether a level above none stands.
    """
    if stands and missed:
        words = f"Not come while a level above none stands, and nothing is written about it. {_REACH}"
        return Reason(rule="attendance_in_danger", words=words, source="Clew", tag=Tag.DEFAULT)
    if missed >= UNEXPLAINED.value:
        words = f"Not come {missed} times, and nothing is written about it. {_REACH}"
        return Reason(rule="attendance_unexplained", words=words, source="Clew", tag=Tag.DEFAULT)
    return None


def _at_short_notice(one: Appointment) -> bool:
    return one.notice_hours is not None and one.notice_hours < NOTICE_HOURS.value


def _growing(
    appointments: Iterable[Appointment], counts: Callable[[Appointment], bool]
) -> Iterator[list[Appointment]]:
    counted: list[Appointment] = []
    for one in appointments:
        if counts(one):
            counted = [*counted, one]
            yield counted


def _prompt(
    rule: str, at: Appointment, answer: Answer, words: str, rests_on: Iterable[Appointment]
) -> Prompt:
    refs = tuple(one.ref for one in rests_on)
    reason = Reason(rule=rule, words=words, source="Clew", tag=Tag.DEFAULT, rests_on=refs)
    return Prompt(rule=rule, at=at.ref, answer=answer, reason=reason)


def _listed(counted: Sequence[Appointment], more: Callable[[Appointment], str]) -> str:
    return ", ".join(f"session {one.number}{more(one)}" for one in counted)


def _minutes(one: Appointment) -> str:
    return f" ({one.late_minutes} minutes)"


def _hours(one: Appointment) -> str:
    return f" ({one.notice_hours} hour{'' if one.notice_hours == 1 else 's'})"


CONTACT_STEPS = (
    "Look at what the last score and the last session said about risk.",
    "Telephone the same day, at the number and in the way that were agreed; say only who you are to anybody else who answers.",
    "If nobody answers, leave a short and friendly message: the hour is kept, and how to reach you.",
    "Write two lines with the next appointment and the numbers for a crisis.",
    "If there is reason to worry, raise an alert: it names who is responsible and by when.",
    "Write down each attempt and what came of it; tell the supervisor and, where agreed, the prescriber.",
)
"""What to do when somebody twice did not come and no cause is known. The steps are a default, not validated."""


def last_risk(risk: Risk | None, days: int | None) -> Reason:
    """Say in one sentence what the last score tells about risk. It never says that all is well.

    Args:
        risk: what the last answers said; None where there is no score.
        days: how many days ago that was; None where there is no score.
    """
    if risk is None or days is None:
        words = "No score is here, so nothing is known about risk from scores. Ask."
    else:
        when = "today" if days == 0 else "yesterday" if days == 1 else f"{days} days ago"
        words = f"The last score is from {when}. {_RISK_SAYS[risk]}"
    return Reason(rule="attendance_last_risk", words=words, source="Clew", tag=Tag.DEFAULT)


_RISK_SAYS = {
    Risk.RAISED: "It raised thoughts of death or self-harm: follow the safety procedure now.",
    Risk.NOT_RAISED: "It raised no thoughts of death, which tells nothing of the time since.",
    Risk.NOT_ASKED: "The question about thoughts of death was left blank, which is not a no: ask.",
}
