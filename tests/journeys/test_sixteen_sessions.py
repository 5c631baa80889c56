"""A whole course: sixteen sessions with a rupture that is repaired, medication beside them, an ending, and a return.

All of it lies in the past, with its days typed in, so that the two years after the end have passed as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import nora
import pytest
from desk import Desk
from playwright.sync_api import Locator, expect
from walking import Walk

pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]

NAME = "Nora Whitfield"
BEGAN = 950  # days before today; about 2.6 years
LAST_DAY = 7 * 15
BACK_ON = 890  # the day of the course on which she comes back


def profile(rated: dict[str, tuple[str, str]]) -> dict[str, str]:
    """Ratings with what each rests on, by the labels of the form."""
    answers = {}
    for label, (step, note) in rated.items():
        answers |= {label: step, f"What it rests on ({label.split('.')[0]})": note}
    return answers


def main(walk: Walk) -> Locator:
    """What the page that is open says."""
    return walk.page.locator("main")


def open_part(walk: Walk, tab: str, part: str = "") -> None:
    """Open a page of the record as anybody finds it: the tab, then the page under it."""
    walk.tab(tab)
    if part:
        walk.under(part)


def said(walk: Walk, words: str) -> None:
    """The page that is open says so, whatever the case of its letters."""
    expect(main(walk)).to_contain_text(words, ignore_case=True)


def intake(desk: Desk) -> None:
    """From the referral to the decision: safety first."""
    walk, page = desk.walk, desk.page
    asked = desk.day(-14).isoformat()
    desk.admit(NAME, "Low since her mother moved into a home.", sessions="16")
    walk.write("referral", {**nora.REFERRAL, "Received on": asked})
    open_part(walk, "Course", "Intake")
    said(walk, "nothing is left of me")
    page.get_by_role("link", name="Begin the intake").click()
    expect(page.get_by_role("heading", name="Safety check")).to_be_visible()  # nothing is asked before it
    page.get_by_label("None of these was seen or told").check()
    page.get_by_role("button", name="Save and go on").click()
    walk.answer({**nora.INTAKE, "Written on": asked})
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("status").filter(has_text="saved").wait_for()
    desk.phq_9(-7, 18)

    open_part(walk, "Course", "Indication")
    said(walk, "PHQ-9 18")
    said(walk, "moderately severe")
    expect(page.locator("article.weighed")).to_have_count(4)
    together = page.locator("article.weighed", has_text="together with medication").first
    expect(together).to_contain_text("For")
    page.get_by_role("link", name="Write the decision").click()
    walk.answer({**nora.DECISION, "Decided on": asked})
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile("/indication/"))
    said(walk, "she wants to understand why it returns")

    walk.write(
        "suitability",
        {"Occasion": "Assessment", **profile(nora.FIRST_PROFILE), "Rated on": desk.day(7).isoformat()},
    )
    open_part(walk, "Course", "Suitability")
    expect(page.locator("main svg").first).to_be_visible()


def assessment(desk: Desk) -> None:
    """Life, family, and what the depression may have begun with."""
    walk = desk.walk
    told = desk.day(7).isoformat()
    walk.write("stressor", {**nora.STRESSOR, "When": f"{desk.day(-120):%Y-%m}", "Noted on": told})
    walk.write("person", {"Who, by role": "Nora", "Is this the patient": "Yes", "Noted on": told})
    walk.write(
        "person",
        {
            "Who, by role": "father",
            "Children": "Nora",
            "The bond with the patient": "Distant",
            "A mood disorder, as far as is known": "Unclear",
            "Noted on": told,
        },
    )
    walk.write("narrative", {**nora.NARRATIVE, "On": told})
    open_part(walk, "Course", "Lifeline")
    said(walk, nora.STRESSOR["What happened"])
    open_part(walk, "Course", "Genogram")
    said(walk, "father")
    open_part(walk, "Course", "Assessment")
    said(walk, "I was praised for being no trouble")


def frame(desk: Desk) -> None:
    """Sixteen sessions, a focus and a goal, and a regular time."""
    walk, page = desk.walk, desk.page
    page.goto(f"{walk.record()}plan/frame/")
    walk.answer(
        {
            "Agreed last day": desk.day(LAST_DAY).isoformat(),
            "Emphasis that is planned": "As much of one as of the other",
            "Weeks between reviews": "8",
            "Agreed with the patient": "Yes",
            "In force from": desk.day(0).isoformat(),
        }
    )
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("status").filter(has_text="The frame is saved").wait_for()
    page.get_by_text("Write the focus", exact=True).click()
    page.get_by_label("The focus, in the patient's words").fill(nora.FOCUS)
    page.get_by_role("button", name="Save the focus").click()
    page.get_by_text("Add a goal", exact=True).click()
    page.get_by_label("In the patient's words:", exact=True).fill(nora.GOAL)
    page.get_by_label("Agreed on").fill(desk.day(14).isoformat())
    page.get_by_role("button", name="Add the goal").click()
    expect(main(walk)).to_contain_text(nora.GOAL)
    expect(main(walk)).to_contain_text("16 sessions agreed")
    desk.regular_time(16)


def team(desk: Desk) -> None:
    """A prescriber and a supervisor join, and all three agree that there are no secrets between the two."""
    walk, page = desk.walk, desk.page
    for person, role in (("Dr Clara Weiss", "prescriber"), ("Ben Okafor", "supervisor")):
        open_part(walk, "Team")
        page.get_by_label("Person").select_option(
            label=page.locator("option", has_text=person).first.inner_text()
        )
        page.get_by_label("As", exact=False).select_option(label=role)
        page.get_by_role("button", name="Add").click()
        page.get_by_role("status").filter(has_text="joined").wait_for()
    agreed = desk.day(3).isoformat()
    walk.write(
        "agreement",
        {
            **nora.AGREEMENT,
            "Agreed by the patient on": agreed,
            "Agreed by the therapist on": agreed,
            "Agreed by the prescriber on": agreed,
            "Written on": agreed,
        },
    )
    walk.write(
        "supervision_consent",
        {
            "The patient agrees to supervision": "Yes",
            "What is shared": ["Talking about the treatment", "Transcripts of sessions"],
            "Talked about on": agreed,
        },
    )


def session(
    desk: Desk, number: int, ratings: Sequence[int] = (), *, phq: int | None = None, **more: str
) -> None:
    """One session that was held, with the check-in and the questionnaire that were filled in."""
    desk.came(late=20 if number == 12 else 0)
    if ratings:
        desk.check_in(ratings, **more)
    if phq is not None:
        desk.phq_9(7 * (number - 1), phq, session=number)


def bring_in(desk: Desk, number: int) -> None:
    """Import what was said, accept the stories, and write and sign the note."""
    page = desk.page
    desk.open_session(number)
    page.get_by_role("link", name="Bring one in").click()
    page.get_by_label("Or the text itself").fill(nora.TALK)
    page.get_by_role("button", name="Bring it in").click()
    for done in range(3):
        page.get_by_role("button", name="Accept the episode").first.click()
        expect(page.locator(".mark.episode.accepted")).to_have_count(done + 1)
    page.get_by_label("In your own words").fill(
        "Three stories in which she waits to be asked, and goes quiet."
    )
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.locator("article.signed")).to_contain_text("waits to be asked")


def rupture_and_repair(desk: Desk) -> None:
    """Session 7 goes wrong; it is noticed, named, explored, owned, agreed about, and mended in session 8."""
    walk, page = desk.walk, desk.page
    open_part(walk, "Formulation", "Draft")
    expect(page.locator("article.draft").first).to_be_visible()  # there was one to think with

    session(desk, 7, (4, 4, 5), tension="Some", phq=16)
    open_part(walk, "Measures", "Alliance")
    said(walk, "Worth asking about")
    expect(
        page.locator(".prompts li, .asks, li").filter(has_text="Tension between you?").first
    ).to_be_visible()
    expect(main(walk)).not_to_contain_text("rupture detected", ignore_case=True)
    open_part(walk, "Formulation", "Draft")
    expect(page.get_by_role("heading", name="Not now")).to_be_visible()
    expect(page.locator("article.draft")).to_have_count(0)
    said(walk, "session 7")

    page.get_by_role("link", name="Ruptures, and coming back to one").click()
    page.get_by_role("link", name="Write it down, step by step").click()
    walk.answer(nora.RUPTURE_NOTICED)
    page.get_by_role("button", name="Save", exact=True).click()
    said(walk, "Not repaired yet")
    page.get_by_role("link", name="Go on with the steps").click()
    walk.answer({**nora.RUPTURE_EXPLORED, "Come back to it on": desk.day(49).isoformat()})
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("ol.steps > li")).to_have_count(5)
    expect(page.locator("ol.steps > li.soft")).to_have_count(0)  # only coming back to it is still ahead

    session(desk, 8, (6, 7, 6), tension="A little")
    open_part(walk, "Formulation", "Draft")
    expect(page.get_by_role("heading", name="Not now")).to_be_visible()  # better, and not mended yet
    open_part(walk, "Measures", "Ruptures")
    page.get_by_role("link", name="Come back to it").click()
    walk.answer(nora.RUPTURE_MENDED)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("article.rupture").first).to_contain_text("Repaired, in session 8")
    walk.look("sixteen-rupture")
    open_part(walk, "Formulation", "Draft")
    expect(page.get_by_role("heading", name="Not now")).to_have_count(0)
    expect(page.locator("article.draft").first).to_be_visible()


def medication(desk: Desk, clara: Walk) -> None:
    """The prescriber begins a medicine and raises its dose; both see why, and she sees no session."""
    record, page = desk.walk.record(), clara.page
    page.goto(f"{record}plan/")
    page.get_by_text("Add a medicine", exact=True).click()
    page.get_by_label("Medicine:", exact=True).fill("Sertraline")
    page.get_by_label("Dose:", exact=True).fill("50 mg in the morning")
    page.locator("#id_medication-from_date").fill(desk.day(10).isoformat())
    page.get_by_role("button", name="Add the medicine").click()
    expect(main(clara)).to_contain_text("Sertraline")
    page.goto(f"{record}working-together/")
    said(clara, "No secrets")
    page.get_by_role("link", name="Change the dose of Sertraline").click()
    page.get_by_label("Dose from then on").fill("100 mg in the morning")
    page.get_by_label("From:", exact=True).fill(desk.day(52).isoformat())
    page.get_by_label("Why:", exact=True).fill("Little change after six weeks; well tolerated.")
    page.get_by_label("What is expected of it, and when").fill("More sleep within three weeks")
    page.get_by_role("button", name="Save the new dose").click()
    for walk in (clara, desk.walk):
        walk.page.goto(f"{record}working-together/")
        said(walk, "100 mg in the morning")
        said(walk, "Little change after six weeks")
    for closed in (
        "sessions/",
        "formulation/",
        "alliance/",
        "ruptures/",
        "formulation/draft/",
        "supervision/",
    ):
        assert clara.status(f"{record}{closed}") == 404, closed


def formulation(desk: Desk) -> None:
    """What it may be about: under headings, and as a hypothesis that names its moments."""
    walk, page = desk.walk, desk.page
    walk.write("formulation_text", {**nora.FORMULATION, "As it stood on": desk.day(42).isoformat()})
    open_part(walk, "Formulation")
    page.get_by_role("link", name="write a hypothesis").click()
    page.get_by_label("The hypothesis, in a sentence").fill(nora.HYPOTHESIS)
    for group in page.locator("details.of-session ul.picks li").all()[:3]:
        group.get_by_label("For").check()
    page.get_by_role("button", name="Save the hypothesis").click()
    expect(page.locator("article.hypothesis")).to_contain_text(nora.HYPOTHESIS)
    assert page.locator("article.hypothesis .moment a").count() >= 3
    walk.write("plain_formulation", {**nora.PLAIN, "As it stood on": desk.day(63).isoformat()})
    open_part(walk, "Formulation", "In plain words")
    page.get_by_role("button", name="Share it with the patient").click()
    said(walk, "shared with the patient")


def look_again(desk: Desk) -> None:
    """Half way: little has changed. What may lie behind it, what is decided, and the review."""
    walk, page = desk.walk, desk.page
    open_part(walk, "Measures", "Worth a look")
    prompt = page.locator("ul.prompts li", has_text="Little change by now?")
    expect(prompt).to_be_visible()
    for tool in ("Between you", "What they want of it", "Life meanwhile", "Medication", "Coming", "Stance"):
        expect(page.locator("dl.behind dt", has_text=tool)).to_be_visible()
    prompt.get_by_role("link", name="Decide otherwise").click()
    walk.answer({**nora.SEEN_OTHERWISE, "Decided on": desk.day(50).isoformat()})
    page.get_by_role("button", name="Save", exact=True).click()
    open_part(walk, "Measures", "Worth a look")
    expect(prompt).to_contain_text("Decided otherwise")
    expect(prompt).to_contain_text(nora.SEEN_OTHERWISE["What you decide instead"])

    walk.write("review", {**nora.REVIEW, "Held on": desk.day(56).isoformat()})
    walk.write(
        "suitability",
        {"Occasion": "Review", **profile(nora.LATER_PROFILE), "Rated on": desk.day(56).isoformat()},
    )
    open_part(walk, "Course", "Suitability")
    expect(page.locator("table.profile-table tr", has_text="Capacity for alliance")).to_contain_text(
        "more exploratory"
    )
    open_part(walk, "Plan")
    page.get_by_role("link", name="Look at it again").click()
    walk.answer(
        {
            "How near, to the patient": "Part of the way",
            "In the patient's words": "I told my sister that I mind. She did not hang up.",
            "Looked at on": desk.day(56).isoformat(),
        }
    )
    page.get_by_role("button", name="Save", exact=True).click()
    said(walk, "She did not hang up")
    open_part(walk, "Plan", "Phases and reviews")
    said(walk, nora.REVIEW["What you both decided"])


def supervision(desk: Desk, ben: Walk) -> None:
    """A question to the supervisor, the answer, and the sign-off; the private entry stays the clinician's own."""
    walk, page, record = desk.walk, desk.page, desk.walk.record()
    number = desk.open_session(7)
    walk.write(
        "process", {"What the patient may have stirred up in you": nora.PRIVATE}, asking=f"?session={number}"
    )
    page.goto(f"{record}sessions/{number}/after/")
    private = urlsplit(
        page.locator("#own .entry a", has_text="Change").first.get_attribute("href") or ""
    ).path
    walk.write(
        "supervision_request",
        {
            "Your question": "How do I stay with her anger without explaining it?",
            "What you want to look at": ["The alliance"],
            "Asked on": desk.day(50).isoformat(),
        },
    )
    ben.page.goto("/supervision/")
    waiting = ben.page.locator(f'ul.queue li:has(a[href^="{record}"])')
    expect(waiting).to_contain_text("1 question open")
    waiting.get_by_role("link", name=NAME).click()
    ben.page.get_by_role("link", name="Answer the question").click()
    ben.answer({"Comment": "Wait one breath longer than is comfortable."})
    ben.page.get_by_role("button", name="Save", exact=True).click()
    said(ben, "one breath longer")
    ben.page.get_by_role("link", name="Sign off a session or a period").click()
    ben.answer(
        {"Which session or period": "Sessions 1 to 8", "What was gone through": "The rupture and its repair."}
    )
    ben.page.get_by_role("button", name="Save", exact=True).click()
    said(ben, "Sessions 1 to 8")
    ben.page.goto(f"{record}sessions/{number}/after/")
    expect(main(ben)).not_to_contain_text(nora.PRIVATE)
    assert ben.status(private) == 404
    assert ben.status(f"{record}formulation/draft/") == 404
    open_part(walk, "Team", "Supervision")
    said(walk, "one breath longer")


