"""How much more scenes help: `make curve`, or `python -m models.curve`.

Of the batches that coded a scheme one fifth is set apart and never learned from. From the others an eighth, a quarter, a half and all are
learned from, each part holding the smaller ones, and each model is tried on the batches set apart and on the held-out
sessions, which are by another writer. Public data take no part. Writes ``curve.json``, the picture and the page.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from clew.therapy.coding import coder, model
from clew.therapy.coding.codes import Scheme
from clew.therapy.knowledge.markdown import table
from models.pictures import CURVE, DOCS, MEASURES, curve, for_paper

HERE = Path(__file__).parent
FILE = HERE / "curve.json"
PAGE = DOCS / "reference" / "coder-curve.md"
SHARES = (Fraction(1, 8), Fraction(1, 4), Fraction(1, 2), Fraction(1))
APART = 5  # one batch in so many is set apart
SCHEMES = (Scheme.INTERVENTION, Scheme.REPAIR, Scheme.DEFENSE, Scheme.RUPTURE, Scheme.AFFECT)

Found = dict[str, Any]


def order_of(batches: Sequence[str]) -> list[str]:
    """Return batches in an order that has nothing to do with who wrote them or when, the same each time."""
    return sorted(set(batches), key=lambda name: hashlib.sha256(f"curve {name}".encode()).hexdigest())


def split(batches: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the batches to learn from and those set apart."""
    order = order_of(batches)
    return [b for n, b in enumerate(order) if n % APART], order[::APART]


def macro_f1(proposed: np.ndarray, gold: np.ndarray) -> float:
    """Return the mean F1 over the codes that were given at all: arrays of turns x codes."""
    both, either = (proposed & gold).sum(axis=0), proposed.sum(axis=0) + gold.sum(axis=0)
    given = gold.any(axis=0)
    return float((2 * both / np.maximum(either, 1))[given].mean())


def propose(side: model.Side, scheme: Scheme, evidence: Sequence[coder.Evidence]) -> np.ndarray:
    """Return what a model proposes for turns, as the coder does: turns x codes."""
    read = coder.read_features(evidence)
    margins = side.margins(read, side.known(read), len(evidence))[scheme.value]
    sure, chosen = coder.decided(scheme, side.heads[scheme.value], margins, evidence)
    most = coder.MOST.get(scheme)
    if most is not None:
        rank = np.argsort(np.argsort(-np.where(chosen, sure, -1.0), axis=1, kind="stable"), axis=1)
        chosen = chosen & (rank < most)
    return chosen


def measure() -> Found:
    """Learn from each part of the corpus and try it; return what stands in the file."""
    # What is only needed to train is imported here: to read the file and to draw takes none of it.
    from models.scenes import corpus, read
    from models.train import CODES, SIDES, Examples, from_scenes, stored, train

    everything = from_scenes(corpus())
    held_out = from_scenes(s for path in sorted((HERE / "heldout").glob("h*.txt")) for s in read(path))
    side_of = {scheme: name for name, schemes in SIDES.items() for scheme in schemes}

    def only(examples: Examples, batches: Sequence[str]) -> Examples:
        wanted, found = set(batches), Examples(examples.scheme)
        for row, group in enumerate(examples.groups):
            if group in wanted:
                found.add(examples.evidence[row], examples.codes[row], group, examples.weights[row])
        return found

    def gold_of(examples: Examples) -> np.ndarray:
        return np.array([[c in given for c in CODES[examples.scheme]] for given in examples.codes])

    schemes: Found = {}
    for scheme in SCHEMES:
        learned, apart = split(everything[scheme].groups)
        tried = {"own": only(everything[scheme], apart), "heldout": held_out[scheme]}
        points = []
        for share in SHARES:
            mine = learned[: round(share * len(learned))]
            examples = only(everything[scheme], mine)
            side = model.Side(stored({scheme.value: train(examples)}, "0"), side_of[scheme])
            point: Found = {"share": str(share), "batches": len(mine), "turns": len(examples.codes)}
            for name, each in tried.items():
                point[name] = round(macro_f1(propose(side, scheme, each.evidence), gold_of(each)), 4)
            points.append(point)
            print(f"{scheme.value}: {point}", flush=True)
        schemes[scheme.value] = {
            "apart": {name: len(each.codes) for name, each in tried.items()},
            "points": points,
        }
    return schemes


def read() -> Found:
    """Read the file."""
    found: Found = json.loads(FILE.read_text("utf-8"))
    return found


def picture(found: Found) -> str:
    """Return the picture of the numbers in the file."""
    return for_paper(curve({scheme: each["points"] for scheme, each in found.items()}), "curve")


_ABOUT = """# How much more scenes help the coder

<!-- Written by `make curve`. -->

Of the batches of scenes in which a scheme was coded throughout, one fifth was set apart and never learned from. From the
others an eighth, a quarter, a half and all were learned from, each part holding the smaller ones, and each model was tried
on the batches set apart and on the [held-out sessions](accuracy.md#on-fictional-sessions-that-it-was-not-trained-on), which
are by another writer. The public data that help the coder in the package took no part, and a fifth of the batches was never
learned from, so these are not the figures of [the model](coder-model.md) that is in it.

![Macro-F1 by the share of the batches that a model learned from, a line for each scheme](../images/coder-curve.svg)
"""
_READ = """A line that still rises says that more scenes of the same kind would help. One that rises on our own scenes alone says
that they teach our way of writing. One draw of batches was measured, so a step of one or two hundredths says nothing."""


def page(found: Found) -> str:
    """Return the page of the documentation with the numbers in the file."""
    shares = [str(share) for share in SHARES]
    blocks = [_ABOUT.rstrip()]
    for measure, words in MEASURES:
        rows = [
            (
                scheme,
                f"{each['apart'][measure]:,}",
                *(f"{point[measure]:.2f}" for point in each["points"]),
            )
            for scheme, each in found.items()
        ]
        blocks += [f"## Macro-F1, {words}", table(("Scheme", "Turns tried on", *shares), rows)]
    learned = [
        (scheme, *(f"{point['batches']} ({point['turns']:,})" for point in each["points"]))
        for scheme, each in found.items()
    ]
    blocks += ["## Batches learned from, and their turns", table(("Scheme", *shares), learned), _READ]
    return "\n\n".join(blocks) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure anew unless told otherwise, then write the picture and the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--draw", action="store_true", help="write picture and page from the numbers there are"
    )
    options = parser.parse_args(arguments)
    start = time.perf_counter()
    if not options.draw:
        FILE.write_text(json.dumps(measure(), indent=1) + "\n", "utf-8")
    found = read()
    CURVE.write_text(picture(found), "utf-8")
    PAGE.write_text(page(found), "utf-8")
    print(f"{FILE.name}, {CURVE.name}, {PAGE.name}: {time.perf_counter() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
