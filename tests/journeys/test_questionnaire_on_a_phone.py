"""A questionnaire on a phone: said before, one question at a time, a sign of danger, help first, and a person who answers."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from walking import PHONE, Walk

pytestmark = pytest.mark.journey

QUESTION = re.compile(r"Question \d+ of \d+")


def _press(walk: Walk, words: str) -> None:
    """Press the one answer of these words that is on the screen."""
    button = walk.page.get_by_role("button", name=words, exact=True).locator("visible=true")
    assert button.count() == 1, "one question is on a phone's screen at a time"
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44, "a thumb finds it"
    with walk.page.expect_navigation():
        button.click()


def _number(walk: Walk) -> str:
    return walk.page.get_by_text(QUESTION).locator("visible=true").inner_text()


def test_from_the_first_question_to_the_clinicians_answer(sign_in: Callable[[str], Walk]) -> None:
    patient = sign_in("li-na")
    page = patient.page
    page.set_viewport_size(PHONE)
    page.goto("/me/questionnaires/")
    patient.look("questionnaires")
    page.set_viewport_size(PHONE)
    page.get_by_role("link", name="How you have been feeling").click()
    main = page.locator("main")
    assert "reads your answers when the practice is open" in main.inner_text()
    assert "One of the questions is about thoughts of death" in main.inner_text()
    page.get_by_role("button", name="Begin").click()

    assert _number(patient) == "Question 1 of 10"
    for expected in range(2, 5):
        _press(patient, "Several days")
        assert _number(patient) == f"Question {expected} of 10"
    page.get_by_role("link", name="Skip for now").locator("visible=true").click()
    _press(patient, "Prefer not to say")
    page.get_by_role("link", name="Back").locator("visible=true").click()
    assert (
        page.locator('button[aria-pressed="true"]').locator("visible=true").inner_text()
        == "Prefer not to say"
    )
    page.get_by_role("link", name="Next").locator("visible=true").click()
    for _ in range(3):
        _press(patient, "Not at all")
    assert _number(patient) == "Question 9 of 10"
    _press(patient, "Several days")

    assert page.locator("h1").inner_text() == "Help now"
    assert "Dr Anna Brandt" in main.inner_text()
    assert not page.get_by_text(QUESTION).count(), "help comes first, and no question beside it"
    patient.look("help-first")
    page.set_viewport_size(PHONE)
    _press(patient, "I have read this")
    assert _number(patient) == "Question 1 of 4"
    patient.look("second-stage")
    page.set_viewport_size(PHONE)
    for answer, then in (("No", "2 of 4"), ("Yes", "3 of 5"), ("No", "4 of 5"), ("No", "5 of 5")):
        _press(patient, answer)
        assert _number(patient) == f"Question {then}"
    _press(patient, "No")
    assert page.locator("h1").inner_text() == "Help now"
    _press(patient, "I have read this")
    assert _number(patient) == "Question 4 of 10", "then the rest: the one that was skipped"
    page.locator("main").press("End")
    page.goto(page.url.split("?")[0] + "?question=end")
    assert "Not answered: question 4, question 10" in page.locator("#end").inner_text()
    _press(patient, "I am done")
    assert "Thank you" in main.inner_text()
    assert not re.search(r"score|level|moderate|high", main.inner_text().lower())

    clinician = sign_in("anna")
    desk = clinician.page
    desk.goto("/alerts/")
    desk.get_by_role("link", name="Chen Li-na").first.click()
    desk.get_by_role("button", name=re.compile("Acknowledge|looking", re.I)).first.click()
    desk.goto("/alerts/")
    assert "Chen Li-na" in desk.locator("main").inner_text()


def test_a_call_that_nobody_answers_in_time_goes_to_the_next(
    sign_in: Callable[[str], Walk], deadline_passes: Callable[[str], None]
) -> None:
    patient, clinician = sign_in("tomas").page, sign_in("anna").page
    patient.set_viewport_size(PHONE)
    patient.goto("/me/help/")
    patient.get_by_role("button", name="Ask Dr Anna Brandt to get in touch").click()
    assert (
        "Dr Anna Brandt has been told in Clew and has not answered yet"
        in patient.locator("main").inner_text()
    )
    clinician.goto("/alerts/")
    assert clinician.get_by_role("link", name="Tomas Reyes").count() == 1

    deadline_passes("tomas")
    following = sign_in("clara").page
    following.goto("/alerts/")
    following.get_by_role("link", name="Tomas Reyes").first.click()
    assert "Passed on" in following.locator("main").inner_text()
    following.get_by_role("button", name=re.compile("looking", re.I)).first.click()
    patient.goto("/me/help/")
    assert "Dr Clara Weiss has seen it and is looking into it" in patient.locator("main").inner_text()
