"""The sheets before and after a session, attendance that is worth asking about, technique, and the outline of a note."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.utils import timezone
from integration.session_scene import SAID, brought_in, proposal, propose, usual

from clew.practice.actions import alerts, coding, entries, measures, notes, plan
from clew.practice.errors import NotFound
from clew.practice.models import Code, Course, Decision, Entry, Note
from clew.practice.readings.attendance import worth_asking
from clew.practice.readings.headings import OPEN_THREADS, part_of
from clew.practice.roles import May
from clew.therapy.coding.codes import Scheme
from clew.therapy.course.observation import SIGNS

DAY = datetime(2026, 1, 8, 10, tzinfo=UTC)


def main(answer) -> str:
    page = answer.content.decode()
    return page[page.index("<main") :]


def text(answer) -> str:
    """The words of the page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", main(answer)).split())


def meet(chart, course, *told) -> list:
    """Sessions a week apart, each told as (attendance, minutes late or hours of notice)."""
    found = []
    for number, (attendance, much) in enumerate(told):
        found.append(
            plan.plan_session(
                chart=chart,
                course=course,
                at=DAY + timedelta(weeks=number),
                attendance=attendance,
                late_minutes=much if attendance == "late" else None,
                notice_hours=much if attendance == "cancelled" else None,
            )
        )
    return found


def write(chart, course, form, session=None, on=None, **values) -> Entry:
    return entries.write_entry(chart=chart, course=course, form=form, session=session, values=values, on=on)


CAME = ("attended", None)


# -- Attendance ----------------------------------------------------------------------------------------------------------


def test_two_late_starts_are_asked_about_with_practical_causes_first(anna, at, chart, course):
    *_, last = meet(chart, course, ("late", 11), CAME, ("late", 14))
    page = text(anna.get(at("sessions")))
    assert (
        "Worth asking about. More than 10 minutes late in session 1 (11 minutes), session 3 (14 minutes)."
        in page
    )
    assert "Practical causes first: illness, transport, cost, technology." in page
    assert "worth asking about" in text(anna.get(at("session", last.pk))).lower()
    assert "Worth asking about" not in text(anna.get(at("session", course.sessions.get(number=1).pk)))


def test_ten_minutes_are_not_more_than_ten(anna, at, chart, course):
    meet(chart, course, ("late", 10), ("late", 30))
    assert "Worth asking about" not in text(anna.get(at("sessions")))


def test_what_was_said_is_written_down_and_the_question_rests(anna, at, chart, course):
    *_, last = meet(chart, course, ("cancelled", 3), ("cancelled", 5))
    place = at("write_entry", "absence_talk") + f"?session={last.pk}"
    assert place in main(anna.get(at("sessions")))
    refused = anna.post(place, {"said": "It was the bus.", "on_day": "2026-01-20", "key": str(uuid4())})
    assert refused.status_code == 422, "whether there is a practical cause is asked first"
    assert "It was the bus." in refused.content.decode()
    saved = anna.post(
        place,
        {
            "practical": "explains",
            "causes": "transport",
            "said": "It was the bus.",
            "on_day": "2026-01-20",
            "key": "k",
        },
    )
    assert saved["Location"].startswith(at("after_session", last.pk))
    page = text(anna.get(at("sessions")))
    assert "Worth asking about, taken up." in page
    assert "Write down what was said" not in page
    assert "It was the bus." in text(anna.get(at("after_session", last.pk)))


def test_a_missed_hour_after_a_difficult_one_is_asked_about(chart, course):
    before, _ = meet(chart, course, CAME, ("no_show", None))
    assert worth_asking(chart, course) == []
    write(chart, course, "session_log", before, difficult="yes")
    assert [one.prompt.rule for one in worth_asking(chart, course)] == ["attendance_after_difficulty"]


def test_a_missed_hour_after_tension_that_the_patient_noted(chart, course):
    before, _ = meet(chart, course, CAME, ("no_show", None))
    measures.enter(
        chart=chart,
        course=course,
        instrument="alliance-check-in",
        answers=[7, 7, 7, 2, 0],
        at=before.at,
        session=before,
    )
    assert [one.prompt.rule for one in worth_asking(chart, course)] == ["attendance_after_difficulty"]


