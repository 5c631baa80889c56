"""The practice's pages: patients by number and name, people and roles, hours and contacts. Nothing clinical."""

from __future__ import annotations

import re
from datetime import date, time

import pytest
from django.test import Client
from django.urls import reverse

from clew.practice import access
from clew.practice.actions import people, plan
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import (
    AuditEvent,
    CareTeamMember,
    Course,
    Membership,
    Patient,
    Practice,
    User,
)
from clew.practice.roles import May, RoleName
from clew.therapy.errors import TherapyError

PAGES = ["practice", "practice_admit", "practice_people", "practice_settings"]


@pytest.fixture
def browser(signed_in, cast):
    return signed_in(cast.max)


def get(browser, name="practice", *args, **query):
    return browser.get(reverse(name, args=args), query).content.decode()


def admit(cast, name, clinician=None):
    return people.admit_patient(practice=cast.practice, name=name, by=cast.max, clinician=clinician)


def names_on(page):
    return re.findall(r'<th scope="row">\s*([^<]+?)\s*(?=<)', page)


# -- Patients ---------------------------------------------------------------------------------------------------


def test_the_list_has_numbers_names_and_who_treats(browser, cast):
    admit(cast, "Per Lind")
    page = get(browser)
    rows = [
        " ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in re.findall(r"<tr>(.*?)</tr>", page, re.S)
    ]
    assert rows[1:] == [
        "1 Pia Sand fictional person Anna Change who treats Pia Sand",
        "2 Per Lind Nobody Change who treats Per Lind",
    ]


def test_nothing_clinical_can_be_reached_or_read(browser, cast, course):
    page = get(browser) + get(browser, "practice_patient", cast.pia.pk)
    assert f'href="{reverse("course", args=[cast.pia.pk])}"' not in page
    for words in ("Low since", "leave first", "16 sessions", "PHQ", "assessment"):
        assert words not in page
    for name in ("course", "measures", "plan", "team", "record", "formulation", "sessions"):
        assert browser.get(reverse(name, args=[cast.pia.pk])).status_code == 404


def test_fifty_patients_a_page(browser, cast, django_assert_max_num_queries):
    for number in range(120):
        admit(cast, f"Person {number}", clinician=cast.anna)
    first = get(browser)
    assert len(names_on(first)) == 50
    assert "121 patients, page 1 of 3" in first
    assert len(names_on(get(browser, page=3))) == 21
    with django_assert_max_num_queries(15):
        get(browser, page=2)


def test_a_search_finds_a_number_or_a_part_of_a_name(browser, cast):
    admit(cast, "Åsa Öberg")
    admit(cast, "Asa Berg")
    assert names_on(get(browser, q="2")) == ["Åsa Öberg"]
    assert names_on(get(browser, q="öBERG")) == ["Åsa Öberg"]
    assert names_on(get(browser, q="berg asa")) == ["Asa Berg"]
    assert "No patient has this number or name" in get(browser, q="Zoe")
    assert names_on(get(browser, q="99999999999999999999")) == []


def test_a_search_stays_in_the_practice_and_is_written_down(browser, cast):
    people.admit_patient(practice=cast.other_practice, name="Pia Other", clinician=cast.otto)
    assert names_on(get(browser, q="pia")) == ["Pia Sand"]
    event = AuditEvent.objects.filter(kind="practice search").latest("seq")
    assert (event.actor, event.detail) == (cast.max.pk, {"patients": 1})


def test_the_erased_stay_as_a_number_without_a_name(browser, cast, chart):
    people.erase_patient(chart=chart)
    page = get(browser)
    assert "Pia Sand" not in page
    assert "Erased on" in page
    assert get(browser, q="pia").count("<tr>") == 0
    assert browser.get(reverse("practice_patient", args=[cast.pia.pk])).status_code == 404


def test_those_whom_nobody_treats_are_pointed_out(browser, cast):
    assert "Nobody treats" not in get(browser)
    admit(cast, "Per Lind")
    assert "Nobody treats</span> 1 patient:" in get(browser)
    assert names_on(get(browser, alone="")) == ["Per Lind"]


def test_ending_a_clinicians_role_leaves_their_patients_alone_and_says_so(browser, cast):
    membership = access.members_of(cast.practice).get(user=cast.anna)
    page = browser.post(reverse("practice_end_role", args=[membership.pk]), follow=True).content.decode()
    assert "for those whom nobody treats now" in page
    assert names_on(get(browser, alone="")) == ["Pia Sand"]


