"""What a clinician makes of the proposals, and codes of their own. Each choice is a new decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone

from clew.practice import coder_tuning
from clew.practice.access import Chart
from clew.practice.actions.base import check_own, on_record
from clew.practice.actions.sessions import read_turns
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import AuditEvent, Code, Component, Decision, Episode, Transcript
from clew.practice.roles import May
from clew.therapy.coding.further import further
from clew.therapy.coding.margin import Annotated
from clew.therapy.errors import TherapyError
from clew.therapy.formulation.episodes import Episode as ToldEpisode
from clew.therapy.formulation.episodes import Occurrence, Telling
from clew.therapy.knowledge import registry
from clew.therapy.moments import Moment, Span

LOOK_AT_FIRST = 3  # "Accept all of this kind" asks for a look at three of them first (look.md)

_STATUS = {
    Decision.Verdict.ACCEPTED: Code.Status.ACCEPTED,
    Decision.Verdict.REJECTED: Code.Status.REJECTED,
    Decision.Verdict.CHANGED: Code.Status.REJECTED,
    Decision.Verdict.REOPENED: Code.Status.PROPOSED,
}


def person_of(chart: Chart) -> int:
    """Return the id of the person who opened the record; the system itself judges nothing."""
    if chart.by is None:
        raise NotFound
    return chart.by.pk


def after(claim: Code | Episode, verdict: str) -> str:
    """Return a claim's status after a verdict. Reopened, it is what it was when it was made."""
    if verdict == Decision.Verdict.REOPENED and not claim.model:
        return Code.Status.ACCEPTED
    return _STATUS[Decision.Verdict(verdict)]


def record_decision(
    chart: Chart,
    claim: Code | Episode,
    verdict: Decision.Verdict,
    event: AuditEvent,
    at: datetime,
    replacement: Code | None = None,
) -> Decision:
    """Write one decision and what it makes of the claim. Part of an action, which gives its event."""
    claim.status = after(claim, verdict)
    claim.save(update_fields=["status"])
    return Decision.objects.create(
        patient=chart.patient,
        event=event,
        code=claim if isinstance(claim, Code) else None,
        episode=claim if isinstance(claim, Episode) else None,
        verdict=verdict,
        by_id=person_of(chart),
        at=at,
        replacement=replacement,
    )


def decide(
    *, chart: Chart, claim: Code | Episode, verdict: Decision.Verdict, at: datetime | None = None
) -> Decision:
    """Accept or reject a code or an episode, or reopen it, which is undo.

    Raises:
        NotFound: the claim is another patient's.
        PracticeError: `changed` was asked for; use `change`.
    """
    if verdict is Decision.Verdict.CHANGED:
        raise PracticeError("To change a code, choose the code that it should be.")
    with on_record(
        chart,
        f"claim.{verdict.value}",
        to=May.CODE,
        kind=claim._meta.model_name or "",
        object=claim.pk,
    ) as event:
        check_own(chart, claim)
        return record_decision(chart, claim, verdict, event, at or timezone.now())


def decide_further(
    *, chart: Chart, transcript: Transcript, turn: int, scheme: str, code: str, verdict: Decision.Verdict
) -> Code:
    """Accept or reject what the coder proposes only when it is asked for what it is less sure of.

    Such a proposal is kept nowhere until somebody decides about it; then it is stored with the decision, as the
    coder's own, with its confidence and its words. Undo makes it a proposal in the margin.

    Raises:
        PracticeError: the verdict is neither, the coder does not propose it, or it stands in the margin by now.
    """
    if verdict not in (Decision.Verdict.ACCEPTED, Decision.Verdict.REJECTED):
        raise PracticeError("What the coder is less sure of is accepted or rejected.")
    tuning = coder_tuning.in_use(chart.patient.practice)
    found = further(read_turns(chart, transcript), (), tuning)
    wanted = [p for p in found.proposals if (p.turn, p.scheme.value, p.code) == (turn, scheme, code)]
    if not wanted:
        raise PracticeError("The coder does not propose that for this turn. Add it as a code of your own.")
    row = Code(
        patient=chart.patient,
        transcript=transcript,
        model=found.model,
        confidence=wanted[0].confidence,
        turn=turn,
        start=wanted[0].span.start,
        stop=wanted[0].span.stop,
        scheme=scheme,
        code=code,
    )
    with on_record(
        chart,
        f"claim.{verdict.value}",
        to=May.CODE,
        of=(transcript,),
        kind="code",
        object=row.pk,
        detail={"further": True},
    ) as event:
        if Code.objects.filter(transcript=transcript, turn=turn, scheme=scheme, code=code).exists():
            raise PracticeError("That stands in the margin by now. Open the session again.")
        row.event = event
        row.save(force_insert=True)
        record_decision(chart, row, verdict, event, timezone.now())
    return row


