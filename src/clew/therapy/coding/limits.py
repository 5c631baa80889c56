"""How much a practice must have before the coder learns from it, and how far it then goes. Defaults, not validated."""

from __future__ import annotations

from dataclasses import dataclass

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Parameter, Tag


def _default(slug: str, name: str, value: float, definition: str) -> Parameter:
    return Parameter(slug=slug, name=name, value=value, definition=definition, source="Clew", tag=Tag.DEFAULT)


TURNS = _default(
    "tuning_turns",
    "Coded turns",
    300,
    "So many turns in coded sessions a practice needs before the coder learns from it.",
)
PATIENTS = _default(
    "tuning_patients", "Patients", 3,
    "They come from so many patients at least, and so does every code that is learned: with fewer a figure would be about a person.",
)  # fmt: skip
WITH = _default("tuning_with", "Turns with a code", 20, "A code is learned that so many turns have.")
WITHOUT = _default(
    "tuning_without", "Turns without it", 20, "A code is learned that so many turns do not have."
)
RIGHT = _default(
    "tuning_right", "Right proposals", 5,
    "A code is learned if, on patients left out, so many of its proposals are right and its F1 rises: fewer may be luck.",
)  # fmt: skip
PULL = _default(
    "tuning_pull", "Pull of the row", 10.0,
    "How strongly a row is held where it came from: the weight of half its squared distance against the log-likelihood.",
)  # fmt: skip
HOLD = _default(
    "tuning_hold", "Hold of the threshold", 50.0,
    "A threshold lies halfway between the one as it came and the best one where so many turns have the code.",
)  # fmt: skip
TUNING_PARAMETERS = (TURNS, PATIENTS, WITH, WITHOUT, RIGHT, PULL, HOLD)


@dataclass(frozen=True, slots=True)
class Least:
    """How much there must be. Less than the patients of `PATIENTS` cannot be asked for: it would be about a person."""

    turns: int = int(TURNS.value)
    patients: int = int(PATIENTS.value)
    having: int = int(WITH.value)
    lacking: int = int(WITHOUT.value)

    def __post_init__(self) -> None:
        if self.patients < PATIENTS.value or min(self.turns, self.having, self.lacking) < 1:
            raise TherapyError(
                f"A tuning needs at least {PATIENTS.value:g} patients, and one turn of each kind."
            )


class TooFew(TherapyError):
    """There is too little to learn from; `turns` and `patients` say how much there is."""

    def __init__(self, turns: int, patients: int, least: Least) -> None:
        super().__init__(
            f"Too few: {turns} of {least.turns} coded turns, of {patients} of {least.patients} patients. Code more sessions, "
            "or ask more patients whether the coder may learn from theirs."
        )
        self.turns, self.patients = turns, patients
