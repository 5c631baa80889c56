"""Giving a programme, arranging it, answering what was written, counting minutes, ending it: actions and pages."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clew.practice import access
from clew.practice.actions import alerts, entries, guidance, messages, plan, portal, programme
from clew.practice.actions.base import on_record
from clew.practice.consents import Purpose
from clew.practice.errors import AlreadyDone, NotFound, PracticeError
from clew.practice.models import (
    Alert,
    Arrangement,
    AuditEvent,
    ChatSlot,
    Consent,
    Enrolment,
    Feedback,
    Message,
    Notice,
    Thread,
)
from clew.practice.programmes import programmes
from clew.practice.readings import guidance as reading
from clew.practice.readings.caseload import caseload
from clew.practice.roles import May
from clew.therapy.course.online import NEEDS
from clew.therapy.errors import TherapyError

WEEK = timedelta(weeks=1)


def today() -> date:
    return timezone.localdate()


@pytest.fixture
def agreed(chart, course, check_numbers):
    """Everything that a programme needs is noted, and the crisis numbers are checked."""
    check_numbers()
    noted = {**dict.fromkeys(NEEDS, "Agreed."), "adult": "yes"}
    return entries.write_entry(chart=chart, course=course, form="online", values=noted)


@pytest.fixture
def enrolment(chart, course, agreed):
    """A programme in its third week."""
    return guidance.enrol(chart=chart, course=course, programme="own-thread", starts_on=today() - 2 * WEEK)


@pytest.fixture
def own(cast):
    """Pia's own record, opened by herself."""
    return access.open_own(cast.pia_account, to=May.WRITE_OWN, view="test")


def consent(own, given=True):
    with on_record(own, "consent.give", to=May.WRITE_OWN) as event:
        Consent.objects.create(
            patient=own.patient,
            event=event,
            purpose="programme",
            given=given,
            version="1",
            by=own.by,
            at=timezone.now(),
        )


def work(own, enrolment, module="begin", text="To say what I want.", *, finish=True, at=None):
    """Pia opens a module, writes in it and finishes it."""
    of = {"chart": own, "enrolment": enrolment, "module": module, "now": at or timezone.now()}
    programme.open_module(**of)
    programme.save_answer(**of, exercise="goals", given={"wishes": [text]})
    if finish:
        programme.finish_module(**of)


def feedback(chart, enrolment, module="begin", text="I read it twice.", minutes=20, **more):
    return guidance.give_feedback(
        chart=chart, enrolment=enrolment, module=module, text=text, minutes=minutes, **more
    )


def guided(chart, enrolment):
    return reading.guidance(chart, reading.enrolment(chart, enrolment.pk), today=today())


def place(name, cast, *args):
    return reverse(name, args=[cast.pia.pk, *args])


def main(answer):
    return answer.content.decode().split("<main")[1]


# -- Beginning --------------------------------------------------------------------------------------------------------


def test_a_programme_begins_only_when_everything_is_settled(chart, course, cast, signed_in, check_numbers):
    browser = signed_in(cast.anna)
    shown = main(browser.get(place("programme", cast)))
    assert "No programme is given in this course." in shown
    assert "Whether it fits, and risk" in shown
    assert "Give the programme</button>" not in shown
    with pytest.raises(PracticeError, match="crisis numbers"):
        guidance.enrol(chart=chart, course=course, programme="own-thread")
    check_numbers()
    noted = {**dict.fromkeys(NEEDS, "Agreed."), "adult": "no"}
    entry = entries.write_entry(chart=chart, course=course, form="online", values=noted)
    with pytest.raises(PracticeError, match="for adults"):
        guidance.enrol(chart=chart, course=course, programme="own-thread")
    entries.revise_entry(chart=chart, entry=entry, values={**noted, "adult": "yes"})
    alert = alerts.raise_alert(chart=chart, course=course, level="low", text="Asked for a call.")
    with pytest.raises(PracticeError, match="An alert is open"):
        guidance.enrol(chart=chart, course=course, programme="own-thread")
    alerts.acknowledge(chart=chart, alert=Alert.objects.get(pk=alert.pk))
    assert guidance.still_open(chart, course) == ()
    form = {"programme": "own-thread", "starts_on": today().isoformat(), "key": "once"}
    for _ in range(2):
        browser.post(place("programme_enrol", cast), form)
    enrolment = Enrolment.objects.get()
    assert (enrolment.programme, enrolment.version, enrolment.by) == ("own-thread", "1", cast.anna)
    shown = main(browser.get(place("programme", cast)))
    assert "Week 1 of 10" in shown
    assert "has not agreed to the programme" in shown
    again = main(browser.post(place("programme_enrol", cast), {**form, "key": "other"}))
    assert "in a programme already" in again


