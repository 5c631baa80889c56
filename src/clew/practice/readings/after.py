"""What came in after an end: check-ins with their scores, early signs, follow-ups, and what is worth asking about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clew.practice.access import Chart
from clew.practice.models import Administration, Course
from clew.practice.readings import entries, measures, scores
from clew.practice.readings.entries import Written
from clew.practice.roles import May
from clew.therapy.course import relapse
from clew.therapy.course.continuing import Agreed, Came, CheckIn, check_ins
from clew.therapy.course.ending import Scored, symptom_return
from clew.therapy.course.relapse import Prompt, SignsSeen, of_score, of_signs
from clew.therapy.course.rule import Reason
from clew.therapy.measures.scoring import Total

PHQ = "phq-9"


@dataclass(frozen=True, slots=True)
class Checked:
    """A PHQ-9 after the end, what it came to, and what it asks for."""

    on: date
    reading: scores.Reading
    prompts: tuple[Prompt, ...]


@dataclass(frozen=True, slots=True)
class After:
    """What came in after an end. `prompts` are those of the latest score and of the latest look at the signs."""

    ended_on: date | None
    at_end: scores.Reading | None
    at_end_on: date | None
    checked: Sequence[Checked]  # the latest first
    check_ins: tuple[CheckIn, ...]
    prompts: tuple[Prompt, ...]
    plan: Written | None
    sign_checks: Sequence[Written]  # the latest first
    follow_ups: Sequence[Written]  # in the order of their days
    ending: Written | None
    agreed: Agreed
    begun_on: date | None  # when the work of ending was first written about
    in_use: Sequence[measures.Series]
    found: Mapping[str, Sequence[Written]]


READ = ("ending", "relapse_plan", "sign_check", "follow_up")


def after(chart: Chart, course: Course, *more: str, today: date) -> After:
    """Gather what came in after an end, and the current entries of some more forms in `found`.

    Three queries; fewer where no ending was begun, or scores are not open to the person.
    """
    found = entries.current(chart, course, *READ, *more)
    ending = found["ending"][-1] if found["ending"] else None
    asked = found["sign_check"][::-1]
    in_use = measures.in_use(chart, course) if chart.can(May.READ_MEASURES) else []
    scored = _scored(in_use)
    at_end, checked, came = _around(scored, course.ended_on)
    agreed = _agreed(ending)
    listed = (
        check_ins(course.ended_on, came, today=today, agreed=agreed)
        if course.ended_on is not None and chart.can(May.READ_MEASURES)
        else ()
    )
    prompts = (*_asked(checked), *(of_signs(signs_seen(asked[0])) if asked else ()))
    return After(
        ended_on=course.ended_on,
        at_end=at_end[1] if at_end else None,
        at_end_on=at_end[0] if at_end else None,
        checked=checked,
        check_ins=listed,
        prompts=tuple(sorted(prompts, key=lambda prompt: not prompt.danger)),
        plan=found["relapse_plan"][-1] if found["relapse_plan"] else None,
        sign_checks=asked,
        follow_ups=sorted(found["follow_up"], key=lambda one: one.get("due_on")),
        ending=ending,
        agreed=agreed,
        begun_on=_begun(ending),
        in_use=in_use,
        found=found,
    )


def _asked(checked: Sequence[Checked]) -> tuple[Prompt, ...]:
    """Return what the latest answers ask for; where they have no total, also what the last total asked for."""
    if not checked:
        return ()
    last = checked[0]
    if last.reading.score.total is not None:
        return last.prompts
    whole = next((one for one in checked if one.reading.score.total is not None), None)
    earlier = [prompt for prompt in whole.prompts if not prompt.danger] if whole else []
    return (*last.prompts, *earlier)


def _agreed(ending: Written | None) -> Agreed:
    return Agreed(ending.get("check_ins")) if ending and ending.get("check_ins") else Agreed.USUAL


def planned(
    course: Course, in_use: Sequence[measures.Series], ending: Written | None, *, today: date
) -> tuple[CheckIn, ...]:
    """Return the check-ins after an end with what came of each, from what was read already; none before an end."""
    if course.ended_on is None or not in_use:
        return ()
    _, _, came = _around(_scored(in_use), course.ended_on)
    return check_ins(course.ended_on, came, today=today, agreed=_agreed(ending))


def _begun(ending: Written | None) -> date | None:
    if ending is None:
        return None
    return (ending.entry.first or ending.entry).on


def _scored(in_use: Sequence[measures.Series]) -> list[tuple[date, scores.Reading]]:
    """Return the patient's own PHQ-9s of a course in the order of time, with their days."""
    own = [
        (series.days.date_of(one.administration.at), one)
        for series in in_use
        if series.instrument.key == PHQ and series.rater == Administration.Rater.PATIENT
        for one in series.readings
    ]
    return sorted(own, key=lambda told: told[1].administration.at)


def _around(
    scored: Sequence[tuple[date, scores.Reading]], ended_on: date | None
) -> tuple[tuple[date, scores.Reading] | None, list[Checked], list[Came]]:
    """Part the scores at the end: the last one with a total by then, and all after it."""
    if ended_on is None:
        return None, [], []
    before = [(on, one) for on, one in scored if on <= ended_on and one.score.total is not None]
    at_end = before[-1] if before else None
    total = at_end[1].score.total if at_end else None
    later = [(on, one) for on, one in scored if on > ended_on]
    checked = [Checked(on, one, of_score(_check(on, one), at_end=_same(total, one))) for on, one in later]
    return at_end, checked[::-1], [Came(on, str(one.administration.pk)) for on, one in later]


def _check(on: date, one: scores.Reading) -> relapse.CheckIn:
    return relapse.CheckIn(on, one.score.total, one.score.risk, f"measure:{one.administration.pk}")


def _same(total: Total | None, other: scores.Reading) -> Total | None:
    """Return the total at the end where it can be compared with a later one: totals of two versions cannot."""
    later = other.score.total
    if (
        total is None
        or later is None
        or (total.instrument, total.version) != (later.instrument, later.version)
    ):
        return None
    return total


def signs_seen(one: Written) -> SignsSeen:
    """Read how many signs were noticed, and for how long."""
    own = [line for line in one.get("own_signs").splitlines() if line.strip()]
    chosen = one.values.get("signs", [])
    count = 0 if one.get("any") == "none" else len(own) + (len(chosen) if isinstance(chosen, list) else 0)
    return SignsSeen(one.entry.on, count, one.number("weeks"), f"entry:{one.id}")


def near_the_end(found: After, *, ending_from: date | None) -> Reason | None:
    """Note where symptoms came back since the end came into sight."""
    if ending_from is None:
        return None
    last = found.ended_on or date.max
    scored = [
        Scored(on, one.score.total, f"measure:{one.administration.pk}")
        for on, one in _scored(found.in_use)
        if one.score.total is not None and on <= last
    ]
    return symptom_return(scored, ending_from=ending_from)
