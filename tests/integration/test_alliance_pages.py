"""The alliance, its ruptures, and what is worth a look: what the pages show, to whom, and what they lead to."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clew.practice import jobs
from clew.practice.actions import endings, entries, formulation, measures, plan, sessions
from clew.practice.models import Entry, Session
from clew.practice.readings import alliance, own_curve
from clew.practice.readings.course import course_page
from clew.practice.readings.monitoring import monitoring

FIRST = datetime(2026, 1, 8, 10, 0, tzinfo=UTC)
DAY = FIRST.date()
TODAY = date(2026, 3, 20)


def address(cast, name, *more):
    return reverse(name, args=[cast.pia.pk, *more])


def shown(anna, cast, name, **query):
    answer = anna.get(address(cast, name), query)
    assert answer.status_code == 200
    text = answer.content.decode()
    return text[text.index("<main") :]


@pytest.fixture
def held(chart, course):
    """Nine weekly sessions, the seventh missed without a word; a later one planned."""
    found = {}
    for number in range(1, 11):
        outcome = {7: "no_show", 10: "planned"}.get(number, "attended")
        found[number] = plan.plan_session(
            chart=chart,
            course=course,
            number=number,
            at=FIRST + timedelta(days=7 * (number - 1)),
            attendance=outcome,
        )
    return found


def check_in(chart, course, session, score, *, tension=0, talked=None, rater="patient"):
    answers = [None] * 3 if score is None else [score] * 3
    return measures.enter(
        chart=chart,
        course=course,
        instrument="alliance-check-in",
        answers=[*answers, tension, talked],
        at=session.at,
        session=session,
        rater=rater,
    )


def phq(chart, course, session, total):
    answers = [min(3, max(0, total - 3 * item)) for item in range(8)]
    return measures.enter(
        chart=chart,
        course=course,
        instrument="phq-9",
        answers=[*answers, 0, 1],
        at=session.at,
        session=session,
    )


def write(chart, course, form, values, *, on=DAY, **more):
    return entries.write_entry(chart=chart, course=course, form=form, values=values, on=on, **more)


@pytest.fixture
def rupture(chart, course, held):
    """What the clinician wrote down after session 3."""
    return write(
        chart,
        course,
        "rupture",
        {"summary": "I was late.", "withdrawal": ["deferential"], "own_part": "Late by ten minutes."},
        session=held[3],
        on=date(2026, 1, 22),
        due_on=date(2026, 1, 29),
    )


def found(chart, course, number, rupture, session, **more):
    return write(chart, course, "rupture_check", {"found": number, **more}, about=rupture, session=session)


# -- How a rupture stands ---------------------------------------------------------------------------------------------


def test_a_fall_alone_holds_nothing_back(chart, course, held):
    check_in(chart, course, held[1], 9)
    check_in(chart, course, held[2], 5)
    assert alliance.open_rupture(chart, course) is None
    assert alliance.stories(chart, course) == []


def test_what_the_clinician_wrote_holds_back_until_it_is_mended(chart, course, held, rupture):
    reason = alliance.open_rupture(chart, course)
    assert (reason.rule, reason.rests_on) == ("rupture_open", (f"entry:{rupture.pk}",))
    assert "session 3" in reason.words
    found(chart, course, "partly", rupture, held[4])
    assert "partly repaired" in alliance.open_rupture(chart, course).words
    found(chart, course, "repaired", rupture, held[5])
    assert alliance.open_rupture(chart, course) is None
    (story,) = alliance.stories(chart, course)
    assert (story.rupture.repaired_in, len(story.checks)) == (5, 2)


def test_a_check_that_is_taken_back_no_longer_counts(chart, course, held, rupture):
    check = found(chart, course, "repaired", rupture, held[4])
    entries.withdraw_entry(chart=chart, entry=check)
    assert alliance.open_rupture(chart, course) is not None


def test_without_a_check_the_patients_ratings_say_how_it_stands(chart, course, held, rupture):
    check_in(chart, course, held[2], 8)
    check_in(chart, course, held[3], 5)
    assert alliance.open_rupture(chart, course) is not None
    check_in(chart, course, held[4], 8)
    assert alliance.open_rupture(chart, course) is None
    found(chart, course, "not_yet", rupture, held[5])
    assert alliance.open_rupture(chart, course) is not None  # what the clinician says decides


def test_tension_that_the_patient_noted_holds_back_for_three_sessions(chart, course, held):
    row = check_in(chart, course, held[1], 8, tension=2)
    assert alliance.open_rupture(chart, course).rests_on == (f"measure:{row.pk}",)
    for number in (2, 3):
        check_in(chart, course, held[number], 8)
    assert alliance.open_rupture(chart, course) is not None
    check_in(chart, course, held[4], 8)
    assert alliance.open_rupture(chart, course) is None


def test_who_may_not_read_sessions_is_told_nothing_of_ruptures(cast, chart, course, held, rupture, open_as):
    clara = open_as(cast.clara)
    assert alliance.open_rupture(clara, course) is None
    assert alliance.told(clara, course)["rupture"] == []
    assert course_page(clara, course, today=TODAY).ruptures == []


def test_markers_of_a_session_without_a_check_in_are_no_blank_check_in(chart, course, held, rupture):
    check_in(chart, course, held[2], None)
    check_in(chart, course, held[4], 8)
    page = monitoring(chart, course, today=TODAY)
    assert "blank_twice" not in {one.prompt.slug for one in (*page.now, *page.past, *page.within)}


# -- The course picture -----------------------------------------------------------------------------------------------


def beads(chart, course):
    return {bead.number: bead for bead in course_page(chart, course, today=TODAY).data.beads}


def test_the_thread_frays_where_a_rupture_was_written_and_is_knotted_where_it_was_mended(
    chart, course, held, rupture
):
    found(chart, course, "repaired", rupture, held[5])
    drawn = beads(chart, course)
    assert [n for n, bead in drawn.items() if bead.ruptured] == [3]
    assert [n for n, bead in drawn.items() if bead.repaired] == [5]
    assert "Rupture noted by the clinician: repaired" in drawn[3].lines
    assert "Repaired: what was noted in session 3" in drawn[5].lines


def test_markers_in_the_coding_are_possible_and_fray_nothing(chart, course, held):
    from clew.practice.actions import coding

    text = b"\n\n".join(b"P: Mm. I suppose." if n % 2 else b"T: And then?" for n in range(14))
    transcript = sessions.import_transcript(chart=chart, session=held[2], data=text, name="a.txt")
    for turn in range(1, 13, 2):
        coding.add(chart=chart, transcript=transcript, turn=turn, scheme="rupture", code="minimal_response")
    bead = beads(chart, course)[2]
    assert (bead.possible, bead.ruptured) == (True, False)
    assert any("possible, nobody has said so" in line for line in bead.lines)
    write(chart, course, "rupture", {"summary": "Yes, it was."}, session=held[2])
    bead = beads(chart, course)[2]
    assert (bead.possible, bead.ruptured) == (False, True)


def test_the_course_page_leads_to_the_ruptures(anna, cast, course, rupture):
    assert address(cast, "ruptures") in shown(anna, cast, "course")


# -- The pages --------------------------------------------------------------------------------------------------------


def test_empty_pages_say_what_to_do_first(anna, cast, chart):
    for name in ("alliance", "ruptures", "monitoring"):
        assert address(cast, "plan") in shown(anna, cast, name)
    plan.open_course(chart=chart, starts_on=FIRST.date())
    assert address(cast, "enter_instrument", "alliance-check-in") in shown(anna, cast, "alliance")
    assert "Ruptures are ordinary" in shown(anna, cast, "ruptures")
    page = shown(anna, cast, "monitoring")
    assert "No PHQ-9 has been filled in yet" in page
    assert "Too few scores to judge?" in page


def test_both_raters_stand_in_one_picture_with_flags_in_words(anna, cast, chart, course, held):
    for number in (1, 2, 3, 4, 5):
        check_in(chart, course, held[number], 8)
        check_in(chart, course, held[number], 7, rater="clinician")
    check_in(chart, course, held[6], 5, tension=3, talked=1)
    page = shown(anna, cast, "alliance")
    picture = page[page.index("<svg") : page.index("</svg>")]
    assert "6: tension and 2 more" in picture
    assert "tension, fell, below own line" in page  # all of it in the table
    assert 'class="c-expected"' in picture  # the patient's own line
    assert set(re.findall(r"by the (\w+), session (\d)", picture)) == {
        *(("patient", str(number)) for number in range(1, 7)),
        *(("clinician", str(number)) for number in range(1, 6)),
    }
    assert "The score fell from 8 to 5; worth asking about." in page
    assert "A lot" in page
    assert "Something was flagged in 1 of 6 rated sessions (17%)" in page
    assert "rupture detected" not in page.lower()


def test_a_check_in_is_entered_in_one_click_for_the_last_session_without_one(anna, cast, course, held, chart):
    page = shown(anna, cast, "alliance")
    assert f"{address(cast, 'enter_instrument', 'alliance-check-in')}?session={held[9].pk}" in page
    check_in(chart, course, held[9], 8)
    assert f"?session={held[8].pk}" in shown(anna, cast, "alliance")


def test_how_far_flags_can_be_trusted_is_told_with_tags(anna, cast, course):
    page = shown(anna, cast, "alliance")
    assert "9, 41, 71 %" in page
    assert "invented" in page
    assert "d .74" in page
    assert re.search(r'<abbr title="[^"]+">V</abbr>', page)


def test_a_rupture_is_begun_from_the_page_and_goes_on_step_by_step(anna, cast, course, held, chart):
    page = shown(anna, cast, "ruptures")
    assert f'<option value="{held[9].pk}">' in page
    form = address(cast, "write_entry", "rupture")
    query = {"session": held[9].pk, "due_on": "2026-03-12"}
    asked = anna.get(form, query).content.decode()
    assert 'value="2026-03-12"' in asked
    assert "makes repair more likely" in asked
    answer = anna.post(
        f"{form}?session={held[9].pk}",
        {
            "summary": "Something cooled.",
            "confrontation": "complaint_about_progress",
            "due_on": "2026-03-12",
            "on_day": "2026-03-05",
        },
    )
    row = Entry.objects.get(form="rupture")
    assert answer["Location"] == f"{address(cast, 'ruptures')}#entry-{row.pk}"
    assert (row.session, row.due_on) == (held[9], date(2026, 3, 12))
    page = shown(anna, cast, "ruptures")
    assert "Something cooled." in page
    assert "Complaint about progress" in page
    assert page.count("Not yet.") == 4  # four of the five steps
    assert "not repaired yet" in page.lower()
    check = address(cast, "write_entry", "rupture_check")
    anna.post(
        f"{check}?about={row.pk}&session={held[9].pk}",
        {"found": "repaired", "said": "It is all right now.", "on_day": "2026-03-12"},
    )
    page = shown(anna, cast, "ruptures")
    assert "<strong>Repaired</strong>" in page
    assert "It is all right now." in page


def test_a_check_without_an_answer_is_not_kept_and_nothing_is_lost(anna, cast, course, rupture):
    check = address(cast, "write_entry", "rupture_check")
    answer = anna.post(f"{check}?about={rupture.pk}", {"like": "Quieter.", "on_day": "2026-03-12"})
    assert answer.status_code == 422
    assert "Quieter." in answer.content.decode()
    assert not Entry.objects.filter(form="rupture_check").exists()


def test_moments_and_accepted_markers_stand_beside_a_rupture(anna, cast, chart, course, held):
    from clew.practice.actions import coding

    transcript = sessions.import_transcript(
        chart=chart, session=held[3], data=b"T: And then?\n\nP: You were late again.", name="a.txt"
    )
    coding.add(chart=chart, transcript=transcript, turn=1, scheme="rupture", code="complaint_about_clinician")
    write(
        chart,
        course,
        "rupture",
        {"summary": "Late."},
        session=held[3],
        moments=[formulation.MomentRef(transcript, 1, 0, 8)],
    )
    page = shown(anna, cast, "ruptures")
    assert '<q class="said">You were</q>' in page
    assert f"{address(cast, 'session', held[3].pk)}#turn-1" in page
    assert "Complaint about the clinician (marker): 1" in page


def test_tension_that_only_the_patient_noted_can_be_written_down(anna, cast, chart, course, held):
    check_in(chart, course, held[4], 8, tension=2)
    page = shown(anna, cast, "ruptures")
    assert "Tension that the patient noted" in page
    assert f"{address(cast, 'write_entry', 'rupture')}?session={held[4].pk}" in page


# -- Worth a look -----------------------------------------------------------------------------------------------------


@pytest.fixture
def worse(chart, course, held):
    phq(chart, course, held[1], 12)
    for number in (2, 8, 9):
        phq(chart, course, held[number], 13)
    return phq(chart, course, held[9], 19)


def test_every_prompt_has_its_reason_source_tag_and_what_it_rests_on(anna, cast, worse, monkeypatch):
    page = shown(anna, cast, "monitoring")
    assert "PHQ-9 rose from 12 to 19 since treatment began" in page
    assert address(cast, "measure_entry", worse.pk) in page
    assert re.search(r'N1: reliably worse\. .*?<abbr title="default, not validated[^"]*">D</abbr>', page)


def test_behind_a_prompt_stand_the_places_to_look(anna, cast, chart, course, worse, held):
    plan.record_medication(
        chart=chart, course=course, name="Sertraline", dose="50 mg", from_date=FIRST.date()
    )
    check_in(chart, course, held[9], 6)
    page = shown(anna, cast, "monitoring")
    for words in (
        "6.0 of 10</a> by the patient",
        "Sertraline 50 mg, since 8 January 2026",
        "Is the stance too exploring",
        "Has it been talked about in supervision?",
        "change how often you meet",
    ):
        assert words in page


def test_a_prompt_that_was_looked_at_is_set_aside_until_its_day_and_then_returns(
    anna, cast, chart, course, worse
):
    def keys(part, today):
        return {one.prompt.key for one in getattr(monitoring(chart, course, today=today), part)}

    assert "n1" in keys("now", TODAY)
    write(chart, course, "flag_look", {"rule": "n1", "done": "Rang.", "due_on": "2026-03-27"}, on=TODAY)
    assert "n1" in keys("aside", TODAY)
    assert "n1" not in keys("now", TODAY)
    assert "n1" in keys("now", date(2026, 3, 27))
    assert "n2" in keys("now", TODAY)  # looking at one is not looking at another


def test_a_look_is_written_from_the_prompt_and_leads_back(anna, cast, worse):
    page = shown(anna, cast, "monitoring")
    link = f"{address(cast, 'write_entry', 'flag_look')}?rule=n1"
    assert link in page
    assert 'value="n1"' in anna.get(link).content.decode()
    answer = anna.post(
        link,
        {"rule": "n1", "options": ["talk"], "done": "Asked.", "due_on": "2999-01-01", "on_day": "2026-03-20"},
    )
    assert answer["Location"].startswith(address(cast, "monitoring"))
    page = shown(anna, cast, "monitoring")
    assert "Asked." in page[page.index('id="aside"') :]


def test_the_review_of_session_6_waits_until_somebody_looked(chart, course, held):
    for number, total in ((1, 20), (6, 18), (8, 18)):
        phq(chart, course, held[number], total)
    page = monitoring(chart, course, today=TODAY)
    (waits,) = [one.prompt for one in page.now if one.prompt.slug == "n5"]
    assert waits.reason.startswith("It came up at session 6 and holds still")
    write(chart, course, "flag_look", {"rule": "n5", "done": "Reviewed together."}, on=TODAY)
    page = monitoring(chart, course, today=TODAY)
    assert "n5" not in {one.prompt.slug for one in page.now}


def test_danger_is_never_set_aside_and_comes_first_even_without_a_score(anna, cast, chart, course, held):
    measures.enter(
        chart=chart,
        course=course,
        instrument="phq-9",
        answers=[None] * 8 + [2, None],
        at=held[9].at,
        session=held[9],
    )
    write(chart, course, "flag_look", {"rule": "n7", "done": "Asked."}, on=TODAY)
    page = monitoring(chart, course, today=TODAY)
    assert page.now[0].prompt.slug == "n7"
    assert page.now[0].prompt.danger
    assert not any(one.prompt.danger for one in page.aside)


def test_too_few_scores_is_grey_and_never_well(anna, cast, chart, course, held):
    phq(chart, course, held[1], 12)
    page = shown(anna, cast, "monitoring")
    assert '<li class="grey">' in page
    assert "Cannot judge." in page
    assert "on track" not in page.lower()


def test_no_prompt_is_said_as_no_prompt(anna, cast, chart, course, held, monkeypatch):
    from clew.practice.readings import prompts

    monkeypatch.setattr(prompts, "course_flags", lambda *args, **more: ())
    Session.objects.filter(pk=held[7].pk).update(attendance="attended")
    page = shown(anna, cast, "monitoring")
    assert "No prompt. That says only that no rule speaks" in page
    assert "on track" not in page.lower()


def test_flags_of_an_open_rupture_stand_under_it_and_not_beside_it(chart, course, held, rupture):
    check_in(chart, course, held[2], 9)
    check_in(chart, course, held[3], 4, tension=3)
    page = monitoring(chart, course, today=TODAY)
    write(chart, course, "alliance_look", {"rule": "r4 in session 3", "done": "Asked."}, on=TODAY)
    page = monitoring(chart, course, today=TODAY)
    assert [one.prompt.key for one in page.aside] == ["r4 in session 3"]
    between = [one.prompt.key for one in page.now if one.prompt.about.startswith("Alliance")]
    assert between == ["rupture_open in session 3"]
    assert {one.prompt.slug for one in page.within} == {"r1", "r5"}


def test_two_missed_sessions_after_a_fall_are_watched(chart, course, held):
    Session.objects.filter(pk=held[8].pk).update(attendance="no_show")
    check_in(chart, course, held[5], 9)
    check_in(chart, course, held[6], 5)
    slugs = {one.prompt.slug for one in monitoring(chart, course, today=TODAY).now}
    assert "two_no_shows" in slugs


def test_attendance_speaks_here_too(chart, course, held):
    Session.objects.filter(pk__in=[held[8].pk, held[9].pk]).update(attendance="no_show")
    found_ = [one for one in monitoring(chart, course, today=TODAY).now if one.prompt.about == "Attendance"]
    assert found_
    assert found_[0].sessions


def test_deciding_otherwise_is_shown_beside_the_rule(anna, cast, chart, course, worse):
    write(
        chart,
        course,
        "otherwise",
        {"rule": "n1", "decision": "Wait a week.", "reason": "Influenza."},
        on=TODAY,
    )
    page = shown(anna, cast, "monitoring")
    assert "Decided otherwise" in page
    assert "Wait a week." in page


def test_the_prescriber_sees_scores_and_nothing_of_the_alliance(
    cast, chart, course, held, rupture, worse, signed_in
):
    check_in(chart, course, held[2], 9)
    check_in(chart, course, held[3], 4, tension=3)
    look = write(
        chart, course, "alliance_look", {"rule": "r4 in session 3", "done": "About my lateness."}, on=TODAY
    )
    clara = signed_in(cast.clara)
    page = shown(clara, cast, "monitoring")
    assert "PHQ-9 rose from 12 to 19" in page
    assert "tension" not in page
    assert "I was late." not in page
    assert "lateness" not in page
    assert clara.get(address(cast, "entry", look.pk)).status_code == 404
    assert address(cast, "alliance") not in page
    assert clara.get(address(cast, "alliance")).status_code == 404
    assert clara.get(address(cast, "ruptures")).status_code == 404
    assert "rule=n1" not in page  # reads, and does not write


def test_the_supervisor_reads_and_changes_nothing(cast, rupture, worse, signed_in):
    ben = signed_in(cast.ben)
    assert "I was late." in shown(ben, cast, "ruptures")
    for name in ("alliance", "ruptures", "monitoring"):
        page = shown(ben, cast, name)
        assert "/write/" not in page
        assert "/change/" not in page


# -- A curve of one's own ---------------------------------------------------------------------------------------------


def test_below_200_treatments_the_page_says_how_many_there_are(anna, cast, chart, course, worse):
    assert "has not done so yet" in shown(anna, cast, "monitoring")
    assert jobs.plan_own_curves() == 2  # one for each practice
    assert jobs.plan_own_curves() == 0  # once a day
    jobs.run_due()
    page = shown(anna, cast, "monitoring")
    assert "This practice has 1 treatment with" in page
    assert "default, not validated" in page


def test_a_curve_is_fitted_from_numbers_kept_and_drawn_with_its_label(
    anna, cast, chart, course, worse, monkeypatch
):
    from clew.therapy.course.own_curve import Treatment

    made = [
        Treatment(10 + n % 9, tuple((s, 0.8 * (10 + n % 9) - 0.1 * s + n % 3) for s in (2, 5, 9)))
        for n in range(200)
    ]
    monkeypatch.setattr(own_curve, "treatments", lambda practice: made)
    own_curve.work_out(cast.practice)
    known = own_curve.known(cast.practice)
    assert (known.treatments, known.curve.scores) == (200, 600)
    page = shown(anna, cast, "measures")
    assert "this practice&#x27;s own curve, n=200" in page or "this practice's own curve, n=200" in page
    page = shown(anna, cast, "monitoring")
    assert "Above this practice" in page
    assert "expected course of" not in page  # the reference steps back


def test_the_numbers_come_from_this_practice_alone_and_leave_out_the_erased(cast, chart, course, worse):
    (one,) = own_curve.treatments(cast.practice)
    assert one.baseline == 12
    assert one.scores == ((2, 13), (8, 13), (9, 13), (9, 19))
    assert own_curve.treatments(cast.other_practice) == []
    type(cast.pia).objects.filter(pk=cast.pia.pk).update(erased_at=timezone.now())
    assert own_curve.treatments(cast.practice) == []


# -- How much the database is asked -----------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 6])
@pytest.mark.parametrize(
    ("name", "most"), [("alliance", 15), ("ruptures", 15), ("monitoring", 15), ("course", 17)]
)
def test_the_database_is_asked_as_much_for_many_as_for_few(
    anna, cast, chart, course, held, worse, many, name, most, django_assert_max_num_queries
):
    transcript = sessions.import_transcript(
        chart=chart, session=held[3], data=b"T: And then?\n\nP: You were late again.", name="a.txt"
    )
    for number in range(1, many + 1):
        check_in(chart, course, held[number], 3 + number, tension=2)
        one = write(
            chart,
            course,
            "rupture",
            {"summary": f"Number {number}", "withdrawal": ["deferential"]},
            session=held[number],
            moments=[formulation.MomentRef(transcript, 1, 0, 8)],
        )
        found(chart, course, "partly", one, held[number])
        write(chart, course, "flag_look", {"rule": f"n2, look {number}", "done": "Asked."})
        plan.record_medication(chart=chart, course=course, name="A", dose="1", from_date=FIRST.date())
    own_curve.work_out(cast.practice)
    anna.get(address(cast, name))  # the first request also renews the sign-in
    with django_assert_max_num_queries(most):
        assert anna.get(address(cast, name)).status_code == 200


# -- After an end -----------------------------------------------------------------------------------------------------


def after_the_end(chart, course, held, *scores, ended=date(2026, 3, 5)):
    """The course ended on a day; PHQ-9s that came in afterwards, as (day, total)."""
    phq(chart, course, held[1], 15)
    phq(chart, course, held[9], 6)
    endings.end_course(chart=chart, course=course, on=ended, reason="planned_limit", continuing_care=True)
    for on, total in scores:
        answers = [min(3, max(0, total - 3 * item)) for item in range(8)]
        measures.enter(
            chart=chart,
            course=course,
            instrument="phq-9",
            answers=[*answers, 0, 1],
            at=datetime(on.year, on.month, on.day, 9, tzinfo=UTC),
        )
    course.refresh_from_db()


def test_after_an_end_the_rules_of_a_treatment_are_silent_and_those_of_after_speak(chart, course, held):
    after_the_end(chart, course, held, (date(2026, 4, 5), 14))
    slugs = [seen.prompt.slug for seen in monitoring(chart, course, today=date(2026, 4, 10)).now]
    assert slugs == ["relapse", "relapse"]  # not n2, n3 or n8


def test_a_questionnaire_that_did_not_come_after_an_end_is_said_grey(anna, cast, chart, course, held):
    after_the_end(chart, course, held)
    (seen,) = monitoring(chart, course, today=date(2026, 5, 20)).now
    assert (seen.prompt.slug, seen.prompt.grey) == ("silent_after_end", True)
    assert "has not come in" in seen.prompt.reason
    assert monitoring(chart, course, today=date(2026, 3, 20)).now == []


def test_the_picture_marks_what_was_noted_of_the_treatment_itself(chart, course, held):
    first = write(chart, course, "formulation_text", {"summary": "He hides."}, on=DAY)
    entries.revise_entry(chart=chart, entry=first, values={"summary": "He hides, and is not found."})
    formulation.write_formulation(chart=chart, course=course, text="An older way of writing it.")
    write(chart, course, "review", {"outcome": "Go on."}, on=DAY + timedelta(days=28))
    write(chart, course, "exit_marker", {"marker": "focus_named"}, on=DAY + timedelta(days=28))
    plan.change_course(chart=chart, course=course, stage="working_through")
    after_the_end(chart, course, held, (date(2026, 4, 4), 7))
    data = course_page(chart, course, today=date(2026, 6, 1)).data
    kinds = [one.kind for one in data.happenings]
    assert kinds.count("formulation") == 3
    assert "review" in kinds
    assert [phase.words for phase in data.phases] == [
        "Assessment and alliance, focus",
        "Working through, ending",
        "Follow-up",
    ]
    assert [one.kept.value for one in data.check_ins[:4]] == ["held", "missed", "planned", "planned"]
    assert data.bend == data.ended == (date(2026, 3, 5) - course.starts_on).days
    assert data.last > data.ended + 730


def test_a_version_that_was_taken_back_is_not_in_the_picture(chart, course):
    first = write(chart, course, "formulation_text", {"summary": "He hides."}, on=DAY)
    entries.withdraw_entry(chart=chart, entry=first)
    assert course_page(chart, course, today=TODAY).data.happenings == ()


def test_the_months_of_the_picture_can_be_walked(anna, cast, course):
    page = shown(anna, cast, "course", around="2026-03-01")
    assert "?around=2026-02-11" in page
    assert "?around=2026-03-18" in page


def test_what_stands_behind_a_prompt_names_goals_people_and_both_references(anna, cast, chart, course, worse):
    goal = write(chart, course, "goal", {"patient_words": "Sleep past four."})
    write(chart, course, "goal_review", {"goal": str(goal.pk), "nearness": "begun"}, on=DAY)
    write(chart, course, "person", {"role": "sister", "bond": "close"})
    write(chart, course, "person", {"role": "patient", "index": "yes"})
    write(chart, course, "person", {"role": "father", "died": "2019"})
    page = shown(anna, cast, "monitoring")
    assert "Sleep past four." in page
    assert "Begun" in page
    assert ">sister (close)</a>" in page
    assert "father" not in page
    assert "Both come from other settings" in page
    assert "for somebody who began at 12" in page


def test_a_decision_is_written_from_the_prompt_and_leads_back_to_it(anna, cast, course, worse):
    page = shown(anna, cast, "monitoring")
    found = re.search(r'href="([^"]*/write/otherwise/\?rule=n1[^"]*)"', page)
    address_ = found.group(1).replace("&amp;", "&")
    answer = anna.post(
        address_, {"rule": "n1", "decision": "Wait.", "reason": "A flu.", "on_day": "2026-03-20"}
    )
    assert answer["Location"] == address(cast, "monitoring")
    assert "Wait." in shown(anna, cast, "monitoring")


def test_a_practice_sees_how_many_treatments_it_still_lacks(anna, cast, chart, course, worse):
    own_curve.work_out(cast.practice)
    for page in (shown(anna, cast, "monitoring"), anna.get(reverse("outcomes")).content.decode()):
        assert "199 more are needed" in page


# -- The open rupture on the page of the alliance ---------------------------------------------------------------------


def test_an_open_rupture_stands_first_and_its_flags_beneath_it(anna, cast, chart, course, held, rupture):
    check_in(chart, course, held[2], 8)
    check_in(chart, course, held[3], 5, tension=2)
    page = shown(anna, cast, "alliance")
    first = page.index("A rupture that is not mended?")
    beneath = page.index("What the rules saw of the open rupture (3)")
    assert first < beneath < page.index("The score fell from 8 to 5; worth asking about.")
    found(chart, course, "repaired", rupture, held[4])
    page = shown(anna, cast, "alliance")
    assert "A rupture that is not mended?" not in page
    assert "Earlier, or mended" in page


def test_what_was_chosen_about_sharing_says_what_it_means(anna, cast, chart, course):
    row = write(chart, course, "check_in_sharing", {"told": "yes", "choice": "later"})
    assert "read what they filled in when they bring it" in shown(anna, cast, "alliance")
    entries.revise_entry(chart=chart, entry=row, values={"told": "yes", "choice": "no"})
    page = shown(anna, cast, "alliance")
    assert "what they fill in stays with them" in page
    assert "Only an answer about danger is told" in page


def test_a_rule_goes_by_its_name_wherever_a_decision_is_read(anna, cast, chart, course):
    row = write(chart, course, "otherwise", {"rule": "n3", "decision": "Wait.", "reason": "A flu."})
    assert "N3: change in weeks 4 to 6" in shown_at(anna, address(cast, "entry", row.pk))


def shown_at(anna, where):
    answer = anna.get(where)
    assert answer.status_code == 200
    return answer.content.decode()