def test_a_patient_is_added_with_a_clinician_and_nothing_clinical_is_asked(browser, cast):
    form = get(browser, "practice_admit")
    assert set(re.findall(r'name="(\w+)"', form.split("<main")[1])) == {
        "csrfmiddlewaretoken",
        "name",
        "born",
        "pronouns",
        "clinician",
        "key",
    }
    given = {"name": "Per Lind", "born": "1980-02-03", "clinician": cast.chris.pk, "key": "one"}
    for _ in range(2):
        browser.post(reverse("practice_admit"), given)
    patient = Patient.objects.get(number=2)
    assert [m.user for m in patient.team.all()] == [cast.chris]
    assert not Course.objects.filter(patient=patient).exists()
    chart = access.open_record(cast.chris, patient.pk, to=May.SEE_COURSE, view="test")
    assert chart.identity["born"] == "1980-02-03"


def test_a_manager_who_opens_the_clinicians_form_is_led_to_this_one(browser, signed_in, cast):
    assert browser.get(reverse("admit")).url == reverse("practice_admit")
    assert signed_in(cast.anna).get(reverse("admit")).status_code == 200


def test_a_clinician_is_put_on_the_team_without_the_record_being_opened(browser, cast):
    patient = admit(cast, "Per Lind")
    address = reverse("practice_patient", args=[patient.pk])
    page = browser.post(address, {"clinician": cast.chris.pk}, follow=True).content.decode()
    assert "Chris can open the record 2 now" in page
    access.open_record(cast.chris, patient.pk, to=May.PLAN, view="test")
    log = AuditEvent.objects.filter(patient=patient.pk, actor=cast.max.pk)
    assert [event.action for event in log] == ["team.join"]
    with pytest.raises(NotFound):
        access.open_record(cast.max, patient.pk, to=May.SEE_COURSE, view="test")


def test_only_clinicians_of_the_practice_are_offered_and_taken(browser, cast):
    address = reverse("practice_patient", args=[cast.pia.pk])
    offered = re.findall(r'<option value="(\d+)">', browser.get(address).content.decode())
    assert {int(pk) for pk in offered} == {cast.anna.pk, cast.chris.pk}
    for user in (cast.otto, cast.ben):
        assert browser.post(address, {"clinician": user.pk}).status_code == 422
        with pytest.raises(PracticeError, match="does not hold the role"):
            people.assign_clinician(practice=cast.practice, patient=cast.pia, user=user, by=cast.max)
    assert not CareTeamMember.objects.filter(user=cast.otto).exists()


def test_a_patient_of_another_practice_cannot_be_reached(browser, cast):
    theirs = people.admit_patient(practice=cast.other_practice, name="Ola", clinician=cast.otto)
    assert browser.get(reverse("practice_patient", args=[theirs.pk])).status_code == 404
    with pytest.raises(NotFound):
        people.assign_clinician(practice=cast.practice, patient=theirs, user=cast.anna, by=cast.max)


# -- People -----------------------------------------------------------------------------------------------------

NEW = {"name": "Eva Holm", "username": "eva", "role": "clinician", "key": "one"}


def add(browser, **more):
    return browser.post(reverse("practice_people"), NEW | more, follow=True)


def password_on(page):
    return re.search(r'<output class="password">([a-z0-9-]+)</output>', page).group(1)


def test_people_stand_with_their_roles_and_patients_do_not(browser):
    page = get(browser, "practice_people")
    for name in ("Anna", "Ben", "Clara", "Chris", "Rhea", "Max"):
        assert f"<strong>{name}</strong>" in page
    assert "Otto" not in page
    assert "<strong>Pia</strong>" not in page


def test_a_new_person_signs_in_with_the_password_that_is_shown_once(browser, cast):
    page = add(browser).content.decode()
    password = password_on(page)
    assert len(password) >= 20
    assert password not in get(browser, "practice_people")
    login = {"login": "eva", "password": password}
    with_it = Client()
    assert with_it.post(reverse("account_login"), login).status_code == 302
    assert with_it.get(reverse("caseload")).status_code == 200
    assert "eva" not in str(list(AuditEvent.objects.filter(action="person.add").values_list("detail")))


