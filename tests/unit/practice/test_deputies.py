"""Standing in: on the days of an absence, by the practice's own clock, and never otherwise."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from clew.practice import access, deputies
from clew.practice.actions import absences, alerts, notes, people
from clew.practice.errors import AlreadyDone, NotFound, PracticeError
from clew.practice.models import Absence, Alert, AuditEvent, Membership, Note
from clew.practice.readings import absences as reading
from clew.practice.readings.caseload import own_alerts
from clew.practice.roles import ROLES, May, RoleName

pytestmark = pytest.mark.django_db


def away(cast, first=0, last=0, *, user=None, deputy=None, by=None, **more) -> Absence:
    """Anna is away and Chris stands in, on days counted from today on the practice's clock."""
    today, user = deputies.today(cast.practice), user or cast.anna
    return absences.plan_absence(
        practice=cast.practice,
        user=user,
        deputy=deputy or cast.chris,
        first_day=today + timedelta(days=first),
        last_day=today + timedelta(days=last),
        by=by or user,
        **more,
    )


def opens(cast, user=None) -> bool:
    try:
        access.open_record(user or cast.chris, cast.pia.pk, to=May.READ_SESSIONS, view="test")
    except NotFound:
        return False
    return True


# -- Opening the record ---------------------------------------------------------------------------------------------


def test_a_deputy_opens_the_record_and_the_log_says_so(cast):
    assert not opens(cast)
    away(cast)
    assert opens(cast)
    event = AuditEvent.objects.order_by("-seq").first()
    assert (event.action, event.actor, event.role) == ("record.read", cast.chris.pk, "deputy")
    assert access.caseload(cast.chris).get() == cast.pia
    assert access.stands_in(cast.chris, [cast.pia]) == {cast.pia.pk: "Anna"}


def test_the_absent_one_keeps_their_own_record(cast):
    away(cast)
    assert opens(cast, cast.anna)
    assert access.stands_in(cast.anna, [cast.pia]) == {}


@pytest.mark.parametrize(
    ("first", "last", "open_today"),
    [(-3, 3, True), (0, 0, True), (0, 5, True), (-5, 0, True), (1, 5, False), (1, 1, False)],
)
def test_only_on_its_days_both_ends_included(cast, first, last, open_today):
    away(cast, first, last)
    assert opens(cast) is open_today
    assert access.caseload(cast.chris).exists() is open_today
    assert bool(access.stands_in(cast.chris, [cast.pia])) is open_today
    assert (cast.anna.pk in deputies.away(cast.practice)) is open_today


def test_the_day_after_the_last_it_is_over(cast, chart):
    """Written as it would stand there tomorrow, since what is over cannot be planned."""
    absence = away(cast, 0, 0)
    day = timedelta(days=1)
    Absence.objects.filter(pk=absence.pk).update(
        first_day=absence.first_day - day, last_day=absence.last_day - day
    )
    assert not opens(cast)
    assert alerts.owner_of(chart) == cast.anna


def test_cancelling_works_at_once(cast, chart):
    absence = away(cast, -2, 8)
    assert opens(cast)
    opened_before = access.open_record(cast.chris, cast.pia.pk, to=May.READ_SESSIONS, view="test")
    absences.cancel_absence(absence=absence, by=cast.anna)
    assert not opens(cast)
    assert alerts.owner_of(chart) == cast.anna
    assert opened_before.role == "deputy"  # what was open in the very same request was rightly open
    absences.cancel_absence(absence=absence, by=cast.anna)
    assert reading.absences(cast.practice) == []


# -- The practice's own clock ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue", "Europe/London"])
def test_days_are_those_of_the_practices_clock(cast, zone, monkeypatch):
    """Kiritimati and Niue are a day apart at every moment."""
    cast.practice.time_zone = zone
    cast.practice.save()
    cast.pia.refresh_from_db()
    absence = away(cast)
    assert absence.first_day == datetime.now(UTC).astimezone(ZoneInfo(zone)).date()
    midnight = datetime.combine(absence.first_day, datetime.min.time(), tzinfo=ZoneInfo(zone))
    second = timedelta(seconds=1)
    next_midnight = datetime.combine(
        absence.first_day + timedelta(days=1), datetime.min.time(), tzinfo=ZoneInfo(zone)
    )
    for moment, expected in (
        (midnight - second, False),
        (midnight, True),
        (next_midnight - second, True),
        (next_midnight, False),
    ):
        monkeypatch.setattr(timezone, "now", lambda at=moment: at.astimezone(UTC))
        assert opens(cast) is expected, moment


