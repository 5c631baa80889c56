"""Clew's own alliance check-in after a session: a tie, help, working together, and any tension.

The three ratings follow what the founding texts say a strong alliance is made of. The wording is ours and has not
been validated.
"""

from __future__ import annotations

from clew.therapy.knowledge.base import Tag
from clew.therapy.measures.definition import (
    Direction,
    Instrument,
    Item,
    Licence,
    Missing,
    Option,
    Options,
    Range,
    Scoring,
)


def _rating(lowest: str, highest: str) -> Options:
    between = (Option(value, str(value)) for value in range(1, 10))
    return Options((Option(0, f"0, {lowest}"), *between, Option(10, f"10, {highest}")))


TENSION = Options((Option(0, "No"), Option(1, "A little"), Option(2, "Some"), Option(3, "A lot")))
TALKED_ABOUT = Options((Option(0, "No"), Option(1, "Yes")))

ALLIANCE_CHECK_IN = Instrument(
    key="alliance-check-in",
    title="Alliance check-in",
    full_title="Clew alliance check-in",
    version="1",
    language="en",
    about="the working relationship, after a session",
    recall="today's session",
    source="Clew; after the three parts of a strong alliance in the founding texts",
    licence=Licence(ship=True, basis="Written for Clew.", credit="Clew, Apache-2.0.", tag=Tag.DEFAULT),
    scoring=Scoring.MEAN,
    direction=Direction.BETTER,
    n_items=3,
    item_range=Range(0, 10),
    total=Range(0, 10, whole=False),
    stem="About today's session",
    items=(
        Item(
            "attached",
            "How connected did you feel with your clinician?",
            _rating("not at all", "very closely"),
        ),
        Item("helped", "How much did the session help you?", _rating("not at all", "very much")),
        Item("together", "How much did the two of you work together?", _rating("not at all", "completely")),
        Item(
            "tension", "Was there any tension or misunderstanding between you today?", TENSION, scored=False
        ),
        Item(
            "talked_about",
            "If there was, now or before, did you talk about it today?",
            TALKED_ABOUT,
            scored=False,
        ),
    ),
    missing=Missing(0, "Clew clinical specification names no proration", Tag.DEFAULT),
    notes=("Not validated; there are no norms.", "Who can see the answers is said before they are given."),
)
