"""From the referral to the decision: intake with its safety check, indication, and suitability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone

from clew.practice import contacts
from clew.practice.access import Chart
from clew.practice.actions import intake as actions
from clew.practice.errors import AlreadyDone, PracticeError
from clew.practice.models import Course
from clew.practice.readings import entries
from clew.practice.readings import intake as reading
from clew.practice.roles import May
from clew.therapy.charts import suitability_profile
from clew.therapy.charts.scene import svg
from clew.therapy.course.indication import RULE_OF
from clew.therapy.course.red_flags import LEVEL, Gate
from clew.therapy.course.suitability import RULE as EMPHASIS_RULE
from clew.therapy.errors import TherapyError
from clew.therapy.forms import FORMS
from clew.therapy.knowledge.base import Entry
from clew.therapy.knowledge.evidence import EVIDENCE_IN_SHORT
from clew.therapy.knowledge.indication import (
    MODIFIERS,
    NICE_MORE_SEVERE,
    RED_FLAGS,
    REMISSION_HONESTLY,
    SELECTION,
)
from clew.therapy.knowledge.suitability import EMPHASIS_MARGIN, SUITABILITY
from clew.therapy.measures.instruments.phq import PHQ_9
from clew.therapy.safety.levels import MINIMUM_DUTIES
from clew.web.clinician.entries import FIRST, link_names
from clew.web.entry_forms import EntryForm
from clew.web.pages import new_key, no_course, on_record, record_page
from clew.web.templatetags.web import day


@on_record(to=May.READ_FORMULATION, view="intake")
def intake(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show how the person came, what was found out before treatment, and what they had and would like."""
    course = chart.course
    if course is None:
        return no_course(request, chart, "intake")
    found = entries.current(chart, course, *reading.INTAKE)
    checks = found["red_flags"]
    check = checks[-1] if checks else None
    written = [one for listed in found.values() for one in listed]
    return record_page(
        request,
        "clinician/intake.html",
        chart,
        tab="course",
        sub="intake",
        course=course,
        sections=[(FORMS[slug], found[slug]) for slug in reading.INTAKE if slug != "red_flags"],
        check=check,
        seen=reading.seen(check),
        psychotic=_psychotic(found),
        names=link_names(chart, written),
        plan_says=chart.text(course, "referral"),
        writes=chart.can(May.WRITE_FORMULATION),
    )


def _psychotic(found: Mapping[str, Sequence[entries.Written]]) -> bool:
    """Whether psychotic features are ticked while the last safety check names no red flag."""
    ticked = any("psychotic_features" in one.get("modifiers") for one in found["intake"])
    return ticked and not (found["red_flags"] and reading.seen(found["red_flags"][-1]))