# -- What a deputy may ----------------------------------------------------------------------------------------------


def test_a_deputy_may_what_a_clinician_may_but_nothing_that_outlasts_the_absence(cast):
    away(cast)
    chart = access.open_record(cast.chris, cast.pia.pk, to=May.CODE, view="test")
    assert ROLES[RoleName.CLINICIAN].on_record - chart.may == {May.MANAGE_TEAM, May.INVITE, May.ERASE}
    assert chart.may < ROLES[RoleName.CLINICIAN].on_record
    for to in (May.MANAGE_TEAM, May.INVITE, May.ERASE):
        with pytest.raises(NotFound):
            access.open_record(cast.chris, cast.pia.pk, to=to, view="test")
    with pytest.raises(NotFound):
        people.join_team(chart=chart, user=cast.chris, relation=RoleName.CLINICIAN)


def test_a_deputy_reads_no_private_note(cast, chart, session):
    note = notes.save_draft(chart=chart, session=session, kind="process", text="I grew impatient.")
    away(cast)
    theirs = access.open_record(cast.chris, cast.pia.pk, to=May.READ_PROGRESS_NOTES, view="test")
    assert not theirs.rows(Note, to=May.READ_PROGRESS_NOTES).filter(pk=note.pk).exists()
    with pytest.raises(NotFound):
        theirs.text(note, "text")


def test_who_is_on_the_team_already_opens_it_as_that(cast, chart):
    people.join_team(chart=chart, user=cast.chris, relation=RoleName.CLINICIAN)
    away(cast)
    theirs = access.open_record(cast.chris, cast.pia.pk, to=May.MANAGE_TEAM, view="test")
    assert theirs.role == "clinician"
    assert access.stands_in(cast.chris, [cast.pia]) == {}


def test_standing_in_is_not_passed_on(cast):
    """Chris stands in for Anna; whoever stands in for Chris does not stand in for Anna."""
    dora = people.add_user(username="dora", name="Dora", password=None)
    people.grant_role(practice=cast.practice, user=dora, role=RoleName.CLINICIAN)
    away(cast)
    event = AuditEvent.objects.first()
    today = deputies.today(cast.practice)
    Absence.objects.create(
        practice=cast.practice, user=cast.chris, deputy=dora, first_day=today, last_day=today, event=event
    )
    assert not opens(cast, dora)


@pytest.mark.parametrize("who", ["anna", "chris"])
def test_who_stops_being_a_clinician_here_neither_stands_in_nor_is_stood_in_for(cast, who):
    away(cast)
    people.end_role(membership=Membership.objects.get(user=getattr(cast, who)))
    assert not opens(cast)


def test_another_practice_has_no_part_in_it(cast):
    Membership.objects.filter(user=cast.chris).update(practice=cast.other_practice)
    with pytest.raises(PracticeError, match="no clinician of this practice"):
        away(cast)
    Membership.objects.filter(user=cast.chris).update(practice=cast.practice)
    absence = away(cast)
    Absence.objects.filter(pk=absence.pk).update(practice=cast.other_practice)
    assert not opens(cast)


# -- Alerts ---------------------------------------------------------------------------------------------------------


def answers(user) -> list[Alert]:
    return own_alerts(user, list(access.held_by(user)))


def raised(chart, course) -> Alert:
    return alerts.raise_alert(chart=chart, course=course, level="moderate", text="He said goodbye.")


def test_alerts_go_to_the_deputy_and_back(cast, chart, course):
    before = raised(chart, course)
    absence = away(cast)
    during = raised(chart, course)
    assert (before.owner, during.owner) == (cast.anna, cast.chris)
    assert {a.pk for a in answers(cast.chris)} == {before.pk, during.pk}
    absences.cancel_absence(absence=absence, by=cast.anna)
    assert answers(cast.chris) == []
    mine = answers(cast.anna)
    assert {a.pk for a in mine} == {before.pk, during.pk}, "what the deputy left is not left behind"


