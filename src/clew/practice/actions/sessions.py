"""Bringing in what was said in a session, correcting who spoke, taking it back, taking it out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from clew.practice import coder_tuning
from clew.practice.access import Chart
from clew.practice.actions import alerts
from clew.practice.actions.base import check_own, on_record
from clew.practice.errors import PracticeError
from clew.practice.models import Alert, AuditEvent, Code, Component, Episode, Session, Transcript
from clew.practice.roles import May
from clew.therapy import coding, transcripts
from clew.therapy.coding.codes import Coding
from clew.therapy.safety.levels import Level
from clew.therapy.transcripts import Role


def import_transcript(
    *,
    chart: Chart,
    session: Session,
    data: bytes,
    name: str,
    roles: Mapping[str, Role] | None = None,
    now: datetime | None = None,
    key: str | None = None,
) -> Transcript:
    """Read a transcript, store it encrypted and the coder's proposals beside it, in one transaction.

    Args:
        chart: the opened record.
        session: the session it belongs to.
        data: the file as it is.
        name: the file's name, for error messages; it is not stored, since it may name a person.
        roles: who each speaker is, where the guess was corrected.
        now: when it is brought in, from which an alert's deadline counts; the present unless told.
        key: the request's idempotency key.

    Raises:
        TranscriptError: the file cannot be read; nothing is stored.
        PracticeError: the session has a transcript already.
        AlreadyDone: the same `key` was used before.
    """
    transcript = transcripts.read(data, name=name)
    if roles:
        transcript = transcript.with_roles(roles)
    found = coding.propose(transcript, coder_tuning.in_use(chart.patient.practice))
    with on_record(
        chart,
        "transcript.import",
        to=May.IMPORT,
        of=(session,),
        kind="session",
        object=session.pk,
        detail={"turns": len(transcript.turns), "format": transcript.format, "model": found.model},
        key=key,
    ) as event:
        if Transcript.objects.filter(session=session, current=True).exists():
            raise PracticeError("This session has a transcript already. Open it, or plan another session.")
        last = Transcript.objects.filter(session=session).aggregate(last=Max("version"))["last"] or 0
        return _store(
            chart,
            session,
            transcript,
            found,
            event,
            digest=hashlib.sha256(data).hexdigest(),
            version=last + 1,
            now=now or timezone.now(),
        )


def set_roles(*, chart: Chart, transcript: Transcript, roles: Mapping[str, Role]) -> Transcript:
    """Correct who spoke. The turns are coded anew; what people had decided on the same turns is kept.

    The earlier version stays as it was, with its proposals. Where nothing changes, nothing is written.

    Raises:
        TherapyError: no speaker has one of the labels.
        PracticeError: this version is no longer the current one.
    """
    before = read_turns(chart, transcript)
    renewed_turns = before.with_roles(roles)
    if renewed_turns == before:
        return transcript
    found = coding.propose(renewed_turns, coder_tuning.in_use(chart.patient.practice))
    with on_record(
        chart, "transcript.roles", to=May.IMPORT, of=(transcript,), kind="transcript", object=transcript.pk
    ) as event:
        if not Transcript.objects.filter(pk=transcript.pk, current=True).update(current=False):
            raise PracticeError("Who spoke was corrected in another window. Open the session again.")
        last = Transcript.objects.filter(session=transcript.session_id).aggregate(last=Max("version"))
        codes = list(Code.objects.filter(transcript=transcript).exclude(status=Code.Status.PROPOSED))
        episodes = list(
            Episode.objects.filter(transcript=transcript)
            .exclude(status=Episode.Status.PROPOSED)
            .prefetch_related("components")
        )
        renewed = _store(
            chart,
            transcript.session,
            renewed_turns,
            _without_decided(found, codes, episodes),
            event,
            digest=transcript.source_digest,
            version=(last["last"] or 0) + 1,
            now=timezone.now(),
        )
        _carry_over(chart, codes, episodes, renewed, event)
    return renewed


def _without_decided(found: Coding, codes: Sequence[Code], episodes: Sequence[Episode]) -> Coding:
    """Leave out what the coder proposes again although a person has decided about it."""
    decided = {(code.turn, code.scheme, code.code) for code in codes}
    told = {(episode.first, episode.last, episode.kind, episode.place) for episode in episodes}
    return replace(
        found,
        proposals=tuple(p for p in found.proposals if (p.turn, p.scheme, p.code) not in decided),
        episodes=tuple(e for e in found.episodes if (e.first, e.last, e.other, e.place) not in told),
    )


def _carry_over(
    chart: Chart,
    codes: Sequence[Code],
    episodes: Sequence[Episode],
    renewed: Transcript,
    event: AuditEvent,
) -> None:
    """Give a new version of a transcript what was decided in the one before, accepted and rejected alike."""
    shared = {"patient": chart.patient, "event": event, "transcript": renewed}
    Code.objects.bulk_create(
        [
            Code(
                **shared,
                coder_id=code.coder_id,
                model=code.model,
                confidence=code.confidence,
                status=code.status,
                turn=code.turn,
                start=code.start,
                stop=code.stop,
                scheme=code.scheme,
                code=code.code,
            )
            for code in codes
        ],
        batch_size=300,
    )
    for episode in episodes:
        copy = Episode(
            **shared,
            coder_id=episode.coder_id,
            model=episode.model,
            confidence=episode.confidence,
            status=episode.status,
            first=episode.first,
            last=episode.last,
            kind=episode.kind,
            place=episode.place,
            completeness=episode.completeness,
            enacted=episode.enacted,
        )
        copy.seal(
            chart.cipher,
            other_name=episode.unseal(chart.cipher, "other_name"),
            when=episode.unseal(chart.cipher, "when"),
        )
        copy.save(force_insert=True)
        copy_components(chart, episode, copy, event)


def copy_components(chart: Chart, of: Episode, to: Episode, event: AuditEvent) -> None:
    """Give one episode the components of another. Texts are sealed anew, since they are bound to their row."""
    parts = []
    for part in of.components.all():
        copy = Component(
            patient_id=to.patient_id,
            event=event,
            episode=to,
            kind=part.kind,
            category=part.category,
            cluster=part.cluster,
            valence=part.valence,
            expected=part.expected,
            intensity=part.intensity,
            turn=part.turn,
            start=part.start,
            stop=part.stop,
        )
        if own_words := part.unseal(chart.cipher, "own_words"):
            copy.seal(chart.cipher, own_words=own_words)
        parts.append(copy)
    Component.objects.bulk_create(parts)


def withdraw_transcript(*, chart: Chart, transcript: Transcript) -> None:
    """Take back a transcript that does not belong here. It is kept, sealed, and counts nowhere."""
    with on_record(chart, "transcript.withdraw", to=May.IMPORT, kind="transcript", object=transcript.pk):
        check_own(chart, transcript)
        Transcript.objects.filter(pk=transcript.pk).update(current=False)


def put_back_transcript(*, chart: Chart, transcript: Transcript) -> None:
    """Undo taking a transcript back.

    Raises:
        PracticeError: another transcript was brought in meanwhile.
    """
    with on_record(chart, "transcript.put_back", to=May.IMPORT, kind="transcript", object=transcript.pk):
        check_own(chart, transcript)
        if Transcript.objects.filter(session=transcript.session_id, current=True).exists():
            raise PracticeError("This session has another transcript by now. Take that one back first.")
        Transcript.objects.filter(pk=transcript.pk).update(current=True)


def export_transcript(*, chart: Chart, transcript: Transcript, format: str) -> str:  # noqa: A002
    """Return what was said as WebVTT (`vtt`) or as Clew's own JSON (`json`), and log that it was taken out.

    Raises:
        PracticeError: the format is neither.
        NotFound: the person may not read sessions, or not take them out.
    """
    writers = {"vtt": transcripts.write_webvtt, "json": transcripts.write_json}
    if format not in writers:
        raise PracticeError("A transcript is exported as WebVTT (vtt) or as JSON.")
    chart.require(May.READ_SESSIONS)
    with on_record(
        chart,
        "transcript.export",
        to=May.EXPORT,
        of=(transcript,),
        kind="transcript",
        object=transcript.pk,
        detail={"format": format},
    ):
        return writers[format](read_turns(chart, transcript))


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
    now: datetime,
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
    if not _alert_is_raised(session, digest, found):
        alerts.raise_for_language(
            chart=chart, session=session, transcript=row, flags=found.flags, event=event, now=now
        )
    return row


def _alert_is_raised(session: Session, digest: str, found: Coding) -> bool:
    """Whether the worst that is found had its alert when an earlier version of the same file was coded."""
    risks = [flag for flag in found.flags if flag.kind == "risk"]
    if not risks:
        return False
    worst = max(risks, key=lambda flag: Level(flag.level))
    return Alert.objects.filter(
        transcript__session=session, transcript__source_digest=digest, turn__in=worst.turns
    ).exists()


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
        episode.seal(chart.cipher, other_name=proposal.name or proposal.other)
        episodes.append(episode)
        components += [
            Component(
                patient=chart.patient,
                event=event,
                episode=episode,
                kind=c.component,
                category=c.category or "",
                cluster=c.cluster or "",
                turn=c.turn,
                start=c.span.start,
                stop=c.span.stop,
            )
            for c in proposal.components
        ]
    Episode.objects.bulk_create(episodes, batch_size=200)
    Component.objects.bulk_create(components, batch_size=200)
