"""What was agreed and what happens meanwhile: goals, breaks, happenings, the frame with its changes."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from clew.practice.access import Chart
from clew.practice.models import Course, Entry, Goal, LifeEvent, Medication
from clew.practice.readings import entries
from clew.practice.readings.dated import dated
from clew.practice.readings.entries import Written
from clew.practice.readings.frames import Agreement, agreements
from clew.practice.roles import May
from clew.therapy import forms
from clew.therapy.course.frame import Frame, Note, notes

FORMS = ("frame", "focus", "goal", "goal_review", "happening", "absence_break", "review", "online")
"""What a plan is written in; one query asks for all of them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A goal: both voices, and how near it came whenever it was looked at. `entry` is None for one of an older version."""

    id: uuid.UUID
    kind: str
    agreed_on: date
    theirs: str
    ours: str
    entry: Written | None = None
    reviews: Sequence[Written] = ()

    @property
    def withdrawn(self) -> bool:
        """Whether it was taken back."""
        return self.entry is not None and self.entry.entry.withdrawn


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened meanwhile. `kind` is stressor, life or break; `last` the last day of a break."""

    id: uuid.UUID
    on: date
    kind: str
    words: str
    entry: Written | None = None
    last: date | None = None

    @property
    def withdrawn(self) -> bool:
        """Whether it was taken back."""
        return self.entry is not None and self.entry.entry.withdrawn


@dataclass(frozen=True, slots=True)
class Plan:
    """The written plan of a course; what was taken back stands at the end of each list and says so."""

    goals: Sequence[Wanted]
    happenings: Sequence[Happened]
    frames: Sequence[Agreement]  # the latest in force first
    focus: Written | None
    reviews: Sequence[Written]  # the latest first
    medicines: Sequence[Medication]
    found: Mapping[str, Sequence[Written]] = field(default_factory=dict)

    @property
    def online(self) -> Written | None:
        """What is agreed about meeting online."""
        return next(iter(self.found.get("online", ())), None)

    @property
    def gone_goals(self) -> list[Wanted]:
        """The goals that were taken back."""
        return [one for one in self.goals if one.withdrawn]

    @property
    def gone_happenings(self) -> list[Happened]:
        """What happened, and was taken back."""
        return [one for one in self.happenings if one.withdrawn]

    @property
    def breaks(self) -> list[Happened]:
        """The breaks that stand, in the order of their days."""
        return [one for one in self.happenings if one.kind == "break" and not one.withdrawn]


def plan(chart: Chart, course: Course, *more: str) -> Plan:
    """Gather the plan of a course, with the current entries of some more forms in `found`; two queries."""
    found = entries.current(chart, course, *FORMS, *more, with_withdrawn=True)
    rows = dated(chart, course)
    looked = standing(found["goal_review"])
    focus = standing(found["focus"])
    return Plan(
        goals=_goals(chart, course, found["goal"], looked, to=May.SEE_COURSE, rows=rows.goals),
        happenings=_happenings(chart, course, found["happening"], found["absence_break"], rows.events),
        medicines=rows.medicines,
        frames=agreements(standing(found["frame"]))[::-1],
        focus=focus[-1] if focus else None,
        reviews=standing(found["review"])[::-1],
        found={slug: standing(listed) for slug, listed in found.items()},
    )


def standing(found: Sequence[Written]) -> list[Written]:
    """Leave out what was taken back."""
    return [one for one in found if not one.entry.withdrawn]


def goals(chart: Chart, course: Course) -> list[Wanted]:
    """Return the goals that stand. Two queries."""
    found = entries.current(chart, course, "goal", with_withdrawn=True)
    return [one for one in _goals(chart, course, found["goal"], [], to=May.SEE_COURSE) if not one.withdrawn]


def goals_of(
    chart: Chart, course: Course, found: Sequence[Written], looked: Sequence[Written]
) -> list[Wanted]:
    """Return the goals that stand, with how near they came, from what is read already; one query for older rows."""
    return _goals(chart, course, found, looked, to=May.SEE_COURSE)


def from_shared(chart: Chart, course: Course, found: Sequence[Written], *, older: bool) -> list[Wanted]:
    """Return the goals that the patient may read, from what is shared; one query where there are `older` rows."""
    return _goals(chart, course, found, [], to=May.READ_OWN, rows=None if older else ())


