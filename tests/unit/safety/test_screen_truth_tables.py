"""Every possible answer sheet of both screens, against a slow and obvious reading and against what must hold."""

from datetime import UTC, datetime
from itertools import product

import pytest

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge import RISK_CODES
from clew.therapy.moments import Moment, MomentKind
from clew.therapy.safety.levels import Level
from clew.therapy.safety.rules import (
    CSSRS_LEVELS,
    DEFAULT_POLICY,
    Answer,
    CssrsAnswers,
    Finding,
    Override,
    Policy,
    Rule,
    asq,
    cssrs,
    help_pressed,
    item9,
    risk_language,
    worry,
)

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SEEN = {"at": AT, "moments": (Moment(MomentKind.ANSWER, "screen 1", 0),)}
YES, NO, REFUSED = Answer.YES, Answer.NO, Answer.REFUSED
ANY = (YES, NO, REFUSED, None)
RANK = {None: -1, **{level: rank for rank, level in enumerate(Level)}}


def with_answer(sheet, place, answer):
    return (*sheet[:place], answer, *sheet[place + 1 :])


@pytest.fixture(scope="module")
def asq_sheets():
    return {sheet: asq(sheet[:4], sheet[4], **SEEN) for sheet in product(ANY, repeat=5)}


@pytest.fixture(scope="module")
def cssrs_sheets():
    return {s: cssrs(CssrsAnswers(s[:5], s[5], s[6]), **SEEN) for s in product(ANY, repeat=7)}


def test_asq_reads_every_sheet_like_the_plain_table(asq_sheets):
    assert len(asq_sheets) == 1024
    for sheet, finding in asq_sheets.items():
        first_four, fifth = sheet[:4], sheet[4]
        loud = first_four.count(YES) + first_four.count(REFUSED)
        if fifth in (YES, REFUSED):
            expected = Level.HIGH
        elif loud:
            expected = Level.MODERATE if fifth is NO else Level.HIGH
        else:
            expected = Level.NONE if first_four.count(NO) == 4 else None
        assert finding.level is expected, sheet


def test_asq_is_complete_exactly_when_no_question_on_the_way_is_open(asq_sheets):
    for sheet, finding in asq_sheets.items():
        positive = YES in sheet[:4] or REFUSED in sheet[:4]
        expected = None not in sheet[:4] and not (positive and sheet[4] is None)
        assert finding.complete is expected, sheet


def cssrs_by_hand(sheet):
    """The published table, written out one line at a time."""
    one, two, three, four, five, ever, recent = (answer in (YES, REFUSED) for answer in sheet)
    if four or five or recent:
        return Level.HIGH
    unanswered = None in sheet[:2] or sheet[5] is None
    if sheet[1] is not NO:
        unanswered = unanswered or None in sheet[2:5]
    if sheet[5] is not NO:
        unanswered = unanswered or sheet[6] is None
    if one or two or three or ever:
        if unanswered:
            return Level.HIGH
        return Level.MODERATE if three or ever else Level.LOW
    return None if unanswered else Level.NONE


def test_cssrs_reads_every_sheet_like_the_plain_table(cssrs_sheets):
    assert len(cssrs_sheets) == 16384
    for sheet, finding in cssrs_sheets.items():
        assert finding.level is cssrs_by_hand(sheet), sheet


def test_cssrs_with_item_4_is_always_high(cssrs_sheets):
    with_four = [finding.level for sheet, finding in cssrs_sheets.items() if sheet[3] is YES]
    assert len(with_four) == 4096
    assert set(with_four) == {Level.HIGH}
    assert CSSRS_LEVELS["4"] is Level.HIGH


@pytest.mark.parametrize("sheets", ["asq_sheets", "cssrs_sheets"])
def test_a_graver_answer_never_lowers_the_level(sheets, request):
    read = request.getfixturevalue(sheets)
    for sheet, finding in read.items():
        for place, answer in enumerate(sheet):
            if answer is NO:
                for graver in (YES, REFUSED):
                    worse = read[with_answer(sheet, place, graver)]
                    assert RANK[worse.level] >= RANK[finding.level], (sheet, place)


@pytest.mark.parametrize("sheets", ["asq_sheets", "cssrs_sheets"])
def test_none_is_said_only_when_every_question_on_the_way_was_answered_no(sheets, request):
    for sheet, finding in request.getfixturevalue(sheets).items():
        if finding.level is Level.NONE:
            assert finding.complete
            assert set(sheet) <= {NO, None}
        if not finding.complete:
            assert finding.level is not Level.NONE


