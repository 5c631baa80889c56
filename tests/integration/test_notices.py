"""Notices by e-mail, with a real mail server in every mood: each alert is told or visibly not told, nothing is sent twice."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import example, given
from hypothesis import strategies as st
from mail_server import MailServer

from clew.config import env
from clew.practice import mail, notices
from clew.practice.actions import alerts
from clew.practice.actions.base import on_record
from clew.practice.consents import Purpose
from clew.practice.models import Alert, AlertStep, Consent, Notice, NoticeChoice, Practice, User
from clew.practice.notices import end_of_quiet, is_quiet
from clew.practice.roles import May

State = Notice.State
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def server():
    with MailServer() as running:
        yield running


@pytest.fixture
def named(settings, server):
    """The owner has named this mail server."""
    return name(settings, server.url())


def name(settings, url: str) -> None:
    settings.CLEW_MAIL_FROM = "post@example.org"
    settings.CLEW_URL = "https://clew.example.org"
    settings.CLEW_MAIL = env.mail(url, settings.CLEW_MAIL_FROM)


@pytest.fixture
def told(cast, chart, course):
    """Alerts of Pia's, and the notices to Anna that raising them asks for."""
    User.objects.filter(pk=cast.anna.pk).update(email="anna@example.org")
    cast.anna.refresh_from_db()

    def raised(count: int = 1) -> list[Notice]:
        made = []
        for n in range(count):
            alert = alerts.raise_alert(
                chart=chart, course=course, level="high", text=f"Pia Sand wants to die, said so {n} times."
            )
            made.append(Notice.objects.get(alert=alert))
        return made

    return raised


def now() -> datetime:
    return datetime.now(UTC)


def states() -> list[str]:
    return sorted(Notice.objects.values_list("state", flat=True))


def steps(alert: Alert) -> list[str]:
    kinds = [AlertStep.Kind.TOLD, AlertStep.Kind.NOT_TOLD]
    return list(AlertStep.objects.filter(alert=alert, kind__in=kinds).values_list("kind", flat=True))


def everybody_told_or_visibly_not(server: MailServer) -> None:
    """What must hold at any time at which no worker is at it."""
    assert all(times == 1 for times in server.by_id().values()), "nothing is sent twice"
    for notice in Notice.objects.exclude(alert=None):
        arrived = server.by_id()[mail.message_id(notice.key)]
        if notice.state == State.SENT:
            assert arrived == 1
            assert "told" in steps(notice.alert)
        else:
            assert "not_told" in steps(notice.alert), f"{notice.state} and nobody can see it"


# -- A mail server that works ---------------------------------------------------------------------------------------


def test_an_alert_is_told_once_and_the_alert_says_so(named, server, told, chart):
    notice = told()[0]
    assert notices.send_due() == Notice.objects.count()
    assert notices.send_due(now() + timedelta(days=1)) == 0
    everybody_told_or_visibly_not(server)
    notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.error) == (State.SENT, 1, "")
    step = AlertStep.objects.filter(alert=notice.alert, kind="told").first()
    assert chart.text(step, "text") == "To Anna."


def test_no_message_names_a_person_a_content_or_the_kind_of_practice(named, server, told, cast):
    Practice.objects.filter(pk=cast.practice.pk).update(name="Elm Street Psychotherapy")
    told()
    for kind, said in notices.KINDS.items():
        if not said.reminder:
            notices.put(kind=kind, to=cast.anna, practice=cast.practice, key=kind)
    notices.send_due()
    assert len(server.arrived) > 2
    subjects_and_texts = {notices.words(kind) for kind in notices.KINDS}
    assert len({notices.words(kind) for kind, said in notices.KINDS.items() if said.reminder}) == 1
    sent = [message.as_string() for message in server.arrived] + [f"{s}\n{t}" for s, t in subjects_and_texts]
    canaries = (
        "pia sand elm therap psych depress patient clinician session questionnaire chat alert danger die"
    )
    for text in sent:
        words = set("".join(c if c.isalpha() else " " for c in text.lower()).split())
        assert not words & set(canaries.split()), words & set(canaries.split())
        assert not any(part in text.lower() for part in ("therap", "psych", "depress", "suicid"))
    assert any("https://clew.example.org" in text for text in sent)
    assert {m["From"] for m in server.arrived} == {"post@example.org"}


