"""How often the coder agrees with people: `python -m benchmarks.coder_accuracy [--tune] [--markdown]`.

Reads public human-coded data from the folder named by CLEW_SHARED (default ``../shared`` beside the checkout) and
says so where it is absent. The data stay there; nothing of them is copied.

Every set is split in two by a hash of its dialogue (or person, or post): the cues were written while looking at
one half (``--tune`` prints it), and the figures to report come from the other. The written-for-Clew sessions of
the demo practice are split by course in the same way.
"""

from __future__ import annotations

import csv
import fnmatch
import hashlib
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from models.scenes import read

from clew.cli.evaluate import rows_of
from clew.therapy.coding import MODEL, clusters, margin, model, propose, scores
from clew.therapy.coding.agreement import cohens_kappa
from clew.therapy.coding.coder import confidences, gather
from clew.therapy.coding.codes import Coding, Scheme
from clew.therapy.coding.engine import Reading
from clew.therapy.coding.evaluation import Item, Kind, classes_of, propose_classes
from clew.therapy.coding.writing import worth_asking
from clew.therapy.knowledge import (
    AFFECTS,
    DEFENSES,
    INTERVENTIONS,
    REPAIR_STRATEGIES,
    RUPTURE_MARKERS,
    Component,
    entry,
)
from clew.therapy.moments import Span
from clew.therapy.transcripts.turns import Role, Transcript, Turn

ROOT = Path(__file__).resolve().parents[1]
Row = dict[str, str]

FAMILIES = ("question", "reflection", "information", "advice")
GOLD_FAMILY = {
    "question_open": "question",
    "question_closed": "question",
    "reflection_simple": "reflection",
    "reflection_complex": "reflection",
    "input_information": "information",
    "input_advice": "advice",
    "input_negotiation": "advice",
    "input_options": "advice",
    "question": "question",
    "restatement_paraphrasing": "reflection",
    "reflection_of_feelings": "reflection",
    "providing_suggestions": "advice",
    "information": "information",
}
RISK_ORDER = ("risk_intent_plan_behaviour", "risk_active", "risk_passive")
DEMO_TUNED = ("dennis", "george", "tomas")  # courses looked at while the cues were written


def evaluation() -> Path:
    """The folder with the public data, whether or not it is there."""
    return Path(os.environ.get("CLEW_SHARED") or ROOT.parent / "shared") / "evaluation"


def reported(key: str) -> bool:
    """Say whether a dialogue, person or post belongs to the half that is reported."""
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % 2 == 1


def rows(name: str, key: str, *, tune: bool) -> list[Row]:
    """The rows of one half of a file, by the hash of its column ``key``."""
    return [row for row in rows_of(evaluation() / name) if reported(row[key]) is not tune]


def mapping(dataset: str) -> dict[str, set[str]]:
    """For each label of a data set, our codes that count as right; labels to leave out have none."""
    with (evaluation() / "label_mapping.csv").open(newline="", encoding="utf-8") as file:
        return {
            row["label"]: set(row["our_codes"].split("|")) - {"none"}
            for row in csv.DictReader(file)
            if row["dataset"] == dataset
        }


def code(*turns: tuple[Role, str]) -> Coding:
    """The coder's proposals for some turns; turns without words are left out."""
    return propose(transcript(*turns))


def transcript(*turns: tuple[Role, str]) -> Transcript:
    """Some turns as a transcript; those without words are left out."""
    spoken = [(role, text) for role, text in turns if text.strip()]
    return Transcript(tuple(Turn(i, r.value, r, text) for i, (r, text) in enumerate(spoken)), "benchmark")


def best(coding: Coding, scheme: Scheme) -> str:
    """The likeliest code of a scheme in the last turn that has any, or "none"."""
    found = [proposal for proposal in coding.proposals if proposal.scheme is scheme]
    last = max((proposal.turn for proposal in found), default=-1)
    return max((p for p in found if p.turn == last), key=lambda p: p.confidence).code if found else "none"


