"""Supervision: the page of one record, a comment at a moment, and where somebody waits for an answer."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from clew.practice import access
from clew.practice.access import Chart
from clew.practice.actions import entries as actions
from clew.practice.actions.formulation import MomentRef
from clew.practice.actions.sessions import read_turns
from clew.practice.errors import AlreadyDone, NotFound, PracticeError
from clew.practice.models import Patient, Session, User
from clew.practice.readings import sessions as about
from clew.practice.readings import supervision as reading
from clew.practice.roles import May, RoleName
from clew.therapy.errors import TherapyError
from clew.web.pages import new_key, no_course, on_record, record_page, say


@on_record(to=May.READ_SESSIONS, view="supervision")
def supervision(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show consent, questions with their answers, remarks at moments, and what was signed off."""
    course = chart.course
    if course is None:
        return no_course(request, chart, "supervision")
    found = reading.supervised(chart, course)
    return record_page(
        request,
        "clinician/supervision.html",
        chart,
        tab="team",
        sub="supervision",
        found=found,
        otherwise=found.otherwise,
        overrides=chart.can(May.WRITE_FORMULATION),
        asks=chart.can(May.WRITE_NOTES),
        comments=chart.can(May.SUPERVISE),
        signs_off=chart.can(May.SIGN_OFF),
    )


class CommentForm(forms.Form):
    """A comment at a moment."""

    comment = forms.CharField(label="Comment", widget=forms.Textarea(attrs={"rows": 4}))
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)


@on_record(to=May.SUPERVISE, view="comment_on_turn", thing="session_id")
def comment_on_turn(request: HttpRequest, chart: Chart, session_id: UUID, number: int) -> HttpResponse:
    """Comment on one turn of a session; the comment stands in its margin and on the page of supervision."""
    row = chart.row(Session, session_id, to=May.READ_SESSIONS)
    transcript = about.opened(chart, row.pk).transcript
    turns = read_turns(chart, transcript).turns if transcript else ()
    if transcript is None or number >= len(turns):
        raise NotFound
    back = f"{reverse('session', args=[chart.patient.pk, row.pk])}?turn={number}#turn-{number}"
    form = CommentForm(request.POST or None, initial={"key": new_key()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_entry(
                chart=chart,
                course=row.course,
                form="supervision_comment",
                values={"comment": form.cleaned_data["comment"]},
                session=row,
                moments=[MomentRef(transcript, number)],
                key=form.cleaned_data["key"],
            )
        except AlreadyDone:
            return redirect(back)
        except (PracticeError, TherapyError) as problem:
            form.add_error(None, str(problem))
        else:
            say(request, "The comment stands in the margin.")
            return redirect(back)
    return record_page(
        request,
        "clinician/comment_on_turn.html",
        chart,
        tab="sessions",
        session=row,
        turn=turns[number],
        number=number + 1,
        back=back,
        form=form,
        status=422 if form.errors else 200,
    )


_HEADINGS = {
    RoleName.SUPERVISOR: "Whom you supervise",
    RoleName.CLINICIAN: "Your own patients in supervision",
}


def supervision_queue(request: HttpRequest) -> HttpResponse:
    """List where an answer is awaited: for supervisors their supervisees' patients, for clinicians their own."""
    user = request.user
    held = {role for roles in access.roles_of(user).values() for role in roles}
    relations = [relation for relation in _HEADINGS if relation in held]
    if not relations or not isinstance(user, User):
        raise NotFound
    patients = {relation: list(access.caseload(user, relation=relation)) for relation in relations}
    listed = {patient.pk: patient for some in patients.values() for patient in some}
    who = access.names(listed.values(), user, why="supervision_queue") if listed else {}
    return render(
        request,
        "clinician/supervision_queue.html",
        {
            "here": "supervision_queue",
            "parts": [
                (
                    relation.value,
                    _HEADINGS[relation],
                    [(who[one.patient.pk]["name"], one) for one in _lines(patients[relation], relation)],
                )
                for relation in relations
            ],
        },
    )


def _lines(patients: list[Patient], relation: RoleName) -> list[reading.Waiting]:
    """A clinician's list has only those with a supervisor, or with a question."""
    found = reading.queue(patients, relation)
    return found if relation is RoleName.SUPERVISOR else [one for one in found if one.people or one.open]


_SESSION = "patients/<uuid:patient_id>/sessions/<uuid:session_id>/"
urls = [
    path("patients/<uuid:patient_id>/supervision/", supervision, name="supervision"),
    path(f"{_SESSION}turns/<int:number>/comment/", comment_on_turn, name="comment_on_turn"),
    path("supervision/", supervision_queue, name="supervision_queue"),
]