def test_two_absences_without_a_cause_start_the_attempts_at_contact(anna, at, chart, course):
    meet(chart, course, CAME, ("no_show", None), ("no_show", None))
    page = text(anna.get(at("sessions")))
    assert "Not come, and no cause known: session 2, session 3." in page
    assert "Write down an attempt at contact" in page
    assert "Telephone the same day" in page
    sheet = text(anna.get(at("before_session")))
    assert "Not come, and no cause known" in sheet
    assert "No score is here, so nothing is known about risk from scores. Ask." in sheet
    write(chart, course, "contact_attempt", course.sessions.get(number=3), how="telephone", reached="yes")
    assert "Worth asking about, taken up." in text(anna.get(at("sessions")))


def test_a_cause_that_explains_it_ends_the_attempts(chart, course):
    first, second = meet(chart, course, ("no_show", None), ("no_show", None))
    assert [one.prompt.rule for one in worth_asking(chart, course)] == ["attendance_unexplained"]
    talk = write(chart, course, "absence_talk", first, practical="explains")
    assert worth_asking(chart, course) == []
    entries.withdraw_entry(chart=chart, entry=talk)
    assert len(worth_asking(chart, course)) == 1, "what is taken back explains nothing"
    write(chart, course, "absence_talk", second, practical="partly")
    assert len(worth_asking(chart, course)) == 1


def test_an_old_question_does_not_stay_for_ever(anna, at, chart, course):
    meet(chart, course, ("cancelled", 1), ("cancelled", 1), CAME, CAME, CAME, CAME)
    (one,) = worth_asking(chart, course)
    assert one.past
    assert not one.open
    assert "Worth asking about" not in text(anna.get(at("sessions")))


def test_a_supervisor_reads_it_and_writes_nothing(cast, signed_in, at, chart, course):
    meet(chart, course, ("cancelled", 1), ("cancelled", 1))
    page = text(signed_in(cast.ben).get(at("sessions")))
    assert "Worth asking about" in page
    assert "Write down" not in page


# -- Before --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def lived(chart, course) -> Course:
    """Two sessions held, one to come; a note, a log, scores, a check-in by both, something due."""
    _, last = meet(chart, course, CAME, CAME)
    plan.plan_session(chart=chart, course=course, at=timezone.now() + timedelta(days=2))
    notes.sign(
        chart=chart,
        note=notes.save_draft(chart=chart, session=last, kind="progress", text="She spoke of the hall."),
    )
    write(
        chart,
        course,
        "session_log",
        last,
        open_threads="The jug.\nThe sister.",
        next_time="Ask about Sunday.",
    )
    for rater, marks in (("patient", [8, 7, 9, 0, None]), ("clinician", [6, 6, 6, None, None])):
        measures.enter(
            chart=chart,
            course=course,
            instrument="alliance-check-in",
            answers=marks,
            at=last.at,
            rater=rater,
            session=last,
        )
    measures.enter(
        chart=chart,
        course=course,
        instrument="phq-9",
        answers=[2, 2, 2, 2, 1, 1, 1, 0, 0, 1],
        at=last.at,
        session=last,
    )
    entries.write_entry(
        chart=chart,
        course=course,
        form="stressor",
        values={"event": "The hearing."},
        due_on=timezone.localdate(),
    )
    return course


def test_the_sheet_before_holds_all_that_one_wants_to_know(anna, at, lived):
    page = text(anna.get(at("before_session")))
    for words in (
        "Before session 3",
        "No alert is open.",
        "It raised no thoughts of death, which tells nothing of the time since.",
        "She spoke of the hall.",
        "The jug. The sister.",
        "Ask about Sunday.",
        "PHQ-9 : 11 of 27, moderate",
        "By the patient: 8.0 of 10",
        "By the clinician: 6.0 of 10",
        "The hearing.",
        "Nothing in the last appointments asks for a word.",
    ):
        assert words in page, words


def test_an_open_alert_stands_before_everything(anna, at, chart, lived):
    measures.enter(
        chart=chart, course=lived, instrument="phq-9", answers=[2] * 10, at=timezone.now() - timedelta(days=1)
    )
    page = main(anna.get(at("before_session")))
    assert page.index("alert</span>") < page.index("Last time")
    assert "No alert is open." not in page
    assert "follow the safety procedure now" in page


def test_what_lies_open_is_carried_to_the_note_of_the_next_session(anna, at, chart, lived):
    page = text(anna.get(at("session", lived.sessions.get(number=3).pk)))
    assert "Open since session 2" in page
    assert "The jug." in page