def _goals(
    chart: Chart,
    course: Course,
    found: Sequence[Written],
    looked: Sequence[Written],
    *,
    to: May,
    rows: Iterable[Goal] | None = None,
) -> list[Wanted]:
    labels = forms.form("goal").field("kind")
    reviews: dict[str, list[Written]] = {}
    for one in looked:
        reviews.setdefault(one.get("goal"), []).append(one)
    listed = [
        Wanted(
            id=one.id,
            kind=labels.label_of(one.get("kind")) if one.get("kind") else "",
            agreed_on=one.entry.on,
            theirs=one.get("patient_words"),
            ours=one.get("clinician_words"),
            entry=one,
            reviews=tuple(reviews.get(str(one.id), ())),
        )
        for one in found
    ]
    taken_over = {one.id for one in found}
    older = _older_goals(chart, course, to=to) if rows is None else rows
    for row in (one for one in older if one.pk not in taken_over):
        theirs, ours = chart.text(row, "patient_words"), chart.text(row, "clinician_words")
        listed.append(Wanted(row.pk, row.get_kind_display(), row.agreed_on, theirs, ours))
    return sorted(listed, key=lambda one: (one.withdrawn, one.agreed_on))


def _older_goals(chart: Chart, course: Course, *, to: May) -> QuerySet[Goal]:
    """Return the goals of an older version that no entry has taken over, whether the person may read that or not."""
    taken_over = Entry.objects.filter(form="goal").values("pk")
    return chart.rows(Goal, to=to).filter(course=course).exclude(pk__in=taken_over)


def happenings(chart: Chart, course: Course) -> list[Happened]:
    """Return what happened meanwhile and stands, breaks included, the latest first. Two queries."""
    found = entries.current(chart, course, "happening", "absence_break", with_withdrawn=True)
    listed = _happenings(chart, course, found["happening"], found["absence_break"])
    return [one for one in listed if not one.withdrawn]


def _happenings(
    chart: Chart,
    course: Course,
    happened: Sequence[Written],
    breaks: Sequence[Written],
    rows: Iterable[LifeEvent] | None = None,
) -> list[Happened]:
    listed = [Happened(one.id, one.entry.on, one.get("kind"), one.get("text"), one) for one in happened]
    listed += [_break(one) for one in breaks]
    taken_over = {one.id for one in listed}
    older = chart.rows(LifeEvent, to=May.SEE_COURSE).filter(course=course) if rows is None else rows
    for row in (one for one in older if one.pk not in taken_over):
        listed.append(Happened(row.pk, row.on, row.kind, chart.text(row, "text")))
    listed.sort(key=lambda one: one.on, reverse=True)
    return sorted(listed, key=lambda one: one.withdrawn)


def _break(one: Written) -> Happened:
    first = date.fromisoformat(one.get("from_day"))
    last = date.fromisoformat(one.get("until_day") or one.get("from_day"))
    whose = one.form.field("whose").label_of(one.get("whose")) if one.get("whose") else "Break"
    until = f" until {last.day} {last:%B}" if last != first else ""
    words = ". ".join(
        part.rstrip(".")
        for part in (
            f"{whose}{until}",
            one.get("note"),
            f"{one.get('cover')} covers" if one.get("cover") else "",
        )
        if part
    )
    return Happened(one.id, first, "break", f"{words}.", one, last)


def from_rows(
    chart: Chart,
    course: Course,
    found: Mapping[str, Sequence[Written]],
    *,
    goals: Iterable[Goal],
    events: Iterable[LifeEvent],
) -> tuple[list[Wanted], list[Happened]]:
    """Return the goals and happenings that stand from what was read already; no query.

    `found` has also what was taken back, so that a row of an older version that was taken over does not come back.
    """
    wanted = _goals(chart, course, found["goal"], (), to=May.SEE_COURSE, rows=goals)
    happened = _happenings(chart, course, found["happening"], found["absence_break"], events)
    return [one for one in wanted if not one.withdrawn], [one for one in happened if not one.withdrawn]


def frame_notes(course: Course) -> dict[str, Note]:
    """Return what is worth knowing about the frame in force, by the column it is about."""
    frame = Frame(
        time_limited=course.kind == Course.Kind.TIME_LIMITED,
        starts_on=course.starts_on,
        sessions=course.agreed_sessions,
        planned_end=course.planned_end,
        minutes=course.minutes,
        weekly_rate=course.weekly_rate,
        review_weeks=course.review_weeks,
    )
    return {note.about: note for note in notes(frame)}
