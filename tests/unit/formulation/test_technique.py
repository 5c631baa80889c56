import pytest
from formulation_builders import turns

from clew.therapy.coding.annotations import Annotation
from clew.therapy.coding.codes import Scheme
from clew.therapy.formulation.technique import intervention_mix


def codes(*slugs):
    return [Annotation(Scheme.INTERVENTION, slug, turns("s1", 2 * n)) for n, slug in enumerate(slugs)]


TEN = (
    ["interpretation", "observation", "confrontation"]
    + ["clarification", "encouragement_to_elaborate"] * 2
    + ["empathic_validation", "psychoeducation", "advice_praise"]
)


def test_shares_of_ten_coded_turns():
    mix = intervention_mix(codes(*TEN))
    assert (mix.insight, mix.middle, mix.support) == (30.0, 40.0, 30.0)
    order = list(mix.counts)
    assert (order[0], order[-1]) == ("interpretation", "advice_praise")


def test_nine_coded_turns_are_too_few_for_shares_but_are_counted():
    mix = intervention_mix(codes(*TEN[:9]))
    assert (mix.insight, mix.middle, mix.support) == (None, None, None)
    assert sum(mix.counts.values()) == 9
    assert mix.label == "too few coded turns (n = 9)"


def test_two_codes_on_a_turn_are_one_coded_turn():
    more = Annotation(Scheme.INTERVENTION, "empathic_validation", turns("s1", 0))
    mix = intervention_mix([*codes(*TEN), more])
    assert mix.coded_turns == 10
    assert mix.support == pytest.approx(100 * 4 / 11)


@pytest.mark.parametrize(
    "extra", ["question", "frame", "self_disclosure", "silence", "risk_enquiry", "other"]
)
def test_extra_codes_are_outside_the_mix(extra):
    assert intervention_mix(codes(*TEN, extra)) == intervention_mix(codes(*TEN))


def test_codes_of_other_schemes_are_outside_the_mix():
    repair = Annotation(Scheme.REPAIR, "redirect", turns("s1", 90))
    assert intervention_mix([*codes(*TEN), repair]) == intervention_mix(codes(*TEN))
