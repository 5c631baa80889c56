"""Adding people and patients, care teams, erasure."""

from __future__ import annotations

import json
import os
import re
import uuid
from collections.abc import Collection
from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from clew.practice import access, vault
from clew.practice.access import Chart
from clew.practice.actions import tuning
from clew.practice.actions.base import in_practice, on_record
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import (
    Administration,
    Alert,
    AlertStep,
    Answering,
    Arrangement,
    Ask,
    CareTeamMember,
    ChatSlot,
    Code,
    CoderPart,
    Component,
    Consent,
    Course,
    Decision,
    DoubleCoding,
    Enrolment,
    Entry,
    EntryMoment,
    Episode,
    Feedback,
    Formulation,
    GivenAnswer,
    GivenCode,
    Goal,
    Hypothesis,
    HypothesisMoment,
    Invitation,
    JournalEntry,
    LifeEvent,
    Medication,
    Membership,
    Message,
    ModuleStep,
    Note,
    Notice,
    Outcome,
    Patient,
    Practice,
    ProgrammeAnswer,
    Session,
    ThemeChoice,
    Thread,
    Transcript,
    TunedFrom,
    User,
    Visibility,
)
from clew.practice.roles import CARE_RELATIONS, May, RoleName
from clew.practice.transactions import empty_log
from clew.therapy.safety.levels import WorkingHours

APART = "A demonstration and a practice with real patients never share a CLEW_HOME. Set it to another folder."


def found_practice(
    *, name: str, country: str, time_zone: str, demonstration: bool = False, by: User | None = None
) -> Practice:
    """Found a practice.

    Raises:
        PracticeError: there is no name, no such country code or time zone, or the other practice here is a
            demonstration and this one is not, or the other way round.
    """
    _check_place(name, country, time_zone)
    if Practice.objects.exclude(demonstration=demonstration).exists():
        raise PracticeError(APART)
    with in_practice(None, "practice.found", by=by, kind="practice"):
        return Practice.objects.create(
            name=name, country=country, time_zone=time_zone, demonstration=demonstration
        )


def _check_place(name: str, country: str, time_zone: str) -> None:
    if not name.strip():
        raise PracticeError("A practice needs a name.")
    if not (len(country) == 2 and country.isascii() and country.isalpha() and country.isupper()):
        raise PracticeError("Give the country as its two-letter code in capitals, such as GB.")
    if time_zone not in available_timezones():
        raise PracticeError("Choose a time zone of the list, such as Europe/London.")


def add_user(
    *,
    username: str,
    name: str,
    password: str | None,
    email: str = "",
    by: User | None = None,
    same_password_as: User | None = None,
) -> User:
    """Add someone who can sign in. Without a password they can sign in only after one is set.

    `same_password_as` takes over another's password as it is stored, for the demonstration, where all share one.

    Raises:
        PracticeError: the user name is taken, or it or the name cannot be used.
    """
    user = User(username=username, name=name, email=email)
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as problem:
        raise PracticeError(
            " ".join(f"{field}: {' '.join(why)}" for field, why in problem.message_dict.items())
        ) from None
    with in_practice(None, "user.add", by=by, kind="user", object=username):
        if User.objects.filter(username=username).exists():
            raise PracticeError(f"The user name {username} is taken. Choose another.")
        if same_password_as is None:
            user.set_password(password)
        else:
            user.password = same_password_as.password
        user.save()
    return user


def add_person(
    *,
    practice: Practice,
    username: str,
    name: str,
    role: RoleName,
    password: str,
    by: User,
    key: str | None = None,
) -> User:
    """Add someone to a practice in one step: a sign-in with an initial password, and a role.

    Raises:
        PracticeError: the user name is taken, or there is no name.
        AlreadyDone: the same `key` was used before.
    """
    if not name.strip() or not username.strip():
        raise PracticeError("A person needs a name and a user name.")
    with in_practice(
        practice,
        "person.add",
        by=by,
        kind="user",
        object=username.strip(),
        detail={"role": role.value},
        key=key,
    ):
        user = add_user(username=username.strip(), name=name.strip(), password=password, by=by)
        grant_role(practice=practice, user=user, role=role, by=by)
    return user


