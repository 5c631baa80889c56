"""The defense profile as a picture: it says what the table says, and a dot's area is its number of codes."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.charts.defense_profile import LARGEST, DefenseData, Line, defense_picture, rows
from clew.therapy.charts.scene import Circle, Path, Spot, Text, svg
from clew.therapy.errors import TherapyError
from clew.therapy.formulation.defenses import LEVELS


def profile(codes: list[tuple[int, int]], late_from: int = 5) -> DefenseData:
    """Make a profile from (level, session) pairs."""
    sessions = [session for _, session in codes]
    early = [level for level, session in codes if session < late_from]
    late = [level for level, session in codes if session >= late_from]
    return DefenseData(
        first=min(sessions, default=1),
        last=max(sessions, default=1),
        late_from=late_from,
        early_odf=sum(early) / len(early) if early else None,
        early_n=len(early),
        late_odf=sum(late) / len(late) if late else None,
        late_n=len(late),
        lines=tuple(
            Line(
                level,
                f"level {level}",
                early.count(level),
                late.count(level),
                tuple(sorted(Counter(s for at, s in codes if at == level).items())),
            )
            for level in LEVELS
        ),
    )


CODES = st.lists(st.tuples(st.integers(1, 7), st.integers(1, 30)), max_size=40)


def spots(data: DefenseData) -> list[Spot]:
    return [mark for mark in defense_picture(data).marks if isinstance(mark, Spot)]


@given(CODES)
def test_every_session_with_a_code_on_a_level_is_a_dot_there(codes):
    data = profile(codes)
    for spot, line in zip(spots(data), data.lines, strict=True):
        dots = [mark for mark in spot.marks if isinstance(mark, Circle)]
        assert len(dots) == len(line.counts)
        assert [round(dot.r**2 / dots[0].r ** 2, 6) for dot in dots] == [
            round(count / line.counts[0][1], 6) for _, count in line.counts
        ]


@given(CODES)
def test_dots_lie_within_their_line_and_never_grow_over_the_next_level(codes):
    found = spots(profile(codes))
    assert all(b.y - a.y >= 2 * LARGEST for a, b in pairwise(found))
    for spot in found:
        assert all(m.r <= LARGEST and m.y == spot.y for m in spot.marks if isinstance(m, Circle))


def test_levels_stand_from_seven_to_one_and_name_themselves():
    found = spots(profile([(7, 1), (7, 1), (3, 6)]))
    assert [spot.ref for spot in found] == [f"level:{level}" for level in (7, 6, 5, 4, 3, 2, 1)]
    assert found[0].title == "Level 7, level 7: 2 codes"
    assert found[4].title == "Level 3, level 3: 1 code"


def test_the_table_says_the_same():
    table = rows(profile([(7, 1), (7, 1), (6, 2), (3, 6)]))
    assert table[0] == ("7 level 7", "2 (67 %)", "0 (0 %)", "")
    assert table[4] == ("3 level 3", "0 (0 %)", "1 (100 %)", "")
    assert table[6] == ("1 level 1", "0 (0 %)", "0 (0 %)", "")


def test_early_and_late_are_divided_where_there_are_both():
    def heads(data):
        marks = defense_picture(data).marks
        divider = [m for m in marks if isinstance(m, Path) and m.kind == "planned"]
        return len(divider), [m.words for m in marks if isinstance(m, Text) and "ODF" in m.words]

    assert heads(profile([(7, 1), (3, 6), (6, 6)])) == (
        1,
        ["Early: ODF 7.0 (n = 1)", "Late: ODF 4.5 (n = 2)"],
    )
    assert heads(profile([(7, 6), (3, 6)])) == (0, [])


def test_without_codes_it_is_still_a_picture():
    picture = svg(defense_picture(profile([])))
    assert ElementTree.fromstring(picture).tag.endswith("svg")
    assert "style=" not in picture


def test_numbers_that_do_not_fit_are_refused():
    with pytest.raises(TherapyError, match="add up"):
        Line(3, "Disavowal", 1, 1, ((4, 1),))
    data = profile([(7, 1)])
    with pytest.raises(TherapyError, match="seven lines"):
        DefenseData(1, 1, 2, None, 0, None, 0, data.lines[1:])
    with pytest.raises(TherapyError, match="before the first"):
        DefenseData(2, 1, 2, None, 0, None, 0, data.lines)
