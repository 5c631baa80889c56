"""The standing cast: the same people in every test.

Anna treats Pia and Ben supervises her; Clara prescribes for Pia. Chris is a clinician of the same practice
who has nothing to do with Pia; Otto works in another practice. Rhea does research, Max manages, Pia signs in.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from leaks import nothing_leaks  # noqa: F401  a fixture of the whole run

from clew.practice import access
from clew.practice.actions import people, plan
from clew.practice.actions.contacts import verify_contacts
from clew.practice.contacts import day_at
from clew.practice.models import Course, Patient, Practice, Session, User, VerifiedContacts
from clew.practice.roles import May, RoleName
from clew.therapy.safety.contacts import CONTACTS, CountryContacts

# No test depends on how fast the machine is; in CI the examples are the same each time.
settings.register_profile(
    "clew", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("clew")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the journeys, which take longest, so that no process is left alone with one at the end."""
    items.sort(key=lambda item: item.get_closest_marker("journey") is None)


@dataclass(frozen=True)
class Cast:
    """Everybody."""

    practice: Practice
    other_practice: Practice
    anna: User
    ben: User
    clara: User
    chris: User
    otto: User
    rhea: User
    max: User
    pia_account: User
    pia: Patient

    def by_role(self) -> dict[str, User]:
        """Who stands for each role on Pia's record; `stranger` and `elsewhere` have none."""
        return {
            "clinician": self.anna,
            "supervisor": self.ben,
            "prescriber": self.clara,
            "patient": self.pia_account,
            "researcher": self.rhea,
            "manager": self.max,
            "stranger": self.chris,
            "elsewhere": self.otto,
        }


@pytest.fixture
def cast(db) -> Cast:
    return gather()


@pytest.fixture(scope="module")
def standing_cast(django_db_setup, django_db_blocker) -> Iterator[Cast]:
    """The same people, made once for a whole module whose tests take back what they do (and are marked django_db)."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield gather()
        transaction.set_rollback(True)


def gather() -> Cast:
    practice = people.found_practice(name="Elm Street", country="GB", time_zone="Europe/London")
    other = people.found_practice(name="Oak Road", country="GB", time_zone="Europe/London")

    def person(username: str, name: str, role: RoleName, where: Practice = practice) -> User:
        user = people.add_user(username=username, name=name, password=None)
        people.grant_role(practice=where, user=user, role=role)
        return user

    anna = person("anna", "Anna", RoleName.CLINICIAN)
    ben = person("ben", "Ben", RoleName.SUPERVISOR)
    clara = person("clara", "Clara", RoleName.PRESCRIBER)
    chris = person("chris", "Chris", RoleName.CLINICIAN)
    otto = person("otto", "Otto", RoleName.CLINICIAN, other)
    rhea = person("rhea", "Rhea", RoleName.RESEARCHER)
    manager = person("max", "Max", RoleName.MANAGER)
    pia_account = people.add_user(username="pia", name="Pia", password=None)
    pia = people.admit_patient(
        practice=practice, name="Pia Sand", born=date(1990, 5, 1), fictional=True, by=anna, clinician=anna
    )
    chart = access.open_record(anna, pia.pk, to=May.MANAGE_TEAM, view="test")
    people.join_team(chart=chart, user=ben, relation=RoleName.SUPERVISOR)
    people.join_team(chart=chart, user=clara, relation=RoleName.PRESCRIBER)
    people.give_account(chart=chart, user=pia_account)
    pia.refresh_from_db()
    return Cast(practice, other, anna, ben, clara, chris, otto, rhea, manager, pia_account, pia)


@pytest.fixture
def open_as(cast) -> Callable[..., access.Chart]:
    """Open Pia's record as somebody."""

    def opened(user: User, to: May = May.SEE_COURSE) -> access.Chart:
        return access.open_record(user, cast.pia.pk, to=to, view="test")

    return opened


@pytest.fixture
def chart(cast, open_as) -> access.Chart:
    """Pia's record, opened by Anna."""
    return open_as(cast.anna)


@pytest.fixture
def course(chart) -> Course:
    """Pia's course of sixteen sessions."""
    return plan.open_course(
        chart=chart,
        starts_on=date(2026, 1, 8),
        agreed_sessions=16,
        reason="Low since the autumn.",
        focus="Why I always leave first.",
    )


@pytest.fixture
def session(chart, course) -> Session:
    """The first session."""
    return plan.plan_session(chart=chart, course=course, at=datetime(2026, 1, 8, 10, 0, tzinfo=UTC))


@pytest.fixture
def check_numbers(cast) -> Callable[..., VerifiedContacts]:
    """Max says that he checked the practice's crisis numbers, today if not on another day."""

    def check(contacts: CountryContacts = CONTACTS["GB"], on: date | None = None) -> VerifiedContacts:
        return verify_contacts(
            practice=cast.practice,
            by=cast.max,
            contacts=contacts,
            source_url="https://example.org/",
            on=on or day_at(cast.practice, timezone.now()),
        )

    return check


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser in which somebody is signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
