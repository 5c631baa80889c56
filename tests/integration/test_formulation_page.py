"""The formulation page: every statement leads to its moments, only accepted claims count, proposals stand beside."""

from __future__ import annotations

import dataclasses
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from formulation_scene import FIRST, SECOND, by_class, hold, words
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from clew.practice import vault
from clew.practice.actions import formulation as actions
from clew.practice.actions import notes, sessions
from clew.practice.actions.base import on_record
from clew.practice.errors import PracticeError
from clew.practice.models import Formulation, Hypothesis, HypothesisMoment
from clew.practice.readings.cited import ranges
from clew.practice.readings.formulation import formulation_page
from clew.practice.readings.versions import word_changes
from clew.practice.roles import May
from clew.therapy.coding.codes import Coding, ComponentProposal, EpisodeProposal
from clew.therapy.formulation.ccrt import ccrt
from clew.therapy.moments import Place, Span


def propose(chart, transcript, *, first, last, category="distant"):
    """Let the software propose an episode with one response of other."""
    part = ComponentProposal("RO", category, first, Span(0, 4), 0.7)
    found = Coding(
        "a coder 1", (), (EpisodeProposal(first, last, "friend", Place.OUTSIDE, 3.0, 0.7, (part,)),), ()
    )
    with on_record(chart, "coding.propose", to=May.IMPORT) as event:
        sessions.store_proposals(chart, transcript, found, event)


@pytest.fixture
def told(chart, course):
    """Two sessions with four accepted episodes, one of them too incomplete to count, and three defenses."""
    return [hold(chart, course, 1, FIRST), hold(chart, course, 2, SECOND)]


def address(cast, name="formulation", *more):
    return reverse(name, args=[cast.pia.pk, *more])


def page(anna, cast, query="", name="formulation", *more):
    answer = anna.get(address(cast, name, *more) + query)
    assert answer.status_code == 200
    return html.fromstring(answer.content)


def theme_part(tree, kind):
    (found,) = [p for p in by_class(tree, "part") if kind in p.get("class").split()]
    return words(found)


class TestTheTheme:
    def test_the_counts_are_those_of_therapy(self, anna, cast, told):
        counts = ccrt([episode for _, coded in told for episode in coded.episodes])
        tree = page(anna, cast)
        for kind, counted in (("W", counts.wishes), ("RO", counts.of_other), ("RS", counts.of_self)):
            assert counted[0].words in theme_part(tree, kind)
        assert counts.wishes[0].words == "in 2 of 3 episodes, 2 people"
        assert "provisional (n = 3)" in words(tree)

    def test_a_wish_is_written_as_one(self, anna, cast, told):
        assert "to be understood" in theme_part(page(anna, cast), "W")

    def test_every_part_leads_to_its_moments_in_their_sessions(self, anna, cast, told):
        tree = page(anna, cast)
        for kind, expected in (("W", 2), ("RO", 2), ("RS", 2)):
            links = tree.xpath(f'//*[@data-strand="{kind}"]/a/@href')
            assert len(links) == expected
            for link in links:
                assert re.fullmatch(
                    rf"/patients/{cast.pia.pk}/sessions/[0-9a-f-]+/\?from=formulation#turn-\d+", link
                )
        call = reverse("session", args=[cast.pia.pk, told[0][0].session_id])
        assert f"{call}?from=formulation#turn-1" in tree.xpath('//*[@data-strand="W"]/a/@href')

    def test_a_moment_stands_in_its_place_in_the_patients_words(self, anna, cast, told):
        tree = page(anna, cast)
        past, outside, room = (words(place) for place in by_class(tree, "place"))
        assert "I sat on the stairs" in past
        assert "Session 1" in past
        assert "mother" in past
        assert "aged nine" in past
        assert "she said good" in outside
        assert "I said nothing" in room

    def test_what_is_missing_is_said(self, anna, cast, chart, course):
        hold(chart, course, 1, FIRST)
        tree = page(anna, cast)
        assert "not yet seen in the room" in theme_part(tree, "W")
        assert words(by_class(tree, "place")[2]).endswith("Not yet seen in the room.")

    def test_words_of_the_patient_are_never_markup(self, anna, cast, chart, course):
        hold(
            chart,
            course,
            1,
            FIRST.replace("I sat on the stairs\n", "I sat on the stairs and <b>waited</b>\n"),
        )
        tree = page(anna, cast)
        assert "<b>waited</b>" in words(tree)
        assert not tree.xpath('//b[text()="waited"]')

    def test_without_an_accepted_episode_it_says_what_to_do_first(self, anna, cast, course):
        tree = page(anna, cast)
        assert "No relationship episode has been accepted yet" in words(tree)
        assert reverse("sessions", args=[cast.pia.pk]) in tree.xpath('//*[@class="empty"]//a/@href')

    def test_without_a_course_it_says_what_to_do_first(self, anna, cast):
        assert "Open a course" in words(page(anna, cast))

    def test_episodes_too_incomplete_are_kept_apart_and_told(self, anna, cast, told):
        assert "Counted from 3 accepted episodes; 1 told too incompletely and kept apart" in words(
            page(anna, cast)
        )