def test_a_young_person_and_a_course_that_is_over_get_none(chart, course, agreed, monkeypatch):
    with pytest.raises(PracticeError, match="before the course"):
        guidance.enrol(
            chart=chart,
            course=course,
            programme="own-thread",
            starts_on=course.starts_on - timedelta(days=1),
        )
    with pytest.raises(PracticeError, match="not on this installation"):
        guidance.enrol(chart=chart, course=course, programme="none-such")
    born_1990 = datetime(2007, 1, 1, tzinfo=timezone.get_current_timezone())
    assert any("for adults" in one.words for one in guidance.still_open(chart, course, now=born_1990))
    course.ended_on = today()
    with pytest.raises(PracticeError, match="over"):
        guidance.enrol(chart=chart, course=course, programme="own-thread")
    assert not Enrolment.objects.exists()


# -- Reading and answering --------------------------------------------------------------------------------------------


def test_what_was_written_is_read_and_answered_and_the_minutes_count(
    chart, course, enrolment, own, cast, signed_in, django_assert_max_num_queries
):
    browser, page = signed_in(cast.anna), place("programme_module", cast, enrolment.pk, "begin")
    consent(own)
    assert "You can write when the patient has opened this module." in main(browser.get(page))
    with pytest.raises(PracticeError, match="has not opened this module"):
        feedback(chart, enrolment)
    work(own, enrolment, finish=False)
    assert "what stands here may still change" in main(browser.get(page))
    assert guided(chart, enrolment).waiting == ()
    work(own, enrolment, text="To say what I want, and where.")
    found = guided(chart, enrolment)
    assert [one.module.slug for one in found.waiting] == ["begin"]
    with django_assert_max_num_queries(15):
        shown = main(browser.get(place("programme", cast)))
    assert "Waits for your answer" in shown
    assert "1 of 9 modules" in shown
    assert "5.8 of 8 modules" in shown  # the trial, with its source
    assert "Lindqvist K et al." in shown
    with django_assert_max_num_queries(15):
        shown = main(browser.get(page))
    assert "<p>To say what I want, and where.</p>" in shown
    assert "<p>To say what I want.</p>" not in shown
    empty = browser.post(page, {"text": "  ", "minutes": "0", "key": "k"})
    assert empty.status_code == 422
    assert "Nothing was saved yet" in main(empty)
    kept = browser.post(page, {"text": "I read it twice.", "minutes": "", "key": "k"})
    assert "I read it twice." in main(kept)  # nothing that was typed is lost
    for _ in range(2):
        browser.post(page, {"text": "I read it twice.", "minutes": "25", "key": "k"})
    row = Feedback.objects.get()
    assert (chart.text(row, "text"), row.minutes, row.by) == ("I read it twice.", 25, cast.anna)
    assert AuditEvent.objects.filter(action="programme.feedback").count() == 1
    assert [(one.kind, one.to) for one in Notice.objects.filter(kind="feedback")] == [
        ("feedback", cast.pia_account)
    ]
    found = guided(chart, enrolment)
    assert (found.minutes, found.weeks, found.waiting) == (25, (0, 0, 25), ())
    assert "not opened yet" in main(browser.get(page))
    programme.read_feedback(chart=own, enrolment=enrolment, module="begin")
    assert "opened on" in main(browser.get(page))
    work(own, enrolment, text="One thing more.")  # taking it up again and finishing asks for another answer
    assert guided(chart, enrolment).waiting


def test_a_chat_and_messages_count_as_guidance_in_their_week(chart, course, enrolment, own):
    consent(own)
    began = timezone.make_aware(datetime.combine(enrolment.starts_on, time(18)))
    with on_record(chart, "test.chat", to=May.WRITE_TO_PATIENT) as event:
        of = {"patient": chart.patient, "event": event}
        chat = Thread.objects.create(
            **of, course=course, kind="chat", opened_by=chart.by, opened_at=began + WEEK, minutes=30
        )
        Message.objects.create(**of, thread=chat, by=chart.by, by_patient=False, at=began, minutes=5)
        Thread.objects.create(
            **of, course=course, kind="chat", opened_by=chart.by, opened_at=began - WEEK, minutes=30
        )
    found = guided(chart, enrolment)
    assert found.weeks == (5, 30, 0)  # what was before the programme does not count as its guidance


def due(user):
    """What the caseload of somebody says is due."""
    held = list(access.held_by(user))
    listed = caseload(
        user,
        access.caseload(user, held=held),
        held,
        now=timezone.now(),
        zone=timezone.get_current_timezone(),
    )
    return [one.what for glance in listed.glances for one in glance.due]


