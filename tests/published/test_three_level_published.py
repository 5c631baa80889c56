"""Tables of Konstantopoulos S (2011), Research Synthesis Methods 2:61, reproduced.

Fifty-six schools in eleven districts tried another school calendar; the paper prints their standardised mean
differences, variances and years. Table 4 (page 70) has the models that ignore the districts. The three-level results
by REML are those that the metafor project prints for the same data; the paper's own (Table 5) are by full likelihood.
"""

from __future__ import annotations

from statistics import mean

import pytest

from clew.therapy.evidence.effects import Effects
from clew.therapy.evidence.levels import three_level
from clew.therapy.evidence.moderators import Numeric
from clew.therapy.evidence.pooling import pool
from clew.therapy.evidence.regression import meta_regression

# A district a line: its number, the year, and for each school the effect and its variance.
DISTRICTS = """
11 1976 -.18 .118 -.22 .118 .23 .144 -.30 .144
12 1989 .13 .014 -.26 .014 .19 .015 .32 .024
18 1994 .45 .023 .38 .043 .29 .012
27 1976 .16 .020 .65 .004 .36 .004 .60 .007
56 1997 .08 .019 .04 .007 .19 .005 -.06 .004
58 1976 -.18 .020 0 .018 0 .019 -.28 .022 -.04 .020 -.30 .021 .07 .006 0 .007 .05 .007 -.08 .007 -.09 .007
71 1997 .30 .015 .98 .011 1.19 .010
86 1997 -.07 .001 -.05 .001 -.01 .001 .02 .001 -.03 .001 0 .001 .01 .001 -.10 .001
91 2000 .50 .010 .66 .011 .20 .010 0 .009 .05 .013 .07 .013
108 2000 -.52 .031 .70 .031 -.03 .030 .27 .030 -.34 .030
644 1995 .12 .087 .61 .082
644 1994 .04 .067 -.05 .067
"""


def schools() -> tuple[Effects, list[float]]:
    y, v, districts, years = [], [], [], []
    for district, year, *numbers in (line.split() for line in DISTRICTS.strip().splitlines()):
        y += [float(n) for n in numbers[::2]]
        v += [float(n) for n in numbers[1::2]]
        districts += [district] * (len(numbers) // 2)
        years += [float(year)] * (len(numbers) // 2)
    return Effects.of(y, v, districts), years


def test_two_levels_table_4() -> None:
    effects, years = schools()
    found = pool(effects, test="z")
    assert (found.k, found.studies) == (56, 11)
    assert (found.estimate, found.se) == pytest.approx((0.1279, 0.0439), abs=5e-5)
    assert (found.tau2, found.tau2_se) == pytest.approx((0.0884, 0.0202), abs=5e-5)
    by_year = meta_regression(effects, [Numeric("year", years, center=mean(years))], test="z")
    assert [c.estimate for c in by_year.coefficients] == pytest.approx([0.1258, 0.0052], abs=5e-5)
    assert [c.se for c in by_year.coefficients] == pytest.approx([0.0440, 0.0044], abs=5e-5)
    assert (by_year.tau2, by_year.tau2_se) == pytest.approx((0.0889, 0.0205), abs=5e-5)


def test_three_levels_as_metafor_prints_them() -> None:
    found = three_level(schools()[0], profile=True)
    assert (found.pooled.estimate, found.pooled.se) == pytest.approx((0.1847132, 0.08455592), abs=5e-8)
    assert (found.sigma2_between, found.sigma2_within) == pytest.approx((0.06506194, 0.03273652), abs=5e-8)
    assert found.sigma2_between_ci == pytest.approx((0.0222, 0.2072), abs=5e-5)
    assert found.sigma2_within_ci == pytest.approx((0.0163, 0.0628), abs=5e-5)
    assert found.log_likelihood == pytest.approx(-7.9587, abs=5e-5)
    assert found.sigma2_between / found.tau2 == pytest.approx(0.6653, abs=5e-5)