@on_record(to=May.WRITE_FORMULATION, view="red_flags")
def red_flags(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Ask for red flags. One of them stops the intake here: help first, and an alert to a named person."""
    course = chart.course
    if course is None:
        raise PracticeError("Open a course of treatment first, so that the safety check has a place.")
    sent = request.POST if request.method == "POST" else None
    form = EntryForm(FORMS["red_flags"], sent, initial={"key": new_key()}, timed=False)
    ticked = [slug for slug in request.POST.getlist("seen") if slug in RED_FLAGS]
    if form.is_valid():
        try:
            actions.check_red_flags(
                chart=chart, course=course, values=form.values, key=form.cleaned_data["key"] or None
            )
        except AlreadyDone:
            pass
        except (PracticeError, TherapyError) as problem:
            form.add_error(None, str(problem))
        if not form.errors:
            return (
                redirect("red_flags", chart.patient.pk)
                if ticked
                else redirect("write_entry", chart.patient.pk, "intake")
            )
    safety = reading.safety(chart, course, today=timezone.localdate())
    now = timezone.now()
    return record_page(
        request,
        "clinician/red_flags.html",
        chart,
        tab="course",
        sub="intake",
        form=form,
        definition=FORMS["red_flags"],
        safety=safety,
        # What was ticked and could not be saved still shows help: an error is treated as danger.
        stopped=bool(ticked) or safety.gate is Gate.STOPPED,
        unsaved=[RED_FLAGS[slug].name for slug in ticked],
        may_go_on=safety.gate is Gate.OPEN and not ticked,
        help=contacts.help_at(chart.patient.practice, now),
        duty=MINIMUM_DUTIES[LEVEL],
        status=422 if form.errors else 200,
    )


def _check_first(chart: Chart, course: Course) -> str | None:
    """Return the address of the safety check unless today's lets the intake be filled in."""
    safety = reading.safety(chart, course, today=timezone.localdate())
    return None if safety.gate is Gate.OPEN else reverse("red_flags", args=[chart.patient.pk])


FIRST["intake"] = _check_first
# The check itself is asked only on its own page, which shows help and raises the alert.
FIRST["red_flags"] = lambda chart, course: reverse("red_flags", args=[chart.patient.pk])


@on_record(to=May.READ_FORMULATION, view="indication")
def indication(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show what speaks for and against each of four recommendations, what is missing, and what was decided."""
    course = chart.course
    if course is None:
        return no_course(request, chart, "indication")
    found = reading.weigh(chart, course, score=request.GET.get("score", ""))
    otherwise = entries.decided_otherwise(chart, course)
    checks = found.forms["red_flags"]
    check = checks[-1] if checks else None
    return record_page(
        request,
        "clinician/indication.html",
        chart,
        tab="course",
        sub="indication",
        found=found,
        lines=[(one, RULE_OF[one.line], otherwise.get(RULE_OF[one.line], [])) for one in found.lines],
        choices=_choices(found),
        opens=_opens(chart, found),
        missing=[(one, _written_at(chart, one.slug)) for one in found.missing],
        check=check,
        seen=reading.seen(check),
        psychotic=_psychotic(found.forms),
        modifiers=_modifiers(found),
        nice=NICE_MORE_SEVERE,
        bands=PHQ_9.bands,
        evidence=EVIDENCE_IN_SHORT.values(),
        remission=REMISSION_HONESTLY,
        selection=SELECTION.values(),
        writes=chart.can(May.WRITE_FORMULATION),
    )


def _modifiers(found: reading.Weighing) -> list[tuple[Entry, str, str]]:
    """Return each modifier, whether it is there, and how that is known."""
    seen = {one.slug: one for one in found.modifiers}
    intake = found.forms["intake"][-1] if found.forms["intake"] else None
    ticked = intake.values.get("modifiers", []) if intake else []
    on = f"in the intake of {day(intake.entry.on)}." if intake else ""
    unseen = f"Not ticked {on}" if intake else "No intake is written yet."
    told = {True: "raised", False: "not raised", None: "cannot be said"}
    listed = []
    for slug, entry in MODIFIERS.items():
        if slug in seen:
            if slug in ticked:
                listed.append((entry, "ticked", f"Ticked {on}"))
            else:
                listed.append((entry, told[seen[slug].present], seen[slug].reason.words))
        else:
            listed.append((entry, "not ticked" if intake else told[None], unseen))
    return listed


def _opens(chart: Chart, found: reading.Weighing) -> dict[str, tuple[str, str]]:
    """Return, for what a reason rests on, the address that opens it and what it is."""
    opens = {}
    if found.score:
        row = found.score.administration
        opens[f"measure:{row.pk}"] = (
            reverse("measure_entry", args=[chart.patient.pk, row.pk]),
            "the answers",
        )
    for slug, words in (("intake", "the intake"), ("red_flags", "the safety check")):
        for one in found.forms[slug][-1:]:
            opens[f"entry:{one.id}"] = (reverse("entry", args=[chart.patient.pk, one.id]), words)
    return opens


def _choices(found: reading.Weighing) -> list[tuple[str, str]]:
    """Return the scores that can be weighed instead: the first, the last before the decision, the latest."""
    taken = found.taken
    if not taken:
        return []
    named = {taken[0].administration.pk: "first", taken[-1].administration.pk: "latest"}
    if found.decisions:
        decided = found.decisions[-1].entry.on
        before = [one for one in taken if timezone.localtime(one.administration.at).date() <= decided]
        if before:
            named.setdefault(before[-1].administration.pk, "at the decision")
    return [
        (str(one.administration.pk), named[one.administration.pk])
        for one in taken
        if one.administration.pk in named
    ]


def _written_at(chart: Chart, slug: str) -> str:
    """Return where something that is missing is written down, or nothing where this person may not write it."""
    if not chart.can(May.WRITE_FORMULATION):
        return ""
    pages = {
        "check": ("red_flags",),
        "severity": ("enter_measure",),
        "item_9": ("enter_measure",),
        "goals": ("plan",),
    }
    forms = {"diagnosis": "intake", "exclusions": "intake", "alternatives": "referral"}
    name, *rest = pages.get(slug) or ("write_entry", forms.get(slug, slug))
    return reverse(name, args=[chart.patient.pk, *rest])


@on_record(to=May.READ_FORMULATION, view="suitability")
def suitability(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Draw the suitability profile, beside an earlier one, with the emphasis indicator and its caps."""
    course = chart.course
    if course is None:
        return no_course(request, chart, "suitability")
    rated = reading.profiles(chart, course)
    by_id = {str(one.written.id): place for place, one in enumerate(rated)}
    place = by_id.get(request.GET.get("rating", ""), len(rated) - 1)
    wanted = request.GET.get("with", "")
    before = by_id.get(wanted, place - 1)
    earlier = rated[before] if 0 <= before < place and wanted != "none" else None
    shown = rated[place] if rated else None
    data = reading.profile_data(shown, earlier) if shown else None
    links = {f"feature:{slug}": f"#feature-{slug}" for slug in SUITABILITY}
    return record_page(
        request,
        "clinician/suitability.html",
        chart,
        tab="course",
        sub="suitability",
        course=course,
        rated=rated,
        shown=shown,
        earlier=earlier,
        before=rated[:place],
        picture=svg(suitability_profile.profile_picture(data), links=links, name="suitability")
        if data
        else "",
        rows=[(row, shown.notes.get(row.slug, "")) for row in suitability_profile.rows(data)]
        if data and shown
        else [],
        features=SUITABILITY,
        margin=EMPHASIS_MARGIN,
        rule=EMPHASIS_RULE,
        otherwise=entries.decided_otherwise(chart, course).get(EMPHASIS_RULE, []),
        writes=chart.can(May.WRITE_FORMULATION),
    )


_HERE = "patients/<uuid:patient_id>/"
urls = [
    path(f"{_HERE}intake/", intake, name="intake"),
    path(f"{_HERE}intake/first/", red_flags, name="red_flags"),
    path(f"{_HERE}indication/", indication, name="indication"),
    path(f"{_HERE}suitability/", suitability, name="suitability"),
]
