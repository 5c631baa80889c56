"""The rules of attendance against a slow and obvious twin that looks at every pair, and their edges."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.course.attendance import Answer, Appointment, Outcome, last_risk, prompts
from clew.therapy.errors import TherapyError
from clew.therapy.measures.scoring import Risk


@st.composite
def rows(draw) -> list[Appointment]:
    found = []
    for number in range(1, draw(st.integers(0, 12)) + 1):
        outcome = draw(st.sampled_from(Outcome))
        found.append(
            Appointment(
                ref=f"s{number}",
                number=number,
                outcome=outcome,
                late_minutes=draw(st.none() | st.integers(8, 13)) if outcome is Outcome.LATE else None,
                notice_hours=draw(st.none() | st.integers(22, 26)) if outcome is Outcome.CANCELLED else None,
                explained=draw(st.booleans()),
                ruptured=draw(st.booleans()),
                difficult=draw(st.booleans()),
                in_danger=draw(st.booleans()),
            )
        )
    return found


def twin(row: list[Appointment]) -> set[tuple[str, str]]:
    """Which rule speaks at which appointment, from the words of the specification, pair by pair."""
    said = set()
    for (i, one), (j, other) in combinations(enumerate(row), 2):
        late = [
            a.outcome is Outcome.LATE and a.late_minutes is not None and a.late_minutes > 10
            for a in (one, other)
        ]
        if all(late) and j - i < 4:
            said.add(("attendance_late", other.ref))
        short = [a.notice_hours is not None and a.notice_hours < 24 for a in (one, other)]
        if all(short):
            said.add(("attendance_cancelled", other.ref))
        away = [a.outcome is Outcome.NO_SHOW for a in (one, other)]
        if all(away) and not one.explained and not other.explained:
            said.add(("attendance_unexplained", other.ref))
        met_between = any(a.held for a in row[i + 1 : j])
        if one.held and not met_between and away[1] and (one.ruptured or one.difficult):
            said.add(("attendance_after_difficulty", other.ref))
    for one in row:
        away = one.outcome is Outcome.NO_SHOW and not one.explained and one.in_danger
        if away and ("attendance_unexplained", one.ref) not in said:
            said.add(("attendance_in_danger", one.ref))
    return said


@given(rows())
def test_the_rules_say_what_the_words_say(row):
    assert {(prompt.rule, prompt.at) for prompt in prompts(row)} == twin(row)


@given(rows())
def test_every_prompt_has_its_reason_and_stands_in_the_order_of_time(row):
    order = [one.ref for one in row]
    found = prompts(row)
    assert [order.index(prompt.at) for prompt in found] == sorted(order.index(prompt.at) for prompt in found)
    for prompt in found:
        assert prompt.at in prompt.reason.rests_on
        assert set(prompt.reason.rests_on) <= set(order)
        assert ("ractical causes first" in prompt.reason.words) == (prompt.answer is Answer.EXPLORE)


@given(rows())
def test_what_is_not_known_never_counts(row):
    """Taking away minutes and hours can only take away prompts."""
    unknown = [
        Appointment(
            ref=a.ref,
            number=a.number,
            outcome=a.outcome,
            explained=a.explained,
            ruptured=a.ruptured,
            difficult=a.difficult,
        )
        for a in row
    ]
    assert {p.reason.rule for p in prompts(unknown)} <= {
        "attendance_after_difficulty",
        "attendance_unexplained",
    }


@given(st.sampled_from(Risk), st.integers(0, 400))
def test_the_last_score_never_reads_as_safe(risk, days):
    words = last_risk(risk, days).words
    assert "safe" not in words.replace("safety procedure", "")
    assert ("safety procedure" in words) == (risk is Risk.RAISED)


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": Outcome.ATTENDED, "late_minutes": 5},
        {"outcome": Outcome.LATE, "notice_hours": 5},
        {"outcome": Outcome.LATE, "late_minutes": -1},
        {"outcome": Outcome.CANCELLED, "notice_hours": -1},
    ],
)
def test_an_appointment_that_contradicts_itself_cannot_be(wrong):
    with pytest.raises(TherapyError):
        Appointment(ref="s1", number=1, **wrong)
