"""The form of a relationship episode: its turns, the other person, and its wishes and responses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from clew.practice.actions.episodes import ComponentDraft, EpisodeDraft
from clew.practice.errors import PracticeError
from clew.practice.readings.margin import Part, Told
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge import FAMILIES, OTHERS, entry
from clew.therapy.knowledge import Component as ComponentKind
from clew.therapy.moments import Place, Span

ROWS = 2  # of each kind, at least

PLACES = [
    (Place.OUTSIDE.value, "outside, in life now"),
    (Place.PAST.value, "in the past"),
    (Place.ROOM.value, "in the room, between the two"),
]
_STEPS = [(f"{half / 2:g}", f"{half / 2:g}") for half in range(2, 11)]


class PartForm(forms.Form):
    """One wish or response. A row without words is left out."""

    what = forms.CharField(label="Standard category", required=False, max_length=80)
    own_words = forms.CharField(label="Or in your own words", required=False, max_length=200)
    turn = forms.IntegerField(label="Turn", required=False, min_value=1)
    valence = forms.ChoiceField(
        label="It is",
        required=False,
        choices=[("", "open"), ("positive", "positive"), ("negative", "negative")],
    )
    expected = forms.BooleanField(label="only expected", required=False)
    span = forms.CharField(required=False, widget=forms.HiddenInput)
    cluster = forms.CharField(required=False, widget=forms.HiddenInput)
    intensity = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, kind: ComponentKind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.kind = kind
        self.fields["what"].widget.attrs |= {"list": f"categories-{kind.value}", "autocomplete": "off"}
        if kind is ComponentKind.WISH:
            del self.fields["valence"]
        if kind is not ComponentKind.RESPONSE_OF_OTHER:
            del self.fields["expected"]

    @property
    def used(self) -> bool:
        """Whether something was written into it."""
        given = self.cleaned_data
        return bool(given.get("what") or given.get("own_words") or given.get("cluster"))

    def clean_what(self) -> str:
        """Take a category by its name or slug."""
        given: str = self.cleaned_data["what"].strip()
        if not given:
            return ""
        slug = "_".join(given.casefold().split())
        if slug in FAMILIES[self.kind]:
            return slug
        try:
            return entry(self.kind, slug).slug
        except TherapyError:
            raise forms.ValidationError(
                f"No standard {self.kind.label} is called so. Choose one of the list, or use your own words."
            ) from None

    def draft(self, first: int) -> ComponentDraft:
        """Return what it says. A turn left open is the episode's first."""
        given = self.cleaned_data
        turn = (given["turn"] - 1) if given.get("turn") else first
        return ComponentDraft(
            kind=self.kind.value,
            category=given["what"],
            turn=turn,
            span=_span(given.get("span") or "", turn),
            valence=given.get("valence", ""),
            expected=given.get("expected", False),
            intensity=given.get("intensity"),
            own_words=given.get("own_words", ""),
            cluster=given.get("cluster", ""),
        )


def _span(text: str, turn: int) -> Span | None:
    """Read "turn:start:stop" again, which a mended part brings along; only while it is still the same turn."""
    bits = text.split(":")
    if len(bits) != 3 or not all(bit.isdecimal() for bit in bits) or int(bits[0]) != turn:
        return None
    return Span(int(bits[1]), int(bits[2])) if int(bits[1]) < int(bits[2]) else None


