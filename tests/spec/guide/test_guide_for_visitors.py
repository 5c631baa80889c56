"""What the guide is held to: every founding statement that it is to tell, words that can be read at 13, and honesty."""

from __future__ import annotations

import re
from pathlib import Path
from statistics import NormalDist

import pytest

from clew.cli.readability import HARDEST, Reading, read, sentences, syllables
from clew.therapy.knowledge.evidence import EVIDENCE
from clew.web.guide.loader import guide

ROOT = Path(__file__).resolve().parents[3]
SEEDS = (ROOT / "docs" / "reference" / "seeds.md").read_text(encoding="utf-8")
ROWS = {row[0]: row for row in re.findall(r"^\| (S\d{3}) \| (.*?) \| ([\w ]+) \| (.*) \|$", SEEDS, re.M)}
PAGES = guide().pages
COVERED = {page.slug: set(page.seeds) for page in PAGES}
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
AMERICAN = "behavior color favorite center analyze recognize organize organization judgment fulfill counseling canceled labeled modeling gray program"


def text_of(slug: str) -> str:
    return re.sub(r"\s+", " ", guide().by_slug[slug].markdown)


# -- The founding statements ---------------------------------------------------------------------------------------


def test_every_statement_that_is_planned_for_the_guide_stands_in_it():
    planned = {seed for seed, _, status, where in ROWS.values() if (status, where) == ("planned", "guide")}
    assert planned <= set().union(*COVERED.values())


def test_a_place_that_is_named_in_the_guide_is_one_that_tells_it():
    """Where the list of statements names a page of the guide, that page claims the statement too."""
    for seed, _, _, where in ROWS.values():
        for slug in re.findall(r"`guide/([a-z-]+)`", where):
            if slug != "choices":  # the page of choices is a table, not a text with statements
                assert seed in COVERED[slug], (seed, slug)


def test_every_statement_that_a_page_claims_is_one():
    assert set().union(*COVERED.values()) <= set(ROWS)
    assert len(ROWS) == 370


# -- Words --------------------------------------------------------------------------------------------------------------


@every_page
def test_a_page_can_be_read_at_13_to_15_by_two_measures(page):
    told = read(page.markdown)
    assert told.flesch_kincaid <= HARDEST
    assert told.automated <= HARDEST


@every_page
def test_a_page_is_one_screen_to_three(page):
    assert 150 < read(page.markdown).words < 750
    assert len(page.about.split()) <= 25


@every_page
def test_words_are_british_and_calm(page):
    said = set(re.findall(r"[a-z]+", (page.title + page.about + page.markdown).lower()))
    assert said & set(AMERICAN.split()) == set()
    assert "!" not in page.markdown
    assert not {"committed", "crazy", "insane", "guaranteed", "cure all"} & said


@every_page
def test_a_page_names_its_sources(page):
    assert page.cited


def test_the_measures_can_tell_hard_from_easy():
    easy = read("The cat sat on the mat. It was warm. It went to sleep.")
    hard = read(
        "Psychodynamic conceptualisations of affective symptomatology presuppose intrapsychic conflictuality, notwithstanding "
        "considerable methodological heterogeneity throughout the accumulated comparative literature."
    )
    assert easy.flesch_kincaid < 2
    assert easy.automated < 2
    assert hard.flesch_kincaid > 20
    assert hard.automated > 20


def test_the_measures_are_as_published():
    """Worked by hand: 100 words, 5 sentences, 150 syllables, 450 letters."""
    reading = Reading(words=100, sentences=5, syllables=150, letters=450)
    assert reading.flesch_kincaid == pytest.approx(9.91)
    assert reading.automated == pytest.approx(9.765)


def test_syllables_and_sentences_are_counted():
    known = {
        "therapy": 3,
        "depression": 3,
        "psychodynamic": 5,
        "made": 1,
        "table": 2,
        "wanted": 2,
        "asked": 1,
        "i": 1,
    }
    assert {word: syllables(word) for word in known} == known
    assert list(sentences("## Not this\n\nOne is here. Is two? - Yes.\n\n- An item\n\n::: lines 4")) == [
        "One is here", "Is two", "- Yes", "An item",
    ]  # fmt: skip


# -- Honesty ------------------------------------------------------------------------------------------------------------


def better_off(effect: str) -> float:
    """Of a hundred people in the one group, how many the average person of the other is ahead of (Cohen's U3)."""
    return 100 * NormalDist().cdf(float(effect))


def test_effects_in_plain_words_are_the_published_ones():
    update = re.findall(r"\d\.\d+", EVIDENCE["evidence_controls_update"].definition)
    assert (better_off(update[0]), better_off(update[1])) == pytest.approx((69, 75), abs=0.6)
    behind = re.findall(r"\d\.\d+", EVIDENCE["evidence_other_therapies"].definition)[0]
    assert better_off(behind) == pytest.approx(62, abs=0.5)
    told = text_of("evidence")
    assert "about 70 to 75 of 100 people" in told
    assert "about 62 of 100" in told


def test_the_evidence_is_told_with_its_limits():
    told = text_of("evidence")
    for words in ("one person in four or five", "printed more often", "better than it is", "more are needed"):
        assert words in told, words
    assert {figure.slug for figure in guide().by_slug["evidence"].figures} == {
        "cbt", "cognitive", "placebo", "fluoxetine", "added", "return",
    }  # fmt: skip


def test_a_page_that_may_stir_somebody_up_leads_to_help():
    for slug in ("what-depression-can-be", "a-session", "questions-to-yourself", "a-journal", "a-hard-week",
                 "risks-and-costs", "if-it-does-not-help", "finding-one", "what-it-helps-with"):  # fmt: skip
        assert "/help/" in guide().by_slug[slug].links, slug


def test_the_journal_says_that_nobody_reads_it():
    assert "Nobody reads your journal but you" in text_of("a-journal")
