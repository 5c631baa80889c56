"""A theme that Clew proposes over the episodes: on the worksheet, apart from the counts, and what a person makes of it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from formulation_scene import FIRST, by_class, hold, words
from lxml import html

from clew.practice.actions import coding, entries, sessions
from clew.practice.actions.base import on_record
from clew.practice.models import AuditEvent, Decision, Entry, EntryMoment, Episode
from clew.practice.readings.entries import written
from clew.practice.roles import May
from clew.therapy.coding.codes import Coding, ComponentProposal, EpisodeProposal
from clew.therapy.moments import Place, Span

LATER = """\
Patient: He never listened, my boss, and I let him talk.
  # moment | He never listened

Patient: My brother rang and never listened either, I let him.
  # moment | never listened either
"""


def propose(chart, transcript, *wanted, completeness=3.0):
    """Let the software propose an episode at each turn: (turn, kind, role, parts), a part (W, category, cluster)."""
    episodes = tuple(
        EpisodeProposal(
            turn,
            turn,
            kind,
            Place.OUTSIDE,
            completeness,
            0.7,
            tuple(
                ComponentProposal(c, category, turn, Span(0, 8), 0.6, cluster, 0.6)
                for c, category, cluster in parts
            ),
            name=role,
        )
        for turn, kind, role, parts in wanted
    )
    with on_record(chart, "coding.propose", to=May.IMPORT) as event:
        sessions.store_proposals(chart, transcript, Coding("a coder 1", (), episodes, ()), event)


PARTS = (("W", "assert_self", None), ("RO", "not_understanding", "rejecting_and_opposing"))


@pytest.fixture
def told(chart, course):
    """Two accepted episodes of the first session, and two that wait in the second."""
    first, second = hold(chart, course, 1, FIRST), hold(chart, course, 2, LATER)
    propose(chart, second[0], (0, "boss", "boss", PARTS), (1, "sibling", "older sister", PARTS))
    return first[0], second[0]


def address(cast, name="worksheet", *more):
    return reverse(name, args=[cast.pia.pk, *more])


def page(client, cast, name="worksheet", *more):
    answer = client.get(address(cast, name, *more))
    assert answer.status_code == 200
    return html.fromstring(answer.content)


def section(tree):
    return by_class(tree, "proposed-theme")


def decide(client, cast, tree, **given):
    """Send the form as it stands on a page."""
    form = section(tree)[0].xpath(".//form")[0]
    hidden = {one.get("name"): one.get("value") for one in form.xpath('.//input[@type="hidden"]')}
    hidden.pop("csrfmiddlewaretoken", None)
    return client.post(address(cast, "decide_theme"), hidden | given, follow=True)


class TestOnTheWorksheet:
    def test_it_is_a_question_apart_from_the_counts_and_names_what_it_was_counted_from(
        self, anna, cast, told
    ):
        tree = page(anna, cast)
        (shown,) = section(tree)
        said = words(shown)
        assert "Be understood?" in said
        assert "Not understanding?" in said
        assert "proposed from 2 unreviewed episodes and 2 accepted ones" in said
        assert "provisional (n = 4)" in said
        assert "in none of the counts" in said
        counts = words(by_class(tree, "tallies")[0])
        assert "assert self" not in counts.lower(), "the counts are those of accepted episodes"

    def test_each_episode_is_one_click_away_and_says_whether_anybody_reviewed_it(self, anna, cast, told):
        (shown,) = section(page(anna, cast))
        stories = by_class(shown, "rests-on", ".//")[0].xpath(".//li")
        assert ["not reviewed" in words(one) for one in stories] == [False, False, True, True]
        assert "Older sister" in words(stories[3])
        for story in stories:
            (link,) = story.xpath(".//a")
            there = anna.get(link.get("href").split("#")[0], follow=True)
            assert there.status_code == 200
            assert link.get("href").partition("#")[2] in there.content.decode()

    def test_ties_are_all_shown_and_none_is_chosen(self, anna, cast, told):
        (shown,) = section(page(anna, cast))
        wishes = shown.xpath('.//input[@name="wish"]')
        assert {one.get("value") for one in wishes} == {"be_understood", "assert_self"}
        assert not [one for one in wishes if one.get("checked") is not None]

    def test_a_cluster_that_recurs_is_proposed_as_one(self, anna, cast, told):
        assert "Rejecting and opposing (cluster)?" in words(section(page(anna, cast))[0])

    def test_how_often_with_whom_where_early_and_late(self, anna, cast, told):
        (shown,) = section(page(anna, cast))
        rows = {words(tr.xpath("./th")[0]): words(tr) for tr in shown.xpath(".//tbody/tr")}
        assert {"Sessions before 2", "From session 2", "Outside", "Boss", "Older sister"} <= set(rows)

    def test_without_any_accepted_episode_it_stands_under_what_to_do_first(self, anna, cast, chart, course):
        later = hold(chart, course, 1, LATER)[0]
        propose(chart, later, (0, "boss", "boss", PARTS), (1, "sibling", "brother", PARTS))
        tree = page(anna, cast)
        assert "No relationship episode has been accepted yet" in words(by_class(tree, "empty")[0])
        assert "proposed from 2 unreviewed episodes." in words(section(tree)[0])

    @pytest.mark.parametrize("completeness", [2.0, 3.0])
    def test_what_was_told_too_incompletely_counts_here_as_little_as_elsewhere(
        self, anna, cast, chart, course, completeness
    ):
        later = hold(chart, course, 1, LATER)[0]
        two = (0, "boss", "boss", PARTS), (1, "sibling", "brother", PARTS)
        propose(chart, later, *two, completeness=completeness)
        assert bool(section(page(anna, cast))) == (completeness >= 2.5)

    def test_without_proposals_there_is_none(self, anna, cast, chart, course):
        hold(chart, course, 1, FIRST)
        assert not section(page(anna, cast))

    def test_who_supervises_reads_it_and_has_nothing_to_press(self, signed_in, cast, told):
        people = cast.by_role()
        (shown,) = section(page(signed_in(people["supervisor"]), cast))
        assert not shown.xpath(".//button")
        assert not shown.xpath('.//input[@type="radio"]')
        posted = signed_in(people["supervisor"]).post(address(cast, "decide_theme"), {"stands": "draft"})
        assert posted.status_code == 404


class TestWhatAPersonMakesOfIt:
    def test_taken_it_is_a_draft_with_its_moments_and_counts_nowhere(self, anna, cast, told):
        before = words(by_class(page(anna, cast), "tallies")[0])
        answer = decide(
            anna, cast, page(anna, cast), stands="draft", wish="assert_self", words="To be heard."
        )
        entry = Entry.objects.get(form="theme_draft")
        tree = html.fromstring(answer.content)
        assert not section(tree), "it was decided about"
        assert "Drafts of the theme" in words(tree)
        assert "To be heard." in words(tree)
        assert words(by_class(tree, "tallies")[0]) == before
        assert set(Episode.objects.values_list("status", flat=True)) == {"accepted", "proposed"}
        assert not Decision.objects.exists(), "no episode was accepted by it"
        moments = EntryMoment.objects.filter(entry=entry)
        assert {(one.transcript_id, one.turn) for one in moments} >= {(told[1].pk, 0), (told[1].pk, 1)}
        event = AuditEvent.objects.get(pk=entry.event_id)
        assert (event.action, event.kind) == ("entry.write", "theme_draft")

    def test_only_what_was_chosen_of_a_tie_is_taken(self, anna, cast, chart, told):
        decide(anna, cast, page(anna, cast), stands="draft", wish="assert_self")
        values = written(chart, Entry.objects.get(form="theme_draft")).values
        assert values["wish"] == "assert_self"
        assert values["stands"] == "draft"
        assert values["rests_on"] == "proposed from 2 unreviewed episodes and 2 accepted ones"

    def test_what_was_not_offered_cannot_be_taken(self, anna, cast, chart, told):
        decide(anna, cast, page(anna, cast), stands="draft", wish="be_hurt")
        assert "wish" not in written(chart, Entry.objects.get(form="theme_draft")).values

    def test_set_aside_it_is_not_proposed_again_until_that_is_taken_back(self, anna, cast, chart, told):
        answer = decide(anna, cast, page(anna, cast), stands="set_aside")
        tree = html.fromstring(answer.content)
        assert not section(tree)
        assert "1 proposed theme set aside" in words(tree)
        entries.withdraw_entry(chart=chart, entry=Entry.objects.get(form="theme_draft"))
        assert section(page(anna, cast))

    def test_a_page_that_is_out_of_date_takes_nothing(self, anna, cast, chart, told):
        old = page(anna, cast)
        for episode in Episode.objects.filter(status="proposed"):
            coding.decide(chart=chart, claim=episode, verdict=Decision.Verdict.REJECTED)
        answer = decide(anna, cast, old, stands="draft")
        assert "has changed" in answer.content.decode()
        assert not Entry.objects.filter(form="theme_draft").exists()

    def test_sent_twice_it_is_taken_once(self, anna, cast, told):
        tree = page(anna, cast)
        decide(anna, cast, tree, stands="draft", wish="assert_self")
        decide(anna, cast, tree, stands="draft", wish="assert_self")
        assert Entry.objects.filter(form="theme_draft").count() == 1

    def test_with_everything_left_open_it_says_what_is_missing(self, anna, cast, chart, course):
        later = hold(chart, course, 1, LATER)[0]
        both = (("W", "assert_self", None), ("W", "achieve", None))
        propose(chart, later, (0, "boss", "boss", both), (1, "sibling", "brother", both))
        answer = decide(anna, cast, page(anna, cast), stands="draft")
        assert not Entry.objects.filter(form="theme_draft").exists()
        assert "at least one part" in answer.content.decode()

    def test_asking_for_the_address_alone_leads_back(self, anna, cast, told):
        assert anna.get(address(cast, "decide_theme")).url == address(cast)
