"""What every analysis takes: effects with their variances, each with its row and its study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clew.therapy.errors import TherapyError

Floats = NDArray[np.float64]


class EvidenceError(TherapyError):
    """Data or settings with which an analysis would say something untrue; the words say which and what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class Effects:
    """Some effects of trials: `y` their sizes (Hedges g unless said otherwise), `v` their sampling variances.

    All arrays have one entry an effect, in the order of the table. `row` is the number of the table's row, unique;
    `study` the name of the trial, which several effects may share.

    Raises:
        EvidenceError: arrays differ in length; an effect or a variance is no number; a variance is not above 0;
            a row comes twice.
    """

    y: Floats
    v: Floats
    row: NDArray[np.int64]
    study: tuple[str, ...]

    def __post_init__(self) -> None:
        k = len(self.y)
        if not (self.v.shape == self.row.shape == (k,) == (len(self.study),)):
            raise EvidenceError("Effects, variances, rows and studies must be equally many.")
        for wrong, words in (
            (~np.isfinite(self.y), "the effect is not a number"),
            (~np.isfinite(self.v), "the variance is not a number"),
            (self.v <= 0, "the variance is not above 0"),
        ):
            if wrong.any():
                raise EvidenceError(f"Row {self.row[wrong][0]} ({self.study[int(wrong.argmax())]}): {words}.")
        rows, times = np.unique(self.row, return_counts=True)
        if (times > 1).any():
            raise EvidenceError(f"Row {rows[times > 1][0]} comes twice.")

    @classmethod
    def of(cls, y: Sequence[float], v: Sequence[float], study: Sequence[str] | None = None) -> Effects:
        """Return effects from plain numbers, rows counted from 1, each a study of its own unless named."""
        names = [str(n + 1) for n in range(len(y))] if study is None else study
        return cls(
            np.asarray(y, dtype=np.float64),
            np.asarray(v, dtype=np.float64),
            np.arange(1, len(y) + 1),
            tuple(names),
        )

    def __len__(self) -> int:
        return len(self.y)

    @property
    def se(self) -> Floats:
        """Standard errors."""
        return np.sqrt(self.v)

    @property
    def studies(self) -> int:
        """How many trials there are."""
        return len(set(self.study))

    @property
    def cluster(self) -> NDArray[np.int64]:
        """The number of each effect's study, counted from 0 in the order in which studies first come."""
        numbers = {name: n for n, name in enumerate(dict.fromkeys(self.study))}
        return np.array([numbers[name] for name in self.study], dtype=np.int64)

    def only(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> Effects:
        """Return some of the effects: a mask, or places in the order wanted."""
        places = np.flatnonzero(which) if which.dtype == np.bool_ else which
        return Effects(
            self.y[places], self.v[places], self.row[places], tuple(self.study[p] for p in places.tolist())
        )
