"""A course of nine weekly sessions, and what is said of its alliance: what two files of tests share."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.urls import reverse

from clew.practice.actions import entries, measures, plan

FIRST = datetime(2026, 1, 8, 10, 0, tzinfo=UTC)
DAY = FIRST.date()
TODAY = date(2026, 3, 20)


def address(cast, name, *more):
    return reverse(name, args=[cast.pia.pk, *more])


def shown(anna, cast, name, **query):
    answer = anna.get(address(cast, name), query)
    assert answer.status_code == 200
    text = answer.content.decode()
    return text[text.index("<main") :]


def nine_sessions(chart, course):
    """Nine weekly sessions, the seventh missed without a word; a later one planned."""
    found = {}
    for number in range(1, 11):
        outcome = {7: "no_show", 10: "planned"}.get(number, "attended")
        found[number] = plan.plan_session(
            chart=chart,
            course=course,
            number=number,
            at=FIRST + timedelta(days=7 * (number - 1)),
            attendance=outcome,
        )
    return found


def check_in(chart, course, session, score, *, tension=0, talked=None, rater="patient"):
    answers = [None] * 3 if score is None else [score] * 3
    return measures.enter(
        chart=chart,
        course=course,
        instrument="alliance-check-in",
        answers=[*answers, tension, talked],
        at=session.at,
        session=session,
        rater=rater,
    )


def phq(chart, course, session, total):
    answers = [min(3, max(0, total - 3 * item)) for item in range(8)]
    return measures.enter(
        chart=chart,
        course=course,
        instrument="phq-9",
        answers=[*answers, 0, 1],
        at=session.at,
        session=session,
    )


def write(chart, course, form, values, *, on=DAY, **more):
    return entries.write_entry(chart=chart, course=course, form=form, values=values, on=on, **more)


def written_rupture(chart, course, held):
    """What the clinician wrote down after session 3."""
    return write(
        chart,
        course,
        "rupture",
        {"summary": "I was late.", "withdrawal": ["deferential"], "own_part": "Late by ten minutes."},
        session=held[3],
        on=date(2026, 1, 22),
        due_on=date(2026, 1, 29),
    )


def found(chart, course, number, rupture, session, **more):
    return write(chart, course, "rupture_check", {"found": number, **more}, about=rupture, session=session)
