"""Red flags: what stops a form, and when it may go on (indication-and-suitability.md 1.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from clew.therapy.course.rule import Case, Reason, Rule
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Tag
from clew.therapy.knowledge.indication import RED_FLAGS
from clew.therapy.safety.levels import Level

NONE_SEEN = "none"
"""The answer that none of the red flags was seen or told. It never outweighs one that was."""

LEVEL = Level.HIGH
"""The level of the alert. The sources name none; the most urgent is the safe default, and a clinician may change it."""

RULE = "red_flags_stop_the_form"


class Gate(StrEnum):
    """Whether a form that stands behind the safety check may be filled in."""

    ASK = "ask first"
    STOPPED = "stopped"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Stop:
    """That something stops the form: what was seen, and how urgent the alert is."""

    seen: tuple[str, ...]
    level: Level
    reasons: tuple[Reason, ...]


def stop(ticked: Sequence[str], rests_on: tuple[str, ...] = ()) -> Stop | None:
    """Return what stops the form, or None where nothing was ticked but that none was seen.

    One red flag stops it, whatever else was ticked: "none of these" beside one of them counts as a slip.

    Raises:
        TherapyError: something was ticked that is no red flag.
    """
    strange = [slug for slug in ticked if slug not in RED_FLAGS and slug != NONE_SEEN]
    if strange:
        raise TherapyError("One of the answers is no red flag of the list; choose from the list.")
    seen = tuple(slug for slug in RED_FLAGS if slug in ticked)
    if not seen:
        return None
    reasons = tuple(
        Reason(
            rule=RULE,
            words=f"{RED_FLAGS[slug].name}: help for the person comes before any further question.",
            source=RED_FLAGS[slug].source,
            tag=Tag.KNOWN,
            rests_on=rests_on,
        )
        for slug in seen
    )
    return Stop(seen, LEVEL, reasons)


def gate(ticked: Sequence[str] | None, *, waiting: bool = False, alert_open: bool) -> Gate:
    """Return whether the form may be filled in.

    Args:
        ticked: the answers of today's latest safety check; None where it was not asked today.
        waiting: whether an earlier check, also one that was taken back since, raised an alert that still waits.
        alert_open: whether an alert of this person still waits for a clinician's own assessment.
    """
    if waiting or (alert_open and stop(ticked or ())):
        return Gate.STOPPED
    return Gate.OPEN if ticked else Gate.ASK


RULES = (
    Rule(
        slug=RULE,
        name="Red flags stop the form",
        definition="One red flag shows help and raises an alert before anything else is asked; the form opens again "
        "when a clinician has assessed the alert.",
        source="Practice",
        tag=Tag.KNOWN,
        cases=(
            Case(
                given="not asked today",
                ask=lambda: gate(None, alert_open=False).value,
                answer="ask first",
            ),
            Case(
                given="asked, nothing answered",
                ask=lambda: gate([], alert_open=False).value,
                answer="ask first",
            ),
            Case(given="none seen", ask=lambda: gate(["none"], alert_open=False).value, answer="open"),
            Case(
                given="none seen, and an alert of another kind is open",
                ask=lambda: gate(["none"], alert_open=True).value,
                answer="open",
            ),
            Case(
                given="one seen, alert open",
                ask=lambda: gate(["confusion"], alert_open=True).value,
                answer="stopped",
            ),
            Case(
                given="one seen and 'none' ticked too, alert open",
                ask=lambda: gate(["confusion", "none"], alert_open=True).value,
                answer="stopped",
            ),
            Case(
                given="one seen, then none on asking again, alert still open",
                ask=lambda: gate(["none"], waiting=True, alert_open=True).value,
                answer="stopped",
            ),
            Case(
                given="one seen and taken back, alert still open",
                ask=lambda: gate(None, waiting=True, alert_open=True).value,
                answer="stopped",
            ),
            Case(
                given="one seen, alert assessed by a clinician",
                ask=lambda: gate(["confusion"], alert_open=False).value,
                answer="open",
            ),
        ),
    ),
)
"""The rules of this module, with cases that anybody can check."""
