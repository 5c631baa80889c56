"""What is worth a look in a course: prompts to ask, from scores and the alliance, each with what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clew.practice.access import Chart
from clew.practice.models import Administration, Course
from clew.practice.readings import alliance as reading_alliance
from clew.practice.readings import measures as reading
from clew.practice.readings.alliance import Flagged, Rated, alliance_readings, rates_alliance
from clew.practice.readings.days import CourseDays
from clew.practice.roles import May
from clew.therapy.course.frame import sessions_of_treatment
from clew.therapy.course.on_track import Level, course_flags, reviews_owed
from clew.therapy.course.own_curve import OwnCurve, Place
from clew.therapy.course.rules import RULES
from clew.therapy.course.rupture import Rupture, Told, covers
from clew.therapy.knowledge.base import Tag
from clew.therapy.knowledge.sources import SOURCES
from clew.therapy.measures import alliance
from clew.therapy.measures.alliance import Repair
from clew.therapy.measures.change import Reading, baseline_of
from clew.therapy.measures.instruments.phq import PHQ_9
from clew.therapy.measures.scoring import Risk

__all__ = ["Prompt", "alliance_readings", "of_alliance", "of_scores", "prompts", "rates_alliance"]

# Each rule as a question; the reason beside it says what was seen. Its slug is that of the rule in the manual.
_ASKS = {
    "N1": ("n1", "Worse than at the start?"),
    "N2": ("n2", "What happened between these scores?"),
    "N3": ("n3", "Little change in the first weeks?"),
    "N4": ("n4", "Still high for this point in the course?"),
    "N5": ("n5", "Little change by now?"),
    "N6": ("n6", "Half way, and not much better?"),
    "N7": ("n7", "Thoughts of death or self-harm"),
    "N8": ("n8", "Too few scores to judge?"),
    "baseline": ("no_baseline", "No score from the start?"),
    "expected": ("above_expected", "Above the expected course?"),
    "own curve": ("above_own_curve", "Above this practice's own curve?"),
    alliance.Rule.DROP: ("r1", "Did something come between you?"),
    alliance.Rule.CHART: ("r2", "Was this session different?"),
    alliance.Rule.LOW: ("r3", "A low alliance?"),
    alliance.Rule.SELF: ("r4", "Tension between you?"),
    alliance.Rule.CLINICIAN: ("r5", "What you noticed yourself"),
    alliance.Rule.BLANK: ("blank_twice", "Left blank twice?"),
    alliance.Rule.NO_SHOWS: ("two_no_shows", "Missed twice after the score fell?"),
    alliance.Rule.ALL_HIGHEST: ("all_highest", "All highest, and yet?"),
}


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing worth a look. `rests_on` are the questionnaires it was read from, each with its words.

    `about` says which scores: the PHQ-9, or whose alliance ratings. `after` tells what became of it; `past`
    marks what was mended, or lies `RECENT` sessions back where nothing can be mended. `slug` is the rule's name in
    the manual, `session` where it stands, `newest` the day of the newest thing it rests on, `grey` that nothing
    can be judged, `within` the session of the written-down rupture to which it belongs, `part` tells
    apart what one rule can ask in several ways.
    """

    rule: str
    asks: str
    weight: str
    about: str
    reason: str
    source: str
    tag: Tag
    rests_on: tuple[tuple[str, Administration], ...]
    danger: bool = False
    after: str = ""
    past: bool = False
    slug: str = ""
    session: int | None = None
    newest: date | None = None
    grey: bool = False
    rater: str = ""
    within: int | None = None
    part: str = ""

    @property
    def key(self) -> str:
        """What a look at this prompt is filed under: its rule, and the session and rater where it has them."""
        return f"{self.slug}{self._where}"

    @property
    def name(self) -> str:
        """What its rule is called in the manual, with the session and rater where it has them."""
        return named(self.key)

    @property
    def _where(self) -> str:
        where = f" in session {self.session}" if self.session is not None else ""
        part = f" ({self.part})" if self.part else ""
        return f"{where}{part}" + (f", rated by the {self.rater}" if self.rater else "")