@pytest.mark.parametrize("length", [0, 3, 5])
def test_asq_needs_four_answers(length):
    with pytest.raises(TherapyError, match="four questions"):
        asq([NO] * length, None, **SEEN)


def test_cssrs_needs_five_answers():
    with pytest.raises(TherapyError, match="1 to 5"):
        CssrsAnswers((NO, NO), NO, NO)


def test_every_risk_code_in_text_proposes_a_level_and_graver_codes_no_lower_one():
    found = [risk_language(code, **SEEN) for code in RISK_CODES]
    assert [finding.level for finding in found] == [Level.LOW] * 2 + [Level.MODERATE] * 5 + [Level.HIGH] * 2
    assert all(finding.asks_for_screen for finding in found)
    with pytest.raises(TherapyError, match="risk_passive"):
        risk_language("risk_pasive", **SEEN)


def test_a_worry_has_the_clinicians_level_and_is_never_none():
    assert worry(Level.LOW, **SEEN).level is Level.LOW
    assert worry(Level.HIGH, **SEEN).asks_for_screen
    with pytest.raises(TherapyError, match="override"):
        worry(Level.NONE, **SEEN)


def test_asking_for_help_is_answered_at_once():
    pressed = help_pressed(**SEEN)
    assert pressed.level is Level.HIGH
    assert not pressed.asks_for_screen


def test_a_site_sets_its_own_levels():
    policy = Policy(item9=Level.LOW, unfinished=Level.MODERATE, help_pressed=Level.MODERATE)
    assert item9(1, **SEEN, policy=policy).level is Level.LOW
    assert asq([YES, NO, NO, NO], None, **SEEN, policy=policy).level is Level.MODERATE
    assert help_pressed(**SEEN, policy=policy).level is Level.MODERATE
    open_behaviour = CssrsAnswers((YES, NO, None, None, None), None, None)
    assert cssrs(open_behaviour, **SEEN, policy=policy).level is Level.MODERATE


@pytest.mark.parametrize(
    "wrong",
    [
        {"item9": Level.NONE},
        {"help_pressed": Level.NONE},
        {"unfinished": Level.NONE},
        {"risk_language": {"risk_passive": Level.LOW}},
        {"risk_language": {**DEFAULT_POLICY.risk_language, "risk_passive": Level.NONE}},
        {
            "risk_language": {
                **DEFAULT_POLICY.risk_language,
                "risk_active": Level.HIGH,
                "risk_passive": Level.HIGH,
                "risk_intent_plan_behaviour": Level.LOW,
            }
        },
    ],
)
def test_a_policy_cannot_switch_a_sign_off_or_turn_it_round(wrong):
    with pytest.raises(TherapyError):
        Policy(**wrong)


MOMENT = Moment(MomentKind.ANSWER, "screen 1", 0)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Finding(Rule.ASQ, Level.LOW, "Words.", (), AT),
        lambda: Finding(Rule.ASQ, Level.LOW, " ", (MOMENT,), AT),
        lambda: Finding(Rule.ASQ, Level.LOW, "Words.", (MOMENT,), AT.replace(tzinfo=None)),
        lambda: Override(Level.LOW, "", "A reason.", AT),
        lambda: Override(Level.LOW, "Dr Osei", "  ", AT),
        lambda: Override(Level.LOW, "Dr Osei", "A reason.", AT.replace(tzinfo=None)),
    ],
)
def test_a_finding_or_override_without_its_grounds_cannot_be_made(make):
    with pytest.raises(TherapyError):
        make()


def test_asq_that_goes_on_differs_only_where_item_5_is_the_next_question(asq_sheets):
    """All 4^5 sheets: while it is being answered, an open item 5 after a yes is not yet a screen that was broken off."""
    for sheet, ended in asq_sheets.items():
        going_on = asq(sheet[:4], sheet[4], **SEEN, going_on=True)
        loud = any(answer in (YES, REFUSED) for answer in sheet[:4])
        if loud and sheet[4] is None:
            assert (going_on.level, going_on.complete) == (Level.MODERATE, False), sheet
            assert ended.level is Level.HIGH
        else:
            assert going_on == ended, sheet
