"""What an entry leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import template

from clew.practice.readings.entries import Written
from clew.therapy.course.rule import Reason
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