def named(key: str) -> str:
    """Return what a look is filed under in words: "n3" is the name of the rule N3 in the manual."""
    slug, _, where = key.partition(" ")
    found = RULES.get(slug.rstrip(",").casefold())
    where = where.removeprefix("in ")
    return (f"{found.name}, {where}" if where else found.name) if found else key


RECENT = 3  # sessions; default, not validated


def prompts(
    chart: Chart, course: Course, *, today: date, written: reading_alliance.Entries | None = None
) -> list[Prompt]:
    """Read a course's scores for what is worth a look: safety first, then the course, then the alliance.

    What concerns the alliance is left out for those who may not read sessions. `written` are the entries of
    `readings.alliance.FORMS`, where they were read already.
    """
    in_use = reading.in_use(chart, course)
    found = of_scores(in_use, course, CourseDays(chart, course), today=today)
    if chart.can(May.READ_SESSIONS):
        written = reading_alliance.told(chart, course) if written is None else written
        series = reading_alliance.rated(in_use, written)
        stories = reading_alliance.ruptures(series, written)
        found += of_alliance(series, [story.rupture for story in stories])
    return found


def of_scores(
    in_use: Sequence[reading.Series],
    course: Course,
    days: CourseDays,
    *,
    today: date,
    curve: OwnCurve | None = None,
    owed: bool = False,
) -> list[Prompt]:
    """Apply the rules of the PHQ-9 to the patient's own scores; that there are too few is a prompt as well.

    `owed`: also the reviews of session 6 and of the middle that came up earlier and still would.

    Any answer about danger in the last questionnaire of a kind is told first, with or without a score. After the end
    of a course that is all: the rules speak of a treatment, and what came after it has rules of its own.
    """
    own = [s for s in in_use if s.instrument.key == PHQ_9.key and s.rater == Administration.Rater.PATIENT]
    rows = [row for series in own for row in reading.changes(series.readings, series.days)]
    changes = [change for change, _ in rows]
    agreed = sessions_of_treatment(course.agreed_sessions, assessing=course.stage == Course.Stage.ASSESSMENT)
    flags = course_flags(changes, today=days.of(today), planned_sessions=agreed)
    found = [_risk(series) for series in in_use if series.latest.score.risk is Risk.RAISED]
    if course.ended_on is not None and today > course.ended_on:
        return found
    if owed:
        seen = {flag.rule for flag in flags}
        past = sorted((one for one in changes if one.day <= days.of(today)), key=lambda one: one.day)
        waiting = reviews_owed(past, course.agreed_sessions)
        flags = (*flags, *(flag for flag in waiting if flag.rule not in seen))
    for flag in flags:
        if flag.level is Level.SAFETY or (curve is not None and flag.rule == "expected"):
            continue
        rests_on = tuple((str(change.total), row) for change, row in rows if change in flag.readings)
        slug, asks = _ASKS[flag.rule]
        found.append(
            Prompt(
                rule=flag.rule,
                asks=asks,
                weight=flag.level.value,
                about=PHQ_9.title,
                reason=flag.reason,
                source=flag.source,
                tag=flag.tag,
                rests_on=rests_on,
                slug=slug,
                newest=_newest(rests_on, days),
                grey=flag.level is Level.GREY,
            )
        )
    above = _above_own_curve(rows, days, curve)
    return found + ([above] if above else [])


def _newest(rests_on: Sequence[tuple[str, Administration]], days: CourseDays) -> date | None:
    return max((days.date_of(row.at) for _, row in rests_on), default=None)


def _risk(series: reading.Series) -> Prompt:
    row = series.latest.administration
    slug, asks = _ASKS["N7"]
    return Prompt(
        rule="N7",
        asks=asks,
        weight=Level.SAFETY.value,
        about=series.instrument.title,
        reason="The last answers mention thoughts of death or self-harm; follow the safety procedure.",
        source="Clew clinical specification, safety 9.1",
        tag=Tag.KNOWN,
        rests_on=((series.instrument.title, row),),
        danger=True,
        slug=slug,
        newest=series.days.date_of(row.at),
    )


