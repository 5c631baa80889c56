"""What a clinician makes of the proposals, and codes of their own. Each choice is a new decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions.base import on_record
from clew.practice.actions.sessions import read_turns
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import AuditEvent, Code, Component, Decision, Episode, Transcript
from clew.practice.roles import May
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge import registry
from clew.therapy.moments import Place, Span

LOOK_AT_FIRST = 3  # "Accept all of this kind" asks for a look at three of them first (look.md)

_STATUS = {
    Decision.Verdict.ACCEPTED: Code.Status.ACCEPTED,
    Decision.Verdict.REJECTED: Code.Status.REJECTED,
    Decision.Verdict.CHANGED: Code.Status.REJECTED,
    Decision.Verdict.REOPENED: Code.Status.PROPOSED,
}


def _person(chart: Chart) -> int:
    if chart.by is None:
        raise NotFound
    return chart.by.pk


def _record(
    chart: Chart,
    claim: Code | Episode,
    verdict: Decision.Verdict,
    event: AuditEvent,
    at: datetime,
    replacement: Code | None = None,
) -> Decision:
    claim.status = _STATUS[verdict]
    claim.save(update_fields=["status"])
    return Decision.objects.create(
        patient=chart.patient,
        event=event,
        code=claim if isinstance(claim, Code) else None,
        episode=claim if isinstance(claim, Episode) else None,
        verdict=verdict,
        by_id=_person(chart),
        at=at,
        replacement=replacement,
    )


def decide(*, chart: Chart, claim: Code | Episode, verdict: Decision.Verdict, at: datetime | None = None) -> Decision:
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
        if claim.patient_id != chart.patient.pk:
            raise NotFound
        return _record(chart, claim, verdict, event, at or timezone.now())


def change(*, chart: Chart, code: Code, to: str) -> Code:
    """Replace a code by another of the same scheme on the same words, and return the new one, accepted."""
    entry = _known(code.scheme, to)
    with on_record(
        chart, "claim.changed", to=May.CODE, kind="code", object=code.pk, detail={"to": entry}
    ) as event:
        if code.patient_id != chart.patient.pk:
            raise NotFound
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
        _record(chart, code, Decision.Verdict.CHANGED, event, timezone.now(), replacement)
    return replacement


def undo_change(*, chart: Chart, code: Code) -> None:
    """Undo a change: the replacement is rejected and the first code is a proposal again."""
    last = code.decisions.order_by("-event").first()
    if last is None or last.replacement is None:
        raise PracticeError("There is no change to undo here.")
    with on_record(chart, "claim.reopened", to=May.CODE, kind="code", object=code.pk) as event:
        now = timezone.now()
        _record(chart, last.replacement, Decision.Verdict.REJECTED, event, now)
        _record(chart, code, Decision.Verdict.REOPENED, event, now)


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

    Raises:
        TherapyError: there is no such code, turn or span.
    """
    entry = "supervision" if scheme == "moment" else _known(scheme, code)
    turns = read_turns(chart, transcript).turns
    if not 0 <= turn < len(turns):
        raise TherapyError(f"The session has {len(turns)} turns, so there is no turn {turn}.")
    if span is not None:
        span.of(turns[turn].text)
    with on_record(
        chart, "code.add", to=May.CODE, kind="transcript", object=transcript.pk, detail={"scheme": scheme}
    ) as event:
        return Code.objects.create(
            patient=chart.patient,
            event=event,
            transcript=transcript,
            coder_id=_person(chart),
            status=Code.Status.ACCEPTED,
            turn=turn,
            start=span.start if span else None,
            stop=span.stop if span else None,
            scheme=scheme,
            code=entry,
        )


def accept_all(*, chart: Chart, transcript: Transcript, scheme: str, code: str) -> int:
    """Accept every open proposal of one kind in a session, after a look at three of them.

    Raises:
        PracticeError: fewer than three of this kind were looked at.
    """
    alike = Code.objects.filter(patient=chart.patient, transcript=transcript, scheme=scheme, code=code)
    looked_at = Decision.objects.filter(code__in=alike).exclude(verdict=Decision.Verdict.REOPENED)
    seen = looked_at.values("code").distinct().count()
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
        now = timezone.now()
        waiting = list(alike.filter(status=Code.Status.PROPOSED))
        for claim in waiting:
            _record(chart, claim, Decision.Verdict.ACCEPTED, event, now)
    return len(waiting)


@dataclass(frozen=True, slots=True)
class ComponentDraft:
    """A wish, response of other or response of self to be stored with an episode."""

    kind: str
    category: str
    turn: int
    span: Span | None = None
    valence: str = ""
    expected: bool = False
    intensity: int | None = None


def mark_episode(
    *,
    chart: Chart,
    transcript: Transcript,
    first: int,
    last: int,
    kind: str,
    other_name: str,
    place: Place,
    completeness: float,
    enacted: bool = False,
    when: str = "",
    components: Sequence[ComponentDraft] = (),
) -> Episode:
    """Mark a relationship episode over some turns. It counts at once.

    Raises:
        PracticeError: the turns, the other person or a component do not fit.
    """
    if not 0 <= first <= last < transcript.turn_count:
        raise PracticeError("The episode must start and end within the session, and not end before it starts.")
    if not 1 <= completeness <= 5:
        raise PracticeError("Completeness runs from 1 (least) to 5 (fullest).")
    if not other_name.strip():
        raise PracticeError("Say who the other person is, by their role: 'older sister', not a name.")
    _known("other", kind)
    for part in components:
        if not first <= part.turn <= last:
            raise PracticeError("Each wish or response must lie within the episode's turns.")
        if part.category:
            _known(part.kind, part.category)
    with on_record(
        chart, "episode.mark", to=May.CODE, kind="transcript", object=transcript.pk, detail={"first": first}
    ) as event:
        episode = Episode(
            patient=chart.patient,
            event=event,
            transcript=transcript,
            coder_id=_person(chart),
            status=Episode.Status.ACCEPTED,
            first=first,
            last=last,
            kind=kind,
            place=place.value,
            completeness=completeness,
            enacted=enacted,
        )
        episode.seal(chart.cipher, other_name=other_name.strip(), when=when)
        episode.save(force_insert=True)
        Component.objects.bulk_create(
            [
                Component(
                    patient=chart.patient,
                    event=event,
                    episode=episode,
                    kind=part.kind,
                    category=part.category,
                    valence=part.valence,
                    expected=part.expected,
                    intensity=part.intensity,
                    turn=part.turn,
                    start=part.span.start if part.span else None,
                    stop=part.span.stop if part.span else None,
                )
                for part in components
            ]
        )
    return episode


def _known(scheme: str, slug: str) -> str:
    """Return the slug if the field's vocabulary has it; otherwise say what comes close."""
    return registry.entry(scheme, slug).slug
