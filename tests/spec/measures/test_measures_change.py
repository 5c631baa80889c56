"""What change means: six questions, each with its own answer."""

import pytest

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Tag
from clew.therapy.measures import instrument, score_total
from clew.therapy.measures.change import (
    Reading,
    baseline_of,
    compare,
    crossing,
    recovery,
    reliable_change,
    reliable_change_index,
    reliable_recovery,
    remission,
    response,
)
from clew.therapy.measures.definition import Figure
from clew.therapy.measures.scoring import Total

PHQ_9, GAD_7, WSAS = instrument("phq-9"), instrument("gad-7"), instrument("wsas")
WAI, IPC = instrument("wai-sr"), instrument("ipip-ipc")


def phq(value):
    return Total(value, "phq-9", "2001")


def gad(value):
    return Total(value, "gad-7", "2006")


@pytest.mark.parametrize(
    ("baseline", "current", "improved", "deteriorated", "responded", "remitted", "crossed", "recovered"),
    [
        # 24 to 11: halved, and still ill
        (24, 11, True, False, True, False, False, False),
        # 7 to 4: in remission, but response is not defined below the case cut-off
        (7, 4, False, False, None, True, None, None),
        # 11 to 9: below the cut-off, but by less than the measure's error
        (11, 9, False, False, False, False, True, False),
        # 16 to 8: everything but remission
        (16, 8, True, False, True, False, True, True),
        # 20 to 4: everything
        (20, 4, True, False, True, True, True, True),
        # 16 to 10: reliably better, no more
        (16, 10, True, False, False, False, False, False),
        # 15 to 10: five points are noticeable and not reliable
        (15, 10, False, False, False, False, False, False),
        # 12 to 18: reliably worse
        (12, 18, False, True, False, False, False, False),
        (12, 12, False, False, False, False, False, False),
        # odd numbers: 7 of 13 is more than half, 6 is less
        (13, 6, True, False, True, False, True, True),
        (13, 7, True, False, False, False, True, True),
    ],
)
def test_the_same_two_phq9_scores_answer_each_question_differently(
    baseline, current, improved, deteriorated, responded, remitted, crossed, recovered
):
    first, last = phq(baseline), phq(current)
    changed = reliable_change(PHQ_9, first, last)
    assert (changed.improved, changed.deteriorated) == (improved, deteriorated)
    assert response(PHQ_9, first, last).holds is responded
    assert remission(PHQ_9, last).holds is remitted
    assert crossing(PHQ_9, first, last).holds is crossed
    assert reliable_recovery(PHQ_9, first, last).holds is recovered


@pytest.mark.parametrize(
    ("baseline", "current", "improved", "crossed"),
    [(12, 8, True, False), (11, 7, True, True), (10, 7, False, True), (8, 4, True, True), (7, 3, True, None)],
)
def test_gad7_changes_by_four_and_crosses_at_eight(baseline, current, improved, crossed):
    assert reliable_change(GAD_7, gad(baseline), gad(current)).improved is improved
    assert crossing(GAD_7, gad(baseline), gad(current)).holds is crossed


def test_a_verdict_says_why_and_on_whose_word():
    verdict = reliable_change(PHQ_9, phq(16), phq(8))
    assert (
        verdict.why
        == "The score is 8 points better; a change of 6 or more is larger than the measure's error."
    )
    assert (verdict.tag, verdict.points) == (Tag.VERIFIED, 8)
    assert "NHS" in verdict.source
    assert (
        response(PHQ_9, phq(16), phq(8)).why
        == "From 16 to 8: 50% of the first score is gone; response is half or more."
    )
    assert "20% above the first" in response(PHQ_9, phq(10), phq(12)).why
    assert "below the case cut-off of 10" in response(PHQ_9, phq(9), phq(2)).why


def test_on_an_alliance_scale_higher_is_better_and_there_is_no_response():
    low, high = score_total(WAI, 40).total, score_total(WAI, 50).total
    own = Figure(8, Tag.DEFAULT, "this site")
    assert reliable_change(WAI, low, high, rci=own).improved is True
    assert reliable_change(WAI, high, low, rci=own).deteriorated is True
    assert response(WAI, low, high).holds is None
    assert remission(WAI, high).holds is None


