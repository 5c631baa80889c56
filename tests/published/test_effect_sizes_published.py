"""Effect sizes printed in textbooks and papers, reproduced."""

from __future__ import annotations

import pytest

from clew.therapy.evidence.sizes import (
    Counts,
    Means,
    hedges_g,
    log_odds_ratio,
    log_risk_ratio,
    risk_difference,
)


def test_the_worked_examples_of_borenstein_and_others():
    """Borenstein, Hedges, Higgins and Rothstein, Introduction to Meta-Analysis (2009), chapters 4 and 5."""
    size = hedges_g(Means(103, 5.5, 50), Means(100, 4.5, 50), higher_is_better=True)
    assert size.y == pytest.approx(0.5924, abs=5e-5)
    arms = Counts(5, 100), Counts(10, 100)
    for measure, y, v in (
        (log_risk_ratio, -0.6932, 0.2800),
        (log_odds_ratio, -0.7472, 0.3216),
        (risk_difference, -0.05, 0.001375),
    ):
        size = measure(*arms)
        assert (size.y, size.v) == (pytest.approx(y, abs=6e-5), pytest.approx(v, abs=6e-5))


# Thirteen trials of a vaccine against tuberculosis: cases and others with and without it; log risk ratio, its variance.
VACCINE = (
    (4, 119, 11, 128, -0.8893, 0.3256),
    (6, 300, 29, 274, -1.5854, 0.1946),
    (3, 228, 11, 209, -1.3481, 0.4154),
    (62, 13536, 248, 12619, -1.4416, 0.0200),
    (33, 5036, 47, 5761, -0.2175, 0.0512),
    (180, 1361, 372, 1079, -0.7861, 0.0069),
    (8, 2537, 10, 619, -1.6209, 0.2230),
    (505, 87886, 499, 87892, 0.0120, 0.0040),
    (29, 7470, 45, 7232, -0.4694, 0.0564),
    (17, 1699, 65, 1600, -1.3713, 0.0730),
    (186, 50448, 141, 27197, -0.3394, 0.0124),
    (5, 2493, 3, 2338, 0.4459, 0.5325),
    (27, 16886, 29, 17825, -0.0173, 0.0714),
)


@pytest.mark.parametrize(("cases1", "others1", "cases2", "others2", "y", "v"), VACCINE)
def test_the_trials_that_viechtbauer_shows(cases1, others1, cases2, others2, y, v):
    """Viechtbauer, Conducting meta-analyses in R with the metafor package (J Stat Softw 36(3), 2010), section 3.1."""
    size = log_risk_ratio(Counts(cases1, cases1 + others1), Counts(cases2, cases2 + others2))
    assert (size.y, size.v) == (pytest.approx(y, abs=5.1e-5), pytest.approx(v, abs=5.1e-5))
