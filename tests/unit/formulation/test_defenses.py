import pytest
from formulation_builders import turns

from clew.therapy.coding.annotations import Annotation
from clew.therapy.coding.codes import Scheme
from clew.therapy.errors import TherapyError
from clew.therapy.formulation.defenses import Band, defense_profile


def codes(*slugs):
    return [Annotation(Scheme.DEFENSE, slug, turns("s1", turn)) for turn, slug in enumerate(slugs)]


def test_without_codes_there_is_no_odf_and_no_percentage():
    profile = defense_profile([])
    assert profile.odf is None
    assert {level.percent for level in profile.levels} == {None}
    assert profile.label == "too few codes (n = 0)"


def test_odf_is_the_mean_level_of_the_codes():
    profile = defense_profile(codes("humor", "denial", "denial", "acting_out"))  # (7 + 3 + 3 + 1) / 4
    assert profile.odf == 3.5
    assert [(score.slug, score.count, score.percent) for score in profile.defenses] == [
        ("humor", 1, 25.0),
        ("denial", 2, 50.0),
        ("acting_out", 1, 25.0),
    ]
    assert {level.level: level.count for level in profile.levels} == {
        7: 1,
        6: 0,
        5: 0,
        4: 0,
        3: 2,
        2: 0,
        1: 1,
    }


def test_each_defense_keeps_its_moments():
    assert defense_profile(codes("humor", "denial", "denial")).defenses[1].moments == (
        turns("s1", 1),
        turns("s1", 2),
    )


def test_codes_of_other_schemes_are_no_defenses():
    other = Annotation(Scheme.AFFECT, "sadness", turns("s1", 0))
    assert defense_profile([other, *codes("humor")]).n == 1


def test_two_defenses_on_one_segment_count_one_each_and_the_same_twice_counts_once():
    here = turns("s1", 0)
    both = [Annotation(Scheme.DEFENSE, slug, here) for slug in ("humor", "denial", "denial")]
    assert defense_profile(both).n == 2


@pytest.mark.parametrize(("n", "few"), [(9, True), (10, False)])
def test_few_means_fewer_than_ten(n, few):
    assert defense_profile(codes(*["denial"] * n)).few is few


def test_bands_are_the_clinics_own_and_only_for_enough_codes():
    bands = [Band(1.0, "lower", "clinic"), Band(5.0, "higher", "clinic")]
    enough = defense_profile(codes(*["repression"] * 10))  # ODF exactly 5
    assert enough.band([]) is None
    assert enough.band(bands).label == "higher"
    assert defense_profile(codes(*["denial"] * 10)).band(bands).label == "lower"
    assert defense_profile(codes(*["denial"] * 9)).band(bands) is None
    assert enough.band([Band(5.5, "highest", "clinic")]) is None


def test_a_band_outside_the_scale_or_without_source_is_refused():
    with pytest.raises(TherapyError, match="from 1 to 7"):
        Band(7.5, "x", "y")
    with pytest.raises(TherapyError, match="source"):
        Band(5, "x", "")
