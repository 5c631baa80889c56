"""Cited moments: their words, where they stand and their number on paper.

Each transcript that is cited is opened once, the others not at all. Private process notes are never read here.
"""

from __future__ import annotations

import itertools
import math
import textwrap
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clew.practice.access import Chart
from clew.practice.actions.sessions import read_turns
from clew.practice.models import Administration, Note, Transcript
from clew.practice.readings import scores
from clew.practice.roles import May
from clew.therapy.moments import Moment, MomentKind
from clew.therapy.transcripts.turns import Role, Turn

# What the patient said needs no name on the patient's own page.
_SAID_BY = {
    Role.CLINICIAN: "said by the clinician",
    Role.COMPANION: "said by a companion",
    Role.UNKNOWN: "said by somebody",
}
LONGEST = 150  # characters of a quote; a longer one is cut at a word


@dataclass(frozen=True, slots=True)
class Cited:
    """One moment, as a page shows it.

    `number` counts the moments of the page from 1 and is what a footnote on paper says. `page` and `opens` name
    the page and the row that show it in its place, `anchor` the place there.
    """

    number: int
    words: str
    where: str
    who: str
    page: str
    opens: uuid.UUID
    anchor: str


class Citations:
    """The moments of one page. Give it all that may be cited, then `cite` them in the order of the page."""

    def __init__(
        self, chart: Chart, moments: Iterable[Moment], transcripts: Mapping[str, Transcript] | None = None
    ) -> None:
        self._chart = chart
        refs: dict[MomentKind, set[str]] = {kind: set() for kind in MomentKind}
        for moment in moments:
            refs[moment.kind].add(moment.ref)
        # Those that were read already, with their sessions, are not asked for again.
        self._transcripts = (
            self._rows_of(refs[MomentKind.TURNS]) if transcripts is None else dict(transcripts)
        )
        self._notes = self._notes_of(refs[MomentKind.NOTE])
        self._answers = self._administrations_of(refs[MomentKind.ANSWER])
        self._turns: dict[str, Sequence[Turn]] = {}
        self._found: dict[Moment, Cited] = {}

    def _rows_of(self, refs: set[str]) -> dict[str, Transcript]:
        if not refs:
            return {}
        rows = self._chart.rows(Transcript, to=May.READ_FORMULATION).filter(pk__in=refs)
        return {str(row.pk): row for row in rows.select_related("session")}

    def _notes_of(self, refs: set[str]) -> dict[str, Note]:
        if not refs or not self._chart.can(May.READ_PROGRESS_NOTES):
            return {}
        rows = self._chart.rows(Note, to=May.READ_PROGRESS_NOTES).filter(pk__in=refs, kind=Note.Kind.PROGRESS)
        return {str(row.pk): row for row in rows.select_related("session")}

    def _administrations_of(self, refs: set[str]) -> dict[str, Administration]:
        if not refs or not self._chart.can(May.READ_MEASURES):
            return {}
        rows = self._chart.rows(Administration, to=May.READ_MEASURES).filter(pk__in=refs)
        return {str(row.pk): row for row in rows}

    def cite(self, moment: Moment, who: str = "") -> Cited | None:
        """Return a moment with its number, or None where this person may not read what it stands in.

        The same moment keeps its first number. `who` says whom it is about; left out, it is the speaker, unless that is the patient.
        """
        if moment not in self._found:
            cited = self._look_up(moment, who)
            if cited is None:
                return None
            self._found[moment] = cited
        return self._found[moment]

    def order(self, moment: Moment) -> tuple[float, int, int]:
        """Return what sorts moments by their session and turn; notes and answers come last."""
        transcript = self._transcripts.get(moment.ref)
        when = transcript.session.at.timestamp() if transcript else math.inf
        return when, moment.first or 0, moment.span.start if moment.span else 0

    @property
    def all(self) -> tuple[Cited, ...]:
        """Everything cited so far, in the order of the numbers."""
        return tuple(self._found.values())

    def transcript(self, moment: Moment) -> Transcript:
        """Return the transcript that a moment given at the start stands in."""
        return self._transcripts[moment.ref]

    def turns(self, transcript: Transcript) -> Sequence[Turn]:
        """Return the turns of one transcript, opened at most once."""
        key = str(transcript.pk)
        if key not in self._turns:
            self._turns[key] = read_turns(self._chart, transcript).turns
        return self._turns[key]

    def _look_up(self, moment: Moment, who: str) -> Cited | None:
        number, at = len(self._found) + 1, moment.first or 0
        if transcript := self._transcripts.get(moment.ref):
            turn = self.turns(transcript)[at]
            words = moment.span.of(turn.text) if moment.span else turn.text
            session = transcript.session
            where = f"session {session.number}, turn {at + 1}"
            who = who or _SAID_BY.get(turn.role, "")
            return Cited(number, _cut(words), where, who, "session", session.pk, f"turn-{at}")
        if note := self._notes.get(moment.ref):
            lines = self._chart.text(note, "text").splitlines()
            words = lines[at] if at < len(lines) else ""
            where = f"progress note of session {note.session.number}"
            return Cited(number, _cut(words), where, who, "session", note.session_id, "note")
        if filled_in := self._answers.get(moment.ref):
            title = scores.read(filled_in).instrument.title
            answer = filled_in.answers[at] if at < len(filled_in.answers) else None
            words = "not answered" if answer is None else f"answered {answer}"
            where = f"{title}, question {at + 1}"
            by = who or (
                "" if filled_in.rater == Administration.Rater.PATIENT else f"by the {filled_in.rater}"
            )
            return Cited(number, words, where, by, "measure_entry", filled_in.pk, f"item-{at}")
        return None


def ranges(numbers: Iterable[int]) -> str:
    """Write numbers shortly: "1-4, 7"."""
    parts = []
    ordered = sorted(set(numbers))
    for _, run in itertools.groupby(enumerate(ordered), lambda pair: pair[1] - pair[0]):
        found = [number for _, number in run]
        parts.append(str(found[0]) if len(found) == 1 else f"{found[0]}-{found[-1]}")
    return ", ".join(parts)


def _cut(words: str) -> str:
    return textwrap.shorten(words, LONGEST, placeholder=" \N{HORIZONTAL ELLIPSIS}")
