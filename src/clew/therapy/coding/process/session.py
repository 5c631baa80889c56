"""Everything that is counted about one session, together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clew.therapy.coding.process.coded import (
    AffectCourse,
    InsightWords,
    Noted,
    RuptureCourse,
    affect_course,
    insight_words,
    rupture_course,
)
from clew.therapy.coding.process.limits import Limits
from clew.therapy.coding.process.said import Lateness, lateness
from clew.therapy.coding.process.talk import (
    MinimalResponses,
    Talk,
    TalkShare,
    TurnLength,
    minimal_responses,
    talk_share,
    turn_lengths,
)
from clew.therapy.coding.process.times import ResponseTimes, Silence, response_times, silences
from clew.therapy.coding.process.topics import TopicShifts, topic_shifts
from clew.therapy.errors import TherapyError
from clew.therapy.transcripts.turns import Role, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """All figures of one session, with the limits that were used."""

    talk: Talk
    codes: tuple[Noted, ...]
    limits: Limits
    share: TalkShare
    lengths: tuple[TurnLength, ...]
    responses: tuple[ResponseTimes, ...]
    silences: tuple[Silence, ...]
    lateness: Lateness
    minimal: MinimalResponses
    topics: TopicShifts
    affects: tuple[AffectCourse, ...]
    ruptures: RuptureCourse
    insight: InsightWords

    @property
    def roles_known(self) -> bool:
        """Whether both a patient and a clinician speak in it."""
        return {Role.PATIENT, Role.CLINICIAN} <= {turn.role for turn in self.talk.turns}

    @property
    def timed(self) -> bool:
        """Whether any response time could be measured."""
        return any(one.measured for one in self.responses)


def process_of(
    turns: Sequence[Turn],
    codes: Iterable[Noted] = (),
    *,
    minutes_late: float | None = None,
    limits: Limits | None = None,
) -> Process:
    """Count everything about one session.

    Args:
        turns: all turns of the session in order; there may be none.
        codes: the codes that count, of any scheme; the caller decides whether proposals are among them.
        minutes_late: by how much the session began late, if known.
        limits: the numbers that the counting uses; the defaults unless told.

    Raises:
        TherapyError: a code stands at a turn that is not there, or a turn not in its place.
    """
    limits, codes = limits or Limits(), tuple(sorted(codes))
    talk = Talk.of(turns)
    if codes and codes[-1].turn >= len(turns):
        raise TherapyError(f"A code stands at turn {codes[-1].turn}, but there are {len(turns)} turns.")
    return Process(
        talk=talk,
        codes=codes,
        limits=limits,
        share=talk_share(talk),
        lengths=turn_lengths(talk),
        responses=response_times(talk),
        silences=silences(talk, limits),
        lateness=lateness(talk, minutes=minutes_late, limits=limits),
        minimal=minimal_responses(talk, limits),
        topics=topic_shifts(talk, codes, limits),
        affects=affect_course(talk, codes),
        ruptures=rupture_course(codes, limits),
        insight=insight_words(talk, codes, limits),
    )
