"""A second coder that the owner has set up: asked by a clinician, read with the first, never without consent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils import timezone
from integration.session_scene import brought_in, proposal, propose, usual
from model_server import ModelServer, breaks_off, mark, marks, said, status, well

from clew.config import env
from clew.interop.second import from_settings
from clew.practice import access, jobs, second_coder
from clew.practice.actions import coding, portal, second, sessions
from clew.practice.consents import PURPOSES, Purpose
from clew.practice.errors import PracticeError
from clew.practice.models import Alert, AuditEvent, Code, Job
from clew.practice.roles import May
from clew.therapy.coding.codes import Scheme

NAME = "small (asked 1)"
LATER = timedelta(hours=6)


def of(url: str, **more: str) -> object:
    return from_settings({"CLEW_CODER_URL": url, "CLEW_CODER_MODEL": "small", **more})


@pytest.fixture
def server(settings):
    with ModelServer() as running:
        settings.CLEW_SECOND_CODER = of(running.url)
        yield running


@pytest.fixture
def elsewhere(settings):
    """A coder on another machine, which nobody will reach from here."""
    found = of("https://models.invalid/v1", CLEW_CODER_HOSTS="models.invalid")
    settings.CLEW_SECOND_CODER = found
    return found


@pytest.fixture
def transcript(chart, session):
    return usual(chart, session)


@pytest.fixture
def at(cast, session):
    return lambda name="session": reverse(name, args=[cast.pia.pk, session.pk])


@pytest.fixture
def own(cast):
    return access.open_own(cast.pia_account, to=May.WRITE_OWN, view="test")


def work_off(later: timedelta = timedelta()) -> None:
    """Let a worker do all that is due, now or later."""
    while jobs.run_due(timezone.now() + later):
        pass


def from_second(transcript) -> list[tuple[int, str, str]]:
    rows = Code.objects.filter(transcript=transcript, model=NAME).order_by("turn", "code")
    return list(rows.values_list("turn", "scheme", "code"))


def long_session(chart, session):
    """A session that is asked about in three pieces."""
    lines = "\n\n".join(
        f"{'Therapist' if n % 2 == 0 else 'Patient'}: It was {n} days ago." for n in range(100)
    )
    return brought_in(chart, session, said=lines.encode())


def test_without_one_no_page_speaks_of_it(anna, transcript, at, cast, signed_in):
    pages = [anna.get(at()), anna.get(reverse("settings")), signed_in(cast.pia_account).get("/me/choices/")]
    for page in pages:
        assert page.status_code == 200
        assert "second coder" not in page.content.decode()
        assert "language model" not in page.content.decode()
    answer = anna.post(at("ask_second_coder"), follow=True)
    assert "No second coder is set up." in answer.content.decode()
    assert not Job.objects.exists()


def test_it_reads_one_session_when_asked_and_both_stand_in_the_margin_named(anna, transcript, at, server):
    before = Code.objects.filter(transcript=transcript).count()
    page = anna.get(at()).content.decode()
    assert "Have it read this session" in page
    assert "test-coder 1" not in page, "with one coder there is nothing to tell apart"
    page = anna.post(at("ask_second_coder"), follow=True).content.decode()
    assert "It is asked: 0 of 1 parts are answered" in page
    assert server.asked == [], "it is asked later, not while somebody waits for a page"
    jobs.run_due()
    assert len(from_second(transcript)) == 8
    assert Code.objects.filter(transcript=transcript).count() == before + 8
    page = anna.get(at()).content.decode()
    assert "It has read the whole session and proposes 8 codes that were not there." in page
    assert f"possible, {NAME}" in page or f"fairly sure, {NAME}" in page
    assert "fairly sure, test-coder 1" in page
    assert [t["speaker"] for t in said(server.asked[0][2])["turns"]] == ["clinician", "patient"] * 4
    assert set(Code.objects.filter(model=NAME).values_list("status", flat=True)) == {Code.Status.PROPOSED}


def test_what_stands_there_already_is_not_proposed_twice(anna, chart, transcript, at, server):
    rejected = Code.objects.get(transcript=transcript, code="intellectualization")
    coding.decide(chart=chart, claim=rejected, verdict=coding.Decision.Verdict.REJECTED)
    server.otherwise = marks(
        mark(1, "rupture.minimal_response", "late"),
        mark(1, "defense.intellectualization", "objectively speaking"),
        mark(3, "affect.grief", "the jug went to the tip"),
    )
    second.ask(chart=chart, transcript=transcript)
    jobs.run_due()
    assert from_second(transcript) == [(3, "affect", "grief")]
    event = AuditEvent.objects.get(action="coder.answer")
    assert (event.detail["codes"], event.detail["there"], event.actor) == (1, 2, None)


def test_it_is_asked_once_by_whoever_may_code(anna, ben, chart, transcript, at, server):
    assert ben.post(at("ask_second_coder")).status_code == 404
    second.ask(chart=chart, transcript=transcript)
    for _ in range(2):
        with pytest.raises(PracticeError, match="asked already"):
            second.ask(chart=chart, transcript=transcript)
        jobs.run_due()
    assert len(server.asked) == 1
    assert ben.get(at()).status_code == 200
    assert "second coder" not in ben.get(at()).content.decode()


def test_a_failing_server_is_asked_again_later_and_nothing_is_asked_twice(chart, session, server):
    transcript = long_session(chart, session)
    server.script = [well, status(503), breaks_off, well]
    second.ask(chart=chart, transcript=transcript)
    work_off()
    assert len(from_second(transcript)) == 40, "the first piece is kept"
    work_off()
    assert len(from_second(transcript)) == 40, "the next attempt waits"
    work_off(LATER)
    assert len(from_second(transcript)) == 100
    assert [said(body)["turns"][0]["turn"] for _, _, body in server.asked] == [0, 40, 40, 40, 80]


def test_it_is_given_up_after_some_attempts_and_can_be_asked_about_the_rest(anna, chart, session, at, server):
    transcript = long_session(chart, session)
    server.script, server.otherwise = [well], status(401)
    second.ask(chart=chart, transcript=transcript)
    work_off(LATER)
    assert len(server.asked) == 1 + jobs.SECOND_CODER_TRIES
    assert not Job.objects.filter(done_at=None).exists()
    assert "It was given up after 1 of 3 parts: no answer." in anna.get(at()).content.decode()
    server.otherwise = well
    anna.post(at("ask_second_coder"))
    work_off(LATER)
    assert len(from_second(transcript)) == 100
    asked = [said(body)["turns"][0]["turn"] for _, _, body in server.asked]
    assert asked == [0, *[40] * jobs.SECOND_CODER_TRIES, 40, 80]


def test_a_worker_that_dies_midway_loses_and_doubles_nothing(chart, session, server):
    transcript = long_session(chart, session)
    second.ask(chart=chart, transcript=transcript)
    coder = second_coder.configured()
    # One worker takes the work, stores an answer and dies before it can say so.
    job = jobs.lease(timezone.now())
    found = coder.code(sessions.read_turns(chart, transcript), 0)
    second.take(
        chart=access.open_as_system(chart.patient, why="t"), transcript=transcript, piece=0, found=found
    )
    assert jobs.run_due(timezone.now()) == 0, "it is lent"
    work_off(jobs.LEASE + timedelta(seconds=1))
    assert Job.objects.get(pk=job.pk).done_at is not None
    assert len(from_second(transcript)) == 100
    assert [said(body)["turns"][0]["turn"] for _, _, body in server.asked] == [0, 40, 80]


def test_invented_quotes_reach_no_record(chart, transcript, server):
    server.otherwise = marks(mark(1, "affect.shame", "I am so ashamed"), mark(1, "affect.envy", "the bus"))
    second.ask(chart=chart, transcript=transcript)
    jobs.run_due()
    assert from_second(transcript) == [(1, "affect", "envy")]


def test_risk_language_that_only_it_marks_raises_an_alert(chart, transcript, server, check_numbers):
    server.otherwise = marks(mark(3, "risk.risk_intent_plan_behaviour", "went to the tip"))
    second.ask(chart=chart, transcript=transcript)
    jobs.run_due()
    alert = Alert.objects.get()
    assert (alert.turn, alert.transcript_id, alert.state) == (3, transcript.pk, Alert.State.OPEN)


def test_an_alert_of_that_level_is_not_raised_again(chart, transcript, server):
    server.otherwise = marks(mark(3, "risk.risk_passive", "went to the tip"))
    second.ask(chart=chart, transcript=transcript)
    jobs.run_due()
    assert Alert.objects.count() == 1
    propose(chart, transcript, proposal(5, Scheme.AFFECT, "fear", 0.9, "a chip"))
    again = second_coder.configured().code(sessions.read_turns(chart, transcript), 0)
    second.take(chart=chart, transcript=transcript, piece=7, found=again)
    assert Alert.objects.count() == 1


def test_another_machine_is_asked_only_where_the_patient_agrees(anna, chart, own, transcript, at, elsewhere):
    page = anna.get(at()).content.decode()
    assert "another machine, models.invalid, and the patient has not agreed" in page
    assert "Have it read this session" not in page
    answer = anna.post(at("ask_second_coder"), follow=True).content.decode()
    assert "The patient has not agreed that what they say is sent to another machine." in answer
    assert not Job.objects.exists()

    portal.choose(chart=own, purpose=Purpose.SECOND_CODER, given=True)
    assert "Have it read this session" in anna.get(at()).content.decode()
    anna.post(at("ask_second_coder"))
    assert Job.objects.filter(done_at=None).count() == 1

    portal.choose(chart=own, purpose=Purpose.SECOND_CODER, given=False)
    work_off(LATER)
    assert AuditEvent.objects.get(action="coder.stop").detail["why"] == "not allowed any more"
    assert from_second(transcript) == []


def test_a_coder_that_is_not_set_up_any_more_is_not_asked(chart, transcript, server, settings):
    second.ask(chart=chart, transcript=transcript)
    settings.CLEW_SECOND_CODER = None
    work_off(LATER)
    assert server.asked == []
    assert AuditEvent.objects.filter(action="coder.stop").count() == 1


def test_a_transcript_that_was_taken_back_is_not_sent(chart, transcript, server):
    second.ask(chart=chart, transcript=transcript)
    sessions.withdraw_transcript(chart=chart, transcript=transcript)
    work_off(LATER)
    assert server.asked == []


def test_a_patient_is_asked_only_where_something_would_be_sent_away(
    cast, chart, signed_in, elsewhere, settings
):
    browser = signed_in(cast.pia_account)
    title = PURPOSES[Purpose.SECOND_CODER].title
    assert title in browser.get(reverse("own_consents")).content.decode()
    settings.CLEW_SECOND_CODER = of("http://localhost:1/v1")
    assert title not in browser.get(reverse("own_consents")).content.decode()


def test_the_settings_name_it(anna, server, elsewhere, settings):
    page = anna.get(reverse("settings")).content.decode()
    assert NAME in page
    assert "models.invalid, and only where the patient agrees" in page
    settings.CLEW_SECOND_CODER = of(server.url)
    assert "on this machine" in anna.get(reverse("settings")).content.decode()


def test_a_wrong_setting_stops_clew_at_the_start(monkeypatch):
    monkeypatch.delenv("CLEW_CODER_URL", raising=False)
    assert env.second_coder() is None
    monkeypatch.setenv("CLEW_CODER_URL", "https://models.invalid/v1")
    monkeypatch.setenv("CLEW_CODER_MODEL", "small")
    with pytest.raises(ImproperlyConfigured, match="CLEW_CODER_HOSTS"):
        env.second_coder()
    monkeypatch.setenv("CLEW_CODER_HOSTS", "models.invalid")
    assert env.second_coder().name == NAME


def test_it_costs_the_page_two_questions_more(anna, transcript, at, server, django_assert_max_num_queries):
    anna.get(at())
    with django_assert_max_num_queries(16):
        anna.get(at())


def test_an_alert_does_not_wait_for_a_long_session(chart, session, server):
    transcript = long_session(chart, session)
    second.ask(chart=chart, transcript=transcript)
    for n in (1, 2):
        jobs.put("alert.escalate", key=f"overdue {n}", payload={"alert": str(session.pk), "due": ""})
        jobs.run_due()
        done = Job.objects.exclude(done_at=None).order_by("-done_at").values_list("kind", flat=True)
        assert list(done)[:2] == [second.WORK, "alert.escalate"], "the alert was looked at first"
        assert len(server.asked) == n, "one question a round"
