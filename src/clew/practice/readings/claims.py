"""Codes and episodes as `therapy` knows them. Only accepted ones, unless the proposals are asked for beside them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import F

from clew.practice.access import Chart
from clew.practice.models import Claim, Code, Component, Episode
from clew.practice.roles import May
from clew.therapy.coding.annotations import Annotation
from clew.therapy.coding.codes import Scheme
from clew.therapy.formulation import episodes as told
from clew.therapy.knowledge import Component as ComponentKind
from clew.therapy.moments import Moment, MomentKind, Place, Span


def _statuses(proposals: bool) -> list[str]:
    return [Claim.Status.ACCEPTED, Claim.Status.PROPOSED] if proposals else [Claim.Status.ACCEPTED]


def _moment(ref: object, first: int, last: int, start: int | None, stop: int | None) -> Moment:
    span = Span(start, stop) if start is not None and stop is not None else None
    return Moment(MomentKind.TURNS, str(ref), first, last, span)


def moment_of(code: Code) -> Moment:
    """Return the moment that a code rests on."""
    return _moment(code.transcript_id, code.turn, code.turn, code.start, code.stop)


def annotation(code: Code) -> Annotation:
    """Return one code with the moment it rests on."""
    return Annotation(Scheme(code.scheme), code.code, moment_of(code))


def codes(chart: Chart, *schemes: Scheme, proposals: bool = False) -> list[Code]:
    """Return the codes of some schemes in the current transcripts, in the order of the sessions."""
    return list(
        chart.rows(Code, to=May.READ_SESSIONS)
        .filter(
            scheme__in=[s.value for s in schemes], status__in=_statuses(proposals), transcript__current=True
        )
        .select_related("transcript__session")
        .defer("transcript__turns")
        .order_by("transcript__session__at", "turn", "pk")
    )


def episodes(chart: Chart, *, proposals: bool = False) -> dict[told.Episode, Episode]:
    """Return the relationship episodes as `therapy` counts them, each with its row, in the order of the sessions.

    A component that nothing names yet is left out; an episode that cannot be counted is left out whole.
    """
    rows = (
        chart.rows(Episode, to=May.READ_FORMULATION)
        .filter(status__in=_statuses(proposals), transcript__current=True)
        .select_related("transcript__session")
        .defer("transcript__turns")
        .annotate(**{f"part_{name}": F(f"components__{name}") for name in _PART})
        .order_by("transcript__session__at", "first", "pk")
    )
    # One question for both: each row is an episode beside one of its components, or beside none.
    found: dict[uuid.UUID, tuple[Episode, list[Component]]] = {}
    for row in rows:
        episode, parts = found.setdefault(row.pk, (row, []))
        values = {name: getattr(row, f"part_{name}") for name in _PART}
        if values["pk"] is not None:
            parts.append(Component(patient_id=row.patient_id, episode=episode, **values))
    return {_episode(chart, row, parts): row for row, parts in found.values()}


_PART = (
    "pk",
    "kind",
    "category",
    "cluster",
    "own_words",
    "valence",
    "expected",
    "intensity",
    "turn",
    "start",
    "stop",
)
"""What of a component is read beside its episode."""


def _episode(chart: Chart, row: Episode, parts: Iterable[Component]) -> told.Episode:
    session = row.transcript.session
    return told.Episode(
        key=str(row.pk),
        session=session.number,
        other=row.kind,
        name=chart.text(row, "other_name") or row.kind,
        place=Place(row.place),
        completeness=row.completeness,
        moment=_moment(row.transcript_id, row.first, row.last, None, None),
        components=tuple(_components(chart, parts)),
        telling=told.Telling.ENACTED if row.enacted else told.Telling.TOLD,
        date=session.at.date(),
        when=chart.text(row, "when"),
    )


def _components(chart: Chart, rows: Iterable[Component]) -> Iterable[told.Component]:
    for row in sorted(rows, key=lambda c: (c.turn, c.start or 0, c.kind)):
        own_words = chart.text(row, "own_words")
        if not (row.category or row.cluster or own_words):
            continue
        kind = ComponentKind(row.kind)
        of_other = kind is ComponentKind.RESPONSE_OF_OTHER
        occurrence = told.Occurrence.EXPECTED if row.expected else told.Occurrence.ACTUAL
        yield told.Component(
            kind=kind,
            moment=_moment(row.episode.transcript_id, row.turn, row.turn, row.start, row.stop),
            category=row.category or None,
            own_words=own_words or None,
            cluster=row.cluster or None,
            valence=told.Valence(row.valence) if row.valence and kind is not ComponentKind.WISH else None,
            occurrence=occurrence if of_other else None,
            intensity=row.intensity,
        )
