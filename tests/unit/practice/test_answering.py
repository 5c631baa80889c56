"""Questionnaires filled in by the patient: nothing that is said is lost, nothing about danger goes untold."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from clew.practice import access, asking, audit, jobs
from clew.practice.actions import alerts, answering, measures, plan
from clew.practice.errors import AlreadyDone, NotFound, PracticeError
from clew.practice.models import (
    Administration,
    Alert,
    AlertStep,
    Answering,
    AuditEvent,
    CareTeamMember,
    Consent,
    GivenAnswer,
    Practice,
    Visibility,
)
from clew.practice.readings import scores
from clew.practice.roles import May
from clew.therapy.errors import TherapyError
from clew.therapy.measures import Risk, instrument
from clew.therapy.moments import Moment, MomentKind
from clew.therapy.safety import rules
from clew.therapy.safety.rules import Answer as Said

NOW = datetime(2026, 3, 5, 11, 0, tzinfo=UTC)  # a Thursday, in working hours
DAY = NOW.date()


def later(**span: float) -> datetime:
    return NOW + timedelta(**span)


@pytest.fixture
def agree(cast, course):
    def agreed(given: bool = True) -> None:
        event = AuditEvent.objects.latest("seq")
        Consent.objects.create(
            patient=cast.pia,
            event=event,
            purpose="questionnaires",
            given=given,
            version="1",
            by=cast.pia_account,
            at=NOW,
        )

    agreed()
    return agreed


@pytest.fixture
def own(cast, agree):
    """Pia's record, opened by Pia."""
    return access.open_own(cast.pia_account, to=May.WRITE_OWN, view="test")


@pytest.fixture
def ask(chart, course, agree):
    def asked(form: str = "phq-9", **more):
        return answering.ask(chart=chart, course=course, instrument=form, **{"from_on": DAY, **more})

    return asked


@pytest.fixture
def begin(own, ask):
    def begun(form: str = "phq-9", now: datetime = NOW, **more) -> Answering:
        return answering.begin(chart=own, what=ask(form, **more), now=now)

    return begun


@pytest.fixture
def give(own):
    def given(to: Answering, item: int, answer, now: datetime = NOW, **more) -> GivenAnswer:
        return answering.give(chart=own, answering=to, item=item, answer=answer, now=now, **more)

    return given


def whole(of: Answering) -> list:
    return asking.answers_in(instrument(of.instrument), asking.in_order(of))


def levels(of: Answering) -> list[tuple[str, int]]:
    return list(Alert.objects.filter(answering=of).order_by("event").values_list("level", "item"))


# -- Asking ---------------------------------------------------------------------------------------------------------


def test_what_cannot_be_asked_is_refused_with_the_reason(ask, chart, course, agree):
    for form, why in (("asq", "only the second step"), ("wsas", "not part of Clew")):
        with pytest.raises(PracticeError, match=why):
            ask(form)
    with pytest.raises(PracticeError, match="every 7 days"):
        ask(every_days=1)
    with pytest.raises(PracticeError, match="before the first day"):
        ask(due_on=DAY - timedelta(days=1))
    ask(every_days=7)
    with pytest.raises(PracticeError, match="again and again already"):
        ask(every_days=14)
    agree(False)
    with pytest.raises(PracticeError, match="not agreed"):
        ask("gad-7")


def test_only_who_writes_to_the_patient_asks(cast, course, agree, open_as):
    for user in (cast.ben, cast.clara):
        with pytest.raises(NotFound):
            answering.ask(chart=open_as(user), course=course, instrument="phq-9", from_on=DAY)


def test_an_asking_every_week_waits_again_each_week(own, ask, give, chart):
    weekly = ask(every_days=7)
    for week in range(3):
        at = later(weeks=week)
        begun = answering.begin(chart=own, what=weekly, now=at)
        give(begun, 0, 1, now=at)
        answering.finish(chart=own, answering=begun, now=at)
        with pytest.raises(PracticeError, match="not asked"):
            answering.begin(chart=own, what=weekly, now=at + timedelta(days=2))
    assert Administration.objects.filter(instrument="phq-9").count() == 3
    answering.withdraw_ask(chart=chart, ask=weekly)
    with pytest.raises(PracticeError, match="not asked"):
        answering.begin(chart=own, what=weekly, now=later(weeks=4))
    answering.restore_ask(chart=chart, ask=weekly)
    assert answering.begin(chart=own, what=weekly, now=later(weeks=4))


