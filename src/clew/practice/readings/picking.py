"""The moments that a hypothesis or an entry can rest on: accepted episodes and what was marked for supervision."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from clew.practice.access import Chart
from clew.practice.models import Claim, Code, Course, Transcript
from clew.practice.readings import claims
from clew.practice.readings.cited import Citations, Cited
from clew.practice.readings.evidence import Evidence, gather, named
from clew.practice.readings.hypotheses import Sided
from clew.practice.roles import May
from clew.therapy.moments import Moment, MomentKind

MARK = "moment"  # the scheme of a mark for supervision


@dataclass(frozen=True, slots=True)
class Pick:
    """One moment to choose from. `value` names it in a form; `why` says what it is on the list for."""

    value: str
    moment: Moment
    transcript: Transcript
    cited: Cited
    why: str
    used_for: bool = False
    used_against: bool = False


@dataclass(frozen=True, slots=True)
class OfSession:
    """The moments of one session."""

    transcript: Transcript
    picks: tuple[Pick, ...]


def picks(chart: Chart, course: Course, used: Collection[Sided] = ()) -> list[OfSession]:
    """Return what can be chosen, the latest session first and in the order of the turns.

    Args:
        chart: the opened record.
        course: whose sessions are listed.
        used: what the hypothesis or entry rests on already, to be marked.
    """
    found: dict[Moment, list[str]] = {}
    about: dict[Moment, str] = {}
    for moment, who, why in _candidates(chart, course, gather(chart, course)):
        found.setdefault(moment, []).append(why)
        about.setdefault(moment, who)
    citations = Citations(chart, found)
    by_transcript: dict[Transcript, list[Pick]] = {}
    for moment in sorted(found, key=citations.order):
        cited = citations.cite(moment, about[moment])
        if cited is None:
            continue
        transcript = citations.transcript(moment)
        by_transcript.setdefault(transcript, []).append(
            Pick(
                _value(moment),
                moment,
                transcript,
                cited,
                ", ".join(dict.fromkeys(found[moment])),
                Sided(False, moment) in used,
                Sided(True, moment) in used,
            )
        )
    sessions = sorted(by_transcript, key=lambda row: row.session.at, reverse=True)
    return [OfSession(row, tuple(by_transcript[row])) for row in sessions]


def _candidates(chart: Chart, course: Course, evidence: Evidence) -> Iterator[tuple[Moment, str, str]]:
    for episode in evidence.accepted:
        for component in episode.components:
            yield component.moment, named(episode), component.kind.label
        if not episode.components and episode.moment.first is not None:
            first = episode.moment.first
            yield Moment(MomentKind.TURNS, episode.moment.ref, first, first), named(episode), "episode"
    marks = (
        chart.rows(Code, to=May.READ_SESSIONS)
        .filter(
            scheme=MARK,
            status=Claim.Status.ACCEPTED,
            transcript__current=True,
            transcript__session__course=course,
        )
        .order_by("turn", "pk")
    )
    for mark in marks:
        yield claims.moment_of(mark), "", "for supervision"


def _value(moment: Moment) -> str:
    span = f"{moment.span.start}-{moment.span.stop}" if moment.span else ""
    return f"{moment.ref}.{moment.first}.{span}"
