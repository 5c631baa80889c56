"""The psychodynamic assessment: its domains on one page, the life on a line, the family in its generations."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.readings import assessment as reading
from clew.practice.readings import lives
from clew.practice.readings.assessment import Shown
from clew.practice.readings.entries import Written
from clew.practice.roles import May
from clew.therapy.charts.family import Family, Relative, generations
from clew.therapy.charts.genogram import genogram as draw_genogram
from clew.therapy.charts.genogram import key, letters, repetitions, said
from clew.therapy.charts.lifeline import Happened, Lasted, Life, left_out, placed
from clew.therapy.charts.lifeline import lifeline as draw_lifeline
from clew.therapy.charts.scene import Scene, Spot, svg
from clew.therapy.forms import FORMS
from clew.therapy.forms.when import days_of, in_words
from clew.therapy.knowledge import DEFENSES
from clew.therapy.knowledge.hypotheses import CONFIGURATIONS
from clew.therapy.knowledge.sources import SOURCES
from clew.web.pages import no_course, on_record, record_page

# How the two configurations are set beside one another: the words and the field of each line.
TENDENCIES = (
    ("What is feared", "core_fear"),
    ("How it is felt", "felt_as"),
    ("The wish", "wish"),
    ("Relationships", "relationships"),
    ("Character", "character"),
    ("What sets it off", "trigger"),
    ("With the clinician", "with_the_clinician"),
    ("Thoughts of suicide", "suicide_note"),
    ("Emphasis", "emphasis"),
)
TENDENCY_TABLE = (
    *((words, tuple(getattr(one, field) for one in CONFIGURATIONS.values())) for words, field in TENDENCIES),
    (
        "Defenses",
        tuple(", ".join(DEFENSES[d].name.lower() for d in one.defenses) for one in CONFIGURATIONS.values()),
    ),
)

NEAR = "Around this treatment"

# What can be added to the lifeline.
TO_THE_LINE = ("life_event", "stressor", "developmental", "symptom_episode", "treatment_history")


@on_record(to=May.READ_FORMULATION, view="assessment")
def assessment(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show the assessment, domain by domain, with what is asked and what is not written yet."""
    course = chart.course
    if course is None:
        return no_course(request, chart, "assessment")
    page = reading.assessment(chart, course)
    return record_page(
        request,
        "clinician/assessment.html",
        chart,
        tab="course",
        sub="assessment",
        page=page,
        names={str(one.id): one.title for one in page.written},
        two=svg(page.two, name="two"),
        tendencies=TENDENCY_TABLE,
        configurations=CONFIGURATIONS.values(),
        deq=SOURCES["BlattDEQ1976"].citation,
        aida=SOURCES["Rost2018"].citation,
        stressors=_of(page, "stressor"),
        early=_of(page, "developmental"),
        people=_of(page, "person"),
        has_opd=bool(_of(page, "opd_2")),
        has_pdm=bool(_of(page, "pdm_2")),
        writes=chart.can(May.WRITE_FORMULATION),
    )


def _of(page: reading.Assessment, slug: str) -> list[Written]:
    return [one for one in page.written if one.form.slug == slug]


