"""What the course page shows, gathered from the record: the picture, the goals, open alerts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, OuterRef, Q, Subquery

from clew.practice.access import Chart
from clew.practice.models import (
    Administration,
    Alert,
    Claim,
    Course,
    Medication,
    Note,
    Session,
)
from clew.practice.readings import alliance, entries, measures, milestones, own_curve, plan, scores, versions
from clew.practice.readings.alliance import Story
from clew.practice.readings.dated import dated
from clew.practice.readings.days import CourseDays
from clew.practice.readings.frames import agreements
from clew.practice.roles import May
from clew.therapy import measures as instruments
from clew.therapy.charts.course_picture import (
    Bead,
    Checked,
    CourseData,
    Happening,
    Kept,
    Medicine,
    Point,
    Scale,
    Stretch,
)
from clew.therapy.coding.codes import Scheme
from clew.therapy.course.expected import PROPORTIONAL
from clew.therapy.course.own_curve import OwnCurve
from clew.therapy.course.rupture import Strand, Told, thread
from clew.therapy.knowledge import INTERVENTIONS
from clew.therapy.knowledge.interventions import MINIMUM_CODED_TURNS, Pole

SYMPTOMS = "phq-9"
ALLIANCE = "alliance-check-in"

# From how many accepted markers on a session is said to have signs of a possible rupture. Default, not validated: a
# single marker is ordinary talk, and however many there are, they decide nothing.
MARKERS_OF_A_POSSIBLE_RUPTURE = 6

# After an end the axis bends where what follows is longer than this share of the treatment.
LONG_AFTER = 0.6

_PLANNED = ("goal", "happening", "absence_break", "frame")


@dataclass(frozen=True, slots=True)
class CoursePage:
    """All that the course page needs from the record."""

    data: CourseData
    goals: Sequence[plan.Wanted]
    alerts: Sequence[Alert]
    ruptures: Sequence[Story]


def course_page(
    chart: Chart, course: Course, *, today: date, window: tuple[date, date] | None = None
) -> CoursePage:
    """Gather the course; six queries, however long it is.

    Args:
        chart: the opened record.
        course: which course.
        today: the present day.
        window: the part to draw; the whole course unless told.
    """
    days = CourseDays(chart, course)
    found = entries.current(
        chart,
        course,
        *alliance.FORMS,
        *_PLANNED,
        *milestones.READ,
        with_withdrawn=True,
        every_version_of=(versions.SLUG,),
    )
    in_use = _in_use(chart, course, days)
    told = {form: plan.standing(listed) for form, listed in found.items()}
    stories = alliance.ruptures(alliance.rated(in_use, told), told) if chart.can(May.READ_SESSIONS) else []
    rows = dated(chart, course)
    goals, happened = plan.from_rows(chart, course, found, goals=rows.goals, events=rows.events)
    alerts = (
        list(chart.rows(Alert, to=May.READ_ALERTS).select_related("owner"))
        if chart.can(May.READ_ALERTS)
        else []
    )
    own = [
        Happening(days.of(one.on), one.kind, one.words, f"entry:{one.id}" if one.entry else "")
        for one in happened
    ]
    own += [
        Happening(days.of(one.written.entry.on), "frame", one.words, f"entry:{one.written.id}")
        for one in agreements(plan.standing(found["frame"]))
        if one.words
    ]
    data = _data(
        course,
        days,
        today=today,
        window=window,
        beads=_beads(chart, course, days, stories),
        in_use=in_use,
        own=known.curve if (known := own_curve.remembered(chart.patient.practice)) else None,
        happenings=(
            *own,
            *_alerts(course, days, alerts),
            *milestones.happenings(told, days),
            *milestones.formulations(chart, course, found[versions.SLUG], days),
        ),
        phases=milestones.stretches(course, told, days, today=today),
        check_ins=milestones.check_ins(course, told, in_use, days, today=today),
        medicines=_medicines(chart, days, rows.medicines),
    )
    return CoursePage(data, goals, [one for one in alerts if one.state != Alert.State.CLOSED], stories)


def _in_use(chart: Chart, course: Course, days: CourseDays) -> list[measures.Series]:
    if not chart.can(May.READ_MEASURES):
        return []
    return measures.grouped(scores.series(chart), course, days)


def _data(
    course: Course,
    days: CourseDays,
    *,
    today: date,
    window: tuple[date, date] | None,
    beads: tuple[Bead, ...],
    in_use: Sequence[measures.Series],
    own: OwnCurve | None,
    happenings: tuple[Happening, ...],
    medicines: tuple[Medicine, ...],
    phases: tuple[Stretch, ...],
    check_ins: tuple[Checked, ...],
) -> CourseData:
    """Lay what was gathered on the days of the course."""
    symptoms = _symptoms(in_use)
    ends = [days.of(today), *(b.day for b in beads), *(p.day for p in symptoms)]
    planned_end = days.of(course.planned_end) if course.planned_end else None
    if planned_end is not None and course.ended_on is None:
        ends.append(planned_end)
    starts = [0, *(p.day for p in symptoms), *(b.day for b in beads)]
    first, last = min(starts) - 3, max(max(ends), min(starts) + 28) + 4
    # What lies far ahead must not squeeze what has been: the future takes at most a quarter of the width.
    last = min(last, max(days.of(today) + max(28, (days.of(today) - first) // 3), planned_end or 0))
    ended = days.of(course.ended_on) if course.ended_on else None
    bend = None
    if window is not None:
        first, last = days.of(window[0]), days.of(window[1])
    elif ended is not None:
        # The years after the end stand closer together than the weeks before it.
        last = max(last, *(one.day + 45 for one in check_ins), days.of(today) + 4)
        bend = ended if last - ended > LONG_AFTER * (ended - first) and ended > max(first, 0) else None
    form = instruments.instrument(SYMPTOMS)
    bands = tuple((b.high or 27.0, b.label) for b in form.bands.bands) if form.bands else ()
    return CourseData(
        start=course.starts_on,
        first=first,
        last=last,
        today=days.of(today),
        scale=Scale(form.title, 0, 27, bands),
        symptoms=symptoms,
        expected=_expected(symptoms, beads, own),
        expected_label=own.label if own else PROPORTIONAL.label,
        alliance_patient=_alliance(in_use, Administration.Rater.PATIENT),
        alliance_clinician=_alliance(in_use, Administration.Rater.CLINICIAN),
        beads=beads,
        happenings=happenings,
        medicines=medicines,
        planned_end=planned_end,
        ended=ended,
        bend=bend,
        phases=phases,
        check_ins=check_ins,
    )


def _symptoms(in_use: Sequence[measures.Series]) -> tuple[Point, ...]:
    points = []
    for series in in_use:
        if series.instrument.key != SYMPTOMS or series.rater != Administration.Rater.PATIENT:
            continue
        for reading in series.readings:
            row, total = reading.administration, reading.score.total
            if total is not None:
                words = f"{reading.instrument.title} {total} ({reading.score.band}), {_day(row.at)}"
                points.append(Point(series.days.of(row.at), total.value, words, f"measure:{row.pk}"))
    return tuple(points)


def _day(when: date) -> str:
    return f"{when.day} {when:%B}"


def _expected(
    symptoms: tuple[Point, ...], beads: tuple[Bead, ...], own: OwnCurve | None
) -> tuple[tuple[float, float], ...]:
    """Return the practice's own curve, or else the reference, where there is a score from the start or before."""
    baseline = next((point for point in symptoms if point.day <= 0), None)
    if baseline is None:
        return ()
    if own is None:
        return PROPORTIONAL.line(baseline.value)
    return measures.own_line(own, baseline.value, {b.number: b.day for b in beads if b.kept is Kept.HELD})


