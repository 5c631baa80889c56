"""A whole course: an open-ended treatment that begins with support and moves towards exploration."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from desk import Desk
from playwright.sync_api import expect
from walking import Walk

pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]

LOW = {
    "3. Tolerance of painful feeling and frustration": "She leaves the room when she comes near to crying.",
    "4. Impulse control": "Gave notice at work twice this year, from one hour to the next.",
    "16. Current life situation": "Lives on her brother's sofa; no rent agreed.",
}


def rated(steps: dict[str, str], notes: dict[str, str]) -> dict[str, str]:
    """Ratings with what each rests on, by the labels of the form."""
    answers = {}
    for label, note in notes.items():
        number = label.split(".")[0]
        answers[label] = steps[label]
        answers[f"What it rests on ({number})"] = note
    return answers


NEARER = {
    "2. Motivation": "Asks what she herself does to people who stay.",
    "9. Response to a trial interpretation": "Went quiet, then told a dream about the shop.",
}
SUPPORT, EXPLORE = "Empathic validation", "Observation"


def talk(clinician: str, patient: str) -> bytes:
    """A recording of ten exchanges, invented for this test."""
    cues = []
    for place in range(10):
        at = f"00:{place:02d}"
        cues.append(f"{at}:00.000 --> {at}:20.000\n<v Therapist>{clinician} ({place + 1})</v>")
        cues.append(f"{at}:25.000 --> {at}:50.000\n<v Patient>{patient} ({place + 1})</v>")
    return ("WEBVTT\n\n" + "\n\n".join(cues) + "\n").encode()


def record_and_mark(walk: Walk, number: int, said: bytes, code: str) -> None:
    """Bring a recording into a session, and mark each of the clinician's turns by hand."""
    page = walk.page
    page.goto(f"{walk.record()}sessions/")
    named = page.get_by_role("link", name=f"Session {number}", exact=True)
    page.locator("ol.sessions > li", has=named).get_by_role("link", name="Bring in a transcript").click()
    page.get_by_label("A file").set_input_files(
        {"name": "recording.vtt", "mimeType": "text/vtt", "buffer": said}
    )
    page.get_by_role("button", name="Bring it in").click()
    expect(page.locator("li.turn")).to_have_count(20)
    session = page.url.split("?")[0].split("#")[0]
    for turn in range(0, 20, 2):
        page.goto(f"{session}turns/{turn}/")
        page.locator("#codes").get_by_role("button", name=re.compile(f"^{code}")).click()
        page.locator(f"#turn-{turn} .mark.accepted", has_text=code).wait_for()


