"""What the facts of `clew.therapy.knowledge.evidence` come to once their counts are worked out, and what was pooled.

Risk ratios, differences and their intervals are computed here from the counts; none is written down anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from clew.therapy.evidence.sizes import Counts
from clew.therapy.evidence.two_by_two import TwoByTwo, two_by_two
from clew.therapy.knowledge.evidence import EVIDENCE
from clew.therapy.knowledge.trial_facts import Estimate, Fact, FactKind, TrialArm, TrialOutcome


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two arms of a trial on one outcome, `arm1` first as in the fact, with what their counts say."""

    fact: Fact
    outcome: TrialOutcome
    arm1: TrialArm
    arm2: TrialArm
    table: TwoByTwo

    @property
    def ratio_leaves_it_open(self) -> bool | None:
        """Whether the interval of the risk ratio holds 1, no difference; None where there is no ratio."""
        limits = self.table.risk_ratio_ci
        return None if limits is None else limits[0] <= 1 <= limits[1]

    @property
    def difference_leaves_it_open(self) -> bool:
        """Whether the interval of the risk difference holds 0, no difference."""
        low, high = self.table.risk_difference_ci
        return low <= 0 <= high

    @property
    def conclusion(self) -> str:
        """What these counts can tell, in one sentence. It is about chance only, not about how the trial was made."""
        if self.ratio_leaves_it_open is False and not self.difference_leaves_it_open:
            first = (self.table.risk1 > self.table.risk2) == self.outcome.good
            return f"Chance alone would seldom make such a difference; it favours the {'first' if first else 'second'} arm."
        if self.ratio_leaves_it_open and self.difference_leaves_it_open:
            return "Chance alone could make such a difference: neither that one is better nor that they are equal follows."
        return (
            "At the edge: no difference lies within one of the two intervals and outside the other, so the counts alone "
            "do not settle it."
        )


def comparisons(fact: Fact) -> tuple[Comparison, ...]:
    """Return each pair of arms of each outcome of which the counts are known; none where only shares are."""
    return tuple(
        Comparison(fact, outcome, arm1, arm2, two_by_two(Counts(*arm1.counts), Counts(*arm2.counts)))
        for outcome in fact.outcomes
        for arm1, arm2 in combinations(outcome.arms, 2)
        if arm1.counts and arm2.counts
    )


def published() -> Iterator[tuple[Fact, Estimate]]:
    """Yield every published pooled estimate with the fact it belongs to: what is known before any table is loaded."""
    for fact in EVIDENCE.values():
        if fact.kind is FactKind.POOLED:
            yield from ((fact, estimate) for estimate in fact.estimates)
