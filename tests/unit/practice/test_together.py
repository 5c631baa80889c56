"""Treating several people together: one treatment, a record of one's own for each."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from clew.practice import access
from clew.practice.actions import measures, meetings, notes, people, plan, together
from clew.practice.actions.meetings import ALONE, WHOLE, Came
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import AuditEvent, Course, Joint, JointSession, Note, Session
from clew.practice.readings import entries
from clew.practice.readings import together as reading
from clew.practice.roles import May, RoleName

pytestmark = pytest.mark.django_db
START = date(2026, 1, 8)
AT = datetime(2026, 1, 8, 17, 0, tzinfo=UTC)


@pytest.fixture
def admit(cast):
    def one(name: str, by=None) -> access.Chart:
        by = by or cast.anna
        patient = people.admit_patient(practice=cast.practice, name=name, by=by, clinician=by)
        return access.open_record(by, patient.pk, to=May.PLAN, view="test")

    return one


@pytest.fixture
def couple(admit):
    """Ada and Bo, and the treatment of both."""
    charts = [admit("Ada"), admit("Bo")]
    return charts, together.begin_joint(charts=charts, kind="couple", starts_on=START, agreed_sessions=10)


@pytest.fixture
def held(couple):
    """One meeting to which both came."""
    charts, joint = couple
    meeting = meetings.plan_meeting(charts=charts, joint=joint, at=AT, minutes=75)
    came = {chart.patient.pk: Came("attended") for chart in charts}
    meetings.record_meeting(charts=charts, meeting=meeting, came=came)
    return meeting


def texts(chart: access.Chart) -> list[str]:
    return [chart.text(note, "text") for note in chart.rows(Note, to=May.READ_PROGRESS_NOTES)]


# -- Beginning -----------------------------------------------------------------------------------------------------------


def test_each_has_a_course_of_their_own_in_one_treatment(couple):
    charts, joint = couple
    for chart in charts:
        assert (chart.course.joint, chart.course.format, chart.course.agreed_sessions) == (
            joint,
            "couple",
            10,
        )
        assert AuditEvent.objects.filter(patient=chart.patient.pk, action="joint.begin").exists()
    assert charts[0].course != charts[1].course


def test_who_is_in_assessment_goes_on_in_the_same_course(admit):
    ada, bo = admit("Ada"), admit("Bo")
    course = plan.open_course(chart=ada, starts_on=START, reason="Low since the autumn.")
    together.begin_joint(charts=[ada, bo], kind="couple", starts_on=START)
    assert ada.course == course
    assert ada.course.stage == "assessment", "who was referred begins now"
    assert ada.text(ada.course, "reason") == "Low since the autumn."


def test_a_course_that_had_begun_alone_takes_on_the_frame_of_all(admit):
    ada, bo = admit("Ada"), admit("Bo")
    plan.open_course(chart=ada, starts_on=START, kind="open_ended", setting="in person")
    plan.open_course(chart=bo, starts_on=START, agreed_sessions=4, planned_end=START + timedelta(weeks=4))
    together.begin_joint(
        charts=[ada, bo], kind="couple", starts_on=START + timedelta(weeks=2), agreed_sessions=10, minutes=75
    )
    for chart, setting in ((ada, "in person"), (bo, "")):
        course = chart.course
        assert (course.kind, course.agreed_sessions, course.minutes) == ("time_limited", 10, 75)
        assert (course.format, course.setting, course.planned_end) == ("couple", setting, None)
        frames = entries.current(chart, course, "frame")["frame"]
        assert [one.number("minutes") for one in frames] == [50, 75], "what was agreed before is kept"


@pytest.mark.parametrize("stage", ["focus", "working_through", "ending"])
def test_a_course_that_goes_on_is_not_hidden_behind_another(admit, stage):
    ada, bo = admit("Ada"), admit("Bo")
    plan.open_course(chart=ada, starts_on=START, stage=stage)
    with pytest.raises(PracticeError, match="shows one at a time"), transaction.atomic():
        together.begin_joint(charts=[ada, bo], kind="couple", starts_on=START)
    assert not Joint.objects.exists()
    assert bo.course is None, "all or nothing"


@pytest.mark.parametrize(
    ("kind", "number", "words"),
    [("couple", 3, "two people"), ("family", 1, "at least two"), ("crowd", 2, "couple, a family or a group")],
)
def test_who_makes_a_couple_a_family_a_group(admit, kind, number, words):
    charts = [admit(f"Person {n}") for n in range(number)]
    with pytest.raises(PracticeError, match=words):
        together.begin_joint(charts=charts, kind=kind, starts_on=START)


def test_nobody_is_named_twice(admit):
    ada = admit("Ada")
    with pytest.raises(PracticeError, match="twice"):
        together.begin_joint(charts=[ada, ada], kind="family", starts_on=START)


def test_each_must_be_in_ones_own_care(cast, admit):
    ada, other = admit("Ada"), admit("Olu", by=cast.chris)
    with pytest.raises(NotFound):
        together.begin_joint(charts=[ada, other], kind="couple", starts_on=START)


# -- Meetings ------------------------------------------------------------------------------------------------------------


def test_a_meeting_is_a_session_in_the_record_of_each(couple, held):
    charts, _ = couple
    for chart in charts:
        (session,) = chart.rows(Session, to=May.PLAN)
        assert (session.meeting, session.at, session.minutes, session.course) == (held, AT, 75, chart.course)


def test_one_may_come_alone(couple):
    charts, joint = couple
    ada, bo = charts
    meeting = meetings.plan_meeting(charts=charts, joint=joint, at=AT)
    meetings.record_meeting(
        charts=charts,
        meeting=meeting,
        came={ada.patient.pk: Came("cancelled", notice_hours=5), bo.patient.pk: Came("attended")},
    )
    kept = {s.patient_id: s.attendance for s in meeting.sessions.all()}
    assert kept == {ada.patient.pk: "cancelled", bo.patient.pk: "attended"}


def test_a_time_alone_stands_in_one_record_only(couple, held):
    (ada, bo), _ = couple
    plan.plan_session(chart=ada, course=ada.course, at=AT + timedelta(days=3))
    assert ada.rows(Session, to=May.PLAN).count() == 2
    assert bo.rows(Session, to=May.PLAN).count() == 1


def test_who_came_is_said_of_those_only_who_were_expected(couple, held, admit):
    (ada, bo), _ = couple
    stranger = admit("Stranger")
    with pytest.raises(NotFound):
        meetings.record_meeting(
            charts=[ada, bo, stranger], meeting=held, came={stranger.patient.pk: Came("attended")}
        )
    with pytest.raises(NotFound):
        meetings.record_meeting(charts=[ada], meeting=held, came={bo.patient.pk: Came("attended")})
    with pytest.raises(PracticeError, match="at least one"):
        meetings.record_meeting(charts=[ada, bo], meeting=held, came={})


def test_planning_needs_the_record_of_everybody(couple):
    (ada, _), joint = couple
    with pytest.raises(NotFound):
        meetings.plan_meeting(charts=[ada], joint=joint, at=AT)


# -- Notes ---------------------------------------------------------------------------------------------------------------


def write(charts, meeting, whole="", sign=False, **apart):
    by_name = {chart.identity["name"].lower(): chart.patient.pk for chart in charts}
    return meetings.write_joint_note(
        charts=charts,
        meeting=meeting,
        whole=whole,
        apart={by_name[name]: text for name, text in apart.items()},
        sign=sign,
    )


def test_the_part_about_the_whole_goes_into_each_record_and_the_rest_into_one(couple, held):
    charts, _ = couple
    ada, bo = charts
    write(charts, held, "They looked at each other.", ada="Wept afterwards.", bo="Told of the loan.")
    assert texts(ada) == [f"{WHOLE} They looked at each other.\n\n{ALONE} Wept afterwards."]
    assert texts(bo) == [f"{WHOLE} They looked at each other.\n\n{ALONE} Told of the loan."]


def test_a_note_about_one_alone_makes_no_note_about_the_other(couple, held):
    charts, _ = couple
    ada, bo = charts
    assert len(write(charts, held, bo="Told of the loan.")) == 1
    assert texts(ada) == []
    assert texts(bo) == [f"{ALONE} Told of the loan."]


def test_who_was_not_there_does_not_get_the_part_about_the_whole(couple):
    charts, joint = couple
    ada, bo = charts
    meeting = meetings.plan_meeting(charts=charts, joint=joint, at=AT)
    meetings.record_meeting(
        charts=charts,
        meeting=meeting,
        came={ada.patient.pk: Came("cancelled", notice_hours=5), bo.patient.pk: Came("attended")},
    )
    write(charts, meeting, "He came alone.", ada="Rang at noon.")
    assert texts(ada) == [f"{ALONE} Rang at noon."]
    assert texts(bo) == [f"{WHOLE} He came alone."]


def test_what_is_in_a_draft_stays_before_it(couple, held):
    charts, _ = couple
    ada, _ = charts
    session = ada.rows(Session, to=May.PLAN).get()
    notes.save_draft(chart=ada, session=session, kind="progress", text="First words.")
    write(charts, held, "All of it.")
    assert texts(ada) == [f"First words.\n\n{WHOLE} All of it."]


def test_signed_at_once_they_are_never_changed(couple, held):
    charts, _ = couple
    assert all(note.signed_at for note in write(charts, held, "All of it.", sign=True))
    write(charts, held, ada="A word more.")
    assert texts(charts[0]) == [f"{WHOLE} All of it.", f"{ALONE} A word more."]


def test_nothing_is_written_before_it_is_known_who_came(couple):
    charts, joint = couple
    meeting = meetings.plan_meeting(charts=charts, joint=joint, at=AT)
    with pytest.raises(PracticeError, match="who came"):
        write(charts, meeting, "All of it.")
    with pytest.raises(PracticeError, match="empty"):
        write(charts, meeting, "  ", ada=" ")


def test_the_log_of_one_tells_nothing_of_the_other(couple, held):
    charts, _ = couple
    ada, bo = charts
    write(charts, held, "All of it.", bo="Told of the loan.")
    told = str(list(AuditEvent.objects.filter(patient=ada.patient.pk).values()))
    assert str(bo.patient.pk) not in told


def test_no_text_stands_in_the_treatment_itself():
    for model in (Joint, JointSession):
        kinds = {field.get_internal_type() for field in model._meta.fields}
        assert not kinds & {"TextField", "BinaryField", "JSONField"}, model


# -- Leaving, joining, ending ----------------------------------------------------------------------------------------------


@pytest.fixture
def ahead(couple):
    """A meeting next week."""
    charts, joint = couple
    return meetings.plan_meeting(charts=charts, joint=joint, at=timezone.now() + timedelta(days=7))


def expected(meeting) -> dict[str, str]:
    return {
        access.open_as_system(s.patient, why="test").identity["name"]: s.attendance
        for s in meeting.sessions.select_related("patient__key__master")
    }


def test_one_leaves_and_the_others_go_on(couple, ahead):
    (ada, bo), joint = couple
    together.leave_joint(chart=ada, joint=joint, reason="patient_choice")
    assert (ada.course.stage, ada.course.end_reason) == ("ended", "patient_choice")
    assert bo.course.ended_on is None
    assert expected(ahead) == {"Ada": "cancelled", "Bo": "planned"}
    later = meetings.plan_meeting(charts=[bo], joint=joint, at=timezone.now() + timedelta(days=14))
    assert expected(later) == {"Bo": "planned"}


def test_leaving_is_taken_back_by_joining_again(couple, ahead):
    (ada, bo), joint = couple
    plan.change_course(chart=ada, course=ada.course, stage="focus")
    course = ada.course
    together.leave_joint(chart=ada, joint=joint)
    together.join_joint(chart=ada, joint=joint, beside=[bo])
    assert ada.course == course
    assert (ada.course.stage, ada.course.ended_on, ada.course.end_reason) == ("focus", None, "")
    assert expected(ahead) == {"Ada": "planned", "Bo": "planned"}


def test_somebody_new_is_expected_at_meetings_to_come_and_not_at_those_held(admit):
    ada, bo, cy = admit("Ada"), admit("Bo"), admit("Cy")
    joint = together.begin_joint(charts=[ada, bo], kind="group", starts_on=START)
    before = meetings.plan_meeting(charts=[ada, bo], joint=joint, at=AT)
    after = meetings.plan_meeting(charts=[ada, bo], joint=joint, at=timezone.now() + timedelta(days=7))
    together.join_joint(chart=cy, joint=joint, beside=[ada, bo])
    assert set(expected(before)) == {"Ada", "Bo"}
    assert set(expected(after)) == {"Ada", "Bo", "Cy"}


def test_a_couple_stays_two(couple, admit):
    charts, joint = couple
    with pytest.raises(PracticeError, match="A couple is two"):
        together.join_joint(chart=admit("Cy"), joint=joint, beside=charts)
    with pytest.raises(PracticeError, match="takes part already"):
        together.join_joint(chart=charts[0], joint=joint, beside=[charts[1]])


def test_the_end_is_for_all_and_can_be_taken_back(couple, ahead):
    charts, joint = couple
    together.end_joint(charts=charts, joint=joint, reason="goals_reached")
    assert {chart.course.stage for chart in charts} == {"continuing_care"}
    assert set(expected(ahead).values()) == {"cancelled"}
    with pytest.raises(PracticeError, match="over"):
        together.end_joint(charts=charts, joint=joint)
    together.resume_joint(charts=charts, joint=joint)
    assert joint.ended_on is None
    assert {chart.course.stage for chart in charts} == {"assessment"}
    assert set(expected(ahead).values()) == {"planned"}


def test_when_the_last_one_leaves_it_is_over(couple):
    (ada, bo), joint = couple
    together.leave_joint(chart=ada, joint=joint)
    assert joint.ended_on is None
    together.leave_joint(chart=bo, joint=joint)
    assert joint.ended_on == timezone.localdate()


@pytest.mark.parametrize(
    ("given", "words"),
    [({"reason": "bored"}, "reasons"), ({"on": START - timedelta(days=1)}, "before the first")],
)
def test_an_end_has_a_reason_and_a_day_within_the_course(couple, given, words):
    (ada, _), joint = couple
    with pytest.raises(PracticeError, match=words):
        together.leave_joint(chart=ada, joint=joint, **given)
    with pytest.raises(PracticeError, match="still to come"):
        together.leave_joint(chart=ada, joint=joint, on=timezone.localdate() + timedelta(days=2))


# -- Erasure ---------------------------------------------------------------------------------------------------------------


def test_erasing_one_leaves_the_other_whole(cast, couple, held, settings, tmp_path):
    settings.CLEW_HOME = tmp_path
    charts, joint = couple
    ada, bo = charts
    write(charts, held, "They looked at each other.", ada="Wept.", bo="Told of the loan.", sign=True)
    for chart in charts:
        measures.enter(chart=chart, course=chart.course, instrument="phq-9", answers=[1] * 8 + [0, 1], at=AT)
    before = texts(bo)
    people.erase_patient(chart=access.open_record(cast.anna, ada.patient.pk, to=May.ERASE, view="test"))
    again = access.open_record(cast.anna, bo.patient.pk, to=May.PLAN, view="test")
    assert texts(again) == before
    assert Course.objects.filter(joint=joint).get().patient_id == bo.patient.pk
    assert not Session.objects.filter(patient=ada.patient).exists()
    found = reading.together(cast.anna, joint.pk)
    assert [member.name for member in found.members] == ["Bo"]
    assert [len(one.sessions) for one in found.meetings] == [1]


# -- What a reader sees ------------------------------------------------------------------------------------------------------


def test_who_treats_one_of_them_sees_that_one_and_how_many_others(cast, couple, held):
    (ada, bo), joint = couple
    people.join_team(chart=ada, user=cast.ben, relation=RoleName.SUPERVISOR)
    found = reading.together(cast.ben, joint.pk)
    assert [member.name for member in found.members] == ["Ada"]
    assert (found.unseen, found.plans) == (1, False)
    assert [len(one.sessions) for one in found.meetings] == [1]
    of_ben = access.open_record(cast.ben, ada.patient.pk, to=May.SEE_COURSE, view="test")
    assert reading.beside(of_ben, of_ben.course).names == ()
    assert reading.beside(ada, ada.course).names == ("Bo",)
    assert reading.beside(bo, bo.course).others == 1


def test_who_treats_nobody_of_them_sees_nothing(cast, couple):
    _, joint = couple
    for user in (cast.chris, cast.otto, cast.max, cast.rhea):
        with pytest.raises(NotFound):
            reading.together(user, joint.pk)
    with pytest.raises(NotFound):
        reading.together(cast.anna, "00000000-0000-4000-8000-000000000000")
    with pytest.raises(NotFound):
        reading.together(cast.anna, "no id")


def test_who_treats_one_only_cannot_plan_for_all(cast, couple):
    (ada, _), joint = couple
    people.join_team(chart=ada, user=cast.chris, relation=RoleName.CLINICIAN)
    assert not reading.together(cast.chris, joint.pk).plans
    with pytest.raises(NotFound):
        reading.open_everybody(cast.chris, joint, view="test")
