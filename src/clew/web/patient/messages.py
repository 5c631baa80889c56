"""The patient's own messages, and the live chat. What is written here is read in the hours of the practice."""

from __future__ import annotations

import uuid

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
from clew.web.pages import on_own_record, say
from clew.web.patient.frame import open_page, own_page

PAGE = "own_messages"


@on_own_record(to=May.READ_OWN, view=PAGE)
@open_page
def messages(request: HttpRequest, chart: Chart) -> HttpResponse:
    """List one's conversations, and begin one."""
    form = writing.BeginForm(request.POST or None, initial=writing.fresh())
    course = chart.course
    if request.method == "POST" and course is not None and form.is_valid():
        chart.require(May.WRITE_OWN)
        given = form.cleaned_data
        try:
            thread = actions.open_thread(
                chart=chart,
                course=course,
                subject=given["subject"],
                text=given["text"],
                key=given["key"] or None,
            )
        except AlreadyDone:
            return redirect(PAGE)
        except PracticeError as problem:
            form.add_error(None, str(problem))
        else:
            say(request, "Your message is in Clew. You see here when it was opened.")
            return redirect("own_thread", thread.pk)
    if request.method == "POST" and course is None:
        form.add_error(None, "There is no treatment here at present to which a message could belong.")
    now, agreed = timezone.now(), writing.agreed(chart)
    return own_page(
        request,
        "patient/messages.html",
        chart,
        here=PAGE,
        status=422 if form.errors else 200,
        form=form,
        conversations=reading.conversations(chart),
        before=reading.before_writing(chart.patient.practice, now=now),
        may_write=course is not None and course.ended_on is None and agreed,
        agreed=agreed,
        ended=course is None or course.ended_on is not None,
        meeting=chats.next_meeting(chart, now=now),
        mail=bool(settings.CLEW_MAIL),
    )


@on_own_record(to=May.READ_OWN, view="own_thread")
@open_page
def thread(request: HttpRequest, chart: Chart, thread_id: uuid.UUID) -> HttpResponse:
    """Show one conversation and write in it."""
    row = chart.row(Thread, thread_id, to=May.READ_OWN)
    form = writing.WriteForm(request.POST or None, initial=writing.fresh())
    if request.method == "POST" and form.is_valid():
        chart.require(May.WRITE_OWN)
        given = form.cleaned_data
        try:
            actions.write(chart=chart, thread=row, text=given["text"], key=given["key"] or None)
        except AlreadyDone:
            return redirect("own_thread", row.pk)
        except PracticeError as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("own_thread", row.pk)
    said = reading.said_in(chart, row)
    writing.now_read(chart, row, said)
    open_still = row.closed_at is None and row.kind == Thread.Kind.MESSAGES
    return own_page(
        request,
        "patient/thread.html",
        chart,
        here=PAGE,
        status=422 if form.errors else 200,
        thread=row,
        title=reading.title_of(chart, row),
        said=said,
        form=form,
        before=reading.before_writing(chart.patient.practice, now=timezone.now()),
        may_write=open_still and row.course.ended_on is None and writing.agreed(chart),
    )


@on_own_record(to=May.READ_OWN, view="own_chat")
@open_page
def chat(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show when the live chat is, and while it is open what is written in it."""
    form = writing.LineForm(request.POST or None, initial=writing.fresh())
    if request.method == "POST":
        chart.require(May.WRITE_OWN)
        if writing.say_line(chart, form):
            return redirect(reverse("own_chat") + "#write")
    shown = writing.chat_shown(chart)
    if request.htmx:  # type: ignore[attr-defined]
        return render(
            request, "parts/chat_lines.html", {**shown, "news": "own_chat_news", "here": "own_chat"}
        )
    return own_page(
        request,
        "patient/chat.html",
        chart,
        here=PAGE,
        status=422 if form.errors else 200,
        form=form,
        agreed=writing.agreed(chart),
        before_writing=reading.before_writing(chart.patient.practice, now=timezone.now()),
        **shown,
    )


def chat_news(request: HttpRequest) -> HttpResponse:
    """Say whether somebody wrote in the chat since the page was drawn."""
    return writing.news(request, None)


urls = [
    path("me/messages/", messages, name="own_messages"),
    path("me/messages/<uuid:thread_id>/", thread, name="own_thread"),
    path("me/chat/", chat, name="own_chat"),
    path("me/chat/news/", chat_news, name="own_chat_news"),
]
