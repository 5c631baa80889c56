"""When two people treat one person: the agreement between them, and what they tell each other without waiting.

Course.md 8.7. Therapist and prescriber work as one team with no secrets between them. Nothing here judges either;
each rule says what is worth a word between the two, and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from clew.therapy.course.rule import Case, Reason, Rule
from clew.therapy.errors import TherapyError
from clew.therapy.forms.team import AGREEMENT, TRIGGERS
from clew.therapy.knowledge.base import Entry, Parameter, Tag, by_slug

MISSED_VISITS = Parameter(
    slug="missed_visits",
    name="Missed visits in a row",
    definition="How many appointments missed one after the other make a contact due.",
    source="Clew",
    tag=Tag.DEFAULT,
    value=2,
)

FACTS = by_slug(
    (
        Entry(
            slug="who",
            name="Who gives what",
            definition="One clinician may give both the therapy and the medication, or two may share the treatment.",
            source="UTD",
            tag=Tag.STATED,
        ),
        Entry(
            slug="acute",
            name="Acute treatment",
            definition=(
                "Psychodynamic therapy with clomipramine against clomipramine alone, 74 patients, 10 weeks: 9% against "
                "28% still met the criteria of major depression."
            ),
            source="Burnand2002",
            tag=Tag.STATED,
        ),
        Entry(
            slug="recurrence",
            name="Later recurrence",
            definition=(
                "Six months of both against the drug alone, then six months of the drug, 92 patients followed for up to "
                "four years: 27% against 47% had a recurrence."
            ),
            source="Maina2009",
            tag=Tag.STATED,
        ),
        Entry(
            slug="few_studies",
            name="How sure this is",
            definition="The studies are few and small; they say that both together can do more than the drug alone.",
            source="UTD",
            tag=Tag.STATED,
        ),
        Entry(
            slug="speed",
            name="Speed",
            definition=(
                "Therapy works more slowly than a drug and its effect may last longer; in severe depression a drug may be "
                "needed at once."
            ),
            source="LayTexts",
            tag=Tag.STATED,
        ),
    )
)
"""What is known about treating with both, by slug."""


# -- The agreement ------------------------------------------------------------------------------------------------

TERMS = (
    "people",
    "emergencies",
    "holidays",
    "monitors",
    "shared",
    "how_often",
    "channel",
    "consent",
    "disagreements",
)
SIGNATURES = ("agreed_patient", "agreed_clinician", "agreed_prescriber")


class Agreement(StrEnum):
    """How the agreement between therapist, prescriber and patient stands."""

    NOT_NEEDED = "not needed: nobody else prescribes"
    MISSING = "worth making"
    OPEN = "points left open"
    REVIEW = "due to be looked at again"
    IN_PLACE = "in place"


@dataclass(frozen=True, slots=True)
class AgreementVerdict:
    """How it stands, with the reasons; `open` are the slugs of its fields that are still empty."""

    stands: Agreement
    reasons: tuple[Reason, ...] = ()
    open: tuple[str, ...] = ()


def agreement(
    *, shared: bool, answered: Iterable[str] | None, review_on: date | None, today: date
) -> AgreementVerdict:
    """Say how the agreement stands.

    Args:
        shared: whether somebody beside the therapist prescribes in this treatment.
        answered: slugs of the agreement's fields that are filled in; None where there is no agreement.
        review_on: the day on which it was to be looked at again.
        today: the present day.

    Raises:
        TherapyError: a field is not the agreement's.
    """
    if answered is None:
        if not shared:
            return AgreementVerdict(Agreement.NOT_NEEDED)
        words = "A prescriber is on the team, and nothing is agreed in writing about who tells whom what."
        return AgreementVerdict(Agreement.MISSING, (_agreement_reason(words, "UTD", Tag.STATED),), TERMS)
    filled = set(answered)
    for slug in filled:
        AGREEMENT.field(slug)
    left = tuple(slug for slug in (*TERMS, *SIGNATURES) if slug not in filled)
    reasons = []
    if review_on is not None and review_on <= today:
        reasons.append(
            _agreement_reason("The day on which it was to be looked at again has come.", "Clew", Tag.DEFAULT)
        )
    if left:
        names = ", ".join(_quoted(AGREEMENT.field(slug).label) for slug in left)
        reasons.append(_agreement_reason(f"Left open so far: {names}.", "Clew", Tag.DEFAULT))
    if not reasons:
        return AgreementVerdict(Agreement.IN_PLACE)
    stands = Agreement.REVIEW if review_on is not None and review_on <= today else Agreement.OPEN
    return AgreementVerdict(stands, tuple(reasons), left)


def _quoted(label: str) -> str:
    return label[0].lower() + label[1:]


def _agreement_reason(words: str, source: str, tag: Tag) -> Reason:
    return Reason(rule="agreement", words=words, source=source, tag=tag)


# -- What is told without waiting ---------------------------------------------------------------------------------


class Trigger(StrEnum):
    """What therapist and prescriber tell each other without waiting. The last two only people can see."""

    RISK_CHANGE = "risk_change"
    DOSE_CHANGE = "dose_change"
    DETERIORATION = "deterioration"
    PLANNED_ENDING = "planned_ending"
    MISSED_VISITS = "missed_visits"
    SIDE_EFFECTS = "side_effects"
    PREGNANCY = "pregnancy"

    @property
    def label(self) -> str:
        """Its words in the forms."""
        return next(option.label for option in TRIGGERS if option.slug == self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that makes a contact due.

    `words` say what was seen, without anything that was said in a session; a note counts as the contact from the day
    `since` on; `rests_on` names the rows that it was seen in.
    """

    trigger: Trigger
    since: date
    words: str
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A note to the team: what it was about and the day on which it was told."""

    trigger: Trigger
    on: date


@dataclass(frozen=True, slots=True)
class ContactDue:
    """What the two should tell each other, the earliest happening first; each reason is one happening."""

    trigger: Trigger
    since: date
    reasons: tuple[Reason, ...]


def contacts_due(happenings: Iterable[Happening], told: Iterable[Told]) -> tuple[ContactDue, ...]:
    """Return which contacts are due: one for each trigger with a happening that no note on or after its day names.

    It never lapses by itself: only a note to the team closes it, whoever of the two writes it.
    """
    last: dict[Trigger, date] = {}
    for note in told:
        last[note.trigger] = max(note.on, last.get(note.trigger, note.on))
    waiting: dict[Trigger, list[Happening]] = {}
    for one in sorted(happenings, key=lambda one: one.since):
        if one.trigger not in last or last[one.trigger] < one.since:
            waiting.setdefault(one.trigger, []).append(one)
    return tuple(
        ContactDue(trigger, found[0].since, tuple(_reason(one) for one in found))
        for trigger, found in ((trigger, waiting[trigger]) for trigger in Trigger if trigger in waiting)
    )


def _reason(one: Happening) -> Reason:
    return Reason(
        rule="contact_due", words=one.words, source="Practice", tag=Tag.KNOWN, rests_on=one.rests_on
    )


def missed_in_a_row(
    visits: Sequence[bool | None], *, needed: int = int(MISSED_VISITS.value)
) -> tuple[int, ...]:
    """Return the places of the visits at which so many had been missed one after the other.

    Args:
        visits: whether each appointment was missed, in the order of time; None for one that is still to come.
        needed: how many in a row; a default, not validated.
    """
    if needed < 1:
        raise TherapyError(f"At least one missed visit is needed, not {needed}.")
    found, run = [], 0
    for place, missed in enumerate(visits):
        if missed is not None:
            run = run + 1 if missed else 0
            if run == needed:
                found.append(place)
    return tuple(found)


def begins_to_hold(holds: Sequence[bool]) -> tuple[int, ...]:
    """Return the places at which something began to hold: true there and not before."""
    before = (False, *holds)
    return tuple(place for place, (then, now) in enumerate(pairwise(before)) if now and not then)


# -- The same as tables -------------------------------------------------------------------------------------------

_DAY = date(2026, 3, 2)


def _stands(shared: bool, answered: Iterable[str] | None, review: date | None = None) -> str:
    return agreement(shared=shared, answered=answered, review_on=review, today=_DAY).stands.value


def _due(*happenings: tuple[Trigger, int], told: tuple[tuple[Trigger, int], ...] = ()) -> str:
    found = contacts_due(
        (Happening(trigger=t, since=date(2026, 3, n), words="Seen.") for t, n in happenings),
        (Told(t, date(2026, 3, n)) for t, n in told),
    )
    return (
        "; ".join(f"{one.trigger.label}, since the {one.since.day}th" for one in found) or "no contact is due"
    )


def _missed(words: str) -> str:
    visits = [{"held": False, "missed": True, "planned": None}[word] for word in words.split()]
    return "a contact is due" if missed_in_a_row(visits) else "no contact is due"


_ALL = (*TERMS, *SIGNATURES)

RULES = (
    Rule(
        slug="agreement",
        name="Agreement between therapist and prescriber",
        definition=(
            "When somebody else prescribes, therapist, prescriber and patient agree in writing on who does and tells what; "
            "it is looked at again on its day."
        ),
        source="UTD",
        tag=Tag.STATED,
        cases=(
            Case(
                given="nobody else prescribes",
                ask=lambda: _stands(False, None),
                answer=Agreement.NOT_NEEDED.value,
            ),
            Case(
                given="a prescriber, no agreement",
                ask=lambda: _stands(True, None),
                answer=Agreement.MISSING.value,
            ),
            Case(
                given="everything but who covers holidays",
                ask=lambda: _stands(True, [slug for slug in _ALL if slug != "holidays"]),
                answer=Agreement.OPEN.value,
            ),
            Case(
                given="everything, the patient has not agreed yet",
                ask=lambda: _stands(True, [slug for slug in _ALL if slug != "agreed_patient"]),
                answer=Agreement.OPEN.value,
            ),
            Case(
                given="everything, to be looked at again tomorrow",
                ask=lambda: _stands(True, _ALL, date(2026, 3, 3)),
                answer=Agreement.IN_PLACE.value,
            ),
            Case(
                given="everything, to be looked at again today",
                ask=lambda: _stands(True, _ALL, _DAY),
                answer=Agreement.REVIEW.value,
            ),
        ),
    ),
    Rule(
        slug="contact_due",
        name="Contact between therapist and prescriber",
        definition=(
            "A change of risk or dose, side effects, getting worse than at the start, an ending, missed visits or a "
            "pregnancy make a contact due; it stays due until a note to the team about it is dated that day or later."
        ),
        source="Practice",
        tag=Tag.KNOWN,
        cases=(
            Case(given="nothing happened", ask=lambda: _due(), answer="no contact is due"),
            Case(
                given="an alert on the 4th, no note",
                ask=lambda: _due((Trigger.RISK_CHANGE, 4)),
                answer="Risk has changed, since the 4th",
            ),
            Case(
                given="an alert on the 4th, a note about it on the same day",
                ask=lambda: _due((Trigger.RISK_CHANGE, 4), told=((Trigger.RISK_CHANGE, 4),)),
                answer="no contact is due",
            ),
            Case(
                given="an alert on the 5th, a note about risk on the 4th",
                ask=lambda: _due((Trigger.RISK_CHANGE, 5), told=((Trigger.RISK_CHANGE, 4),)),
                answer="Risk has changed, since the 5th",
            ),
            Case(
                given="an alert on the 5th, a note about the dose on the 6th",
                ask=lambda: _due((Trigger.RISK_CHANGE, 5), told=((Trigger.DOSE_CHANGE, 6),)),
                answer="Risk has changed, since the 5th",
            ),
            Case(
                given="alerts on the 4th and the 8th, a note on the 5th",
                ask=lambda: _due(
                    (Trigger.RISK_CHANGE, 4), (Trigger.RISK_CHANGE, 8), told=((Trigger.RISK_CHANGE, 5),)
                ),
                answer="Risk has changed, since the 8th",
            ),
        ),
    ),
    Rule(
        slug="missed_for_contact",
        name="Missed visits that are told",
        definition="Two appointments missed one after the other are told to the prescriber, whatever the reason was.",
        source="Clew",
        tag=Tag.DEFAULT,
        defaults=(MISSED_VISITS,),
        cases=(
            Case(
                given="held, missed, held",
                ask=lambda: _missed("held missed held"),
                answer="no contact is due",
            ),
            Case(given="missed, missed", ask=lambda: _missed("missed missed"), answer="a contact is due"),
            Case(
                given="missed, one still planned, missed",
                ask=lambda: _missed("missed planned missed"),
                answer="a contact is due",
            ),
            Case(
                given="missed, held, missed",
                ask=lambda: _missed("missed held missed"),
                answer="no contact is due",
            ),
        ),
    ),
)
"""The rules of this module, with their cases."""
