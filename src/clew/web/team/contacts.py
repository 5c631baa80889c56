"""The section on crisis numbers: what is shown to patients now, and a form to say that one has checked them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from clew.practice.actions.contacts import verify_contacts
from clew.practice.contacts import day_at, directory
from clew.practice.errors import AlreadyDone, PracticeError
from clew.practice.models import Practice, User
from clew.therapy.errors import TherapyError
from clew.therapy.safety.contacts import (
    CONTACTS,
    VALID_FOR,
    WARN_BEFORE,
    CountryContacts,
    Line,
    help_for,
)
from clew.web.pages import new_key

SPARE = 2  # empty lines at the end of the form
_DIALLED = forms.TextInput(attrs={"inputmode": "tel"})


def _parts(words: str) -> tuple[str, ...]:
    return tuple(part for word in words.split(",") if (part := word.strip()))


class CheckForm(forms.Form):
    """What is true of all the numbers together."""

    emergency = forms.CharField(
        label="Emergency numbers", max_length=100, help_text="If there are several, put commas between them."
    )
    source_url = forms.CharField(
        label="Page on which you checked them",
        max_length=500,
        help_text="The provider's own or the health service's page, such as https://example.org/help.",
    )
    checked = forms.BooleanField(
        label="I checked each of these today",
        error_messages={"required": "Tick this once you have checked each number today."},
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)


class LineForm(forms.Form):
    """One crisis line. With every field empty there is no such line."""

    name = forms.CharField(label="Name", required=False, max_length=100)
    phone = forms.CharField(label="Number to call", required=False, max_length=30, widget=_DIALLED)
    sms = forms.CharField(label="Number to text", required=False, max_length=30, widget=_DIALLED)
    chat_url = forms.CharField(label="Address of the chat", required=False, max_length=500)
    hours = forms.CharField(label="Hours", required=False, max_length=100)
    audience = forms.CharField(label="For whom", required=False, max_length=100)
    languages = forms.CharField(label="Languages", required=False, max_length=100)
    cost = forms.CharField(label="Cost", required=False, max_length=100)

    line: Line | None = None
    """What the form says, once it is cleaned."""

    def clean(self) -> dict[str, Any]:
        """Make a `Line` of it, which refuses what could not be called."""
        given = super().clean() or {}
        if any(given.values()) and not self.errors:
            fields = {name: value or None for name, value in given.items() if name != "languages"}
            fields |= {"name": given["name"], "languages": _parts(given["languages"])}
            try:
                self.line = Line(**fields)
            except TherapyError as problem:
                raise forms.ValidationError(str(problem)) from None
        return given


LINES = forms.formset_factory(LineForm, extra=SPARE, max_num=20, absolute_max=20, validate_max=True)


class Check:
    """The whole form: what is true of all, and the lines. `posted` is what was sent, if anything was."""

    def __init__(self, practice: Practice, posted: QueryDict | None = None) -> None:
        self.practice = practice
        start = directory(practice).get(practice.country) or CONTACTS.get(practice.country)
        self.form = CheckForm(
            posted,
            auto_id="check_%s",
            initial={
                "emergency": ", ".join(start.emergency) if start else "",
                "source_url": (start.source_url if start else None) or "",
                "key": new_key(),
            },
        )
        # What was sent stands for itself: a line that equals where the form started from counts like any other.
        lines = [_initial(line) for line in start.lines] if start and posted is None else []
        self.lines = LINES(posted, prefix="line", initial=lines)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong, each with the id of the field to go to and a sentence."""
        found = [
            (self.form[name].id_for_label if name in self.form.fields else "check", sentence)
            for name, sentences in self.form.errors.items()
            for sentence in sentences
        ]
        for number, line in enumerate(self.lines.forms if self.lines.is_bound else [], start=1):
            for name, sentences in line.errors.items():
                place = line[name if name in line.fields else "name"].id_for_label
                found += [(place, f"Line {number}: {sentence}") for sentence in sentences]
        if self.lines.is_bound:
            found += [("check", str(sentence)) for sentence in self.lines.non_form_errors()]
        return found

    def record(self, by: User, now: datetime) -> bool:
        """Put the check on record; False where something is wrong, which is then among the `problems`.

        Raises:
            AlreadyDone: the same form was saved before.
        """
        if not (self.form.is_valid() & self.lines.is_valid()):
            return False
        given, country = self.form.cleaned_data, self.practice.country
        known = CONTACTS.get(country)
        try:
            contacts = CountryContacts(
                country,
                known.name if known else country,
                _parts(given["emergency"]),
                tuple(line.line for line in self.lines.forms if line.line),
            )
            verify_contacts(
                practice=self.practice,
                by=by,
                contacts=contacts,
                source_url=given["source_url"],
                on=day_at(self.practice, now),
                key=given["key"],
            )
        except AlreadyDone:
            raise
        except (PracticeError, TherapyError) as problem:
            self.form.add_error(None, str(problem))
            return False
        return True


def _initial(line: Line) -> dict[str, str]:
    texts = {name: getattr(line, name) or "" for name in LineForm.base_fields}
    return {**texts, "languages": ", ".join(line.languages)}


def section(practice: Practice, check: Check | None = None) -> dict[str, Any]:
    """Return what the template needs: what patients see now and why, and the form."""
    today = day_at(practice, timezone.now())
    last = directory(practice).get(practice.country)
    until = last.shown_until if last else None
    return {
        "shown": help_for(practice.country, today, directory={last.country: last} if last else {}),
        "last": last,
        "until": until,
        "soon": until is not None and today <= until <= today + WARN_BEFORE,
        "valid_for": VALID_FOR.days,
        "known": practice.country in CONTACTS,
        "check": check or Check(practice),
    }
