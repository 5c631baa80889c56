"""What the two sides of a conversation share: its forms, and what the live chat shows."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from clew.practice import consents
from clew.practice.access import Chart
from clew.practice.actions import messages as actions
from clew.practice.errors import AlreadyDone, PracticeError
from clew.practice.models import Thread
from clew.practice.readings import chat as chats
from clew.practice.readings import messages as reading
from clew.therapy.coding.writing import worth_asking
from clew.web.pages import new_key


class WriteForm(forms.Form):
    """One message. A clinician may count minutes of guidance."""

    text = forms.CharField(
        label="Your message",
        max_length=actions.LONGEST,
        widget=forms.Textarea(attrs={"class": "said", "rows": 6}),
        error_messages={"required": "There is nothing written yet."},
    )
    minutes = forms.IntegerField(
        label="Minutes it took",
        required=False,
        min_value=0,
        max_value=actions.MOST_MINUTES,
        help_text="Reading and writing together, if you count guidance.",
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, counts: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not counts:
            del self.fields["minutes"]


class BeginForm(WriteForm):
    """A first message, and what it is about."""

    subject = forms.CharField(
        label="What it is about",
        required=False,
        max_length=actions.LONGEST_SUBJECT,
        help_text="A few words, if you like. It can stay empty.",
    )
    field_order = ("subject", "text", "minutes")


class LineForm(forms.Form):
    """One line of a live chat."""

    text = forms.CharField(
        label="Write",
        max_length=actions.LONGEST,
        widget=forms.Textarea(attrs={"class": "said", "rows": 2}),
        error_messages={"required": "There is nothing written yet."},
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)


def fresh() -> dict[str, str]:
    """Return the initial values of a form that creates something."""
    return {"key": new_key()}


def agreed(chart: Chart) -> bool:
    """Whether the patient agrees to messages."""
    return consents.given(chart, consents.Purpose.MESSAGES)


def say_line(chart: Chart, form: LineForm) -> bool:
    """Write a line of a live chat; False where it could not be, and the form says why."""
    if not form.is_valid():
        return False
    meeting = chats.next_meeting(chart, now=timezone.now())
    if meeting is None:
        form.add_error(None, "No time for a live chat is agreed any more.")
        return False
    given = form.cleaned_data
    try:
        actions.say_in_chat(chart=chart, slot=meeting.slot, text=given["text"], key=given["key"] or None)
    except AlreadyDone:
        return True
    except PracticeError as problem:
        form.add_error(None, str(problem))
        return False
    return True


def now_read(chart: Chart, thread: Thread, said: list[reading.Said]) -> None:
    """Note that what is shown has been opened by the one to whom it was written, where that is new."""
    if any(not one.mine and one.message.read_at is None for one in said):
        actions.mark_read(chart=chart, thread=thread)


def chat_shown(chart: Chart) -> dict[str, Any]:
    """Return what the page of the live chat shows: when it is, and what was written if it is open."""
    now = timezone.now()
    meeting = chats.next_meeting(chart, now=now)
    shown: dict[str, Any] = {"meeting": meeting, "before": int(chats.BEFORE.total_seconds() // 60)}
    if meeting is None:
        return shown
    is_open = meeting.is_open(now)
    thread = chats.thread_of(chart, meeting) if is_open else None
    said = reading.said_in(chart, thread) if thread else []
    if thread:
        now_read(chart, thread, said)
    return {
        **shown,
        "is_open": is_open,
        "thread": thread,
        "said": said,
        "so_far": chats.so_far(len(said), thread),
    }


def news(request: HttpRequest, patient_id: uuid.UUID | None) -> HttpResponse:
    """Answer a page that asks whether more was written than the `n` that it shows: then it fetches the lines."""
    answer = HttpResponse(content_type="text/plain; charset=utf-8")
    if request.GET.get("n") != chats.said_so_far(request.user, patient_id):
        answer["HX-Trigger"] = "said"
    return answer


def underlined(text: str) -> Iterator[tuple[str, bool]]:
    """Yield a text in pieces, each with whether its words may be about danger."""
    end = 0
    for span in worth_asking(text):
        yield text[end : span.start], False
        yield text[span.start : span.stop], True
        end = span.stop
    yield text[end:], False
