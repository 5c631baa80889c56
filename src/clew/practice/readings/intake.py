"""Referral, intake, indication and suitability, as their pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.models import Alert, Course, Goal
from clew.practice.readings import entries, scores
from clew.practice.readings.entries import Written
from clew.practice.roles import May
from clew.therapy.charts.suitability_profile import ProfileData
from clew.therapy.course.indication import (
    PREFERENCES,
    Known,
    Missing,
    Recorded,
    Weighed,
    indication,
    missing,
    modifiers,
)
from clew.therapy.course.red_flags import Gate, gate, stop
from clew.therapy.course.severity import SELF_HARM, Modifier, Severity, severity
from clew.therapy.course.suitability import Indicator, Rating, indicator, notes_of, ratings_of
from clew.therapy.knowledge.indication import EXCLUSIONS, RED_FLAGS
from clew.therapy.measures.instruments.phq import PHQ_9

INTAKE = ("referral", "red_flags", "intake", "preferences", "treatment_history")


@dataclass(frozen=True, slots=True)
class Safety:
    """Where the safety check stands: today's, what it opens, and the alerts that nobody has assessed yet.

    Where a red flag still waits for an assessment, `check` is the one that named it.
    """

    check: Written | None
    gate: Gate
    alerts: tuple[Alert, ...]

    @property
    def seen(self) -> list[str]:
        """The red flags of today's check in words."""
        return seen(self.check)


def seen(check: Written | None) -> list[str]:
    """Return the red flags of a check in words; none where it was not asked or none was seen."""
    stopped = stop(_several(check, "seen"))
    return [RED_FLAGS[slug].name for slug in stopped.seen] if stopped else []


def safety(chart: Chart, course: Course, *, today: date) -> Safety:
    """Return where the safety check stands on a day.

    A check that was taken back counts as not asked, but what it named still waits until its alert is assessed.
    """
    checks = entries.current(chart, course, "red_flags", with_withdrawn=True)["red_flags"]
    of_today = sorted((one for one in checks if one.entry.on == today), key=lambda one: one.entry.at)
    latest = of_today[-1] if of_today and not of_today[-1].entry.withdrawn else None
    waiting = chart.rows(Alert, to=May.READ_ALERTS).exclude(state=Alert.State.CLOSED).select_related("owner")
    alerts = tuple(waiting.order_by("due_at"))
    raised = [timezone.localdate(one.raised_at) for one in alerts if one.source == "person"]
    flagged = [one for one in checks if seen(one) and any(day >= one.entry.on for day in raised)]
    found = gate(_several(latest, "seen") or None, waiting=bool(flagged), alert_open=bool(alerts))
    return Safety(flagged[-1] if flagged else latest, found, alerts)


@dataclass(frozen=True, slots=True)
class Weighing:
    """All that the page of the indication shows.

    `taken` are the scores of the PHQ-9 by the patient in time order, `score` the one that is weighed; `hints` are
    things that one form says and another does not.
    """

    forms: Mapping[str, Sequence[Written]]
    taken: tuple[scores.Reading, ...]
    score: scores.Reading | None
    severity: Severity | None
    item_9: int | None
    modifiers: tuple[Modifier, ...]
    lines: tuple[Weighed, ...]
    missing: tuple[Missing, ...]
    hints: tuple[str, ...]

    @property
    def decisions(self) -> list[Written]:
        """The decisions, the latest first."""
        return list(reversed(self.forms["indication_decision"]))


def weigh(chart: Chart, course: Course, *, score: str = "") -> Weighing:
    """Gather what the indication rests on and weigh it.

    Args:
        chart: the opened record.
        course: the course of treatment.
        score: the id of the questionnaire to weigh; the latest with a total unless told.
    """
    beside = ("indication_decision", "suitability", "goal", "sources_of_depression")
    written = entries.current(chart, course, *INTAKE, *beside)
    taken = [
        one
        for one in scores.series(chart, PHQ_9.key, rater="patient")
        if one.administration.course_id == course.pk and one.score.total is not None
    ]
    chosen = next((one for one in taken if str(one.administration.pk) == score), taken[-1] if taken else None)
    intake, check = _last(written["intake"]), _last(written["red_flags"])
    known = _known(chosen, intake, check)
    goals = bool(written["goal"]) or chart.rows(Goal, to=May.SEE_COURSE).filter(course=course).exists()
    total = chosen.score.total if chosen else None
    return Weighing(
        forms=written,
        taken=tuple(taken),
        score=chosen,
        severity=severity(total) if total else None,
        item_9=known.answers.get(SELF_HARM),
        modifiers=modifiers(known),
        lines=indication(known),
        missing=missing(known, _recorded(written, known, goals=goals)),
        hints=_hints(written, known),
    )


