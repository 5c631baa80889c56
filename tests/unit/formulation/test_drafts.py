"""A draft to think with, or why there is none; what each rule says case by case stands in docs/reference/rules.md."""

import pytest
from formulation_builders import episode, turns

from clew.therapy.errors import TherapyError
from clew.therapy.formulation.ccrt import ccrt
from clew.therapy.formulation.conflict import Conflict
from clew.therapy.formulation.draft import LABEL, Draft, Withheld, conflict_drafts, theme_drafts
from clew.therapy.formulation.interpreting import Answer, Relations, Said, Standing
from clew.therapy.formulation.wording import Kind, read_wording
from clew.therapy.knowledge import Component
from clew.therapy.moments import Place

SHOWN = ("W be_close_to_others", "RO distant -", "RS not_open -")
OPENED = (Said(Kind.EXPECTED, 9, frozenset({Answer.FEELING})),)


def enough():
    return [
        episode("a", *SHOWN, session=8, name="mother", place=Place.PAST),
        episode("b", *SHOWN, session=9, name="friend", other="friend", place=Place.OUTSIDE),
        episode("c", *SHOWN, session=10, name="clinician", other="clinician", place=Place.ROOM),
    ]


def drafts(told, **standing):
    counts = ccrt(told)
    parts = {kind: counts.counted(kind)[0] for kind in Component if counts.counted(kind)}
    standing = Standing(**{"session": 10, "said": OPENED, **standing})
    return {one.kind: one for one in theme_drafts(parts, standing)}


def rules_of(one):
    return {reason.rule for reason in one.reasons}


class TestWhatIsOffered:
    def test_each_link_has_its_draft_where_all_is_quiet(self):
        found = drafts(enough())
        assert list(found) == [Kind.EXPECTED, Kind.WISH, Kind.PAST, Kind.ROOM, Kind.ROOM_PAST]
        assert all(isinstance(one, Draft) for one in found.values())

    def test_it_says_what_the_theme_says_and_names_people_as_one_would(self):
        found = drafts(enough())
        assert found[Kind.WISH].text == (
            "I wonder whether, when you want to be close to somebody, part of you already expects others to keep at a "
            "distance, so that you keep it to yourself. Does that fit, or is it different?"
        )
        assert "your friend" in found[Kind.PAST].text
        assert "your mother" in found[Kind.PAST].text
        assert "as with your friend" in found[Kind.ROOM].text

    def test_a_person_who_is_not_the_patients_own_is_not_called_so(self):
        told = enough()
        told[1] = episode(
            "b", *SHOWN, session=9, name="man at the counter", other="stranger", place=Place.OUTSIDE
        )
        assert "the man at the counter" in drafts(told)[Kind.PAST].text

    def test_a_link_between_places_rests_on_moments_of_these_places(self):
        found = drafts(enough())
        assert {moment.ref for moment in found[Kind.ROOM].moments} == {"s9", "s10"}
        assert {moment.ref for moment in found[Kind.EXPECTED].moments} == {"s8", "s9", "s10"}
        assert len(found[Kind.EXPECTED].episodes) == 3

    def test_an_episode_that_shows_one_part_only_does_not_speak_for_the_link(self):
        told = [*enough()[:2], episode("c", "RO distant -", session=10, name="boss", other="boss")]
        assert isinstance(drafts(told)[Kind.EXPECTED], Withheld)

    def test_the_label_says_that_it_is_not_to_be_read_out(self):
        assert "not to read out" in LABEL


class TestWhatIsWithheld:
    def test_nothing_is_drafted_while_an_alert_is_open_whatever_was_decided(self):
        found = drafts(enough(), risk_open=True, otherwise=frozenset({"danger_first", "rupture_first"}))
        assert {frozenset(rules_of(one)) for one in found.values()} == {frozenset({"danger_first"})}

    def test_danger_and_strain_are_both_named_and_nothing_else(self):
        found = drafts([], risk_open=True, strain=9)
        assert rules_of(found[Kind.WISH]) == {"danger_first", "rupture_first"}

    def test_without_a_theme_it_says_which_part_is_missing(self):
        found = drafts([episode("a", "W be_loved")])
        assert "No accepted episode names a response of other or a response of self yet." in [
            reason.words for reason in found[Kind.EXPECTED].reasons
        ]

    def test_a_place_not_yet_seen_is_named(self):
        boss = episode("d", *SHOWN, session=10, name="boss", other="boss", place=Place.OUTSIDE)
        found = drafts([*enough()[1:], boss])
        assert "It was not yet seen with people of the past." in [r.words for r in found[Kind.PAST].reasons]
        assert isinstance(found[Kind.EXPECTED], Draft)

    def test_what_was_decided_otherwise_stands_beside_the_draft(self):
        found = drafts(enough(), said=(), otherwise=frozenset({"surface_first"}))
        assert isinstance(found[Kind.WISH], Draft)
        assert "surface_first" in {note.rule for note in found[Kind.WISH].notes}

    def test_deciding_otherwise_makes_no_draft_out_of_nothing(self):
        found = drafts([], otherwise=frozenset({"evidence_first", "surface_first"}))
        assert all(isinstance(one, Withheld) for one in found.values())

    def test_in_the_first_sessions_only_one_trial_and_nothing_about_the_two(self):
        told = [
            episode(key, *SHOWN, session=3, name=name, other=name, place=place)
            for key, name, place in (
                ("a", "parent", Place.PAST),
                ("b", "friend", Place.OUTSIDE),
                ("c", "clinician", Place.ROOM),
            )
        ]
        found = drafts(told, session=3, said=())
        assert isinstance(found[Kind.EXPECTED], Draft)
        assert "sparing" in rules_of(found[Kind.ROOM])


