"""Stored effects against the means that stand beside them: what a table says twice, it should say alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clew.therapy.evidence import formulas
from clew.therapy.evidence.effects import Floats
from clew.therapy.evidence.tables import EFFECT, Table

MEANS = ("mean_arm1", "sd_arm1", "n_arm1", "mean_arm2", "sd_arm2", "n_arm2")
CHANGES = (
    *("mean_change_arm1", "sd_change_arm1", "n_change_arm1"),
    *("mean_change_arm2", "sd_change_arm2", "n_change_arm2"),
)
LARGEST_DIFFERENCE, LARGEST_EFFECT = 0.05, 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Recomputed:
    """Effects as they are stored and as the columns of their means give them, one an entry, NaN where there is none.

    `again` is Hedges g with the exact correction, above 0 where arm 1 has the lower mean.
    """

    table: Table
    stored: Floats
    again: Floats

    @property
    def comparable(self) -> NDArray[np.bool_]:
        """Which rows have both."""
        return np.isfinite(self.stored) & np.isfinite(self.again)

    @property
    def differ(self) -> NDArray[np.bool_]:
        """Which effects differ in size by more than 0.05, whatever their sign."""
        return np.asarray(self.comparable & (self._difference > LARGEST_DIFFERENCE))

    @property
    def opposite(self) -> NDArray[np.bool_]:
        """Which effects have the other sign."""
        return np.asarray(self.comparable & (np.sign(self.stored) != np.sign(self.again)))

    @property
    def largest_of_the_rest(self) -> float | None:
        """The largest difference in size among effects that do not differ; None where there are none."""
        rest = self.comparable & ~self.differ
        return float(self._difference[rest].max()) if rest.any() else None

    @property
    def extreme(self) -> NDArray[np.bool_]:
        """Which stored effects are beyond 4 standard deviations, larger than any therapy's."""
        return np.asarray(np.abs(self.stored) > LARGEST_EFFECT)

    @property
    def _difference(self) -> Floats:
        return np.asarray(np.abs(np.abs(self.stored) - np.abs(self.again)))


def recompute(table: Table, columns: tuple[str, ...] = MEANS, effect: str = EFFECT) -> Recomputed:
    """Return the effects of a table with those that its means give. Where columns are missing there are none.

    `columns` are mean, standard deviation and number of arm 1 and then of arm 2: `MEANS` at the end, or `CHANGES`.

    Raises:
        EvidenceError: a cell of these columns holds no number.
    """
    nothing = np.full(len(table), np.nan)
    stored = table.numbers(effect) if effect in table else nothing
    if not table.has(*columns):
        return Recomputed(table, stored, nothing)
    mean1, sd1, n1, mean2, sd2, n2 = (table.numbers(column) for column in columns)
    # A spread or a number that cannot be gives no effect to compare with; `checks` reports it.
    possible = (sd1 >= 0) & (sd2 >= 0) & (n1 > 1) & (n2 > 1)
    again = formulas.hedges(mean1, sd1, n1, mean2, sd2, n2).exact
    return Recomputed(table, stored, np.where(possible, again, np.nan))
