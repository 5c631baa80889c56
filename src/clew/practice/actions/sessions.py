"""Bringing in what was said in a session."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from clew.practice.access import Chart
from clew.practice.actions import alerts
from clew.practice.actions.base import on_record
from clew.practice.errors import PracticeError
from clew.practice.models import AuditEvent, Code, Component, Episode, Session, Transcript
from clew.practice.roles import May
from clew.therapy import coding, transcripts
from clew.therapy.coding.codes import Coding
from clew.therapy.transcripts import Role


def import_transcript(
    *,
    chart: Chart,
    session: Session,
    data: bytes,
    name: str,
    roles: Mapping[str, Role] | None = None,
    key: str | None = None,
) -> Transcript:
    """Read a transcript, store it encrypted and the coder's proposals beside it, in one transaction.

    Args:
        chart: the opened record.
        session: the session it belongs to.
        data: the file as it is.
        name: the file's name, for error messages; it is not stored, since it may name a person.
        roles: who each speaker is, where the guess was corrected.
        key: the request's idempotency key.

    Raises:
        TranscriptError: the file cannot be read; nothing is stored.
        PracticeError: the session has a transcript already.
        AlreadyDone: the same `key` was used before.
    """
    transcript = transcripts.read(data, name=name)
    if roles:
        transcript = transcript.with_roles(roles)
    found = coding.propose(transcript)
    with on_record(
        chart,
        "transcript.import",
        to=May.IMPORT,
        kind="session",
        object=session.pk,
        detail={"turns": len(transcript.turns), "format": transcript.format, "model": found.model},
        key=key,
    ) as event:
        if Transcript.objects.filter(session=session, current=True).exists():
            raise PracticeError("This session has a transcript already. Open it, or plan another session.")
        return _store(chart, session, transcript, found, event, digest=hashlib.sha256(data).hexdigest(), version=1)


def set_roles(*, chart: Chart, transcript: Transcript, roles: Mapping[str, Role]) -> Transcript:
    """Correct who spoke. The turns are coded anew; what people had decided on the same turns is kept.

    The earlier version stays as it was, with its proposals.
    """
    current = read_turns(chart, transcript).with_roles(roles)
    found = coding.propose(current)
    with on_record(
        chart, "transcript.roles", to=May.IMPORT, kind="transcript", object=transcript.pk
    ) as event:
        Transcript.objects.filter(pk=transcript.pk).update(current=False)
        renewed = _store(
            chart,
            transcript.session,
            current,
            found,
            event,
            digest=transcript.source_digest,
            version=transcript.version + 1,
        )
        kept = Code.objects.filter(transcript=transcript, status=Code.Status.ACCEPTED)
        for code in kept:
            _same_again(code, renewed, event)
    return renewed


def _same_again(code: Code, renewed: Transcript, event: AuditEvent) -> None:
    """Carry an accepted code over to a new version of its transcript."""
    twin = Code.objects.filter(
        transcript=renewed, turn=code.turn, scheme=code.scheme, code=code.code, start=code.start, stop=code.stop
    ).first()
    if twin is not None:
        twin.status = Code.Status.ACCEPTED
        twin.save(update_fields=["status"])
        return
    Code.objects.create(
        patient_id=code.patient_id,
        event=event,
        transcript=renewed,
        coder_id=code.coder_id,
        model=code.model,
        confidence=code.confidence,
        status=Code.Status.ACCEPTED,
        turn=code.turn,
        start=code.start,
        stop=code.stop,
        scheme=code.scheme,
        code=code.code,
    )


def read_turns(chart: Chart, transcript: Transcript) -> transcripts.Transcript:
    """Return the turns of a stored transcript."""
    return transcripts.read(chart.text(transcript, "turns").encode(), name="stored transcript")


def _store(
    chart: Chart,
    session: Session,
    transcript: transcripts.Transcript,
    found: Coding,
    event: AuditEvent,
    *,
    digest: str,
    version: int,
) -> Transcript:
    row = Transcript(
        patient=chart.patient,
        event=event,
        session=session,
        version=version,
        format=transcript.format,
        turn_count=len(transcript.turns),
        source_digest=digest,
    )
    row.seal(chart.cipher, turns=transcripts.write_json(transcript))
    row.save(force_insert=True)
    if session.attendance == Session.Attendance.PLANNED:
        session.attendance = Session.Attendance.ATTENDED
        session.save(update_fields=["attendance"])
    store_proposals(chart, row, found, event)
    alerts.raise_for_language(chart=chart, session=session, transcript=row, flags=found.flags, event=event)
    return row


def store_proposals(chart: Chart, row: Transcript, found: Coding, event: AuditEvent) -> None:
    """Store what the coder proposes for one transcript."""
    shared = {"patient": chart.patient, "event": event, "transcript": row, "model": found.model}
    Code.objects.bulk_create(
        [
            Code(
                **shared,
                turn=p.turn,
                scheme=p.scheme.value,
                code=p.code,
                confidence=p.confidence,
                start=p.span.start,
                stop=p.span.stop,
            )
            for p in found.proposals
        ],
        batch_size=400,
    )
    episodes, components = [], []
    for proposal in found.episodes:
        episode = Episode(
            **shared,
            first=proposal.first,
            last=proposal.last,
            kind=proposal.other,
            place=proposal.place.value,
            completeness=proposal.completeness,
            confidence=proposal.confidence,
        )
        episode.seal(chart.cipher, other_name=proposal.other)
        episodes.append(episode)
        components += [
            Component(
                patient=chart.patient,
                event=event,
                episode=episode,
                kind=c.component,
                category=c.category or "",
                turn=c.turn,
                start=c.span.start,
                stop=c.span.stop,
            )
            for c in proposal.components
        ]
    Episode.objects.bulk_create(episodes, batch_size=200)
    Component.objects.bulk_create(components, batch_size=200)