def _above_own_curve(
    rows: Sequence[tuple[Reading, Administration]], days: CourseDays, curve: OwnCurve | None
) -> Prompt | None:
    """Compare the last score of a session with the practice's own curve, where there is one."""
    baseline = baseline_of([change for change, _ in rows])
    if curve is None or baseline is None or not rows:
        return None
    (change, row) = rows[-1]
    if change.session is None or change is baseline:
        return None
    place = curve.place(change.session, baseline.total.value, change.total.value)
    if place is Place.WITHIN:
        return None
    expected = curve.at(change.session, baseline.total.value)
    slug, asks = _ASKS["own curve"]
    return Prompt(
        rule="own curve",
        asks=asks,
        weight=Level.AMBER.value if place is Place.FAR_ABOVE else Level.REVIEW.value,
        about=PHQ_9.title,
        reason=f"PHQ-9 is {change.total} at session {change.session}, {place.value} around {expected:.1f}: {curve.label}.",
        source=SOURCES["Finch2001"].citation,
        tag=Tag.DEFAULT,
        rests_on=((str(change.total), row),),
        slug=slug,
        newest=days.date_of(row.at),
    )


def of_alliance(
    series: Sequence[Rated], ruptures: Sequence[Rupture] = (), *, no_shows: Sequence[int] = ()
) -> list[Prompt]:
    """Return what the rules of the alliance found, newest first, for each rater.

    Args:
        series: as `readings.alliance.rated` returns them.
        ruptures: those that are known; a flag that belongs to one that the clinician wrote down stands as that does.
        no_shows: the sessions to which the patient did not come.
    """
    written = [rupture for rupture in ruptures if rupture.told is Told.CLINICIAN]
    return [
        prompt for one in series for prompt in _alliance(one, written, no_shows if one.by_patient else ())
    ]


def _belongs_to(flagged: Flagged, written: Sequence[Rupture]) -> Rupture | None:
    """Return the written-down rupture in whose time a flag lies, the latest where there are several."""
    if flagged.mended is None:
        return None
    return next((one for one in reversed(written) if covers(one, flagged.flag.session)), None)


def _stands(flagged: Flagged, rupture: Rupture | None, last: int) -> tuple[str, bool]:
    """Say what became of a flag, and whether it is past."""
    if rupture is not None:
        return (
            f"Belongs to the rupture noted in session {rupture.session}: {rupture.state.value}.",
            rupture.mended,
        )
    if flagged.mended is None:
        return "", flagged.flag.session <= last - RECENT
    mended = flagged.mended
    return f"{mended.state.value.capitalize()}: {mended.why}", mended.state is Repair.REPAIRED


def _alliance(one: Rated, written: Sequence[Rupture], no_shows: Sequence[int]) -> list[Prompt]:
    falls = [
        flagged.flag.session
        for flagged in one.flags
        if flagged.flag.rule in (alliance.Rule.DROP, alliance.Rule.CHART)
        and flagged.mended
        and flagged.mended.state is not Repair.REPAIRED
    ]
    missed = [reading_alliance.Flagged(flag, None) for flag in alliance.no_shows_after_fall(falls, no_shows)]
    last = max([reading.session for reading in one.readings], default=0)
    prompts = []
    for flagged in sorted((*one.flags, *missed), key=lambda found: -found.flag.session):
        flag = flagged.flag
        rupture = _belongs_to(flagged, written)
        after, past = _stands(flagged, rupture, last)
        sessions = sorted({flag.session, *(number for number, _ in flag.scores)} & set(one.rows))
        rests_on = tuple((f"session {n}", one.rows[n]) for n in sessions[-3:])
        slug, asks = _ASKS[flag.rule]
        prompts.append(
            Prompt(
                rule=flag.rule.value,
                asks=asks,
                weight=flag.weight.value,
                about=f"{one.series.instrument.title} by the {one.series.rater}, session {flag.session}",
                reason=flag.words,
                source=flag.source,
                tag=flag.tag,
                rests_on=rests_on,
                after=after,
                past=past,
                slug=slug,
                session=flag.session,
                rater="" if one.by_patient else one.series.rater,
                within=rupture.session if rupture else None,
                newest=_newest(rests_on, one.series.days),
            )
        )
    return prompts
