"""Where a moment stands: the address of its session, from which the way leads back to the formulation."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse

from clew.practice.readings.session import WINDOW

register = template.Library()


@register.simple_tag(takes_context=True)
def moment(context: Context, page: str, opens: uuid.UUID, anchor: str, back: str = "formulation") -> str:
    """Return the address of a moment. A page has many in few sessions, so each session is looked up once.

    A turn of a long session names its part of it, which is all that its page shows; `back` names where the way
    leads back to, "" for nowhere.
    """
    request = context["request"]
    if not hasattr(request, "moment_pages"):
        request.moment_pages = {}
    pages: dict[uuid.UUID, str] = request.moment_pages
    if opens not in pages:
        pages[opens] = reverse(page, args=[context["chart"].patient.pk, opens])
    asked = {"from": back} if back and page == "session" else {}
    turn = anchor.removeprefix("turn-")
    if page == "session" and turn.isdecimal() and int(turn) >= WINDOW:
        asked["turn"] = turn
    return f"{pages[opens]}{f'?{urlencode(asked)}' if asked else ''}#{anchor}"
