"""Being away, and who stands in: a clinician's own absences, and those of all for who looks after the practice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone

from clew.practice import access
from clew.practice.actions import absences as actions
from clew.practice.errors import AlreadyDone, NotFound, PracticeError
from clew.practice.models import Practice, User
from clew.practice.readings import absences as reading
from clew.practice.roles import ROLES, May, RoleName
from clew.web.pages import new_key, say


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class AbsenceForm(forms.Form):
    """Who is away, on which days, and who stands in."""

    user = forms.ChoiceField(label="Who is away")
    first_day = _day("First day away")
    last_day = _day("Last day away")
    deputy = forms.ChoiceField(label="Who stands in")
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data: Any, *, by: User, away: list[User], deputies: list[User]) -> None:
        super().__init__(data, initial={"key": new_key()})
        self.fields["user"].choices = [(str(one.pk), str(one)) for one in away]  # type: ignore[attr-defined]
        self.fields["deputy"].choices = [(str(one.pk), str(one)) for one in deputies]  # type: ignore[attr-defined]
        if away == [by]:
            del self.fields["user"]


def _place(request: HttpRequest) -> tuple[Practice, bool, bool]:
    """Return the practice, and whether the person treats there and looks after its people."""
    practice = access.practice_for(request.user, to=May.ADMIT_PATIENT)
    held = access.roles_of(request.user)[practice.pk]
    manages = any(May.MANAGE_PEOPLE in ROLES[role].in_practice for role in held)
    return practice, RoleName.CLINICIAN in held, manages


def absences(request: HttpRequest) -> HttpResponse:
    """Show who is away and who stands in; plan an absence or cancel one."""
    practice, treats, manages = _place(request)
    by = request.user
    if not isinstance(by, User):
        raise NotFound
    listed = reading.absences(practice, of=None if manages else by)
    if request.method == "POST" and "cancel" in request.POST:
        return _cancel(request, by, listed)
    everybody = reading.clinicians(practice)
    form = AbsenceForm(
        request.POST or None,
        by=by,
        away=everybody if manages else [by],
        deputies=everybody if manages else [one for one in everybody if one != by],
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        by_id = {str(one.pk): one for one in everybody}
        user, deputy = by_id.get(given.get("user", ""), by), by_id[given["deputy"]]
        try:
            actions.plan_absence(
                practice=practice,
                user=user,
                deputy=deputy,
                first_day=given["first_day"],
                last_day=given["last_day"],
                by=by,
                key=given["key"],
            )
        except AlreadyDone:
            return redirect("absences")
        except PracticeError as problem:
            form.add_error(None, str(problem))
        else:
            say(request, f"Saved. {deputy} stands in on those days and on no other.")
            return redirect("absences")
    with timezone.override(practice.time_zone):
        return render(
            request,
            "clinician/absences.html",
            {
                "here": "settings",
                "practice": practice,
                "mine": [one for one in listed if one.absence.user_id == by.pk or manages],
                "for_others": [] if manages else [one for one in listed if one.absence.deputy_id == by.pk],
                "manages": manages,
                "treats": treats,
                "form": form,
                "nobody": not form.fields["deputy"].choices,  # type: ignore[attr-defined]
            },
            status=422 if form.errors else 200,
        )


def _cancel(request: HttpRequest, by: User, listed: list[reading.Away]) -> HttpResponse:
    wanted = next((one.absence for one in listed if str(one.absence.pk) == request.POST["cancel"]), None)
    if wanted is None:
        raise NotFound
    actions.cancel_absence(absence=wanted, by=by)
    say(request, f"Cancelled. {wanted.deputy} does not stand in; plan it anew if that was a mistake.")
    return redirect("absences")


urls = [path("absences/", absences, name="absences")]
