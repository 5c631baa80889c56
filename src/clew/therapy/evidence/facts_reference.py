"""The page of the manual about efficacy, written from the facts and from what their counts come to."""

from __future__ import annotations

from collections.abc import Iterable

from clew.therapy.evidence.facts import Comparison, comparisons, published
from clew.therapy.knowledge.evidence import EVIDENCE
from clew.therapy.knowledge.manual import rests_on
from clew.therapy.knowledge.markdown import page, table
from clew.therapy.knowledge.trial_facts import Fact, FactKind, TrialOutcome

_INTRODUCTION = (
    "Everything that the founding texts say about whether psychodynamic therapy works for depression, held against the "
    "papers it comes from: who was counted, what was found, what follows and what does not. A number tells how often "
    "something happened to others, never what will happen to one person."
)

_HOW_TO_READ = (
    "Each fact has a slug, under which it can be cited, a source and a tag that says how sure it is "
    "([sources and tags](sources.md)). *Told in* names the [founding statements](seeds.md) that it answers. *Counts "
    "rebuilt* means that only these whole numbers give the published shares in arms of that size."
)

_COMPUTED = (
    "Risk ratios (RR), differences in percentage points and their 95% intervals (log-normal and Wald) are computed by Clew "
    "from the counts; p is Fisher's exact test. What the counts can tell is about chance only: how a trial was made, and "
    "what that means, stands with each trial below."
)

_STANDARD = (
    "Pooled results as published. A size d above 0 favours psychodynamic therapy: 0.2 is small, 0.5 medium and 0.8 large "
    "by an old rule of thumb. Changes from before to after have no control and look larger."
)


def trial_facts_page() -> str:
    """Return the page: trials, pooled figures, reviews, what the founding texts say, and where texts and papers differ."""
    return page(
        "Facts about efficacy",
        _INTRODUCTION,
        _HOW_TO_READ,
        "## Trials in numbers",
        _COMPUTED,
        _comparisons(),
        _uncounted(),
        "## Published pooled figures",
        _STANDARD,
        _pooled(),
        "## Where a founding text and the paper differ",
        table(
            ("Fact", "What differs", "Source"),
            [
                (fact.name, fact.differs, f"[{fact.source}](sources.md)")
                for fact in EVIDENCE.values()
                if fact.differs
            ],
        ),
        *_sections(),
    )


def _comparisons() -> str:
    return table(
        ("Trial, outcome", "Arms", "RR (95%)", "Difference in points (95%)", "p", "What the counts can tell"),
        [
            (
                f"[{each.fact.source}](sources.md): {each.outcome.name}",
                f"{each.arm1.name} {each.arm1.words} against {each.arm2.name} {each.arm2.words}",
                _ratio(each),
                _difference(each),
                f"{each.table.fisher_p:.3f}",
                each.conclusion,
            )
            for fact in EVIDENCE.values()
            for each in comparisons(fact)
        ],
    )


def _ratio(comparison: Comparison) -> str:
    found = comparison.table
    if found.risk_ratio is None or found.risk_ratio_ci is None:
        return "cannot be told"
    low, high = found.risk_ratio_ci
    return f"{found.risk_ratio:.2f} ({low:.2f} to {high:.2f})"


def _difference(comparison: Comparison) -> str:
    low, high = comparison.table.risk_difference_ci
    return f"{100 * comparison.table.risk_difference:+.0f} ({100 * low:+.0f} to {100 * high:+.0f})"


def _uncounted() -> str:
    rows = [
        (f"[{fact.source}](sources.md): {outcome.name}", _shares(outcome))
        for fact in EVIDENCE.values()
        for outcome in fact.outcomes
        if not outcome.counted
    ]
    return "Only shares are known of these, so nothing is computed.\n\n" + table(
        ("Trial, outcome", "Shares as published"), rows
    )


def _shares(outcome: TrialOutcome) -> str:
    return ", ".join(f"{arm.name} {arm.words}" for arm in outcome.arms)


def _pooled() -> str:
    return table(
        ("What was pooled", "Estimate", "Studies", "People", "Source, tag"),
        [
            (
                estimate.what,
                estimate.words,
                "" if fact.studies is None else str(fact.studies),
                ", ".join(f"{people.number:,}" for people in fact.people),
                rests_on(fact),
            )
            for fact, estimate in published()
        ],
    )


def _sections() -> Iterable[str]:
    for kind, title in ((FactKind.TRIAL, "Trials"), (FactKind.POOLED, "Pooled analyses")):
        yield f"## {title}"
        for fact in _of(kind):
            yield f"### {fact.name}"
            yield fact.definition
            yield table(("", f"`{fact.slug}`"), _rows(fact))
    yield "## Reviews and guidelines"
    yield _statements(FactKind.REVIEW)
    yield "## What the founding texts say about evidence"
    yield _statements(FactKind.STATEMENT)


def _of(kind: FactKind) -> list[Fact]:
    return [fact for fact in EVIDENCE.values() if fact.kind is kind]


def _statements(kind: FactKind) -> str:
    return table(
        ("Name", "Slug", "What is said", "What follows", "What does not", "Told in", "Source, tag"),
        [
            (
                fact.name,
                f"`{fact.slug}`",
                fact.definition,
                fact.shows,
                fact.leaves_open,
                ", ".join(fact.seeds),
                rests_on(fact),
            )
            for fact in _of(kind)
        ],
    )


def _rows(fact: Fact) -> Iterable[tuple[str, str]]:
    told = (
        ("design", fact.design),
        ("people", "; ".join(people.words for people in fact.people)),
        ("studies", None if fact.studies is None else str(fact.studies)),
        *((outcome.name, _told(outcome)) for outcome in fact.outcomes),
        *((estimate.what, estimate.words) for estimate in fact.estimates),
        ("what follows", fact.shows),
        ("what does not", fact.leaves_open),
        ("text and paper", fact.differs),
        ("checked", fact.checked),
        ("told in", ", ".join(fact.seeds)),
        ("source", _source(fact)),
    )
    return [(label, words) for label, words in told if words]


def _told(outcome: TrialOutcome) -> str:
    rebuilt = "; counts rebuilt" if outcome.rebuilt else ""
    return f"{_shares(outcome)}; {outcome.basis.of_whom}; {'more' if outcome.good else 'fewer'} is better{rebuilt}"


def _source(fact: Fact) -> str:
    if not fact.identified:
        return f"The work itself is not identified; it is told in {rests_on(fact)}"
    doi = f" [doi:{fact.citation.doi}]({fact.citation.url})" if fact.citation.doi else ""
    return f"{fact.citation.citation}{doi} {rests_on(fact)}"
