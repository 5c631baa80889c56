"""How answers become a score. Each test holds a small table: answers on the left, what they come to on the right."""

import pytest

from clew.therapy.measures import DECLINED, NOT_APPLICABLE, Risk, instrument, score, score_total
from clew.therapy.measures.qids import qids_total
from clew.therapy.measures.scoring import AsqResult
from clew.therapy.measures.syndrome import Syndrome, phq9_syndrome

PHQ_9, GAD_7, PHQ_15 = instrument("phq-9"), instrument("gad-7"), instrument("phq-15")
CES_D, ASQ, IPC = instrument("ces-d"), instrument("asq"), instrument("ipip-ipc")
CHECK_IN = instrument("alliance-check-in")
_ = None  # an item without an answer


class TestPhq9:
    """Nine items from 0 to 3 are added up; the tenth, on difficulty, stands beside the score."""

    @pytest.mark.parametrize(
        ("answers", "total", "band"),
        [
            ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0, "minimal"),
            ([1, 1, 1, 1, 0, 0, 0, 0, 0, 0], 4, "minimal"),
            ([1, 1, 1, 1, 1, 0, 0, 0, 0, 0], 5, "mild"),
            ([1, 1, 1, 1, 1, 1, 1, 1, 1, 1], 9, "mild"),
            ([2, 1, 1, 1, 1, 1, 1, 1, 1, 1], 10, "moderate"),
            ([2, 2, 2, 2, 2, 2, 2, 0, 0, 2], 14, "moderate"),
            ([3, 2, 2, 2, 2, 2, 2, 0, 0, 2], 15, "moderately severe"),
            ([3, 3, 3, 3, 3, 2, 2, 0, 0, 2], 19, "moderately severe"),
            ([3, 3, 3, 3, 3, 3, 2, 0, 0, 2], 20, "severe"),
            ([3, 3, 3, 3, 3, 3, 3, 3, 3, 0], 27, "severe"),
            ([0, 0, 0, 0, 0, 0, 0, 0, 0, 3], 0, "minimal"),  # difficulty never counts
        ],
    )
    def test_the_total_and_its_band(self, answers, total, band):
        got = score(PHQ_9, answers)
        assert (got.total.value, got.band, got.prorated, got.answered, got.of) == (total, band, False, 9, 9)

    @pytest.mark.parametrize(
        ("answers", "total"),
        [
            ([1, 1, 1, 1, 1, 1, 1, 1, _, _], 9),  # 8 x 9 / 8 = 9
            ([1, 1, 1, 1, 1, 1, 1, _, _, _], 9),  # 7 x 9 / 7 = 9
            ([1, 0, 0, 0, 0, 0, 0, 0, _, _], 1),  # 1 x 9 / 8 = 1.125, down
            ([2, 2, 0, 0, 0, 0, 0, 0, _, _], 5),  # 4 x 9 / 8 = 4.5, a half goes up: 5, not 4
            ([3, 3, 3, 3, 0, 0, 0, 0, _, _], 14),  # 12 x 9 / 8 = 13.5, a half goes up
            ([2, 2, 2, 1, 0, 0, 0, _, _, _], 9),  # 7 x 9 / 7 = 9
            ([2, 2, 2, 2, 0, 0, 0, _, _, _], 10),  # 8 x 9 / 7 = 10.29, down
            ([3, 3, 3, 3, 3, 3, 3, _, _, _], 27),
            ([1, 1, 1, 1, 1, 1, 1, DECLINED, 1, _], 9),  # declined is an answer not given
        ],
    )
    def test_up_to_two_missing_answers_are_made_up_in_the_total(self, answers, total):
        got = score(PHQ_9, answers)
        assert (got.total.value, got.prorated, got.missing_why) == (total, True, None)

    def test_with_three_missing_there_is_no_total_and_the_score_says_why(self):
        got = score(PHQ_9, [1, 1, 1, 1, 1, 1, _, _, _, _])
        assert (got.total, got.band, got.prorated, got.answered) == (None, None, False, 6)
        assert got.missing_why == "Unanswered items: 3 of 9; PHQ-9 needs at least 7 answers to be scored."

    def test_no_answer_at_all_is_not_a_zero(self):
        got = score(PHQ_9, {})
        assert (got.total, got.risk) == (None, Risk.NOT_ASKED)

    @pytest.mark.parametrize(
        ("item_9", "risk"),
        [
            (0, Risk.NOT_RAISED),
            (1, Risk.RAISED),
            (3, Risk.RAISED),
            (_, Risk.NOT_ASKED),
            (DECLINED, Risk.NOT_ASKED),
        ],
    )
    def test_item_9_is_read_on_its_own_and_never_made_up(self, item_9, risk):
        assert score(PHQ_9, [0, 0, 0, 0, 0, 0, 0, 0, item_9, 0]).risk is risk

    def test_a_total_made_up_without_item_9_still_says_not_asked(self):
        got = score(PHQ_9, [3, 3, 3, 3, 3, 3, 3, 3, _, 3])
        assert (got.total.value, got.prorated, got.risk) == (27, True, Risk.NOT_ASKED)

    def test_item_9_is_read_even_when_there_is_no_total(self):
        got = score(PHQ_9, [_, _, _, _, _, _, _, _, 2, _])
        assert (got.total, got.risk) == (None, Risk.RAISED)

    def test_answers_by_name(self):
        assert score(PHQ_9, dict.fromkeys((item.key for item in PHQ_9.scored_items), 1)).total.value == 9


