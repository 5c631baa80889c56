"""Codes and proposals: judgements that a moment shows something, and what the software suggests."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clew.therapy.errors import TherapyError
from clew.therapy.moments import Place, Span


class Scheme(StrEnum):
    """The families of codes. The codes of each are the slugs in `clew.therapy.knowledge`."""

    INTERVENTION = "intervention"
    DEFENSE = "defense"
    RUPTURE = "rupture"
    REPAIR = "repair"
    AFFECT = "affect"
    RISK = "risk"


def _check_confidence(confidence: float) -> None:
    if not 0.0 <= confidence <= 1.0:
        raise TherapyError(f"A confidence lies between 0 and 1, so {confidence} is none.")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A code that the software suggests for one turn, with the words it rests on."""

    turn: int
    scheme: Scheme
    code: str
    confidence: float
    span: Span

    def __post_init__(self) -> None:
        _check_confidence(self.confidence)


@dataclass(frozen=True, slots=True)
class ComponentProposal:
    """A wish (W), response of other (RO) or response of self (RS) suggested inside an episode.

    ``category`` is a CCRT standard category's slug and ``cluster`` a cluster's, each None where it is not clear; one is
    never made from the other. ``cluster_confidence`` is how sure the cluster is.
    """

    component: str
    category: str | None
    turn: int
    span: Span
    confidence: float
    cluster: str | None = None
    cluster_confidence: float = 0.0

    def __post_init__(self) -> None:
        _check_confidence(self.confidence)
        _check_confidence(self.cluster_confidence)
        if self.component not in ("W", "RO", "RS"):
            raise TherapyError(f"A CCRT component is W, RO or RS, not {self.component!r}.")


@dataclass(frozen=True, slots=True)
class NamedAs:
    """Words of a turn that named a person."""

    turn: int
    span: Span


@dataclass(frozen=True, slots=True)
class EpisodeProposal:
    """A relationship episode suggested over turns ``first`` to ``last``, both included.

    ``other`` is the kind of person (a slug of `knowledge.OTHERS`) and ``name`` their role in this session ("older
    sister"): episodes with one person have one name. ``named`` are the words that named them, the first of the session
    and those nearest to the episode. ``completeness`` runs from 1 to 5.
    """

    first: int
    last: int
    other: str
    place: Place
    completeness: float
    confidence: float
    components: tuple[ComponentProposal, ...] = ()
    name: str = ""
    named: tuple[NamedAs, ...] = ()

    def __post_init__(self) -> None:
        _check_confidence(self.confidence)
        if not 0 <= self.first <= self.last:
            raise TherapyError("An episode's last turn cannot come before its first.")
        if not 1.0 <= self.completeness <= 5.0:
            raise TherapyError(f"Completeness runs from 1 to 5, so {self.completeness} is none.")


@dataclass(frozen=True, slots=True)
class Flag:
    """Something worth a look in a session: the rule that fired, in words, and the turns it rests on."""

    kind: str
    level: str
    turns: tuple[int, ...]
    words: str
    rule: str

    def __post_init__(self) -> None:
        if not self.turns:
            raise TherapyError("A flag must name the turns it rests on.")


@dataclass(frozen=True, slots=True)
class Coding:
    """All that one version of the coder suggests for one transcript."""

    model: str
    proposals: tuple[Proposal, ...]
    episodes: tuple[EpisodeProposal, ...]
    flags: tuple[Flag, ...]
