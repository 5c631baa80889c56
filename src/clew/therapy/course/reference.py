"""The page of rules in the manual, written from the rules themselves."""

from __future__ import annotations

from clew.therapy.course.rule import Rule
from clew.therapy.course.rules import PARTS
from clew.therapy.knowledge.markdown import page, table

_INTRODUCTION = (
    "Each rule is a function of `therapy.course` or its neighbours. It returns its reasons with what it says, and a "
    "clinician can always decide otherwise, with a reason. No rule scores a person. The tables below are run as tests."
)


def rules_page() -> str:
    """Return the page: every part of a treatment with its rules and their cases."""
    blocks = [_INTRODUCTION]
    for part, rules in PARTS.items():
        blocks.append(f"## {part}")
        for rule in rules:
            blocks += _rule(rule)
    return page("Rules of a course of treatment", *blocks)


def _rule(rule: Rule) -> list[str]:
    found = [
        f"### {rule.name}",
        f"{rule.definition} ({rule.source}; {rule.tag.value}: {rule.tag.meaning}.)",
        table(("Given", "The rule says"), ((case.given, case.answer) for case in rule.cases)),
    ]
    if rule.defaults:
        rows = ((one.name, f"{one.value:g}", one.definition, one.tag.value) for one in rule.defaults)
        found.insert(2, table(("Number", "Value", "What it is", "Tag"), rows))
    return found