def test_who_left_a_programme_stands_in_the_caseload_until_somebody_takes_it_up(
    chart, course, enrolment, own, cast
):
    consent(own)
    assert "Left the programme" not in due(cast.anna)
    an_hour_ago = timezone.now() - timedelta(hours=1)
    programme.leave(chart=own, enrolment=enrolment, at=an_hour_ago)
    assert "Left the programme" in due(cast.anna)
    assert "Left the programme" not in due(cast.ben)
    portal.choose(chart=own, purpose=Purpose.MESSAGES, given=True)
    messages.open_thread(chart=own, course=course, subject="", text="It was too much.")
    assert "Left the programme" in due(cast.anna), "the patient wrote, and nobody has answered"
    messages.open_thread(chart=chart, course=course, subject="", text="How was it for you?")
    assert "Left the programme" not in due(cast.anna)


def test_who_left_and_was_seen_since_is_not_listed(chart, course, enrolment, own, cast):
    consent(own)
    programme.leave(chart=own, enrolment=enrolment, at=timezone.now() - timedelta(days=2))
    seen = plan.plan_session(chart=chart, course=course, at=timezone.now() - timedelta(days=1))
    assert "Left the programme" in due(cast.anna)
    plan.record_attendance(chart=chart, session=seen, attendance="attended")
    assert "Left the programme" not in due(cast.anna)


def test_a_programme_whose_weeks_are_over_is_to_be_ended(chart, enrolment, cast):
    weeks = programmes()["own-thread"].weeks
    for days, expected in ((1, False), (0, True)):
        Enrolment.objects.filter(pk=enrolment.pk).update(starts_on=today() - weeks * WEEK + timedelta(days))
        assert ("Programme to end" in due(cast.anna)) is expected
    enrolment.refresh_from_db()
    guidance.end_enrolment(chart=chart, enrolment=enrolment, end="finished")
    assert "Programme to end" not in due(cast.anna)


def test_a_caseload_says_where_an_answer_is_awaited(chart, enrolment, own, cast):
    consent(own)
    work(own, enrolment)
    assert "Answer in the programme" in due(cast.anna)
    assert "Answer in the programme" not in due(cast.ben)
    feedback(chart, enrolment)
    assert "Answer in the programme" not in due(cast.anna)


def test_nobody_writes_where_the_patient_does_not_agree_or_it_is_not_there(
    chart, enrolment, own, cast, signed_in
):
    consent(own)
    work(own, enrolment)
    with pytest.raises(TherapyError, match="no module"):
        feedback(chart, enrolment, module="elsewhere")
    with pytest.raises(PracticeError, match="Minutes"):
        feedback(chart, enrolment, minutes=0)
    with pytest.raises(PracticeError, match="20,000 characters"):
        feedback(chart, enrolment, text="a" * 20_001)
    consent(own, given=False)
    with pytest.raises(PracticeError, match="closed to both of you"):
        feedback(chart, enrolment)
    page = place("programme_module", cast, enrolment.pk, "begin")
    assert "closed to both of you" in main(signed_in(cast.anna).get(page))
    refused = signed_in(cast.anna).post(page, {"text": "I read it twice.", "minutes": "5", "key": "k"})
    assert refused.status_code == 422
    assert "I read it twice." in main(refused), "nothing that was typed is lost"
    assert "This was not sent." in main(refused)
    assert signed_in(cast.anna).get(place("programme_module", cast, enrolment.pk, "none")).status_code == 404
    for user in (cast.ben, cast.clara, cast.chris, cast.pia_account, cast.rhea, cast.max):
        assert signed_in(user).get(page).status_code == 404
        assert signed_in(user).post(page, {"text": "x", "minutes": "5", "key": "k"}).status_code == 404
    with pytest.raises(NotFound):
        feedback(own, enrolment)
    assert not Feedback.objects.exists()


# -- Arranging --------------------------------------------------------------------------------------------------------


def test_the_modules_are_arranged_and_each_change_can_be_taken_back(chart, enrolment, own, cast, signed_in):
    browser, send = signed_in(cast.anna), place("programme_arrange", cast, enrolment.pk)
    consent(own)
    work(own, enrolment)

    def order():
        found = guided(chart, enrolment)
        return [one.module.slug for one in found.modules if not one.placed.hidden]

    first = order()
    for _ in range(2):  # pressed twice, done once
        answer = browser.post(send, {"change": "later:room", "key": "a"}, follow=True)
    assert order().index("room") == first.index("room") + 1
    assert '<details id="arrange" class="no-print" open>' in main(answer)
    browser.post(send, {"change": "hide:loss", "key": "b"})
    browser.post(send, {"change": "unlock:answer", "key": "c"})
    assert "loss" not in order()
    found = guided(chart, enrolment)
    assert next(one for one in found.modules if one.module.slug == "answer").placed.open
    for key in ("d", "e", "f"):
        browser.post(send, {"undo": "1", "key": key})
    assert order() == first
    refused = browser.post(send, {"undo": "1", "key": "g"}, follow=True)
    assert "There is nothing to undo" in main(refused)
    assert Arrangement.objects.count() == 6  # nothing was overwritten
    refused = browser.post(send, {"change": "hide:begin", "key": "h"}, follow=True)
    assert "has begun this module" in main(refused)
    refused = browser.post(send, {"change": "later:living-on", "key": "i"}, follow=True)
    assert "cannot go further" in main(refused)
    assert Arrangement.objects.count() == 6


