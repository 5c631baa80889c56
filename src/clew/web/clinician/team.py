"""The care team."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from clew.practice.access import Chart, colleagues, team_of
from clew.practice.actions import people
from clew.practice.errors import NotFound, PracticeError
from clew.practice.roles import CARE_RELATIONS, ROLES, May, RoleName
from clew.web.pages import on_record, record_page, say


class JoinForm(forms.Form):
    """Who joins, as what."""

    user = forms.ChoiceField(label="Person")
    relation = forms.ChoiceField(label="As", choices=[(r.value, r.value) for r in CARE_RELATIONS])


def _form(chart: Chart, data: object = None) -> JoinForm:
    form = JoinForm(data)  # type: ignore[arg-type]
    form.fields["user"].choices = [(str(u.pk), f"{u} ({', '.join(roles)})") for u, roles in colleagues(chart)]  # type: ignore[attr-defined]
    return form


@on_record(to=May.SEE_COURSE, view="team")
def team(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show who works with the patient; add somebody."""
    form = _form(chart) if chart.can(May.MANAGE_TEAM) else None
    if request.method == "POST":
        chart.require(May.MANAGE_TEAM)
        form = _form(chart, request.POST)
        if form.is_valid():
            user = next(u for u, _ in colleagues(chart) if str(u.pk) == form.cleaned_data["user"])
            try:
                people.join_team(chart=chart, user=user, relation=RoleName(form.cleaned_data["relation"]))
            except PracticeError as problem:
                form.add_error("relation", str(problem))
            else:
                say(request, f"{user} joined the care team.")
                return redirect("team", chart.patient.pk)
    members = [(m, ROLES[RoleName(m.relation)]) for m in team_of(chart)]
    return record_page(
        request,
        "clinician/team.html",
        chart,
        tab="team",
        members=members,
        form=form,
        manages_team=chart.can(May.MANAGE_TEAM),
        status=422 if form and form.errors else 200,
    )


@on_record(to=May.MANAGE_TEAM, view="team")
def leave(request: HttpRequest, chart: Chart, member_id: int) -> HttpResponse:
    """End somebody's part in the care team."""
    member = next((m for m in team_of(chart) if m.pk == member_id), None)
    if member is None or request.method != "POST":
        raise NotFound
    people.leave_team(chart=chart, member=member)
    say(request, f"{member.user} left the care team.")
    return redirect("team", chart.patient.pk)


urls = [
    path("patients/<uuid:patient_id>/team/", team, name="team"),
    path("patients/<uuid:patient_id>/team/<int:member_id>/leave/", leave, name="leave_team"),
]