def test_a_check_in_after_each_session_belongs_to_that_session(chart, course, own, ask, give):
    plan_at = [NOW - timedelta(hours=3), NOW + timedelta(days=7)]
    first, second = (plan.plan_session(chart=chart, course=course, at=at) for at in plan_at)
    each = ask("alliance-check-in", every_days=0)
    for session, at in ((first, NOW), (second, later(days=7, hours=1))):
        begun = answering.begin(chart=own, what=each, now=at)
        give(begun, 0, 7, now=at)
        done = answering.finish(chart=own, answering=begun, visibility="now", now=at)
        assert done.session == session
    with pytest.raises(PracticeError, match="not asked"):
        answering.begin(chart=own, what=each, now=later(days=10))


# -- Answering ------------------------------------------------------------------------------------------------------


def test_begun_twice_is_one_filling_in(own, ask):
    asked = ask()
    first = answering.begin(chart=own, what=asked, now=NOW)
    with pytest.raises(AlreadyDone) as caught:
        answering.begin(chart=own, what=asked, now=later(minutes=1), key="another window")
    assert caught.value.event == first.event
    assert Answering.objects.count() == 1


def test_every_answer_is_kept_and_the_last_one_counts(begin, give):
    begun = begin("gad-7")
    for answer in (0, 3, "declined", 2):
        give(begun, 1, answer)
    give(begun, 0, 1)
    assert [(g.item, g.value, g.declined) for g in asking.in_order(begun)] == [
        (1, 0, False),
        (1, 3, False),
        (1, None, True),
        (1, 2, False),
        (0, 1, False),
    ]
    assert whole(begun)[:3] == [1, 2, None]


def test_the_same_request_twice_is_one_answer_and_one_alert(begin, give):
    begun = begin()
    give(begun, 8, 2, key="sent twice")
    with pytest.raises(AlreadyDone):
        give(begun, 8, 2, key="sent twice")
    assert GivenAnswer.objects.count() == 1
    assert levels(begun) == [("moderate", 8)]


def test_two_windows_answer_the_same_question(begin, give):
    begun = begin()
    give(begun, 8, 0, key="one window")
    give(begun, 8, 3, key="the other")
    give(begun, 8, 1, key="one window again")
    assert whole(begun)[8] == 1
    assert levels(begun) == [("moderate", 8)], "one alert, raised when the answer first was positive"


def test_a_wrong_answer_is_refused_and_nothing_is_kept(begin, give):
    begun = begin()
    for item, answer in ((8, 7), (99, 0), (-1, 0), (8, None)):
        with pytest.raises(TherapyError):
            give(begun, item, answer)
    assert not GivenAnswer.objects.exists()


def test_a_stale_form_after_the_end_is_refused_and_says_so(begin, give, own):
    begun = begin()
    give(begun, 0, 1)
    done = answering.finish(chart=own, answering=begun, now=NOW)
    with pytest.raises(AlreadyDone) as caught:
        answering.finish(chart=own, answering=begun, now=NOW)
    assert caught.value.event == done.event
    for item in (0, 8):
        with pytest.raises(PracticeError, match="finished or stopped"):
            give(begun, item, 3)
    with pytest.raises(PracticeError, match="finished or stopped"):
        answering.stop(chart=own, answering=begun)
    assert Administration.objects.get().answers == [1, *[None] * 9]