def ending(desk: Desk) -> None:
    """The last sessions: what is gone through, the relapse plan in her words, and the last day."""
    walk, page = desk.walk, desk.page
    open_part(walk, "Plan", "Ending")
    page.get_by_role("link", name="Begin", exact=True).click()
    walk.answer({**nora.ENDING, "As it stands on": desk.day(91).isoformat()})
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Write it together").click()
    walk.answer({**nora.RELAPSE_PLAN, "Written on": desk.day(98).isoformat()})
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="share it with the patient").click()
    page.get_by_role("button", name="Share it with the patient").click()
    walk.write(
        "follow_up",
        {
            "What is planned": "A meeting of half an hour",
            "Due on": desk.day(LAST_DAY + 92).isoformat(),
            "How": "In person",
            "What became of it": "It took place",
            "In the patient's words": "I still say it when I mind.",
            "Agreed on": desk.day(LAST_DAY).isoformat(),
        },
    )
    open_part(walk, "Plan", "Ending")
    said(walk, "I stop answering the telephone")
    expect(page.locator("dl.checklist .open")).to_have_count(0)
    page.get_by_text("It has ended", exact=True).click()
    page.get_by_label("Last day:", exact=True).fill(desk.day(LAST_DAY).isoformat())
    page.get_by_label("Why it ended").select_option(label="The agreed number of sessions is over")
    page.get_by_role("button", name="End the course").click()
    expect(page).to_have_url(re.compile("/plan/after/"))
    open_part(walk, "Plan", "Ending")
    walk.look("sixteen-ending")


