"""The patient's questionnaires and the clinician's page about them: what is said before, help first, what stays hidden."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clew.practice import access
from clew.practice.actions import answering, entries, measures, plan, portal
from clew.practice.consents import Purpose
from clew.practice.models import Administration, Alert, Answering, Ask, GivenAnswer, Practice
from clew.practice.roles import May
from clew.therapy.measures import instrument
from clew.therapy.safety.panel import BEFORE_QUESTIONS, Cover

OPEN = datetime(2026, 3, 5, 11, 0, tzinfo=UTC)  # a Thursday in working hours
CLOSED = datetime(2026, 3, 5, 21, 0, tzinfo=UTC)


@pytest.fixture
def demonstration(cast):
    Practice.objects.filter(pk=cast.practice.pk).update(demonstration=True)


@pytest.fixture
def at(monkeypatch, cast):
    """Set the clock of the server; who was signed in signs in again, since hours have gone by."""

    def set_to(now: datetime, browser=None) -> None:
        monkeypatch.setattr(timezone, "now", lambda: now)
        if browser is not None:
            browser.force_login(cast.pia_account)

    set_to(OPEN)
    return set_to


@pytest.fixture
def own(cast, course, demonstration, at):
    chart = access.open_own(cast.pia_account, to=May.WRITE_OWN, view="test")
    portal.choose(chart=chart, purpose=Purpose.QUESTIONNAIRES, given=True)
    return chart


@pytest.fixture
def browser(signed_in, cast, own):
    return signed_in(cast.pia_account)


@pytest.fixture
def ask(chart, course, own):
    def asked(form: str = "phq-9", **more) -> Ask:
        return answering.ask(chart=chart, course=course, instrument=form, from_on=OPEN.date(), **more)

    return asked


def main_of(answer) -> str:
    return answer.content.decode().split("<main")[1].split("</main>")[0]


def words_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", main_of(answer)).split())


def begin(browser, ask: Ask) -> str:
    answer = browser.post(reverse("own_ask", args=[ask.pk]), {"key": f"begin {ask.pk} {timezone.now()}"})
    assert answer.status_code == 302
    return answer["Location"]


def press(browser, place: str, question: int, answer: object, key: str = ""):
    form = {"do": "answer", "question": question, "answer": answer, "key": key}
    return browser.post(place, {k: v for k, v in form.items() if v != ""})


# -- Before the first question ----------------------------------------------------------------------------------------


def test_before_the_first_question_it_is_said_who_reads_it_when_and_that_skipping_is_allowed(browser, ask):
    said = words_of(browser.get(reverse("own_ask", args=[ask().pk])))
    assert "Anna reads your answers when the practice is open: Monday to Friday 09:00 to 17:00" in said
    assert "Nobody reads them the moment you give them" in said
    assert "You can leave out any question" in said
    assert "One of the questions is about thoughts of death" in said
    for words in BEFORE_QUESTIONS[Cover.STAFFED].split(". ")[1:]:
        assert words.rstrip(".") in said
    harmless = words_of(browser.get(reverse("own_ask", args=[ask("gad-7").pk])))
    assert "thoughts of death" not in harmless


def test_out_of_hours_it_is_said_before_the_items_with_whom_to_call(browser, ask, at, cast):
    asked = ask()
    at(CLOSED, browser)
    page = browser.get(reverse("own_ask", args=[asked.pk]))
    said = words_of(page)
    assert "The practice is closed, so nobody reads the answers now" in said
    assert "call your local emergency number" in said
    assert said.index("nobody reads the answers now") < said.index("Begin")
    place = begin(browser, asked)
    said = words_of(browser.get(place))
    assert said.index("nobody reads the answers now") < said.index("Question 1 of")


def test_where_it_is_not_put_while_closed_it_waits_and_says_until_when(browser, ask, at, cast):
    asked = ask()
    at(CLOSED, browser)
    Practice.objects.filter(pk=cast.practice.pk).update(asks_out_of_hours=False)
    answer = browser.get(reverse("own_ask", args=[asked.pk]))
    said = words_of(answer)
    assert "wait until the practice is open again, Friday 6 March, 09:00" in said
    assert "call your local emergency number" in said
    assert "<button" not in main_of(answer)
    refused = browser.post(reverse("own_ask", args=[asked.pk]), {"key": "x"})
    assert refused.status_code == 422
    assert not Answering.objects.exists()
    Practice.objects.filter(pk=cast.practice.pk).update(working_days="")
    assert "wait until you meet" in words_of(browser.get(reverse("own_ask", args=[asked.pk])))


def test_before_a_check_in_it_is_said_that_it_is_seen_only_if_shared(browser, ask):
    said = words_of(browser.get(reverse("own_ask", args=[ask("alliance-check-in").pk])))
    assert "Anna sees your answers only if you share them" in said
    assert "Without a choice it is not shared" in said


# -- Answering ----------------------------------------------------------------------------------------------------------


def test_one_answer_at_a_time_back_and_forth_and_days_later(browser, ask, at, own):
    asked = ask(every_days=14)
    place = begin(browser, asked)
    assert begin(browser, asked) == place, "pressed twice it is the same"
    answer = press(browser, place, 1, 2, "a")
    assert answer["Location"].endswith("?question=2#question-2")
    page = main_of(browser.get(answer["Location"]))
    assert re.search(r'id="question-2"', page)
    assert "Question 2 of 10" in page
    assert re.search(r'value="2" aria-pressed="true"', page), "what was answered is shown where one goes back"
    press(browser, place, 1, 2, "a")
    assert GivenAnswer.objects.count() == 1
    assert press(browser, place, 2, "declined", "b").status_code == 302
    for wrong in ({"question": "1", "answer": "9"}, {"question": "x", "answer": "1"}, {"question": "1"}):
        refused = browser.post(place, {"do": "answer", **wrong})
        assert refused.status_code == 422
        assert "data-error-summary" in main_of(refused)
    at(OPEN + timedelta(days=6), browser)
    listed = words_of(browser.get(reverse("own_questionnaires")))
    assert "2 of 10 questions are answered" in listed
    assert "You began on 5 March 2026" in listed
    assert main_of(browser.get(place)).count("not-now") == 10, "it goes on with the third"
    at(OPEN + timedelta(days=15), browser)
    said = words_of(browser.get(place))
    assert "it stays as it is, unfinished" in said
    assert "Begin anew" in said
    assert press(browser, place, 3, 1).status_code == 422
    assert begin(browser, asked) != place
    assert GivenAnswer.objects.count() == 2


def test_a_finished_one_shows_what_was_answered_and_never_a_score(browser, ask):
    place = begin(browser, ask("gad-7"))
    for question in range(1, 8):
        press(browser, place, question, 3, f"k{question}")
    assert "That was the last question" in words_of(browser.get(place + "?question=end"))
    browser.post(place, {"do": "finish"})
    browser.post(place, {"do": "finish"})
    row = Administration.objects.get()
    assert row.answers == [3] * 7
    said = words_of(browser.get(place))
    assert "Nearly every day" in said
    for words in ("21", "severe", "score", "band"):
        assert words not in said.lower(), words
    assert press(browser, place, 1, 0).status_code == 422, "a stale window"
    assert browser.post(place, {"do": "stop"}).status_code == 422
    assert Administration.objects.get().answers == [3] * 7


def test_after_a_stop_it_says_what_the_clinician_sees(browser, ask, anna, cast):
    place = begin(browser, ask("gad-7"))
    press(browser, place, 1, 3)
    browser.post(place, {"do": "stop"})
    assert "sees that it is not finished, and what you answered" in words_of(browser.get(place))
    assert "Nearly every day" in words_of(anna.get(reverse("asked", args=[cast.pia.pk])))


def test_another_patients_are_not_there(browser, ask, cast, chart, signed_in):
    place = begin(browser, ask())
    for user in (cast.anna, cast.max, cast.chris):
        for address in (
            place,
            reverse("own_ask", args=[Ask.objects.get().pk]),
            reverse("own_questionnaires"),
        ):
            assert signed_in(user).get(address).status_code == 404


def test_switched_off_it_says_so_and_asks_nothing(browser, ask, own):
    place = begin(browser, ask())
    asked = ask("gad-7")
    press(browser, place, 1, 1)
    portal.choose(chart=own, purpose=Purpose.QUESTIONNAIRES, given=False)
    for address in (reverse("own_questionnaires"), place, reverse("own_ask", args=[asked.pk])):
        said = words_of(browser.get(address))
        assert "switched off" in said, address
    refused = press(browser, place, 2, 1)
    assert refused.status_code == 422
    assert GivenAnswer.objects.count() == 1


# -- Danger: the order of the steps --------------------------------------------------------------------------------------


def test_help_first_then_the_second_stage_then_the_rest(browser, ask, cast, signed_in, chart):
    place = begin(browser, ask())
    press(browser, place, 1, 1)
    answer = press(browser, place, 9, 1, "nine")
    assert answer["Location"] == place, "no question is put in between"
    alert = Alert.objects.get()
    assert (alert.level, alert.item, alert.owner) == ("moderate", 8, cast.anna)
    page = browser.get(place)
    said = words_of(page)
    assert "You do not have to be alone with this" in said
    assert "Your answer stands at the top of the list of Anna" in said
    assert "I have read this" in said
    assert "Question" not in said, "help is not closed by going to the next question"
    for question in ("?question=3", "?question=end"):
        assert "I have read this" in words_of(browser.get(place + question))
    assert not re.search(r"moderate|risk|level|alert", said.lower())

    second = browser.post(place, {"do": "read", "key": "read"})["Location"]
    assert second != place
    asq = words_of(browser.get(second))
    assert "have you wished you were dead" in asq
    assert "Question 1 of 4" in asq
    assert "right now" not in asq, "the fifth question follows only a yes or a refusal"
    press(browser, second, 1, 0)
    press(browser, second, 2, 1)
    assert "Question 1 of 5" in words_of(browser.get(second))
    press(browser, second, 3, "declined")
    press(browser, second, 4, 0)
    answer = press(browser, second, 5, 1)
    assert answer["Location"] == second
    told = words_of(browser.get(second))
    assert "I have read this" in told
    assert not re.search(r"acute|high|moderate|positive|result", told.lower())
    assert set(Alert.objects.values_list("level", flat=True)) == {"moderate", "high"}
    answer = browser.post(second, {"do": "read", "key": "read again"})
    assert answer["Location"] == place
    assert "Question 2 of 10" in words_of(browser.get(place)), "then the rest"
    browser.post(place, {"do": "finish"})
    assert Alert.objects.count() == 3
    done = words_of(browser.get(second))
    assert not re.search(r"acute|high|moderate|positive|result", done.lower())

    clinician = signed_in(cast.anna)
    entry = clinician.get(
        reverse("measure_entry", args=[cast.pia.pk, Administration.objects.get(instrument="phq-9").pk])
    )
    assert "Moderate alert" in words_of(entry), (
        "the alert that the answer raised stands with the questionnaire"
    )


def test_all_no_goes_back_to_the_rest_without_a_word_of_a_result(browser, ask):
    place = begin(browser, ask())
    press(browser, place, 9, 2)
    second = browser.post(place, {"do": "read"})["Location"]
    for question in (1, 2, 3):
        press(browser, second, question, 0)
    assert press(browser, second, 4, 0)["Location"] == place
    assert Answering.objects.get(instrument="asq").administration is not None
    assert Alert.objects.count() == 1


def test_the_second_stage_can_be_left(browser, ask):
    place = begin(browser, ask())
    press(browser, place, 9, 2)
    second = browser.post(place, {"do": "read"})["Location"]
    assert browser.post(second, {"do": "stop"})["Location"] == place
    assert Alert.objects.count() == 1, "nothing was said in it"
    assert "Question 1 of 10" in words_of(browser.get(place))


def test_what_means_danger_and_cannot_be_kept_is_answered_with_help(browser, ask, own):
    place = begin(browser, ask())
    press(browser, place, 1, 0)
    browser.post(place, {"do": "finish"})
    answer = press(browser, place, 9, 3)
    assert answer.status_code == 422
    said = words_of(answer)
    assert "Your last answer was not kept, and nobody was told of it" in said
    assert "call your local emergency number" in said
    assert not Alert.objects.exists()
    assert "Help now" not in words_of(press(browser, place, 2, 3))


# -- What is kept back ---------------------------------------------------------------------------------------------------


def test_a_check_in_kept_back_is_nowhere_but_that_it_is_there(
    browser, ask, cast, chart, course, signed_in, own, at
):
    session = plan.plan_session(
        chart=chart, course=course, at=OPEN - timedelta(hours=2), attendance="attended"
    )
    place = begin(browser, ask("alliance-check-in", session=session))
    for question, value in enumerate((1, 1, 1, 3, 0), start=1):
        press(browser, place, question, value)
    browser.post(place, {"do": "finish", "visibility": "not"})
    row = Administration.objects.get()
    assert row.session == session

    anna = signed_in(cast.anna)
    record = [cast.pia.pk]
    pages = (
        "measures",
        "alliance",
        "ruptures",
        "monitoring",
        "course",
        "sessions",
        "before_session",
        "plan",
        "asked",
    )
    pages += ("phases", "team", "working_together", "supervision", "record")
    before = {}
    for name in pages:
        page = anna.get(reverse(name, args=record))
        assert page.status_code == 200
        before[name] = words_of(page)
        assert str(row.pk) not in main_of(page), name
    assert "1 check-in the patient keeps back" in before["asked"]
    for name in ("after_session", "session"):
        page = anna.get(reverse(name, args=[cast.pia.pk, session.pk]))
        assert str(row.pk) not in main_of(page)
    assert anna.get(reverse("measure_entry", args=[cast.pia.pk, row.pk])).status_code == 404
    assert anna.get(reverse("correct_measure", args=[cast.pia.pk, row.pk])).status_code == 404
    assert "1.0 of 10" not in before["measures"] + before["alliance"]
    assert "tension" not in before["monitoring"].lower()
    caseload = words_of(anna.get(reverse("caseload")))

    said = words_of(browser.get(place))
    assert "You keep this for yourself" in said
    browser.post(place, {"do": "share", "visibility": "now"})
    assert anna.get(reverse("measure_entry", args=[cast.pia.pk, row.pk])).status_code == 200
    after = words_of(anna.get(reverse("alliance", args=record)))
    assert after != before["alliance"], "the check above can fail: shared it is seen"
    assert "keeps back" not in words_of(anna.get(reverse("asked", args=record)))
    browser.post(place, {"do": "share", "visibility": "later"})
    assert words_of(anna.get(reverse("alliance", args=record))) == before["alliance"]
    assert words_of(anna.get(reverse("caseload"))) == caseload


def test_no_one_who_is_no_clinician_reads_it_either(ask, cast, own, open_as):
    begun = answering.begin(chart=own, what=ask("alliance-check-in"), now=OPEN)
    answering.give(chart=own, answering=begun, item=0, answer=2, now=OPEN)
    for user in (cast.anna, cast.ben, cast.clara):
        assert not open_as(user).rows(GivenAnswer, to=May.READ_MEASURES).exists()
    answering.finish(chart=own, answering=begun, now=OPEN)
    for user in (cast.anna, cast.ben, cast.clara):
        assert not open_as(user).rows(Administration, to=May.READ_MEASURES).exists()


# -- Item 9 without an answer ---------------------------------------------------------------------------------------------


def test_item_9_without_an_answer_is_not_asked_wherever_it_is_shown(ask, cast, own, chart, course, signed_in):
    """Missing, declined and skipped, finished and unfinished, on every page that speaks of item 9."""
    anna = signed_in(cast.anna)
    plan.plan_session(chart=chart, course=course, at=OPEN + timedelta(days=1))
    for item9 in (None, "declined", "skipped"):
        begun = answering.begin(chart=own, what=ask(), now=OPEN)
        answering.give(chart=own, answering=begun, item=0, answer=2, now=OPEN)
        if item9 == "declined":
            answering.give(chart=own, answering=begun, item=8, answer="declined", now=OPEN)
        unfinished = words_of(anna.get(reverse("asked", args=[cast.pia.pk])))
        assert "Item 9, on death or self-harm: not asked" in unfinished
        if item9 == "skipped":
            row = measures.enter(
                chart=chart, course=course, instrument="phq-9", answers=[1] * 8 + [None, 1], at=OPEN
            )
        else:
            row = answering.finish(chart=own, answering=begun, now=OPEN)
        entry = words_of(anna.get(reverse("measure_entry", args=[cast.pia.pk, row.pk])))
        assert "Item 9: not asked" in entry
        for name in ("measures", "before_session"):
            said = words_of(anna.get(reverse(name, args=[cast.pia.pk])))
            assert re.search(r"not asked|left blank", said), (name, item9)
            assert "answered with zero" not in said, (name, item9)
    for name in ("course", "monitoring", "alliance", "sessions", "phases", "assessment", "caseload"):
        place = reverse(name) if name == "caseload" else reverse(name, args=[cast.pia.pk])
        said = words_of(anna.get(place))
        assert not re.search(r"[Ii]tem 9[^.]{0,40}(zero|\b0\b|nil|negative)", said), name


# -- The clinician's page --------------------------------------------------------------------------------------------------


def test_two_presses_ask_and_one_withdraws_with_a_way_back(own, cast, signed_in):
    anna = signed_in(cast.anna)
    page = main_of(anna.get(reverse("asked", args=[cast.pia.pk])))
    form = re.search(r'<form method="post" action="([^"]+)">(.*?)PHQ-9 every week', page, re.S)
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form.group(2)))
    for _ in range(2):
        assert anna.post(form.group(1), fields).status_code == 302
    ask = Ask.objects.get()
    assert (ask.instrument, ask.every_days, ask.by) == ("phq-9", 7, cast.anna)
    said = words_of(anna.get(reverse("asked", args=[cast.pia.pk])))
    assert "PHQ-9 Every week" in said
    assert "Waits since 5 March 2026" in said
    anna.post(reverse("withdraw_ask", args=[cast.pia.pk, ask.pk]))
    assert "Ask it again" in words_of(anna.get(reverse("asked", args=[cast.pia.pk])))
    anna.post(reverse("restore_ask", args=[cast.pia.pk, ask.pk]))
    assert Ask.objects.get().withdrawn_at is None
    wrong = anna.post(reverse("ask", args=[cast.pia.pk]), {"instrument": "phq-9", "often": "14", "key": "z"})
    assert wrong.status_code == 422
    assert "again and again already" in words_of(wrong)


def test_without_the_patients_word_nothing_can_be_asked(own, cast, signed_in):
    portal.choose(chart=own, purpose=Purpose.QUESTIONNAIRES, given=False)
    said = words_of(signed_in(cast.anna).get(reverse("asked", args=[cast.pia.pk])))
    assert "has not agreed to questionnaires" in said
    assert "PHQ-9 every week" not in said


# -- One's own answers over time ------------------------------------------------------------------------------------------


def test_own_answers_are_shown_only_as_agreed_and_never_as_a_verdict(browser, own, chart, course, cast):
    for week, answers in enumerate(
        ([2] * 8 + [1, 1], [3] * 8 + [0, 3], [3] * 4 + [None] * 6, [1] * 8 + [0, 1])
    ):
        measures.enter(
            chart=chart,
            course=course,
            instrument="phq-9",
            answers=answers,
            at=OPEN + timedelta(weeks=9 * week - 36),
        )
    place = reverse("own_course")
    assert "not among the choices" in words_of(browser.get(place))
    portal.choose(chart=own, purpose=Purpose.OWN_COURSE, given=True)
    assert "have not yet agreed" in words_of(browser.get(place))
    values = {"way": "words", "instrument": "phq_9"}
    agreement = entries.write_entry(chart=chart, course=course, form="own_course_agreement", values=values)
    said = words_of(browser.get(place))
    assert "4 times" in said
    assert "At first More than half the days Lately Several days" in said
    assert "there are no answers" in said
    assert "you left some questions out, so there is no sum" in said
    assert "hurting yourself in some way" not in said, "questions about danger are for talking"
    assert "<svg" not in main_of(browser.get(place))
    agreement = entries.revise_entry(chart=chart, entry=agreement, values={**values, "way": "picture"})
    page = browser.get(place)
    assert main_of(page).count('class="c-dot"') == 3, "a dot for each total, none where there is no sum"
    assert "c-band" not in main_of(page)
    assert "c-expected" not in main_of(page)
    assert "8 January" not in words_of(page)
    clews = words_of(page)
    for item in instrument("phq-9").items:
        clews = clews.replace(" ".join(item.text.split()), "")
    for words in (
        "severe",
        "mild",
        "minimal",
        "expected",
        "better",
        "worse",
        "fail",
        "risk",
        "track",
        "score",
    ):
        assert words not in clews.lower(), words
    entries.revise_entry(chart=chart, entry=agreement, values={"way": "not"})
    assert "agreed to look at them together" in words_of(browser.get(place))
    portal.choose(chart=own, purpose=Purpose.OWN_COURSE, given=False)
    assert "not among the choices" in words_of(browser.get(place))


# -- Queries ---------------------------------------------------------------------------------------------------------------


def test_few_queries_a_page(browser, ask, cast, signed_in, own, django_assert_max_num_queries):
    place = begin(browser, ask(every_days=7))
    press(browser, place, 1, 1)
    waits = ask("gad-7")
    kept = answering.begin(chart=own, what=ask("alliance-check-in"), now=OPEN)
    answering.give(chart=own, answering=kept, item=0, answer=1, now=OPEN)
    answering.finish(chart=own, answering=kept, now=OPEN)
    for address in (
        place,
        reverse("own_questionnaires"),
        reverse("own_ask", args=[waits.pk]),
        reverse("own_answering", args=[kept.pk]),
        reverse("own_course"),
        reverse("own"),
    ):
        with django_assert_max_num_queries(15, info=address):
            assert browser.get(address).status_code == 200
    press(browser, place, 9, 1)
    with django_assert_max_num_queries(15, info="help first"):
        assert "I have read this" in words_of(browser.get(place))
    anna = signed_in(cast.anna)
    anna.get(reverse("caseload"))  # the first page of a browser also writes down its session
    with django_assert_max_num_queries(15, info="asked"):
        assert anna.get(reverse("asked", args=[cast.pia.pk])).status_code == 200
