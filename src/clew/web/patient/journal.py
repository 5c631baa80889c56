"""The patient's journal: writing, reading again, sharing, taking away. What is private nobody else reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions import journal as actions
from clew.practice.contacts import help_at
from clew.practice.errors import AlreadyDone, NotFound, PracticeError
from clew.practice.models import JournalEntry
from clew.practice.readings import journal as reading
from clew.practice.roles import May
from clew.therapy.safety.panel import WHO_READS
from clew.web.middleware import DICTATION
from clew.web.pages import new_key, on_own_record, say
from clew.web.patient.frame import open_page, own_page

Kind = JournalEntry.Kind
PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Kindly:
    """One kind of writing as the patient meets it: its name, what it is for, and questions that may help to begin."""

    kind: Kind
    about: str
    prompts: tuple[str, ...]

    @property
    def label(self) -> str:
        """What it is called."""
        return str(self.kind.label)


KINDS: dict[str, Kindly] = {
    one.kind.value: one
    for one in (
        Kindly(
            Kind.JOURNAL,
            "Whatever you want to keep. Writing can help to find words for a feeling, or to let it out. It need not be "
            "good, and it need not be long.",
            (
                "What has stayed with me since the last session?",
                "What did I feel today, and when did it change?",
                "Is there a moment with somebody that I keep going back to? What did I want from them, and what did I do?",
                "Is there something I need from somebody I trust? How could I say it to them?",
            ),
        ),
        Kindly(
            Kind.ASSOCIATION,
            "Write down whatever comes into your mind, in the order in which it comes. Nothing is too small, too odd or "
            "too unkind, and it need not make sense.",
            (),
        ),
        Kindly(
            Kind.DREAM,
            "Dreams, daydreams, fears and wishes can tell something, though nobody can look up what they mean. "
            "Write it soon after waking, in bits if that is how it comes.",
            (
                "What happened, in the order in which it comes back? Odd parts too.",
                "What did I feel in it, and what when I woke up?",
                "What does it bring to mind, even if that seems to have nothing to do with it?",
            ),
        ),
        Kindly(
            Kind.DAY,
            "A few lines on what was hard in a day and what was good. After some weeks it shows what weighs on you, and "
            "what does you good.",
            (
                "What was hard today? What came just before it?",
                "What was good, even if it was small? Did anything turn out better than I feared?",
                "What could wait, or be left out, so that there is room for what does me good?",
                "What would I like to do soon, only because I enjoy it?",
            ),
        ),
    )
}
"""Every kind of writing, in the order in which they are offered. The words are our own."""

MINUTES = (5, 10, 15)
"""How long a timed writing may last, beside open. Default, not validated."""


def _words(chart: Chart) -> dict[str, Any]:
    """What stands before every field: who reads it, and whom to call instead."""
    return {"who_reads": WHO_READS, "help": help_at(chart.patient.practice, timezone.now())}


@on_own_record(to=May.READ_OWN, view="own_journal")
@open_page
def journal(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show what the patient wrote, by day."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    page = Paginator(reading.own(chart, kind=kind), PER_PAGE).get_page(request.GET.get("page"))
    return own_page(
        request,
        "patient/journal.html",
        chart,
        here="own_journal",
        kinds=KINDS.values(),
        kind=kind,
        days=reading.by_day(reading.opened(chart, list(page.object_list))),
        page=page,
        away=reading.taken_away(chart).count(),
        who_reads=WHO_READS,
    )


@on_own_record(to=May.READ_OWN, view="own_journal")
@open_page
def taken_away(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show what the patient took away and can bring back."""
    found = reading.opened(chart, list(reading.taken_away(chart)[:100]))
    return own_page(request, "patient/journal_away.html", chart, here="own_journal", found=found)


class _Plain(forms.Form):
    """What both forms share: labels without a colon, and a day that is not to come."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)

    def clean_on(self) -> date:
        """Refuse a day to come, at its field."""
        on: date = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError("This day is still to come. Choose today or a day before it.")
        return on

    def sent_before(self) -> None:
        """Say that the page's key was used for something else, and give it another: what was typed stays."""
        self.data = self.data.copy()
        self.data["key"] = new_key()
        self.add_error("text", "This is not saved yet. Press the button once more, and it is.")


class WriteForm(_Plain):
    """A new entry."""

    kind = forms.ChoiceField(
        choices=[(one, one) for one in KINDS], initial=Kind.JOURNAL, widget=forms.HiddenInput
    )
    text = forms.CharField(
        label="Your words",
        widget=forms.Textarea(attrs={"class": "said", "rows": 12}),
        error_messages={"required": "There is nothing written yet."},
    )
    on = forms.DateField(
        label="The day it is about",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Write the day as year-month-day, for example 2026-03-14."},
    )
    shared = forms.ChoiceField(
        label="Who may read it",
        choices=[("no", "Only I"), ("yes", "My clinician too")],
        initial="no",
        widget=forms.RadioSelect,
    )
    seconds = forms.IntegerField(required=False, min_value=0, max_value=14_400, widget=forms.HiddenInput)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ChangeForm(_Plain):
    """Another version of an entry."""

    text = WriteForm.base_fields["text"]
    on = WriteForm.base_fields["on"]
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)


def _is_of(done: AlreadyDone, chart: Chart, action: str) -> bool:
    """Whether what was done before with a key is what is asked for now."""
    return done.event.action == action and done.event.patient == chart.patient.pk