def _last(found: Sequence[Written]) -> Written | None:
    return found[-1] if found else None


def _answers(reading: scores.Reading | None) -> dict[str, int | None]:
    if reading is None:
        return {}
    given = reading.administration.answers
    pairs = zip((item.key for item in PHQ_9.items), given, strict=False)
    return {key: answer if isinstance(answer, int) else None for key, answer in pairs}


def _several(one: Written | None, field: str) -> tuple[str, ...]:
    value = one.values.get(field, []) if one else []
    return tuple(value) if isinstance(value, list) else ()


def _known(score: scores.Reading | None, intake: Written | None, check: Written | None) -> Known:
    refs: dict[str, tuple[str, ...]] = {}
    if score:
        refs["score"] = (f"measure:{score.administration.pk}",)
    if intake:
        refs["intake"] = (f"entry:{intake.id}",)
    if check:
        refs["check"] = (f"entry:{check.id}",)
    return Known(
        total=score.score.total if score else None,
        answers=_answers(score),
        modifiers=frozenset(_several(intake, "modifiers")),
        cautions=frozenset(_several(intake, "cautions")),
        exclusions={slug: intake.get(slug) for slug in EXCLUSIONS if intake.get(slug)} if intake else {},
        red_flags=_several(check, "seen") if check else None,
        refs=refs,
    )


def _recorded(written: Mapping[str, Sequence[Written]], known: Known, *, goals: bool) -> Recorded:
    intake, wished = _last(written["intake"]), _last(written["preferences"])
    profile, referral = _last(written["suitability"]), _last(written["referral"])
    offered = [one.get("alternatives") for one in written["indication_decision"]]
    offered += [referral.get("offered")] if referral else []
    return Recorded(
        diagnosis=bool(intake and intake.get("diagnosis")),
        diagnosed_by=bool(intake and intake.get("diagnosed_by")),
        item_9=known.answers.get(SELF_HARM) is not None,
        goals=goals,
        preferences=frozenset(slug for slug in PREFERENCES if wished and wished.get(slug)),
        features=len(ratings_of(profile.values)) if profile else 0,
        alternatives=any(offered),
    )


def _hints(written: Mapping[str, Sequence[Written]], known: Known) -> tuple[str, ...]:
    helped = [
        one
        for one in written["treatment_history"]
        if one.get("kind") == "medication" and one.get("helped") == "yes"
    ]
    if helped and "good_response_to_medication" not in known.modifiers:
        return (
            "The history says that a medication helped before, and the intake does not tick it. Worth asking about.",
        )
    return ()


@dataclass(frozen=True, slots=True)
class Rated:
    """One rating of the suitability profile."""

    written: Written
    ratings: Mapping[str, Rating]
    notes: Mapping[str, str]
    indicator: Indicator

    @property
    def words(self) -> str:
        """When and at which occasion, as "3 March 2026, review"."""
        on = self.written.entry.on
        occasion = self.written.get("occasion")
        return f"{on.day} {on:%B %Y}" + (f", {occasion}" if occasion in ("assessment", "review") else "")


def profiles(chart: Chart, course: Course) -> list[Rated]:
    """Return every rating of the suitability profile, in the order of their days; one query."""
    found = []
    for one in entries.current(chart, course, "suitability")["suitability"]:
        ratings = ratings_of(one.values)
        found.append(
            Rated(one, ratings, notes_of(one.values), indicator(ratings, rests_on=(f"entry:{one.id}",)))
        )
    return found


def profile_data(rated: Rated, earlier: Rated | None) -> ProfileData:
    """Return what the picture of a rating shows, beside an earlier one if there is one."""
    return ProfileData(
        rated_on=rated.words,
        ratings=rated.ratings,
        notes=rated.notes,
        earlier_on=earlier.words if earlier else "",
        earlier=earlier.ratings if earlier else None,
    )
