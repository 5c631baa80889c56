"""What the coder is less sure of, on the session page: asked for, drawn faint, kept only when somebody decides."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from integration.session_scene import usual
from integration.test_session_page import HTMX, turn_of

from clew.practice.actions import coding
from clew.practice.actions.sessions import import_transcript, read_turns
from clew.practice.errors import PracticeError
from clew.practice.models import AuditEvent, Claim, Code, Decision
from clew.practice.readings.margin import Further
from clew.therapy.coding import MODEL, model
from clew.therapy.coding.codes import Coding
from clew.therapy.coding.further import further
from clew.therapy.transcripts import read

SWITCH = re.compile(r'id="less-sure" href="([^"]+)"')


@pytest.fixture
def transcript(chart, session):
    return usual(chart, session)


@pytest.fixture
def at(cast, session):
    return lambda name="session", *parts: reverse(name, args=[cast.pia.pk, session.pk, *parts])


@pytest.fixture
def one(chart, transcript):
    """A proposal that only exploring makes."""
    there = set(Code.objects.filter(transcript=transcript).values_list("turn", "scheme", "code"))
    return further(read_turns(chart, transcript), there).proposals[0]


def ref(proposal) -> str:
    return f"further:{proposal.turn}:{proposal.scheme.value}:{proposal.code}"


def test_it_is_off_until_asked_for_and_the_address_alone_remembers_it(anna, transcript, at, one):
    plain = anna.get(at()).content.decode()
    (switch,) = SWITCH.findall(plain)
    assert "proposed faint" not in plain
    assert ref(one) not in plain
    shown = anna.get(switch.replace("&amp;", "&")).content.decode()
    assert f'value="{ref(one)}"' in turn_of(shown, one.turn)
    assert "less sure" in turn_of(shown, one.turn)
    (back,) = SWITCH.findall(shown)
    assert back == at()
    assert not anna.cookies.get("explore")
    assert "proposed faint" not in anna.get(at()).content.decode()


def test_nothing_is_stored_by_looking(anna, transcript, at):
    before = Code.objects.count()
    anna.get(at() + "?explore=1")
    assert Code.objects.count() == before


def test_what_stands_in_the_margin_is_not_drawn_a_second_time(anna, chart, transcript, at, one):
    coding.add(chart=chart, transcript=transcript, turn=one.turn, scheme=one.scheme.value, code=one.code)
    assert ref(one) not in anna.get(at() + "?explore=1").content.decode()


@pytest.mark.parametrize(("word", "status"), [("accept", "accepted"), ("reject", "rejected")])
def test_a_decision_stores_it_as_the_coders_own_with_who_decided(
    anna, cast, transcript, at, one, word, status
):
    answer = anna.post(at("decide"), {word: ref(one), "explore": "1"})
    assert answer["Location"] == f"{at()}?turn={one.turn}&explore=1#turn-{one.turn}"
    row = Code.objects.get(transcript=transcript, turn=one.turn, scheme=one.scheme.value, code=one.code)
    assert (row.model, row.confidence, row.coder) == (MODEL, one.confidence, None)
    assert (row.start, row.stop, row.status) == (one.span.start, one.span.stop, status)
    (decision,) = Decision.objects.filter(code=row)
    assert decision.by == cast.anna
    event = AuditEvent.objects.get(pk=row.event_id)
    assert (event.action, event.object) == (f"claim.{status}", str(row.pk))


@pytest.mark.parametrize("word", ["accept", "reject"])
def test_undo_makes_it_a_proposal_like_any_other(anna, transcript, at, one, word):
    anna.post(at("decide"), {word: ref(one)})
    anna.post(at("undo_coding"))
    row = Code.objects.get(transcript=transcript, turn=one.turn, scheme=one.scheme.value, code=one.code)
    assert row.status == Claim.Status.PROPOSED


def test_with_a_script_the_turn_comes_back_with_the_rest_of_it(anna, transcript, at, one):
    page = {"HX-Current-URL": "http://testserver" + at() + "?explore=1"}
    shown = anna.get(at() + "?explore=1").content.decode()
    rest = [
        r
        for r in re.findall(r'name="accept" value="(further:[^"]+)"', turn_of(shown, one.turn))
        if r != ref(one)
    ]
    answer = anna.post(at("decide"), {"accept": ref(one)}, headers={**HTMX, **page}).content.decode()
    assert ref(one) not in answer
    assert all(each in answer for each in rest)
    plain = anna.post(at("undo_coding"), headers={**HTMX, "HX-Current-URL": "http://testserver" + at()})
    assert "further:" not in plain.content.decode()


def test_twice_is_said_and_stored_once(anna, chart, transcript, at, one):
    anna.post(at("decide"), {"accept": ref(one)})
    again = anna.post(at("decide"), {"accept": ref(one)}, follow=True)
    assert "stands in the margin by now" in again.content.decode()
    assert Code.objects.filter(transcript=transcript, turn=one.turn, code=one.code).count() == 1


def test_what_the_coder_does_not_propose_is_not_stored_as_its_own(chart, transcript):
    with pytest.raises(PracticeError, match="does not propose that"):
        coding.decide_further(
            chart=chart,
            transcript=transcript,
            turn=0,
            scheme="defense",
            code="denial",
            verdict=Decision.Verdict.ACCEPTED,
        )
    with pytest.raises(PracticeError, match="accepted or rejected"):
        coding.decide_further(
            chart=chart,
            transcript=transcript,
            turn=0,
            scheme="defense",
            code="denial",
            verdict=Decision.Verdict.REOPENED,
        )


@pytest.mark.parametrize("given", ["further:", "further:x:a:b", "further:99:affect:joy"])
def test_a_name_that_is_none_is_not_found(anna, transcript, at, given):
    assert anna.post(at("decide"), {"accept": given}).status_code == 404


def test_a_supervisor_sees_it_and_decides_nothing(cast, signed_in, transcript, at, one):
    browser = signed_in(cast.ben)
    shown = browser.get(at() + "?explore=1").content.decode()
    assert "less sure" in turn_of(shown, one.turn)
    assert ref(one) not in shown
    assert browser.post(at("decide"), {"accept": ref(one)}).status_code == 404


def test_danger_is_never_drawn_as_if_it_mattered_less(anna, transcript, at):
    risk = Further(1, (0, 3), "risk", "risk_passive", 0.2)
    assert (risk.danger, risk.aside) == (True, "risk language")
    other = Further(1, (0, 3), "affect", "joy", 0.2)
    assert "less sure" in other.aside
    drawn = {
        one.scheme: render_to_string("clinician/turn_further.html", {"mark": one}) for one in (risk, other)
    }
    assert "faint" in drawn["affect"]
    assert "faint" not in drawn["risk"]
    assert "danger-word" in drawn["risk"]
    page = anna.get(at() + "?explore=1").content.decode()
    assert "danger included, is not ruled out" in page


def test_words_of_danger_need_no_switch():
    """By training: whatever exploring would propose of them is proposed in any case."""
    head = model.side(model.PATIENT).heads["risk"]
    assert (head.explore >= head.default).all()


def test_exploring_adds_to_the_default_and_says_whose_it_is(chart, transcript):
    said = read_turns(chart, transcript)
    found = further(said, ())
    assert isinstance(found, Coding)
    assert (found.model, found.episodes, found.flags) == (MODEL, (), ())
    keys = {(p.turn, p.scheme.value, p.code) for p in found.proposals}
    assert further(said, keys).proposals == ()


def test_a_long_session_keeps_the_switch_from_window_to_window(anna, chart, session, at):
    said = "\n\n".join(f"{'TP'[n % 2]}: It was what it was, I suppose, on day {n}." for n in range(250))
    import_transcript(chart=chart, session=session, data=said.encode(), name="long.txt")
    assert len(read(said.encode(), name="long.txt").turns) == 250
    page = anna.get(at() + "?turn=210&explore=1").content.decode()
    assert f'href="{at()}?turn=0&amp;explore=1"' in page
    assert SWITCH.findall(page) == [f"{at()}?turn=200"]
