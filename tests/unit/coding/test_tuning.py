"""A tuning: what cannot be made of it, what it changes, and what it leaves alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from longing import coded, longing, talk

from clew.therapy import coding
from clew.therapy.coding import MODEL, coder, model
from clew.therapy.coding.before_after import from_numbers as figures_from
from clew.therapy.coding.codes import Scheme
from clew.therapy.coding.labelled import Settled, read
from clew.therapy.coding.learning import dealt, learn
from clew.therapy.coding.limits import Least, TooFew
from clew.therapy.coding.tuning import (
    NEVER,
    TUNABLE,
    TunedCode,
    Tuning,
    from_numbers,
    head_of,
    made_for,
    to_numbers,
    with_rows,
)
from clew.therapy.errors import TherapyError
from clew.therapy.transcripts.turns import Role, Transcript, Turn

ON = date(2026, 11, 23)
ROW = (1.0, 0.5, 0.0, 0.0)
SOME = TunedCode(Scheme.AFFECT, "longing", ROW, 0.3)
FEW = Least(turns=50, having=10, lacking=10)


def tuned(*codes: TunedCode) -> Tuning:
    return Tuning(1, ON, made_for(), codes)


def danger() -> Transcript:
    """Talk of danger, and being asked about it."""
    words = (
        "Are you thinking of ending your life?",
        "Sometimes. I want to die, and I know how I would do it.",
        "Is there a plan?",
        "Yes.",
        "Tell me more.",
        "I hate him, I feel so ashamed, whatever you say, I do not see the point of coming here.",
    )
    roles = (Role.CLINICIAN, Role.PATIENT)
    return Transcript(
        tuple(Turn(n, roles[n % 2].value, roles[n % 2], text) for n, text in enumerate(words)), "test"
    )


# -- What cannot be made ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", head_of(Scheme.RISK).codes)
def test_no_code_of_danger_can_be_tuned(code):
    with pytest.raises(TherapyError, match="about danger"):
        TunedCode(Scheme.RISK, code, ROW, 0.3)


def test_nor_can_asking_about_it():
    assert {"risk_enquiry"} == NEVER
    with pytest.raises(TherapyError, match="about danger"):
        TunedCode(Scheme.INTERVENTION, "risk_enquiry", ROW, 0.3)


@pytest.mark.parametrize(
    ("code", "blend", "default"),
    [
        ("no_such_code", ROW, 0.3),
        ("interpretation", ROW, 0.3),  # of another scheme
        ("longing", (1.0, 0.5, 0.0), 0.3),
        ("longing", (1.0, 0.5, 0.0, 0.0, 0.0), 0.3),
        ("longing", (1.0, float("nan"), 0.0, 0.0), 0.3),
        ("longing", (float("inf"), 0.5, 0.0, 0.0), 0.3),
        ("longing", (51.0, 0.5, 0.0, 0.0), 0.3),
        ("longing", ROW, 0.0),
        ("longing", ROW, 0.95),
        ("longing", ROW, float("nan")),
    ],
)
def test_a_row_that_cannot_be_right_cannot_be_made(code, blend, default):
    with pytest.raises(TherapyError):
        TunedCode(Scheme.AFFECT, code, blend, default)


def test_a_tuning_for_another_coder_or_without_codes_cannot_be_made():
    with pytest.raises(TherapyError, match="Tune the coder again"):
        Tuning(1, ON, "clew-coder 1 (0123456789ab)", (SOME,))
    with pytest.raises(TherapyError, match="at least one code"):
        tuned()
    with pytest.raises(TherapyError, match="each code once"):
        tuned(SOME, replace(SOME, default=0.4))
    with pytest.raises(TherapyError, match="counted from 1"):
        Tuning(0, ON, made_for(), (SOME,))


@pytest.mark.parametrize(
    "stored",
    [
        [{}],
        [{"scheme": "affect", "code": "longing", "blend": None, "default": 0.3}],
        [{"scheme": "dreams", "code": "longing", "blend": [1, 0, 0, 0], "default": 0.3}],
        [{"scheme": "risk", "code": "risk_active", "blend": [1, 0, 0, 0], "default": 0.3}],
        [{"scheme": "affect", "code": "longing", "blend": ["a", 0, 0, 0], "default": 0.3}],
    ],
)
def test_stored_numbers_that_are_spoilt_are_refused(stored):
    with pytest.raises(TherapyError):
        from_numbers(stored)


def test_numbers_and_figures_come_back_as_they_were_stored():
    learned = learn(coded("a", "b", "c"), FEW)
    assert from_numbers(json.loads(json.dumps(to_numbers(learned.codes)))) == learned.codes
    assert figures_from(json.loads(json.dumps(learned.report.to_numbers()))) == learned.report
    with pytest.raises(TherapyError, match="Tune the coder again"):
        figures_from({"turns": 3})


# -- What it changes ----------------------------------------------------------------------------------------------------


def test_what_it_proposes_names_it_and_without_it_nothing_changes():
    said = talk()
    before = coding.propose(said)
    learned = Tuning(2, ON, made_for(), learn(coded("a", "b", "c"), FEW).codes)
    after = coding.propose(said, learned)
    assert before.model == MODEL
    assert after.model == f"{MODEL}, tuned 2026-11-23 (2)"
    assert len(after.model) <= 40, "the column of the proposals' names"

    def heard(found):
        return {p.turn for p in found.proposals if p.code == "longing"}

    there = {turn for turn, _, _ in longing(said)}
    assert len(heard(after) & there) > len(heard(before) & there)
    assert coding.propose(said) == before
    others = [[p for p in found.proposals if p.code != "longing"] for found in (before, after)]
    assert others[0] == others[1]
    assert before.episodes == after.episodes


def test_a_tuned_head_is_a_new_one_and_whoever_looks_for_more_sees_no_less():
    head = head_of(Scheme.AFFECT)
    low = with_rows(head, [replace(SOME, default=0.08)])
    place = head.places["longing"]
    assert low is not head
    assert np.array_equal(head_of(Scheme.AFFECT).blend, head.blend)
    assert low.explore[place] <= low.default[place]
    assert low.blend[place].tolist() == list(ROW)
    untouched = np.arange(len(head.codes)) != place
    for name in ("blend", "default", "explore"):
        assert np.array_equal(getattr(low, name)[untouched], getattr(head, name)[untouched])


def test_what_is_heard_of_danger_stays_whatever_was_learned():
    said = danger()
    strange = [
        TunedCode(scheme, code, (0.0, 0.0, 0.0, constant), 0.9)
        for scheme in TUNABLE
        for code, constant in zip(
            head_of(scheme).codes, np.linspace(-40, 40, len(head_of(scheme).codes)), strict=True
        )
        if code not in NEVER
    ]

    def of_danger(found):
        flags = [flag for flag in found.flags if flag.kind == "risk"]
        return [p for p in found.proposals if p.scheme is Scheme.RISK], flags

    before, after = coding.propose(said), coding.propose(said, tuned(*strange))
    assert of_danger(before)[0], "there is something to be heard"
    assert of_danger(before)[1]
    assert of_danger(before) == of_danger(after)
    assert before.proposals != after.proposals


# -- What is learned ----------------------------------------------------------------------------------------------------


def test_too_little_is_refused_and_says_how_much_there_is():
    with pytest.raises(TooFew, match="Too few: 240 of 300 coded turns, of 3 of 3 patients") as caught:
        learn(coded("a", "b", "c"))
    assert (caught.value.turns, caught.value.patients) == (240, 3)
    with pytest.raises(TooFew, match="160 of 50 coded turns, of 2 of 3 patients"):
        learn(coded("a", "b"), FEW)
    with pytest.raises(TooFew, match="0 of 300"):
        learn([])


def test_nobody_can_ask_for_fewer_patients_than_three():
    with pytest.raises(TherapyError, match="at least 3 patients"):
        Least(patients=2)


def test_a_code_that_only_two_patients_showed_is_not_learned():
    one, two, other = coded("a", "b", "c")
    said = talk()
    none = read(said, Settled(frozenset({Scheme.AFFECT}), frozenset()), patient="c", session="other")
    report = learn([one, two, none], FEW).report
    assert [each.code for each in report.compared] == []
    assert report.seldom == 1
    assert [each.code for each in learn([one, two, other], FEW).report.compared] == ["longing"]


def test_a_code_that_does_not_get_better_stays_as_it_came():
    """What was called a longing has nothing to do with what was said: half of the plain turns, half of the others."""
    said = talk()
    patients = [turn for turn in said.turns if turn.role is Role.PATIENT]
    given = frozenset((turn.index, Scheme.AFFECT, "surprise") for turn in patients if turn.index // 8 % 2)
    settled = Settled(frozenset({Scheme.AFFECT}), given)
    sessions = [read(said, settled, patient=name, session=name) for name in "ab"]
    swapped = frozenset((turn.index, Scheme.AFFECT, "surprise") for turn in patients) - given
    sessions.append(read(said, replace(settled, given=swapped), patient="c", session="c"))
    found = learn(sessions, FEW)
    assert [(each.code, each.learned) for each in found.report.compared] == [("surprise", False)]
    assert found.codes == ()
    assert found.report.before == found.report.after


def test_what_is_still_open_counts_neither_way():
    said = talk()
    heard = longing(said)
    some = frozenset(sorted(heard)[:5])
    settled = Settled(frozenset({Scheme.AFFECT}), heard - some, waiting=some)
    sessions = [read(said, settled, patient=name, session=name) for name in "abc"]
    report = learn(sessions, FEW).report
    assert [each.before.given for each in report.compared] == [3 * (len(heard) - 5)]
    assert report.before.given == 3 * (len(heard) - 5)
    column = head_of(Scheme.AFFECT).places["longing"]
    assert (~sessions[0].tables[Scheme.AFFECT].known[:, column]).sum() == 5


def test_only_the_kinds_that_were_gone_through_are_learned_and_never_danger():
    said = talk()
    session = read(said, Settled(frozenset(Scheme), longing(said)), patient="a", session="a")
    assert set(session.tables) == set(TUNABLE)
    of_two = read(
        said, Settled(frozenset({Scheme.AFFECT, Scheme.RISK}), longing(said)), patient="a", session="a"
    )
    assert set(of_two.tables) == {Scheme.AFFECT}
    assert of_two.turns == 80
    assert len(of_two.tables[Scheme.AFFECT].turns) == 40


def test_patients_are_dealt_into_folds_of_about_as_many_turns():
    sessions = coded("a", "b", "c", "d", "e", "f", "g") + coded("a", many=60)
    fold_of = dealt(sessions)
    assert set(fold_of.values()) == set(range(5))
    assert [name for name, fold in fold_of.items() if fold == fold_of["a"]] == ["a"], (
        "who has most stands alone"
    )
    assert dealt(list(reversed(sessions))) == fold_of


def test_nothing_that_was_said_is_in_what_is_learned():
    """Every text in it is the name of a scheme or a code, or of what intervals are drawn over."""
    learned = learn(coded("a", "b", "c"), FEW)
    names = {code for scheme in Scheme for code in head_of(scheme).codes} | {each.value for each in Scheme}
    texts = set()

    def walk(value):
        if isinstance(value, dict):
            for key, inside in value.items():
                assert key.isidentifier()
                walk(inside)
        elif isinstance(value, list):
            for inside in value:
                walk(inside)
        elif isinstance(value, str):
            texts.add(value)
        else:
            assert value is None or isinstance(value, int | float)

    walk([to_numbers(learned.codes), learned.report.to_numbers()])
    assert texts - names <= {"patients", "sessions", ""}


def test_with_ten_patients_intervals_are_drawn_over_them():
    of = learn(coded("a", "b", "c"), FEW).report
    assert (of.drawn, of.difference) == ("", None)
    many = learn(coded(*"abcdefghij", many=20), FEW).report
    assert many.drawn == "patients"
    assert many.folds == 5
    more = learn(
        [replace(one, session=f"{n}") for n in range(4) for one in coded("a", "b", "c", many=20)], FEW
    )
    assert more.report.drawn == "sessions"


def test_figures_are_made_by_the_coders_own_rules():
    """What is proposed where the figures are made is what the coder proposes, for every scheme."""
    said = danger()
    every = read(said, Settled(frozenset(Scheme), frozenset()), patient="a", session="a")
    proposed = {
        (p.turn, p.scheme, p.code) for p in coding.propose(said).proposals if p.scheme is not Scheme.RISK
    }
    found = set()
    for scheme, table in every.tables.items():
        head = head_of(scheme)
        sure = head.joined(table.margins, table.odds, table.some)
        chosen = coder.by_rule(scheme, sure, sure >= head.default, table.barred)
        for row, column in np.argwhere(coder.likeliest(scheme, sure, chosen)):
            found.add((int(table.turns[row]), scheme, head.codes[column]))
    assert found == proposed
    assert model.version() in made_for()
