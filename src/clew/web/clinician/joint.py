"""One treatment of several people: who takes part, their meetings, who came, and the notes about a meeting.

No page here shows anything that was written about anybody. What is written goes into each one's own record.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, cast
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone

from clew.practice import access
from clew.practice.access import Chart
from clew.practice.actions import meetings
from clew.practice.actions import together as actions
from clew.practice.actions.meetings import Came
from clew.practice.errors import AlreadyDone, NotFound, PracticeError
from clew.practice.models import Course, Joint, JointSession, Session, User
from clew.practice.readings import together as reading
from clew.practice.readings.together import Held, Member, Together
from clew.practice.roles import May
from clew.therapy.charts.course_picture import sparkline
from clew.therapy.charts.scene import svg
from clew.web.clinician.calendar import on_to_the_next
from clew.web.clinician.sessions import IN_WORDS, PlanForm
from clew.web.clinician.together import EndForm
from clew.web.pages import new_key, say

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Together, P], HttpResponse]


def on_joint(*, plans: bool = False) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """Make a view of one joint treatment: who may see it is checked before the view runs.

    `plans`: only for who treats everybody that takes part.
    """

    def wrap(view: View[P]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def opened(request: HttpRequest, joint_id: UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not isinstance(request.user, User):
                raise NotFound
            found = reading.together(request.user, joint_id)
            if plans and not found.plans:
                raise NotFound
            with timezone.override(found.joint.practice.time_zone):
                return view(request, found, *args, **kwargs)

        return opened

    return wrap


@dataclass(frozen=True, slots=True)
class Person:
    """One member as the page shows them."""

    member: Member
    sparkline: str
    latest: str


def _person(member: Member) -> Person:
    title = f"PHQ-9 of {member.name}"
    picture = svg(sparkline(member.scores, 0, 27, title=title), name=f"spark-{member.patient.number}")
    return Person(member, picture if member.scores else "", f"{member.scores[-1]:g}" if member.scores else "")


def _page(
    request: HttpRequest, found: Together, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    frame = {"found": found, "joint": found.joint, "here": "caseload"}
    return render(request, template, {**frame, **context}, status=status)


def _charts(request: HttpRequest, found: Together, meeting: JointSession | None = None) -> list[Chart]:
    also = [session.patient_id for session in meeting.sessions.all()] if meeting else []
    return reading.open_everybody(cast(User, request.user), found.joint, view="joint", also=also)


def _meeting(found: Together, meeting_id: UUID) -> Held:
    for held in found.meetings:
        if held.meeting.pk == meeting_id:
            return held
    raise NotFound


@on_joint()
def joint(request: HttpRequest, found: Together) -> HttpResponse:
    """Show who takes part, the meetings and who came: names, dates, attendance and numbers only."""
    now = timezone.now()
    return _page(
        request,
        found,
        "clinician/joint.html",
        people=[_person(member) for member in found.members],
        now=now,
        full=found.joint.kind == Joint.Kind.COUPLE and len(found.now) == 2,
        key=new_key(),
        ending=EndForm(
            initial={"on": timezone.localdate(), "reason": Course.EndReason.GOALS_REACHED}, prefix="end"
        ),
        newcomers=_newcomers(request, found) if "join" in request.GET else None,
    )


def _newcomers(request: HttpRequest, found: Together) -> list[tuple[str, str]]:
    """Return who could take part too; asked for only when somebody wants to add one."""
    if not found.plans or found.joint.ended_on is not None:
        raise NotFound
    there = {str(member.patient.pk) for member in found.now}
    charts = _charts(request, found)
    return [(pk, name) for pk, name in reading.could_join(charts[0]) if pk not in there]


@on_joint(plans=True)
def join(request: HttpRequest, found: Together) -> HttpResponse:
    """Let one more person take part, or somebody who left take part again."""
    if request.method != "POST":
        return redirect(f"{request.path.removesuffix('join/')}?join")
    chosen = request.POST.get("who", "")
    if not chosen:
        raise PracticeError("Choose who takes part too.")
    chart = access.open_record(request.user, chosen, to=May.PLAN, view="joint", object_id=str(found.joint.pk))
    try:
        actions.join_joint(
            chart=chart,
            joint=found.joint,
            beside=_charts(request, found),
            key=request.POST.get("key") or None,
        )
    except AlreadyDone:
        pass
    else:
        say(request, f"{chart.identity['name']} takes part, and is expected at the meetings to come.")
    return redirect("joint", found.joint.pk)


def _next_time(found: Together) -> datetime:
    """Offer the same hour after the rhythm that was agreed; tomorrow at ten where none was held."""
    last = reading.next_time(found.joint)
    if last is None:
        return timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=1)
    rate = found.now[0].course.weekly_rate if found.now else 1.0
    local = timezone.localtime(last).replace(tzinfo=None) + timedelta(days=max(1, round(7 / rate)))
    return timezone.make_aware(local)


@on_joint(plans=True)
def plan(request: HttpRequest, found: Together) -> HttpResponse:
    """Plan a meeting of everybody who takes part, or enter one that was held."""
    if request.method == "POST":
        form = PlanForm(request.POST)
        if form.is_valid():
            try:
                made = meetings.plan_meeting(
                    charts=_charts(request, found), joint=found.joint, **form.cleaned_data
                )
            except AlreadyDone:
                return redirect("joint", found.joint.pk)
            except PracticeError as problem:
                form.add_error(None, str(problem))
            else:
                at = timezone.localtime(made.at)
                say(request, f"Meeting {made.number} is planned for {at.day} {at:%B, %H:%M}.")
                return redirect("joint", found.joint.pk)
    else:
        minutes = found.now[0].course.minutes if found.now else 50
        form = PlanForm(initial={"at": _next_time(found), "minutes": minutes, "key": new_key()})
    return _page(request, found, "clinician/joint_plan.html", form=form, status=422 if form.errors else 200)


def _in_turn(request: HttpRequest) -> bool:
    """Whether the clinician is going through the notes to write."""
    return "unwritten" in (request.GET.get("from"), request.POST.get("from"))


def _on(request: HttpRequest, found: Together, held: Held, *, to_note: bool = False) -> HttpResponse:
    """Go back to the treatment; among the notes to write, on to this meeting's if somebody came, else to the next."""
    if not _in_turn(request):
        return redirect("joint", found.joint.pk)
    if to_note and held.meeting.sessions.filter(attendance__in=("attended", "late")).exists():
        place = reverse("joint_note", args=[found.joint.pk, held.meeting.pk])
        return redirect(f"{place}?from=unwritten")
    return on_to_the_next(request, cast(User, request.user), after=held.meeting.at)


