"""What stands beside the formulation: worksheet, triangles, defenses, drafts, versions, one page, plain words."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from formulation_scene import FIRST, SECOND, by_class, hold, words
from lxml import html

from clew.practice.actions import entries as actions
from clew.practice.actions import formulation, measures
from clew.practice.actions.alerts import raise_alert
from clew.practice.actions.formulation import MomentRef
from clew.practice.models import Entry
from clew.therapy.formulation.ccrt import ccrt
from clew.therapy.formulation.defenses import defense_profile
from clew.therapy.knowledge import Component

PAGES = (
    "worksheet",
    "triangles",
    "defenses",
    "draft_interpretation",
    "formulation_versions",
    "formulation_sheet",
    "plain_formulation",
)

MOST = {"draft_interpretation": 19, "formulation_sheet": 17}
"""Pages that gather more than the others: what was tried, how things stand, and what was coded."""


@pytest.fixture
def told(chart, course):
    """Two sessions with four accepted episodes, one of them too incomplete to count, and three defenses."""
    return [hold(chart, course, 1, FIRST), hold(chart, course, 2, SECOND)]


def address(cast, name, *more):
    return reverse(name, args=[cast.pia.pk, *more])


def page(anna, cast, name, query="", *more):
    answer = anna.get(address(cast, name, *more) + query)
    assert answer.status_code == 200
    return html.fromstring(answer.content)


def write(chart, course, form, values, **more):
    return actions.write_entry(chart=chart, course=course, form=form, values=values, **more)


class TestEveryPage:
    @pytest.mark.parametrize("name", PAGES)
    def test_without_a_course_it_says_what_to_do_first(self, anna, cast, name):
        assert "Open a course" in words(by_class(page(anna, cast, name), "empty")[0])

    @pytest.mark.parametrize("name", [name for name in PAGES if name != "formulation_sheet"])
    def test_with_nothing_in_it_it_says_what_to_do_first(self, anna, cast, course, name):
        assert by_class(page(anna, cast, name), "empty")

    @pytest.mark.parametrize("name", PAGES)
    def test_it_is_two_clicks_away(self, anna, cast, course, name):
        tree = page(anna, cast, "formulation")
        assert tree.xpath(f'//nav[@aria-label="On this tab"]//a[@href="{address(cast, name)}"]')

    @pytest.mark.parametrize("name", PAGES)
    def test_who_treats_or_supervises_reads_it_and_nobody_else(self, signed_in, cast, told, name):
        for role, user in cast.by_role().items():
            may = role == "clinician" or (role == "supervisor" and name != "draft_interpretation")
            assert signed_in(user).get(address(cast, name)).status_code == (200 if may else 404), role

    @pytest.mark.parametrize("name", PAGES)
    def test_few_questions_to_the_database_and_no_more_as_the_course_grows(
        self, anna, cast, chart, course, told, name
    ):
        anna.get(address(cast, name))
        with CaptureQueriesContext(connection) as before:
            anna.get(address(cast, name))
        for number in range(3, 7):
            hold(chart, course, number, FIRST)
        with CaptureQueriesContext(connection) as after:
            anna.get(address(cast, name))
        # 12 of them open the record, write the log and draw the frame.
        assert len(after) == len(before) <= MOST.get(name, 15)

    @pytest.mark.parametrize("name", PAGES)
    def test_an_address_that_asks_for_nonsense_is_answered_calmly(self, anna, cast, told, name):
        page(anna, cast, name, "?sort=%00&wording=-1&older=x&newer=%F0")
        page(anna, cast, name, "?wording=99999999999999999999")


class TestTheWorksheet:
    def test_each_accepted_episode_has_a_row_that_leads_there(self, anna, cast, told):
        rows = by_class(page(anna, cast, "worksheet"), "episodes")[0].xpath(".//tbody/tr")
        coded = [e for _, found in told for e in found.episodes]
        assert len(rows) == len(coded) == 4
        assert rows[0].xpath('.//a[contains(@href, "#turn-")]')
        assert "Older sister" in words(rows[0])
        assert "be understood" in words(rows[0])
        assert "I said I was fine" in words(rows[0])
        assert "not counted: told too incompletely" in words(rows[3])

    def test_the_counts_are_those_of_therapy(self, anna, cast, told):
        counts = ccrt([e for _, found in told for e in found.episodes])
        lists = by_class(page(anna, cast, "worksheet"), "tally")
        shown = [[words(by_class(li, "number", ".//")[0]) for li in one.xpath("./li")] for one in lists[:3]]
        assert shown == [[str(c.frequency) for c in counts.counted(kind)][:6] for kind in Component]

    def test_a_tie_is_called_one(self, anna, cast, chart, course, told):
        def tied():
            tallies = by_class(page(anna, cast, "worksheet"), "tallies")[0]
            return ["tied" in words(one.xpath("./h3")[0]) for one in tallies.xpath("./div")]

        assert tied() == [False, False, False]
        hold(chart, course, 3, SECOND)  # a wish to be respected once more, and not understanding
        assert tied() == [True, True, False]

    def test_what_is_missing_is_said_with_its_source_and_tag(self, anna, cast, told):
        tree = page(anna, cast, "worksheet")
        missing = by_class(tree, "missing-list")[0]
        assert "3 complete episodes; a stable theme has at least 10." in words(missing)
        assert missing.xpath(".//abbr[contains(@title, 'Luborsky')]")

    def test_the_rows_can_be_sorted_without_a_mouse_or_script(self, anna, cast, told):
        def people(sort):
            rows = by_class(page(anna, cast, "worksheet", f"?sort={sort}"), "episodes")[0].xpath(
                ".//tbody/tr/th"
            )
            names = ("Older sister", "Mother", "Clinician", "Friend")
            return [next(name for name in names if name in words(row)) for row in rows]

        assert people("told") == ["Older sister", "Mother", "Clinician", "Friend"]
        assert people("person") == ["Clinician", "Friend", "Mother", "Older sister"]
        assert people("place") == ["Mother", "Older sister", "Friend", "Clinician"]
        assert people("unheard-of") == people("told")

    def test_early_and_late_and_each_person(self, anna, cast, told):
        tree = page(anna, cast, "worksheet")
        rows = {
            words(row.xpath("./th")[0]): [words(cell) for cell in row.xpath("./td")]
            for row in tree.xpath('//section[@aria-labelledby="reach-title"]//tbody/tr')
        }
        assert rows["Sessions before 2"] == ["2 of 2", "2 of 2", "1 of 2"]
        assert rows["From session 2"] == ["0 of 1", "0 of 1", "1 of 1"]
        assert rows["Past"] == ["1 of 1", "1 of 1", "0 of 1"]
        assert rows["Mother"] == ["1 of 1", "1 of 1", "0 of 1"]

    @pytest.mark.parametrize(
        ("query", "people", "said"),
        [
            ("part=W:be_understood", {"Older sister", "Mother"}, "with the wish"),
            ("place=past", {"Mother"}, "past"),
            ("person=mother", {"Mother"}, "with mother"),
            ("half=late", {"Clinician"}, "from session 2"),
            ("part=W:be_understood&person=mother", {"Mother"}, "with mother"),
            ("until=1999-01-01", set(), "told by 1 January 1999"),
        ],
    )
    def test_a_number_leads_to_the_episodes_that_it_counts(self, anna, cast, told, query, people, said):
        tree = page(anna, cast, "worksheet", f"?{query}")
        rows = by_class(tree, "episodes")[0].xpath(".//tbody/tr/th")
        names = ("Older sister", "Mother", "Clinician", "Friend")
        assert {name for row in rows for name in names if name in words(row)} == people
        chosen = words(by_class(tree, "chosen")[0])
        assert f"{len(rows)} episode" in chosen
        assert said in chosen

    @pytest.mark.parametrize(
        "query", ["part=W:no_such", "part=XX:1", "cluster=W:", "place=mars", "until=soon"]
    )
    def test_what_is_no_such_part_chooses_nothing(self, anna, cast, told, query):
        tree = page(anna, cast, "worksheet", f"?{query}")
        assert not by_class(tree, "chosen")
        assert len(by_class(tree, "episodes")[0].xpath(".//tbody/tr")) == 4

    def test_words_of_the_patient_are_never_markup(self, anna, cast, told):
        assert "<b>waited" not in anna.get(address(cast, "worksheet")).content.decode()


class TestTriangles:
    def test_a_conflict_is_a_sketch_until_a_moment_speaks_for_it(self, anna, cast, chart, course, told):
        values = {
            "feeling": "anger at being left",
            "anxiety": "the fear of being a burden",
            "defense": "humor",
        }
        entry = write(chart, course, "conflict", values)
        (drawn,) = by_class(page(anna, cast, "triangles"), "conflict")
        assert "sketch" in drawn.get("class").split()
        assert "No moment speaks for it yet" in words(drawn)
        actions.add_entry_moments(chart=chart, entry=entry, moments=[MomentRef(told[0][0], 2)])
        (drawn,) = by_class(page(anna, cast, "triangles"), "conflict")
        assert "sketch" not in drawn.get("class").split()
        assert "My mother never asked either." in words(drawn)

    def test_moments_against_it_stand_there_too(self, anna, cast, chart, course, told):
        moments = [MomentRef(told[0][0], 2, None, None, True)]
        write(chart, course, "conflict", {"feeling": "anger"}, moments=moments)
        (drawn,) = by_class(page(anna, cast, "triangles"), "conflict")
        assert "Speaks against it" in words(drawn)
        assert "sketch" in drawn.get("class").split()

    def test_an_entry_without_a_corner_breaks_nothing(self, anna, cast, chart, course, told):
        write(chart, course, "conflict", {"shows": "He goes silent."})
        assert not by_class(page(anna, cast, "triangles"), "conflict")

    def test_the_triangle_of_person_counts_places_and_links(self, anna, cast, chart, course, told):
        assert "Episodes: past 1, outside 1, in the room 1." in words(page(anna, cast, "triangles"))
        values = {"words": "Perhaps.", "corners": ["clinician", "past_figures"]}
        write(chart, course, "interpretation", values)
        assert "Interpretations: 1 linked in the room and past." in words(page(anna, cast, "triangles"))

    def test_what_was_taken_back_is_gone(self, anna, cast, chart, course, told):
        entry = write(chart, course, "conflict", {"feeling": "anger"})
        actions.withdraw_entry(chart=chart, entry=entry)
        assert not by_class(page(anna, cast, "triangles"), "conflict")

    def test_a_supervisor_reads_and_has_nothing_to_write(self, signed_in, cast, chart, course, told):
        write(chart, course, "conflict", {"feeling": "anger"})
        tree = page(signed_in(cast.ben), cast, "triangles")
        assert by_class(tree, "conflict")
        assert not tree.xpath('//main//a[contains(@href, "/write/") or contains(@href, "/change/")]')

    def test_saving_leads_back_to_it(self, anna, cast, course):
        answer = anna.post(
            address(cast, "write_entry", "conflict"), {"feeling": "anger", "on_day": "2026-03-01", "key": "k"}
        )
        assert answer["Location"].startswith(address(cast, "triangles") + "#entry-")


class TestDefenses:
    def test_the_profile_is_that_of_therapy(self, anna, cast, told):
        profile = defense_profile([code for _, coded in told for code in coded.codes])
        tree = page(anna, cast, "defenses")
        assert f"Overall defensive functioning {profile.odf:.1f} on a scale from 1 to 7 (n = 3)" in words(
            tree
        )
        assert "too few codes (n = 3)" in words(tree)

    def test_each_defense_opens_the_list_of_its_moments(self, anna, cast, told):
        tree = page(anna, cast, "defenses")
        lists = by_class(tree, "defense")
        assert len(lists) == 3
        for one in lists:
            assert one.xpath('.//ul//a[contains(@href, "?from=formulation#turn-")]')

    def test_its_moments_can_be_read_with_their_words(self, anna, cast, told):
        tree = page(anna, cast, "defense_moments", "", "projection")
        assert "I thought you were bored" in words(tree)
        assert "My mother never asked" not in words(tree)
        fragment = anna.get(
            address(cast, "defense_moments", "projection"), headers={"HX-Request": "true"}
        ).content.decode()
        assert "I thought you were bored" in fragment
        assert "<html" not in fragment
        assert anna.get(address(cast, "defense_moments", "courage")).status_code == 404

    def test_nothing_is_called_good_or_bad(self, anna, cast, told):
        text = words(page(anna, cast, "defenses")).lower()
        for judging in (
            "mature",
            "immature",
            "primitive",
            "healthy",
            "poor",
            "good defense",
            "worse",
            "better",
        ):
            assert judging not in text

    def test_early_and_late_each_say_when_they_are_few(self, anna, cast, told):
        halves = words(by_class(page(anna, cast, "defenses"), "halves")[0])
        assert "too few codes (n = 2)" in halves
        assert "too few codes (n = 1)" in halves


# Enough to draft from: three people, each place, all of them in the last sessions.
ENOUGH = """\
Patient: She rang, I said I was fine, she said good, and that was the whole call.
  # episode call sibling "older sister" outside 3.5 told "last Sunday"
  # W call: be_understood | I said I was fine
  # RO call: distant negative actual | she said good
  # RS call: not_open negative | that was the whole call
  # end call

