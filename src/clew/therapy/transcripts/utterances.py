"""From utterances to turns: what every reader yields, and how it becomes a transcript."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from clew.therapy.transcripts.errors import TranscriptError
from clew.therapy.transcripts.limits import (
    MAX_LABEL_CHARACTERS,
    MAX_TURN_CHARACTERS,
    MAX_TURNS,
)
from clew.therapy.transcripts.text import clean
from clew.therapy.transcripts.times import is_time
from clew.therapy.transcripts.turns import Role, Transcript, Turn


@dataclass(slots=True)
class Utterance:
    """What one speaker says in one cue, line, row or paragraph.

    ``line`` is where it stands in the file; ``speaker`` is "" where the file does not say who speaks; ``text``
    may be empty, and then adds nothing; ``start`` and ``end`` are seconds or None.
    """

    line: int | None
    speaker: str
    text: str
    start: float | None = None
    end: float | None = None


@dataclass(slots=True)
class _Talk:
    """One turn while its utterances are still coming."""

    speaker: str
    start: float | None
    end: float | None = None
    latest: float = 0.0  # of all times met in the turn
    pieces: list[str] = field(default_factory=list)
    length: int = 0


def transcript_of(utterances: Iterable[Utterance], *, name: str, format: str) -> Transcript:  # noqa: A002
    """Return the transcript of ``utterances``, taken in order and one at a time.

    Consecutive utterances of one labelled speaker become one turn: their words joined by a space, the start of
    the first, the end of the last (or the latest time met before it, where they overlap). Utterances without a label are a turn
    each, because nothing says that the same person goes on talking. Every role is unknown.

    Raises TranscriptError where there are no words at all, where times run backwards within an utterance, and
    above the limits on turns, their length and the length of labels.
    """
    turns: list[Turn] = []
    talk: _Talk | None = None

    def finish() -> None:
        if talk is not None:
            index = len(turns)
            turns.append(Turn(index, talk.speaker, Role.UNKNOWN, " ".join(talk.pieces), talk.start, talk.end))

    for utterance in utterances:
        text, speaker = clean(utterance.text), clean(utterance.speaker)
        if not text:
            continue
        _check_times(utterance, name)
        if talk is None or not speaker or speaker != talk.speaker:
            finish()
            if len(turns) == MAX_TURNS:
                problem = f"there are more than {MAX_TURNS} turns"
                raise TranscriptError(name, utterance.line, problem, "the transcript of one session")
            if len(speaker) > MAX_LABEL_CHARACTERS:
                problem = f"a speaker's label is longer than {MAX_LABEL_CHARACTERS} characters"
                raise TranscriptError(name, utterance.line, problem, "a name or a role")
            talk = _Talk(speaker, utterance.start)
        talk.latest = max(talk.latest, utterance.start or 0.0, utterance.end or 0.0)
        talk.end = None if utterance.end is None else talk.latest
        talk.pieces.append(text)
        talk.length += len(text) + 1
        if talk.length > MAX_TURN_CHARACTERS + 1:
            problem = f"one turn is longer than {MAX_TURN_CHARACTERS} characters"
            raise TranscriptError(
                name, utterance.line, problem, "a speaker's label where another person speaks"
            )
    finish()
    if not turns:
        raise TranscriptError(name, None, "nobody says anything in it", "a transcript with at least one turn")
    return Transcript(tuple(turns), format)


def _check_times(utterance: Utterance, name: str) -> None:
    if not (is_time(utterance.start) and is_time(utterance.end)):
        problem = "a time lies outside any recording"
        raise TranscriptError(name, utterance.line, problem, "seconds from the beginning of the recording")
    if utterance.start is not None and utterance.end is not None and utterance.end < utterance.start:
        raise TranscriptError(name, utterance.line, "it ends before it starts", "an end that is not earlier")
