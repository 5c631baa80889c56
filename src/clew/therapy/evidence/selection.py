"""Selection models: how large would the effect be if studies without significance had been published as readily?

A step-function model (Hedges 1992, Stat Sci 7:246; Vevea & Hedges 1995, Psychometrika 60:419) has two parts. The
first is the random-effects model. The second gives each study a weight: how likely it is to be seen, relative to
the most significant ones, by the interval in which its one-sided p-value falls. Both are fitted at once by maximum
likelihood. With one step at .025 this is the three-parameter selection model (mean, tau2 and one weight).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from clew.therapy.evidence.distributions import chi_squared_p, interval, two_sided_p
from clew.therapy.evidence.effects import Effects, EvidenceError
from clew.therapy.evidence.step_likelihood import StepLikelihood, fit


@dataclass(frozen=True, slots=True)
class Interval:
    """One interval of one-sided p-values of a selection model.

    Attributes:
        above: the interval begins above this p-value.
        upto: and reaches to this one, which belongs to it.
        k: how many effects fall into it.
        weight: how likely an effect in it is to be seen, relative to one in the first interval, whose weight is 1:
            0.4 means that for every 10 that would be seen were they more significant, 4 are.
        se: standard error of the weight; None for the first interval, and for a weight that ended at 0.
    """

    above: float
    upto: float
    k: int
    weight: float
    se: float | None


@dataclass(frozen=True, slots=True)
class Selection:
    """A pool corrected by a step-function selection model.

    It assumes that what decides whether a result is seen is its one-sided p-value and nothing else, that the steps
    are where readers and editors have them, and that true effects are normally distributed. With few effects in an
    interval its weight is hardly known, and a corrected pool then rests on little.

    Attributes:
        k: how many effects.
        estimate: the mean of the true effects, of all studies, seen or not.
        se: its standard error, from the observed information (Wald), with lower and upper the 95% limits.
        lower: 95% limit.
        upper: 95% limit.
        z: estimate / se.
        p: two-sided p-value of the estimate being 0.
        tau2: variance of the true effects, by maximum likelihood.
        se_tau2: its standard error; None when tau2 is (nearly) 0.
        intervals: the intervals of p-values with their weights, from the most significant on.
        log_likelihood: of the fitted model.
        likelihood_ratio: twice the gain of the log-likelihood over the model in which all weights are 1.
        likelihood_ratio_df: its degrees of freedom: how many weights were fitted.
        likelihood_ratio_p: chi-squared p-value; a small one says that results were selected.
    """

    k: int
    estimate: float
    se: float
    lower: float
    upper: float
    z: float
    p: float
    tau2: float
    se_tau2: float | None
    intervals: tuple[Interval, ...]
    log_likelihood: float
    likelihood_ratio: float
    likelihood_ratio_df: int
    likelihood_ratio_p: float

    @property
    def weights(self) -> tuple[float, ...]:
        """The weights of the intervals, from the most significant on; the first is 1."""
        return tuple(interval.weight for interval in self.intervals)


def selection_model(effects: Effects, steps: Sequence[float] = (0.025,)) -> Selection:
    """Fit a step-function selection model, the one-sided p-values those of an effect above 0.

    Args:
        effects: the effects, coded so that positive ones favour what is studied.
        steps: where the weight changes, as one-sided p-values between 0 and 1; (0.025,) is two-sided 5%.

    Raises:
        EvidenceError: steps are not between 0 and 1 or come twice; fewer effects than parameters; no effect in the
            first interval, so that there is nothing to compare the others with.
    """
    ends = _ends(steps)
    k = len(effects)
    if k < 1 + len(ends):
        raise EvidenceError(
            f"A selection model with {len(ends)} intervals needs {1 + len(ends)} effects, not {k}."
        )
    one_sided = ndtr(-effects.y / effects.se)
    counts = np.bincount(np.searchsorted(ends, one_sided), minlength=len(ends)).astype(np.float64)
    if counts[0] == 0:
        raise EvidenceError(
            f"No effect has a one-sided p-value up to {ends[0]:g}; choose a larger first step, or turn the signs "
            "round where effects below 0 favour what is studied."
        )
    free = fit(StepLikelihood(effects, np.array(ends[:-1]), counts))
    plain = fit(StepLikelihood(effects, np.array([]), np.array([float(k)])))
    ratio = max(0.0, 2 * (free.value - plain.value))
    se = free.mean_se
    lower, upper = interval(free.mean, se)
    z = free.mean / se
    intervals = tuple(
        Interval(above, upto, int(count), float(weight), weight_se)
        for above, upto, count, weight, weight_se in zip(
            (0.0, *ends[:-1]), ends, counts, free.weights, (None, *free.weights_se), strict=True
        )
    )
    return Selection(
        k=k,
        estimate=free.mean,
        se=se,
        lower=lower,
        upper=upper,
        z=z,
        p=two_sided_p(z),
        tau2=free.tau2,
        se_tau2=free.tau2_se,
        intervals=intervals,
        log_likelihood=free.value,
        likelihood_ratio=ratio,
        likelihood_ratio_df=len(ends) - 1,
        likelihood_ratio_p=chi_squared_p(ratio, len(ends) - 1),
    )


def _ends(steps: Sequence[float]) -> tuple[float, ...]:
    """The upper ends of the intervals: the steps, and 1."""
    ends = sorted(float(step) for step in steps if step != 1)
    if not ends or not (ends[0] > 0 and ends[-1] < 1) or len(set(ends)) < len(ends):
        raise EvidenceError("Steps are one-sided p-values between 0 and 1, each given once, such as 0.025.")
    return (*ends, 1.0)
