"""A second coder that the owner has set up: which one, whether it may be asked about a patient, and how far it is.

It reads what was said in a session beside the embedded coder, a piece at a time, and may be on another machine. How
it is reached is none of the practice's business: the settings hand over something that can be asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

from clew.practice import consents
from clew.practice.access import Chart
from clew.practice.models import AuditEvent, Patient, Transcript
from clew.therapy.coding.codes import Coding
from clew.therapy.transcripts import Transcript as Said

ASKED, ANSWERED, STOPPED = "coder.ask", "coder.answer", "coder.stop"


class SecondCoder(Protocol):
    """What can be asked for codes. `name` is what its proposals are named by, `host` where it is."""

    @property
    def name(self) -> str:
        """What its proposals are named by, in at most 40 characters."""

    @property
    def host(self) -> str:
        """The machine on which it is."""

    @property
    def local(self) -> bool:
        """Whether what is said stays on this machine."""

    def pieces(self, said: Said) -> int:
        """Return in how many pieces it is asked about a session."""

    def code(self, said: Said, piece: int) -> Coding:
        """Return what it proposes for one piece of a session.

        Raises:
            TherapyError: it does not answer, or not as it should.
        """


def configured() -> SecondCoder | None:
    """Return the second coder that the owner has set up, or None."""
    found: SecondCoder | None = settings.CLEW_SECOND_CODER
    return found


def sends_away() -> bool:
    """Whether a second coder is set up to which what was said is sent on another machine."""
    coder = configured()
    return coder is not None and not coder.local


def may_read(patient: Patient, coder: SecondCoder) -> bool:
    """Whether what a patient said may be sent to a coder: on another machine only if the patient agrees."""
    return coder.local or consents.holds(patient, consents.Purpose.SECOND_CODER)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a coder is with one transcript. `pieces` is 0 and `why` empty before it is asked."""

    pieces: int = 0
    answered: frozenset[int] = frozenset()
    codes: int = 0
    why: str = ""

    @property
    def missing(self) -> tuple[int, ...]:
        """The pieces that are not answered, in order."""
        return tuple(n for n in range(self.pieces) if n not in self.answered)

    @property
    def waits(self) -> bool:
        """Whether it was asked and is to answer still."""
        return bool(self.missing) and not self.why

    @property
    def done(self) -> bool:
        """Whether it has answered about the whole session."""
        return self.pieces > 0 and not self.missing


def progress(chart: Chart, transcript: Transcript, coder: SecondCoder) -> Progress:
    """Return how far a coder is with one transcript, from the log; one query."""
    events = AuditEvent.objects.filter(
        patient=chart.patient.pk, object=str(transcript.pk), action__in=(ASKED, ANSWERED, STOPPED)
    )
    pieces, codes, why = 0, 0, ""
    answered: set[int] = set()
    for action, detail in events.order_by("seq").values_list("action", "detail"):
        if detail.get("model") != coder.name:
            continue
        if action == ASKED:
            pieces, why = int(detail["pieces"]), ""
        elif action == ANSWERED:
            answered.add(int(detail["piece"]))
            codes += int(detail["codes"])
        else:
            why = str(detail["why"])
    return Progress(pieces, frozenset(answered), codes, why)
