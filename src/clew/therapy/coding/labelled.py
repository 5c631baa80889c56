"""What is learned from: coded sessions as tables of numbers, without a word of what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clew.therapy.coding import coder
from clew.therapy.coding import model as models
from clew.therapy.coding.codes import Scheme
from clew.therapy.coding.tuning import TUNABLE
from clew.therapy.transcripts.turns import Transcript

Whole = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Settled:
    """What people settled on in one session, for the kinds of code (`schemes`) of which it was gone through.

    ``given`` are turn, scheme and code of what they accepted or gave; ``waiting`` what is proposed still, of which
    nobody knows. Of every other turn it is known that it does not have the code.
    """

    schemes: frozenset[Scheme]
    given: frozenset[tuple[int, Scheme, str]]
    waiting: frozenset[tuple[int, Scheme, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of code in one session, as numbers: arrays of turns x codes, and which ``turns`` they are."""

    turns: Whole
    margins: models.Floats
    odds: models.Floats
    some: models.Floats
    barred: Bools
    given: Bools
    known: Bools


@dataclass(frozen=True, slots=True)
class Coded:
    """One coded session of so many ``turns`` as numbers. ``patient`` and ``session`` are keys that say nothing."""

    patient: str
    session: str
    turns: int
    tables: Mapping[Scheme, Table]


def read(transcript: Transcript, settled: Settled, *, patient: str, session: str) -> Coded:
    """Return what can be learned of one session. No word of it is in what is returned."""
    tables: dict[Scheme, Table] = {}
    for name, mine in coder.by_side(coder.gather(transcript)):
        if not mine:
            continue
        side = models.side(name)
        features = coder.read_features(mine)
        margins = side.margins(features, side.known(features), len(mine))
        for value, head in side.heads.items():
            scheme = Scheme(value)
            rows = [row for row, each in enumerate(mine) if scheme in each.said]
            if scheme in TUNABLE and scheme in settled.schemes and rows:
                said = [mine[row] for row in rows]
                tables[scheme] = _table(scheme, head, margins[value][rows], said, settled)
    return Coded(patient, session, len(transcript.turns), tables)


def _table(
    scheme: Scheme,
    head: models.Head,
    margins: models.Floats,
    said: Sequence[coder.Evidence],
    settled: Settled,
) -> Table:
    odds, some = head.cues([each.said[scheme] for each in said])
    row_of = {each.turn.index: row for row, each in enumerate(said)}

    def at(codes: frozenset[tuple[int, Scheme, str]]) -> Bools:
        found = np.zeros(margins.shape, np.bool_)
        for turn, of, code in codes:
            if of is scheme and turn in row_of and code in head.places:
                found[row_of[turn], head.places[code]] = True
        return found

    given = at(settled.given)
    turns = np.array(list(row_of), np.int64)
    known = given | ~at(settled.waiting)
    return Table(turns, margins, odds, some, coder.barred(scheme, head, said), given, known)
