"""Every kind of page that those who work in a practice can reach by links, judged by axe-core in light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from every_kind import look_at_every_kind
from walking import Walk

from clew.web.pages import SUBTABS

pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]


def test_what_a_clinician_opens(sign_in: Callable[[str], Walk]) -> None:
    seen = look_at_every_kind(sign_in("anna"), "/see/mara/course/", "/caseload/", "/alerts/", "/settings/")
    assert {name for under in SUBTABS.values() for name, _, _ in under} <= seen | {"supervision"}


def test_what_a_manager_opens(sign_in: Callable[[str], Walk]) -> None:
    assert {"practice", "practice_numbers", "unread"} <= look_at_every_kind(sign_in("max"), "/")
