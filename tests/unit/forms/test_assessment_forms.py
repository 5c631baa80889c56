"""The forms of the assessment: what they ask, and what they take care never to ask."""

from __future__ import annotations

import pytest

from clew.therapy.course import assessment as rules
from clew.therapy.forms import FORMS, FormProblems, Kind, Room, of_room, read
from clew.therapy.forms.assessment import CONFIGURATION, OBSERVATION, SOURCES_OF_DEPRESSION
from clew.therapy.knowledge.hypotheses import HYPOTHESES


def test_nothing_is_needed_but_what_names_an_entry_and_the_look_at_practical_causes():
    needed = {
        (form.slug, field.slug)
        for form in of_room(Room.ASSESSMENT)
        for field in form.fields
        if field.required
    }
    assert needed == {
        ("stressor", "event"),
        ("life_event", "event"),
        ("symptom_episode", "what"),
        ("developmental", "kind"),
        ("relationships", "theme"),
        ("personality", "trait"),
        ("observation", "sign"),
        ("observation", "practical"),
        ("person", "role"),
        ("opd_2", "rater"),
        ("pdm_2", "rater"),
    }


def test_loss_and_humiliation_are_two_ratings_and_no_event_has_a_type():
    stressor = FORMS["stressor"]
    assert stressor.field("loss").kind is stressor.field("humiliation").kind is Kind.SCALE
    assert not any(field.slug in ("type", "kind") for field in stressor.fields)


def test_dependency_and_self_criticism_are_two_ratings_from_0_to_10_and_never_a_choice_between_them():
    rated = [field for field in CONFIGURATION.fields if field.kind is Kind.SCALE]
    assert [field.slug for field in rated] == ["dependency", "self_criticism"]
    for field in rated:
        assert [option.slug for option in field.options] == [str(n) for n in range(11)]
        assert "Not validated" in field.help
    assert not any(field.kind in (Kind.CHOICE, Kind.CHOICES) for field in CONFIGURATION.fields)


def test_every_source_of_depression_can_have_a_note_and_none_shuts_out_another():
    assert [field.slug for field in SOURCES_OF_DEPRESSION.fields] == list(HYPOTHESES)
    notes = dict.fromkeys(HYPOTHESES, "seen")
    assert read(SOURCES_OF_DEPRESSION, notes) == notes


def test_an_observation_without_a_look_at_practical_causes_is_not_kept():
    with pytest.raises(FormProblems, match="practical cause"):
        read(OBSERVATION, {"sign": "attendance", "meanings": ["guilt"]})


def test_every_sign_has_meanings_to_consider_and_each_is_worded_as_a_possibility():
    assert set(rules.MEANINGS) == set(rules.LOGGED_AS) == {o.slug for o in OBSERVATION.field("sign").options}
    offered = {option.slug: option.label for option in OBSERVATION.field("meanings").options}
    assert {slug for found in rules.MEANINGS.values() for slug in found} == set(offered)
    assert all(label.startswith("Perhaps") for label in offered.values())
    assert set(rules.LOGGED_AS.values()) == {o.slug for o in OBSERVATION.field("logged_as").options}


def test_every_domain_leads_to_forms_that_exist_and_only_risk_may_not_be_left_out():
    assert {slug for domain in rules.DOMAINS.values() for slug in domain.forms} <= set(FORMS)
    assert [domain.slug for domain in rules.DOMAINS.values() if domain.required] == ["risk"]
