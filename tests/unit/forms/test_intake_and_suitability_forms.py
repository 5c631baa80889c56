"""The forms of intake and suitability: what they refuse, and that nothing but the safety check has to be answered."""

from __future__ import annotations

import pytest

from clew.therapy.course.red_flags import LEVEL, stop
from clew.therapy.course.suitability import NOTE
from clew.therapy.errors import TherapyError
from clew.therapy.forms import FORMS, FormProblems, Room, read
from clew.therapy.knowledge.indication import CAUTIONS, MODIFIERS, RED_FLAGS, Line
from clew.therapy.knowledge.suitability import SUITABILITY
from clew.therapy.safety.levels import Level

PROFILE = FORMS["suitability"]


def test_every_feature_is_a_field_with_its_note():
    slugs = [field.slug for field in PROFILE.fields]
    for slug in SUITABILITY:
        assert slugs.index(NOTE.format(slug)) == slugs.index(slug) + 1


@pytest.mark.parametrize("slug", SUITABILITY)
def test_a_rating_without_evidence_is_refused_at_the_field_of_its_note(slug):
    with pytest.raises(FormProblems) as caught:
        read(PROFILE, {slug: "low"})
    assert list(caught.value.problems) == [NOTE.format(slug)]
    assert SUITABILITY[slug].name in caught.value.problems[NOTE.format(slug)]


def test_a_note_without_a_rating_is_kept():
    assert read(PROFILE, {"motivation_note": "Could not tell yet."}) == {
        "motivation_note": "Could not tell yet."
    }


def test_a_step_that_is_not_offered_is_one_problem_and_not_two():
    with pytest.raises(FormProblems) as caught:
        read(PROFILE, {"motivation": "very high", "motivation_note": "x"})
    assert list(caught.value.problems) == ["motivation"]


@pytest.mark.parametrize("slug", ["referral", "intake", "preferences"])
def test_a_form_of_the_intake_can_be_saved_with_one_answer(slug):
    form = FORMS[slug]
    assert [field.slug for field in form.fields if field.required] == []
    assert form.room is Room.INTAKE


def test_the_intake_offers_every_modifier_and_caution():
    intake = FORMS["intake"]
    assert [option.slug for option in intake.field("modifiers").options] == list(MODIFIERS)
    assert [option.slug for option in intake.field("cautions").options] == list(CAUTIONS)


def test_the_decision_is_one_of_the_four_lines():
    offered = [option.slug for option in FORMS["indication_decision"].field("decision").options]
    assert offered == [line.value for line in Line]


def test_the_safety_check_has_to_be_answered_and_none_is_an_answer():
    check = FORMS["red_flags"]
    with pytest.raises(FormProblems, match="please answer this"):
        read(check, {"note": "He seemed well."})
    assert read(check, {"seen": ["none"]}) == {"seen": ["none"]}


@pytest.mark.parametrize("slug", RED_FLAGS)
def test_each_red_flag_stops_and_none_beside_it_changes_nothing(slug):
    for ticked in ([slug], [slug, "none"], ["none", slug]):
        found = stop(ticked)
        assert found is not None
        assert found.seen == (slug,)
        assert found.level is LEVEL is Level.HIGH
        assert RED_FLAGS[slug].name in found.reasons[0].words


def test_none_alone_stops_nothing():
    assert stop(["none"]) is None
    assert stop([]) is None


def test_what_is_no_red_flag_is_refused():
    with pytest.raises(TherapyError, match="no red flag"):
        stop(["a cold"])