def test_finished_is_what_was_entered_would_be(begin, give, own, chart, course):
    """Through the same code: the same answers entered by the clinician are the same row and the same score."""
    begun = begin()
    given = [0, 1, 2, 3, 0, "declined", 1, 2, 0, None]
    for item, answer in enumerate(given):
        if answer is not None:
            give(begun, item, answer)
    own_row = answering.finish(chart=own, answering=begun, now=later(minutes=5))
    entered = measures.enter(chart=chart, course=course, instrument="phq-9", answers=given, at=NOW)
    for field in ("answers", "instrument", "version", "rater", "total", "course_id", "at"):
        assert getattr(own_row, field) == getattr(entered, field), field
    assert scores.read(own_row).score == scores.read(entered).score
    assert not Alert.objects.exists()
    begun.refresh_from_db()
    assert (begun.administration, begun.finished_at) == (own_row, later(minutes=5))


def test_nothing_answered_is_no_questionnaire(begin, own):
    begun = begin()
    with pytest.raises(PracticeError, match="stop here"):
        answering.finish(chart=own, answering=begun, now=NOW)
    assert not Administration.objects.exists()


def test_stopped_keeps_what_was_answered_and_makes_no_score(begin, give, own):
    begun = begin()
    give(begun, 0, 3)
    stopped = answering.stop(chart=own, answering=begun, now=later(minutes=3))
    assert stopped.stopped_at == later(minutes=3)
    assert whole(begun)[0] == 3
    assert not Administration.objects.exists()
    assert not Alert.objects.exists()


def test_days_later_it_goes_on_and_after_its_weeks_it_begins_anew(own, ask, give):
    asked = ask(every_days=14)
    begun = answering.begin(chart=own, what=asked, now=NOW)
    give(begun, 0, 1)
    give(begun, 1, 1, now=later(days=13))
    with pytest.raises(PracticeError, match="too long ago"):
        give(begun, 2, 1, now=later(days=15))
    with pytest.raises(PracticeError, match="too long ago"):
        answering.finish(chart=own, answering=begun, now=later(days=15))
    anew = answering.begin(chart=own, what=asked, now=later(days=15))
    assert anew != begun
    begun.refresh_from_db()
    assert asking.is_open(begun), "the old one stays as it was: unfinished"
    assert whole(begun)[:3] == [1, 1, None]


def test_without_the_choice_for_it_nothing_goes_on_but_stopping_and_reading_help(
    begin, give, own, agree, ask
):
    begun, asked = begin(), ask("gad-7")
    give(begun, 0, 1)
    agree(False)
    for refused in (
        lambda: give(begun, 8, 3),
        lambda: answering.finish(chart=own, answering=begun, now=NOW),
        lambda: answering.begin(chart=own, what=asked, now=NOW),
    ):
        with pytest.raises(PracticeError, match="switched off"):
            refused()
    answering.read_help(chart=own, answering=begun)
    answering.stop(chart=own, answering=begun, now=NOW)
    assert whole(begun)[0] == 1


# -- Danger ---------------------------------------------------------------------------------------------------------


def test_a_positive_answer_is_told_at_once_and_once(begin, give, own, cast):
    begun = begin()
    given = give(begun, 8, 1)
    alert = Alert.objects.get()
    assert (alert.answering, alert.item, alert.level, alert.owner) == (begun, 8, "moderate", cast.anna)
    assert alert.event == given.event, "answer and alert are of one transaction"
    assert alert.raised_at == NOW
    give(begun, 0, 2)
    answering.finish(chart=own, answering=begun, now=later(minutes=2))
    assert Alert.objects.get() == alert, "the end tells nothing a second time"


def test_a_zero_that_becomes_positive_is_told_then(begin, give):
    begun = begin()
    give(begun, 8, 0)
    assert levels(begun) == []
    give(begun, 8, 2, now=later(minutes=4))
    assert Alert.objects.get().raised_at == later(minutes=4)


def test_an_answer_that_is_taken_down_never_touches_the_alert(begin, give, own):
    begun = begin()
    give(begun, 8, 3)
    before = Alert.objects.values().get()
    for answer in (0, "declined", 0):
        give(begun, 8, answer, now=later(minutes=1))
    done = answering.finish(chart=own, answering=begun, now=later(minutes=2))
    assert done.answers[8] == 0
    assert Alert.objects.values().get() == before
    assert AlertStep.objects.count() == 1