class TestTies:
    def choose(self, anna, cast, category):
        return anna.post(address(cast, "choose_ccrt"), {"kind": "W", "category": category}, follow=True)

    @pytest.fixture
    def tied(self, chart, course):
        """Two wishes, each in one of two episodes."""
        return hold(chart, course, 1, FIRST.replace("# W stairs: be_understood", "# W stairs: be_loved"))

    def test_the_clinician_chooses_and_may_choose_again(self, anna, cast, tied):
        first = theme_part(page(anna, cast), "W")
        assert "to be loved" in first
        assert "Tied with ‘to be understood’" in first
        self.choose(anna, cast, "be_understood")
        chosen = theme_part(page(anna, cast), "W")
        assert chosen.startswith("Wish to be understood")
        assert "Chosen by Anna" in chosen
        self.choose(anna, cast, "be_loved")
        assert theme_part(page(anna, cast), "W").startswith("Wish to be loved")

    def test_a_choice_that_is_no_longer_among_the_most_frequent_is_passed_over(
        self, anna, cast, chart, course, tied
    ):
        self.choose(anna, cast, "be_loved")
        hold(chart, course, 2, FIRST)
        now = theme_part(page(anna, cast), "W")
        assert now.startswith("Wish to be understood")
        assert "Chosen by" not in now

    def test_a_category_that_is_none_is_refused(self, anna, cast, tied):
        answer = self.choose(anna, cast, "be_rich")
        assert answer.status_code == 422
        assert "Chosen by" not in theme_part(page(anna, cast), "W")


class TestProposals:
    def test_they_are_hidden_until_asked_for(self, anna, cast, chart, told):
        propose(chart, told[1][0], first=0, last=0)
        tree = page(anna, cast)
        assert not by_class(tree, "proposal")
        assert "with proposals" not in words(tree)
        assert "You g" not in words(by_class(tree, "thread")[0])

    def test_beside_they_are_dashed_and_in_no_count(self, anna, cast, chart, told):
        propose(chart, told[1][0], first=0, last=0)
        tree = page(anna, cast, "?proposals=1")
        of_other = theme_part(tree, "RO")
        assert "in 2 of 3 episodes, 2 people" in of_other
        assert "with proposals: in 3 of 4 episodes, 3 people" in of_other
        (story,) = [s for s in by_class(tree, "story") if "proposal" in s.get("class").split()]
        assert story.xpath(".//*[@data-strand and @data-proposed]")
        assert "other?" in words(story)
        assert words(by_class(tree, "place")[1]).startswith("Outside 1 of 1 episode")

    def test_a_proposal_of_a_story_that_was_accepted_is_not_shown_again(self, anna, cast, chart, told):
        propose(chart, told[0][0], first=1, last=1)
        tree = page(anna, cast, "?proposals=1")
        assert not [s for s in by_class(tree, "story") if "proposal" in s.get("class").split()]
        assert "with proposals: in 2 of 3 episodes" in theme_part(tree, "RO")

    def test_waiting_alone_they_make_no_theme(self, anna, cast, chart, course):
        row, _ = hold(chart, course, 1, "Patient: Nobody came to see me.\n")
        propose(chart, row, first=0, last=0)
        for query in ("", "?proposals=1"):
            tree = page(anna, cast, query)
            assert not by_class(tree, "part")
            assert "1 proposed episode waits for you" in words(tree)