def set_password(*, user: User, password: str, by: User | None = None) -> None:
    """Give a person a new password."""
    with in_practice(None, "user.password", by=by, kind="user", object=user.pk):
        user.set_password(password)
        user.save(update_fields=["password"])


def give_password(*, practice: Practice, user: User, password: str, by: User, key: str | None = None) -> None:
    """Give somebody of a practice a new password. It ends their sessions.

    Raises:
        NotFound: the person has no role in the practice.
        PracticeError: they also have a role in another one, whose records this would open.
        AlreadyDone: the same `key` was used before.
    """
    current = Membership.objects.filter(user=user, ended_at=None)
    if not current.filter(practice=practice).exists():
        raise NotFound
    if current.exclude(practice=practice).exists():
        raise PracticeError(
            f"{user} works in another practice too. Ask whoever runs this Clew for a password."
        )
    with in_practice(practice, "person.password", by=by, kind="user", object=user.pk, key=key):
        set_password(user=user, password=password, by=by)


def grant_role(*, practice: Practice, user: User, role: RoleName, by: User | None = None) -> Membership:
    """Give a person a role in the practice. Asking twice is the same as asking once."""
    with in_practice(
        practice, "role.grant", by=by, kind="user", object=user.pk, detail={"role": role.value}
    ) as event:
        membership, _ = Membership.objects.get_or_create(
            practice=practice, user=user, role=role.value, ended_at=None, defaults={"event": event}
        )
    return membership


def end_role(*, membership: Membership, by: User | None = None) -> None:
    """End a person's role. The row stays; their care-team places stop counting at once.

    Raises:
        PracticeError: it is the last manager's.
    """
    with in_practice(
        membership.practice,
        "role.end",
        by=by,
        kind="user",
        object=membership.user_id,
        detail={"role": membership.role},
    ):
        managers = Membership.objects.filter(
            practice=membership.practice, role=RoleName.MANAGER.value, ended_at=None
        )
        if membership.role == RoleName.MANAGER.value and not managers.exclude(pk=membership.pk).exists():
            raise PracticeError("Make somebody else manager first: the practice needs one.")
        membership.ended_at = timezone.now()
        membership.save(update_fields=["ended_at"])


def change_practice(
    *,
    practice: Practice,
    by: User,
    name: str,
    country: str,
    time_zone: str,
    opens: time,
    closes: time,
    working_days: Collection[int],
    answers_within_days: int | None = None,
    asks_out_of_hours: bool | None = None,
) -> None:
    """Change what a practice is called, where it is, when somebody is there to answer, and what patients are told of it.

    Args:
        practice: which.
        by: who changes it.
        name, country, time_zone: what it is called and where it is.
        opens, closes, working_days: when somebody is there to answer.
        answers_within_days: working days within which messages are answered; as it was unless told.
        asks_out_of_hours: whether questionnaires on danger are offered while it is closed; as it was unless told.

    Raises:
        PracticeError: there is no name, or there is no such country code or time zone.
        TherapyError: no day is a working day, or a day closes before it opens.
    """
    _check_place(name, country, time_zone)
    if answers_within_days is not None and not 1 <= answers_within_days <= 30:
        raise PracticeError("Messages are answered within 1 to 30 working days.")
    WorkingHours(dict.fromkeys(working_days, (opens, closes)), ZoneInfo(time_zone))
    with in_practice(practice, "practice.change", by=by, kind="practice", object=practice.pk):
        practice.name = name.strip()
        practice.country = country
        practice.time_zone = time_zone
        practice.opens, practice.closes = opens, closes
        practice.working_days = "".join(str(day) for day in sorted(working_days))
        if answers_within_days is not None:
            practice.answers_within_days = answers_within_days
        if asks_out_of_hours is not None:
            practice.asks_out_of_hours = asks_out_of_hours
        practice.save()


def _must_hold(user: User, role: RoleName, practice_id: uuid.UUID) -> None:
    held = Membership.objects.filter(practice=practice_id, user=user, role=role.value, ended_at=None)
    if not held.exists():
        raise PracticeError(f"{user} does not hold the role {role.value} in this practice.")


