"""Supervision: consent, questions and answers, comments at moments, sign-off, and the list of who waits."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from session_scene import usual

from clew.practice import access
from clew.practice.actions import coding, entries, people, sessions
from clew.practice.actions.formulation import MomentRef
from clew.practice.models import AuditEvent, Entry, EntryMoment
from clew.practice.readings import supervision as reading
from clew.practice.roles import May, RoleName
from clew.therapy.transcripts import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def transcript(chart, session):
    return usual(chart, session)


@pytest.fixture
def asked(chart, course, transcript) -> Entry:
    return entries.write_entry(
        chart=chart,
        course=course,
        form="supervision_request",
        values={"question": "Was I too quick here?", "look_at": ["technique"]},
        moments=[MomentRef(transcript, 4)],
    )


def posted(**answers) -> dict:
    return {"on_day": "2026-02-10", "key": str(uuid4()), **answers}


def page(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


# -- The page of a record -------------------------------------------------------------------------------------------


def test_an_empty_page_says_what_to_do_first(anna, ben, at, course):
    for browser in (anna, ben):
        shown = page(browser, at("supervision"))
        assert "No question yet." in shown
        assert "Nothing is signed off yet." in shown
        assert "not written down whether the patient knows and agrees" in shown
    assert at("write_entry", "supervision_request") in page(anna, at("supervision"))
    assert at("write_entry", "sign_off") in page(ben, at("supervision"))


def test_without_a_supervisor_it_is_worth_asking_for_one_and_can_be_decided_otherwise(
    anna, cast, at, chart, course
):
    ben_there = next(m for m in access.team_of(chart) if m.user == cast.ben)
    people.leave_team(chart=chart, member=ben_there)
    shown = page(anna, at("supervision"))
    assert "No supervisor is on the care team." in shown
    assert "Add a supervisor" in shown
    anna.post(
        at("write_entry", "otherwise"),
        posted(rule="supervisor", decision="Peer group instead", reason="Fifteen years of practice"),
    )
    assert "Peer group instead" in page(anna, at("supervision"))


@pytest.mark.parametrize(
    ("agreed", "says"),
    [
        ("no", "The patient does not agree to supervision"),
        ("unclear", "is unclear"),
        ("yes", None),
    ],
)
def test_consent_is_shown_and_asked_for(anna, ben, at, course, agreed, says):
    answer = anna.post(
        at("write_entry", "supervision_consent"), posted(agreed=agreed, words="If it helps you to hear me.")
    )
    assert answer.status_code == 302
    for browser in (anna, ben):
        shown = page(browser, at("supervision"))
        assert "If it helps you to hear me." in shown
        assert 'class="reasons"' in shown if says else 'class="reasons"' not in shown
        assert says is None or says in shown


@pytest.mark.parametrize(
    ("form", "who"),
    [
        ("supervision_consent", "anna"),
        ("supervision_request", "anna"),
        ("sign_off", "ben"),
        ("supervision_comment", "both"),
    ],
)
def test_who_writes_what(anna, ben, signed_in, cast, at, course, form, who):
    """A clinician does not sign off their own supervision."""
    for name, browser in (("anna", anna), ("ben", ben)):
        expected = 200 if who in (name, "both") else 404
        assert browser.get(at("write_entry", form)).status_code == expected, name
    assert signed_in(cast.clara).get(at("write_entry", form)).status_code == 404


def test_a_question_is_open_until_the_supervisor_answers(anna, ben, at, asked):
    assert "waits for an answer" in page(ben, at("supervision"))
    about = f"?about={asked.pk}"
    anna.post(at("write_entry", "supervision_comment") + about, posted(comment="I mean the third minute."))
    assert "waits for an answer" in page(ben, at("supervision")), "adding to one's own question is no answer"
    ben.post(at("write_entry", "supervision_comment") + about, posted(comment="A little. Count to three."))
    shown = page(anna, at("supervision"))
    assert "waits for an answer" not in shown
    assert "Count to three." in shown
    assert "The jug." in shown
    assert at("session", asked.moments.get().transcript.session_id) + "#turn-4" in shown


def test_what_was_taken_back_is_gone(anna, ben, at, asked):
    ben.post(
        at("write_entry", "supervision_comment") + f"?about={asked.pk}", posted(comment="Count to three.")
    )
    comment = Entry.objects.get(form="supervision_comment")
    ben.post(at("withdraw_entry", comment.pk))
    shown = page(anna, at("supervision"))
    assert "Count to three." not in shown
    assert "waits for an answer" in shown


def test_a_sign_off_stands_with_its_author(ben, anna, at, course):
    ben.post(
        at("write_entry", "sign_off"), posted(period="Sessions 1 to 6", reviewed="The notes of all six.")
    )
    shown = page(anna, at("supervision"))
    assert "Sessions 1 to 6" in shown
    assert "The notes of all six." in shown
    entry = Entry.objects.get()
    assert at("change_entry", entry.pk) not in shown
    assert anna.get(at("change_entry", entry.pk)).status_code == 404


# -- A comment at a moment ------------------------------------------------------------------------------------------


def test_a_comment_stands_in_the_margin_of_its_turn(anna, ben, at, session, transcript):
    place = at("comment_on_turn", session.pk, 5)
    assert "It had a chip." in page(ben, place)
    given = {"comment": "She goes on although you stopped.", "key": "k"}
    answer = ben.post(place, given)
    assert answer["Location"] == at("session", session.pk) + "?turn=5#turn-5"
    assert ben.post(place, given).status_code == 302, "sent twice"
    assert EntryMoment.objects.get().turn == 5
    for browser in (anna, ben):
        shown = page(browser, at("session", session.pk))
        turn = shown.split('id="turn-5"')[1].split('id="turn-6"')[0]
        assert "She goes on although you stopped." in turn
        assert shown.count("She goes on although you stopped.") == 1
    assert "She goes on although you stopped." in page(anna, at("supervision"))
    assert "comment</a>" not in page(anna, at("session", session.pk))


def test_it_stays_there_when_the_turn_is_drawn_anew(anna, ben, at, chart, session, transcript):
    ben.post(at("comment_on_turn", session.pk, 5), {"comment": "She goes on.", "key": "k"})
    code = coding.add(chart=chart, transcript=transcript, turn=5, scheme="affect", code="shame")
    answer = anna.post(
        at("session", session.pk) + "decide/",
        {"reject": f"code:{code.pk}"},
        HTTP_HX_REQUEST="true",
    )
    assert answer.status_code == 200
    assert "She goes on." in answer.content.decode()


def test_it_stays_there_when_the_speakers_are_corrected_and_goes_with_the_transcript(
    ben, at, chart, session, transcript
):
    ben.post(at("comment_on_turn", session.pk, 5), {"comment": "She goes on.", "key": "k"})
    roles = {"Therapist": Role.PATIENT, "Patient": Role.CLINICIAN}
    corrected = sessions.set_roles(chart=chart, transcript=transcript, roles=roles)
    shown = page(ben, at("session", session.pk))
    assert "She goes on." in shown.split('id="turn-5"')[1].split('id="turn-6"')[0]
    sessions.withdraw_transcript(chart=chart, transcript=corrected)
    assert "She goes on." not in page(ben, at("session", session.pk))
    other = sessions.import_transcript(
        chart=chart, session=session, data=b"Therapist: Yes?\n\nPatient: No.", name="other.txt"
    )
    assert dict(reading.comments_on(chart, other)) == {}, "another transcript of the same session"


@pytest.mark.parametrize("turn", [8, 999])
def test_there_is_no_comment_on_a_turn_that_is_not_there(ben, at, session, transcript, turn):
    assert ben.get(at("comment_on_turn", session.pk, turn)).status_code == 404


def test_a_session_without_a_transcript_has_no_turn(ben, at, session):
    assert ben.get(at("comment_on_turn", session.pk, 0)).status_code == 404


def test_an_empty_comment_is_not_saved(ben, at, session, transcript):
    answer = ben.post(at("comment_on_turn", session.pk, 5), {"comment": " ", "key": "k"})
    assert answer.status_code == 422
    assert "data-error-summary" in answer.content.decode()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("who", ["clara", "chris", "rhea", "max", "pia_account"])
def test_nobody_else_comments(signed_in, cast, at, session, transcript, who):
    browser = signed_in(getattr(cast, who))
    assert browser.get(at("comment_on_turn", session.pk, 5)).status_code == 404
    assert browser.post(at("comment_on_turn", session.pk, 5), {"comment": "x"}).status_code == 404
    assert browser.get(at("supervision")).status_code == 404


def test_another_patients_question_is_not_answered_here(ben, cast, at, course):
    other = people.admit_patient(practice=cast.practice, name="Paul", by=cast.anna, clinician=cast.anna)
    assert ben.get(reverse("supervision", args=[other.pk])).status_code == 404


# -- The list -------------------------------------------------------------------------------------------------------


def lines(user, relation) -> list[reading.Waiting]:
    return reading.queue(list(access.caseload(user, relation=relation)), relation)


def test_the_list_counts_open_questions_and_marks(cast, chart, asked, transcript, ben, at):
    coding.add(chart=chart, transcript=transcript, turn=3, scheme="moment", code="moment")
    [one] = lines(cast.ben, RoleName.SUPERVISOR)
    assert (one.patient, one.open, one.since, one.answered) == (cast.pia, 1, asked.on, None)
    assert (one.marked, one.consent, one.people) == (1, False, ["Anna"])
    ben.post(at("write_entry", "supervision_comment") + f"?about={asked.pk}", posted(comment="A little."))
    [one] = lines(cast.anna, RoleName.CLINICIAN)
    assert (one.open, one.people) == (0, ["Ben"])
    assert one.answered.isoformat() == "2026-02-10"


def test_a_changed_question_is_counted_once(cast, chart, asked):
    entries.revise_entry(chart=chart, entry=asked, values={"question": "Was I too slow?"})
    [one] = lines(cast.ben, RoleName.SUPERVISOR)
    assert one.open == 1
    entries.withdraw_entry(chart=chart, entry=asked)
    [one] = lines(cast.ben, RoleName.SUPERVISOR)
    assert one.open == 0


def test_the_list_names_patients_and_shows_no_text(anna, ben, cast, asked):
    for browser in (anna, ben):
        shown = page(browser, reverse("supervision_queue"))
        assert "Pia Sand" in shown
        assert "1 question open" in shown
        assert "too quick" not in shown
    reads = AuditEvent.objects.filter(action="list.read", kind="supervision_queue")
    assert [event.detail for event in reads] == [{"patients": 1}] * 2


def test_an_empty_list_says_why(signed_in, cast):
    assert "None of your patients is in supervision." in page(
        signed_in(cast.chris), reverse("supervision_queue")
    )
    loose = people.add_user(username="sara", name="Sara", password=None)
    people.grant_role(practice=cast.practice, user=loose, role=RoleName.SUPERVISOR)
    assert "Nobody is in your supervision yet." in page(signed_in(loose), reverse("supervision_queue"))


@pytest.mark.parametrize("who", ["clara", "rhea", "max", "pia_account"])
def test_it_is_a_list_for_clinicians_and_supervisors(signed_in, cast, who):
    assert signed_in(getattr(cast, who)).get(reverse("supervision_queue")).status_code == 404


def test_the_list_is_flat_as_the_clinic_grows(ben, cast, asked, django_assert_max_num_queries):
    def count() -> int:
        with django_assert_max_num_queries(15) as counted:
            page(ben, reverse("supervision_queue"))
        return len(counted)

    page(ben, reverse("supervision_queue"))  # the first look of a sign-in saves its time
    few = count()
    for n in range(6):
        patient = people.admit_patient(
            practice=cast.practice, name=f"Paul {n}", by=cast.anna, clinician=cast.anna
        )
        chart = access.open_record(cast.anna, patient.pk, to=May.MANAGE_TEAM, view="test")
        people.join_team(chart=chart, user=cast.ben, relation=RoleName.SUPERVISOR)
    assert count() == few


def test_the_page_is_flat_as_questions_grow(
    anna, at, chart, course, asked, transcript, django_assert_max_num_queries
):
    def count() -> int:
        with django_assert_max_num_queries(15) as counted:
            page(anna, at("supervision"))
        return len(counted)

    page(anna, at("supervision"))  # the first look of a sign-in saves its time
    few = count()
    for n in range(6):
        entries.write_entry(
            chart=chart,
            course=course,
            form="supervision_request",
            values={"question": f"Question {n}"},
            moments=[MomentRef(transcript, n)],
        )
    assert count() == few
