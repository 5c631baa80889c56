"""A session coded by two: what each sees until both are done, the comparison, settling, and what stands in the margin."""

from __future__ import annotations

import re

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from session_scene import brought_in, proposal, propose

from clew.practice import access, audit
from clew.practice.actions import alerts, coding, double_coding, people, sessions
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import (
    AuditEvent,
    CareTeamMember,
    Code,
    CoderPart,
    Decision,
    DoubleCoding,
    GivenCode,
    Membership,
    Outcome,
)
from clew.practice.readings import double_coding as reading
from clew.practice.roles import May
from clew.therapy.coding.codes import Scheme
from clew.therapy.coding.comparing import Given
from clew.therapy.errors import TherapyError
from clew.therapy.moments import Span
from clew.therapy.transcripts import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def transcript(chart, session):
    """Four turns of each. In the margin: an accepted question and observation; Clew proposes two."""
    row = brought_in(chart, session)
    propose(
        chart,
        row,
        proposal(2, Scheme.INTERVENTION, "clarification", 0.9, "The lift is old"),
        proposal(4, Scheme.INTERVENTION, "confrontation", 0.3, "The jug"),
    )
    coding.add(chart=chart, transcript=row, turn=0, scheme="intervention", code="question")
    coding.add(chart=chart, transcript=row, turn=4, scheme="intervention", code="observation")
    return row


@pytest.fixture
def bens(cast, open_as):
    return open_as(cast.ben, May.CODE_TWICE)


@pytest.fixture
def asked(cast, chart, transcript):
    return double_coding.ask(
        chart=chart, transcript=transcript, scheme="interventions", coder=cast.ben, why="For the seminar."
    )


@pytest.fixture
def his(asked, cast):
    return CoderPart.objects.get(coding=asked, coder=cast.ben)


@pytest.fixture
def closed(asked, his, bens):
    """Ben gives the same question, an interpretation where Anna sees an observation, and frame in turn 7."""
    for turn, code in ((0, "question"), (4, "interpretation"), (6, "frame")):
        double_coding.give(chart=bens, part=his, turn=turn, code=code)
    assert double_coding.finish(chart=bens, part=his)
    asked.refresh_from_db()
    return asked


def page(name, cast, asked, *more):
    return reverse(name, args=[cast.pia.pk, asked.pk, *more])


def names(part):
    return [(one.turn, one.code) for one in double_coding.codes_of(part)]


# -- Blind -----------------------------------------------------------------------------------------------------------


def test_the_sheet_shows_what_was_said_and_nobodys_codes(cast, asked, his, signed_in):
    ben = signed_in(cast.ben)
    shown = ben.get(page("coding_sheet", cast, asked)).content.decode()
    assert "My sister came on Sunday with boxes" in shown
    assert "For the seminar." in shown
    given = re.findall(r'<ul class="given"[^>]*>(.*?)</ul>', shown, re.S)
    assert given == [""] * 4, "nothing stands at any turn"


def test_until_both_are_done_the_margin_of_the_session_is_closed_to_who_codes_it(
    cast, asked, transcript, signed_in
):
    session = reverse("session", args=[cast.pia.pk, transcript.session_id])
    ben, anna = signed_in(cast.ben), signed_in(cast.anna)
    shown = ben.get(session).content.decode()
    assert "The chair by the window is free." in shown
    assert "Observation" not in shown
    assert "Clarification" not in shown
    assert "You code this session blind" in shown
    assert "Observation" in anna.get(session).content.decode(), "she is not asked to"
    code = Code.objects.get(code="question")
    assert ben.get(f"{session}codes/{code.pk}/").status_code == 422


def test_an_open_alert_stands_above_the_session_for_who_codes_it_blind_too(
    cast, chart, asked, transcript, signed_in
):
    alerts.raise_for_turn(chart=chart, transcript=transcript, turn=3, level="high", rule="Heard it.")
    session = reverse("session", args=[cast.pia.pk, transcript.session_id])
    shown = signed_in(cast.ben).get(session).content.decode()
    assert "You code this session blind" in shown
    assert "High alert" in shown


def test_nobody_reads_the_others_codes_before_both_are_done(cast, chart, asked, his, bens, signed_in):
    double_coding.give(chart=bens, part=his, turn=0, code="frame")
    assert bens.rows(GivenCode, to=May.CODE_TWICE).count() == 1
    assert chart.rows(GivenCode, to=May.CODE_TWICE).count() == 0
    assert "Frame" not in signed_in(cast.anna).get(page("coding", cast, asked)).content.decode()
    double_coding.finish(chart=bens, part=his)
    assert chart.rows(GivenCode, to=May.CODE_TWICE).count() > 1


