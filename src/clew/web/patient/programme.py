"""The internet programme on the patient's own page: its parts, one part to read and write in, finishing, leaving."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from markdown_it import MarkdownIt

from clew.practice.access import Chart
from clew.practice.actions import programme as actions
from clew.practice.consents import PURPOSES, Purpose
from clew.practice.errors import AlreadyDone, NotFound, PracticeError
from clew.practice.models import Enrolment
from clew.practice.readings import programme as reading
from clew.practice.readings.programme import OwnWay, Part, Sheet, Written
from clew.practice.roles import May
from clew.therapy.errors import TherapyError
from clew.therapy.programmes import Exercise, Field, Note, Reading, Reflection, Story
from clew.therapy.programmes.definition import LONGEST, LONGEST_LINE, STEPS
from clew.web.pages import new_key, on_own_record, say
from clew.web.patient.frame import open_page, own_page

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": True, "quotes": "‘’“”"}).enable(
    "smartquotes"
)
Typed = Mapping[str, Sequence[str]]
P = ParamSpec("P")


def sent(
    view: Callable[Concatenate[HttpRequest, Chart, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Chart, P], HttpResponse]:
    """Lead to the list whoever only looks at an address to which something is sent."""

    @functools.wraps(view)
    def checked(request: HttpRequest, chart: Chart, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method != "POST":
            return redirect("own_programme")
        return view(request, chart, *args, **kwargs)

    return checked


@lru_cache(maxsize=1024)
def html(markdown: str) -> str:
    """Return a text of a programme as HTML. The checker let neither HTML nor ways to other hosts into it."""
    return str(_MARKDOWN.render(markdown))


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of an exercise on the page: what stands in it, as saved or as it was typed when it could not be saved."""

    field: Field
    id: str
    values: list[str]
    written: Written

    @property
    def value(self) -> str:
        """What stands in a field of words."""
        return self.values[0] if self.values else ""

    @property
    def steps(self) -> list[str]:
        """The steps of a scale."""
        return [str(step) for step in STEPS]

    @property
    def longest(self) -> int:
        """How many characters fit."""
        return LONGEST_LINE if self.field.kind == "line" else LONGEST


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of the page, in the programme's order. `text` is HTML."""

    kind: str
    text: str
    name: str = ""
    sheet: Sheet | None = None
    asked: tuple[Asked, ...] = ()
    problem: str = ""


