"""Everything that is written down in forms: one definition each, and one way to read, show and compare them."""

from clew.therapy.forms.definition import (
    INFORMANT,
    YES_NO,
    Field,
    Form,
    FormProblems,
    Kind,
    Line,
    Option,
    Room,
    Value,
    changed,
    lines,
    options,
    read,
    steps,
    title,
)
from clew.therapy.forms.registry import FORMS, form, of_room

__all__ = [
    "FORMS",
    "INFORMANT",
    "YES_NO",
    "Field",
    "Form",
    "FormProblems",
    "Kind",
    "Line",
    "Option",
    "Room",
    "Value",
    "changed",
    "form",
    "lines",
    "of_room",
    "options",
    "read",
    "steps",
    "title",
]