def assign_clinician(*, practice: Practice, patient: Patient, user: User, by: User) -> CareTeamMember:
    """Put a clinician on the care team of a patient without opening the record. It stands in the patient's log.

    Raises:
        NotFound: the patient is of another practice, or erased.
        PracticeError: the person is no clinician of the practice.
    """
    if patient.practice_id != practice.pk or patient.erased_at is not None:
        raise NotFound
    relation = RoleName.CLINICIAN
    with in_practice(
        practice,
        "team.join",
        by=by,
        patient=patient.pk,
        kind="user",
        object=str(user.pk),
        detail={"relation": relation.value},
    ) as event:
        _must_hold(user, relation, practice.pk)
        member, _ = CareTeamMember.objects.get_or_create(
            patient=patient, user=user, relation=relation.value, ended_at=None, defaults={"event": event}
        )
    return member


def admit_patient(
    *,
    practice: Practice,
    name: str,
    born: date | None = None,
    pronouns: str = "",
    fictional: bool = False,
    by: User | None = None,
    clinician: User | None = None,
    key: str | None = None,
) -> Patient:
    """Add a patient with a key of their own and, if named, the treating clinician on the care team.

    Raises:
        PracticeError: there is no name.
        AlreadyDone: the same `key` was used before.
    """
    if not name.strip():
        raise PracticeError("A patient needs a name. Write one, or a pseudonym.")
    with in_practice(practice, "patient.admit", by=by, kind="patient", key=key) as event:
        last = Patient.objects.filter(practice=practice).aggregate(last=Max("number"))["last"] or 0
        patient = Patient.objects.create(practice=practice, number=last + 1, fictional=fictional, event=event)
        cipher = vault.create_patient_key(patient, event)
        who = {"name": name.strip(), "born": born.isoformat() if born else "", "pronouns": pronouns.strip()}
        patient.identity = cipher.seal(json.dumps(who), f"practice_patient.identity:{patient.pk}")
        patient.save(update_fields=["identity"])
        if clinician is not None:
            CareTeamMember.objects.create(
                patient=patient, user=clinician, relation=RoleName.CLINICIAN.value, event=event
            )
    return patient


def join_team(*, chart: Chart, user: User, relation: RoleName) -> CareTeamMember:
    """Add a person to the patient's care team. They need the same role in the practice.

    Raises:
        PracticeError: the person does not hold that role.
    """
    if relation not in CARE_RELATIONS:
        raise PracticeError("A care team has clinicians, supervisors and prescribers.")
    with on_record(
        chart,
        "team.join",
        to=May.MANAGE_TEAM,
        kind="user",
        object=str(user.pk),
        detail={"relation": relation.value},
    ) as event:
        _must_hold(user, relation, chart.patient.practice_id)
        member, _ = CareTeamMember.objects.get_or_create(
            patient=chart.patient,
            user=user,
            relation=relation.value,
            ended_at=None,
            defaults={"event": event},
        )
    return member


def leave_team(*, chart: Chart, member: CareTeamMember) -> None:
    """End a person's part in the care team. The last clinician cannot leave: someone must own the alerts.

    Raises:
        PracticeError: it is the last clinician.
    """
    with on_record(
        chart,
        "team.leave",
        to=May.MANAGE_TEAM,
        kind="user",
        object=str(member.user_id),
        detail={"relation": member.relation},
    ):
        if member.patient_id != chart.patient.pk:
            raise NotFound
        others = CareTeamMember.objects.filter(
            patient=chart.patient, relation=RoleName.CLINICIAN.value, ended_at=None
        ).exclude(pk=member.pk)
        if member.relation == RoleName.CLINICIAN.value and not others.exists():
            raise PracticeError("Add another clinician first: somebody must answer alerts.")
        member.ended_at = timezone.now()
        member.save(update_fields=["ended_at"])


def give_account(*, chart: Chart, user: User) -> None:
    """Let a patient sign in to their own record."""
    with on_record(chart, "patient.account", to=May.MANAGE_TEAM, kind="user", object=str(user.pk)) as event:
        Membership.objects.get_or_create(
            practice_id=chart.patient.practice_id,
            user=user,
            role=RoleName.PATIENT.value,
            ended_at=None,
            defaults={"event": event},
        )
        chart.patient.account = user
        chart.patient.save(update_fields=["account"])


