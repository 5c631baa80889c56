"""Messages and live chat: who reads what and when is said before the field; nothing of them leaves Clew."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from clew.practice import access
from clew.practice.actions import endings, guidance, messages, portal
from clew.practice.consents import Purpose
from clew.practice.errors import PracticeError
from clew.practice.models import Alert, AuditEvent, ChatSlot, Message, Notice, Practice, Thread
from clew.practice.readings import chat
from clew.practice.readings.messages import answered_by, before_writing
from clew.practice.roles import May
from clew.therapy.safety.levels import WorkingHours

SECRET = "a canary sings in the boiler room"
RISKY = "Some nights I want to kill myself. The plumber comes at nine."
MOST = 15 + 4  # two transactions of a test, of the log and of the browser's session, take two each
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def own(cast, course, open_as):
    """Pia's own record, in a practice of made-up people; she agrees to messages."""
    Practice.objects.filter(pk=cast.practice.pk).update(demonstration=True)
    chart = access.open_own(cast.pia_account, to=May.WRITE_OWN, view="test")
    portal.choose(chart=chart, purpose=Purpose.MESSAGES, given=True)
    return access.open_own(cast.pia_account, to=May.WRITE_OWN, view="test")


@pytest.fixture
def pia(own, cast, signed_in):
    return signed_in(cast.pia_account)


@pytest.fixture
def anna(cast, signed_in):
    return signed_in(cast.anna)


def page(browser, name: str, *args: object) -> str:
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


# -- A message and its answer -----------------------------------------------------------------------------------------


def test_a_message_and_its_answer(pia, anna, cast, chart, django_assert_max_num_queries):
    with django_assert_max_num_queries(MOST):
        before = page(pia, "own_messages")
    assert "not the moment you write" in before
    assert "You can expect an answer by" in before
    assert reverse("own_help") in before
    assert before.index("You can expect") < before.index("<textarea"), "before the field"

    form = {"subject": "The lift", "text": f"{RISKY} {SECRET}", "key": "one"}
    for _ in range(2):  # sent twice is saved once
        assert pia.post(reverse("own_messages"), form).status_code == 302
    thread = Thread.objects.get()
    assert "Not opened yet" in page(pia, "own_thread", thread.pk)
    assert not Alert.objects.exists(), "words alone raise nothing"

    assert "1 new message" in page(anna, "caseload")
    assert "1 not opened" in page(anna, "messages", cast.pia.pk)
    shown = page(anna, "thread", cast.pia.pk, thread.pk)
    with django_assert_max_num_queries(MOST):
        assert page(anna, "thread", cast.pia.pk, thread.pk)
    assert "Worth asking about" in shown
    assert '<mark class="asking">' in shown
    assert "Nobody watches over messages" in shown
    assert "Opened" in page(pia, "own_thread", thread.pk)
    assert "asking" not in page(pia, "own_thread", thread.pk), "the patient is shown no such mark"
    assert "new message" not in page(anna, "caseload")

    answer = {"text": "I shall ask about the nights when we meet.", "minutes": "6", "key": "two"}
    assert anna.post(reverse("thread", args=[cast.pia.pk, thread.pk]), answer).status_code == 302
    assert Message.objects.filter(minutes=6, by_patient=False).count() == 1
    assert "A message for you" in page(pia, "own")
    page(pia, "own_thread", thread.pk)
    with django_assert_max_num_queries(MOST):
        page(pia, "own_thread", thread.pk)
    assert "A message for you" not in page(pia, "own")

    told = list(Notice.objects.order_by("pk").values_list("kind", "to__username"))
    assert told == [("from_patient", "anna"), ("message", "pia")]
    for model in (Notice, AuditEvent):
        for row in model.objects.values():
            assert "canary" not in str(row)
    assert SECRET.encode() not in b"".join(bytes(m.text) for m in Message.objects.all()), "sealed"


