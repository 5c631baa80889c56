"""The one door to a patient's record.

`open_record` checks that a person may open it and writes that they did. What it returns, a
`Chart`, is the only way from there to the patient's rows and text. Absent and forbidden answer alike.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet

from clew.practice import audit, consents, deputies, doors, vault
from clew.practice.consents import Purpose
from clew.practice.errors import Erased, NotFound
from clew.practice.models import (
    Administration,
    AuditEvent,
    CareTeamMember,
    Course,
    Entry,
    EntryMoment,
    Feedback,
    GivenAnswer,
    GivenCode,
    JournalEntry,
    Membership,
    Message,
    Note,
    Patient,
    Practice,
    ProgrammeAnswer,
    Record,
    Thread,
    User,
    Visibility,
)
from clew.practice.roles import CARE_RELATIONS, IN_THE_PRESENT_COURSE, ROLES, May, RoleName
from clew.practice.transactions import write
from clew.therapy.measures.asking import may_be_kept
from clew.therapy.measures.registry import INSTRUMENTS

R = TypeVar("R", bound=Record)

# What patient and clinician write for each other; whoever may do neither of the two never gets a row of it.
_BETWEEN_THE_TWO = (JournalEntry, Thread, Message, ProgrammeAnswer, Feedback)

# Questionnaires that the patient may keep: others read them filled in and shared, never answer by answer.
_KEPT = tuple(form.key for form in INSTRUMENTS.values() if may_be_kept(form))


@dataclass(frozen=True, slots=True)
class Chart:
    """One patient's record, opened by one person who may do `may` with it."""

    patient: Patient
    by: User | None
    role: str
    may: frozenset[May]
    cipher: vault.Cipher
    earlier: Course | None = None  # the earlier course that is read, where it is not the latest
    held: tuple[Membership, ...] = ()  # every role the person holds, here and elsewhere, as `held_by` says

    def require(self, what: May) -> None:
        """Raise `NotFound` unless the person may do this."""
        if what not in self.may:
            raise NotFound

    def can(self, what: May) -> bool:
        """Whether the person may do this; for showing or hiding what leads there."""
        return what in self.may

    def rows(self, model: type[R], *, to: May) -> QuerySet[R]:
        """Return the patient's rows of one table, for a purpose the person must be allowed.

        Process notes are left out unless the person wrote them, entries of forms unless the person may read the
        form; who may only read what is shared with them gets the entries that are shared. Of what the patient writes
        for themselves everybody else gets what is shared, and no check-in that the patient keeps back. Of a coding by two
        who do not see each other's codes each gets their own until both are done.
        """
        self.require(to)
        rows = model._default_manager.filter(patient=self.patient)
        if model in _BETWEEN_THE_TWO and not {May.READ_OWN, May.READ_SHARED} & self.may:
            raise NotFound
        if model is JournalEntry and May.READ_OWN not in self.may:
            rows = rows.filter(shared=True, withdrawn=False, replaced_by=None)
        if model is Administration and May.READ_OWN not in self.may:
            rows = rows.exclude(visibility__choice__in=(Visibility.Choice.LATER, Visibility.Choice.NOT))
        if model is GivenAnswer and May.READ_OWN not in self.may:
            rows = rows.exclude(answering__instrument__in=_KEPT)
        if model is GivenCode:
            rows = rows.filter(Q(part__coding__closed_at__isnull=False) | Q(part__coder=self.by))
        if model is Note:
            rows = rows.filter(~Q(kind=Note.Kind.PROCESS) | Q(author=self.by))
        if model is Entry:
            rows = rows.filter(self._readable())
        if model is EntryMoment:
            rows = rows.filter(entry__in=Entry.objects.filter(self._readable(), patient=self.patient))
        return rows

    def _readable(self) -> Q:
        """Which entries of forms the person may read."""
        own = ~Q(form__in=doors.private()) | Q(author=self.by)
        readable = Q(form__in=doors.readable(self.may)) & own
        if May.READ_OWN not in self.may:
            return readable
        return readable | Q(shared=True, withdrawn=False, replaced_by=None) & own

    def row(self, model: type[R], pk: uuid.UUID | str, *, to: May) -> R:
        """Return one of the patient's rows, or raise `NotFound`."""
        try:
            found = self.rows(model, to=to).filter(pk=pk).first()
        except ValidationError:  # what was given is no UUID
            found = None
        if found is None:
            raise NotFound
        return found

    def text(self, row: Record, field: str) -> str:
        """Return the text of one sealed column of one of the patient's rows."""
        if row.patient_id != self.patient.pk:
            raise NotFound
        if (
            isinstance(row, Note)
            and row.kind == Note.Kind.PROCESS
            and row.author_id != getattr(self.by, "pk", None)
        ):
            raise NotFound
        if (
            isinstance(row, Entry)
            and row.form in doors.private()
            and row.author_id != getattr(self.by, "pk", None)
        ):
            raise NotFound
        if isinstance(row, _BETWEEN_THE_TWO) and not {May.READ_OWN, May.READ_SHARED} & self.may:
            raise NotFound
        if isinstance(row, JournalEntry) and not row.shared and May.READ_OWN not in self.may:
            raise NotFound
        return row.unseal(self.cipher, field)

    @property
    def identity(self) -> dict[str, str]:
        """The patient's name and what else identifies them."""
        return identity(self.patient, self.cipher)

    @property
    def course(self) -> Course | None:
        """The latest course of treatment, or the earlier one that is read."""
        if self.earlier is not None:
            return self.earlier
        return Course.objects.filter(patient=self.patient).order_by("-starts_on").first()