def f1(gold: Sequence[object], predicted: Sequence[object], label: object) -> float:
    """The F1 of one label; 0 where it is neither given nor proposed."""
    both = sum(g == label == p for g, p in zip(gold, predicted, strict=True))
    either = sum(g == label for g in gold) + sum(p == label for p in predicted)
    return 2 * both / either if either else 0.0


def macro(gold: Sequence[object], predicted: Sequence[object], labels: Iterable[object]) -> float:
    """The mean F1 over labels."""
    each = [f1(gold, predicted, label) for label in labels]
    return sum(each) / len(each)


def family(code_: str, text: str) -> str:
    """The family of an intervention. A clarification that asks is a question, one that states a reflection."""
    if code_ == "clarification":
        return "question" if "?" in text else "reflection"
    if code_ in ("encouragement_to_elaborate", "question", "risk_enquiry"):
        return "question"
    if code_ in ("empathic_validation", "observation", "interpretation", "confrontation"):
        return "reflection"
    return {"psychoeducation": "information", "advice_praise": "advice"}.get(code_, "other")


Figure = tuple[str, str, int, float]


def _interventions(name: str, found: list[tuple[str, set[str], str, str]]) -> Iterator[Figure]:
    """Figures from (label, codes that count, our best code, text)."""
    scored = [(label, right, ours) for label, right, ours, _ in found if right]
    yield (
        name,
        "best code is one that counts",
        len(scored),
        _share(ours in right for _, right, ours in scored),
    )
    asks = {"encouragement_to_elaborate", "clarification"}
    wider = [ours in right or (ours == "question" and bool(right & asks)) for _, right, ours in scored]
    yield name, "the same, plain question counts as a question", len(wider), _share(wider)
    families = [
        (GOLD_FAMILY[label], family(ours, text)) for label, _, ours, text in found if label in GOLD_FAMILY
    ]
    if families:
        gold, ours_ = zip(*families, strict=True)
        yield name, "four families, macro-F1", len(gold), macro(gold, ours_, FAMILIES)


def _share(hits: Iterable[bool]) -> float:
    marks = list(hits)
    return sum(marks) / len(marks) if marks else 0.0


def _through_mapping(
    name: str, what: str, items: list[Item], kind: Kind, classes: Sequence[str] | None = None
) -> Figure:
    """Macro-F1 over people's classes, each proposal counted as the mapping says (`clew evaluate`)."""
    said = propose_classes(items, kind)
    classes = classes or list(classes_of(items))
    return name, what, len(items), scores.macro_f1([item.given for item in items], said, classes)


def annomi(*, tune: bool) -> Iterator[Figure]:
    counts, found = mapping("annomi"), []
    for row in rows("annomi_dev.csv", "transcript_id", tune=tune):
        if row["speaker"] == "therapist" and row["text"].strip():
            coding = code((Role.PATIENT, row["previous_text"]), (Role.CLINICIAN, row["text"]))
            label = row["therapist_fine"]
            found.append((label, counts[label], best(coding, Scheme.INTERVENTION), row["text"]))
    yield from _interventions("AnnoMI therapist turns", found)
    items = [
        Item(
            r["text"],
            r["previous_text"],
            r["therapist_behaviour"],
            frozenset(counts[r["therapist_fine"]]),
            "",
        )
        for r in rows("annomi_dev.csv", "transcript_id", tune=tune)
        if r["speaker"] == "therapist" and r["text"].strip()
    ]
    yield _through_mapping(
        "AnnoMI therapist turns", "four classes through the mapping, macro-F1", items, Kind.INTERVENTION
    )


