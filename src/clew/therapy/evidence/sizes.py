"""Effect sizes of one comparison: from means, change scores, test statistics, counts, or as a paper gives them.

Arm 1 is the therapy, arm 2 what it is compared with. A size above 0 favours arm 1: means are taken to be of symptoms,
where fewer is better, unless said otherwise, and events to be good ones, such as response. An arm that cannot be, as
one with a negative standard deviation, cannot be made. `formulas` has the same for whole columns.
"""

from __future__ import annotations

import math
import numbers
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtri, stdtrit

from clew.therapy.evidence import formulas
from clew.therapy.evidence.effects import EvidenceError
from clew.therapy.evidence.formulas import Cells

_95_PERCENT = float(ndtri(0.975))


@dataclass(frozen=True, slots=True)
class Means:
    """One arm on a questionnaire: mean and standard deviation of its `n` people.

    Scores at the end, or changes since the start (then `sd` is that of the changes). Where a paper estimates
    numbers, `n` may have decimals.

    Raises:
        EvidenceError: a figure is no number; `sd` is not above 0; `n` is 1 or less, of which there is no `sd`.
    """

    mean: float
    sd: float
    n: float

    def __post_init__(self) -> None:
        _finite(mean=self.mean, sd=self.sd, n=self.n)
        if self.sd <= 0:
            raise EvidenceError(
                f"A standard deviation is above 0, this one is {self.sd:g}; look whether it is a mean change."
            )
        if self.n <= 1:
            raise EvidenceError(f"A standard deviation needs two people at least, here n is {self.n:g}.")


@dataclass(frozen=True, slots=True)
class Counts:
    """One arm in which something happened or not: `events` of `n` people, such as response of those randomised.

    Raises:
        EvidenceError: a figure is no number; `n` is below 1; there are fewer than 0 events, or more than people.
    """

    events: float
    n: float

    def __post_init__(self) -> None:
        _finite(events=self.events, n=self.n)
        if self.n < 1:
            raise EvidenceError(f"An arm has one person at least, here n is {self.n:g}.")
        if not 0 <= self.events <= self.n:
            raise EvidenceError(
                f"Events lie between 0 and the {self.n:g} people of the arm, here they are {self.events:g}."
            )


@dataclass(frozen=True, slots=True)
class Size:
    """An effect size `y` with its sampling variance `v`; `measure` says what it is: g, log RR, log OR or RD.

    Raises:
        EvidenceError: it is no number, or the variance is not above 0.
    """

    measure: str
    y: float
    v: float

    def __post_init__(self) -> None:
        if not math.isfinite(self.y) or not math.isfinite(self.v):
            raise EvidenceError(
                f"This {self.measure} is not a number: no such size can be told from these figures."
            )
        if self.v <= 0:
            raise EvidenceError(
                f"The variance of this {self.measure} is not above 0: nothing varies in these figures."
            )

    @property
    def se(self) -> float:
        """The standard error."""
        return math.sqrt(self.v)

    @property
    def ci(self) -> tuple[float, float]:
        """The 95% interval, by the normal distribution."""
        return self.y - _95_PERCENT * self.se, self.y + _95_PERCENT * self.se


def _finite(**figures: Any) -> None:
    for name, value in figures.items():
        if not isinstance(value, numbers.Real):
            raise EvidenceError(f"{name} is {value!r}; a number is needed.")
        if not math.isfinite(value):
            raise EvidenceError(f"{name} is {float(value):g}; a number is needed.")


# --- sizes of a difference between means -----------------------------------------------------------------------------


def hedges_g(arm1: Means, arm2: Means, *, higher_is_better: bool = False) -> Size:
    """Return Hedges g: the difference of the means in units of the pooled standard deviation, freed of small-sample bias.

    By the exact correction (Hedges 1981). It assumes that scores are about normal and vary alike in both arms. With
    changes since the start the unit is the standard deviation of changes, usually a smaller one: the same benefit then
    gives a larger g, and the two kinds are compared with care.
    """
    size = formulas.hedges(arm1.mean, arm1.sd, arm1.n, arm2.mean, arm2.sd, arm2.n)
    y = float(size.exact)
    return Size("g", -y if higher_is_better else y, float(size.exact_v))


