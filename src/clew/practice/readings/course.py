"""What the course picture shows, gathered from the record."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from django.db.models import Count, Q

from clew.practice.access import Chart
from clew.practice.models import (
    Administration,
    Alert,
    Claim,
    Code,
    Course,
    Formulation,
    LifeEvent,
    Medication,
    Note,
    Session,
)
from clew.practice.readings import scores
from clew.practice.readings.days import CourseDays
from clew.practice.roles import May
from clew.therapy import measures
from clew.therapy.charts.course_picture import (
    Bead,
    CourseData,
    Happening,
    Kept,
    Medicine,
    Point,
    Scale,
)
from clew.therapy.coding.codes import Scheme
from clew.therapy.course.expected import PROPORTIONAL
from clew.therapy.knowledge import INTERVENTIONS
from clew.therapy.knowledge.interventions import MINIMUM_CODED_TURNS

SYMPTOMS = "phq-9"
ALLIANCE = "alliance-check-in"

# How many accepted markers make the thread fray, and how many repair moves knot it.
# Defaults, not validated: a single marker is ordinary talk.
MARKERS_OF_A_RUPTURE = 6
MOVES_OF_A_REPAIR = 2


def course_data(
    chart: Chart, course: Course, *, today: date, window: tuple[date, date] | None = None
) -> CourseData:
    """Gather the course.

    Args:
        chart: the opened record.
        course: which course.
        today: the present day.
        window: the part to draw; the whole course unless told.
    """
    days = CourseDays(chart, course)
    beads = _beads(chart, course, days)
    readings = scores.series(chart) if chart.can(May.READ_MEASURES) else []
    readings = [reading for reading in readings if reading.administration.course_id == course.pk]
    symptoms = _symptoms(readings, days)
    ends = [days.of(today), *(b.day for b in beads), *(p.day for p in symptoms)]
    planned_end = days.of(course.planned_end) if course.planned_end else None
    if planned_end is not None:
        ends.append(planned_end)
    starts = [0, *(p.day for p in symptoms), *(b.day for b in beads)]
    first, last = min(starts) - 3, max(max(ends), min(starts) + 28) + 4
    # What lies far ahead must not squeeze what has been: the future takes at most a quarter of the width.
    last = min(last, max(days.of(today) + max(28, (days.of(today) - first) // 3), planned_end or 0))
    if window is not None:
        first, last = days.of(window[0]), days.of(window[1])
    form = measures.instrument(SYMPTOMS)
    bands = tuple((b.high or 27.0, b.label) for b in form.bands.bands) if form.bands else ()
    return CourseData(
        start=course.starts_on,
        first=first,
        last=last,
        today=days.of(today),
        scale=Scale(form.title, 0, 27, bands),
        symptoms=symptoms,
        expected=_expected(symptoms),
        expected_label=PROPORTIONAL.label,
        alliance_patient=_alliance(readings, days, Administration.Rater.PATIENT),
        alliance_clinician=_alliance(readings, days, Administration.Rater.CLINICIAN),
        beads=beads,
        happenings=_happenings(chart, course, days),
        medicines=_medicines(chart, course, days),
        planned_end=planned_end,
    )


def _symptoms(readings: list[scores.Reading], days: CourseDays) -> tuple[Point, ...]:
    points = []
    for reading in readings:
        row, total = reading.administration, reading.score.total
        if row.instrument != SYMPTOMS or row.rater != Administration.Rater.PATIENT or total is None:
            continue
        words = f"{reading.instrument.title} {total} ({reading.score.band}), {_day(row.at)}"
        points.append(Point(days.of(row.at), total.value, words, f"measure:{row.pk}"))
    return tuple(points)


def _day(when: date) -> str:
    return f"{when.day} {when:%B}"


def _expected(symptoms: tuple[Point, ...]) -> tuple[tuple[float, float], ...]:
    """Return the reference curve from the start on, where there is a score from then or before."""
    baseline = next((point for point in symptoms if point.day <= 0), None)
    return PROPORTIONAL.line(baseline.value) if baseline else ()


def _alliance(readings: list[scores.Reading], days: CourseDays, rater: str) -> tuple[Point, ...]:
    points = []
    for reading in readings:
        mean, row = scores.check_in_mean(reading.score), reading.administration
        if row.instrument == ALLIANCE and row.rater == rater and mean is not None:
            words = f"Alliance check-in by the {rater}: {mean:.1f} of 10, {_day(row.at)}"
            points.append(Point(days.of(row.at), mean, words, f"measure:{row.pk}"))
    return tuple(points)


def _beads(chart: Chart, course: Course, days: CourseDays) -> tuple[Bead, ...]:
    sessions = list(chart.rows(Session, to=May.SEE_COURSE).filter(course=course).order_by("at"))
    codes = _code_counts(chart, course) if chart.can(May.READ_SESSIONS) else {}
    notes = _first_lines(chart, course) if chart.can(May.READ_PROGRESS_NOTES) else {}
    beads, open_rupture = [], False
    for session in sessions:
        of_session = codes.get(session.pk, Counter())
        ruptured = of_session["rupture"] >= MARKERS_OF_A_RUPTURE
        repaired = open_rupture and not ruptured and of_session["repair"] >= MOVES_OF_A_REPAIR
        open_rupture = ruptured or (open_rupture and not repaired)
        beads.append(
            Bead(
                number=session.number,
                day=days.of(session.at),
                kept=_kept(session),
                ref=f"session:{session.pk}",
                lines=_lines(session, of_session, notes.get(session.pk, "")),
                mix=_mix(of_session),
                ruptured=ruptured,
                repaired=repaired,
            )
        )
    return tuple(beads)


def _kept(session: Session) -> Kept:
    if session.attendance == Session.Attendance.PLANNED:
        return Kept.PLANNED
    return Kept.HELD if session.held else Kept.MISSED


def _code_counts(chart: Chart, course: Course) -> dict[object, Counter[str]]:
    """Count accepted interventions by pole, and accepted rupture markers and repair moves, for each session."""
    rows = (
        chart.rows(Code, to=May.READ_SESSIONS)
        .filter(
            transcript__session__course=course,
            transcript__current=True,
            status=Claim.Status.ACCEPTED,
            scheme__in=[Scheme.INTERVENTION.value, Scheme.RUPTURE.value, Scheme.REPAIR.value],
        )
        .order_by()
        .values("transcript__session", "scheme", "code")
        .annotate(
            n=Count("pk"), turns=Count("turn", distinct=True, filter=Q(scheme=Scheme.INTERVENTION.value))
        )
    )
    counts: dict[object, Counter[str]] = {}
    for row in rows:
        counter = counts.setdefault(row["transcript__session"], Counter())
        if row["scheme"] == Scheme.INTERVENTION.value:
            known = INTERVENTIONS.get(row["code"])
            if known is not None and known.pole is not None:
                counter[known.pole.value] += row["n"]
                counter["coded"] += row["n"]
        else:
            counter[row["scheme"]] += row["n"]
    return counts


def _mix(counts: Counter[str]) -> tuple[int, int, int] | None:
    if counts["coded"] < MINIMUM_CODED_TURNS.value:
        return None
    return counts["support"], counts["middle"], counts["insight"]


def _first_lines(chart: Chart, course: Course) -> dict[object, str]:
    """Return the first sentence of each session's signed progress note."""
    notes = (
        chart.rows(Note, to=May.READ_PROGRESS_NOTES)
        .filter(course=course, kind=Note.Kind.PROGRESS, signed_at__isnull=False)
        .order_by("saved_at")
    )
    return {note.session_id: chart.text(note, "text").split(". ")[0].strip()[:110] for note in notes}