def test_an_unconfirmed_figure_gives_no_verdict_until_a_site_sets_its_own():
    before, after = score_total(WSAS, 30).total, score_total(WSAS, 12).total
    assert reliable_change(WSAS, before, after).holds is None
    assert reliable_change(WSAS, before, after).why == "WSAS has no confirmed reliable change index."
    assert reliable_recovery(WSAS, before, after).holds is False  # 12 is still a case, whatever the error
    assert reliable_recovery(WSAS, before, score_total(WSAS, 8).total).holds is None
    site = Figure(8, Tag.DEFAULT, "this site")
    assert reliable_change(WSAS, before, after, rci=site).improved is True


def test_another_populations_cut_off_can_be_named():
    signers = PHQ_9.case_cut_off("signers of British Sign Language")
    assert signers.value == 8
    assert crossing(PHQ_9, phq(12), phq(9), cut_off=signers).holds is False
    assert crossing(PHQ_9, phq(12), phq(9)).holds is True


def test_traits_have_no_better_or_worse():
    with pytest.raises(TherapyError, match="it has no better or worse"):
        reliable_change(IPC, Total(1, "ipip-ipc", "2009"), Total(2, "ipip-ipc", "2009"))


def test_scores_of_another_instrument_are_refused():
    for question in (reliable_change, response, crossing, reliable_recovery):
        with pytest.raises(TherapyError, match="was given for phq-9"):
            question(PHQ_9, gad(12), gad(6))
    with pytest.raises(TherapyError, match="was given for phq-9"):
        remission(PHQ_9, gad(2))


def test_compare_gives_all_that_two_scores_allow():
    kinds = [type(verdict).__name__ for verdict in compare(PHQ_9, phq(16), phq(8))]
    assert kinds == ["ReliableChange", "Response", "Remission", "Crossing", "ReliableRecovery"]


class TestBaseline:
    def test_it_is_the_first_score_at_or_before_the_start(self):
        referral, intake, later = Reading(-30, phq(14)), Reading(0, phq(18)), Reading(7, phq(20))
        assert baseline_of([later, intake, referral]) is referral
        assert baseline_of([later, intake]) is intake

    def test_a_score_after_the_start_is_none(self):
        assert baseline_of([Reading(7, phq(20))]) is None
        assert baseline_of([]) is None


class TestRecovery:
    """Remission that lasted: an unbroken run of readings in remission up to the last one."""

    @pytest.mark.parametrize(
        ("readings", "holds", "days"),
        [
            ([(0, 18), (60, 4), (120, 3), (180, 2)], True, 120),
            ([(0, 18), (61, 4), (120, 3), (180, 2)], False, 119),
            ([(0, 3), (60, 9), (120, 3), (180, 2)], False, 60),  # the run starts again after the 9
            ([(0, 3), (180, 9)], False, 0),
            ([(0, 18), (180, 3)], False, 0),  # one score cannot show that it lasts
            ([(0, 3)], None, 0),
            ([], None, None),
        ],
    )
    def test_recovery(self, readings, holds, days):
        verdict = recovery(PHQ_9, [Reading(day, phq(value)) for day, value in readings])
        assert (verdict.holds, verdict.days) == (holds, days)

    def test_its_length_is_a_default_that_can_be_changed(self):
        readings = [Reading(0, phq(4)), Reading(150, phq(4))]
        assert recovery(PHQ_9, readings).tag is Tag.DEFAULT
        longer = Figure(180, Tag.DEFAULT, "this site")
        assert recovery(PHQ_9, readings, sustained_days=longer).holds is False

    def test_without_a_threshold_of_remission_there_is_no_answer(self):
        assert recovery(GAD_7, [Reading(0, gad(2)), Reading(200, gad(2))]).holds is None


class TestReliableChangeIndex:
    def test_a_perfect_measure_has_no_error(self):
        assert reliable_change_index(5, 1.0) == 0

    def test_without_any_reliability_it_takes_almost_three_standard_deviations(self):
        assert reliable_change_index(10, 0.0) == pytest.approx(27.7, abs=0.05)

    @pytest.mark.parametrize(
        ("sd", "reliability"), [(0, 0.8), (-1, 0.8), (5, 1.1), (5, -0.1), (float("nan"), 0.8)]
    )
    def test_impossible_input_is_refused(self, sd, reliability):
        with pytest.raises(TherapyError):
            reliable_change_index(sd, reliability)
