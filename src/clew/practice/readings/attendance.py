"""What became of the appointments of a course, and what in it is worth asking about."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.models import Course, Session
from clew.practice.readings import alliance as bond
from clew.practice.readings import entries, measures
from clew.practice.readings.danger import in_danger, with_danger
from clew.practice.readings.entries import Written
from clew.practice.roles import May
from clew.therapy.course.attendance import (
    LATE_MINUTES,
    LATE_WITHIN,
    NOTICE_HOURS,
    Answer,
    Appointment,
    Outcome,
    Prompt,
    last_risk,
)
from clew.therapy.course.attendance import prompts as rules
from clew.therapy.course.rule import Reason
from clew.therapy.measures import alliance

FORMS = ("session_log", "absence_talk", "contact_attempt", *bond.FORMS)
"""The forms that tell about sessions and absences, and of ruptures."""


@dataclass(frozen=True, slots=True)
class Worth:
    """Something about attendance that is worth asking about.

    `session` is the appointment at which it arose; `taken_up` what was written about it since, if anything; `past`
    says that it lies `LATE_WITHIN` appointments back, or that the two met since, where contact was to be sought.
    """

    prompt: Prompt
    session: Session
    taken_up: Written | None
    past: bool

    @property
    def seeks_contact(self) -> bool:
        """Whether the person is to be reached."""
        return self.prompt.answer is Answer.CONTACT

    @property
    def open(self) -> bool:
        """Whether it still waits for somebody to ask."""
        return self.taken_up is None and not self.past


def worth_asking(chart: Chart, course: Course, sessions: Sequence[Session] | None = None) -> list[Worth]:
    """Apply the rules of attendance to a course, the latest first. Three queries at most, one where nobody was missed.

    Scores and what was written about absences count only for who may read them. `sessions` are the patient's, where
    they were read already, as `danger.with_danger` reads them.
    """
    read = _sessions(chart, course) if sessions is None else [s for s in sessions if s.course_id == course.pk]
    read = sorted(read, key=lambda one: one.at)
    over = [one for one in read if one.attendance != Session.Attendance.PLANNED]
    if not any(map(may_raise, over)):
        return []
    missed = any(one.attendance == Session.Attendance.NO_SHOW for one in over)
    in_use = measures.in_use(chart, course) if missed and chart.can(May.READ_MEASURES) else []
    found = entries.current(chart, course, *FORMS)
    return of_sessions(over, found, ruptured(in_use, found))


def may_raise(session: Session) -> bool:
    """Whether an appointment could be one at which a rule of attendance says something."""
    if session.attendance == Session.Attendance.LATE:
        return (session.late_minutes or 0) > LATE_MINUTES.value
    if session.attendance == Session.Attendance.CANCELLED:
        return session.notice_hours is not None and session.notice_hours < NOTICE_HOURS.value
    return session.attendance == Session.Attendance.NO_SHOW


def _sessions(chart: Chart, course: Course) -> list[Session]:
    return list(with_danger(chart, chart.rows(Session, to=May.SEE_COURSE)).filter(course=course))


def of_sessions(
    over: Sequence[Session],
    found: Mapping[str, Sequence[Written]],
    flagged: set[int],
) -> list[Worth]:
    """The same from what was read already: sessions in the order of time, entries by form, flagged session numbers."""
    sessions = {str(one.pk): one for one in over}
    talks, logs = found.get("absence_talk", ()), found.get("session_log", ())
    explained = {one.entry.session_id for one in talks if one.get("practical") == "explains"}
    difficult = {one.entry.session_id for one in logs if one.get("difficult") == "yes"}
    appointments = [
        Appointment(
            ref=str(one.pk),
            number=one.number,
            outcome=Outcome(one.attendance),
            late_minutes=one.late_minutes if one.attendance == Session.Attendance.LATE else None,
            notice_hours=one.notice_hours if one.attendance == Session.Attendance.CANCELLED else None,
            explained=one.pk in explained,
            ruptured=one.number in flagged,
            difficult=one.pk in difficult,
            in_danger=in_danger(one),
        )
        for one in over
    ]
    recent = {str(one.pk) for one in over[-int(LATE_WITHIN.value) :]}
    last_held = max((one.at for one in over if one.held), default=None)
    worth = []
    for prompt in reversed(rules(appointments)):
        session = sessions[prompt.at]
        seeks = prompt.answer is Answer.CONTACT
        about = found.get("contact_attempt", ()) if seeks else talks
        met_since = last_held is not None and last_held > session.at
        past = met_since if seeks else prompt.at not in recent
        worth.append(Worth(prompt, session, _taken_up(about, session, prompt), past))
    return worth


def _taken_up(about: Sequence[Written], session: Session, prompt: Prompt) -> Written | None:
    """Return the latest that was written about this appointment, or, without naming one, on its day or later."""
    return next(
        (
            one
            for one in reversed(about)
            if (
                one.entry.session_id == session.pk
                or (one.entry.session_id is None and one.entry.on >= timezone.localdate(session.at))
            )
        ),
        None,
    )


def ruptured(in_use: Sequence[measures.Series], found: Mapping[str, Sequence[Written]]) -> set[int]:
    """Return the numbers of the sessions with a flag of the alliance, or with a rupture that the clinician wrote down."""
    told = {slug: found.get(slug, ()) for slug in bond.FORMS}
    flagged = {
        one.flag.session
        for series in bond.rated(in_use, told)
        for one in series.flags
        if one.flag.rule in RUPTURES
    }
    return flagged | {one.entry.session.number for one in told["rupture"] if one.entry.session is not None}


RUPTURES = frozenset({*bond.MENDABLE, alliance.Rule.LOW})
"""The rules of the alliance whose flags speak of a rupture: R1 to R5."""


@dataclass(frozen=True, slots=True)
class LastRisk:
    """What the last answers about thoughts of death say, with the questionnaire if there is one."""

    reason: Reason
    administration: uuid.UUID | None


def risk_in_last_score(in_use: Sequence[measures.Series], *, today: date) -> LastRisk:
    """Look at the last questionnaire that asks about thoughts of death."""
    asking = [
        (one.administration, one.score.risk, series.days)
        for series in in_use
        if series.instrument.risk is not None
        for one in series.readings
    ]
    if not asking:
        return LastRisk(last_risk(None, None), None)
    row, risk, days = max(asking, key=lambda one: one[0].at)
    ago = (today - days.date_of(row.at)).days
    return LastRisk(last_risk(risk, max(0, ago)), row.pk)
