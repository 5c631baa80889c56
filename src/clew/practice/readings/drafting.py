"""A draft interpretation and what surrounds it: how things stand, what was tried before, and what followed.

For the clinician only. Nothing here is stored, and nothing is sent to anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from clew.practice.access import Chart
from clew.practice.models import Alert, Claim, Code, Course, Session
from clew.practice.readings import alliance as bond
from clew.practice.readings import entries, measures
from clew.practice.readings.cited import Citations, Cited
from clew.practice.readings.entries import Written
from clew.practice.readings.evidence import Evidence, Numbers, gather
from clew.practice.readings.hypotheses import Sided
from clew.practice.readings.theme import Part, theme_parts
from clew.practice.readings.triangles import conflict_of
from clew.practice.roles import May
from clew.therapy.coding.codes import Scheme
from clew.therapy.course.rule import Reason
from clew.therapy.course.rupture import covers
from clew.therapy.formulation import interpreting
from clew.therapy.formulation.draft import Draft, Verdict, conflict_drafts, theme_drafts
from clew.therapy.formulation.interpreting import Answer, Relations, Said, Standing
from clew.therapy.formulation.rules import RULES
from clew.therapy.formulation.wording import Kind
from clew.therapy.measures.alliance import Repair

_OF_DRAFTS = frozenset(rule.slug for rule in RULES)
"""The rules that this page is about; what was decided otherwise than another rule stands on that rule's page."""


@dataclass(frozen=True, slots=True)
class Offered:
    """One draft or what is withheld, with its moments in words, the latest first, and, where it is of a conflict, which one."""

    verdict: Verdict
    cited: tuple[Cited, ...]
    conflict: Written | None = None

    @property
    def draft(self) -> Draft | None:
        """The draft; None where it is withheld."""
        return self.verdict if isinstance(self.verdict, Draft) else None


@dataclass(frozen=True, slots=True)
class Tried:
    """One interpretation kept as a note: what its wording lacks while it is only
    thought, and what the answer speaks for."""

    written: Written
    wording: tuple[Reason, ...]
    answer: tuple[Reason, ...]
    session: int | None


@dataclass(frozen=True, slots=True)
class DraftPage:
    """All values of the page. `coded` counts the interpretations accepted among the codes of the latest session."""

    standing: Standing
    parts: tuple[Part, ...]
    offered: tuple[Offered, ...]
    withheld: tuple[Offered, ...]
    first: tuple[Reason, ...]
    tried: tuple[Tried, ...]
    said: int
    dose: tuple[Reason, ...]
    coded: int
    otherwise: dict[str, list[Written]]


def draft_page(
    chart: Chart, course: Course, *, now: datetime, wording: int = 0, numbers: Numbers | None = None
) -> DraftPage:
    """Gather the page.

    Args:
        chart: the opened record.
        course: the course whose sessions count.
        now: the time at which the next session is looked for.
        wording: which of the ways to say it.
        numbers: those of the course, where `evidence.opened` has told them already.
    """
    evidence = gather(chart, course, numbers=numbers)
    parts = theme_parts(chart, course, evidence.counts)
    slugs = ("conflict", "interpretation", "formulation_text", "otherwise", *bond.FORMS)
    found, moments = entries.with_moments(chart, course, *slugs, to=May.READ_FORMULATION)
    otherwise: dict[str, list[Written]] = {}
    for one in found["otherwise"]:
        otherwise.setdefault(one.get("rule"), []).append(one)
    standing = _standing(chart, course, evidence, found, frozenset(otherwise), now)
    verdicts = _verdicts(
        evidence, parts, [(one, moments[one.id]) for one in found["conflict"]], standing, wording
    )
    citations = Citations(
        chart,
        [moment for verdict, _ in verdicts if isinstance(verdict, Draft) for moment in verdict.moments],
    )
    offered = [_offered(verdict, conflict, evidence, citations) for verdict, conflict in verdicts]
    return DraftPage(
        standing=standing,
        parts=tuple(parts),
        offered=tuple(one for one in offered if one.draft),
        withheld=tuple(one for one in offered if one.draft is None),
        first=_first(standing),
        tried=tuple(_tried(one) for one in reversed(found["interpretation"])),
        said=interpreting.transference_said(standing),
        dose=interpreting.transference_dose(standing),
        coded=_coded(chart, course, standing.session),
        otherwise={rule: listed for rule, listed in otherwise.items() if rule in _OF_DRAFTS},
    )


def _first(standing: Standing) -> tuple[Reason, ...]:
    """Why everything is withheld, if it is."""
    strained = () if "rupture_first" in standing.otherwise else interpreting.rupture_first(standing)
    return (*interpreting.danger_first(standing), *strained)