class TestPhq9Pattern:
    """The manual's pattern: symptoms on more than half the days, item 9 on several days. Not a diagnosis."""

    @pytest.mark.parametrize(
        ("answers", "pattern"),
        [
            ([2, 2, 2, 2, 2, 0, 0, 0, 0, _], Syndrome.MAJOR),
            ([0, 2, 2, 2, 2, 0, 0, 0, 1, _], Syndrome.MAJOR),  # item 9 counts from "several days"
            ([0, 2, 2, 2, 2, 0, 0, 1, 0, _], Syndrome.OTHER),  # any other item does not
            ([1, 1, 2, 2, 2, 2, 2, 2, 3, _], Syndrome.NEITHER),  # neither interest nor mood
            ([2, 0, 2, 0, 0, 0, 0, 0, 0, _], Syndrome.OTHER),
            ([2, 0, 0, 0, 0, 0, 0, 0, 0, _], Syndrome.NEITHER),
            ([1, 1, 1, 1, 1, 1, 1, 1, 0, _], Syndrome.NEITHER),  # a total of 8, and yet no symptom counts
            ([2, 2, 2, 2, 2, _, _, 0, 0, _], Syndrome.MAJOR),  # whatever the missing answers were
            ([2, 2, 2, 2, _, 0, 0, 0, 0, _], None),  # one more symptom would make it major
        ],
    )
    def test_pattern(self, answers, pattern):
        assert phq9_syndrome(PHQ_9, answers).pattern is pattern

    def test_it_says_what_it_rests_on(self):
        verdict = phq9_syndrome(PHQ_9, [2, 2, 2, 2, _, 0, 0, 0, 0, _])
        assert verdict.why == "4 of 9 symptoms count, but the missing answers could change the pattern."


class TestPhq2:
    @pytest.mark.parametrize(("answers", "total"), [([0, 0], 0), ([1, 2], 3), ([3, 3], 6)])
    def test_the_first_two_items_of_the_phq9(self, answers, total):
        got = score(instrument("phq-2"), answers)
        assert (got.total.value, got.band, got.risk) == (total, None, None)

    def test_nothing_may_be_missing(self):
        assert score(instrument("phq-2"), [3, _]).total is None

    def test_three_is_a_positive_screen_and_two_a_more_sensitive_one(self):
        assert [cut.value for cut in instrument("phq-2").cut_offs] == [3, 2]


class TestGad7:
    @pytest.mark.parametrize(
        ("answers", "total", "band"),
        [
            ([0, 0, 0, 0, 0, 0, 0], 0, "minimal"),
            ([1, 1, 1, 1, 0, 0, 0], 4, "minimal"),
            ([1, 1, 1, 1, 1, 0, 0], 5, "mild"),
            ([2, 2, 2, 2, 2, 0, 0], 10, "moderate"),
            ([3, 3, 3, 3, 2, 0, 0], 14, "moderate"),
            ([3, 3, 3, 3, 3, 0, 0], 15, "severe"),
            ([3, 3, 3, 3, 3, 3, 3], 21, "severe"),
        ],
    )
    def test_the_total_and_its_band(self, answers, total, band):
        got = score(GAD_7, answers)
        assert (got.total.value, got.band, got.risk) == (total, band, None)

    def test_one_missing_answer_is_made_up_two_are_not(self):
        assert score(GAD_7, [1, 1, 1, 1, 1, 1, _]).total.value == 7
        assert score(GAD_7, [3, 0, 0, 0, 0, 0, _]).total.value == 4  # 3 x 7 / 6 = 3.5, a half goes up
        got = score(GAD_7, [3, 3, 3, 3, 3, _, _])
        assert got.missing_why == "Unanswered items: 2 of 7; GAD-7 needs at least 6 answers to be scored."


