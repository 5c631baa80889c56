"""Forms that are written about a person: filling one in, changing it, taking it back, and what it rests on.

One set of pages for every form of `therapy.forms`; the pages that show them together lead here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions import entries as actions
from clew.practice.doors import door, shareable
from clew.practice.errors import AlreadyDone, NotFound, PracticeError
from clew.practice.models import Course, Entry, Session
from clew.practice.readings import entries as reading
from clew.practice.readings.cited import Citations
from clew.practice.readings.picking import picks
from clew.practice.roles import May
from clew.therapy.course.rule import Reason
from clew.therapy.errors import TherapyError
from clew.therapy.forms import FORMS, Form, Kind, Room, form
from clew.therapy.formulation.plain import plain_words
from clew.web.clinician.formulation import Ticked
from clew.web.clinician.way_back import way_back
from clew.web.entry_forms import EntryForm
from clew.web.pages import new_key, on_record, record_page, say

# The page that shows the forms of a room together, and the tab on which it stands.
HOME: dict[Room, tuple[str, str]] = {
    Room.INTAKE: ("intake", "course"),
    Room.SUITABILITY: ("suitability", "course"),
    Room.ASSESSMENT: ("assessment", "course"),
    Room.FORMULATION: ("formulation", "formulation"),
    Room.ALLIANCE: ("ruptures", "measures"),
    Room.MONITORING: ("monitoring", "measures"),
    Room.SESSION: ("sessions", "sessions"),
    Room.PRIVATE: ("sessions", "sessions"),
    Room.FRAME: ("plan", "plan"),
    Room.ENDING: ("ending", "plan"),
    Room.SAFETY: ("safety_plan", "plan"),
    Room.TEAM: ("working_together", "team"),
    Room.SUPERVISION: ("supervision", "team"),
}

# Forms that are shown on another page than the others of their room.
HOME_APART: dict[str, tuple[str, str]] = {
    "danger_review": ("before_session", "sessions"),
    "life_event": ("lifeline", "course"),
    "symptom_episode": ("lifeline", "course"),
    "person": ("genogram", "course"),
    "check_in_sharing": ("alliance", "measures"),
    "alliance_look": ("monitoring", "measures"),
    "slot": ("session_plan", "sessions"),
    "joint_focus": ("together", "plan"),
    "joint_safety": ("together", "plan"),
    "review": ("phases", "plan"),
    "exit_marker": ("phases", "plan"),
    "sign_check": ("after", "plan"),
    "follow_up": ("after", "plan"),
    "indication_decision": ("indication", "course"),
    "otherwise": ("course", "course"),
    "conflict": ("triangles", "formulation"),
    "interpretation": ("triangles", "formulation"),
    "theme_draft": ("worksheet", "formulation"),
    "plain_formulation": ("plain_formulation", "formulation"),
}

# Forms that are written on a page of their own, by its name: what is in force before stands beside them there.
WRITTEN_ELSEWHERE = {"frame": "plan_frame", "focus": "plan"}

# Forms before which something else is asked: what returns the address that leads there, or None once it is done.
FIRST: dict[str, Callable[[Chart, Course], str | None]] = {}
FIRST_WORDS = "Something is asked before this form, on a page of its own. What you wrote is still here."


def home(definition: Form) -> tuple[str, str]:
    """Return the name of the page that shows a form, and its tab."""
    return HOME_APART.get(definition.slug) or HOME.get(definition.room) or ("course", "course")


def _definition(chart: Chart, slug: str, *, write: bool = False) -> Form:
    """Return a form that the person may read (or write), or raise `NotFound`."""
    if slug not in FORMS:
        raise NotFound
    definition = form(slug)
    chart.require(door(definition).write if write else door(definition).read)
    return definition


def _first(chart: Chart, course: Course, slug: str) -> str | None:
    """Return the address of what is asked before a form, or None when the form may be filled in."""
    return FIRST[slug](chart, course) if slug in FIRST else None


def _links(chart: Chart, course: Course, definition: Form, but: UUID | None = None) -> dict[str, Any]:
    """Return what each linking field can lead to. An entry does not lead to itself."""
    wanted = {slug for field in definition.fields for slug in field.links_to}
    if not wanted:
        return {}
    found = reading.current(chart, None, *sorted(wanted))
    return {
        field.slug: [
            (str(one.id), one.title) for slug in field.links_to for one in found[slug] if one.id != but
        ]
        for field in definition.fields
        if field.links_to
    }


def _session(chart: Chart, given: str | None) -> Session | None:
    return chart.row(Session, given, to=May.SEE_COURSE) if given else None


def _day_of(session: Session | None) -> date:
    """Return the day that an entry is about unless told otherwise: that of its session, once that is over."""
    today = timezone.localdate()
    return min(timezone.localdate(session.at), today) if session else today


def _about(chart: Chart, given: str | None) -> Entry | None:
    return chart.row(Entry, given, to=May.SEE_COURSE) if given else None


def _back(request: HttpRequest, chart: Chart, definition: Form, entry: Entry | None = None) -> HttpResponse:
    """Go to the page that led here, or else to the one that shows this form, where the entry stands."""
    if (came_from := way_back(request, chart)) is not None:
        return redirect(came_from)
    page = home(definition)[0]
    if page == "sessions" and entry is not None and entry.session_id is not None:
        answer = redirect("after_session", chart.patient.pk, entry.session_id)
    else:
        answer = redirect(page, chart.patient.pk)
    if entry is not None:
        answer["Location"] += f"#entry-{entry.first_id or entry.pk}"
    return answer


@on_record(to=May.SEE_COURSE, view="write_entry", thing="slug")
def write_entry(request: HttpRequest, chart: Chart, slug: str) -> HttpResponse:
    """Fill in a form."""
    definition = _definition(chart, slug, write=True)
    course = chart.course
    if course is None:
        raise PracticeError("Open a course of treatment first.")
    if slug in WRITTEN_ELSEWHERE:
        return redirect(WRITTEN_ELSEWHERE[slug], chart.patient.pk)
    session = _session(chart, request.GET.get("session"))
    about = _about(chart, request.GET.get("about"))
    if (first := _first(chart, course, slug)) and request.method != "POST":
        return redirect(first)
    if not definition.many and (there := actions.current(course, slug)) is not None:
        return redirect("change_entry", chart.patient.pk, there.first_id or there.pk)
    initial = {"on_day": _day_of(session), "key": new_key()}
    filled = EntryForm(
        definition,
        request.POST or None,
        links=_links(chart, course, definition),
        initial=initial | _begun(request, definition),
    )
    if first and filled.is_bound:
        filled.add_error(None, FIRST_WORDS)
    if request.method == "POST" and filled.is_valid():
        try:
            entry = actions.write_entry(
                chart=chart,
                course=course,
                form=slug,
                values=filled.values,
                on=filled.cleaned_data["on_day"],
                session=session,
                about=about,
                key=filled.cleaned_data["key"] or None,
            )
        except AlreadyDone:
            return _back(request, chart, definition)
        except (PracticeError, TherapyError) as problem:
            filled.add_error(None, str(problem))
        else:
            say(request, f"{definition.name}: saved.")
            return _back(request, chart, definition, entry)
    return _form_page(request, chart, definition, filled, session=session)


def _begun(request: HttpRequest, definition: Form) -> dict[str, Any]:
    """Return the answers that an address fills in beforehand; the clinician sees and may change them."""
    several = {field.slug for field in definition.fields if field.kind is Kind.LINKS}
    return {
        slug: request.GET.getlist(slug) if slug in several else request.GET[slug]
        for slug in request.GET
        if slug in _plain(definition)
    }


def _plain(definition: Form) -> set[str]:
    """Fields that an address may fill in beforehand: choices, days, links and the name of a rule, never a person's text."""
    kinds = (Kind.CHOICE, Kind.SCALE, Kind.LINK, Kind.LINKS, Kind.DAY)
    return {field.slug for field in definition.fields if field.kind in kinds or field.slug == "rule"}


