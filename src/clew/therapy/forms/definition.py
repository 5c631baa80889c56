"""What a written form is: its fields, what each may hold, and how an answer is read and shown.

A `Form` is one kind of thing that is written down about a person: a stressor, a rating of suitability, an
agreement with the prescriber. Forms are data with a source; nothing here decides what an answer means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Entry, Tag
from clew.therapy.knowledge.sources import SOURCES

Value: TypeAlias = str | int | list[str]
"""What a field holds once it is read; a field that nobody answered is absent, never empty or zero."""

LONGEST = 20_000  # characters of one answer
LONGEST_LINE = 300


class Kind(StrEnum):
    """What a field may hold."""

    WORDS = "words"  # several lines, in the writer's words
    SAID = "said"  # several lines, in the patient's own words
    LINE = "line"  # one line
    CHOICE = "choice"  # the slug of one option
    CHOICES = "choices"  # the slugs of any options
    SCALE = "scale"  # a whole number; the options are its steps, their slugs the numbers
    NUMBER = "number"  # a whole number from `low` to `high`
    DAY = "day"  # an ISO date
    WHEN = "when"  # a year, a month or a day, as far as it is known: 1998, 1998-05, 1998-05-14
    LINK = "link"  # the id of one other entry of one of the forms in `links_to`
    LINKS = "links"  # the ids of any such entries


class Room(StrEnum):
    """To which part of a treatment a form belongs; who may read and write it follows from that."""

    INTAKE = "intake"
    SUITABILITY = "suitability"
    ASSESSMENT = "assessment"
    FORMULATION = "formulation"
    FRAME = "frame"
    SESSION = "session"
    PRIVATE = "private"  # the writer's own, like a process note
    ALLIANCE = "alliance"
    MONITORING = "monitoring"
    TEAM = "team"
    SUPERVISION = "supervision"
    ENDING = "ending"
    SAFETY = "safety"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of the answers to choose from. `help` says beside it what it means, where the label alone does not."""

    slug: str
    label: str
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that is asked. `section` starts a new part of the form. Source and tag are the form's unless given."""

    slug: str
    label: str
    kind: Kind = Kind.WORDS
    help: str = ""
    section: str = ""
    options: tuple[Option, ...] = ()
    low: int = 0
    high: int = 0
    links_to: tuple[str, ...] = ()
    required: bool = False
    source: str = ""
    tag: Tag | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.slug) or not self.label.strip():
            raise TherapyError(f"A field needs a slug in lower case and a label, unlike {self.slug!r}.")
        if self.kind in (Kind.CHOICE, Kind.CHOICES, Kind.SCALE) and len(self.options) < 2:
            raise TherapyError(f"'{self.slug}' is chosen from options; give it at least two.")
        if len({option.slug for option in self.options}) != len(self.options):
            raise TherapyError(f"'{self.slug}' has one option twice.")
        if self.kind is Kind.SCALE and not all(re.fullmatch(r"-?\d+", o.slug) for o in self.options):
            raise TherapyError(f"'{self.slug}' is a scale; the slugs of its steps are whole numbers.")
        if self.kind is Kind.NUMBER and self.low >= self.high:
            raise TherapyError(f"'{self.slug}' is a number; say from where to where.")
        if (self.kind in (Kind.LINK, Kind.LINKS)) != bool(self.links_to):
            raise TherapyError(f"'{self.slug}': a link says which forms it leads to, and nothing else does.")
        if self.source and self.source not in SOURCES:
            raise TherapyError(f"'{self.slug}' names the source {self.source!r}; add it to SOURCES first.")

    def label_of(self, slug: str) -> str:
        """Return the words of one option; an option that is no longer offered is shown by its slug."""
        return next((o.label for o in self.options if o.slug == slug), slug.replace("_", " "))


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Entry):
    """One kind of thing that is written down.

    Attributes:
        room: the part of a treatment to which it belongs.
        fields: what is asked, in order.
        many: whether a course has several of them, rather than one that is kept up to date.
        on: the label of the day that an entry is about.
        title_field: the slug of the field whose answer names an entry in a list; the first field unless given.
        titled: whether an entry is named by such an answer; else every one is called as the form is.
        due: the slug of the field, a day, on which somebody should come back to the entry.
        due_name: what waits on that day, where the form's own name does not say it.
        again: whether a later entry, about the same thing where it is about one, settles what is due of the earlier.
        done: the slug of the field that is answered once nobody has to come back to it any more.
        check: what only the answers together can show: a sentence for each field that needs another look.
    """

    room: Room
    fields: tuple[Field, ...]
    many: bool = False
    on: str = "On"
    title_field: str | None = None
    titled: bool = True
    due: str | None = None
    due_name: str | None = None
    again: bool = False
    done: str | None = None
    check: Callable[[Mapping[str, Value]], Mapping[str, str]] | None = None

    def __post_init__(self) -> None:
        Entry.__post_init__(self)
        slugs = [field.slug for field in self.fields]
        if not slugs or len(set(slugs)) != len(slugs):
            raise TherapyError(f"The form '{self.slug}' needs fields, each with a slug of its own.")
        if self.title_field and self.title_field not in slugs:
            raise TherapyError(f"The form '{self.slug}' has no field '{self.title_field}'.")
        if self.due and self.field(self.due).kind is not Kind.DAY:
            raise TherapyError(f"The form '{self.slug}' is due on a day, which '{self.due}' is not.")
        if (self.due_name or self.again) and not self.due:
            raise TherapyError(f"The form '{self.slug}' says what is due and names no day for it.")
        if self.done and self.done not in slugs:
            raise TherapyError(f"The form '{self.slug}' has no field '{self.done}'.")

    @property
    def waits_as(self) -> str:
        """What somebody comes back to on the day that an entry names."""
        return self.due_name or self.name

    def field(self, slug: str) -> Field:
        """Return one field. Raises `TherapyError` when there is none."""
        for one in self.fields:
            if one.slug == slug:
                return one
        raise TherapyError(f"The form '{self.slug}' has no field '{slug}'.")


