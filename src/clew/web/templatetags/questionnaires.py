"""What the pages of questionnaires need in a template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(values: Mapping[Any, Any], place: Any) -> Any:
    """Return what stands at a place, or nothing."""
    return values.get(place, "")