class TestTheTwoOfThem:
    @pytest.mark.parametrize("relations", [*Relations, None])
    def test_it_is_told_for_whom_that_helped(self, relations):
        notes = drafts(enough(), relations=relations)[Kind.ROOM].notes
        (moderator,) = [note for note in notes if note.rule == "transference_moderator"]
        assert (moderator.source, moderator.tag) == ("Hoglend2006", "V")

    def test_the_dose_is_a_reminder_and_forbids_nothing(self):
        said = tuple(Said(Kind.ROOM, 10, frozenset({Answer.FEELING})) for _ in range(4))
        found = drafts(enough(), said=said)[Kind.ROOM]
        assert isinstance(found, Draft)
        assert "transference_dose" in {note.rule for note in found.notes}


class TestConflicts:
    def conflict(self, **more):
        given = {
            "key": "one",
            "feeling": "anger at being left",
            "anxiety": "the fear of being a burden",
            "defense": "humor",
            "moments": tuple(e.moment for e in enough()),
        }
        return Conflict(**{**given, **more})

    def both(self, conflict, **standing):
        standing = Standing(**{"session": 10, "said": OPENED, **standing})
        return conflict_drafts(conflict, enough(), standing)

    def test_what_protects_is_worded_with_what_it_spares_and_what_it_costs(self):
        protection, feeling = self.both(self.conflict())
        assert protection.text.startswith(
            "I wonder whether finding the funny side of it spares you the fear of being a burden, and costs you"
        )
        assert "anger at being left" in feeling.text

    def test_the_hidden_feeling_waits_for_the_surface(self):
        protection, feeling = self.both(self.conflict(), said=())
        assert isinstance(protection, Draft)
        assert rules_of(feeling) == {"surface_first"}

    def test_a_sketch_gives_none(self):
        assert all(isinstance(one, Withheld) for one in self.both(self.conflict(moments=())))

    def test_an_open_corner_gives_none_of_what_would_name_it(self):
        protection, feeling = self.both(self.conflict(feeling=""))
        assert isinstance(protection, Draft)
        assert isinstance(feeling, Withheld)

    def test_a_belief_is_taken_to_supervision_first(self):
        protection, _ = self.both(self.conflict(belief=True))
        assert rules_of(protection) == {"belief_is_no_defense"}
        protection, _ = self.both(self.conflict(belief=True, supervised=True))
        assert isinstance(protection, Draft)

    def test_a_corner_in_several_sentences_gives_none(self):
        protection, _ = self.both(self.conflict(anxiety="Shame. So much of it. Since school"))
        assert rules_of(protection) == {"one_link"}


class TestWhatCannotBeMade:
    def test_a_draft_without_a_moment(self):
        text = "Perhaps you are angry. Or not?"
        with pytest.raises(TherapyError, match="rests on moments"):
            Draft(Kind.EXPECTED, text, (), ())

    @pytest.mark.parametrize(
        "text", ["You are angry.", "Perhaps you are angry. As then. Or not?", "Perhaps."]
    )
    def test_a_draft_that_is_a_conclusion_or_too_long(self, text):
        assert not (read_wording(text).tentative and read_wording(text).short)
        with pytest.raises(TherapyError, match="invites correction"):
            Draft(Kind.EXPECTED, text, (), (turns(1),))

    def test_withholding_without_a_reason(self):
        with pytest.raises(TherapyError, match="says why"):
            Withheld(Kind.WISH, ())

    def test_a_conflict_that_names_nothing_or_an_unknown_defense(self):
        with pytest.raises(TherapyError, match="at least one corner"):
            Conflict(key="one")
        with pytest.raises(TherapyError, match="no defense 'courage'"):
            Conflict(key="one", defense="courage")
