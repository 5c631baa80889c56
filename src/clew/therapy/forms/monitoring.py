"""Looking at a prompt of monitoring: what was thought about, and what was done (course 8.5)."""

from __future__ import annotations

from clew.therapy.course.review import ACTS, QUESTIONS_BY_SLUG
from clew.therapy.forms.definition import Field, Form, Kind, Option, Room
from clew.therapy.knowledge.base import Tag

FLAG_LOOK = Form(
    slug="flag_look",
    name="Looked at",
    definition="What you thought about when a prompt came up, and what you did. It is then set aside until the day you "
    "name, or until there is something new. The prescriber can read this too.",
    source="Practice",
    tag=Tag.KNOWN,
    room=Room.MONITORING,
    many=True,
    on="Looked at on",
    title_field="done",
    due="due_on",
    fields=(
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
            options=tuple(Option(slug=slug, label=words) for slug, words in ACTS.items()),
            help="A patient who thinks of stopping is advised not to stop at once, but to say the doubt and, if they wish, "
            "to ask for a second opinion.",
        ),
        Field(slug="done", label="What was done about it"),
        Field(slug="due_on", label="Look again on", kind=Kind.DAY),
    ),
)
"""One look at a prompt."""

FORMS = (FLAG_LOOK,)
"""The forms of monitoring."""
