"""A whole course: an open-ended treatment that begins with support and moves towards exploration."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from desk import Desk
from playwright.sync_api import expect
from walking import Walk

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

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


def test_from_support_towards_exploration(sign_in: Callable[[str], Walk]) -> None:
    walk = sign_in("anna")
    page = walk.page
    desk = Desk(walk, datetime.now(tz=UTC).date() - timedelta(days=190))
    desk.admit("Ruth Aldous", "Low for two years, since the shop closed.", frame="Open-ended")

    walk.write(
        "referral",
        {
            "How they came": "By themselves",
            "What brings them, in their own words": "I get up because the kettle needs me.",
            "Treatment": "Yes",
        },
    )
    walk.tab("Course")
    walk.under("Intake")
    expect(page.get_by_text("I get up because the kettle needs me.")).to_be_visible()

    desk.phq_9(0, 17)
    walk.tab("Course")
    walk.under("Indication")
    expect(page.locator("main")).to_contain_text("17")
    expect(page.locator("main")).to_contain_text("oderately severe")
    expect(page.locator("main")).to_contain_text("more severe", ignore_case=True)

    # Support first: three of the features that hold it back are low.
    walk.write("suitability", {"Occasion": "Assessment", **rated(dict.fromkeys(LOW, "Low"), LOW)})
    walk.tab("Course")
    walk.under("Suitability")
    expect(page.locator("main")).to_contain_text("supportive", ignore_case=True)

    for week in range(0, 24, 4):
        desk.session(7 * week)
        desk.phq_9(7 * week, 16 - week // 2)

    # The review: things have become safer, and the emphasis moves.
    safer = dict.fromkeys(LOW, "Steadier since the spring: stays with it, and comes back to it.")
    walk.write("suitability", {"Occasion": "Review", **rated(dict.fromkeys(LOW, "High"), safer)})
    walk.tab("Course")
    walk.under("Suitability")
    expect(page.locator("main")).to_contain_text("exploratory", ignore_case=True)
    expect(page.locator("main svg").first).to_be_visible()
    walk.look("suitability-later")
