"""Effects nested in studies: covariances with one block a study, solved in as many steps as there are effects.

The covariance of the effects of one study is

    M = diag((1 - rho) v + within) + between 1 1' + rho s s',    s = sqrt(v)

that is, sampling errors that correlate by `rho` inside a study, one variance between studies and one between the effects of
a study. It is a diagonal plus two outer products, so that its inverse needs sums over studies and no matrices.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import numpy as np
from numpy.typing import NDArray

from clew.therapy.evidence.effects import EvidenceError, Floats

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Nested:
    """Effects `y` with sampling variances `v` and moderators `x` (k by p), those of a study side by side.

    `start` is the place where each study begins and `size` how many effects it has. `rho` is the assumed correlation of
    sampling errors within a study; it must be at least 0 and below 1.
    """

    y: Floats
    v: Floats
    x: Floats
    start: Places
    size: Places
    rho: float = 0.0
    root: Floats = field(init=False)

    def __post_init__(self) -> None:
        if not 0 <= self.rho < 1:
            raise EvidenceError(
                f"rho is {self.rho}; the correlation of sampling errors within a study must be at least 0 and below 1."
            )
        object.__setattr__(self, "root", np.sqrt(self.v))

    @classmethod
    def of(cls, y: Floats, v: Floats, x: Floats, cluster: Places, rho: float = 0.0) -> Nested:
        """Return the effects put in the order of their clusters, which are numbered from 0."""
        order = np.argsort(cluster, kind="stable")
        size = np.bincount(cluster)
        start = np.concatenate(([0], np.cumsum(size)[:-1]))
        return cls(y[order], v[order], x[order], start, size, rho)

    def sums(self, a: Floats) -> Floats:
        """Return the sum of `a` over the effects of each study."""
        return cast(Floats, np.add.reduceat(a, self.start, axis=0))

    def spread(self, a: Floats) -> Floats:
        """Return what belongs to a study once for each of its effects."""
        return np.repeat(a, self.size, axis=0)

    def places(self, size: int) -> Places:
        """Return the places of the effects of all studies with `size` effects, one row a study."""
        return cast(Places, self.start[self.size == size][:, None] + np.arange(size))


class Covariance:
    """The inverse of M, never written out, and the logarithm of its determinant (`logdet`).

    M is reached from its diagonal in two steps, each adding one outer product: first of the correlated sampling errors,
    then of the variance between studies. What is solved for is split into a part along the outer product and a part
    across it, so that nothing cancels when rho is near 1.
    """

    def __init__(self, nested: Nested, between: float, within: float) -> None:
        self.nested = nested
        self.between = between
        self.within = within
        self.diagonal = (1 - nested.rho) * nested.v + within
        self.along_root = nested.sums(nested.v / self.diagonal)
        self.raised = 1 + nested.rho * self.along_root
        self.ones = self._solve_errors(np.ones((len(nested.v), 1)))[:, 0]
        self.along_ones = nested.sums(self.ones)
        self.lifted = 1 + between * self.along_ones
        logs = (np.log(each).sum() for each in (self.diagonal, self.raised, self.lifted))
        self.logdet = float(sum(logs))

    def _solve_errors(self, a: Floats) -> Floats:
        """Return the inverse of M without the variance between studies, times `a`."""
        nested, column = self.nested, self.diagonal[:, None]
        if not nested.rho:
            return a / column
        root = nested.root[:, None]
        along = nested.sums(root * a / column) / self.along_root[:, None]
        across = a - root * nested.spread(along)
        return (across + root * nested.spread(along / self.raised[:, None])) / column

    def solve(self, a: Floats) -> Floats:
        """Return the inverse of M times `a` (k by any number of columns)."""
        nested, ones = self.nested, self.ones[:, None]
        along = nested.sums(ones * a) / self.along_ones[:, None]
        across = self._solve_errors(a - nested.spread(along))
        return across + ones * nested.spread(along / self.lifted[:, None])

    def traces(self) -> tuple[float, float]:
        """Return the traces of the inverse of M and of that inverse squared.

        The inverse is diag(w) - g aa' - h bb' for each study, with a = w s and b the `ones`.
        """
        w, b = 1 / self.diagonal, self.ones
        a = self.nested.root * w
        g = self.nested.rho / self.raised
        h = self.between / self.lifted
        parts = np.stack((a * a, b * b, a * b, w * a * a, w * b * b), axis=1)
        aa, bb, ab, waa, wbb = self.nested.sums(parts).T
        first = w.sum() - (g * aa + h * bb).sum()
        crossed = (g * aa) ** 2 + (h * bb) ** 2 + 2 * g * h * ab**2 - 2 * (g * waa + h * wbb)
        return float(first), float((w * w).sum() + crossed.sum())

    def blocks(self, places: Places) -> Floats:
        """Return M itself for the studies of `places`: studies by size by size."""
        root = self.nested.root[places]
        out = self.between + self.nested.rho * root[:, :, None] * root[:, None, :]
        index = np.arange(places.shape[1])
        out[:, index, index] += self.diagonal[places]
        return out
