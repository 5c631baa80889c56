"""The practice: patients by name and number, people and roles, hours and contacts. Nothing clinical."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from itertools import groupby
from typing import Any, cast
from zoneinfo import available_timezones

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from clew.practice import access
from clew.practice.actions import people as actions
from clew.practice.errors import AlreadyDone, NotFound, PracticeError
from clew.practice.models import Membership, Patient, Practice, User
from clew.practice.roles import ROLES, May, RoleName
from clew.therapy.errors import TherapyError
from clew.web.pages import new_key, say
from clew.web.team.contacts import Check, section

PAGE = 50
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
STAFF = tuple(role for role in RoleName if role is not RoleName.PATIENT)
# Letters and digits that are not mistaken for one another when they are read out.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def _practice(request: HttpRequest, to: May) -> tuple[Practice, User]:
    practice = access.practice_for(request.user, to=to)
    return practice, cast(User, request.user)


def _page(request: HttpRequest, template: str, part: str, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, template, {"here": "practice", "part": part, **context}, status=status)


# -- Patients ---------------------------------------------------------------------------------------------------


def practice(request: HttpRequest) -> HttpResponse:
    """List the patients with their numbers and who treats them; search by number or name."""
    practice, user = _practice(request, May.SEE_NAMES)
    words = request.GET.get("q", "").strip()
    alone = access.without_clinician(practice)
    found: Sequence[Patient] = alone if "alone" in request.GET else access.register(user)
    if words.isdecimal():
        found = access.register(user).filter(number=int(words[:9]))
    elif words:
        found = _named(user, words)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    who = access.names(shown, user, why="practice")
    treated_by = access.treating(practice, shown)
    return _page(
        request,
        "team/patients.html",
        "patients",
        lines=[(patient, who[patient.pk]["name"], treated_by.get(patient.pk, [])) for patient in shown],
        page=page,
        words=words,
        alone=alone.count(),
        only_alone="alone" in request.GET,
    )


def _named(user: User, words: str) -> list[Patient]:
    """Return the patients in whose name every word occurs. Names are encrypted, so each is opened."""
    patients = list(access.register(user).filter(erased_at=None))
    who = access.names(patients, user, why="practice search")
    wanted = words.casefold().split()
    return [p for p in patients if all(word in who[p.pk]["name"].casefold() for word in wanted)]


class AdmitForm(forms.Form):
    """A new patient, without anything clinical."""

    name = forms.CharField(label="Name", max_length=150, help_text="A pseudonym will do.")
    born = forms.DateField(label="Born on", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    pronouns = forms.CharField(label="Pronouns", max_length=40, required=False)
    clinician = forms.ChoiceField(
        label="Treated by", required=False, help_text="Only this person can then open the record."
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)


class AssignForm(forms.Form):
    """Who treats a patient."""

    clinician = forms.ChoiceField(label="Clinician", error_messages={"required": "Choose a clinician."})


def _clinicians(practice: Practice) -> dict[str, User]:
    members = access.members_of(practice).filter(role=RoleName.CLINICIAN.value, user__is_active=True)
    return {str(member.user_id): member.user for member in members}


def _offer(form: forms.Form, clinicians: dict[str, User], nobody: str) -> None:
    choices = [("", nobody), *((pk, str(user)) for pk, user in clinicians.items())]
    cast(forms.ChoiceField, form.fields["clinician"]).choices = choices


def admit(request: HttpRequest) -> HttpResponse:
    """Add a patient."""
    practice, user = _practice(request, May.SEE_NAMES)
    access.practice_for(user, to=May.ADMIT_PATIENT)
    clinicians = _clinicians(practice)
    form = AdmitForm(request.POST or None, initial={"key": new_key()})
    _offer(form, clinicians, "Nobody yet")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            patient = actions.admit_patient(
                practice=practice,
                name=given["name"],
                born=given["born"],
                pronouns=given["pronouns"],
                fictional=practice.demonstration,
                by=user,
                clinician=clinicians.get(given["clinician"]),
                key=given["key"],
            )
        except AlreadyDone:
            return redirect("practice")
        except PracticeError as problem:
            form.add_error("name", str(problem))
        else:
            say(request, f"The patient was added with the number {patient.number}.")
            return redirect("practice")
    return _page(request, "team/admit.html", "patients", form=form, status=422 if form.errors else 200)


def patient(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """Show who treats one patient and put a clinician on the team, without opening the record."""
    practice, user = _practice(request, May.SEE_NAMES)
    access.practice_for(user, to=May.MANAGE_PEOPLE)
    found = access.register(user).filter(pk=patient_id, erased_at=None).select_related("account").first()
    if found is None:
        raise NotFound
    clinicians = _clinicians(practice)
    form = AssignForm(request.POST or None)
    _offer(form, clinicians, "Choose")
    if request.method == "POST" and form.is_valid():
        chosen = clinicians[form.cleaned_data["clinician"]]
        actions.assign_clinician(practice=practice, patient=found, user=chosen, by=user)
        say(request, f"{chosen} can open the record {found.number} now.")
        return redirect("practice_patient", found.pk)
    return _page(
        request,
        "team/patient.html",
        "patients",
        patient=found,
        name=access.names([found], user, why="practice")[found.pk]["name"],
        treated_by=access.treating(practice, [found]).get(found.pk, []),
        form=form,
        key=new_key(),
        status=422 if form.errors else 200,
    )


# -- People -----------------------------------------------------------------------------------------------------


class PersonForm(forms.Form):
    """Somebody who is to sign in."""

    name = forms.CharField(label="Name", max_length=150, help_text="As others see it, also patients.")
    username = forms.CharField(
        label="User name", max_length=150, help_text="To sign in with. Letters, digits and @ . + - _ only."
    )
    role = forms.ChoiceField(label="Role", choices=[(r.value, r.value.capitalize()) for r in STAFF])
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def clean_username(self) -> str:
        """Take what the sign-in page takes."""
        username: str = self.cleaned_data["username"]
        try:
            User._meta.get_field("username").run_validators(username)
        except forms.ValidationError:
            raise forms.ValidationError("Use letters, digits and @ . + - _ only, without blanks.") from None
        return username


class RoleForm(forms.Form):
    """A further role."""

    role = forms.ChoiceField(choices=[(r.value, r.value.capitalize()) for r in STAFF])


def people(request: HttpRequest) -> HttpResponse:
    """List people with their roles; add somebody."""
    practice, user = _practice(request, May.MANAGE_PEOPLE)
    form = PersonForm(request.POST or None, initial={"key": new_key()})
    if request.method == "POST" and form.is_valid():
        given, password = form.cleaned_data, _new_password()
        try:
            added = actions.add_person(
                practice=practice,
                username=given["username"],
                name=given["name"],
                role=RoleName(given["role"]),
                password=password,
                by=user,
                key=given["key"],
            )
        except AlreadyDone:
            say(
                request,
                "This person was added already. The password was shown once; give a new one if it is lost.",
            )
            return redirect("practice_people")
        except PracticeError as problem:
            form.add_error("username", str(problem))
        else:
            return _page(request, "team/password.html", "people", person=added, password=password)
    members = access.members_of(practice).exclude(role=RoleName.PATIENT.value)
    return _page(
        request,
        "team/people.html",
        "people",
        people=[
            (person, list(held), new_key())
            for person, held in groupby(members, key=lambda member: member.user)
        ],
        roles=[ROLES[role] for role in STAFF],
        form=form,
        status=422 if form.errors else 200,
    )


def _new_password() -> str:
    """Return a password that can be read out: four groups of five, about 98 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


