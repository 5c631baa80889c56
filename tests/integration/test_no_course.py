"""A record in which no course has been opened: each page says its own name, and what to do first to whom may do it."""

from __future__ import annotations

import re

import pytest

from clew.web.pages import SUBTABS

pytestmark = pytest.mark.django_db

# Pages that have something to show without a course, or lead to one of their own.
WITHOUT = {"measures", "sessions", "session_plan", "before_session", "plan", "team", "record"}
PAGES = [
    (tab, name, label) for tab, under in SUBTABS.items() for name, label, _ in under if name not in WITHOUT
]


def said(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main")[1]))


def test_each_page_says_its_name_and_what_to_do_first(anna, ben, at):
    told = {}
    for tab, name, label in PAGES:
        answer = anna.get(at(name))
        page = answer.content.decode()
        if "No course of treatment has been opened yet." not in page:
            continue
        title = tab.capitalize() if name == tab else label
        assert f"<h1>{title}</h1>" in page, name
        assert f'href="{at("plan")}">Open a course</a>' in page, name
        told[name] = title
        theirs = ben.get(at(name))
        if theirs.status_code == 200:
            assert "Open a course" not in said(theirs), name
            assert "The treating clinician opens it." in said(theirs), name
    assert len(told) >= 22, sorted(told)
