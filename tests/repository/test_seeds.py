"""docs/reference/seeds.md: every founding statement has a place, a plan or a reason."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from clew.therapy.knowledge import registry
from clew.web.guide.loader import guide

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reference" / "seeds.md").read_text(encoding="utf-8")
ROWS = [
    tuple(cell.strip() for cell in line.strip("|\n").split(" | "))
    for line in PAGE.splitlines()
    if re.match(r"\| S\d", line)
]
EXPECTED = [f"S{number:03}" for number in range(1, 371)]
PLACE = re.compile(r"`([^`]+)`")
URLS = {
    name
    for path in (ROOT / "src" / "clew" / "web").rglob("*.py")
    for name in re.findall(r'name="(\w+)"', path.read_text(encoding="utf-8"))
}
STORIES = {path.parent.name for path in (ROOT / "src" / "clew" / "practice" / "demo").glob("*/course.toml")}
SHOWN = "".join(
    path.read_text(encoding="utf-8").casefold()
    for path in (ROOT / "docs" / "reference").glob("*.md")
    if path.name != "seeds.md"
)


def the_parts() -> set[str]:
    """The parts of the product that the page itself describes."""
    table = PAGE.split("| Part | What it will hold |")[1].split("\n\n")[0]
    return {line.split(" | ")[0].strip("| ") for line in table.splitlines()[2:]}


def test_each_statement_stands_here_once_and_in_order() -> None:
    assert [row[0] for row in ROWS] == EXPECTED


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_says_what_became_of_its_statement(row: tuple[str, ...]) -> None:
    assert len(row) == 4, "a row has an id, a short wording, a status and where"
    _, words, status, where = row
    assert words
    if status == "here":
        places = PLACE.findall(where)
        assert places, "a statement that is here names its place"
        assert ", ".join(f"`{place}`" for place in places) == where
        for place in places:
            assert_exists(place)
    elif status == "planned":
        assert where in the_parts()
    else:
        assert status == "left out"
        assert re.fullmatch(r"because \w.{20,}", where), "a reason is a sentence"


def assert_exists(place: str) -> None:
    """A page of the demonstration or of the guide, a path of the repository, or a term that a reader meets on a reference page."""
    if place.startswith("see/"):
        _, who, page = place.split("/")
        assert who in STORIES, f"nobody in the demonstration is called {who}"
        assert page in URLS, f"there is no page {page}"
        return
    if place.startswith("guide/"):
        assert place.removeprefix("guide/") in {"choices", *guide().by_slug}, f"the guide has no {place}"
        return
    if "/" in place or place.endswith(".md"):
        assert (ROOT / place).exists(), f"there is no {place}"
        return
    family, slug = place.split(":")
    name = registry.entry(family, slug).name.casefold()
    assert name in SHOWN or slug in SHOWN, f"no reference page shows {place}"


def test_the_numbers_at_the_top_are_counted() -> None:
    told = {
        status: int(n)
        for status, n in re.findall(r"^\| (here|planned|left out) \|.*\| (\d+) \|$", PAGE, re.M)
    }
    assert told == Counter(row[2] for row in ROWS)


def test_no_wording_is_used_twice() -> None:
    assert [words for words, n in Counter(row[1] for row in ROWS).items() if n > 1] == []
