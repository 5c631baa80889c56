"""The ASQ: Ask Suicide-Screening Questions of the National Institute of Mental Health, unchanged.

The questions are asked in order; the fifth is asked when any of the first four is answered yes or declined. A
declined answer is recorded as the answer "declined" and counts as positive. The NIMH form also asks how and when
(item 4) and for a description (item 5); those are for the conversation and are not stored as answers.
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

YES_NO = Options((Option(0, "No"), Option(1, "Yes")))

ASQ = Instrument(
    key="asq",
    title="ASQ",
    full_title="Ask Suicide-Screening Questions",
    version="2017",
    language="en",
    about="suicide risk, a second look after a positive first sign",
    recall="as each question says",
    source="NIMH ASQ toolkit; Horowitz 2012, Arch Pediatr Adolesc Med 166:1170",
    licence=Licence(
        ship=True,
        basis="A free toolkit of the US government (NIMH); the wording must stay unchanged and the source named.",
        credit="asQ Suicide Risk Screening Toolkit, National Institute of Mental Health (NIMH).",
        tag=Tag.VERIFIED,
    ),
    scoring=Scoring.SCREEN,
    direction=Direction.WORSE,
    n_items=5,
    item_range=Range(0, 1),
    items=tuple(
        Item(key, text, YES_NO)
        for key, text in (
            ("wished_dead", "In the past few weeks, have you wished you were dead?"),
            (
                "better_off",
                "In the past few weeks, have you felt that you or your family would be better off if you were dead?",
            ),
            ("thoughts", "In the past week, have you been having thoughts about killing yourself?"),
            ("tried", "Have you ever tried to kill yourself?"),
            ("right_now", "Are you having thoughts of killing yourself right now?"),
        )
    ),
    missing=Missing(0, "Clew clinical specification, safety 9.2 and 9.5: fail safe", Tag.DEFAULT),
    notes=(
        "The fifth question is asked when one of the first four is answered yes or declined; declined counts as yes.",
        "No screener predicts suicide in a person. A negative screen never overrides clinical judgement.",
        "In youth seen in emergency departments sensitivity was 97 % and specificity 88 %.",
    ),
)
