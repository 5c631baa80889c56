"""The alliance over a course: check-ins as rules read them, ruptures with what became of them, and what is held back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clew.practice.access import Chart
from clew.practice.models import Administration, Course
from clew.practice.readings import entries, measures, scores
from clew.practice.readings.days import CourseDays
from clew.practice.readings.entries import Written
from clew.practice.roles import May
from clew.therapy.course.rule import Reason
from clew.therapy.course.rupture import Found, Rupture, State, Told, covers, state_of, withheld
from clew.therapy.measures import alliance
from clew.therapy.measures.alliance import AllianceFlag, AllianceReading, Marker, RepairVerdict
from clew.therapy.measures.definition import Direction, Instrument, Scoring
from clew.therapy.measures.instruments.check_in import ALLIANCE_CHECK_IN

FORMS = ("rupture", "rupture_check")
"""The forms that tell of ruptures."""

MENDABLE = (alliance.Rule.DROP, alliance.Rule.CHART, alliance.Rule.SELF, alliance.Rule.CLINICIAN)
"""The rules whose flags can be mended."""

Entries = Mapping[str, Sequence[Written]]


@dataclass(frozen=True, slots=True)
class Flagged:
    """One flag of the alliance with what became of it (None where nothing can be mended)."""

    flag: AllianceFlag
    mended: RepairVerdict | None


@dataclass(frozen=True, slots=True)
class Rated:
    """One rater's alliance scores as the rules read them. `rows` are the questionnaires by session number."""

    series: measures.Series
    readings: tuple[AllianceReading, ...]
    flags: tuple[Flagged, ...]
    rows: Mapping[int, Administration]

    @property
    def by_patient(self) -> bool:
        """Whether the patient rated."""
        return self.series.rater == Administration.Rater.PATIENT


@dataclass(frozen=True, slots=True)
class Story:
    """One rupture as pages show it: written down with its checks, or noted by the patient alone."""

    rupture: Rupture
    written: Written | None = None
    checks: tuple[Written, ...] = ()


def rates_alliance(series: measures.Series) -> bool:
    """Whether a series rates the alliance, on items whose range is known."""
    form = series.instrument
    return (
        form.direction is Direction.BETTER
        and form.scoring in (Scoring.SUM, Scoring.MEAN)
        and form.item_range is not None
    )


def told(chart: Chart, course: Course) -> Entries:
    """Return what is written about ruptures; empty where the person may not read it."""
    return (
        entries.current(chart, course, *FORMS)
        if chart.can(May.READ_SESSIONS)
        else {form: [] for form in FORMS}
    )


def ticked(written: Entries) -> dict[int, frozenset[Marker]]:
    """Return the families of markers that the clinician ticked, by session number: what rule R5 reads."""
    found: dict[int, frozenset[Marker]] = {}
    for one in written["rupture"]:
        number = _number(one)
        families = {marker for marker in Marker if one.values.get(marker.value)}
        if number is not None and families:
            found[number] = found.get(number, frozenset()) | families
    return found


def rated(in_use: Sequence[measures.Series], written: Entries) -> list[Rated]:
    """Apply the rules of the alliance to each rater's series. The clinician's markers go with the patient's check-ins.

    Scores that belong to no session are left out.
    """
    found = []
    markers = ticked(written)
    for series in in_use:
        if rates_alliance(series):
            own = (
                series.instrument.key == ALLIANCE_CHECK_IN.key
                and series.rater == Administration.Rater.PATIENT
            )
            found.append(_rated(series, markers if own else {}))
    return found


def _rated(series: measures.Series, markers: Mapping[int, frozenset[Marker]]) -> Rated:
    readings = alliance_readings(series, markers)
    flags = tuple(
        Flagged(flag, alliance.repair(series.instrument, readings, flag) if flag.rule in MENDABLE else None)
        for flag in alliance.alliance_flags(series.instrument, readings)
    )
    rows = {number: one.administration for number, one in _by_session(series).items()}
    return Rated(series, tuple(readings), flags, rows)


def alliance_readings(
    series: measures.Series, markers: Mapping[int, frozenset[Marker]] | None = None
) -> list[AllianceReading]:
    """Return one rater's check-ins as the rules of the alliance take them, in the order of the sessions.

    Args:
        series: the scores; those that belong to no session are left out.
        markers: what the clinician ticked, by session number.
    """
    markers = markers or {}
    filled = _by_session(series)
    last = max((series.days.of(one.administration.at) for one in filled.values()), default=0)
    readings = [
        _reading(series.instrument, number, one, series.days, markers.get(number, frozenset()))
        for number, one in filled.items()
    ] + [
        AllianceReading(session=number, day=last, markers=families, asked=False)
        for number, families in markers.items()
        if number not in filled
    ]
    return sorted(readings, key=lambda reading: reading.session)