def test_it_says_what_to_do_where_nothing_is(anna, at, course):
    page = text(anna.get(at("before_session")))
    assert "None is planned. Plan it" in page
    assert "No session was held yet." in page
    assert "No score is here, so nothing is known about risk from scores. Ask." in page


def test_and_without_a_course(anna, at):
    assert "There is no course of treatment yet" in text(anna.get(at("before_session")))


def test_both_sheets_ask_fifteen_times_at_most(anna, at, chart, lived, django_assert_max_num_queries):
    for number in range(4, 30):
        plan.plan_session(
            chart=chart, course=lived, at=DAY + timedelta(weeks=number), attendance="late", late_minutes=12
        )
    after = at("after_session", lived.sessions.get(number=2).pk)
    for place in (at("before_session"), after, at("technique")):
        anna.get(place)
        with django_assert_max_num_queries(15):
            assert anna.get(place).status_code == 200


@pytest.mark.parametrize("name", ["before_session", "technique", "session_plan"])
@pytest.mark.parametrize("role", ["prescriber", "patient", "researcher", "manager", "stranger", "elsewhere"])
def test_others_are_not_let_in(cast, signed_in, at, course, name, role):
    assert signed_in(cast.by_role()[role]).get(at(name)).status_code == 404


# -- After ---------------------------------------------------------------------------------------------------------------


def test_the_sheet_after_says_what_is_still_to_do(anna, at, chart, course, session):
    usual(chart, session)
    page = text(anna.get(at("after_session", session.pk)))
    for words in (
        "Progress note not begun",
        "What it was about nothing written yet",
        "Check-in by the patient not given",
        "Your own check-in not given",
        "6 proposals to look at",
    ):
        assert words in page, words
    note = notes.save_draft(chart=chart, session=session, kind="progress", text="She came.")
    assert "Progress note a draft" in text(anna.get(at("after_session", session.pk)))
    notes.sign(chart=chart, note=note)
    write(chart, course, "session_log", session, worked_on="The boxes.")
    page = text(anna.get(at("after_session", session.pk)))
    assert "Progress note signed" in page
    assert "The boxes." in page


def test_what_is_entered_from_the_sheet_belongs_to_its_session_and_its_day(anna, at, chart, course, session):
    page = anna.get(at("after_session", session.pk)).content.decode()
    assert page.count(f"/alliance-check-in/?session={session.pk}") == 2
    assert f"/measures/enter/?session={session.pk}" in page
    form = anna.get(at("write_entry", "session_log"), {"session": session.pk}).content.decode()
    assert f'name="on_day" value="{session.at:%Y-%m-%d}"' in form


def test_a_missed_session_asks_for_no_note_of_what_was_said(anna, at, chart, course):
    (missed,) = meet(chart, course, ("no_show", None))
    page = text(anna.get(at("after_session", missed.pk)))
    assert "Talk about it nothing written yet" in page
    assert "Check-in" not in page
    assert "What it was about" not in page


def test_process_entries_are_seen_by_their_author_alone(
    cast, anna, signed_in, at, chart, course, session, open_as
):
    entry = write(
        chart, course, "process", session, induced="I wanted to be thanked.", own_past="My brother."
    )
    assert "I wanted to be thanked." in text(anna.get(at("after_session", session.pk)))
    assert "1 entry of yours" in text(anna.get(at("session", session.pk)))
    ben = signed_in(cast.ben)
    for place in (at("after_session", session.pk), at("session", session.pk), at("before_session")):
        assert "thanked" not in ben.get(place).content.decode()
        assert "of yours" not in ben.get(place).content.decode()
    assert ben.get(at("entry", entry.pk)).status_code == 404
    with pytest.raises(NotFound):
        open_as(cast.ben, May.READ_SESSIONS).text(entry, "values")


def test_a_sign_brings_meanings_to_consider_and_practical_causes_first(anna, at, chart, course, session):
    write(chart, course, "process", session, signs=["late_or_absent"])
    page = text(anna.get(at("after_session", session.pk)))
    assert "Possible meanings to consider, never a finding" in page
    assert "Practical causes first" in page
    assert "ambivalence; guilt; a feeling of deserving the depression" in page
    assert "fear of being judged" not in page, "only for what was seen"


# -- The outline of a note -----------------------------------------------------------------------------------------------