def test_from_support_towards_exploration(sign_in: Callable[[str], Walk]) -> None:
    walk = sign_in("anna")
    page = walk.page
    main = page.locator("main")
    desk = Desk(walk, datetime.now(tz=UTC).date() - timedelta(days=190))
    desk.admit("Ruth Aldous", "Low for two years, since the shop closed.", frame="Open-ended")
    record = walk.record()

    # Referral and intake. The safety check stands before the intake.
    walk.write(
        "referral",
        {
            "How they came": "On their own",
            "What brings them, in their own words": "I get up because the kettle needs me.",
            "Consent: treatment": "Agreed",
        },
    )
    page.goto(f"{record}write/intake/")
    expect(page.get_by_role("heading", name="Safety check")).to_be_visible()
    page.get_by_label("None of these was seen or told").check()
    page.get_by_role("button", name="Save and go on").click()
    walk.answer({"Diagnosis": "Depressive episode, as her doctor words it", "Who made it": "Dr Hale"})
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("status").filter(has_text="saved").wait_for()
    walk.tab("Course")
    walk.under("Intake")
    expect(page.get_by_text("I get up because the kettle needs me.")).to_be_visible()

    desk.phq_9(0, 17)
    walk.tab("Course")
    walk.under("Indication")
    expect(main).to_contain_text("PHQ-9 17, moderately severe")
    expect(main).to_contain_text("more severe (16 or above)")
    walk.look("open-ended-indication")

    # Support first: features that hold it back are low, and the frame says so with its reason.
    walk.write("suitability", {"Occasion": "Assessment", **rated(dict.fromkeys(LOW, "Low"), LOW)})
    walk.tab("Course")
    walk.under("Suitability")
    expect(page.get_by_role("heading", name="Indicator: supportive")).to_be_visible()
    page.goto(f"{record}plan/frame/")
    first_why = "Support first: three features are low, and she has no place of her own"
    walk.answer(
        {
            "In force from": desk.day(14).isoformat(),
            "Emphasis that is planned": "More supporting",
            "Weeks between reviews": "13",
            "Why": first_why,
        }
    )
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("status").filter(has_text="saved").wait_for()

    for week in range(0, 16, 4):
        desk.session(7 * week)
        desk.phq_9(7 * week, 16 - week // 2)
    record_and_mark(
        walk, 2, talk("It makes sense that you are tired, after such a week.", "I suppose."), SUPPORT
    )
    walk.tab("Sessions")
    walk.under("Technique")
    expect(main).to_contain_text("More supporting")
    expect(main).to_contain_text("0 had a larger share toward insight and 1 a larger share toward support")
    expect(main).not_to_contain_text("is it still the plan")

    # The review: things have become safer, and the emphasis moves, by agreement and with its reason.
    safer = dict.fromkeys(LOW, "Steadier since the spring: stays with it, and comes back to it.") | NEARER
    walk.write("suitability", {"Occasion": "Review", **rated(dict.fromkeys(safer, "High"), safer)})
    walk.write(
        "review",
        {
            "How the patient sees it": "I would like to know why I sit in the dark.",
            "Does the emphasis change": "From supporting towards exploring",
            "What you both decided": "Weekly as before; less advice, more looking at what happens between people.",
        },
    )
    walk.tab("Plan")
    walk.under("Phases and reviews")
    expect(main).to_contain_text("I would like to know why I sit in the dark.")
    page.goto(f"{record}plan/frame/")
    why = "At the review: steady enough to ask why, and she asks it herself"
    walk.answer(
        {
            "In force from": desk.day(100).isoformat(),
            "Emphasis that is planned": "More exploring",
            "Why": why,
        }
    )
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("status").filter(has_text="saved").wait_for()

    for day in (105, 133):
        desk.session(day)
    desk.phq_9(133, 9)
    record_and_mark(
        walk,
        5,
        talk("I notice that you smile when you speak of the shop.", "Do I? I had not known."),
        EXPLORE,
    )

    # The suitability profile: both ratings beside each other.
    walk.tab("Course")
    walk.under("Suitability")
    expect(page.get_by_role("heading", name="Indicator: exploratory")).to_be_visible()
    expect(main.locator("svg").first).to_be_visible()
    expect(main).to_contain_text("more exploratory")
    expect(main).to_contain_text("newly rated")
    walk.look("open-ended-suitability")

    # The plan keeps what was agreed before, each with its day and its reason.
    walk.tab("Plan")
    agreed = page.locator("ol.agreed > li")
    if not agreed.first.is_visible():
        page.get_by_text("What was agreed, and when").click()
    expect(agreed.nth(0)).to_contain_text("in force")
    expect(agreed.nth(0)).to_contain_text(why)
    expect(agreed.nth(0).locator(".changed")).to_contain_text("More exploring before: More supporting")
    expect(agreed.nth(1)).to_contain_text(first_why)
    walk.look("open-ended-plan")

    # Technique: each session beside the plan of its own day.
    walk.tab("Sessions")
    walk.under("Technique")
    expect(main).to_contain_text("More exploring")
    expect(main).to_contain_text(why)
    expect(main).to_contain_text(
        "Planned emphasis: exploratory. Of 1 session with enough coded turns, 1 had a larger share toward insight"
    )
    page.get_by_text("Before that: more supporting").click()
    expect(page.get_by_text("Planned emphasis: supportive. Of 1 session")).to_be_visible()
    picture = main.locator("figure svg")
    expect(picture.get_by_text("supportive", exact=True)).to_be_visible()
    expect(picture.get_by_text("exploratory", exact=True)).to_be_visible()
    walk.look("open-ended-technique")

    # The sheet before the next session says it, and so does the course picture.
    walk.under("Next session")
    section = main.locator("section", has=page.get_by_role("heading", name="Planned emphasis"))
    expect(section).to_contain_text("More exploring")
    expect(section).to_contain_text(why)
    expect(section).to_contain_text("Before: more supporting")
    walk.look("open-ended-next-session")
    walk.tab("Course")
    page.get_by_text("The same as a table").click()
    row = page.get_by_role("row").filter(has_text="More exploring, before: More supporting")
    expect(row).to_contain_text(why)
    expect(row).to_contain_text("Change of the frame")
    walk.look("open-ended-course")
    change = page.locator(f'[data-picture] a[data-said*="{why}"]')
    change.focus()
    expect(page.locator("[data-picture] .said-of")).to_contain_text("More exploring")
    page.keyboard.press("Enter")
    expect(main).to_contain_text(why)
