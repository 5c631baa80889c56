"""Coding schemes: the shipped ones, and reading one's own with the line of what is wrong."""

import dataclasses

import pytest

from clew.therapy.coding.codes import Scheme
from clew.therapy.coding.schemes import SHIPPED, CodingScheme, Scale, SchemeCode, Unit, Weighting
from clew.therapy.coding.schemes.definition import KEYS
from clew.therapy.coding.schemes.reading import parse, read
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge import CLUSTERS, RUPTURE_MARKERS, THERAPIST_CODES, Tag
from clew.therapy.transcripts import Role

GOOD = """\
key: insight
name: Insight said aloud
version: "2"
source: Our own manual, 2026.
tag: D
unit: words
who: [patient]
several: false
scale: ordinal
weights: quadratic
codes:
  - slug: glimpse
    name: A glimpse
    rank: 1
    definition: Something is seen for a moment.
    not_this: A polite yes.
  - slug: seen
    name: Seen
    rank: 3
  - slug: unclear
    name: Cannot be judged
"""


def problems(text):
    return [str(problem) for problem in parse(text, "insight.yaml")[1]]


# -- Shipped -----------------------------------------------------------------------------------------------------------


def test_the_shipped_schemes_are_the_vocabulary():
    assert list(SHIPPED["interventions"].by_slug) == list(THERAPIST_CODES)
    assert (
        SHIPPED["interventions"].code("confrontation").not_this == THERAPIST_CODES["confrontation"].not_this
    )
    assert SHIPPED["interventions"].family is Scheme.INTERVENTION
    assert list(SHIPPED["rupture-markers"].by_slug) == list(RUPTURE_MARKERS)
    assert len(SHIPPED["ccrt-clusters"].codes) == sum(map(len, CLUSTERS.values())) == 24
    assert SHIPPED["ccrt-clusters"].unit is Unit.WORDS


def test_defense_levels_are_ordered_and_no_defense_is_no_step():
    levels = SHIPPED["defense-levels"]
    assert list(levels.ranks.values()) == [1, 2, 3, 4, 5, 6, 7]
    assert levels.uncoded == "0 No defense"
    assert levels.weighting is Weighting.LINEAR


def test_every_code_has_a_key_of_its_own_that_moves_nothing_else():
    for scheme in SHIPPED.values():
        assert len(scheme.keys) == len(scheme.codes)
    assert not set("jkund?") & set(KEYS)


# -- Reading -----------------------------------------------------------------------------------------------------------


def test_a_scheme_of_ones_own_is_read():
    scheme = read(GOOD, "insight.yaml")
    assert scheme == CodingScheme(
        key="insight",
        name="Insight said aloud",
        version="2",
        source="Our own manual, 2026.",
        tag=Tag.DEFAULT,
        unit=Unit.WORDS,
        who=frozenset({Role.PATIENT}),
        several=False,
        scale=Scale.ORDINAL,
        weighting=Weighting.QUADRATIC,
        codes=(
            SchemeCode("glimpse", "A glimpse", "Something is seen for a moment.", "A polite yes.", 1),
            SchemeCode("seen", "Seen", rank=3),
            SchemeCode("unclear", "Cannot be judged"),
        ),
    )
    assert scheme.family is None


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("unit: words", "unit: sentence", 6, "'unit' is one of turn, words"),
        ("tag: D", "tag: sure", 5, "'tag' is one of V, S, K, K?, D"),
        ("who: [patient]", "who: [anybody]", 7, "'who' is one of"),
        ("who: [patient]", "who: patient", 7, "'who' is a list"),
        ("several: false", "several: maybe", 8, "'several' is true or false"),
        ("    rank: 3", "    rank: high", 19, "'rank' is a whole number"),
        ("  - slug: seen", "  - slug: glimpse", 17, "stands in line 12 already"),
        ("  - slug: seen", "  - slug: Seen it", 17, "lower-case words joined by underscores"),
        ("    not_this: A polite yes.", "    beware: A polite yes.", 16, "Clew does not know 'beware'"),
        ("scale: ordinal", "scale: ordinal\nscale: nominal", 10, "'scale' stands here twice"),
        ("key: insight\n", "", 1, "key is missing"),
        ("codes:", "codes: [", 12, "not YAML"),
        ("weights: quadratic\n", "", 1, "say whether its weights are linear or quadratic"),
        ("several: false", "several: true", 1, "a unit has one code"),
        ("    rank: 3\n", "    rank: 1\n", 1, "a rank of their own"),
    ],
)
def test_what_is_wrong_names_the_file_and_the_line(before, after, line, words):
    assert before in GOOD
    found = problems(GOOD.replace(before, after, 1))
    assert any(one.startswith(f"insight.yaml:{line}: ") and words in one for one in found), found
    with pytest.raises(TherapyError, match=r"insight\.yaml"):
        read(GOOD.replace(before, after, 1), "insight.yaml")


@pytest.mark.parametrize("text", ["", "- a", "[", "key", "codes: {}", "a: &a [*a]", "\x00"])
def test_nonsense_is_refused_calmly(text):
    scheme, found = parse(text, "x.yaml")
    assert scheme is None
    assert found


def test_a_nominal_scheme_has_no_ranks():
    with pytest.raises(TherapyError, match="nominal"):
        dataclasses.replace(read(GOOD, "x"), scale=Scale.NOMINAL)


def test_only_clinician_and_patient_are_coded():
    with pytest.raises(TherapyError, match="turns of the clinician"):
        dataclasses.replace(read(GOOD, "x"), who=frozenset({Role.COMPANION}))


def test_more_codes_than_keys_are_refused():
    codes = tuple(SchemeCode(f"code_{n}", f"Code {n}") for n in range(len(KEYS) + 1))
    with pytest.raises(TherapyError, match="make two schemes"):
        dataclasses.replace(SHIPPED["interventions"], codes=codes)
