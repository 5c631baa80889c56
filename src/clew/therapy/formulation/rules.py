"""All rules of the formulation, in the order of the manual."""

from clew.therapy.formulation import conflict, interpreting_rules, plain, worksheet

RULES = (*worksheet.RULES, *conflict.RULES, *interpreting_rules.RULES, *plain.RULES)
"""The worksheet, the triangle of conflict, drafts, and the version in plain words."""