class TestHypotheses:
    @pytest.fixture
    def held(self, chart, course, told):
        return actions.propose_hypothesis(
            chart=chart,
            course=course,
            statement="It may be that she leaves first.",
            code="E4",
            moments=[
                actions.MomentRef(told[0][0], 1, 0, 8),
                actions.MomentRef(told[1][0], 1, 0, 9, against=True),
            ],
        )

    def test_each_stands_with_its_moments_for_and_against(self, anna, cast, held):
        (article,) = page(anna, cast).xpath("//article")
        assert "It may be that she leaves first." in words(article)
        assert "Anna" in words(article)
        assert [words(m) for m in article.xpath('.//*[@data-strand="for"]')] == [
            "She rang session 1, turn 2; older sister, last Sunday"
        ]
        assert [words(m) for m in article.xpath('.//*[@data-strand="against"]')] == [
            "I thought session 2, turn 2; clinician, now"
        ]
        assert len(article.xpath('.//*[@data-strand]/a[contains(@href, "?from=formulation#turn-1")]')) == 2

    def test_the_verdict_gives_its_reasons_its_source_and_how_sure_it_is(self, anna, cast, held):
        (article,) = page(anna, cast).xpath("//article")
        assert "Not yet enough evidence to offer it" in words(article)
        assert "1 episode of at least" in words(article)
        assert "default, not validated" in words(article)

    def test_the_status_changes_and_a_rejected_one_stays_calmly(self, anna, cast, held):
        for status in ("supported", "rejected"):
            anna.post(address(cast, "judge_hypothesis", held.pk), {"status": status})
            held.refresh_from_db()
            assert held.status == status
        (article,) = page(anna, cast).xpath("//article")
        assert "Not to be offered: rejected" in words(article)
        assert article.xpath('.//button[@aria-pressed="true"]/text()') == ["Rejected"]

    def picks(self, anna, cast):
        tree = page(anna, cast, name="write_hypothesis")
        return {
            words(li.xpath(".//q")[0]): li.xpath(".//input")[0].get("value")
            for li in tree.xpath("//li[.//q]")
        }

    def write(self, anna, cast, **given):
        fields = {"statement": "It may be that she hides.", "code": "", "key": "a-key", **given}
        return anna.post(address(cast, "write_hypothesis"), fields)

    def test_moments_are_picked_from_accepted_episodes_and_what_is_for_supervision(self, anna, cast, told):
        picks = self.picks(anna, cast)
        assert {
            "I said I was fine",
            "I sat on the stairs",
            "My mother never asked either",
            "I said nothing",
        } <= set(picks)

    def test_written_with_a_moment_it_leads_there(self, anna, cast, told):
        picks = self.picks(anna, cast)
        answer = self.write(
            anna,
            cast,
            **{"for": picks["I said nothing"], "against": picks["My mother never asked either"]},
        )
        assert answer.status_code == 302
        (article,) = page(anna, cast).xpath("//article")
        assert "I said nothing" in words(article.xpath('.//*[@data-strand="for"]')[0])
        assert "My mother never asked either" in words(article.xpath('.//*[@data-strand="against"]')[0])

    @pytest.mark.parametrize("side", [None, "against"])
    def test_without_a_moment_for_it_is_refused_and_nothing_typed_is_lost(self, anna, cast, told, side):
        value = self.picks(anna, cast)["I said nothing"]
        answer = self.write(anna, cast, **({side: value} if side else {}))
        assert answer.status_code == 422
        tree = html.fromstring(answer.content)
        assert "needs at least one moment that speaks for it" in words(tree)
        assert "It may be that she hides." in words(tree.xpath("//textarea")[0])
        assert tree.xpath("//input[@checked]/@value") == ([value] if side else [])
        assert not Hypothesis.objects.exists()

    def test_a_moment_that_is_not_on_the_list_is_none(self, anna, cast, told):
        answer = self.write(anna, cast, **{"for": f"{told[0][0].pk}.0."})
        assert answer.status_code == 422
        assert not Hypothesis.objects.exists()

    def test_one_moment_cannot_stand_on_both_sides(self, anna, cast, told):
        value = self.picks(anna, cast)["I said nothing"]
        answer = self.write(anna, cast, **{"for": value, "against": value})
        assert answer.status_code == 422
        assert "on both sides" in answer.content.decode()

    def test_sent_twice_it_is_saved_once(self, anna, cast, told):
        value = self.picks(anna, cast)["I said nothing"]
        for _ in range(2):
            assert self.write(anna, cast, **{"for": value}).status_code == 302
        assert Hypothesis.objects.count() == 1

    def test_moments_are_added_later(self, anna, cast, held, told):
        value = self.picks(anna, cast)["I said nothing"]
        where = address(cast, "hypothesis_moments", held.pk)
        assert anna.post(where, {"against": value, "key": "another"}).status_code == 302
        assert [m.against for m in held.moments.order_by("event")].count(True) == 2
        assert "speaks against it already" in words(page(anna, cast, "", "hypothesis_moments", held.pk))
        assert anna.post(where, {"key": "a third"}).status_code == 422

    def test_a_private_note_is_no_moment(self, chart, course, told):
        note = notes.save_draft(chart=chart, session=told[0][0].session, kind="process", text="I was bored.")
        with pytest.raises(PracticeError, match="stays private"):
            actions.propose_hypothesis(
                chart=chart, course=course, statement="It may be.", moments=[actions.MomentRef(note, 0)]
            )
        assert not Hypothesis.objects.exists()

    def test_a_private_note_never_appears(self, signed_in, cast, chart, held, told):
        note = notes.save_draft(chart=chart, session=told[0][0].session, kind="process", text="I was bored.")
        with on_record(chart, "test", to=May.WRITE_NOTES) as event:
            HypothesisMoment.objects.create(
                patient=chart.patient, event=event, hypothesis=held, note=note, position=0
            )
        for reader in (cast.anna, cast.ben):
            assert "I was bored." not in words(page(signed_in(reader), cast))

    def test_a_line_of_the_record_can_be_a_moment(self, anna, cast, chart, held, told):
        note = notes.save_draft(
            chart=chart, session=told[0][0].session, kind="progress", text="Quiet.\nHer voice was flat."
        )
        actions.add_moments(chart=chart, hypothesis=held, moments=[actions.MomentRef(note, 1)])
        (article,) = page(anna, cast).xpath("//article")
        assert "Her voice was flat. progress note of session 1" in words(article)

    def test_after_the_speakers_were_corrected_it_leads_to_the_corrected_transcript(
        self, anna, cast, chart, held, told
    ):
        roles = sessions.read_turns(chart, told[0][0]).roles
        swapped = dict(zip(roles, reversed(roles.values()), strict=True))
        sessions.set_roles(chart=chart, transcript=told[0][0], roles=swapped)
        (article,) = page(anna, cast).xpath("//article")
        assert "She rang" in words(article.xpath('.//*[@data-strand="for"]')[0])

    def test_a_transcript_that_was_taken_back_is_not_read(self, anna, cast, chart, held, told):
        sessions.withdraw_transcript(chart=chart, transcript=told[0][0])
        tree = page(anna, cast)
        assert "She rang" not in words(tree)
        assert "were taken back" in words(tree.xpath("//article")[0])