def test_sending_the_form_again_adds_nobody_and_shows_no_password(browser, cast):
    add(browser)
    page = add(browser).content.decode()
    assert "was added already" in page
    assert 'class="password"' not in page
    assert User.objects.filter(username="eva").count() == 1


def test_a_taken_user_name_is_refused_at_its_field(browser):
    answer = add(browser, username="anna")
    assert answer.status_code == 422
    assert "The user name anna is taken" in answer.content.decode()
    assert 'value="Eva Holm"' in answer.content.decode()


def test_a_user_name_that_the_sign_in_page_would_not_take_is_refused(browser):
    assert add(browser, username="eva holm").status_code == 422
    assert not User.objects.filter(name="Eva Holm").exists()


def test_roles_are_given_and_ended(browser, cast):
    browser.post(reverse("practice_grant", args=[cast.ben.pk]), {"role": "clinician"})
    assert access.roles_of(cast.ben)[cast.practice.pk] == {RoleName.SUPERVISOR, RoleName.CLINICIAN}
    membership = Membership.objects.get(user=cast.ben, role="clinician")
    browser.post(reverse("practice_end_role", args=[membership.pk]))
    assert access.roles_of(cast.ben)[cast.practice.pk] == {RoleName.SUPERVISOR}


def test_the_role_of_a_patient_is_neither_given_nor_ended_here(browser, cast):
    assert browser.post(reverse("practice_grant", args=[cast.ben.pk]), {"role": "patient"}).status_code == 422
    membership = Membership.objects.get(user=cast.pia_account)
    assert browser.post(reverse("practice_end_role", args=[membership.pk])).status_code == 404


def test_the_last_manager_stays(browser, cast):
    membership = Membership.objects.get(user=cast.max)
    answer = browser.post(reverse("practice_end_role", args=[membership.pk]))
    assert "Make somebody else manager first" in answer.content.decode()
    assert access.roles_of(cast.max)[cast.practice.pk] == {RoleName.MANAGER}


def test_a_new_password_replaces_the_old_one_and_ends_sessions(browser, cast, signed_in):
    open_session = signed_in(cast.anna)
    assert open_session.get(reverse("caseload")).status_code == 200
    answer = browser.post(reverse("practice_password", args=[cast.anna.pk]), {"key": "one"})
    password = password_on(answer.content.decode())
    assert open_session.get(reverse("caseload")).status_code == 302
    assert Client().post(reverse("account_login"), {"login": "anna", "password": password}).status_code == 302
    again = browser.post(reverse("practice_password", args=[cast.anna.pk]), {"key": "one"}, follow=True)
    assert "was given already" in again.content.decode()


def test_a_patient_who_forgot_the_password_gets_a_new_one(browser, cast):
    assert "signs in as pia" in get(browser, "practice_patient", cast.pia.pk)
    answer = browser.post(reverse("practice_password", args=[cast.pia_account.pk]), {"key": "one"})
    assert password_on(answer.content.decode())


def test_nobody_gets_a_password_by_which_another_practice_opens(browser, cast):
    people.grant_role(practice=cast.practice, user=cast.otto, role=RoleName.CLINICIAN)
    answer = browser.post(reverse("practice_password", args=[cast.otto.pk]))
    assert answer.status_code == 422
    assert "works in another practice too" in answer.content.decode()


def test_people_of_another_practice_cannot_be_reached(browser, cast):
    theirs = Membership.objects.get(user=cast.otto)
    for name, pk in (
        ("practice_password", cast.otto.pk),
        ("practice_grant", cast.otto.pk),
        ("practice_end_role", theirs.pk),
    ):
        assert browser.post(reverse(name, args=[pk]), {"role": "manager"}).status_code == 404


# -- Hours and contacts -----------------------------------------------------------------------------------------

SETTINGS = {
    "name": "Elm Street",
    "country": "de",
    "time_zone": "Europe/Berlin",
    "working_days": ["0", "2"],
    "opens": "08:30",
    "closes": "18:00",
    "answers_within_days": "3",
}


