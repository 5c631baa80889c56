"""What is known of a session before its note is written. Facts that Clew offers; it never puts them in by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from clew.practice.models import Claim, Session
from clew.practice.readings.margin import Margins, Mark
from clew.practice.readings.sessions import Threads
from clew.practice.readings.technique import mix_of
from clew.therapy.coding.codes import Scheme
from clew.therapy.formulation.technique import InterventionMix
from clew.therapy.knowledge.interventions import MINIMUM_CODED_TURNS


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known, with the line that can be put into a note. `more`: it goes on under the same label."""

    key: str
    label: str
    text: str
    more: bool = False
    said: bool = False

    @property
    def line(self) -> str:
        """The line as it stands in a note: one line, so that what is written after it begins anew."""
        return f"{self.label}: {'; '.join(self.text.splitlines())}"


def facts(
    session: Session,
    *,
    scores: Sequence[str],
    found: Margins | None,
    touched: Sequence[tuple[str, Sequence[str]]],
    threads: Threads | None,
) -> list[Fact]:
    """Return what is known of a session.

    Args:
        session: which one.
        scores: the scores of its day, in words.
        found: what stands in the margin of its transcript; only what was accepted is used.
        touched: the wishes and responses of its accepted episodes.
        threads: what an earlier session left open.
    """
    local = timezone.localtime(session.at)
    where = ", online" if session.online else ""
    known = [
        Fact("date", "Date", f"{local.day} {local:%B %Y, %H:%M}{where}"),
        Fact("length", "Length", f"{session.minutes} minutes{_late(session)}"),
    ]
    if session.attendance in (Session.Attendance.CANCELLED, Session.Attendance.NO_SHOW):
        known.append(Fact("attendance", "Attendance", session.get_attendance_display().lower()))
    known += [Fact(f"score-{n}", "Scores", text, more=n > 0) for n, text in enumerate(scores)]
    if found is not None:
        if told := _told(found):
            known.append(Fact("episodes", "Episodes", told))
        known += [Fact(f"theme-{label}", label.capitalize(), ", ".join(words)) for label, words in touched]
        if any(_is_intervention(mark) for mark in found.marks):
            known.append(Fact("technique", "Interventions", mix_words(_mix(found))))
    if threads is not None:
        known.append(Fact("threads", f"Open since session {threads.number}", threads.words, said=True))
    return known


def _late(session: Session) -> str:
    if session.attendance != Session.Attendance.LATE:
        return ""
    return f", began {session.late_minutes} minutes late" if session.late_minutes else ", began late"


def _told(found: Margins) -> str:
    accepted = Counter(told.other for told in found.told if told.status == Claim.Status.ACCEPTED)
    return ", ".join(f"{other} ({n})" if n > 1 else other for other, n in accepted.most_common())


def _is_intervention(mark: Mark) -> bool:
    return mark.scheme == Scheme.INTERVENTION and mark.status == Claim.Status.ACCEPTED


def _mix(found: Margins) -> InterventionMix:
    return mix_of((mark.turn, mark.code) for mark in found.marks if _is_intervention(mark))


def mix_words(mix: InterventionMix) -> str:
    """Say a mix in words, or that there is too little to say."""
    if mix.insight is None or mix.middle is None or mix.support is None:
        turns = f"{mix.coded_turns} coded turn{'' if mix.coded_turns == 1 else 's'}"
        return f"{turns}, too few for shares (fewer than {MINIMUM_CODED_TURNS.value:g})"
    return (
        f"insight {mix.insight:.0f} %, middle {mix.middle:.0f} %, support {mix.support:.0f} % "
        f"of the codes in {mix.coded_turns} turns"
    )


def lines_of(known: Iterable[Fact], key: str) -> str:
    """Return the lines that one fact, or `all` of them, would put into a note; empty where there is no such fact."""
    return "\n".join(fact.line for fact in known if key in (fact.key, "all"))