class TestPhq15:
    @pytest.mark.parametrize(
        ("answers", "total", "band"),
        [
            ([0] * 15, 0, "minimal"),
            ([1] * 5 + [0] * 10, 5, "low"),
            ([1] * 15, 15, "high"),
            ([2] * 15, 30, "high"),
        ],
    )
    def test_the_total_and_its_band(self, answers, total, band):
        got = score(PHQ_15, answers)
        assert (got.total.value, got.band) == (total, band)

    def test_the_item_for_women_may_not_apply_and_the_sum_of_the_rest_is_used_as_it_is(self):
        got = score(PHQ_15, [1, 1, 1, NOT_APPLICABLE, *[1] * 11])
        assert (got.total.value, got.prorated, got.answered, got.of) == (14, False, 14, 14)

    def test_left_blank_it_is_missing_which_is_something_else(self):
        got = score(PHQ_15, [1, 1, 1, _, *[1] * 11])
        assert got.missing_why == "Unanswered items: 1 of 15; PHQ-15 needs at least 15 answers to be scored."


class TestCesD:
    def test_four_items_are_turned_round(self):
        answers = dict.fromkeys((item.key for item in CES_D.items), 0)
        assert score(CES_D, answers).total.value == 12
        assert (
            score(CES_D, {**answers, "as_good": 3, "hopeful": 3, "happy": 3, "enjoyed": 3}).total.value == 0
        )
        assert score(CES_D, {**answers, "sad": 3}).total.value == 15

    def test_nothing_may_be_missing(self):
        assert score(CES_D, [0] * 19 + [_]).total is None

    def test_sixteen_and_twenty_are_screens(self):
        assert [cut.value for cut in CES_D.cut_offs] == [16, 20]


class TestAsq:
    """Any yes or declined answer is positive; the fifth question says whether it is acute. When in doubt: unknown."""

    @pytest.mark.parametrize(
        ("answers", "result", "risk"),
        [
            ([0, 0, 0, 0, _], AsqResult.NEGATIVE, Risk.NOT_RAISED),
            ([0, 0, 0, 0, 0], AsqResult.NEGATIVE, Risk.NOT_RAISED),
            ([1, 0, 0, 0, 0], AsqResult.NON_ACUTE_POSITIVE, Risk.RAISED),
            ([0, 0, 0, 1, 0], AsqResult.NON_ACUTE_POSITIVE, Risk.RAISED),
            ([0, DECLINED, 0, 0, 0], AsqResult.NON_ACUTE_POSITIVE, Risk.RAISED),
            ([1, _, _, _, 0], AsqResult.NON_ACUTE_POSITIVE, Risk.RAISED),
            ([1, 0, 0, 0, 1], AsqResult.ACUTE_POSITIVE, Risk.RAISED),
            ([0, 0, 0, 0, 1], AsqResult.ACUTE_POSITIVE, Risk.RAISED),
            ([_, _, _, _, 1], AsqResult.ACUTE_POSITIVE, Risk.RAISED),
            ([1, 0, 0, 0, _], AsqResult.ACUITY_UNKNOWN, Risk.RAISED),
            ([1, 0, 0, 0, DECLINED], AsqResult.ACUTE_POSITIVE, Risk.RAISED),
            ([0, 0, 0, 0, DECLINED], AsqResult.ACUTE_POSITIVE, Risk.RAISED),
            ([DECLINED] * 5, AsqResult.ACUTE_POSITIVE, Risk.RAISED),
            ([0, 0, 0, _, 0], None, Risk.NOT_ASKED),
            ([0, _, _, _, _], None, Risk.NOT_ASKED),
            ([_] * 5, None, Risk.NOT_ASKED),
        ],
    )
    def test_result(self, answers, result, risk):
        got = score(ASQ, answers)
        assert (got.band, got.risk, got.total) == (result, risk, None)
        assert (got.missing_why is None) == (result is not None)

    def test_an_unfinished_screen_says_so(self):
        assert score(ASQ, [0, _, _, _, _]).missing_why == (
            "No answer so far is yes or declined, but not all of the first four questions have been asked."
        )
        assert score(ASQ, {}).missing_why == "None of the questions has an answer."


