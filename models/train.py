"""Train the coder's model on the corpus: `make model`, or `python -m models.train [--out FILE] [--without BATCH...]`.

Every head is one logistic regression a code over rarity-weighted features (`clew.therapy.coding.features`). Then, on
batches that a fold did not see, each code's margin is joined with what the cues say (Platt's way, ridge-penalised), and
the confidences are found from which a code is proposed. Fixed order and seeds: the same corpus gives the same file.

Where the folder of public data is there, GoEmotions helps the affects, and SuicideWatch and the C-SSRS users help the
words of danger (CC BY; see NOTICE). All else in that folder is never opened here.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from clew.therapy.coding import model
from clew.therapy.coding.clusters import CLUSTER, Stretch, head_of
from clew.therapy.coding.clusters import read as read_stretches
from clew.therapy.coding.coder import Evidence, gather, read_features
from clew.therapy.coding.codes import Scheme
from clew.therapy.coding.engine import Reading
from clew.therapy.coding.features import Features, runs_of_one
from clew.therapy.coding.stories import KIND, STORY, Clauses, Told, story_cues
from clew.therapy.coding.stories import read as read_clauses
from clew.therapy.coding.tuning import BETA, LEAST_PROPOSED, MOST_PROPOSED
from clew.therapy.knowledge import (
    AFFECTS,
    CLUSTERS,
    DEFENSES,
    REPAIR_STRATEGIES,
    RISK_CODES,
    RUPTURE_MARKERS,
    THERAPIST_CODES,
    Component,
)
from clew.therapy.transcripts.turns import Role, Transcript, Turn
from models.card import card, ideation
from models.pictures import RELIABILITY, draw_reliability
from models.scenes import HERE, Scene, corpus
from models.vectors import stored as stored_vectors

OUT = Path(model.__file__).with_name(model.FILE)
CARD = HERE.parents[1] / "docs" / "reference" / "coder-model.md"
FOLDS = 5
LEAST_SEEN, LEAST_SEEN_OF_MANY = 2, 4  # turns a feature must come in
ENOUGH = 40_000  # turns from which on words speak for themselves; vectors would only take time
NEIGHBOURS = 0.5  # how much a word's vector weighs beside the word itself; by measurement, see the model card
LEAST_GIVEN = 3  # turns with a code, for it to be learned
MOST_FEATURES = 130_000  # of one head, those that come most often
#: The codes of each head. A margin note of another code of the scheme trains nothing.
CODES = {
    Scheme.INTERVENTION: THERAPIST_CODES,
    Scheme.REPAIR: REPAIR_STRATEGIES,
    Scheme.DEFENSE: DEFENSES,
    Scheme.RUPTURE: RUPTURE_MARKERS,
    Scheme.AFFECT: AFFECTS,
    Scheme.RISK: RISK_CODES,
}
SIDES = {
    model.CLINICIAN: (Scheme.INTERVENTION, Scheme.REPAIR),
    model.PATIENT: (Scheme.DEFENSE, Scheme.RUPTURE, Scheme.AFFECT, Scheme.RISK),
    STORY: (KIND,),
    CLUSTER: tuple(head_of(component) for component in Component),
}
KINDS = tuple(component.value for component in Component)
STRENGTH = {Scheme.AFFECT: 4.0}  # inverse of the ridge; of the others:
USUAL_STRENGTH = 10.0
#: Share of turns that have any code of a scheme in ordinary sessions. The spoken scenes are denser than life, so turns
#: without one count the more where it is fitted how sure to be. Defaults, after the fictional sessions of the demo
#: practice. Written scenes stay as they are: in a message that asks for help most sentences are about oneself.
ORDINARY = {Scheme.DEFENSE: 0.2, Scheme.RUPTURE: 0.12, Scheme.REPAIR: 0.06}
#: Ordinary talk teaches what is no danger, but weighs no more than so many turns: beside ever more of it, danger would
#: be heard ever more seldom. Chosen on batches held back, between what is missed and what is proposed for nothing.
ORDINARY_TALK = 13_000
STORY_BETA, CLUSTER_BETA, EXPLORE_BETA = 1.0, 0.7, 2.0
#: A cluster is proposed from the confidence on at which this share of at least so many were right.
CLUSTER_PRECISION, CLUSTER_SEEN = 0.7, 10


@dataclass(slots=True)
class Examples:
    """The turns on which one head is trained: evidence, codes, the batch, the weight of each."""

    scheme: Scheme
    evidence: list[Evidence] = field(default_factory=list)
    codes: list[frozenset[str]] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    spoken: list[bool] = field(default_factory=list)

    def add(
        self,
        evidence: Evidence,
        codes: Iterable[str],
        group: str,
        weight: float = 1.0,
        *,
        spoken: bool = False,
    ) -> None:
        """Take one turn."""
        self.evidence.append(evidence)
        self.codes.append(frozenset(codes))
        self.groups.append(group)
        self.weights.append(weight)
        self.spoken.append(spoken)


def from_scenes(scenes: Iterable[Scene]) -> dict[Scheme, Examples]:
    """Return the examples of every scheme; a scheme that a batch did not code throughout learns nothing from it."""
    found = {scheme: Examples(scheme) for scheme in CODES}
    ordinary: list[tuple[Evidence, str]] = []
    for scene in scenes:
        given: dict[tuple[int, Scheme], set[str]] = defaultdict(set)
        for note in scene.annotated.codes:
            if note.code in CODES[note.scheme] and note.turn is not None:
                given[note.turn, note.scheme].add(note.code)
        for evidence in gather(scene.annotated.transcript):
            for scheme in evidence.said:
                if scheme.value in scene.coded:
                    codes = given[evidence.turn.index, scheme]
                    found[scheme].add(evidence, codes, scene.batch, spoken=scene.spoken)
                elif scheme is Scheme.RISK and not evidence.heard and scene.spoken:
                    # Ordinary talk: without it the model would think that every second turn speaks of danger. Whoever
                    # writes for help speaks of it too often to be taken for ordinary before anybody looked.
                    ordinary.append((evidence, scene.batch))
    for evidence, batch in ordinary:
        found[Scheme.RISK].add(evidence, (), batch, min(1.0, ORDINARY_TALK / len(ordinary)))
    return found


def alone(text: str, role: Role = Role.PATIENT) -> Evidence:
    """Return the evidence of words that stand alone."""
    return gather(Transcript((Turn(0, role.value, role, text),), "public"))[0]


def evaluation() -> Path:
    """The folder with the public data, whether or not it is there."""
    return Path(os.environ.get("CLEW_SHARED") or HERE.parents[2] / "shared") / "evaluation"


def _rows(name: str) -> list[dict[str, str]]:
    csv.field_size_limit(10**9)
    with (evaluation() / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def public(examples: dict[Scheme, Examples]) -> list[str]:
    """Add the public data that may help to train; return their names, none where the folder is absent."""
    if not evaluation().is_dir():
        return []
    counts = {
        row["label"]: set(row["our_codes"].split("|")) & set(AFFECTS)
        for row in _rows("label_mapping.csv")
        if row["dataset"] == "goemotions"
    }
    for row in _rows("goemotions_dev.csv"):
        codes = set().union(*(counts.get(label, set()) for label in row["labels"].split("|")))
        group = f"goemotions {int(row['comment_id'].encode().hex(), 16) % FOLDS}"
        evidence = alone(row["text"])
        examples[Scheme.AFFECT].add(evidence, codes, group, 0.5)
        if group.endswith("0") and not evidence.heard:
            examples[Scheme.RISK].add(evidence, (), group)
    severity = {1: "risk_passive", 2: "risk_active", 3: "risk_active"}
    for row in _rows("suicidewatch_cssrs_dev.csv"):
        level = int(row["severity"])
        codes = {severity.get(level, "risk_intent_plan_behaviour")} if level else set()
        group = f"suicidewatch {int(hashlib.sha256(row['post_id'].encode()).hexdigest(), 16) % FOLDS}"
        examples[Scheme.RISK].add(alone(row["text"]), codes, group)
    return ["GoEmotions", "SuicideWatch C-SSRS"]


@dataclass(slots=True)
class Stories:
    """The clauses of turns in which episodes were coded: what the model sees of them, and their components."""

    told: list[Told] = field(default_factory=list)
    parts: list[list[tuple[int, int, str]]] = field(default_factory=list)  # characters from, to, kind
    groups: list[str] = field(default_factory=list)


def stories_from(scenes: Iterable[Scene]) -> Stories:
    """Return every patient's turn of the scenes in which episodes were coded throughout."""
    found = Stories()
    for scene in scenes:
        if "episode" not in scene.coded:
            continue
        by_turn: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
        for episode in scene.annotated.episodes:
            for part in episode.components:
                span, turn = part.moment.span, part.moment.first
                if span is not None and turn is not None:
                    by_turn[turn].append((span.start, span.stop, part.kind.value))
        for turn in scene.annotated.transcript.turns:
            if turn.role is Role.PATIENT:
                reading = Reading(turn.text)
                cues = [c for c in story_cues().find(reading) if c.cue.group in ("W", "RO", "RS")]
                found.told.append(Told(turn.index, reading, cues))
                found.parts.append(by_turn[turn.index])
                found.groups.append(scene.batch)
    return found


