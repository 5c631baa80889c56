"""The team tab: who takes part and who is away, and what therapist and prescriber share."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from clew.practice import deputies
from clew.practice.actions import absences, alerts, entries, plan
from clew.practice.models import Absence, Entry, Medication
from clew.practice.readings import entries as reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def clara(signed_in, cast) -> Client:
    return signed_in(cast.clara)


@pytest.fixture
def medicine(chart, course) -> Medication:
    return plan.record_medication(
        chart=chart, course=course, name="Sertraline", dose="50 mg", from_date=date(2026, 1, 20)
    )


def posted(**answers) -> dict:
    return {"on_day": "2026-02-10", "key": str(uuid4()), **answers}


def page(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


# -- Working together -----------------------------------------------------------------------------------------------


def test_without_a_course_it_says_what_to_do_first(anna, at):
    assert "Open a course" in page(anna, at("working_together"))
    assert "Open a course" in page(anna, at("supervision"))


def test_an_empty_page_asks_for_the_agreement(anna, at, course):
    shown = page(anna, at("working_together"))
    assert "nothing is agreed in writing" in shown
    assert at("write_entry", "agreement") in shown
    assert "Nothing is waiting to be done." in shown
    assert "9% against 28%" in shown
    assert "27% against 47%" in shown
    assert "Burnand" in shown


def test_a_prescriber_writes_the_agreement_and_reads_no_session(clara, at, course, session):
    shown = page(clara, at("working_together"))
    assert "Supervision" not in shown
    filled = posted(people="Anna and Clara", holidays="Each tells the other", review_on="2026-06-01")
    answer = clara.post(at("write_entry", "agreement"), filled)
    entry = Entry.objects.get(form="agreement")
    assert answer["Location"] == at("working_together") + f"#entry-{entry.pk}"
    assert entry.due_on == date(2026, 6, 1)
    shown = page(clara, at("working_together"))
    assert "Each tells the other" in shown
    assert "1 June 2026" in shown
    assert "Left open so far:" in shown
    assert "by which way" in shown
    assert clara.get(at("session", session.pk)).status_code == 404
    assert clara.get(at("supervision")).status_code == 404
    assert at("entry_moments", entry.pk) not in page(clara, at("entry", entry.pk))


def test_a_wrong_day_keeps_what_was_typed(clara, at, course):
    answer = clara.post(at("write_entry", "agreement"), posted(people="Anna and Clara", review_on="soon"))
    assert answer.status_code == 422
    assert "Anna and Clara" in answer.content.decode()
    assert not Entry.objects.exists()


def test_a_contact_is_due_until_somebody_writes(anna, clara, at, chart, course):
    alerts.raise_alert(chart=chart, course=course, level="low", text="Something private that was said.")
    alert = course.alerts.get()
    for browser in (anna, clara):
        shown = page(browser, at("working_together"))
        assert "Worth telling each other" in shown
        assert "An alert was raised: low" in shown
        assert at("alert", alert.pk) in shown
        assert "Something private" not in shown
    form = page(clara, at("write_entry", "team_note") + "?trigger=risk_change")
    assert 'value="risk_change"' in form
    assert form.split('value="risk_change"')[1].split(">")[0].count("checked") == 1
    clara.post(
        at("write_entry", "team_note"),
        posted(note="Rang her.", trigger="risk_change", on_day="2999-01-01"),
    )
    shown = page(anna, at("working_together"))
    assert "Worth telling each other" not in shown
    assert "Rang her." in shown


def test_a_clinician_can_decide_otherwise(anna, at, chart, course, medicine):
    assert "Decide otherwise" in page(anna, at("working_together"))
    anna.post(
        at("write_entry", "otherwise"),
        posted(rule="contact_due", decision="She will tell her herself", reason="She asked to"),
    )
    assert "She will tell her herself" in page(anna, at("working_together"))


def test_a_task_is_done_and_open_again(anna, clara, at, chart, course):
    clara.post(at("write_entry", "task"), posted(what="Blood test", who="prescriber", due_on="2026-01-02"))
    task = Entry.objects.get(form="task")
    shown = page(anna, at("working_together"))
    assert "that day is over" in shown
    assert clara.get(at("finish_task", task.pk)).status_code == 302
    assert reading.one(chart, course, "task").get("done_on") == ""
    answer = clara.post(at("finish_task", task.pk), {"outcome": "All as it should be."})
    assert answer["Location"].endswith(f"#entry-{task.pk}")
    shown = page(anna, at("working_together"))
    assert "Done already (1)" in shown
    assert "All as it should be." in shown
    anna.post(at("reopen_task", task.pk))
    shown = page(anna, at("working_together"))
    assert "Done already" not in shown
    assert "Mark it as done" in shown


def test_the_dose_is_changed_on_one_page(clara, at, medicine):
    form = page(clara, at("change_dose", medicine.pk))
    assert "Sertraline" in form
    assert "50 mg" in form
    given = {"dose": "100 mg", "on": "2026-02-20", "why": "Half better.", "key": "k"}
    assert clara.post(at("change_dose", medicine.pk), given).status_code == 302
    assert clara.post(at("change_dose", medicine.pk), given).status_code == 302, "sent twice"
    assert Medication.objects.count() == 2
    shown = page(clara, at("working_together"))
    assert "50 mg, then 100 mg" in shown
    assert "Half better." in shown


@pytest.mark.parametrize("on", ["2026-01-20", "tomorrow", ""])
def test_a_dose_that_does_not_fit_keeps_what_was_typed(clara, at, medicine, on):
    answer = clara.post(
        at("change_dose", medicine.pk), {"dose": "100 mg", "on": on, "why": "Half better.", "key": "k"}
    )
    assert answer.status_code == 422
    assert "Half better." in answer.content.decode()
    assert Medication.objects.count() == 1


def test_a_supervisor_reads_and_does_not_write(signed_in, cast, at, chart, course, medicine):
    ben = signed_in(cast.ben)
    entries.write_entry(chart=chart, course=course, form="task", values={"what": "Ring."})
    shown = page(ben, at("working_together"))
    assert "Mark it as done" not in shown
    assert "Change the dose" not in shown
    assert "Write to the team" not in shown


def test_pages_stay_within_their_queries_however_long_the_log(
    anna, at, chart, course, medicine, django_assert_max_num_queries
):
    def count():
        with django_assert_max_num_queries(15) as counted:
            page(anna, at("working_together"))
        return len(counted)

    page(anna, at("working_together"))  # the first look of a sign-in saves its time
    few = count()
    for n in range(8):
        entries.write_entry(
            chart=chart, course=course, form="team_note", values={"note": f"Line {n}", "to": "both"}
        )
        entries.write_entry(chart=chart, course=course, form="task", values={"what": f"Task {n}"})
        alerts.raise_alert(chart=chart, course=course, level="low", text="Worried.")
    assert count() == few


# -- Being away -----------------------------------------------------------------------------------------------------


@pytest.fixture
def today(cast) -> date:
    return deputies.today(cast.practice)


def days(today, first, last, **more) -> dict:
    return {
        "first_day": (today + timedelta(days=first)).isoformat(),
        "last_day": (today + timedelta(days=last)).isoformat(),
        "key": str(uuid4()),
        **more,
    }


def test_an_absence_is_planned_shown_and_cancelled(anna, signed_in, cast, at, today, course):
    chris = signed_in(cast.chris)
    assert chris.get(at("course")).status_code == 404
    assert "You are not down as away" in page(anna, reverse("absences"))
    answer = anna.post(reverse("absences"), days(today, 0, 3, deputy=cast.chris.pk))
    assert answer.status_code == 302
    assert "Chris" in page(anna, reverse("absences"))
    assert "For Anna" in page(chris, reverse("absences"))
    assert "You stand in here" in page(chris, at("team"))
    assert "Chris stands in and answers the alerts" in page(anna, at("team"))
    assert "stand in for Anna" in page(chris, reverse("caseload"))
    absence = Absence.objects.get()
    assert chris.post(reverse("absences"), {"cancel": absence.pk}).status_code == 404
    assert anna.post(reverse("absences"), {"cancel": absence.pk}).status_code == 302
    assert chris.get(at("course")).status_code == 404
    assert anna.post(reverse("absences"), {"cancel": absence.pk}).status_code == 404


def test_who_looks_after_the_practice_plans_it_for_somebody_who_is_ill(signed_in, cast, today):
    max_ = signed_in(cast.max)
    assert "Nobody is down as away" in page(max_, reverse("absences"))
    max_.post(reverse("absences"), days(today, 0, 0, user=cast.anna.pk, deputy=cast.chris.pk))
    assert Absence.objects.get().user == cast.anna
    assert "Anna" in page(max_, reverse("absences"))


def test_a_clinician_plans_for_nobody_else(anna, cast, today):
    anna.post(reverse("absences"), days(today, 0, 0, user=cast.chris.pk, deputy=cast.chris.pk))
    assert Absence.objects.get().user == cast.anna


@pytest.mark.parametrize(
    ("first", "last", "wrong"), [(3, 1, "before the first"), (-3, -1, "are over"), (0, 0, None)]
)
def test_what_cannot_be_is_said_and_nothing_is_lost(anna, cast, today, first, last, wrong):
    given = days(today, first, last, deputy=cast.chris.pk if wrong else cast.ben.pk)
    answer = anna.post(reverse("absences"), given)
    assert answer.status_code == 422
    assert given["first_day"] in answer.content.decode()
    if wrong:
        assert wrong in answer.content.decode()
    assert not Absence.objects.exists()


@pytest.mark.parametrize("who", ["ben", "clara", "rhea", "pia_account"])
def test_only_clinicians_are_away_here(signed_in, cast, who):
    assert signed_in(getattr(cast, who)).get(reverse("absences")).status_code == 404


def test_a_practice_of_one_is_told_that_nobody_can_stand_in(signed_in, cast):
    assert "no other clinician" in page(signed_in(cast.otto), reverse("absences"))


# What a deputy may not open or send to, of what a clinician may.
NOT_A_DEPUTYS = {"erase", "leave_team", "portal", "end_access"}


def test_a_deputy_opens_every_page_that_a_clinician_opens_and_none_a_day_later(cast, signed_in, chart, today):
    from every_page import addresses
    from practice_scene import fill

    from clew.web.access_table import ON_A_RECORD

    scene = fill(chart)
    address, chris = addresses(scene, cast.chris), signed_in(cast.chris)
    opens = {name for name, who in ON_A_RECORD.items() if "clinician" in who.opens}
    assert {name for name in opens if chris.get(address(name)).status_code != 404} == set()
    absence = absences.plan_absence(
        practice=cast.practice,
        user=cast.anna,
        deputy=cast.chris,
        first_day=today,
        last_day=today,
        by=cast.anna,
    )
    refused = {name for name in opens if chris.get(address(name)).status_code not in (200, 302)}
    assert refused == NOT_A_DEPUTYS & opens
    for name in sorted(NOT_A_DEPUTYS):
        assert chris.post(address(name)).status_code == 404
    assert chris.post(address("team"), {"user": cast.chris.pk, "relation": "clinician"}).status_code == 404
    yesterday = today - timedelta(days=1)
    Absence.objects.filter(pk=absence.pk).update(first_day=yesterday, last_day=yesterday)
    assert {name for name in opens if chris.get(address(name)).status_code != 404} == set()


def test_the_masthead_counts_the_alerts_of_who_is_away(signed_in, cast, chart, course, today):
    alerts.raise_alert(chart=chart, course=course, level="low", text="Worried.")
    chris = signed_in(cast.chris)
    assert "1 open" not in page(chris, reverse("alerts"))
    absences.plan_absence(
        practice=cast.practice,
        user=cast.anna,
        deputy=cast.chris,
        first_day=today,
        last_day=today,
        by=cast.anna,
    )
    shown = page(chris, reverse("alerts"))
    assert "1 open" in shown
    assert "Pia Sand" in shown