def test_whoever_says_it_again_after_the_alert_was_closed_is_heard_again(begin, give, chart, own):
    begun = begin()
    give(begun, 8, 1)
    alert = Alert.objects.get()
    alerts.override(
        chart=chart, alert=alert, level="low", reason="Asked on the telephone.", now=later(hours=1)
    )
    give(begun, 8, 1, now=later(hours=2))
    assert Alert.objects.count() == 1, "it is being looked at; that its level was lowered raises no other"
    alerts.assess(
        chart=chart, alert=alert, assessment="No plan.", disposition="Meets tomorrow.", now=later(hours=3)
    )
    give(begun, 8, 2, now=later(days=1))
    assert Alert.objects.count() == 2
    answering.finish(chart=own, answering=begun, now=later(days=1))
    assert Alert.objects.count() == 2


@pytest.mark.parametrize("answer", ["declined", None])
def test_refused_or_not_reached_is_not_asked(begin, give, own, answer):
    begun = begin()
    give(begun, 0, 0)
    if answer:
        give(begun, 8, answer)
    done = answering.finish(chart=own, answering=begun, now=NOW)
    assert done.answers[8] == answer
    assert scores.read(done).score.risk is Risk.NOT_ASKED
    assert not Alert.objects.exists()


def test_nothing_is_kept_of_a_positive_answer_that_cannot_be_told(begin, give, cast, chart):
    """Nobody treats the patient any more: the answer is refused as a whole, so that it cannot lie there unseen."""
    begun = begin()
    CareTeamMember.objects.filter(patient=cast.pia, user=cast.anna).update(ended_at=NOW)
    with pytest.raises(PracticeError, match="nobody would see"):
        give(begun, 8, 2)
    assert not GivenAnswer.objects.exists()
    give(begun, 0, 2)


def test_while_nobody_reads_questions_about_danger_are_not_put(own, ask, cast, begin):
    evening = datetime(2026, 3, 5, 21, 0, tzinfo=UTC)
    asked, harmless = ask(), ask("gad-7")
    Practice.objects.filter(pk=cast.practice.pk).update(asks_out_of_hours=False)
    own.patient.practice.refresh_from_db()
    with pytest.raises(PracticeError, match="nobody would read"):
        answering.begin(chart=own, what=asked, now=evening)
    assert answering.begin(chart=own, what=harmless, now=evening)
    begun = answering.begin(chart=own, what=asked, now=NOW)
    given = answering.give(chart=own, answering=begun, item=8, answer=1, now=evening)
    assert given, "who has begun is heard at any hour"
    Practice.objects.filter(pk=cast.practice.pk).update(working_days="")
    own.patient.practice.refresh_from_db()
    with pytest.raises(PracticeError, match="nobody would read"):
        answering.begin(chart=own, what=ask("phq-9"), now=NOW)


# -- The second stage -------------------------------------------------------------------------------------------------


@pytest.fixture
def second(begin, give, own):
    """The second stage after a positive item 9, begun."""
    begun = begin()
    give(begun, 8, 1)
    return answering.begin(chart=own, what=begun, now=NOW)


def test_the_second_stage_follows_a_positive_answer_once(begin, give, own, second):
    assert (second.instrument, second.after.instrument, second.ask) == ("asq", "phq-9", None)
    with pytest.raises(AlreadyDone):
        answering.begin(chart=own, what=second.after, now=NOW)
    answering.stop(chart=own, answering=second, now=NOW)
    with pytest.raises(PracticeError, match="put already"):
        answering.begin(chart=own, what=second.after, now=NOW)
    with pytest.raises(PracticeError, match="nothing leads"):
        answering.begin(chart=own, what=begin("phq-2"), now=NOW)
    with pytest.raises(PracticeError, match="put already"):
        answering.begin(chart=own, what=second, now=NOW)


