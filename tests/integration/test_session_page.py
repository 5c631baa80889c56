"""The session page: what was said, its margin, and the notes."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from integration.session_scene import SAID, brought_in, proposal, propose, usual

from clew.practice.actions import alerts, coding, measures, notes, plan, sessions
from clew.practice.models import AuditEvent, Claim, Code, Component, Decision, Episode, Note
from clew.practice.readings import session as reading
from clew.practice.roles import May
from clew.therapy.coding.codes import Scheme
from clew.therapy.transcripts import Role

HTMX = {"HX-Request": "true"}


@pytest.fixture
def transcript(chart, session):
    return usual(chart, session)


@pytest.fixture
def at(cast, session):
    """The address of the session, or of one of its parts."""

    def address(name: str = "session", *parts: object) -> str:
        return reverse(name, args=[cast.pia.pk, session.pk, *parts])

    return address


def code_of(transcript, code: str) -> Code:
    return Code.objects.filter(transcript=transcript, code=code).order_by("turn").first()


def turn_of(page: str, number: int) -> str:
    """The HTML of one turn of the page, counted from 0."""
    start = page.index(f'id="turn-{number}"')
    end = page.find("</div>\n</li>", start)
    return page[start:end]


# -- Reading ------------------------------------------------------------------------------------------------------


def test_what_was_said_and_by_whom(anna, transcript, at):
    page = anna.get(at()).content.decode()
    assert "Pia Sand" in page
    assert "The chair by the window is free." in turn_of(page, 0)
    assert "Clinician" in turn_of(page, 0)
    assert "Patient" in turn_of(page, 1)


def test_a_proposal_is_a_question_and_says_how_sure_it_is(anna, transcript, at):
    turn = turn_of(anna.get(at()).content.decode(), 1)
    assert "Intellectualization?" in turn
    assert "defense, fairly sure" in turn
    assert 'class="mark defense proposed"' in turn


def test_an_accepted_code_is_no_question_any_more(anna, chart, transcript, at):
    coding.decide(
        chart=chart, claim=code_of(transcript, "intellectualization"), verdict=Decision.Verdict.ACCEPTED
    )
    turn = turn_of(anna.get(at()).content.decode(), 1)
    assert "Intellectualization</a>" in turn
    assert "Intellectualization?" not in turn
    assert 'class="mark defense accepted"' in turn


def test_what_is_unsure_lies_folded_until_asked_for(anna, transcript, at):
    folded = turn_of(anna.get(at()).content.decode(), 3)
    assert re.search(r'<details class="unsure"><summary>1 unsure</summary>.*Anger\?', folded, re.DOTALL)
    asked_for = turn_of(anna.get(at() + "?unsure").content.decode(), 3)
    assert '<details class="unsure" open>' in asked_for


def test_talk_of_risk_is_never_folded(anna, chart, session, at):
    row = brought_in(chart, session)
    propose(chart, row, proposal(1, Scheme.RISK, "risk_passive", 0.1, "The bus"))
    turn = turn_of(anna.get(at()).content.decode(), 1)
    assert "unsure</summary>" not in turn
    assert 'class="name danger-word"' in turn


def test_the_words_that_moved_a_proposal_are_tied_to_it(anna, transcript, at):
    turn = turn_of(anna.get(at()).content.decode(), 1)
    word = re.search(r'data-w="(\d+)">objectively speaking<', turn)
    assert word
    assert re.search(rf'data-n="{word[1]}"><a class="name"[^>]*>Intellectualization', turn)


def test_an_episode_stands_as_a_bracket_along_its_turns_with_its_parts(anna, transcript, at):
    page = anna.get(at()).content.decode()
    assert "Episode with sibling?" in turn_of(page, 3)
    assert "be understood?" in turn_of(page, 3)
    assert "controlling?" in turn_of(page, 5)
    assert 'class="bracket lane-0 first proposed"' in turn_of(page, 3)
    assert 'class="bracket lane-0 proposed"' in turn_of(page, 4)
    assert 'class="bracket lane-0 last proposed"' in turn_of(page, 5)
    assert "bracket" not in turn_of(page, 6)


def test_the_map_leads_to_the_turns(anna, transcript, at):
    page = anna.get(at()).content.decode()
    assert "Session map" in page
    assert 'href="#turn-0"' in page
    assert "6 proposals wait" not in page
    assert "7 proposals wait, 1 of them unsure and folded." in page


def test_a_moment_of_the_formulation_leads_back(anna, transcript, at, cast):
    page = anna.get(at() + "?from=formulation").content.decode()
    assert "Back to the formulation" in page
    assert reverse("formulation", args=[cast.pia.pk]) in page
    elsewhere = anna.get(at() + "?from=https://example.org").content.decode()
    assert "Back to" not in elsewhere


def test_an_open_alert_stands_first(anna, chart, transcript, at):
    alert = alerts.raise_for_turn(chart=chart, transcript=transcript, turn=5, level="high", rule="Heard it.")
    page = anna.get(at()).content.decode()
    assert "High alert" in page
    assert f"{at()}?turn=5#turn-5" in page
    alerts.assess(chart=chart, alert=alert, assessment="Asked.", disposition="Agreed.")
    assert "High alert" not in anna.get(at()).content.decode()


def test_without_a_transcript_the_page_says_what_to_do(anna, session, at):
    page = anna.get(at()).content.decode()
    assert "No transcript is here yet." in page
    assert at("import_transcript") in page
    assert "Progress note" in page


def test_the_neighbours_in_time_are_linked(anna, chart, course, session, transcript, at, cast):
    later = plan.plan_session(chart=chart, course=course, at=datetime(2026, 1, 15, 10, 0, tzinfo=UTC))
    assert reverse("session", args=[cast.pia.pk, later.pk]) in anna.get(at()).content.decode()
    back = anna.get(reverse("session", args=[cast.pia.pk, later.pk])).content.decode()
    assert at() in back


def test_nothing_in_the_page_needs_an_unsafe_policy(anna, transcript, at):
    page = anna.get(at()).content.decode()
    assert not re.search(r'\sstyle="|\son\w+="|<script(?![^>]*\bsrc=)', page)


def test_times_stand_beside_the_turns_where_the_recording_has_them(anna, chart, session, at):
    said = "WEBVTT\n\n00:03:07.000 --> 00:03:09.000\n<v Therapist>The jug.</v>\n"
    brought_in(chart, session, said.encode())
    assert ">3:07<" in turn_of(anna.get(at()).content.decode(), 0)


# -- A long session ------------------------------------------------------------------------------------------------


@pytest.fixture
def long(chart, session):
    said = "\n\n".join(f"{'Patient' if n % 2 else 'Therapist'}: Chair {n} by the window." for n in range(450))
    return brought_in(chart, session, said.encode())


def test_a_long_session_is_read_in_windows(anna, long, at):
    first = anna.get(at()).content.decode()
    assert 'id="turn-0"' in first
    assert f'id="turn-{reading.WINDOW - 1}"' in first
    assert f'id="turn-{reading.WINDOW}"' not in first
    assert f"?turn={reading.WINDOW}" in first
    later = anna.get(at() + "?turn=420").content.decode()
    assert 'id="turn-420"' in later
    assert 'id="turn-0"' not in later
    assert "Turns 401 to 450 of 450" in later


@pytest.mark.parametrize("asked", ["9999", "-1", "x", ""])
def test_a_turn_that_is_not_there_opens_the_start(anna, long, at, asked):
    assert 'id="turn-0"' in anna.get(at(), {"turn": asked}).content.decode()


def test_a_page_asks_the_database_fifteen_times_at_most(
    anna, chart, course, session, transcript, at, django_assert_max_num_queries
):
    plan.record_attendance(chart=chart, session=session, attendance="late", late_minutes=5)
    measures.enter(
        chart=chart,
        course=course,
        instrument="phq-9",
        answers=[1] * 9 + [None],
        at=session.at,
        session=session,
    )
    notes.save_draft(chart=chart, session=session, kind="progress", text="A note.")
    alerts.raise_for_turn(chart=chart, transcript=transcript, turn=5, level="low", rule="Heard it.")
    for number in range(2, 30):
        plan.plan_session(chart=chart, course=course, at=datetime(2026, 2, number - 1, 9, tzinfo=UTC))
    anna.get(at())
    with django_assert_max_num_queries(15):
        assert anna.get(at()).status_code == 200


# -- Deciding --------------------------------------------------------------------------------------------------------


def test_accepting_answers_with_the_turn_and_the_counts(anna, transcript, at):
    code = code_of(transcript, "intellectualization")
    answer = anna.post(at("decide"), {"accept": f"code:{code.pk}"}, headers=HTMX)
    page = answer.content.decode()
    assert answer.headers["HX-Reswap"] == "none"
    assert 'id="turn-1" class="turn patient" data-turn="1" tabindex="-1" hx-swap-oob="true"' in page
    assert 'id="turn-3"' not in page
    assert "6 proposals wait" in page
    assert "Intellectualization: accepted." in page
    code.refresh_from_db()
    assert code.status == Claim.Status.ACCEPTED


def test_without_script_the_page_comes_back_at_the_turn(anna, transcript, at):
    code = code_of(transcript, "intellectualization")
    answer = anna.post(at("decide"), {"reject": f"code:{code.pk}"})
    assert answer.url == f"{at()}?turn=1#turn-1"
    page = anna.get(answer.url.split("#")[0]).content.decode()
    assert "Intellectualization: rejected." in page
    assert "1 rejected" in turn_of(page, 1)
    code.refresh_from_db()
    assert code.status == Claim.Status.REJECTED


def test_a_rejected_proposal_can_be_opened_again(anna, transcript, at):
    code = code_of(transcript, "intellectualization")
    anna.post(at("decide"), {"reject": f"code:{code.pk}"})
    anna.post(at("decide"), {"reopen": f"code:{code.pk}"})
    code.refresh_from_db()
    assert code.status == Claim.Status.PROPOSED
    assert [d.verdict for d in code.decisions.order_by("event")] == ["rejected", "reopened"]


def test_an_episode_is_accepted_as_a_whole(anna, transcript, at):
    episode = Episode.objects.get(transcript=transcript)
    page = anna.post(at("decide"), {"accept": f"episode:{episode.pk}"}, headers=HTMX).content.decode()
    assert [n for n in range(8) if f'id="turn-{n}"' in page] == [3, 4, 5]
    episode.refresh_from_db()
    assert episode.status == Claim.Status.ACCEPTED


@pytest.mark.parametrize(
    "ref", ["code:", "code:x", "code:00000000-0000-4000-8000-000000000000", "note:1", "", "episode:7"]
)
def test_a_claim_that_is_not_there_is_not_found(anna, transcript, at, ref):
    assert anna.post(at("decide"), {"accept": ref}).status_code == 404


def test_a_code_of_another_session_is_not_found_here(anna, chart, course, transcript, at):
    other = plan.plan_session(chart=chart, course=course, at=datetime(2026, 1, 15, 10, 0, tzinfo=UTC))
    code = code_of(usual(chart, other), "intellectualization")
    assert anna.post(at("decide"), {"accept": f"code:{code.pk}"}).status_code == 404
    code.refresh_from_db()
    assert code.status == Claim.Status.PROPOSED


def test_what_a_code_means_and_where_it_comes_from(anna, chart, transcript, at):
    code = code_of(transcript, "intellectualization")
    coding.decide(chart=chart, claim=code, verdict=Decision.Verdict.ACCEPTED)
    page = anna.get(at("code", code.pk)).content.decode()
    assert "test-coder 1: fairly sure (0.90, no probability)" in page
    assert "by Anna" in page
    assert "Isolation of affect" in page  # what it can be changed to
    fragment = anna.get(at("code", code.pk), headers=HTMX).content.decode()
    assert "<html" not in fragment


def test_changing_keeps_the_first_and_adds_the_right_one(anna, transcript, at):
    code = code_of(transcript, "intellectualization")
    anna.post(at("code", code.pk), {"to": "isolation_of_affect"})
    code.refresh_from_db()
    fresh = code_of(transcript, "isolation_of_affect")
    assert (code.status, fresh.status) == ("rejected", "accepted")
    assert (fresh.start, fresh.stop) == (code.start, code.stop)
    assert fresh.coder.username == "anna"


@pytest.mark.parametrize("to", ["", "nonsense", "anger", "intellectualization"])
def test_a_code_cannot_be_changed_into_what_it_cannot_be(anna, transcript, at, to):
    code = code_of(transcript, "intellectualization")
    answer = anna.post(at("code", code.pk), {"to": to})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    code.refresh_from_db()
    assert code.status == "proposed"


# -- Undo ---------------------------------------------------------------------------------------------------------------


def test_undo_goes_back_step_by_step(anna, transcript, at):
    code = code_of(transcript, "intellectualization")

    def status() -> str:
        code.refresh_from_db()
        return code.status

    anna.post(at("decide"), {"accept": f"code:{code.pk}"})
    anna.post(at("decide"), {"reject": f"code:{code.pk}"})
    anna.post(at("code", code.pk), {"to": "undoing"})
    fresh = code_of(transcript, "undoing")
    seen = []
    for _ in range(4):
        page = anna.post(at("undo_coding"), headers=HTMX).content.decode()
        seen.append(status())
    assert seen == ["rejected", "accepted", "proposed", "proposed"]
    fresh.refresh_from_db()
    assert fresh.status == "rejected"
    assert "There is nothing of yours to undo in this session." in page


def test_undo_takes_back_a_code_of_ones_own_and_an_episode(anna, transcript, at):
    anna.post(at("mark_turn", 5), {"add": "affect:sadness"})
    anna.post(at("decide"), {"reject": f"episode:{Episode.objects.get(transcript=transcript).pk}"})
    anna.post(at("undo_coding"))
    assert Episode.objects.get(transcript=transcript).status == "proposed"
    anna.post(at("undo_coding"))
    assert code_of(transcript, "sadness").status == "rejected"


def test_undo_leaves_what_a_colleague_decided_since(anna, chart, cast, transcript, at, open_as):
    from clew.practice.actions import people
    from clew.practice.roles import RoleName

    people.join_team(chart=open_as(cast.anna, May.MANAGE_TEAM), user=cast.chris, relation=RoleName.CLINICIAN)
    code = code_of(transcript, "intellectualization")
    anna.post(at("decide"), {"accept": f"code:{code.pk}"})
    coding.decide(chart=open_as(cast.chris), claim=code, verdict=Decision.Verdict.REJECTED)
    anna.post(at("undo_coding"))
    code.refresh_from_db()
    assert code.status == "rejected"


# -- All of one kind ---------------------------------------------------------------------------------------------------


def test_all_of_a_kind_only_after_three_were_looked_at(anna, transcript, at):
    kind = {"kind": "rupture:minimal_response"}
    alike = list(Code.objects.filter(transcript=transcript, code="minimal_response").order_by("turn"))
    for code in alike[:2]:
        anna.post(at("decide"), {"accept": f"code:{code.pk}"})
    page = anna.post(at("session_kinds"), kind, headers=HTMX).content.decode()
    assert "Look at 3 of this kind first. You have looked at 2." in page
    assert "look at 1 more first" in anna.get(at("session_kinds")).content.decode()
    anna.post(at("decide"), {"reject": f"code:{alike[2].pk}"})
    assert "Accept 1</button>" in anna.get(at("session_kinds")).content.decode()
    anna.post(at("session_kinds"), kind)
    assert [c.status for c in Code.objects.filter(pk__in=[c.pk for c in alike]).order_by("turn")] == [
        "accepted",
        "accepted",
        "rejected",
        "accepted",
    ]
    anna.post(at("undo_coding"))
    assert Code.objects.get(pk=alike[3].pk).status == "proposed"


def test_what_is_unsure_stays_open_when_the_rest_is_accepted(anna, chart, session, at):
    row = brought_in(chart, session)
    propose(
        chart,
        row,
        *(
            proposal(turn, Scheme.AFFECT, "sadness", confidence, words)
            for turn, words, confidence in (
                (1, "late", 0.9),
                (3, "Sunday", 0.9),
                (5, "chip", 0.9),
                (7, "Four", 0.2),
            )
        ),
    )
    for code in Code.objects.filter(transcript=row).order_by("turn")[:3]:
        anna.post(at("decide"), {"accept": f"code:{code.pk}"})
    anna.post(at("session_kinds"), {"kind": "affect:sadness"})
    assert Code.objects.get(transcript=row, turn=7).status == "proposed"


# -- Marking ---------------------------------------------------------------------------------------------------------------


def test_a_code_of_ones_own_on_some_words(anna, transcript, at):
    page = anna.post(
        at("mark_turn", 3), {"add": "affect:grief", "words": "the jug"}, headers=HTMX
    ).content.decode()
    code = code_of(transcript, "grief")
    assert (code.status, code.turn, code.coder.username) == ("accepted", 3, "anna")
    assert SAID.decode().split("\n\n")[3].split(": ", 1)[1][code.start : code.stop] == "the jug"
    assert "Grief: added to turn 4." in page


def test_adding_what_is_proposed_accepts_the_proposal(anna, transcript, at):
    anna.post(at("mark_turn", 3), {"add": "affect:anger"})
    code = Code.objects.get(transcript=transcript, code="anger")
    assert (code.status, code.model) == ("accepted", "test-coder 1")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"add": "affect:nonsense"}, "has no code"),
        ({"add": "nonsense:anger"}, "There is no scheme"),
        ({"add": "affect:grief", "words": "a unicorn"}, "do not stand in the turn so"),
        ({}, "There is no scheme"),
    ],
)
def test_a_wrong_mark_is_refused_and_nothing_typed_is_lost(anna, transcript, at, given, said):
    answer = anna.post(at("mark_turn", 3), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert given.get("words", "") in page
    assert not Code.objects.filter(transcript=transcript, code="grief").exists()


def test_the_codes_on_offer_suit_whose_turn_it_is(anna, transcript, at):
    of_patient = anna.get(at("mark_turn", 3)).content.decode()
    of_clinician = anna.get(at("mark_turn", 2)).content.decode()
    assert "Intellectualization" in of_patient
    assert "Interpretation" not in of_patient
    assert "Interpretation" in of_clinician
    assert anna.get(at("mark_turn", 8)).status_code == 404


def test_a_moment_for_supervision(anna, transcript, at, cast, signed_in):
    anna.post(at("mark_turn", 4), {"add": "moment:supervision"}, headers=HTMX)
    again = anna.post(at("mark_turn", 4), {"add": "moment:supervision"}, headers=HTMX).content.decode()
    assert "This turn has that code already." in again
    page = signed_in(cast.ben).get(at()).content.decode()
    assert "For supervision" in turn_of(page, 4)
    assert ">turn 5</a>" in page


# -- Episodes -------------------------------------------------------------------------------------------------------------


def an_episode(**more: object) -> dict[str, object]:
    return {
        "first": 4,
        "last": 6,
        "kind": "sibling",
        "other_name": "older sister",
        "place": "outside",
        "completeness": "3.5",
        "when": "on Sunday",
        "W0-what": "be understood",
        "W0-turn": 4,
        "RO0-what": "controlling",
        "RO0-valence": "negative",
        "RS0-own_words": "gives in and says nothing",
        **more,
    }


def test_an_episode_of_ones_own(anna, chart, transcript, at):
    answer = anna.post(at("mark_episode", 3), an_episode())
    assert answer.url == f"{at()}?turn=3#turn-3"
    episode = Episode.objects.get(transcript=transcript, model="")
    assert (episode.first, episode.last, episode.completeness) == (3, 5, 3.5)
    assert chart.text(episode, "other_name") == "older sister"
    parts = {c.kind: c for c in Component.objects.filter(episode=episode)}
    assert (parts["W"].category, parts["RO"].valence) == ("be_understood", "negative")
    assert chart.text(parts["RS"], "own_words") == "gives in and says nothing"
    page = anna.get(at()).content.decode()
    assert "Older sister" in turn_of(page, 3)
    assert "gives in and says nothing" in page


def test_the_same_form_sent_twice_marks_once(anna, transcript, at):
    for _ in range(2):
        anna.post(at("mark_episode", 3), an_episode(key="once"))
    assert Episode.objects.filter(transcript=transcript, model="").count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"first": 6, "last": 4}, "must not end before it starts"),
        ({"last": 99}, "The session has 8 turns."),
        ({"other_name": ""}, "This field is required."),
        ({"W0-what": "be undrestood"}, "No standard wish is called so."),
        ({"W0-turn": 8}, "must lie within the episode"),
        ({"place": "room"}, "In the room the other person is the clinician"),
        ({"completeness": "9"}, "Select a valid choice"),
    ],
)
def test_a_wrong_episode_is_refused_and_nothing_typed_is_lost(anna, transcript, at, wrong, said):
    answer = anna.post(at("mark_episode", 3), an_episode(**wrong))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page.replace("&#x27;", "'")
    assert "gives in and says nothing" in page
    assert not Episode.objects.filter(transcript=transcript, model="").exists()


def test_a_proposed_episode_is_mended(anna, chart, transcript, at):
    proposed = Episode.objects.get(transcript=transcript)
    form = anna.get(at("episode", proposed.pk)).content.decode()
    assert 'value="be understood"' in form
    anna.post(
        at("episode", proposed.pk),
        an_episode(**{"W0-what": "be understood", "W0-turn": 4, "W0-span": "3:0:9", "RS0-own_words": ""}),
    )
    proposed.refresh_from_db()
    mended = Episode.objects.get(transcript=transcript, model="")
    assert (proposed.status, mended.status) == ("rejected", "accepted")
    wish = Component.objects.get(episode=mended, kind="W")
    assert (wish.start, wish.stop) == (0, 9)  # the words that moved the proposal stay tied
    anna.post(at("undo_coding"))
    proposed.refresh_from_db()
    mended.refresh_from_db()
    assert (proposed.status, mended.status) == ("proposed", "rejected")


# -- Search and export ---------------------------------------------------------------------------------------------------------


def test_search_finds_the_turns(anna, transcript, at):
    page = anna.post(at("search_session"), {"words": "BOXES"}, headers=HTMX).content.decode()
    assert "Found in 3 turns." in page
    assert "<mark>boxes</mark>" in page
    assert f"{at()}?turn=3#turn-3" in page
    assert (
        "These words were not said." in anna.post(at("search_session"), {"words": "zebra"}).content.decode()
    )
    assert "<mark>boxes</mark>" in anna.post(at("search_session"), {"words": "boxes"}).content.decode()


def test_an_export_is_logged_and_its_name_names_nobody(anna, transcript, at, cast):
    vtt = anna.get(at("export_transcript", "vtt"))
    assert vtt.content.decode().startswith("WEBVTT")
    assert vtt.headers["Content-Disposition"] == 'attachment; filename="session-1.vtt"'
    own = anna.get(at("export_transcript", "json")).json()
    assert own["turns"][3]["text"].startswith("My sister came on Sunday")
    logged = AuditEvent.objects.filter(patient=cast.pia.pk, action="transcript.export").order_by("seq")
    assert [e.detail["format"] for e in logged] == ["vtt", "json"]
    assert anna.get(at("export_transcript", "exe")).status_code == 404


# -- Who spoke ------------------------------------------------------------------------------------------------------------------


def test_correcting_who_spoke_keeps_what_was_decided(anna, chart, session, transcript, at):
    anna.post(at("decide"), {"accept": f"code:{code_of(transcript, 'intellectualization').pk}"})
    anna.post(at("mark_episode", 3), an_episode())
    anna.post(at("session_roles"), {"role-0": "companion", "role-1": "patient"})
    renewed = session.transcripts.get(current=True)
    assert (renewed.version, session.transcripts.count()) == (2, 2)
    said = sessions.read_turns(chart, renewed)
    assert said.roles == {"Therapist": Role.COMPANION, "Patient": Role.PATIENT}
    assert code_of(renewed, "intellectualization").status == "accepted"
    episode = Episode.objects.get(transcript=renewed, status="accepted")
    assert chart.text(episode, "other_name") == "older sister"
    assert chart.text(episode.components.get(kind="RS"), "own_words") == "gives in and says nothing"


def test_correcting_nothing_writes_nothing(anna, session, transcript, at):
    anna.post(at("session_roles"), {"role-0": "clinician", "role-1": "patient"})
    assert session.transcripts.count() == 1


def test_a_role_that_is_none_is_refused(anna, session, transcript, at):
    assert anna.post(at("session_roles"), {"role-0": "king", "role-1": "patient"}).status_code == 422
    assert session.transcripts.count() == 1


# -- Notes ----------------------------------------------------------------------------------------------------------------------------


def test_beside_the_note_stands_what_is_known(anna, chart, course, session, transcript, at):
    plan.record_attendance(chart=chart, session=session, attendance="late", late_minutes=5)
    measures.enter(
        chart=chart,
        course=course,
        instrument="phq-9",
        answers=[2, 2, 2, 2, 2, 2, 2, 2, 0, None],
        at=session.at,
        session=session,
    )
    anna.post(at("mark_episode", 3), an_episode())
    page = anna.get(at()).content.decode()
    known = page[page.index('<dl class="known">') : page.index("</dl>")]
    for words in (
        "8 January 2026, 10:00",
        "50 minutes, began 5 minutes late",
        "PHQ-9 16 (moderately severe)",
        "be understood",
    ):
        assert words in known
    assert (
        '<textarea id="draft-progress" name="text" class="said" rows="12"></textarea>' in page
    )  # never filled unasked


def test_a_draft_is_saved_as_it_is_typed(anna, session, at):
    first = anna.post(at("save_note", "progress") + "?draft", {"text": "She", "seen": ""}).json()
    again = anna.post(at("save_note", "progress") + "?draft", {"text": "She came.", "seen": first["seen"]})
    assert re.fullmatch(r"\d\d:\d\d", again.json()["saved"])
    assert Note.objects.get(session=session).kind == "progress"
    assert "She came.</textarea>" in anna.get(at()).content.decode()


def test_two_windows_never_overwrite_each_other(anna, session, at):
    seen = anna.post(at("save_note", "progress") + "?draft", {"text": "One", "seen": ""}).json()["seen"]
    anna.post(at("save_note", "progress") + "?draft", {"text": "One and two", "seen": seen})
    late = anna.post(at("save_note", "progress") + "?draft", {"text": "Mine", "seen": seen})
    assert late.status_code == 409
    assert "saved in another window" in late.json()["problem"]
    page = anna.post(at("save_note", "progress"), {"text": "Mine", "seen": seen})
    assert page.status_code == 422
    assert "Mine</textarea>" in page.content.decode()
    assert "One and two" in page.content.decode()


def test_signing_saves_what_is_typed_and_closes_the_note(anna, chart, session, at):
    anna.post(at("save_note", "progress"), {"text": "She came.", "seen": "", "sign": "1"})
    note = Note.objects.get(session=session)
    assert note.signed_at is not None
    page = anna.get(at()).content.decode()
    assert "Signed by Anna" in page
    assert 'id="draft-progress"' not in page


def test_there_are_two_kinds_of_note(anna, session, at):
    assert anna.post(at("save_note", "gossip"), {"text": "Well.", "seen": ""}).status_code == 404
    assert not Note.objects.filter(session=session).exists()


def test_an_empty_note_is_not_signed(anna, session, at):
    answer = anna.post(at("save_note", "progress"), {"text": "  ", "seen": "", "sign": "1"})
    assert answer.status_code == 422
    assert "The note is empty." in answer.content.decode()


def test_a_correction_keeps_the_first(anna, session, at):
    anna.post(at("save_note", "progress"), {"text": "She came on Monday.", "seen": "", "sign": "1"})
    note = Note.objects.get(session=session)
    refused = anna.post(at("correct_note", note.pk), {"text": "She came on Tuesday.", "reason": ""})
    assert refused.status_code == 422
    assert "She came on Tuesday.</textarea>" in refused.content.decode()
    anna.post(at("correct_note", note.pk), {"text": "She came on Tuesday.", "reason": "Wrong day."})
    page = anna.get(at()).content.decode()
    for words in ("She came on Monday.", "She came on Tuesday.", "Correction: Wrong day."):
        assert words in page


def test_a_process_note_is_its_authors_alone(anna, cast, signed_in, session, at):
    anna.post(at("save_note", "process"), {"text": "I felt bored and guilty.", "seen": ""})
    assert "I felt bored and guilty." in anna.get(at()).content.decode()
    seen_by_ben = signed_in(cast.ben).get(at()).content.decode()
    assert "bored" not in seen_by_ben
    assert "Process note" not in seen_by_ben


def test_a_supervisor_reads_a_note_once_it_is_signed(anna, cast, signed_in, session, at):
    anna.post(at("save_note", "progress"), {"text": "She came.", "seen": ""})
    ben = signed_in(cast.ben)
    page = ben.get(at()).content.decode()
    assert "She came." not in page
    assert "Anna is still writing." in page
    seen = notes.revision(Note.objects.get(session=session))
    anna.post(at("save_note", "progress"), {"text": "She came.", "seen": seen, "sign": "1"})
    assert "She came." in ben.get(at()).content.decode()


# -- Who may -----------------------------------------------------------------------------------------------------------------------------


def test_a_supervisor_sees_proposals_and_no_buttons(cast, signed_in, transcript, at):
    page = signed_in(cast.ben).get(at()).content.decode()
    body = page[page.index("<main") :]
    assert "Intellectualization?" in body
    assert not re.search(r'<button(?! class="quiet">Close)(?! type="button" data-opens)', body)
    assert body.count("<form") == 1 + 2  # the search, and what closes the two boxes
    assert "Export" not in body


@pytest.mark.parametrize("role", ["prescriber", "patient", "researcher", "manager", "stranger", "elsewhere"])
def test_others_are_not_let_in(cast, signed_in, transcript, at, role):
    client = signed_in(cast.by_role()[role])
    assert client.get(at()).status_code == 404
    assert client.get(at("export_transcript", "vtt")).status_code == 404
    assert client.post(at("search_session"), {"words": "jug"}).status_code == 404


@pytest.mark.parametrize("role", ["supervisor", "prescriber", "patient", "researcher", "manager", "stranger"])
def test_only_the_clinician_changes_anything(cast, signed_in, session, transcript, at, role):
    client = signed_in(cast.by_role()[role])
    code = code_of(transcript, "intellectualization")
    tries = [
        client.post(at("decide"), {"accept": f"code:{code.pk}"}),
        client.post(at("undo_coding")),
        client.post(at("code", code.pk), {"to": "undoing"}),
        client.post(at("mark_turn", 3), {"add": "affect:grief"}),
        client.post(at("mark_episode", 3), an_episode()),
        client.post(at("session_kinds"), {"kind": "rupture:minimal_response"}),
        client.post(at("session_roles"), {"role-0": "patient", "role-1": "clinician"}),
        client.post(at("save_note", "progress"), {"text": "Mine.", "seen": ""}),
        client.get(at("export_transcript", "json")),
    ]
    assert {answer.status_code for answer in tries} == {404}
    code.refresh_from_db()
    assert code.status == "proposed"
    assert not Note.objects.filter(session=session).exists()
    assert session.transcripts.count() == 1


@pytest.mark.parametrize("name", ["mark_turn", "session_kinds"])
def test_a_sheet_opened_as_a_page_of_its_own_sends_its_form_plainly(anna, at, transcript, name):
    """There is nothing on that page that a fragment could be put into."""
    args = (3,) if name == "mark_turn" else ()
    own, over = anna.get(at(name, *args)), anna.get(at(name, *args), headers=HTMX)
    assert own.status_code == over.status_code == 200
    assert "<form" in own.content.decode().partition("<main")[2]
    assert 'hx-post="' not in own.content.decode().partition("<main")[2]
    assert 'hx-post="' in over.content.decode()
