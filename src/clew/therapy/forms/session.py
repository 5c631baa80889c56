"""What is written down around a session: when to meet, what was worked on, what went on in the clinician, absences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from clew.therapy.course.observation import PRACTICAL_FIRST, SIGNS, in_words
from clew.therapy.course.slots import MOST_SESSIONS, MOST_WEEKS, WEEKDAYS, Slot, read_time
from clew.therapy.errors import TherapyError
from clew.therapy.forms.definition import YES_NO, Field, Form, Kind, Option, Room, Value, options
from clew.therapy.knowledge.base import Tag


def slot_of(values: Mapping[str, Value]) -> Slot:
    """Return the regular time that the answers to the form `slot` describe. Raises `TherapyError` where it is none."""
    return Slot(
        weekday=WEEKDAYS.index(str(values["weekday"])),
        at=read_time(str(values["time"])),
        first=date.fromisoformat(str(values["start"])),
        every=_number(values, "every") or 1,
        until=date.fromisoformat(str(values["until"])) if "until" in values else None,
        sessions=_number(values, "sessions"),
    )


def _number(values: Mapping[str, Value], field: str) -> int | None:
    value = values.get(field)
    return value if isinstance(value, int) else None


def _check_slot(values: Mapping[str, Value]) -> dict[str, str]:
    """Say what the answers together do not fit; those that are missing are said elsewhere."""
    if not {"weekday", "time", "start"} <= set(values):
        return {}
    try:
        read_time(str(values["time"]))
    except TherapyError as problem:
        return {"time": str(problem)}
    try:
        slot_of(values)
    except TherapyError as problem:
        return {"until": str(problem)}
    return {}


SLOT = Form(
    slug="slot",
    name="Regular time",
    definition="A weekday and a time at which the two meet, every so many weeks.",
    source="UTD",
    tag=Tag.STATED,
    room=Room.FRAME,
    many=True,
    on="Agreed on",
    check=_check_slot,
    fields=(
        Field(
            slug="weekday",
            label="Weekday",
            kind=Kind.CHOICE,
            options=options(**{day: day.capitalize() for day in WEEKDAYS}),
            required=True,
        ),
        Field(slug="time", label="Time", kind=Kind.LINE, required=True, help="As 14:30."),
        Field(slug="every", label="Every how many weeks", kind=Kind.NUMBER, low=1, high=MOST_WEEKS),
        Field(slug="start", label="From", kind=Kind.DAY, required=True),
        Field(slug="until", label="Until", kind=Kind.DAY),
        Field(slug="sessions", label="Number of sessions", kind=Kind.NUMBER, low=1, high=MOST_SESSIONS),
        Field(slug="minutes", label="Minutes", kind=Kind.NUMBER, low=5, high=240),
        Field(
            slug="where",
            label="Where",
            kind=Kind.CHOICE,
            options=options(in_person="In person", online="Online"),
        ),
    ),
)
"""A recurring time. Its sessions are planned from it."""

SESSION_LOG = Form(
    slug="session_log",
    name="What the session was about",
    definition="In a few lines: what was worked on and what stays open. The note is the record; this is its outline.",
    source="Practice",
    tag=Tag.KNOWN,
    room=Room.SESSION,
    many=True,
    on="Written on",
    title_field="worked_on",
    fields=(
        Field(slug="worked_on", label="What was worked on"),
        Field(
            slug="difficult",
            label="Was something difficult touched",
            kind=Kind.CHOICE,
            options=YES_NO,
            help="If the next hour is missed, Clew then reminds you to ask, practical causes first.",
        ),
        Field(slug="difficult_theme", label="What it was", kind=Kind.LINE),
        Field(slug="new", label="Something new that was tried"),
        Field(
            slug="dream",
            label="A dream, a daydream or a wish, if one was told",
            kind=Kind.SAID,
            help="As it was told. Clew does nothing with it.",
        ),
        Field(
            slug="open_threads",
            label="Open threads",
            help="They stand on the sheet before the next session.",
            section="For next time",
        ),
        Field(slug="next_time", label="To remember for next time"),
    ),
)
"""The outline of a session. Homework is not asked for: this therapy needs none."""

PROCESS = Form(
    slug="process",
    name="Process entry",
    definition="What went on between the two and in you. Only you read it; it is in no export and counts nowhere.",
    source="UTD",
    tag=Tag.STATED,
    room=Room.PRIVATE,
    many=True,
    on="Written on",
    title_field="transference",
    fields=(
        Field(
            slug="transference",
            label="What the patient may feel towards you that belongs to somebody else",
            help="Your own manner and real traits are part of it too.",
            section="Transference",
        ),
        Field(slug="others", label="Whether they imagine that others feel or answer in the same way"),
        Field(
            slug="own_past",
            label="What may come from your own past",
            section="What you felt and thought",
            help="Two sources, often mixed: your own relationships, and what the patient stirs up in you.",
        ),
        Field(
            slug="induced",
            label="What the patient may have stirred up in you",
            help="Others in their life may well react as you do, which can help to understand conflicts there.",
        ),
        Field(
            slug="signs",
            label="What you saw",
            kind=Kind.CHOICES,
            options=tuple(
                Option(slug=sign.slug, label=sign.name, help=in_words(sign)) for sign in SIGNS.values()
            ),
            section="Resistance",
            help=f"{PRACTICAL_FIRST} Only then what it may mean; under each stand possibilities, never a finding.",
        ),
        Field(slug="resistance", label="In your words"),
        Field(
            slug="dream",
            label="A dream, if one was told",
            kind=Kind.SAID,
            section="Dreams",
            help="As it was told, with what the patient made of it. Clew does nothing with it.",
        ),
        Field(
            slug="disclosed",
            label="What you told about yourself",
            section="What you told about yourself",
            help="Exploring the question comes first; a brief and honest answer can help the bond.",
        ),
        Field(slug="disclosed_why", label="Why"),
        Field(slug="disclosed_then", label="What followed"),
    ),
)
"""The clinician's own, one for each session or more."""