def story_gold(found: Stories, seen: Clauses) -> np.ndarray:
    """Return what was coded in each clause: clauses x codes. A span counts where most of it lies."""
    gold = np.zeros((len(seen.clauses), len(KINDS)), bool)
    mine: dict[int, list[int]] = defaultdict(list)
    for row, owner in enumerate(seen.owner):
        mine[owner].append(row)
    for number, parts in enumerate(found.parts):
        spans = [found.told[number].reading.words_span(*seen.clauses[row]) for row in mine[number]]
        for start, stop, kind in parts:
            shared = [min(stop, span.stop) - max(start, span.start) for span in spans]
            for row, overlap in zip(mine[number], shared, strict=True):
                if overlap > 0 and (overlap == max(shared) or overlap > 0.5 * (stop - start)):
                    gold[row, KINDS.index(kind)] = True
    return gold


@dataclass(slots=True)
class Rated:
    """The stretches of one component to which a rater gave a cluster, and the batch of each."""

    stretches: list[Stretch] = field(default_factory=list)
    clusters: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)


def rated_from(scenes: Iterable[Scene]) -> dict[Component, Rated]:
    """Return the rated stretches of each component."""
    found = {component: Rated() for component in Component}
    for scene in scenes:
        turns = scene.annotated.transcript.turns
        for episode in scene.annotated.episodes:
            for part in episode.components:
                span, turn = part.moment.span, part.moment.first
                if part.cluster is not None and span is not None and turn is not None:
                    mine = found[part.kind]
                    mine.stretches.append(Stretch(Reading(turns[turn].text), span, episode.other))
                    mine.clusters.append(part.cluster)
                    mine.groups.append(scene.batch)
    return found


