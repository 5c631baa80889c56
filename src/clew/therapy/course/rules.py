"""All rules of a course of treatment, for the manual and for the test that checks every case."""

from __future__ import annotations

from collections.abc import Mapping

from clew.therapy.course import (
    alliance_rules,
    assessment,
    attendance_rules,
    combined,
    continuing,
    ending,
    frame,
    indication_cases,
    monitoring_rules,
    online,
    outcome_rules,
    phase_spans,
    phases,
    red_flags,
    relapse,
    reviewing,
    severity,
    stressors,
    suitability,
    supervising,
    technique,
    today,
    together,
)
from clew.therapy.course.rule import Rule
from clew.therapy.formulation import rules as formulation
from clew.therapy.knowledge.base import by_slug

PARTS: Mapping[str, tuple[Rule, ...]] = {
    "Indication": (*red_flags.RULES, *severity.RULES, *indication_cases.RULES),
    "Suitability": suitability.RULES,
    "Assessment": (*assessment.RULES, *stressors.RULES),
    "Plan and frame": (
        *frame.RULES,
        *online.RULES,
        *phases.RULES,
        *phase_spans.RULES,
        *reviewing.RULES,
    ),
    "Sessions": (*attendance_rules.RULES, *technique.RULES),
    "Alliance": alliance_rules.RULES,
    "Monitoring": monitoring_rules.RULES,
    "Working together": (*combined.RULES, *supervising.RULES, *together.RULES),
    "Ending and after": (*ending.RULES, *continuing.RULES, *relapse.RULES),
    "Caseload and practice": (*today.RULES, *outcome_rules.RULES),
    "Formulation and interpretation": formulation.RULES,
}
"""The rules of each part of a treatment, in the order of the manual: part in words, rules."""

RULES: Mapping[str, Rule] = by_slug(rule for rules in PARTS.values() for rule in rules)
"""Every rule, by its slug."""