def _lines(session: Session, counts: Counter[str], note: str) -> tuple[str, ...]:
    kept = session.get_attendance_display()
    if session.late_minutes:
        kept += f" by {session.late_minutes} minutes"
    if session.notice_hours is not None:
        kept += f" with {session.notice_hours} hours' notice"
    lines = [kept + (", online" if session.online else "")]
    mix = _mix(counts)
    if mix:
        share = [round(100 * part / sum(mix)) for part in mix]
        lines.append(f"Support {share[0]} %, middle {share[1]} %, insight {share[2]} % of coded turns")
    if note:
        lines.append(note)
    return tuple(lines)


def _happenings(chart: Chart, course: Course, days: CourseDays) -> tuple[Happening, ...]:
    found = [
        Happening(days.of(event.on), event.kind, chart.text(event, "text"))
        for event in chart.rows(LifeEvent, to=May.SEE_COURSE).filter(course=course)
    ]
    if chart.can(May.READ_ALERTS):
        found += [
            Happening(
                days.of(alert.raised_at),
                "alert",
                f"{alert.get_level_display()}: {alert.rule} {alert.get_state_display()}.",
                f"alert:{alert.pk}",
            )
            for alert in chart.rows(Alert, to=May.READ_ALERTS).filter(course=course)
        ]
    if chart.can(May.READ_FORMULATION):
        found += [
            Happening(days.of(f.at), "formulation", f"Formulation, version {f.number}", f"formulation:{f.pk}")
            for f in chart.rows(Formulation, to=May.READ_FORMULATION).filter(course=course)
        ]
    return tuple(found)


def _medicines(chart: Chart, course: Course, days: CourseDays) -> tuple[Medicine, ...]:
    return tuple(
        Medicine(
            days.of(m.from_date),
            days.of(m.to_date) if m.to_date else None,
            f"{chart.text(m, 'name')} {chart.text(m, 'dose')}",
        )
        for m in chart.rows(Medication, to=May.SEE_COURSE).filter(course=course)
    )


def month(around: date) -> tuple[date, date]:
    """Return the window of five weeks around a day."""
    return around - timedelta(days=18), around + timedelta(days=17)