def test_a_second_stage_left_lying_for_days_does_not_stand_in_the_way_of_the_next(second, give, own, chart):
    for alert in Alert.objects.all():
        alerts.assess(chart=chart, alert=alert, assessment="No plan.", disposition="Meets tomorrow.", now=NOW)
    give(second.after, 8, 2, now=later(days=3))
    again = answering.begin(chart=own, what=second.after, now=later(days=3))
    assert again != second
    with pytest.raises(PracticeError, match="too long ago"):
        give(second, 0, 1, now=later(days=3))


def test_a_first_yes_is_told_and_what_is_said_about_now_is_told_as_urgent(second, give):
    give(second, 0, 0)
    assert levels(second) == []
    give(second, 1, 1)
    assert levels(second) == [("moderate", 1)]
    give(second, 2, "declined")
    assert levels(second) == [("moderate", 1)]
    give(second, 4, "declined")
    assert levels(second) == [("moderate", 1), ("high", 4)]
    give(second, 4, 0)
    give(second, 4, 1)
    assert levels(second) == [("moderate", 1), ("high", 4)]


@pytest.mark.parametrize("end", ["stop", "finish"])
def test_broken_off_before_the_fifth_question_is_urgent(second, give, own, end):
    give(second, 3, 1)
    getattr(answering, end)(chart=own, answering=second, now=NOW)
    assert levels(second) == [("moderate", 3), ("high", 3)]


def test_left_lying_it_is_told_after_a_while_by_itself_and_once(second, give, cast):
    system = access.open_as_system(cast.pia, why="test")
    give(second, 0, 1)
    with pytest.raises(PracticeError, match="goes on"):
        answering.take_as_broken_off(chart=system, answering=second, now=later(minutes=14))
    answering.take_as_broken_off(chart=system, answering=second, now=later(minutes=15))
    assert levels(second) == [("moderate", 0), ("high", 0)]
    with pytest.raises(PracticeError, match="told already"):
        answering.take_as_broken_off(chart=system, answering=second, now=later(minutes=16))
    give(second, 4, 1, now=later(minutes=20))
    assert levels(second) == [("moderate", 0), ("high", 0), ("high", 4)], (
        "what is said about now is heard all the same"
    )


SAID = {1: Said.YES, 0: Said.NO, "declined": Said.REFUSED, None: None}
SHEETS = [sheet for n, sheet in enumerate(product((1, 0, "declined", None), repeat=5)) if n % 37 == 0]


def test_the_result_of_the_second_stage_is_that_of_the_rule(second, give, own, cast):
    """A sample of the answer sheets through the actions: the highest level told is the one that the rule gives."""
    assert len(SHEETS) > 25
    for number, sheet in enumerate(SHEETS):
        if not any(answer is not None for answer in sheet):
            continue
        at = later(minutes=number)
        other = Answering.objects.create(
            patient=second.patient,
            event=second.event,
            course=second.course,
            after=second.after,
            instrument="asq",
            version=second.version,
            began_at=at,
        )
        for item, answer in enumerate(sheet):
            if answer is not None:
                give(other, item, answer, now=at)
        done = answering.finish(chart=own, answering=other, now=at)
        assert done.answers == list(sheet)
        read = [SAID[answer] for answer in sheet]
        expected = rules.asq(read[:4], read[4], at=at, moments=(Moment(MomentKind.ANSWER, "x", 0),)).level
        told = [level for level, _ in levels(other)]
        highest = max(told, key=["low", "moderate", "high"].index, default="none")
        assert highest == (expected.value if expected else "none"), sheet


# -- Sharing a check-in -----------------------------------------------------------------------------------------------


@pytest.fixture
def kept(begin, give, own):
    begun = begin("alliance-check-in")
    for item, answer in enumerate((2, 3, 2, 3, 0)):
        give(begun, item, answer)
    return answering.finish(chart=own, answering=begun, now=NOW)