# --- one head ---------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Table:
    """Which features a head knows, and how rare each is."""

    keys: np.ndarray
    rarity: np.ndarray


def _pairs(found: Features) -> tuple[np.ndarray, np.ndarray]:
    pairs = np.unique(found.turn.astype(np.int64) << 32 | found.keys)
    return (pairs >> 32).astype(np.int64), (pairs & 0xFFFFFFFF).astype(np.int64)


@cache
def neighbours() -> tuple[np.ndarray, np.ndarray]:
    """Return the keys of all words that have a vector, rising, and their vectors."""
    vectors = stored_vectors()
    keys = runs_of_one(vectors.words).astype(np.int64)
    _, first = np.unique(keys, return_index=True)
    return keys[first], vectors.rows[first]


def table_of(keys: np.ndarray, turns: int) -> Table:
    """Return the features seen often enough, and all words that have a vector.

    Of two that share a place in the model's table the commoner is kept.
    """
    known, counts = np.unique(keys, return_counts=True)
    often = counts >= (LEAST_SEEN if turns <= ENOUGH else LEAST_SEEN_OF_MANY)
    unseen = np.setdiff1d(neighbours()[0], known[often])
    known = np.concatenate([known[often], unseen])
    counts = np.concatenate([counts[often], np.ones(len(unseen), counts.dtype)])
    order = np.argsort(-counts, kind="stable")[:MOST_FEATURES]
    _, first = np.unique(known[order] & model.MASK, return_index=True)
    kept = order[first]
    kept = kept[np.argsort(known[kept])]
    return Table(known[kept], (np.log((1 + turns) / (1 + counts[kept])) + 1).astype(np.float32))


