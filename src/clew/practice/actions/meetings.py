"""Meetings of people who are treated together: planning one, who came, and the notes about it.

A meeting is one date and one length. Whether somebody came, and what was noted, stands in the session of each one's
own record and nowhere else.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from clew.practice.access import Chart
from clew.practice.actions import notes, plan
from clew.practice.actions.base import in_practice
from clew.practice.actions.together import all_taking_part, check_goes_on, expect, opener
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import Joint, JointSession, Note, Session

WHOLE, ALONE = "Together:", "Only in this record:"
"""What stands before the two parts of a note about a meeting."""


@dataclass(frozen=True, slots=True)
class Came:
    """What became of a meeting for one person."""

    attendance: str
    late_minutes: int | None = None
    notice_hours: int | None = None


def plan_meeting(
    *,
    charts: Sequence[Chart],
    joint: Joint,
    at: datetime,
    minutes: int | None = None,
    online: bool = False,
    key: str | None = None,
) -> JointSession:
    """Plan a meeting of all who take part now: one meeting, and a session in the record of each.

    Raises:
        PracticeError: the treatment is over.
        NotFound: somebody who takes part is not in the person's care.
        AlreadyDone: the same `key` was used before.
    """
    with in_practice(
        joint.practice,
        "meeting.plan",
        by=opener(charts),
        kind="joint",
        object=joint.pk,
        detail={"people": len(charts)},
        key=key,
    ) as event:
        check_goes_on(joint)
        there = all_taking_part(joint, charts)
        last = joint.meetings.aggregate(last=Max("number"))["last"] or 0
        meeting = JointSession.objects.create(
            joint=joint, number=last + 1, at=at, minutes=minutes or there[0][1].minutes, event=event
        )
        for chart, course in there:
            expect(chart, course, meeting, online=online)
    return meeting


def record_meeting(
    *, charts: Sequence[Chart], meeting: JointSession, came: Mapping[uuid.UUID, Came], key: str | None = None
) -> None:
    """Record who came, person by person; one may come alone.

    Args:
        charts: the opened records of those about whom something is said.
        meeting: the meeting.
        came: what became of it, by patient.
        key: idempotency key of the form that was sent.

    Raises:
        PracticeError: there is no such attendance, or nothing was said.
        NotFound: somebody was not expected there, or their record is not open.
        AlreadyDone: the same `key` was used before.
    """
    opened = {chart.patient.pk: chart for chart in charts}
    expected = {one.patient_id: one for one in meeting.sessions.all()}
    if not came:
        raise PracticeError("Say for at least one person what became of the meeting.")
    if not set(came) <= set(opened) & set(expected):
        raise NotFound
    with in_practice(
        meeting.joint.practice,
        "meeting.record",
        by=opener(charts),
        kind="meeting",
        object=meeting.pk,
        detail={"people": len(came)},
        key=key,
    ):
        for patient, told in came.items():
            plan.record_attendance(
                chart=opened[patient],
                session=expected[patient],
                attendance=told.attendance,
                late_minutes=told.late_minutes,
                notice_hours=told.notice_hours,
            )


def write_joint_note(
    *,
    charts: Sequence[Chart],
    meeting: JointSession,
    whole: str,
    apart: Mapping[uuid.UUID, str],
    sign: bool = False,
    at: datetime | None = None,
    key: str | None = None,
) -> list[Note]:
    """Write the progress notes of one meeting.

    Args:
        charts: the opened records of all who were there, and of whom else something is written.
        meeting: the meeting.
        whole: about the meeting as a whole. It becomes part of the record of each who was there, and each of them
            may ask to read it.
        apart: what belongs into one person's record alone, by patient.
        sign: sign the notes too; otherwise they stay drafts, to go on with in each record.
        at: when; the present unless told.
        key: idempotency key of the form that was sent.

    What is already in a draft stays, and the new words follow it.

    Raises:
        PracticeError: nothing was written, or nobody is known to have been there.
        NotFound: somebody was not expected there, or their record is not open.
        AlreadyDone: the same `key` was used before.
    """
    opened = {chart.patient.pk: chart for chart in charts}
    expected = {one.patient_id: one for one in meeting.sessions.all()}
    own = {patient: text.strip() for patient, text in apart.items() if text.strip()}
    whole = whole.strip()
    present = [patient for patient, session in expected.items() if session.held]
    if not whole and not own:
        raise PracticeError("The note is empty. Write about the meeting, or about one person.")
    if whole and not present:
        raise PracticeError("Say first who came: the note goes into the records of those who were there.")
    about = [patient for patient in expected if patient in own or (whole and patient in present)]
    if not set(own) <= set(expected) or not set(about) <= set(opened):
        raise NotFound
    with in_practice(
        meeting.joint.practice,
        "meeting.note",
        by=opener(charts),
        kind="meeting",
        object=meeting.pk,
        detail={"records": len(about), "apart": len(own)},
        key=key,
    ):
        return [
            _note(
                opened[patient],
                expected[patient],
                whole if patient in present else "",
                own.get(patient, ""),
                sign=sign,
                at=at,
            )
            for patient in about
        ]


def _note(chart: Chart, session: Session, whole: str, own: str, *, sign: bool, at: datetime | None) -> Note:
    """Write one record's own note about a meeting; what is in a draft already stays before it."""
    draft = Note.objects.filter(
        session=session, kind=Note.Kind.PROGRESS, author=chart.by, signed_at=None
    ).first()
    parts = [chart.text(draft, "text").strip()] if draft is not None else []
    parts += [f"{WHOLE} {whole}"] if whole else []
    parts += [f"{ALONE} {own}"] if own else []
    note = notes.save_draft(
        chart=chart,
        session=session,
        kind=Note.Kind.PROGRESS,
        text="\n\n".join(part for part in parts if part),
        at=at,
    )
    if sign:
        notes.sign(chart=chart, note=note, at=at)
    return note