def test_a_coding_of_ones_own_beside_another_blinds_both(cast, chart, transcript, bens, signed_in):
    both = double_coding.ask(
        chart=chart, transcript=transcript, scheme="interventions", coder=cast.ben, beside="person"
    )
    session = reverse("session", args=[cast.pia.pk, transcript.session_id])
    mine, his = (both.parts.get(coder=who) for who in (cast.anna, cast.ben))
    assert "You code this session blind" in signed_in(cast.anna).get(session).content.decode()
    assert not double_coding.finish(chart=chart, part=mine), "the other is not done"
    double_coding.reopen(chart=chart, part=mine)
    mine.refresh_from_db()
    double_coding.finish(chart=chart, part=mine)
    assert double_coding.finish(chart=bens, part=his)
    with pytest.raises(PracticeError, match="open by now"):
        double_coding.reopen(chart=chart, part=mine)
    assert "You code this session blind" not in signed_in(cast.anna).get(session).content.decode()


def test_only_ones_own_part_is_coded(chart, his):
    for step in (double_coding.undo, double_coding.finish, double_coding.reopen):
        with pytest.raises(NotFound):
            step(chart=chart, part=his)
    with pytest.raises(NotFound):
        double_coding.give(chart=chart, part=his, turn=0, code="frame")


# -- Coding ----------------------------------------------------------------------------------------------------------


def test_the_same_code_again_takes_it_off_and_undo_goes_back_step_by_step(bens, his):
    def give(turn, code):
        return double_coding.give(chart=bens, part=his, turn=turn, code=code)

    assert give(0, "question")
    assert give(0, "other")
    assert not give(0, "question")
    assert names(his) == [(0, "other")]
    assert double_coding.undo(chart=bens, part=his) == [0]
    assert names(his) == [(0, "other"), (0, "question")]
    double_coding.undo(chart=bens, part=his)
    give(2, "frame")
    double_coding.undo(chart=bens, part=his)
    double_coding.undo(chart=bens, part=his)
    assert names(his) == []
    with pytest.raises(PracticeError, match="nothing to undo"):
        double_coding.undo(chart=bens, part=his)


def test_where_a_unit_has_one_code_another_takes_its_place_in_one_step(cast, chart, transcript, bens):
    levels = double_coding.ask(
        chart=chart, transcript=transcript, scheme="defense-levels", coder=cast.ben, beside="person"
    )
    part = levels.parts.get(coder=cast.ben)
    double_coding.give(chart=bens, part=part, turn=1, code="level_6")
    double_coding.give(chart=bens, part=part, turn=1, code="level_3")
    assert names(part) == [(1, "level_3")]
    double_coding.undo(chart=bens, part=part)
    assert names(part) == [(1, "level_6")]


def test_only_what_the_scheme_codes_is_coded(bens, his):
    for turn, code, span, wrong, words in (
        (1, "question", None, PracticeError, "does not code what the patient says"),
        (99, "question", None, PracticeError, "has 8 turns"),
        (0, "denial", None, TherapyError, "has no code"),
        (0, "question", Span(0, 3), PracticeError, "codes whole turns"),
    ):
        with pytest.raises(wrong, match=words):
            double_coding.give(chart=bens, part=his, turn=turn, code=code, span=span)
    assert not GivenCode.objects.exists()


def test_words_are_coded_in_a_scheme_of_words(cast, chart, transcript, bens, signed_in):
    both = double_coding.ask(
        chart=chart, transcript=transcript, scheme="ccrt-clusters", coder=cast.ben, beside="person"
    )
    wish = "w_to_be_close_and_accepting"
    ben = signed_in(cast.ben)
    place = page("coding_sheet", cast, both)
    assert ben.post(place, {"turn": 3, "code": wish, "words": "My sister came"}).status_code == 302
    assert ben.post(place, {"turn": 3, "code": wish, "start": 20, "stop": 26}).status_code == 302
    assert [one.span for one in double_coding.codes_of(both.parts.get(coder=cast.ben))] == [
        Span(0, 14),
        Span(20, 26),
    ]
    refused = ben.post(place, {"turn": 3, "code": wish, "words": "not said"})
    assert refused.status_code == 422
    assert "do not stand in the turn" in refused.content.decode()
    whole = Span(0, len("Four boxes, by the door."))
    ben.post(place, {"turn": 7, "code": wish, "start": whole.start, "stop": whole.stop})
    assert Given(7, wish) in double_coding.codes_of(both.parts.get(coder=cast.ben))
    mine = both.parts.get(coder=cast.anna)
    double_coding.give(chart=chart, part=mine, turn=3, code=wish, span=Span(0, 9))
    double_coding.finish(chart=chart, part=mine)
    double_coding.finish(chart=bens, part=both.parts.get(coder=cast.ben))
    shown = signed_in(cast.anna).get(page("coding", cast, both)).content.decode()
    assert "letters" in shown
    assert "My sister came" in shown