def _alliance(in_use: Sequence[measures.Series], rater: str) -> tuple[Point, ...]:
    points = []
    for series in in_use:
        if series.instrument.key != ALLIANCE or series.rater != rater:
            continue
        for reading in series.readings:
            mean, row = scores.check_in_mean(reading.score), reading.administration
            if mean is not None:
                words = f"Alliance check-in by the {rater}: {mean:.1f} of 10, {_day(row.at)}"
                points.append(Point(series.days.of(row.at), mean, words, f"measure:{row.pk}"))
    return tuple(points)


def _beads(chart: Chart, course: Course, days: CourseDays, stories: Sequence[Story]) -> tuple[Bead, ...]:
    rows = chart.rows(Session, to=May.SEE_COURSE).filter(course=course)
    if chart.can(May.READ_SESSIONS):
        rows = rows.annotate(**_counts())
    if chart.can(May.READ_PROGRESS_NOTES):
        rows = rows.annotate(**_signed_notes(chart))
    sessions = list(rows.order_by("at"))
    strands = thread(story.rupture for story in stories)
    told = _told(stories)
    beads = []
    for session in sessions:
        strand = strands.get(session.number, Strand())
        said = told.get(session.number, [])
        markers = getattr(session, "rupture", 0)
        possible = markers >= MARKERS_OF_A_POSSIBLE_RUPTURE and not said
        if possible:
            said = [f"{markers} markers of a rupture accepted in the coding: possible, nobody has said so"]
        beads.append(
            Bead(
                number=session.number,
                day=days.of(session.at),
                kept=_kept(session),
                ref=f"session:{session.pk}",
                lines=_lines(session, _first_line(chart, session), said),
                mix=_mix(session),
                ruptured=strand.frays,
                repaired=strand.knotted,
                possible=possible,
            )
        )
    return tuple(beads)