@on_own_record(to=May.WRITE_OWN, view="own_journal_write")
@open_page
def write(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Write a new entry. Whatever comes has a page of its own; without JavaScript it is the same plain field."""
    asked = request.POST.get("kind") or request.GET.get("kind", "")
    kind = KINDS.get(asked, KINDS[Kind.JOURNAL.value])
    first = {"kind": kind.kind.value, "on": timezone.localdate(), "shared": "no", "key": new_key()}
    form = WriteForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            entry = actions.write(
                chart=chart,
                kind=given["kind"],
                text=given["text"],
                on=given["on"],
                seconds=given["seconds"] if given["kind"] == Kind.ASSOCIATION else None,
                shared=given["shared"] == "yes",
                key=given["key"],
            )
        except AlreadyDone as done:
            if _is_of(done, chart, "journal.write"):
                return redirect("own_journal_entry", writing_id=done.event.object)
            form.sent_before()
        except PracticeError as wrong:
            form.add_error("text", str(wrong))
        else:
            say(
                request,
                "Saved. Your clinician may read it." if entry.shared else "Saved. Only you can read it.",
            )
            return redirect("own_journal_entry", writing_id=entry.pk)
    template = "whatever_comes" if kind.kind is Kind.ASSOCIATION else "journal_write"
    response = own_page(
        request,
        f"patient/{template}.html",
        chart,
        here="own_journal",
        status=422 if form.is_bound else 200,
        form=form,
        kind=kind,
        kinds=KINDS.values(),
        minutes=MINUTES,
        **_words(chart),
    )
    response["Permissions-Policy"] = DICTATION
    return response


@on_own_record(to=May.READ_OWN, view="own_journal_entry")
@open_page
def entry(request: HttpRequest, chart: Chart, writing_id: UUID) -> HttpResponse:
    """Show one entry with its versions, and what can be done with it."""
    found = reading.versions(chart, writing_id)
    now = found[0]
    return own_page(
        request,
        "patient/journal_entry.html",
        chart,
        here="own_journal",
        now=now,
        earlier=found[1:],
        kind=KINDS[now.entry.kind],
        emptied=not now.entry.text and now.entry.withdrawn,
        ever_shared=any(one.entry.shared for one in found),
        was_read=next((one.entry for one in found if one.entry.read_at), None),
        key=new_key(),
    )


@on_own_record(to=May.WRITE_OWN, view="own_journal_change")
@open_page
def change(request: HttpRequest, chart: Chart, writing_id: UUID) -> HttpResponse:
    """Change an entry: a new version, the earlier ones stay."""
    now = reading.versions(chart, writing_id)[0]
    if now.entry.withdrawn:
        return redirect("own_journal_entry", writing_id=writing_id)
    first = {"text": now.text, "on": now.entry.on, "key": new_key()}
    form = ChangeForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.change(chart=chart, entry=now.entry, text=given["text"], on=given["on"], key=given["key"])
        except AlreadyDone as done:
            if _is_of(done, chart, "journal.change"):
                return redirect("own_journal_entry", writing_id=writing_id)
            form.sent_before()
        except PracticeError as wrong:
            form.add_error("text", str(wrong))
        else:
            say(request, "Saved. The earlier version is kept below.")
            return redirect("own_journal_entry", writing_id=writing_id)
    response = own_page(
        request,
        "patient/journal_change.html",
        chart,
        here="own_journal",
        status=422 if form.is_bound else 200,
        form=form,
        kind=KINDS[now.entry.kind],
        now=now,
        **_words(chart),
    )
    response["Permissions-Policy"] = DICTATION
    return response


_DO = {
    "share": (actions.share, "Your clinician may read it now."),
    "unshare": (actions.unshare, "Your clinician can no longer read it."),
    "take_away": (actions.take_away, "Taken away. You can bring it back."),
    "bring_back": (actions.bring_back, "It is back. Only you can read it."),
}


@on_own_record(to=May.WRITE_OWN, view="own_journal_do")
@open_page
def do(request: HttpRequest, chart: Chart, writing_id: UUID) -> HttpResponse:
    """Share an entry, stop sharing it, take it away, bring it back, or empty it for good."""
    now = reading.versions(chart, writing_id)[0].entry
    what, key = request.POST.get("do", ""), request.POST.get("key") or None
    if request.method != "POST" or (what != "for_good" and what not in _DO):
        return redirect("own_journal_entry", writing_id=writing_id)
    try:
        if what == "for_good":
            actions.take_away(chart=chart, entry=now, for_good=True, key=key)
            say(
                request,
                "It is gone from Clew. A backup made before may hold its words, locked, until it is replaced.",
            )
            return redirect("own_journal")
        action, told = _DO[what]
        action(chart=chart, entry=now, key=key)
    except AlreadyDone:
        pass
    except NotFound:
        raise
    except PracticeError as wrong:
        say(request, str(wrong))
    else:
        say(request, told)
    return redirect("own_journal_entry", writing_id=writing_id)


def offline(request: HttpRequest) -> HttpResponse:
    """Show the page for writing without a connection. It is the same for everybody and holds nothing of anybody."""
    response = render(
        request, "patient/journal_offline.html", {"kinds": KINDS.values(), "who_reads": WHO_READS}
    )
    response["Permissions-Policy"] = DICTATION
    return response


urls = [
    path("me/journal/", journal, name="own_journal"),
    path("me/journal/write/", write, name="own_journal_write"),
    path("me/journal/taken-away/", taken_away, name="own_journal_away"),
    path("me/journal/offline/", offline, name="own_journal_offline"),
    path("me/journal/<uuid:writing_id>/", entry, name="own_journal_entry"),
    path("me/journal/<uuid:writing_id>/change/", change, name="own_journal_change"),
    path("me/journal/<uuid:writing_id>/do/", do, name="own_journal_do"),
]
