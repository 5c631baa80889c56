"""Intake, safety check, indication and suitability, from the empty record to the decision."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clew.practice.actions import alerts, entries, measures, plan
from clew.practice.actions.intake import check_red_flags
from clew.practice.models import Alert, AuditEvent, Entry
from clew.therapy.knowledge.indication import RED_FLAGS
from clew.therapy.knowledge.suitability import SUITABILITY

PAGES = ("intake", "indication", "suitability")
pytestmark = pytest.mark.django_db


def page_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def score(chart, course, answers, *, day=0):
    at = datetime(2026, 1, 8, 12, tzinfo=UTC) + timedelta(days=day)
    return measures.enter(
        chart=chart, course=course, instrument="phq-9", answers=[*answers, None][:10], at=at
    )


def write(chart, course, form, **values):
    return entries.write_entry(chart=chart, course=course, form=form, values=values)


def profile(chart, course, on, **ratings):
    values = dict(ratings) | {f"{slug}_note": f"Seen on {on}." for slug in ratings}
    return entries.write_entry(chart=chart, course=course, form="suitability", values=values, on=on)


# -- Who, and what an empty record says -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_an_empty_record_says_what_to_do_first(anna, at, course, name):
    page = page_of(anna.get(at(name)))
    assert {
        "intake": "Begin the intake",
        "indication": "Enter a questionnaire",
        "suitability": "Rate the features",
    }[name] in page


@pytest.mark.parametrize("name", PAGES)
def test_without_a_course_one_is_to_be_opened(anna, at, name):
    assert "No course of treatment has been opened yet" in page_of(anna.get(at(name)))


@pytest.mark.parametrize("name", PAGES)
def test_a_supervisor_reads_and_is_offered_nothing_to_write(signed_in, cast, at, chart, course, name):
    write(chart, course, "referral", who="Dr Grey")
    profile(chart, course, date(2026, 1, 8), motivation="high")
    answer = signed_in(cast.ben).get(at(name))
    page = page_of(answer)
    assert answer.status_code == 200
    assert "/write/" not in page
    assert reverse("red_flags", args=[cast.pia.pk]) not in page


@pytest.mark.parametrize("name", [*PAGES, "red_flags"])
def test_a_prescriber_a_stranger_and_the_patient_find_nothing(signed_in, cast, at, course, name):
    for user in (cast.clara, cast.chris, cast.otto, cast.pia_account, cast.rhea, cast.max):
        assert signed_in(user).get(at(name)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_a_full_page_asks_the_database_at_most_fifteen_times(
    anna, at, chart, course, name, django_assert_max_num_queries
):
    for form, values in (
        ("referral", {"who": "Dr Grey"}),
        ("intake", {"diagnosis": "Depressive episode", "modifiers": ["melancholic_features"]}),
        ("preferences", {"length": "brief"}),
    ):
        write(chart, course, form, **values)
    for number in range(4):
        write(chart, course, "treatment_history", what=f"Treatment {number}", helped="yes", kind="medication")
        write(chart, course, "indication_decision", decision="together", reasons="Both.")
        profile(chart, course, date(2026, 1, 8 + number), motivation="high", impulse_control="low")
        score(chart, course, [2] * 8 + [0], day=number)
        write(chart, course, "otherwise", rule="indication_together", decision="No.", reason="Her wish.")
    check_red_flags(chart=chart, course=course, values={"seen": ["none"]})
    anna.get(at(name))
    with django_assert_max_num_queries(15):
        assert anna.get(at(name)).status_code == 200


# -- The safety check stops the form --------------------------------------------------------------------------------


def test_the_intake_begins_with_the_safety_check(anna, at, course):
    answer = anna.get(at("write_entry", "intake"))
    assert answer.status_code == 302
    assert answer["Location"] == at("red_flags")
    page = page_of(anna.get(at("red_flags")))
    for flag in RED_FLAGS.values():
        assert flag.name in page


def test_where_none_was_seen_the_intake_opens_and_the_check_is_kept(anna, at, course):
    answer = anna.post(at("red_flags"), {"seen": ["none"], "key": "k"})
    assert answer["Location"] == at("write_entry", "intake")
    assert anna.get(at("write_entry", "intake")).status_code == 200
    assert Entry.objects.get().form == "red_flags"
    assert not Alert.objects.exists()


@pytest.mark.parametrize("flag", RED_FLAGS)
def test_a_red_flag_stops_the_form_shows_help_keeps_the_words_and_tells_a_person(
    anna, at, cast, chart, course, flag
):
    answer = anna.post(
        at("red_flags"), {"seen": [flag], "note": "He said it at the door.", "key": "k"}, follow=True
    )
    page = page_of(answer)
    alert = Alert.objects.get()
    assert (alert.level, alert.owner, alert.state) == ("high", cast.anna, Alert.State.OPEN)
    assert alert.due_at > alert.raised_at
    assert "Help first" in page
    assert "call your local emergency number now" in page
    assert at("alert", alert.pk) in page
    assert RED_FLAGS[flag].name in page
    assert "He said it at the door." in page
    assert page.index("call your local emergency number") < page.index("He said it at the door.")
    assert chart.text(alert.steps.get(), "text").endswith("He said it at the door.")
    assert Entry.objects.get().form == "red_flags"
    # The form itself is closed: it is neither opened nor saved.
    assert anna.get(at("write_entry", "intake"))["Location"] == at("red_flags")
    sent = anna.post(at("write_entry", "intake"), {"diagnosis": "Depression", "on_day": "2026-01-08"})
    assert sent.status_code == 422
    assert "Depression" in sent.content.decode()
    assert not Entry.objects.filter(form="intake").exists()


def test_none_of_these_beside_a_red_flag_is_taken_for_a_slip(anna, at, course):
    anna.post(at("red_flags"), {"seen": ["confusion", "none"], "key": "k"})
    assert Alert.objects.get().level == "high"


def test_the_form_opens_again_once_a_clinician_has_assessed_the_alert(anna, at, chart, course):
    anna.post(at("red_flags"), {"seen": ["harm_to_others"], "key": "k"})
    alerts.assess(chart=chart, alert=Alert.objects.get(), assessment="Spoke with him.", disposition="Safe.")
    page = page_of(anna.get(at("red_flags")))
    assert "were assessed by a clinician" in page
    assert anna.get(at("write_entry", "intake")).status_code == 200


def test_neither_asking_again_nor_taking_it_back_opens_the_form_while_the_alert_waits(
    anna, at, chart, course
):
    entry, _ = check_red_flags(chart=chart, course=course, values={"seen": ["someone_at_risk"]})
    anna.post(at("red_flags"), {"seen": ["none"], "key": "k"})
    assert anna.get(at("write_entry", "intake"))["Location"] == at("red_flags")
    assert "A child or a vulnerable adult is at risk" in page_of(anna.get(at("red_flags")))
    entries.withdraw_entry(chart=chart, entry=entry)
    assert anna.get(at("write_entry", "intake"))["Location"] == at("red_flags")
    assert "Help first" in page_of(anna.get(at("red_flags")))


def test_a_red_flag_of_yesterday_stops_the_form_until_it_is_assessed(anna, at, chart, course):
    entry, alert = check_red_flags(chart=chart, course=course, values={"seen": ["someone_at_risk"]})
    before = timezone.localdate() - timedelta(days=1)
    entries.revise_entry(chart=chart, entry=entry, on=before)
    anna.post(at("red_flags"), {"seen": ["none"], "key": "k"})
    assert anna.get(at("write_entry", "intake"))["Location"] == at("red_flags")
    alerts.assess(chart=chart, alert=alert, assessment="Told the service.", disposition="They visit today.")
    assert anna.get(at("write_entry", "intake")).status_code == 200


def test_the_check_holds_for_its_day_and_one_that_was_taken_back_counts_as_not_asked(anna, at, chart, course):
    yesterday = timezone.localdate() - timedelta(days=1)
    entries.write_entry(chart=chart, course=course, form="red_flags", values={"seen": ["none"]}, on=yesterday)
    assert anna.get(at("write_entry", "intake"))["Location"] == at("red_flags")
    entry, _ = check_red_flags(chart=chart, course=course, values={"seen": ["none"]})
    assert anna.get(at("write_entry", "intake")).status_code == 200
    entries.withdraw_entry(chart=chart, entry=entry)
    assert anna.get(at("write_entry", "intake"))["Location"] == at("red_flags")


def test_changing_the_intake_asks_again_and_loses_nothing_that_was_typed(anna, at, chart, course):
    intake = write(chart, course, "intake", diagnosis="Depressive episode")
    assert anna.get(at("change_entry", intake.pk))["Location"] == at("red_flags")
    sent = anna.post(at("change_entry", intake.pk), {"diagnosis": "A long word", "on_day": "2026-01-08"})
    assert sent.status_code == 422
    assert "A long word" in sent.content.decode()
    assert "What you wrote is still here" in sent.content.decode()
    assert Entry.objects.filter(form="intake").count() == 1


def test_the_check_cannot_be_written_on_the_page_that_raises_no_alert(anna, at, course):
    assert anna.get(at("write_entry", "red_flags"))["Location"] == at("red_flags")
    sent = anna.post(at("write_entry", "red_flags"), {"seen": ["confusion"], "on_day": "2026-01-08"})
    assert sent.status_code == 422
    assert not Entry.objects.exists()


def test_help_is_shown_even_where_the_check_could_not_be_saved(anna, at, course):
    """A note that is too long: nothing is saved, the page says so, and shows help all the same."""
    answer = anna.post(at("red_flags"), {"seen": ["confusion"], "note": "x" * 20_001, "key": "k"})
    page = page_of(answer)
    assert answer.status_code == 422
    assert "Help first" in page
    assert "call your local emergency number now" in page
    assert "Nothing was saved yet" in page
    assert 'value="confusion"' in page
    assert "checked" in page
    assert not Entry.objects.exists()


def test_nothing_ticked_is_asked_for_again(anna, at, course):
    answer = anna.post(at("red_flags"), {"note": "He seemed well.", "key": "k"})
    page = page_of(answer)
    assert answer.status_code == 422
    assert "data-error-summary" in page
    assert "He seemed well." in page
    assert not Entry.objects.exists()


def test_the_same_check_sent_twice_raises_one_alert(anna, at, course):
    for _ in range(2):
        answer = anna.post(at("red_flags"), {"seen": ["confusion"], "key": "the-same"})
        assert answer["Location"] == at("red_flags")
    assert Alert.objects.count() == 1
    assert AuditEvent.objects.filter(action="entry.write", kind="red_flags").count() == 1


def test_psychotic_features_in_the_intake_ask_for_the_check(anna, at, chart, course):
    write(chart, course, "intake", modifiers=["psychotic_features"])
    for name in ("intake", "indication"):
        page = page_of(anna.get(at(name)))
        assert "They count as a red flag" in page
        assert at("red_flags") in page


# -- Indication -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([1, 1, 0, 0, 0, 1, 1, 0, 0], "PHQ-9 4</strong>, minimal"),
        ([1, 1, 1, 0, 0, 1, 1, 0, 0], "PHQ-9 5</strong>, mild"),
        ([2, 2, 1, 1, 1, 1, 1, 0, 0], "PHQ-9 9</strong>, mild"),
        ([2, 2, 1, 1, 1, 2, 1, 0, 0], "PHQ-9 10</strong>, moderate"),
        ([3, 3, 1, 1, 1, 3, 2, 0, 0], "PHQ-9 14</strong>, moderate"),
        ([3, 3, 1, 1, 1, 3, 3, 0, 0], "PHQ-9 15</strong>, moderately severe"),
        ([3, 3, 1, 1, 1, 3, 3, 1, 0], "PHQ-9 16</strong>, moderately severe"),
        ([3, 3, 1, 3, 1, 3, 3, 2, 0], "PHQ-9 19</strong>, moderately severe"),
        ([3, 3, 1, 3, 1, 3, 3, 3, 0], "PHQ-9 20</strong>, severe"),
    ],
)
def test_severity_stands_in_both_vocabularies_with_its_day(anna, at, chart, course, answers, said):
    score(chart, course, answers)
    page = page_of(anna.get(at("indication")))
    assert said in page
    total = sum(answers)
    assert (
        f"in the words of NICE {'more severe (16 or above' if total >= 16 else 'less severe (below 16'})"
        in page
    )
    assert "8 January 2026" in page


def test_item_9_that_was_not_answered_is_said_to_be_missing_and_never_zero(anna, at, chart, course):
    score(chart, course, [2, 2, 1, 1, 1, 1, 1, 0, None])
    page = page_of(anna.get(at("indication")))
    assert "Item 9 of the PHQ-9 was not asked." in page
    assert "Item 9 of the PHQ-9: not asked, which is not zero" in page


def test_each_line_has_its_reasons_and_no_line_is_the_answer(anna, at, chart, course):
    row = score(chart, course, [2, 2, 2, 2, 0, 2, 1, 0, 1])
    write(chart, course, "intake", cautions=["untreated_medical_cause"])
    page = page_of(anna.get(at("indication")))
    for words in (
        "PHQ-9 12 (moderate): therapy alone is an option.",
        "medication is talked about, as an alternative or an addition",
        "Item 9 of the PHQ-9 was answered with 1: safety first",
        "2 of 3 items at 2 or above",
        "A medical work-up.",
        "reasons on both sides",
        "Clew recommends nothing",
    ):
        assert words in page
    assert at("measure_entry", row.pk) in page


def test_another_score_can_be_weighed(anna, at, chart, course):
    first = score(chart, course, [3] * 8 + [0])
    score(chart, course, [1, 1, 1, 1, 0, 0, 0, 0, 0], day=30)
    assert "PHQ-9 4</strong>" in page_of(anna.get(at("indication")))
    assert "PHQ-9 24</strong>, severe" in page_of(anna.get(at("indication"), {"score": str(first.pk)}))
    assert "PHQ-9 4</strong>" in page_of(anna.get(at("indication"), {"score": "nonsense"}))


def test_what_is_missing_leads_to_where_it_is_written(anna, at, chart, course):
    page = page_of(anna.get(at("indication")))
    for address in (
        at("red_flags"),
        at("write_entry", "intake"),
        at("enter_measure"),
        at("plan"),
        at("write_entry", "preferences"),
        at("write_entry", "suitability"),
        at("write_entry", "referral"),
    ):
        assert address in page
    assert "Suitability: 19 of 19 features not rated" in page


def test_nothing_is_missing_once_all_is_recorded(anna, at, chart, course):
    score(chart, course, [2, 2, 1, 1, 1, 1, 1, 0, 0])
    check_red_flags(chart=chart, course=course, values={"seen": ["none"]})
    write(
        chart,
        course,
        "intake",
        diagnosis="Depressive episode",
        diagnosed_by="Anna",
        bipolar="no",
        medical="no",
        substance="no",
        bereavement="no",
    )
    write(chart, course, "preferences", structure="open", length="brief", place="online", medication="open")
    write(chart, course, "referral", offered="A group.")
    plan.agree_goal(
        chart=chart,
        course=course,
        kind="symptom",
        agreed_on=date(2026, 1, 8),
        patient_words="To sleep.",
    )
    profile(chart, course, date(2026, 1, 8), **dict.fromkeys(SUITABILITY, "mixed"))
    assert "Everything that a recommendation rests on is recorded." in page_of(anna.get(at("indication")))


def test_a_decision_is_written_with_reasons_and_the_page_shows_the_latest_first(anna, at, course):
    for on, decision in (("2026-01-08", "psychodynamic_alone"), ("2026-02-08", "together")):
        answer = anna.post(
            at("write_entry", "indication_decision"),
            {"decision": decision, "reasons": f"Why on {on}.", "decider": "Both", "on_day": on, "key": on},
        )
        assert answer["Location"].startswith(at("indication"))
    page = page_of(anna.get(at("indication")))
    assert (
        page.index("Why on 2026-02-08.")
        < page.index("Decided before that")
        < page.index("Why on 2026-01-08.")
    )
    refused = anna.post(
        at("write_entry", "indication_decision"), {"decision": "together", "on_day": "2026-02-08"}
    )
    assert refused.status_code == 422
    assert "please answer this" in page_of(refused) or "required" in page_of(refused)


def test_a_clinician_sees_it_otherwise_and_the_rule_stays_beside_it(anna, at, chart, course):
    score(chart, course, [3] * 8 + [0])
    write(
        chart,
        course,
        "otherwise",
        rule="indication_together",
        decision="Therapy alone for four weeks.",
        reason="She has tried three medicines.",
    )
    page = page_of(anna.get(at("indication")))
    assert "Therapy alone for four weeks." in page
    assert "therapy together with medication, not therapy alone" in page


def test_a_medication_that_helped_is_asked_about(anna, at, chart, course):
    write(chart, course, "treatment_history", what="Sertraline", kind="medication", helped="yes")
    assert "Worth asking about" in page_of(anna.get(at("indication")))
    write(chart, course, "intake", modifiers=["good_response_to_medication"])
    assert "Worth asking about" not in page_of(anna.get(at("indication")))


def test_the_selection_trial_is_told_as_it_was(anna, at, course):
    page = page_of(anna.get(at("indication")))
    assert "It helped those in psychodynamic therapy, not those in CBT, at follow-up, in in-patients." in page
    assert "better outcomes when selected" not in page
    assert "1.8" not in page  # a figure that was not checked is not shown
    assert "0.28" not in page


# -- Suitability ----------------------------------------------------------------------------------------------------


def test_a_rating_without_evidence_comes_back_with_the_error_at_its_field_and_loses_nothing(anna, at, course):
    answer = anna.post(
        at("write_entry", "suitability"),
        {"motivation": "high", "defenses_note": "Mostly humour.", "on_day": "2026-01-08", "key": "k"},
    )
    page = page_of(answer)
    assert answer.status_code == 422
    assert "Motivation is rated high: write what you saw or heard" in page
    assert "#id_motivation_note" in page
    assert "Mostly humour." in page
    assert not Entry.objects.exists()


def test_a_profile_is_rated_drawn_and_said_in_a_table(anna, at, chart, course):
    answer = anna.post(
        at("write_entry", "suitability"),
        {
            "occasion": "assessment",
            "motivation": "high",
            "motivation_note": "Asked what she does to people.",
            "on_day": "2026-01-08",
            "key": "k",
        },
    )
    assert answer["Location"].startswith(at("suitability"))
    page = page_of(anna.get(at("suitability")))
    assert "<svg" in page
    assert "Indicator: exploratory" in page
    assert "18 of 19 are not rated" in page
    assert "Asked what she does to people." in page
    assert "Rated on 8 January 2026, assessment, by Anna." in page
    assert "Not rated, and able to hold the indicator at balanced" in page


def test_a_low_capping_feature_holds_the_indicator_and_says_which(anna, at, chart, course):
    ratings = dict.fromkeys(SUITABILITY, "high") | {"current_life_situation": "low"}
    profile(chart, course, date(2026, 1, 8), **ratings)
    page = page_of(anna.get(at("suitability")))
    assert "Indicator: balanced" in page
    assert "Current life situation is rated low: this holds the indicator at balanced." in page


def test_two_ratings_are_compared_and_any_earlier_one_can_be_put_beside(anna, at, chart, course):
    first = profile(chart, course, date(2026, 1, 8), motivation="low")
    profile(chart, course, date(2026, 2, 8), motivation="mixed")
    profile(chart, course, date(2026, 3, 8), motivation="high")
    page = page_of(anna.get(at("suitability")))
    assert "mixed to high" in page
    assert "low to high" in page_of(anna.get(at("suitability"), {"with": str(first.pk)}))
    alone = page_of(anna.get(at("suitability"), {"with": "none"}))
    assert "earlier:" not in alone
    older = page_of(anna.get(at("suitability"), {"rating": str(first.pk)}))
    assert "Indicator: supportive" in older
    nonsense = page_of(anna.get(at("suitability"), {"rating": "x", "with": "y"}))
    assert "Indicator: exploratory" in nonsense
    assert "mixed to high" in nonsense


def test_two_clicks_from_the_patient(anna, at, course):
    page = page_of(anna.get(at("course")))
    for name in PAGES:
        assert f'href="{at(name)}"' in page


def test_the_likely_causes_stand_beside_the_four_lines(anna, at, chart, course):
    assert "Nothing is considered yet" in page_of(anna.get(at("indication")))
    written = write(chart, course, "sources_of_depression", guilt_about_harm="The cot <by> the door.")
    page = page_of(anna.get(at("indication")))
    part = page.split('id="causes"')[1].split("</section>")[0]
    assert "The cot &lt;by&gt; the door." in part
    assert at("entry", written.pk) in part
    assert "Nothing is considered" not in part