def matrix(owner: np.ndarray, keys: np.ndarray, turns: int, table: Table) -> sparse.csr_matrix:
    """Return the turns as rows of rarity-weighted features of length one."""
    place = np.minimum(np.searchsorted(table.keys, keys), len(table.keys) - 1)
    known = table.keys[place] == keys
    rows = sparse.csr_matrix(
        (table.rarity[place[known]], (owner[known], place[known])),
        shape=(turns, len(table.keys)),
        dtype=np.float32,
    )
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return sparse.diags(1.0 / np.maximum(length, 1e-3)).dot(rows).tocsr()


def spread(table: Table) -> sparse.csr_matrix:
    """Return features x axes: the vector of each feature that is a word, by which a turn's words become one vector."""
    keys, vectors = neighbours()
    place = np.minimum(np.searchsorted(table.keys, keys), len(table.keys) - 1)
    known = np.flatnonzero(table.keys[place] == keys)
    rows = np.repeat(place[known], vectors.shape[1])
    columns = np.tile(np.arange(vectors.shape[1]), len(known))
    return sparse.csr_matrix(
        (NEIGHBOURS * vectors[known].ravel(), (rows, columns)), shape=(len(table.keys), vectors.shape[1])
    )


def fit_with_neighbours(
    rows: sparse.csr_matrix, gold: np.ndarray, weights: np.ndarray, strength: float, table: Table
) -> tuple[np.ndarray, np.ndarray]:
    """Return weights (features x codes) and biases, the vectors' part folded into the weights of single words."""
    if len(gold) > ENOUGH:
        return fit(rows, gold, weights, strength)
    vectors = spread(table)
    both = sparse.hstack([rows, rows @ vectors]).tocsr()
    coefficients, biases = fit(both, gold, weights, strength)
    own, shared = coefficients[: rows.shape[1]], coefficients[rows.shape[1] :]
    return own + vectors @ shared, biases


def fit_one(
    rows: sparse.csr_matrix, gold: np.ndarray, weights: np.ndarray, strength: float, tolerance: float
) -> tuple[np.ndarray, float]:
    """Return weights and bias of one code, in which those who have it weigh as much as those who have not."""
    share = gold.mean()
    balance = np.where(gold, min(0.5 / share, 40.0), 0.5 / (1 - share))
    fitted = LogisticRegression(C=strength, solver="liblinear", tol=tolerance, random_state=7)
    fitted.fit(rows, gold, sample_weight=weights * balance)
    return fitted.coef_[0].astype(np.float32), float(fitted.intercept_[0])