def account_of(patient: Patient) -> User | None:
    """Return the sign-in of a patient as it stands now."""
    return User.objects.filter(patient=patient).first()


def close_account(patient: Patient, user: User, *, forget: bool = False) -> None:
    """Take a patient's sign-in from their record; who has no other role cannot sign in any more.

    Call inside the transaction of an action. The user name becomes free for another, and the e-mail address goes.

    Args:
        patient: whose page it opened.
        user: the sign-in.
        forget: whether the name goes too.
    """
    held = Membership.objects.filter(user=user, ended_at=None)
    held.filter(practice=patient.practice_id, role=RoleName.PATIENT.value).update(ended_at=timezone.now())
    patient.account = None
    patient.save(update_fields=["account"])
    if held.exists():
        return
    user.is_active = False
    user.username = f"ended-{user.pk}"
    user.email = ""
    user.name = "" if forget else user.name
    user.set_unusable_password()
    user.save(update_fields=["is_active", "username", "email", "name", "password"])


# In an order in which each row goes before the rows that it points to.
_OF_A_PERSON = (
    TunedFrom,
    Outcome,
    GivenCode,
    CoderPart,
    DoubleCoding,
    Notice,
    AlertStep,
    Alert,
    GivenAnswer,
    Answering,
    Visibility,
    Ask,
    Invitation,
    Consent,
    JournalEntry,
    Message,
    Thread,
    ChatSlot,
    Feedback,
    ProgrammeAnswer,
    ModuleStep,
    Arrangement,
    Enrolment,
    EntryMoment,
    Entry,
    HypothesisMoment,
    Hypothesis,
    ThemeChoice,
    Formulation,
    Decision,
    Component,
    Episode,
    Code,
    Transcript,
    Note,
    Administration,
    LifeEvent,
    Medication,
    Goal,
    Session,
    Course,
)


def _ledger() -> Path:
    """The list of the erased, by id alone, kept outside the database so that a restore can honour it."""
    return Path(settings.CLEW_HOME, "erased")


def _listed() -> set[uuid.UUID]:
    """Return who stands in the ledger. A line that a power cut left half written is passed over."""
    lines = _ledger().read_text(encoding="ascii", errors="replace").split() if _ledger().exists() else []
    whole = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
    return {uuid.UUID(line) for line in lines if whole.fullmatch(line)}


def write_ledger() -> None:
    """Put everybody who is erased in the database into the ledger.

    Called after each erasure, before a backup and before a restore, so that a crash between the erasure and
    its line in the ledger loses nothing, and nobody stands in it whose erasure did not come about.
    """
    if Patient._meta.db_table not in connection.introspection.table_names():
        return
    erased = set(Patient.objects.exclude(erased_at=None).values_list("pk", flat=True))
    missing = sorted(erased - _listed())
    if missing:
        with _ledger().open("a", encoding="ascii") as ledger:
            ledger.write("".join(f"\n{pk}" for pk in missing) + "\n")
            ledger.flush()
            os.fsync(ledger.fileno())


def erase_again() -> int:
    """Erase whoever was erased after the backup that was just restored; return how many."""
    back = list(
        Patient.objects.filter(pk__in=_listed(), erased_at=None).select_related("key__master", "practice")
    )
    for patient in back:
        erase_patient(chart=access.open_as_system(patient, why="erase again"))
    return len(back)


def erase_patient(*, chart: Chart) -> None:
    """Erase a person for good: destroy the key, then delete every row about them.

    The audit log keeps that the record existed, who read it and who erased it; it holds no text.
    """
    patient = chart.patient
    with on_record(chart, "patient.erase", to=May.ERASE, kind="patient", object=patient.pk):
        transaction.on_commit(write_ledger)
        transaction.on_commit(empty_log)
        tuning.forget(patient)
        vault.destroy_patient_key(patient)
        patient.erased_at = timezone.now()
        patient.identity = b""
        patient.save(update_fields=["erased_at", "identity"])
        if account := account_of(patient):
            close_account(patient, account, forget=True)
        CareTeamMember.objects.filter(patient=patient, ended_at=None).update(ended_at=timezone.now())
        for model in _OF_A_PERSON:
            model._default_manager.filter(patient=patient).delete()