class TestIpipIpc:
    def test_an_octant_is_the_mean_of_its_four_items(self):
        answers = {f"ipc_{number}": 1 for number in range(1, 33)} | {
            "ipc_6": 5,
            "ipc_14": 4,
            "ipc_22": 3,
            "ipc_30": 2,
        }
        got = score(IPC, answers)
        assert got.subscales["pa"] == 3.5
        assert got.subscales["hi"] == 1
        assert got.total is None

    def test_agency_and_communion(self):
        # Dominant octant 3.5 and the rest 1: two eighths of the difference, straight up.
        answers = {f"ipc_{number}": 1 for number in range(1, 33)} | {
            "ipc_6": 5,
            "ipc_14": 4,
            "ipc_22": 3,
            "ipc_30": 2,
        }
        got = score(IPC, answers)
        assert got.subscales["agency"] == pytest.approx(0.25 * 2.5)
        assert got.subscales["communion"] == pytest.approx(0)

    def test_a_warm_person(self):
        answers = {f"ipc_{number}": 1 for number in range(1, 33)} | {f"ipc_{n}": 5 for n in (4, 12, 20, 28)}
        got = score(IPC, answers)
        assert (got.subscales["communion"], got.subscales["agency"]) == (pytest.approx(1), pytest.approx(0))

    def test_with_an_answer_missing_its_octant_and_both_vectors_are(self):
        got = score(IPC, [_] + [3] * 31)
        assert got.subscales["fg"] is None
        assert got.subscales["lm"] == 3
        assert (got.subscales["agency"], got.subscales["communion"]) == (None, None)
        assert (
            got.missing_why == "Unanswered items: 1 of 32; IPIP-IPC needs at least 32 answers to be scored."
        )


class TestAllianceCheckIn:
    def test_the_mean_of_three_with_tension_beside_it(self):
        got = score(CHECK_IN, {"attached": 8, "helped": 7, "together": 9, "tension": 3, "talked_about": 0})
        assert (got.total.value, got.band, got.risk) == (8.0, None, None)

    def test_nothing_may_be_missing(self):
        assert score(CHECK_IN, {"attached": 8, "helped": 7, "tension": 0}).total is None


class TestScoreOnly:
    @pytest.mark.parametrize(
        ("key", "total", "band"),
        [
            ("qids-sr16", 5, "none"),
            ("qids-sr16", 21, "very severe"),
            ("core-10", 10, "low"),
            ("core-10", 26, "severe"),
            ("core-om", 12.4, None),
            ("wsas", 9, "subclinical"),
            ("wsas", 20, "significant"),
            ("wsas", 21, "moderately severe or worse"),
            ("k10-au", 15, "low"),
            ("k10-au", 30, "very high"),
            ("k10-us", 30, None),
            ("promis-depression", 54.9, "none"),
            ("promis-depression", 55, "mild"),
            ("promis-depression", 59.95, "mild"),
            ("promis-depression", 60.0, "moderate"),
            ("promis-depression", 70, "severe"),
            ("wai-sr", 48, None),
            ("srs", 35.5, None),
            ("oq-45", 64, None),
        ],
    )
    def test_a_total_worked_out_elsewhere_gets_its_band(self, key, total, band):
        got = score_total(instrument(key), total)
        assert (got.total.value, got.band, got.prorated) == (total, band, False)

    @pytest.mark.parametrize(
        ("answer", "risk"), [(_, Risk.NOT_ASKED), (0, Risk.NOT_RAISED), (1, Risk.RAISED)]
    )
    def test_the_risk_item_is_entered_with_it_or_reads_not_asked(self, answer, risk):
        assert score_total(instrument("core-10"), 18, risk_answer=answer).risk is risk
        assert score_total(instrument("qids-sr16"), 18, risk_answer=answer).risk is risk

    def test_a_store_of_numbers_may_give_back_a_whole_number_with_a_point(self):
        assert score_total(instrument("core-10"), 14.0).total.value == 14


class TestQids:
    """Nine domains, not sixteen items: the highest of the sleep items, of appetite and weight, of movement."""

    @pytest.mark.parametrize(
        ("answers", "total"),
        [
            ([0, 0, 0, 0, 0, 0, _, 0, _, 0, 0, 0, 0, 0, 0, 0], 0),
            ([1, 2, 3, 0, 0, 0, _, 0, _, 0, 0, 0, 0, 0, 0, 0], 3),
            ([0, 0, 0, 0, 0, _, 2, 1, _, 0, 0, 0, 0, 0, 0, 0], 2),
            ([0, 0, 0, 0, 0, 1, _, _, 3, 0, 0, 0, 0, 0, 0, 0], 3),
            ([0, 0, 0, 0, 2, 0, _, 0, _, 1, 1, 1, 1, 1, 0, 0], 7),
            ([0, 0, 0, 0, 0, 0, _, 0, _, 0, 0, 0, 0, 0, 3, 2], 3),
            ([0, 0, 0, 0, 0, _, _, 0, _, 0, 0, 0, 0, 0, 0, 0], None),  # neither 6 nor 7
            ([_, 0, 0, 0, 0, 0, _, 0, _, 0, 0, 0, 0, 0, 0, 0], None),
        ],
    )
    def test_total(self, answers, total):
        assert qids_total(answers) == total
