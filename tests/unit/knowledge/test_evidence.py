"""Facts about efficacy: typed, true to the founding statements and the papers, and impossible to write down wrongly."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import product

import pytest
from data_folders import evidence_file

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Tag
from clew.therapy.knowledge.evidence import EVIDENCE, EVIDENCE_IN_SHORT
from clew.therapy.knowledge.registry import FAMILIES
from clew.therapy.knowledge.trial_facts import (
    Basis,
    Estimate,
    Fact,
    FactKind,
    Measure,
    People,
    TrialArm,
    TrialOutcome,
)

TRIALS = [fact for fact in EVIDENCE.values() if fact.kind is FactKind.TRIAL]
REBUILT = [(fact, outcome) for fact in TRIALS for outcome in fact.outcomes if outcome.rebuilt]

# The founding statements that name results of trials, reviews or pooled analyses, or say how far to trust them.
EFFICACY = [
    f"S{number:03}"
    for number in (
        8,
        12,
        68,
        77,
        100,
        *range(159, 180),
        258,
        259,
        273,
        274,
        275,
        338,
        339,
        *range(345, 349),
        *range(361, 364),
        368,
    )
]


def test_every_founding_statement_about_efficacy_has_a_fact() -> None:
    assert sorted({seed for fact in EVIDENCE.values() for seed in fact.seeds}) == EFFICACY


def test_the_facts_are_one_family_and_the_short_list_is_a_part_of_it() -> None:
    assert FAMILIES["evidence"] is EVIDENCE
    assert all(EVIDENCE[slug] is fact for slug, fact in EVIDENCE_IN_SHORT.items())
    assert len(EVIDENCE_IN_SHORT) == 13


def test_trials_by_hand() -> None:
    """Typed anew from indication-and-suitability.md 1.2 and the abstracts: numbers of people, and shares in a hundred."""
    told = {
        fact.slug.removeprefix("evidence_"): (
            [people.number for people in fact.people],
            [outcome.shares for outcome in fact.outcomes],
        )
        for fact in TRIALS
    }
    assert told == {
        "cbt": ([341, 233], [(23, 23)]),
        "cognitive": ([237], [(16, 22)]),
        "fluoxetine": ([51, 40], [(57, 68)]),
        "placebo": ([156], [(22, 25, 20)]),
        "community": ([40], [(50, 29)]),
        "inpatients": ([149], [(41, 22), (18, 11)]),
        "clomipramine": ([95, 74], [(9, 28)]),
        "recurrence": ([92], [(27, 47)]),
        "selection": ([291], []),
    }


@pytest.mark.parametrize(("fact", "outcome"), REBUILT, ids=lambda one: getattr(one, "slug", ""))
def test_rebuilt_counts_are_the_only_ones_that_give_the_shares(fact: Fact, outcome: TrialOutcome) -> None:
    for arm in outcome.arms:
        assert arm.counts is not None
        events, n = arm.counts
        fits = [e for e in range(n + 1) if abs(100 * e / n - arm.of_hundred) <= 0.5]
        assert fits == [events], arm.name
    assert sum(arm.counts[1] for arm in outcome.arms if arm.counts) in [p.number for p in fact.people]


def test_forty_completers_can_be_split_in_one_way_only() -> None:
    """57 and 68 per cent of 40 people in two arms: no other whole numbers give them."""
    splits = [
        (e1, n1, e2, 40 - n1)
        for n1 in range(1, 40)
        for e1, e2 in product(range(n1 + 1), range(41 - n1))
        if abs(100 * e1 / n1 - 57) <= 0.5 and abs(100 * e2 / (40 - n1) - 68) <= 0.5
    ]
    assert splits == [(12, 21, 13, 19)]


@pytest.mark.parametrize("fact", EVIDENCE.values(), ids=lambda fact: fact.slug)
def test_the_short_telling_names_the_numbers_of_the_fact(fact: Fact) -> None:
    numbers = set(re.findall(r"\d+(?:\.\d+)?", fact.definition.replace(",", "")))
    for outcome in fact.outcomes[:1]:
        for arm in outcome.arms:
            counted = {str(number) for number in arm.counts} if arm.counts else set()
            assert str(arm.of_hundred) in numbers or counted <= numbers
    if fact.kind is FactKind.POOLED:
        wanted = [str(fact.studies)] if fact.studies else []
        assert {*wanted, *(str(people.number) for people in fact.people)} <= numbers
    if fact.people:
        assert {str(people.number) for people in fact.people} & numbers


@pytest.mark.parametrize("fact", EVIDENCE.values(), ids=lambda fact: fact.slug)
def test_each_fact_says_what_follows_and_what_does_not(fact: Fact) -> None:
    for words in (fact.definition, fact.shows, fact.leaves_open, fact.differs or "So."):
        assert words.endswith("."), words
    verified = fact.tag is Tag.VERIFIED
    assert not verified or (fact.checked and fact.citation.seen), "verified means that something was read"


def test_what_a_trial_or_a_pooled_analysis_is_cited_by() -> None:
    without = [fact.slug for fact in EVIDENCE.values() if fact.identified and not fact.citation.doi]
    assert [slug for slug in without if EVIDENCE[slug].kind is not FactKind.STATEMENT] == []
    assert [fact.slug for fact in EVIDENCE.values() if not fact.identified] == [
        "evidence_five_trials",
        "evidence_lay_pooled",
    ]


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("evidence_fluoxetine", "of the 40 who completed"),
        ("evidence_cbt", "randomised 341"),
        ("evidence_selection", "no effect over all"),
        ("evidence_five_trials", "could not be identified"),
        ("evidence_any_two", "totals over seven kinds"),
    ],
)
def test_where_a_founding_text_and_the_paper_differ(slug: str, words: str) -> None:
    assert words in (EVIDENCE[slug].differs or "")


def test_the_facts_agree_with_the_list_of_figures_beside_the_checkout() -> None:
    listed = json.loads(evidence_file("seed-facts.json").read_text(encoding="utf-8"))["facts"]
    by_doi: dict[str, list[Fact]] = {}
    for fact in EVIDENCE.values():
        by_doi.setdefault(fact.citation.doi or "", []).append(fact)
    for one in listed:
        assert one["doi"] is None or one["doi"] in by_doi, one["id"]
        if one["doi"] is None:
            continue
        outcomes = [outcome for fact in by_doi[one["doi"]] for outcome in fact.outcomes]
        if one["values"]:
            assert outcomes[0].shares == tuple(one["values"]), one["id"]
        counts = one.get("counts_for_recalculation")
        if counts:
            told = [(counts[f"e{k}"], counts[f"n{k}"]) for k in (1, 2, 3) if f"e{k}" in counts]
            assert [arm.counts for arm in outcomes[0].arms] == told, one["id"]
            assert outcomes[0].rebuilt == counts["derived"], one["id"]


ARMS = (TrialArm(name="A", percent=50, counts=(5, 10)), TrialArm(name="B", percent=20))


def test_what_cannot_be_is_refused() -> None:
    for wrong in (
        {"name": "A"},
        {"name": "", "percent": 5},
        {"name": "A", "percent": 101},
        {"name": "A", "counts": (3, 2)},
        {"name": "A", "counts": (-1, 2)},
        {"name": "A", "counts": (0, 0)},
        {"name": "A", "percent": 50, "counts": (4, 10)},
    ):
        with pytest.raises(TherapyError):
            TrialArm(**wrong)  # type: ignore[arg-type]
    good = TrialOutcome(name="remission", basis=Basis.RANDOMISED, good=True, arms=ARMS)
    assert (good.counted, good.shares, ARMS[0].words) == (False, (50, 20), "50 % (5 of 10)")
    for changed in ({"arms": ARMS[:1]}, {"name": ""}, {"rebuilt": True}):
        with pytest.raises(TherapyError):
            replace(good, **changed)  # type: ignore[arg-type]
    with pytest.raises(TherapyError, match="1 or more"):
        People(0, Basis.ANALYSED)
    fact = EVIDENCE["evidence_cbt"]
    for changed in (
        {"seeds": ("17",)},
        {"people": ()},
        {"design": None},
        {"source": "Nobody1999"},
        {"shows": ""},
    ):
        with pytest.raises(TherapyError):
            replace(fact, **changed)  # type: ignore[arg-type]
    with pytest.raises(TherapyError, match="no outcome"):
        _ = EVIDENCE["evidence_caveat"].outcome


def test_an_estimate_is_told_as_it_was_published() -> None:
    size = Estimate(what="MADRS", measure=Measure.SIZE, value=0.3, ci=(0.06, 0.71))
    assert size.words == "d = 0.30 (0.06 to 0.71)"
    assert Estimate(what="x", measure=Measure.CORRELATION, value=0.278).words == "r = 0.278"
    assert Estimate(what="x", measure=Measure.SIZE, value=0.49, up_to=0.69).words == "d = 0.49 to 0.69"
    for wrong in ({"value": 0.9}, {"up_to": 0.1}, {"what": ""}):
        with pytest.raises(TherapyError):
            replace(size, **wrong)  # type: ignore[arg-type]
