"""The pages of the process: what is counted about one session, with the way to each turn, and the course in a row."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from integration.session_scene import brought_in, proposal, propose

from clew.practice.actions import coding
from clew.practice.actions.plan import plan_session
from clew.practice.models import AuditEvent, Code, Decision, Session
from clew.therapy.coding.codes import Scheme
from clew.therapy.knowledge.process import FIGURES, PROCESS_PARAMETERS

pytestmark = pytest.mark.django_db

TURNS = (
    ("Therapist", "What was Sunday like with your sister?"),
    ("Patient", "I was so cross. [long silence] She brought the boxes and I said nothing."),
    ("Therapist", "Perhaps saying nothing keeps her near."),
    ("Patient", "I see."),
)
SAID = "\n\n".join(f"{who}: {words}" for who, words in TURNS).encode()


def main(answer) -> str:
    page = answer.content.decode()
    return page[page.index("<main") :]


def text(answer) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", main(answer)).split()))


@pytest.fixture
def told(chart, session):
    row = brought_in(chart, session, SAID)
    propose(
        chart,
        row,
        proposal(1, Scheme.AFFECT, "anger", 0.8, "cross", SAID),
        proposal(3, Scheme.AFFECT, "sadness", 0.2, "I see", SAID),
        proposal(2, Scheme.INTERVENTION, "interpretation", 0.8, "Perhaps", SAID),
    )
    return row


def test_a_session_is_counted_and_each_figure_leads_to_its_turns(anna, at, session, told):
    answer = anna.get(at("session_process", session.pk))
    page = text(answer)
    assert f"Process of session {session.number}" in page
    assert "1 silence; 1 written in the transcript." in page
    assert "1 of 2 answers has at most 3 words (50 %)." in page
    assert "This transcript has no times, so nothing is given." in page
    links = re.findall(r'href="([^"]+#turn-\d+)"', main(answer))
    place = at("session", session.pk)
    assert f"{place}?turn=3#turn-3" in links
    for link in set(links):
        opened = anna.get(link)
        assert f'id="{link.split("#")[1]}"' in opened.content.decode()


def test_every_figure_leads_to_how_it_is_counted(anna, at, session, told):
    wanted = set(
        re.findall(r'href="[^"]+#(process[\w-]*)"', main(anna.get(at("session_process", session.pk))))
    )
    assert wanted == {"process", *(f"process-{slug}" for slug in FIGURES)}
    reference = anna.get("/reference/").content.decode()
    for anchor in (*wanted, *(f"process_number-{slug}" for slug in PROCESS_PARAMETERS)):
        assert f'id="{anchor}"' in reference


def test_only_accepted_codes_count_until_proposals_are_asked_for(anna, at, chart, session, told):
    place = at("session_process", session.pk)
    page = text(anna.get(place))
    assert "No feeling was coded." in page
    assert "2 proposals wait in its margin." in page, "the unsure one is not among them"
    with_them = text(anna.get(f"{place}?proposals"))
    assert "Anger: 1; by third 0, 1, 0." in with_them
    assert "Sadness" not in with_them
    assert "Proposals that nobody accepted are counted here beside the accepted codes: 2 of 2." in with_them
    coding.decide(chart=chart, claim=Code.objects.get(code="anger"), verdict=Decision.Verdict.ACCEPTED)
    page = text(anna.get(place))
    assert "Anger:" in page
    assert "1 interpretation" not in page
    coding.decide(
        chart=chart, claim=Code.objects.get(code="interpretation"), verdict=Decision.Verdict.REJECTED
    )
    assert "1 interpretation" not in text(anna.get(f"{place}?proposals")), "what was rejected never counts"


def test_where_it_is_not_known_who_speaks_that_is_said(anna, at, chart, session):
    brought_in(chart, session, b"Kim: It rained again today.\n\nLou: It did, it rained.\n\nKim: It rained.\n")
    page = text(anna.get(at("session_process", session.pk)))
    assert "It is not known who is the patient and who the clinician" in page
    assert "Say who is who" in page
    assert "not known who the patient is" in text(anna.get(at("process")))


def test_without_a_transcript_it_says_what_to_do_first(anna, at, session):
    page = text(anna.get(at("session_process", session.pk)))
    assert "No transcript is here yet, so nothing can be counted. Bring one in" in page
    assert "No session has a transcript yet" in text(anna.get(at("process")))


def test_a_transcript_with_times_tells_response_times_gaps_and_minutes(anna, at, chart, session):
    cues = (
        ("00:00:01.000 --> 00:00:04.000", "Therapist: And how was it?"),
        ("00:00:10.500 --> 00:00:20.000", "Patient: Long."),
        ("00:00:19.000 --> 00:00:24.000", "Therapist: Long?"),
        ("00:02:00.000 --> 00:02:02.000", "Patient: Very long."),
    )
    brought_in(chart, session, ("WEBVTT\n\n" + "\n\n".join(map("\n".join, cues)) + "\n").encode())
    page = text(anna.get(at("session_process", session.pk)))
    assert "Clinician: measured in 1 of 1 answer, median -1 s; 1 began while the other still spoke." in page
    assert "Patient: measured in 2 of 2 answers, median 51.2 s." in page
    assert "2 silences; 2 of at least 5 seconds in its times; 2 after the clinician" in page
    assert "minute 0" in page


def test_the_record_of_being_late_is_told(anna, at, session, told):
    Session.objects.filter(pk=session.pk).update(attendance="late", late_minutes=12)
    assert "The record says 12 minutes." in text(anna.get(at("session_process", session.pk)))


def test_the_course_lists_its_sessions_and_leads_to_each(
    anna, at, chart, course, session, told, django_assert_max_num_queries
):
    for week in range(1, 4):
        later = plan_session(chart=chart, course=course, at=session.at + timedelta(weeks=week))
        brought_in(chart, later, SAID)
    anna.get(at("process"))  # signing in is over
    with django_assert_max_num_queries(15):
        answer = anna.get(at("process"))
    assert text(answer).count("1 of 2") == 4
    assert "<svg" in main(answer)
    assert at("session_process", session.pk) in main(answer)
    assert at("session_process", session.pk) in main(anna.get(at("session", session.pk)))


def test_looking_is_written_in_the_log(anna, at, session, told, django_assert_max_num_queries):
    anna.get(at("sessions"))  # signing in is over
    with django_assert_max_num_queries(15):
        anna.get(at("session_process", session.pk))
    last = AuditEvent.objects.order_by("-seq").first()
    assert last.action == "record.read"
    assert str(session.pk) in str(last.__dict__)