def _told(stories: Sequence[Story]) -> dict[int, list[str]]:
    """Return what is said of ruptures at each session, by its number."""
    found: dict[int, list[str]] = {}
    for story in stories:
        rupture = story.rupture
        if rupture.session is None:
            continue
        what = "Rupture" if rupture.told is Told.CLINICIAN else "Tension"
        found.setdefault(rupture.session, []).append(f"{what} {rupture.told.value}: {rupture.state.value}")
        if rupture.repaired_in is not None:
            said = f"Repaired: what was noted in session {rupture.session}"
            found.setdefault(rupture.repaired_in, []).append(said)
    return found


def _kept(session: Session) -> Kept:
    if session.attendance == Session.Attendance.PLANNED:
        return Kept.PLANNED
    return Kept.HELD if session.held else Kept.MISSED


def _counts() -> dict[str, Count]:
    """Count accepted interventions by pole, and accepted rupture markers, beside each session."""
    accepted = Q(transcripts__current=True, transcripts__codes__status=Claim.Status.ACCEPTED)
    counts = {
        pole.value: accepted
        & Q(
            transcripts__codes__scheme=Scheme.INTERVENTION.value,
            transcripts__codes__code__in=[slug for slug, one in INTERVENTIONS.items() if one.pole is pole],
        )
        for pole in Pole
    }
    counts["rupture"] = accepted & Q(transcripts__codes__scheme=Scheme.RUPTURE.value)
    return {name: Count("transcripts__codes", filter=wanted) for name, wanted in counts.items()}


def _mix(session: Session) -> tuple[int, int, int] | None:
    support, middle, insight = (getattr(session, pole, 0) for pole in ("support", "middle", "insight"))
    if support + middle + insight < MINIMUM_CODED_TURNS.value:
        return None
    return support, middle, insight


def _signed_notes(chart: Chart) -> dict[str, Subquery]:
    """Put each session's last signed progress note beside it, sealed as it is."""
    notes = (
        chart.rows(Note, to=May.READ_PROGRESS_NOTES)
        .filter(session=OuterRef("pk"), kind=Note.Kind.PROGRESS, signed_at__isnull=False)
        .order_by("-saved_at")
    )
    return {"note_id": Subquery(notes.values("pk")[:1]), "note_text": Subquery(notes.values("text")[:1])}


def _first_line(chart: Chart, session: Session) -> str:
    """Return the first sentence of the progress note beside a session."""
    pk, sealed = getattr(session, "note_id", None), getattr(session, "note_text", None)
    if pk is None or not sealed:
        return ""
    note = Note(pk=pk, patient=chart.patient, kind=Note.Kind.PROGRESS, text=sealed)
    return chart.text(note, "text").split(". ")[0].strip()[:110]


def _lines(session: Session, note: str, ruptures: Sequence[str]) -> tuple[str, ...]:
    kept = session.get_attendance_display()
    if session.late_minutes:
        kept += f" by {session.late_minutes} minutes"
    if session.notice_hours is not None:
        kept += f" with {session.notice_hours} hours' notice"
    lines = [kept + (", online" if session.online else ""), *ruptures]
    mix = _mix(session)
    if mix:
        share = [round(100 * part / sum(mix)) for part in mix]
        lines.append(f"Support {share[0]} %, middle {share[1]} %, insight {share[2]} % of coded turns")
    if note:
        lines.append(note)
    return tuple(lines)


def _alerts(course: Course, days: CourseDays, alerts: Sequence[Alert]) -> tuple[Happening, ...]:
    return tuple(
        Happening(
            days.of(alert.raised_at),
            "alert",
            f"{alert.get_level_display()}: {alert.rule} {alert.get_state_display()}.",
            f"alert:{alert.pk}",
        )
        for alert in alerts
        if alert.course_id == course.pk
    )


def _medicines(chart: Chart, days: CourseDays, rows: Sequence[Medication]) -> tuple[Medicine, ...]:
    return tuple(
        Medicine(
            days.of(m.from_date),
            days.of(m.to_date) if m.to_date else None,
            f"{chart.text(m, 'name')} {chart.text(m, 'dose')}",
        )
        for m in rows
    )


def month(around: date) -> tuple[date, date]:
    """Return the window of five weeks around a day."""
    return around - timedelta(days=18), around + timedelta(days=17)