class TestVersions:
    def write(self, anna, cast, text, key="k"):
        return anna.post(address(cast, "write_formulation"), {"text": text, "key": key})

    def test_a_new_version_is_dated_and_earlier_ones_stay(self, anna, cast, course):
        self.write(anna, cast, "She leaves before she is left.", "one")
        self.write(anna, cast, "She leaves before anybody can.", "two")
        self.write(anna, cast, "She leaves before anybody can.", "two")
        shown = words(page(anna, cast))
        assert [v.number for v in Formulation.objects.order_by("number")] == [1, 2]
        assert "Version 2, written as free text" in shown
        assert "She leaves before she is left." not in shown
        earlier = by_class(page(anna, cast, "", "formulation_versions"), "earlier")
        assert "She leaves before she is left." in words(earlier[-1])

    def test_an_empty_one_is_refused(self, anna, cast, course):
        answer = self.write(anna, cast, "  ")
        assert answer.status_code == 422
        assert "The formulation is empty." in answer.content.decode()
        assert not Formulation.objects.exists()


class TestOnPaper:
    def test_every_number_of_a_statement_is_in_the_list_of_moments(self, anna, cast, chart, course, told):
        actions.propose_hypothesis(
            chart=chart, course=course, statement="It may be.", moments=[actions.MomentRef(told[0][0], 2)]
        )
        tree = page(anna, cast)
        listed = [words(li) for li in by_class(tree, "references")[0].xpath(".//li")]
        numbers = [words(sup) for sup in tree.xpath("//sup")]
        assert numbers == ["1-2", "3-4", "5-6", "7"]
        assert len(listed) == 7
        assert listed[0] == "I said I was fine session 1, turn 2; older sister, last Sunday"
        assert listed[6].endswith("session 1, turn 3; mother, aged nine")


