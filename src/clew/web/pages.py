"""What views share: opening a record before anything else, and drawing it in its frame."""

from __future__ import annotations

import functools
import secrets
import uuid
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clew.practice import access
from clew.practice.access import Chart
from clew.practice.roles import May

P = ParamSpec("P")

# The pages of one record, in the order of the tabs, and what opens each.
TABS = (
    ("course", "Course", May.SEE_COURSE),
    ("formulation", "Formulation", May.READ_FORMULATION),
    ("sessions", "Sessions", May.READ_SESSIONS),
    ("measures", "Measures", May.READ_MEASURES),
    ("plan", "Plan", May.SEE_COURSE),
    ("team", "Team", May.SEE_COURSE),
    ("record", "Record", May.SEE_WHO_LOOKED),
)

# The pages under each tab: name, label, and what opens it. The first is the tab itself.
SUBTABS: dict[str, tuple[tuple[str, str, May], ...]] = {
    "measures": (
        ("measures", "Measures", May.READ_MEASURES),
        ("asked", "Asked", May.READ_MEASURES),
        ("alliance", "Alliance", May.READ_SESSIONS),
        ("ruptures", "Ruptures", May.READ_SESSIONS),
        ("monitoring", "Worth a look", May.READ_MEASURES),
    ),
    "plan": (
        ("plan", "Plan", May.SEE_COURSE),
        ("phases", "Phases and reviews", May.SEE_COURSE),
        ("safety_plan", "Safety plan", May.READ_ALERTS),
        ("ending", "Ending", May.SEE_COURSE),
        ("after", "Continuing care", May.SEE_COURSE),
        ("programme", "Programme", May.READ_SHARED),
        ("together", "Together", May.SEE_COURSE),
    ),
    "course": (
        ("course", "Picture", May.SEE_COURSE),
        ("intake", "Intake", May.READ_FORMULATION),
        ("indication", "Indication", May.READ_FORMULATION),
        ("suitability", "Suitability", May.READ_FORMULATION),
        ("assessment", "Assessment", May.READ_FORMULATION),
        ("lifeline", "Lifeline", May.READ_FORMULATION),
        ("genogram", "Genogram", May.READ_FORMULATION),
    ),
    "formulation": (
        ("formulation", "Formulation", May.READ_FORMULATION),
        ("worksheet", "Worksheet", May.READ_FORMULATION),
        ("triangles", "Triangles", May.READ_FORMULATION),
        ("defenses", "Defenses", May.READ_FORMULATION),
        ("draft_interpretation", "Draft", May.WRITE_FORMULATION),
        ("formulation_versions", "Versions", May.READ_FORMULATION),
        ("formulation_sheet", "One page", May.READ_FORMULATION),
        ("plain_formulation", "In plain words", May.READ_FORMULATION),
    ),
    "sessions": (
        ("sessions", "Sessions", May.READ_SESSIONS),
        ("session_plan", "Calendar", May.READ_SESSIONS),
        ("before_session", "Next session", May.READ_SESSIONS),
        ("technique", "Technique", May.READ_SESSIONS),
        ("codings", "Coded twice", May.CODE_TWICE),
        ("process", "Process", May.READ_SESSIONS),
        ("shared_writing", "From the patient", May.READ_SHARED),
    ),
    "team": (
        ("team", "Team", May.SEE_COURSE),
        ("working_together", "Working together", May.SEE_COURSE),
        ("messages", "Messages", May.READ_SHARED),
        ("supervision", "Supervision", May.READ_SESSIONS),
        ("portal", "Patient's page", May.INVITE),
    ),
}


def on_record(
    *, to: May, view: str, thing: str = ""
) -> Callable[[Callable[Concatenate[HttpRequest, Chart, P], HttpResponse]], Callable[..., HttpResponse]]:
    """Make a view of one record: the record is opened, checked and logged before the view runs.

    The view takes the request and the `Chart` instead of the patient's id. With `?course=<id>` an earlier course of
    the person is read instead of the latest.

    Args:
        to: what the record is opened for.
        view: the page's name, for the log.
        thing: the name of the address part that says which session or other thing is looked at, for the log.
    """

    def wrap(
        view_function: Callable[Concatenate[HttpRequest, Chart, P], HttpResponse],
    ) -> Callable[..., HttpResponse]:
        @functools.wraps(view_function)
        def opened(request: HttpRequest, patient_id: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            chart = access.open_record(
                request.user, patient_id, to=to, view=view, object_id=str(kwargs.get(thing, ""))
            )
            if course := _asked_course(request):
                chart = access.at_course(chart, course)
                chart.require(to)  # an earlier course is for reading only
            return _drawn(request, chart, view_function, *args, **kwargs)

        return opened

    return wrap


def _asked_course(request: HttpRequest) -> uuid.UUID | None:
    """Return which course an address asks for, if it is one: some forms have a question of that name."""
    try:
        return uuid.UUID(request.GET["course"])
    except (KeyError, ValueError):
        return None


def on_own_record(
    *, to: May, view: str
) -> Callable[[Callable[Concatenate[HttpRequest, Chart, P], HttpResponse]], Callable[..., HttpResponse]]:
    """Make a view of the record of the patient who is signed in, opened by the patient's own right."""

    def wrap(
        view_function: Callable[Concatenate[HttpRequest, Chart, P], HttpResponse],
    ) -> Callable[..., HttpResponse]:
        @functools.wraps(view_function)
        def opened(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            chart = access.open_own(request.user, to=to, view=view)
            return _drawn(request, chart, view_function, *args, **kwargs)

        return opened

    return wrap


def _drawn(
    request: HttpRequest,
    chart: Chart,
    view_function: Callable[Concatenate[HttpRequest, Chart, P], HttpResponse],
    *args: P.args,
    **kwargs: P.kwargs,
) -> HttpResponse:
    """Answer with a view of an opened record, on the practice's clock; the frame gets the roles that were read."""
    request.held = chart.held  # type: ignore[attr-defined]
    with timezone.override(chart.patient.practice.time_zone):
        return view_function(request, chart, *args, **kwargs)


def record_page(
    request: HttpRequest,
    template: str,
    chart: Chart,
    *,
    tab: str,
    sub: str = "",
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Draw a page of one record, with the banner that says whose it is and the tabs that this person may open.

    `sub` is the page under the tab; the tab's own page unless told.
    """
    tabs = [(name, label) for name, label, needed in TABS if chart.can(needed)]
    subtabs = [(name, label) for name, label, needed in SUBTABS.get(tab, ()) if chart.can(needed)]
    frame = {"chart": chart, "tab": tab, "tabs": tabs, "sub": sub or tab, "subtabs": subtabs}
    frame["raises"] = chart.can(May.RAISE_ALERT) and chart.can(May.SEE_COURSE)
    return render(request, template, {**frame, **context}, status=status)


def no_course(request: HttpRequest, chart: Chart, page: str) -> HttpResponse:
    """Draw one of the pages under the tabs for a record that has no course of treatment yet: what to do first."""
    tab, title = next(
        (tab, label) for tab, under in SUBTABS.items() for name, label, _ in under if name == page
    )
    if page == tab:
        title = next(label for name, label, _ in TABS if name == tab)
    return record_page(
        request, "clinician/no_course.html", chart, tab=tab, sub=page, title=title, plans=chart.can(May.PLAN)
    )


def new_key() -> str:
    """Return a fresh idempotency key for a form, so that sending it twice saves it once."""
    return secrets.token_urlsafe(24)


def say(request: HttpRequest, text: str) -> None:
    """Show one calm sentence on the next page."""
    messages.success(request, text)