def _by_session(series: measures.Series) -> dict[int, scores.Reading]:
    return {one.administration.session.number: one for one in series.readings if one.administration.session}


def _reading(
    form: Instrument, number: int, one: scores.Reading, days: CourseDays, markers: frozenset[Marker]
) -> AllianceReading:
    row = one.administration
    if form.key == ALLIANCE_CHECK_IN.key:
        return alliance.check_in_reading(row.answers, session=number, day=days.of(row.at), markers=markers)
    return AllianceReading(session=number, day=days.of(row.at), total=one.score.total, markers=markers)


def ruptures(series: Sequence[Rated], written: Entries) -> list[Story]:
    """Return every rupture in the order of the sessions: written down by the clinician, or noted by the patient alone.

    Tension that the patient noted while a written-down rupture was open belongs to that one.
    """
    patient = [one for one in series if one.by_patient]
    noted = {
        flagged.flag.session: flagged
        for one in reversed(patient)
        for flagged in one.flags
        if flagged.flag.rule in (alliance.Rule.SELF, alliance.Rule.CLINICIAN)
    }
    found = [_written(one, written["rupture_check"], noted) for one in written["rupture"]]
    told = [story.rupture for story in found]
    for one in patient:
        for flagged in one.flags:
            number = flagged.flag.session
            if flagged.flag.rule is alliance.Rule.SELF and not any(covers(other, number) for other in told):
                found.append(Story(_noted(flagged, one.rows.get(number))))
    return sorted(found, key=lambda story: (story.rupture.session or 0, story.written is None))


def _written(one: Written, checks: Sequence[Written], noted: Mapping[int, Flagged]) -> Story:
    own = tuple(check for check in checks if check.entry.about_id == one.id)
    number = _number(one)
    by_rules = noted.get(number) if number is not None else None
    verdict = by_rules.mended if by_rules else None
    state = state_of([Found(check.get("found")) for check in own], verdict.state if verdict else None)
    clear = [check for check in own if check.get("found") != Found.CANNOT_SAY.value]
    repaired_in, why = None, ""
    if clear:
        repaired_in = _number(clear[-1])
        why = f"Your answer of {clear[-1].entry.on.day} {clear[-1].entry.on:%B}."
    elif verdict:
        repaired_in, why = verdict.session, verdict.why
    rupture = Rupture(
        ref=f"entry:{one.id}",
        session=number,
        told=Told.CLINICIAN,
        state=state,
        why=why,
        repaired_in=repaired_in if state is State.REPAIRED else None,
    )
    return Story(rupture, one, own)


def _noted(flagged: Flagged, row: Administration | None) -> Rupture:
    state = state_of((), flagged.mended.state if flagged.mended else None)
    return Rupture(
        ref=f"measure:{row.pk}" if row else "",
        session=flagged.flag.session,
        told=Told.PATIENT,
        state=state,
        why=flagged.mended.why if flagged.mended else "",
        repaired_in=flagged.mended.session if flagged.mended and state is State.REPAIRED else None,
    )


def _number(one: Written) -> int | None:
    return one.entry.session.number if one.entry.session else None


def stories(chart: Chart, course: Course) -> list[Story]:
    """Return every rupture of a course; two queries."""
    written = told(chart, course)
    in_use = measures.in_use(chart, course) if chart.can(May.READ_MEASURES) else []
    return ruptures(rated(in_use, written), written)


def open_rupture(chart: Chart, course: Course) -> Reason | None:
    """Return why an interpretation of what happens between the two is kept back now, or None.

    A rupture that the clinician wrote down holds it back until it is mended, tension that only the patient noted
    for three sessions; a fall of the score alone never does. Two queries.
    """
    if not chart.can(May.READ_SESSIONS):
        return None
    written = told(chart, course)
    series = rated(measures.in_use(chart, course) if chart.can(May.READ_MEASURES) else [], written)
    found = [story.rupture for story in ruptures(series, written)]
    sessions = [reading.session for one in series for reading in one.readings]
    last = max([*sessions, *(rupture.session or 0 for rupture in found)], default=0)
    return withheld(found, last=last)
