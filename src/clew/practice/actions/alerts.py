"""Alerts: raised with an owner and a deadline, acknowledged, assessed, passed on when nobody answers."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from clew.practice import notices
from clew.practice.access import Chart
from clew.practice.actions.base import on_record
from clew.practice.contacts import hours_of
from clew.practice.deputies import away
from clew.practice.errors import PracticeError
from clew.practice.models import (
    Administration,
    Alert,
    AlertStep,
    Answering,
    AuditEvent,
    CareTeamMember,
    Course,
    Membership,
    Session,
    Transcript,
    User,
)
from clew.practice.roles import May, RoleName
from clew.therapy.coding.codes import Flag
from clew.therapy.safety.actions import chosen
from clew.therapy.safety.levels import Level, deadline


def owner_of(chart: Chart) -> User:
    """Return who answers a patient's alerts: the clinician longest on the care team, who is the responsible one.

    While that clinician is away, the deputy does; where that one can no longer, the next clinician of the team; and
    where there is none, the responsible one all the same, so that an alert always has an owner.

    Raises:
        PracticeError: nobody treats the patient, so nobody would see an alert.
    """
    line = _line(chart, RoleName.CLINICIAN)
    if not line:
        raise PracticeError(
            "No clinician is on this patient's care team, so nobody would see an alert. Add one."
        )
    return line[0]


def _line(chart: Chart, *relations: RoleName) -> list[User]:
    """Return who answers, the first first: longest on the team, a deputy in the place of who is away today.

    Who is away without a deputy that can answer comes last.
    """
    members = _on_duty(chart, *relations).order_by("relation", "pk")
    absent = away(chart.patient.practice)
    present: list[User] = []
    last: list[User] = []
    for member in members:
        if member.user_id not in absent:
            present.append(member.user)
        elif deputy := absent[member.user_id]:
            present.append(deputy)
        else:
            last.append(member.user)
    return list(dict.fromkeys(present + last))


def _on_duty(chart: Chart, *relations: RoleName) -> QuerySet[CareTeamMember]:
    """Return the care team in some relations: only those who hold the role still and so can open the record."""
    return CareTeamMember.objects.filter(
        Exists(
            Membership.objects.filter(
                user=OuterRef("user"),
                role=OuterRef("relation"),
                practice=chart.patient.practice_id,
                ended_at=None,
            )
        ),
        patient=chart.patient,
        relation__in=[relation.value for relation in relations],
        ended_at=None,
        user__is_active=True,
    ).select_related("user")


def _due(chart: Chart, level: str, at: datetime) -> datetime:
    due = deadline(Level(level), at, hours_of(chart.patient.practice))
    if due is None:
        raise PracticeError("An alert has the level low, moderate or high.")
    return due


def _raise(
    chart: Chart,
    event: AuditEvent,
    *,
    course: Course,
    level: str,
    source: str,
    rule: str,
    at: datetime,
    administration: Administration | None = None,
    answering: Answering | None = None,
    item: int | None = None,
    transcript: Transcript | None = None,
    turn: int | None = None,
    text: str = "",
) -> Alert:
    alert = Alert.objects.create(
        patient=chart.patient,
        event=event,
        course=course,
        level=level,
        source=source,
        rule=rule,
        administration=administration,
        answering=answering,
        item=item,
        transcript=transcript,
        turn=turn,
        owner=owner_of(chart),
        raised_at=at,
        due_at=_due(chart, level, at),
    )
    _step(chart, event, alert, AlertStep.Kind.RAISED, at=at, text=text)
    _notify(chart, alert, "alert")
    return alert


def _notify(chart: Chart, alert: Alert, kind: str) -> None:
    """Ask, in the same transaction, that the one who is to answer is told by e-mail; once for each deadline."""
    notices.put(
        kind=kind,
        to=alert.owner,
        practice=chart.patient.practice,
        patient=chart.patient,
        alert=alert,
        key=f"alert:{alert.pk}:{alert.due_at.isoformat()}",
    )


def _step(
    chart: Chart,
    event: AuditEvent,
    alert: Alert,
    kind: AlertStep.Kind,
    *,
    at: datetime,
    text: str = "",
    disposition: str = "",
    level: str | None = None,
    id: uuid.UUID | None = None,  # noqa: A002
) -> AlertStep:
    step = AlertStep(
        pk=id or uuid.uuid4(),
        patient=chart.patient,
        event=event,
        alert=alert,
        kind=kind,
        by=chart.by,
        at=at,
        level=level or alert.level,
    )
    step.seal(chart.cipher, text=text, disposition=disposition)
    step.save(force_insert=True)
    return step


def raise_for_language(
    *,
    chart: Chart,
    session: Session,
    transcript: Transcript,
    flags: Sequence[Flag],
    event: AuditEvent,
    now: datetime,
) -> Alert | None:
    """Raise one alert, at the highest level found, when a transcript has risk language. Part of an import."""
    risks = [flag for flag in flags if flag.kind == "risk"]
    if not risks:
        return None
    worst = max(risks, key=lambda flag: Level(flag.level))
    return _raise(
        chart,
        event,
        course=session.course,
        level=worst.level,
        source="session",
        rule=worst.words[:120],
        at=now,
        transcript=transcript,
        turn=worst.turns[0],
    )


def raise_for_answer(
    *,
    chart: Chart,
    item: int,
    level: str,
    rule: str,
    event: AuditEvent,
    now: datetime,
    administration: Administration | None = None,
    answering: Answering | None = None,
    course: Course | None = None,
) -> Alert:
    """Raise an alert for an answer. Part of the action that stores the answer.

    The answer stands in a finished questionnaire (`administration`), or in one that the patient is still filling in
    (`answering`): danger does not wait until the last question.
    """
    rests_on = administration or answering
    if rests_on is None:
        raise ValueError("an alert for an answer names where the answer stands")
    return _raise(
        chart,
        event,
        course=course or rests_on.course,
        level=level,
        source="answer",
        rule=rule[:120],
        at=now,
        administration=administration,
        answering=answering,
        item=item,
    )


def raise_for_turn(
    *,
    chart: Chart,
    transcript: Transcript,
    turn: int,
    level: str,
    rule: str,
    now: datetime | None = None,
) -> Alert:
    """Raise an alert for something said, that a person heard and the coder did not."""
    if level not in Alert.Level.values:
        raise PracticeError("Choose low, moderate or high.")
    chart.require(May.READ_SESSIONS)
    if not 0 <= turn < transcript.turn_count:
        raise PracticeError("There is no such turn in this session.")
    with on_record(
        chart,
        "alert.raise",
        to=May.RAISE_ALERT,
        of=(transcript,),
        kind="transcript",
        object=transcript.pk,
        detail={"level": level},
    ) as event:
        return _raise(
            chart,
            event,
            course=transcript.session.course,
            level=level,
            source="session",
            rule=rule[:120],
            at=now or timezone.now(),
            transcript=transcript,
            turn=turn,
        )


_ASKED = {
    "person": "A person asked for somebody to look.",
    "help": "The patient asked for help now.",
}


def raise_alert(
    *, chart: Chart, course: Course, level: str, text: str, source: str = "person", key: str | None = None
) -> Alert:
    """Raise an alert because a person is worried, or because the patient asked for help now."""
    if level not in Alert.Level.values:
        raise PracticeError("Choose low, moderate or high.")
    with on_record(
        chart, "alert.raise", to=May.RAISE_ALERT, of=(course,), kind="alert", detail={"level": level}, key=key
    ) as event:
        return _raise(
            chart,
            event,
            course=course,
            level=level,
            source=source,
            rule=_ASKED[source],
            at=timezone.now(),
            text=text,
        )


def acknowledge(*, chart: Chart, alert: Alert, now: datetime | None = None) -> None:
    """Say that one is looking at it. Asking twice is the same as asking once."""
    with on_record(
        chart, "alert.acknowledge", to=May.HANDLE_ALERTS, of=(alert,), kind="alert", object=alert.pk
    ) as event:
        if alert.state == Alert.State.OPEN:
            alert.state = Alert.State.ACKNOWLEDGED
            alert.save(update_fields=["state"])
            _step(chart, event, alert, AlertStep.Kind.ACKNOWLEDGED, at=now or timezone.now())


def see(*, chart: Chart, alert: Alert, now: datetime | None = None) -> None:
    """Write down, once, that the one who is asked to answer has opened the alert. Opened is not acknowledged."""
    chart.require(May.HANDLE_ALERTS)
    if alert.owner != chart.by or seen_by(alert, alert.owner):
        return
    with on_record(
        chart, "alert.see", to=May.HANDLE_ALERTS, of=(alert,), kind="alert", object=alert.pk
    ) as event:
        if not seen_by(alert, alert.owner):
            _step(chart, event, alert, AlertStep.Kind.SEEN, at=now or timezone.now())


def seen_by(alert: Alert, user: User) -> bool:
    """Whether somebody was the owner of an alert when they opened it."""
    return alert.steps.filter(kind=AlertStep.Kind.SEEN, by=user).exists()


def tick(
    *,
    chart: Chart,
    alert: Alert,
    steps: Sequence[str],
    text: str = "",
    now: datetime | None = None,
    key: str | None = None,
) -> None:
    """Write down which of the steps that the level asks for were done: slugs of `therapy.safety.actions`.

    Each becomes a step of its own; its slug stands where other steps have what was agreed. It is no assessment, and
    the alert stays as it is.

    Raises:
        TherapyError: one of them is no step of this level, or none is ticked.
        AlreadyDone: the same `key` was used before.
    """
    done = chosen(list(steps), Level(alert.level))
    with on_record(
        chart,
        "alert.tick",
        to=May.HANDLE_ALERTS,
        of=(alert,),
        kind="alert",
        object=alert.pk,
        detail={"steps": len(done)},
        key=key,
    ) as event:
        at = now or timezone.now()
        for one in done:
            _step(chart, event, alert, AlertStep.Kind.DONE, at=at, text=text, disposition=one.slug)


def contact(
    *,
    chart: Chart,
    alert: Alert,
    text: str,
    now: datetime | None = None,
    id: uuid.UUID | None = None,  # noqa: A002
) -> None:
    """Write down an attempt to reach the patient, in words. `id` is that of the step."""
    with on_record(
        chart, "alert.contact", to=May.HANDLE_ALERTS, of=(alert,), kind="alert", object=alert.pk
    ) as event:
        _step(chart, event, alert, AlertStep.Kind.CONTACT, at=now or timezone.now(), text=text, id=id)


def assess(
    *,
    chart: Chart,
    alert: Alert,
    assessment: str,
    disposition: str,
    level: str | None = None,
    follow_up_on: date | None = None,
    now: datetime | None = None,
    id: uuid.UUID | None = None,  # noqa: A002
) -> None:
    """Write the clinician's own assessment and what was agreed, and close the alert. `id` is that of the step.

    `level` is how it was judged on asking: it stands until somebody judges again, and the step keeps it. It may be
    `none`, while the alert keeps the level that it was raised with or set to; that of the alert unless told.

    Raises:
        PracticeError: one of the two texts is missing. A form score is no assessment.
    """
    if not assessment.strip() or not disposition.strip():
        raise PracticeError(
            "Write your assessment and what was agreed. The alert stays open until both are there."
        )
    with on_record(
        chart, "alert.assess", to=May.HANDLE_ALERTS, of=(alert,), kind="alert", object=alert.pk
    ) as event:
        alert.state = Alert.State.CLOSED
        alert.follow_up_on = follow_up_on
        alert.save(update_fields=["state", "follow_up_on"])
        _step(
            chart,
            event,
            alert,
            AlertStep.Kind.ASSESSED,
            at=now or timezone.now(),
            text=assessment,
            disposition=disposition,
            level=level,
            id=id,
        )


def override(*, chart: Chart, alert: Alert, level: str, reason: str, now: datetime | None = None) -> None:
    """Set another level, up or down, with a reason. Only a person does this; the first level stays in the steps."""
    if level not in Alert.Level.values:
        raise PracticeError("Choose low, moderate or high.")
    if not reason.strip():
        raise PracticeError("Say why you change the level.")
    with on_record(
        chart,
        "alert.override",
        to=May.HANDLE_ALERTS,
        of=(alert,),
        kind="alert",
        object=alert.pk,
        detail={"from": alert.level, "to": level},
    ) as event:
        alert.level = level
        # A deadline is never moved later by lowering a level: whoever was promised an answer still gets it.
        alert.due_at = min(alert.due_at, _due(chart, level, alert.raised_at))
        alert.save(update_fields=["level", "due_at"])
        _step(chart, event, alert, AlertStep.Kind.OVERRIDDEN, at=now or timezone.now(), text=reason)


def escalate(*, chart: Chart, alert: Alert) -> User | None:
    """Pass an overdue alert on to the next person of the care team who may handle it. Return that person.

    The clinicians come first, then the prescribers, each longest on the team first and a deputy in the place of who
    is away, and after the last the first again. When there is nobody else the owner stays and the step is logged all the same.

    Raises:
        PracticeError: somebody answered meanwhile, or it was passed on already.
    """
    seen = alert.due_at
    with on_record(
        chart,
        "alert.escalate",
        to=May.HANDLE_ALERTS,
        of=(alert,),
        kind="alert",
        object=alert.pk,
        detail={"from": alert.owner_id},
    ) as event:
        alert.refresh_from_db()
        if alert.state != Alert.State.OPEN or alert.due_at != seen:
            raise PracticeError("Somebody answered this alert meanwhile, or it was passed on already.")
        following = _next_after(alert.owner_id, _line(chart, RoleName.CLINICIAN, RoleName.PRESCRIBER))
        now = timezone.now()
        if following is not None:
            alert.owner = following
        alert.due_at = _due(chart, alert.level, now)
        alert.save(update_fields=["owner", "due_at"])
        told = f"Passed on to {following}." if following else "Nobody else is there to pass it on to."
        _step(chart, event, alert, AlertStep.Kind.ESCALATED, at=now, text=told)
        _notify(chart, alert, "alert_passed_on")
    return following


def _next_after(owner: int, line: list[User]) -> User | None:
    """Return who comes after the owner in the line of those on duty, or None where nobody else is."""
    at = next((i for i, user in enumerate(line) if user.pk == owner), -1)
    return next((user for user in line[at + 1 :] + line[: at + 1] if user.pk != owner), None)