def test_a_step_without_a_script_comes_back_at_the_turn_and_with_one_as_the_turn(cast, asked, his, signed_in):
    ben, place = signed_in(cast.ben), page("coding_sheet", cast, asked)
    answer = ben.post(place, {"turn": 2, "code": "frame"})
    assert answer["Location"] == f"{place}?turn=2#turn-2"
    answer = ben.post(place, {"undo": "1"}, headers={"HX-Request": "true"})
    shown = answer.content.decode()
    assert 'id="turn-2"' in shown
    assert "<html" not in shown
    assert "Undone, turn 3." in shown
    assert names(his) == []


# -- Done ------------------------------------------------------------------------------------------------------------


def test_closing_keeps_the_margin_and_the_proposals_as_they_are_then(chart, closed, transcript, signed_in):
    margin, _, machine = closed.parts.all()
    assert names(margin) == [(0, "question"), (4, "observation")]
    assert names(machine) == [(2, "clarification")], "what lies folded counts as not proposed"
    coding.decide(chart=chart, claim=Code.objects.get(code="question"), verdict=Decision.Verdict.REJECTED)
    assert names(margin) == [(0, "question"), (4, "observation")]


def test_the_comparison_counts_what_neither_coded(cast, chart, closed, signed_in):
    beside = reading.side_by_side(chart, reading.opened(chart, closed.pk))
    assert (beside.found.units, beside.found.coded) == (4, 3)
    assert beside.found.agreed == 0.5
    assert [line.number for line in beside.differing] == [5, 7]
    assert beside.agreed == 1
    shown = signed_in(cast.ben).get(page("coding", cast, closed)).content.decode()
    assert "50% of 4 turns" in shown
    for words in ("Interpretation", "The jug.", "In the hall."):
        assert words in shown


def test_the_list_narrows_and_leads_to_the_turn(cast, closed, transcript, signed_in):
    anna = signed_in(cast.anna)
    shown = anna.get(page("coding", cast, closed), {"code": "frame"}).content.decode()
    assert "1 of 2 turns" in shown
    session = reverse("session", args=[cast.pia.pk, transcript.session_id])
    assert f'href="{session}?turn=6#turn-6"' in shown


def test_clew_is_compared_with_each_of_the_two(cast, closed, signed_in):
    anna = signed_in(cast.anna)
    shown = anna.get(page("coding", cast, closed), {"pair": "12"}).content.decode()
    assert re.search(r'aria-current="page">Ben and Clew', shown)
    assert "Clarification" in shown
    assert anna.get(page("coding", cast, closed), {"pair": "99"}).status_code == 200


def test_when_done_nothing_is_coded_any_more(bens, closed, his):
    with pytest.raises(PracticeError, match="you are done"):
        double_coding.give(chart=bens, part=his, turn=2, code="frame")


# -- Settling --------------------------------------------------------------------------------------------------------


def in_margin(turn):
    return {
        (code.code, code.status)
        for code in Code.objects.filter(turn=turn, scheme="intervention", confidence=None)
    }


def settle(anna, cast, closed, turn, **form):
    return anna.post(page("settle_turn", cast, closed, turn), {"reason": "It gives a reason.", **form})


def test_what_is_settled_stands_in_the_margin_with_its_provenance(cast, chart, closed, signed_in):
    anna = signed_in(cast.anna)
    assert settle(anna, cast, closed, 4, choice="second").status_code == 302
    assert in_margin(4) == {("interpretation", "accepted"), ("observation", "rejected")}
    code = Code.objects.get(code="interpretation")
    assert code.coder == cast.anna
    place = reverse("code", args=[cast.pia.pk, closed.transcript.session_id, code.pk])
    assert "Settled" in anna.get(place).content.decode()
    assert Outcome.objects.get().codes == [["interpretation", None, None]]


