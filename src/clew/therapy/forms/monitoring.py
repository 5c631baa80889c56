"""Looking at a prompt of monitoring: what was thought about, and what was done (course 8.5)."""

from __future__ import annotations

from clew.therapy.course.review import ACTS, QUESTIONS_BY_SLUG
from clew.therapy.forms.definition import Field, Form, Kind, Option, Room
from clew.therapy.knowledge.base import Tag

_FIELDS = (
    Field(slug="rule", label="The prompt", kind=Kind.LINE, required=True),
    Field(
        slug="questions",
        label="What you thought about",
        kind=Kind.CHOICES,
        options=tuple(Option(slug=slug, label=words) for slug, words in QUESTIONS_BY_SLUG.items()),
    ),
    Field(slug="found", label="What it may be about"),
    Field(
        slug="options",
        label="What you chose",
        kind=Kind.CHOICES,
        options=tuple(Option(slug=slug, label=words.capitalize()) for slug, words in ACTS.items()),
        help="A patient who thinks of stopping is advised not to stop at once, but to say the doubt and, if they wish, "
        "to ask for a second opinion.",
    ),
    Field(slug="done", label="What was done about it"),
    Field(slug="due_on", label="Look again on", kind=Kind.DAY),
)


def _look(slug: str, name: str, due_name: str, room: Room, readers: str) -> Form:
    return Form(
        slug=slug,
        name=name,
        definition="What you thought about when a prompt came up, and what you did. It is then set aside until the day "
        f"you name, or until there is something new. {readers}",
        source="Practice",
        tag=Tag.KNOWN,
        room=room,
        many=True,
        on="Looked at on",
        title_field="done",
        due="due_on",
        due_name=due_name,
        again=True,
        fields=_FIELDS,
    )


FLAG_LOOK = _look(
    "flag_look", "Looked at", "Second look at a prompt", Room.MONITORING, "The prescriber can read this too."
)
"""One look at a prompt about scores or attendance."""

ALLIANCE_LOOK = _look(
    "alliance_look",
    "Looked at, between the two",
    "Second look at the alliance",
    Room.ALLIANCE,
    "The prescriber does not read this.",
)
"""One look at a prompt about the alliance."""

FORMS = (FLAG_LOOK, ALLIANCE_LOOK)
"""The forms of monitoring."""