def test_what_a_deputy_answered_with_a_part_of_their_own_stays_theirs(cast, chart, course):
    absence = away(cast)
    during = raised(chart, course)
    people.join_team(chart=chart, user=cast.chris, relation=RoleName.CLINICIAN)
    absences.cancel_absence(absence=absence, by=cast.anna)
    assert answers(cast.anna) == []
    assert answers(cast.chris) == [during]


def test_an_overdue_alert_passes_to_the_deputy(cast, chart, course):
    alert = raised(chart, course)
    away(cast)
    assert alerts.escalate(chart=chart, alert=alert) == cast.chris
    assert alert.owner == cast.chris


def test_a_second_clinician_answers_where_the_deputy_cannot(cast, chart, course):
    dora = people.add_user(username="dora", name="Dora", password=None)
    people.grant_role(practice=cast.practice, user=dora, role=RoleName.CLINICIAN)
    people.join_team(chart=chart, user=dora, relation=RoleName.CLINICIAN)
    assert alerts.owner_of(chart) == cast.anna
    away(cast)
    assert alerts.owner_of(chart) == cast.chris
    people.end_role(membership=Membership.objects.get(user=cast.chris))
    assert alerts.owner_of(chart) == dora


def test_an_alert_always_has_an_owner(cast, chart):
    away(cast)
    people.end_role(membership=Membership.objects.get(user=cast.chris))
    assert alerts.owner_of(chart) == cast.anna


# -- Planning -------------------------------------------------------------------------------------------------------


def test_what_cannot_be_planned(cast):
    today = deputies.today(cast.practice)
    with pytest.raises(PracticeError, match="before the first"):
        away(cast, 3, 1)
    with pytest.raises(PracticeError, match="are over"):
        away(cast, -5, -1)
    with pytest.raises(PracticeError, match="somebody else"):
        away(cast, deputy=cast.anna)
    with pytest.raises(PracticeError, match="no clinician"):
        away(cast, deputy=cast.ben)
    with pytest.raises(PracticeError, match="no clinician"):
        away(cast, deputy=cast.otto)
    assert away(cast, 2, 6).first_day == today + timedelta(days=2)
    with pytest.raises(PracticeError, match="already"):
        away(cast, 6, 9)
    dora = people.add_user(username="dora", name="Dora", password=None)
    people.grant_role(practice=cast.practice, user=dora, role=RoleName.CLINICIAN)
    with pytest.raises(PracticeError, match="Chris stands in for somebody"):
        away(cast, 5, 5, user=cast.chris, deputy=dora)
    assert away(cast, 7, 9)
    assert Absence.objects.count() == 2


def test_a_deputy_who_is_away_cannot_stand_in(cast):
    dora = people.add_user(username="dora", name="Dora", password=None)
    people.grant_role(practice=cast.practice, user=dora, role=RoleName.CLINICIAN)
    away(cast, 0, 3, user=cast.chris, deputy=dora)
    with pytest.raises(PracticeError, match="Chris is away"):
        away(cast, 3, 5)
    assert away(cast, 4, 5)


@pytest.mark.parametrize("who", ["chris", "ben", "clara", "rhea", "pia_account", "otto"])
def test_nobody_plans_or_cancels_another_ones_absence_but_who_looks_after_the_practice(cast, who):
    with pytest.raises(NotFound):
        away(cast, by=getattr(cast, who))
    absence = away(cast, by=cast.max)
    with pytest.raises(NotFound):
        absences.cancel_absence(absence=absence, by=getattr(cast, who))
    assert opens(cast)
    absences.cancel_absence(absence=absence, by=cast.max)


def test_the_same_request_is_saved_once(cast):
    away(cast, key="k")
    with pytest.raises(AlreadyDone):
        away(cast, 20, 21, key="k")
    assert Absence.objects.count() == 1


def test_the_list_has_what_is_to_come_first(cast):
    first, second = away(cast, 3, 4), away(cast, 10, 11)
    Absence.objects.filter(pk=first.pk).update(first_day=date(2020, 1, 1), last_day=date(2020, 1, 3))
    found = reading.absences(cast.practice, of=cast.chris)
    assert [(one.absence.pk, one.now, one.over) for one in found] == [
        (second.pk, False, False),
        (first.pk, False, True),
    ]
    assert reading.of_team(cast.practice, [cast.anna])[0].absence == second