def change(*, chart: Chart, code: Code, to: str) -> Code:
    """Replace a code by another of the same scheme on the same words, and return the new one, accepted.

    Raises:
        TherapyError: the scheme has no such code.
        PracticeError: it is that code already.
    """
    check_own(chart, code)
    entry = known(code.scheme, to)
    if entry == code.code:
        raise PracticeError("It is that code already. Accept it, or choose another.")
    with on_record(
        chart, "claim.changed", to=May.CODE, kind="code", object=code.pk, detail={"to": entry}
    ) as event:
        replacement = Code.objects.create(
            patient=chart.patient,
            event=event,
            transcript_id=code.transcript_id,
            coder=chart.by,
            status=Code.Status.ACCEPTED,
            turn=code.turn,
            start=code.start,
            stop=code.stop,
            scheme=code.scheme,
            code=entry,
        )
        record_decision(chart, code, Decision.Verdict.CHANGED, event, timezone.now(), replacement)
    return replacement


def add(
    *,
    chart: Chart,
    transcript: Transcript,
    turn: int,
    scheme: str,
    code: str,
    span: Span | None = None,
) -> Code:
    """Add a code of one's own to a turn, or to some words of it. It counts at once.

    Where the coder proposes the same code on the turn, that proposal is accepted instead.

    Raises:
        TherapyError: there is no such code, turn or span.
        PracticeError: the turn has that code already.
    """
    entry = "supervision" if scheme == "moment" else known(scheme, code)
    turns = read_turns(chart, transcript).turns
    if not 0 <= turn < len(turns):
        raise TherapyError(f"The session has {len(turns)} turns, so there is no turn {turn}.")
    if span is not None:
        span.of(turns[turn].text)
    with on_record(
        chart, "code.add", to=May.CODE, kind="transcript", object=transcript.pk, detail={"scheme": scheme}
    ) as event:
        same = Code.objects.filter(transcript=transcript, turn=turn, scheme=scheme, code=entry)
        if span is not None:
            same = same.filter(start=span.start, stop=span.stop)
        there = same.exclude(status=Code.Status.REJECTED).order_by("status").first()
        if there is not None and there.status == Code.Status.ACCEPTED:
            raise PracticeError("This turn has that code already.")
        if there is not None:
            record_decision(chart, there, Decision.Verdict.ACCEPTED, event, timezone.now())
            return there
        return Code.objects.create(
            patient=chart.patient,
            event=event,
            transcript=transcript,
            coder_id=person_of(chart),
            status=Code.Status.ACCEPTED,
            turn=turn,
            start=span.start if span else None,
            stop=span.stop if span else None,
            scheme=scheme,
            code=entry,
        )


def looked_at(*, chart: Chart, transcript: Transcript) -> dict[tuple[str, str], int]:
    """Return how many proposals of each kind (scheme, code) of a session a person has decided about."""
    rows = (
        chart.rows(Decision, to=May.READ_SESSIONS)
        .filter(code__transcript=transcript)
        .exclude(code__model="")
        .exclude(verdict=Decision.Verdict.REOPENED)
        .order_by()
        .values("code__scheme", "code__code")
        .annotate(n=Count("code", distinct=True))
    )
    return {(row["code__scheme"], row["code__code"]): row["n"] for row in rows}


def accept_all(
    *, chart: Chart, transcript: Transcript, scheme: str, code: str, at_least: float = 0.0
) -> list[Code]:
    """Accept every open proposal of one kind in a session, after a look at three of them, and return those.

    Args:
        chart: the opened record.
        transcript: the session's transcript.
        scheme: the scheme of the kind.
        code: its slug.
        at_least: the confidence below which a proposal stays open, since it lies folded and unseen.

    Raises:
        PracticeError: fewer than three of this kind were looked at.
    """
    check_own(chart, transcript)
    seen = looked_at(chart=chart, transcript=transcript).get((scheme, code), 0)
    if seen < LOOK_AT_FIRST:
        raise PracticeError(f"Look at {LOOK_AT_FIRST} of this kind first. You have looked at {seen}.")
    with on_record(
        chart,
        "claim.accept_all",
        to=May.CODE,
        kind="transcript",
        object=transcript.pk,
        detail={"scheme": scheme, "code": code},
    ) as event:
        check_own(chart, transcript)
        waiting = list(
            Code.objects.filter(
                transcript=transcript,
                scheme=scheme,
                code=code,
                status=Code.Status.PROPOSED,
                confidence__gte=at_least,
            )
        )
        _accept(chart, waiting, event)
    return waiting