def test_asking_twice_is_asking_once_and_an_unknown_kind_is_refused(told, cast):
    notice = told()[0]
    again = notices.put(kind="alert", to=cast.ben, practice=cast.practice, key=notice.key)
    assert (again.pk, again.to) == (notice.pk, cast.anna)
    assert Notice.objects.filter(key=notice.key).count() == 1
    with pytest.raises(ValueError, match="no notice of the kind"):
        notices.put(kind="gossip", to=cast.anna, practice=cast.practice, key="x")


# -- A mail server in every other mood ------------------------------------------------------------------------------


def test_while_it_is_down_it_is_tried_again_with_longer_pauses_and_said_on_the_alert(settings, told):
    server = MailServer()  # not started: nobody listens there
    name(settings, server.url())
    notice = told()[0]
    at, pauses = now(), []
    for _ in range(6):
        assert notices.send_due(at) == 0
        notice.refresh_from_db()
        assert (notice.state, notice.error) == (State.WAITING, "down")
        pauses.append(notice.not_before - at)
        at = notice.not_before
    assert pauses[:4] == [timedelta(minutes=m) for m in (1, 2, 4, 8)]
    assert max(pauses) == notices.LONGEST_PAUSE_OF_AN_ALERT
    everybody_told_or_visibly_not(server)
    assert steps(notice.alert).count("not_told") >= 1
    with server:  # it is up again, and what waited is delivered, once
        notices.send_due(at)
        notices.send_due(at + timedelta(days=2))
        everybody_told_or_visibly_not(server)
    assert states() == [State.SENT] * Notice.objects.count()


def test_one_that_never_comes_back_is_given_up_after_a_bounded_time(settings, told):
    server = MailServer()
    name(settings, server.url())
    notice = told()[0]
    at = now()
    for _ in range(notices.TRIES):
        notices.send_due(at)
        notice.refresh_from_db()
        at = notice.not_before
    assert (notice.state, notice.error, notice.attempts) == (State.FAILED, "down", notices.TRIES)
    assert at - notice.created_at < timedelta(hours=6)
    everybody_told_or_visibly_not(server)


@pytest.mark.parametrize(
    ("mode", "state", "error"),
    [
        ("later", State.WAITING, "refused"),
        ("full", State.WAITING, "refused"),
        ("refuses", State.FAILED, "refused"),
        ("stalls", State.UNCERTAIN, "no_answer"),
        ("dies", State.UNCERTAIN, "no_answer"),
    ],
)
def test_a_mail_server_that_does_not_take_it(settings, server, told, mode, state, error):
    name(settings, server.url(timeout=1))
    server.mode = mode
    notice = told(2)[0]
    at = now()
    for _ in range(
        2 * Notice.objects.count()
    ):  # one that cannot be reached ends the round, so each has its turn
        notices.send_due(at)
    notice.refresh_from_db()
    assert (notice.state, notice.error) == (state, error)
    at += notices.LATE + timedelta(minutes=1)
    server.mode = "stalls" if mode == "stalls" else mode
    for _ in range(2 * Notice.objects.count()):
        notices.send_due(at)
    everybody_told_or_visibly_not(server)
    server.mode = "up"
    for hours in (1, 2, 3):
        notices.send_due(now() + timedelta(hours=hours))
    everybody_told_or_visibly_not(server)
    left = set(states())
    assert left == ({State.SENT} if state == State.WAITING else {state}), "what is over is never sent again"


