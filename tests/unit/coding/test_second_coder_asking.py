"""What a language model is told, and what of its answer is believed."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.coding import asking
from clew.therapy.coding.asking import Chunk, coder_name, find_quote, read_answer
from clew.therapy.coding.codes import Scheme
from clew.therapy.knowledge import AFFECTS, DEFENSES, RISK_CODES
from clew.therapy.moments import Span
from clew.therapy.transcripts.turns import Role, Transcript, Turn

TURNS = (
    Turn(0, "Dr Ash", Role.CLINICIAN, "What stopped you?"),
    Turn(1, "Mara Lind", Role.PATIENT, "I don’t know. I felt so guilty,\nso I said nobody would miss me."),
    Turn(2, "Dr Ash", Role.CLINICIAN, "Perhaps guilt kept you quiet."),
    Turn(3, "X", Role.UNKNOWN, "Perhaps. Or fear."),
)
CHUNK = Chunk(TURNS[:1], TURNS[1:])


def read(*marks: object) -> asking.Answer:
    return read_answer(json.dumps({"marks": list(marks)}), CHUNK)


def mark(
    turn: object = 1, code: object = "affect.guilt", quote: object = "so guilty", confidence: object = 0.7
):
    return {"turn": turn, "code": code, "quote": quote, "confidence": confidence}


def test_a_true_mark_becomes_a_proposal_on_its_words():
    (found,) = read(mark()).proposals
    assert (found.turn, found.scheme, found.code, found.confidence) == (1, Scheme.AFFECT, "guilt", 0.7)
    assert found.span.of(TURNS[1].text) == "so guilty"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (mark(quote="I hate him"), asking.NOT_SAID),
        (mark(quote="Perhaps guilt"), asking.NOT_SAID),  # it stands in another turn
        (mark(quote="guilty so"), asking.NOT_SAID),
        (mark(quote="so … guilty"), asking.NOT_SAID),
        (mark(quote="body would"), asking.NOT_SAID),  # the end of a word is no word
        (mark(quote=""), asking.NOT_SAID),
        (mark(quote=" . "), asking.NOT_SAID),
        (mark(code="affect.sorrow"), asking.UNKNOWN_CODE),
        (mark(code="guilt"), asking.UNKNOWN_CODE),
        (mark(code="moment.guilt"), asking.UNKNOWN_CODE),
        (mark(code=""), asking.UNKNOWN_CODE),
        (mark(turn=0, quote="What stopped you?", code="intervention.question"), asking.OTHER_TURN),
        (mark(turn=4), asking.OTHER_TURN),
        (mark(turn=-1), asking.OTHER_TURN),
        (mark(code="intervention.interpretation"), asking.OTHER_SPEAKER),
        (mark(turn=2, quote="kept you quiet", code="risk.risk_passive"), asking.OTHER_SPEAKER),
        (mark(turn=True), asking.UNREADABLE),
        (mark(turn="1"), asking.UNREADABLE),
        (mark(code=None), asking.UNREADABLE),
        (mark(code=["affect.guilt"]), asking.UNREADABLE),
        (mark(quote=3), asking.UNREADABLE),
        (mark(confidence="high"), asking.UNREADABLE),
        (mark(confidence=True), asking.UNREADABLE),
        (mark(confidence=math.nan), asking.UNREADABLE),
        (mark(confidence=math.inf), asking.UNREADABLE),
        ("guilt", asking.UNREADABLE),
        (None, asking.UNREADABLE),
        ({}, asking.UNREADABLE),
    ],
)
def test_what_cannot_be_checked_is_dropped_and_counted_and_the_rest_is_kept(wrong, why):
    found = read(mark(), wrong)
    assert len(found.proposals) == 1
    assert found.dropped == {why: 1}


def test_confidence_is_brought_between_0_and_1():
    assert [
        p.confidence for p in read(mark(confidence=7), mark(code="affect.fear", confidence=-1)).proposals
    ] == [
        0.0,
        1.0,
    ]


def test_of_the_same_code_on_a_turn_the_surer_one_is_kept():
    found = read(mark(confidence=0.2), mark(confidence=0.9, quote="felt so guilty"), mark(confidence=0.3))
    assert [(p.confidence, p.span.of(TURNS[1].text)) for p in found.proposals] == [(0.9, "felt so guilty")]
    assert found.dropped == {asking.TWICE: 2}


def test_where_the_speaker_is_unknown_any_code_may_stand():
    assert (
        len(read(mark(turn=3, code="repair.redirect", quote="Or fear"), mark(turn=3, quote="fear")).proposals)
        == 2
    )


@pytest.mark.parametrize(
    "text",
    ["", "Sure! Here are the codes.", "[]", "null", '{"codes": []}', '{"marks": {}}', "[" * 100_000, '{"marks": [', '{"marks": null}'],
)  # fmt: skip
def test_an_answer_of_another_form_is_refused_whole(text):
    with pytest.raises(asking.AnswerError):
        read_answer(text, CHUNK)


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("I don't know", "I don’t know"),
        ("FELT SO GUILTY", "felt so guilty"),
        ("guilty, so I said", "guilty,\nso I said"),
        ("miss me.", "miss me."),
        ("so", "so"),
        ("(felt)", None),
        (".*", None),
    ],
)
def test_a_quote_may_differ_only_in_blanks_capitals_and_the_shape_of_signs(quote, found):
    span = find_quote(quote, TURNS[1].text)
    assert (None if span is None else span.of(TURNS[1].text)) == found


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_whatever_is_found_was_said(text, start, stop):
    quote = text[start:stop]
    span = find_quote(quote, text)
    if span is not None:
        assert "".join(span.of(text).split()).lower() == "".join(quote.split()).lower()
    words = [w for w in text.split() if w.isalnum()]
    if words and words == text.split():
        assert find_quote(" ".join(words), text) == Span(text.index(words[0]), len(text.rstrip()))


@given(st.lists(st.integers(1, 9000), min_size=1, max_size=150))
def test_every_turn_is_asked_about_once_in_bounded_pieces(lengths):
    turns = tuple(Turn(n, "", Role.PATIENT, "x" * length) for n, length in enumerate(lengths))
    pieces = asking.chunks(Transcript(turns, "plain"))
    assert tuple(turn for piece in pieces for turn in piece.turns) == turns
    for piece in pieces:
        assert len(piece.turns) <= asking.CHUNK_TURNS
        assert len(piece.turns) == 1 or sum(len(t.text) for t in piece.turns) <= asking.CHUNK_CHARACTERS
        first = piece.turns[0].index
        assert len(piece.context) <= asking.CONTEXT_TURNS
        assert piece.context == turns[first - len(piece.context) : first]
    assert list(asking.turns_of(pieces)) == [(p.turns[0].index, p.turns[-1].index) for p in pieces]


def test_a_request_tells_the_manual_and_what_was_said_and_no_name():
    body = asking.request(CHUNK, "small")
    manual, session = (message["content"] for message in body["messages"])
    for family in (AFFECTS, DEFENSES, RISK_CODES):
        assert all(entry.definition in manual for entry in family.values())
    assert json.loads(session)["turns"][0] == {"turn": 1, "speaker": "patient", "said": TURNS[1].text}
    assert json.loads(session)["context"] == [{"turn": 0, "speaker": "clinician", "said": TURNS[0].text}]
    assert "Mara" not in json.dumps(body)
    assert "Dr Ash" not in json.dumps(body)


def test_the_form_of_the_answer_is_strict_and_names_every_code():
    form = asking.request(CHUNK, "small")["response_format"]["json_schema"]
    assert form["strict"] is True
    item = form["schema"]["properties"]["marks"]["items"]
    assert item["additionalProperties"] is form["schema"]["additionalProperties"] is False
    assert set(item["required"]) == set(item["properties"])
    assert tuple(item["properties"]["code"]["enum"]) == asking.code_names()
    assert {name.split(".")[0] for name in asking.code_names()} == {scheme.value for scheme in Scheme}


def test_a_coder_is_named_after_its_model_in_forty_characters():
    assert coder_name("llama3.1:8b") == "llama3.1:8b (asked 1)"
    long = [coder_name("meta-llama/Meta-Llama-3.1-8B-Instruct" + end) for end in ("-a", "-b")]
    assert {len(name) for name in long} == {40}
    assert long[0] != long[1]


def test_proposed_risk_language_is_flagged_as_the_embedded_coders_is():
    said = mark(code="risk.risk_active", quote="nobody would miss me")
    coding, dropped = asking.together("small", [read(said), read(mark(quote="never said"))])
    assert [(flag.kind, flag.turns) for flag in coding.flags] == [("risk", (1,))]
    assert (coding.model, coding.episodes, dropped) == ("small (asked 1)", (), {asking.NOT_SAID: 1})
    assert asking.together("small", [read(mark())])[0].flags == ()
