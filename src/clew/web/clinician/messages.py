"""Messages with one patient, and the live chat, as who treats them reads and writes them."""

from __future__ import annotations

import uuid
from dataclasses import replace

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions import messages as actions
from clew.practice.errors import AlreadyDone, PracticeError
from clew.practice.models import Thread
from clew.practice.readings import chat as chats
from clew.practice.readings import messages as reading
from clew.practice.roles import May
from clew.web import writing
from clew.web.pages import new_key, no_course, on_record, record_page, say

PAGE = "messages"


class CloseForm(forms.Form):
    """Closing a conversation, with minutes where it was a chat."""

    minutes = forms.IntegerField(
        label="Minutes of the chat", required=False, min_value=0, max_value=actions.MOST_MINUTES
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)


@on_record(to=May.READ_SHARED, view=PAGE)
def messages(request: HttpRequest, chart: Chart) -> HttpResponse:
    """List the conversations with the patient, and begin one."""
    course = chart.course
    if course is None:
        return no_course(request, chart, PAGE)
    form = writing.BeginForm(request.POST or None, initial=writing.fresh(), counts=True)
    if request.method == "POST":
        chart.require(May.WRITE_TO_PATIENT)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            thread = actions.open_thread(
                chart=chart,
                course=course,
                subject=given["subject"],
                text=given["text"],
                minutes=given["minutes"],
                key=given["key"] or None,
            )
        except AlreadyDone:
            return redirect(PAGE, chart.patient.pk)
        except PracticeError as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("thread", chart.patient.pk, thread.pk)
    agreed = writing.agreed(chart)
    return record_page(
        request,
        "clinician/messages.html",
        chart,
        tab="team",
        sub=PAGE,
        status=422 if form.errors else 200,
        form=form,
        conversations=reading.conversations(chart),
        agreed=agreed,
        may_write=chart.can(May.WRITE_TO_PATIENT) and course.ended_on is None and agreed,
        ended=course.ended_on is not None,
        meeting=chats.next_meeting(chart, now=timezone.now()),
        within_days=chart.patient.practice.answers_within_days,
        mail=bool(settings.CLEW_MAIL),
        has_page=chart.patient.account_id is not None,
    )


@on_record(to=May.READ_SHARED, view="thread", thing="thread_id")
def thread(request: HttpRequest, chart: Chart, thread_id: uuid.UUID) -> HttpResponse:
    """Show one conversation and write in it."""
    row = chart.row(Thread, thread_id, to=May.READ_SHARED)
    form = writing.WriteForm(request.POST or None, initial=writing.fresh(), counts=True)
    if request.method == "POST":
        chart.require(May.WRITE_TO_PATIENT)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.write(
                chart=chart,
                thread=row,
                text=given["text"],
                minutes=given["minutes"],
                key=given["key"] or None,
            )
        except AlreadyDone:
            return redirect("thread", chart.patient.pk, row.pk)
        except PracticeError as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("thread", chart.patient.pk, row.pk)
    said = [
        one if one.mine else replace(one, parts=tuple(writing.underlined(one.text)))
        for one in reading.said_in(chart, row)
    ]
    if chart.earlier is None:
        writing.now_read(chart, row, said)
    guides, agreed = chart.can(May.WRITE_TO_PATIENT), writing.agreed(chart)
    still = row.closed_at is None and row.kind == Thread.Kind.MESSAGES
    return record_page(
        request,
        "clinician/thread.html",
        chart,
        tab="team",
        sub=PAGE,
        status=422 if form.errors else 200,
        thread=row,
        title=reading.title_of(chart, row),
        said=said,
        form=form,
        may_write=guides and still and row.course.ended_on is None and agreed,
        agreed=agreed,
        guides=guides,
        asks=any(marked for one in said for _, marked in one.parts),
        close=CloseForm(initial={"key": new_key()}),
        minutes=sum(one.message.minutes or 0 for one in said) + (row.minutes or 0),
    )


@on_record(to=May.WRITE_TO_PATIENT, view="thread", thing="thread_id")
def close(request: HttpRequest, chart: Chart, thread_id: uuid.UUID, what: str) -> HttpResponse:
    """Close a conversation, or open it again."""
    row = chart.row(Thread, thread_id, to=May.WRITE_TO_PATIENT)
    form = CloseForm(request.POST)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["key"] or None
        try:
            if what == "close":
                actions.close_thread(chart=chart, thread=row, minutes=form.cleaned_data["minutes"], key=key)
            else:
                actions.reopen_thread(chart=chart, thread=row, key=key)
        except AlreadyDone:
            pass
        else:
            done = "The conversation is closed." if what == "close" else "The conversation is open again."
            say(request, done)
    return redirect("thread", chart.patient.pk, row.pk)


@on_record(to=May.READ_SHARED, view="chat")
def chat(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show when the live chat is, and while it is open what is written in it."""
    course = chart.course
    if course is None:
        return no_course(request, chart, PAGE)
    form = writing.LineForm(request.POST or None, initial=writing.fresh())
    if request.method == "POST":
        chart.require(May.WRITE_TO_PATIENT)
        if writing.say_line(chart, form):
            return redirect(reverse("chat", args=[chart.patient.pk]) + "#write")
    shown = writing.chat_shown(chart)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "parts/chat_lines.html", {**shown, "patient_id": chart.patient.pk})
    slot = shown["meeting"].slot if shown["meeting"] else None
    return record_page(
        request,
        "clinician/chat.html",
        chart,
        tab="team",
        sub=PAGE,
        status=422 if form.errors else 200,
        form=form,
        agreed=writing.agreed(chart),
        guides=chart.can(May.WRITE_TO_PATIENT),
        close=CloseForm(initial={"key": new_key(), "minutes": slot.minutes if slot else None}),
        patient_id=chart.patient.pk,
        **shown,
    )


def chat_news(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """Say whether somebody wrote in the chat since the page was drawn."""
    return writing.news(request, patient_id)


_HERE = "patients/<uuid:patient_id>/"
urls = [
    path(f"{_HERE}messages/", messages, name="messages"),
    path(f"{_HERE}messages/<uuid:thread_id>/", thread, name="thread"),
    path(f"{_HERE}messages/<uuid:thread_id>/close/", close, {"what": "close"}, name="close_thread"),
    path(f"{_HERE}messages/<uuid:thread_id>/open/", close, {"what": "open"}, name="reopen_thread"),
    path(f"{_HERE}chat/", chat, name="chat"),
    path(f"{_HERE}chat/news/", chat_news, name="chat_news"),
]
