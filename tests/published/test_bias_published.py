"""Small-study effects and selection, as papers and the manual of metafor print them."""

from __future__ import annotations

import numpy as np
import pytest

from clew.therapy.evidence.counts import TrialCounts
from clew.therapy.evidence.effects import Effects
from clew.therapy.evidence.selection import selection_model
from clew.therapy.evidence.small_study import small_study
from clew.therapy.evidence.trim_fill import trim_fill

VACCINE = TrialCounts.of(
    [4, 6, 3, 62, 33, 180, 8, 505, 29, 17, 186, 5, 27],
    [123, 306, 231, 13598, 5069, 1541, 2545, 88391, 7499, 1716, 50634, 2498, 16913],
    [11, 29, 11, 248, 47, 372, 10, 499, 45, 65, 141, 3, 29],
    [139, 303, 220, 12867, 5808, 1451, 629, 88391, 7277, 1665, 27338, 2341, 17854],
).effects("RR")
"""Thirteen trials of a vaccine against tuberculosis. Colditz et al. (1994), JAMA 271:698."""

ODDS = (
    1.18,
    1.45,
    2.02,
    1.20,
    0.75,
    2.07,
    2.13,
    0.80,
    0.79,
    2.01,
    1.23,
    1.20,
    1.52,
    1.03,
    1.55,
    1.03,
    2.34,
    1.65,
)
ODDS += (1.19, 1.52, 2.16, 1.08, 2.55, 1.62, 1.06, 0.79, 0.74, 2.27, 0.97, 1.60, 1.19, 1.66, 1.26, 1.10, 1.66)
ODDS += (1.16, 1.11)
FROM = (
    0.90,
    1.02,
    0.48,
    0.80,
    0.43,
    0.81,
    1.19,
    0.34,
    0.25,
    1.09,
    0.81,
    0.50,
    0.87,
    0.41,
    0.90,
    0.61,
    0.81,
    1.16,
)
FROM += (0.82, 0.39, 1.08, 0.64, 0.74, 0.90, 0.74, 0.62, 0.32, 0.75, 0.78, 0.80, 0.66, 0.73, 1.04, 0.62, 1.12)
FROM += (0.80, 0.67)
TO = (
    1.54,
    2.08,
    8.56,
    1.60,
    1.30,
    5.25,
    3.83,
    1.90,
    2.45,
    3.72,
    1.87,
    3.30,
    2.63,
    2.55,
    2.67,
    1.74,
    6.75,
    2.35,
)
TO += (1.73, 5.96, 4.29, 1.82, 8.78, 2.91, 1.52, 1.02, 1.69, 6.82, 1.21, 3.00, 2.13, 3.78, 1.54, 1.96, 2.45)
TO += (1.69, 1.84)
SMOKE = Effects.of(
    np.log(ODDS).tolist(), (((np.log(TO) - np.log(FROM)) / (2 * 1.959963984540054)) ** 2).tolist()
)
"""Lung cancer among women whose husbands smoke, 37 studies. Hackshaw, Law and Wald (1997), BMJ 315:980."""


def test_small_trials_of_the_vaccine() -> None:
    """Viechtbauer (2010), J Stat Softw 36(3), and the manual: regtest, ranktest and fsn."""
    found = small_study(VACCINE)
    assert (found.egger_mixed.z, found.egger_mixed.p) == pytest.approx((-0.8033, 0.4218), abs=5e-5)
    assert (found.egger_classic.t, found.egger_classic.p) == pytest.approx((-1.4013, 0.1887), abs=5e-5)
    assert found.egger_classic.df == 11
    assert found.begg.tau == pytest.approx(0.0256, abs=5e-5)
    assert found.fail_safe_n == 598


def test_one_trial_of_the_vaccine_seems_to_be_missing_on_the_right() -> None:
    """The same, trimfill."""
    found = trim_fill(VACCINE)
    assert (found.side, found.missing) == ("right", 1)


def test_becker_2005_unseen_studies_of_smoke() -> None:
    """Publication Bias in Meta-Analysis (Rothstein et al.), chapter 7: 398 with rounded figures, exactly 393."""
    assert small_study(SMOKE).fail_safe_n == 393


def test_four_intervals_of_p_values_of_smoke() -> None:
    """The manual of metafor, selmodel: weights of the intervals up to .05, .10, .50 and 1, and their errors."""
    found = selection_model(SMOKE, (0.05, 0.10, 0.50))
    assert found.weights == pytest.approx((1, 2.422079, 0.977543, 0.396713), abs=5e-6)
    errors = [interval.se for interval in found.intervals]
    assert errors == [None, *(pytest.approx(se, abs=5e-6) for se in (1.66085, 0.820387, 0.469235))]
    assert (found.likelihood_ratio, found.likelihood_ratio_df) == (pytest.approx(7.066137, abs=1e-6), 3)
    assert found.tau2 == pytest.approx(0.03071325, abs=1e-6)
