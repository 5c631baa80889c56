"""Where a moment stands: the address of its session, from which the way leads back to the formulation."""

from __future__ import annotations

import uuid

from django import template
from django.template import Context
from django.urls import reverse

register = template.Library()


@register.simple_tag(takes_context=True)
def moment(context: Context, page: str, opens: uuid.UUID, anchor: str) -> str:
    """Return the address of a moment. A page has many in few sessions, so each session is looked up once."""
    request = context["request"]
    if not hasattr(request, "moment_pages"):
        request.moment_pages = {}
    pages: dict[uuid.UUID, str] = request.moment_pages
    if opens not in pages:
        pages[opens] = reverse(page, args=[context["chart"].patient.pk, opens])
    return f"{pages[opens]}{'?from=formulation' if page == 'session' else ''}#{anchor}"