def at_course(chart: Chart, course: uuid.UUID) -> Chart:
    """Return the chart as it reads in one of the person's courses: an earlier one is for reading only.

    Raises:
        NotFound: it is not a course of this person, or the person who opened the record may not see courses.
    """
    found = chart.row(Course, course, to=May.SEE_COURSE)
    if found == chart.course:
        return chart
    return replace(chart, earlier=found, may=chart.may - IN_THE_PRESENT_COURSE)


def identity(patient: Patient, cipher: vault.Cipher) -> dict[str, str]:
    """Unseal who a patient is: name, born (ISO date), pronouns."""
    place = f"practice_patient.identity:{patient.pk}"
    return dict(json.loads(cipher.unseal(bytes(patient.identity), place)))


def memberships_of(user: User | AnonymousUser) -> QuerySet[Membership]:
    """Return the current roles of a person, one row each."""
    if not isinstance(user, User) or not user.is_active:
        return Membership.objects.none()
    return Membership.objects.filter(user=user, ended_at=None)


def roles_of(user: User | AnonymousUser) -> dict[uuid.UUID, set[RoleName]]:
    """Return the current roles of a person, by practice."""
    roles: dict[uuid.UUID, set[RoleName]] = {}
    for membership in memberships_of(user):
        roles.setdefault(membership.practice_id, set()).add(RoleName(membership.role))
    return roles


def practice_for(user: User | AnonymousUser, *, to: May) -> Practice:
    """Return the practice in which a person may do something that is not about one record.

    Raises:
        NotFound: there is none.
    """
    for membership in memberships_of(user).select_related("practice").order_by("pk"):
        if to in ROLES[RoleName(membership.role)].in_practice:
            return membership.practice
    raise NotFound


def held_by(user: User | AnonymousUser) -> QuerySet[Membership]:
    """Return the current roles of a person, each with its practice."""
    return memberships_of(user).select_related("practice", "user")