def test_what_the_patient_has_begun_stays_open_when_others_are_put_before_it(chart, enrolment, own):
    consent(own)
    programme.open_module(chart=own, enrolment=enrolment, module="feelings")
    for _ in range(3):
        guidance.arrange(chart=chart, enrolment=enrolment, module="conflict", change="earlier")
    found = guided(chart, enrolment)
    feelings = next(one for one in found.modules if one.module.slug == "feelings")
    assert feelings.placed.from_on is not None
    assert feelings.placed.from_on > today()
    assert feelings.placed.open


# -- Ending, and the weekly chat --------------------------------------------------------------------------------------


def test_a_programme_ends_stays_to_read_and_goes_on_again(chart, course, enrolment, own, cast, signed_in):
    browser = signed_in(cast.anna)
    consent(own)
    work(own, enrolment)
    browser.post(place("programme_end", cast, enrolment.pk), {"end": "finished", "key": "k"})
    enrolment.refresh_from_db()
    assert enrolment.end == Enrolment.End.FINISHED
    shown = main(browser.get(place("programme", cast)))
    assert "What was written stays to read." in shown
    assert "Give another programme" in shown
    page = main(browser.get(place("programme_module", cast, enrolment.pk, "begin")))
    assert "<p>To say what I want.</p>" in page
    assert "Send the answer" not in page
    for refused in (
        lambda: feedback(chart, enrolment),
        lambda: guidance.arrange(chart=chart, enrolment=enrolment, module="room", change="hide"),
        lambda: guidance.undo_arrangement(chart=chart, enrolment=enrolment),
        lambda: guidance.end_enrolment(chart=chart, enrolment=enrolment, end="stopped"),
    ):
        with pytest.raises(PracticeError, match="has ended"):
            refused()
    browser.post(place("programme_resume", cast, enrolment.pk), {"key": "r"})
    enrolment.refresh_from_db()
    assert (enrolment.ended_at, enrolment.end) == (None, "")
    with pytest.raises(PracticeError, match="has not ended"):
        guidance.resume_enrolment(chart=chart, enrolment=enrolment)
    programme.leave(chart=own, enrolment=enrolment)
    other = guidance.enrol(chart=chart, course=course, programme="own-thread")
    assert other.ended_at is None
    with pytest.raises(PracticeError, match="another programme"):
        guidance.resume_enrolment(chart=chart, enrolment=enrolment)
    with pytest.raises(PracticeError, match="finished, or was stopped"):
        guidance.end_enrolment(chart=chart, enrolment=other, end="left")  # only the patient leaves


def test_the_weekly_chat_has_one_time_and_the_earlier_ends(chart, course, enrolment, cast, signed_in):
    browser = signed_in(cast.anna)
    form = {"weekday": "1", "at": "18:00", "minutes": "30", "from_on": today().isoformat(), "key": "k"}
    for _ in range(2):
        browser.post(place("programme_chat", cast), form)
    slot = ChatSlot.objects.get()
    assert (slot.weekday, slot.at, slot.minutes) == (1, time(18), 30)
    shown = main(browser.get(place("programme", cast)))
    assert "<strong>Tuesdays, 18:00</strong>" in shown
    wrong = browser.post(place("programme_chat", cast), {**form, "at": "", "key": "l"})
    assert wrong.status_code == 422
    assert "Time</a>" in main(wrong)
    guidance.set_chat_slot(
        chart=chart, course=course, weekday=3, at=time(17), minutes=20, from_on=today() + WEEK
    )
    slot.refresh_from_db()
    assert slot.until_on == today() + WEEK - timedelta(days=1)
    now = reading.chat_slot(chart, course, today=today())
    assert now == ChatSlot.objects.get(weekday=3)
    browser.post(place("programme_chat_end", cast, now.pk), {"key": "m"})
    assert reading.chat_slot(chart, course, today=today()) is None or now.until_on is None
    with pytest.raises(AlreadyDone):
        guidance.end_chat_slot(chart=chart, slot=now, key="m")
    with pytest.raises(PracticeError, match="weekdays"):
        guidance.set_chat_slot(chart=chart, course=course, weekday=7, at=time(17))
    with pytest.raises(PracticeError, match="from 5 to"):
        guidance.set_chat_slot(chart=chart, course=course, weekday=1, at=time(17), minutes=1)