def _accept(chart: Chart, claims: Sequence[Code], event: AuditEvent) -> None:
    """Accept many codes at once."""
    now = timezone.now()
    for claim in claims:
        claim.status = Code.Status.ACCEPTED
    Code.objects.bulk_update(claims, ["status"], batch_size=300)
    Decision.objects.bulk_create(
        [
            Decision(
                patient=chart.patient,
                event=event,
                code=claim,
                verdict=Decision.Verdict.ACCEPTED,
                by_id=person_of(chart),
                at=now,
            )
            for claim in claims
        ],
        batch_size=300,
    )


def record_coding(*, chart: Chart, transcript: Transcript, coded: Annotated) -> tuple[int, int]:
    """Store a person's coding of a whole session at once, as accepted, and return how many codes and episodes.

    Where the coder proposed the same code on the same turn, that proposal is accepted; the rest are added.

    Raises:
        PracticeError: the coding is of another transcript.
    """
    if coded.errors:
        raise coded.errors[0]
    if len(coded.transcript.turns) != transcript.turn_count:
        raise PracticeError("This coding was made for another transcript: the number of turns differs.")
    by = person_of(chart)
    with on_record(
        chart,
        "coding.record",
        to=May.CODE,
        of=(transcript,),
        kind="transcript",
        object=transcript.pk,
        detail={"codes": len(coded.codes), "episodes": len(coded.episodes)},
    ) as event:
        shared = {"patient": chart.patient, "event": event, "transcript": transcript, "coder_id": by}
        waiting = {
            (c.turn, c.scheme, c.code): c
            for c in Code.objects.filter(transcript=transcript, status=Code.Status.PROPOSED)
        }
        fresh, agreed = [], []
        for note in coded.codes:
            proposal = waiting.pop((note.turn or 0, note.scheme.value, note.code), None)
            if proposal is not None:
                agreed.append(proposal)
            else:
                fresh.append(_own_code(note.moment, note.scheme.value, note.code, shared))
        fresh += [_own_code(moment, "moment", "supervision", shared) for moment in coded.moments]
        Code.objects.bulk_create(fresh, batch_size=300)
        _accept(chart, agreed, event)
        for episode in coded.episodes:
            _own_episode(chart, episode, shared)
    return len(coded.codes), len(coded.episodes)


def _own_code(moment: Moment, scheme: str, code: str, shared: dict[str, Any]) -> Code:
    span = moment.span
    return Code(
        **shared,
        status=Code.Status.ACCEPTED,
        turn=moment.first or 0,
        start=span.start if span else None,
        stop=span.stop if span else None,
        scheme=scheme,
        code=code,
    )


def _own_episode(chart: Chart, told: ToldEpisode, shared: dict[str, Any]) -> None:
    episode = Episode(
        **shared,
        status=Episode.Status.ACCEPTED,
        first=told.moment.first or 0,
        last=told.moment.last or 0,
        kind=told.other,
        place=told.place.value,
        completeness=told.completeness,
        enacted=told.telling is Telling.ENACTED,
    )
    episode.seal(chart.cipher, other_name=told.name, when=told.when)
    episode.save(force_insert=True)
    parts = []
    for part in told.components:
        span = part.moment.span
        row = Component(
            patient=chart.patient,
            event=shared["event"],
            episode=episode,
            kind=part.kind.value,
            category=part.category or "",
            cluster=part.cluster or "",
            valence=part.valence.value if part.valence else "",
            expected=part.occurrence is Occurrence.EXPECTED,
            intensity=part.intensity,
            turn=part.moment.first or 0,
            start=span.start if span else None,
            stop=span.stop if span else None,
        )
        if part.own_words:
            row.seal(chart.cipher, own_words=part.own_words)
        parts.append(row)
    Component.objects.bulk_create(parts)


def known(scheme: str, slug: str) -> str:
    """Return the slug if the field's vocabulary has it; otherwise say what comes close."""
    return registry.entry(scheme, slug).slug