class FormProblems(TherapyError):
    """What is wrong with some answers: `problems` has a sentence for each field that cannot be kept as it is."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("Nothing was saved yet. " + " ".join(problems.values()))
        self.problems = dict(problems)


def read(form: Form, given: Mapping[str, object]) -> dict[str, Value]:
    """Return the answers that were given, in the form's order, each as its field holds it.

    Blank answers are left out: not answered is not the same as none.

    Raises:
        FormProblems: an answer does not fit its field, a required one is missing, a field is not the form's,
            or nothing at all was answered.
    """
    problems = {
        slug: f"The form '{form.slug}' has no field '{slug}'."
        for slug in given
        if slug not in {field.slug for field in form.fields}
    }
    values: dict[str, Value] = {}
    for field in form.fields:
        raw = given.get(field.slug)
        if raw is None or raw in ("", [], ()) or (isinstance(raw, str) and not raw.strip()):
            if field.required:
                problems[field.slug] = f"{field.label}: please answer this; the rest can wait."
            continue
        try:
            values[field.slug] = _READERS[field.kind](field, raw)
        except TherapyError as problem:
            problems[field.slug] = str(problem)
    if form.check is not None:
        problems = {**form.check(values), **problems}
    if not values and not problems:
        problems[form.fields[0].slug] = "Nothing is written down yet. Answer at least one question."
    if problems:
        raise FormProblems(problems)
    return values


def _text(field: Field, raw: object) -> Value:
    text = str(raw).replace("\r\n", "\n").strip()
    if len(text) > LONGEST:
        raise TherapyError(f"{field.label}: at most {LONGEST:,} characters fit here; shorten the text.")
    return text


def _line(field: Field, raw: object) -> Value:
    text = " ".join(str(raw).split())
    if len(text) > LONGEST_LINE:
        raise TherapyError(f"{field.label}: at most {LONGEST_LINE} characters fit on this line.")
    return text


def _choice(field: Field, raw: object) -> Value:
    if raw not in {option.slug for option in field.options}:
        raise TherapyError(f"{field.label}: choose one of the answers in the list.")
    return str(raw)


def _several(raw: object) -> Sequence[object]:
    return list(raw) if isinstance(raw, (list, tuple, set, frozenset)) else [raw]


def _choices(field: Field, raw: object) -> Value:
    given = {str(_choice(field, one)) for one in _several(raw)}
    return [option.slug for option in field.options if option.slug in given]


def _whole(field: Field, raw: object) -> int:
    if isinstance(raw, bool) or not re.fullmatch(r"[+-]?\d{1,6}", str(raw).strip(), re.ASCII):
        raise TherapyError(f"{field.label}: write a whole number.")
    return int(str(raw))


def _scale(field: Field, raw: object) -> Value:
    number = _whole(field, raw)
    if str(number) not in {option.slug for option in field.options}:
        raise TherapyError(f"{field.label}: choose one of the steps.")
    return number


def _number(field: Field, raw: object) -> Value:
    number = _whole(field, raw)
    if not field.low <= number <= field.high:
        raise TherapyError(f"{field.label}: a number from {field.low} to {field.high}.")
    return number


def _day(field: Field, raw: object) -> Value:
    try:
        return (raw if isinstance(raw, date) else date.fromisoformat(str(raw).strip())).isoformat()
    except ValueError:
        raise TherapyError(f"{field.label}: write a day as 2026-03-14.") from None


def _when(field: Field, raw: object) -> Value:
    text = str(raw).strip()
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text, re.ASCII):
        raise TherapyError(f"{field.label}: write a year, a month or a day, as 1998, 1998-05 or 1998-05-14.")
    try:
        date.fromisoformat(text + "-01-01"[: 10 - len(text)])
    except ValueError:
        raise TherapyError(f"{field.label}: there is no such day.") from None
    return text


def _links(field: Field, raw: object) -> Value:
    return sorted({str(one) for one in _several(raw)})


_READERS = {
    Kind.WORDS: _text,
    Kind.SAID: _text,
    Kind.LINE: _line,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.SCALE: _scale,
    Kind.NUMBER: _number,
    Kind.DAY: _day,
    Kind.WHEN: _when,
    Kind.LINK: lambda field, raw: str(raw),
    Kind.LINKS: _links,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One answer in words. `said`: in the patient's own words. `links`: ids of the entries it leads to."""

    field: Field
    text: str
    said: bool = False
    links: tuple[str, ...] = ()


