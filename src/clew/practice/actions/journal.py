"""What the patient writes for themselves: a new entry, another version, sharing it, taking it away; and that it was read.

Each entry is the patient's own choice, so no purpose of consent is asked for.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions.base import check_own, on_record
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import AuditEvent, JournalEntry
from clew.practice.roles import May

LONGEST = 100_000
"""Characters in one entry. Default, not validated: about forty printed pages."""


def write(
    *,
    chart: Chart,
    text: str,
    kind: str = JournalEntry.Kind.JOURNAL,
    on: date | None = None,
    seconds: int | None = None,
    shared: bool = False,
    at: datetime | None = None,
    key: str | None = None,
) -> JournalEntry:
    """Keep something that the patient wrote.

    Args:
        chart: the patient's own record.
        text: what was written.
        kind: what kind of writing.
        on: the day it is about; today unless told.
        seconds: how long a timed writing lasted.
        shared: whether the clinician may read it.
        at: when it was written; now unless told.
        key: the key that the page or the device gave it: a copy that is sent twice is stored once.

    Raises:
        PracticeError: there is nothing in it, it is too long, or it is about a day to come.
        AlreadyDone: the same `key` was used before; its event names the entry.
    """
    if kind not in JournalEntry.Kind.values:
        raise PracticeError("There is no such kind of writing. Choose one from the list.")
    text, day = _text(text), _day(on)
    pk = uuid.uuid4()
    with on_record(
        chart,
        "journal.write",
        to=May.WRITE_OWN,
        kind=kind,
        object=pk,
        detail={"shared": shared},
        key=key,
    ) as event:
        entry = JournalEntry(
            pk=pk,
            patient=chart.patient,
            event=event,
            kind=kind,
            on=day,
            at=at or timezone.now(),
            seconds=seconds,
            shared=shared,
        )
        entry.seal(chart.cipher, text=text)
        entry.save(force_insert=True)
    return entry


def change(
    *,
    chart: Chart,
    entry: JournalEntry,
    text: str,
    on: date | None = None,
    at: datetime | None = None,
    key: str | None = None,
) -> JournalEntry:
    """Write another version of an entry. It stays as private or as shared as it was, and the earlier one is kept.

    Raises:
        PracticeError: as for `write`, or the entry was taken away.
        AlreadyDone: the same `key` was used before.
    """
    return _version(
        chart, "journal.change", entry, text=_text(text), on=_day(on) if on else None, at=at, key=key
    )


def share(
    *, chart: Chart, entry: JournalEntry, at: datetime | None = None, key: str | None = None
) -> JournalEntry:
    """Let the clinician read an entry from now on."""
    return _version(chart, "journal.share", entry, shared=True, at=at, key=key)


def unshare(
    *, chart: Chart, entry: JournalEntry, at: datetime | None = None, key: str | None = None
) -> JournalEntry:
    """Stop letting the clinician read an entry. That they could, and whether they did, is kept."""
    return _version(chart, "journal.unshare", entry, shared=False, at=at, key=key)


def take_away(
    *,
    chart: Chart,
    entry: JournalEntry,
    for_good: bool = False,
    at: datetime | None = None,
    key: str | None = None,
) -> JournalEntry:
    """Take an entry away: nobody but the patient sees it any more, and they can bring it back.

    With `for_good` the text of all its versions is emptied instead. That is open only while nobody else could ever
    read it: what was shared is part of the record of the treatment.

    Raises:
        PracticeError: it was shared once, or is taken away already.
        AlreadyDone: the same `key` was used before.
    """
    if not for_good:
        return _version(chart, "journal.take_away", entry, shared=False, withdrawn=True, at=at, key=key)
    last = _latest(chart, entry)
    with on_record(
        chart, "journal.empty", to=May.WRITE_OWN, kind=last.kind, object=last.pk, key=key
    ) as event:
        every = _versions(chart, entry).select_for_update()
        if any(version.shared for version in every):
            raise PracticeError(
                "This was shared once and belongs to the record of your treatment. You can take it away, but not for good."
            )
        for version in every:
            version.text = b""
            version.save(update_fields=["text"])
        if last.withdrawn:
            return _latest(chart, entry)
        gone = _next(chart, event, last, shared=False, withdrawn=True, at=at)
        gone.save(force_insert=True)
    return gone


def bring_back(
    *, chart: Chart, entry: JournalEntry, at: datetime | None = None, key: str | None = None
) -> JournalEntry:
    """Bring back an entry that was taken away, for the patient alone.

    Raises:
        PracticeError: it was not taken away, or for good.
        AlreadyDone: the same `key` was used before.
    """
    return _version(chart, "journal.bring_back", entry, back=True, at=at, key=key)


def mark_read(*, chart: Chart, entry: JournalEntry, at: datetime | None = None) -> None:
    """Keep that the clinician opened a shared entry, the first time only.

    Raises:
        NotFound: it is not shared, or the person may not read what is shared.
    """
    check_own(chart, entry)
    if not entry.shared or entry.withdrawn:
        raise NotFound
    if entry.read_at is not None:
        return
    with on_record(chart, "journal.read", to=May.READ_SHARED, kind=entry.kind, object=entry.pk):
        if chart.by is None:
            raise NotFound
        row = JournalEntry.objects.select_for_update().get(pk=entry.pk)
        if row.read_at is None:
            row.read_at, row.read_by = at or timezone.now(), chart.by
            row.save(update_fields=["read_at", "read_by"])


def _text(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise PracticeError("There is nothing written yet.")
    if len(text) > LONGEST:
        raise PracticeError(
            f"This is longer than one entry can hold ({LONGEST:,} characters). Please make two of it; nothing is lost."
        )
    return text


def _day(on: date | None) -> date:
    """Return the day that a text is about: today unless told. Raises `PracticeError` for a day to come."""
    today = timezone.localdate()
    if on is not None and on > today:
        raise PracticeError("This day is still to come. Choose today or a day before it.")
    return on or today


def _versions(chart: Chart, entry: JournalEntry) -> QuerySet[JournalEntry]:
    root = entry.first_id or entry.pk
    return JournalEntry.objects.filter(Q(pk=root) | Q(first=root), patient=chart.patient)


def _latest(chart: Chart, entry: JournalEntry) -> JournalEntry:
    check_own(chart, entry)
    last = _versions(chart, entry).filter(replaced_by=None).first()
    if last is None:
        raise NotFound
    return last


def _version(
    chart: Chart,
    action: str,
    entry: JournalEntry,
    *,
    text: str | None = None,
    on: date | None = None,
    shared: bool | None = None,
    withdrawn: bool = False,
    back: bool = False,
    at: datetime | None = None,
    key: str | None = None,
) -> JournalEntry:
    """Write the next version of an entry; what is not given stays as it was."""
    with on_record(
        chart, action, to=May.WRITE_OWN, of=(entry,), kind=entry.kind, object=entry.pk, key=key
    ) as event:
        last = _latest(chart, entry)
        if last.withdrawn and not back:
            raise PracticeError("You took this away. Bring it back first.")
        if back and not (last.withdrawn and bytes(last.text)):
            raise PracticeError("There is nothing to bring back.")
        version = _next(
            chart,
            event,
            last,
            shared=last.shared if shared is None else shared,
            withdrawn=withdrawn,
            on=on,
            at=at,
        )
        version.seal(chart.cipher, text=last.unseal(chart.cipher, "text") if text is None else text)
        version.save(force_insert=True)
    return version


def _next(
    chart: Chart,
    event: AuditEvent,
    last: JournalEntry,
    *,
    shared: bool,
    withdrawn: bool,
    on: date | None = None,
    at: datetime | None = None,
) -> JournalEntry:
    """Return the row that takes the place of the latest version, without its text."""
    return JournalEntry(
        patient=chart.patient,
        event=event,
        kind=last.kind,
        on=on or last.on,
        at=at or timezone.now(),
        seconds=last.seconds,
        shared=shared and not withdrawn,
        withdrawn=withdrawn,
        first_id=last.first_id or last.pk,
        replaces=last,
    )