def test_changing_ones_mind_keeps_what_was_settled_before(cast, closed, signed_in):
    anna = signed_in(cast.anna)
    settle(anna, cast, closed, 4, choice="second")
    settle(anna, cast, closed, 4, choice="both")
    assert {code for code, status in in_margin(4) if status == "accepted"} == {
        "interpretation",
        "observation",
    }
    settle(anna, cast, closed, 4, choice="other", codes=["clarification"])
    settle(anna, cast, closed, 4, choice="none")
    assert {code for code, status in in_margin(4) if status == "accepted"} == set()
    assert [outcome.codes for outcome in Outcome.objects.order_by("event")] == [
        [["interpretation", None, None]],
        [["observation", None, None], ["interpretation", None, None]],
        [["clarification", None, None]],
        [],
    ]
    shown = anna.get(page("coding", cast, closed)).content.decode()
    assert "settled 3 times before" in shown


def test_a_proposal_that_is_chosen_is_accepted(chart, closed):
    double_coding.settle(
        chart=chart, coding=closed, turn=2, codes=[Given(2, "clarification")], reason="Clew is right."
    )
    row = Code.objects.get(turn=2, code="clarification")
    assert (row.status, row.model) == ("accepted", "test-coder 1")
    assert row.decisions.get().by == chart.by


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"choice": "second", "reason": " "}, "Say why"),
        ({"choice": ""}, "Choose what it is to be"),
        ({"choice": "other"}, "Choose the code that it is"),
        ({"choice": "other", "codes": ["denial"]}, "has no code"),
        ({"choice": "other", "codes": ["frame"], "words": "nowhere"}, "do not stand in the turn"),
    ],
)
def test_a_form_that_does_not_say_enough_is_refused_and_loses_nothing(cast, closed, signed_in, form, words):
    answer = settle(signed_in(cast.anna), cast, closed, 4, **form)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert form.get("reason", "It gives a reason.").strip() in answer.content.decode()
    assert not Outcome.objects.exists()


def test_what_both_gave_alike_is_taken_over_once(cast, chart, closed, signed_in):
    coding.decide(chart=chart, claim=Code.objects.get(code="question"), verdict=Decision.Verdict.REJECTED)
    anna = signed_in(cast.anna)
    anna.post(page("settle_agreed", cast, closed), {"key": "once"})
    assert ("question", "accepted") in in_margin(0)
    assert [(o.turn, o.agreed) for o in Outcome.objects.all()] == [(0, True)]
    assert double_coding.settle_agreed(chart=chart, coding=closed) == 0


def test_who_only_supervises_settles_nothing(cast, bens, closed, signed_in):
    with pytest.raises(NotFound):
        double_coding.settle(
            chart=bens, coding=closed, turn=4, codes=[Given(4, "interpretation")], reason="So."
        )
    ben = signed_in(cast.ben)
    assert ben.get(page("settle_turn", cast, closed, 4)).status_code == 404
    address = page("settle_turn", cast, closed, 4)
    assert address not in ben.get(page("coding", cast, closed)).content.decode()
    assert address in signed_in(cast.anna).get(page("coding", cast, closed)).content.decode()


def test_when_who_spoke_was_corrected_it_is_read_and_not_settled(cast, chart, closed, transcript, signed_in):
    sessions.set_roles(chart=chart, transcript=transcript, roles={"Patient": Role.COMPANION})
    with pytest.raises(PracticeError, match="Who spoke was corrected"):
        double_coding.settle(
            chart=chart, coding=closed, turn=4, codes=[Given(4, "interpretation")], reason="So."
        )
    assert "50% of 4 turns" in signed_in(cast.anna).get(page("coding", cast, closed)).content.decode()


# -- Asking ----------------------------------------------------------------------------------------------------------


