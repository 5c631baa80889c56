"""The defense profile of a course: over all its sessions, and early against late."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from clew.practice.access import Chart
from clew.practice.errors import NotFound
from clew.practice.models import Code, Course
from clew.practice.readings import claims
from clew.practice.readings.cited import Citations, Cited
from clew.therapy.charts.defense_profile import DefenseData, Line
from clew.therapy.coding.codes import Scheme
from clew.therapy.formulation.defenses import DefenseProfile, defense_profile
from clew.therapy.knowledge import DEFENSE_LEVELS, DEFENSES
from clew.therapy.knowledge.defenses import Defense


@dataclass(frozen=True, slots=True)
class Where:
    """One code's place: the session, and the turn from 0."""

    session: int
    opens: uuid.UUID
    turn: int

    @property
    def words(self) -> str:
        """Session and turn as people count, "3.12"."""
        return f"{self.session}.{self.turn + 1}"


@dataclass(frozen=True, slots=True)
class Coded:
    """One defense: what it means, how often it was coded and where."""

    slug: str
    name: str
    definition: str
    percent: float
    places: tuple[Where, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """One DMRS level with the defenses coded on it, early and late."""

    level: int
    name: str
    definition: str
    count: int
    percent: float | None
    early: int
    late: int
    coded: tuple[Coded, ...]


@dataclass(frozen=True, slots=True)
class Defenses:
    """The profile: all sessions, the early and the late ones, level by level from 7 to 1, and its picture."""

    whole: DefenseProfile
    early: DefenseProfile
    late: DefenseProfile
    levels: tuple[Level, ...]
    picture: DefenseData


def defenses(codes: Sequence[Code], late_from: int) -> Defenses:
    """Count accepted defense codes.

    Args:
        codes: accepted defense codes with their transcripts' sessions, in the order of the sessions.
        late_from: the first session that counts as late.
    """
    notes = {claims.annotation(code): code for code in codes}
    late = [note for note, code in notes.items() if code.transcript.session.number >= late_from]
    early = [note for note, code in notes.items() if code.transcript.session.number < late_from]
    whole, before, after = defense_profile(notes), defense_profile(early), defense_profile(late)
    places: dict[str, list[Where]] = {}
    for note, code in notes.items():
        session = code.transcript.session
        places.setdefault(note.code, []).append(Where(session.number, session.pk, code.turn))
    known = {level.level: level for level in DEFENSE_LEVELS.values()}
    levels = tuple(
        Level(
            level=score.level,
            name=known[score.level].name,
            definition=known[score.level].definition,
            count=score.count,
            percent=score.percent,
            early=first.count,
            late=second.count,
            coded=tuple(
                Coded(
                    one.slug,
                    DEFENSES[one.slug].name,
                    DEFENSES[one.slug].definition,
                    one.percent,
                    tuple(places[one.slug]),
                )
                for one in whole.defenses
                if one.level == score.level
            ),
        )
        for score, first, second in zip(whole.levels, before.levels, after.levels, strict=True)
    )
    return Defenses(whole, before, after, levels, _picture(levels, before, after, late_from))


def moments(chart: Chart, course: Course, slug: str) -> tuple[Defense, list[Cited]]:
    """Return one defense and the moments at which it was accepted, with their words.

    Raises:
        NotFound: there is no such defense.
    """
    known = DEFENSES.get(slug)
    if known is None:
        raise NotFound
    found = [
        claims.moment_of(code)
        for code in claims.codes(chart, Scheme.DEFENSE)
        if code.code == slug and code.transcript.session.course_id == course.pk
    ]
    citations = Citations(chart, found)
    return known, [cited for moment in dict.fromkeys(found) if (cited := citations.cite(moment))]


def _picture(
    levels: Sequence[Level], early: DefenseProfile, late: DefenseProfile, late_from: int
) -> DefenseData:
    sessions = [place.session for level in levels for one in level.coded for place in one.places]
    return DefenseData(
        first=min(sessions, default=1),
        last=max(sessions, default=1),
        late_from=late_from,
        early_odf=early.odf,
        early_n=early.n,
        late_odf=late.odf,
        late_n=late.n,
        lines=tuple(
            Line(
                level=level.level,
                name=level.name,
                early=level.early,
                late=level.late,
                counts=tuple(
                    sorted(Counter(place.session for one in level.coded for place in one.places).items())
                ),
                words=tuple(f"{one.name} {len(one.places)}" for one in level.coded),
            )
            for level in levels
        ),
    )
