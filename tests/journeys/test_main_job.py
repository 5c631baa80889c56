"""The main job, from signing in to a formulation that shows its evidence, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from walking import PASSWORD, Walk

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

# Invented for this test. Turns are counted from 0.
TALK = (
    ("Therapist", "Where would you like to begin today?"),
    (
        "Patient",
        (
            "With my sister, I suppose. She rang on Sunday. I wanted her to ask how I was. She talked about her kitchen "
            "for an hour, she never asked. So I said nothing and I hung up early."
        ),
    ),
    ("Therapist", "You went quiet just now, when you said that she never asked."),
    ("Patient", "It doesn't matter. I'm fine. It was only a kitchen."),
    (
        "Therapist",
        "I wonder whether saying that it doesn't matter keeps you from feeling how much you wanted her to ask.",
    ),
    ("Patient", "Maybe. I felt so lonely afterwards, I sat in the car and cried."),
    ("Therapist", "That must have been painful, to wait for a question that did not come."),
    (
        "Patient",
        (
            "My father was the same. When I was nine I wanted him to look at my drawing. He said not now, he ignored me. "
            "I tore it up and I went to my room."
        ),
    ),
    ("Therapist", "Can you say a little more about the drawing?"),
    ("Patient", "It was a boat. I was ashamed that I had made it at all."),
    ("Therapist", "And here, do you expect me to be busy with something else as well?"),
    ("Patient", "Whatever you think. You're the expert."),
    ("Therapist", "I may have gone too fast there. How is it to be here with me just now?"),
    ("Patient", "A bit easier. I was angry with you for a moment, to be honest."),
    ("Therapist", "I am glad that you said so. We have five minutes left today."),
)


def clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.000"


def webvtt() -> str:
    cues = (
        f"{clock(20 * n)} --> {clock(20 * n + 18)}\n<v {who}>{text}</v>" for n, (who, text) in enumerate(TALK)
    )
    return "WEBVTT\n\n" + "\n\n".join(cues) + "\n"


def admit(walk: Walk, name: str) -> None:
    """Add a patient from the caseload."""
    page = walk.page
    page.get_by_role("link", name="Caseload").click()
    page.get_by_role("link", name="Add a patient").click()
    page.get_by_label("Name:", exact=True).fill(name)
    page.get_by_label("Sessions agreed").fill("16")
    page.get_by_label("What brings them").fill("Low since the spring; says that nothing is the matter.")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".banner .who")).to_contain_text(name)


def plan_today(walk: Walk) -> None:
    """Enter a session that began five minutes ago, as somebody would who comes out of it."""
    page = walk.page
    walk.tab("Sessions")
    page.get_by_role("link", name="Plan the first one").click()
    at = datetime.now(ZoneInfo("Europe/London")) - timedelta(minutes=5)  # the practice's own clock
    page.get_by_label("Day and time").fill(f"{at:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Plan it").click()
    page.get_by_role("link", name="Bring in a transcript").click()


def bring_in(page: Page, name: str, content: bytes) -> None:
    page.get_by_label("A file").set_input_files({"name": name, "mimeType": "text/vtt", "buffer": content})
    page.get_by_role("button", name="Bring it in").click()


def test_the_main_job(sign_in: Callable[[str], Walk]) -> None:
    walk = sign_in("anna")
    page = walk.page

    expect(page.get_by_role("heading", name="Caseload")).to_be_visible()
    expect(page.get_by_role("link", name="Mara Lindqvist")).to_be_visible()
    walk.look("caseload")

    admit(walk, "Ida Thorne")
    plan_today(walk)
    walk.look("import")
    bring_in(page, "recording.vtt", webvtt().encode())

    # The session as turns with proposals.
    turns = page.locator("li.turn")
    expect(turns).to_have_count(len(TALK))
    for number, (_, text) in enumerate(TALK):
        expect(page.locator(f"#turn-{number} > .said")).to_have_text(text)
    expect(page.locator("#waiting")).to_contain_text("proposals wait")
    observation = page.locator("#turn-2 .mark", has_text="Observation")
    expect(observation).to_contain_text("?")
    walk.look("session-fresh")

    # What the episodes together may show stands on the worksheet, in no count, until a person takes it as a draft.
    session = page.url
    walk.tab("Formulation")
    page.get_by_role("link", name="Worksheet").click()
    proposed = page.locator(".proposed-theme")
    expect(proposed).to_contain_text(re.compile(r"proposed from \d+ unreviewed episodes\."))
    expect(proposed).to_contain_text("Distant?")
    proposed.get_by_text(re.compile(r"The \d+ episodes that it rests on")).click()
    expect(proposed.get_by_role("link", name="Session 1").first).to_be_visible()
    walk.look("worksheet-proposed")
    page.get_by_label("In your own words").fill("Hopes to be asked, and nobody does.")
    page.get_by_role("button", name="Take it as a draft").click()
    expect(page.get_by_role("heading", name="Drafts of the theme")).to_be_visible()
    expect(page.get_by_text("Hopes to be asked, and nobody does.")).to_be_visible()
    expect(proposed).to_have_count(0)
    expect(page.get_by_text("No relationship episode has been accepted yet.")).to_be_visible()
    page.goto(session)

    # By keyboard: j and k walk, a accepts, x rejects, u takes back, c changes.
    press = page.keyboard.press
    here = page.locator(".turn.here")
    press("j")
    expect(here).to_have_id("turn-0")
    press("j")
    press("j")
    expect(here).to_have_id("turn-2")
    press("k")
    expect(here).to_have_id("turn-1")

    story = page.locator("#turn-1 .mark.episode")
    expect(story).to_contain_text("Episode with sister?")
    press("a")
    expect(story).to_have_class(re.compile(r"\baccepted\b"))
    expect(page.locator("#told")).to_contain_text("accepted")

    press("j")
    at = page.locator("#turn-2 .mark.at .name")
    first = at.inner_text().rstrip("?")
    press("x")
    expect(page.locator("#turn-2 details.rejected")).to_contain_text("1 rejected")
    press("u")
    expect(page.locator("#told")).to_contain_text("Undone")
    expect(page.locator("#turn-2 details.rejected")).to_have_count(0)
    press("a")
    expect(page.locator("#turn-2 .mark.accepted", has_text=first)).to_have_count(1)

    press("j")
    denial = page.locator("#turn-3 .mark", has_text="Denial of an evident state")
    expect(denial).to_contain_text("?")
    at = page.locator("#turn-3 .mark.at .name")
    while "Denial of an evident state" not in at.inner_text():
        before = at.inner_text()
        press("x")  # what else was proposed there
        expect(at).not_to_have_text(before)
    press("c")
    sheet = page.locator("#sheet")
    expect(sheet).to_be_visible()
    expect(sheet.get_by_label("Find a code")).to_be_focused()
    walk.look("session-change")
    page.keyboard.type("minimal")
    press("Enter")
    press("Enter")
    expect(sheet).to_be_hidden()
    expect(page.locator("#turn-3 .mark.accepted")).to_contain_text("Minimal response")
    expect(denial).to_be_hidden()

    while here.get_attribute("id") != "turn-7":
        press("j")
    father = page.locator("#turn-7 .mark.episode")
    expect(father).to_contain_text("Episode with father?")
    press("a")
    expect(father).to_have_class(re.compile(r"\baccepted\b"))

    # What was decided is still there when the page is opened again, at the page's own address. A key pressed
    # before the scripts are ready sends the form plainly, which comes back to the same page with its turn named.
    assert page.url.split("#")[0].split("?")[0] == session
    page.reload()
    expect(page.locator(".mark.episode.accepted")).to_have_count(2)
    expect(page.locator("#turn-3 .mark.accepted")).to_contain_text("Minimal response")
    walk.look("session")

    # The formulation counts what was accepted, and nothing else.
    walk.tab("Formulation")
    theme = page.locator(".theme .statement")
    expect(theme).to_contain_text("distant", ignore_case=True)
    expect(theme).to_contain_text("in 2 of 2 episodes, 2 people")
    expect(page.get_by_role("heading", name="Past")).to_be_visible()
    expect(page.get_by_text("Not yet seen in the room.", exact=True)).to_be_visible()
    walk.look("formulation")

    # From the statement to its moment, and back.
    moment = page.locator(".theme .moment a", has_text="ignored me")
    words = moment.locator("q").inner_text()
    moment.click()
    expect(here).to_have_id("turn-7")
    expect(here).to_contain_text(words)
    expect(here).to_be_in_viewport()
    page.get_by_role("link", name="Back to the formulation").click()
    expect(theme).to_contain_text("distant", ignore_case=True)

    # The course picture has the session.
    walk.tab("Course")
    expect(page.locator("[data-picture] a[href*='/sessions/']")).to_have_count(1)
    walk.look("course-fresh")


def test_a_whole_course_shows_its_evidence(sign_in: Callable[[str], Walk]) -> None:
    walk = sign_in("anna")
    page = walk.page
    page.get_by_role("link", name="Mara Lindqvist").click()

    # The course picture: every meeting, walked by arrow keys, opened by Enter.
    beads = page.locator("[data-picture] a[href*='/sessions/']")
    assert beads.count() >= 16
    walk.look("course")
    said = page.locator("[data-picture] .said-of")
    beads.first.focus()
    expect(said).to_be_visible()
    before = said.inner_text()
    page.keyboard.press("ArrowRight")
    expect(said).not_to_have_text(before)

    walk.tab("Formulation")
    columns = page.locator(".theme section.place")
    expect(columns).to_have_count(3)
    for name in ("Past", "Outside", "In the room"):
        assert columns.filter(has=page.get_by_role("heading", name=name)).locator(".moment a").count() > 0
    expect(page.get_by_role("heading", name="Hypotheses")).to_be_visible()
    walk.look("formulation-whole-course")

    quote = columns.first.locator(".moment a").first
    words = quote.locator("q").inner_text()
    quote.click()
    here = page.locator(".turn.here")
    expect(here).to_contain_text(words)
    expect(here).to_be_in_viewport()
    walk.look("session-whole-course")
    page.get_by_role("link", name="Back to the formulation").click()
    expect(columns).to_have_count(3)

    # Proposals stand beside only when they are asked for.
    expect(page.locator(".story.proposal")).to_have_count(0)
    page.get_by_role("link", name="Show proposals beside").click()
    expect(page.locator(".story.proposal").first).to_be_attached()
    walk.look("formulation-with-proposals")

    for name in ("Sessions", "Measures", "Plan", "Team", "Record"):
        walk.tab(name)
        walk.look(name.lower())


def test_by_keyboard_alone(arrive: Callable[[], Walk]) -> None:
    walk = arrive()
    page = walk.page
    walk.look("sign-in")
    expect(page.get_by_label("User name")).to_be_focused()
    page.keyboard.type("anna")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    walk.enter()
    expect(page.get_by_role("heading", name="Caseload")).to_be_visible()

    walk.press_to("Skip to the content")
    page.keyboard.press("Enter")
    walk.press_to("Mara Lindqvist")
    walk.enter()
    walk.press_to("Formulation")
    walk.enter()
    expect(page.get_by_role("heading", name="Core conflictual relationship theme")).to_be_visible()

    quote = page.locator(".theme .moment a").first
    walk.press_to(" ".join(quote.inner_text().split()))
    walk.enter()
    here = page.locator(".turn.here")
    expect(here).to_be_focused()
    number = int(here.get_attribute("data-turn") or 0)
    page.keyboard.press("j")
    expect(here).to_have_id(f"turn-{number + 1}")
    page.keyboard.press("k")
    expect(here).to_have_id(f"turn-{number}")

    page.keyboard.press("?")
    keys = page.locator("#keys")
    expect(keys).to_be_visible()
    walk.look("session-keys")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()

    page.keyboard.press("/")
    page.keyboard.type("boots")
    page.keyboard.press("Enter")
    expect(page.locator("#hits")).to_contain_text("boots")

    walk.press_to("Back to the formulation", key="Shift+Tab")
    walk.enter()
    expect(page.get_by_role("heading", name="Core conflictual relationship theme")).to_be_visible()
    walk.press_to("Sign out")
    walk.enter()
    expect(page.get_by_label("User name")).to_be_visible()


def test_a_broken_file_says_what_is_wrong_and_stores_nothing(sign_in: Callable[[str], Walk]) -> None:
    walk = sign_in("anna")
    page = walk.page
    admit(walk, "Noa Brook")
    plan_today(walk)

    cut = webvtt().encode()
    cut = cut[: cut.index(b"00:03:00.000 --> ") + 15]
    for name, content, told in (
        ("cut.vtt", cut, r"cut\.vtt, line \d+"),
        ("picture.vtt", b"\x89PNG\r\n\x1a\n" + bytes(200), r"picture\.vtt"),
        ("empty.vtt", b"", r"empty\.vtt"),
    ):
        bring_in(page, name, content)
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text(re.compile(told))
        expect(alert).to_be_focused()
        if name == "cut.vtt":
            walk.look("import-refused")
    walk.tab("Sessions")
    expect(page.get_by_role("link", name="Bring in a transcript")).to_be_visible()
    walk.tab("Record")
    expect(page.get_by_role("cell", name="brought in a transcript")).to_have_count(0)
    walk.tab("Formulation")
    expect(page.get_by_text("No relationship episode has been accepted yet")).to_be_visible()

    # The same page takes the whole file afterwards.
    walk.tab("Sessions")
    page.get_by_role("link", name="Bring in a transcript").click()
    bring_in(page, "recording.vtt", webvtt().encode())
    expect(page.locator("li.turn")).to_have_count(len(TALK))
