"""What stands beside the formulation: the worksheet, triangles, defenses, drafts, versions, one page, plain words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions import entries as entries_actions
from clew.practice.errors import AlreadyDone, NotFound, PracticeError
from clew.practice.readings import defenses as profile
from clew.practice.readings import drafting, entries, evidence, proposed_theme, versions, worksheet
from clew.practice.readings import sheet as one_page
from clew.practice.readings import triangles as joined
from clew.practice.roles import May
from clew.therapy.charts import defense_profile
from clew.therapy.charts.conflict_triangle import conflict_triangle
from clew.therapy.charts.person_triangle import person_triangle
from clew.therapy.charts.scene import svg
from clew.therapy.errors import TherapyError
from clew.therapy.forms import form
from clew.therapy.formulation.defenses import ENOUGH_DEFENSE_CODES
from clew.therapy.formulation.draft import LABEL
from clew.therapy.formulation.pervasiveness import first_late_session
from clew.therapy.formulation.plain import plain_words
from clew.therapy.knowledge import PROPOSED_THEME_EPISODES, STABLE_THEME_EPISODES
from clew.therapy.knowledge.interventions import INTERPRETATION_RULES, TRANSFERENCE_SOFT_LIMIT
from clew.web.pages import new_key, no_course, on_record, record_page, say


@on_record(to=May.READ_FORMULATION, view="worksheet")
def show_worksheet(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show every accepted episode, what is counted from them, and what the theme still lacks."""
    opened = evidence.opened(chart)
    if opened is None:
        return no_course(request, chart, "worksheet")
    course, numbers = opened
    page = worksheet.worksheet(chart, course, numbers=numbers)
    sort = request.GET.get("sort", "told")
    chosen = worksheet.Chosen.of(request.GET.dict())
    rows = chosen.rows(page.rows, page.late_from)
    return record_page(
        request,
        "clinician/worksheet.html",
        chart,
        tab="formulation",
        sub="worksheet",
        page=page,
        rows=worksheet.sorted_rows(rows, sort),
        chosen=chosen.words(page.late_from) if chosen else "",
        sort=sort if sort in worksheet.SORTS else "told",
        sorts=worksheet.SORTS.items(),
        stable=STABLE_THEME_EPISODES,
        recurs=PROPOSED_THEME_EPISODES,
        key=new_key(),
        writes=chart.can(May.WRITE_FORMULATION),
    )