_CAUSES = {
    "illness": "Illness",
    "transport": "Transport",
    "cost": "Cost",
    "technology": "Technology",
    "duties": "Work, or care for somebody",
    "practice": "Something on our side",
    "other": "Something else",
}

ABSENCE_TALK = Form(
    slug="absence_talk",
    name="Talk about an absence",
    definition="What was said about coming late, cancelling or not coming. Practical causes are looked at first.",
    source="Clew",
    tag=Tag.DEFAULT,
    room=Room.SESSION,
    many=True,
    on="Talked about on",
    title_field="said",
    fields=(
        Field(
            slug="practical",
            label="Is there a practical cause",
            kind=Kind.CHOICE,
            options=options(
                explains="Yes, and it explains it",
                partly="Yes, in part",
                none="Asked, and none was found",
                not_asked="Could not be asked yet",
            ),
            required=True,
            help=PRACTICAL_FIRST,
        ),
        Field(
            slug="causes",
            label="Which",
            kind=Kind.CHOICES,
            options=tuple(Option(slug=slug, label=label) for slug, label in _CAUSES.items()),
        ),
        Field(slug="said", label="What they said", kind=Kind.SAID),
        Field(
            slug="meanings",
            label="Worth keeping in mind, as a possibility",
            kind=Kind.CHOICES,
            options=options(
                ambivalence="Being of two minds about coming",
                guilt="Guilt",
                deserving="A feeling of deserving the depression",
            ),
            section="Only then",
            help="None of these is a finding. An absence may have no meaning beyond its cause.",
            source="UTD",
            tag=Tag.STATED,
        ),
        Field(slug="thoughts", label="Your thoughts about it"),
        Field(slug="agreed", label="What was agreed"),
    ),
)
"""About one absence: it is written for the session that was late or missed."""

CONTACT_ATTEMPT = Form(
    slug="contact_attempt",
    name="Attempt at contact",
    definition="That somebody who stayed away was tried to be reached, and what came of it.",
    source="Clew",
    tag=Tag.DEFAULT,
    room=Room.SESSION,
    many=True,
    on="Tried on",
    title_field="how",
    fields=(
        Field(
            slug="how",
            label="How",
            kind=Kind.CHOICE,
            options=options(
                telephone="By telephone",
                message="By a message",
                letter="By letter or e-mail",
                person="Through the person named for emergencies",
                prescriber="Through the prescriber or general practitioner",
            ),
            required=True,
        ),
        Field(slug="reached", label="Were they reached", kind=Kind.CHOICE, options=YES_NO),
        Field(slug="said", label="What was said"),
        Field(
            slug="safety",
            label="What is known about their safety",
            help="From the last score, the last session, and from them if you spoke.",
        ),
        Field(slug="next", label="What comes next, and when"),
    ),
)
"""One step of trying to reach somebody."""

FORMS = (SLOT, SESSION_LOG, PROCESS, ABSENCE_TALK, CONTACT_ATTEMPT)
