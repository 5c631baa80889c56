"""The patient's own page: what is shared, who looked, and help that reaches a person. Never a proposal, code or level."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from clew.practice import access
from clew.practice.actions import alerts, entries, measures, notes, people, plan, sessions
from clew.practice.errors import PracticeError
from clew.practice.models import Alert, AlertStep, AuditEvent, CareTeamMember, Patient, Practice
from clew.practice.roles import May
from clew.therapy.coding.codes import Scheme
from clew.therapy.knowledge import DEFENSES, INTERVENTIONS, RUPTURE_MARKERS

SECRET = "CANARY of the clinician's own note"


@pytest.fixture
def demonstration(cast):
    """A practice of made-up people, whose patients' pages are open without checked crisis contacts."""
    Practice.objects.filter(pk=cast.practice.pk).update(demonstration=True)


@pytest.fixture
def browser(signed_in, cast, demonstration):
    return signed_in(cast.pia_account)


@pytest.fixture
def busy(chart, course, session):
    """A course with everything in it: transcript, proposals, notes, scores, an alert, a goal and a session ahead."""
    turns = "\n\n".join(
        f"T: Tell me more about that.\n\nP: {words}"
        for words in ("I wish I were dead.", "It is all his fault, he hates me.", "Yes. Fine. Nothing.")
    )
    sessions.import_transcript(chart=chart, session=session, data=turns.encode(), name="one.txt")
    for kind in ("progress", "process"):
        notes.save_draft(chart=chart, session=session, kind=kind, text=SECRET)
    measures.enter(
        chart=chart,
        course=course,
        instrument="phq-9",
        answers=[3] * 9 + [None],
        at=datetime(2026, 1, 8, 9, tzinfo=UTC),
    )
    measures.enter(
        chart=chart,
        course=course,
        instrument="alliance-check-in",
        answers=[1, 1, 1, 3, None],
        at=datetime(2026, 1, 8, 9, tzinfo=UTC),
        rater="clinician",
    )
    plan.agree_goal(
        chart=chart,
        course=course,
        kind="symptom",
        agreed_on=date(2026, 1, 8),
        patient_words="To sleep six hours.",
        clinician_words="Reduce checking at night.",
    )
    plan.record_medication(
        chart=chart, course=course, name="Sertraline", dose="50 mg", from_date=date(2026, 1, 8)
    )
    plan.plan_session(chart=chart, course=course, at=timezone.now() + timedelta(days=3), online=True)


def get(browser, name="own"):
    return browser.get(reverse(name)).content.decode()


def main_of(page):
    return page.split("<main")[1].split("</main>")[0]


def ask(browser, text="", key="one"):
    return browser.post(reverse("own_help"), {"text": text, "key": key}, follow=True)


# -- What is shared ---------------------------------------------------------------------------------------------


def test_the_page_says_what_is_shared(browser, busy):
    page = main_of(get(browser))
    ahead = timezone.localtime(timezone.now() + timedelta(days=3))
    assert f"{ahead:%A} {ahead.day} {ahead:%B}" in page
    assert "online" in page
    assert "To sleep six hours." in page


def test_nothing_of_the_clinicians_side_is_shown(browser, busy):
    """Neither codes, levels, notes, formulations, alerts, scores nor the clinician's words, on any of the pages."""
    for name in ("own", "own_record", "own_help"):
        page = main_of(get(browser, name)).lower()
        for words in (
            SECRET,
            "wish i were dead",
            "reduce checking",
            "sertraline",
            "27 of 27",
            "severe",
            "alliance",
            "moderate",
            "proposal",
            "formulation",
            "rupture",
            "defense",
            "focus",
        ):
            assert words.lower() not in page, (name, words)
        for family in (DEFENSES, RUPTURE_MARKERS, INTERVENTIONS):
            for slug in family:
                assert slug not in page, (name, slug)
        assert not set(re.findall(r"[\w-]+", page)) & {scheme.value for scheme in Scheme}


def test_before_anything_is_there_the_page_says_what_comes(browser):
    page = main_of(get(browser))
    assert "Your clinician will agree the next one with you" in page
    assert "You and your clinician will find it together" in page


def test_the_page_is_read_through_the_patients_own_right(browser, cast, course):
    get(browser)
    event = AuditEvent.objects.filter(patient=cast.pia.pk).latest("seq")
    assert (event.action, event.actor, event.role, event.kind) == (
        "record.read",
        cast.pia_account.pk,
        "patient",
        "own",
    )


@pytest.mark.parametrize(
    "who", ["clinician", "supervisor", "prescriber", "researcher", "manager", "elsewhere"]
)
def test_nobody_else_has_such_a_page(cast, signed_in, demonstration, who):
    browser = signed_in(cast.by_role()[who])
    for name in ("own", "own_record", "own_help"):
        assert browser.get(reverse(name)).status_code == 404
    assert ask(browser).status_code == 404


def test_a_patient_cannot_open_another_record_by_it(cast, signed_in, demonstration):
    people.admit_patient(practice=cast.practice, name="Per Lind", clinician=cast.anna)
    assert "Per Lind" not in get(signed_in(cast.pia_account))


