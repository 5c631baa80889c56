"""Every page as everybody: what `web.access_table` says is what happens.

The addresses are walked by the test itself, so a page that is new and in no list fails here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from every_page import addresses, patterns
from practice_scene import Scene, fill, rolled_back

from clew.practice import access
from clew.practice.actions import people
from clew.practice.actions.contacts import verify_contacts
from clew.practice.contacts import day_at
from clew.practice.models import AuditEvent, User
from clew.practice.roles import May, RoleName
from clew.therapy.safety.contacts import CONTACTS
from clew.web.access_table import (
    ANYBODY,
    CLOSED,
    ON_A_RECORD,
    OTHER,
    SIGN_IN,
    SIGNED_IN,
    TOGETHER,
    VISITOR,
    Page,
)

pytestmark = pytest.mark.django_db

READING = {
    "record.read",
    "record.refused",
    "list.read",
    "transcript.export",
    "alert.see",
    "journal.read",
    "thread.read",
}
"""Entries of the log that tell of a look, not of a change."""

HELP = re.compile(r'href="(/help/|/me/help/)"')
"""Help is one touch away on every page, whoever looks at it, also where it is not open to them."""

# What is sent to pages that answer "not found" to an empty form, since the form names the thing that it is about.
FORMS: dict[str, Callable[[Scene], dict[str, Any]]] = {
    "decide": lambda s: {"accept": f"code:{s.proposal.pk}"},
}


NAMES = [pattern.name for _, pattern in patterns()]
PAGES: dict[str, Page] = {**ON_A_RECORD, **TOGETHER, **OTHER, **SIGN_IN}
OWN_PAGES = sorted({**ON_A_RECORD, **TOGETHER, **OTHER})


@pytest.fixture(scope="module")
def everybody(standing_cast):
    """Who tries: the cast, somebody without a role, and a manager of another practice."""
    nobody = people.add_user(username="nils", name="Nils", password=None)
    day = day_at(standing_cast.practice, timezone.now())
    verify_contacts(  # else the patients' pages would be closed
        practice=standing_cast.practice,
        by=standing_cast.max,
        contacts=CONTACTS["GB"],
        source_url="https://example.org/",
        on=day,
    )
    far = people.add_user(username="mona", name="Mona", password=None)
    people.grant_role(practice=standing_cast.other_practice, user=far, role=RoleName.MANAGER)
    return {**standing_cast.by_role(), "no role": nobody, "manager elsewhere": far, VISITOR: None}


@pytest.fixture(scope="module")
def scene(standing_cast):
    return fill(access.open_record(standing_cast.anna, standing_cast.pia.pk, to=May.PLAN, view="test"))


@pytest.fixture(scope="module")
def address(scene, standing_cast):
    return addresses(scene, standing_cast.chris)


def stands_for(name: str, person: str) -> set[str]:
    """The roles that a person counts as on a page."""
    if person in (VISITOR, "no role"):
        return {VISITOR} if person == VISITOR else set()
    if person in ("stranger", "elsewhere"):
        return set() if name in ON_A_RECORD or name in TOGETHER else {"clinician"}
    if person == "manager elsewhere":
        about_somebody_here = get_resolver().reverse_dict.getlist(name)[0][0][0][1]
        return set() if about_somebody_here else {"manager"}
    return {person}


def allowed(who: frozenset[str], name: str, person: str) -> bool:
    if who >= ANYBODY or (person == "no role" and who >= SIGNED_IN):
        return True
    return bool(who & stands_for(name, person))


def ask(
    method: str, place: str, user: User | None, data: dict[str, Any] | None = None
) -> tuple[HttpResponse, set[str]]:
    """Send one request as somebody; return the answer and what was written in the log beside looks."""
    client = Client()
    if user is not None:
        client.force_login(user)
    last = AuditEvent.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    answer = getattr(client, method)(place, data or {})
    written = set(AuditEvent.objects.filter(seq__gt=last).values_list("action", flat=True)) - READING
    return answer, written


def leads_to_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith(reverse("account_login"))


# -- The table is whole ---------------------------------------------------------------------------------------------


def test_every_page_is_in_the_table_once():
    assert all(NAMES), "every address needs a name"
    assert set(NAMES) - set(PAGES) - CLOSED - {"closed"} == set(), (
        "say in web.access_table who may open these"
    )
    assert (set(PAGES) | CLOSED) - set(NAMES) == set(), "there are no such pages any more"
    assert len(PAGES) == len(ON_A_RECORD) + len(TOGETHER) + len(OTHER) + len(SIGN_IN)
    assert not CLOSED & set(PAGES)


def test_pages_of_a_record_are_those_under_a_patients_address():
    for route, pattern in patterns():
        assert (pattern.name in ON_A_RECORD) == bool(re.match(r"patients/<uuid:patient_id>/", route)), (
            pattern.name
        )


# -- Every page as everybody ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OWN_PAGES)
def test_who_may_open_it_and_opening_changes_nothing(name, everybody, address, scene):
    page, place = PAGES[name], address(name)
    for person, user in everybody.items():
        with rolled_back():
            answer, written = ask("get", place, user)
        assert written == set(), f"{person} changed something by opening {name}"
        if allowed(page.opens, name, person):
            good = answer.status_code == 200 or (answer.status_code == 302 and not leads_to_sign_in(answer))
        elif user is None:
            good = leads_to_sign_in(answer)
        elif allowed(page.sends, name, person):
            good = answer.status_code in (302, 404, 405) and not leads_to_sign_in(answer)
        else:
            good = answer.status_code == 404 or (answer.status_code == 405 and not page.opens)
        assert good, f"{person} opens {name}: {answer.status_code}"
        if "text/html" in answer.headers.get("Content-Type", "") and answer.status_code in (200, 404):
            shown = answer.content.decode()
            whole = "<html" in shown  # a part that a page asks for stands in a page that has it
            assert not whole or HELP.search(shown), f"no way to help for {person} on {name}"


@pytest.mark.parametrize("name", OWN_PAGES)
def test_who_may_send_to_it(name, everybody, address, scene):
    page, place = PAGES[name], address(name)
    form = FORMS[name](scene) if name in FORMS else {}
    for person, user in everybody.items():
        with rolled_back():
            answer, written = ask("post", place, user, form)
        if allowed(page.sends, name, person):
            assert answer.status_code in (200, 302, 422), f"{person} sends to {name}: {answer.status_code}"
            assert not leads_to_sign_in(answer)
            continue
        assert written == set(), f"{person} changed something through {name}"
        if user is None and VISITOR not in page.opens:
            assert leads_to_sign_in(answer), f"a visitor sends to {name}: {answer.status_code}"
        elif not allowed(page.opens, name, person):
            assert answer.status_code == 404, f"{person} sends to {name}: {answer.status_code}"


def test_a_forbidden_page_says_no_more_than_one_that_is_not_there(everybody, address, scene, standing_cast):
    """Byte for byte the same page, whatever the reason."""

    def page(place: str, user: User) -> str:
        answer, _ = ask("get", place, user)
        assert answer.status_code == 404
        return re.sub(
            r'(name="csrfmiddlewaretoken" value|data-csrf|nonce)="[^"]*"', "", answer.content.decode()
        )

    course = address("course")
    absent = course.replace(str(scene.patient.pk), "00000000-0000-4000-8000-000000000000")
    for person in ("stranger", "elsewhere", "manager", "researcher"):
        user = everybody[person]
        with rolled_back():
            assert page(course, user) == page(absent, user) == page("/nothing/here/", user)


@pytest.mark.parametrize("name", sorted(n for n, page in PAGES.items() if page.sends and n not in SIGN_IN))
def test_nothing_is_sent_without_the_forms_own_token(name, everybody, address, scene):
    person = next(p for p in everybody if allowed(PAGES[name].sends, name, p) and everybody[p])
    client = Client(enforce_csrf_checks=True)
    client.force_login(everybody[person])
    with rolled_back():
        assert client.post(address(name), FORMS[name](scene) if name in FORMS else {}).status_code == 403


# -- Signing in -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(SIGN_IN))
def test_pages_of_signing_in(name, everybody, address):
    page = SIGN_IN[name]
    with rolled_back():
        visitor, _ = ask("get", address(name), None)
        someone, _ = ask("get", address(name), everybody["clinician"])
    if VISITOR in page.opens:
        assert visitor.status_code in (200, 302)
    else:
        assert visitor.status_code == 302
        assert visitor["Location"].startswith(reverse("account_login")) or visitor["Location"] == "/"
    assert someone.status_code in (200, 302, 403, 404, 405)
    assert not leads_to_sign_in(someone)


@pytest.mark.parametrize("name", sorted(CLOSED))
def test_what_is_closed_is_closed_to_everybody(name, everybody, address):
    for person in (VISITOR, "clinician", "manager"):
        for method in ("get", "post"):
            with rolled_back():
                answer, written = ask(method, address(name), everybody[person], {"email": "a@example.org"})
            assert answer.status_code == 404
            assert written == set()


# -- What is sent well-formed is saved -------------------------------------------------------------------------------


def test_the_walk_itself_can_tell_a_change(everybody, address):
    """A whole form by who may send it is written in the log: so the checks above that nothing was can fail."""
    form = {
        "goal-kind": "symptom",
        "goal-agreed_on": "2026-01-08",
        "goal-patient_words": "To sleep.",
        "goal-key": "k",
    }
    with rolled_back():
        _, written = ask("post", address("plan_goal"), everybody["clinician"], form)
    assert written == {"entry.write"}
