"""Supervision: what was asked, what was answered and at which moments, and where somebody waits for an answer."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef

from clew.practice import access, consents
from clew.practice.access import Chart
from clew.practice.consents import Purpose
from clew.practice.models import (
    CareTeamMember,
    Claim,
    Code,
    Consent,
    Course,
    Entry,
    EntryMoment,
    Patient,
    Transcript,
    User,
)
from clew.practice.readings import entries
from clew.practice.readings.cited import Citations, Cited
from clew.practice.readings.entries import Written
from clew.practice.readings.picking import MARK
from clew.practice.roles import May, RoleName
from clew.therapy.course import supervising
from clew.therapy.course.rule import Reason


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment with the moments that it is about."""

    said: Written
    moments: Sequence[Cited]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the supervisor with its moments and what was answered, the first answer first."""

    question: Written
    moments: Sequence[Cited]
    answers: Sequence[Remark]

    @property
    def open(self) -> bool:
        """Whether nobody but who asked has answered yet."""
        return all(answer.said.entry.author_id == self.question.entry.author_id for answer in self.answers)


@dataclass(frozen=True, slots=True)
class Supervised:
    """What the page "Supervision" shows. `remarks` are comments on moments that answer no question.

    `own` is what the patient chose on their own page: where it is there it counts, and not what is written down.
    """

    supervisors: Sequence[User]
    consent: Written | None
    own: Consent | None
    prompts: Sequence[Reason]
    asked: Sequence[Asked]
    remarks: Sequence[Remark]
    signed: Sequence[Written]
    otherwise: Mapping[str, Sequence[Written]]


def supervised(chart: Chart, course: Course) -> Supervised:
    """Gather it; the questions that wait come first, then the latest."""
    team = list(access.team_of(chart))
    supervisors = [member.user for member in team if member.relation == RoleName.SUPERVISOR.value]
    slugs = ("supervision_consent", "supervision_request", "supervision_comment", "sign_off", "otherwise")
    found, sided = entries.with_moments(chart, course, *slugs, to=May.READ_SESSIONS)
    questions, comments = found["supervision_request"], found["supervision_comment"]
    citations = Citations(chart, [one.moment for some in sided.values() for one in some])

    def moments(one: Written) -> list[Cited]:
        cited = (citations.cite(sided_one.moment) for sided_one in sided[one.id])
        return [one for one in cited if one is not None]

    consent = found["supervision_consent"][-1] if found["supervision_consent"] else None
    own = consents.choices(chart.patient).get(Purpose.SUPERVISION)
    asked = [
        Asked(
            question,
            moments(question),
            [Remark(c, moments(c)) for c in comments if c.entry.about_id == question.id],
        )
        for question in reversed(questions)
    ]
    known = {question.id for question in questions}
    return Supervised(
        supervisors=supervisors,
        consent=consent,
        own=own,
        prompts=supervising.supervision(
            supervisors=len(supervisors),
            consent=consent.get("agreed") if consent else None,
            own=own.given if own else None,
        ),
        asked=sorted(asked, key=lambda one: not one.open),
        remarks=[Remark(c, moments(c)) for c in reversed(comments) if c.entry.about_id not in known],
        signed=found["sign_off"][::-1],
        otherwise=entries.by_rule(found["otherwise"]),
    )


def comments_on(chart: Chart, transcript: Transcript) -> Mapping[int, Sequence[Written]]:
    """Return the comments at the moments of one transcript, by turn; for the margin of the session page.

    A comment on an earlier version of it, from before its speakers were corrected, stands at the same turn.
    """
    rows = (
        chart.rows(EntryMoment, to=May.READ_SESSIONS)
        .filter(
            transcript__session=transcript.session_id,
            transcript__source_digest=transcript.source_digest,
            entry__form="supervision_comment",
            entry__replaced_by=None,
            entry__withdrawn=False,
        )
        .select_related("entry__author", "entry__session")
        .order_by("turn", "entry__on", "entry__event")
    )
    found: dict[int, list[Written]] = {}
    for row in rows:
        found.setdefault(row.turn, []).append(entries.written(chart, row.entry))
    return found


@dataclass(slots=True)
class Waiting:
    """One supervised patient in a list: numbers and days only, no text."""

    patient: Patient
    open: int = 0
    since: date | None = None
    answered: date | None = None
    marked: int = 0
    consent: bool = False
    people: list[str] = field(default_factory=list)


def queue(patients: Sequence[Patient], relation: RoleName) -> list[Waiting]:
    """Return where an answer is awaited: patients with open questions first, the longest waiting first.

    Args:
        patients: from `access.caseload`, in this relation.
        relation: as what the reader works with them; a supervisor is told the clinicians, a clinician the supervisors.
    """
    found = {patient.pk: Waiting(patient) for patient in patients}
    _questions(found)
    marks = Code.objects.filter(
        patient__in=list(found), scheme=MARK, status=Claim.Status.ACCEPTED, transcript__current=True
    )
    for patient_id in marks.values_list("patient", flat=True):
        found[patient_id].marked += 1
    other = RoleName.CLINICIAN if relation is RoleName.SUPERVISOR else RoleName.SUPERVISOR
    chosen = Consent.objects.filter(patient=OuterRef("patient"), purpose=Purpose.SUPERVISION.value)
    members = CareTeamMember.objects.filter(patient__in=list(found), relation=other.value, ended_at=None)
    for member in members.annotate(chosen=Exists(chosen)).select_related("user").order_by("pk"):
        found[member.patient_id].people.append(str(member.user))
        found[member.patient_id].consent |= member.chosen
    return sorted(found.values(), key=lambda one: (one.open == 0, one.since or date.max, one.patient.number))


def _questions(found: Mapping[uuid.UUID, Waiting]) -> None:
    """Count the open questions and note the last answers, from the rows alone; nothing is opened."""
    rows = Entry.objects.filter(
        patient__in=list(found),
        form__in=("supervision_consent", "supervision_request", "supervision_comment"),
        replaced_by=None,
        withdrawn=False,
    )
    asked: dict[uuid.UUID, Entry] = {}
    answers: list[Entry] = []
    for row in rows.order_by("on", "event"):
        if row.form == "supervision_consent":
            found[row.patient_id].consent = True
        elif row.form == "supervision_request":
            asked[row.first_id or row.pk] = row
        else:
            answers.append(row)
    answered = set()
    for row in answers:
        question = asked.get(row.about_id) if row.about_id else None
        if question is not None and row.author_id != question.author_id:
            answered.add(row.about_id)
            found[row.patient_id].answered = row.on
    for pk, question in asked.items():
        if pk not in answered:
            line = found[question.patient_id]
            line.open += 1
            line.since = min(line.since or question.on, question.on)
