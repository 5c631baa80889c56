"""What an entry leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import template

from clew.practice.readings.assessment import heading
from clew.practice.readings.entries import Written
from clew.practice.readings.prompts import named as named_rule
from clew.therapy.course.rule import Reason
from clew.therapy.forms import Kind, Line
from clew.therapy.knowledge.sources import SOURCES

register = template.Library()


@register.filter
def named(names: Mapping[str, str], entry_id: str) -> str:
    """Return what a linked entry is called."""
    return (names or {}).get(str(entry_id), "an entry")


@register.filter
def under(found: Mapping[str, Sequence[Written]], key: str) -> Sequence[Written]:
    """Return what stands under one key; nothing where there is none."""
    return (found or {}).get(key, ())


@register.filter
def source(reason: Reason) -> str:
    """Return the citation of a reason's source."""
    return SOURCES[reason.source].citation


@register.filter
def answer(one: Written | None, field: str) -> str:
    """Return one answer of an entry in words; nothing where it was not given, or where there is no entry."""
    return next((line.text for line in (one.lines if one else ()) if line.field.slug == field), "")


@register.filter
def at(addresses: Mapping[str, str], ref: str) -> str:
    """Return the address that shows what a reason rests on; nothing where there is none."""
    return (addresses or {}).get(ref, "")


@register.filter
def heads(line: Line, one: Written) -> bool:
    """Whether a line says no more than the heading of its entry, which is cut where it is long."""
    return line.field.slug == (one.form.title_field or one.form.fields[0].slug) and line.text == one.title


register.filter("heading", heading)


@register.filter
def titled_by_words(one: Written) -> bool:
    """Whether an entry is headed by what somebody said."""
    return any(line.said and line.text == heading(one) for line in one.lines)


@register.filter
def in_short(one: Written) -> str:
    """Return an entry's short answers on one line; its title, its time, ratings and what stands in paragraphs left out."""
    apart = (Kind.WORDS, Kind.SAID, Kind.WHEN, Kind.SCALE, Kind.LINK, Kind.LINKS)
    return " \N{MIDDLE DOT} ".join(
        f"{line.field.label}: {_as_part(line)}"
        for line in one.lines
        if line.field.kind not in apart and line.text != one.title and line.field.slug != "hold"
    )


def _as_part(line: Line) -> str:
    """Return an answer as part of a line: a choice in small letters, what somebody typed as it was typed."""
    chosen = line.field.kind in (Kind.CHOICE, Kind.CHOICES)
    return line.text.lower() if chosen else line.text.rstrip(".")


@register.simple_tag(takes_context=True)
def and_back(context: dict[str, Any]) -> str:
    """Return the part of an address that leads back to the page that is being read."""
    return urlencode({"back": context["request"].get_full_path()})


@register.filter
def rule_name(key: str) -> str:
    """Return what a rule is called in the manual, from what a look or a decision is filed under."""
    return named_rule(key)
