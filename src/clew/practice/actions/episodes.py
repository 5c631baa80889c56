"""Relationship episodes that a clinician marks or mends in the margin of a session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions.base import on_record
from clew.practice.actions.coding import known, person_of, record_decision
from clew.practice.errors import PracticeError
from clew.practice.models import AuditEvent, Component, Decision, Episode, Transcript
from clew.practice.roles import May
from clew.therapy.knowledge import Component as ComponentKind
from clew.therapy.moments import Place, Span


@dataclass(frozen=True, slots=True)
class ComponentDraft:
    """A wish, response of other or response of self to be stored with an episode.

    It is named by a standard category, or in the clinician's own words where none fits.
    """

    kind: str
    category: str
    turn: int
    span: Span | None = None
    valence: str = ""
    expected: bool = False
    intensity: int | None = None
    own_words: str = ""
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class EpisodeDraft:
    """A relationship episode as a person marks it: turns `first` to `last`, both included, from 0.

    Raises:
        PracticeError: the turns, the other person or a component do not fit.
    """

    first: int
    last: int
    kind: str
    other_name: str
    place: Place
    completeness: float
    enacted: bool = False
    when: str = ""
    components: Sequence[ComponentDraft] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.first <= self.last:
            raise PracticeError("The episode must not end before it starts.")
        if not 1 <= self.completeness <= 5:
            raise PracticeError("Completeness runs from 1 (least) to 5 (fullest).")
        if not self.other_name.strip():
            raise PracticeError("Say who the other person is, by their role: 'older sister', not a name.")
        known("other", self.kind)
        if self.place is Place.ROOM and self.kind != "clinician":
            raise PracticeError(
                "In the room the other person is the clinician. Choose 'clinician', or another place."
            )
        for part in self.components:
            kind = ComponentKind(part.kind)
            if not self.first <= part.turn <= self.last:
                raise PracticeError("Each wish or response must lie within the episode's turns.")
            if not (part.category or part.cluster or part.own_words.strip()):
                raise PracticeError(f"Choose what the {kind.label} is, or put it into your own words.")
            if part.category:
                known(kind, part.category)
            if part.cluster:
                known(f"{kind.value}_cluster", part.cluster)


def mark_episode(
    *, chart: Chart, transcript: Transcript, draft: EpisodeDraft, key: str | None = None
) -> Episode:
    """Mark a relationship episode over some turns. It counts at once.

    Raises:
        PracticeError: the episode ends after the session.
        AlreadyDone: the same `key` was used before.
    """
    with on_record(
        chart,
        "episode.mark",
        to=May.CODE,
        of=(transcript,),
        kind="transcript",
        object=transcript.pk,
        detail={"first": draft.first, "components": len(draft.components)},
        key=key,
    ) as event:
        return _store(chart, transcript, draft, event)


def change_episode(*, chart: Chart, episode: Episode, draft: EpisodeDraft) -> Episode:
    """Put a mended episode in the place of a proposed or an earlier one, and return it, accepted."""
    with on_record(
        chart, "episode.changed", to=May.CODE, of=(episode,), kind="episode", object=episode.pk
    ) as event:
        record_decision(chart, episode, Decision.Verdict.CHANGED, event, timezone.now())
        return _store(chart, episode.transcript, draft, event)


def _store(chart: Chart, transcript: Transcript, draft: EpisodeDraft, event: AuditEvent) -> Episode:
    if draft.last >= transcript.turn_count:
        raise PracticeError(f"The session has {transcript.turn_count} turns; the episode ends after them.")
    episode = Episode(
        patient=chart.patient,
        event=event,
        transcript=transcript,
        coder_id=person_of(chart),
        status=Episode.Status.ACCEPTED,
        first=draft.first,
        last=draft.last,
        kind=draft.kind,
        place=draft.place.value,
        completeness=draft.completeness,
        enacted=draft.enacted,
    )
    episode.seal(chart.cipher, other_name=draft.other_name.strip(), when=draft.when.strip())
    episode.save(force_insert=True)
    parts = []
    for part in draft.components:
        row = Component(
            patient=chart.patient,
            event=event,
            episode=episode,
            kind=part.kind,
            category=part.category,
            cluster=part.cluster,
            valence=part.valence,
            expected=part.expected,
            intensity=part.intensity,
            turn=part.turn,
            start=part.span.start if part.span else None,
            stop=part.span.stop if part.span else None,
        )
        if part.own_words.strip():
            row.seal(chart.cipher, own_words=part.own_words.strip())
        parts.append(row)
    Component.objects.bulk_create(parts)
    return episode
