"""What the vocabulary must hold, counted and named: slugs are stored, so they may not change unseen."""

import pytest

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge import (
    AFFECTS,
    CATEGORIES,
    CLUSTERS,
    CONFIGURATIONS,
    DEFENSE_LEVELS,
    DEFENSES,
    EXTRA_CODES,
    HYPOTHESES,
    INTERVENTIONS,
    OTHERS,
    REPAIR_STRATEGIES,
    RISK_CODES,
    RUPTURE_MARKERS,
    SUITABILITY,
    THERAPIST_CODES,
    Component,
    Pole,
    Tag,
)
from clew.therapy.knowledge.ccrt import CCRT_LU_CLUSTERS, CORNERS, Corner, Triangle
from clew.therapy.knowledge.defenses import (
    CONFUSIONS,
    DEPRESSIVE_TAG,
    OUTSIDE_TERMS,
    SEED_DEFENSES,
    Confusion,
    Defense,
    GabbardClass,
)
from clew.therapy.knowledge.interventions import INTERPRETATION_RULES, SITUATIONS, Intervention, Situation
from clew.therapy.knowledge.ruptures import RuptureFamily
from clew.therapy.knowledge.sources import Source
from clew.therapy.moments import Place


def listed(slugs):
    return slugs.split()


def test_eight_interventions_stand_on_the_continuum_and_six_codes_beside_it():
    assert list(INTERVENTIONS) == [
        "interpretation",
        "observation",
        "confrontation",
        "clarification",
        "encouragement_to_elaborate",
        "empathic_validation",
        "psychoeducation",
        "advice_praise",
    ]
    assert [item.position for item in INTERVENTIONS.values()] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [item.pole for item in INTERVENTIONS.values()] == (
        [Pole.INSIGHT] * 3 + [Pole.MIDDLE] * 2 + [Pole.SUPPORT] * 3
    )
    assert list(EXTRA_CODES) == ["question", "frame", "self_disclosure", "silence", "risk_enquiry", "other"]
    assert all(item.position is None and item.pole is None for item in EXTRA_CODES.values())
    assert list(THERAPIST_CODES) == [*INTERVENTIONS, *EXTRA_CODES]


def test_thirty_defenses_stand_on_seven_levels():
    by_level = {
        7: "affiliation altruism anticipation humor self_assertion self_observation sublimation suppression",
        6: "isolation_of_affect intellectualization undoing",
        5: "repression dissociation reaction_formation displacement",
        4: "omnipotence idealization_of_self idealization_of_other devaluation_of_self devaluation_of_other",
        3: "denial projection rationalization autistic_fantasy",
        2: "splitting_of_self_image splitting_of_others_image projective_identification",
        1: "acting_out passive_aggression help_rejecting_complaining",
    }
    assert [level.level for level in DEFENSE_LEVELS.values()] == [7, 6, 5, 4, 3, 2, 1]
    for level, slugs in by_level.items():
        assert [d.slug for d in DEFENSES.values() if d.level == level] == slugs.split()
    assert len(DEFENSES) == 30


def test_without_self_and_other_apart_there_are_28_defenses_and_eight_depressive_ones():
    def merged(slugs):
        return {
            slug.replace("_of_self", "").replace("_of_other", "") if "ion_of" in slug else slug
            for slug in slugs
        }

    assert len(merged(DEFENSES)) == 28
    assert merged(slug for slug, d in DEFENSES.items() if d.depressive) == {
        "acting_out",
        "passive_aggression",
        "help_rejecting_complaining",
        "splitting_of_self_image",
        "splitting_of_others_image",
        "projective_identification",
        "projection",
        "devaluation",
    }
    assert DEPRESSIVE_TAG is Tag.UNCERTAIN


def test_disavowal_is_a_level_and_never_a_defense():
    assert "disavowal" in DEFENSE_LEVELS
    assert "disavowal" not in DEFENSES
    assert SEED_DEFENSES["anaclitic_disavowal"].defense is None
    assert {s.defense: s.level for s in SEED_DEFENSES.values() if s.configuration == "introjective"} == {
        "reaction_formation": 5,
        "rationalization": 3,
        "intellectualization": 6,
    }


