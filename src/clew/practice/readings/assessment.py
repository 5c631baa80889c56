"""The assessment on one page: each domain with what is written in it, what the rules say, and what is not there yet."""

from __future__ import annotations

import textwrap
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Q, Value

from clew.practice.access import Chart
from clew.practice.models import Claim, Code, Course, Entry, Episode, Hypothesis
from clew.practice.readings import entries, measured
from clew.practice.readings.cited import Citations, Cited
from clew.practice.readings.entries import Written
from clew.practice.readings.measured import Functioning, RiskAsked
from clew.practice.roles import May
from clew.therapy.charts.scene import Scene
from clew.therapy.charts.two_scales import two_scales
from clew.therapy.coding.codes import Scheme
from clew.therapy.course import assessment as rules
from clew.therapy.course import stressors as weighing
from clew.therapy.course.assessment import DOMAINS, Domain, Gap
from clew.therapy.course.rule import Reason
from clew.therapy.forms import FORMS, Form
from clew.therapy.forms.assessment import OBSERVATION
from clew.therapy.knowledge import COMPLETENESS_THRESHOLD, DEFENSES, HYPOTHESES
from clew.therapy.knowledge.hypotheses import Hypothesis as Source

OF_A_LIFE = ("stressor", "symptom_episode", "developmental", "person", "treatment_history")
"""What belongs to the person and not to one course: read from all courses."""

SLUGS = (
    *dict.fromkeys(slug for domain in DOMAINS.values() for slug in domain.forms),
    "sources_of_depression",
    "observation",
    "opd_2",
    "pdm_2",
    "red_flags",
    "otherwise",
)
_EARLY = {
    "early_loss": "Early loss",
    "abuse": "Abuse",
    "neglect": "Neglect",
    "no_empathic_response": "Not responded to",
}
LONGEST_HEADING = 80  # characters
MOST_DEFENSES = 6  # named on the page; the whole profile is one click away


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry with what a rule says about it, and the moments it rests on."""

    one: Written
    reasons: tuple[Reason, ...] = ()
    quotes: tuple[Cited, ...] = ()
    against: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One domain: its entries, what is said about them together, and its forms that can be filled in."""

    domain: Domain
    shown: tuple[Shown, ...]
    reasons: tuple[Reason, ...] = ()
    written: bool = False
    adds: tuple[Form, ...] = ()


@dataclass(frozen=True, slots=True)
class Considered:
    """One possible source of the depression: the note about it, and the hypotheses that carry its code."""

    source: Source
    note: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Watched:
    """One observation, with what may be thought about it once practical causes were looked at."""

    shown: Shown
    reason: Reason
    possible: tuple[str, ...]


@dataclass(slots=True)
class Assessment:
    """The whole page."""

    parts: tuple[Part, ...]
    gaps: tuple[Gap, ...]
    risk: RiskAsked | None
    functioning: Functioning | None
    onset: Written | None
    defenses: tuple[tuple[str, str, int], ...]
    episodes: int
    chains: tuple[tuple[Written, ...], ...]
    alone: tuple[Written, ...]
    joined: tuple[Reason, ...]
    two: Scene
    two_reasons: tuple[Reason, ...]
    configuration: Written | None
    sources: Written | None
    considered: tuple[Considered, ...]
    not_considered: tuple[Source, ...]
    watched: tuple[Watched, ...]
    labels: tuple[Shown, ...]
    otherwise: Mapping[str, Sequence[Written]]
    written: Sequence[Written] = field(default_factory=list)

    @property
    def missing(self) -> tuple[Gap, ...]:
        """What nothing is written about, the required one left out."""
        return tuple(gap for gap in self.gaps if not gap.domain.required)

    @property
    def risk_missing(self) -> Gap | None:
        """The required domain where nobody asked."""
        return next((gap for gap in self.gaps if gap.domain.required), None)


