"""The defense profile of a course: over all its sessions, and early against late."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from clew.practice.access import Chart
from clew.practice.errors import NotFound
from clew.practice.models import Claim, Code, Course
from clew.practice.readings.cited import Citations, Cited
from clew.practice.roles import May
from clew.therapy.charts.defense_profile import DefenseData, Line
from clew.therapy.coding.annotations import Annotation
from clew.therapy.coding.codes import Scheme
from clew.therapy.formulation.defenses import DefenseProfile, defense_profile
from clew.therapy.knowledge import DEFENSE_LEVELS, DEFENSES
from clew.therapy.knowledge.defenses import Defense
from clew.therapy.moments import Moment, MomentKind, Span


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

    @property
    def anchor(self) -> str:
        """The place on the session's page."""
        return f"turn-{self.turn}"


@dataclass(frozen=True, slots=True)
class Found:
    """One accepted code and where it stands."""

    note: Annotation
    where: Where


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


def coded(chart: Chart, course: Course) -> list[Found]:
    """Return the accepted defense codes of a course, in the order of the sessions; the same one once."""
    rows = (
        chart.rows(Code, to=May.READ_SESSIONS)
        .filter(
            scheme=Scheme.DEFENSE.value,
            status=Claim.Status.ACCEPTED,
            transcript__current=True,
            transcript__session__course=course,
        )
        .order_by("transcript__session__at", "turn", "pk")
        .values_list(
            "code",
            "transcript_id",
            "turn",
            "start",
            "stop",
            "transcript__session_id",
            "transcript__session__number",
        )
    )
    found: dict[Annotation, Where] = {}
    for code, transcript, turn, start, stop, session, number in rows:
        span = Span(start, stop) if start is not None and stop is not None else None
        moment = Moment(MomentKind.TURNS, str(transcript), turn, turn, span)
        found.setdefault(Annotation(Scheme.DEFENSE, code, moment), Where(number, session, turn))
    return [Found(note, where) for note, where in found.items()]


def defenses(found: Sequence[Found], late_from: int) -> Defenses:
    """Count accepted defense codes; ``late_from`` is the first session that counts as late."""
    whole = defense_profile(one.note for one in found)
    before = defense_profile(one.note for one in found if one.where.session < late_from)
    after = defense_profile(one.note for one in found if one.where.session >= late_from)
    places: dict[str, list[Where]] = {}
    for one in found:
        places.setdefault(one.note.code, []).append(one.where)
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
    found = [one.note.moment for one in coded(chart, course) if one.note.code == slug]
    citations = Citations(chart, found)
    return known, [cited for moment in found if (cited := citations.cite(moment))]


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
