"""The CES-D of 1977, English. Translations are not shipped: many have owners.

Public copies differ by a word in items 3, 4 and 19; the wording here is the one that the copies naming Radloff
1977 share most often. It has not been compared with the printed article.
"""

from __future__ import annotations

from clew.therapy.knowledge.base import Tag
from clew.therapy.measures.definition import (
    ChangeValues,
    CutOff,
    CutOffKind,
    Direction,
    Figure,
    Instrument,
    Item,
    Licence,
    Missing,
    Option,
    Options,
    Range,
    Scoring,
)

_RADLOFF = "Radloff 1977, Appl Psychol Meas 1:385"

DAYS = Options(
    (
        Option(0, "Rarely or none of the time (less than 1 day)"),
        Option(1, "Some or a little of the time (1-2 days)"),
        Option(2, "Occasionally or a moderate amount of time (3-4 days)"),
        Option(3, "Most or all of the time (5-7 days)"),
    )
)

CES_D = Instrument(
    key="ces-d",
    title="CES-D",
    full_title="Center for Epidemiologic Studies Depression Scale",
    version="1977",
    language="en",
    about="depressive symptoms in the general population",
    recall="1 week",
    source=_RADLOFF,
    licence=Licence(
        ship=True,
        basis="Of US federal origin (National Institute of Mental Health) and free to use; English only, because "
        "translations often have owners.",
        credit="Radloff LS, Center for Epidemiologic Studies, National Institute of Mental Health, 1977.",
        tag=Tag.VERIFIED,
    ),
    scoring=Scoring.SUM,
    direction=Direction.WORSE,
    n_items=20,
    item_range=Range(0, 3),
    total=Range(0, 60),
    stem="Below is a list of the ways you might have felt or behaved. Please tell me how often you have felt this "
    "way during the past week.",
    items=tuple(
        Item(key, text, DAYS)
        for key, text in (
            ("bothered", "I was bothered by things that usually don't bother me."),
            ("appetite", "I did not feel like eating; my appetite was poor."),
            (
                "blues",
                "I felt that I could not shake off the blues even with help from my family or friends.",
            ),
            ("as_good", "I felt that I was just as good as other people."),
            ("mind", "I had trouble keeping my mind on what I was doing."),
            ("depressed", "I felt depressed."),
            ("effort", "I felt that everything I did was an effort."),
            ("hopeful", "I felt hopeful about the future."),
            ("failure", "I thought my life had been a failure."),
            ("fearful", "I felt fearful."),
            ("sleep", "My sleep was restless."),
            ("happy", "I was happy."),
            ("talked", "I talked less than usual."),
            ("lonely", "I felt lonely."),
            ("unfriendly", "People were unfriendly."),
            ("enjoyed", "I enjoyed life."),
            ("crying", "I had crying spells."),
            ("sad", "I felt sad."),
            ("disliked", "I felt that people dislike me."),
            ("get_going", 'I could not get "going".'),
        )
    ),
    reversed=(4, 8, 12, 16),
    missing=Missing(0, "Clew clinical specification names no proration", Tag.DEFAULT),
    cut_offs=(
        CutOff(CutOffKind.CASE, 16, "screen for depression", "adults", "en", _RADLOFF, Tag.KNOWN),
        CutOff(
            CutOffKind.SCREEN,
            20,
            "screen for depression, better specificity",
            "adults",
            "en",
            "Vilagut 2016, 10.1371/journal.pone.0155431",
            Tag.KNOWN,
        ),
    ),
    change=ChangeValues(reliable=Figure(None, Tag.UNCERTAIN, "no consensus in the literature")),
    notes=("It does not ask about death or self-harm.",),
)
