"""The generated pages: complete, tidy, and the same on disk as in the code."""

import re

import pytest

from clew.cli.docs import DEFAULT_FOLDER, PAGES, main
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge import all_entries
from clew.therapy.knowledge.markdown import page, table


@pytest.mark.parametrize("name", PAGES)
def test_the_page_on_disk_is_the_generated_one(name):
    path = DEFAULT_FOLDER / f"{name}.md"
    assert path.exists(), "run: python -m clew.cli.docs"
    assert path.read_text(encoding="utf-8") == PAGES[name](), "run: python -m clew.cli.docs"


def test_the_script_writes_every_page(tmp_path, capsys):
    assert main([str(tmp_path / "new")]) == 0
    assert {path.stem for path in (tmp_path / "new").iterdir()} == set(PAGES)
    assert len(capsys.readouterr().out.splitlines()) == len(PAGES)


def test_every_entry_is_on_a_page():
    pages = "".join(render() for render in PAGES.values())
    missing = [f"{family}:{item.slug}" for family, item in all_entries() if item.definition not in pages]
    assert missing == []


@pytest.mark.parametrize("name", PAGES)
def test_links_between_pages_lead_somewhere(name):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", PAGES[name]()):
        assert (DEFAULT_FOLDER / target).exists(), target


def test_a_table_keeps_its_shape():
    assert table(("a", "b"), [("1|2", "3\n4")]) == "| a | b |\n| --- | --- |\n| 1\\|2 | 3 4 |"
    with pytest.raises(TherapyError, match="2 headings"):
        table(("a", "b"), [("1",)])
    assert page("T", "x", "y").startswith("# T\n\n<!-- Generated")