def test_nobody_writes_where_it_is_closed_and_nothing_typed_is_lost(pia, own, anna, cast, chart, course):
    thread = messages.open_thread(chart=own, course=course, subject="", text="Hello.")
    place = reverse("own_thread", args=[thread.pk])
    messages.close_thread(chart=chart, thread=thread)
    refused = pia.post(place, {"text": SECRET, "key": "a"})
    assert refused.status_code == 422
    assert SECRET in refused.content.decode(), "nothing typed is lost"
    assert "This conversation is closed" in refused.content.decode()
    messages.reopen_thread(chart=chart, thread=thread)

    empty = pia.post(place, {"text": "  ", "key": "b"})
    assert empty.status_code == 422

    portal.choose(chart=own, purpose=Purpose.MESSAGES, given=False)
    refused = pia.post(place, {"text": SECRET, "key": "c"})
    assert refused.status_code == 422
    with pytest.raises(PracticeError, match="does not agree"):
        messages.write(chart=chart, thread=thread, text="And yet.")
    assert "Hello." in page(pia, "own_thread", thread.pk), "what was written stays"
    assert "<textarea" not in page(pia, "own_thread", thread.pk)
    assert "<textarea" not in page(anna, "messages", cast.pia.pk)

    portal.choose(chart=own, purpose=Purpose.MESSAGES, given=True)
    endings.end_course(chart=chart, course=course, reason="goals_reached", cancel_planned=True)
    with pytest.raises(PracticeError, match="has ended"):
        messages.write(chart=own, thread=Thread.objects.get(), text="Still there?")
    assert Message.objects.count() == 1


def test_typed_words_come_back_when_a_message_is_refused(pia, course):
    refused = pia.post(reverse("own_messages"), {"subject": "x" * 200, "text": SECRET, "key": "a"})
    assert refused.status_code == 422
    assert SECRET in refused.content.decode()


def test_another_patients_conversation_is_not_there(own, pia, anna, cast, course, signed_in):
    thread = messages.open_thread(chart=own, course=course, subject="", text=SECRET)
    for user in (cast.ben, cast.clara, cast.chris, cast.otto, cast.max, cast.rhea):
        browser = signed_in(user)
        for name in ("messages", "chat", "chat_news"):
            assert browser.get(reverse(name, args=[cast.pia.pk])).status_code == 404
        assert browser.get(reverse("thread", args=[cast.pia.pk, thread.pk])).status_code == 404
        assert browser.get(reverse("own_thread", args=[thread.pk])).status_code == 404


def test_outside_hours_the_page_says_so_and_when_it_opens(cast):
    friday_night = datetime(2026, 3, 27, 21, 0, tzinfo=UTC)  # the clocks go forward two nights later
    found = before_writing(cast.practice, now=friday_night)
    assert not found.is_open
    assert found.opens_at == datetime(2026, 3, 30, 9, 0, tzinfo=LONDON)
    assert found.answer_by == date(2026, 4, 1)
    assert before_writing(cast.practice, now=datetime(2026, 3, 30, 9, 0, tzinfo=LONDON)).is_open


DAYS = st.sets(st.integers(0, 6), min_size=1)


@given(DAYS, st.integers(0, 60 * 24 * 20), st.integers(1, 10))
def test_an_answer_is_expected_so_many_working_days_after_somebody_can_read(days, minutes, within):
    """Against a slow twin that walks the calendar day by day."""
    hours = WorkingHours(dict.fromkeys(days, (time(9), time(17))), LONDON)
    now = datetime(2026, 3, 20, tzinfo=UTC) + timedelta(minutes=minutes)
    here = now.astimezone(LONDON)
    day = here.date()
    if day.weekday() not in days or here.time() >= time(17):
        day += timedelta(days=1)
        while day.weekday() not in days:
            day += timedelta(days=1)
    working = 0
    while working < within:
        day += timedelta(days=1)
        working += day.weekday() in days
    assert answered_by(now, within, hours, LONDON) == day


# -- Live chat --------------------------------------------------------------------------------------------------------


def kept(answer, why: str) -> None:
    """Nothing was sent, the page says why, and the words are still there."""
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert SECRET in shown
    assert why in shown
    assert not Message.objects.exists()


def test_a_line_of_a_chat_that_is_not_there_any_more_is_kept_on_the_page(pia, own, anna, cast, chart, course):
    both = ((pia, reverse("own_chat")), (anna, reverse("chat", args=[cast.pia.pk])))
    for browser, place in both:
        kept(browser.post(place, {"text": SECRET, "key": "a"}), "No time for a live chat is agreed any more")
    slot_around(chart, course)
    portal.choose(chart=own, purpose=Purpose.MESSAGES, given=False)
    for (browser, place), why in zip(both, ("are switched off", "does not agree"), strict=True):
        kept(browser.post(place, {"text": SECRET, "key": "b"}), why)


def test_a_message_without_a_treatment_is_kept_on_the_page_and_says_why(cast, signed_in):
    Practice.objects.filter(pk=cast.practice.pk).update(demonstration=True)
    pia = signed_in(cast.pia_account)
    answer = pia.post(reverse("own_messages"), {"subject": "Sunday", "text": SECRET, "key": "a"})
    kept(answer, "no treatment here at present")
    assert "Sunday" in answer.content.decode()


