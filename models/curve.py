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
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from scipy.linalg import block_diag

from clew.therapy.charts.paper import for_paper
from clew.therapy.coding import clusters, coder, model
from clew.therapy.coding.codes import Scheme
from clew.therapy.knowledge.markdown import table
from models.pictures import CURVE, DOCS, MEASURES, curve

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


def of_batches(taught: Any, batches: Sequence[str]) -> Any:
    """Return those examples, or rated stretches, that come from some batches."""
    wanted = set(batches)
    mine = [row for row, group in enumerate(taught.groups) if group in wanted]
    lists = {field.name: getattr(taught, field.name) for field in fields(taught)}
    return replace(
        taught, **{name: [rows[n] for n in mine] for name, rows in lists.items() if isinstance(rows, list)}
    )


def _line(
    name: str, groups: Sequence[str], learn: Callable[[list[str]], tuple[int, Callable[[str], float]]]
) -> list[Found]:
    """Return the points of one line. `learn` takes batches and returns how many units it saw, and a way to try it."""
    learned, _ = split(groups)
    points = []
    for share in SHARES:
        mine = learned[: round(share * len(learned))]
        units, macro = learn(mine)
        point = {"share": str(share), "batches": len(mine), "turns": units}
        point |= {tried: round(macro(tried), 4) for tried in ("own", "heldout")}
        points.append(point)
        print(f"{name}: {point}", flush=True)
    return points


def measure() -> Found:
    """Learn from each part of the corpus and try it; return what stands in the file."""
    # What is only needed to train is imported here: to read the file and to draw takes none of it.
    from models.scenes import corpus, read
    from models.train import SIDES, from_scenes, rated_from

    scenes = list(corpus())
    held_out = [s for path in sorted((HERE / "heldout").glob("h*.txt")) for s in read(path)]
    everything, others = from_scenes(scenes), from_scenes(held_out)
    side_of = {scheme: name for name, schemes in SIDES.items() for scheme in schemes}
    found = {s.value: _of_scheme(s, side_of[s], everything[s], others[s]) for s in SCHEMES}
    return found | {clusters.CLUSTER: _of_clusters(rated_from(scenes), rated_from(held_out))}


def _of_scheme(scheme: Scheme, name: str, examples: Any, held_out: Any) -> Found:
    from models.train import stored, train

    tried = {"own": of_batches(examples, split(examples.groups)[1]), "heldout": held_out}

    def learn(batches: list[str]) -> tuple[int, Callable[[str], float]]:
        mine = of_batches(examples, batches)
        side = model.Side(stored({scheme.value: train(mine)}, "0"), name)
        return len(mine.codes), lambda what: _macro(side, scheme, tried[what])

    apart = {what: len(each.codes) for what, each in tried.items()}
    return {"apart": apart, "points": _line(scheme.value, examples.groups, learn)}


def _of_clusters(rated: Found, held_out: Found) -> Found:
    from models.train import stored, train_clusters

    groups = [group for each in rated.values() for group in each.groups]
    apart = split(groups)[1]
    tried = {"own": {c: of_batches(each, apart) for c, each in rated.items()}, "heldout": held_out}

    def learn(batches: list[str]) -> tuple[int, Callable[[str], float]]:
        mine = {c: of_batches(each, batches) for c, each in rated.items()}
        heads = {clusters.head_of(c): train_clusters(c, each) for c, each in mine.items()}
        side = model.Side(stored(heads, "0"), clusters.CLUSTER)
        units = sum(len(each.clusters) for each in mine.values())
        return units, lambda what: _macro_of_clusters(side, tried[what])

    sizes = {what: sum(len(each.clusters) for each in parts.values()) for what, parts in tried.items()}
    return {"apart": sizes, "points": _line(clusters.CLUSTER, groups, learn)}


def _macro(side: model.Side, scheme: Scheme, examples: Any) -> float:
    """Return the macro-F1 of what a model proposes for turns."""
    codes = side.heads[scheme.value].codes
    gold = np.array([[code in given for code in codes] for given in examples.codes])
    return macro_f1(propose(side, scheme, examples.evidence), gold)


def _macro_of_clusters(side: model.Side, rated: Any) -> float:
    """Return the macro-F1 of the best cluster of each stretch, over the clusters of all three components."""
    proposed, gold = [], []
    for component, each in rated.items():
        best = [choice.cluster for choice in clusters.choose(component, each.stretches, side)]
        codes = side.heads[clusters.head_of(component)].codes
        proposed.append(np.array([[code == given for code in codes] for given in best]))
        gold.append(np.array([[code == given for code in codes] for given in each.clusters]))
    return macro_f1(block_diag(*proposed).astype(bool), block_diag(*gold).astype(bool))


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
        blocks += [f"## Macro-F1, {words}", table(("Scheme", "Units tried on", *shares), rows)]
    learned = [
        (scheme, *(f"{point['batches']} ({point['turns']:,})" for point in each["points"]))
        for scheme, each in found.items()
    ]
    blocks += ["## Batches learned from, and their units", table(("Scheme", *shares), learned), _READ]
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
