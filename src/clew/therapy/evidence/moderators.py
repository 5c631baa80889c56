"""What may explain why effects differ: numbers and named groups, and the columns they become in a regression."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clew.therapy.evidence.effects import EvidenceError, Floats
from clew.therapy.evidence.pooling import Limits
from clew.therapy.evidence.robust import RobustTest

INTERCEPT = "intercept"
INDEPENDENT = 1e-10  # of a column must be left beside those before it


@dataclass(frozen=True, slots=True)
class Numeric:
    """A number for each effect (None where unknown), entered as (value - center) / scale.

    The intercept is then the effect at `center`, and the slope the change for each `scale` (10 for a decade of years).
    """

    name: str
    values: Sequence[float | None]
    center: float = 0.0
    scale: float = 1.0

    def __post_init__(self) -> None:
        if not (np.isfinite(self.scale) and self.scale != 0 and np.isfinite(self.center)):
            raise EvidenceError(
                f"The scale of {self.name} must be a number other than 0, and its center a number."
            )

    def known(self) -> NDArray[np.bool_]:
        """For which effects the value is known."""
        return np.isfinite(self._numbers())

    def columns(self, which: NDArray[np.bool_]) -> tuple[tuple[str, ...], Floats]:
        """Return the names and the columns for some of the effects."""
        return (self.name,), ((self._numbers()[which] - self.center) / self.scale)[:, None]

    def _numbers(self) -> Floats:
        return np.array([np.nan if v is None else v for v in self.values], dtype=np.float64)


def codes(values: Sequence[str | None], levels: Sequence[str]) -> NDArray[np.int64]:
    """Return the place of each value among the levels, -1 where it is none of them."""
    numbers: dict[str | None, int] = {level: n for n, level in enumerate(levels)}
    return np.array([numbers.get(value, -1) for value in values], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Factor:
    """A group for each effect (None where unknown), compared with the first of `levels` (all, by name, if not given).

    An effect whose group is not among `levels` counts as unknown. A level without effects has no coefficient; if that is
    the first, the first that has effects takes its place.
    """

    name: str
    values: Sequence[str | None]
    levels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(set(self.levels)) != len(self.levels):
            raise EvidenceError(f"A level of {self.name} comes twice; give each once.")
        if not self.levels:
            given = sorted({value for value in self.values if value is not None})
            object.__setattr__(self, "levels", tuple(given))

    def known(self) -> NDArray[np.bool_]:
        """For which effects the group is known."""
        return codes(self.values, self.levels) >= 0

    def columns(self, which: NDArray[np.bool_]) -> tuple[tuple[str, ...], Floats]:
        """Return the names and the columns (1 in the group, 0 outside it) for some of the effects."""
        own = codes(self.values, self.levels)[which]
        compared = np.unique(own)[1:]
        names = tuple(f"{self.name}={self.levels[n]}" for n in compared.tolist())
        return names, (own[:, None] == compared).astype(np.float64)


Moderator = Numeric | Factor


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """A regression's columns, for the effects in `complete`; the first is the intercept.

    Models are fitted on the columns of `basis`, which span the same but are orthonormal, so that a year as it is written
    costs no digits. `back` times the coefficients of the basis gives those of the columns called `names`. The first
    column of the basis is the intercept's, so that the others are 0 when all moderators are.
    """

    names: tuple[str, ...]
    basis: Floats
    back: Floats
    complete: NDArray[np.bool_]


def design(k: int, moderators: Sequence[Moderator]) -> Design:
    """Return the design of a regression of `k` effects, leaving out those of which a moderator is unknown.

    Raises:
        EvidenceError: a moderator with more or fewer values than there are effects; too few effects for the number of
            coefficients; a moderator that is constant, or that the others determine.
    """
    complete = np.ones(k, dtype=np.bool_)
    for moderator in moderators:
        if len(moderator.values) != k:
            raise EvidenceError(f"{moderator.name} has {len(moderator.values)} values for {k} effects.")
        complete &= moderator.known()
    rows = int(complete.sum())
    names, columns = [INTERCEPT], [np.ones((rows, 1))]
    for moderator in moderators:
        added, values = moderator.columns(complete)
        names.extend(added)
        columns.append(values)
    x = np.concatenate(columns, axis=1)
    if rows <= len(names):
        raise EvidenceError(
            f"{rows} effects with known values cannot carry {len(names)} coefficients; "
            "use fewer moderators or a wider choice of rows."
        )
    if moderators and len(names) == 1:
        raise EvidenceError("Every effect has the same value of the moderator, so nothing can be compared.")
    length = np.linalg.norm(x, axis=0)
    length[length == 0] = 1
    basis, triangle = np.linalg.qr(x / length)
    for name, remainder in zip(names, np.abs(np.diag(triangle)), strict=True):
        if remainder < INDEPENDENT:
            raise EvidenceError(
                f"{name} is constant among these effects or follows from the other moderators; leave it out."
            )
    return Design(tuple(names), basis, np.linalg.inv(triangle) / length[:, None], complete)


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One coefficient of a regression with its test; limits at 95%.

    The intercept is the effect where all numbers are at their center and all groups at their first level.
    """

    name: str
    estimate: float
    se: float
    df: float | None
    """Degrees of freedom of t; None under the normal distribution."""
    statistic: float
    p: float
    ci: Limits
    cr2: RobustTest | None = None
    """The test with CR2 errors, in models of effects within studies: the one to report."""
    cr1: RobustTest | None = None
