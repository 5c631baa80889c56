"""A practice's own curve: what was put in comes out, however the treatments are mixed."""

import random
from math import log
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.therapy.course.own_curve import (
    OwnCurve,
    Place,
    TooFewTreatments,
    Treatment,
    fit,
)
from clew.therapy.errors import TherapyError


def simulated(count, intercept, by_baseline, by_log, spread, *, seed=1):
    """Treatments of 5 to 20 sessions around a known curve; scores are not rounded and stay far from 0 and 27."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        baseline = chance.uniform(10, 20)
        scores = tuple(
            (
                session,
                intercept
                + by_baseline * baseline
                + by_log * baseline * log(session + 1)
                + chance.gauss(0, spread),
            )
            for session in range(2, chance.randint(5, 20))
        )
        found.append(Treatment(baseline, scores))
    return found


@pytest.mark.parametrize("truth", [(1.0, 0.9, -0.15), (0.0, 1.0, -0.17), (3.0, 0.7, -0.08)])
def test_the_numbers_that_made_the_scores_are_found_again(truth):
    curve = fit(simulated(400, *truth, 1.0))
    assert curve.intercept == pytest.approx(truth[0], abs=0.5)
    assert curve.by_baseline == pytest.approx(truth[1], abs=0.05)
    assert curve.by_log == pytest.approx(truth[2], abs=0.01)
    assert curve.spread == pytest.approx(1.0, abs=0.05)
    assert curve.treatments == 400


def test_without_noise_they_are_found_exactly():
    curve = fit(simulated(200, 2.0, 0.8, -0.12, 0.0))
    assert (curve.intercept, curve.by_baseline, curve.by_log) == pytest.approx((2.0, 0.8, -0.12), abs=1e-6)
    assert curve.spread == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("share", [0.68, 0.80])
def test_the_band_holds_the_share_it_says(share):
    curve = fit(simulated(300, 1.0, 0.9, -0.15, 1.5))
    fresh = simulated(300, 1.0, 0.9, -0.15, 1.5, seed=2)
    inside = [
        low <= score <= high
        for one in fresh
        for session, score in one.scores
        for low, high in [curve.band(session, one.baseline, share)]
    ]
    assert fmean(inside) == pytest.approx(share, abs=0.03)


def test_no_other_numbers_nearby_fit_better():
    """A step away from the fitted numbers, in any of the three, makes the sum of squares larger."""
    treatments = simulated(200, 1.0, 0.9, -0.15, 1.0)
    curve = fit(treatments)
    rows = [
        (1.0, one.baseline, one.baseline * log(session + 1), score)
        for one in treatments
        for session, score in one.scores
    ]

    def squares(a, b, c):
        return sum((y - a - b * x - c * z) ** 2 for _, x, z, y in rows)

    best = squares(curve.intercept, curve.by_baseline, curve.by_log)
    for step in (1e-3, -1e-3):
        assert squares(curve.intercept + step, curve.by_baseline, curve.by_log) > best
        assert squares(curve.intercept, curve.by_baseline + step, curve.by_log) > best
        assert squares(curve.intercept, curve.by_baseline, curve.by_log + step) > best


@settings(max_examples=30)
@given(st.integers(0, 199))
def test_below_200_it_says_how_many_there_are(count):
    with pytest.raises(TooFewTreatments, match=f"^{count} treatments") as told:
        fit([Treatment(12, ((4, 8.0),)) for _ in range(count)])
    assert told.value.found == count


def test_treatments_without_a_later_score_do_not_count():
    with pytest.raises(TooFewTreatments) as told:
        fit([*[Treatment(12, ((4, 8.0),))] * 199, *[Treatment(12, ())] * 50])
    assert told.value.found == 199


def test_treatments_that_all_begin_alike_give_no_curve():
    with pytest.raises(TherapyError, match="too much alike"):
        fit([Treatment(12, ((4, 8.0), (8, 7.0)))] * 200)


CURVE = OwnCurve(treatments=200, scores=900, intercept=0, by_baseline=1, by_log=-0.2, spread=3)


@settings(max_examples=60)
@given(st.integers(1, 40), st.floats(0, 27), st.floats(0, 27))
def test_a_score_lies_within_above_or_far_above_and_never_turns_back(session, baseline, score):
    order = [Place.WITHIN, Place.ABOVE, Place.FAR_ABOVE]
    here = order.index(CURVE.place(session, baseline, score))
    higher = order.index(CURVE.place(session, baseline, min(27.0, score + 2)))
    assert higher >= here
    low, high = CURVE.band(session, baseline)
    wide_low, wide_high = CURVE.band(session, baseline, 0.80)
    assert 0 <= wide_low <= low <= high <= wide_high <= 27


@pytest.mark.parametrize("given_", [(28, ((1, 3.0),)), (10, ((0, 3.0),)), (10, ((1, -1.0),))])
def test_impossible_treatments_are_refused(given_):
    with pytest.raises(TherapyError):
        Treatment(*given_)
