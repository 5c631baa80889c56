"""The page of forms in the manual, written from the forms themselves."""

from __future__ import annotations

from clew.therapy.forms.definition import Field, Form, Kind, Room
from clew.therapy.forms.registry import of_room
from clew.therapy.knowledge.markdown import page, table

_INTRODUCTION = (
    "What a clinician, prescriber or supervisor writes down about a person, form by form. Nothing has to be answered but "
    "what says so; what nobody answered stays unanswered and is never counted as no or zero. Every version is kept."
)

_KINDS = {
    Kind.WORDS: "words",
    Kind.SAID: "the patient's words",
    Kind.LINE: "a line",
    Kind.DAY: "a day",
    Kind.WHEN: "a year, month or day",
}


def forms_page() -> str:
    """Return the page: every room with its forms and their questions."""
    blocks = [_INTRODUCTION]
    for room in Room:
        forms = of_room(room)
        if forms:
            blocks.append(f"## {room.value.capitalize()}")
            for form in forms:
                blocks += _form(form)
    return page("Forms", *blocks)


def _form(form: Form) -> list[str]:
    how = "as many as there are" if form.many else "one, kept up to date"
    return [
        f"### {form.name}",
        f"`{form.slug}`: {form.definition} ({how}; {form.source}; {form.tag.value}: {form.tag.meaning}.)",
        table(
            ("Question", "Answer", "Tag"), ((_question(f), _answer(f), _tag(form, f)) for f in form.fields)
        ),
    ]


def _question(field: Field) -> str:
    return field.label + (" (needed)" if field.required else "")


def _answer(field: Field) -> str:
    if field.options:
        several = "any of: " if field.kind is Kind.CHOICES else ""
        return several + "; ".join(
            f"{option.label} ({option.help.rstrip('.')})" if option.help else option.label
            for option in field.options
        )
    if field.kind is Kind.NUMBER:
        return f"{field.low} to {field.high}"
    if field.links_to:
        return "leads to: " + ", ".join(field.links_to)
    return _KINDS[field.kind]


def _tag(form: Form, field: Field) -> str:
    return (field.tag or form.tag).value
