"""What holds for the coder on any session, and a slow, obvious twin of its search."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from clew.therapy.coding import propose
from clew.therapy.coding.coder import DANGER_REACH, REPAIR_REACH, _clinician_cues, _patient_cues
from clew.therapy.coding.codes import Scheme
from clew.therapy.coding.cues import affects, defenses, interventions, relationships, repairs, risks, ruptures
from clew.therapy.coding.engine import CueIndex, Reading, compile_pattern
from clew.therapy.transcripts.turns import Role, Transcript, Turn

CLINICIAN = {Scheme.INTERVENTION, Scheme.REPAIR}
ALL_CUES = [
    *interventions.INTERVENTIONS,
    *repairs.REPAIRS,
    *defenses.DEFENSES,
    *ruptures.RUPTURES,
    *affects.AFFECTS,
    *risks.RISKS,
    *relationships.WISHES,
    *relationships.RESPONSES_OF_OTHER,
    *relationships.RESPONSES_OF_SELF,
]
INDEX = CueIndex(ALL_CUES)
FORMS = [(cue.pattern, re.compile(form.regex)) for cue in ALL_CUES for form in compile_pattern(cue.pattern)]
GOOD = [cue.good for cue in ALL_CUES]
JOINS = [" ", "... ", " - ", "\n", " um ", "  ", "; "]

phrases = st.lists(
    st.one_of(
        st.sampled_from(GOOD),
        st.text(max_size=20),
        st.sampled_from(["I", "you", "not", "?", "’", "İstanbul", "ß"]),
    ),
    min_size=1,
    max_size=5,
)
texts = st.builds(lambda parts, join: join.join(parts), phrases, st.sampled_from(JOINS)).filter(str.strip)
turns = st.lists(st.tuples(st.sampled_from(list(Role)), texts), min_size=1, max_size=12)


def transcript(spoken):
    return Transcript(tuple(Turn(i, role.value, role, text) for i, (role, text) in enumerate(spoken)), "test")


@settings(deadline=None)
@given(turns)
def test_every_proposal_can_be_shown(spoken):
    session = transcript(spoken)
    coding = propose(session)
    for proposal in coding.proposals:
        turn = session.turns[proposal.turn]
        assert proposal.span.of(turn.text).strip()
        assert 0 < proposal.confidence <= 1
        if proposal.scheme in CLINICIAN:
            assert turn.role is Role.CLINICIAN
        elif proposal.scheme is Scheme.RISK:
            assert turn.role is not Role.CLINICIAN
        else:
            assert turn.role is Role.PATIENT
    for episode in coding.episodes:
        assert session.turns[episode.first].role is session.turns[episode.last].role is Role.PATIENT
        for part in episode.components:
            assert episode.first <= part.turn <= episode.last
            assert part.span.of(session.turns[part.turn].text).strip()
    for flag in coding.flags:
        assert set(flag.turns) <= set(range(len(session.turns)))


@settings(deadline=None)
@given(turns)
def test_a_code_is_proposed_once_a_turn_and_turns_come_in_order(spoken):
    proposals = propose(transcript(spoken)).proposals
    keys = [(p.turn, p.scheme, p.code) for p in proposals]
    assert len(set(keys)) == len(keys)
    assert [p.turn for p in proposals] == sorted(p.turn for p in proposals)


@settings(deadline=None)
@given(st.lists(st.sampled_from(GOOD), min_size=1, max_size=3))
def test_every_clinicians_turn_of_substance_gets_a_code(sentences):
    text = " ".join(["We walked to the harbour", *sentences])
    proposals = propose(transcript([(Role.CLINICIAN, text)])).proposals
    assert Scheme.INTERVENTION in {proposal.scheme for proposal in proposals}


@settings(deadline=None)
@given(turns)
def test_the_same_session_gets_the_same_proposals(spoken):
    assert propose(transcript(spoken)) == propose(transcript(spoken))


@settings(max_examples=50, deadline=None)
@given(turns, turns)
def test_what_is_said_far_away_changes_no_proposal(before, after):
    """Turns beyond the reach of the context leave a turn's proposals alone."""
    reach = max(REPAIR_REACH, DANGER_REACH) + 2
    gap = [(Role.CLINICIAN, "The window is open."), (Role.PATIENT, "The window is open.")] * reach
    start = len(gap)
    alone = propose(transcript([*gap, *after])).proposals
    behind = propose(transcript([*before, *gap, *after])).proposals

    def late(proposals, first):
        return [
            (p.turn - first, p.scheme, p.code, p.confidence, p.span) for p in proposals if p.turn >= first
        ]

    assert late(alone, start) == late(behind, len(before) + start)


@settings(deadline=None)
@given(texts)
def test_the_filed_search_finds_what_trying_every_form_finds(text):
    reading = Reading(text)
    slow = set()
    for pattern, regex in FORMS:
        place = 0
        while match := regex.search(reading.normal, place):
            skip = 1 if reading.normal[match.start()] == " " else 2
            slow.add((pattern, match.start() + skip, match.end()))
            place = match.end() - 1
    assert {(item.cue.pattern, item.start, item.stop) for item in INDEX.find(reading)} == slow


@settings(deadline=None)
@given(texts)
def test_letter_case_does_not_matter(text):
    if len(text.upper()) != len(text) or text.upper().lower() != text.lower():
        return
    found = [(i.cue.pattern, i.start) for i in INDEX.find(Reading(text.upper()))]
    assert found == [(i.cue.pattern, i.start) for i in INDEX.find(Reading(text.lower()))]


def steps(text):
    """The characters that the expressions walk over, summed over all forms that are tried."""
    reading = Reading(text)
    total = 0
    for index in (_clinician_cues(), _patient_cues()):
        total += len(index.wanted(reading)) * len(reading.normal) + len(index.find(reading))
    return total


HARD = (
    "i want to die ",
    "you you you you ",
    "not not not not ",
    "i i i i don't don't know know ",
    "?" * 20,
    "uh um er ",
    "[" * 30,
    "that-that-that-",
    "so you so you so you ",
    "a " * 20,
    "...... ",
    "’’’’ ",
)


def test_work_grows_in_proportion_to_the_text():
    for piece in HARD:
        once, four = steps(piece * 200), steps(piece * 800)
        assert four <= 4.2 * once + 10_000, piece


def test_gaps_have_an_upper_limit():
    for _, regex in FORMS:
        assert "*" not in regex.pattern.replace("[^ ]* ", "")
        assert "+" not in regex.pattern.replace("[^ .?]+ ", "")
