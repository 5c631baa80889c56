"""How a course ends: why, what is gone through before, and what is done when an end was not planned (course.md 8.8)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from clew.therapy.course.rule import Case, Reason, Rule
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Entry, Tag, by_slug
from clew.therapy.measures.scoring import Total


@dataclass(frozen=True, slots=True, kw_only=True)
class EndReason(Entry):
    """Why a course ends. `planned`: both knew beforehand that it would end then, and could prepare it."""

    planned: bool


def _why(slug: str, name: str, definition: str, *, planned: bool = False, tag: Tag = Tag.KNOWN) -> EndReason:
    return EndReason(
        slug=slug,
        name=name,
        definition=definition,
        source="UTD" if tag is Tag.STATED else "Practice",
        tag=tag,
        planned=planned,
    )


REASONS: Mapping[str, EndReason] = by_slug(
    (
        _why(
            "goals_reached",
            "The goals are reached",
            "What was agreed on has come about, in the patient's eyes.",
            planned=True,
            tag=Tag.STATED,
        ),
        _why(
            "planned_limit",
            "The agreed number of sessions is over",
            "The end that was agreed at the start has come.",
            planned=True,
        ),
        _why(
            "not_feasible",
            "It is no longer feasible, for instance after a move",
            "Something outside of the two makes it impossible.",
            tag=Tag.STATED,
        ),
        _why(
            "impasse",
            "An impasse",
            "The two do not get any further, and know it.",
            tag=Tag.STATED,
        ),
        _why(
            "patient_choice", "The patient chose to end", "Before the agreed end, for a reason of their own."
        ),
        _why("referred_on", "Referred to other help", "Other help is more fitting, or is needed as well."),
        _why("lost", "Contact was lost", "The patient stayed away and could not be reached."),
    )
)
"""Why courses end."""


def unplanned(reason: str) -> bool:
    """Whether an end for this reason comes before its time. Raises `TherapyError` for an unknown reason."""
    if reason not in REASONS:
        raise TherapyError("Choose one of the reasons in the list.")
    return not REASONS[reason].planned


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Entry):
    """One thing that is gone through before an end. `said`: it is noted in the patient's own words.

    `early`: it belongs to an end before its time, and is asked about only then.
    """

    said: bool = False
    early: bool = False


def _item(
    slug: str,
    name: str,
    definition: str,
    tag: Tag = Tag.KNOWN,
    *,
    said: bool = False,
    early: bool = False,
) -> Item:
    source = {Tag.STATED: "UTD", Tag.KNOWN: "Practice", Tag.DEFAULT: "Clew"}[tag]
    return Item(slug=slug, name=name, definition=definition, source=source, tag=tag, said=said, early=early)


CHECKLIST: Mapping[str, Item] = by_slug(
    (
        _item(
            "goals_reviewed",
            "The goals, looked at again",
            "In the patient's own words. You impose no goals and hold back your own hopes for change.",
            Tag.STATED,
            said=True,
        ),
        _item("gains", "What has changed", "For the patient, and what others may have noticed."),
        _item("unfinished", "What is unfinished", "What was not reached, or could not be spoken of."),
        _item("what_helped", "What helped", "And what did not.", said=True),
        _item(
            "feelings",
            "Feelings about ending",
            "Sadness, anger, relief; what it recalls of earlier losses. Symptoms may come back near the end.",
        ),
        _item(
            "internalised",
            "Going on alone",
            "Whether the patient has made this way of looking at oneself their own, and can go on with it alone.",
            Tag.STATED,
        ),
        _item(
            "recurrence_told",
            "Told about recurrence",
            "That depression tends to come back even after success, which early signs to know, and that the door is open.",
            Tag.STATED,
        ),
        _item(
            "medication_plan",
            "Medication",
            "Who looks after it and for how long; it may need to go on after the talks end.",
            Tag.STATED,
        ),
        _item(
            "relapse_plan",
            "Relapse plan and contacts",
            "Written, with the numbers for a crisis, and in the patient's hands.",
        ),
        _item(
            "final_measures", "Final questionnaires and follow-up dates", "Filled in, and the dates agreed."
        ),
        _item(
            "records",
            "Records, and consent to be contacted",
            "What is kept and for how long; whether you may get in touch for follow-up.",
            Tag.DEFAULT,
        ),
        _item(
            "contact_offered",
            "Contact offered",
            "A meeting, a call or a letter, and what came of it.",
            early=True,
        ),
        _item("referral", "Referral", "Where else help can be found, and who was told.", early=True),
        _item("risk_check", "Risk", "What is known about danger now, and from when.", early=True),
    )
)
"""What is gone through before a course ends. Nothing of it is compulsory."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """Which items of the checklist have a note, and which are still open."""

    done: tuple[Item, ...]
    open: tuple[Item, ...]
    reasons: tuple[Reason, ...]


def completeness(noted: Collection[str], *, early: bool) -> Completeness:
    """Return what of the checklist is noted and what is open.

    Args:
        noted: the slugs of the items that have a note.
        early: whether the end comes before its time; the items for that are then asked about first.
    """
    asked = [item for item in CHECKLIST.values() if early or not item.early]
    asked.sort(key=lambda item: not item.early)  # what an early end needs stands first
    done = tuple(item for item in asked if item.slug in noted)
    still = tuple(item for item in asked if item.slug not in noted)
    reasons = tuple(
        Reason(
            rule="ending_checklist",
            words=f"Nothing is noted yet: {item.name}.",
            source=item.source,
            tag=item.tag,
        )
        for item in still
    )
    return Completeness(done, still, reasons)


@dataclass(frozen=True, slots=True)
class Scored:
    """One total of the PHQ-9, the day it is from, and the row it was read from."""

    on: date
    total: Total
    ref: str


def symptom_return(scores: Sequence[Scored], *, ending_from: date) -> Reason | None:
    """Note the largest rise from one score to the next since the end began to be talked about, or None.

    Symptoms often come back near an end. There is no threshold: it is noted so that it can be linked to the ending and
    to earlier losses, and never instead of asking about risk.
    """
    ordered = sorted(scores, key=lambda one: one.on)
    steps = [
        (before, after)
        for before, after in pairwise(ordered)
        if after.on >= ending_from and after.total > before.total
    ]
    if not steps:
        return None
    before, after = max(steps, key=lambda step: step[1].total - step[0].total)
    words = (
        f"PHQ-9 rose from {before.total} to {after.total} by {after.on.day} {after.on:%B}, after the end came into sight. "
        "Symptoms often return near an end: worth linking to it and to earlier losses, once safety has been asked about."
    )
    return Reason(
        rule="symptom_return", words=words, source="Practice", tag=Tag.KNOWN, rests_on=(before.ref, after.ref)
    )


def _checklist(given: str, answer: str, *noted: str, early: bool = False) -> Case:
    def ask() -> str:
        found = completeness(noted, early=early)
        return f"{len(found.done)} noted, {len(found.open)} open" + (
            f", first: {found.open[0].name.lower()}" if found.open else ""
        )

    return Case(given=given, ask=ask, answer=answer)


def _early(reason: str, answer: str) -> Case:
    return Case(
        given=REASONS[reason].name.lower(),
        ask=lambda: "before its time" if unplanned(reason) else "planned",
        answer=answer,
    )


def _return(given: str, answer: str, *totals: int) -> Case:
    def ask() -> str:
        scores = [
            Scored(date(2026, 5, 1 + 7 * week), Total(float(total), "phq-9", "1"), str(week))
            for week, total in enumerate(totals)
        ]
        found = symptom_return(scores, ending_from=date(2026, 5, 8))
        return (
            "noted: " + " to ".join(str(totals[int(ref)]) for ref in found.rests_on) if found else "nothing"
        )

    return Case(given=given, ask=ask, answer=answer)


_PLANNED = tuple(slug for slug, item in CHECKLIST.items() if not item.early)

RULES = (
    Rule(
        slug="ending_checklist",
        name="What is gone through before the end",
        definition="Each item of the checklist has a note or is open. At an end before its time, contact, referral "
        "and risk stand first.",
        source="Practice",
        tag=Tag.KNOWN,
        cases=(
            _checklist("nothing noted, planned", "0 noted, 11 open, first: the goals, looked at again"),
            _checklist("everything of a planned end noted", "11 noted, 0 open", *_PLANNED),
            _checklist(
                "the same at an end before its time",
                "11 noted, 3 open, first: contact offered",
                *_PLANNED,
                early=True,
            ),
        ),
    ),
    Rule(
        slug="early_end",
        name="An end before its time",
        definition="An end for any reason but reached goals or the agreed limit counts as one before its time. It says "
        "nothing against it.",
        source="Practice",
        tag=Tag.KNOWN,
        cases=(
            _early("goals_reached", "planned"),
            _early("planned_limit", "planned"),
            _early("not_feasible", "before its time"),
            _early("impasse", "before its time"),
            _early("patient_choice", "before its time"),
            _early("referred_on", "before its time"),
            _early("lost", "before its time"),
        ),
    ),
    Rule(
        slug="symptom_return",
        name="Symptoms coming back near the end",
        definition="The largest rise of the PHQ-9 from one score to the next since the end came into sight is noted. "
        "The end came into sight on the day of the second score.",
        source="Practice",
        tag=Tag.KNOWN,
        cases=(
            _return("8, 6, 10, 8", "noted: 6 to 10", 8, 6, 10, 8),
            _return("6, 9, 8, 7: the rise falls on the day itself", "noted: 6 to 9", 6, 9, 8, 7),
            _return("9, 8, 8, 6", "nothing", 9, 8, 8, 6),
            _return("one score", "nothing", 9),
        ),
    ),
)
"""The rules of an ending, for the manual."""
