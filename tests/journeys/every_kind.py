"""Following links until every kind of page that one person can reach was looked at once."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from walking import Walk

# Where a click does something else than open a page: it signs out, leaves Clew, or hands over a file.
NOT_PAGES = {
    "account_logout",
    "calendar_feed",
    "export_transcript",
    "leave",
    "manifest",
    "mfa_download_recovery_codes",
    "worker",
}
EACH_ONE = {"guide_page", "own_module"}
"""Pages whose text differs from one to the next, so that each is looked at."""


_LOOKED_AT: set[str] = set()  # in this process: what two people see of the same kind is judged once


def kind_of(address: str) -> str | None:
    """What kind of page an address is; None for what is no page of Clew."""
    path = urlsplit(address).path
    try:
        name = resolve(path).url_name
    except Resolver404:
        return None
    if name is None or name in NOT_PAGES:
        return None
    return f"{name} {path}" if name in EACH_ONE else name


def look_at_every_kind(walk: Walk, *starts: str) -> set[str]:
    """Open one page of every kind, judge it in light and dark, and return the kinds that were found."""
    waiting, seen = [walk.address + start for start in starts], set[str]()
    while waiting:
        address = waiting.pop(0).partition("#")[0]
        kind = kind_of(address)
        if kind is None or kind in seen:
            continue
        seen.add(kind)
        answer = walk.page.goto(address)
        assert answer is not None
        assert answer.ok, f"{answer.status} at {address}"
        if kind not in _LOOKED_AT:
            _LOOKED_AT.add(kind)
            walk.look(re.sub(r"\W+", "-", kind))
        links = walk.page.locator("a[href]").evaluate_all(
            "all => all.map(one => new URL(one.getAttribute('href'), location.href).href)"
        )
        waiting += [link for link in dict.fromkeys(links) if link.startswith(walk.address)]
    return seen
