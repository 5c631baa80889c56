import subprocess
import sys

import pytest

from clew.therapy.coding.annotations import Annotation
from clew.therapy.coding.codes import Scheme
from clew.therapy.coding.margin import MarginError, check, parse
from clew.therapy.errors import TherapyError
from clew.therapy.formulation.episodes import Occurrence, Telling, Valence
from clew.therapy.knowledge import Component as ComponentKind
from clew.therapy.moments import Moment, MomentKind, Place
from clew.therapy.transcripts.turns import Role

GOOD = """\
Clinician: You got quieter when you came to your sister.
  # intervention: observation
  # intervention: clarification | your sister

Patient: Did I? She rang, I said I was fine, she said good, and that was the whole call.
  # defense: isolation_of_affect | that was the whole call
  # affect: loneliness
  # episode sister-call sibling "older sister" outside 3.5 told "last week"
  # W sister-call: be_understood | I said I was fine
  # RO sister-call: distant negative actual | she said good

Clinician: Mm.
  # intervention: silence

Patient: I put the phone away.
  # RS sister-call: not_open negative | put the phone away
  # end sister-call
  # moment | the phone
"""
SESSION = parse(GOOD, "05.session", session=5)


def problem(*lines):
    """The one problem of these lines, written under a patient turn on line 1."""
    errors = parse("\n".join(["Patient: She rang, I said I was fine.", *lines]), "x").errors
    assert len(errors) == 1, [str(error) for error in errors]
    return errors[0]


def test_a_clean_file_has_no_errors():
    assert SESSION.errors == ()


def test_turns_and_roles():
    assert [turn.role for turn in SESSION.transcript.turns] == [Role.CLINICIAN, Role.PATIENT] * 2
    assert SESSION.transcript.turns[2].text == "Mm."
    assert SESSION.transcript.format == "margin"


def test_codes_name_their_turn_and_words():
    whole, words, defense, affect, silence = SESSION.codes
    assert (whole.code, whole.turn, whole.span) == ("observation", 0, None)
    assert words.span.of(SESSION.transcript.turns[0].text) == "your sister"
    assert (defense.scheme, defense.code, defense.turn) == (Scheme.DEFENSE, "isolation_of_affect", 1)
    assert defense.span.of(SESSION.transcript.turns[1].text) == "that was the whole call"
    assert (affect.scheme, silence.turn) == (Scheme.AFFECT, 2)


def test_an_episode_spans_its_turns_and_holds_its_components():
    (episode,) = SESSION.episodes
    assert (episode.key, episode.session, episode.other, episode.name) == (
        "sister-call",
        5,
        "sibling",
        "older sister",
    )
    assert (episode.place, episode.completeness, episode.telling, episode.when) == (
        Place.OUTSIDE,
        3.5,
        Telling.TOLD,
        "last week",
    )
    assert episode.moment == Moment(MomentKind.TURNS, "05.session", 1, 3)
    wish, response, own = episode.components
    assert (wish.kind, wish.category, wish.valence) == (ComponentKind.WISH, "be_understood", None)
    assert (response.valence, response.occurrence) == (Valence.NEGATIVE, Occurrence.ACTUAL)
    assert (own.kind, own.category, own.valence, own.moment.first) == (
        ComponentKind.RESPONSE_OF_SELF,
        "not_open",
        Valence.NEGATIVE,
        3,
    )


def test_marked_moments():
    (moment,) = SESSION.moments
    assert moment.span.of(SESSION.transcript.turns[moment.first].text) == "the phone"


def test_summary_counts_every_scheme():
    assert SESSION.summary() == (
        "4 turns, 3 intervention, 1 defense, 0 rupture, 0 repair, 1 affect, 0 risk, "
        "1 episodes, 3 components, 1 moments, 0 problems"
    )


@pytest.mark.parametrize("text", [GOOD.replace("\n", "\r\n"), "\ufeff" + GOOD, GOOD.rstrip("\n")])
def test_line_ends_and_byte_order_mark_make_no_difference(text):
    assert parse(text, "05.session", session=5) == SESSION


