"""The coder's model: linear heads over the features of a turn, read from one file in the package.

The file is made by `make model` (see ``models/train.py`` and the model card beside it). A *side* is the clinician's
or the patient's; all heads of a side share one table of features. For a turn with features F and a code c

    margin(c) = bias(c) + sum of weight(f, c) over F / sqrt(sum of rarity(f) squared over F)

which is logistic regression over rarity-weighted features of length one. How sure the coder is joins this margin with
what the cues say (`blend`), fitted on batches that the margin was not trained on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from clew.therapy.coding.engine import Said
from clew.therapy.coding.features import LONGEST, Features
from clew.therapy.errors import TherapyError

FILE = "coder.npz"
FORMAT = 1
CLINICIAN, PATIENT = "clinician", "patient"
#: Features are found by the last bits of their number: a table of a million places.
MASK = (1 << 20) - 1
#: Cues speak within these log odds; a code that no cue speaks for is taken at the lower end.
CUE_LEAST, CUE_MOST = -6.0, 6.0

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Head:
    """What a side says of one scheme: its codes and, for each, how margin and cues are joined.

    ``blend`` has a row for each code: the weights of the margin, of the cues' log odds and of there being any cue,
    and a constant. ``default`` and ``explore`` are confidences: from the first on a code is proposed, from the
    second on it is shown to whoever looks for more.
    """

    codes: tuple[str, ...]
    columns: slice
    bias: Floats
    blend: Floats
    default: Floats
    explore: Floats

    def confidences(self, margins: Floats, said: Sequence[Mapping[str, Said]]) -> Floats:
        """Return how likely each code is, for some turns: from their margins and what the cues say of each."""
        return self.joined(margins, *self.cues(said))

    def cues(self, said: Sequence[Mapping[str, Said]]) -> tuple[Floats, Floats]:
        """Return the cues' log odds and whether there are any, for some turns: arrays of turns x codes."""
        odds = np.full((len(said), len(self.codes)), CUE_LEAST, np.float32)
        some = np.zeros(odds.shape, np.float32)
        places = self.places
        for row, codes in enumerate(said):
            for code, item in codes.items():
                odds[row, places[code]] = min(max(item.odds, CUE_LEAST), CUE_MOST)
                some[row, places[code]] = 1.0
        return odds, some

    def joined(self, margins: Floats, odds: Floats, some: Floats) -> Floats:
        """Return how likely each code is, from arrays of turns x codes."""
        blend = self.blend
        joined: Floats = margins * blend[:, 0] + odds * blend[:, 1] + some * blend[:, 2] + blend[:, 3]
        sure: Floats = (1.0 / (1.0 + np.exp(-joined))).astype(np.float32)
        return sure

    @cached_property
    def places(self) -> dict[str, int]:
        """The column of each code."""
        return {code: place for place, code in enumerate(self.codes)}