def _form_page(
    request: HttpRequest, chart: Chart, definition: Form, filled: EntryForm, **context: Any
) -> HttpResponse:
    page, tab = home(definition)
    return record_page(
        request,
        "clinician/entry_form.html",
        chart,
        tab=tab,
        sub=page,
        definition=definition,
        form=filled,
        back=page,
        way_back=way_back(request, chart),
        status=422 if filled.errors else 200,
        **context,
    )


def _own(chart: Chart, entry_id: UUID, *, write: bool = False) -> tuple[list[reading.Written], Form]:
    """Return all versions of an entry, the latest first, if the person may read (or write) it."""
    row = chart.row(Entry, entry_id, to=May.SEE_COURSE)
    definition = _definition(chart, row.form, write=write)
    return reading.versions(chart, row), definition


@on_record(to=May.SEE_COURSE, view="entry", thing="entry_id")
def entry(request: HttpRequest, chart: Chart, entry_id: UUID) -> HttpResponse:
    """Show an entry, what it rests on, and its earlier versions."""
    versions, definition = _own(chart, entry_id)
    latest = versions[0]
    found = reading.moments(chart, [latest])[latest.id]
    citations = Citations(chart, [one.moment for one in found]) if chart.can(May.READ_FORMULATION) else None
    cited = [(one.against, citations.cite(one.moment)) for one in found] if citations else []
    page, tab = home(definition)
    return record_page(
        request,
        "clinician/entry.html",
        chart,
        tab=tab,
        sub=page,
        one=latest,
        names=link_names(chart, [latest]),
        definition=definition,
        history=reading.history(versions),
        moments_for=[one for against, one in cited if one and not against],
        moments_against=[one for against, one in cited if one and against],
        writes=chart.can(door(definition).write),
        cites=citations is not None,
        shareable=shareable(definition),
        plainer=() if door(definition).private else plainer(latest),
        back=page,
        way_back=way_back(request, chart),
    )


