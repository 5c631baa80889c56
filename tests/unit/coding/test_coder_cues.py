"""Every cue finds its good sentence, leaves its bad one, and speaks for a code the knowledge knows."""

import pytest

from clew.therapy.coding.cues import (
    affects,
    defenses,
    interventions,
    people,
    relationships,
    repairs,
    risks,
    ruptures,
)
from clew.therapy.coding.engine import Cue, CueIndex, Reading, compile_pattern
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge import entry

TABLES = {
    "intervention": interventions.INTERVENTIONS,
    "repair": repairs.REPAIRS,
    "defense": defenses.DEFENSES,
    "rupture": ruptures.RUPTURES,
    "affect": affects.AFFECTS,
    "risk": risks.RISKS,
    "W": relationships.WISHES,
    "RO": relationships.RESPONSES_OF_OTHER,
    "RS": relationships.RESPONSES_OF_SELF,
}
HELPERS = (*relationships.EXCHANGES, *relationships.TIMES, *relationships.ROOM)
CUES = [cue for table in TABLES.values() for cue in table] + list(HELPERS)


def name(cue):
    return f"{cue.group}-{cue.code}-{cue.pattern[:40]}"


def found(cue, text):
    return CueIndex([cue]).find(Reading(text))


@pytest.mark.parametrize("cue", CUES, ids=name)
def test_the_good_sentence_is_found_and_the_bad_one_is_not(cue):
    assert found(cue, cue.good)
    assert not found(cue, cue.bad)


@pytest.mark.parametrize("group", TABLES)
def test_every_code_is_one_of_the_knowledge(group):
    for code in {cue.code for cue in TABLES[group]} - {""}:
        entry(group, code)


def test_every_cue_of_a_table_belongs_to_its_scheme():
    assert {group: {cue.group for cue in table} for group, table in TABLES.items()} == {
        group: {group} for group in TABLES
    }


def test_kinds_of_other_are_those_of_the_knowledge():
    for noun in people.NOUNS.values():
        entry("other", noun.kind)


def test_no_pattern_is_written_twice_for_one_code():
    keys = [(cue.group, cue.code, cue.pattern) for cue in CUES]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("pattern", "text", "words"),
    [
        ("i wonder", "Well, I wonder about him.", "I wonder"),
        ("i (wonder|doubt)", "I doubt it.", "I doubt"),
        ("so really? tired", "so tired", "so tired"),
        ("so really? tired", "so really tired", "so really tired"),
        ("gave (me|him)? soup", "She gave him soup.", "gave him soup"),
        ("left ~ me", "she left it all to me", "left it all to me"),
        ("i'm sad", "I am sad", "I am sad"),
        ("don't know", "I do not know", "do not know"),
        ("don't know", "i dont know", "dont know"),
        ("want to", "I wanna go", "wanna"),
        ("took # pills", "I took 30 pills", "took 30 pills"),
        ("^ you", "No. You left.", "You"),
        ("home $", "I went home. He stayed.", "home"),
        ("was he @", "And was he cross?", "was he"),
        ("that was", "th- uh that-that was it", "that was"),
        ("i left|you left", "you left", "you left"),
    ],
)
def test_how_patterns_are_written(pattern, text, words):
    (hit,) = CueIndex([Cue("affect", "sadness", pattern, 1.0, "", "")]).find(reading := Reading(text))
    assert reading.span(hit.start, hit.stop).of(text) == words


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("left ~ me", "She left. It hit me."),
        ("left ~ me", "she left the house and the garden to me"),
        ("^ you", "If you left."),
        ("home $", "home again"),
        ("was he @", "He was, and so was he. Why?"),
        ("i wonder", "I wondered"),
        ("took # pills", "I took the pills"),
    ],
)
def test_what_patterns_leave(pattern, text):
    assert not CueIndex([Cue("affect", "sadness", pattern, 1.0, "", "")]).find(Reading(text))


@pytest.mark.parametrize("pattern", ["(a|b", "a)", "one ^ two", "~", "(one)?", ""])
def test_a_pattern_that_cannot_be_used_is_refused(pattern):
    with pytest.raises(TherapyError, match="pattern"):
        compile_pattern(pattern)
