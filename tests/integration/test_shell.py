"""The frame around every page: the banner of a demonstration, help, and no style or script inside a page."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clew.practice.actions import measures, people
from clew.practice.models import Practice
from clew.practice.roles import RoleName
from clew.therapy.safety import contacts
from clew.therapy.safety.contacts import CONTACTS

BANNER = "Demonstration: everybody in this practice is fictional."
PAGES = [
    ("clinician", "caseload"),
    ("clinician", "settings"),
    ("manager", "practice"),
    ("manager", "practice_people"),
    ("manager", "practice_settings"),
    ("researcher", "knowledge"),
    ("patient", "own"),
    ("patient", "own_help"),
]


@pytest.mark.parametrize(("who", "name"), PAGES)
def test_the_banner_stands_on_every_page_of_a_demonstration_and_on_no_other(cast, signed_in, who, name):
    browser = signed_in(cast.by_role()[who])
    assert BANNER not in browser.get(reverse(name)).content.decode()
    Practice.objects.filter(pk=cast.practice.pk).update(demonstration=True)
    assert BANNER in browser.get(reverse(name)).content.decode()


def test_the_page_of_a_missing_address_has_it_too(cast, signed_in):
    Practice.objects.filter(pk=cast.practice.pk).update(demonstration=True)
    assert BANNER in signed_in(cast.anna).get("/nowhere/").content.decode()


def test_signed_out_any_demonstration_of_the_installation_counts(cast):
    for name in ("help", "account_login"):
        assert BANNER not in Client().get(reverse(name)).content.decode()
    Practice.objects.filter(pk=cast.other_practice.pk).update(demonstration=True)
    for name in ("help", "account_login"):
        assert BANNER in Client().get(reverse(name)).content.decode()


def test_signed_in_a_demonstration_elsewhere_does_not_count(cast, signed_in):
    Practice.objects.filter(pk=cast.other_practice.pk).update(demonstration=True)
    assert BANNER not in signed_in(cast.anna).get(reverse("caseload")).content.decode()
    people.grant_role(practice=cast.other_practice, user=cast.anna, role=RoleName.CLINICIAN)
    assert BANNER in signed_in(cast.anna).get(reverse("caseload")).content.decode()


def test_open_alerts_are_counted_once_whatever_roles_their_owner_holds(cast, signed_in, chart, course):
    from clew.practice.actions import alerts

    people.grant_role(practice=cast.practice, user=cast.anna, role=RoleName.SUPERVISOR)
    first, _ = (
        alerts.raise_alert(chart=chart, course=course, level="high", text="Worried.") for _ in range(2)
    )
    assert "2 open" in signed_in(cast.anna).get(reverse("caseload")).content.decode()
    alerts.assess(chart=chart, alert=first, assessment="Asked.", disposition="Agreed.")
    assert "1 open" in signed_in(cast.anna).get(reverse("caseload")).content.decode()
    assert "open</span>" not in signed_in(cast.ben).get(reverse("caseload")).content.decode()


# -- Help now ---------------------------------------------------------------------------------------------------


def test_help_shows_ways_to_call_to_text_and_to_write(cast, signed_in, check_numbers):
    lines = (
        *CONTACTS["GB"].lines,
        contacts.Line("Chat line", chat_url="https://example.org/chat", hours="Every evening"),
        contacts.Line("Both", phone="1 23", sms="4 56"),
    )
    check_numbers(contacts.replace(CONTACTS["GB"], lines=lines))
    page = signed_in(cast.anna).get(reverse("help")).content.decode()
    for link in ("tel:999", "tel:116123", "sms:85258", "https://example.org/chat", "tel:123", "sms:456"):
        assert f'href="{link}"' in page, link
    assert "Every evening" in page


def test_help_without_checked_contacts_gives_the_universal_text_alone(cast):
    page = Client().get(reverse("help")).content.decode()
    assert "call your local emergency number now" in page
    assert "tel:" not in page


# -- A strict policy --------------------------------------------------------------------------------------------


@pytest.fixture
def filled(chart, course):
    return measures.enter(
        chart=chart, course=course, instrument="phq-9", answers=[1] * 8 + [2, 0], at=timezone.now()
    )


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("clinician", "measures"),
        ("clinician", "enter_measure"),
        ("clinician", "measure_entry"),
        ("clinician", "plan"),
        ("manager", "practice"),
        ("manager", "practice_people"),
        ("manager", "practice_settings"),
        ("manager", "practice_admit"),
        ("researcher", "knowledge"),
        ("patient", "own"),
        ("patient", "own_help"),
        ("patient", "own_record"),
    ],
)
def test_no_page_carries_style_script_or_handlers_of_its_own(cast, signed_in, filled, who, name):
    of_record = {"measures", "enter_measure", "measure_entry", "plan"}
    args = [cast.pia.pk] if name in of_record else []
    args += [filled.pk] if name == "measure_entry" else []
    answer = signed_in(cast.by_role()[who]).get(reverse(name, args=args))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not re.search(r"<[^>]+\s(style|on\w+)=", page)
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    assert page.count("<h1") == 1
    assert "unsafe" not in answer["Content-Security-Policy"]
