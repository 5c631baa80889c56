"""The model card: what the coder's model was made of, and how it did on batches that it had not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from clew.therapy.coding import risk, scores
from clew.therapy.coding.codes import Scheme
from clew.therapy.knowledge.markdown import table

if TYPE_CHECKING:
    from models.train import Examples, Trained

_ABOUT = """# The coder's model

<!-- Written by `make model`. -->

A linear model over runs of one to three words, signs of form (length, who is spoken of, how it asks, what is repeated
from the turn before), the words of the turn before, and what the cues say. A word counts the more the rarer it is, and
lends a little of what was learned to words of like meaning, by vectors of single words distilled from all-MiniLM-L6-v2.
How sure the coder is joins this with the cues, fitted on batches that were held back.

**It was trained** on scenes written for Clew (`models/corpus`), each by one author and coded by that same author from
the manual; no real person speaks in them. {helped} AnnoMI, ESConv, OnCoCo, PsyDefConv and BOLT were never used to train.

**It was not trained** on real psychodynamic sessions, which are not public. So the figures below, on scenes of batches
that a model had not seen, say how well it reads our own writing: written by one kind of hand, with codes far more
frequent than in life. How it does on what real people said is on the page [accuracy](accuracy.md), and is lower.
Whether more scenes would help: [the learning curve](coder-curve.md).

**It is for** proposals that a clinician accepts, changes or rejects. It must not be used to judge a person, to decide
about care, or to reassure: its silence never means that a person is safe.
"""

_PICTURE = (
    "![A square for each scheme: the share that was right for each confidence said, beside the line on which a "
    "confidence means what it says](../images/coder-reliability.svg)"
)


def ideation(examples: Examples, head: Trained) -> str:
    """Return how the words of danger were found in the public posts, each by a model that had not seen its fifth."""
    places = {code: place for place, code in enumerate(head.codes)}
    proposed, given, grave = [], [], []
    for row, evidence in enumerate(examples.evidence):
        if not examples.groups[row].startswith("suicidewatch"):
            continue
        chosen = head.held[row] >= head.default
        if evidence.heard:
            chosen, _ = risk.heard(
                places, evidence.said[Scheme.RISK], head.held[row], chosen, len(evidence.reading.words)
            )
        proposed.append(bool(chosen.any()))
        given.append(bool(head.gold[row].any()))
        grave.append(bool(head.gold[row, places[risk.INTENT]]))
    if not given:
        return ""
    said, any_, high = np.array(proposed), np.array(given), np.array(grave)
    both = (said & any_).sum()
    lines = [
        ("any ideation, recall", int(any_.sum()), both / any_.sum()),
        ("any ideation, precision", int(said.sum()), both / said.sum()),
        ("any ideation, F1", len(said), 2 * both / (said.sum() + any_.sum())),
        ("severity 4 to 6: any proposal", int(high.sum()), (said & high).sum() / high.sum()),
    ]
    return "\n\n".join(
        (
            "## Words of danger in public posts",
            (
                "SuicideWatch posts rated by the C-SSRS, each judged by a model that had not seen its fifth of the posts, at "
                "the confidence from which a code is proposed."
            ),
            table(("Figure", "n", "Value"), [(words, str(n), f"{value:.2f}") for words, n, value in lines]),
        )
    )


def card(
    trained: Mapping[str, Trained],
    version: str,
    scenes: int,
    batches: int,
    turns: int,
    helped: Sequence[str],
    dangers: str,
) -> str:
    """Return the card as Markdown."""
    names = " and ".join(helped)
    words = (
        f"{names} helped to train (see NOTICE), so they no longer count as unseen."
        if helped
        else "Nothing else was used."
    )
    blocks = [
        _ABOUT.format(helped=words).rstrip(),
        f"Version `{version}`: {scenes:,} scenes in {batches} batches, {turns:,} turns.",
        "## On batches held back, by scheme",
        (
            "The mean F1 over the codes that were given at all, at the confidence from which a code is proposed and at the lower one for exploring; and by how "
            "much confidence and truth differ on average. For defenses, ruptures and repairs confidences are set for the share of turns that have a code in ordinary sessions, which is far lower than in these scenes; on the scenes they therefore claim too little."
        ),
        table(
            ("Scheme", "Units", "Codes", "F1, default", "F1, explore", "Confidence is off by"),
            [_line(head) for head in trained.values()],
        ),
        "## Whether a confidence means what it says",
        "All proposals that could have been made on batches held back, from a confidence of 0.1 on, in tenths.",
        _PICTURE,
        table(
            ("Scheme", "Confidence said", "Share that was right", "How many"),
            [row for head in trained.values() for row in _reliability(head)],
        ),
        *([dangers] if dangers else []),
        "## Each code",
        table(
            ("Scheme", "Code", "Given", "Proposed from", "Precision", "Recall", "F1"),
            [row for head in trained.values() for row in _codes(head)],
        ),
    ]
    return "\n\n".join(blocks) + "\n"


def _mean_f1(head: Trained, least: np.ndarray) -> float:
    proposed = head.held >= least
    either = proposed.sum(axis=0) + head.gold.sum(axis=0)
    each = 2 * (proposed & head.gold).sum(axis=0) / np.maximum(either, 1)
    return float(each[head.gold.any(axis=0)].mean())


def _line(head: Trained) -> tuple[str, ...]:
    seen = head.held >= 0.1
    error = scores.calibration_error(head.held[seen].tolist(), head.gold[seen].tolist())
    given = int(head.gold.any(axis=0).sum())
    return (
        head.name, f"{len(head.gold):,}", str(given), f"{_mean_f1(head, head.default):.2f}",
        f"{_mean_f1(head, head.explore):.2f}", f"{error:.3f}",
    )  # fmt: skip


def _reliability(head: Trained) -> list[tuple[str, ...]]:
    seen = head.held >= 0.1
    found = scores.reliability(head.held[seen].tolist(), head.gold[seen].tolist())
    return [(head.name, f"{each.said:.2f}", f"{each.right:.2f}", f"{each.count:,}") for each in found]


def _codes(head: Trained) -> list[tuple[str, ...]]:
    rows = []
    for place, code in enumerate(head.codes):
        gold, proposed = head.gold[:, place], head.held[:, place] >= head.default[place]
        each = scores.OfClass(code, int(gold.sum()), int(proposed.sum()), int((gold & proposed).sum()))
        if each.given:
            precision = "" if each.precision is None else f"{each.precision:.2f}"
            rows.append(
                (
                    head.name,
                    f"`{code}`",
                    str(each.given),
                    f"{head.default[place]:.2f}",
                    precision,
                    f"{each.recall:.2f}",
                    f"{each.f1:.2f}",
                )
            )
    return rows