def assessment(chart: Chart, course: Course) -> Assessment:
    """Gather the assessment of one course; what belongs to the life of the person is read from all courses."""
    found, configurations = _entries(chart, course)
    found["stressor"].sort(key=lambda one: one.get("when") or "9999")  # in the order of the life
    listed = [one for slug in SLUGS for one in found[slug] if slug not in ("red_flags", "otherwise")]
    cite = Quotes(chart, listed)
    onset = present_onset(found["symptom_episode"])
    stressors = _stressors(found["stressor"], onset.get("when") if onset else "", cite)
    chains = _chains(found["stressor"])
    answered = measured.of_course(chart, course)
    risk = measured.risk(chart, course, found["red_flags"], answered)
    defenses, episodes = _coded(chart, course)
    written = _written(found) | ({"defenses"} if defenses else set()) | ({"risk"} if risk else set())
    said = {
        "stressors": weighing.nearest_before(
            [event(one) for one in found["stressor"]], onset.get("when") if onset else ""
        ),
        "pattern": tuple(chain.reason for chain in chains),
        "relationships": rules.more_episodes(episodes),
    }
    parts = tuple(
        Part(
            domain,
            tuple(
                stressors.get(one.id) or cite.shown(one)
                for slug in domain.forms
                for one in found[slug]
                if slug != "configuration"
            ),
            said.get(domain.slug, ()),
            domain.slug in written,
            tuple(FORMS[slug] for slug in domain.forms if FORMS[slug].many or not found[slug]),
        )
        for domain in DOMAINS.values()
    )
    configuration = _last(found["configuration"])
    ratings = _ratings(configurations) if configuration else []
    sources = _last(found["sources_of_depression"])
    considered = _considered(chart, course, sources)
    otherwise: dict[str, list[Written]] = {}
    for one in found["otherwise"]:
        otherwise.setdefault(one.get("rule"), []).append(one)
    return Assessment(
        parts=parts,
        gaps=rules.gaps(written),
        risk=risk,
        functioning=measured.functioning(chart, course, answered),
        onset=onset,
        defenses=defenses,
        episodes=episodes,
        chains=_told(chains, found["stressor"]),
        alone=_alone(chains, found["stressor"]),
        joined=_joined(found["stressor"]),
        two=two_scales(*([pair[n] for pair in ratings] for n in (0, 1))),
        two_reasons=rules.two_ratings(*ratings[-1]) if ratings else (),
        configuration=configuration,
        sources=sources,
        considered=tuple(one for one in considered if one.note or one.statements),
        not_considered=tuple(one.source for one in considered if not (one.note or one.statements)),
        watched=tuple(_watched(one, cite) for one in found["observation"]),
        labels=tuple(cite.shown(one) for slug in ("opd_2", "pdm_2") for one in found[slug]),
        otherwise=otherwise,
        written=listed,
    )


class Quotes:
    """The moments of entries, cited."""

    def __init__(self, chart: Chart, listed: Iterable[Written]) -> None:
        self.moments = entries.moments(chart, listed)
        self.citations = Citations(chart, [one.moment for found in self.moments.values() for one in found])

    def shown(self, one: Written, reasons: tuple[Reason, ...] = ()) -> Shown:
        """Return an entry with its quotes."""
        sides: dict[bool, list[Cited]] = {False: [], True: []}
        for sided in sorted(self.moments.get(one.id, ()), key=lambda s: self.citations.order(s.moment)):
            if cited := self.citations.cite(sided.moment):
                sides[sided.against].append(cited)
        return Shown(one, reasons, tuple(sides[False]), tuple(sides[True]))


def _last(found: Sequence[Written]) -> Written | None:
    return found[-1] if found else None


def present_onset(found: Sequence[Written]) -> Written | None:
    """Return the time of depression against which events are dated: the latest that is known to have begun."""
    dated = [one for one in found if one.get("when")]
    return max(dated, key=lambda one: one.get("when")) if dated else None


def event(one: Written) -> weighing.Event:
    """Return a stressor as far as its dates matter."""
    return weighing.Event(
        str(one.id),
        one.get("when"),
        one.get("until"),
        one.get("course") == "chronic",
        one.get("onset"),
    )


def _stressors(found: Sequence[Written], onset: str, cite: Quotes) -> dict[uuid.UUID, Shown]:
    return {
        one.id: cite.shown(
            one,
            weighing.chronology(event(one), onset),
        )
        for one in found
    }


def heading(one: Written) -> str:
    """Return what heads an entry: its title; for an early experience the kind in short, and with whom."""
    if one.form.slug != "developmental":
        return one.title
    kind = one.get("kind")
    told = textwrap.shorten(one.get("told"), LONGEST_HEADING, placeholder=" ...") if kind == "other" else ""
    words = _EARLY.get(kind) or told or one.title
    return f"{words}, {one.get('person')}" if one.get("person") and kind in _EARLY else words


def echoes(one: Written) -> tuple[str, ...]:
    """Return the ids of the stressors that one echoes."""
    value = one.values.get("echoes", [])
    return tuple(value) if isinstance(value, list) else ()


def _chains(found: Sequence[Written]) -> tuple[weighing.Chain, ...]:
    return weighing.echo_chains(
        {str(one.id): echoes(one) for one in found},
        {str(one.id): one.get("when") for one in found if one.get("when")},
    )


def _joined(found: Sequence[Written]) -> tuple[Reason, ...]:
    """Return what is said of the events that join loss with humiliation: each sentence once, with all of them."""
    reasons: dict[str, Reason] = {}
    for one in found:
        loss, humiliation = one.number("loss"), one.number("humiliation")
        for reason in weighing.loss_with_humiliation(loss, humiliation, of=str(one.id)):
            before = reasons.get(reason.words)
            rests = (*(before.rests_on if before else ()), *reason.rests_on)
            reasons[reason.words] = replace(reason, rests_on=rests)
    return tuple(reasons.values())