def esconv(*, tune: bool) -> Iterator[Figure]:
    counts, found = mapping("esconv_strategies"), []
    for row in rows("esconv_strategies_dev.csv", "dialogue_id", tune=tune):
        coding = code((Role.PATIENT, row["context"].split("||")[-1]), (Role.CLINICIAN, row["text"]))
        found.append((row["label"], counts[row["label"]], best(coding, Scheme.INTERVENTION), row["text"]))
    yield from _interventions("ESConv supporter messages", found)
    items = [
        Item(
            r["text"],
            r["context"].split("||")[-1].partition(":")[2],
            r["label"],
            frozenset(counts[r["label"]]),
            "",
        )
        for r in rows("esconv_strategies_dev.csv", "dialogue_id", tune=tune)
    ]
    yield _through_mapping(
        "ESConv supporter messages",
        "eight strategies through the mapping, macro-F1",
        items,
        Kind.INTERVENTION,
    )


def _mapped(code_: str, counts: dict[str, set[str]]) -> set[str]:
    if code_ in counts:
        return counts[code_]
    return next((right for pattern, right in counts.items() if fnmatch.fnmatchcase(code_, pattern)), set())


def oncoco(*, tune: bool) -> Iterator[Figure]:
    counts = mapping("oncoco_en")
    counselor: list[tuple[str, set[str], str, str]] = []
    gold, ours = [], []
    for row in rows("oncoco_en_dev.csv", "source_id", tune=tune):
        right = _mapped(row["code"], counts)
        if row["code"].startswith("CO-"):
            found = best(code((Role.CLINICIAN, row["text"])), Scheme.INTERVENTION)
            counselor.append((row["code"], right, found, row["text"]))
        else:
            gold.append(bool(right & {"rupture_withdrawal", "rupture_confrontation"}))
            ours.append(best(code((Role.PATIENT, row["text"])), Scheme.RUPTURE) != "none")
    yield from _interventions("OnCoCo counselor messages", counselor)
    yield (
        "OnCoCo client messages",
        "turns something down: any rupture marker, F1",
        len(gold),
        f1(gold, ours, True),
    )


def forced_levels(spoken: Sequence[tuple[str, str]]) -> list[int]:
    """The likeliest defense level of each turn, given with the turn before it, had the coder to name one for every turn."""
    evidence = [
        gather(transcript((Role.CLINICIAN, before), (Role.PATIENT, text)))[-1] for before, text in spoken
    ]
    codes = model.side(model.PATIENT).heads[Scheme.DEFENSE.value].codes
    levels = np.array([int(DEFENSES[code].level) for code in codes])
    sure, _ = confidences(model.PATIENT, evidence, Scheme.DEFENSE)
    any_of = [1.0 - np.prod(1.0 - sure[:, levels == level], axis=1) for level in range(1, 8)]
    return [int(place) + 1 for place in np.argmax(any_of, axis=0)]


def psydefconv(*, tune: bool) -> Iterator[Figure]:
    gold, ours, spoken = [], [], []
    for row in rows("psydefconv_defenses_dev.csv", "dialogue_id", tune=tune):
        if row["label"] != "8":
            before = row["context"].split("||")[-1].partition(":")[2]
            spoken.append((before, row["text"]))
            found = best(code((Role.CLINICIAN, before), (Role.PATIENT, row["text"])), Scheme.DEFENSE)
            gold.append(int(row["label"]))
            ours.append(0 if found == "none" else int(entry("defense", found).level))
    yield (
        "PsyDefConv help-seeker turns",
        "defense levels 1 to 7, had it to name one, macro-F1",
        len(gold),
        macro(gold, forced_levels(spoken), range(1, 8)),
    )
    yield (
        "PsyDefConv help-seeker turns",
        "defense levels 1 to 7, macro-F1",
        len(gold),
        macro(gold, ours, range(1, 8)),
    )
    any_gold, any_ours = [level > 0 for level in gold], [level > 0 for level in ours]
    yield "PsyDefConv help-seeker turns", "any defense, F1", len(gold), f1(any_gold, any_ours, True)
    proposed = [g for g, o in zip(any_gold, any_ours, strict=True) if o]
    yield "PsyDefConv help-seeker turns", "any defense, precision", len(proposed), _share(proposed)