Patient: My mother never asked either. I sat on the stairs and waited.
  # episode stairs parent "mother" past 3 told "aged nine"
  # W stairs: be_understood | I sat on the stairs
  # RO stairs: distant negative actual | My mother never asked
  # RS stairs: not_open negative | waited
  # end stairs

Patient: I thought you were far away, so I said nothing and looked at the clock.
  # episode clock clinician "clinician" room 3 enacted "now"
  # W clock: be_understood | I thought you were far away
  # RO clock: distant negative expected | you were far away
  # RS clock: not_open negative | I said nothing
  # end clock
"""


@pytest.fixture
def ready(chart, course):
    """Eight sessions, the last with all that a draft rests on."""
    return [hold(chart, course, number, ENOUGH) for number in (7, 8)]


def drafts(anna, cast, query=""):
    return [words(one) for one in by_class(page(anna, cast, "draft_interpretation", query), "drafted")]


class TestDrafts:
    def test_it_is_labelled_hedged_and_rests_on_moments(self, anna, cast, ready):
        tree = page(anna, cast, "draft_interpretation")
        assert words(tree.xpath("//h1")[0]) == "A draft to think with, not to read out"
        first = by_class(tree, "draft")[0]
        assert words(by_class(first, "drafted", ".//")[0]) == (
            "I wonder whether part of you already expects others to keep at a distance, so that you keep it to yourself. "
            "Does that fit, or is it different?"
        )
        assert first.xpath('.//a[contains(@href, "#turn-")]')
        assert "Seen in 6 episodes with 3 people." in words(first)

    def test_it_can_be_said_another_way(self, anna, cast, ready):
        assert drafts(anna, cast, "?wording=1")[0] != drafts(anna, cast)[0]

    def test_what_lies_deeper_waits_for_the_surface(self, anna, cast, chart, course, ready):
        assert len(drafts(anna, cast)) == 3  # what is expected, and the two links with the room
        held = words(by_class(page(anna, cast, "draft_interpretation"), "withheld")[0])
        assert "First what protects and what is expected" in held
        values = {
            "words": "Perhaps.",
            "joins": "expected",
            "said": "yes",
            "in_session": 8,
            "answer": ["feeling"],
        }
        write(chart, course, "interpretation", values)
        assert len(drafts(anna, cast)) == 5

    def test_too_little_evidence_gives_reasons_and_no_draft(self, anna, cast, told):
        tree = page(anna, cast, "draft_interpretation")
        assert not by_class(tree, "drafted")
        assert "of at least 3" in words(by_class(tree, "withheld")[0])

    def test_nothing_is_drafted_while_an_alert_is_open(self, anna, cast, chart, course, ready):
        raise_alert(chart=chart, course=course, level="moderate", text="Frightened.")
        write(
            chart,
            course,
            "otherwise",
            {"rule": "danger_first", "decision": "Draft all the same.", "reason": "It was nothing."},
        )
        tree = page(anna, cast, "draft_interpretation")
        assert not by_class(tree, "drafted")
        assert "An alert about danger is open." in words(by_class(tree, "held")[0])

    def check_in(self, chart, course, session, answers):
        measures.enter(
            chart=chart,
            course=course,
            instrument="alliance-check-in",
            answers=answers,
            at=session.at,
            session=session,
        )

    def test_nothing_is_drafted_while_strain_is_not_mended_but_the_clinician_may_know_better(
        self, anna, cast, chart, course, ready
    ):
        self.check_in(chart, course, ready[1][0].session, [5, 5, 5, 3, 0])
        tree = page(anna, cast, "draft_interpretation")
        assert not by_class(tree, "drafted")
        assert "A sign of strain between you in session 8" in words(by_class(tree, "held")[0])
        (leads,) = tree.xpath('//a[contains(@href, "rule=rupture_first")]/@href')
        assert anna.get(leads).status_code == 200
        values = {"rule": "rupture_first", "decision": "Mended.", "reason": "We spoke of it at the door."}
        write(chart, course, "otherwise", values)
        assert drafts(anna, cast)

    def test_a_rupture_that_was_written_down_holds_it_back_until_it_is_repaired(
        self, anna, cast, chart, course, ready
    ):
        session = ready[1][0].session
        noticed = {"summary": "She went polite.", "withdrawal": ["deferential"]}
        rupture = write(chart, course, "rupture", noticed, session=session)  # nobody filled in a check-in
        tree = page(anna, cast, "draft_interpretation")
        assert not by_class(tree, "drafted")
        assert "A sign of strain between you in session 8" in words(by_class(tree, "held")[0])
        assert tree.xpath('//a[contains(@href, "/ruptures/")][contains(., "coming back to one")]')
        write(chart, course, "rupture_check", {"found": "partly"}, about=rupture, session=session)
        assert not drafts(anna, cast)
        write(chart, course, "rupture_check", {"found": "repaired"}, about=rupture, session=session)
        assert drafts(anna, cast)

    def test_what_the_clinician_found_repaired_is_no_strain_although_the_score_is_low(
        self, anna, cast, chart, course, ready
    ):
        session = ready[1][0].session
        self.check_in(chart, course, session, [5, 5, 5, 3, 0])
        assert not drafts(anna, cast)
        rupture = write(chart, course, "rupture", {"said": "Whatever you think."}, session=session)
        write(chart, course, "rupture_check", {"found": "repaired"}, about=rupture, session=session)
        assert drafts(anna, cast)

    def test_a_rupture_outside_a_session_holds_it_back_too(self, anna, cast, chart, course, ready):
        write(chart, course, "rupture", {"said": "She wrote an angry message."})
        held = words(by_class(page(anna, cast, "draft_interpretation"), "held")[0])
        assert "A sign of strain between you outside a session" in held

    def test_the_dose_is_counted_from_what_was_noted_as_said(self, anna, cast, chart, course, ready):
        for _ in range(4):
            values = {
                "words": "Perhaps.",
                "joins": "T-C",
                "said": "yes",
                "in_session": 8,
                "answer": ["feeling"],
            }
            write(chart, course, "interpretation", values)
        write(chart, course, "interpretation", {"words": "Perhaps.", "joins": "T-C", "said": "no"})
        tree = page(anna, cast, "draft_interpretation")
        assert words(by_class(tree, "amber")[0]) == "4"
        assert drafts(anna, cast)

    def test_a_kept_one_is_read_for_its_wording_and_its_answer(self, anna, cast, chart, course, ready):
        write(chart, course, "interpretation", {"words": "You fear your mother.", "said": "no"})
        values = {"words": "Maybe.", "said": "yes", "in_session": 8, "answer": ["flat_yes"]}
        write(chart, course, "interpretation", values)
        said, thought = [words(one) for one in by_class(page(anna, cast, "draft_interpretation"), "tried")]
        assert "It reads as a conclusion." in thought
        assert "A yes alone confirms nothing" in said
        assert "It reads as a conclusion." not in said

    def test_keeping_one_asks_for_ones_own_words(self, anna, cast, ready):
        tree = page(anna, cast, "draft_interpretation")
        (leads, *_) = tree.xpath('//article//a[contains(@href, "joins=expected")]/@href')
        form = html.fromstring(anna.get(leads).content)
        assert form.xpath('//input[@name="joins" and @value="expected" and @checked]')
        assert not form.xpath('//textarea[@name="words"]')[0].text_content().strip()

    def test_looking_stores_nothing(self, anna, cast, ready):
        before = Entry.objects.count()
        page(anna, cast, "draft_interpretation", "?wording=3")
        assert Entry.objects.count() == before

    def test_no_draft_reaches_the_patient(self, signed_in, cast, chart, course, ready):
        write(chart, course, "interpretation", {"words": "Perhaps you wait for me to go."})
        assert signed_in(cast.pia_account).get(address(cast, "draft_interpretation")).status_code == 404
        assert "Perhaps you wait" not in signed_in(cast.pia_account).get(reverse("own")).content.decode()


class TestVersions:
    def versions(self, chart, course):
        first = write(
            chart,
            course,
            "formulation_text",
            {"summary": "She leaves before she is left.", "roots": "A father at sea."},
        )
        actions.revise_entry(
            chart=chart,
            entry=first,
            values={
                "summary": "She leaves before anybody can.",
                "roots": "A father at sea.",
                "goals": "To stay.",
                "supported": ["roots"],
            },
        )
        return first

    def test_a_version_has_the_day_on_which_it_stood_so_however_late_it_was_written_down(
        self, anna, cast, chart, course
    ):
        write(chart, course, "formulation_text", {"summary": "She leaves."}, on=date(2024, 3, 5))
        for name in ("formulation", "formulation_versions"):
            assert "5 March 2024" in anna.get(reverse(name, args=[cast.pia.pk])).content.decode()

    def test_headings_stand_side_by_side_with_what_changed(self, anna, cast, chart, course, told):
        self.versions(chart, course)
        table = by_class(page(anna, cast, "formulation_versions"), "sides-by-side")[0]
        rows = {words(row.xpath("./th")[0]): row for row in table.xpath(".//tbody/tr")}
        summary = next(row for name, row in rows.items() if name.startswith("The person"))
        assert [words(i) for i in summary.xpath(".//ins")] == ["anybody can."]
        assert [words(d) for d in summary.xpath(".//del")] == ["she is left."]
        roots = next(name for name in rows if name.startswith("Developmental"))
        assert "hypothesis supported" in roots
        goals = next(row for name, row in rows.items() if name.startswith("Goals"))
        assert "not written then" in words(goals)

    def test_the_theme_is_counted_by_each_day(self, anna, cast, chart, course, told):
        self.versions(chart, course)
        rows = page(anna, cast, "formulation_versions").xpath(
            '//section[@aria-labelledby="then-title"]//tbody/tr'
        )
        assert "in 2 of 3 episodes, 2 people" in words(rows[-1])

    def test_a_free_text_from_before_stays_readable_and_is_only_set_beside(
        self, anna, cast, chart, course, told
    ):
        formulation.write_formulation(chart=chart, course=course, text="She leaves first.")
        write(chart, course, "formulation_text", {"summary": "She leaves before she is left."})
        tree = page(anna, cast, "formulation_versions")
        assert "She leaves first." in words(tree)
        assert "only set side by side" in words(tree)
        assert not by_class(tree, "sides-by-side")[0].xpath(".//ins|.//del")

    def shown(self, anna, cast):
        return len(by_class(page(anna, cast, "formulation_versions"), "earlier"))

    def test_only_what_changed_words_is_a_version(self, anna, cast, chart, course, told):
        first = self.versions(chart, course)
        actions.add_entry_moments(chart=chart, entry=first, moments=[MomentRef(told[0][0], 2)])
        assert self.shown(anna, cast) == 2

    def test_what_was_taken_back_is_gone_until_it_is_brought_back(self, anna, cast, chart, course, told):
        first = self.versions(chart, course)
        actions.withdraw_entry(chart=chart, entry=first)
        assert self.shown(anna, cast) == 0
        assert "She leaves before anybody can." not in words(page(anna, cast, "formulation"))
        actions.restore_entry(chart=chart, entry=first)
        assert self.shown(anna, cast) == 2

    def test_the_order_in_which_two_are_asked_for_does_not_matter(self, anna, cast, chart, course, told):
        self.versions(chart, course)
        options = page(anna, cast, "formulation_versions").xpath('//select[@name="older"]/option/@value')
        newest, oldest = options[0], options[-1]
        tree = page(anna, cast, "formulation_versions", f"?older={newest}&newer={oldest}")
        assert [words(i) for i in by_class(tree, "sides-by-side")[0].xpath(".//td/ins")][:1] == [
            "anybody can."
        ]

    def test_the_page_of_the_formulation_shows_the_version_in_force(self, anna, cast, chart, course, told):
        first = self.versions(chart, course)
        tree = page(anna, cast, "formulation")
        assert "She leaves before anybody can." in words(tree)
        assert "She leaves before she is left." not in words(tree)
        assert tree.xpath(f'//article[@id="entry-{first.pk}"]')


class TestOnePage:
    def test_each_number_on_it_stands_in_its_list(self, anna, cast, chart, course, told):
        write(chart, course, "formulation_text", {"summary": "She leaves before she is left."})
        formulation.propose_hypothesis(
            chart=chart, course=course, statement="It may be.", moments=[MomentRef(told[0][0], 2)]
        )
        tree = page(anna, cast, "formulation_sheet")
        listed = by_class(tree, "refs")[0].xpath(".//li")
        numbers = set()
        for sup in tree.xpath("//sup"):
            for piece in words(sup).split(", "):
                first, _, last = piece.partition("-")
                numbers |= set(range(int(first), int(last or first) + 1))
        assert numbers == set(range(1, len(listed) + 1))
        assert "She leaves before she is left." in words(tree)

    def test_a_sketch_and_a_rejected_hypothesis_are_not_on_it(self, anna, cast, chart, course, told):
        write(chart, course, "conflict", {"feeling": "a sketchy anger"})
        row = formulation.propose_hypothesis(
            chart=chart, course=course, statement="Not so at all.", moments=[MomentRef(told[0][0], 2)]
        )
        formulation.judge_hypothesis(chart=chart, hypothesis=row, status="rejected")
        text = words(page(anna, cast, "formulation_sheet"))
        assert "a sketchy anger" not in text
        assert "Not so at all." not in text


class TestPlainWords:
    def plain(self, chart, course, **values):
        return write(chart, course, "plain_formulation", {"pattern": "You go before you are left.", **values})

    def test_the_patient_reads_it_only_once_it_is_shared(self, signed_in, anna, cast, chart, course):
        entry = self.plain(chart, course)
        pia = signed_in(cast.pia_account)
        own = reverse("own")
        cast.pia.practice.demonstration = True  # so that the patient's page is open without verified numbers
        cast.pia.practice.save()
        assert "You go before you are left." not in pia.get(own).content.decode()
        anna.post(address(cast, "share_entry", entry.pk))
        shown = html.fromstring(pia.get(own).content)
        assert "What we have understood together" in words(shown)
        assert "You go before you are left." in words(shown)
        anna.post(address(cast, "unshare_entry", entry.pk))
        assert "You go before you are left." not in pia.get(own).content.decode()

    def test_nothing_else_of_the_formulation_is_ever_on_the_patients_page(
        self, signed_in, cast, chart, course, told
    ):
        cast.pia.practice.demonstration = True
        cast.pia.practice.save()
        write(chart, course, "formulation_text", {"summary": "secret summary"})
        write(chart, course, "conflict", {"feeling": "secret anger"})
        write(chart, course, "interpretation", {"words": "secret words"})
        assert "secret" not in signed_in(cast.pia_account).get(reverse("own")).content.decode()

    def test_terms_of_the_trade_are_shown_before_sharing(self, anna, cast, chart, course):
        self.plain(chart, course, protects="You use intellectualisation, an immature defense.")
        held = words(by_class(page(anna, cast, "plain_formulation"), "held")[0])
        assert "intellectualisation" in held
        assert "immature" in held

    def test_plain_words_need_no_other_words(self, anna, cast, chart, course):
        self.plain(chart, course)
        assert not by_class(page(anna, cast, "plain_formulation"), "held")

    def test_what_the_patient_sees_is_what_the_clinician_sees(self, anna, cast, chart, course):
        self.plain(chart, course, your_words="I go first.")
        letter = by_class(page(anna, cast, "plain_formulation"), "letter")[0]
        assert [words(h) for h in letter.xpath("./h3")] == [
            "What seems to happen again and again",
            "In your own words",
        ]
