"""The mix of interventions in a session: how much was toward insight and how much toward support.

The eight codes are an order from most insight-promoting to most
supportive; the scheme is not a validated instrument, there is no target value, and patients never see it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clew.therapy.coding.annotations import Annotation
from clew.therapy.coding.codes import Scheme
from clew.therapy.knowledge import INTERVENTIONS, Pole
from clew.therapy.knowledge.interventions import MINIMUM_CODED_TURNS


@dataclass(frozen=True, slots=True)
class InterventionMix:
    """The eight interventions of one session.

    ``counts`` holds all eight in the order from insight to support. ``insight``, ``middle`` and ``support``
    are shares of all eight in per cent, which sum to 100; None with fewer coded turns than
    `MINIMUM_CODED_TURNS`.
    """

    coded_turns: int
    counts: dict[str, int]
    insight: float | None
    middle: float | None
    support: float | None

    @property
    def enough(self) -> bool:
        """Whether there are enough coded turns to show shares (D: default, not validated)."""
        return self.coded_turns >= MINIMUM_CODED_TURNS.value

    @property
    def label(self) -> str:
        """ "too few coded turns (n = x)" while there are too few, else ""."""
        return "" if self.enough else f"too few coded turns (n = {self.coded_turns})"


def intervention_mix(codes: Iterable[Annotation]) -> InterventionMix:
    """Count the eight interventions among the codes of one session.

    Codes of other schemes and the extra codes (question, frame, silence ...) are passed over. A turn may
    hold several interventions and each counts; the very same code at the same moment counts once.
    """
    given = dict.fromkeys(c for c in codes if c.scheme is Scheme.INTERVENTION and c.code in INTERVENTIONS)
    counts = {slug: sum(code.code == slug for code in given) for slug in INTERVENTIONS}
    turns = len({(code.moment.ref, code.turn) for code in given})

    def share(pole: Pole) -> float | None:
        if turns < MINIMUM_CODED_TURNS.value:
            return None
        return 100.0 * sum(n for slug, n in counts.items() if INTERVENTIONS[slug].pole is pole) / len(given)

    return InterventionMix(turns, counts, share(Pole.INSIGHT), share(Pole.MIDDLE), share(Pole.SUPPORT))
