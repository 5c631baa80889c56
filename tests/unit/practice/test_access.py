"""The one door: who may open a record, for what, and what a stranger learns, which is nothing."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from clew.practice import access
from clew.practice.actions import formulation, measures, notes, people, plan, sessions
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import (
    Administration,
    AuditEvent,
    CareTeamMember,
    Course,
    Membership,
    Note,
    Patient,
    Session,
    Transcript,
)
from clew.practice.roles import ROLES, May, RoleName

# Written out once more, so that a change in `roles` is a change here too, seen and meant.
OPENS: dict[str, str] = {
    "clinician": """SEE_COURSE READ_MEASURES READ_SESSIONS READ_PROGRESS_NOTES READ_FORMULATION READ_ALERTS
        SEE_WHO_LOOKED IMPORT CODE CODE_TWICE WRITE_NOTES ENTER_MEASURES WRITE_FORMULATION PLAN PRESCRIBE HANDLE_ALERTS
        RAISE_ALERT WRITE_TO_TEAM SUPERVISE READ_SHARED WRITE_TO_PATIENT INVITE MANAGE_TEAM EXPORT ERASE""",
    "supervisor": """SEE_COURSE READ_MEASURES READ_SESSIONS READ_PROGRESS_NOTES READ_FORMULATION READ_ALERTS
        SUPERVISE SIGN_OFF CODE_TWICE""",
    "prescriber": "SEE_COURSE READ_MEASURES READ_ALERTS PRESCRIBE HANDLE_ALERTS RAISE_ALERT WRITE_TO_TEAM",
    "patient": "READ_OWN WRITE_OWN SEE_WHO_LOOKED RAISE_ALERT",
    "researcher": "",
    "manager": "",
    "stranger": "",
    "elsewhere": "",
}
IN_PRACTICE: dict[str, str] = {
    "clinician": "ADMIT_PATIENT READ_KNOWLEDGE",
    "supervisor": "READ_KNOWLEDGE",
    "prescriber": "READ_KNOWLEDGE",
    "patient": "",
    "researcher": "READ_KNOWLEDGE",
    "manager": "ADMIT_PATIENT SEE_NAMES MANAGE_PEOPLE TUNE_CODER",
}
WRITES = "IMPORT CODE WRITE_NOTES ENTER_MEASURES WRITE_FORMULATION PLAN PRESCRIBE HANDLE_ALERTS MANAGE_TEAM EXPORT ERASE"


@pytest.mark.parametrize("role", OPENS)
def test_who_may_open_a_record_for_what(cast, role):
    user, allowed = cast.by_role()[role], set(OPENS[role].split())
    for to in May:
        if to.name in allowed:
            chart = access.open_record(user, cast.pia.pk, to=to, view="test")
            assert chart.role == role
            assert {may.name for may in chart.may} == allowed
        else:
            with pytest.raises(NotFound):
                access.open_record(user, cast.pia.pk, to=to, view="test")


@pytest.mark.parametrize("role", IN_PRACTICE)
def test_who_may_do_what_in_the_practice(cast, role):
    user, allowed = cast.by_role()[role], set(IN_PRACTICE[role].split())
    for to in May:
        if to.name in allowed:
            assert access.practice_for(user, to=to) == cast.practice
        else:
            with pytest.raises(NotFound):
                access.practice_for(user, to=to)


def test_a_supervisor_writes_nothing():
    assert not {may.name for may in ROLES[RoleName.SUPERVISOR].on_record} & set(WRITES.split())


def test_absent_and_forbidden_answer_alike(cast, settings, tmp_path, chart):
    settings.CLEW_HOME = tmp_path
    erased = people.admit_patient(practice=cast.practice, name="Quentin", by=cast.anna, clinician=cast.anna)
    people.erase_patient(chart=access.open_record(cast.anna, erased.pk, to=May.ERASE, view="test"))
    answers = set()
    for user, patient in (
        (cast.chris, cast.pia.pk),  # a colleague outside the care team
        (cast.otto, cast.pia.pk),  # another practice
        (cast.rhea, cast.pia.pk),
        (cast.max, cast.pia.pk),
        (cast.anna, uuid.uuid4()),  # nobody
        (cast.anna, erased.pk),
        (cast.anna, "not an id"),
        (AnonymousUser(), cast.pia.pk),
        (cast.ben, cast.pia.pk),  # on the team, but not for this
    ):
        with pytest.raises(NotFound) as caught:
            access.open_record(user, patient, to=May.ERASE, view="test")
        answers.add((type(caught.value), str(caught.value), caught.value.__cause__))
    assert len(answers) == 1


def test_an_opening_is_logged(cast):
    access.open_record(cast.ben, cast.pia.pk, to=May.READ_SESSIONS, view="session", object_id="17")
    event = AuditEvent.objects.order_by("-seq").first()
    assert (
        event.action,
        event.actor,
        event.role,
        event.practice,
        event.patient,
        event.kind,
        event.object,
    ) == (
        "record.read",
        cast.ben.pk,
        "supervisor",
        cast.practice.pk,
        cast.pia.pk,
        "session",
        "17",
    )


def test_a_refusal_is_logged_and_the_patient_can_see_it(cast):
    with pytest.raises(NotFound):
        access.open_record(cast.chris, cast.pia.pk, to=May.READ_SESSIONS, view="session")
    event = AuditEvent.objects.order_by("-seq").first()
    assert (event.action, event.actor, event.patient, event.kind) == (
        "record.refused",
        cast.chris.pk,
        cast.pia.pk,
        "session",
    )
    own = access.open_record(cast.pia_account, cast.pia.pk, to=May.SEE_WHO_LOOKED, view="own")
    assert event in list(access.who_looked(own))


@pytest.mark.parametrize("who", ["anna", "ben", "clara"])
def test_an_ended_role_closes_the_record_at_once(cast, who):
    user = getattr(cast, who)
    access.open_record(user, cast.pia.pk, to=May.SEE_COURSE, view="test")
    assert cast.pia in access.caseload(user)
    people.end_role(membership=Membership.objects.get(user=user))
    with pytest.raises(NotFound):
        access.open_record(user, cast.pia.pk, to=May.SEE_COURSE, view="test")
    assert cast.pia not in access.caseload(user)


@pytest.mark.parametrize("who", ["ben", "clara"])
def test_leaving_the_care_team_closes_the_record_at_once(cast, chart, who):
    user = getattr(cast, who)
    people.leave_team(chart=chart, member=CareTeamMember.objects.get(user=user))
    with pytest.raises(NotFound):
        access.open_record(user, cast.pia.pk, to=May.SEE_COURSE, view="test")
    assert cast.pia not in access.caseload(user)


def test_someone_who_may_not_sign_in_any_more_opens_nothing(cast):
    cast.anna.is_active = False
    cast.anna.save()
    with pytest.raises(NotFound):
        access.open_record(cast.anna, cast.pia.pk, to=May.SEE_COURSE, view="test")
    assert access.roles_of(cast.anna) == {}


def test_being_staff_or_superuser_opens_nothing(cast):
    cast.chris.is_staff = cast.chris.is_superuser = True
    cast.chris.save()
    with pytest.raises(NotFound):
        access.open_record(cast.chris, cast.pia.pk, to=May.SEE_COURSE, view="test")


def test_a_place_on_the_team_without_the_role_opens_nothing(cast, chart):
    """Somebody with the role of a supervisor does not become a clinician by a row of the care team."""
    event = AuditEvent.objects.first()
    CareTeamMember.objects.create(patient=cast.pia, user=cast.ben, relation="clinician", event=event)
    with pytest.raises(NotFound):
        access.open_record(cast.ben, cast.pia.pk, to=May.WRITE_NOTES, view="test")


def test_a_role_in_another_practice_opens_nothing_here(cast, chart):
    CareTeamMember.objects.create(
        patient=cast.pia, user=cast.otto, relation="clinician", event=AuditEvent.objects.first()
    )
    with pytest.raises(NotFound):
        access.open_record(cast.otto, cast.pia.pk, to=May.SEE_COURSE, view="test")
    assert cast.pia not in access.caseload(cast.otto)


def test_a_patient_opens_their_own_record_only(cast):
    paul = people.admit_patient(practice=cast.practice, name="Paul", by=cast.anna, clinician=cast.anna)
    with pytest.raises(NotFound):
        access.open_record(cast.pia_account, paul.pk, to=May.READ_OWN, view="own")


def test_two_roles_add_up(cast, chart):
    people.grant_role(practice=cast.practice, user=cast.ben, role=RoleName.PRESCRIBER)
    people.join_team(chart=chart, user=cast.ben, relation=RoleName.PRESCRIBER)
    both = access.open_record(cast.ben, cast.pia.pk, to=May.PRESCRIBE, view="test")
    assert {m.name for m in both.may} == set(OPENS["supervisor"].split()) | set(OPENS["prescriber"].split())


# -- Inside an opened record ----------------------------------------------------------------------------------------


def test_rows_are_asked_for_with_a_purpose_one_must_have(cast, chart, course, open_as):
    clara = open_as(cast.clara)
    assert list(clara.rows(Course, to=May.SEE_COURSE)) == [course]
    for to in (May.READ_SESSIONS, May.READ_FORMULATION, May.EXPORT):
        with pytest.raises(NotFound):
            clara.rows(Transcript, to=to)
        assert not clara.can(to)


def test_only_the_patients_own_rows_are_there(cast, chart, course):
    paul = people.admit_patient(practice=cast.practice, name="Paul", by=cast.anna, clinician=cast.anna)
    his = access.open_record(cast.anna, paul.pk, to=May.PLAN, view="test")
    other = plan.open_course(chart=his, starts_on=date(2026, 2, 1), reason="Another story.")
    assert list(chart.rows(Course, to=May.SEE_COURSE)) == [course]
    for given in (other.pk, str(other.pk), uuid.uuid4(), "not an id"):
        with pytest.raises(NotFound):
            chart.row(Course, given, to=May.SEE_COURSE)
    with pytest.raises(NotFound):
        chart.text(other, "reason")
    assert his.text(other, "reason") == "Another story."


@pytest.fixture
def process_note(chart, session):
    return notes.save_draft(chart=chart, session=session, kind="process", text="I grew impatient.")


@pytest.mark.parametrize("signed", [False, True])
def test_a_process_note_is_there_for_its_author_alone(cast, chart, session, process_note, open_as, signed):
    if signed:
        notes.sign(chart=chart, note=process_note)
    notes.save_draft(chart=chart, session=session, kind="progress", text="Talked about Dan.")
    people.join_team(chart=chart, user=cast.chris, relation=RoleName.CLINICIAN)
    author, colleague, supervisor = open_as(cast.anna), open_as(cast.chris), open_as(cast.ben)
    system = access.open_as_system(cast.pia, why="test")

    assert (
        author.text(author.row(Note, process_note.pk, to=May.READ_PROGRESS_NOTES), "text")
        == "I grew impatient."
    )
    for other in (colleague, supervisor, system):
        assert [n.kind for n in other.rows(Note, to=May.READ_PROGRESS_NOTES)] == ["progress"]
        with pytest.raises(NotFound):
            other.row(Note, process_note.pk, to=May.READ_PROGRESS_NOTES)
        with pytest.raises(NotFound):
            other.text(process_note, "text")
        with pytest.raises(NotFound):
            other.text(process_note, "reason")


def test_nobody_signs_corrects_or_overwrites_anothers_note(cast, chart, session, process_note, open_as):
    people.join_team(chart=chart, user=cast.chris, relation=RoleName.CLINICIAN)
    colleague = open_as(cast.chris)
    with pytest.raises(NotFound):
        notes.sign(chart=colleague, note=process_note)
    notes.sign(chart=chart, note=process_note)
    with pytest.raises(NotFound):
        notes.correct(chart=colleague, note=process_note, text="x", reason="y")
    own = notes.save_draft(chart=colleague, session=session, kind="process", text="His own.")
    assert own.pk != process_note.pk


def test_a_process_note_is_no_ground_for_anybodys_hypothesis(cast, chart, session, course, process_note):
    people.join_team(chart=chart, user=cast.chris, relation=RoleName.CLINICIAN)
    colleague = access.open_record(cast.chris, cast.pia.pk, to=May.WRITE_FORMULATION, view="test")
    with pytest.raises(PracticeError):
        formulation.propose_hypothesis(
            chart=colleague,
            course=course,
            statement="He is afraid.",
            moments=[formulation.MomentRef(process_note, 0)],
        )


def test_only_who_may_see_who_looked(cast, chart, open_as):
    with pytest.raises(NotFound):
        access.who_looked(open_as(cast.ben))
    assert {e.patient for e in access.who_looked(chart)} == {cast.pia.pk}


# -- Lists ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", OPENS)
def test_who_has_whom_in_their_caseload(cast, role):
    expected = [cast.pia] if role in ("clinician", "supervisor", "prescriber") else []
    assert list(access.caseload(cast.by_role()[role])) == expected


def test_an_anonymous_visitor_has_nobody(cast):
    assert list(access.caseload(AnonymousUser())) == []


@pytest.mark.parametrize("role", OPENS)
def test_only_a_manager_has_the_register_and_of_their_own_practice(cast, role):
    user = cast.by_role()[role]
    if role == "manager":
        assert list(access.register(user)) == [cast.pia]
    else:
        with pytest.raises(NotFound):
            access.register(user)


def test_a_list_of_names_is_logged_as_one_look(cast):
    before = AuditEvent.objects.count()
    named = access.names(access.caseload(cast.anna), cast.anna, why="caseload")
    assert named[cast.pia.pk]["name"] == "Pia Sand"
    event = AuditEvent.objects.order_by("-seq").first()
    assert AuditEvent.objects.count() == before + 1
    assert (event.action, event.actor, event.kind, event.detail) == (
        "list.read",
        cast.anna.pk,
        "caseload",
        {"patients": 1},
    )


# -- Erased -------------------------------------------------------------------------------------------------------


def test_an_erased_person_is_not_there_for_anybody(cast, chart, course, session, settings, tmp_path):
    settings.CLEW_HOME = tmp_path
    sessions.import_transcript(chart=chart, session=session, data=b"T: Yes?\n\nP: I am sad.", name="a.txt")
    measures.enter(
        chart=chart, course=course, instrument="phq-9", answers=[2] * 10, at=datetime(2026, 1, 8, tzinfo=UTC)
    )
    notes.save_draft(chart=chart, session=session, kind="process", text="x")
    people.erase_patient(chart=chart)

    for user in cast.by_role().values():
        for to in May:
            with pytest.raises(NotFound):
                access.open_record(user, cast.pia.pk, to=to, view="test")
        assert cast.pia not in access.caseload(user)
    for model in (Course, Session, Transcript, Administration, Note):
        assert not model.objects.exists()
    pia = Patient.objects.get(pk=cast.pia.pk)
    assert (bytes(pia.identity), pia.account) == (b"", None)
    assert pia.erased_at <= timezone.now()
    listed = list(access.register(cast.max))
    assert access.names(listed, cast.max, why="register") == {pia.pk: {"name": "Erased"}}
    assert AuditEvent.objects.filter(patient=pia.pk, action="patient.erase", actor=cast.anna.pk).count() == 1
