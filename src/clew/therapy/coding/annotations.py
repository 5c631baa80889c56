"""Annotations: codes that a person gave, each with the moment it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from clew.therapy.coding.codes import Scheme
from clew.therapy.knowledge import entry
from clew.therapy.moments import Moment, MomentKind, Span


@dataclass(frozen=True, slots=True)
class Annotation:
    """One code a person gave, or accepted: what counts in a profile, a mix or a formulation.

    ``moment`` usually names one turn, or some of its words.

    Raises:
        TherapyError: when the scheme has no such code.
    """

    scheme: Scheme
    code: str
    moment: Moment

    def __post_init__(self) -> None:
        entry(self.scheme, self.code)

    @property
    def turn(self) -> int | None:
        """The turn it stands in (the first one, if the moment spans several); None outside a transcript."""
        return self.moment.first if self.moment.kind is MomentKind.TURNS else None

    @property
    def span(self) -> Span | None:
        """The words of the turn that are meant; None means the whole turn."""
        return self.moment.span
