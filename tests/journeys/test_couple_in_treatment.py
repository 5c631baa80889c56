"""A whole course: a couple in one treatment, each with a record, measures and words of their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect
from together_desk import TogetherDesk
from walking import Walk

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

VERA, PIET = "Vera Holm", "Piet Holm"

# Words that were said or written of one alone. Each stands in one record, and in no page of the other's.
OF_VERA = (
    "the blue suitcase",
    "her piano teacher",
    "his brother on the stairs",
    "slept at her sister's",
    "the neighbour with the dog",
)
OF_PIET = ("the betting slips", "his late twin", "counts the exits", "ate nothing since Sunday")
OF_BOTH = "They disagreed about the kitchen"


def test_a_couple_from_beginning_to_continuing_care(sign_in: Callable[[str], Walk]) -> None:
    walk = sign_in("anna")
    page = walk.page
    desk = TogetherDesk(walk, datetime.now(tz=UTC).date() - timedelta(days=84))
    main = page.locator("main")

    # Two people, two records.
    desk.add(VERA, "Low since the move. Speaks of the blue suitcase under the bed.")
    desk.add(PIET, "Comes for her sake, he says. Speaks of the betting slips once, and laughs.")

    # Safety is asked of each alone, before anything else.
    desk.of(VERA)
    expect(main).to_contain_text("This person is treated alone.")
    desk.asked(
        VERA,
        -3,
        {
            "How it was asked": "Alone",
            "Can this person speak before the others without fear of what happens at home": "Yes, without fear",
            "Violence at home that goes on": "None told",
            "What they said": "Of him? No. Ask me about her piano teacher instead.",
        },
    )
    desk.begin("Couple", VERA, [PIET], meetings=8, minutes=75)
    expect(page.get_by_role("link", name=VERA).first).to_be_visible()
    expect(page.get_by_role("link", name=PIET).first).to_be_visible()
    expect(main).to_contain_text("No meeting is planned yet.")
    expect(page.get_by_text("No record is open here.")).to_be_visible()

    desk.of(VERA)
    expect(main).to_contain_text(f"In couple treatment with 1 other: {PIET}")
    expect(main).to_contain_text("Nothing was told that speaks against meeting together")
    desk.of(PIET)
    expect(main).to_contain_text("Ask this person alone first")
    # Asked with her there, it is asked again alone.
    fear = "Can this person speak before the others without fear of what happens at home"
    desk.asked(PIET, -2, {"How it was asked": "With others there", fear: "Yes, without fear"})
    expect(main).to_contain_text("Ask this person alone first")
    expect(main).to_contain_text("it was asked with others there")
    desk.asked(PIET, -1, {"How it was asked": "Alone", fear: "Yes, without fear"})
    expect(main).to_contain_text("Nothing was told that speaks against meeting together")

    # What each wants, in each one's own record.
    desk.of(VERA)
    walk.write(
        "joint_focus",
        {
            "What they hope for from meeting together": "That I am heard before the kettle boils.",
            "As a couple": ["To find which changes between us help"],
            "Times alone with the clinician": "When one of them asks",
            "What this person does not want said in front of the others": "That she slept at her sister's in May.",
        },
    )
    expect(main).to_contain_text("before the kettle boils")
    desk.of(PIET)
    expect(main).not_to_contain_text("kettle")
    walk.write(
        "joint_focus",
        {
            "What they hope for from meeting together": "Some quiet. I had it with his late twin, as my aunt called me.",
            "As a couple": ["To find how each of us can cope with it"],
        },
    )
    for name in (VERA, PIET):
        desk.of(name, "plan/")
        expect(main).to_contain_text("8")
        expect(main).to_contain_text("75")

    # Measures for each.
    for name, total in ((VERA, 17), (PIET, 9)):
        desk.of(name, "measures/")
        desk.phq_9(-3, total)

    # Meetings: who came is said person by person; a note has a part for all and a part for each.
    first = desk.meeting(0, {VERA: "Came", PIET: "Came"})
    desk.note(
        first,
        f"{OF_BOTH}, and stayed in the room with it.",
        {VERA: "Wept, and spoke of his brother on the stairs.", PIET: "Counts the exits when she cries."},
    )
    desk.note(first, "", {PIET: "Afterwards on the telephone: counts the exits in every room."})
    desk.meeting(7, {VERA: "Came", PIET: "Came late"}, minutes_late=15)
    third = desk.meeting(14, {VERA: "Cancelled", PIET: "Came"}, hours_of_notice=5)
    desk.note(
        third,
        "One came alone; nothing was talked about that needs the other.",
        {PIET: "Ate nothing since Sunday."},
    )

    page.goto(desk.all)
    expect(main).to_contain_text("came 15 minutes late")
    expect(main).to_contain_text("cancelled, 5 hours before")
    expect(page.locator("table.attendance tbody tr")).to_have_count(3)
    for words in (*OF_VERA, *OF_PIET, OF_BOTH):
        expect(page.locator("body")).not_to_contain_text(words, ignore_case=True)
    walk.look("couple-all")
    page.get_by_role("link", name=f"Note of meeting {first}", exact=True).click()
    expect(main).to_contain_text("each of them may ask to read it")
    expect(page.locator("textarea").first).to_have_value("")
    walk.look("couple-note")

    # A time alone, in her record only.
    desk.of(VERA, "sessions/")
    desk.session(20)
    desk.of(VERA)
    expect(page.locator("tbody tr").filter(has_text="alone")).to_have_count(1)
    desk.of(PIET)
    expect(page.locator("tbody tr").filter(has_text="alone")).to_have_count(0)

    # She is afraid: an alert in her record, and a reason to stop meeting together. His says nothing of it.
    desk.asked(
        VERA,
        20,
        {
            "How it was asked": "Alone",
            fear: "No, afraid",
            "What they said": "Of him no. But there is his brother on the stairs after every evening here, and I lock the door.",
            "How this person can be reached without the others seeing it": "Through the neighbour with the dog.",
        },
    )
    verdict = page.locator(".verdict")
    expect(verdict).to_contain_text("Worth stopping the meetings together")
    expect(verdict).to_contain_text("A child or a vulnerable adult is at risk")
    expect(verdict).to_contain_text("An alert of the level high was raised")
    walk.look("couple-safety")
    page.goto("/caseload/")
    danger = page.get_by_role("region", name="Danger")
    expect(danger).to_contain_text(VERA)
    expect(danger).not_to_contain_text(PIET)
    walk.look("couple-caseload")
    for place in (desk.all, desk.records[PIET] + "together/", desk.records[PIET]):
        page.goto(place)
        for word in ("afraid", "stopping the meetings", "alert of the level"):
            expect(page.locator("body")).not_to_contain_text(word, ignore_case=True)

    # A person assesses; the form does not.
    page.goto("/alerts/")
    page.get_by_role("link", name=VERA).first.click()
    page.get_by_role("button", name="I am looking at it").click()
    page.get_by_label("Your assessment").fill(
        "Seen alone the same day. Slept at her sister's since; no children there."
    )
    page.get_by_role("group", name="Urgency, as judged now").get_by_role("radio").last.check()
    page.get_by_label("What was agreed").fill("No meetings of both until his brother has moved out.")
    page.get_by_role("button", name="Save and close the alert").click()
    expect(main).to_contain_text("Assessed and closed")

    # Asked again, alone, once it has changed; then they meet again.
    desk.asked(
        VERA,
        49,
        {
            "How it was asked": "Alone",
            fear: "Yes, without fear",
            "Violence at home that goes on": "None told",
        },
    )
    expect(verdict).to_contain_text("Nothing was told that speaks against meeting together")
    expect(main).to_contain_text("No, afraid")  # what was said before stays
    for day in (56, 63, 70, 77):
        number = desk.meeting(day, {VERA: "Came", PIET: "Came"})
    desk.note(number, f"{OF_BOTH} once more, and laughed.", {})
    for name, total in ((VERA, 6), (PIET, 4)):
        desk.of(name, "measures/")
        desk.phq_9(77, total)

    # He leaves, and takes it back; then the end, for both, and care after it.
    desk.of(PIET)
    page.get_by_text("This person leaves; the others go on").click()
    page.get_by_label("Why").select_option(label="The patient chose to end")
    page.get_by_role("button", name="End this person's part").click()
    expect(main).to_contain_text("this person's part has ended")
    page.goto(desk.all)
    expect(main).to_contain_text("left on")
    page.get_by_role("link", name="Take a leaving back").click()
    page.get_by_label("Takes part too").select_option(label=f"{PIET}, treatment over")
    page.get_by_role("button", name="Let them take part").click()
    expect(main).not_to_contain_text("left on")

    page.get_by_text("End the treatment for everybody").click()
    page.get_by_label("Last day").fill(desk.day(77).isoformat())
    page.get_by_role("button", name="End it for everybody").click()
    expect(main).to_contain_text("It ended on")
    expect(page.get_by_role("button", name="Take the end back")).to_be_visible()
    walk.look("couple-ended")
    for name in (VERA, PIET):
        desk.of(name, "plan/")
        walk.under("Continuing care")
        expect(main).to_contain_text("Next on")
        expect(page.get_by_role("region", name="What was planned and what came")).to_contain_text("1 month")
    desk.of(VERA, "measures/")
    desk.phq_9(80, 4)
    desk.of(VERA)
    expect(main).to_contain_text("this person's part has ended")

    # Every page of each record: its own words are there, and not one of the other's.
    for name, own, strange in ((VERA, OF_VERA, OF_PIET), (PIET, OF_PIET, OF_VERA)):
        pages = walk.read_record(desk.records[name])
        assert len(pages) > 40, "the record has more pages than that"
        whole = "\n".join(pages.values()).lower()
        for words in (*own, OF_BOTH):
            assert words.lower() in whole.replace("&#x27;", "'"), (name, words, "so that this test can fail")
        for words in strange:
            there = [at for at, text in pages.items() if words.lower() in text.replace("&#x27;", "'").lower()]
            assert not there, (name, words, there)
