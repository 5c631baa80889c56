"""The rules of severity, indication and suitability against slow and obvious twins."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.course.emphasis import Emphasis
from clew.therapy.course.indication import Known, Stand, indication
from clew.therapy.course.severity import neurovegetative, self_harm, severity
from clew.therapy.course.suitability import Rating, compare, indicator
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.indication import CAUTIONS, EXCLUSIONS, MODIFIERS, RED_FLAGS, Line
from clew.therapy.knowledge.suitability import SUITABILITY
from clew.therapy.measures.scoring import Total

# -- Severity ---------------------------------------------------------------------------------------------------------


def phq(value: float) -> Total:
    return Total(value, "phq-9", "2001")


@pytest.mark.parametrize("total", range(28))
def test_every_total_reads_as_the_table_of_the_specification_says(total):
    bands = {
        "minimal": range(5),
        "mild": range(5, 10),
        "moderate": range(10, 15),
        "moderately severe": range(15, 20),
        "severe": range(20, 28),
    }
    found = severity(phq(total))
    assert total in bands[found.band]
    assert found.nice.value == ("more severe" if total in range(16, 28) else "less severe")
    assert found.total == total


@pytest.mark.parametrize("wrong", [phq(28), phq(-1), phq(3.5), Total(10, "gad-7", "")])
def test_what_is_no_total_of_the_phq_9_is_refused(wrong):
    with pytest.raises(TherapyError):
        severity(wrong)


ANSWER = st.one_of(st.none(), st.integers(0, 3))


@given(ANSWER, ANSWER, ANSWER)
def test_neurovegetative_symptoms_are_what_every_way_of_filling_the_gaps_agrees_on(sleep, energy, appetite):
    """The twin tries every answer that a gap could have had: only what all of them say may be said."""
    possible = {
        sum(a >= 2 for a in (s, e, p)) >= 2
        for s in ([sleep] if sleep is not None else range(4))
        for e in ([energy] if energy is not None else range(4))
        for p in ([appetite] if appetite is not None else range(4))
    }
    found = neurovegetative({"sleep": sleep, "energy": energy, "appetite": appetite}).present
    assert found is (possible.pop() if len(possible) == 1 else None)


@given(ANSWER)
def test_item_9_missing_is_never_zero(answer):
    found = self_harm(answer).present
    assert found is (None if answer is None else answer > 0)


# -- Indication -------------------------------------------------------------------------------------------------------

KNOWN = st.builds(
    Known,
    total=st.one_of(st.none(), st.integers(0, 27).map(phq)),
    answers=st.fixed_dictionaries(dict.fromkeys(("sleep", "energy", "appetite", "self_harm"), ANSWER)),
    modifiers=st.frozensets(st.sampled_from(list(MODIFIERS)), max_size=3),
    cautions=st.frozensets(st.sampled_from(list(CAUTIONS)), max_size=3),
    exclusions=st.dictionaries(st.sampled_from(list(EXCLUSIONS)), st.sampled_from(["yes", "no", "unclear"])),
    red_flags=st.one_of(
        st.none(),
        st.just(("none",)),
        st.lists(st.sampled_from(list(RED_FLAGS)), min_size=1, max_size=2).map(tuple),
    ),
)


def twin(known: Known) -> dict[Line, tuple[bool, bool]]:
    """Whether something speaks for and against each line, straight from the tables of the specification."""
    total = known.total.value if known.total else None
    answers = known.answers
    vegetative = sum(1 for key in ("sleep", "energy", "appetite") if (answers[key] or 0) >= 2) >= 2
    suicidal = (answers["self_harm"] or 0) >= 1
    modifier = bool(known.modifiers) or vegetative or suicidal
    yes = {slug for slug, answer in known.exclusions.items() if answer == "yes"}
    red = bool(known.red_flags and known.red_flags != ("none",)) or "psychotic_features" in known.modifiers
    severe = total is not None and total >= 20
    leads = {CAUTIONS[slug].leads_to for slug in known.cautions}
    return {
        Line.ALONE: (
            total is not None and 5 <= total <= 14,
            severe or modifier or bool(known.cautions) or bool(yes - {"bereavement"}) or red,
        ),
        Line.RAISE: (total is not None and 10 <= total <= 19, severe or red),
        Line.TOGETHER: (severe or modifier or Line.TOGETHER in leads or "bipolar" in yes, red),
        Line.NOT_NOW: (red or Line.NOT_NOW in leads or bool(yes & {"medical", "substance"}), False),
    }


@given(KNOWN)
def test_the_four_lines_stand_as_the_tables_say(known):
    stands = {
        (True, True): Stand.BOTH,
        (True, False): Stand.FOR,
        (False, True): Stand.AGAINST,
        (False, False): Stand.SILENT,
    }
    found = indication(known)
    assert [one.line for one in found] == list(Line)
    assert {one.line: one.stand for one in found} == {
        line: stands[sides] for line, sides in twin(known).items()
    }


@given(KNOWN)
def test_every_reason_names_its_line_its_source_and_where_it_was_seen(known):
    for one in indication(known):
        for reason in (*one.speaks_for, *one.against, *one.notes):
            assert reason.rule == f"indication_{one.line.value}"
            assert reason.words.endswith(".")


# -- Suitability ------------------------------------------------------------------------------------------------------

RATINGS = st.dictionaries(st.sampled_from(list(SUITABILITY)), st.sampled_from(Rating))


def slow_emphasis(ratings: dict[str, Rating]) -> Emphasis | None:
    """The rule in fractions, feature by feature, with the four caps by their numbers."""
    if not ratings:
        return None
    total = Fraction(0)
    for rating in ratings.values():
        if rating is Rating.HIGH:
            total += 1
        elif rating is Rating.LOW:
            total -= 1
    mean = total / len(ratings)
    emphasis = Emphasis.BALANCED
    if mean > Fraction(33, 100):
        emphasis = Emphasis.EXPLORATORY
    if mean < Fraction(-33, 100):
        emphasis = Emphasis.SUPPORTIVE
    slugs = list(SUITABILITY)
    for number in (3, 4, 6, 16):
        if ratings.get(slugs[number - 1]) is Rating.LOW and emphasis is Emphasis.EXPLORATORY:
            emphasis = Emphasis.BALANCED
    return emphasis


@given(RATINGS)
def test_the_indicator_is_the_slow_one(ratings):
    found = indicator(ratings)
    assert found.emphasis is slow_emphasis(ratings)
    assert found.rated == len(ratings)
    assert set(found.missing) == set(SUITABILITY) - set(ratings)
    assert found.rated + len(found.missing) == 19


@given(RATINGS)
def test_a_rating_that_rises_never_moves_the_indicator_towards_support(ratings):
    order = [Emphasis.SUPPORTIVE, Emphasis.BALANCED, Emphasis.EXPLORATORY]
    steps = {Rating.LOW: Rating.MIXED, Rating.MIXED: Rating.HIGH}
    before = indicator(ratings).emphasis
    for slug, rating in ratings.items():
        if rating in steps:
            after = indicator({**ratings, slug: steps[rating]}).emphasis
            assert order.index(after) >= order.index(before)


@given(RATINGS)
def test_a_cap_is_named_exactly_where_it_held_something(ratings):
    found = indicator(ratings)
    without = indicator({s: r for s, r in ratings.items() if s not in found.capped_by})
    if found.capped_by:
        assert found.emphasis is Emphasis.BALANCED
        assert without.emphasis is Emphasis.EXPLORATORY
    assert all(SUITABILITY[s].caps and ratings[s] is Rating.LOW for s in found.capped_by)


@given(RATINGS, RATINGS)
def test_a_comparison_has_every_feature_once_and_reads_the_other_way_round(before, after):
    there, back = compare(before, after), compare(after, before)
    assert [one.slug for one in there] == list(SUITABILITY)
    opposite = {
        "as before": "as before",
        "newly rated": "not rated this time",
        "not rated this time": "newly rated",
        "more exploratory": "more supportive",
        "more supportive": "more exploratory",
    }
    assert [opposite[one.words] for one in there] == [one.words for one in back]