@on_record(to=May.READ_FORMULATION, view="lifeline")
def lifeline(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Draw a life on one line, and the time around the treatment larger, above its scores."""
    course = chart.course
    if course is None:
        return no_course(request, chart, "lifeline")
    today = timezone.localdate()
    read = lives.life(chart, today=today)
    writes = chart.can(May.WRITE_FORMULATION)
    links = _life_links(chart, read, writes=writes)
    window = lives.around(course, today=today)
    told: list[Happened | Lasted] = [*read.life.happened, *read.life.lasted]
    told.sort(key=lambda one: (days_of(one.when), one.what.value, one.words))
    return record_page(
        request,
        "clinician/lifeline.html",
        chart,
        tab="course",
        sub="lifeline",
        known=bool(read.written),
        whole=svg(draw_lifeline(read.life), links=links, name="life") if _whole(read.life) else "",
        near_title=NEAR,
        near=svg(draw_lifeline(read.life, window=window, title=NEAR), links=links, name="near"),
        coarse=left_out(read.life, window),
        scores=[(one, links[one.ref]) for one in read.life.scores],
        rows=[(_when(one), one, read.written.get(one.ref), links.get(one.ref, "")) for one in told],
        echoes={ref: one.title for ref, one in read.written.items()},
        undated=read.undated,
        adds=[FORMS[slug] for slug in TO_THE_LINE],
        writes=writes,
    )


def _when(one: Happened | Lasted) -> str:
    going_on = isinstance(one, Lasted) and not one.until
    until = f" to {in_words(one.until)}" if one.until else " until now" if going_on else ""
    return in_words(one.when) + until


def _whole(life: Life) -> bool:
    """Whether anything stands on the line of the whole life."""
    return bool(life.lasted or placed(life.happened, None))


def _life_links(chart: Chart, read: lives.LifeRead, *, writes: bool) -> dict[str, str]:
    """Return the address that each mark of the line opens: its form where one may write, else what is written."""
    pk = chart.patient.pk
    links = {}
    for ref, one in read.written.items():
        links[ref] = reverse("change_entry" if writes else "entry", args=[pk, one.id])
    for ref in (*(one.ref for one in read.life.happened), *(one.ref for one in read.life.lasted)):
        if ref.startswith("event:"):
            links[ref] = reverse("plan", args=[pk]) + "#life"
        elif ref.startswith("medication:"):
            links[ref] = reverse("plan", args=[pk]) + "#medication"
        elif ref.startswith("course:"):
            links[ref] = reverse("course", args=[pk])
    for point in read.life.scores:
        links[point.ref] = reverse("measure_entry", args=[pk, point.ref.removeprefix("measure:")])
    return links


@on_record(to=May.READ_FORMULATION, view="genogram")
def genogram(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Draw the family in its generations, and list the same people with ways to add to them."""
    if chart.course is None:
        return no_course(request, chart, "genogram")
    read = lives.family(chart)
    writes = chart.can(May.WRITE_FORMULATION)
    people = [shown.one for shown in read.people]
    links = {
        str(one.id): reverse("change_entry" if writes else "entry", args=[chart.patient.pk, one.id])
        for one in people
    }
    family = read.family
    scene = draw_genogram(family) if family and family.people else None
    return record_page(
        request,
        "clinician/genogram.html",
        chart,
        tab="course",
        sub="genogram",
        people=people,
        problem=read.problem,
        picture=svg(scene, links=links, name="family") if scene else "",
        centre=_centre(scene, family) if scene and family else 0,
        bonds=[
            {"words": words, "picture": svg(line, name=f"bond-{slug}")}
            for slug, words, line in (key(family) if family else ())
        ],
        patient_adds=_adds(chart, family, family.index) if family and family.index else (),
        listed=_listed(chart, read, family) if family else [],
        repeated=[
            (letter, person, [family[ref] for ref in person.repeats], read[person.ref])
            for letter, person in repetitions(family)
        ]
        if family
        else [],
        marked=family is not None and family.index is not None,
        writes=writes,
    )


def _centre(scene: Scene, family: Family) -> int:
    """Return where the patient stands across the picture; its middle where nobody is marked as the patient."""
    index = family.index.ref if family.index else ""
    found = (mark.x for mark in scene.marks if isinstance(mark, Spot) and mark.ref == index)
    return round(next(found, scene.width / 2))


@dataclass(frozen=True, slots=True)
class Listed:
    """One person of the table: the ties in words, what is written, the letters of repetitions, and whom one can add."""

    person: Relative
    ties: str
    shown: Shown
    letters: tuple[str, ...]
    adds: tuple[tuple[str, str, str], ...]


def _listed(chart: Chart, read: lives.FamilyRead, family: Family) -> list[Listed]:
    """Return the people from the oldest generation on."""
    rows = generations(family)
    order = {person.ref: n for n, person in enumerate(family.people)}
    people = sorted(family.people, key=lambda person: (rows[person.ref], order[person.ref]))
    marked = letters(family)
    return [
        Listed(
            person,
            "; ".join(said(family, person)[1:]),
            read[person.ref],
            marked[person.ref],
            _adds(chart, family, person),
        )
        for person in people
    ]


def _adds(chart: Chart, family: Family, person: Relative) -> tuple[tuple[str, str, str], ...]:
    """Return whom one can add to a person: in words, by which key, and the form that starts with the ties."""
    blank = reverse("write_entry", args=[chart.patient.pk, "person"])
    return tuple(
        (words, words[0], f"{blank}?{urlencode(given)}") for words, given in _additions(family, person)
    )


def _additions(family: Family, person: Relative) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return whom one can add to a person, with the ties that the form starts with; the first letters differ."""
    found: list[tuple[str, list[tuple[str, str]]]] = []
    if len(person.parents) < 2:
        with_other = [("partners", parent) for parent in person.parents]
        there = {family[parent].sex for parent in person.parents}
        found += [
            (words, [("children", person.ref), ("sex", sex), *with_other])
            for words, sex in (("mother", "woman"), ("father", "man"))
            if sex not in there
        ]
    found += [("partner", [("partners", person.ref)]), ("child", [("parents", person.ref)])]
    if person.parents:
        found.append(("sibling", [("parents", parent) for parent in person.parents]))
    return found


_HERE = "patients/<uuid:patient_id>/"
urls = [
    path(f"{_HERE}assessment/", assessment, name="assessment"),
    path(f"{_HERE}lifeline/", lifeline, name="lifeline"),
    path(f"{_HERE}genogram/", genogram, name="genogram"),
]