def two_years(desk: Desk) -> None:
    """Monthly, then quarterly questionnaires; at the last one her signs are back, and Clew asks."""
    walk, page = desk.walk, desk.page
    scores = {1: 6, 2: 5, 3: 5, 4: 6, 5: 4, 6: 5, 9: 5, 12: 6, 15: 5, 18: 6, 21: 7, 24: 12}
    for months, score in scores.items():
        desk.phq_9(LAST_DAY + round(months * 30.44), score)
    walk.write(
        "sign_check",
        {
            "Are any of the signs there": "Some",
            "Which of their own": "I stop answering the telephone\nI iron at night",
            "For how many weeks": "3",
            "What they say about it": "It is like the old quiet.",
            "Asked on": desk.day(LAST_DAY + 735).isoformat(),
        },
    )
    open_part(walk, "Plan", "Continuing care")
    expect(page.locator("table.check-ins tr.came")).to_have_count(12)
    expect(page.locator("table.check-ins tr", has_text="24 months")).to_contain_text("worth asking about")
    expect(page.locator("table.check-ins tr", has_text="12 months")).not_to_contain_text("worth asking about")
    assert page.locator(".asks").count() >= 2  # the score, and her own signs
    said(walk, "It is like the old quiet")
    walk.look("sixteen-continuing-care")