def test_a_check_in_is_kept_until_it_is_shared(kept, own, chart):
    assert kept.visibility.choice == "later"
    assert not chart.rows(Administration, to=May.READ_MEASURES).exists()
    assert not chart.rows(GivenAnswer, to=May.READ_MEASURES).exists()
    assert own.rows(Administration, to=May.READ_OWN).get() == kept
    with pytest.raises(NotFound):
        chart.row(Administration, kept.pk, to=May.READ_MEASURES)
    answering.choose_visibility(chart=own, administration=kept, choice="now")
    assert chart.rows(Administration, to=May.READ_MEASURES).get() == kept
    answering.choose_visibility(chart=own, administration=kept, choice="not")
    assert not chart.rows(Administration, to=May.READ_MEASURES).exists()
    chosen = AuditEvent.objects.filter(action="answering.share").order_by("seq")
    assert [event.detail for event in chosen] == [{"visibility": "now"}, {"visibility": "not"}]


def test_an_unfinished_check_in_is_not_read_by_others_either(begin, give, chart):
    give(begin("alliance-check-in"), 0, 1)
    assert not chart.rows(GivenAnswer, to=May.READ_MEASURES).exists()
    give(begin("gad-7"), 0, 1)
    assert chart.rows(GivenAnswer, to=May.READ_MEASURES).count() == 1


def test_what_has_a_question_about_danger_cannot_be_kept(begin, give, own, chart, course):
    begun = begin()
    give(begun, 0, 1)
    with pytest.raises(PracticeError, match="always seen"):
        answering.finish(chart=own, answering=begun, visibility="not", now=NOW)
    done = answering.finish(chart=own, answering=begun, now=NOW)
    for row in (
        done,
        measures.enter(chart=chart, course=course, instrument="gad-7", answers=[1] * 7, at=NOW),
    ):
        with pytest.raises(PracticeError, match="always seen"):
            answering.choose_visibility(chart=own, administration=row, choice="not")
    assert not Visibility.objects.exists()


def test_what_was_entered_or_corrected_at_the_practice_cannot_be_kept(kept, own, chart, course):
    paper = measures.enter(
        chart=chart, course=course, instrument="alliance-check-in", answers=[5, 5, 5, 0, None], at=NOW
    )
    with pytest.raises(PracticeError, match="on paper"):
        answering.choose_visibility(chart=own, administration=paper, choice="not")
    answering.choose_visibility(chart=own, administration=kept, choice="now")
    measures.enter(
        chart=chart,
        course=course,
        instrument="alliance-check-in",
        answers=[5, 5, 5, 0, None],
        at=NOW,
        replaces=kept,
    )
    with pytest.raises(PracticeError, match="corrected"):
        answering.choose_visibility(chart=own, administration=kept, choice="not")


def test_the_log_holds_no_answer(begin, give, own):
    begun = begin()
    give(begun, 8, 3)
    answering.finish(chart=own, answering=begun, now=NOW)
    for event in AuditEvent.objects.filter(action__startswith="answering"):
        assert set(event.detail) <= {"instrument", "item", "visibility"}
    assert audit.verify().whole


def test_a_day_is_the_practices_own(ask, own):
    asked = ask(from_on=date(2026, 3, 6))
    with pytest.raises(PracticeError, match="not asked"):
        answering.begin(chart=own, what=asked, now=datetime(2026, 3, 5, 23, 59, tzinfo=UTC))
    assert answering.begin(chart=own, what=asked, now=datetime(2026, 3, 6, 10, 0, tzinfo=UTC))


def test_a_worker_tells_what_was_left_lying_once(second, give, own):
    give(second, 0, 1)
    assert jobs.plan_broken_off(later(minutes=10)) == 0
    assert jobs.plan_broken_off(later(minutes=15)) == 1
    jobs.run_due()  # at the present, long after
    assert levels(second) == [("moderate", 0), ("high", 0)]
    assert jobs.plan_broken_off(later(minutes=20)) == 0
    give(second, 1, 0, now=later(minutes=21))
    assert jobs.plan_broken_off(later(minutes=40)) == 1, (
        "it went on and was left again: looked at, and told once"
    )
    jobs.run_due()
    assert levels(second) == [("moderate", 0), ("high", 0)]
    answering.finish(chart=own, answering=second, now=later(minutes=41))
    assert jobs.plan_broken_off(later(hours=2)) == 0
