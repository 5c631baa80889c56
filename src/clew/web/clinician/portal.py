"""The page of a record about the patient's own page: inviting, ending access, and what the patient agreed to."""

from __future__ import annotations

from uuid import UUID

from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from clew.practice.access import Chart
from clew.practice.actions import portal as actions
from clew.practice.contacts import contacts_checked
from clew.practice.errors import AlreadyDone, NotFound
from clew.practice.models import Invitation
from clew.practice.readings import portal as reading
from clew.practice.roles import May
from clew.web.pages import new_key, on_record, record_page, say


@on_record(to=May.INVITE, view="portal")
def portal(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show where the patient's own page stands and what they agreed to; make an invitation."""
    if request.method == "POST":
        try:
            invited = actions.invite(chart=chart, key=request.POST.get("key") or None)
        except AlreadyDone:
            say(request, "The link and the code were shown once. Make a new invitation if they are lost.")
            return redirect("portal", chart.patient.pk)
        link = request.build_absolute_uri(reverse("join", args=[invited.token]))
        return record_page(
            request,
            "clinician/invitation.html",
            chart,
            tab="team",
            sub="portal",
            invited=invited,
            link=link,
            picture=get_adapter().build_totp_svg(link),  # the one that draws them for authenticator apps
        )
    return record_page(
        request,
        "clinician/portal.html",
        chart,
        tab="team",
        sub="portal",
        found=reading.portal(chart),
        closed=not contacts_checked(chart.patient.practice),
        days=settings.CLEW_INVITATION_DAYS,
        key=new_key(),
    )


@on_record(to=May.INVITE, view="portal", thing="invitation_id")
def revoke(request: HttpRequest, chart: Chart, invitation_id: UUID) -> HttpResponse:
    """End an invitation that is open."""
    if request.method != "POST":
        raise NotFound
    actions.revoke(chart=chart, invitation=chart.row(Invitation, invitation_id, to=May.INVITE))
    say(request, "The invitation is ended. Its link opens nothing any more.")
    return redirect("portal", chart.patient.pk)


@on_record(to=May.INVITE, view="portal")
def end_access(request: HttpRequest, chart: Chart) -> HttpResponse:
    """End the patient's access to their own page."""
    if request.method != "POST":
        raise NotFound
    actions.end_access(chart=chart)
    say(request, "The access is ended. What was written stays, and a new invitation opens the page again.")
    return redirect("portal", chart.patient.pk)


urls = [
    path("patients/<uuid:patient_id>/portal/", portal, name="portal"),
    path("patients/<uuid:patient_id>/portal/<uuid:invitation_id>/end/", revoke, name="revoke_invitation"),
    path("patients/<uuid:patient_id>/portal/end-access/", end_access, name="end_access"),
]