def _told(chains: Sequence[weighing.Chain], found: Sequence[Written]) -> tuple[tuple[Written, ...], ...]:
    by_ref = {str(one.id): one for one in found}
    return tuple(tuple(by_ref[ref] for ref in chain.events) for chain in chains)


def _alone(chains: Sequence[weighing.Chain], found: Sequence[Written]) -> tuple[Written, ...]:
    """Return the stressors about which a pattern is written although they are linked with none."""
    linked = {ref for chain in chains for ref in chain.events}
    return tuple(one for one in found if one.get("pattern") and str(one.id) not in linked)


def _written(found: Mapping[str, Sequence[Written]]) -> set[str]:
    """Return the domains about which something is written."""
    written = {domain.slug for domain in DOMAINS.values() if any(found[slug] for slug in domain.forms)}
    meant = ("meaning", "loss", "humiliation", "entrapment", "danger", "other")
    if any(slug in one.values for one in found["stressor"] for slug in meant):
        written.add("meaning")
    if any(slug in one.values for one in found["stressor"] for slug in ("echoes", "pattern")):
        written.add("pattern")
    if any(one.get("effect") for one in found["developmental"]):
        written.add("effect")
    return written


def _entries(chart: Chart, course: Course) -> tuple[dict[str, list[Written]], list[Written]]:
    """Return the current entries by form, and every version of the two ratings from the earliest on; one query."""
    rows = chart.rows(Entry, to=May.READ_FORMULATION).filter(form__in=SLUGS)
    rows = rows.filter(Q(replaced_by=None, withdrawn=False) | Q(form="configuration", course=course))
    found: dict[str, list[Written]] = {slug: [] for slug in SLUGS}
    versions = []
    for row in rows.select_related("author", "session", "replaced_by"):
        one = entries.written(chart, row)
        if row.form == "configuration":
            versions.append(one)
            if row.withdrawn or hasattr(row, "replaced_by"):
                continue
        if row.form in OF_A_LIFE or row.course_id == course.pk:
            found[row.form].append(one)
    versions.sort(key=lambda one: one.entry.event_id)
    return found, versions


def _coded(chart: Chart, course: Course) -> tuple[tuple[tuple[str, str, int], ...], int]:
    """Return the defenses coded most (slug, name, how often) and how many episodes count; one query for both."""
    here = {
        "status": Claim.Status.ACCEPTED,
        "transcript__current": True,
        "transcript__session__course": course,
    }
    codes = chart.rows(Code, to=May.READ_SESSIONS).filter(scheme=Scheme.DEFENSE.value, **here)
    told = (
        chart.rows(Episode, to=May.READ_SESSIONS)
        .filter(completeness__gte=COMPLETENESS_THRESHOLD.value, **here)
        .exclude(kind="self")
    )
    both = (
        codes.order_by()
        .values_list(Value("defense"), "code")
        .union(told.order_by().values_list(Value("episode"), "kind"), all=True)
    )
    counts = Counter(both)
    defenses = {slug: n for (what, slug), n in counts.items() if what == "defense" and slug in DEFENSES}
    most = sorted(defenses, key=lambda slug: (-defenses[slug], slug))[:MOST_DEFENSES]
    episodes = sum(n for (what, _), n in counts.items() if what == "episode")
    return tuple((slug, DEFENSES[slug].name, defenses[slug]) for slug in most), episodes


def _ratings(versions: Sequence[Written]) -> list[tuple[int | None, int | None]]:
    """Return the two ratings of every version that changed one of them, the earliest first."""
    found: list[tuple[int | None, int | None]] = []
    for version in versions:
        pair = version.number("dependency"), version.number("self_criticism")
        if not version.entry.withdrawn and (not found or found[-1] != pair):
            found.append(pair)
    return found


def _considered(chart: Chart, course: Course, sources: Written | None) -> list[Considered]:
    rows = (
        chart.rows(Hypothesis, to=May.READ_FORMULATION)
        .filter(course=course)
        .exclude(code="")
        .exclude(status=Hypothesis.Status.REJECTED)
        .order_by("at")
    )
    stated: dict[str, list[str]] = {}
    for row in rows:
        stated.setdefault(row.code, []).append(chart.text(row, "statement"))
    return [
        Considered(source, sources.get(source.slug) if sources else "", tuple(stated.get(source.code, ())))
        for source in HYPOTHESES.values()
    ]


def _watched(one: Written, cite: Quotes) -> Watched:
    readings = rules.meanings_to_consider(one.get("sign"), one.get("practical"))
    wanted = OBSERVATION.field("meanings")
    return Watched(
        cite.shown(one), readings.reason, tuple(wanted.label_of(slug) for slug in readings.meanings)
    )