def test_after_erasure_the_page_and_the_sign_in_are_gone(browser, cast, chart, course):
    people.erase_patient(chart=chart)
    answer = browser.get(reverse("own"))
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/me/")
    cast.pia_account.refresh_from_db()
    assert not cast.pia_account.is_active
    assert (
        "pia" not in f"{cast.pia_account.name} {cast.pia_account.username} {cast.pia_account.email}".lower()
    )


def test_the_page_asks_the_database_no_more_for_a_long_course(
    browser, cast, chart, course, busy, django_assert_max_num_queries
):
    for number in range(40):
        at = datetime(2026, 1, 8, 9, tzinfo=UTC) + timedelta(days=number)
        measures.enter(chart=chart, course=course, instrument="phq-9", answers=[0] * 10, at=at)
        plan.agree_goal(
            chart=chart, course=course, kind="symptom", agreed_on=at.date(), patient_words=f"Goal {number}"
        )
    get(browser)
    with django_assert_max_num_queries(15):
        get(browser)


# -- Before crisis contacts are checked -------------------------------------------------------------------------


def test_without_checked_contacts_the_page_stays_closed_but_help_and_the_log_do_not(cast, signed_in, busy):
    browser = signed_in(cast.pia_account)
    page = main_of(get(browser))
    assert "Your page is not open yet" in page
    assert "To sleep six hours." not in page
    assert "Anna" in page  # who looked is the patient's right whatever else is closed
    assert "call your local emergency number now" in main_of(get(browser, "own_help"))


def test_with_contacts_checked_lately_the_page_is_open(cast, signed_in, busy, check_numbers):
    check_numbers()
    assert "To sleep six hours." in get(signed_in(cast.pia_account))


# -- Who looked -------------------------------------------------------------------------------------------------


def test_who_looked_tells_people_and_roles_in_plain_words(browser, cast, open_as, course):
    open_as(cast.ben)
    open_as(cast.ben)
    page = main_of(get(browser, "own_record"))
    line = re.sub(r"<[^>]+>", "", re.search(r"<li>(.*?Ben.*?)</li>", page, re.S).group(1))
    assert "Ben (supervises your clinician) opened your record, twice" in " ".join(line.split())
    assert "Anna" in page
    assert "wrote in your record" in page


def test_a_refused_look_is_told_too(browser, cast, open_as, course):
    with pytest.raises(PracticeError):
        open_as(cast.chris)
    page = main_of(get(browser, "own_record"))
    assert "Chris" in page
    assert "tried to open your record and was not let in" in page


def test_ones_own_visits_are_left_out(browser, course):
    for _ in range(3):
        get(browser)
    page = main_of(get(browser, "own_record"))
    assert "Pia" not in page


def test_being_put_on_the_team_by_the_practice_is_told(browser, cast, course):
    people.assign_clinician(practice=cast.practice, patient=cast.pia, user=cast.chris, by=cast.max)
    page = " ".join(main_of(get(browser, "own_record")).split())
    assert "Max added somebody to those who work with you" in page


# -- Help -------------------------------------------------------------------------------------------------------