def test_the_configurations_hold_the_same_defenses_as_the_founding_text():
    for slug, configuration in CONFIGURATIONS.items():
        named = [s.defense for s in SEED_DEFENSES.values() if s.configuration == slug and s.defense]
        assert list(configuration.defenses) == named


def test_terms_outside_the_levels_are_no_codes():
    assert not set(OUTSIDE_TERMS) & set(DEFENSES)
    assert len(OUTSIDE_TERMS) == 6


def test_textbook_classes_do_not_follow_the_levels():
    assert DEFENSES["dissociation"].gabbard is GabbardClass.PRIMITIVE
    assert DEFENSES["dissociation"].level == 5
    assert DEFENSES["rationalization"].gabbard is GabbardClass.HIGHER_NEUROTIC
    assert DEFENSES["rationalization"].level == 3


def test_ten_confusions_are_told_apart_and_a_plain_feeling_is_no_defense():
    assert len(CONFUSIONS) == 10
    assert CONFUSIONS["plain_feeling"].codes == ()


def test_ccrt_categories_and_clusters():
    assert {component: len(rows) for component, rows in CATEGORIES.items()} == {
        Component.WISH: 35,
        Component.RESPONSE_OF_OTHER: 30,
        Component.RESPONSE_OF_SELF: 31,
    }
    assert all(len(rows) == 8 for rows in CLUSTERS.values())
    for component, rows in (*CATEGORIES.items(), *CLUSTERS.items()):
        assert [item.number for item in rows.values()] == list(range(1, len(rows) + 1))
        assert {item.component for item in rows.values()} == {component}


def test_what_is_uncertain_about_the_ccrt_is_not_pretended_to_be_known():
    unsure = [
        c.number for rows in CATEGORIES.values() for c in rows.values() if c.number_tag is Tag.UNCERTAIN
    ]
    assert unsure == list(range(1, 17))
    assert {c.cluster for rows in CATEGORIES.values() for c in rows.values()} == {None}
    assert {c.tag for c in CCRT_LU_CLUSTERS.values()} == {Tag.UNCERTAIN}


@pytest.mark.parametrize(
    ("component", "slugs"),
    [
        ("W", "be_understood not_be_hurt be_distant_from_others have_control_over_others better_self"),
        ("W", "not_be_responsible_or_obligated compete_with_someone be_loved assert_self"),
        (
            "RO",
            "understanding not_understanding respects_me does_not_respect_me hurts_me gives_me_independence",
        ),
        ("RO", "loves_me out_of_control cooperative"),
        ("RS", "understand do_not_understand feel_accepted out_of_control somatic_symptoms ashamed not_open"),
    ],
)
def test_ccrt_slugs(component, slugs):
    assert set(slugs.split()) <= set(CATEGORIES[Component(component)])


def test_ccrt_lu_has_thirteen_clusters_of_which_four_are_harmonious():
    assert "".join(c.letter for c in CCRT_LU_CLUSTERS.values()) == "ABCDEFGHIJKLM"
    assert [c.letter for c in CCRT_LU_CLUSTERS.values() if c.harmonious] == list("ABCD")


def test_kinds_of_other():
    assert list(OTHERS) == listed(
        "parent sibling grandparent relative partner child friend boss colleague authority clinician stranger "
        "group self"
    )
    assert [slug for slug, other in OTHERS.items() if other.kept_apart] == ["self"]


def test_triangles():
    assert {c.letter for c in CORNERS.values() if c.triangle is Triangle.CONFLICT} == {"D", "A", "F"}
    assert {c.letter: c.place for c in CORNERS.values() if c.triangle is Triangle.PERSON} == {
        "T": Place.ROOM,
        "C": Place.OUTSIDE,
        "P": Place.PAST,
    }


