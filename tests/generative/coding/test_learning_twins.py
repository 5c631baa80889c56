"""Learning against slow, obvious twins: descent step by step, thresholds tried one by one, counting turn by turn."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from clew.therapy.coding import coder
from clew.therapy.coding.codes import Scheme
from clew.therapy.coding.labelled import Coded, Table
from clew.therapy.coding.learning import _together, dealt, fit_row, fit_threshold, learn
from clew.therapy.coding.limits import HOLD, PULL, Least
from clew.therapy.coding.tuning import LEAST_PROPOSED, MOST_PROPOSED, head_of

number = st.floats(-4, 4).map(lambda n: round(n, 2))
row = st.tuples(number, number, number, number)
turns = st.lists(st.tuples(number, number, st.sampled_from([0.0, 1.0]), st.booleans()), max_size=25)


def loss(at, data, shipped, pull):
    found = 0.5 * pull * sum((a - b) ** 2 for a, b in zip(at, shipped, strict=True))
    for margin, odds, some, gold in data:
        joined = at[0] * margin + at[1] * odds + at[2] * some + at[3]
        found += max(joined, 0) + math.log1p(math.exp(-abs(joined))) - (joined if gold else 0)
    return found


def slowly(data, shipped, pull):
    """The twin: one coordinate at a time, a smaller step whenever none helps."""
    at, step = list(shipped), 1.0
    best = loss(at, data, shipped, pull)
    while step > 1e-7:
        moved = False
        for place in range(4):
            for change in (step, -step):
                there = [*at[:place], at[place] + change, *at[place + 1 :]]
                if (value := loss(there, data, shipped, pull)) < best:
                    at, best, moved = there, value, True
        if not moved:
            step /= 2
    return at


def arrays(data):
    inputs = np.array([[m, o, s, 1.0] for m, o, s, _ in data], np.float64).reshape(-1, 4)
    return inputs, np.array([gold for *_, gold in data], np.bool_)


@given(turns, row, st.sampled_from([0.5, PULL.value, 100.0]))
@settings(max_examples=25)
def test_the_row_is_the_one_that_slow_descent_finds(data, shipped, pull):
    found = fit_row(*arrays(data), np.array(shipped), pull=pull)
    assert loss(found, data, shipped, pull) <= loss(slowly(data, shipped, pull), data, shipped, pull) + 1e-6


@given(turns, row)
@settings(max_examples=40)
def test_the_row_stays_without_turns_and_comes_nearer_the_harder_it_is_held(data, shipped):
    inputs, gold = arrays(data)
    assert fit_row(inputs[:0], gold[:0], np.array(shipped)).tolist() == list(shipped)
    far, near = (
        np.linalg.norm(fit_row(inputs, gold, np.array(shipped), pull=pull) - shipped) for pull in (1, 100)
    )
    assert near <= far + 1e-9


@given(
    st.lists(
        st.tuples(st.floats(0.01, 0.99).map(lambda n: round(n, 2)), st.booleans()), min_size=1, max_size=30
    ),
    st.floats(LEAST_PROPOSED, MOST_PROPOSED),
    st.sampled_from([0.5, 0.7, 1.0]),
)
def test_the_threshold_is_the_best_of_all_that_are_tried_moved_towards_the_one_as_it_came(
    data, shipped, beta
):
    sure, gold = np.array([s for s, _ in data]), np.array([g for _, g in data])
    having = int(gold.sum())
    found = fit_threshold(sure, gold, shipped, beta)
    if not having:
        assert found == shipped
        return

    def score(least):
        proposed = [g for s, g in data if s >= least]
        return (1 + beta**2) * sum(proposed) / (len(proposed) + beta**2 * having)

    best = max(sorted({s for s, _ in data}, reverse=True), key=lambda least: (round(score(least), 12), least))
    assert score(best) == pytest.approx(max(score(s) for s, _ in data))
    assert fit_threshold(sure, gold, shipped, beta, hold=0.0) == pytest.approx(
        min(max(best, LEAST_PROPOSED), MOST_PROPOSED)
    )

    def odds(share):
        return math.log(share / (1 - share))

    share = HOLD.value / (HOLD.value + having)
    moved = 1 / (1 + math.exp(-(odds(best) * (1 - share) + odds(shipped) * share)))
    assert found == pytest.approx(min(max(moved, LEAST_PROPOSED), MOST_PROPOSED))


@given(st.sampled_from([Scheme.INTERVENTION, Scheme.DEFENSE, Scheme.AFFECT]), st.integers(0, 10**6))
def test_the_likeliest_are_those_that_sorting_one_turn_at_a_time_finds(scheme, seed):
    random = np.random.default_rng(seed)
    sure = random.integers(0, 5, (6, 8)).astype(np.float32) / 5
    chosen = random.random((6, 8)) < 0.6
    found = coder.likeliest(scheme, sure, chosen)
    for place in range(6):
        mine = sorted((c for c in range(8) if chosen[place, c]), key=lambda c: -sure[place, c])
        assert set(np.flatnonzero(found[place]).tolist()) == set(mine[: coder.MOST.get(scheme)])


def drawn(seed, patients, shift):
    """Sessions whose numbers come from a die: people hear a code where the model leans to it by more than ``shift``."""
    random = np.random.default_rng(seed)
    head = head_of(Scheme.RUPTURE)
    sessions = []
    for patient in range(patients):
        for session in range(2):
            many = 30
            margins = random.normal(-2, 2, (many, len(head.codes))).astype(np.float32)
            given = margins + random.normal(0, 0.5, margins.shape) > shift
            known = random.random(margins.shape) < 0.95
            table = Table(
                np.arange(many), margins, np.full_like(margins, -6.0), np.zeros_like(margins),
                np.zeros(margins.shape, np.bool_), given, known,
            )  # fmt: skip
            sessions.append(Coded(f"p{patient}", f"s{session}", many, {Scheme.RUPTURE: table}))
    return sessions


FEW = Least(turns=60, having=8, lacking=8)


@given(st.integers(0, 10**6), st.integers(3, 5), st.floats(-3, 1))
@settings(max_examples=6)
def test_figures_are_those_of_counting_turn_by_turn_and_no_order_matters(seed, patients, shift):
    sessions = drawn(seed, patients, shift)
    found = learn(sessions, FEW)
    assert found == learn(list(reversed(sessions)), FEW)
    assume(found.report.compared)
    head = head_of(Scheme.RUPTURE)
    for each in found.report.compared:
        column = head.places[each.code]
        given = proposed = both = 0
        for session in sessions:
            table = session.tables[Scheme.RUPTURE]
            for turn in range(len(table.turns)):
                if not table.known[turn, column]:
                    continue
                joined = sum(
                    float(head.blend[column, k]) * float(x)
                    for k, x in enumerate((table.margins[turn, column], -6.0, 0.0, 1.0))
                )
                says = 1 / (1 + math.exp(-joined)) >= float(head.default[column])
                given += bool(table.given[turn, column])
                proposed += says
                both += says and bool(table.given[turn, column])
        assert (
            abs(proposed - each.before.proposed) <= 1
        )  # one may lie on the very edge, where rounding decides
        assert given == each.before.given == each.after.given
        assert each.learned == any(code.code == each.code for code in found.codes)
        if each.learned:
            assert each.after.f1 > each.before.f1


@given(st.integers(0, 10**6))
@settings(max_examples=4)
def test_who_was_left_out_has_no_part_in_what_is_proposed_for_them(seed):
    """Turning round what people said of one patient changes no proposal for that patient: only whether it is right."""
    sessions = drawn(seed, 3, -1.0)
    turned = [
        Coded(
            one.patient,
            one.session,
            one.turns,
            {
                s: Table(t.turns, t.margins, t.odds, t.some, t.barred, ~t.given, t.known)
                for s, t in one.tables.items()
            },
        )
        if one.patient == "p0"
        else one
        for one in sessions
    ]

    def proposals(mine):
        whole = _together(Scheme.RUPTURE, mine, dealt(mine))
        codes = frozenset(head_of(Scheme.RUPTURE).codes[:3])
        return whole.held_out(codes)[whole.patient == 0], whole.held_out_twice(codes)[whole.patient == 0]

    for before, after in zip(proposals(sessions), proposals(turned), strict=True):
        assert np.array_equal(before, after)
