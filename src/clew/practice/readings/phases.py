"""In which phase a course is, which exit markers are met and where that is written, and the reviews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clew.practice.access import Chart
from clew.practice.errors import NotFound
from clew.practice.models import Claim, Component, Course
from clew.practice.readings.courses import Chosen
from clew.practice.readings.entries import Written
from clew.practice.roles import May
from clew.therapy.course.phases import Marker, Seen, Standing, Told, new_response, standings
from clew.therapy.course.reviewing import Coming, ending_talk, next_review

READ = (
    "frame",
    "goal",
    "indication_decision",
    "plain_formulation",
    "relapse_plan",
    "ending",
    "review",
    "exit_marker",
)


@dataclass(frozen=True, slots=True)
class Phases:
    """Where the course stands, its reviews (the latest first), and what is coming."""

    standings: tuple[Standing, ...]
    held: int
    reviews: list[Written]
    next_review: Coming | None
    ending_talk: Coming | None
    ending_begun: bool
    marked: dict[str, list[Written]]  # exit markers set by hand, by marker


def phases(chart: Chart, picked: Chosen, found: Mapping[str, list[Written]]) -> Phases:
    """Read where a course stands, from its entries of the forms in `READ`; one query at most."""
    course = picked.course
    if course is None:
        raise NotFound
    held = picked.held
    marked: dict[str, list[Written]] = {}
    for one in found["exit_marker"]:
        marked.setdefault(one.get("marker"), []).append(one)
    seen = {
        Marker.PLAN_AGREED: _plan_agreed(found),
        Marker.FORMULATION_SHARED: _formulation_shared(picked, found),
        Marker.FOCUS_NAMED: _focus_named(chart, course),
        Marker.NEW_RESPONSE: Seen(None, ""),
        Marker.PLAN_WRITTEN: _written(
            found["relapse_plan"], "It is written", "Nothing of it is written yet."
        ),
    }
    for marker, listed in marked.items():
        seen[Marker(marker)] = _by_hand(listed[-1])
    if Marker.NEW_RESPONSE not in marked:
        seen[Marker.NEW_RESPONSE] = _new_response(chart, course)
    reviews = latest_first(found["review"])
    coming = None if course.ended_on else next_due_review(course, reviews, held=held)
    return Phases(
        standings=standings(course.stage, held, seen),
        held=held,
        reviews=reviews,
        next_review=coming,
        ending_talk=None
        if course.ended_on
        else ending_talk(starts_on=course.starts_on, planned_end=course.planned_end),
        ending_begun=bool(found["ending"]),
        marked=marked,
    )


def latest_first(reviews: Sequence[Written]) -> list[Written]:
    """Return reviews in the order in which a reader wants them."""
    return sorted(reviews, key=lambda one: one.entry.on, reverse=True)


def next_due_review(course: Course, reviews: list[Written], *, held: int) -> Coming | None:
    """Return the review that a rule asks for, unless somebody has set a day for the next one. `reviews` latest first."""
    if reviews and reviews[0].entry.due_on is not None:
        return None
    return next_review(
        time_limited=course.kind == Course.Kind.TIME_LIMITED,
        starts_on=course.starts_on,
        last_review=reviews[0].entry.on if reviews else None,
        review_weeks=course.review_weeks,
        agreed_sessions=course.agreed_sessions,
        held=held,
        reviews_held=len(reviews),
        ending=course.stage == Course.Stage.ENDING,
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _ref(one: Written) -> str:
    return f"entry:{one.id}"


def _written(found: list[Written], yes: str, no: str) -> Seen:
    if not found:
        return Seen(False, no)
    return Seen(True, f"{yes} on {_day(found[-1].entry.on)}.", (_ref(found[-1]),))


def _by_hand(one: Written) -> Seen:
    said = one.get("how")
    words = f"Noted on {_day(one.entry.on)} by {one.entry.author}" + (f": {said}" if said else ".")
    return Seen(True, words, (_ref(one),))


def _plan_agreed(found: Mapping[str, list[Written]]) -> Seen:
    decided = [one for one in found["indication_decision"] if one.get("decision") != "not_now"]
    if decided:
        return _written(decided[:1], "The decision was written", "")
    agreed = [one for one in found["frame"] if one.get("agreed") == "yes"]
    return _written(agreed[:1], "The frame was agreed", "No agreement with the patient is written down.")


def _formulation_shared(picked: Chosen, found: Mapping[str, list[Written]]) -> Seen:
    shared = [one for one in found["plain_formulation"] if one.entry.shared]
    if shared:
        return _written(shared[:1], "A version in plain words was shared", "")
    if picked.formulated is None:
        return Seen(None, "the formulation is not open to you.")
    if picked.formulated:
        return Seen(False, "A formulation is written; that it was shared is not noted.")
    return Seen(False, "No formulation is written yet.")


def _focus_named(chart: Chart, course: Course) -> Seen:
    if chart.text(course, "focus"):
        return Seen(True, "It stands on the plan, in the patient's words.")
    return Seen(False, "No focus is written down yet.")


def _new_response(chart: Chart, course: Course) -> Seen:
    if not chart.can(May.READ_SESSIONS):
        return Seen(None, "the sessions are not open to you.")
    rows = (
        chart.rows(Component, to=May.READ_SESSIONS)
        .filter(
            kind="RS",
            valence="positive",
            expected=False,
            episode__status=Claim.Status.ACCEPTED,
            episode__transcript__current=True,
            episode__transcript__session__course=course,
        )
        .values_list("category", "episode__transcript__session__number", "episode__transcript__session__pk")
    )
    return new_response([Told(category, number, f"session:{pk}") for category, number, pk in rows])