class CameForm(forms.Form):
    """What became of a meeting for one person."""

    attendance = forms.ChoiceField(
        label="What became of it", choices=list(IN_WORDS.items()), widget=forms.RadioSelect
    )
    late_minutes = forms.IntegerField(label="Minutes late", required=False, min_value=1, max_value=240)
    notice_hours = forms.IntegerField(label="Hours of notice", required=False, min_value=0, max_value=2000)


def _expected(found: Together, held: Held) -> list[tuple[Member, Session]]:
    return [
        (member, session)
        for member, session in zip(found.members, held.sessions, strict=True)
        if session is not None
    ]


@on_joint(plans=True)
def record(request: HttpRequest, found: Together, meeting_id: UUID) -> HttpResponse:
    """Record who came, person by person. One may come alone."""
    held = _meeting(found, meeting_id)
    lines = [
        (
            member,
            CameForm(
                request.POST or None,
                prefix=f"p{member.patient.number}",
                initial={
                    "attendance": session.attendance,
                    "late_minutes": session.late_minutes,
                    "notice_hours": session.notice_hours,
                },
            ),
        )
        for member, session in _expected(found, held)
    ]
    wrong = ""
    if request.method == "POST" and all(form.is_valid() for _, form in lines):
        try:
            meetings.record_meeting(
                charts=_charts(request, found, held.meeting),
                meeting=held.meeting,
                came={member.patient.pk: Came(**form.cleaned_data) for member, form in lines},
                key=request.POST.get("key") or None,
            )
        except AlreadyDone:
            return redirect("joint", found.joint.pk)
        except PracticeError as problem:
            wrong = str(problem)
        else:
            say(request, f"Meeting {held.meeting.number}: who came is saved in each record.")
            return _on(request, found, held, to_note=True)
    refused = bool(wrong) or any(form.errors for _, form in lines)
    return _page(
        request,
        found,
        "clinician/joint_record.html",
        held=held,
        lines=lines,
        in_turn=_in_turn(request),
        wrong=wrong,
        refused=refused,
        key=request.POST.get("key") or new_key(),
        status=422 if refused else 200,
    )


