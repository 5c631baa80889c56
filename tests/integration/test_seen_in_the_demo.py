"""The demonstration shows what it says it shows: every `see/...` place that the documentation names opens its page."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse

from clew.practice.models import User
from clew.practice.roles import RoleName
from clew.web.access_table import ON_A_RECORD

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).resolve().parents[2] / "docs"
ACTS = {"begin_together", "ask", "chat", "chat_news"}
"""Pages on which something is begun that is rare, or has its hour; each is a click from the page that shows it."""
PLACES = sorted(
    {
        place
        for page in DOCS.rglob("*.md")
        for place in re.findall(r"`(see/[\w-]+/[\w-]+)`", page.read_text(encoding="utf-8"))
    }
)


@pytest.fixture(scope="module")
def clinicians(demonstration):
    found = []
    for username in ("anna", "noor"):
        client = Client()
        client.force_login(User.objects.get(username=username))
        found.append(client)
    return found


def the_patient(who: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=who))
    return client


def test_there_are_places_to_see():
    assert PLACES


@pytest.mark.parametrize("place", PLACES)
def test_it_opens_the_page(place, clinicians):
    _, who, page = place.split("/")
    readers = [the_patient(who)] if page.startswith("own") else clinicians
    answers = [client.get(f"/{place}/", follow=True) for client in readers]
    opened = [answer for answer in answers if answer.status_code == 200]
    assert opened, f"nobody of the demonstration can open {place}"
    page = opened[0].content.decode()
    assert 'class="empty"' not in page, f"{place} has nothing to show"


@pytest.mark.parametrize("who", ["mara", "lindqvist", "mara-lindqvist", "li-na", "chen-li-na"])
def test_a_name_or_a_part_of_it_leads_there(clinicians, who):
    assert clinicians[0].get(f"/see/{who}/course/", follow=True).status_code == 200


@pytest.mark.parametrize("who", ["mar", "a-lindqvist", "na-mara"])
def test_half_a_name_does_not(clinicians, who):
    assert clinicians[0].get(f"/see/{who}/course/").status_code == 404


def test_the_patients_own_pages_are_theirs_alone(clinicians):
    assert the_patient("mara").get("/see/mara/own_journal/", follow=True).status_code == 200
    assert the_patient("tomas").get("/see/mara/own_journal/", follow=True).status_code == 404
    assert clinicians[0].get("/see/mara/own_journal/", follow=True).status_code == 404
    assert the_patient("mara").get("/see/mara/own_no_such_page/").status_code == 404


def test_nobody_who_is_not_in_the_demonstration_is_led_anywhere(clinicians):
    client = clinicians[0]
    assert client.get("/see/nobody/course/").status_code == 404
    assert client.get("/see/mara/no-such-page/").status_code == 404
    assert client.get("/see/mara/session/").status_code == 404, "a page that needs more than the patient"


def test_a_stranger_is_led_nowhere(demonstration):
    client = Client()
    client.force_login(User.objects.get(username="rhea"))
    assert client.get("/see/mara/course/").status_code == 404


def of_the_record(page: str, patient: str) -> dict[str, str]:
    """The pages of one record that a page leads to: the name of each, and where it is."""
    found = {}
    for address in re.findall(rf'href="(/patients/{patient}/[^"#?]*)', page):
        found.setdefault(resolve(address).url_name, address)
    return found


def test_any_page_of_a_record_is_two_clicks_from_the_first(clinicians):
    client = clinicians[0]
    first = client.get("/see/mara/course/", follow=True)
    patient = str(first.resolver_match.kwargs["patient_id"])
    there = {"course"}
    for address in (clicked := of_the_record(first.content.decode(), patient)).values():
        there |= set(of_the_record(client.get(address).content.decode(), patient))
    there |= set(clicked)
    wanted = set()
    for name, page in ON_A_RECORD.items():
        try:
            reverse(name, args=[patient])
        except NoReverseMatch:
            continue  # it is about one thing of the record
        if RoleName.CLINICIAN.value in page.opens and name not in ACTS:
            wanted.add(name)
    assert len(wanted) > 25
    assert wanted <= there, f"out of reach: {sorted(wanted - there)}"


ELSEWHERE = {"together": "ines", "session_plan": "li-na", "programme": "li-na"}
"""Pages that Mara's treatment, which is over and was hers alone, has nothing to show on."""


def test_every_page_of_a_record_has_something_to_show(clinicians):
    seen, bare = 0, []
    for name, page in ON_A_RECORD.items():
        try:
            reverse(name, args=[uuid4()])
        except NoReverseMatch:
            continue  # it is about one thing of the record
        if RoleName.CLINICIAN.value not in page.opens:
            continue
        found = [
            client.get(f"/see/{ELSEWHERE.get(name, 'mara')}/{name}/", follow=True) for client in clinicians
        ]
        shown = [answer.content.decode() for answer in found if answer.status_code == 200]
        seen += bool(shown)
        bare += [name for answer in shown if 'class="empty"' in answer]
    assert seen > 25
    assert not bare
