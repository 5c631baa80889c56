"""What a patient can agree to, each purpose apart, and whether they do.

The words are shown before a choice is made; a choice names their version. What each purpose opens or closes is
enforced where it happens, by asking `given`.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import OuterRef, QuerySet, Subquery

from clew.practice.models import Consent, Patient
from clew.practice.roles import May

if TYPE_CHECKING:
    from clew.practice.access import Chart

VERSION = "1"
"""Of the words below: a change of what they mean is a new version."""


class Purpose(StrEnum):
    """The purposes, each of which can be agreed to or withdrawn by itself."""

    QUESTIONNAIRES = "questionnaires"
    MESSAGES = "messages"
    PROGRAMME = "programme"
    REMINDERS = "reminders"
    OWN_COURSE = "own_course"
    SUPERVISION = "supervision"
    NUMBERS = "numbers"
    SECOND_CODER = "second_coder"
    TUNING = "tuning"


@dataclass(frozen=True, slots=True)
class Words:
    """What the patient reads about one purpose. `unless_said` holds until they choose: what they never saw."""

    purpose: Purpose
    title: str
    what: str
    if_withdrawn: str
    unless_said: bool = False


PURPOSES: dict[Purpose, Words] = {
    words.purpose: words
    for words in (
        Words(
            Purpose.QUESTIONNAIRES,
            "Questionnaires here",
            "Your clinician can ask you to fill in questionnaires on this page between sessions, and reads your "
            "answers during the hours of the practice.",
            "Nothing is asked of you here any more. What you have answered stays in your record. You can still "
            "talk about the questions when you meet.",
        ),
        Words(
            Purpose.MESSAGES,
            "Messages",
            "You and your clinician can write to each other here. Messages are part of your record.",
            "Neither of you can write here any more. What was written stays in your record and you can read it.",
        ),
        Words(
            Purpose.PROGRAMME,
            "A programme over the internet",
            "If your clinician offers you one, you can work through a written programme here. Your clinician reads "
            "what you write in its exercises and answers you.",
            "The programme closes. What you wrote stays in your record and you can read it.",
        ),
        Words(
            Purpose.REMINDERS,
            "Reminders by e-mail",
            "An e-mail tells you that something waits for you here. It never says what, and does not name your "
            "practice's kind of work. Others who see your e-mail may still guess.",
            "No more e-mails. What waits for you still stands on this page.",
        ),
        Words(
            Purpose.OWN_COURSE,
            "Your own answers over time",
            "You can see how your answers to questionnaires went over time, in the way that you and your clinician "
            "agreed.",
            "Your answers over time are not shown here. You can still look at them together.",
        ),
        Words(
            Purpose.SUPERVISION,
            "Supervision",
            "Your clinician can talk about your treatment with their supervisor, who can read your record and is "
            "bound to silence as your clinician is.",
            "The supervisor can no longer open your record. Your clinician may still ask for advice without "
            "saying who you are.",
            unless_said=True,
        ),
        Words(
            Purpose.NUMBERS,
            "Anonymous numbers of the practice",
            "Your scores count in the numbers by which the practice sees how its treatments go. No name, no text "
            "and no single person can be seen in them.",
            "Your scores are left out of these numbers from now on.",
            unless_said=True,
        ),
        Words(
            Purpose.SECOND_CODER,
            "A computer program elsewhere that reads sessions",
            "Your clinician can have what is said in your sessions read by a language model, a computer program on "
            "another machine, which may belong to another company. It suggests what to look at. The name in your "
            "record is not sent. But names that are said in a session are, and what you say can show who you are.",
            "Nothing more is sent there. What was sent cannot be fetched back. What the program suggested stays in "
            "your record. Your treatment goes on as it is.",
        ),
        Words(
            Purpose.TUNING,
            "Learning from how your sessions were read",
            "Your clinician notes beside a session what went on in it, and Clew suggests such notes. It can learn from how "
            "your clinician noted your sessions, so that it suggests better ones. This happens on the practice's own "
            "machine. Only numbers are kept, none of your words, and they do not leave the practice.",
            "Nothing more is learned from your sessions, and the numbers that were found with their help are deleted. A "
            "backup may hold them until it is replaced. Your treatment goes on as it is.",
        ),
    )
}
"""All purposes, in the order in which they are shown."""


def choices(patient: Patient) -> dict[Purpose, Consent]:
    """Return the latest choice of each purpose about which the patient has chosen; one query."""
    latest: dict[Purpose, Consent] = {}
    for row in Consent.objects.filter(patient=patient).order_by("at", "event_id"):
        if row.purpose in PURPOSES:
            latest[Purpose(row.purpose)] = row
    return latest


def holds(patient: Patient, purpose: Purpose) -> bool:
    """Whether a patient agrees to one purpose now."""
    row = Consent.objects.filter(patient=patient, purpose=purpose.value).order_by("-at", "-event_id").first()
    return PURPOSES[purpose].unless_said if row is None else row.given


def given(chart: Chart, purpose: Purpose) -> bool:
    """Whether the patient whose record is open agrees to one purpose now."""
    return holds(chart.patient, purpose)


def _whose_latest(purpose: Purpose, *, given: bool) -> QuerySet[Consent, uuid.UUID]:
    latest = Consent.objects.filter(patient=OuterRef("patient"), purpose=purpose.value)
    newest = Subquery(latest.order_by("-at", "-event_id").values("pk")[:1])
    return Consent.objects.filter(purpose=purpose.value, given=given, pk=newest).values_list(
        "patient", flat=True
    )


def agreeing(purpose: Purpose) -> QuerySet[Consent, uuid.UUID]:
    """Return the ids of the patients who agree to one purpose now; for one that is not held until it is said."""
    return _whose_latest(purpose, given=True)


def withdrawn(purpose: Purpose) -> QuerySet[Consent, uuid.UUID]:
    """Return the ids of the patients who do not agree to one purpose (any more), to leave them out of what is many's.

    Whoever never chose is not among them.
    """
    return _whose_latest(purpose, given=False)


def history(chart: Chart) -> list[Consent]:
    """Return every choice that the patient made, the latest first: for themselves, and for who invites them."""
    to = May.READ_OWN if chart.can(May.READ_OWN) else May.INVITE
    rows = chart.rows(Consent, to=to).filter(purpose__in=[purpose.value for purpose in Purpose])
    return list(rows.order_by("-at", "-event_id"))
