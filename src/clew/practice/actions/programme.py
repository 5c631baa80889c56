"""What the patient does in an internet programme: opening a module, writing, finishing it, reading the answer, leaving."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from clew.practice import consents
from clew.practice.access import Chart
from clew.practice.actions.base import check_own, on_record
from clew.practice.consents import Purpose
from clew.practice.errors import PracticeError
from clew.practice.models import Ask, AuditEvent, Enrolment, Feedback, ModuleStep, ProgrammeAnswer
from clew.practice.programmes import programme as programme_called
from clew.practice.roles import May
from clew.practice.transactions import write
from clew.therapy.programmes import Module
from clew.therapy.programmes.way import Placed, placed

ASKED_LATELY = timedelta(
    days=6
)  # a weekly questionnaire is not asked twice in a week; default, not validated


def open_module(
    *, chart: Chart, enrolment: Enrolment, module: str, now: datetime | None = None
) -> ModuleStep | None:
    """Note that the patient opened a module for the first time, and ask the questionnaire that belongs to it.

    The questionnaire is asked in the name of who gave the programme, if the patient agreed to questionnaires and it
    was not asked in these days already. None when the module was opened before.

    Raises:
        PracticeError: the programme has ended, the patient does not agree to it, or the module is not open yet.
        TherapyError: the programme has no such module.
    """
    at = now or timezone.now()
    chart.require(May.WRITE_OWN)
    check_own(chart, enrolment)
    with write():
        if ModuleStep.objects.filter(enrolment=enrolment, module=module).exists():
            return None
        with on_record(
            chart,
            "programme.open",
            to=May.WRITE_OWN,
            of=(enrolment,),
            kind="enrolment",
            object=enrolment.pk,
            detail={"module": module},
        ) as event:
            opened = check_open(chart, enrolment, module, on=timezone.localdate(at))
            _ask(enrolment, opened, event, timezone.localdate(at))
            return _step(enrolment, module, ModuleStep.Kind.OPENED, event, at)


def save_answer(
    *,
    chart: Chart,
    enrolment: Enrolment,
    module: str,
    exercise: str,
    given: Mapping[str, Sequence[str]],
    seen: datetime | None = None,
    now: datetime | None = None,
) -> tuple[ProgrammeAnswer, ...]:
    """Keep what the patient wrote in an exercise: a new version of each field that changed, and nothing else.

    Sending the same again keeps nothing more. A field in `given` that reads as it did when the patient saw it is
    left as it is, so that a page that stood open in another window never puts an old text over a newer one.
    Changing something in a finished module takes it up again.

    Args:
        chart: the patient's own record.
        enrolment: in which programme.
        module: the slug of the module.
        exercise: the id of the exercise or reflection.
        given: the values sent under each field's id; fields that are not in it are left alone.
        seen: when the page was drawn that the patient wrote on; None when all that is given is meant to change.
        now: the present unless told.

    Raises:
        PracticeError: the programme has ended, the patient does not agree to it, or the module is not open yet.
        TherapyError: there is no such module, exercise or field, or an answer is none of those that are offered.
    """
    at = now or timezone.now()
    chart.require(May.WRITE_OWN)
    check_own(chart, enrolment)
    fields = {field.id: field for field in _module(enrolment, module).find(exercise).fields}
    kept = {name: fields[name].kept(values) for name, values in given.items() if name in fields}
    with write():
        versions = ProgrammeAnswer.objects.filter(enrolment=enrolment, module=module, exercise=exercise)
        latest: dict[str, str] = {}
        shown: dict[str, str] = {}
        for row in versions:
            latest[row.field] = chart.text(row, "text")
            if seen is not None and row.at <= seen:
                shown[row.field] = latest[row.field]
        changed = {
            name: text
            for name, text in kept.items()
            if text != latest.get(name, "") and (seen is None or text != shown.get(name, ""))
        }
        if not changed:
            return ()
        with on_record(
            chart,
            "programme.answer",
            to=May.WRITE_OWN,
            of=(enrolment,),
            kind="enrolment",
            object=enrolment.pk,
            detail={"module": module, "exercise": exercise, "fields": sorted(changed)},
        ) as event:
            check_open(chart, enrolment, module, on=timezone.localdate(at))
            if _last_step(enrolment, module) == ModuleStep.Kind.FINISHED:
                _step(enrolment, module, ModuleStep.Kind.REOPENED, event, at)
            return tuple(
                _answer(chart, enrolment, event, at, (module, exercise, name), text)
                for name, text in changed.items()
            )


def finish_module(
    *, chart: Chart, enrolment: Enrolment, module: str, now: datetime | None = None
) -> ModuleStep | None:
    """Note that the patient has done with a module, whatever they wrote in it. None when they had already.

    Raises:
        PracticeError: the programme has ended, the patient does not agree to it, or the module is not open yet.
        TherapyError: the programme has no such module.
    """
    at = now or timezone.now()
    chart.require(May.WRITE_OWN)
    check_own(chart, enrolment)
    with write():
        if _last_step(enrolment, module) == ModuleStep.Kind.FINISHED:
            return None
        with on_record(
            chart,
            "programme.finish",
            to=May.WRITE_OWN,
            of=(enrolment,),
            kind="enrolment",
            object=enrolment.pk,
            detail={"module": module},
        ) as event:
            check_open(chart, enrolment, module, on=timezone.localdate(at))
            return _step(enrolment, module, ModuleStep.Kind.FINISHED, event, at)


def read_feedback(
    *, chart: Chart, enrolment: Enrolment, module: str, now: datetime | None = None
) -> tuple[Feedback, ...]:
    """Note that the patient has opened what was written to them about a module; () when there was nothing new."""
    chart.require(May.READ_OWN)
    check_own(chart, enrolment)
    with write():
        unread = tuple(Feedback.objects.filter(enrolment=enrolment, module=module, read_at=None))
        if not unread:
            return ()
        with on_record(
            chart,
            "programme.read_feedback",
            to=May.READ_OWN,
            of=(enrolment,),
            kind="enrolment",
            object=enrolment.pk,
            detail={"module": module, "count": len(unread)},
        ):
            for row in unread:
                row.read_at = now or timezone.now()
                row.save(update_fields=["read_at"])
    return unread


def leave(
    *, chart: Chart, enrolment: Enrolment, at: datetime | None = None, key: str | None = None
) -> Enrolment:
    """End the programme because the patient does not want to go on. What was written stays to read.

    Raises:
        PracticeError: it has ended already.
        AlreadyDone: the same `key` was used before.
    """
    with on_record(
        chart,
        "programme.leave",
        to=May.WRITE_OWN,
        of=(enrolment,),
        kind="enrolment",
        object=enrolment.pk,
        key=key,
    ):
        _check_goes_on(enrolment)
        enrolment.ended_at, enrolment.end = at or timezone.now(), Enrolment.End.LEFT
        enrolment.save(update_fields=["ended_at", "end"])
    return enrolment


def check_open(chart: Chart, enrolment: Enrolment, module: str, *, on: date) -> Module:
    """Return a module that the patient may work on that day.

    Raises:
        PracticeError: the programme has ended, the patient does not agree to it, or the module is not open yet.
        TherapyError: the programme has no such module.
    """
    asked = _module(enrolment, module)
    _check_goes_on(enrolment)
    if not consents.given(chart, Purpose.PROGRAMME):
        raise PracticeError(
            "You do not agree to the programme at present, so it is closed. What you wrote stays, and you can agree again "
            "under your choices."
        )
    place = next(one for one in way(enrolment, on=on) if one.module.slug == module)
    if not place.open:
        raise PracticeError(
            "This part is not open yet. If you would like to begin it now, tell your clinician."
        )
    return asked


def way(
    enrolment: Enrolment, *, on: date, arranged: Sequence[Mapping[str, Any]] | None = None
) -> tuple[Placed, ...]:
    """Return the patient's modules in their order, each with the day it opens and whether it is open on a day.

    `arranged` is the latest arrangement, where the caller has read it already.
    """
    if arranged is None:
        latest = enrolment.arrangements.last()
        arranged = latest.modules if latest else ()
    programme = programme_called(enrolment.programme)
    return placed(programme, arranged, starts_on=enrolment.starts_on, today=on)


def _module(enrolment: Enrolment, module: str) -> Module:
    return programme_called(enrolment.programme).module(module)


def _check_goes_on(enrolment: Enrolment) -> None:
    if enrolment.ended_at is not None:
        raise PracticeError("This programme has ended. What you wrote stays here to read.")


def _last_step(enrolment: Enrolment, module: str) -> str:
    steps = ModuleStep.objects.filter(enrolment=enrolment, module=module)
    return steps.values_list("kind", flat=True).last() or ""


def _step(
    enrolment: Enrolment, module: str, kind: ModuleStep.Kind, event: AuditEvent, at: datetime
) -> ModuleStep:
    return ModuleStep.objects.create(
        patient_id=enrolment.patient_id, event=event, enrolment=enrolment, module=module, kind=kind, at=at
    )


def _answer(
    chart: Chart,
    enrolment: Enrolment,
    event: AuditEvent,
    at: datetime,
    where: tuple[str, str, str],
    text: str,
) -> ProgrammeAnswer:
    module, exercise, field = where
    row = ProgrammeAnswer(
        patient=chart.patient,
        event=event,
        enrolment=enrolment,
        module=module,
        exercise=exercise,
        field=field,
        at=at,
    )
    row.seal(chart.cipher, text=text)
    row.save(force_insert=True)
    return row


def _ask(enrolment: Enrolment, module: Module, event: AuditEvent, today: date) -> None:
    """Ask the questionnaire of a module, once, unless it is asked in these days anyway."""
    if module.measure is None or not consents.holds(enrolment.patient, Purpose.QUESTIONNAIRES):
        return
    asked = Ask.objects.filter(
        patient=enrolment.patient_id, instrument=module.measure, withdrawn_at=None, course=enrolment.course_id
    )
    if asked.exclude(every_days=None).exists() or asked.filter(from_on__gte=today - ASKED_LATELY).exists():
        return
    Ask.objects.create(
        patient_id=enrolment.patient_id,
        event=event,
        course_id=enrolment.course_id,
        instrument=module.measure,
        from_on=today,
        by_id=enrolment.by_id,
    )
