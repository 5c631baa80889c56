"""What the counts of the trials come to, worked by hand, and the table of what was pooled."""

from __future__ import annotations

import math
import re

import pytest

from clew.therapy.evidence.facts import Comparison, comparisons, published
from clew.therapy.evidence.facts_reference import trial_facts_page
from clew.therapy.evidence.sizes import Counts
from clew.therapy.evidence.two_by_two import two_by_two
from clew.therapy.knowledge.evidence import EVIDENCE
from clew.therapy.knowledge.trial_facts import Basis, FactKind, TrialArm, TrialOutcome

ALL = [each for fact in EVIDENCE.values() for each in comparisons(fact)]


def by_hand(a: int, n1: int, c: int, n2: int) -> tuple[float, float, float]:
    """Risk ratio with its 95% limits, by the formula of the textbook (Katz 1978)."""
    log, se = math.log((a / n1) / (c / n2)), math.sqrt(1 / a - 1 / n1 + 1 / c - 1 / n2)
    return math.exp(log), math.exp(log - 1.959964 * se), math.exp(log + 1.959964 * se)


@pytest.mark.parametrize("each", ALL, ids=lambda each: f"{each.fact.slug}: {each.arm2.name}")
def test_ratios_come_from_the_counts(each: Comparison) -> None:
    assert each.arm1.counts is not None
    assert each.arm2.counts is not None
    ratio, low, high = by_hand(*each.arm1.counts, *each.arm2.counts)
    assert each.table.risk_ratio == pytest.approx(ratio, abs=1e-12)
    assert each.table.risk_ratio_ci == pytest.approx((low, high), abs=1e-6)


def test_which_trials_can_be_compared() -> None:
    """Pairs of arms: one each, three of the trial with three arms, two outcomes of the in-patients; none from shares alone."""
    assert {slug: len(comparisons(EVIDENCE[slug])) for slug in EVIDENCE if comparisons(EVIDENCE[slug])} == {
        "evidence_cognitive": 1,
        "evidence_fluoxetine": 1,
        "evidence_placebo": 3,
        "evidence_inpatients": 2,
        "evidence_clomipramine": 1,
        "evidence_recurrence": 1,
    }
    assert comparisons(EVIDENCE["evidence_cbt"]) == ()


def test_what_the_counts_can_tell() -> None:
    told = {(each.fact.slug, each.outcome.name): each.conclusion.split(":")[0].split(";")[0] for each in ALL}
    undecided = "Chance alone could make such a difference"
    edge = "At the edge"
    assert told == {
        ("evidence_cognitive", "response"): undecided,
        ("evidence_fluoxetine", "full remission at four months (HDRS 7 or below)"): undecided,
        ("evidence_placebo", "remission at 16 weeks"): undecided,
        (
            "evidence_inpatients",
            "response at the end of treatment",
        ): "Chance alone would seldom make such a difference",
        ("evidence_inpatients", "remission at the end of treatment"): undecided,
        ("evidence_clomipramine", "still meeting the criteria of major depression at 10 weeks"): edge,
        ("evidence_recurrence", "recurrence of major depression within 48 months"): edge,
    }


def made(first: tuple[int, int], second: tuple[int, int], *, good: bool) -> Comparison:
    arms = (TrialArm(name="A", counts=first), TrialArm(name="B", counts=second))
    outcome = TrialOutcome(name="x", basis=Basis.ANALYSED, good=good, arms=arms)
    return Comparison(EVIDENCE["evidence_cbt"], outcome, *arms, two_by_two(Counts(*first), Counts(*second)))


@pytest.mark.parametrize(
    ("first", "second", "good", "favoured"),
    [
        ((40, 50), (10, 50), True, "first"),
        ((40, 50), (10, 50), False, "second"),
        ((5, 50), (40, 50), False, "first"),
    ],
)
def test_a_clear_difference_favours_an_arm(
    first: tuple[int, int], second: tuple[int, int], good: bool, favoured: str
) -> None:
    assert made(first, second, good=good).conclusion.endswith(f"it favours the {favoured} arm.")


def test_without_a_ratio_nothing_is_claimed() -> None:
    none = made((0, 20), (0, 20), good=True)
    assert none.ratio_leaves_it_open is None
    assert "favours" not in none.conclusion


def test_there_is_something_to_show_before_any_table_is_loaded() -> None:
    rows = list(published())
    assert {fact.kind for fact, _ in rows} == {FactKind.POOLED}
    assert all(fact.citation.doi for fact, _ in rows)
    assert {fact.source for fact, _ in rows} == {
        "Driessen2010",
        "Driessen2015",
        "Wienicke2023",
        "Fluckiger2018",
    }


def test_the_page_tells_every_fact_with_its_statements() -> None:
    text = trial_facts_page()
    for fact in EVIDENCE.values():
        assert f"`{fact.slug}`" in text
        assert fact.definition in text
        assert fact.shows in text
        assert fact.leaves_open in text
        assert fact.differs is None or fact.differs in text
        assert all(seed in text for seed in fact.seeds)
    assert "| 0.84 (0.52 to 1.35) | -11 (-41 to +18) |" in text
    assert not re.search(r"\bnan\b|\binf\b|None", text)