@pytest.mark.parametrize(
    "line", ["  # RUPTURE", "  # affect", "  # affect sadness", "  # affect: sadness joy"]
)
def test_what_is_no_code_is_refused(line):
    assert problem(line).line == 2


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("  # defense: denail", "The scheme 'defense' has no code 'denail'; did you mean denial?"),
        ("  # defence: denial", "'defence' is no scheme; expected for instance defense"),
        ("  # intervention: observation", "belongs under a clinician turn"),
        ("  # repair: redirect", "belongs under a clinician turn"),
        ("  # affect: sadness | I said i was fine", "do not stand in the turn of line 1"),
        ("  # affect: sadness |", "leave the"),
        ("  # moment", "# moment | words"),
        ("  # moment here | She rang", "# moment | words"),
        ("# affect: sadness", "indented"),
        ("  # end call", "No episode 'call' is open"),
        ("  # W call: be_loved | She rang", "No episode 'call' is open"),
        ("Sister: good", 'begins with "Clinician:", "Patient:" or "Companion:"'),
        ("and then", 'begins with "Clinician:", "Patient:" or "Companion:"'),
        ("Patient:", "has no words"),
    ],
)
def test_a_line_that_cannot_be_read_says_what_was_expected(line, expected):
    found = problem(line)
    assert found.line == 2
    assert expected in found.problem
    assert str(found).startswith("x:2: ")


OPEN = '  # episode call sibling "sister" outside 3 told "now"'


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("sibling", "sister", "'other' has no code 'sister'"),
        ("outside", "inside", "no place"),
        ("outside", "room", "the other is the clinician"),
        ("told", "said", "no telling"),
        (" 3 ", " 3.2 ", "in halves"),
        (" 3 ", " 5.5 ", "in halves"),
        (" 3 ", " nan ", "in halves"),
        (' "now"', "", "An episode is written"),
        ('"now"', '"now', "An episode is written"),
    ],
)
def test_an_episode_that_cannot_be_read(old, new, expected):
    assert expected in problem(OPEN.replace(old, new)).problem


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("  # W call: be_loved", "# W KEY: CATEGORY [CLUSTER] | words"),
        ("  # W call: be_loved negative | She rang", "# W KEY: CATEGORY [CLUSTER] | words"),
        ("  # W call: distant | She rang", "'W' has no code 'distant'"),
        (
            "  # RO call: distant negative | She rang",
            "# RO KEY: CATEGORY [CLUSTER] positive|negative actual|expected",
        ),
        ("  # RO call: distant bad actual | She rang", "no valence"),
        ("  # RO call: distant negative real | She rang", "no kind of RO"),
        ("  # RS call: helpless | She rang", "# RS KEY: CATEGORY [CLUSTER] positive|negative | words"),
        ("  # RS call: helpless negative | he rang off", "do not stand in the turn"),
        ("  # W cell: be_loved | She rang", "No episode 'cell' is open"),
        ("  # W call: be_loved [distant] | She rang", "'W_cluster' has no code 'distant'"),
        ("  # RO call: [distant] negative actual | She rang", "'RO_cluster' has no code 'distant'"),
        ("  # W call: | She rang", "# W KEY: CATEGORY [CLUSTER] | words"),
        ("  # RS call: helpless [helpless/helpless] negative | She rang", "comes after another"),
    ],
)
def test_a_component_that_cannot_be_read(line, expected):
    found = problem(OPEN, "  # W call: be_loved | She rang", line, "  # end call")
    assert found.line == 4
    assert expected in found.problem


@pytest.mark.parametrize(
    ("line", "category", "cluster", "second"),
    [
        ("  # RS call: helpless negative | She rang", "helpless", None, None),
        ("  # RS call: not_open [unreceptive] negative | She rang", "not_open", "unreceptive", None),
        ("  # RS call: [unreceptive] negative | She rang", None, "unreceptive", None),
        (
            "  # RS call: not_open [unreceptive/helpless] negative | She rang",
            "not_open",
            "unreceptive",
            "helpless",
        ),
    ],
)
def test_a_component_is_named_by_category_cluster_or_both(line, category, cluster, second):
    lines = (
        "Patient: She rang, I said I was fine.",
        OPEN,
        "  # W call: be_loved | She rang",
        line,
        "  # end call",
    )
    found = parse("\n".join(lines), "a")
    part = found.episodes[0].components[-1]
    assert (part.category, part.cluster, part.second_cluster) == (category, cluster, second)
    assert part.valence == "negative"


def test_an_episode_needs_an_end():
    found = problem(OPEN)
    assert (found.line, found.problem) == (
        2,
        "Episode 'call' has no end; write # end call under its last turn.",
    )


def test_a_key_is_used_once_in_a_file():
    wish = "  # W call: be_loved | She rang"
    assert "already an episode" in problem(OPEN, OPEN, wish, "  # end call").problem
    assert "already an episode" in problem(OPEN, wish, "  # end call", OPEN).problem


