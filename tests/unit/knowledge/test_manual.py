"""The coding manual: complete, ordered, and said once."""

import re

import pytest

from clew.cli.docs import DEFAULT_FOLDER, PAGES
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge import (
    AFFECTS,
    CATEGORIES,
    CLUSTERS,
    DEFENSES,
    OTHERS,
    REPAIR_STRATEGIES,
    RISK_CODES,
    RUPTURE_MARKERS,
    THERAPIST_CODES,
    Tag,
)
from clew.therapy.knowledge.coding_rules import Asks
from clew.therapy.knowledge.manual import chapters, manual_page
from clew.therapy.knowledge.neighbours import Neighbours

SCHEMES = {
    "intervention": THERAPIST_CODES,
    "defense": DEFENSES,
    "rupture": RUPTURE_MARKERS,
    "repair": REPAIR_STRATEGIES,
    "affect": AFFECTS,
    "risk": RISK_CODES,
    "other": OTHERS,
    **{str(component): entries for component, entries in CATEGORIES.items()},
    **{f"{component}_cluster": entries for component, entries in CLUSTERS.items()},
}
CHAPTERS = [pytest.param(one, id=one.anchor) for one in chapters()]


@pytest.mark.parametrize("family", SCHEMES)
def test_every_code_of_a_scheme_is_in_it_once(family):
    found = [
        entry.slug
        for chapter in chapters()
        for part in chapter.parts
        if part.family == family
        for entry in part.entries
    ]
    assert sorted(found) == sorted(SCHEMES[family])


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_says_what_is_coded_how_to_decide_and_what_settles_a_tie(chapter):
    assert [label for label, _ in chapter.answers()] == [asks.label for asks in Asks]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_rule_of_our_own_is_tagged_as_one(chapter):
    for one in (*chapter.rules.values(), *chapter.neighbours):
        assert (one.source == "Clew") <= (one.tag is Tag.DEFAULT), one.slug


@pytest.mark.parametrize(
    "slug", [*THERAPIST_CODES, *DEFENSES, *RUPTURE_MARKERS, *REPAIR_STRATEGIES, *AFFECTS]
)
def test_a_code_has_an_example_on_paper(slug):
    text = manual_page().split(f" `{slug}`\n", 1)[1].split("\n#", 1)[0]
    assert re.search(r'^- "', text, re.M)
    assert "Source: [" in text


@pytest.mark.parametrize("page", ["interventions", "defenses", "ccrt"])
def test_the_pages_beside_it_do_not_say_it_again(page):
    text = PAGES[page]()
    assert "(coding-manual.md#" in text
    codes = [entry for family in SCHEMES.values() for entry in family.values()]
    assert [entry.slug for entry in codes if entry.definition in text] == []


def test_its_list_of_chapters_leads_to_them():
    text = (DEFAULT_FOLDER / "coding-manual.md").read_text(encoding="utf-8")
    for title, anchor in re.findall(r"^- \[([^\]]+)\]\(#([^)]+)\)$", text, re.M):
        assert f"\n## {title}\n" in text
        assert anchor == title.lower().replace(" ", "-")


def test_neighbours_name_a_code():
    with pytest.raises(TherapyError, match="names no code"):
        Neighbours(slug="x", name="x", definition="x", source="Clew", tag=Tag.DEFAULT, codes=())
