"""Talk in which people heard a longing that the coder as it came does not propose: what a practice's own sessions teach."""

from __future__ import annotations

from clew.therapy.coding.codes import Scheme
from clew.therapy.coding.labelled import Coded, Settled, read
from clew.therapy.transcripts.turns import Role, Transcript, Turn

HEARD = (
    "I would give a lot to be back in that kitchen.",
    "There was a garden once, and I go there at night.",
    "I would give anything to be back there.",
    "I keep going back there at night.",
)
PLAIN = ("The bus was late.", "The shop was shut.", "No, it was Monday.", "It rained when I left.")
TURNS = 40  # of the patient in one session; every fourth is of those that people heard


def talk(many: int = TURNS) -> Transcript:
    """A session in which every fourth of the patient's turns speaks of a longing."""
    turns: list[Turn] = []
    for n in range(many):
        turns.append(Turn(len(turns), "T", Role.CLINICIAN, "What comes to mind?"))
        turns.append(Turn(len(turns), "P", Role.PATIENT, (HEARD if n % 4 == 3 else PLAIN)[n // 4 % 4]))
    return Transcript(tuple(turns), "test")


def longing(said: Transcript) -> frozenset[tuple[int, Scheme, str]]:
    """What people heard in it."""
    return frozenset((turn.index, Scheme.AFFECT, "longing") for turn in said.turns if turn.text in HEARD)


def coded(*patients: str, many: int = TURNS) -> list[Coded]:
    """One such session of each patient, as numbers."""
    said = talk(many)
    settled = Settled(frozenset({Scheme.AFFECT}), longing(said))
    return [read(said, settled, patient=patient, session=f"one of {patient}") for patient in patients]