def _verdicts(
    evidence: Evidence,
    parts: Sequence[Part],
    conflicts: Sequence[tuple[Written, Sequence[Sided]]],
    standing: Standing,
    wording: int,
) -> list[tuple[Verdict, Written | None]]:
    theme = {part.kind: part.counted for part in parts if part.counted}
    verdicts: list[tuple[Verdict, Written | None]] = [
        (one, None) for one in theme_drafts(theme, standing, wording=wording)
    ]
    for written, moments in conflicts:
        conflict = conflict_of(written, moments)
        if conflict is not None:
            verdicts += [
                (one, written)
                for one in conflict_drafts(conflict, evidence.counts.kept, standing, wording=wording)
            ]
    order = list(Kind)
    return sorted(verdicts, key=lambda one: order.index(one[0].kind))


def _offered(verdict: Verdict, conflict: Written | None, evidence: Evidence, citations: Citations) -> Offered:
    if not isinstance(verdict, Draft):
        return Offered(verdict, (), conflict)
    ordered = sorted(verdict.moments, key=citations.order, reverse=True)
    cited = [citations.cite(moment, evidence.about(moment)) for moment in ordered]
    return Offered(verdict, tuple(one for one in cited if one), conflict)


def _standing(
    chart: Chart,
    course: Course,
    evidence: Evidence,
    found: dict[str, list[Written]],
    otherwise: frozenset[str],
    now: datetime,
) -> Standing:
    sessions = list(
        chart.rows(Session, to=May.READ_FORMULATION)
        .filter(course=course)
        .only("at", "attendance", "online", "course")
    )
    held = sum(one.held for one in sessions)
    coming = sorted(
        (one for one in sessions if one.attendance == Session.Attendance.PLANNED and one.at >= now),
        key=lambda one: one.at,
    )
    alerts = chart.rows(Alert, to=May.READ_ALERTS).exclude(state=Alert.State.CLOSED)
    relations = found["formulation_text"][-1].get("relations") if found["formulation_text"] else ""
    return Standing(
        session=evidence.latest or 1,
        risk_open=alerts.exists(),
        strain=_strain(chart, course, {form: found[form] for form in bond.FORMS}),
        relations=Relations(relations) if relations else None,
        remote_next=bool(coming) and coming[0].online,
        sessions_left=max(course.agreed_sessions - held, 0) if course.agreed_sessions else None,
        said=tuple(said for one in found["interpretation"] if (said := _said(one))),
        otherwise=otherwise,
    )


def _strain(chart: Chart, course: Course, written: dict[str, list[Written]]) -> int | None:
    """Return the latest session with a sign of strain that may still be mended and is not yet; 0 for outside a session.

    A rupture that the clinician wrote down stands as its checks say, and so do the flags that belong to it.
    """
    series = bond.rated(measures.in_use(chart, course), written)
    told = [story.rupture for story in bond.ruptures(series, written) if story.written]
    signs = [one.session or 0 for one in told if not one.mended]
    signs += [
        flagged.flag.session
        for one in series
        for flagged in one.flags
        if flagged.mended
        and flagged.mended.state is Repair.OPEN
        and not any(covers(rupture, flagged.flag.session) for rupture in told)
    ]
    return max(signs, default=None)


def _said(one: Written) -> Said | None:
    session = _session(one)
    if one.get("said") != "yes" or not one.get("joins") or session is None:
        return None
    return Said(Kind(one.get("joins")), session, _answer(one))


def _session(one: Written) -> int | None:
    return one.number("in_session") or (one.entry.session.number if one.entry.session else None)


def _answer(one: Written) -> frozenset[Answer]:
    value = one.values.get("answer", [])
    return frozenset(Answer(slug) for slug in value) if isinstance(value, list) else frozenset()


def _tried(one: Written) -> Tried:
    words = one.get("words")
    said = one.get("said") == "yes"  # what was said is said; its answer tells more than its wording
    return Tried(
        one,
        () if said else (*interpreting.tentative(words), *interpreting.one_link(words)),
        interpreting.look_at_the_answer(_answer(one)),
        _session(one),
    )


def _coded(chart: Chart, course: Course, session: int) -> int:
    return (
        chart.rows(Code, to=May.READ_SESSIONS)
        .filter(
            scheme=Scheme.INTERVENTION.value,
            code="interpretation",
            status=Claim.Status.ACCEPTED,
            transcript__current=True,
            transcript__session__course=course,
            transcript__session__number=session,
        )
        .count()
    )
