"""The reference page of roles and pages."""

from __future__ import annotations

from collections.abc import Iterable

from clew.practice.roles import CARE_RELATIONS, ROLES, May, RoleName
from clew.web.access_table import ANYBODY, ON_A_RECORD, OTHER, SIGN_IN, SIGNED_IN, TOGETHER, Who


def roles_page() -> str:
    """Return the reference page of roles and pages, in Markdown."""
    lines = [
        "# Roles and pages",
        "",
        "Generated from `clew.practice.roles` and `clew.web.access_table` by `python -m clew.cli.docs`. A test opens",
        "every page as every role and fails where this page is wrong.",
        "",
        "## Roles",
        "",
        "A role alone opens no record. A "
        + ", ".join(role.value for role in CARE_RELATIONS[:-1])
        + f" or {CARE_RELATIONS[-1].value} must also be on the",
        "patient's care team as such; a patient opens their own record alone. Every opening and every refusal is",
        "written in the audit log. Whatever is not there and whatever is not allowed give the same answer.",
        "",
    ]
    for role in ROLES.values():
        lines += [f"### {role.name.value.capitalize()}", "", role.description, ""]
        lines += [f"- On a record: {may.value}." for may in _in_order(role.on_record)]
        lines += [f"- In the practice: {may.value}." for may in _in_order(role.in_practice)]
        lines += [""]
    for title, pages in (
        ("Pages of a record", ON_A_RECORD),
        ("Pages of a treatment of several people", TOGETHER),
        ("Other pages", OTHER),
        ("Signing in", SIGN_IN),
    ):
        lines += [
            f"## {title}",
            "",
            "| Page | Address name | Opened by | Sent to by |",
            "| --- | --- | --- | --- |",
        ]
        lines += [
            f"| {p.what} | `{name}` | {_people(p.opens)} | {_people(p.sends)} |" for name, p in pages.items()
        ]
        lines += [""]
    return "\n".join(lines)


def _in_order(things: Iterable[May]) -> list[May]:
    return [may for may in May if may in things]


def _people(who: Who) -> str:
    if who == ANYBODY:
        return "anybody"
    if who == SIGNED_IN:
        return "anybody signed in"
    return ", ".join(role.value for role in RoleName if role.value in who) or "-"
