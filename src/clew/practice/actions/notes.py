"""Progress notes, which are the record, and process notes, which are the author's own."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions.base import on_record
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import Note, Session
from clew.practice.roles import May


class Overtaken(PracticeError):
    """The draft was saved or signed from another window meanwhile; what was typed here is not saved over it."""


def revision(draft: Note | None) -> str:
    """Return which saving of a draft somebody has before them; empty where there is none yet."""
    return draft.saved_at.isoformat() if draft is not None else ""


def save_draft(
    *,
    chart: Chart,
    session: Session,
    kind: str,
    text: str,
    seen: str | None = None,
    at: datetime | None = None,
) -> Note:
    """Save what is being typed. One draft for each session, kind and author; it overwrites itself.

    Args:
        chart: the opened record.
        session: the session it is about.
        kind: progress or process note.
        text: the whole text.
        seen: the `revision` that the writer started from, so that two windows cannot overwrite each other
            unseen; None where nobody else can be writing.
        at: when; the present unless told.

    Raises:
        Overtaken: the draft is at another revision by now.
        PracticeError: there is no such kind.
    """
    if kind not in Note.Kind.values:
        raise PracticeError("A note is a progress note or a process note.")
    if chart.by is None:
        raise NotFound
    with on_record(
        chart,
        "note.draft",
        to=May.WRITE_NOTES,
        of=(session,),
        kind="note",
        object=session.pk,
        detail={"kind": kind},
    ) as event:
        note = (
            Note.objects.filter(session=session, kind=kind, author=chart.by, signed_at=None)
            .select_for_update()
            .first()
        )
        if seen is not None and seen != revision(note):
            raise Overtaken(
                "This note was saved in another window meanwhile. Your text is kept here; compare the two."
            )
        if note is None:
            note = Note(
                patient=chart.patient,
                event=event,
                course_id=session.course_id,
                session=session,
                kind=kind,
                author=chart.by,
            )
        note.seal(chart.cipher, text=text)
        note.saved_at = at or timezone.now()
        note.save()
    return note


def sign(*, chart: Chart, note: Note, at: datetime | None = None) -> None:
    """Sign a note. From then on it is never changed.

    Raises:
        PracticeError: it is empty or signed already.
    """
    with on_record(
        chart,
        "note.sign",
        to=May.WRITE_NOTES,
        of=(note,),
        kind="note",
        object=note.pk,
        detail={"kind": note.kind},
    ):
        if note.author_id != getattr(chart.by, "pk", None):
            raise NotFound
        if note.signed_at is not None:
            raise PracticeError("This note is signed already. Write a correction instead.")
        if not note.unseal(chart.cipher, "text").strip():
            raise PracticeError("The note is empty. Write something before signing.")
        note.signed_at = at or timezone.now()
        note.save(update_fields=["signed_at"])


def correct(*, chart: Chart, note: Note, text: str, reason: str) -> Note:
    """Write and sign a correction of a signed note. The first stays as it was.

    Raises:
        PracticeError: the note is still a draft, or there is no reason.
    """
    if note.signed_at is None:
        raise PracticeError("This note is still a draft. Change it as it is.")
    if not reason.strip():
        raise PracticeError("Say in a few words why the note is corrected.")
    if not text.strip():
        raise PracticeError("The correction is empty.")
    with on_record(
        chart,
        "note.correct",
        to=May.WRITE_NOTES,
        of=(note,),
        kind="note",
        object=note.pk,
        detail={"kind": note.kind},
    ) as event:
        if chart.by is None or note.author_id != chart.by.pk:
            raise NotFound
        now = timezone.now()
        correction = Note(
            patient=chart.patient,
            event=event,
            course_id=note.course_id,
            session_id=note.session_id,
            kind=note.kind,
            author=chart.by,
            saved_at=now,
            signed_at=now,
            corrects=note,
        )
        correction.seal(chart.cipher, text=text, reason=reason)
        correction.save(force_insert=True)
    return correction
