"""The reference page of Clew's own internet programmes: what is asked in each part, under which names it is stored."""

from __future__ import annotations

from clew.practice.programmes import load
from clew.therapy.knowledge.markdown import page, table
from clew.therapy.knowledge.sources import SOURCES
from clew.therapy.programmes import Field, Module, Programme


def programmes_page() -> str:
    """Return the page, in Markdown."""
    blocks = [
        (
            "What comes with Clew. An answer is stored under its module, exercise and field; nothing in it has to be answered. "
            "[Write an internet programme](../how-to/write-a-programme.md) says how to make another one."
        ),
    ]
    for programme in load([]).values():
        blocks += _programme(programme)
    return page("Internet programmes", *blocks)


def _programme(programme: Programme) -> list[str]:
    facts = [
        f"`{programme.slug}`, version {programme.version}, language {programme.language}, {programme.weeks} weeks.",
        programme.about,
        f"For: {programme.for_whom}",
        "Rests on: " + " ".join(SOURCES[key].citation for key in programme.sources),
    ]
    return [
        f"## {programme.title}",
        *facts,
        *(part for module in programme.modules for part in _module(module)),
    ]


def _module(module: Module) -> list[str]:
    asked = f" The questionnaire `{module.measure}` belongs to it." if module.measure else ""
    rows = (
        (f"`{one.id}`", one.title, f"`{field.id}`", field.label, _kind(field))
        for one in module.answered
        for field in one.fields
    )
    return [
        f"### {module.title}",
        f"`{module.slug}`, week {module.week}, about {module.minutes} minutes. {module.about}{asked}",
        table(("Exercise", "Title", "Field", "Question", "Answer"), rows),
    ]


def _kind(field: Field) -> str:
    if field.options:
        return ("any of: " if field.kind == "choices" else "one of: ") + "; ".join(field.options)
    if field.kind == "scale":
        return f"0 ({field.low}) to 10 ({field.high})"
    return {"text": "words", "line": "a line"}[field.kind.value]