def test_each_sign_says_beside_it_what_it_may_mean_after_practical_causes(anna, at, course):
    page = unescape(text(anna.get(at("write_entry", "process"))))
    assert page.index("Practical causes first: illness, transport, cost, technology.") < page.index("Perhaps")
    for sign in SIGNS.values():
        assert f"{sign.name} {sign.definition} Perhaps " in page
        assert all(meaning in page for meaning in sign.meanings)
    assert "Perhaps anxiety, shame or loyalty." in page


def test_clew_offers_what_is_known_and_writes_nothing_by_itself(anna, at, chart, session):
    row = usual(chart, session)
    page = anna.get(at("session", session.pk)).content.decode()
    assert re.search(r'<textarea id="draft-progress"[^>]*></textarea>', page), "the note begins empty"
    assert 'name="insert" value="all"' in page
    assert not Note.objects.exists()
    assert "Interventions" not in page, "nothing is accepted, so nothing is known of them"
    for turn in range(0, 8, 2):
        coding.add(chart=chart, transcript=row, turn=turn, scheme="intervention", code="observation")
    assert "4 coded turns, too few for shares" in text(anna.get(at("session", session.pk)))


def test_a_browser_without_scripts_puts_it_in_by_a_button(anna, at, chart, session):
    save = at("save_note", session.pk, "progress")
    anna.post(save, {"text": "She came.", "seen": "", "insert": "length"})
    note = Note.objects.get()
    assert chart.text(note, "text") == "She came.\nLength: 50 minutes\n"
    anna.post(save, {"text": "She came.", "seen": note.saved_at.isoformat(), "insert": "Plan"})
    assert chart.text(Note.objects.get(), "text") == "She came.\nPlan:\n"


def test_a_button_that_is_not_there_changes_nothing(anna, at, chart, session):
    anna.post(at("save_note", session.pk, "progress"), {"text": "She came.", "seen": "", "insert": "<x>"})
    assert chart.text(Note.objects.get(), "text") == "She came."


# -- Technique -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def coded(chart, course) -> Course:
    """A session with twelve accepted interventions, nine of them toward support, and one with nothing accepted."""
    said = "\n\n".join(
        f"{'Therapist' if n % 2 == 0 else 'Patient'}: The lift is old, {n}." for n in range(26)
    ).encode()
    one, two = meet(chart, course, CAME, CAME)
    row = brought_in(chart, one, said)
    for place, turn in enumerate(range(0, 24, 2)):
        code = "empathic_validation" if place < 9 else "observation"
        coding.add(chart=chart, transcript=row, turn=turn, scheme="intervention", code=code)
    other = brought_in(chart, two, SAID)
    propose(chart, other, proposal(0, Scheme.INTERVENTION, "observation", 0.9, "The chair"))
    return course


def test_shares_stand_beside_the_plan_with_what_was_left_out(anna, at, coded):
    page = text(anna.get(at("technique")))
    assert "No emphasis is planned yet." in page
    assert "0 had a larger share toward insight and 1 a larger share toward support" in page
    assert "1 session with fewer than 10 coded turns is not counted" in page
    assert "1 12 25 % 0 % 75 % more toward support" in page
    assert "2 0 too few to say 1" in page


@pytest.mark.parametrize(
    ("planned", "asks"), [("exploratory", True), ("supportive", False), ("balanced", False)]
)
def test_it_asks_whether_the_plan_is_still_the_plan(anna, at, coded, planned, asks):
    type(coded).objects.filter(pk=coded.pk).update(emphasis=planned)
    page = text(anna.get(at("technique")))
    assert f"Planned emphasis: {planned}" in page
    assert ("is it still the plan?" in page) == asks
    assert ("Decide otherwise" in page) == asks


FRAME = {"kind": "open_ended", "minutes": 50, "weekly_rate": "1", "format": "individual"}