def test_one_that_accepts_the_call_and_says_nothing_is_tried_again(settings, told):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        name(settings, f"smtp://127.0.0.1:{silent.getsockname()[1]}?tls=none&timeout=1")
        notice = told()[0]
        notices.send_due()
    notice.refresh_from_db()
    assert (notice.state, notice.error) == (State.WAITING, "down")


def test_what_was_being_sent_when_its_worker_died_is_uncertain_and_not_sent_again(named, server, told):
    notice = told()[0]
    assert notices._claim(notice, now())  # and the worker dies
    assert not notices._claim(notice, now()), "nobody else may send it meanwhile"
    notices.send_due(now() + notices.LEASE / 2)
    notice.refresh_from_db()
    assert notice.state == State.SENDING
    notices.send_due(now() + notices.LEASE + timedelta(minutes=1))
    notice.refresh_from_db()
    assert (notice.state, notice.error) == (State.UNCERTAIN, "lost")
    assert server.by_id()[mail.message_id(notice.key)] == 0
    everybody_told_or_visibly_not(server)


# -- People ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("why", ["no_server", "no_address", "not_wanted", "left", "bad_address"])
def test_who_cannot_be_told_by_e_mail_is_seen_on_the_alert(settings, server, told, cast, chart, why):
    name(settings, "" if why == "no_server" else server.url())
    notice = told()[0]
    if why == "not_wanted":
        NoticeChoice.objects.create(user=cast.anna, by_email=False, event=chart.patient.event)
    changes = {
        "no_address": {"email": ""},
        "left": {"is_active": False},
        "bad_address": {"email": "anna@example.org\nBcc: all@example.org"},
    }
    User.objects.filter(pk=cast.anna.pk).update(**changes.get(why, {"name": "Anna"}))
    notices.send_due()
    notice.refresh_from_db()
    assert (notice.state, notice.error) == (State.FAILED, why)
    everybody_told_or_visibly_not(server)
    step = AlertStep.objects.filter(alert=notice.alert, kind="not_told").first()
    assert chart.text(step, "text") == f"Anna: {notices.ERRORS[why]}."
    assert server.arrived == []


def test_what_needs_nobody_any_more_is_not_sent(named, server, told, chart):
    notice = told()[0]
    alerts.acknowledge(chart=chart, alert=notice.alert)
    notices.send_due()
    assert states() == [State.CANCELLED] * Notice.objects.count()
    assert steps(notice.alert) == []
    assert server.arrived == []


def test_the_people_of_a_demonstration_get_no_e_mail(named, server, told, cast):
    told()
    Practice.objects.filter(pk=cast.practice.pk).update(demonstration=True)
    notices.send_due()
    assert set(states()) == {State.CANCELLED}
    assert server.arrived == []


# -- Quiet hours ----------------------------------------------------------------------------------------------------


def test_quiet_hours_hold_back_what_can_wait_and_nothing_about_danger(
    named, server, told, cast, chart, check_numbers
):
    check_numbers()
    urgent = told()[0]
    calm = notices.put(
        kind="questionnaire", to=cast.anna, practice=cast.practice, key="calm", patient=chart.patient
    )
    agrees(chart, True)
    night = datetime(2030, 7, 1, 22, 0, tzinfo=UTC)  # eleven in the evening in London
    notices.send_due(night)
    urgent.refresh_from_db()
    calm.refresh_from_db()
    assert urgent.state == State.SENT
    assert (calm.state, calm.attempts) == (State.WAITING, 0)
    assert calm.not_before == datetime(2030, 7, 2, 7, 0, tzinfo=UTC)  # eight in the morning in London
    notices.send_due(calm.not_before)
    calm.refresh_from_db()
    assert calm.state == State.SENT