def fit(
    rows: sparse.csr_matrix, gold: np.ndarray, weights: np.ndarray, strength: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return weights (features x codes) and biases; a code never given gets none."""
    coefficients = np.zeros((rows.shape[1], gold.shape[1]), np.float32)
    biases = np.full(gold.shape[1], -10.0, np.float32)
    tolerance = 1e-3 if len(gold) <= ENOUGH else 1e-2
    given = [code for code in range(gold.shape[1]) if gold[:, code].sum() >= LEAST_GIVEN]
    found = Parallel(n_jobs=2, max_nbytes=None)(
        delayed(fit_one)(rows, gold[:, code], weights, strength, tolerance) for code in given
    )
    for code, (own, bias) in zip(given, found, strict=True):
        coefficients[:, code], biases[code] = own, bias
    return coefficients, biases


def cue_columns(examples: Examples, codes: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the cues' log odds and whether there are any: arrays of turns x codes."""
    odds = np.full((len(examples.evidence), len(codes)), model.CUE_LEAST, np.float32)
    some = np.zeros_like(odds)
    places = {code: place for place, code in enumerate(codes)}
    for row, evidence in enumerate(examples.evidence):
        for code, item in evidence.said[examples.scheme].items():
            odds[row, places[code]] = min(max(item.odds, model.CUE_LEAST), model.CUE_MOST)
            some[row, places[code]] = 1.0
    return odds, some


def blend(
    margins: np.ndarray, odds: np.ndarray, some: np.ndarray, gold: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """Return, for each code, what joins margin and cues into log odds (`model.Head.blend`)."""
    found = np.zeros((gold.shape[1], 4), np.float32)
    for code in range(gold.shape[1]):
        inputs = np.stack([margins[:, code], odds[:, code], some[:, code]], axis=1)
        if gold[:, code].sum() < 5:
            found[code] = (0.0, 1.0, 0.0, -1.0)  # the cues alone, warily
            continue
        fitted = LogisticRegression(C=1.0, solver="lbfgs", max_iter=500)
        fitted.fit(inputs, gold[:, code], sample_weight=weights)
        found[code] = (*fitted.coef_[0], fitted.intercept_[0])
    return found


def least(sure: np.ndarray, gold: np.ndarray, beta: float, weights: np.ndarray) -> np.ndarray:
    """Return for each code the confidence from which F-beta is highest; at least `LEAST_PROPOSED`, at most `MOST_PROPOSED`."""
    found = np.full(gold.shape[1], 0.5, np.float32)
    for code in range(gold.shape[1]):
        if not gold[:, code].any():
            found[code] = 0.9
            continue
        order = np.argsort(-sure[:, code], kind="stable")
        hits = np.cumsum(gold[order, code] * weights[order])
        proposed = np.cumsum(weights[order])
        given = (gold[:, code] * weights).sum()
        score = (1 + beta**2) * hits / (proposed + beta**2 * given)
        found[code] = np.clip(sure[order[int(score.argmax())], code], LEAST_PROPOSED, MOST_PROPOSED)
    return found


def precise(sure: np.ndarray, gold: np.ndarray) -> np.ndarray:
    """Return for each code the confidence from which proposals are right often enough; 1 where there is none."""
    found = np.ones(gold.shape[1], np.float32)
    for code in range(gold.shape[1]):
        order = np.argsort(-sure[:, code], kind="stable")
        share = np.cumsum(gold[order, code]) / np.arange(1, len(order) + 1)
        fine = np.flatnonzero(share[CLUSTER_SEEN - 1 :] >= CLUSTER_PRECISION)
        if len(fine):
            found[code] = sure[order[fine[-1] + CLUSTER_SEEN - 1], code]
    return found


@dataclass(slots=True)
class Trained:
    """One head, trained; ``held`` are the confidences of batches that the fold had not seen."""

    name: str
    codes: tuple[str, ...]
    table: Table
    coefficients: np.ndarray
    biases: np.ndarray
    blend: np.ndarray
    default: np.ndarray
    explore: np.ndarray
    held: np.ndarray
    gold: np.ndarray

    @property
    def f1(self) -> np.ndarray:
        """F1 of each code on unseen batches, at the confidence from which it is proposed."""
        proposed = self.held >= self.default
        either = proposed.sum(axis=0) + self.gold.sum(axis=0)
        return 2 * (proposed & self.gold).sum(axis=0) / np.maximum(either, 1)


def train(examples: Examples) -> Trained:
    """Train one head on turns."""
    scheme = examples.scheme
    codes = tuple(CODES[scheme])
    gold = np.array([[code in given for code in codes] for given in examples.codes])
    return train_head(
        scheme.value,
        codes,
        gold,
        _pairs(read_features(examples.evidence)),
        cue_columns(examples, codes),
        examples.groups,
        np.array(examples.weights),
        STRENGTH.get(scheme, USUAL_STRENGTH),
        BETA[scheme],
        ordinary_weights(gold, np.array(examples.weights), np.array(examples.spoken), ORDINARY.get(scheme)),
    )


def train_story(found: Stories) -> Trained:
    """Train the head of wishes and responses on clauses."""
    seen = read_clauses(found.told)
    gold = story_gold(found, seen)
    none = np.full(gold.shape, model.CUE_LEAST, np.float32), np.zeros(gold.shape, np.float32)
    groups = [found.groups[owner] for owner in seen.owner]
    even = np.ones(len(gold))
    return train_head(
        KIND, KINDS, gold, _pairs(seen.features), none, groups, even, USUAL_STRENGTH, STORY_BETA, even
    )


def ordinary_weights(
    gold: np.ndarray, weights: np.ndarray, spoken: np.ndarray, ordinary: float | None
) -> np.ndarray:
    """Return how much each turn counts where it is fitted how sure to be: in spoken scenes as rarely coded as in life."""
    coded = gold.any(axis=1)
    plain = spoken & ~coded
    if ordinary is None or not plain.any() or not (spoken & coded).any():
        return weights
    factor = (spoken & coded).sum() * (1 - ordinary) / (ordinary * plain.sum())
    return np.where(plain, weights * factor, weights)


def train_clusters(component: Component, rated: Rated) -> Trained:
    """Train the head of one component's clusters on stretches."""
    codes = tuple(CLUSTERS[component])
    gold = np.array([[code == given for code in codes] for given in rated.clusters])
    none = np.full(gold.shape, model.CUE_LEAST, np.float32), np.zeros(gold.shape, np.float32)
    pairs = _pairs(read_stretches(rated.stretches))
    even = np.ones(len(gold))
    head = train_head(
        head_of(component), codes, gold, pairs, none, rated.groups, even, USUAL_STRENGTH, CLUSTER_BETA, even
    )
    # The lower confidence only says which of the eight is the best (`clusters.choose`).
    return replace(head, default=precise(head.held, gold), explore=least(head.held, gold, STORY_BETA, even))


def train_head(
    name: str,
    codes: tuple[str, ...],
    gold: np.ndarray,
    pairs: tuple[np.ndarray, np.ndarray],
    cues: tuple[np.ndarray, np.ndarray],
    groups: Sequence[str],
    weights: np.ndarray,
    strength: float,
    beta: float,
    as_ordinary: np.ndarray,
) -> Trained:
    """Train one head: five times on four fifths of the batches to see how sure it may be, then on all."""
    turns, (owner, keys), (odds, some) = len(gold), pairs, cues
    names = sorted(set(groups), key=lambda group: hashlib.sha256(group.encode()).hexdigest())
    fold_of = {group: place % FOLDS for place, group in enumerate(names)}
    folds = np.array([fold_of[group] for group in groups])
    margins = np.zeros(gold.shape, np.float32)
    for fold in range(FOLDS):
        seen = folds != fold
        mine = seen[owner]
        table = table_of(keys[mine], int(seen.sum()))
        rows = matrix(owner, keys, turns, table)
        coefficients, biases = fit_with_neighbours(rows[seen], gold[seen], weights[seen], strength, table)
        margins[~seen] = rows[~seen].dot(coefficients) + biases
    joined = blend(margins, odds, some, gold, as_ordinary)
    held = 1.0 / (
        1.0 + np.exp(-(margins * joined[:, 0] + odds * joined[:, 1] + some * joined[:, 2] + joined[:, 3]))
    )
    table = table_of(keys, turns)
    rows = matrix(owner, keys, turns, table)
    coefficients, biases = fit_with_neighbours(rows, gold, weights, strength, table)
    default, explore = least(held, gold, beta, as_ordinary), least(held, gold, EXPLORE_BETA, as_ordinary)
    return Trained(
        name, codes, table, coefficients * table.rarity[:, None], biases, joined, default,
        np.minimum(default, explore), held, gold,
    )  # fmt: skip


# --- the file -----------------------------------------------------------------------------------------------------


def stored(trained: dict[str, Trained], version: str) -> dict[str, np.ndarray]:
    """Return what the package's file holds."""
    found: dict[str, np.ndarray] = {"format": np.array(model.FORMAT), "version": np.array(version)}
    for name, schemes in SIDES.items():
        heads = [trained[head] for head in schemes if head in trained]
        if not heads:
            continue
        keys = np.unique(np.concatenate([head.table.keys for head in heads]))
        _, first = np.unique(keys & model.MASK, return_index=True)
        keys = keys[np.sort(first)]
        weights, rarity = [], np.zeros((len(keys), len(heads)), np.float16)
        for column, head in enumerate(heads):
            place = np.searchsorted(keys, head.table.keys)
            place = np.minimum(place, len(keys) - 1)
            kept = keys[place] == head.table.keys
            full = np.zeros((len(keys), len(head.codes)), np.float32)
            full[place[kept]] = head.coefficients[kept]
            weights.append(full)
            rarity[place[kept], column] = head.table.rarity[kept]
            part = f"{name}.{head.name}"
            found[f"{part}.codes"] = np.array(head.codes)
            for what in ("bias", "blend", "default", "explore"):
                found[f"{part}.{what}"] = getattr(head, "biases" if what == "bias" else what).astype(
                    np.float32
                )
        table = np.concatenate(weights, axis=1)
        scale = np.maximum(np.abs(table).max(axis=0), 1e-6) / 127.0
        found[f"{name}.keys"] = keys.astype(np.uint32)
        found[f"{name}.weights"] = np.rint(table / scale).astype(np.int8)
        found[f"{name}.scale"] = scale.astype(np.float32)
        found[f"{name}.rarity"] = rarity
        found[f"{name}.heads"] = np.array([head.name for head in heads])
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Train every head and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--corpus", type=Path, default=HERE)
    parser.add_argument("--only", nargs="*", help="only these heads")
    parser.add_argument("--own-only", action="store_true", help="leave the public data out")
    options = parser.parse_args(arguments)
    start = time.perf_counter()
    scenes = list(corpus(options.corpus))
    examples = from_scenes(scenes)
    helped = [] if options.own_only else public(examples)
    print(f"{len(scenes)} scenes; public data: {', '.join(helped) or 'none'}")
    stories = stories_from(scenes)
    jobs: dict[str, tuple[Callable[[], Trained], list[str]]] = {
        scheme.value: (partial(train, found), found.groups) for scheme, found in examples.items()
    }
    jobs[KIND] = (partial(train_story, stories), stories.groups)
    for component, rated in rated_from(scenes).items():
        jobs[head_of(component)] = (partial(train_clusters, component, rated), rated.groups)
    trained: dict[str, Trained] = {}
    for name, (job, groups) in jobs.items():
        if options.only and name not in options.only:
            continue
        if len(set(groups)) < FOLDS:
            print(f"{name}: too few batches to train on")
            continue
        trained[name] = found = job()
        print(
            f"{name}: {len(found.gold)} units, {len(found.table.keys)} features, F1 on unseen batches {found.f1.mean():.2f}",
            flush=True,
        )
    content = stored(trained, "0")
    digest = hashlib.sha256()
    for name in sorted(content):
        digest.update(name.encode() + np.ascontiguousarray(content[name]).tobytes())
    content["version"] = np.array(digest.hexdigest()[:12])
    with options.out.open("wb") as file:
        np.savez_compressed(file, **content)
    if options.out == OUT and not options.only:
        batches = len({scene.batch for scene in scenes})
        dangers = ideation(examples[Scheme.RISK], trained[Scheme.RISK.value])
        turns = sum(len(scene.annotated.transcript.turns) for scene in scenes)
        words = card(trained, str(content["version"]), len(scenes), batches, turns, helped, dangers)
        CARD.write_text(words, "utf-8")
        RELIABILITY.write_text(draw_reliability(words), "utf-8")
    print(json.dumps({"file": options.out.stat().st_size, "seconds": round(time.perf_counter() - start)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