def lines(form: Form, values: Mapping[str, Value]) -> tuple[Line, ...]:
    """Return the answers in words, in the form's order; what nobody answered is left out."""
    found = []
    for field in form.fields:
        if field.slug not in values:
            continue
        value = values[field.slug]
        if field.kind in (Kind.LINK, Kind.LINKS):
            ids = tuple(value) if isinstance(value, list) else (str(value),)
            found.append(Line(field, "", links=ids))
            continue
        if isinstance(value, list):
            text = ", ".join(field.label_of(slug) for slug in value)
        elif field.kind in (Kind.CHOICE, Kind.SCALE):
            text = field.label_of(str(value))
        else:
            text = str(value)
        found.append(Line(field, text, said=field.kind is Kind.SAID))
    return tuple(found)


def title(form: Form, values: Mapping[str, Value], *, longest: int = 80) -> str:
    """Return what an entry is called in a list: its title field in words, cut short, or the form's name."""
    if not form.titled:
        return form.name
    wanted = form.title_field or form.fields[0].slug
    text = next((line.text for line in lines(form, values) if line.field.slug == wanted), "").split("\n")[0]
    return (text if len(text) <= longest else text[: longest - 3].rstrip() + "...") or form.name


def changed(
    form: Form, before: Mapping[str, Value], after: Mapping[str, Value]
) -> tuple[tuple[Field, str, str], ...]:
    """Return the fields whose answers differ between two versions, each with the words before and after."""
    old, new = (
        {line.field.slug: line.text for line in lines(form, values) if not line.links}
        for values in (before, after)
    )
    return tuple(
        (field, old.get(field.slug, ""), new.get(field.slug, ""))
        for field in form.fields
        if old.get(field.slug, "") != new.get(field.slug, "")
    )


def options(**labels: str) -> tuple[Option, ...]:
    """Return options from slugs and labels, in the order given."""
    return tuple(Option(slug=slug, label=label) for slug, label in labels.items())


def steps(*labels: str, first: int = 0) -> tuple[Option, ...]:
    """Return the steps of a scale from its lowest, numbered from `first`."""
    return tuple(Option(slug=str(first + n), label=label) for n, label in enumerate(labels))


YES_NO = options(yes="Yes", no="No", unclear="Unclear")
"""The answers to a plain question; "unclear" is an answer too."""

INFORMANT = (
    Field(
        slug="informant", label="Who told it", kind=Kind.LINE, help="The patient, unless you say otherwise."
    ),
    Field(
        slug="confidence",
        label="How sure is it",
        kind=Kind.CHOICE,
        options=options(low="Low", medium="Medium", high="High"),
    ),
)
"""What assessment.md 2 asks beside every field: who said so, and how sure one may be."""