def _risk(text: str, least: float = 0.0) -> str:
    found = {p.code: p.confidence for p in code((Role.UNKNOWN, text)).proposals if p.scheme is Scheme.RISK}
    return next((name for name in RISK_ORDER if found.get(name, -1.0) >= least), "none")


def suicidewatch(*, tune: bool) -> Iterator[Figure]:
    """The cues alone, as they help whoever reads a patient's text. These posts helped to train the model, not them."""
    found = [
        (int(row["severity"]) > 0, bool(worth_asking(row["text"])))
        for row in rows("suicidewatch_cssrs_dev.csv", "post_id", tune=tune)
    ]
    name = "SuicideWatch posts, cues alone"
    yield name, "any ideation, F1", len(found), f1([g for g, _ in found], [o for _, o in found], True)
    yield name, "any ideation, recall", sum(g for g, _ in found), _share(o for g, o in found if g)
    yield (
        name,
        "no ideation, left alone",
        sum(not g for g, _ in found),
        _share(not o for g, o in found if not g),
    )


def cssrs_users(*, tune: bool) -> Iterator[Figure]:
    gold, ours = [], []
    for line in (evaluation() / "cssrs_users_dev.jsonl").read_text(encoding="utf-8").splitlines():
        user = json.loads(line)
        if reported(str(user["user"])) is not tune:
            gold.append(user["label"] in ("ideation", "behavior", "attempt"))
            ours.append(any(_risk(post, 0.5) != "none" for post in user["posts"]))
    yield "C-SSRS users", "ideation, behaviour or attempt: any risk code, F1", len(gold), f1(gold, ours, True)
    found = [o for g, o in zip(gold, ours, strict=True) if g]
    yield "C-SSRS users", "the same, recall", len(found), _share(found)


def demo(*, tune: bool) -> Iterator[Figure]:
    """Agreement with the codes in the margins of the demo practice's sessions, written for Clew."""
    hits: Counter[str] = Counter()
    proposed: Counter[str] = Counter()
    given: Counter[str] = Counter()
    turns = right = episodes = found_episodes = 0
    folder = ROOT / "src" / "clew" / "practice" / "demo"
    for path in sorted(folder.glob("*/sessions/*.session")):
        if (path.parts[-3] in DEMO_TUNED) is not tune:
            continue
        session = margin.parse(path.read_text(encoding="utf-8"), path.name)
        coding = propose(session.transcript)
        gold = {(c.turn, c.scheme, c.code) for c in session.codes if c.turn is not None}
        ours = {(p.turn, p.scheme, p.code) for p in coding.proposals}
        for _, scheme, _ in gold & ours:
            hits[scheme] += 1
        proposed.update(scheme for _, scheme, _ in ours)
        given.update(scheme for _, scheme, _ in gold)
        first: dict[int, str] = {}
        for proposal in coding.proposals:
            if proposal.scheme is Scheme.INTERVENTION:
                first.setdefault(proposal.turn, proposal.code)
        for turn in {turn for turn, scheme, _ in gold if scheme is Scheme.INTERVENTION}:
            turns += 1
            right += (turn, Scheme.INTERVENTION, first.get(turn, "")) in gold
        for episode in session.episodes:
            start, stop = episode.moment.first or 0, episode.moment.last or 0
            episodes += 1
            found_episodes += any(e.first <= stop and start <= e.last for e in coding.episodes)
    yield "Demo sessions", "interventions: best code was given", turns, right / max(1, turns)
    for scheme in Scheme:
        both = 2 * hits[scheme] / max(1, proposed[scheme] + given[scheme])
        yield "Demo sessions", f"{scheme.value}: code at its turn, F1", given[scheme], both
    yield (
        "Demo sessions",
        "episodes that a proposed one overlaps",
        episodes,
        found_episodes / max(1, episodes),
    )