def return_to_care(desk: Desk) -> None:
    """The door was open: a new course, linked to the old one, which stays to read."""
    walk, page = desk.walk, desk.page
    page.get_by_text("comes back", exact=False).first.click()
    page.get_by_label("First meeting on").fill(desk.day(BACK_ON).isoformat())
    page.get_by_label("What brings them now").fill(
        "The quiet is back since the autumn; she noticed it herself."
    )
    page.get_by_role("button", name="Open the new course").click()
    page.get_by_role("status").filter(has_text="A new course is open").wait_for()
    said(walk, "The quiet is back since the autumn")
    expect(page.locator("section", has=page.locator("#medication"))).to_contain_text("100 mg in the morning")
    courses = page.get_by_role("navigation", name="Courses of treatment")
    expect(courses.get_by_role("link")).to_have_count(2)
    open_part(walk, "Course")
    walk.look("sixteen-course-anew")
    courses.get_by_role("link", name="Earlier course").click()
    said(walk, "You are reading an earlier course")
    expect(page.locator("[data-picture] a[href*='/sessions/']")).to_have_count(16)
    expect(page.locator("[data-picture] path.c-strand")).to_have_count(
        3
    )  # frayed from session 7 to session 8
    for number, words in (
        (7, "Rupture noted by the clinician"),
        (8, "Repaired: what was noted in session 7"),
    ):
        bead = page.locator(f'[data-picture] a[data-said^="Session {number},"]')
        expect(bead).to_have_attribute("data-said", re.compile(words))
    walk.look("sixteen-course-whole")
    open_part(walk, "Formulation")
    said(walk, nora.HYPOTHESIS)
    expect(page.get_by_role("link", name="Write a hypothesis")).to_have_count(0)
    page.get_by_role("link", name="the present one").click()
    expect(main(walk)).not_to_contain_text(nora.HYPOTHESIS)