def test_an_episode_that_counts_needs_a_component_and_a_sketchy_one_does_not():
    assert "has no W, RO or RS" in problem(OPEN, "  # end call").problem
    assert "has no W, RO or RS" in problem(OPEN.replace(" 3 ", " 2.5 "), "  # end call").problem
    thin = parse(f"Patient: She rang.\n{OPEN.replace(' 3 ', ' 2 ')}\n  # end call", "x")
    assert thin.errors == ()


@pytest.mark.parametrize(("more", "fine"), [(7, True), (8, False)])
def test_an_episode_spans_at_most_eight_turns(more, fine):
    turns = ["Patient: And then."] * more
    text = ["Patient: She rang.", OPEN, "  # W call: be_loved | She rang", *turns, "  # end call"]
    assert (parse("\n".join(text), "x").errors == ()) is fine


def test_an_episode_in_the_room_is_with_the_clinician():
    text = (
        'Patient: You looked away.\n  # episode look clinician "clinician" room 2 enacted "now"\n  # end look'
    )
    (episode,) = parse(text, "x").episodes
    assert (episode.place, episode.telling) == (Place.ROOM, Telling.ENACTED)


def test_a_component_rests_on_the_patients_words():
    text = [
        "Patient: She rang.",
        OPEN,
        "  # W call: be_loved | She rang",
        "Clinician: She rang?",
        "  # intervention: clarification",
        "  # W call: be_loved | She rang",
        "  # end call",
    ]
    (error,) = parse("\n".join(text), "x").errors
    assert error.line == 6
    assert "under a patient turn" in error.problem


@pytest.mark.parametrize(("codes", "fine"), [(0, False), (1, True), (2, True), (3, False)])
def test_a_clinician_turn_has_one_or_two_interventions(codes, fine):
    lines = [f"  # intervention: {slug}" for slug in ("question", "frame", "silence")[:codes]]
    errors = parse("\n".join(["Clinician: Yes?", *lines]), "x").errors
    assert (errors == ()) is fine
    assert all(error.line == 1 for error in errors)


def test_the_same_code_twice_on_a_turn_is_a_slip():
    assert "twice" in problem("  # affect: sadness", "  # affect: sadness").problem


def test_the_same_code_on_two_parts_of_a_turn_is_none():
    text = "Patient: I was sad, then sad.\n  # affect: sadness | was sad\n  # affect: sadness | then sad"
    assert parse(text, "x").errors == ()


def test_a_margin_line_needs_a_turn_above():
    (error,) = parse("  # affect: sadness\nPatient: So.", "x").errors
    assert "no turn has come yet" in error.problem


def test_every_problem_is_reported_in_the_order_of_lines():
    errors = parse("Clinician: Yes?\nfoo\nPatient: So.\n  # affect: glum\n", "x").errors
    assert [error.line for error in errors] == [1, 2, 4]


@pytest.mark.parametrize("text", ["", "\n\n", "  # affect: sadness"])
def test_a_text_without_turns_is_refused(text):
    with pytest.raises(MarginError, match="no turn"):
        parse(text, "x")


def test_no_message_repeats_what_the_patient_said():
    said = "zebra"
    text = f"Patient: The {said}.\n  # affect: sadness | {said}s\n  # moment {said}\n{said}\n"
    errors = parse(text, "x").errors
    assert len(errors) == 3
    assert not any(said in str(error) for error in errors)


def test_an_annotation_outside_its_scheme_cannot_be_made():
    with pytest.raises(TherapyError, match="'defense' has no code"):
        Annotation(Scheme.DEFENSE, "sadness", Moment(MomentKind.TURNS, "x", 0, 0))


def test_check_prints_problems_and_a_summary():
    assert check("a", GOOD.encode()) == ([f"a: {SESSION.summary()}"], True)
    lines, fine = check("a", b"Patient: So.\n  # affect: glum")
    assert not fine
    assert lines[0].startswith("a:2: The scheme 'affect' has no code 'glum'")
    assert lines[1].endswith("1 problems")
    assert check("a", b"\xff\xfe") == (["a:1: The file is not UTF-8 text; save it as UTF-8."], False)
    assert check("a", b"")[1] is False


@pytest.mark.parametrize(("text", "code"), [(GOOD, 0), (GOOD.replace("denial", "x") + "  # affect: glum", 1)])
def test_the_command_says_by_its_exit_code_whether_files_are_fine(tmp_path, text, code):
    file = tmp_path / "a.session"
    file.write_text(text, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "clew.therapy.coding.margin", str(file), str(file)],
        capture_output=True,
        text=True,
    )
    assert ran.returncode == code
    assert ran.stdout.count("4 turns") == 2