def plainer(one: reading.Written) -> list[Reason]:
    """Return what in an entry is worth putting in other words before the patient reads it."""
    return [reason for line in one.lines for reason in plain_words(line.text)]


def link_names(chart: Chart, found: list[reading.Written]) -> dict[str, str]:
    """Return what linked entries are called, by id; one query, none where nothing is linked."""
    wanted = {slug for one in found for field in one.form.fields for slug in field.links_to}
    if not any(line.links for one in found for line in one.lines):
        return {}
    return {
        str(one.id): one.title
        for listed in reading.current(chart, None, *sorted(wanted), with_withdrawn=True).values()
        for one in listed
    }


@on_record(to=May.SEE_COURSE, view="change_entry", thing="entry_id")
def change_entry(request: HttpRequest, chart: Chart, entry_id: UUID) -> HttpResponse:
    """Change an entry; the earlier version is kept."""
    versions, definition = _own(chart, entry_id, write=True)
    latest = versions[0]
    if (first := _first(chart, latest.entry.course, definition.slug)) and request.method != "POST":
        return redirect(first)
    filled = EntryForm(
        definition,
        request.POST or None,
        links=_links(chart, latest.entry.course, definition, but=latest.id),
        initial={**latest.values, "on_day": latest.entry.on, "key": new_key()},
    )
    if first and filled.is_bound:
        filled.add_error(None, FIRST_WORDS)
    if request.method == "POST" and filled.is_valid():
        try:
            saved = actions.revise_entry(
                chart=chart,
                entry=latest.entry,
                values=filled.values,
                on=filled.cleaned_data["on_day"],
                keep_due=True,
                key=filled.cleaned_data["key"] or None,
            )
        except AlreadyDone:
            return _back(request, chart, definition)
        except (PracticeError, TherapyError) as problem:
            filled.add_error(None, str(problem))
        else:
            say(request, f"{definition.name}: saved. The earlier version is kept.")
            return _back(request, chart, definition, saved)
    return _form_page(request, chart, definition, filled, one=latest)


@on_record(to=May.SEE_COURSE, view="entry", thing="entry_id")
def act_on_entry(request: HttpRequest, chart: Chart, entry_id: UUID, what: str) -> HttpResponse:
    """Take an entry back, bring it back, share it with the patient or stop sharing it."""
    versions, _ = _own(chart, entry_id, write=True)
    if request.method != "POST":
        return redirect("entry", chart.patient.pk, entry_id)
    row = versions[0].entry
    if what == "withdraw":
        actions.withdraw_entry(chart=chart, entry=row)
        say(request, "Taken back. It no longer counts; you can bring it back here.")
    elif what == "restore":
        actions.restore_entry(chart=chart, entry=row)
        say(request, "It is back as it was.")
    else:
        actions.share_entry(chart=chart, entry=row, shared=what == "share")
        if what == "unshare":
            said = "It is no longer shared."
        elif plainer(versions[0]):
            said = "The patient can read it now. Some of its words are terms of the trade: see below."
        else:
            said = "The patient can read it now."
        say(request, said)
    return redirect("entry", chart.patient.pk, entry_id)


@on_record(to=May.READ_FORMULATION, view="entry_moments", thing="entry_id")
def entry_moments(request: HttpRequest, chart: Chart, entry_id: UUID) -> HttpResponse:
    """Choose moments that an entry rests on, or that speak against it."""
    versions, definition = _own(chart, entry_id, write=True)
    latest = versions[0]
    ticked = Ticked.of(
        request.POST, picks(chart, latest.entry.course, reading.moments(chart, [latest])[latest.id])
    )
    wrong = ticked.wrong
    if request.method == "POST" and not wrong:
        try:
            actions.add_entry_moments(
                chart=chart,
                entry=latest.entry,
                moments=ticked.moments,
                key=request.POST.get("key") or None,
            )
        except AlreadyDone:
            pass
        except PracticeError as problem:
            wrong = str(problem)
        if not wrong:
            say(request, "The moments are added.")
            return redirect("entry", chart.patient.pk, latest.id)
    return record_page(
        request,
        "clinician/entry_moments.html",
        chart,
        tab=home(definition)[1],
        sub=home(definition)[0],
        one=latest,
        definition=definition,
        ticked=ticked,
        wrong=wrong,
        key=request.POST.get("key") or new_key(),
        status=422 if wrong else 200,
    )


_HERE = "patients/<uuid:patient_id>/"
urls = [
    path(f"{_HERE}write/<slug:slug>/", write_entry, name="write_entry"),
    path(f"{_HERE}entries/<uuid:entry_id>/", entry, name="entry"),
    path(f"{_HERE}entries/<uuid:entry_id>/change/", change_entry, name="change_entry"),
    path(f"{_HERE}entries/<uuid:entry_id>/moments/", entry_moments, name="entry_moments"),
    *(
        path(f"{_HERE}entries/<uuid:entry_id>/{what}/", act_on_entry, {"what": what}, name=f"{what}_entry")
        for what in ("withdraw", "restore", "share", "unshare")
    ),
]