@on_record(to=May.WRITE_FORMULATION, view="worksheet")
def decide_theme(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Take a proposed theme as a draft, or set it aside. Taking the entry back undoes it."""
    opened = evidence.opened(chart)
    if request.method != "POST" or opened is None:
        return redirect("worksheet", chart.patient.pk)
    course, numbers = opened
    found = evidence.gather(chart, course, proposals=True, numbers=numbers)
    theme = proposed_theme.undecided(found, proposed_theme.drafts(chart, course))
    if theme is None or theme.words != request.POST.get("proposed"):
        say(request, "The proposal has changed since this page was opened. Look at it again.")
        return redirect("worksheet", chart.patient.pk)
    aside = request.POST.get("stands") == "set_aside"
    values, moments = proposed_theme.taken(theme, request.POST.dict(), worksheet.cited(chart, found))
    values |= {"stands": "set_aside" if aside else "draft", "words": request.POST.get("words", "")}
    try:
        entries_actions.write_entry(
            chart=chart,
            course=course,
            form=proposed_theme.FORM,
            values=values,
            moments=moments,
            key=request.POST.get("key") or None,
        )
    except AlreadyDone:
        pass
    except (PracticeError, TherapyError) as problem:
        say(request, str(problem))
        return redirect("worksheet", chart.patient.pk)
    if aside:
        say(request, "Set aside. It is not proposed again, and you can bring it back on the worksheet.")
    else:
        say(request, "Taken as a draft. It is in no count; the episodes are still yours to accept or reject.")
    return redirect("worksheet", chart.patient.pk)


@on_record(to=May.READ_FORMULATION, view="triangles")
def triangles(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show the conflicts as triangles, and the triangle of person with the links that interpretations made."""
    opened = evidence.opened(chart)
    if opened is None:
        return no_course(request, chart, "triangles")
    course, numbers = opened
    page = joined.triangles_page(chart, course, numbers=numbers)
    return record_page(
        request,
        "clinician/triangles.html",
        chart,
        tab="formulation",
        sub="triangles",
        page=page,
        drawn=[
            (
                one,
                svg(
                    conflict_triangle(sketch=one.sketch, **joined.corners_in_words(one)), name=f"conflict-{n}"
                ),
            )
            for n, one in enumerate(page.conflicts, start=1)
        ],
        person=svg(person_triangle(page.places, page.sides), name="person"),
        corners=[(place.value, worksheet.PLACES[place], count) for place, count in page.places.items()],
        links=[(link, joined.link_in_words(link), count) for link, count in page.links.items()],
        writes=chart.can(May.WRITE_FORMULATION),
    )


@on_record(to=May.READ_FORMULATION, view="defenses")
def defenses(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show the defense profile, early against late."""
    course = chart.course
    if course is None:
        return no_course(request, chart, "defenses")
    found = profile.coded(chart, course)
    late_from = first_late_session(one.where.session for one in found)
    shown = profile.defenses(found, late_from)
    data = shown.picture
    return record_page(
        request,
        "clinician/defenses.html",
        chart,
        tab="formulation",
        sub="defenses",
        defenses=shown,
        late_from=late_from,
        enough_codes=ENOUGH_DEFENSE_CODES,
        defense_picture=svg(
            defense_profile.defense_picture(data),
            links={f"level:{one.level}": f"#level-{one.level}" for one in shown.levels if one.count},
            name="defenses",
        ),
        defense_table=defense_profile.rows(data),
    )


@on_record(to=May.READ_FORMULATION, view="defense_moments", thing="defense")
def defense_moments(request: HttpRequest, chart: Chart, defense: str) -> HttpResponse:
    """List the moments of one defense with their words; only their sessions are opened."""
    if chart.course is None:
        raise NotFound
    coded, moments = profile.moments(chart, chart.course, defense)
    template = "clinician/formulation_moments.html"
    if request.htmx:
        template = "clinician/formulation_moments_list.html"
    return record_page(
        request, template, chart, tab="formulation", sub="defenses", defense=coded, moments=moments
    )


@on_record(to=May.WRITE_FORMULATION, view="draft_interpretation")
def draft_interpretation(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show drafts to think with, or why there are none, and what was tried before. For who treats the patient."""
    opened = evidence.opened(chart)
    if opened is None:
        return no_course(request, chart, "draft_interpretation")
    course, numbers = opened
    asked = request.GET.get("wording", "0")
    wording = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0
    return record_page(
        request,
        "clinician/draft_interpretation.html",
        chart,
        tab="formulation",
        sub="draft_interpretation",
        page=drafting.draft_page(chart, course, now=timezone.now(), wording=wording, numbers=numbers),
        label=LABEL,
        wording=wording,
        limit=TRANSFERENCE_SOFT_LIMIT,
        rules=INTERPRETATION_RULES.values(),
        writes=True,
    )


@on_record(to=May.READ_FORMULATION, view="formulation_versions")
def formulation_versions(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Compare two dated versions, heading by heading, and how the theme stood on their days."""
    opened = evidence.opened(chart)
    if opened is None:
        return no_course(request, chart, "formulation_versions")
    course, numbers = opened
    found = versions.all_versions(chart, course)
    by_key = {one.key: one for one in found}
    newer = by_key.get(request.GET.get("newer", ""), found[0] if found else None)
    older = by_key.get(request.GET.get("older", ""), versions.before(newer, found) if newer else None)
    if older and newer and older.number > newer.number:
        older, newer = newer, older
    counted = evidence.gather(chart, course, numbers=numbers)
    days = {timezone.localdate(), *(one.on for one in (older, newer) if one)}
    return record_page(
        request,
        "clinician/formulation_changes.html",
        chart,
        tab="formulation",
        sub="formulation_versions",
        versions=found,
        older=older,
        newer=newer,
        compared=versions.compare(older, newer) if older and newer else [],
        alike=bool(older and newer and bool(older.entry) == bool(newer.entry)),
        theme=[versions.theme_on(counted, day) for day in sorted(days)],
        writes=chart.can(May.WRITE_FORMULATION),
    )


@on_record(to=May.READ_FORMULATION, view="formulation_sheet")
def formulation_sheet(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show the formulation on one page to print."""
    opened = evidence.opened(chart)
    if opened is None:
        return no_course(request, chart, "formulation_sheet")
    course, numbers = opened
    return record_page(
        request,
        "clinician/formulation_sheet.html",
        chart,
        tab="formulation",
        sub="formulation_sheet",
        page=one_page.sheet(chart, course, numbers=numbers),
        today=timezone.localdate(),
    )


@on_record(to=May.READ_FORMULATION, view="plain_formulation")
def plain_formulation(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show the version in plain words as the patient sees it, and whether it is shared."""
    course = chart.course
    if course is None:
        return no_course(request, chart, "plain_formulation")
    found = entries.one(chart, course, "plain_formulation", to=May.READ_FORMULATION)
    return record_page(
        request,
        "clinician/plain_formulation.html",
        chart,
        tab="formulation",
        sub="plain_formulation",
        one=found,
        definition=form("plain_formulation"),
        reasons=[reason for line in found.lines for reason in plain_words(line.text)] if found else [],
        writes=chart.can(May.WRITE_FORMULATION),
    )


_HERE = "patients/<uuid:patient_id>/formulation/"
urls = [
    path(f"{_HERE}worksheet/", show_worksheet, name="worksheet"),
    path(f"{_HERE}worksheet/theme/", decide_theme, name="decide_theme"),
    path(f"{_HERE}triangles/", triangles, name="triangles"),
    path(f"{_HERE}defenses/", defenses, name="defenses"),
    path(f"{_HERE}defenses/<slug:defense>/", defense_moments, name="defense_moments"),
    path(f"{_HERE}draft/", draft_interpretation, name="draft_interpretation"),
    path(f"{_HERE}changes/", formulation_versions, name="formulation_versions"),
    path(f"{_HERE}sheet/", formulation_sheet, name="formulation_sheet"),
    path(f"{_HERE}plain/", plain_formulation, name="plain_formulation"),
]