def held_out(*, tune: bool) -> Iterator[Figure]:
    """Fictional psychodynamic sessions by writers who wrote nothing to train on; no half of them was looked at."""
    if tune:
        return
    name = "Held-out sessions"
    hits: Counter[tuple[str, str]] = Counter()
    proposed: Counter[tuple[str, str]] = Counter()
    given: Counter[tuple[str, str]] = Counter()
    turns = right = spans = found_spans = 0
    for path in sorted((ROOT / "models" / "heldout").glob("h*.txt")):
        for scene in read(path):
            coding = propose(scene.annotated.transcript)
            gold = {(c.turn, c.scheme.value, c.code) for c in scene.annotated.codes}
            ours = {(p.turn, p.scheme.value, p.code) for p in coding.proposals}
            first: dict[int, str] = {}
            for proposal in sorted(coding.proposals, key=lambda p: -p.confidence):
                if proposal.scheme is Scheme.INTERVENTION:
                    first.setdefault(proposal.turn, proposal.code)
            for turn in {turn for turn, scheme, _ in gold if scheme == "intervention" and turn is not None}:
                turns += 1
                right += (turn, "intervention", first.get(turn, "")) in gold
            hits.update((scheme, code_) for _, scheme, code_ in gold & ours)
            proposed.update((scheme, code_) for _, scheme, code_ in ours)
            given.update((scheme, code_) for _, scheme, code_ in gold)
            parts = {(part.component, part.turn) for e in coding.episodes for part in e.components}
            for episode in scene.annotated.episodes:
                for component in episode.components:
                    spans += 1
                    found_spans += (component.kind.value, component.moment.first) in parts
    yield name, "interventions: best code was given", turns, right / max(1, turns)
    for scheme, codes in (
        ("intervention", tuple(INTERVENTIONS)),
        ("repair", tuple(REPAIR_STRATEGIES)),
        ("rupture", tuple(RUPTURE_MARKERS)),
        ("defense", tuple(DEFENSES)),
        ("affect", tuple(AFFECTS)),
    ):
        each = [
            2 * hits[scheme, c] / max(1, proposed[scheme, c] + given[scheme, c])
            for c in codes
            if given[scheme, c]
        ]
        n = sum(given[scheme, c] for c in codes)
        yield name, f"{scheme}: {len(each)} codes at their turn, macro-F1", n, sum(each) / max(1, len(each))
    yield name, "wish or response found at its turn", spans, found_spans / max(1, spans)


#: Words for one person that count as one label where labels are compared.
_SAME_PERSON = {
    "mum": "mother", "mom": "mother", "mam": "mother", "dad": "father", "nan": "grandmother", "nana": "grandmother",
    "gran": "grandmother", "granny": "grandmother", "grandma": "grandmother", "grandad": "grandfather",
    "mate": "friend", "elder": "older", "little": "younger", "stepmum": "stepmother", "stepdad": "stepfather",
}  # fmt: skip


def _label(name: str) -> set[str]:
    return {_SAME_PERSON.get(word, word) for word in re.findall(r"[a-z]+", name.lower())}


def _persons(name: str, coded: Iterable[margin.Annotated]) -> Iterator[Figure]:
    """How well the other of a found episode is known: role, label, and which episodes are with one person.

    A label is right when all its words stand in the one that was given, which may have a name beside the role.
    """
    found: list[tuple[bool, bool]] = []
    pairs: list[bool] = []
    for annotated in coded:
        proposed = propose(annotated.transcript).episodes
        here: list[tuple[str, str]] = []
        for episode in annotated.episodes:
            first, last = episode.moment.first or 0, episode.moment.last or 0
            meeting = [e for e in proposed if e.first <= last and first <= e.last]
            if meeting:
                best = max(
                    meeting,
                    key=lambda e: min(last, e.last) - max(first, e.first) + 0.5 * (e.other == episode.other),
                )
                found.append((best.other == episode.other, _label(best.name) <= _label(episode.name)))
                here.append((episode.name, best.name))
        pairs += [(a[0] == b[0]) == (a[1] == b[1]) for a, b in combinations(here, 2)]
    yield name, "found episodes: the kind of other is right", len(found), _share(kind for kind, _ in found)
    yield (
        name,
        "found episodes: the label of the other is right",
        len(found),
        _share(label for _, label in found),
    )
    yield name, "two found episodes: same person or another, right", len(pairs), _share(pairs)


