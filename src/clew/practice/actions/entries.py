"""Writing in forms: a new entry, another version of it, taking it back and bringing it back, sharing it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone

from clew.practice import doors
from clew.practice.access import Chart
from clew.practice.actions.base import check_own, on_record
from clew.practice.actions.formulation import MomentRef, check_places
from clew.practice.actions.in_force import follow
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import Course, Entry, EntryMoment, Session, Transcript, User
from clew.practice.roles import May
from clew.therapy import forms
from clew.therapy.forms import Form, Kind


def write_entry(
    *,
    chart: Chart,
    course: Course,
    form: str,
    values: Mapping[str, object],
    on: date | None = None,
    session: Session | None = None,
    about: Entry | None = None,
    moments: Sequence[MomentRef] = (),
    shared: bool = False,
    due_on: date | None = None,
    at: datetime | None = None,
    id: uuid.UUID | None = None,  # noqa: A002
    key: str | None = None,
) -> Entry:
    """Write down one filled-in form.

    Args:
        chart: the opened record.
        course: the course of treatment it belongs to.
        form: the slug of one of `therapy.forms.FORMS`.
        values: the answers by field, as they were given.
        on: the day it is about; today unless told.
        session: the session it belongs to, if it does.
        about: the entry that this one answers, if it does.
        moments: words of turns that it rests on, or that speak against it.
        shared: whether the patient may read it; a goal is theirs and shared at first in any case.
        due_on: when somebody should come back to it; the day that the form itself asks for unless told.
        at: when it was written; now unless told.
        id: the id of what it takes the place of; a new one unless told.
        key: idempotency key of the form that was sent.

    Raises:
        FormProblems: an answer does not fit; nothing was saved.
        PracticeError: a course has this form already, where it has only one, or a moment is in no transcript.
        NotFound: the person may not write this form, or a row is another patient's.
        AlreadyDone: the same `key` was used before.
    """
    definition = forms.form(form)
    read = forms.read(definition, values)
    if not definition.many and current(course, form) is not None:
        raise PracticeError(
            f"{definition.name} is written already. Change it, so that the earlier words are kept."
        )
    with on_record(
        chart,
        "entry.write",
        to=_to_write(chart, definition),
        of=(course, session, about),
        kind=form,
        detail={"fields": len(read), "moments": len(moments)},
        key=key,
    ) as event:
        _check_links(chart, definition, read)
        entry = Entry(
            pk=id or uuid.uuid4(),
            patient=chart.patient,
            event=event,
            course=course,
            form=form,
            on=on or timezone.localdate(),
            author=_author(chart),
            at=at or timezone.now(),
            session=session,
            about=first(about) if about else None,
            shared=shared or form in doors.SHARED_AT_FIRST,
            due_on=due_on or _due(definition, read),
        )
        return _save(chart, entry, read, moments)


def revise_entry(
    *,
    chart: Chart,
    entry: Entry,
    values: Mapping[str, object] | None = None,
    on: date | None = None,
    moments: Sequence[MomentRef] | None = None,
    shared: bool | None = None,
    due_on: date | None = None,
    keep_due: bool = False,
    withdrawn: bool = False,
    at: datetime | None = None,
    key: str | None = None,
) -> Entry:
    """Write another version of an entry; what is not given stays as it was, and the earlier version is kept.

    Args:
        chart: the opened record.
        entry: any version of it; the latest is the one that is replaced.
        values: the answers by field; those of the latest version unless told.
        on: the day it is about.
        moments: what it rests on from now on.
        shared: whether the patient may read it from now on.
        due_on: when somebody should come back to it; nobody, unless told or `keep_due`.
        keep_due: leave the day to come back to it as it was.
        withdrawn: take it back.
        at: when it was written; now unless told.
        key: idempotency key of the form that was sent.

    Raises:
        FormProblems: an answer does not fit; nothing was saved.
        NotFound: the person may not write this form, or a row is another patient's.
        AlreadyDone: the same `key` was used before.
    """
    definition = forms.form(entry.form)
    check_own(chart, entry)
    last = latest(entry)
    kept = json.loads(chart.text(last, "values"))
    read = kept if values is None else forms.read(definition, values)
    with on_record(
        chart,
        _told(last, shared=shared, withdrawn=withdrawn),
        to=_to_write(chart, definition),
        kind=entry.form,
        object=last.pk,
        detail={"fields": len(read)},
        key=key,
    ) as event:
        if values is not None:
            _check_links(chart, definition, read)
        version = Entry(
            patient=chart.patient,
            event=event,
            course_id=last.course_id,
            form=last.form,
            on=on or last.on,
            author=_author(chart),
            at=at or timezone.now(),
            session_id=last.session_id,
            about_id=last.about_id,
            first=first(last),
            replaces=last,
            shared=(last.shared if shared is None else shared) and not withdrawn,
            due_on=due_on
            or (_due(definition, read) if definition.due else last.due_on if keep_due else None),
            withdrawn=withdrawn,
        )
        if moments is None:
            moments = _moments_of(last)
        return _save(chart, version, read, moments)


def _told(last: Entry, *, shared: bool | None, withdrawn: bool) -> str:
    """Return how the log names another version, so that it says when the patient could read it and when not."""
    if withdrawn:
        return "entry.withdraw"
    if last.withdrawn:
        return "entry.restore"
    if shared is None or shared == last.shared:
        return "entry.revise"
    return "entry.share" if shared else "entry.unshare"


def add_entry_moments(
    *, chart: Chart, entry: Entry, moments: Sequence[MomentRef], key: str | None = None
) -> Entry:
    """Add words of turns that an entry rests on, or that speak against it. Those that it has already stay.

    Raises:
        PracticeError: no moment was given.
        AlreadyDone: the same `key` was used before.
    """
    if not moments:
        raise PracticeError("Choose at least one moment.")
    check_own(chart, entry)
    kept = _moments_of(latest(entry))
    added = [moment for moment in moments if moment not in kept]
    return revise_entry(chart=chart, entry=entry, moments=[*kept, *added], keep_due=True, key=key)


def _moments_of(entry: Entry) -> list[MomentRef]:
    return [
        MomentRef(row.transcript, row.turn, row.start, row.stop, row.against)
        for row in entry.moments.select_related("transcript")
    ]


def withdraw_entry(*, chart: Chart, entry: Entry, key: str | None = None) -> Entry:
    """Take an entry back. It is no longer shown or counted, and can be brought back."""
    return revise_entry(chart=chart, entry=entry, withdrawn=True, key=key)


def restore_entry(*, chart: Chart, entry: Entry, key: str | None = None) -> Entry:
    """Bring back an entry that was taken back, as it was."""
    return revise_entry(chart=chart, entry=entry, key=key)


def share_entry(*, chart: Chart, entry: Entry, shared: bool, key: str | None = None) -> Entry:
    """Let the patient read an entry, or stop letting them."""
    return revise_entry(chart=chart, entry=entry, shared=shared, keep_due=True, key=key)


def first(entry: Entry) -> Entry:
    """Return the first version of an entry, by which others refer to it."""
    return entry.first or entry


def latest(entry: Entry) -> Entry:
    """Return the latest version of an entry."""
    root = first(entry)
    return Entry.objects.filter(first=root, replaced_by=None).first() or root


def current(course: Course, form: str) -> Entry | None:
    """Return the current entry of a form of which a course has one, unless it was taken back."""
    rows = Entry.objects.filter(course=course, form=form, replaced_by=None, withdrawn=False)
    return rows.order_by("-at").first()


def _to_write(chart: Chart, form: Form) -> May:
    return doors.door(form).write


def _due(form: Form, read: Mapping[str, forms.Value]) -> date | None:
    """Return the day that the answers themselves name to come back to it; none once it is done."""
    if form.due is None or form.due not in read or form.done in read:
        return None
    return date.fromisoformat(str(read[form.due]))


def _author(chart: Chart) -> User:
    if chart.by is None:
        raise NotFound
    return chart.by


def _check_links(chart: Chart, form: Form, read: Mapping[str, forms.Value]) -> None:
    """Refuse a link that leads to no entry of this patient of a form that the field leads to."""
    for field in form.fields:
        if field.kind in (Kind.LINK, Kind.LINKS) and field.slug in read:
            value = read[field.slug]
            wanted = set(value) if isinstance(value, list) else {str(value)}
            rows = chart.rows(Entry, to=_to_write(chart, form)).filter(
                pk__in=[one for one in wanted if _is_id(one)], form__in=field.links_to, first=None
            )
            if rows.count() != len(wanted):
                raise PracticeError(f"{field.label}: one of these is not there any more. Choose again.")


def _is_id(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _save(chart: Chart, entry: Entry, read: Mapping[str, forms.Value], moments: Sequence[MomentRef]) -> Entry:
    if entry.shared and not doors.shareable(forms.form(entry.form)):
        raise PracticeError("This is for those who treat, and is not shared with the patient.")
    entry.seal(chart.cipher, values=json.dumps(read, ensure_ascii=False))
    entry.save(force_insert=True)
    check_places(chart, moments)
    for moment in moments:
        check_own(chart, moment.row)
        if not isinstance(moment.row, Transcript):
            raise PracticeError("What an entry rests on is chosen from the sessions.")
        EntryMoment.objects.create(
            patient=chart.patient,
            event=entry.event,
            entry=entry,
            transcript=moment.row,
            turn=moment.position,
            start=moment.start,
            stop=moment.stop,
            against=moment.against,
        )
    follow(chart, entry)
    return entry
