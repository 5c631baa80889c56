"""Trim and fill."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.therapy.evidence.effects import Effects, EvidenceError
from clew.therapy.evidence.pooling import pool
from clew.therapy.evidence.trim_fill import Estimator, trim_fill


def funnel(k: int = 21, mean: float = 0.4) -> Effects:
    """A symmetrical funnel without anything missing."""
    v = np.linspace(0.01, 0.3, k)
    y = mean + np.sqrt(v) * np.where(np.arange(k) % 2, 1.0, -1.0) * np.linspace(0.5, 1.2, k)
    return Effects.of(y, v)


def slow(effects: Effects, estimator: str, method: str) -> tuple[int, float]:
    """Duval and Tweedie's rounds, written with lists, for the left side."""
    pairs = sorted(zip(effects.y.tolist(), effects.v.tolist(), strict=True), key=lambda pair: pair[0])
    k, missing = len(pairs), 0
    for _ in range(100):
        kept = pairs[: k - missing]
        centre = pool(Effects.of(*zip(*kept, strict=True)), method, "z").estimate
        signed = []
        ranked = sorted((y for y, _ in pairs), key=lambda y: abs(y - centre))
        for rank, y in enumerate(ranked, 1):
            signed.append(rank if y > centre else -rank if y < centre else 0)
        if estimator == "R0":
            at = k - max(-r for r in signed if r < 0) - 1.0
        else:
            at = (4 * sum(r for r in signed if r > 0) - k * (k + 1)) / (2 * k - 1)
        before, missing = missing, max(0, round(at))
        if missing == before:
            return missing, centre
    return -1, 0.0


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 9999),
    st.integers(4, 40),
    st.sampled_from(["L0", "R0"]),
    st.sampled_from(["REML", "DL", "EE"]),
)
def test_it_follows_the_rounds_of_the_paper(seed: int, k: int, estimator: Estimator, method: str) -> None:
    draw = np.random.default_rng(seed)
    v = draw.uniform(0.01, 0.4, k)
    effects = Effects.of(0.3 + np.sqrt(v) * draw.gamma(1.0, 1.0, k), v)
    missing, centre = slow(effects, estimator, method)
    if missing < 0:
        with pytest.raises(EvidenceError, match="does not settle"):
            trim_fill(effects, estimator, method, "left")
        return
    found = trim_fill(effects, estimator, method, "left")
    assert found.missing == missing
    largest = np.sort(effects.y)[k - missing :]
    assert found.filled.y == pytest.approx(np.sort(2 * centre - largest))
    assert found.pooled.k == k + missing


def test_nothing_is_missing_from_a_symmetrical_funnel() -> None:
    found = trim_fill(funnel())
    assert found.missing == 0
    assert found.pooled == pool(funnel(), "REML", "z")
    assert len(found.filled) == 0


def test_what_was_taken_away_from_the_left_is_filled_in_there() -> None:
    whole = funnel(41)
    seen = whole.only(~((whole.y < 0.1) & (whole.v > 0.1)))
    found = trim_fill(seen)
    assert found.side == "left"
    assert found.missing > 3
    assert found.pooled.estimate < pool(seen).estimate
    assert found.filled.study[0] == "filled 1"
    assert min(found.filled.row) > max(seen.row)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 9999), st.sampled_from(["L0", "R0"]))
def test_turned_round_it_finds_the_same_on_the_other_side(seed: int, estimator: Estimator) -> None:
    draw = np.random.default_rng(seed)
    v = draw.uniform(0.01, 0.4, 15)
    y = np.sqrt(v) * draw.gamma(1.0, 1.0, 15)
    here, there = trim_fill(Effects.of(y, v), estimator), trim_fill(Effects.of(-y, v), estimator)
    assert (here.missing, here.side) == (there.missing, "left" if there.side == "right" else "right")
    assert here.pooled.estimate == pytest.approx(-there.pooled.estimate)


def test_with_equal_standard_errors_the_left_is_looked_at_and_equal_effects_miss_nothing() -> None:
    found = trim_fill(Effects.of([0.4, 0.4, 0.4], [0.1, 0.1, 0.1]), "R0")
    assert (found.side, found.missing) == ("left", 0)


def test_two_effects_are_enough_and_one_is_not() -> None:
    assert trim_fill(Effects.of([0.1, 0.9], [0.01, 0.2])).pooled.k >= 2
    with pytest.raises(EvidenceError, match="at least 2"):
        trim_fill(Effects.of([0.4], [0.1]))
    with pytest.raises(EvidenceError, match="L0 and R0"):
        trim_fill(funnel(), "Q0")  # type: ignore[arg-type]
