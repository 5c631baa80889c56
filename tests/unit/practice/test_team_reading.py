"""What the team is told: each trigger that Clew can see makes a contact due, and a note about it closes it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from clew.practice import access
from clew.practice.actions import alerts, entries, measures, people, plan
from clew.practice.actions import team as actions
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import Entry, Medication
from clew.practice.readings import entries as written
from clew.practice.readings import team as reading
from clew.practice.roles import May, RoleName
from clew.therapy.course.combined import Agreement

pytestmark = pytest.mark.django_db
START = date(2026, 1, 8)
TODAY = date(2030, 1, 1)


def due(chart, course, *, today=TODAY) -> list[str]:
    return [one.trigger.value for one in reading.together(chart, today=today).due]


def tell(chart, course, trigger, on=TODAY) -> Entry:
    return entries.write_entry(
        chart=chart, course=course, form="team_note", values={"note": "Rang.", "trigger": trigger}, on=on
    )


def phq(chart, course, day, total):
    answers = [min(3, max(0, total - 3 * n)) for n in range(8)]
    at = datetime(2026, 1, 8, 12, tzinfo=UTC) + timedelta(days=day)
    measures.enter(chart=chart, course=course, instrument="phq-9", answers=[*answers, 0, 0], at=at)


def visit(chart, course, week, attendance):
    at = datetime(2026, 1, 8, 10, tzinfo=UTC) + timedelta(weeks=week)
    plan.plan_session(chart=chart, course=course, at=at, attendance=attendance)


def told_on(at: datetime) -> str:
    return f"{timezone.localtime(at, ZoneInfo('Europe/London')):%-d %B %Y}"


def an_alert(chart, course):
    alerts.raise_alert(chart=chart, course=course, level="low", text="Worried.")


def a_medicine(chart, course):
    plan.record_medication(chart=chart, course=course, name="Sertraline", dose="50 mg", from_date=START)


def getting_worse(chart, course):
    phq(chart, course, 0, 10)
    phq(chart, course, 21, 16)


def an_ending(chart, course):
    plan.change_course(chart=chart, course=course, stage="ending")


def two_missed(chart, course):
    for week, attendance in enumerate(["attended", "cancelled", "no_show"]):
        visit(chart, course, week, attendance)


SEEN = {
    "risk_change": an_alert,
    "dose_change": a_medicine,
    "deterioration": getting_worse,
    "planned_ending": an_ending,
    "missed_visits": two_missed,
}


@pytest.mark.parametrize("trigger", SEEN)
def test_it_makes_a_contact_due_until_a_note_about_it_is_written(chart, course, trigger):
    assert due(chart, course) == []
    SEEN[trigger](chart, course)
    course.refresh_from_db()
    assert due(chart, course) == [trigger]
    tell(chart, course, "side_effects")
    assert due(chart, course) == [trigger]
    note = tell(chart, course, trigger)
    assert due(chart, course) == []
    entries.withdraw_entry(chart=chart, entry=note)
    assert due(chart, course) == [trigger], "a note that was taken back has told nobody"


@pytest.mark.parametrize("trigger", SEEN)
def test_where_nobody_else_prescribes_nobody_has_to_be_told(cast, chart, course, trigger):
    SEEN[trigger](chart, course)
    course.refresh_from_db()
    member = next(m for m in access.team_of(chart) if m.user == cast.clara)
    people.leave_team(chart=chart, member=member)
    assert due(chart, course) == []


def test_one_person_may_be_both(cast, chart, course):
    people.grant_role(practice=cast.practice, user=cast.anna, role=RoleName.PRESCRIBER)
    people.join_team(chart=chart, user=cast.anna, relation=RoleName.PRESCRIBER)
    clara_there = next(m for m in access.team_of(chart) if m.user == cast.clara)
    assert reading.together(chart, today=TODAY).shared
    people.leave_team(chart=chart, member=clara_there)
    assert not reading.together(chart, today=TODAY).shared


def test_without_a_course_there_is_nothing_to_share(chart):
    assert reading.together(chart, today=TODAY) is None


def test_it_is_the_latest_course_that_counts(chart, course):
    two_missed(chart, course)
    assert due(chart, course) == ["missed_visits"]
    plan.open_course(chart=chart, starts_on=date(2028, 1, 1))
    assert due(chart, course) == []


def test_five_points_worse_is_no_reliable_change_and_six_are(chart, course):
    phq(chart, course, 0, 10)
    phq(chart, course, 7, 15)
    assert due(chart, course) == []
    phq(chart, course, 14, 16)
    assert due(chart, course) == ["deterioration"]


def test_getting_worse_again_is_told_again(chart, course):
    for day, total in ((0, 8), (7, 15), (14, 9), (21, 16)):
        phq(chart, course, day, total)
    tell(chart, course, "deterioration", on=START + timedelta(days=10))
    [one] = reading.together(chart, today=TODAY).due
    assert one.since == START + timedelta(days=21)
    assert len(one.reasons) == 1


def test_staying_worse_is_told_once(chart, course):
    for day, total in ((0, 8), (7, 15), (14, 16)):
        phq(chart, course, day, total)
    tell(chart, course, "deterioration", on=START + timedelta(days=8))
    assert due(chart, course) == []


def test_a_change_of_level_is_a_change_of_risk(chart, course):
    an_alert(chart, course)
    alert = course.alerts.get()
    alerts.override(chart=chart, alert=alert, level="high", reason="He has a plan.")
    [one] = reading.together(chart, today=TODAY).due
    assert [reason.words for reason in one.reasons] == [
        f"An alert was raised: low, {told_on(alert.raised_at)}.",
        f"The level of an alert was changed: high, {told_on(alert.raised_at)}.",
    ]


def test_the_day_of_an_alert_is_the_practices(cast, chart, course):
    """Kiritimati is fourteen hours ahead."""
    cast.practice.time_zone = "Pacific/Kiritimati"
    cast.practice.save()
    cast.pia.refresh_from_db()
    chart = access.open_record(cast.anna, cast.pia.pk, to=May.PLAN, view="test")
    an_alert(chart, course)
    step = course.alerts.get().steps.get()
    [one] = reading.together(chart, today=TODAY).due
    assert one.since == (step.at + timedelta(hours=14)).date()


def test_one_missed_visit_is_nobodys_business(chart, course):
    for week, attendance in enumerate(["cancelled", "attended", "no_show", "late"]):
        visit(chart, course, week, attendance)
    assert due(chart, course) == []


# -- Doses ----------------------------------------------------------------------------------------------------------


def test_a_change_of_dose_is_in_the_list_and_has_its_reason(chart, course):
    a_medicine(chart, course)
    row = Medication.objects.get()
    on = START + timedelta(days=28)
    actions.change_dose(chart=chart, course=course, medication=row, dose="100 mg", on=on, why="Half better.")
    found = reading.together(chart, today=TODAY)
    assert [(m.dose, m.row.from_date, m.row.to_date) for m in found.medicines] == [
        ("50 mg", START, on - timedelta(days=1)),
        ("100 mg", on, None),
    ]
    [change] = found.changes
    assert (change.get("from_dose"), change.get("to_dose"), change.get("why")) == (
        "50 mg",
        "100 mg",
        "Half better.",
    )
    assert change.entry.on == on
    [one] = found.due
    assert [reason.words for reason in one.reasons] == [
        "Sertraline: 50 mg from then on, 8 January 2026.",
        "Sertraline: 50 mg, then 100 mg, 5 February 2026.",
    ], "each change once"


def test_what_was_taken_before_the_treatment_began_is_no_news(chart, course):
    before = START - timedelta(days=1)
    plan.record_medication(chart=chart, course=course, name="Sertraline", dose="50 mg", from_date=before)
    assert due(chart, course) == []


def test_stopping_a_medicine_is_told(chart, course):
    a_medicine(chart, course)
    tell(chart, course, "dose_change", on=START)
    plan.end_medication(chart=chart, medication=Medication.objects.get(), to_date=START + timedelta(days=60))
    [one] = reading.together(chart, today=TODAY).due
    assert [reason.words for reason in one.reasons] == ["Sertraline: the last day of it, 9 March 2026."]
    assert due(chart, course, today=START + timedelta(days=59)) == [], "not before the day has come"


@pytest.mark.parametrize(
    ("day", "dose", "wrong"), [(0, "100 mg", "after the first day"), (28, " ", "new dose")]
)
def test_a_dose_that_cannot_be_changed_changes_nothing(chart, course, day, dose, wrong):
    a_medicine(chart, course)
    with pytest.raises(PracticeError, match=wrong):
        actions.change_dose(
            chart=chart,
            course=course,
            medication=Medication.objects.get(),
            dose=dose,
            on=START + timedelta(days=day),
        )
    assert Medication.objects.get().to_date is None
    assert not Entry.objects.filter(form="medication_change").exists()


# -- Tasks and the agreement ----------------------------------------------------------------------------------------


def test_a_task_is_done_and_open_again(open_as, cast, chart, course):
    asked = {"what": "See him this week", "who": "prescriber", "due_on": "2026-02-01"}
    task = entries.write_entry(chart=chart, course=course, form="task", values=asked)
    assert task.due_on == date(2026, 2, 1)
    clara = open_as(cast.clara)
    done = actions.finish_task(chart=clara, task=task, on=date(2026, 1, 30), outcome="Seen.")
    assert (done.author, done.due_on) == (cast.clara, None)
    found = reading.together(chart, today=TODAY)
    assert found.open == []
    assert (found.done[0].get("done_on"), found.done[0].get("outcome")) == ("2026-01-30", "Seen.")
    again = actions.reopen_task(chart=chart, task=task)
    assert again.due_on == date(2026, 2, 1)
    found = reading.together(chart, today=TODAY)
    assert [one.values for one in found.open] == [asked]
    assert [one.get("outcome") for one in written.versions(chart, task)] == ["", "Seen.", ""]


def test_only_a_task_that_is_there_can_be_done(chart, course):
    note = tell(chart, course, "risk_change")
    with pytest.raises(PracticeError, match="Only a task"):
        actions.finish_task(chart=chart, task=note, on=TODAY)
    task = entries.write_entry(chart=chart, course=course, form="task", values={"what": "Ring."})
    entries.withdraw_entry(chart=chart, entry=task)
    with pytest.raises(PracticeError, match="taken back"):
        actions.finish_task(chart=chart, task=task, on=TODAY)


@pytest.mark.parametrize("who", ["ben", "pia_account"])
def test_who_may_not_write_to_the_team(open_as, cast, chart, course, who):
    task = entries.write_entry(chart=chart, course=course, form="task", values={"what": "Ring."})
    user = getattr(cast, who)
    theirs = open_as(user, May.READ_OWN if who == "pia_account" else May.SEE_COURSE)
    with pytest.raises(NotFound):
        actions.finish_task(chart=theirs, task=task, on=TODAY)


def test_an_agreement_is_missing_open_in_place_and_due(chart, course):
    def stands(today=date(2026, 2, 1)):
        return reading.together(chart, today=today).stands.stands

    assert stands() is Agreement.MISSING
    part = {"people": "Anna and Clara", "how_often": "Every month", "review_on": "2026-06-01"}
    entry = entries.write_entry(chart=chart, course=course, form="agreement", values=part)
    assert entry.due_on == date(2026, 6, 1)
    assert stands() is Agreement.OPEN
    rest = dict.fromkeys(("emergencies", "holidays", "monitors", "shared", "channel"), "Said.")
    rest |= dict.fromkeys(("consent", "disagreements"), "Said.")
    signed = {f"agreed_{who}": "2026-01-10" for who in ("patient", "clinician", "prescriber")}
    entries.revise_entry(chart=chart, entry=entry, values={**part, **rest, **signed})
    assert stands() is Agreement.IN_PLACE
    assert stands(date(2026, 6, 1)) is Agreement.REVIEW
