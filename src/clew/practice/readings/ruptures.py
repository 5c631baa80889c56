"""The alliance page and the history of ruptures, gathered from the record."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, FilteredRelation, Q

from clew.practice.access import Chart
from clew.practice.models import Administration, Claim, Course, EntryMoment, Session, Transcript
from clew.practice.readings import alliance as bond
from clew.practice.readings import entries, measures, scores
from clew.practice.readings.alliance import Flagged, Rated, Story
from clew.practice.readings.cited import Citations, Cited
from clew.practice.readings.days import CourseDays
from clew.practice.readings.entries import Written
from clew.practice.readings.prompts import Prompt, of_alliance
from clew.practice.roles import May
from clew.therapy.charts.alliance_curve import AllianceData, Flag
from clew.therapy.charts.lane import Point, Scale
from clew.therapy.coding.codes import Scheme
from clew.therapy.course.rule import Reason
from clew.therapy.course.rupture import covers, flag_share, withheld
from clew.therapy.forms import Field
from clew.therapy.knowledge.ruptures import REPAIR_STRATEGIES, RUPTURE_MARKERS
from clew.therapy.measures import alliance
from clew.therapy.measures.alliance import item_mean, own_limits
from clew.therapy.measures.instruments.check_in import ALLIANCE_CHECK_IN, TALKED_ABOUT, TENSION
from clew.therapy.moments import Moment, MomentKind, Span

SHARING = "check_in_sharing"

# Flags in a few words, for a picture.
_WORDS = {
    alliance.Rule.DROP: "fell",
    alliance.Rule.CHART: "below own line",
    alliance.Rule.LOW: "low",
    alliance.Rule.SELF: "tension",
    alliance.Rule.CLINICIAN: "you noted",
    alliance.Rule.BLANK: "left blank",
    alliance.Rule.ALL_HIGHEST: "all highest",
}
_COUNTED = bond.MENDABLE  # a low or watched score is no sign of something that came between


@dataclass(frozen=True, slots=True)
class Rating:
    """What both said of one session: the mean of each, the answers about tension, and what was flagged."""

    session: Session
    patient: Administration | None
    patient_words: str
    tension: str
    talked_about: str
    clinician: Administration | None
    clinician_words: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlliancePage:
    """All values of the alliance page.

    `to_rate` is the last session where the patient has not rated it; `open` says that a rupture is not mended.
    """

    curve: AllianceData | None
    prompts: Sequence[Prompt]
    ratings: Sequence[Rating]
    share: str
    sharing: Written | None
    to_rate: Session | None
    open: Reason | None = None


def alliance_page(chart: Chart, course: Course, *, today: date) -> AlliancePage:
    """Gather the page; three queries."""
    chart.require(May.READ_SESSIONS)
    found = entries.current(chart, course, *bond.FORMS, SHARING)
    in_use = measures.in_use(chart, course)
    series = bond.rated(in_use, found)
    stories = bond.ruptures(series, found)
    sessions = list(chart.rows(Session, to=May.SEE_COURSE).filter(course=course).order_by("at"))
    no_shows = [one.number for one in sessions if one.attendance == Session.Attendance.NO_SHOW]
    own = [one for one in series if one.series.instrument.key == ALLIANCE_CHECK_IN.key]
    patient = next((one for one in own if one.by_patient), None)
    clinician = next((one for one in own if not one.by_patient), None)
    rated = {number for one in (patient,) if one for number in one.rows}
    flagged = {f.flag.session for f in patient.flags if f.flag.rule in _COUNTED} & rated if patient else set()
    sharing = found[SHARING]
    last = next((one for one in reversed(sessions) if one.held), None)
    return AlliancePage(
        curve=_curve(patient, clinician, stories, CourseDays(chart, course), today=today),
        prompts=of_alliance(series, [story.rupture for story in stories], no_shows=no_shows),
        ratings=[_rating(one, patient, clinician) for one in reversed(sessions) if one.held],
        share=flag_share(len(flagged), len(rated)),
        sharing=sharing[-1] if sharing else None,
        to_rate=last if last is not None and last.number not in rated else None,
        open=withheld([story.rupture for story in stories], last=last.number if last else 0),
    )


def _curve(
    patient: Rated | None,
    clinician: Rated | None,
    stories: Sequence[Story],
    days: CourseDays,
    *,
    today: date,
) -> AllianceData | None:
    if patient is None and clinician is None:
        return None
    points = _points(patient), _points(clinician)
    shown = [point.day for line in points for point in line]
    if not shown:
        return None
    day_of = {reading.session: reading.day for reading in patient.readings} if patient else {}
    limits = own_limits(patient.series.instrument, patient.readings) if patient else ()
    return AllianceData(
        start=days.start,
        first=min(0, *shown) - 3,
        last=max(days.of(today), 28, *shown) + 4,
        today=days.of(today),
        scale=Scale("Alliance check-in", 0, 10),
        patient=points[0],
        clinician=points[1],
        limit=tuple((day_of[session], value) for session, value in limits),
        flags=tuple(_flags(patient, stories, day_of)) if patient else (),
    )


def _points(one: Rated | None) -> tuple[Point, ...]:
    """Return the ratings as points of a picture, whether they belong to a session or not."""
    if one is None:
        return ()
    points = []
    for reading in one.series.readings:
        row, total = reading.administration, reading.score.total
        if total is not None:
            mean = item_mean(one.series.instrument, total)
            number = f"session {row.session.number}, " if row.session else ""
            on = one.series.days.date_of(row.at)
            words = f"{mean:.1f} of 10 by the {one.series.rater}, {number}{on.day} {on:%B %Y}"
            points.append(Point(one.series.days.of(row.at), mean, words, f"measure:{row.pk}"))
    return tuple(points)


def _flags(patient: Rated, stories: Sequence[Story], day_of: Mapping[int, int]) -> Iterable[Flag]:
    """Gather the flags of each session; those in the time of a written-down rupture are mended when it is."""
    written = [story.rupture for story in stories if story.written]
    by_session: dict[int, list[Flagged]] = {}
    for flagged in patient.flags:
        by_session.setdefault(flagged.flag.session, []).append(flagged)
    for number, listed in by_session.items():
        words = list(dict.fromkeys(_WORDS[one.flag.rule] for one in listed if one.flag.rule in _WORDS))
        more = f" and {len(words) - 1} more" if len(words) > 1 else ""
        repaired = all(
            one.mended is not None and one.mended.state is alliance.Repair.REPAIRED for one in listed
        )
        rupture = next((one for one in reversed(written) if covers(one, number)), None)
        mended = rupture.mended if rupture else repaired
        yield Flag(day_of[number], f"{number}: {words[0]}{more}", mended)


def _rating(session: Session, patient: Rated | None, clinician: Rated | None) -> Rating:
    theirs = patient.rows.get(session.number) if patient else None
    ours = clinician.rows.get(session.number) if clinician else None
    tension, talked = (theirs.answers[3], theirs.answers[4]) if theirs else (None, None)
    flags = (
        [flagged.flag for flagged in patient.flags if flagged.flag.session == session.number]
        if patient
        else []
    )
    return Rating(
        session=session,
        patient=theirs,
        patient_words=_mean(theirs),
        tension=TENSION.options[tension].label if isinstance(tension, int) else "",
        talked_about=TALKED_ABOUT.options[talked].label if isinstance(talked, int) else "",
        clinician=ours,
        clinician_words=_mean(ours),
        flags=tuple(dict.fromkeys(_WORDS.get(flag.rule, flag.rule.value) for flag in flags)),
    )


def _mean(row: Administration | None) -> str:
    mean = scores.check_in_mean(scores.read(row).score) if row else None
    return f"{mean:.1f}" if mean is not None else ("left blank" if row else "")


# -- The history ------------------------------------------------------------------------------------------------------

STEPS = ("Notice", "Name it gently", "Explore both views", "Own your part", "Agree, and come back to it")
_STEP_FIELDS = (
    ("withdrawal", "confrontation", "said", "happened"),
    ("named",),
    ("their_view", "own_view"),
    ("own_part", "strategies"),
    ("agreed",),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One of the five steps, and what is written of it so far: (field, words, whether the patient's)."""

    name: str
    lines: tuple[tuple[Field, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One rupture as the history shows it."""

    story: Story
    session: Session | None
    steps: tuple[Step, ...]
    moments: tuple[tuple[bool, Cited], ...]
    coded: tuple[tuple[str, int], ...]

    @property
    def due(self) -> date | None:
        """When to come back to it: what the last look at it says, unless it is mended."""
        written = self.story.checks[-1] if self.story.checks else self.story.written
        return written.entry.due_on if written and not self.story.rupture.mended else None


@dataclass(frozen=True, slots=True)
class History:
    """Every rupture, the latest first, and the sessions that one can be written down for."""

    told: Sequence[Told]
    sessions: Sequence[Session]
    after: Session | None


def history(chart: Chart, course: Course, *, today: date) -> History:
    """Gather the page; four queries, however many ruptures there are."""
    chart.require(May.READ_SESSIONS)
    found = bond.told(chart, course)
    series = bond.rated(measures.in_use(chart, course), found)
    sessions, coded = _sessions(chart, course)
    stories = bond.ruptures(series, found)
    sided, citations = _moments(chart, [story.written for story in stories if story.written])
    told = []
    for story in reversed(stories):
        moments = []
        for against, moment in sided.get(story.written.id, ()) if story.written else ():
            cited = citations.cite(moment)
            if cited is not None:
                moments.append((against, cited))
        number = story.rupture.session
        told.append(
            Told(
                story,
                sessions.get(number) if number is not None else None,
                _steps(story.written) if story.written else (),
                tuple(moments),
                tuple(coded.get(number, {}).items()) if number is not None else (),
            )
        )
    held = [one for one in reversed(sessions.values()) if one.held]
    ahead = [
        one
        for one in sessions.values()
        if one.attendance == Session.Attendance.PLANNED and one.at.date() >= today
    ]
    return History(told, held, ahead[0] if ahead else None)


def _steps(one: Written) -> tuple[Step, ...]:
    lines = {line.field.slug: line for line in one.lines}
    return tuple(
        Step(
            name,
            tuple((lines[slug].field, lines[slug].text, lines[slug].said) for slug in slugs if slug in lines),
        )
        for name, slugs in zip(STEPS, _STEP_FIELDS, strict=True)
    )


def _sessions(chart: Chart, course: Course) -> tuple[dict[int, Session], dict[int, dict[str, int]]]:
    """Return the sessions by number, and the accepted markers and repair moves of each by name; one query."""
    accepted = Q(
        transcripts__current=True,
        transcripts__codes__status=Claim.Status.ACCEPTED,
        transcripts__codes__scheme__in=[Scheme.RUPTURE.value, Scheme.REPAIR.value],
    )
    rows = (
        chart.rows(Session, to=May.READ_SESSIONS)
        .filter(course=course)
        .annotate(marked=FilteredRelation("transcripts__codes", condition=accepted))
        .values("pk", "number", "at", "attendance", "marked__scheme", "marked__code")
        .annotate(n=Count("marked"))
        .order_by("at", "marked__scheme", "-n")
    )
    names = {slug: one.name for slug, one in (*RUPTURE_MARKERS.items(), *REPAIR_STRATEGIES.items())}
    sessions: dict[int, Session] = {}
    coded: dict[int, dict[str, int]] = {}
    for row in rows:
        number = row["number"]
        sessions.setdefault(
            number, Session(pk=row["pk"], number=number, at=row["at"], attendance=row["attendance"])
        )
        if row["marked__code"]:
            name = names.get(row["marked__code"], row["marked__code"].replace("_", " "))
            kind = "repair" if row["marked__scheme"] == Scheme.REPAIR.value else "marker"
            coded.setdefault(number, {})[f"{name} ({kind})"] = row["n"]
    return sessions, coded


def _moments(
    chart: Chart, found: Sequence[Written]
) -> tuple[dict[uuid.UUID, list[tuple[bool, Moment]]], Citations]:
    """Return what entries rest on, by entry, with the transcripts they stand in; one query."""
    by_row = {one.entry.pk: one.id for one in found}
    rows = (
        chart.rows(EntryMoment, to=May.READ_SESSIONS)
        .filter(entry__in=list(by_row))
        .select_related("transcript__session")
        .order_by("transcript__session__at", "turn", "start")
    )
    sided: dict[uuid.UUID, list[tuple[bool, Moment]]] = {}
    transcripts: dict[str, Transcript] = {}
    for row in rows:
        span = Span(row.start, row.stop) if row.start is not None and row.stop is not None else None
        moment = Moment(MomentKind.TURNS, str(row.transcript_id), row.turn, row.turn, span)
        sided.setdefault(by_row[row.entry_id], []).append((row.against, moment))
        transcripts[str(row.transcript_id)] = row.transcript
    cited = [moment for listed in sided.values() for _, moment in listed]
    return sided, Citations(chart, cited, transcripts)
