"""All rules of a course of treatment, for the manual and for the test that checks every case."""

from __future__ import annotations

from collections.abc import Mapping

from clew.therapy.course.rule import Rule
from clew.therapy.knowledge.base import by_slug

PARTS: Mapping[str, tuple[Rule, ...]] = {}
"""The rules of each part of a treatment, in the order of the manual: part in words, rules."""

RULES: Mapping[str, Rule] = by_slug(rule for rules in PARTS.values() for rule in rules)
"""Every rule, by its slug."""