def persons(*, tune: bool) -> Iterator[Figure]:
    """Whom episodes are with, in the sessions that were not trained on and in those of the demo practice."""
    if tune:
        return
    scenes = (s for path in sorted((ROOT / "models" / "heldout").glob("h*.txt")) for s in read(path))
    yield from _persons("Held-out sessions", (scene.annotated for scene in scenes))
    folder = ROOT / "src" / "clew" / "practice" / "demo"
    sessions = sorted(folder.glob("*/sessions/*.session"))
    yield from _persons(
        "Demo sessions", (margin.parse(path.read_text(encoding="utf-8"), path.name) for path in sessions)
    )


def _second_clusters() -> dict[tuple[str, ...], str]:
    """The clusters that a second rater gave to the first one's stretches: by scene, episode, component and number."""
    lines = (
        (ROOT / "models" / "heldout" / "second" / "clusters.list").read_text(encoding="utf-8").splitlines()
    )
    rows = [line.split() for line in lines]
    return {tuple(row[:4]): row[4].strip("[]").partition("/")[0] for row in rows}


def _share_words(one: Span, other: Span) -> bool:
    return one.start < other.stop and other.start < one.stop


def held_out_clusters(*, tune: bool) -> Iterator[Figure]:
    """Clusters of the held-out stretches: given the right stretch, as proposed, and by a second rater, blind."""
    if tune:
        return
    name, second = "Held-out sessions", _second_clusters()
    rated: dict[str, list[tuple[clusters.Stretch, str, str | None, str]]] = {
        c: [] for c in clusters.COMPONENTS
    }
    said: list[
        tuple[str, str | None]
    ] = []  # at each rated stretch: the cluster, and what was proposed on its words
    for path in sorted((ROOT / "models" / "heldout").glob("h*.txt")):
        for scene in read(path):
            turns = scene.annotated.transcript.turns
            parts = [part for e in propose(scene.annotated.transcript).episodes for part in e.components]
            for episode in scene.annotated.episodes:
                number: Counter[str] = Counter()
                for part in episode.components:
                    kind, turn, span = part.kind.value, part.moment.first or 0, part.moment.span
                    number[kind] += 1
                    if part.cluster is None or span is None:
                        continue
                    stretch = clusters.Stretch(Reading(turns[turn].text), span, episode.other)
                    other = second[scene.key, episode.key, kind, str(number[kind])]
                    rated[kind].append((stretch, part.cluster, part.second_cluster, other))
                    there = [
                        p.cluster
                        for p in parts
                        if (p.component, p.turn) == (kind, turn) and p.cluster and _share_words(p.span, span)
                    ]
                    said.append((f"{kind} {part.cluster}", f"{kind} {there[0]}" if there else None))
    whole: list[float] = []
    for component, rows_ in rated.items():
        ours = [one.cluster for one in clusters.choose(component, [stretch for stretch, *_ in rows_])]
        gold = [cluster for _, cluster, *_ in rows_]
        label = Component(component).label
        each = macro(gold, ours, sorted(set(gold)))
        whole += [f1(gold, ours, one) for one in sorted(set(gold))]
        yield name, f"{label}: cluster of the right stretch, macro-F1", len(gold), each
        close = [o in (g, s) for o, g, s in zip(ours, gold, (row[2] for row in rows_), strict=True)]
        yield name, f"{label}: cluster is the best or the second best", len(gold), _share(close)
    yield name, "all clusters of the right stretch, macro-F1", len(said), sum(whole) / max(1, len(whole))
    proposed = [(gold, ours) for gold, ours in said if ours]
    yield name, "cluster proposed on rated words: right", len(proposed), _share(g == o for g, o in proposed)
    named = [gold for gold, _ in said]
    yield (
        name,
        "clusters end to end, macro-F1",
        len(said),
        macro(named, [ours for _, ours in said], sorted(set(named))),
    )
    for component, rows_ in rated.items():
        kappa = cohens_kappa([row[1] for row in rows_], [row[3] for row in rows_]).kappa
        yield (
            "Held-out sessions, two coders",
            f"{Component(component).label}: Cohen's kappa of the cluster",
            len(rows_),
            kappa or 0.0,
        )