def _member(practice: Practice, user_id: int) -> User:
    member = access.members_of(practice).filter(user=user_id).first()
    if member is None:
        raise NotFound
    return member.user


@require_POST
def give_password(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give somebody a new password, which is shown this once."""
    practice, user = _practice(request, May.MANAGE_PEOPLE)
    person, password = _member(practice, user_id), _new_password()
    try:
        actions.give_password(
            practice=practice, user=person, password=password, by=user, key=request.POST.get("key") or None
        )
    except AlreadyDone:
        say(request, "A new password was given already and shown once. Give another one if it is lost.")
        return redirect("practice_people")
    return _page(request, "team/password.html", "people", person=person, password=password)


@require_POST
def grant(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give somebody a further role."""
    practice, user = _practice(request, May.MANAGE_PEOPLE)
    person, form = _member(practice, user_id), RoleForm(request.POST)
    if not form.is_valid():
        raise PracticeError("Choose one of the roles in the list.")
    actions.grant_role(practice=practice, user=person, role=RoleName(form.cleaned_data["role"]), by=user)
    say(request, f"{person} holds the role {form.cleaned_data['role']} now.")
    return redirect("practice_people")


@require_POST
def end(request: HttpRequest, membership_id: int) -> HttpResponse:
    """End somebody's role. Giving it again undoes this."""
    practice, user = _practice(request, May.MANAGE_PEOPLE)
    membership: Membership | None = access.members_of(practice).filter(pk=membership_id).first()
    if membership is None or membership.role == RoleName.PATIENT.value:
        raise NotFound
    actions.end_role(membership=membership, by=user)
    said = f"{membership.user} no longer holds the role {membership.role}. Give it again to undo this."
    if membership.role == RoleName.CLINICIAN.value:
        said += " Look at the list of patients for those whom nobody treats now."
    say(request, said)
    return redirect("practice_people")


# -- Hours and contacts -----------------------------------------------------------------------------------------


class PracticeForm(forms.Form):
    """What the practice is called, where it is, and when somebody is there to answer."""

    name = forms.CharField(label="Name", max_length=200)
    country = forms.CharField(
        label="Country",
        min_length=2,
        max_length=2,
        help_text="Two letters, such as GB. It decides the crisis contacts.",
    )
    time_zone = forms.ChoiceField(label="Time zone", choices=[(z, z) for z in sorted(available_timezones())])
    working_days = forms.MultipleChoiceField(
        label="Days on which somebody answers",
        choices=[(str(number), day) for number, day in enumerate(DAYS)],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one day."},
    )
    opens = forms.TimeField(label="Opens", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    closes = forms.TimeField(label="Closes", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))

    answers_within_days = forms.IntegerField(
        label="Messages are answered within so many working days",
        min_value=1,
        max_value=30,
        help_text="Patients read it before they write.",
    )
    asks_out_of_hours = forms.BooleanField(
        label="Questionnaires with a question about danger are offered while the practice is closed",
        required=False,
        help_text="Patients then read first that nobody reads the answers now, and whom to call.",
    )

    def clean_country(self) -> str:
        """Take small letters too."""
        return str(self.cleaned_data["country"]).upper()


def _settings_form(practice: Practice, posted: QueryDict | None = None) -> PracticeForm:
    initial = {
        "name": practice.name,
        "country": practice.country,
        "time_zone": practice.time_zone,
        "working_days": list(practice.working_days),
        "opens": practice.opens,
        "closes": practice.closes,
        "answers_within_days": practice.answers_within_days,
        "asks_out_of_hours": practice.asks_out_of_hours,
    }
    return PracticeForm(posted, initial=initial)


def _settings_page(
    request: HttpRequest, practice: Practice, form: PracticeForm, check: Check | None = None
) -> HttpResponse:
    wrong = bool(form.errors) or check is not None
    contacts = section(practice, check)
    return _page(
        request,
        "team/settings.html",
        "settings",
        form=form,
        practice=practice,
        **contacts,
        status=422 if wrong else 200,
    )


def settings(request: HttpRequest) -> HttpResponse:
    """Show and change the practice's settings; show what patients see as crisis contacts."""
    practice, user = _practice(request, May.MANAGE_PEOPLE)
    form = _settings_form(practice, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        days = [int(day) for day in given.pop("working_days")]
        try:
            actions.change_practice(practice=practice, by=user, working_days=days, **given)
        except (PracticeError, TherapyError) as problem:
            form.add_error(None, str(problem))
        else:
            say(request, "The settings are saved. Deadlines of new alerts count from these hours.")
            return redirect("practice_settings")
    return _settings_page(request, practice, form)


@require_POST
def verify_contacts(request: HttpRequest) -> HttpResponse:
    """Put on record that the manager checked the crisis numbers today."""
    practice, user = _practice(request, May.MANAGE_PEOPLE)
    check = Check(practice, request.POST)
    try:
        saved = check.record(user, timezone.now())
    except AlreadyDone:
        saved = True
    if not saved:
        return _settings_page(request, practice, _settings_form(practice), check)
    say(request, "The crisis numbers are verified. Patients see them from now on.")
    return redirect("practice_settings")


urls = [
    path("practice/", practice, name="practice"),
    path("practice/patients/new/", admit, name="practice_admit"),
    path("practice/patients/<uuid:patient_id>/", patient, name="practice_patient"),
    path("practice/people/", people, name="practice_people"),
    path("practice/people/<int:user_id>/password/", give_password, name="practice_password"),
    path("practice/people/<int:user_id>/roles/", grant, name="practice_grant"),
    path("practice/roles/<int:membership_id>/end/", end, name="practice_end_role"),
    path("practice/settings/", settings, name="practice_settings"),
    path("practice/settings/contacts/", verify_contacts, name="practice_contacts"),
]