@on_own_record(to=May.READ_OWN, view="own_programme")
@open_page
def own_programme(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show the parts of the patient's programme, and where to go on."""
    own = reading.own_enrolment(chart)
    way = reading.own_way(chart, own, today=timezone.localdate()) if own else None
    return own_page(
        request,
        "patient/programme.html",
        chart,
        here="own_programme",
        way=way,
        week=_week(way),
        earlier=reading.earlier_feedback(chart, own.enrolment if own else None),
        consent=PURPOSES[Purpose.PROGRAMME],
        key=new_key(),
    )


@on_own_record(to=May.READ_OWN, view="own_module")
@open_page
def own_module(request: HttpRequest, chart: Chart, module: str) -> HttpResponse:
    """Show one part: to read, to write in, and what was answered."""
    way = _way(chart)
    part = way.part(module)
    if not part.begun:
        return redirect("own_programme")  # where it is begun
    return _module_page(request, chart, way, part)


@on_own_record(to=May.WRITE_OWN, view="own_module")
@open_page
@sent
def own_module_open(request: HttpRequest, chart: Chart, module: str) -> HttpResponse:
    """Begin a part, and open what was written to the patient about it."""
    way = _way(chart)
    if not way.part(module).begun:
        actions.open_module(chart=chart, enrolment=way.enrolment, module=module)
    read = actions.read_feedback(chart=chart, enrolment=way.enrolment, module=module)
    return redirect(f"{reverse('own_module', args=[module])}{'#feedback' if read else ''}")


@on_own_record(to=May.WRITE_OWN, view="own_module")
@open_page
@sent
def own_module_write(request: HttpRequest, chart: Chart, module: str, exercise: str) -> HttpResponse:
    """Keep what was written in one exercise. Scripts get a word about it, browsers the page again."""
    way = _way(chart)
    part = way.part(module)
    try:
        block = part.module.find(exercise)
    except TherapyError:
        raise NotFound from None
    form = request.POST
    given = {f.id: form.getlist(f"f-{f.id}") for f in block.fields if f"has-{f.id}" in form}
    scripted = request.headers.get("Accept", "").startswith("application/json")
    try:
        actions.save_answer(
            chart=chart,
            enrolment=way.enrolment,
            module=module,
            exercise=exercise,
            given=given,
            seen=_seen(request),
        )
    except (PracticeError, TherapyError) as problem:
        if scripted:
            return JsonResponse({"problem": str(problem)}, status=422)
        return _module_page(
            request, chart, way, part, typed={exercise: given}, problem=(exercise, str(problem))
        )
    if scripted:
        return JsonResponse({"saved": f"Saved at {date_format(timezone.localtime(), 'H:i')}."})
    say(request, "Saved.")
    return redirect(f"{request.path.rpartition('write/')[0]}#{exercise}")


@on_own_record(to=May.WRITE_OWN, view="own_module")
@open_page
@sent
def own_module_finish(request: HttpRequest, chart: Chart, module: str) -> HttpResponse:
    """Finish a part, whatever was written in it."""
    way = _way(chart)
    part = way.part(module)
    actions.finish_module(chart=chart, enrolment=way.enrolment, module=module)
    reads = way.guide or "Your clinician"
    say(request, f"You have finished “{part.module.title}”. {reads} reads it once a week and answers.")
    return redirect("own_programme")


@on_own_record(to=May.WRITE_OWN, view="own_programme")
@open_page
@sent
def own_earlier_feedback(request: HttpRequest, chart: Chart, enrolment_id: UUID, module: str) -> HttpResponse:
    """Open what was written to the patient in a programme that they were in before."""
    enrolment = chart.row(Enrolment, enrolment_id, to=May.READ_OWN)
    actions.read_feedback(chart=chart, enrolment=enrolment, module=module)
    return redirect(f"{reverse('own_programme')}#earlier")


@on_own_record(to=May.WRITE_OWN, view="own_programme")
@open_page
@sent
def own_programme_leave(request: HttpRequest, chart: Chart) -> HttpResponse:
    """End the programme, because the patient does not want to go on."""
    try:
        actions.leave(chart=chart, enrolment=_way(chart).enrolment, key=request.POST.get("key") or None)
    except AlreadyDone:
        return redirect("own_programme")
    say(request, "The programme has ended. What you wrote stays here to read. Nobody holds it against you.")
    return redirect("own_programme")


def _module_page(
    request: HttpRequest,
    chart: Chart,
    way: OwnWay,
    part: Part,
    *,
    typed: Mapping[str, Typed] | None = None,
    problem: tuple[str, str] = ("", ""),
) -> HttpResponse:
    module = part.module
    sheets = reading.sheets(chart, way.enrolment, module)
    before, after = way.beside(part)
    return own_page(
        request,
        "patient/module.html",
        chart,
        here="own_programme",
        status=422 if problem[1] else 200,
        way=way,
        here_part=part,
        module=module,
        number=way.parts.index(part) + 1,
        pieces=[
            _piece(block, sheets, typed or {}, problem)
            for block in module.blocks
            if way.open or isinstance(block, Exercise | Reflection)
        ],
        exercises=[one for one in module.answered if isinstance(one, Exercise)],
        feedback=reading.own_feedback(chart, part),
        measure=module.measure and way.asks and not part.finished_at,
        before=before,
        after=after,
        drawn=timezone.now().isoformat(),
        problem=problem[1],
    )


def _piece(
    block: Any, sheets: Mapping[str, Sheet], typed: Mapping[str, Typed], problem: tuple[str, str]
) -> Piece:
    match block:
        case Reading():
            return Piece("reading", html(block.text))
        case Story():
            return Piece("story", html(block.text), name=block.name)
        case Note():
            return Piece("note", html(block.text))
    sheet = sheets[block.id]
    values = typed.get(block.id, {})
    asked = tuple(
        Asked(
            one.field,
            f"{block.id}-{one.field.id}",
            list(values[one.field.id])
            if one.field.id in values
            else one.lines
            if one.field.kind == "choices"
            else [one.text],
            one,
        )
        for one in sheet.written
    )
    kind = "exercise" if isinstance(block, Exercise) else "reflection"
    said = problem[1] if problem[0] == block.id else ""
    return Piece(kind, html(block.ask), name=block.title, sheet=sheet, asked=asked, problem=said)


def _way(chart: Chart) -> OwnWay:
    own = reading.own_enrolment(chart)
    if own is None:
        raise NotFound
    return reading.own_way(chart, own, today=timezone.localdate())


def _week(way: OwnWay | None) -> int | None:
    """Return which week of the programme it is, while it is one of them."""
    if way is None or way.enrolment.ended_at is not None:
        return None
    week = (timezone.localdate() - way.enrolment.starts_on).days // 7 + 1
    return week if 1 <= week <= way.programme.weeks else None


def _seen(request: HttpRequest) -> datetime | None:
    """Return when the page was drawn that something was written on; scripts send what changed and nothing else."""
    try:
        seen = parse_datetime(request.POST.get("drawn", ""))
    except ValueError:
        return None
    return seen if seen is not None and timezone.is_aware(seen) else None


urls = [
    path("me/programme/", own_programme, name="own_programme"),
    path(
        "me/earlier-programme/<uuid:enrolment_id>/<slug:module>/",
        own_earlier_feedback,
        name="own_earlier_feedback",
    ),
    path("me/leave-programme/", own_programme_leave, name="own_programme_leave"),
    path("me/programme/<slug:module>/", own_module, name="own_module"),
    path("me/programme/<slug:module>/open/", own_module_open, name="own_module_open"),
    path("me/programme/<slug:module>/finish/", own_module_finish, name="own_module_finish"),
    path("me/programme/<slug:module>/write/<slug:exercise>/", own_module_write, name="own_module_write"),
]
