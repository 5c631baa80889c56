"""What is worth a look in a course today, what was looked at already, and what may lie behind it.

There is no green: where no rule speaks, nothing more is said than that.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from clew.practice.access import Chart
from clew.practice.models import Administration, Course, Session
from clew.practice.readings import after, attendance, entries, measures, own_curve, plan, scores
from clew.practice.readings import alliance as bond
from clew.practice.readings.after import signs_seen
from clew.practice.readings.danger import with_danger
from clew.practice.readings.dated import Dated, dated
from clew.practice.readings.days import CourseDays
from clew.practice.readings.entries import Written
from clew.practice.readings.own_curve import Known
from clew.practice.readings.prompts import Prompt, of_alliance, of_scores
from clew.practice.roles import May
from clew.therapy import forms
from clew.therapy.course import alliance_rules, continuing, relapse
from clew.therapy.course.expected import PROPORTIONAL, PUBLISHED
from clew.therapy.course.looking import Look, set_aside
from clew.therapy.course.on_track import Level
from clew.therapy.course.rule import Reason
from clew.therapy.course.rupture import withheld
from clew.therapy.knowledge.sources import SOURCES
from clew.therapy.measures.change import baseline_of
from clew.therapy.measures.instruments.check_in import ALLIANCE_CHECK_IN
from clew.therapy.measures.instruments.phq import PHQ_9
from clew.therapy.measures.words import score_words

FORMS = (
    "flag_look",
    "alliance_look",
    "otherwise",
    "happening",
    "absence_break",
    "sign_check",
    "ending",
    "goal",
    "goal_review",
    "person",
)
_ALLIANCE = frozenset(rule.slug for rule in alliance_rules.RULES)
MOST_PEOPLE = 8  # named beside a prompt; all of them stand in the genogram
LATELY = timedelta(days=42)  # how far back life events and appointments are listed; default, not validated


@dataclass(frozen=True, slots=True)
class Seen:
    """One prompt: what was done about it, and what was decided otherwise. `look` sets it aside for now."""

    prompt: Prompt
    looks: tuple[Written, ...] = ()
    look: Written | None = None
    otherwise: tuple[Written, ...] = ()
    sessions: tuple[tuple[str, uuid.UUID], ...] = ()

    @property
    def form(self) -> str:
        """The form in which a look at it is written: who reads it depends on what it is about."""
        return "alliance_look" if self.prompt.slug in _ALLIANCE else "flag_look"


@dataclass(frozen=True, slots=True)
class Support:
    """What may lie behind a prompt, as far as the record knows. Nothing here is an explanation."""

    ratings: tuple[tuple[str, str, Administration], ...] = ()
    goals: tuple[tuple[str, str, date], ...] = ()
    people: tuple[tuple[uuid.UUID, str], ...] = ()
    medicines: tuple[str, ...] = ()
    happenings: Sequence[plan.Happened] = ()
    kept: int = 0
    missed: int = 0
    late: int = 0
    emphasis: str = ""


@dataclass(frozen=True, slots=True)
class Monitoring:
    """All values of the page. `now` are the prompts that nobody has looked at, the gravest first.

    `within` are flags that belong to an open rupture, which stands among those of now; `earlier` are looks at
    prompts that no longer come up.
    """

    now: Sequence[Seen]
    within: Sequence[Seen]
    aside: Sequence[Seen]
    past: Sequence[Seen]
    support: Support
    curve: Known | None
    alliance_shown: bool
    latest: str = ""
    earlier: Sequence[Written] = ()
    beside: Sequence[Beside] = ()


def monitoring(chart: Chart, course: Course, *, today: date) -> Monitoring:
    """Gather the page; four queries, and one more on the first page of a day."""
    days = CourseDays(chart, course)
    found = entries.current(chart, course, *FORMS, *bond.FORMS, *attendance.FORMS)
    in_use = measures.in_use(chart, course)
    sessions = list(
        with_danger(chart, chart.rows(Session, to=May.SEE_COURSE)).filter(course=course).order_by("at")
    )
    rows = dated(chart, course)
    curve = own_curve.remembered(chart.patient.practice)
    prompts = of_scores(in_use, course, days, today=today, curve=curve.curve if curve else None, owed=True)
    prompts += _after_the_end(in_use, found, course, days, today)
    places: dict[str, tuple[tuple[str, uuid.UUID], ...]] = {}
    if chart.can(May.READ_SESSIONS):
        prompts = _first_danger(prompts, _alliance(in_use, found, sessions))
    for prompt, place in _attendance(sessions, found, in_use):
        prompts.append(prompt)
        places[prompt.key] = place
    seen = [_seen(prompt, found, places.get(prompt.key, ()), today) for prompt in prompts]
    waiting = [one for one in seen if not one.prompt.past and one.look is None]
    known = {one.prompt.key.casefold() for one in seen}
    return Monitoring(
        now=[one for one in waiting if one.prompt.within is None],
        within=[one for one in waiting if one.prompt.within is not None],
        aside=[one for one in seen if not one.prompt.past and one.look is not None],
        past=[one for one in seen if one.prompt.past],
        support=_support(chart, course, days, in_use, sessions, rows, found, today),
        curve=curve,
        alliance_shown=chart.can(May.READ_SESSIONS),
        latest=_latest(in_use),
        beside=beside(in_use),
        earlier=[one for one in _looks(found)[::-1] if one.get("rule").casefold() not in known],
    )


def _first_danger(of_scores: Sequence[Prompt], of_alliance: Sequence[Prompt]) -> list[Prompt]:
    """Danger first, then an open rupture, then the rest: what is between the two bears on all other prompts."""
    danger = [prompt for prompt in of_scores if prompt.danger]
    between = [prompt for prompt in of_alliance if prompt.slug == "rupture_open"]
    rest = [prompt for prompt in (*of_scores, *of_alliance) if prompt not in danger and prompt not in between]
    return [*danger, *between, *rest]


def _alliance(
    in_use: Sequence[measures.Series], found: bond.Entries, sessions: Sequence[Session]
) -> list[Prompt]:
    series = bond.rated(in_use, found)
    ruptures = [story.rupture for story in bond.ruptures(series, found)]
    no_shows = [one.number for one in sessions if one.attendance == Session.Attendance.NO_SHOW]
    prompts = of_alliance(series, ruptures, no_shows=no_shows)
    last = max([one.number for one in sessions if one.held], default=0)
    reason = withheld(ruptures, last=last)
    if reason is None:
        return prompts
    rupture = next(one for one in ruptures if one.ref == reason.rests_on[0])
    written = next((one for one in found["rupture"] if f"entry:{one.id}" == rupture.ref), None)
    first = Prompt(
        rule=reason.rule,
        asks="A rupture that is not mended?",
        weight=rupture.told.value,
        about="Alliance",
        reason=reason.words,
        source=SOURCES[reason.source].citation,
        tag=reason.tag,
        rests_on=(),
        slug=reason.rule,
        session=rupture.session,
        newest=written.entry.on if written else None,
    )
    return [first, *prompts]


def _attendance(
    sessions: Sequence[Session], found: bond.Entries, in_use: Sequence[measures.Series]
) -> list[tuple[Prompt, tuple[tuple[str, uuid.UUID], ...]]]:
    """Return what the rules of attendance ask for, with the appointments it rests on."""
    over = [one for one in sessions if one.attendance != Session.Attendance.PLANNED]
    numbers = {str(one.pk): one for one in over}
    prompts = []
    for worth in attendance.of_sessions(over, found, attendance.ruptured(in_use, found)):
        reason = worth.prompt.reason
        prompt = Prompt(
            rule=reason.rule,
            asks="To be reached?" if worth.seeks_contact else "Something in the way of coming?",
            weight=worth.prompt.answer.value,
            about="Attendance",
            reason=reason.words,
            source=SOURCES[reason.source].citation,
            tag=reason.tag,
            rests_on=(),
            after=f"Taken up on {worth.taken_up.entry.on.day} {worth.taken_up.entry.on:%B}."
            if worth.taken_up
            else "",
            past=not worth.open,
            slug=reason.rule,
            session=worth.session.number,
            newest=worth.session.at.date(),
        )
        place = tuple(
            (f"session {numbers[ref].number}", numbers[ref].pk) for ref in reason.rests_on if ref in numbers
        )
        prompts.append((prompt, place))
    return prompts


def _after_the_end(
    in_use: Sequence[measures.Series],
    found: bond.Entries,
    course: Course,
    days: CourseDays,
    today: date,
) -> list[Prompt]:
    """Return what the last PHQ-9 after the end of a course, and the last look at the early signs, ask for.

    Where nothing came in that could be judged, that is a prompt as well.
    """
    if course.ended_on is None or today <= course.ended_on:
        return []
    own = [s for s in in_use if s.instrument.key == PHQ_9.key and s.rater == Administration.Rater.PATIENT]
    readings = [reading for series in own for reading in series.readings]
    before = [one for one in readings if days.date_of(one.administration.at) <= course.ended_on]
    prompts = []
    if readings and len(before) < len(readings):
        last = readings[-1]
        on = days.date_of(last.administration.at)
        check = relapse.CheckIn(on, last.score.total, last.score.risk, str(last.administration.pk))
        at_end = next((one.score.total for one in reversed(before) if one.score.total), None)
        rests_on = ((str(last.score.total or PHQ_9.title), last.administration),)
        prompts += [
            _relapse(one, on, rests_on) for one in relapse.of_score(check, at_end=at_end) if not one.danger
        ]  # danger is told by N7 already
    if found["sign_check"]:
        seen = signs_seen(found["sign_check"][-1])
        prompts += [_relapse(one, seen.on, ()) for one in relapse.of_signs(seen)]
    ending = found["ending"][-1] if found["ending"] else None
    listed = after.planned(course, in_use, ending, today=today)
    silent = continuing.cannot_judge(listed, ended_on=course.ended_on, today=today)
    return [*prompts, _silent(silent, course.ended_on)] if silent else prompts


def _silent(reason: Reason, ended_on: date) -> Prompt:
    return Prompt(
        rule=reason.rule,
        asks="How is it now?",
        weight=Level.GREY.value,
        about="After the end",
        reason=reason.words,
        source=SOURCES[reason.source].citation,
        tag=reason.tag,
        rests_on=(),
        slug=reason.rule,
        newest=ended_on,
        grey=True,
    )


def _relapse(found: relapse.Prompt, on: date, rests_on: tuple[tuple[str, Administration], ...]) -> Prompt:
    reason = found.reason
    return Prompt(
        rule=reason.rule,
        asks=found.asks,
        weight=Level.AMBER.value,
        about="After the end",
        reason=reason.words,
        source=SOURCES[reason.source].citation,
        tag=reason.tag,
        rests_on=rests_on,
        slug=reason.rule,
        newest=on,
        part=found.asks.rstrip("?").lower(),
    )


def _seen(
    prompt: Prompt,
    found: bond.Entries,
    places: tuple[tuple[str, uuid.UUID], ...],
    today: date,
) -> Seen:
    looks = tuple(one for one in _looks(found) if one.get("rule").casefold() == prompt.key.casefold())
    by_day = {Look(one.entry.on, _again(one)): one for one in looks}
    aside = set_aside(list(by_day), newest=prompt.newest or date.min, today=today, danger=prompt.danger)
    otherwise = tuple(one for one in found["otherwise"] if one.get("rule") in (prompt.slug, prompt.key))
    return Seen(prompt, looks, by_day[aside] if aside else None, otherwise, places)


def _looks(found: bond.Entries) -> list[Written]:
    return sorted((*found["flag_look"], *found["alliance_look"]), key=lambda one: one.entry.on)


def _again(one: Written) -> date | None:
    """Return the day to look again; one before the look itself says nothing."""
    due = one.entry.due_on
    return due if due is not None and due >= one.entry.on else None


def _support(
    chart: Chart,
    course: Course,
    days: CourseDays,
    in_use: Sequence[measures.Series],
    sessions: Sequence[Session],
    rows: Dated,
    found: Mapping[str, Sequence[Written]],
    today: date,
) -> Support:
    _, happened = plan.from_rows(chart, course, {**found, "goal": ()}, goals=(), events=rows.events)
    since = today - LATELY
    lately = [one for one in sessions if days.date_of(one.at) >= since]
    return Support(
        ratings=_ratings(in_use) if chart.can(May.READ_SESSIONS) else (),
        goals=_goals(found),
        people=_people(found["person"]),
        medicines=tuple(
            f"{chart.text(one, 'name')} {chart.text(one, 'dose')}, since {one.from_date.day} {one.from_date:%B %Y}"
            for one in rows.medicines
            if one.from_date <= today and (one.to_date is None or one.to_date >= today)
        ),
        happenings=[one for one in happened if since <= one.on <= today],
        kept=sum(one.held for one in lately),
        missed=sum(not one.held and one.attendance != Session.Attendance.PLANNED for one in lately),
        late=sum(one.attendance == Session.Attendance.LATE for one in lately),
        emphasis=course.emphasis,
    )


def _people(found: Sequence[Written]) -> tuple[tuple[uuid.UUID, str], ...]:
    """Return the living people of the genogram, without the patient: each by role, with what the bond is called."""
    label = forms.form("person").field("bond").label_of
    living = [one for one in found if one.get("index") != "yes" and not one.get("died")]
    return tuple(
        (
            one.id,
            f"{one.get('role')} ({label(one.get('bond')).lower()})" if one.get("bond") else one.get("role"),
        )
        for one in living[:MOST_PEOPLE]
    )


def _goals(found: Mapping[str, Sequence[Written]]) -> tuple[tuple[str, str, date], ...]:
    """Return each goal that was looked at again: the goal, how near it had come, and when."""
    last = {one.get("goal"): one for one in found["goal_review"] if one.get("nearness")}
    label = forms.form("goal_review").field("nearness").label_of
    return tuple(
        (goal.get("patient_words") or goal.title, label(seen.get("nearness")), seen.entry.on)
        for goal in found["goal"]
        if (seen := last.get(str(goal.id))) is not None
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """One week of the expected course: the two references (None where one says nothing), and the person's own score."""

    week: int
    proportional: float | None
    published: float | None
    own: str