def test_each_session_stands_beside_the_plan_of_its_own_day(anna, at, chart, coded):
    """One session is far in the past, and the emphasis changed since; the change has its reason everywhere."""
    first = coded.sessions.order_by("at").first()
    day = first.at.date()
    for emphasis, on, why in (
        ("supportive", day, "Support first"),
        ("exploratory", day + timedelta(days=1), "Steady enough to ask why"),
    ):
        plan.change_frame(
            chart=chart, course=coded, values={**FRAME, "emphasis": emphasis, "why": why}, on=on
        )
    page = text(anna.get(at("technique")))
    assert "More exploring since" in page
    assert "No session has enough coded turns to say anything." in page, "none since the change"
    assert "Before that: more supporting" in page
    assert (
        "Planned emphasis: supportive. Of 1 session with enough coded turns, 0 had a larger share toward"
        in page
    )
    assert "is it still the plan?" not in page, "what was planned before is not asked about"

    sheet = text(anna.get(at("before_session")))
    assert "Planned emphasis More exploring since" in sheet
    assert "Steady enough to ask why" in sheet
    assert "Before: more supporting." in sheet

    planned = text(anna.get(at("plan")))
    assert "Emphasis that is planned More exploring before: More supporting" in planned
    assert planned.index("Steady enough to ask why") < planned.index("Support first")

    course = anna.get(at("course")).content.decode()
    assert (
        "Emphasis that is planned: More exploring, before: More supporting. Steady enough to ask why"
        in course
    )
    assert "Change of the frame" in course


def test_a_frame_that_leaves_the_emphasis_as_it_was_begins_no_new_stretch(anna, at, chart, coded):
    for weeks in (8, 12):
        values = {**FRAME, "emphasis": "supportive", "review_weeks": weeks}
        plan.change_frame(chart=chart, course=coded, values=values, on=coded.starts_on)
    assert "Before that" not in text(anna.get(at("technique")))


def test_what_was_rejected_does_not_count(anna, at, chart, coded):
    for code in Code.objects.filter(code="observation", status="accepted"):
        coding.decide(chart=chart, claim=code, verdict=Decision.Verdict.REJECTED)
    assert "1 9 too few to say" in text(anna.get(at("technique")))


def test_without_a_transcript_it_says_what_to_do(anna, at, session):
    assert "No session has a transcript yet" in text(anna.get(at("technique")))


def test_an_alert_on_a_session_stands_on_the_sheet_after_it(anna, at, chart, session):
    row = usual(chart, session)
    alerts.raise_for_turn(chart=chart, transcript=row, turn=5, level="low", rule="Heard it.")
    assert "It is open and rests on this session." in text(anna.get(at("after_session", session.pk)))


def test_the_day_of_an_entry_without_a_session_counts_too(chart, course):
    *_, last = meet(chart, course, ("cancelled", 1), ("cancelled", 1))
    write(chart, course, "absence_talk", on=last.at.date() - timedelta(days=1), practical="none")
    assert worth_asking(chart, course)[0].open, "that was before"
    write(chart, course, "absence_talk", on=date(2026, 1, 16), practical="none")
    assert not worth_asking(chart, course)[0].open


# -- Open threads in the note itself -------------------------------------------------------------------------------------


def signed(chart, session, words) -> None:
    notes.sign(chart=chart, note=notes.save_draft(chart=chart, session=session, kind="progress", text=words))


NOTED = "What was talked about: the flat.\nOpen threads: the call with her mother\nand the bill.\nPlan: as agreed."


def test_what_a_note_leaves_open_stands_on_the_next_sheet_and_beside_the_next_note(anna, at, chart, course):
    first, second = meet(chart, course, CAME, CAME)
    signed(chart, first, NOTED)
    offered = text(anna.get(at("session", second.pk)))
    assert "Open since session 1 the call with her mother and the bill." in offered
    assert "the call with her mother and the bill. From the note on session 1" not in text(
        anna.get(at("before_session"))
    ), "the last session has no note yet"
    signed(chart, second, "Open threads: the bill only.")
    sheet = text(anna.get(at("before_session")))
    assert "the bill only. From the note on session 2" in sheet


def test_the_outline_of_the_same_session_stands_before_its_note(anna, at, chart, course):
    first, second = meet(chart, course, CAME, CAME)
    signed(chart, first, NOTED)
    write(chart, course, "session_log", first, open_threads="Her brother.")
    assert "Open since session 1 Her brother." in text(anna.get(at("session", second.pk)))


@pytest.mark.parametrize(
    ("words", "open_threads"),
    [
        (NOTED, "the call with her mother\nand the bill."),
        ("open threads:\n\n one \ntwo", "one\ntwo"),
        ("Nothing was left open threads: none", ""),
        ("Plan: a\nOpen threads:\nSafety: asked", ""),
        ("", ""),
    ],
)
def test_a_part_of_a_note_ends_where_the_next_heading_begins(words, open_threads):
    assert part_of(words, OPEN_THREADS) == open_threads