def caseload(
    user: User | AnonymousUser,
    *,
    relation: RoleName | None = None,
    held: Iterable[Membership] | None = None,
) -> QuerySet[Patient]:
    """Return the patients whose record a person may open, in the order of their numbers.

    Args:
        user: who asks.
        relation: only those with whom they work as this; the patients of those they stand in for count as a clinician's.
        held: what `held_by` says of them, where that was asked already for the same page.
    """
    allowed = Q(pk__in=[])
    for membership in held_by(user) if held is None else held:
        role = RoleName(membership.role)
        if role not in CARE_RELATIONS or relation not in (None, role):
            continue
        who = Q(user=membership.user)
        if role is RoleName.CLINICIAN:
            who |= Q(user__in=deputies.stood_in_for(membership.user, membership.practice).values("user"))
        care = CareTeamMember.objects.filter(who, ended_at=None, relation=role.value)
        if role is RoleName.SUPERVISOR:
            care = care.exclude(patient__in=consents.withdrawn(Purpose.SUPERVISION))
        allowed |= Q(practice=membership.practice_id, pk__in=care.values("patient"))
    return Patient.objects.filter(allowed, erased_at=None).select_related("key__master").order_by("number")


def stands_in(user: User, patients: Iterable[Patient]) -> dict[uuid.UUID, str]:
    """Return for whom a person stands in today with some patients of their `caseload`: the absent clinician's name."""
    found: dict[uuid.UUID, str] = {}
    for membership in memberships_of(user).filter(role=RoleName.CLINICIAN.value).select_related("practice"):
        absent = deputies.stood_in_for(user, membership.practice).values("user")
        care = CareTeamMember.objects.filter(
            patient__practice=membership.practice_id, ended_at=None, relation=RoleName.CLINICIAN.value
        )
        own = care.filter(patient=OuterRef("patient"), user=user)
        rows = care.filter(~Exists(own), user__in=absent, patient__in=[patient.pk for patient in patients])
        for member in rows.select_related("user").order_by("-pk"):
            found[member.patient_id] = str(member.user)
    return found


@dataclass(frozen=True, slots=True)
class _Rights:
    """In which role a person opens a record, all that they may do there, and every role they hold anywhere."""

    role: str
    may: frozenset[May]
    held: tuple[Membership, ...]


def _rights(user: User, patient: Patient) -> _Rights:
    part = CareTeamMember.objects.filter(patient=patient, user=user, ended_at=None, relation=OuterRef("role"))
    held = tuple(held_by(user).annotate(on_team=Exists(part)))
    on_team = {one.role: one.on_team for one in held if one.practice_id == patient.practice_id}
    opening = [role for role in CARE_RELATIONS if on_team.get(role.value)]
    if RoleName.SUPERVISOR in opening and not consents.holds(patient, Purpose.SUPERVISION):
        opening.remove(RoleName.SUPERVISOR)
    if RoleName.PATIENT.value in on_team and patient.account_id == user.pk:
        opening.append(RoleName.PATIENT)
    may: frozenset[May] = frozenset()
    for role in opening:
        may |= ROLES[role].on_record
    if on_team.get(RoleName.CLINICIAN.value) is False and _deputises(user, patient):
        return _Rights(deputies.DEPUTY, may | deputies.MAY, held)
    return _Rights(opening[0].value if opening else "", may, held)


def _deputises(user: User, patient: Patient) -> bool:
    """Whether the person stands in today for a clinician of the patient."""
    absent = deputies.stood_in_for(user, patient.practice).values("user")
    return CareTeamMember.objects.filter(
        patient=patient, relation=RoleName.CLINICIAN.value, ended_at=None, user__in=absent
    ).exists()


def open_record(
    user: User | AnonymousUser, patient_id: uuid.UUID | str, *, to: May, view: str, object_id: str = ""
) -> Chart:
    """Open one patient's record for one person and write that they did.

    Args:
        user: who asks.
        patient_id: whose record.
        to: what it is opened for.
        view: the page or command that opens it, for the log.
        object_id: the session or other thing looked at, for the log.

    Raises:
        NotFound: there is no such patient, or the person may not do this; the refusal is logged.
    """
    try:
        patient = _whole().filter(pk=patient_id).first()
    except ValidationError:  # what was given is no UUID
        patient = None
    return _open(user, patient, to=to, view=view, object_id=object_id)


