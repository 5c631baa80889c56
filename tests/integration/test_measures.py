"""Questionnaires in the anna: entering, reading, correcting and following them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clew.practice.actions import measures, plan
from clew.practice.models import Administration, Alert
from clew.therapy.measures import DECLINED, INSTRUMENTS, instrument

TODAY = timezone.localdate()
ZEROS = [0] * 10


def address(cast, name, *more):
    return reverse(name, args=[cast.pia.pk, *more])


def written(form, answers, **more):
    """A form as the anna sends it."""
    said = {None: "none"}
    items = {f"item-{item.key}": said.get(a, a) for item, a in zip(form.items, answers, strict=True)}
    return {"on": TODAY.isoformat(), "rater": "patient", "session": "", "key": "a-key", **items, **more}


def enter(anna, cast, answers, *, form="phq-9", **more):
    return anna.post(
        address(cast, "enter_instrument", form), written(instrument(form), answers, **more), follow=True
    )


def entered(chart, course, key, answers, *, day=0, rater="patient", **more):
    """Enter one without the anna, `day` days after the course began."""
    at = datetime(2026, 1, 8, 12, tzinfo=UTC) + timedelta(days=day)
    return measures.enter(
        chart=chart, course=course, instrument=key, answers=answers, at=at, rater=rater, **more
    )


# -- The list ---------------------------------------------------------------------------------------------------


def test_without_a_course_the_page_says_to_open_one_first(anna, cast):
    page = anna.get(address(cast, "measures")).content.decode()
    assert "No course of treatment has been opened yet" in page
    assert address(cast, "plan") in page


def test_without_questionnaires_it_says_why_a_first_one_matters(anna, cast, course):
    page = anna.get(address(cast, "measures")).content.decode()
    assert "No questionnaire has been filled in yet" in page
    assert address(cast, "enter_measure") in page


def test_each_questionnaire_and_each_rater_stands_alone(anna, cast, chart, course):
    entered(chart, course, "phq-9", [2] * 10)
    entered(chart, course, "phq-9", [1] * 9 + [0], day=14)
    entered(chart, course, "gad-7", [1] * 7)
    entered(chart, course, "alliance-check-in", [7, 7, 7, 0, None])
    entered(chart, course, "alliance-check-in", [2, 2, 2, 0, None], rater="clinician")
    page = anna.get(address(cast, "measures")).content.decode()
    assert re.findall(r"<h2 id=\"([\w-]+)\"", page) == [
        "phq-9-patient",
        "gad-7-patient",
        "alliance-check-in-patient",
        "alliance-check-in-clinician",
    ]
    assert page.count("<svg") == 4
    assert "9 of 27, mild" in page
    assert "down 9 from 18, 14 days before" in page


def test_the_curve_opens_each_score_and_its_reference_says_where_it_is_from(anna, cast, chart, course):
    rows = [entered(chart, course, "phq-9", [2] * 10), entered(chart, course, "phq-9", ZEROS, day=7)]
    page = anna.get(address(cast, "measures")).content.decode()
    for row in rows:
        assert f'<a class="spot" href="{address(cast, "measure_entry", row.pk)}"' in page
    assert "expected course, from another setting (not validated)" in page
    assert "Karin 2018" in page


def test_the_page_says_that_cut_offs_come_from_other_places(anna, cast, chart, course):
    entered(chart, course, "phq-9", ZEROS)
    page = anna.get(address(cast, "measures")).content.decode()
    assert "Cut-offs come from studies in particular languages and places" in page


def test_change_is_told_as_four_answers_with_reason_and_source(anna, cast, chart, course):
    entered(chart, course, "phq-9", [3, 3, 3, 3, 3, 3, 3, 3, 0, None])
    entered(chart, course, "phq-9", [2, 2, 2, 2, 2, 1, 0, 0, 0, None], day=70)
    page = anna.get(address(cast, "measures")).content.decode()
    rows = re.findall(r'<th scope="row">([\w ]+)<br>.*?<td class="nowrap">([\w, ]+)</td>', page, re.S)
    assert rows == [
        ("Reliable change", "Yes, better"),
        ("Response", "Yes"),
        ("Remission", "No"),
        ("Recovery", "No"),
    ]
    assert "From 24 to 11: 54% of the first score is gone" in page
    assert "Gyani 2013" in page


def test_a_corrected_questionnaire_no_longer_counts(anna, cast, chart, course):
    wrong = entered(chart, course, "phq-9", [3] * 8 + [0, None])
    entered(chart, course, "phq-9", [1] * 8 + [0, None], replaces=wrong)
    page = anna.get(address(cast, "measures")).content.decode()
    assert "8 of 27, mild" in page
    assert str(wrong.pk) not in page


def test_the_credit_line_of_each_instrument_is_shown(anna, cast, chart, course):
    for key, form in INSTRUMENTS.items():
        page = anna.get(address(cast, "enter_instrument", key)).content.decode()
        assert form.licence.credit.split("'")[0] in page, key
    entered(chart, course, "phq-9", ZEROS)
    page = anna.get(address(cast, "measures")).content.decode()
    assert "Developed by Drs. Robert L. Spitzer" in page


def test_a_questionnaire_of_an_earlier_course_is_found_there(anna, cast, chart, course):
    entered(chart, course, "phq-9", [1] * 10)
    later = plan.open_course(chart=chart, starts_on=course.starts_on + timedelta(days=300))
    assert "9 of 27" not in anna.get(address(cast, "measures")).content.decode()
    page = anna.get(address(cast, "measures"), {"course": course.pk}).content.decode()
    assert "9 of 27" in page
    assert f"?course={later.pk}" in page


@pytest.mark.parametrize("count", [2, 30])
def test_the_page_asks_the_database_as_much_for_many_as_for_few(
    anna, cast, chart, course, count, django_assert_max_num_queries
):
    for number in range(count):
        entered(chart, course, "phq-9", [number % 4] * 8 + [0, None], day=number)
        entered(chart, course, "alliance-check-in", [7, 7, 7, 0, 1], day=number)
    anna.get(address(cast, "measures"))  # the first request also renews the sign-in
    with django_assert_max_num_queries(15):
        assert anna.get(address(cast, "measures")).status_code == 200


# -- Entering ---------------------------------------------------------------------------------------------------


def test_the_choice_tells_what_can_be_asked_from_what_takes_a_total(anna, cast, course):
    page = anna.get(address(cast, "enter_measure")).content.decode()
    asked, totals = page.split("Only the total")
    for key, form in INSTRUMENTS.items():
        assert address(cast, "enter_instrument", key) in (totals if form.score_only else asked)


def test_an_entered_questionnaire_shows_its_answers_and_its_score(anna, cast, course, session):
    page = enter(anna, cast, [1, 2, 3, 0, 1, 2, 3, 0, 0, 1], session=str(session.pk)).content.decode()
    row = Administration.objects.get()
    assert (row.instrument, row.rater, row.session) == ("phq-9", "patient", session)
    assert row.answers == [1, 2, 3, 0, 1, 2, 3, 0, 0, 1]
    assert timezone.localtime(row.at).date() == TODAY
    assert "12 of 27, moderate" in page
    assert "Several days" in page
    assert "Nearly every day" in page
    assert "Entered" in page
    assert "by Anna" in page


def test_nothing_is_scored_before_it_is_saved(anna, cast, course):
    page = anna.get(address(cast, "enter_instrument", "phq-9")).content.decode()
    assert "of 27" not in page
    assert "minimal" not in page
    assert Administration.objects.count() == 0


def test_not_answered_and_declined_are_two_things(anna, cast, course):
    page = enter(anna, cast, [1, 1, 1, 1, 1, 1, 1, None, DECLINED, None]).content.decode()
    assert Administration.objects.get().answers == [1] * 7 + [None, DECLINED, None]
    assert "Not answered" in page
    assert "Declined" in page


def test_an_item_left_open_is_asked_for_and_nothing_that_was_given_is_lost(anna, cast, course):
    given = written(instrument("phq-9"), [3] * 10, on="2020-02-03")
    del given["item-sleep"]
    answer = anna.post(address(cast, "enter_instrument", "phq-9"), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert Administration.objects.count() == 0
    assert "data-error-summary" in page
    assert 'href="#id_item-sleep"' in page
    assert 'fieldset id="id_item-sleep" aria-describedby="id_item-sleep_wrong"' in page
    assert page.count(" checked>") == 10  # nine answers and the rater
    assert 'value="2020-02-03"' in page


def test_a_day_to_come_is_refused(anna, cast, course):
    tomorrow = (TODAY + timedelta(days=2)).isoformat()
    page = enter(anna, cast, ZEROS, on=tomorrow).content.decode()
    assert "This day is still to come" in page
    assert Administration.objects.count() == 0


def test_sending_twice_saves_once(anna, cast, course):
    first, second = enter(anna, cast, ZEROS), enter(anna, cast, ZEROS)
    row = Administration.objects.get()
    assert first.redirect_chain[-1] == second.redirect_chain[-1]
    assert second.redirect_chain[-1][0] == address(cast, "measure_entry", row.pk)


def test_a_session_can_be_handed_on(anna, cast, session):
    page = anna.get(address(cast, "enter_measure"), {"session": session.pk}).content.decode()
    assert f"?session={session.pk}" in page
    form = anna.get(address(cast, "enter_instrument", "alliance-check-in"), {"session": session.pk})
    assert f'<option value="{session.pk}" selected>' in form.content.decode()


def test_there_is_no_page_for_an_unknown_questionnaire(anna, cast, course):
    assert anna.get(address(cast, "enter_instrument", "bdi-ii")).status_code == 404


# -- Danger -----------------------------------------------------------------------------------------------------


def test_a_positive_item_9_shows_help_before_the_score(anna, cast, course):
    page = enter(anna, cast, [0] * 8 + [1, 0]).content.decode()
    alert = Alert.objects.get()
    assert (alert.owner, alert.level, alert.item) == (cast.anna, "moderate", 8)
    content = page[page.index("<main") :]
    assert content.index("Moderate alert") < content.index("<h1>")
    assert content.index("Item 9 was answered with 1") < content.index("1 of 27, minimal")
    assert "call your local emergency number now" in content
    assert address(cast, "alert", alert.pk) in content
    assert 'id="item-8"' in content  # where the alert leads back to


@pytest.mark.parametrize("answer", [None, DECLINED])
def test_an_unanswered_item_9_is_not_asked_and_never_zero(anna, cast, course, answer):
    page = enter(anna, cast, [1] * 8 + [answer, 0]).content.decode()
    assert "Item 9: not asked" in page
    assert not Alert.objects.exists()
    assert "9 of 27" in page  # eight ones over eight answers times nine


def test_once_assessed_the_score_comes_first_again(anna, cast, chart, course):
    from clew.practice.actions import alerts

    enter(anna, cast, [0] * 8 + [1, 0])
    alert = Alert.objects.get()
    alerts.assess(chart=chart, alert=alert, assessment="Asked.", disposition="A plan is made.")
    page = anna.get(address(cast, "measure_entry", alert.administration_id)).content.decode()
    assert "Help first" not in page
    assert "assessed and closed" in page


def test_an_item_on_self_harm_of_a_licensed_form_raises_an_alert_too(anna, cast, course):
    page = enter(anna, cast, [], form="core-10", total="12", risk="2").content.decode()
    alert = Alert.objects.get()
    assert "Item 6 of the CORE-10 was answered with 2" in alert.rule
    assert page.index("Moderate alert") < page.index("12 of 40, mild")
    assert 'id="item-0"' in page


def test_that_item_cannot_be_passed_over(anna, cast, course):
    page = enter(anna, cast, [], form="core-10", total="12")
    assert page.status_code == 422
    assert not Administration.objects.exists()
    page = enter(anna, cast, [], form="core-10", total="12", risk="none").content.decode()
    assert "Item 6: not asked" in page
    assert not Alert.objects.exists()


# -- Totals -----------------------------------------------------------------------------------------------------


def test_a_total_is_taken_as_it_was_worked_out(anna, cast, course):
    page = enter(anna, cast, [], form="wsas", total="21").content.decode()
    assert "21 of 40, moderately severe or worse" in page
    assert "Only the total is kept here" in page
    assert Administration.objects.get().answers == []


def test_an_impossible_total_is_refused_at_its_field(anna, cast, course):
    answer = enter(anna, cast, [], form="wsas", total="41")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "a whole number from 0 to 40" in page.split('name="total"')[1]
    assert 'value="41"' in page


def test_a_value_set_is_named_where_the_instrument_leaves_it_open(anna, cast, course):
    assert enter(anna, cast, [], form="eq-5d-5l", total="0.8").status_code == 422
    page = enter(anna, cast, [], form="eq-5d-5l", total="0.8", version="England 2018").content.decode()
    assert "England 2018" in page
    assert "rated by the patient (England 2018)" in anna.get(address(cast, "measures")).content.decode()


def test_the_octants_of_the_circumplex_are_shown(anna, cast, course):
    page = enter(anna, cast, [3] * 32, form="ipip-ipc").content.decode()
    assert "Warm-Agreeable" in page
    assert "Agency" in page


# -- Correcting -------------------------------------------------------------------------------------------------


def test_a_correction_takes_the_place_of_the_earlier_one_which_stays(anna, cast, chart, course):
    enter(anna, cast, [3] * 8 + [1, 0])
    old = Administration.objects.get()
    form = anna.get(address(cast, "correct_measure", old.pk)).content.decode()
    assert form.count(" checked>") == 11
    assert "An alert that it raised stays too" in form
    answers = written(instrument("phq-9"), [1] * 8 + [0, 0], key="another")
    anna.post(address(cast, "correct_measure", old.pk), answers)
    new = Administration.objects.get(replaces=old)
    assert new.at == old.at
    page = anna.get(address(cast, "measure_entry", old.pk)).content.decode()
    assert "A newer one took the place of this" in page
    assert address(cast, "correct_measure", old.pk) not in page
    assert Alert.objects.get().administration == old


def test_correcting_the_same_one_twice_is_refused_and_loses_nothing(anna, cast, chart, course):
    old = entered(chart, course, "phq-9", ZEROS)
    entered(chart, course, "phq-9", [1] * 10, replaces=old)
    answer = anna.post(
        address(cast, "correct_measure", old.pk), written(instrument("phq-9"), [2] * 10, key="k")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This was corrected already" in page
    assert page.count(" checked>") == 11


# -- Who may ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["clinician", "supervisor", "prescriber"])
def test_those_who_work_with_the_patient_read(cast, signed_in, chart, course, who):
    row = entered(chart, course, "phq-9", [1] * 10)
    anna = signed_in(cast.by_role()[who])
    assert "9 of 27, mild" in anna.get(address(cast, "measures")).content.decode()
    assert "Several days" in anna.get(address(cast, "measure_entry", row.pk)).content.decode()


@pytest.mark.parametrize("who", ["patient", "researcher", "manager", "stranger", "elsewhere"])
def test_nobody_else_reads(cast, signed_in, chart, course, who):
    row = entered(chart, course, "phq-9", [1] * 10)
    anna = signed_in(cast.by_role()[who])
    for page in (address(cast, "measures"), address(cast, "measure_entry", row.pk)):
        assert anna.get(page).status_code == 404


@pytest.mark.parametrize("who", ["supervisor", "prescriber", "patient", "manager", "stranger"])
def test_only_the_clinician_enters(cast, signed_in, chart, course, who):
    row = entered(chart, course, "phq-9", [1] * 10)
    anna = signed_in(cast.by_role()[who])
    given = written(instrument("phq-9"), ZEROS)
    for page in (
        address(cast, "enter_measure"),
        address(cast, "enter_instrument", "phq-9"),
        address(cast, "correct_measure", row.pk),
    ):
        assert anna.get(page).status_code == 404
        assert anna.post(page, given).status_code == 404
    assert Administration.objects.count() == 1
    if who in ("supervisor", "prescriber"):
        assert "Enter a questionnaire" not in anna.get(address(cast, "measures")).content.decode()


def test_another_patients_questionnaire_is_not_found_here(anna, cast, chart, course):
    from clew.practice import access
    from clew.practice.actions import people
    from clew.practice.roles import May

    other = people.admit_patient(practice=cast.practice, name="Per Lind", by=cast.anna, clinician=cast.anna)
    theirs = access.open_record(cast.anna, other.pk, to=May.PLAN, view="test")
    row = entered(theirs, plan.open_course(chart=theirs, starts_on=course.starts_on), "phq-9", ZEROS)
    assert anna.get(address(cast, "measure_entry", row.pk)).status_code == 404
    assert anna.get(address(cast, "correct_measure", row.pk)).status_code == 404
