"""The IPIP-IPC: 32 public-domain items for the interpersonal circumplex.

Item order and key follow Markey and Markey 2009 as reproduced in the R package circumplex. The octants run
counter-clockwise from warm (0 degrees); 90 degrees is assured and dominant.
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
    Subscale,
)

ACCURACY = Options(
    (
        Option(1, "Very inaccurate"),
        Option(2, "Moderately inaccurate"),
        Option(3, "Neither inaccurate nor accurate"),
        Option(4, "Moderately accurate"),
        Option(5, "Very accurate"),
    )
)

_TEXTS = (
    "Am quiet around strangers",
    "Speak softly",
    "Tolerate a lot from others",
    "Am interested in people",
    "Feel comfortable around people",
    "Demand to be the center of interest",
    "Cut others to pieces",
    "Believe people should fend for themselves",
    "Am a very private person",
    "Let others finish what they are saying",
    "Take things as they come",
    "Reassure others",
    "Start conversations",
    "Do most of the talking",
    "Contradict others",
    "Don't fall for sob-stories",
    "Don't talk a lot",
    "Seldom toot my own horn",
    "Think of others first",
    "Inquire about others' well-being",
    "Talk to a lot of different people at parties",
    "Speak loudly",
    "Snap at people",
    "Don't put a lot of thought into things",
    "Have little to say",
    "Dislike being the center of attention",
    "Seldom stretch the truth",
    "Get along well with others",
    "Love large parties",
    "Demand attention",
    "Have a sharp tongue",
    "Am not interested in other people's problems",
)

IPIP_IPC = Instrument(
    key="ipip-ipc",
    title="IPIP-IPC",
    full_title="International Personality Item Pool, Interpersonal Circumplex",
    version="2009",
    language="en",
    about="how a person usually is with others",
    recall="in general, now",
    source="Markey and Markey 2009, Assessment 16:352, 10.1177/1073191109340382",
    licence=Licence(
        ship=True,
        basis="The authors: free for anyone and may be altered; items of the International Personality Item Pool are "
        "in the public domain.",
        credit="Markey PM, Markey CN. A brief assessment of the interpersonal circumplex: the IPIP-IPC. 2009.",
        tag=Tag.VERIFIED,
    ),
    scoring=Scoring.OCTANTS,
    direction=Direction.NEITHER,
    n_items=32,
    item_range=Range(1, 5),
    stem="How accurately does each statement describe you, as you generally are now?",
    items=tuple(Item(f"ipc_{number}", text, ACCURACY) for number, text in enumerate(_TEXTS, start=1)),
    subscales=(
        Subscale("lm", "Warm-Agreeable", (4, 12, 20, 28), 0),
        Subscale("no", "Gregarious-Extraverted", (5, 13, 21, 29), 45),
        Subscale("pa", "Assured-Dominant", (6, 14, 22, 30), 90),
        Subscale("bc", "Arrogant-Calculating", (7, 15, 23, 31), 135),
        Subscale("de", "Cold-Hearted", (8, 16, 24, 32), 180),
        Subscale("fg", "Aloof-Introverted", (1, 9, 17, 25), 225),
        Subscale("hi", "Unassured-Submissive", (2, 10, 18, 26), 270),
        Subscale("jk", "Unassuming-Ingenuous", (3, 11, 19, 27), 315),
    ),
    missing=Missing(0, "Clew clinical specification names no proration", Tag.DEFAULT),
    notes=(
        "It describes traits, not problems; there are no cut-offs.",
        (
            "Agency is the sum of octant means times the sine of their angle, communion times the cosine, both times "
            "2/8, the usual weight for eight octants."
        ),
    ),
)