def open_own(user: User | AnonymousUser, *, to: May, view: str) -> Chart:
    """Open the record of the patient who is signed in, by the patient's own right, and write that they did.

    Raises:
        NotFound: the account is no patient's, or the patient may not do this.
    """
    treated = Exists(_clinicians().filter(patient=OuterRef("pk")))
    whole = _whole().annotate(treated=treated)
    patient = whole.filter(account=user).first() if isinstance(user, User) else None
    return _open(user, patient, to=to, view=view, object_id="")


def _whole() -> QuerySet[Patient]:
    """Return patients with all that opening a record needs."""
    return Patient.objects.select_related("key__master", "practice")


def _open(
    user: User | AnonymousUser, patient: Patient | None, *, to: May, view: str, object_id: str
) -> Chart:
    if patient is None or not isinstance(user, User) or not user.is_active:
        raise NotFound
    rights = _rights(user, patient)
    if to not in rights.may:
        with write():
            audit.append(
                action="record.refused",
                actor=user.pk,
                practice=patient.practice_id,
                patient=patient.pk,
                kind=view,
                object=object_id,
            )
        raise NotFound
    try:
        cipher = vault.cipher_for(patient)
    except Erased:
        raise NotFound from None
    with write():
        audit.append(
            action="record.read",
            actor=user.pk,
            role=rights.role,
            practice=patient.practice_id,
            patient=patient.pk,
            kind=view,
            object=object_id,
        )
    return Chart(patient, user, rights.role, rights.may, cipher, held=rights.held)


def open_as_system(patient: Patient, *, why: str) -> Chart:
    """Open a record for work that no person asked for in a page: a command or a job. It is logged as such."""
    with write():
        audit.append(
            action="record.read",
            actor=None,
            role="system",
            practice=patient.practice_id,
            patient=patient.pk,
            kind=why,
        )
    return Chart(patient, None, "system", frozenset(May), vault.cipher_for(patient))


def names(patients: Iterable[Patient], user: User, *, why: str) -> dict[uuid.UUID, dict[str, str]]:
    """Return who each of several patients is, for a list. One audit event tells of the whole list.

    The patients must come from `caseload` or from `register`, which check who may see them.
    """
    listed = list(patients)
    with write():
        audit.append(
            action="list.read",
            actor=user.pk,
            practice=listed[0].practice_id if listed else None,
            kind=why,
            detail={"patients": len(listed)},
        )
    return {
        patient.pk: {"name": "Erased"} if patient.erased_at else identity(patient, vault.cipher_for(patient))
        for patient in listed
    }


def register(user: User | AnonymousUser) -> QuerySet[Patient]:
    """Return all patients of the practice for someone who may see names and nothing clinical."""
    practice = practice_for(user, to=May.SEE_NAMES)
    return Patient.objects.filter(practice=practice).select_related("key__master").order_by("number")


def treating(practice: Practice, patients: Iterable[Patient]) -> dict[uuid.UUID, list[User]]:
    """Return who treats each of some patients of the `register`: clinicians who can open the record now."""
    members = _treating(practice).filter(patient__in=[patient.pk for patient in patients])
    found: dict[uuid.UUID, list[User]] = {}
    for member in members.select_related("user").order_by("user__name", "pk"):
        found.setdefault(member.patient_id, []).append(member.user)
    return found


def without_clinician(practice: Practice) -> QuerySet[Patient]:
    """Return the patients whose record no clinician can open, so that nobody sees an alert.

    Ask `practice_for` first, to see names.
    """
    treated = Exists(_treating(practice).filter(patient=OuterRef("pk")))
    patients = Patient.objects.filter(~treated, practice=practice, erased_at=None)
    return patients.select_related("key__master").order_by("number")