def test_asking_by_form_and_what_is_mine_to_do(cast, transcript, signed_in):
    anna, ben = signed_in(cast.anna), signed_in(cast.ben)
    place = reverse("ask_coding", args=[cast.pia.pk, transcript.session_id])
    shown = anna.get(place).content.decode()
    assert "Ben" in shown
    assert "Clara" not in shown, "who prescribes reads no session"
    form = {"scheme": "interventions", "coder": cast.ben.pk, "beside": "margin", "key": "k"}
    assert anna.post(place, form).status_code == 302
    assert anna.post(place, form).status_code == 302, "sent twice is asked once"
    assert DoubleCoding.objects.count() == 1
    assert anna.post(place, {**form, "key": "l"}).status_code == 422
    for name in ("my_codings", "caseload"):
        assert "Pia Sand: <a" in ben.get(reverse(name)).content.decode(), name
        assert "Pia Sand: <a" not in anna.get(reverse(name)).content.decode(), name


def test_who_left_the_care_team_is_asked_nothing_and_sees_nothing(cast, chart, asked, signed_in):
    member = CareTeamMember.objects.get(patient=chart.patient, user=cast.ben, ended_at=None)
    people.leave_team(chart=chart, member=member)
    ben = signed_in(cast.ben)
    assert "Pia Sand" not in ben.get(reverse("my_codings")).content.decode()
    assert ben.get(page("coding_sheet", cast, asked)).status_code == 404


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"scheme": "nothing"}, "not on this installation"),
        ({"beside": "anything"}, "Choose whose codes"),
        ({"scheme": "defense-levels"}, "has no codes of this scheme"),
        ({"who": "chris"}, "Only somebody of the care team"),
        ({"who": "clara"}, "Only somebody of the care team"),
        ({"who": "anna", "beside": "person"}, "beside yourself"),
    ],
)
def test_what_cannot_be_asked(cast, chart, transcript, change, words):
    given = {"scheme": "interventions", "beside": "margin", **change}
    coder = getattr(cast, given.pop("who", "ben"))
    with pytest.raises(PracticeError, match=words):
        double_coding.ask(chart=chart, transcript=transcript, coder=coder, **given)
    assert not DoubleCoding.objects.exists()


def test_a_supervisor_asks_too_and_one_may_code_beside_clew(cast, bens, chart, transcript):
    double_coding.ask(chart=bens, transcript=transcript, scheme="interventions", coder=cast.ben)
    alone = double_coding.ask(
        chart=chart, transcript=transcript, scheme="interventions", coder=cast.anna, beside="machine"
    )
    part = alone.parts.get(coder=cast.anna)
    double_coding.give(chart=chart, part=part, turn=2, code="clarification")
    assert double_coding.finish(chart=chart, part=part)
    alone.refresh_from_db()
    assert reading.side_by_side(chart, reading.opened(chart, alone.pk)).found.agreed == 1.0


def test_taking_it_back_and_asking_again(cast, chart, bens, asked, his, signed_in):
    anna = signed_in(cast.anna)
    anna.post(page("withdraw_coding", cast, asked))
    with pytest.raises(PracticeError, match="taken it back"):
        double_coding.give(chart=bens, part=his, turn=0, code="frame")
    assert "Pia Sand: <a" not in signed_in(cast.ben).get(reverse("my_codings")).content.decode()
    assert signed_in(cast.ben).get(page("coding", cast, asked)).status_code == 404
    anna.post(page("withdraw_coding", cast, asked), {"restore": "1"})
    assert double_coding.give(chart=bens, part=his, turn=0, code="frame")


def test_who_looked_meanwhile_is_blind_no_more(cast, chart, asked, transcript, signed_in):
    anna, ben = signed_in(cast.anna), signed_in(cast.ben)
    anna.post(page("withdraw_coding", cast, asked))
    ben.get(reverse("session", args=[cast.pia.pk, transcript.session_id]))
    refused = anna.post(page("withdraw_coding", cast, asked), {"restore": "1"})
    assert refused.status_code == 422
    assert "has opened the session meanwhile" in refused.content.decode()


def test_who_had_looked_before_is_told_beside_the_figures(cast, chart, transcript, signed_in):
    anna = signed_in(cast.anna)
    anna.get(reverse("session", args=[cast.pia.pk, transcript.session_id]))
    alone = double_coding.ask(
        chart=chart, transcript=transcript, scheme="interventions", coder=cast.anna, beside="machine"
    )
    double_coding.finish(chart=chart, part=alone.parts.get(coder=cast.anna))
    assert "Anna had opened this session" in anna.get(page("coding", cast, alone)).content.decode()


