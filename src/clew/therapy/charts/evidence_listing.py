"""The lines of a forest: trials in the order wanted, rows of one trial together, on pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from clew.therapy.evidence.effects import Effects, EvidenceError
from clew.therapy.evidence.pooling import ForestRows, forest_rows

Order = Literal["table", "study", "effect", "weight"]
CONTINUED = ", continued"


@dataclass(frozen=True, slots=True)
class Row:
    """One effect, or (without a place in the table) the name above several effects of one trial."""

    label: str
    at: int | None = None
    inner: bool = False


def trials_in(effects: Effects, rows: ForestRows, order: Order) -> list[str]:
    """Return the trials in the order wanted."""
    names = list(dict.fromkeys(effects.study))
    if order == "table":
        return names
    if order == "study":
        return sorted(names, key=lambda name: (name.casefold(), name))
    cluster, n = effects.cluster, len(names)
    weight = np.bincount(cluster, rows.weight, n)
    if order == "weight":
        return [names[i] for i in np.argsort(-weight, kind="stable")]
    if order == "effect":
        mean = np.bincount(cluster, rows.weight * effects.y, n) / weight
        return [names[i] for i in np.argsort(mean, kind="stable")]
    raise EvidenceError("A forest is in the order of the table, study, effect or weight.")


def listed_by_trial(effects: Effects, labels: Sequence[str] | None, trials: Sequence[str]) -> list[Row]:
    """Return the lines of all trials; a trial with several effects has a line with its name above them."""
    places: dict[str, list[int]] = {}
    for at, name in enumerate(effects.study):
        places.setdefault(name, []).append(at)
    listed = []
    for name in trials:
        own = places[name]
        if len(own) == 1:
            listed.append(Row(name, own[0]))
            continue
        listed.append(Row(f"{name} ({len(own)} effects)"))
        listed += [Row(labels[at] if labels else f"row {effects.row[at]}", at, inner=True) for at in own]
    return listed


def on_pages(listed: Sequence[Row], per_page: int) -> list[list[Row]]:
    """Return pages of at most so many lines; a trial is split only where it is longer than a page, and then named again."""
    if per_page < 4:
        raise EvidenceError("A page of a forest has at least 4 lines.")
    blocks: list[list[Row]] = []
    for row in listed:
        if row.inner:
            blocks[-1].append(row)
        else:
            blocks.append([row])
    split: list[list[Row]] = []
    for block in blocks:
        while block:
            room = per_page - len(split[-1]) if split else 0
            if len(block) > room and (len(block) <= per_page or room < 4):
                split.append([])
                room = per_page
            split[-1].extend(block[:room])
            rest = block[room:]
            name = block[0].label.removesuffix(CONTINUED)
            block = [Row(f"{name}{CONTINUED}"), *rest] if rest else []
    return split


def page_of(listed: Sequence[Row], page: int | None, per_page: int) -> Sequence[Row]:
    """Return the lines of one page, or all for None.

    Raises:
        EvidenceError: there is no such page.
    """
    if page is None:
        return listed
    split = on_pages(listed, per_page)
    if not 1 <= page <= len(split):
        raise EvidenceError(f"The forest has pages 1 to {len(split)}; there is no page {page}.")
    return split[page - 1]


def pages(effects: Effects, per_page: int = 40, *, order: Order = "study", method: str = "REML") -> int:
    """Return how many pages `forest` has for some effects with the same settings."""
    trials = trials_in(effects, forest_rows(effects, method), order)
    return len(on_pages(listed_by_trial(effects, None, trials), per_page))
