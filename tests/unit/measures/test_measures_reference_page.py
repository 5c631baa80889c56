"""The reference page says what the code says."""

import pytest

from clew.therapy.measures.reference import measures_page
from clew.therapy.measures.registry import INSTRUMENTS


@pytest.mark.parametrize("one", INSTRUMENTS.values(), ids=str)
def test_every_instrument_has_its_section(one):
    section = measures_page().split(f"\n## {one.title}\n")[1].split("\n## ")[0]
    assert one.licence.credit in section
    assert one.source in section
    for item in one.items:
        assert item.text in section
    for band in one.bands.bands if one.bands else ():
        assert f"| {band.label} |" in section
    for cut in one.cut_offs:
        assert cut.population in section
    for note in one.notes:
        assert note in section


def test_unconfirmed_figures_are_called_so():
    section = measures_page().split("\n## WSAS\n")[1].split("\n## ")[0]
    assert "| reliable change | not confirmed |" in section


def test_tables_are_whole():
    for block in measures_page().split("\n\n"):
        rows = [line for line in block.splitlines() if line.startswith("|")]
        assert len({row.count("|") - 2 * row.count("\\|") for row in rows}) <= 1


def test_loinc_notice_is_there():
    assert "LOINC is copyright Regenstrief Institute" in measures_page()
