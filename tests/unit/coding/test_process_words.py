"""The figures of a session in words: what was counted and where, and nothing more."""

from __future__ import annotations

import re

from clew.therapy.coding.codes import Scheme
from clew.therapy.coding.process import Noted, process_of
from clew.therapy.coding.process.words import lasting, told
from clew.therapy.knowledge.process import FIGURES
from clew.therapy.transcripts.turns import Role, Turn

C, P = Role.CLINICIAN, Role.PATIENT


def words(turns, codes=(), **more):
    found = told(
        process_of([Turn(i, r.value, r, t, *at) for i, (r, t, *at) in enumerate(turns)], codes, **more)
    )
    return {one.figure.slug: one.lines for one in found}


def texts(lines):
    return [line.words for line in lines]


def test_every_figure_is_told_but_those_of_the_table():
    assert ["talk_share", "turn_length", *words([])] == list(FIGURES)


def test_an_empty_session_says_that_there_is_nothing():
    for lines in words([]).values():
        assert lines
        assert not any(line.places for line in lines)


def test_times_are_told_with_their_number_and_the_longest():
    lines = words([(C, "And?", 0, 2), (P, "Well.", 70, 72), (C, "So.", 71, 80)])["response_time"]
    assert texts(lines) == [
        "Clinician: measured in 1 of 1 answer, median -1 s; 1 began while the other still spoke.",
        "Patient: measured in 1 of 1 answer, median 1 min 8 s.",
    ]
    assert [(place.turn, place.words) for place in lines[1].places] == [(1, "longest, 1 min 8 s")]


def test_without_times_nothing_is_given_and_joined_times_are_named():
    assert texts(words([(C, "And?"), (P, "Well.")])["response_time"]) == [
        "This transcript has no times, so nothing is given."
    ]
    joined = words([(C, "And?", 0, 2), (P, "Well.", 2, 4)])["response_time"]
    assert texts(joined) == [
        "The times in this transcript do not tell when a voice ends, so nothing is given."
    ]


def test_silences_say_what_they_rest_on():
    lines = words([(C, "And?", 0, 2), (P, "Well [pause] no.", 12, 14)])["silence"]
    (line,) = texts(lines)
    assert line.startswith("2 silences; 1 written in the transcript; 1 of at least 5 seconds in its times; ")
    assert line.endswith("; 1 after the clinician, before the patient speaks.")
    assert [(place.turn, place.words) for place in lines[0].places] == [(1, "10 s"), (1, "")]


def test_lateness_says_what_is_recorded_and_what_was_said():
    lines = words([(P, "Sorry, I'm late.")], minutes_late=12)["lateness"]
    assert texts(lines) == ["The record says 12 minutes.", "Spoken of:"]
    assert [(place.turn, place.words) for place in lines[1].places] == [(0, "i'm late")]


def test_short_answers_and_their_runs():
    turns = [(C, "And?"), (P, "Yes.")] * 3
    lines = words(turns)["minimal_response"]
    assert texts(lines) == ["3 of 3 answers have at most 3 words (100 %).", "3 in a row:"]
    assert [place.turn for place in lines[1].places] == [1, 5]


def test_markers_and_repair_are_named_and_nobody_says_it_was_mended():
    turns = [(C, "And?"), (P, "No."), (C, "That was mine."), (P, "Fine.")]
    codes = [
        Noted(1, Scheme.RUPTURE, "rejects_intervention"),
        Noted(2, Scheme.REPAIR, "acknowledge_own_contribution"),
        Noted(3, Scheme.RUPTURE, "a_marker_of_later_years"),
    ]
    (line,) = words(turns, codes)["rupture_repair"]
    assert line.words == "2 markers close together (confrontation), 1 repair move."
    assert [place.turn for place in line.places] == [1, 2, 3]
    assert line.places[2].words == "a marker of later years"
    assert not re.search("resolved|mended|repaired", line.words)


def test_rates_of_words_of_insight_stand_beside_each_other():
    turns = [(P, "I noticed it once."), (C, "It protects you."), (P, "That makes sense to me.")]
    lines = words(turns, [Noted(1, Scheme.INTERVENTION, "interpretation")])["insight_words"]
    assert texts(lines) == [
        "1 interpretation.",
        "In the patient's turns within 3 turns after: 1 in 5 words, 20.00 per 100.",
        "In the patient's other turns: 1 in 4 words, 25.00 per 100.",
    ]


def test_no_line_judges_a_person():
    lines = words([(C, "And?"), (P, "Yes.")] * 4, [Noted(1, Scheme.AFFECT, "anger")])
    everything = " ".join(line.words for found in lines.values() for line in found)
    assert not re.search(
        r"\b(score|too|good|bad|poor|low|high|should|normal|avoid|resist)", everything.lower()
    )


def test_lengths_of_time_read_as_people_say_them():
    assert [lasting(s) for s in (0, -0.25, 5, 59.94, 60, 125.7)] == [
        "0 s",
        "-0.2 s",
        "5 s",
        "59.9 s",
        "1 min 0 s",
        "2 min 5 s",
    ]
