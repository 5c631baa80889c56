"""What lies around a session: the sheet before it and the sheet after it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.errors import NotFound
from clew.practice.models import (
    Administration,
    Alert,
    Claim,
    Code,
    Course,
    Entry,
    Episode,
    Note,
    Session,
    Transcript,
)
from clew.practice.readings import attendance, entries, journal, measures, scores
from clew.practice.readings.attendance import LastRisk, Worth
from clew.practice.readings.danger import with_danger
from clew.practice.readings.due import Due, named, of_treatment, open_entries
from clew.practice.readings.due import due as everything_due
from clew.practice.readings.entries import Written
from clew.practice.readings.frames import planned
from clew.practice.readings.headings import OPEN_THREADS, part_of
from clew.practice.readings.margin import UNSURE_BELOW
from clew.practice.roles import May
from clew.therapy.course.emphasis import Planned
from clew.therapy.measures.instruments.check_in import ALLIANCE_CHECK_IN
from clew.therapy.measures.words import score_words

AHEAD = timedelta(days=7)  # what is due within a week stands on the sheet when no session is planned


@dataclass(frozen=True, slots=True)
class Scored:
    """One score in words, and what it was before."""

    title: str
    rater: str
    words: str
    moved: str
    at: datetime
    administration: uuid.UUID


@dataclass(frozen=True, slots=True)
class Before:
    """All that the sheet before a session shows."""

    course: Course | None
    last: Session | None
    next: Session | None
    note: str
    log: Written | None
    alerts: Sequence[Alert]
    follow_ups: Sequence[Alert]
    risk: LastRisk | None
    since: Sequence[Scored]
    alliance: Sequence[Scored]
    due: Sequence[Due]
    worth: Sequence[Worth]
    plans: Sequence[Planned] = ()  # the emphasis that is planned first, then those before it
    assessed: Written | None = None  # the last assessment of a sign of danger
    unread: int = 0  # texts that the patient shares and nobody who treats has opened

    @property
    def left_open(self) -> str:
        """What the last note itself says under open threads; the outline of that session stands before it."""
        last = self.log is not None and self.last is not None and self.log.entry.session_id == self.last.pk
        return "" if last else part_of(self.note, OPEN_THREADS)


def before(chart: Chart, *, now: datetime) -> Before:
    """Gather the sheet before the next session. Five queries, six while a course has no session.

    A person who may not read notes, scores or alerts gets none of them.
    """
    sessions = _sessions(chart)
    course = _course(chart, sessions)
    sessions = [one for one in sessions if course is not None and one.course_id == course.pk]
    held = [one for one in sessions if one.held and one.at <= now]
    last = held[-1] if held else None
    ahead = [one for one in sessions if one.attendance == Session.Attendance.PLANNED and one.at > now]
    until = timezone.localdate(ahead[0].at) if ahead else timezone.localdate(now) + AHEAD
    if course is None:
        return Before(None, None, None, "", None, (), (), None, (), (), (), ())
    found, waiting = _entries(chart, course, until)
    in_use = measures.in_use(chart, course) if chart.can(May.READ_MEASURES) else []
    alerts = _alerts(chart, course, last)
    over = [one for one in sessions if one.attendance != Session.Attendance.PLANNED]
    return Before(
        course=course,
        last=last,
        next=ahead[0] if ahead else None,
        note=_note(chart, last),
        log=_last_log(found["session_log"]),
        alerts=[one for one in alerts if one.state != Alert.State.CLOSED],
        follow_ups=[one for one in alerts if one.state == Alert.State.CLOSED],
        risk=attendance.risk_in_last_score(in_use, today=timezone.localdate(now)) if in_use else None,
        since=_since(in_use, last),
        alliance=_alliance(in_use),
        due=_due(chart, course, found, waiting, until, held=len(held)),
        worth=[
            one
            for one in attendance.of_sessions(over, found, attendance.ruptured(in_use, found))
            if not one.past
        ],
        plans=planned(course, found["frame"])[::-1],
        assessed=max(found["danger_review"], key=lambda one: one.entry.at, default=None),
        unread=sessions[-1].unread if sessions else journal.unread(chart),  # type: ignore[attr-defined]
    )


def _course(chart: Chart, sessions: Sequence[Session]) -> Course | None:
    """Return the course that is read: that of the last session, unless somebody came back for another one since."""
    last = sessions[-1] if sessions else None
    if chart.earlier is None and last is not None and last.course_id == last.newest:  # type: ignore[attr-defined]
        return last.course
    return chart.course


def _sessions(chart: Chart) -> list[Session]:
    newest = Course.objects.filter(patient=OuterRef("patient")).order_by("-starts_on").values("pk")[:1]
    rows = with_danger(chart, chart.rows(Session, to=May.READ_SESSIONS)).select_related("course")
    rows = rows.annotate(newest=Subquery(newest), unread=journal.unread_beside(chart))
    return list(rows.order_by("course__starts_on", "course", "at"))


def _entries(chart: Chart, course: Course, until: date) -> tuple[dict[str, list[Written]], list[Written]]:
    """Return the entries about sessions and reviews by form, and those that somebody should come back to by a day."""
    rows = chart.rows(Entry, to=May.SEE_COURSE).filter(course=course, replaced_by=None, withdrawn=False)
    waits = Exists(open_entries(rows).filter(pk=OuterRef("pk"), due_on__lte=until))
    wanted = (*attendance.FORMS, *REVIEWS, "frame", "danger_review")
    found: dict[str, list[Written]] = {slug: [] for slug in wanted}
    waiting = []
    for row in (
        rows.annotate(waits=waits)
        .filter(Q(form__in=wanted) | Q(waits=True))
        .select_related("author", "session")
    ):
        written = entries.written(chart, row)
        if row.form in found:
            found[row.form].append(written)
        if row.waits:
            waiting.append(written)
    return found, waiting


REVIEWS = ("review", "ending")
"""The forms from which rules tell what is due next."""


def _due(
    chart: Chart,
    course: Course,
    found: Mapping[str, Sequence[Written]],
    waiting: Sequence[Written],
    until: date,
    *,
    held: int,
) -> list[Due]:
    """Return what is due by a day: what entries name, and what rules ask for while the course goes on."""
    if course.ended_on is not None:
        return [one for one in everything_due(chart, course, today=until) if one.late(until)]
    coming = [*named(waiting), *of_treatment(course, found, held=held)]
    return sorted((one for one in coming if one.late(until)), key=lambda one: (one.on or until, one.what))


def _last_log(logs: Sequence[Written]) -> Written | None:
    of_session = [one for one in logs if one.entry.session is not None]
    return max(of_session, key=lambda one: one.entry.session.at) if of_session else None  # type: ignore[union-attr]


def _note(chart: Chart, last: Session | None) -> str:
    """Return the last signed progress note of a session."""
    if last is None or not chart.can(May.READ_PROGRESS_NOTES):
        return ""
    row = (
        chart.rows(Note, to=May.READ_PROGRESS_NOTES)
        .filter(session=last, kind=Note.Kind.PROGRESS, signed_at__isnull=False)
        .order_by("-signed_at")
        .first()
    )
    return chart.text(row, "text") if row is not None else ""


def _alerts(chart: Chart, course: Course, last: Session | None) -> list[Alert]:
    """Return the alerts that are open, due first, and those of which somebody is to be asked again."""
    if not chart.can(May.READ_ALERTS):
        return []
    again = Q(follow_up_on__isnull=False)
    if last is not None:
        again &= Q(follow_up_on__gte=timezone.localdate(last.at))
    rows = chart.rows(Alert, to=May.READ_ALERTS).filter(course=course)
    return list(rows.filter(~Q(state=Alert.State.CLOSED) | again).select_related("owner").order_by("due_at"))


def _since(in_use: Sequence[measures.Series], last: Session | None) -> list[Scored]:
    """Return the last score of each questionnaire that was given on the day of the last session or since."""
    day = timezone.localdate(last.at) if last is not None else None
    return [
        _scored(one)
        for one in in_use
        if one.instrument.key != ALLIANCE_CHECK_IN.key
        and (day is None or timezone.localdate(one.latest.administration.at) >= day)
    ]


def _alliance(in_use: Sequence[measures.Series]) -> list[Scored]:
    return [_scored(one) for one in in_use if one.instrument.key == ALLIANCE_CHECK_IN.key]


def _scored(series: measures.Series) -> Scored:
    latest = series.latest
    return Scored(
        series.instrument.title,
        series.rater,
        score_words(series.instrument, latest.score),
        series.moved,
        latest.administration.at,
        latest.administration.pk,
    )


# -- After --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class After:
    """All that the sheet after a session shows. `note` is "signed", "draft" or empty."""

    session: Session
    transcript: bool
    codes: int
    note: str
    log: Written | None
    process: Sequence[Written]
    talks: Sequence[Written]
    check_in: dict[str, str]
    scores: Sequence[str]
    alert: Alert | None

    @property
    def absent(self) -> bool:
        """Whether the two did not meet."""
        return self.session.attendance in (Session.Attendance.CANCELLED, Session.Attendance.NO_SHOW)


def after(chart: Chart, session_id: uuid.UUID) -> After:
    """Gather the sheet after one session. Five queries.

    Raises:
        NotFound: it is not one of the patient's.
    """
    session: Session | None = (
        chart.rows(Session, to=May.READ_SESSIONS)
        .filter(pk=session_id)
        .annotate(
            has_transcript=Exists(Transcript.objects.filter(session=OuterRef("pk"), current=True)),
            codes=_waiting(chart.rows(Code, to=May.READ_SESSIONS)),
            episodes=_waiting(chart.rows(Episode, to=May.READ_SESSIONS)),
        )
        .first()
    )
    if session is None:
        raise NotFound
    written = _of_session(chart, session)
    given = _given(chart, session)
    return After(
        session=session,
        transcript=session.has_transcript,  # type: ignore[attr-defined]
        codes=(session.codes or 0) + (session.episodes or 0),  # type: ignore[attr-defined]
        note=_stands(chart, session),
        log=written["session_log"][-1] if written["session_log"] else None,
        process=written["process"],
        talks=[*written["absence_talk"], *written["contact_attempt"]],
        check_in={
            one.administration.rater: score_words(one.instrument, one.score)
            for one in given
            if one.instrument.key == ALLIANCE_CHECK_IN.key
        },
        scores=[
            f"{one.instrument.title} {score_words(one.instrument, one.score)}"
            for one in given
            if one.instrument.key != ALLIANCE_CHECK_IN.key
        ],
        alert=_open_alert(chart, session),
    )


def _waiting(rows: QuerySet[Claim]) -> Subquery:
    """Return how many proposals of a session wait in plain sight."""
    open_ones = rows.filter(
        transcript__session=OuterRef("pk"),
        transcript__current=True,
        status=Claim.Status.PROPOSED,
        confidence__gte=UNSURE_BELOW,
    )
    return Subquery(open_ones.order_by().values("transcript__session").annotate(n=Count("pk")).values("n"))


def _of_session(chart: Chart, session: Session) -> dict[str, list[Written]]:
    found: dict[str, list[Written]] = {slug: [] for slug in (*attendance.FORMS, "process")}
    rows = chart.rows(Entry, to=May.SEE_COURSE).filter(
        session=session, form__in=list(found), replaced_by=None, withdrawn=False
    )
    for row in rows.select_related("author", "session"):
        found[row.form].append(entries.written(chart, row))
    return found


def _given(chart: Chart, session: Session) -> list[scores.Reading]:
    """Return the questionnaires of a session."""
    if not chart.can(May.READ_MEASURES):
        return []
    rows = chart.rows(Administration, to=May.READ_MEASURES).filter(session=session, replaced_by=None)
    return [scores.read(row) for row in rows.order_by("at", "event")]


def _stands(chart: Chart, session: Session) -> str:
    if not chart.can(May.READ_PROGRESS_NOTES):
        return ""
    rows = chart.rows(Note, to=May.READ_PROGRESS_NOTES).filter(session=session, kind=Note.Kind.PROGRESS)
    signed = [row.signed_at is not None for row in rows.only("signed_at", "patient", "kind", "author")]
    return "signed" if any(signed) else "draft" if signed else ""


def _open_alert(chart: Chart, session: Session) -> Alert | None:
    if not chart.can(May.READ_ALERTS):
        return None
    rests = Q(transcript__session=session) | Q(administration__session=session)
    rows = chart.rows(Alert, to=May.READ_ALERTS).filter(rests).exclude(state=Alert.State.CLOSED)
    return rows.order_by("due_at").first()
