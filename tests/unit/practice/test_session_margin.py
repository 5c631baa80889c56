"""How the margin of a session is laid out: words tied to marks, brackets side by side."""

from __future__ import annotations

import uuid

from hypothesis import given
from hypothesis import strategies as st

from clew.practice.readings.margin import Margins, Mark, Told
from clew.practice.readings.session import lines, pieces
from clew.therapy.transcripts import Role, Transcript, Turn

TEXT = "She rang, I said I was fine."


@given(
    st.lists(
        st.tuples(st.integers(-2, len(TEXT) + 2), st.integers(-2, len(TEXT) + 2)).filter(
            lambda s: s[0] < s[1]
        ),
        max_size=6,
    )
)
def test_the_pieces_are_the_text_and_each_names_the_spans_that_cover_it(found):
    spans = [(start, stop, n) for n, (start, stop) in enumerate(found, start=1)]
    cut = pieces(TEXT, spans)
    assert "".join(piece.words for piece in cut) == TEXT
    place = 0
    for piece in cut:  # letter by letter, the slow and obvious way
        for letter in range(place, place + len(piece.words)):
            covering = [
                n for start, stop, n in spans if start >= 0 and stop <= len(TEXT) and start <= letter < stop
            ]
            assert piece.marks == " ".join(map(str, covering))
        place += len(piece.words)


def told(first: int, last: int, status: str = "accepted", confidence: float | None = None) -> Told:
    return Told(
        id=uuid.uuid4(),
        first=first,
        last=last,
        other="older sister",
        kind="sibling",
        place="outside",
        completeness=3.0,
        enacted=False,
        when="",
        status=status,
        confidence=confidence,
        by="Anna",
        parts=(),
    )


SAID = Transcript(tuple(Turn(n, "P", Role.PATIENT, TEXT) for n in range(12)), "plain")


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 4)), max_size=8))
def test_brackets_over_the_same_turn_stand_side_by_side(found):
    episodes = tuple(told(first, min(11, first + length)) for first, length in sorted(found))
    for line in lines(SAID, Margins((), episodes), range(12)):
        lanes = [bracket.lane for bracket in line.brackets]
        assert len(lanes) == len(set(lanes))
        assert len(lanes) == sum(e.first <= line.turn.index <= e.last for e in episodes)


def test_what_is_rejected_or_folded_has_no_bracket():
    episodes = (told(1, 3, "rejected"), told(2, 4, "proposed", 0.2))
    found = lines(SAID, Margins((), episodes), range(12))
    assert not any(line.brackets for line in found)
    assert [line.turn.index for line in found if line.told_rejected] == [1]
    assert [line.turn.index for line in found if line.told_unsure] == [2]


def test_marks_fall_into_sight_fold_or_rejected():
    def mark(status: str, confidence: float | None, scheme: str = "affect", code: str = "sadness") -> Mark:
        return Mark(uuid.uuid4(), 0, (0, 3), scheme, code, status, confidence, "Anna")

    marks = (
        mark("proposed", 0.9),
        mark("proposed", 0.1),
        mark("accepted", 0.1),
        mark("rejected", 0.9),
        mark("proposed", 0.1, "risk", "risk_passive"),
    )
    (line,) = lines(SAID, Margins(marks, ()), [0])
    assert [m.status for m in line.marks] == ["proposed", "accepted", "proposed"]
    assert len(line.unsure) == len(line.rejected) == 1
    assert Margins(marks, ()).waiting == 3
    assert Margins(marks, ()).unsure == 1