def test_fourteen_rupture_markers_and_ten_repairs():
    withdrawal = [m.slug for m in RUPTURE_MARKERS.values() if m.family is RuptureFamily.WITHDRAWAL]
    confrontation = [m.slug for m in RUPTURE_MARKERS.values() if m.family is RuptureFamily.CONFRONTATION]
    assert withdrawal == listed(
        "denial_of_state minimal_response abstract_communication avoidant_storytelling deferential "
        "content_affect_split self_criticism_hopelessness"
    )
    assert confrontation == listed(
        "complaint_about_clinician rejects_intervention complaint_about_activities "
        "complaint_about_arrangements complaint_about_progress defends_self controls_clinician"
    )
    assert list(REPAIR_STRATEGIES) == listed(
        "clarify_misunderstanding change_task_or_goal explain_reason invite_talk_about_therapy "
        "acknowledge_own_contribution disclose_own_experience link_to_pattern_between_us "
        "link_to_pattern_with_others validate_defensive_stance redirect"
    )


def test_affects():
    assert list(AFFECTS) == listed(
        "sadness grief disappointment guilt shame fear anxiety anger disgust contempt joy love compassion "
        "gratitude relief pride hope longing surprise loneliness emptiness helplessness envy"
    )


def test_risk_codes_rise_in_severity_and_cover_the_screener_once():
    assert list(RISK_CODES) == listed(
        "risk_passive risk_hopelessness risk_active risk_self_harm risk_means risk_harm_to_others risk_child "
        "risk_farewell risk_intent_plan_behaviour"
    )
    assert [code.severity for code in RISK_CODES.values()] == [1, 1, 2, 2, 2, 2, 2, 3, 3]
    assert [item for code in RISK_CODES.values() for item in code.screener_items] == [1, 2, 3, 4, 5, 6]


def test_nineteen_suitability_features_of_which_four_cap():
    assert [f.number for f in SUITABILITY.values()] == list(range(1, 20))
    assert [f.number for f in SUITABILITY.values() if f.caps] == [3, 4, 6, 16]
    assert [f.slug for f in SUITABILITY.values() if f.caps] == [
        "tolerance_of_painful_feeling",
        "impulse_control",
        "reality_testing",
        "current_life_situation",
    ]


def test_eleven_hypotheses_and_fourteen_rules():
    assert [h.code for h in HYPOTHESES.values()] == [f"E{n}" for n in range(1, 12)]
    assert [r.code for r in INTERPRETATION_RULES.values()] == [f"I{n}" for n in range(1, 15)]


def test_in_danger_no_interpretation_or_confrontation_comes_first():
    danger = SITUATIONS["danger_or_crisis"]
    assert len(SITUATIONS) == 10
    assert "risk_enquiry" in danger.prefer
    assert {"interpretation", "confrontation"} <= set(danger.avoid)


BASE = {"name": "A word", "definition": "What it is.", "source": "Clew", "tag": Tag.DEFAULT}


@pytest.mark.parametrize(
    "make",
    [
        lambda: Intervention(slug="x", **BASE, use_when="W.", not_this="N.", examples=("E.",), position=3),
        lambda: Intervention(
            slug="x", **BASE, use_when="W.", not_this="N.", examples=("E.",), position=9, pole=Pole.MIDDLE
        ),
        lambda: Intervention(slug="x", **BASE, use_when="W.", not_this="N.", examples=()),
        lambda: Situation(slug="x", **BASE, prefer=("interpretaton",), avoid=(), advice="A."),
        lambda: Situation(slug="x", **BASE, prefer=("silence",), avoid=("silence",), advice="A."),
        lambda: Defense(slug="x", name="X", definition="D.", level=8, function="F.", example="E."),
        lambda: Defense(slug="x", name="X", definition="D.", level=3, function="", example="E."),
        lambda: Confusion(slug="x", **BASE, codes=("disavowal",)),
        lambda: Corner(slug="x", **BASE, triangle=Triangle.PERSON, letter="T"),
        lambda: Source("with space", "A work."),
        lambda: Source("Key1", ""),
        lambda: Source("Key1", "A work.", doi="https://doi.org/10.1/x"),
    ],
)
def test_what_cannot_be_true_cannot_be_made(make):
    with pytest.raises(TherapyError):
        make()