class EpisodeForm(forms.Form):
    """An episode. Turns are counted from 1, as on the page."""

    first = forms.IntegerField(label="From turn", min_value=1)
    last = forms.IntegerField(label="To turn", min_value=1)
    kind = forms.ChoiceField(label="With", choices=[(o.slug, o.name) for o in OTHERS.values()])
    other_name = forms.CharField(
        label="Who, by their role",
        max_length=60,
        help_text="As \N{LEFT SINGLE QUOTATION MARK}older sister\N{RIGHT SINGLE QUOTATION MARK}; never a name. "
        "Episodes with the same person are counted by these words.",
    )
    place = forms.ChoiceField(label="Where", choices=PLACES)
    completeness = forms.ChoiceField(
        label="How complete",
        choices=_STEPS,
        help_text="1 is a mention, 5 a full scene with wish and responses.",
    )
    enacted = forms.BooleanField(label="It happened in the session rather than being told", required=False)
    when = forms.CharField(
        label="When",
        required=False,
        max_length=60,
        help_text="In their words, as \N{LEFT SINGLE QUOTATION MARK}last Sunday\N{RIGHT SINGLE QUOTATION MARK}.",
    )

    def __init__(self, *args: Any, turns: int, told: Told | None = None, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.turns, self.told = turns, told
        for name in ("first", "last"):
            self.fields[name].widget.attrs["max"] = turns
        self.parts = self._parts()

    @classmethod
    def blank(cls, turn: int, turns: int) -> EpisodeForm:
        """Return the form for a new episode from a turn, counted from 0, on."""
        last = min(turn + 2, turns)
        return cls(
            turns=turns, initial={"first": turn + 1, "last": last, "completeness": "3", "kind": "parent"}
        )

    @classmethod
    def of(cls, told: Told, turns: int) -> EpisodeForm:
        """Return the form with an episode as it stands."""
        initial = {
            "first": told.first + 1,
            "last": told.last + 1,
            "kind": told.kind,
            "other_name": told.other,
            "place": told.place,
            "completeness": f"{told.completeness:g}",
            "enacted": told.enacted,
            "when": told.when,
        }
        return cls(turns=turns, told=told, initial=initial)

    def filled(self, data: Mapping[str, Any]) -> EpisodeForm:
        """Return the same form with what was sent."""
        return EpisodeForm(data, turns=self.turns, told=self.told, initial=self.initial)

    def _parts(self) -> list[tuple[str, str, list[PartForm]]]:
        data = self.data if self.is_bound else None
        groups = []
        for kind in ComponentKind:
            there = [p for p in self.told.parts if p.kind == kind] if self.told else []
            rows = []
            for n in range(max(ROWS, len(there) + 1)):
                rows.append(PartForm(kind, data, prefix=f"{kind.value}{n}", initial=_initial(there, n)))
            groups.append((kind.value, kind.label, rows))
        return groups

    def draft(self) -> EpisodeDraft | None:
        """Return what the form says, or None where something in it is wrong."""
        forms_ = [part for _, _, rows in self.parts for part in rows]
        # `and` would stop at the first that is wrong; all are to be looked at.
        fine = [self.is_valid(), *(part.is_valid() for part in forms_)]
        if not all(fine):
            if self.is_valid():
                self.add_error(None, "Please look at the wishes and responses below.")
            return None
        given = self.cleaned_data
        if given["last"] > self.turns:
            self.add_error("last", f"The session has {self.turns} turns.")
            return None
        first = given["first"] - 1
        try:
            return EpisodeDraft(
                first=first,
                last=given["last"] - 1,
                kind=given["kind"],
                other_name=given["other_name"],
                place=Place(given["place"]),
                completeness=float(given["completeness"]),
                enacted=given["enacted"],
                when=given["when"],
                components=[part.draft(first) for part in forms_ if part.used],
            )
        except (PracticeError, TherapyError) as problem:
            self.add_error(None, str(problem))
            return None


def _initial(there: list[Part], n: int) -> dict[str, Any]:
    if n >= len(there):
        return {}
    part = there[n]
    return {
        "what": part.category.replace("_", " "),
        "own_words": part.own_words,
        "turn": part.turn + 1,
        "valence": part.valence,
        "expected": part.expected,
        "cluster": part.cluster,
        "intensity": part.intensity,
        "span": f"{part.turn}:{part.span[0]}:{part.span[1]}" if part.span else "",
    }
