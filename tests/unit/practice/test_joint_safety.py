"""What somebody says alone about being afraid: an alert in their own record, once, and nothing in the other's."""

from __future__ import annotations

from datetime import date

import pytest

from clew.practice import access
from clew.practice.actions import entries, people, together
from clew.practice.errors import PracticeError
from clew.practice.models import Alert, AlertStep, CareTeamMember, Entry
from clew.practice.readings import together as reading
from clew.practice.roles import May, RoleName
from clew.therapy.course.together import Stand

pytestmark = pytest.mark.django_db
SAFE = {"asked": "alone", "without_fear": "yes", "violence": "no"}
AFRAID = {"asked": "alone", "without_fear": "no", "said": "I lock the door."}


@pytest.fixture
def couple(cast):
    patients = [
        people.admit_patient(practice=cast.practice, name=name, by=cast.anna, clinician=cast.anna)
        for name in ("Ada", "Bo")
    ]
    charts = [access.open_record(cast.anna, one.pk, to=May.PLAN, view="test") for one in patients]
    together.begin_joint(charts=charts, kind="couple", starts_on=date(2026, 1, 8))
    return charts


def write(chart, values):
    return entries.write_entry(chart=chart, course=chart.course, form="joint_safety", values=values)


def test_fear_raises_one_alert_in_ones_own_record(couple):
    ada, bo = couple
    write(ada, AFRAID)
    (alert,) = Alert.objects.all()
    assert (alert.patient, alert.level, alert.state, alert.source) == (ada.patient, "high", "open", "person")
    step = AlertStep.objects.get(alert=alert)
    assert "I lock the door." in ada.text(step, "text")
    assert reading.own(ada, ada.course).verdict.stand is Stand.STOP
    assert reading.own(bo, bo.course).verdict.stand is Stand.ASK


def test_no_fear_raises_none(couple):
    ada, _ = couple
    write(ada, SAFE)
    write(ada, SAFE | {"violence": "unclear"})
    assert not Alert.objects.exists()


def test_violence_raises_one_too(couple):
    write(couple[0], SAFE | {"violence": "yes"})
    assert Alert.objects.count() == 1


def test_a_change_from_safe_to_afraid_raises_one_and_back_lowers_none(couple):
    ada, _ = couple
    entry = write(ada, SAFE)
    entries.revise_entry(chart=ada, entry=entry, values=AFRAID)
    assert Alert.objects.count() == 1
    entries.revise_entry(chart=ada, entry=entry, values=AFRAID | {"said": "Every time."})
    entries.revise_entry(chart=ada, entry=entry, values=SAFE)
    assert [alert.state for alert in Alert.objects.all()] == ["open"], "an alert is closed by a person"


def test_taking_back_and_bringing_back_raises_no_second_one(couple):
    ada, _ = couple
    entry = write(ada, AFRAID)
    entries.withdraw_entry(chart=ada, entry=entry)
    assert reading.own(ada, ada.course).verdict.stand is Stand.ASK
    entries.restore_entry(chart=ada, entry=entry)
    assert reading.own(ada, ada.course).verdict.stand is Stand.STOP
    assert Alert.objects.count() == 1


def test_where_nobody_would_see_the_alert_nothing_is_saved(couple):
    ada, _ = couple
    CareTeamMember.objects.filter(patient=ada.patient).update(relation="supervisor")
    with pytest.raises(PracticeError, match="nobody would see an alert"):
        write(ada, AFRAID)
    assert not Entry.objects.exists()


def test_each_time_it_is_asked_counts_and_the_latest_first(couple):
    ada, _ = couple
    entries.write_entry(chart=ada, course=ada.course, form="joint_safety", values=AFRAID, on=date(2026, 1, 8))
    entries.write_entry(chart=ada, course=ada.course, form="joint_safety", values=SAFE, on=date(2026, 2, 8))
    own = reading.own(ada, ada.course)
    assert own.verdict.stand is Stand.SILENT
    assert [one.entry.on for one in own.asked] == [date(2026, 2, 8), date(2026, 1, 8)]


def test_who_reads_no_formulation_reads_no_verdict(cast, couple):
    ada, _ = couple
    people.join_team(
        chart=access.open_record(cast.anna, ada.patient.pk, to=May.MANAGE_TEAM, view="test"),
        user=cast.clara,
        relation=RoleName.PRESCRIBER,
    )
    write(ada, AFRAID)
    chart = access.open_record(cast.clara, ada.patient.pk, to=May.SEE_COURSE, view="test")
    own = reading.own(chart, chart.course)
    assert own.verdict is None
    assert own.asked == ()
