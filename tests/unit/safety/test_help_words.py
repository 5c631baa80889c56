"""The words a person in distress reads: calm, true at any hour, promising nothing."""

import re
from dataclasses import replace
from datetime import date

import pytest

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge import Tag
from clew.therapy.safety.contacts import CONTACTS, UNIVERSAL_HELP, CountryContacts, Line
from clew.therapy.safety.levels import MINIMUM_DUTIES, Level
from clew.therapy.safety.panel import BEFORE_QUESTIONS, WHO_READS, Cover, help_panel
from clew.therapy.safety.plan import SAFETY_PLAN

PANELS = [
    value
    for cover in Cover
    for panel in [help_panel(None, date(2026, 1, 1), cover=cover, has_plan=True)]
    for value in (panel.title, panel.opening, panel.emergency, panel.plan, panel.clinician, panel.acknowledge)
]
PATIENT_WORDS = [
    UNIVERSAL_HELP,
    WHO_READS,
    *BEFORE_QUESTIONS.values(),
    *(words for heading in SAFETY_PLAN.values() for words in (heading.name, heading.prompt)),
    *PANELS,
]
CLINICIAN_WORDS = [
    words for duty in MINIMUM_DUTIES.values() for words in (duty.clinician, duty.escalation) if words
]

NEVER = re.compile(
    r"\b(low|moderate|high|no|minimal) risk\b|\bcommit|\bprobab|\blikel|\bchances?\b|\bpromise|\bguarantee|"
    r"\bgreen\b|\bsafe now\b|\bwe are watching\b|\bmonitor|\bprescri|\bdiagnos|\bfail|\bjust calm\b|[!—–]",
    re.I,
)


@pytest.mark.parametrize("words", [*PATIENT_WORDS, *CLINICIAN_WORDS])
def test_words_are_calm_and_promise_nothing(words):
    assert words == words.strip()
    assert NEVER.search(words) is None


@pytest.mark.parametrize("words", PATIENT_WORDS)
def test_no_patient_reads_a_level_or_a_method(words):
    assert not re.search(
        r"\b(moderate|acute|severe|imminent|knife|pills?|overdose|rope|bridge|gun)\b", words, re.I
    )


@pytest.mark.parametrize(
    "words", ["You are at low risk.", "He committed it", "We promise to help", "Call now!"]
)
def test_the_check_of_words_can_fail(words):
    assert NEVER.search(words)


@pytest.mark.parametrize("cover", [Cover.OUT_OF_HOURS, Cover.NONE])
def test_without_anybody_there_nobody_is_said_to_read(cover):
    words = (
        BEFORE_QUESTIONS[cover] + help_panel(None, date(2026, 1, 1), cover=cover, has_plan=False).clinician
    )
    assert "Nobody" in words
    assert "open now" not in words


def test_every_cover_has_its_words():
    assert set(BEFORE_QUESTIONS) == set(Cover)
    assert len(set(BEFORE_QUESTIONS.values())) == len(Cover)


def test_the_safety_plan_ends_with_what_keeps_a_person_going():
    assert list(SAFETY_PLAN) == [
        "warning_signs",
        "alone",
        "distraction",
        "people_to_ask",
        "professionals",
        "safer_surroundings",
        "what_keeps_me",
    ]


def test_only_numbers_checked_at_the_source_are_tagged_as_verified():
    verified = {c.country for c in CONTACTS.values() for line in c.lines if line.tag is Tag.VERIFIED}
    assert verified == {"US", "CA", "NL"}
    assert all(code == contacts.country for code, contacts in CONTACTS.items())
    assert {c.verified_on for c in CONTACTS.values()} == {None}


@pytest.mark.parametrize(
    "make",
    [
        lambda: Line("Crisis line"),
        lambda: Line(" ", phone="116 123"),
        lambda: CountryContacts("gb", "United Kingdom", ("999",), ()),
        lambda: CountryContacts("GBR", "United Kingdom", ("999",), ()),
        lambda: CountryContacts("GB", "United Kingdom", (), ()),
        lambda: CountryContacts("GB", "United Kingdom", (" ",), ()),
        lambda: replace(CONTACTS["GB"], verified_on=date(2026, 1, 1)),
        lambda: replace(CONTACTS["GB"], verified_by="Amara Osei"),
        lambda: replace(CONTACTS["GB"], verified_on=date(2026, 1, 1), verified_by=" "),
        lambda: replace(CONTACTS["GB"], verified_on=date(2026, 1, 1), verified_by="Amara Osei"),
        lambda: replace(CONTACTS["GB"], source_url="https://example.org/"),
        lambda: replace(CONTACTS["GB"], emergency=("999", "call 112")),
        lambda: Line("Crisis line", phone="116 123 ext. 4"),
        lambda: Line("Crisis line", phone="1"),
        lambda: Line("Crisis line", phone="1234567890123456"),
        lambda: Line("Crisis line", sms="HOME"),
        lambda: Line("Crisis line", chat_url="example.org/chat"),
        lambda: Line("Crisis line", chat_url="javascript:alert(1)"),
        lambda: CONTACTS["GB"].verified(on=date(2026, 1, 1), by="Amara Osei", source_url=""),
        lambda: CONTACTS["GB"].verified(on=date(2026, 1, 1), by="Amara Osei", source_url="by telephone"),
    ],
)
def test_contacts_that_could_not_be_called_or_vouched_for_are_refused(make):
    with pytest.raises(TherapyError):
        make()


def test_level_values_are_stored_and_so_may_not_change():
    assert [level.value for level in Level] == ["none", "low", "moderate", "high"]