def at(monkeypatch, day, hour):
    """Let the page be opened at this hour, in London, of a day of a week in July 2026 (0 is Monday)."""
    moment = datetime.combine(date(2026, 7, 6) + timedelta(days=day), time(hour), ZoneInfo("Europe/London"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment.astimezone(UTC))


def test_help_stands_before_the_button(browser, course):
    page = main_of(get(browser, "own_help"))
    assert page.index("You do not have to be alone with this") < page.index(
        "call your local emergency number"
    )
    assert page.index("call your local emergency number") < page.index("Ask Anna to get in touch")
    assert Alert.objects.count() == 0  # looking at help is no alarm


def test_help_is_one_tap_from_every_page(browser, course):
    for name in ("own", "own_record", "own_help"):
        page = get(browser, name)
        assert reverse("help") in page
    assert reverse("own_help") in get(browser)


def test_asking_reaches_the_clinician_with_a_deadline(browser, cast, chart, course):
    page = main_of(ask(browser, "I cannot get through the night.").content.decode())
    alert = Alert.objects.get()
    assert (alert.owner, alert.level, alert.source, alert.state) == (cast.anna, "high", "help", "open")
    assert alert.rule == "The patient asked for help now."
    assert alert.due_at - alert.raised_at == timedelta(minutes=15)
    step = AlertStep.objects.get(alert=alert)
    assert chart.text(step, "text") == "I cannot get through the night."
    assert "Anna has been told in Clew and has not answered yet" in page
    assert "high" not in page.lower()


def test_a_call_without_words_is_enough(browser, course):
    ask(browser)
    assert Alert.objects.count() == 1


LONG = "I cannot get through the night. " * 400


@pytest.mark.parametrize(
    ("text", "key"), [(LONG, "one"), ("Please.", ""), ("Please.", "k" * 200), ("Please\0.", "one")]
)
def test_nothing_that_is_typed_keeps_a_call_from_going_through(browser, chart, course, text, key):
    answer = ask(browser, text, key=key)
    assert answer.redirect_chain, "it went through"
    step = AlertStep.objects.get(alert=Alert.objects.get())
    assert chart.text(step, "text") == text.replace("\0", "").strip(), "and nothing of it is lost"


def test_words_that_reached_nobody_stay_on_the_page(browser, cast, chart, course):
    CareTeamMember.objects.filter(patient=cast.pia, relation="clinician").update(ended_at=timezone.now())
    assert "The stairs again." in main_of(ask(browser, "The stairs again.").content.decode())


def test_ones_own_safety_plan_is_one_tap_from_help(browser, chart, course):
    way = reverse("own_safety_plan")
    assert f'href="{way}">Open my safety plan' not in main_of(get(browser, "own_help"))
    entries.write_entry(
        chart=chart,
        course=course,
        form="safety_plan",
        on=date(2026, 1, 8),
        values={"alone": "Walk to the weir and back.", "made": "together"},
    )
    page = main_of(get(browser, "own_help"))
    assert f'href="{way}">Open my safety plan' in page
    assert page.index("call your local emergency number") < page.index("Open my safety plan")
    assert page.index("Open my safety plan") < page.index("Ask Anna to get in touch")


def test_where_a_practice_has_no_hours_help_opens_and_a_call_goes_through(browser, cast, course):
    Practice.objects.filter(pk=cast.practice.pk).update(working_days="")
    page = main_of(get(browser, "own_help"))
    assert "Nobody at your practice can answer at the moment" in page
    assert "named no hours" in page
    assert ask(browser).redirect_chain
    assert Alert.objects.get().owner == cast.anna
    assert browser.get(reverse("own_messages")).status_code == 200


def test_asking_twice_by_accident_is_one_call_and_asking_again_is_another(browser, course):
    ask(browser, key="one")
    ask(browser, key="one")
    assert Alert.objects.count() == 1
    ask(browser, key="two")
    assert Alert.objects.count() == 2


def test_the_patient_sees_when_somebody_has_seen_it(browser, chart, course):
    ask(browser)
    alert = Alert.objects.get()
    alerts.acknowledge(chart=chart, alert=alert)
    assert "Anna has seen it and is looking into it" in main_of(get(browser))
    alerts.assess(chart=chart, alert=alert, assessment="Called.", disposition="Meets tomorrow.")
    assert "You asked for help" not in main_of(get(browser))


def test_in_opening_hours_nothing_is_promised(browser, course, monkeypatch):
    at(monkeypatch, day=0, hour=11)
    page = main_of(get(browser, "own_help"))
    assert "it is open now" in page
    assert "Clew cannot know whether they see it straight away" in page
    assert "opens next" not in page


def test_out_of_hours_the_page_says_so_and_when_the_practice_opens(browser, course, monkeypatch):
    at(monkeypatch, day=5, hour=22)
    page = main_of(get(browser, "own_help"))
    assert "Nobody at your practice can answer at the moment" in page
    assert "opens next on Monday 13 July at 09:00" in page
    assert "may not be read before then" in page
    assert "Ask Anna to get in touch" in page


def test_times_are_those_of_the_practices_clock(browser, chart, course, monkeypatch):
    at(monkeypatch, day=0, hour=11)
    plan.plan_session(chart=chart, course=course, at=datetime(2026, 7, 9, 9, 0, tzinfo=UTC))
    assert "Thursday 9 July, 10:00" in main_of(get(browser))
    assert "You asked for help on 6 July at 11:00" in main_of(ask(browser).content.decode())


def test_where_nobody_would_see_a_call_none_is_offered(browser, cast, chart, course):
    CareTeamMember.objects.filter(patient=cast.pia, relation="clinician").update(ended_at=timezone.now())
    page = main_of(get(browser, "own_help"))
    assert "cannot pass a call for help on to a person" in page
    assert "<form" not in page
    answer = ask(browser)
    assert answer.status_code == 422
    assert "This did not reach anybody" in answer.content.decode()
    assert "call your local emergency number now" in answer.content.decode()
    assert not Alert.objects.exists()


def test_a_clinician_whose_role_has_ended_is_not_asked(browser, cast, course):
    membership = access.members_of(cast.practice).get(user=cast.anna)
    people.end_role(membership=membership)
    assert "cannot pass a call for help on to a person" in main_of(get(browser, "own_help"))


def test_without_a_course_no_call_is_offered(browser):
    assert "cannot pass a call for help on to a person" in main_of(get(browser, "own_help"))


def test_only_ones_own_calls_are_told_of(browser, chart, course):
    alerts.raise_alert(chart=chart, course=course, level="high", text="Worried.")
    assert "You asked for help" not in main_of(get(browser))


def test_the_patient_is_who_the_account_says(cast, open_as):
    assert Patient.objects.get(account=cast.pia_account) == cast.pia
    assert open_as(cast.pia_account, to=May.READ_OWN).may == {
        May.READ_OWN,
        May.WRITE_OWN,
        May.SEE_WHO_LOOKED,
        May.RAISE_ALERT,
    }
