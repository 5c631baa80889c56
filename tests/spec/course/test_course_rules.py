"""Every rule of a course of treatment, case by case: the tables of docs/reference/rules.md."""

import pytest

from clew.therapy.course.rules import PARTS, RULES

CASES = [(rule.slug, case) for rule in RULES.values() for case in rule.cases]


@pytest.mark.parametrize(("rule", "case"), CASES, ids=[f"{slug}: {case.given}" for slug, case in CASES])
def test_the_rule_says_what_the_manual_says(rule, case):
    assert case.ask() == case.answer


def test_no_case_of_a_rule_is_given_twice():
    for rule in RULES.values():
        given = [case.given for case in rule.cases]
        assert len(set(given)) == len(given), rule.slug


def test_every_rule_can_say_more_than_one_thing():
    """A rule that always answers alike would be no rule, and its table no check."""
    alike = [rule.slug for rule in RULES.values() if len({case.answer for case in rule.cases}) < 2]
    assert alike == []


def test_every_rule_stands_in_one_part():
    assert sum(len(rules) for rules in PARTS.values()) == len(RULES)