class Side:
    """The table of one side: which features it knows, and what each says for every code of every head."""

    def __init__(self, stored: Mapping[str, npt.NDArray[np.generic]], name: str) -> None:
        self._keys = stored[f"{name}.keys"].astype(np.uint32)
        self._weights = stored[f"{name}.weights"].astype(np.int8)
        self._scale = stored[f"{name}.scale"].astype(np.float32)
        self._rarity = np.square(stored[f"{name}.rarity"].astype(np.float32))
        self._rows = np.full(MASK + 1, -1, np.int32)
        self._rows[self._keys & np.uint32(MASK)] = np.arange(len(self._keys), dtype=np.int32)
        self.heads: dict[str, Head] = {}
        start = 0
        for scheme in stored[f"{name}.heads"].tolist():
            codes = tuple(stored[f"{name}.{scheme}.codes"].tolist())
            part = {
                what: stored[f"{name}.{scheme}.{what}"].astype(np.float32)
                for what in ("bias", "blend", "default", "explore")
            }
            self.heads[scheme] = Head(codes, slice(start, start + len(codes)), **part)
            start += len(codes)

    def known(self, features: Features) -> Rows:
        """Return the row of each feature in the table, -1 for one it does not have."""
        rows = self._rows[features.keys & np.uint32(MASK)]
        return np.where((rows >= 0) & (self._keys[rows] == features.keys), rows, np.int32(-1))

    def margins(self, features: Features, rows: Rows, turns: int) -> dict[str, Floats]:
        """Return the margin of every code for every turn, by scheme: arrays of ``turns`` rows."""
        known = rows >= 0
        # A feature counts once in a turn, however often it comes.
        pair = np.sort(features.turn[known].astype(np.int64) << 32 | rows[known])
        pair = pair[np.diff(pair, prepend=-1) != 0]
        mine, owner = (pair & 0xFFFFFFFF).astype(np.int32), (pair >> 32).astype(np.int32)
        starts = np.flatnonzero(np.diff(owner, prepend=-1))
        sums = np.zeros((turns, self._weights.shape[1]), np.float32)
        lengths = np.zeros((turns, self._rarity.shape[1]), np.float32)
        if len(mine):
            sums[owner[starts]] = np.add.reduceat(self._weights[mine], starts, axis=0, dtype=np.float32)
            lengths[owner[starts]] = np.add.reduceat(self._rarity[mine], starts, axis=0)
        sums *= self._scale
        found = {}
        for place, (scheme, head) in enumerate(self.heads.items()):
            length = np.sqrt(np.maximum(lengths[:, place], 1e-6))[:, None]
            found[scheme] = (sums[:, head.columns] / length + head.bias).astype(np.float32)
        return found

    def moved_by(
        self, features: Features, rows: Rows, asked: Sequence[tuple[int, int, str, str]]
    ) -> list[tuple[int, int] | None]:
        """Return the run of words that moved a code most, for each question; None where no word spoke for it.

        A question is the turn, how many words of it were read, the scheme and the code; an answer is the first and the
        last place among those words. ``features`` lie in the order of `Features`, ``rows`` are theirs. The weight of
        each run of words is shared out among its words.
        """
        order = np.argsort(features.turn, kind="stable")
        turns = np.array([turn for turn, *_ in asked], np.int64)
        columns = [self._column(scheme, code) for _, _, scheme, code in asked]
        starts = np.searchsorted(features.turn[order], turns)
        many = np.searchsorted(features.turn[order], turns, "right") - starts
        question = np.repeat(np.arange(len(asked)), many)
        mine = order[np.arange(int(many.sum())) + np.repeat(starts - (np.cumsum(many) - many), many)]
        kept = (rows[mine] >= 0) & (features.width[mine] > 0)
        question, mine = question[kept], mine[kept]
        width = features.width[mine]
        weights = self._weights[rows[mine], np.array(columns, np.int64)[question]] / width
        # Place 0 is the sign for the beginning of a turn, so word n stands at place n + 1.
        size = LONGEST + 4
        place = question * size + features.first[mine]
        by_word = np.bincount(place, weights, len(asked) * size)
        for step in (1, 2):
            longer = width > step
            by_word += np.bincount(place[longer] + step, weights[longer], len(asked) * size)
        every = by_word.reshape(len(asked), size)
        return [
            _heaviest(every[number, 1 : words + 1].tolist()) for number, (_, words, _, _) in enumerate(asked)
        ]

    def _column(self, scheme: str, code: str) -> int:
        head = self.heads[scheme]
        return int(head.columns.start) + head.places[code]


def _heaviest(moved: Sequence[float]) -> tuple[int, int] | None:
    """Return the first and last place of the run with the greatest sum; None where nothing is above 0."""
    best, stretch, start, total = 0.0, None, 0, 0.0
    for place, each in enumerate(moved):
        if total <= 0.0:
            start, total = place, 0.0
        total += each
        if total > best:
            best, stretch = total, (start, place)
    return stretch


@cache
def _stored() -> dict[str, npt.NDArray[np.generic]]:
    with files("clew.therapy.coding").joinpath(FILE).open("rb") as file, np.load(file) as archive:
        stored = {name: archive[name] for name in archive.files}
    if int(stored["format"]) != FORMAT:
        raise TherapyError("The coder's model was made by another version of Clew; make it anew: make model.")
    return stored


def has(name: str) -> bool:
    """Say whether the model in the package has a side; one that was made from another corpus may lack it."""
    return f"{name}.heads" in _stored()


@cache
def side(name: str) -> Side:
    """Return the clinician's or the patient's side of the model, loaded once."""
    return Side(_stored(), name)


def version() -> str:
    """Return the version of the model in the package: the first half of a hash of what it was made from."""
    return str(_stored()["version"])
