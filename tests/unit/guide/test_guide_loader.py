"""The guide's pages as data: what is read from a folder, and what is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from clew.therapy.errors import TherapyError
from clew.web.guide.choices import Choices
from clew.web.guide.loader import TEXT, GuideProblem, guide, languages, read_guide, read_page

FRONT = {
    "slug": "a-page", "title": "A page", "about": "About it.", "part": "therapy", "order": 50,
    "sources": ["UTD"], "seeds": ["S001"],
}  # fmt: skip


def written(body: str = "Some text.", **changed: object) -> str:
    front = {key: value for key, value in {**FRONT, **changed}.items() if value is not None}
    return f"---\n{yaml.safe_dump(front)}---\n{body}\n"


def read(body: str = "Some text.", **changed: object):
    return read_page(written(body, **changed), name="en/a-page.md", language="en")


def test_a_page_is_read():
    page = read('## A *heading*\n\nText, "said" by [help](/help/).\n\n::: picture cbt\n\n::: lines 3\n\nEnd.')
    assert (page.slug, page.order, page.sources, page.seeds) == ("a-page", 50, ("UTD",), ("S001",))
    assert page.links == ("/help/",)
    first, picture, lines, last = page.parts
    assert first.text == '<h2>A <em>heading</em></h2>\n<p>Text, ‘said’ by <a href="/help/">help</a>.</p>\n'
    assert picture.picture is not None
    assert picture.picture.slug == "cbt"
    assert list(lines.ruled) == [0, 1, 2]
    assert "End." in last.text


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"title": None}, "keys"),
        ({"extra": "x"}, "keys"),
        ({"title": " "}, "are words"),
        ({"title": 3}, "are words"),
        ({"order": "first"}, "whole number"),
        ({"slug": "A Page"}, "small letters"),
        ({"sources": ["Nobody1900"]}, "Nobody1900"),
        ({"sources": []}, "names no source"),
        ({"seeds": ["S1"]}, "no rows"),
    ],
)
def test_bad_front_matter_is_refused(changed, told):
    with pytest.raises(GuideProblem, match=told):
        read(**changed)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<b>bold</b>", "HTML"),
        ("<script>alert(1)</script>", "HTML"),
        ("text <!-- and --> text", "HTML"),
        ("> <div>\n> x", "HTML"),
        ("# First level", "first level"),
        ("![a](/guide/a.png)", "image"),
        ("[a](https://example.org/)", "leads to https://example.org/"),
        ("[a](javascript:alert(1))", None),
        ("[a](//example.org/)", "leads to //example.org/"),
        ("::: picture nobody", "nobody"),
        ("::: film cbt", "neither"),
    ],
)
def test_what_a_page_may_not_hold_is_refused(body, told):
    if told is None:  # no link at all: it is shown as it was written
        assert "<a" not in read(body).parts[0].text
        return
    with pytest.raises(GuideProblem, match=told):
        read(body)


@pytest.mark.parametrize("text", ["No front matter.", "---\nslug: [\n---\nText.", "---\n- a\n---\nText."])
def test_a_page_without_front_matter_that_can_be_read_is_refused(text):
    with pytest.raises(GuideProblem):
        read_page(text, name="en/x.md", language="en")


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of Clew's own guide."""
    shutil.copytree(TEXT / "en", tmp_path / "en")
    return tmp_path


def test_a_link_to_a_page_that_is_not_there_is_refused(folder):
    (folder / "en" / "x.md").write_text(written("[a](/guide/nowhere/)"), encoding="utf-8")
    with pytest.raises(GuideProblem, match="/guide/nowhere/"):
        read_guide("en", folder)


def test_two_pages_with_one_slug_or_in_one_place_are_refused(folder):
    (folder / "en" / "x.md").write_text(written(slug="a-session"), encoding="utf-8")
    with pytest.raises(GuideProblem, match="share a slug"):
        read_guide("en", folder)
    (folder / "en" / "x.md").write_text(written(order=1), encoding="utf-8")
    with pytest.raises(GuideProblem, match="same order"):
        read_guide("en", folder)