def is_treated(patient: Patient) -> bool:
    """Whether a clinician treats the patient, who can open the record now; `open_own` has asked for it already."""
    known: bool | None = getattr(patient, "treated", None)
    return _clinicians().filter(patient=patient).exists() if known is None else known


def _treating(practice: Practice) -> QuerySet[CareTeamMember]:
    return _clinicians().filter(patient__practice=practice)


def _clinicians() -> QuerySet[CareTeamMember]:
    """Return who treats whom now: clinicians who still are that, in the patient's practice."""
    relation = RoleName.CLINICIAN.value
    holds = Membership.objects.filter(
        practice=OuterRef("patient__practice"), user=OuterRef("user"), role=relation, ended_at=None
    )
    return CareTeamMember.objects.filter(
        Exists(holds), relation=relation, ended_at=None, user__is_active=True
    )


def members_of(practice: Practice) -> QuerySet[Membership]:
    """Return the current roles in a practice, by name. Ask `practice_for` first."""
    return (
        Membership.objects.filter(practice=practice, ended_at=None)
        .select_related("user")
        .order_by("user__name", "user__pk", "role")
    )


def who_looked(chart: Chart) -> QuerySet[AuditEvent]:
    """Return the log of one record, newest first.

    When the patient writes for themselves alone, and reads it again, is theirs as the text is: others see of the
    journal only that a shared text was read. The chain holds all of it.
    """
    chart.require(May.SEE_WHO_LOOKED)
    events = AuditEvent.objects.filter(patient=chart.patient.pk).order_by("-seq")
    if May.READ_OWN in chart.may:
        return events
    journal = Q(action__startswith="journal.") & ~Q(action="journal.read")
    return events.exclude(journal | Q(action="record.read", kind__startswith="own_journal"))


def team_of(chart: Chart) -> QuerySet[CareTeamMember]:
    """Return the current care team."""
    chart.require(May.SEE_COURSE)
    return (
        CareTeamMember.objects.filter(patient=chart.patient, ended_at=None)
        .select_related("user")
        .order_by("relation", "pk")
    )


def coders(chart: Chart) -> list[User]:
    """Return who could code a session of this record: those on the care team whose present role lets them, by name."""
    chart.require(May.CODE_TWICE)
    relations = [role for role in CARE_RELATIONS if May.CODE_TWICE in ROLES[role].on_record]
    if not consents.holds(chart.patient, Purpose.SUPERVISION):
        relations.remove(RoleName.SUPERVISOR)
    holds = Membership.objects.filter(
        practice=chart.patient.practice_id, user=OuterRef("user"), role=OuterRef("relation"), ended_at=None
    )
    members = CareTeamMember.objects.filter(
        Exists(holds),
        patient=chart.patient,
        ended_at=None,
        relation__in=[role.value for role in relations],
        user__is_active=True,
    )
    return list(
        dict.fromkeys(member.user for member in members.select_related("user").order_by("user__name", "pk"))
    )


def colleagues(chart: Chart) -> list[tuple[User, list[str]]]:
    """Return who could join the care team: people of the practice with the roles that they hold."""
    chart.require(May.MANAGE_TEAM)
    held: dict[User, list[str]] = {}
    memberships = Membership.objects.filter(
        practice=chart.patient.practice_id,
        role__in=[r.value for r in CARE_RELATIONS],
        ended_at=None,
        user__is_active=True,
    )
    for membership in memberships.select_related("user").order_by("user__name"):
        held.setdefault(membership.user, []).append(membership.role)
    return list(held.items())


def people_in(events: Iterable[AuditEvent]) -> dict[int | None, str]:
    """Return the names of those who appear in some entries of the log."""
    actors = {event.actor for event in events if event.actor is not None}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=actors)}
