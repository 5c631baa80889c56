"""Who looked at a record: every action reads in words, and what was shared with the patient is told."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.urls import reverse

from clew.practice import actions
from clew.practice.actions import entries
from clew.web.clinician.record import IN_WORDS

ACTIONS = Path(actions.__file__).parent


def logged() -> set[str]:
    """The names under which actions on a record are logged, read from the code; those on a practice are left out."""
    found, of_practice = set(), set()
    for path in ACTIONS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "in_practice":
                of_practice |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= set(re.findall(r"\A[a-z]+\.[a-z_]+\Z", node.value))
    return found - of_practice


def test_the_names_are_found():
    assert {"entry.write", "session.plan", "course.end"} <= logged()


@pytest.mark.parametrize("name", sorted(logged()))
def test_each_action_reads_in_words(name):
    assert name in IN_WORDS


@pytest.mark.django_db
def test_the_log_says_which_form_and_when_the_patient_could_read_it(signed_in, cast, chart, course):
    entry = entries.write_entry(chart=chart, course=course, form="stressor", values={"event": "He left"})
    entries.share_entry(chart=chart, entry=entry, shared=True)
    entries.share_entry(chart=chart, entry=entry, shared=False)
    entries.withdraw_entry(chart=chart, entry=entry)
    entries.restore_entry(chart=chart, entry=entry)
    page = signed_in(cast.anna).get(reverse("record", args=[cast.pia.pk])).content.decode()
    told = ("brought back", "took back", "stopped sharing", "shared with the patient", "wrote")
    places = [page.index(f"<td>{words}</td>") for words in told]
    assert places == sorted(places), "newest first"
    assert "Stressor" in page
