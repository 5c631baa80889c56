"""Every kind of page that visitors and patients can reach by links, judged by axe-core in light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from every_kind import look_at_every_kind
from walking import Walk

from clew.web.patient.frame import TABS

pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]


def test_what_a_visitor_opens(arrive: Callable[[], Walk]) -> None:
    seen = look_at_every_kind(arrive(), "/guide/", "/accounts/login/", "/help/")
    assert {"guide", "guide_choices", "guide_all", "help", "account_login"} <= seen
    assert len([kind for kind in seen if kind.startswith("guide_page")]) == 21


def test_what_a_patient_opens(sign_in: Callable[[str], Walk]) -> None:
    seen = look_at_every_kind(sign_in("mara"), "/me/")
    assert {name for name, _ in TABS} | {"own_help", "own_consents", "own_shared", "own_record"} <= seen


def test_what_a_patient_in_a_programme_opens(sign_in: Callable[[str], Walk]) -> None:
    seen = look_at_every_kind(sign_in("li-na"), "/me/programme/")
    assert len([kind for kind in seen if kind.startswith("own_module")]) >= 5