def test_a_transcript_that_was_taken_back_is_read_nowhere(cast, chart, closed, transcript, signed_in):
    sessions.withdraw_transcript(chart=chart, transcript=transcript)
    anna = signed_in(cast.anna)
    assert anna.get(page("coding", cast, closed)).status_code == 404
    assert anna.get(page("settle_turn", cast, closed, 4)).status_code == 404
    assert "Session 1" not in anna.get(reverse("codings", args=[cast.pia.pk])).content.decode()
    sessions.put_back_transcript(chart=chart, transcript=transcript)
    assert anna.get(page("coding", cast, closed)).status_code == 200


def test_the_sheet_ends_when_who_spoke_is_corrected(cast, chart, bens, asked, his, transcript, signed_in):
    sessions.set_roles(chart=chart, transcript=transcript, roles={"Patient": Role.COMPANION})
    with pytest.raises(PracticeError, match="asked for anew"):
        double_coding.give(chart=bens, part=his, turn=0, code="frame")
    ben = signed_in(cast.ben)
    assert ben.get(page("coding_sheet", cast, asked)).status_code == 302
    assert "Pia Sand: <a" not in ben.get(reverse("my_codings")).content.decode()


def test_a_scheme_in_another_version_is_not_mixed_with_the_first(cast, chart, asked, closed, signed_in):
    other = double_coding.ask(
        chart=chart, transcript=closed.transcript, scheme="rupture-markers", coder=cast.ben
    )
    DoubleCoding.objects.filter(
        pk=other.pk
    )  # the version cannot be changed afterwards, as the next test shows
    kept = reading.opened(chart, other.pk)
    other.scheme_version = "0"
    with pytest.raises(PracticeError, match="begun by version 0"):
        double_coding.scheme_of(other)
    assert kept.readable


# -- Kept ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (GivenCode, {"code": "other"}),
        (Outcome, {"turn": 9}),
        (DoubleCoding, {"closed_at": None}),
        (DoubleCoding, {"scheme_version": "9"}),
        (CoderPart, {"kind": "machine", "coder": None}),
    ],
)
def test_what_was_coded_and_settled_is_never_changed_or_deleted(chart, closed, model, change):
    double_coding.settle(chart=chart, coding=closed, turn=4, codes=[Given(4, "interpretation")], reason="So.")
    rows = model.objects.filter(kind="person") if model is CoderPart else model.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_every_step_is_in_the_log_without_words(chart, closed):
    double_coding.settle(
        chart=chart, coding=closed, turn=4, codes=[Given(4, "interpretation")], reason="Because of the jug."
    )
    steps = AuditEvent.objects.filter(action__startswith="double_coding.")
    assert [event.action.split(".")[1] for event in steps.order_by("seq")] == [
        "ask",
        "give",
        "give",
        "give",
        "finish",
        "settle",
    ]
    assert not [event for event in steps if "jug" in str(event.detail)]
    assert audit.verify().whole


def test_erasing_a_person_takes_it_all_away(cast, chart, closed):
    double_coding.settle(chart=chart, coding=closed, turn=4, codes=[Given(4, "interpretation")], reason="So.")
    people.erase_patient(chart=chart)
    for model in (DoubleCoding, CoderPart, GivenCode, Outcome):
        assert not model.objects.exists()


# -- Speed -----------------------------------------------------------------------------------------------------------


def test_pages_ask_the_database_little(cast, asked, his, bens, signed_in, django_assert_max_num_queries):
    ben, anna = signed_in(cast.ben), signed_in(cast.anna)
    for client in (ben, anna):
        client.get(reverse("settings"))  # the first page of a session writes that it began
    with django_assert_max_num_queries(21):  # as its own test has it
        ben.get(reverse("caseload"))
    for client, place in (
        (ben, page("coding_sheet", cast, asked)),
        (ben, reverse("my_codings")),
        (anna, reverse("codings", args=[cast.pia.pk])),
        (anna, reverse("ask_coding", args=[cast.pia.pk, asked.transcript.session_id])),
    ):
        with django_assert_max_num_queries(15):
            client.get(place)
    double_coding.finish(chart=bens, part=his)
    for place in (page("coding", cast, asked), page("settle_turn", cast, asked, 4)):
        with django_assert_max_num_queries(15):
            anna.get(place)


def test_a_role_that_ended_cannot_be_asked(cast, chart, transcript):
    assert [user.name for user in access.coders(chart)] == ["Anna", "Ben"]
    people.end_role(membership=Membership.objects.get(user=cast.ben))
    assert [user.name for user in access.coders(chart)] == ["Anna"]
