"""What is agreed where the two meet online."""

from __future__ import annotations

from clew.therapy.course.online import NEEDS
from clew.therapy.forms.definition import YES_NO, Field, Form, Kind, Room
from clew.therapy.knowledge.base import Tag

ONLINE = Form(
    slug="online",
    name="Meeting online",
    definition="What is agreed where the two meet over the internet: who is there and where, and what happens when "
    "something goes wrong.",
    source="Clew",
    tag=Tag.DEFAULT,
    room=Room.FRAME,
    on="Agreed on",
    fields=tuple(
        Field(slug="adult", label=need.question, help=need.definition, kind=Kind.CHOICE, options=YES_NO)
        if need.slug == "adult"
        else Field(slug=need.slug, label=need.question, help=need.definition)
        for need in NEEDS.values()
    ),
)
"""The agreement about meeting online; one for each course, with its versions (course.md 8.10)."""

FORMS = (ONLINE,)
