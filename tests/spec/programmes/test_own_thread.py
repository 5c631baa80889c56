"""Clew's own internet programme keeps what is asked of it: whole, safe to read alone, and plain enough to be read."""

from __future__ import annotations

import re

import pytest

from clew.cli.readability import HARDEST
from clew.cli.readability import read as counted
from clew.practice.programmes import OWN, files_of
from clew.therapy.programmes import Exercise, Kind, Note, Reflection, Story, problems, read

FILES = files_of(OWN / "own-thread" / "en")
PROGRAMME = read(FILES)
every_module = pytest.mark.parametrize("module", PROGRAMME.modules, ids=lambda module: module.slug)


def prose(module) -> str:
    """All that a reader of a module reads, without the marks of Markdown."""
    return re.sub(r"[*_#>`]|^- ", "", module.markdown, flags=re.M)


def test_nothing_needs_mending():
    assert problems(FILES) == ()
    assert PROGRAMME.weeks == 10


def test_every_exercise_has_an_id_of_its_own():
    ids = [one.id for _, one in PROGRAMME.answered]
    assert len(ids) == len(set(ids))


@every_module
def test_every_module_has_stories_an_exercise_and_a_reflection(module):
    kinds = [type(block) for block in module.blocks]
    assert kinds.count(Story) >= 2
    assert Exercise in kinds
    assert kinds[-1] is Reflection


@every_module
def test_it_is_plain_enough(module):
    told = counted(module.markdown)
    assert max(told.flesch_kincaid, told.automated) <= HARDEST
    assert 1_500 <= told.words <= 4_500


@every_module
def test_an_exercise_says_why_how_long_and_that_nobody_has_to(module):
    for exercise in (one for one in module.answered if isinstance(one, Exercise)):
        assert "**Why:**" in exercise.ask, exercise.id
        assert "**How long:**" in exercise.ask, exercise.id
        assert any(field.kind in (Kind.TEXT, Kind.LINE) for field in exercise.fields), exercise.id
    said = " ".join(one.ask.lower() for one in module.answered)
    assert re.search(r"\bskip|\bleave (it|out|any|this)|\bstop\b", said)


@every_module
def test_each_module_says_somewhere_when_to_stop_or_whom_to_tell(module):
    notes = " ".join(block.text.lower() for block in module.blocks if isinstance(block, Note))
    assert "clinician" in notes or "help now" in notes


@every_module
def test_the_words_are_calm_british_and_no_verdict(module):
    text = prose(module)
    assert "!" not in text
    american = (
        r"\b(behavior|color|favorite|center|realize|recognize|organize|apologize|neighbor|gray|mommy)\w*"
    )
    assert re.findall(american, text, re.I) == []
    for harmful in (r"committed suicide", r"you should feel", r"low risk", r"you will be cured", r"immature"):
        assert not re.search(harmful, text, re.I), harmful
    # The field's own names are for clinicians; these pages say the thing itself.
    technical = (
        r"\b(transference|defen[cs]e mechanism|introject\w*|anaclitic|superego|unconscious\w*|repression)\b"
    )
    assert re.findall(technical, text, re.I) == []


def test_it_says_who_reads_and_that_nobody_watches():
    first = prose(PROGRAMME.modules[0])
    assert "once a week" in first
    assert "nobody is watching" in first
    assert "Help now" in first
