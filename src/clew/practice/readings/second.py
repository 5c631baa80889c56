"""What the session page says of a second coder."""

from __future__ import annotations

from dataclasses import dataclass

from clew.practice import second_coder
from clew.practice.access import Chart
from clew.practice.models import Transcript
from clew.practice.roles import May
from clew.practice.second_coder import Progress, SecondCoder


@dataclass(frozen=True, slots=True)
class Beside:
    """A second coder beside a session: whether it may read it, and how far it is."""

    coder: SecondCoder
    allowed: bool
    progress: Progress


def beside(chart: Chart, transcript: Transcript) -> Beside | None:
    """Return the second coder beside a session; None where none is set up or who reads does not code."""
    coder = second_coder.configured()
    if coder is None or not chart.can(May.CODE):
        return None
    allowed = second_coder.may_read(chart.patient, coder)
    return Beside(coder, allowed, second_coder.progress(chart, transcript, coder))
