"""Pools printed in papers and textbooks, reproduced from the counts that they print."""

from __future__ import annotations

import math

import numpy as np
import pytest

from clew.therapy.evidence.counts import TrialCounts, mantel_haenszel, peto
from clew.therapy.evidence.pooling import pool
from clew.therapy.evidence.sensitivity import influence, leave_one_out

VACCINE = TrialCounts.of(
    [4, 6, 3, 62, 33, 180, 8, 505, 29, 17, 186, 5, 27],
    [123, 306, 231, 13598, 5069, 1541, 2545, 88391, 7499, 1716, 50634, 2498, 16913],
    [11, 29, 11, 248, 47, 372, 10, 499, 45, 65, 141, 3, 29],
    [139, 303, 220, 12867, 5808, 1451, 629, 88391, 7277, 1665, 27338, 2341, 17854],
)
"""Thirteen trials of a vaccine against tuberculosis. Colditz et al. (1994), JAMA 271:698."""

DIURETICS = TrialCounts.of(
    [14, 21, 14, 6, 12, 138, 15, 6, 65],
    [131, 385, 57, 38, 1011, 1370, 506, 108, 153],
    [14, 17, 24, 18, 35, 175, 20, 2, 40],
    [136, 134, 48, 40, 760, 1336, 524, 103, 102],
)
"""Pre-eclampsia with and without diuretics in nine trials. Collins, Yusuf and Peto (1985), BMJ 290:17."""

TOLBUTAMIDE = TrialCounts.of([8, 22], [106, 98], [5, 16], [120, 85])
"""Deaths in two strata of age. Rothman, Greenland and Lash (2008), Modern Epidemiology, 3rd ed., table 15-1."""


def test_van_houwelingen_2002_equal_effects() -> None:
    """Stat Med 21:589, p. 596: odds ratio 0.647, 0.595 to 0.702 (0.703 in the paper)."""
    pooled = pool(VACCINE.effects("OR"), "EE", "z")
    assert np.round(np.exp([pooled.estimate, *pooled.ci]), 3).tolist() == [0.647, 0.595, 0.702]


def test_van_houwelingen_2002_random_effects() -> None:
    """P. 597: by maximum likelihood 0.476, 0.336 to 0.675, with a variance between trials of 0.302."""
    pooled = pool(VACCINE.effects("OR"), "ML", "z")
    assert np.round(np.exp([pooled.estimate, *pooled.ci]), 3).tolist() == [0.476, 0.336, 0.675]
    assert round(pooled.tau2, 3) == 0.302


@pytest.mark.parametrize(("method", "tau2"), [("DL", 0.230), ("ML", 0.239), ("REML", 0.301), ("SJ", 0.456)])
def test_viechtbauer_2007_estimators(method: str, tau2: float) -> None:
    """Stat Med 26:37, table II, p. 44."""
    pooled = pool(DIURETICS.effects("OR"), method)
    assert round(pooled.tau2, 3) == tau2
    assert pooled.tau2_ci is not None
    assert np.round(pooled.tau2_ci, 3).tolist() == [0.072, 2.203]  # the Q-profile is the same for all


def test_viechtbauer_2007_wald_limits() -> None:
    """Table II again: tau2 and 1.96 of its standard errors."""
    ml, reml = (pool(DIURETICS.effects("OR"), method) for method in ("ML", "REML"))
    assert ml.tau2_se is not None
    assert reml.tau2_se is not None
    for pooled, limits in ((ml, [-0.101, 0.578]), (reml, [-0.131, 0.732])):
        reach = 1.96 * (pooled.tau2_se or 0)
        assert np.round([pooled.tau2 - reach, pooled.tau2 + reach], 3).tolist() == limits


def test_rothman_2008_mantel_haenszel() -> None:
    """Chapter 15: risk difference 0.035, risk ratio 1.33 (90% limits 0.87 to 2.03), odds ratio 1.40 (0.84 to 2.34)."""
    assert round(mantel_haenszel(TOLBUTAMIDE, "RD").estimate, 3) == 0.035
    for measure, ratio, low, high in (("RR", 1.33, 0.87, 2.03), ("OR", 1.40, 0.84, 2.34)):
        found = mantel_haenszel(TOLBUTAMIDE, measure)
        reach = 1.644854 * found.se
        shown = [math.exp(x) for x in (found.estimate, found.estimate - reach, found.estimate + reach)]
        assert np.round(shown, 2).tolist() == [ratio, low, high]


def test_metafor_vaccine() -> None:
    """The example of the R package metafor (Viechtbauer 2010, J Stat Softw 36(3)): log risk ratios by REML."""
    pooled = pool(VACCINE.effects("RR"), "REML", "z")
    assert np.round([pooled.estimate, pooled.se, *pooled.ci], 4).tolist() == [
        -0.7145,
        0.1798,
        -1.0669,
        -0.3622,
    ]
    assert round(pooled.q, 4) == 152.2330
    assert np.round([pooled.tau2, pooled.tau2_se], 4).tolist() == [0.3132, 0.1664]
    assert pooled.i2 == pytest.approx(92.22, abs=0.005)
    assert pooled.h2 == pytest.approx(12.86, abs=0.005)


def test_metafor_vaccine_without_the_first_trial() -> None:
    """What metafor's influence() and leave1out() say of the first trial."""
    effects = VACCINE.effects("RR")
    found = influence(effects)
    assert found.rstudent[0] == pytest.approx(-0.218142, abs=1e-5)
    assert found.dffits[0] == pytest.approx(-0.0407076, abs=1e-5)
    assert found.cook_d[0] == pytest.approx(0.00171654, abs=1e-6)
    assert found.cov_r[0] == pytest.approx(1.116449, abs=1e-5)
    assert found.tau2_without[0] == pytest.approx(0.3361567, abs=1e-5)
    assert found.q_without[0] == pytest.approx(151.582573, abs=1e-5)
    assert found.hat[0] == pytest.approx(0.0505948, abs=1e-6)
    assert found.dfbs[0] == pytest.approx(-0.0402659, abs=1e-6)
    assert leave_one_out(effects).without.estimate[0] == pytest.approx(-0.7070838, abs=1e-6)


def test_metafor_vaccine_tests_of_odds_ratios() -> None:
    """What metafor's rma.mh() says: Cochran-Mantel-Haenszel and Tarone; and rma.peto()."""
    found = mantel_haenszel(VACCINE, "OR")
    assert np.round([found.estimate, found.se, found.cmh, found.tarone], 4).tolist() == [
        -0.4734,
        0.0410,
        135.6889,
        171.7567,
    ]
    found = peto(VACCINE)
    assert np.round([found.estimate, *found.ci], 4).tolist() == [-0.4744, -0.5541, -0.3948]
