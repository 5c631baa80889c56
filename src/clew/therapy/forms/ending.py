"""What is written around an end: what was gone through, the relapse plan, follow-up, and signs that were noticed."""

from __future__ import annotations

from clew.therapy.course.continuing import Agreed
from clew.therapy.course.ending import CHECKLIST, REASONS, Item
from clew.therapy.course.relapse import SIGNS
from clew.therapy.forms.definition import Field, Form, Kind, Option, Room, options
from clew.therapy.knowledge.base import Tag

_SIGNS = tuple(Option(slug=sign.slug, label=sign.name) for sign in SIGNS.values())


def _noted(item: Item, section: str = "") -> Field:
    return Field(
        slug=item.slug,
        label=item.name,
        help=item.definition,
        kind=Kind.SAID if item.said else Kind.WORDS,
        section=section,
        source=item.source,
        tag=item.tag,
    )


_ITEMS = tuple(item for item in CHECKLIST.values() if not item.early)
_EARLY = tuple(item for item in CHECKLIST.values() if item.early)

ENDING = Form(
    slug="ending",
    name="Ending",
    definition="What is gone through before the two part, each with a note. Nothing of it is compulsory.",
    source="Practice",
    tag=Tag.KNOWN,
    room=Room.ENDING,
    on="As it stands on",
    title_field="reason",
    fields=(
        Field(
            slug="reason",
            label="Why it ends",
            kind=Kind.CHOICE,
            options=tuple(Option(slug=why.slug, label=why.name) for why in REASONS.values()),
        ),
        *(_noted(item, "What is gone through" if item is _ITEMS[0] else "") for item in _ITEMS),
        *(_noted(item, "If it ends before its time" if item is _EARLY[0] else "") for item in _EARLY),
        Field(
            slug="check_ins",
            label="Questionnaires after the end",
            kind=Kind.CHOICE,
            options=(
                Option(
                    slug=Agreed.USUAL.value,
                    label="Monthly for half a year, then every three months to two years",
                ),
                Option(slug=Agreed.WITH_FOLLOW_UP.value, label="Only after 1, 3, 6 and 12 months"),
                Option(slug=Agreed.NONE.value, label="None wished for"),
            ),
            section="Afterwards",
            source="Clew",
            tag=Tag.DEFAULT,
        ),
    ),
)
"""The work of ending. One for each course, kept up to date; its earlier versions stay."""

RELAPSE_PLAN = Form(
    slug="relapse_plan",
    name="Relapse plan",
    definition="Early signs in the patient's words, what helps, and whom to call. The patient can read it when it is shared.",
    source="Practice",
    tag=Tag.KNOWN,
    room=Room.ENDING,
    on="Written on",
    title_field="own_signs",
    fields=(
        Field(
            slug="own_signs",
            label="My early signs",
            kind=Kind.SAID,
            help="In the patient's words, one on each line. Two to five are enough.",
        ),
        Field(
            slug="signs",
            label="Of these, the ones that come first for me",
            kind=Kind.CHOICES,
            options=_SIGNS,
        ),
        Field(slug="helps", label="What helps me then", kind=Kind.SAID),
        Field(slug="tell", label="Who may tell me that they notice", kind=Kind.SAID),
        Field(
            slug="call",
            label="Whom I call, and in which order",
            kind=Kind.SAID,
            help="People first by their part in life; then the practice. Crisis numbers stand on the patient's page anyway.",
        ),
        Field(
            slug="medication", label="My medication: what, who looks after it, for how long", kind=Kind.SAID
        ),
        Field(slug="door", label="About coming back", kind=Kind.SAID),
    ),
)
"""The patient's own plan. It is theirs: written in the first person and shared with them."""

FOLLOW_UP = Form(
    slug="follow_up",
    name="Follow-up",
    definition="A meeting, a call or a letter after the end: when it is due, and what came of it.",
    source="Practice",
    tag=Tag.KNOWN,
    room=Room.ENDING,
    many=True,
    on="Agreed on",
    title_field="planned",
    due="due_on",
    done="became",
    fields=(
        Field(
            slug="planned", label="What is planned", kind=Kind.LINE, help="As 'meeting after three months'."
        ),
        Field(slug="due_on", label="Due on", kind=Kind.DAY, required=True),
        Field(
            slug="how",
            label="How",
            kind=Kind.CHOICE,
            options=options(
                in_person="In person",
                online="By video",
                telephone="By telephone",
                letter="By letter and questionnaire",
            ),
        ),
        Field(
            slug="became",
            label="What became of it",
            kind=Kind.CHOICE,
            options=options(
                held="It took place",
                answered="An answer came",
                declined="The patient did not wish for it",
                no_answer="No answer; tried again",
                not_needed="The patient came back before",
            ),
            section="Afterwards",
        ),
        Field(slug="words", label="In the patient's words", kind=Kind.SAID),
        Field(slug="ours", label="What you would add"),
    ),
)
"""One follow-up, from its planning to what came of it."""

SIGN_CHECK = Form(
    slug="sign_check",
    name="Early signs, asked about",
    definition="Which of their own signs the person notices now, and for how long. 'None' is an answer too.",
    source="Practice",
    tag=Tag.KNOWN,
    room=Room.ENDING,
    many=True,
    on="Asked on",
    title_field="words",
    fields=(
        Field(
            slug="any",
            label="Are any of the signs there",
            kind=Kind.CHOICE,
            options=options(none="None", some="Some", unclear="Unclear"),
            required=True,
        ),
        Field(
            slug="own_signs",
            label="Which of their own",
            kind=Kind.SAID,
            help="One on each line, each sign once.",
        ),
        Field(slug="signs", label="Which of these", kind=Kind.CHOICES, options=_SIGNS),
        Field(
            slug="weeks",
            label="For how many weeks",
            kind=Kind.NUMBER,
            low=0,
            high=520,
            help="The time for which at least two have been there.",
            source="Clew",
            tag=Tag.DEFAULT,
        ),
        Field(slug="words", label="What they say about it", kind=Kind.SAID),
        Field(slug="agreed", label="What was agreed"),
    ),
)
"""One look at the early signs after the end."""

FORMS = (ENDING, RELAPSE_PLAN, FOLLOW_UP, SIGN_CHECK)