@on_joint(plans=True)
def note(request: HttpRequest, found: Together, meeting_id: UUID) -> HttpResponse:
    """Write the notes of a meeting: one part for the record of each who was there, and a part for each alone."""
    held = _meeting(found, meeting_id)
    expected = _expected(found, held)
    typed = {
        str(member.patient.pk): request.POST.get(f"apart-{member.patient.pk}", "") for member, _ in expected
    }
    whole, wrong = request.POST.get("whole", ""), ""
    if request.method == "POST":
        try:
            written = meetings.write_joint_note(
                charts=_charts(request, found, held.meeting),
                meeting=held.meeting,
                whole=whole,
                apart={UUID(pk): text for pk, text in typed.items()},
                sign="sign" in request.POST,
                key=request.POST.get("key") or None,
            )
        except AlreadyDone:
            return redirect("joint", found.joint.pk)
        except PracticeError as problem:
            wrong = str(problem)
        else:
            done = "signed" if "sign" in request.POST else "a draft"
            say(request, f"Written into {len(written)} record{'s'[: len(written) != 1]}, each {done}.")
            return _on(request, found, held)
    return _page(
        request,
        found,
        "clinician/joint_note.html",
        held=held,
        lines=[(member, session, typed[str(member.patient.pk)]) for member, session in expected],
        whole=whole,
        in_turn=_in_turn(request),
        wrong=wrong,
        key=request.POST.get("key") or new_key(),
        status=422 if wrong else 200,
    )


@on_joint(plans=True)
def end(request: HttpRequest, found: Together) -> HttpResponse:
    """End the treatment for everybody who still takes part."""
    form = EndForm(request.POST, prefix="end")
    if request.method != "POST":
        return redirect("joint", found.joint.pk)
    if not form.is_valid():
        raise PracticeError("Say why it ended, and give the last day as 2026-03-14.")
    actions.end_joint(charts=_charts(request, found), joint=found.joint, key=None, **form.cleaned_data)
    say(request, "The treatment has ended for everybody. You can take this back here.")
    return redirect("joint", found.joint.pk)


@on_joint(plans=True)
def resume(request: HttpRequest, found: Together) -> HttpResponse:
    """Take back that the treatment was ended."""
    if request.method != "POST":
        return redirect("joint", found.joint.pk)
    user = cast(User, request.user)
    to_the_end = [m.patient.pk for m in found.members if m.course.ended_on == found.joint.ended_on]
    charts = reading.open_everybody(user, found.joint, view="joint", also=to_the_end)
    actions.resume_joint(charts=charts, joint=found.joint)
    say(request, "It goes on as before. Look whether the meetings to come are right.")
    return redirect("joint", found.joint.pk)


_HERE = "together/<uuid:joint_id>/"
_MEETING = f"{_HERE}meetings/<uuid:meeting_id>/"
urls = [
    path(_HERE, joint, name="joint"),
    path(f"{_HERE}join/", join, name="joint_join"),
    path(f"{_HERE}meetings/new/", plan, name="joint_plan"),
    path(_MEETING, record, name="joint_record"),
    path(f"{_MEETING}note/", note, name="joint_note"),
    path(f"{_HERE}end/", end, name="joint_end"),
    path(f"{_HERE}resume/", resume, name="joint_resume"),
]
