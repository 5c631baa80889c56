"""A life on one line and a family in its generations, gathered from what was written about both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from clew.practice.access import Chart
from clew.practice.models import Course, LifeEvent, Medication
from clew.practice.readings import entries, measures
from clew.practice.readings.assessment import Quotes, Shown, echoes, heading
from clew.practice.readings.entries import Written
from clew.practice.roles import May
from clew.therapy.charts.family import Family, Relative
from clew.therapy.charts.lane import Point, Scale
from clew.therapy.charts.lifeline import Happened, Lasted, Life, Row, What
from clew.therapy.errors import TherapyError
from clew.therapy.measures.instruments.phq import PHQ_9

BEFORE = timedelta(days=183)  # drawn before the treatment, so that its beginning and what led to it are seen

ON_THE_LINE = ("stressor", "life_event", "developmental", "symptom_episode", "treatment_history")
_WHATS = {"stressor": What.STRESSOR, "life_event": What.EVENT, "developmental": What.EARLY}


@dataclass(frozen=True, slots=True)
class LifeRead:
    """A life as it can be drawn, the entries behind it, and those without a date."""

    life: Life
    written: Mapping[str, Written]
    undated: tuple[Written, ...]


def born_on(chart: Chart) -> date | None:
    """Return the patient's date of birth, where the record has one."""
    text = chart.identity.get("born", "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def life(chart: Chart, *, today: date) -> LifeRead:
    """Gather what is known of a life: entries of all courses, events noted in the plan, and the courses themselves."""
    born = born_on(chart)
    all_of = entries.current(
        chart, None, *ON_THE_LINE, "happening", to=May.READ_FORMULATION, with_withdrawn=True
    )
    found = {slug: [one for one in all_of[slug] if not one.entry.withdrawn] for slug in ON_THE_LINE}
    happened, lasted, undated = [], [], []
    for slug, what in _WHATS.items():
        for one in found[slug]:
            when = _when(one, born)
            if not when:
                undated.append(one)
            else:
                happened.append(
                    Happened(_ref(one), what, heading(one), when, one.get("until"), _echo_refs(one, found))
                )
    for slug, row in (("symptom_episode", Row.SYMPTOMS), ("treatment_history", Row.TREATMENT)):
        for one in found[slug]:
            if one.get("when"):
                lasted.append(Lasted(_ref(one), row, one.get("what"), one.get("when"), one.get("until")))
            elif slug == "symptom_episode":  # an earlier treatment may be "none"; the intake has them all
                undated.append(one)
    for medicine in chart.rows(Medication, to=May.SEE_COURSE):
        words = f"{chart.text(medicine, 'name')} {chart.text(medicine, 'dose')}"
        until = medicine.to_date.isoformat() if medicine.to_date else ""
        started = medicine.from_date.isoformat()
        lasted.append(Lasted(f"medication:{medicine.pk}", Row.TREATMENT, words, started, until))
    happened += _noted(
        chart, all_of["happening"], {one.when for one in happened if one.what is What.STRESSOR}
    )
    courses = list(chart.rows(Course, to=May.SEE_COURSE).order_by("-starts_on"))
    for course in courses:
        if course.starts_on > today:
            continue
        until = course.ended_on.isoformat() if course.ended_on else ""
        lasted.append(
            Lasted(
                f"course:{course.pk}",
                Row.COURSE,
                _agreed(course),
                course.starts_on.isoformat(),
                until,
            )
        )
    shown = [one for listed in found.values() for one in listed]
    shown += [one for one in all_of["happening"] if not one.entry.withdrawn]
    written = {_ref(one): one for one in shown}
    points, scale = _scores(chart, courses[0], today) if courses else ((), None)
    return LifeRead(
        Life(today, born if born and born <= today else None, tuple(happened), tuple(lasted), points, scale),
        written,
        tuple(undated),
    )


def around(course: Course, *, today: date) -> tuple[date, date]:
    """Return the days that are drawn larger: from half a year before a treatment, at least a year, until today."""
    return min(course.starts_on - BEFORE, today - 2 * BEFORE), today


def _scores(chart: Chart, course: Course, today: date) -> tuple[tuple[Point, ...], Scale | None]:
    """Return the patient's PHQ-9 of a course on their dates, and its scale; one query."""
    if not chart.can(May.READ_MEASURES):
        return (), None
    for one in measures.in_use(chart, course):
        if one.instrument.key == PHQ_9.key and one.rater == "patient" and (curve := one.curve(today=today)):
            start = course.starts_on.toordinal()
            return tuple(replace(point, day=start + point.day) for point in curve.points), curve.scale
    return (), None


def _noted(chart: Chart, written: Sequence[Written], told: set[str]) -> list[Happened]:
    """Return what the plan says happened meanwhile, but for days of which the assessment tells a stressor already."""
    noted = [(f"entry:{one.id}", one.entry.on, one.get("text")) for one in written if not one.entry.withdrawn]
    taken_over = {one.id for one in written}  # an older version of Clew kept them in a table of their own
    for row in chart.rows(LifeEvent, to=May.SEE_COURSE).exclude(kind=LifeEvent.Kind.BREAK):
        if row.pk not in taken_over:
            noted.append((f"event:{row.pk}", row.on, chart.text(row, "text")))
    return [
        Happened(ref, What.NOTED, words, on.isoformat())
        for ref, on, words in noted
        if on.isoformat() not in told
    ]


def _agreed(course: Course) -> str:
    words = str(course.get_kind_display())
    return f"{words}, {course.agreed_sessions} sessions" if course.agreed_sessions else words


def _ref(one: Written) -> str:
    return f"entry:{one.id}"


def _when(one: Written, born: date | None) -> str:
    """Return when something was; an early experience has an age instead of a date."""
    age = one.number("age")
    if one.form.slug == "developmental":
        return str(born.year + age) if born and age is not None else ""
    return one.get("when")


def _echo_refs(one: Written, found: Mapping[str, Sequence[Written]]) -> tuple[str, ...]:
    """Return the earlier stressors that one echoes, the earliest first, those without a date last."""
    if one.form.slug != "stressor":
        return ()
    told = {str(other.id): (other.get("when") or "9999", other.title) for other in found["stressor"]}
    return tuple(f"entry:{ref}" for ref in sorted(echoes(one), key=lambda ref: told.get(ref, ("9999", ""))))


@dataclass(frozen=True, slots=True)
class FamilyRead:
    """The people written down with what they rest on, the family as it can be drawn, and what keeps it from that."""

    people: tuple[Shown, ...]
    family: Family | None
    problem: str

    def __getitem__(self, ref: str) -> Shown:
        """Return one person as written down."""
        return next(shown for shown in self.people if str(shown.one.id) == ref)


def family(chart: Chart) -> FamilyRead:
    """Gather the people of the genogram from all courses."""
    people = entries.current(chart, None, "person", to=May.READ_FORMULATION)["person"]
    cite = Quotes(chart, people)
    shown = tuple(cite.shown(one) for one in people)
    try:
        return FamilyRead(shown, Family(relatives(people)), "")
    except TherapyError as problem:
        return FamilyRead(shown, None, str(problem))


def relatives(people: Sequence[Written]) -> tuple[Relative, ...]:
    """Return people with their ties from both sides: a parent's child is that child's parent. Ties to nobody are left out."""
    known = {str(one.id) for one in people}
    ties = {
        str(one.id): {
            slug: _linked(one, slug) & known
            for slug in ("parents", "children", "partners", "parted", "repeats")
        }
        for one in people
    }
    order = {ref: n for n, ref in enumerate(ties)}

    def ordered(refs: set[str]) -> tuple[str, ...]:
        return tuple(sorted(refs, key=lambda ref: order[ref]))

    return tuple(
        Relative(
            ref=ref,
            role=one.get("role"),
            sex=one.get("sex"),
            born=one.get("born"),
            died=one.get("died"),
            parents=ordered(ties[ref]["parents"] | {o for o in ties if ref in ties[o]["children"]}),
            partners=ordered(ties[ref]["partners"] | {o for o in ties if ref in ties[o]["partners"]}),
            parted=ordered(ties[ref]["parted"] | {o for o in ties if ref in ties[o]["parted"]}),
            bond=one.get("bond"),
            mood=one.get("mood"),
            index=one.get("index") == "yes",
            repeats=ordered(ties[ref]["repeats"]),
            repetition=one.get("repetition"),
        )
        for one in people
        for ref in (str(one.id),)
    )


def _linked(one: Written, slug: str) -> set[str]:
    value = one.values.get(slug, [])
    return set(value) if isinstance(value, list) else {str(value)}