def test_a_reminder_needs_the_patients_agreement_at_the_time_it_is_sent(
    named, server, cast, chart, told, check_numbers
):
    check_numbers()
    told()
    Notice.objects.update(state=State.CANCELLED)
    day = datetime(2030, 7, 1, 12, 0, tzinfo=UTC)
    found = []
    for n, given_now in enumerate((None, True, False)):
        if given_now is not None:
            agrees(chart, given_now)
        one = notices.put(
            kind="programme", to=cast.anna, practice=cast.practice, key=str(n), patient=chart.patient
        )
        notices.send_due(day)
        one.refresh_from_db()
        found.append(one.state)
    assert found == [State.CANCELLED, State.SENT, State.CANCELLED]


def agrees(chart, given_now: bool) -> None:
    with on_record(chart, "test.consent", to=May.SEE_COURSE) as event:
        Consent.objects.create(
            patient=chart.patient,
            event=event,
            purpose=Purpose.REMINDERS.value,
            given=given_now,
            version="1",
            by=chart.by,
            at=now(),
        )


def test_one_notice_that_goes_wrong_holds_up_no_other(named, server, told):
    wrong, right = told(2)
    Notice.objects.filter(pk=wrong.pk).update(kind="of a later version")
    notices.send_due()
    right.refresh_from_db()
    assert right.state == State.SENT


MINUTES = st.integers(0, 24 * 60 - 1).map(lambda m: time(m // 60, m % 60))
NEAR_A_CHANGE = st.sampled_from(
    [datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)]
)
ZONES = st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"])


@given(NEAR_A_CHANGE, st.integers(0, 2 * 24 * 60), MINUTES, MINUTES, ZONES)
@example(datetime(2026, 3, 28, 22, tzinfo=UTC), 0, time(20), time(1, 30), "Europe/London")
@example(datetime(2026, 10, 24, 22, tzinfo=UTC), 180, time(20), time(1, 30), "Europe/London")
def test_quiet_hours_end_at_the_first_minute_that_is_not_quiet(start, minutes, quiet_from, quiet_until, zone):
    """Against a slow twin that writes down what clocks on the wall show, minute by minute, and crosses out."""
    place, at = ZoneInfo(zone), start + timedelta(minutes=minutes)
    wall = [
        (moment, moment.astimezone(place).hour * 60 + moment.astimezone(place).minute)
        for moment in (at + timedelta(minutes=m) for m in range(26 * 60))
    ]
    first, last = (t.hour * 60 + t.minute for t in (quiet_from, quiet_until))
    shown_in_quiet = (
        set(range(first, last)) if first <= last else set(range(first, 24 * 60)) | set(range(last))
    )
    expected = next(moment for moment, shown in wall if shown not in shown_in_quiet)
    assert end_of_quiet(at, quiet_from, quiet_until, place) == expected
    assert not is_quiet(expected, quiet_from, quiet_until, place)


def test_the_same_time_twice_means_no_quiet_hours():
    at = datetime(2026, 1, 8, 23, tzinfo=UTC)
    assert end_of_quiet(at, time(8), time(8), LONDON) == at


# -- Settings -------------------------------------------------------------------------------------------------------


def test_the_address_of_a_mail_server():
    assert env.mail("", "") == {}
    read = env.mail("smtp://a%40b:p%2Fw@mail.example.org:2525?tls=ssl", "a@example.org")
    assert read == {
        "host": "mail.example.org",
        "port": 2525,
        "username": "a@b",
        "password": "p/w",
        "use_tls": False,
        "use_ssl": True,
        "timeout": 20,
    }
    assert env.mail("smtp://mail.example.org", "a@example.org")["port"] == 587
    for wrong in (
        "mail.example.org",
        "smtp://",
        "smtp://h?tls=maybe",
        "smtp://h?timeout=0",
        "smtp://h?port=1",
    ):
        with pytest.raises(ImproperlyConfigured, match="CLEW_MAIL_URL"):
            env.mail(wrong, "a@example.org")
    with pytest.raises(ImproperlyConfigured, match="CLEW_MAIL_FROM"):
        env.mail("smtp://h", "")
