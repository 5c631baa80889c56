"""Small filters: dates as people write them, names of codes."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone

from clew.therapy.forms.when import in_words

register = template.Library()


@register.filter
def iso_date(text: str) -> str:
    """Turn an ISO date into "14 March 1987"; leave anything else as it is."""
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


@register.filter
def day(when: date | datetime | None) -> str:
    """Write a date as people do: 14 March 1987."""
    if when is None:
        return ""
    if isinstance(when, datetime):
        when = timezone.localtime(when).date()
    return f"{when.day} {when:%B %Y}"


@register.filter
def partly(when: str) -> str:
    """Write a partly known day as people do: 1998, May 1998, 14 May 1998."""
    return in_words(when) if when else ""


@register.filter
def clock(seconds: float | None) -> str:
    """Write seconds as 3:07 or 1:03:07."""
    if seconds is None:
        return ""
    hours, rest = divmod(int(seconds), 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


@register.filter
def words(slug: str) -> str:
    """Write a slug in words."""
    return slug.replace("_", " ")
