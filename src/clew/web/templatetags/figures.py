"""Small filters: figures as people read them."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def thousands(number: int) -> str:
    """Write a whole number with its thousands apart: 2,793."""
    return f"{number:,}"


@register.filter
def of_hundred(share: float | None) -> str:
    """Write a share as so many of a hundred; a dash where there is none."""
    return "\N{EN DASH}" if share is None else f"{100 * share:.0f}"


@register.filter
def signed(number: float) -> str:
    """Write a difference with its sign, to two places: +0.02."""
    return f"{number:+.2f}".replace("-", "\N{MINUS SIGN}") if round(number, 2) else "0.00"
