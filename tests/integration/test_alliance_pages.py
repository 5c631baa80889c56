"""The alliance and its ruptures: what the pages show, to whom, and what they lead to."""

from __future__ import annotations

import re
from datetime import date

import pytest
from integration.alliance_scene import (
    FIRST,
    TODAY,
    address,
    check_in,
    found,
    nine_sessions,
    shown,
    write,
    written_rupture,
)

from clew.practice.actions import entries, formulation, plan, sessions
from clew.practice.models import Entry
from clew.practice.readings import alliance
from clew.practice.readings.course import course_page
from clew.practice.readings.monitoring import monitoring


@pytest.fixture
def held(chart, course):
    return nine_sessions(chart, course)


@pytest.fixture
def rupture(chart, course, held):
    return written_rupture(chart, course, held)


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