def everything_opens(desk: Desk) -> None:
    """Every page of the record is one or two clicks away, and none is missing or broken."""
    walk, page = desk.walk, desk.page
    places = {"This record": set[str](), "On this tab": set[str]()}
    for link in page.get_by_role("navigation", name="This record").get_by_role("link").all():
        places["This record"].add(link.get_attribute("href") or "")
    for tab in places["This record"]:
        page.goto(tab)
        for link in page.get_by_role("navigation", name="On this tab").get_by_role("link").all():
            places["On this tab"].add(link.get_attribute("href") or "")
    assert len(places["On this tab"]) >= 25
    for address in places["On this tab"]:
        assert walk.status(address) == 200, address


def test_sixteen_sessions(sign_in: Callable[[str], Walk]) -> None:
    walk = sign_in("anna")
    desk = Desk(walk, datetime.now(tz=UTC).date() - timedelta(days=BEGAN))
    intake(desk)
    assessment(desk)
    frame(desk)
    team(desk)
    for number, phq in enumerate((18, None, 17, None, 16), start=1):
        session(desk, number, (8, 8, 8), phq=phq)
    session(desk, 6, (8, 8, 8))
    bring_in(desk, 6)
    formulation(desk)
    rupture_and_repair(desk)

    clara, ben = sign_in("clara"), sign_in("ben")
    medication(desk, clara)
    look_again(desk)
    supervision(desk, ben)
    for number, phq in zip(range(9, 17), (14, None, 11, None, 9, None, 7, 6), strict=True):
        session(desk, number, (9, 9, 9) if number in (9, 16) else (), phq=phq)
    ending(desk)
    two_years(desk)
    return_to_care(desk)
    everything_opens(desk)
