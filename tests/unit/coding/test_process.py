"""The process of a session: what is counted, told as the manual tells it, and what is never guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clew.therapy.coding import process
from clew.therapy.coding.annotations import Annotation
from clew.therapy.coding.codes import Proposal, Scheme
from clew.therapy.coding.margin import parse
from clew.therapy.coding.process import Limits, Noted, Talk, process_of
from clew.therapy.coding.process.topics import stem
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.process import FIGURES, PROCESS_PARAMETERS
from clew.therapy.knowledge.ruptures import RuptureFamily
from clew.therapy.moments import Moment, MomentKind, Span
from clew.therapy.transcripts.turns import Role, Turn

DEMO = Path(process.__file__).parents[3] / "practice" / "demo"
ROLES = {"C": Role.CLINICIAN, "P": Role.PATIENT, "W": Role.COMPANION, "?": Role.UNKNOWN}


def said(*spoken: str | tuple[str, float | None, float | None]) -> tuple[Turn, ...]:
    """Turns written "C words" or ("P words", start, end)."""
    turns = []
    for index, one in enumerate(spoken):
        text, start, end = one if isinstance(one, tuple) else (one, None, None)
        turns.append(Turn(index, text[0], ROLES[text[0]], text[2:], start, end))
    return tuple(turns)


def talk(*spoken) -> Talk:
    return Talk.of(said(*spoken))


def marks(scheme: Scheme, code: str, *turns: int) -> list[Noted]:
    return [Noted(turn, scheme, code) for turn in turns]


# -- Words and shares ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I don’t know - not really...", ("i", "don't", "know", "not", "really")),
        ("[cries] My mother-in-law, she", ("my", "mother-in-law", "she")),
        ("(long pause) Yes. (I think)", ("yes", "i", "think")),
        ("<inaudible> [silence]", ()),
        ("an open [ bracket is left", ("an", "open", "bracket", "is", "left")),
        ("7 of 9, naïve Straße", ("7", "of", "9", "naïve", "strasse")),
    ],
)
def test_words_are_what_was_said_without_the_transcribers_notes(text, words):
    assert process.words_of(text) == words


def test_talk_share_is_words_of_one_role_by_words_of_all():
    share = process.talk_share(talk("C one two", "P one two three four five six", "W one two"))
    assert share.whole == {Role.CLINICIAN: 2, Role.PATIENT: 6, Role.COMPANION: 2}
    assert share.share(Role.PATIENT) == 0.6
    assert share.share(Role.UNKNOWN) is None


def test_each_third_has_its_own_share():
    share = process.talk_share(talk("P a b c", "C a b c", "P a", "C a b"))
    assert share.shares(Role.PATIENT) == (1.0, 0.0, pytest.approx(1 / 3))


def test_no_share_is_stated_for_a_patient_nobody_has_named():
    found = process_of(said("? one two", "? three"))
    assert found.share.share(Role.PATIENT) is None
    assert found.share.shares(Role.PATIENT) == (None, None, None)
    assert not found.roles_known


def test_turn_length_leaves_out_turns_without_words():
    (patient,) = process.turn_lengths(talk("P a b", "P [silence]", "P a b c d"))
    assert (patient.turns, patient.mean, patient.median, patient.longest, patient.most) == (2, 3, 3, 2, 4)


# -- Short answers -------------------------------------------------------------------------------------------------------


def test_short_answers_follow_on_the_clinician_and_runs_are_in_a_row():
    found = process.minimal_responses(
        talk(
            "P Hello there.",
            "C How are you?",
            "P Fine.",
            "C And the week?",
            "P [silence]",
            "C Hm.",
            "P I suppose.",
            "C Go on.",
            "P It was all right.",
            "C All right?",
            "P Yes.",
        )
    )
    assert found.answers == 4
    assert found.short == (2, 6, 10)
    assert found.runs == ()
    assert found.share == 0.75


def test_three_short_answers_in_a_row_are_a_run():
    found = process.minimal_responses(
        talk("C a?", "P no", "C b?", "P no", "C c?", "P no", "C d?", "P no no no no")
    )
    assert found.runs == ((1, 3, 5),)


# -- Times ---------------------------------------------------------------------------------------------------------------


def test_response_times_need_both_times_and_another_speaker():
    clinician, patient = process.response_times(
        talk(
            ("C a", 0, 2),
            ("P b", 4.5, 6),
            ("C c", 5, 7),
            ("P d", None, 9),
            ("P e", 10, 11),
            ("C f", 11, None),
            ("P g", 15, 16),
        )
    )
    assert (clinician.exchanges, clinician.measured) == (2, ((2, -1.0), (5, 0.0)))
    assert (patient.exchanges, patient.measured) == (3, ((1, 2.5),))
    assert clinician.overlaps == (2,)
    assert clinician.median == -0.5
    assert patient.longest == (1, 2.5)


def test_a_transcript_without_times_has_no_response_times():
    found = process_of(said("C a?", "P b"))
    assert not found.timed
    assert [one.median for one in found.responses] == [None]
    assert found.responses[0].longest is None


def test_times_that_end_each_turn_where_the_next_begins_tell_nothing():
    assert process.response_times(talk(("C a", 0, 2), ("P b", 2, 6), ("C c", 6, 7)))[0].measured == ()


def test_a_turn_that_begins_before_the_one_before_it_is_not_measured():
    (patient,) = process.response_times(talk(("C a", 5, 9), ("P b", 1, 2)))
    assert patient.measured == ()


# -- Silences ------------------------------------------------------------------------------------------------------------


def where(found):
    return [(one.turn, one.between, one.seconds, one.marked, one.before, one.after) for one in found]


P, C = Role.PATIENT, Role.CLINICIAN


def test_silences_written_into_the_text():
    found = process.silences(
        talk(
            "C Yes?",
            "P [long silence] I [pause] do not",
            "C (silence, 40 s)",
            "P Well [laughs] [pause, 2 min]",
            "C So.",
        )
    )
    assert where(found) == [
        (1, False, None, True, C, P),
        (1, False, None, True, P, P),
        (2, False, 40.0, True, P, P),
        (3, False, 120.0, True, P, C),
    ]


def test_notes_side_by_side_are_one_silence():
    found = process.silences(talk("P No [pause] ... [silence, 5 seconds] well"))
    assert where(found) == [(0, False, 5.0, True, P, P)]


def test_a_word_about_silence_is_none():
    assert process.silences(talk("P The silence at home was loud. (I like silences)"))[0].turn == 0
    assert process.silences(talk("P The silence at home was loud. [laughs]")) == ()


def test_a_gap_in_the_times_is_a_silence_from_so_many_seconds_on():
    session = talk(("C a", 0, 2), ("P b", 6.9, 8), ("C c", 13, 14))
    assert where(process.silences(session)) == [(2, True, 5.0, False, P, C)]
    assert len(process.silences(session, Limits(silence_seconds=4.9))) == 2


@pytest.mark.parametrize(("before", "after"), [("P b [silence]", "C c"), ("P b", "C [pause] c")])
def test_a_gap_that_the_text_names_too_is_one_silence(before, after):
    assert where(process.silences(talk((before, 0, 2), (after, 9, 10)))) == [(1, True, 7.0, True, P, C)]


# -- Lateness ------------------------------------------------------------------------------------------------------------


def test_lateness_is_what_is_recorded_and_what_is_said_at_the_beginning():
    spoken = ["P Sorry I'm late, I kept you waiting.", *["C Hm."] * 10, "P I'm late today."]
    found = process.lateness(talk(*spoken), minutes=12)
    assert found.minutes == 12
    assert [(one.turn, one.words) for one in found.said] == [(0, "i'm late"), (0, "kept you waiting")]


def test_minutes_come_from_the_planned_and_the_real_start():
    planned = datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert process.minutes_late(planned, planned + timedelta(minutes=7, seconds=30)) == 7.5
    assert process.minutes_late(planned, planned - timedelta(minutes=2)) == 0
    with pytest.raises(TherapyError, match="time zone"):
        process.minutes_late(planned, planned.replace(tzinfo=None))


def test_what_nobody_recorded_is_not_known():
    assert process.lateness(talk("C Hello.")).minutes is None


# -- Topics --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "left"),
    [
        ("mother's", "mother"),
        ("boxes", "box"),
        ("stopped", "stop"),
        ("leaving", "leav"),
        ("leave", "leav"),
        ("loss", "loss"),
    ],
)
def test_endings_are_left_off(word, left):
    assert stem(word) == left


def test_a_tale_about_the_neighbour_after_a_question_on_the_marriage():
    session = talk(
        "P My husband came home on Tuesday and we argued about the marriage counsellor.",
        "C What happened to the marriage after that argument with your husband?",
        "P The neighbour bought a lawnmower, a red petrol engine, and mowed his lawn, rain falling, every morning.",
        "C Does your husband frighten you in that marriage?",
        "P The lawnmower woke everybody, neighbours shouted, windows opened across the street, children cried, dogs barked.",
        "C Has the marriage ever felt safe with your husband?",
        "P My marriage felt safe in spring, when father died, the house stood empty, birds sang, evenings grew.",
    )
    found = process.topic_shifts(session)
    assert [(one.turn, one.asked) for one in found.compared] == [(2, 1), (4, 3), (6, 5)]
    assert [one.turn for one in found.untaken] == [2, 4]
    assert [one.turn for one in found.marked] == [2], "the second goes on with the neighbour"
    assert found.compared[-1].cohesion == pytest.approx(
        3 / 4
    )  # marriage, felt and safe, of the question's four
    near = process.topic_shifts(session, limits=Limits(topic_reach=1))
    assert [one.turn for one in near.marked] == [2, 4], "with a shorter look back it is new too"


def test_what_the_reference_says_of_the_demonstration_is_so():
    sessions = [
        process_of(read.transcript.turns, process.noted(read.codes)).topics
        for path in sorted(DEMO.glob("*/sessions/*.session"))
        for read in [parse(path.read_text(encoding="utf-8"), path.name)]
    ]
    compared = sum(len(one.compared) for one in sessions)
    assert compared > 100
    assert sum(len(one.marked) for one in sessions) / compared == pytest.approx(1 / 4, abs=0.08)


def test_what_is_no_question_is_compared_only_if_it_is_coded():
    session = talk(
        "C Your father left the garden.",
        "P Lawnmower petrol engine neighbour window shouting street dogs children rain.",
    )
    assert process.topic_shifts(session).compared == ()
    coded = marks(Scheme.INTERVENTION, "observation", 0)
    assert len(process.topic_shifts(session, coded).marked) == 1
    assert process.topic_shifts(session, marks(Scheme.INTERVENTION, "frame", 0)).compared == ()


def test_short_turns_are_not_compared():
    assert (
        process.topic_shifts(
            talk("C Why?", "P Lawnmower petrol engine neighbour window street dogs children rain fence.")
        ).compared
        == ()
    )
    assert process.topic_shifts(talk("C Your father, your garden?", "P Lawnmower petrol.")).compared == ()


# -- Codes ---------------------------------------------------------------------------------------------------------------


def test_feelings_are_given_by_first_appearance_with_their_thirds():
    session = talk(*["P one two three"] * 6)
    found = process.affect_course(
        session,
        [
            *marks(Scheme.AFFECT, "anger", 5, 2, 2),
            *marks(Scheme.AFFECT, "grief", 0),
            *marks(Scheme.RISK, "x", 1),
        ],
    )
    assert [(one.affect, one.turns, one.thirds) for one in found] == [
        ("grief", (0,), (1, 0, 0)),
        ("anger", (2, 5), (0, 1, 1)),
    ]


def test_markers_close_together_are_one_stretch_with_the_repair_near_it():
    codes = [
        *marks(Scheme.RUPTURE, "minimal_response", 4, 12),
        *marks(Scheme.RUPTURE, "rejects_intervention", 20),
        *marks(Scheme.RUPTURE, "deferential", 40),
        *marks(Scheme.REPAIR, "redirect", 2, 13, 30, 31),
    ]
    found = process.rupture_course(codes)
    (stretch,) = found.stretches
    assert (stretch.first, stretch.last) == (4, 20)
    assert stretch.families == (RuptureFamily.WITHDRAWAL, RuptureFamily.CONFRONTATION)
    assert [one.turn for one in stretch.repairs] == [13, 30]
    assert [one.turn for one in found.single] == [40]
    assert [one.turn for one in found.elsewhere] == [2, 31]
    assert not any("resol" in name for name in dir(stretch)), "whether it was mended is for people to say"


def test_words_of_insight_after_an_interpretation_stand_beside_the_same_patients_rate_elsewhere():
    session = talk(
        "P I noticed the rain and the bus.",
        "C Perhaps anger protects you.",
        "P Now I see. It makes sense, that's why I left.",
        "C Hm.",
        "P Maybe I always did.",
        "C Hm.",
        "P It reminds me of nothing.",
    )
    found = process.insight_words(session, marks(Scheme.INTERVENTION, "interpretation", 1))
    assert found.after.turns == (2, 4)
    assert [one.words for one in found.after.found] == ["now i see", "makes sense", "that's why", "maybe i"]
    assert found.after.per_hundred == pytest.approx(100 * 4 / 14)
    assert [one.turn for one in found.elsewhere.found] == [0, 6]
    assert found.elsewhere.words == 12


def test_a_phrase_is_whole_words():
    session = talk("P Unnoticed, he went. Noticeably.", "C Hm.", "P I noticed-ish.")
    assert process.insight_words(session, []).elsewhere.found == ()


def test_what_the_interpretation_itself_says_is_not_after_it():
    session = talk("P I noticed.", "P I noticed.")
    found = process.insight_words(session, marks(Scheme.INTERVENTION, "interpretation", 0))
    assert (found.after.turns, found.elsewhere.turns) == ((1,), (0,))


def test_without_an_interpretation_there_is_no_rate_after_one():
    assert process.insight_words(talk("P I noticed."), []).after.per_hundred is None


def test_codes_of_people_and_proposals_come_in_one_shape():
    person = Annotation(Scheme.AFFECT, "anger", Moment(MomentKind.TURNS, "s", 3, 3))
    note = Annotation(Scheme.AFFECT, "anger", Moment(MomentKind.NOTE, "n"))
    model = Proposal(1, Scheme.AFFECT, "grief", 0.6, Span(0, 3))
    assert process.noted([person, note, model]) == (
        Noted(1, Scheme.AFFECT, "grief", False),
        Noted(3, Scheme.AFFECT, "anger", True),
    )


# -- Edges ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spoken",
    [(), ("P alone",), ("? a", "? b"), ("W a", "P b"), ("P [silence]",), ("C [silence]", "P [silence]")],
)
def test_it_never_stumbles(spoken):
    found = process_of(said(*spoken))
    assert found.topics.untaken == ()
    assert found.ruptures.stretches == ()


def test_wrong_things_are_refused():
    with pytest.raises(TherapyError, match="turn 4"):
        process_of(said("P a"), marks(Scheme.AFFECT, "anger", 4))
    with pytest.raises(TherapyError, match="place"):
        Talk.of(said("P a", "C b")[1:])
    with pytest.raises(TherapyError, match="minutes late"):
        process.lateness(talk("P a"), minutes=-1)
    with pytest.raises(TherapyError):
        Noted(-1, Scheme.AFFECT, "anger")


@pytest.mark.parametrize(
    "wrong",
    [
        {"silence_seconds": 0},
        {"silence_seconds": float("nan")},
        {"minimal_words": -1},
        {"minimal_run": 0},
        {"topic_cohesion": 1.1},
        {"marker_least": 0},
    ],
)
def test_limits_that_mean_nothing_cannot_be_set(wrong):
    with pytest.raises(TherapyError):
        Limits(**wrong)


def test_every_limit_is_a_parameter_and_nothing_claims_to_be_validated():
    assert list(Limits.__slots__) == list(PROCESS_PARAMETERS)
    assert {entry.tag.value for entry in (*FIGURES.values(), *PROCESS_PARAMETERS.values())} == {"D"}
    assert not any("score" in figure.name for figure in FIGURES.values())
