"""A form of `therapy.forms` as a Django form: one widget a kind of field, the same everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html

from clew.therapy.forms import Field, Form, FormProblems, Kind, Value, read

Choices = Sequence[tuple[str, str]]


def _words(field: Field, **attrs: Any) -> forms.Field:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 3, **attrs}))


def _line(field: Field) -> forms.Field:
    return forms.CharField(widget=forms.TextInput())


def _choices(field: Field) -> list[tuple[str, str]]:
    """Return the options, each with what it means under its label where that is said."""
    return [
        (
            option.slug,
            format_html('{} <small class="means">{}</small>', option.label, option.help)
            if option.help
            else option.label,
        )
        for option in field.options
    ]


def _one_of(field: Field) -> forms.Field:
    choices = _choices(field)
    if field.required:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect(attrs={"class": "steps"}))
    return forms.ChoiceField(
        choices=[*choices, ("", "Not said")], widget=forms.RadioSelect(attrs={"class": "steps"})
    )


def _any_of(field: Field) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=_choices(field),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "steps"}),
    )


def _number(field: Field) -> forms.Field:
    return forms.CharField(
        widget=forms.NumberInput(attrs={"min": field.low, "max": field.high, "inputmode": "numeric"})
    )


def _day(field: Field) -> forms.Field:
    return forms.CharField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


_FIELDS = {
    Kind.WORDS: _words,
    Kind.SAID: lambda field: _words(field, **{"class": "said"}),
    Kind.LINE: _line,
    Kind.CHOICE: _one_of,
    Kind.SCALE: _one_of,
    Kind.CHOICES: _any_of,
    Kind.NUMBER: _number,
    Kind.DAY: _day,
    Kind.WHEN: _line,
}


class EntryForm(forms.Form):
    """The answers to one form of `therapy.forms`, the day it is about, and a key so that it is saved once.

    Args:
        definition: the form.
        links: what a field that leads to other entries can lead to, by field: (id, words).
        data, initial: as in Django.
        timed: whether the day it is about is asked.
    """

    def __init__(
        self,
        definition: Form,
        data: Any = None,
        *,
        links: Mapping[str, Choices] | None = None,
        initial: Mapping[str, Any] | None = None,
        timed: bool = True,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), label_suffix="")
        self.definition = definition
        self.values: dict[str, Value] = {}
        for field in definition.fields:
            self.fields[field.slug] = self._made(field, (links or {}).get(field.slug, ()))
        if timed:
            self.fields["on_day"] = forms.DateField(
                label=definition.on,
                widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            )
        self.fields["key"] = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    @staticmethod
    def _made(field: Field, links: Choices) -> forms.Field:
        if field.kind is Kind.LINK:
            made: forms.Field = forms.ChoiceField(choices=[("", "None"), *links])
        elif field.kind is Kind.LINKS:
            made = forms.MultipleChoiceField(choices=links, widget=forms.CheckboxSelectMultiple)
        else:
            made = _FIELDS[field.kind](field)
        made.label = field.label
        made.help_text = field.help
        made.required = field.required
        return made

    def clean(self) -> dict[str, Any]:
        """Read the answers as the definition says; what does not fit is said at its field."""
        cleaned = super().clean() or {}
        given = {field.slug: cleaned[field.slug] for field in self.definition.fields if field.slug in cleaned}
        missing = {slug for slug in self.errors if slug in self.fields}
        try:
            self.values = read(self.definition, given)
        except FormProblems as problem:
            for slug, words in problem.problems.items():
                if slug not in missing:
                    self.add_error(slug, words)
        return cleaned

    @property
    def parts(self) -> list[tuple[str, list[Any]]]:
        """The visible fields in their sections: (heading, bound fields); the day stands last."""
        found: list[tuple[str, list[Any]]] = [("", [])]
        for field in self.definition.fields:
            if field.section:
                found.append((field.section, []))
            found[-1][1].append(self[field.slug])
        if "on_day" in self.fields:
            found[-1][1].append(self["on_day"])
        return [part for part in found if part[1]]