def test_another_language_is_another_folder_and_falls_back_to_english(folder):
    (folder / "de").mkdir()
    (folder / "de" / "words.yaml").write_text("guide: Der Leitfaden\n", encoding="utf-8")
    title = written(
        "Zwei Stühle. [Hilfe](/help/), [mehr](/guide/evidence/).",
        slug="a-session",
        title="Eine Sitzung",
        order=5,
    )
    (folder / "de" / "07.md").write_text(title, encoding="utf-8")
    assert languages(folder) == ["de", "en"]
    german, english = read_guide("de", folder), read_guide("en", folder)
    assert (german.words["guide"], german.words["help"]) == ("Der Leitfaden", "Help now")
    assert german.by_slug["a-session"].title == "Eine Sitzung"
    assert german.by_slug["a-session"].language == "de"
    assert german.by_slug["evidence"].language == "en"
    assert len(german.pages) == len(english.pages) == len(guide().pages)
    assert german.choices == english.choices
    assert (german.query, guide().query) == ("?lang=de", "")
    text = german.by_slug["a-session"].parts[0].text
    assert 'href="/guide/evidence/?lang=de"' in text
    assert 'href="/help/"' in text


def test_a_part_that_the_guide_does_not_have_is_refused(folder):
    (folder / "en" / "x.md").write_text(written(part="appendix"), encoding="utf-8")
    with pytest.raises(GuideProblem, match="part"):
        read_guide("en", folder)


def test_pictures_are_told_in_other_words_with_the_same_numbers(folder):
    told = {
        "title": "PT und KVT", "counted": "hatten kaum noch Beschwerden", "lasted": "22 Wochen",
        "caution": "Vorsicht.", "arms": ["PT", "KVT"],
    }  # fmt: skip
    (folder / "de").mkdir()
    words = folder / "de" / "words.yaml"
    words.write_text(yaml.safe_dump({"figures": {"cbt": told}}), encoding="utf-8")
    page = written("::: picture cbt\n\n::: picture added", slug="evidence", part="choosing", order=3)
    (folder / "de" / "12.md").write_text(page, encoding="utf-8")
    first, second = read_guide("de", folder).by_slug["evidence"].figures
    english = guide().by_slug["evidence"].figures[0]
    assert (first.title, [arm.name for arm in first.arms]) == ("PT und KVT", ["PT", "KVT"])
    assert [arm.of_hundred for arm in first.arms] == [arm.of_hundred for arm in english.arms]
    assert second.title == "Medicine alone, and with therapy added"
    for wrong in ({"nobody": told}, {"cbt": {"title": "x"}}, {"cbt": {**told, "arms": ["PT"]}}):
        words.write_text(yaml.safe_dump({"figures": wrong}), encoding="utf-8")
        with pytest.raises(GuideProblem):
            read_guide("de", folder)


def test_before_and_after():
    pages = guide().pages
    assert guide().beside(pages[0]) == (None, pages[1])
    assert guide().beside(pages[3]) == (pages[2], pages[4])
    assert guide().beside(pages[-1]) == (pages[-2], None)
    assert [page for _, some in guide().contents for page in some] == list(pages)


# -- Side by side ------------------------------------------------------------------------------------------------


def test_the_table_shows_what_was_chosen_in_the_order_of_the_file():
    choices = guide().choices
    shown, rows = choices.table({"cost", "time", "nothing"}, {"both", "short"})
    assert [option.slug for option in shown] == ["short", "both"]
    assert [row.matter.slug for row in rows] == ["time", "cost"]
    assert [[option.slug for option, _ in row.cells] for row in rows] == [["short", "both"]] * 2
    everything, all_rows = choices.table((), ())
    assert (len(everything), len(all_rows)) == (8, 11)


def test_a_matter_that_is_silent_on_a_treatment_is_refused():
    found = yaml.safe_load((TEXT / "en" / "choices.yaml").read_text(encoding="utf-8"))
    Choices.read(found)
    silent = found["matters"]["cost"]["cells"]
    kept = silent.pop("cbt")
    with pytest.raises(TherapyError, match="cost"):
        Choices.read(found)
    silent["cbt"] = kept
    with pytest.raises(TherapyError, match="Nobody"):
        Choices.read({**found, "sources": ["Nobody"]})


def test_each_cell_can_be_read_by_itself():
    """Columns may be left out, so that no cell can lean on its neighbour."""
    for matter in guide().choices.matters:
        for option, words in matter.cells.items():
            assert not words.startswith(("The same", "As before", "Those", "Both ")), (matter.slug, option)