def test_the_settings_are_kept(browser, cast):
    browser.post(reverse("practice_settings"), SETTINGS)
    practice = Practice.objects.get(pk=cast.practice.pk)
    assert (practice.country, practice.time_zone, practice.working_days) == ("DE", "Europe/Berlin", "02")
    assert practice.hours.days == {0: (time(8, 30), time(18)), 2: (time(8, 30), time(18))}
    assert (practice.answers_within_days, practice.asks_out_of_hours) == (3, False)
    page = get(browser, "practice_settings")
    assert page.count(" checked>") == 2


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"closes": "08:00"}, "closes after it opens"),
        ({"working_days": []}, "Choose at least one day"),
        ({"country": "D1"}, "two-letter code"),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice"),
        ({"name": "   "}, "This field is required"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_lost(browser, cast, wrong, words):
    answer = browser.post(reverse("practice_settings"), SETTINGS | wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'value="08:30"' in page
    assert Practice.objects.get(pk=cast.practice.pk).country == "GB"


def test_the_action_refuses_what_the_form_would(cast):
    given = {
        "name": "Elm",
        "country": "GB",
        "time_zone": "Europe/London",
        "opens": time(9),
        "closes": time(17),
        "working_days": [0],
    }
    for wrong in (
        {"country": "GBR"},
        {"time_zone": "Mars/Olympus"},
        {"name": " "},
        {"answers_within_days": 0},
    ):
        with pytest.raises(PracticeError):
            people.change_practice(practice=cast.practice, by=cast.max, **given | wrong)
    for wrong in ({"working_days": []}, {"working_days": [7]}, {"opens": time(18)}):
        with pytest.raises(TherapyError):
            people.change_practice(practice=cast.practice, by=cast.max, **given | wrong)


def test_unchecked_numbers_are_shown_as_numbers_to_check(browser):
    page = get(browser, "practice_settings")
    assert "nobody has checked them for GB" in page
    assert "patients' own page stays closed" in page
    assert "check each number by calling or on the provider's own page" in page
    assert "tel:" not in page
    assert "sms:" not in page
    assert 'value="85258"' in page


def test_checked_numbers_are_shown_as_patients_see_them(browser, check_numbers):
    check_numbers()
    page = get(browser, "practice_settings")
    assert 'href="tel:999"' in page
    assert 'href="sms:85258"' in page
    assert "by Max" in page


# -- Who may ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["clinician", "supervisor", "prescriber", "patient", "researcher"])
def test_only_a_manager_gets_in(cast, signed_in, who):
    browser = signed_in(cast.by_role()[who])
    for name in PAGES:
        assert browser.get(reverse(name)).status_code == 404, name
        assert browser.post(reverse(name), {}).status_code == 404, name
    assert browser.get(reverse("practice_patient", args=[cast.pia.pk])).status_code == 404
    for name, pk in (("practice_password", cast.anna.pk), ("practice_grant", cast.anna.pk)):
        assert browser.post(reverse(name, args=[pk]), {"role": "manager"}).status_code == 404


def test_every_change_stands_in_the_log(browser, cast):
    add(browser)
    browser.post(reverse("practice_settings"), SETTINGS)
    browser.post(reverse("practice_patient", args=[cast.pia.pk]), {"clinician": cast.chris.pk})
    actions = set(AuditEvent.objects.filter(actor=cast.max.pk).values_list("action", flat=True))
    assert {"person.add", "user.add", "role.grant", "practice.change", "team.join"} <= actions


def test_alerts_go_to_somebody_who_can_open_them(cast, chart, course):
    """A clinician whose role has ended is passed over, even where they are first on the team."""
    from clew.practice.actions import alerts

    people.assign_clinician(practice=cast.practice, patient=cast.pia, user=cast.chris, by=cast.max)
    people.end_role(membership=access.members_of(cast.practice).get(user=cast.anna), by=cast.max)
    alert = alerts.raise_alert(chart=chart, course=course, level="high", text="Worried.")
    assert alert.owner == cast.chris


def test_a_course_begins_where_the_clinician_opens_it(cast, signed_in):
    """A patient whom the manager added has no course; the clinician opens it on the plan."""
    patient = admit(cast, "Per Lind", clinician=cast.chris)
    page = signed_in(cast.chris).get(reverse("plan", args=[patient.pk])).content.decode()
    assert "Open a course of treatment" in page
    chart = access.open_record(cast.chris, patient.pk, to=May.PLAN, view="test")
    plan.open_course(chart=chart, starts_on=date(2026, 1, 8))