def g_of_t(t: float, n1: float, n2: float) -> Size:
    """Return Hedges g from the t statistic of two independent arms; t is above 0 where arm 1 did better.

    d = t sqrt(1/n1 + 1/n2). Not for paired tests, nor for a t that was adjusted for the scores at the start.
    """
    _finite(t=t, n1=n1, n2=n2)
    if n1 < 1 or n2 < 1 or n1 + n2 <= 2:
        raise EvidenceError("A t test needs one person in each arm and three in all; look at n1 and n2.")
    d = t * math.sqrt(1 / n1 + 1 / n2)
    g = d * float(formulas.small_sample_correction(np.float64(n1 + n2 - 2)))
    return Size("g", g, 1 / n1 + 1 / n2 + g**2 / (2 * (n1 + n2)))


def g_of_f(f: float, n1: float, n2: float, *, favours_arm1: bool) -> Size:
    """Return Hedges g from the F statistic of two arms (1 degree of freedom above the line), which hides its direction."""
    _finite(f=f)
    if f < 0:
        raise EvidenceError(f"An F statistic is not below 0, this one is {f:g}.")
    return g_of_t(math.sqrt(f) if favours_arm1 else -math.sqrt(f), n1, n2)


def g_of_p(p: float, n1: float, n2: float, *, favours_arm1: bool) -> Size:
    """Return Hedges g from the two-sided p of a t test of two arms. A p given as "below .05" says too little for this."""
    _finite(p=p, n1=n1, n2=n2)
    if not 0 < p <= 1:
        raise EvidenceError(f"A p-value lies above 0 and not above 1, this one is {p:g}.")
    if n1 + n2 <= 2:
        raise EvidenceError("A t test needs one person in each arm and three in all; look at n1 and n2.")
    t = float(-stdtrit(n1 + n2 - 2, p / 2))
    return g_of_t(t if favours_arm1 else -t, n1, n2)


def given(y: float, se: float, measure: str = "g") -> Size:
    """Return a size as a paper or a data set gives it, with its standard error."""
    _finite(y=y, se=se)
    if se <= 0:
        raise EvidenceError(f"A standard error is above 0, this one is {se:g}.")
    return Size(measure, y, se**2)


# --- sizes of a difference between counts ----------------------------------------------------------------------------


def log_risk_ratio(arm1: Counts, arm2: Counts) -> Size:
    """Return the log of how many times likelier the event was in arm 1. With an empty cell 1/2 is added to all four."""
    return of_counts("log RR", arm1, arm2)


def log_odds_ratio(arm1: Counts, arm2: Counts) -> Size:
    """Return the log of the ratio of odds. With an empty cell 1/2 is added to all four."""
    return of_counts("log OR", arm1, arm2)


def risk_difference(arm1: Counts, arm2: Counts) -> Size:
    """Return how much larger the risk was in arm 1 (0.1 is ten more in a hundred). With an empty cell 1/2 is added."""
    return of_counts("RD", arm1, arm2)


def peto_odds_ratio(arm1: Counts, arm2: Counts) -> Size:
    """Return Peto's one-step log odds ratio; good for rare events, arms of like size and small effects only."""
    return of_counts("log OR (Peto)", arm1, arm2)


def g_of_counts(arm1: Counts, arm2: Counts) -> Size:
    """Return g from counts: the log odds ratio times sqrt(3)/pi, as if a logistic score had been cut in two.

    Raises:
        EvidenceError: a cell is empty, so that there is no odds ratio to turn into g.
    """
    table = Cells.of(arm1.events, arm1.n, arm2.events, arm2.n)
    g, se = formulas.g_of_cells(table)
    if not np.isfinite(g):
        raise EvidenceError(
            "A cell is empty, so that the odds ratio is infinite and has no g; use the risk difference."
        )
    return Size("g", float(g), float(se) ** 2)


def of_counts(measure: str, arm1: Counts, arm2: Counts) -> Size:
    """Return an effect of counts by the name of its measure, one of `formulas.OF_COUNTS`.

    Raises:
        EvidenceError: a ratio is asked for where no event, or an event in everybody, tells nothing of it.
    """
    if arm1.events == arm2.events == 0 and measure != "RD":
        raise EvidenceError(
            f"No event in either arm tells nothing of a {measure}; leave it out or use the RD."
        )
    if arm1.events == arm1.n and arm2.events == arm2.n and measure != "RD":
        raise EvidenceError(
            f"An event in everybody tells nothing of a {measure}; leave it out or use the RD."
        )
    y, v = formulas.OF_COUNTS[measure](Cells.of(arm1.events, arm1.n, arm2.events, arm2.n).filled())
    return Size(measure, float(y), float(v))
