"""Deciding otherwise than a rule says: always possible, with a reason."""

from __future__ import annotations

from clew.therapy.forms.definition import Field, Form, Kind, Room
from clew.therapy.knowledge.base import Tag

OTHERWISE = Form(
    slug="otherwise",
    name="Decided otherwise",
    definition="What a clinician decides where a rule would say something else. The rule stays visible beside it.",
    source="Clew",
    tag=Tag.DEFAULT,
    room=Room.FORMULATION,
    many=True,
    on="Decided on",
    title_field="decision",
    fields=(
        Field(slug="rule", label="The rule", kind=Kind.LINE, required=True),
        Field(slug="decision", label="What you decide instead", required=True),
        Field(slug="reason", label="Why", required=True),
    ),
)
"""An override. The rule is named by its slug."""

FORMS = (OTHERWISE,)
