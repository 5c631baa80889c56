"""What the tests of pages share: the browsers in which people are signed in, and a whole demonstration practice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from clew.practice.demo import load
from clew.practice.models import Practice


@pytest.fixture
def anna(signed_in, cast) -> Client:
    """The browser of Pia's clinician."""
    return signed_in(cast.anna)


@pytest.fixture
def ben(signed_in, cast) -> Client:
    """The browser of Anna's supervisor."""
    return signed_in(cast.ben)


@pytest.fixture
def at(cast) -> Callable[..., str]:
    """Return the address of a page of Pia's record."""
    return lambda name, *rest: reverse(name, args=[cast.pia.pk, *rest])


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker) -> Iterator[Practice]:
    """The demonstration, loaded once for a module whose tests only read."""
    with django_db_blocker.unblock(), transaction.atomic():
        load.load(today=datetime.now(tz=UTC).date())
        yield Practice.objects.get(demonstration=True)
        transaction.set_rollback(True)
