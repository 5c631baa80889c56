"""Help on every screen: each page, each error, each page of signing in, also without a sign-in and without a database.

That every page of the house has it, as everybody, is asked where every page is opened: `test_roles_and_pages`.
"""

from __future__ import annotations

import html
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

import clew.web
from clew.practice.contacts import day_at
from clew.therapy.safety.contacts import UNIVERSAL_HELP, VALID_FOR
from clew.web import errors

TEMPLATES = Path(clew.web.__file__).parent / "templates"
EVERY = sorted(TEMPLATES.rglob("*.html"))
EXTENDS = re.compile(r"""\{%\s*extends\s+["']?([^"'\s%]+)["']?\s*%\}""")


def roots(template: Path) -> set[str]:
    """The templates at the root of a page; none for a part that is no page of its own."""
    text = template.read_text(encoding="utf-8")
    found = EXTENDS.search(text)
    if found is None:
        return {template.relative_to(TEMPLATES).as_posix()} if "<!doctype" in text.lower() else set()
    name = found.group(1)
    if not name.endswith(
        ".html"
    ):  # the view chooses a frame of the house, or none for a part that htmx asks for
        assert name in ("base", "frame", "layout"), f"{template.name} extends what nobody here knows"
        return {"base.html"}
    above = TEMPLATES / name
    if (
        not above.exists()
    ):  # a frame of allauth, which stands in the one of ours that takes the place of its own
        assert name.startswith("account/base_"), f"{template.name} extends what nobody here knows"
        above = TEMPLATES / "allauth" / "layouts" / "base.html"
    return roots(above)


@pytest.mark.parametrize("template", EVERY, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_every_template_of_a_page_stands_in_a_frame_that_leads_to_help(template):
    for root in roots(template):
        frame = (TEMPLATES / root).read_text(encoding="utf-8")
        foot = frame[frame.index("<footer") :]
        assert re.search(r"""href="\{% url ['"]help['"] %\}\"""", foot), (
            f"{root} has no way to help in its foot"
        )
        inside = re.search(r"\{% block", foot)
        assert inside is None, f"a page could take the foot of {root} away"


PROBLEMS = {
    "bad request": lambda request: errors.bad_request(request),
    "forbidden": lambda request: errors.forbidden(request),
    "csrf": lambda request: errors.csrf_failure(request),
    "not found": lambda request: errors.not_found(request),
    "server error": lambda request: errors.server_error(request),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_page_of_an_error_leads_to_help_without_a_sign_in(name, db):
    answer = PROBLEMS[name](RequestFactory().get("/"))
    assert 'href="/help/"' in answer.content.decode()


@pytest.mark.parametrize("template", ["errors/locked.html", "errors/refused.html", "errors/too_large.html"])
def test_so_do_the_others(template, db):
    assert 'href="/help/"' in render_to_string(template, {"problem": "x"}, RequestFactory().get("/"))


def test_where_even_the_frame_cannot_be_drawn_the_words_of_help_stand_on_the_page(monkeypatch):
    def down(*args, **kwargs):
        raise DatabaseError("the disk is gone")

    monkeypatch.setattr(errors, "render", down)
    answer = errors.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert UNIVERSAL_HELP in answer.content.decode()
    assert 'href="/help/"' in answer.content.decode()


@pytest.mark.parametrize("place", ["/accounts/login/", "/help/", "/no/such/page/", "/guide/"])
def test_a_visitor_finds_it_on_what_is_open_to_them(place, db):
    answer = Client().get(place, follow=True)
    assert 'href="/help/"' in answer.content.decode()


# -- Crisis contacts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "open_"), [(VALID_FOR.days, True), (VALID_FOR.days + 1, False)])
def test_the_patients_pages_close_with_the_check_of_the_numbers_and_help_stays_open(
    cast, signed_in, check_numbers, days, open_
):
    check_numbers(on=day_at(cast.practice, timezone.now()) - timedelta(days=days))
    pia = signed_in(cast.pia_account)
    assert ("is not open yet" not in pia.get(reverse("own")).content.decode()) is open_
    shown = pia.get(reverse("own_help"))
    assert shown.status_code == 200
    assert UNIVERSAL_HELP in html.unescape(shown.content.decode())