def two_coders(*, tune: bool) -> Iterator[Figure]:
    """How far two coders agree on the held-out sessions: each worked from the manual alone, the second blind."""
    if tune:
        return
    name = "Held-out sessions, two coders"
    first: list[str] = []
    second: list[str] = []
    both: Counter[tuple[str, str]] = Counter()
    given: Counter[tuple[str, str]] = Counter()
    for path in sorted((ROOT / "models" / "heldout").glob("h*.txt")):
        for one, other in zip(read(path), read(path.parent / "second" / path.name), strict=True):
            codes = [
                {(c.turn, c.scheme.value, c.code) for c in scene.annotated.codes} for scene in (one, other)
            ]
            both.update((scheme, code_) for _, scheme, code_ in codes[0] & codes[1])
            given.update((scheme, code_) for each in codes for _, scheme, code_ in each)
            best: list[dict[int, str]] = [{}, {}]
            for place, scene in enumerate((one, other)):
                for c in scene.annotated.codes:
                    if c.scheme is Scheme.INTERVENTION and c.turn is not None:
                        best[place].setdefault(c.turn, c.code)
            for turn in sorted(best[0].keys() & best[1].keys()):
                first.append(best[0][turn])
                second.append(best[1][turn])
    kappa = cohens_kappa(first, second).kappa
    yield (
        name,
        "interventions: the first code is the same",
        len(first),
        _share(map(str.__eq__, first, second)),
    )
    yield name, "interventions: Cohen's kappa of the first code", len(first), kappa or 0.0
    for scheme, listed in (
        ("intervention", tuple(INTERVENTIONS)),
        ("repair", tuple(REPAIR_STRATEGIES)),
        ("rupture", tuple(RUPTURE_MARKERS)),
        ("defense", tuple(DEFENSES)),
    ):
        each = [2 * both[scheme, c] / given[scheme, c] for c in listed if given[scheme, c]]
        n = sum(given[scheme, c] for c in listed)
        yield name, f"{scheme}: {len(each)} codes at their turn, macro-F1", n, sum(each) / max(1, len(each))


SETS: tuple[Callable[..., Iterator[Figure]], ...] = (
    annomi,
    esconv,
    oncoco,
    psydefconv,
    suicidewatch,
    cssrs_users,
    demo,
    persons,
    held_out,
    held_out_clusters,
    two_coders,
)


def markdown(figures: Iterable[Figure]) -> Iterator[str]:
    """The rows of the table in docs/reference/accuracy.md."""
    for name, what, n, value in figures:
        yield f"| {name} | {what} | {n} | {value:.{2 if value >= 0.01 else 3}f} |"


def main() -> None:
    tune = "--tune" in sys.argv[1:]
    if not evaluation().is_dir():
        sys.exit(f"No public data at {evaluation()}. Set CLEW_SHARED to the folder that holds 'evaluation'.")
    every = (figure for figures in SETS for figure in figures(tune=tune))
    if "--markdown" in sys.argv[1:]:
        print("\n".join(markdown(every)))
        return
    print(f"{MODEL}, {'half looked at while writing cues' if tune else 'half not looked at'}\n")
    print(f"{'set':30} {'figure':52} {'n':>6}  value")
    for name, what, n, value in every:
        print(f"{name:30} {what:52} {n:6}  {value:.3f}")


if __name__ == "__main__":
    main()
