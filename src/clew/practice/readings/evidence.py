"""The relationship episodes behind a formulation: those that count, and those that only stand beside."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery

from clew.practice.access import Chart
from clew.practice.models import Claim, Course, Session
from clew.practice.models import Episode as EpisodeRow
from clew.practice.readings import claims
from clew.practice.roles import May
from clew.therapy.formulation.ccrt import Ccrt, Counted, ccrt
from clew.therapy.formulation.episodes import Episode, overlap, within
from clew.therapy.moments import Moment


@dataclass(frozen=True, slots=True)
class Evidence:
    """The episodes of one course.

    `accepted` count. `proposed` are shown beside where that was asked for, `waiting` says how many there are.
    `latest` is the number of the last session that was held.
    """

    accepted: tuple[Episode, ...]
    proposed: tuple[Episode, ...]
    waiting: int
    latest: int | None
    counts: Ccrt
    beside: Ccrt | None

    def with_proposals(self, counted: Counted) -> Counted:
        """Return the same category counted with the proposals; as it is where they are not shown."""
        if self.beside is None:
            return counted
        return next(one for one in self.beside.counted(counted.kind) if one.slug == counted.slug)

    def is_proposed(self, episode: Episode) -> bool:
        """Whether an episode only stands beside."""
        return any(episode is one for one in self.proposed)

    def about(self, moment: Moment) -> str:
        """Say whom a moment is about: the other person of the accepted episode that it lies in, if any."""
        return next((named(e) for e in self.accepted if within(moment, e.moment)), "")


def named(episode: Episode) -> str:
    """Say who an episode is with, and when it was."""
    return f"{episode.name}, {episode.when}" if episode.when else episode.name


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many proposed episodes of a course wait, and the number of its last session that was held."""

    waiting: int
    latest: int | None


def opened(chart: Chart) -> tuple[Course, Numbers] | None:
    """Return the course that is read with its numbers, in one query; None before any was opened."""
    waiting, latest = _counted(chart)
    rows = chart.rows(Course, to=May.READ_FORMULATION).order_by("-starts_on")
    if chart.earlier is not None:
        rows = rows.filter(pk=chart.earlier.pk)
    course = rows.annotate(waiting=waiting, latest=latest).first()
    return (course, Numbers(course.waiting or 0, course.latest)) if course else None


def _numbers(chart: Chart, course: Course) -> Numbers:
    waiting, latest = _counted(chart)
    rows = chart.rows(Course, to=May.READ_FORMULATION).filter(pk=course.pk)
    counted = rows.annotate(waiting=waiting, latest=latest).get()
    return Numbers(counted.waiting or 0, counted.latest)


def _counted(chart: Chart) -> tuple[Subquery, Subquery]:
    """How many proposed episodes of a course wait, and the number of its last session, as part of another query."""
    waiting = (
        chart.rows(EpisodeRow, to=May.READ_FORMULATION)
        .filter(
            status=Claim.Status.PROPOSED,
            transcript__current=True,
            transcript__session__course=OuterRef("pk"),
        )
        .order_by()
        .values("transcript__session__course")
        .annotate(number=Count("pk"))
        .values("number")
    )
    held = (
        chart.rows(Session, to=May.READ_FORMULATION)
        .filter(course=OuterRef("pk"), attendance__in=[Session.Attendance.ATTENDED, Session.Attendance.LATE])
        .order_by("-number")
        .values("number")
    )
    return Subquery(waiting[:1]), Subquery(held[:1])


def gather(
    chart: Chart, course: Course, *, proposals: bool = False, numbers: Numbers | None = None
) -> Evidence:
    """Read the episodes of one course; the proposed ones only if they are asked for.

    Args:
        chart: the opened record.
        course: whose sessions count.
        proposals: whether proposed episodes are read too.
        numbers: those of the course, where `opened` has told them already.
    """
    numbers = numbers or _numbers(chart, course)
    rows = {
        episode: row
        for episode, row in claims.episodes(chart, proposals=proposals).items()
        if row.transcript.session.course_id == course.pk
    }
    accepted = tuple(e for e, row in rows.items() if row.status == Claim.Status.ACCEPTED)
    # A proposal that overlaps an accepted episode is most likely the same story, so it is not shown again.
    proposed = tuple(
        e
        for e, row in rows.items()
        if row.status == Claim.Status.PROPOSED and not any(overlap(e.moment, a.moment) for a in accepted)
    )
    return Evidence(
        accepted=accepted,
        proposed=proposed,
        waiting=numbers.waiting,
        latest=numbers.latest,
        counts=ccrt(accepted),
        beside=ccrt((*accepted, *proposed)) if proposals else None,
    )