class TestWhoMay:
    def test_clinician_and_supervisor_read_and_nobody_else(self, signed_in, cast, told):
        for role, user in cast.by_role().items():
            expected = 200 if role in ("clinician", "supervisor") else 404
            assert signed_in(user).get(address(cast)).status_code == expected, role

    def test_a_supervisor_has_no_form_and_cannot_write(self, signed_in, cast, chart, course, told):
        row = actions.propose_hypothesis(
            chart=chart, course=course, statement="It may be.", moments=[actions.MomentRef(told[0][0], 1)]
        )
        ben = signed_in(cast.ben)
        tree = page(ben, cast)
        assert not tree.xpath('//main//form[@method="post"]')
        assert ben.post(address(cast, "write_formulation"), {"text": "x"}).status_code == 404
        assert (
            ben.post(address(cast, "choose_ccrt"), {"kind": "W", "category": "be_loved"}).status_code == 404
        )
        assert ben.post(address(cast, "judge_hypothesis", row.pk), {"status": "rejected"}).status_code == 404
        assert ben.get(address(cast, "write_hypothesis")).status_code == 404
        assert ben.post(address(cast, "hypothesis_moments", row.pk)).status_code == 404


class Counting(vault.Cipher):
    """A cipher that notes what it opens."""

    opened: list[str] = []

    def unseal(self, sealed: bytes, place: str) -> str:
        self.opened.append(place)
        return super().unseal(sealed, place)


class TestReadingLittle:
    def test_each_cited_transcript_is_opened_once_and_the_others_not_at_all(self, chart, course, told):
        hold(chart, course, 3, "Patient: Nothing here is cited.\n")
        Counting.opened = []
        watched = dataclasses.replace(chart, cipher=Counting(chart.cipher.patient, chart.cipher._key))
        formulation_page(watched, course)
        opened = sorted(place for place in Counting.opened if ".turns" in place)
        assert opened == sorted(f"practice_transcript.turns:{row.pk}" for row, _ in told)

    def test_few_questions_to_the_database_and_no_more_as_the_course_grows(self, chart, course, told):
        with CaptureQueriesContext(connection) as before:
            formulation_page(chart, course, proposals=True)
        for number in range(3, 9):
            hold(chart, course, number, FIRST)
        with CaptureQueriesContext(connection) as after:
            formulation_page(chart, course, proposals=True)
        assert len(after) == len(before) <= 8

    def test_the_whole_page_frame_and_log_included(self, anna, cast, told, django_assert_max_num_queries):
        anna.get(address(cast))  # the first visit of a minute also renews the sign-in
        with django_assert_max_num_queries(20):
            anna.get(address(cast))


@given(st.text(alphabet="ab .\n", max_size=40), st.text(alphabet="ab .\n", max_size=40))
def test_both_texts_can_be_read_from_the_changes(older, newer):
    pieces = word_changes(older, newer)
    assert "".join(words for what, words in pieces if what != "in") == older
    assert "".join(words for what, words in pieces if what != "out") == newer


@given(st.sets(st.integers(1, 40)))
def test_numbers_written_shortly_are_the_same_numbers(numbers):
    read = set()
    for piece in filter(None, ranges(numbers).split(", ")):
        first, _, last = piece.partition("-")
        read |= set(range(int(first), int(last or first) + 1))
    assert read == numbers