def slot_around(chart, course, minutes: int = 60) -> ChatSlot:
    """A weekly time that began ten minutes ago."""
    began = timezone.now().astimezone(LONDON) - timedelta(minutes=10)
    return guidance.set_chat_slot(
        chart=chart,
        course=course,
        weekday=began.weekday(),
        at=began.time().replace(second=0, microsecond=0),
        minutes=minutes,
        from_on=began.date() - timedelta(days=7),
    )


def test_a_live_chat_is_open_at_its_time_and_its_minutes_are_counted(
    pia, anna, cast, own, chart, course, django_assert_max_num_queries
):
    assert "No time for a live chat is agreed" in page(pia, "own_chat")
    slot_around(chart, course)
    assert "Live chat" in page(pia, "own")
    news = reverse("own_chat_news")
    for browser, name, args, key, line in (
        (pia, "own_chat", (), "p", SECRET),
        (anna, "chat", (cast.pia.pk,), "a", "Good evening."),
    ):
        page(browser, name, *args)
        with django_assert_max_num_queries(MOST):
            page(browser, name, *args)
        assert browser.post(reverse(name, args=args), {"text": line, "key": key}).status_code == 302
    assert pia.get(f"{news}?n=2").headers.get("HX-Trigger") is None
    assert pia.get(f"{news}?n=1").headers["HX-Trigger"] == "said"
    fragment = anna.get(reverse("chat", args=[cast.pia.pk]), headers={"HX-Request": "true"}).content.decode()
    assert SECRET in fragment
    assert "<html" not in fragment
    assert "every 4s" in fragment
    thread = Thread.objects.get()
    assert thread.kind == Thread.Kind.CHAT
    assert Message.objects.count() == 2
    assert not Notice.objects.exists(), "both are there, so nobody is told"

    form = {"minutes": "35", "key": "close"}
    assert anna.post(reverse("close_thread", args=[cast.pia.pk, thread.pk]), form).status_code == 302
    thread.refresh_from_db()
    assert thread.minutes == 35
    assert pia.get(f"{news}?n=2").headers["HX-Trigger"] == "said", "an open page learns that it was closed"
    assert "This chat was closed" in page(pia, "own_chat")
    assert pia.post(reverse("own_chat"), {"text": "One more", "key": "q"}).status_code == 422
    assert "35 minutes" in page(anna, "messages", cast.pia.pk)
    assert SECRET in page(pia, "own_thread", thread.pk), "it stays to read"


def test_at_other_times_the_chat_says_when_it_is_and_takes_nothing(pia, own, chart, course):
    then = timezone.now().astimezone(LONDON) + timedelta(hours=5)
    slot = guidance.set_chat_slot(
        chart=chart,
        course=course,
        weekday=then.weekday(),
        at=then.time().replace(second=0, microsecond=0),
        from_on=timezone.localdate() - timedelta(days=8),
    )
    shown = page(pia, "own_chat")
    assert "The next one is on" in shown
    assert "<textarea" not in shown
    assert pia.post(reverse("own_chat"), {"text": SECRET, "key": "x"}).status_code == 422
    with pytest.raises(PracticeError, match="not open now"):
        messages.say_in_chat(chart=own, slot=slot, text=SECRET)
    assert not Message.objects.exists()


@given(
    st.integers(0, 6),
    st.integers(0, 24 * 60 - 1),
    st.integers(5, 240),
    st.integers(0, 60 * 24 * 14),
    st.sampled_from(["Europe/London", "America/New_York", "Asia/Kolkata"]),
)
def test_the_chat_that_is_open_is_the_one_a_clock_on_the_wall_shows(weekday, start, minutes, passed, place):
    """Against a slow twin: every day around is looked at, in real minutes, over both changes of the clock."""
    zone = ZoneInfo(place)
    slot = ChatSlot(
        weekday=weekday, at=time(start // 60, start % 60), minutes=minutes, from_on=date(2026, 1, 1)
    )
    for begin in (datetime(2026, 3, 22, tzinfo=UTC), datetime(2026, 10, 19, tzinfo=UTC)):
        now = begin + timedelta(minutes=passed)
        expected = None
        for n in range(-3, 4):
            day = now.astimezone(zone).date() + timedelta(days=n)
            if day.weekday() != weekday:
                continue
            starts = datetime(day.year, day.month, day.day, start // 60, start % 60, tzinfo=zone).timestamp()
            if starts - chat.BEFORE.total_seconds() <= now.timestamp() < starts + 60 * minutes:
                expected = starts
        found = chat.meeting_at(slot, now, zone)
        assert (found and found.starts_at.timestamp()) == expected
