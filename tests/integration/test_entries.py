"""Filling in a form about a person: writing, changing, taking back, sharing, and who may read it."""

from __future__ import annotations

import re
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from clew.practice.actions import entries as actions
from clew.practice.doors import NEVER_SHARED, door, shareable
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import Entry
from clew.practice.readings import entries as reading
from clew.practice.roles import May
from clew.therapy import forms

pytestmark = pytest.mark.django_db
EVENT = {"event": "The flat was lost", "when": "2025-09", "loss": "2", "humiliation": "3"}


@pytest.fixture
def entry(chart, course) -> Entry:
    return actions.write_entry(chart=chart, course=course, form="stressor", values=EVENT)


def posted(**answers) -> dict:
    return {"on_day": "2026-01-10", "key": str(uuid4()), **answers}


def test_a_form_is_filled_in_and_found_again(anna, at, chart, course):
    answer = anna.post(at("write_entry", "stressor"), posted(**EVENT))
    assert answer.status_code == 302
    one = reading.one(chart, course, "stressor")
    assert one.title == "The flat was lost"
    assert one.number("humiliation") == 3
    page = anna.get(at("entry", one.id)).content.decode()
    assert "The flat was lost" in page
    assert "Very much" in page


def test_nothing_is_lost_when_an_answer_does_not_fit(anna, at, course):
    answer = anna.post(at("write_entry", "stressor"), posted(event="A quarrel", when="some time ago"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "write a year, a month or a day" in page
    assert 'value="A quarrel"' in page
    assert 'value="some time ago"' in page
    assert "data-error-summary" in page
    assert not Entry.objects.exists()


def test_sending_the_same_form_twice_saves_it_once(anna, at, course):
    form = posted(**EVENT)
    assert anna.post(at("write_entry", "stressor"), form).status_code == 302
    assert anna.post(at("write_entry", "stressor"), form).status_code == 302
    assert Entry.objects.count() == 1


def test_a_change_keeps_the_earlier_version_and_says_what_changed(anna, at, entry, chart, course):
    answer = anna.post(at("change_entry", entry.pk), posted(**EVENT | {"loss": "3"}))
    assert answer.status_code == 302
    now = reading.one(chart, course, "stressor")
    assert now.id == entry.pk
    assert now.number("loss") == 3
    assert len(reading.versions(chart, entry)) == 2
    page = anna.get(at("entry", entry.pk)).content.decode()
    assert re.search(r"Loss</th><td>Clearly</td><td>Very much", page)


def test_what_is_taken_back_counts_no_more_and_comes_back_whole(anna, at, entry, chart, course):
    anna.post(at("withdraw_entry", entry.pk))
    assert reading.current(chart, course, "stressor")["stressor"] == []
    assert "taken back" in anna.get(at("entry", entry.pk)).content.decode()
    anna.post(at("restore_entry", entry.pk))
    assert reading.one(chart, course, "stressor").values == {**EVENT, "loss": 2, "humiliation": 3}


def test_an_event_can_echo_an_earlier_one_but_not_itself(anna, at, entry, chart, course):
    later = actions.write_entry(
        chart=chart, course=course, form="stressor", values={"event": "Dan left", "echoes": [str(entry.pk)]}
    )
    page = anna.get(at("entry", later.pk)).content.decode()
    assert f'href="{at("entry", entry.pk)}"' in page
    form = anna.get(at("change_entry", later.pk)).content.decode()
    assert str(entry.pk) in form
    assert f'value="{later.pk}"' not in form


def test_a_link_to_nothing_is_refused_and_nothing_is_saved(anna, at, course):
    answer = anna.post(at("write_entry", "stressor"), posted(event="A quarrel", echoes=[str(uuid4())]))
    assert answer.status_code == 422
    assert not Entry.objects.exists()


@pytest.mark.parametrize("slug", ["no-such-form", "stressors"])
def test_a_form_that_is_not_there_is_not_found(anna, at, course, slug):
    assert anna.get(at("write_entry", slug)).status_code == 404


def test_a_supervisor_reads_and_does_not_write(cast, at, entry):
    client = Client()
    client.force_login(cast.ben)
    assert client.get(at("entry", entry.pk)).status_code == 200
    assert client.get(at("change_entry", entry.pk)).status_code == 404
    assert client.post(at("withdraw_entry", entry.pk)).status_code == 404


def test_a_prescriber_does_not_find_it(cast, at, entry):
    client = Client()
    client.force_login(cast.clara)
    assert client.get(at("entry", entry.pk)).status_code == 404


def test_the_patient_reads_what_is_shared_and_nothing_else(cast, open_as, chart, entry):
    own = open_as(cast.pia_account, May.READ_OWN)
    assert not own.rows(Entry, to=May.READ_OWN).exists()
    shared = actions.share_entry(chart=chart, entry=entry, shared=True)
    assert list(own.rows(Entry, to=May.READ_OWN)) == [shared]
    actions.share_entry(chart=chart, entry=entry, shared=False)
    assert not own.rows(Entry, to=May.READ_OWN).filter(replaced_by=None).exists()


def test_what_was_shared_once_stays_hidden_in_its_earlier_versions(cast, open_as, chart, entry):
    """Only the version in force is the patient's to read: an old one may say what was mended since."""
    actions.share_entry(chart=chart, entry=entry, shared=True)
    actions.share_entry(chart=chart, entry=entry, shared=False)
    own = open_as(cast.pia_account, May.READ_OWN)
    assert not own.rows(Entry, to=May.READ_OWN).exists()


def test_terms_of_the_trade_are_named_before_and_after_something_is_shared(anna, at, chart, course):
    plain = actions.write_entry(chart=chart, course=course, form="conflict", values={"feeling": "Anger."})
    assert "Worth other words" not in anna.get(at("entry", plain.pk)).content.decode()
    values = {"feeling": "Grief behind a rationalisation."}
    row = actions.write_entry(chart=chart, course=course, form="conflict", values=values)
    page = " ".join(anna.get(at("entry", row.pk)).content.decode().split())
    assert "Worth other words before it is shared (1)" in page
    assert "\u2018rationalisation\u2019 is a term of the trade" in page
    told = anna.post(at("share_entry", row.pk), follow=True).content.decode()
    assert "Some of its words are terms of the trade" in told
    assert "Worth other words for the patient (1)" in told


def test_another_patients_entry_is_not_found(anna, cast, at, entry):
    from clew.practice.actions import people

    paul = people.admit_patient(practice=cast.practice, name="Paul", by=cast.anna, clinician=cast.anna)
    assert anna.get(reverse("entry", args=[paul.pk, entry.pk])).status_code == 404


def test_text_of_an_entry_opens_only_through_its_own_record(cast, chart, entry, open_as):
    from clew.practice import access
    from clew.practice.actions import people

    paul = people.admit_patient(practice=cast.practice, name="Paul", by=cast.anna, clinician=cast.anna)
    other = access.open_record(cast.anna, paul.pk, to=May.SEE_COURSE, view="test")
    with pytest.raises(NotFound):
        other.text(entry, "values")


def test_the_database_itself_refuses_to_change_or_lose_an_entry(entry):
    from django.db import DatabaseError, transaction

    for change in (
        lambda: Entry.objects.filter(pk=entry.pk).update(shared=True),
        lambda: Entry.objects.filter(pk=entry.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_pages_stay_within_their_queries(anna, at, entry, django_assert_max_num_queries):
    for page in (at("entry", entry.pk), at("write_entry", "stressor"), at("change_entry", entry.pk)):
        anna.get(page)
        with django_assert_max_num_queries(20):
            assert anna.get(page).status_code == 200


# -- The way back to the page that led here ---------------------------------------------------------------------------

OTHERWISE = {"rule": "n3", "decision": "Wait two weeks more.", "reason": "She has just begun to sleep."}


@pytest.mark.parametrize("page", ["monitoring", "phases", "suitability", "course"])
def test_a_decision_leads_back_to_the_page_that_led_to_it(anna, at, course, page):
    here = at(page) + "?course=" + str(course.pk)
    address = at("write_entry", "otherwise") + "?" + urlencode({"rule": "n3", "back": here})
    form = anna.get(address).content.decode()
    assert form.count(f'href="{here}"') == 2  # back, and leave without saving
    answer = anna.post(address, posted(**OTHERWISE))
    assert (answer.status_code, answer["Location"]) == (302, here)
    again = anna.post(address, posted(**OTHERWISE, on_day="never"))
    assert again.status_code == 422
    assert f'href="{here}"' in again.content.decode()


def test_without_a_way_back_a_decision_leads_to_the_course(anna, at, course):
    answer = anna.post(at("write_entry", "otherwise"), posted(**OTHERWISE))
    assert answer["Location"].startswith(at("course") + "#entry-")


@pytest.mark.parametrize(
    "made",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/caseload/",
        "{own}nowhere/",
        "{own}../../caseload/",
        "{own}%2e%2e/%2e%2e/caseload/",
        "{own}monitoring/\\elsewhere.example",
        "{other}monitoring/",
        " {own}monitoring/",
        "{own}monitoring/\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "{own}monitoring/?x=" + "y" * 500,
    ],
)
def test_an_address_that_somebody_made_up_leads_nowhere(anna, cast, at, course, made):
    back = made.format(own=at("course"), other=reverse("course", args=[uuid4()]))
    address = at("write_entry", "otherwise") + "?" + urlencode({"back": back})
    answer = anna.post(address, posted(**OTHERWISE))
    assert answer["Location"].startswith(at("course") + "#entry-")


@pytest.mark.parametrize("slug", sorted(NEVER_SHARED))
def test_what_is_for_those_who_treat_is_never_shared(slug):
    assert not shareable(forms.form(slug))


@pytest.mark.parametrize("slug", sorted(forms.FORMS))
def test_a_private_form_is_never_shareable(slug):
    assert not (door(forms.form(slug)).private and shareable(forms.form(slug)))


def test_what_was_told_of_fear_at_home_has_no_way_to_the_patients_page(anna, at, chart, course):
    values = {"asked": "alone", "without_fear": "yes"}
    entry = actions.write_entry(chart=chart, course=course, form="joint_safety", values=values)
    assert at("share_entry", entry.pk) not in anna.get(at("entry", entry.pk)).content.decode()
    anna.post(at("share_entry", entry.pk))
    assert not Entry.objects.filter(shared=True).exists()
    with pytest.raises(PracticeError, match="those who treat"):
        actions.write_entry(chart=chart, course=course, form="joint_safety", values=values, shared=True)
    assert Entry.objects.count() == 1