WEEKS = (0, 2, 4, 6, 8, 10, 12, 16)


def beside(in_use: Sequence[measures.Series]) -> tuple[Beside, ...]:
    """Return both references for somebody's first score week by week, beside their own; none without a first score."""
    series = next(
        (s for s in in_use if s.instrument.key == PHQ_9.key and s.rater == Administration.Rater.PATIENT), None
    )
    baseline = baseline_of(series.changes) if series else None
    if series is None or baseline is None:
        return ()
    own = {one.day // 7: str(one.total) for one in series.changes if one.day >= 0}
    start = baseline.total.value
    return tuple(
        Beside(
            week,
            PROPORTIONAL.at(week, start),
            PUBLISHED.at(week, start) if week <= PUBLISHED.weeks else None,
            own.get(week, str(baseline.total) if week == 0 else ""),
        )
        for week in WEEKS
    )


def _ratings(in_use: Sequence[measures.Series]) -> tuple[tuple[str, str, Administration], ...]:
    """Return each rater's last check-in: who, what it came to, the questionnaire."""
    found = []
    for series in in_use:
        if series.instrument.key == ALLIANCE_CHECK_IN.key:
            mean = scores.check_in_mean(series.latest.score)
            words = f"{mean:.1f} of 10" if mean is not None else "left blank"
            found.append((series.rater, words, series.latest.administration))
    return tuple(found)


def _latest(in_use: Sequence[measures.Series]) -> str:
    for series in in_use:
        if series.instrument.key == PHQ_9.key and series.rater == Administration.Rater.PATIENT:
            on = series.days.date_of(series.latest.administration.at)
            return f"{PHQ_9.title} {score_words(series.instrument, series.latest.score)}, {on.day} {on:%B %Y}"
    return ""
