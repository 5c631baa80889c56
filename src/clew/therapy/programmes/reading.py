"""From the files of a programme to the programme, or to what is wrong with them, each with file and line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any, TypeVar

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from clew.therapy.errors import TherapyError
from clew.therapy.programmes.definition import (
    Block,
    Exercise,
    Field,
    Kind,
    Module,
    Note,
    Programme,
    Reading,
    Reflection,
    Story,
)

INDEX = "programme.yaml"
LONGEST = 200_000  # characters of one file
BLOCKS = ("story", "exercise", "reflection", "note")

_MODULE_FILE = re.compile(r"(\d\d)-([a-z][a-z0-9-]*)\.md")
_ELSEWHERE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//|\\)", re.I)
_MARKDOWN = MarkdownIt("commonmark")

_PROGRAMME_KEYS = ("slug", "version", "language", "title", "about", "for_whom", "weeks", "sources", "modules")
_MODULE_KEYS = ("slug", "title", "week", "about", "minutes")
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong: the file, the line from 1 (0: the file as a whole), and how to mend it."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}" if self.line else f"{self.file}: {self.what}"


def read(files: Mapping[str, str]) -> Programme:
    """Return the programme that the files make. Keys are names within its folder: programme.yaml and NN-slug.md.

    Raises:
        TherapyError: something is wrong with them; the first problem is named. `problems` has all.
    """
    programme, found = parse(files)
    if programme is None or found:
        raise TherapyError(str(found[0]))
    return programme


def problems(files: Mapping[str, str]) -> tuple[Problem, ...]:
    """Return all that is wrong with the files of a programme, in the order of files and lines; () when all is well."""
    return parse(files)[1]


def parse(files: Mapping[str, str]) -> tuple[Programme | None, tuple[Problem, ...]]:
    """Return the programme that the files make and all that is wrong with them; None where it cannot be made."""
    pen = _Pen()
    if INDEX not in files:
        pen.note(
            INDEX,
            0,
            f"There is no {INDEX} in this folder; it says what the programme is and names its modules.",
        )
        return None, pen.sorted()
    index = pen.mapping(INDEX, files[INDEX], needed=_PROGRAMME_KEYS)
    if index is None:
        return None, pen.sorted()
    found: list[Module] = []
    names = pen.strings(INDEX, 0, index, "modules")
    chosen = _files_of(names, files, pen)
    for slug, name in chosen:
        module = _module(name, files[name], pen)
        if module is not None and module.slug != slug:
            pen.note(name, 1, f"The file is named for the module '{slug}', and its slug is '{module.slug}'.")
        elif module is not None:
            found.append(module)
    if pen.found:
        return None, pen.sorted()
    made = pen.made(INDEX, 0, lambda: _programme(index, found, pen))
    return made, pen.sorted()


def _programme(index: Mapping[str, object], modules: Sequence[Module], pen: _Pen) -> Programme:
    return Programme(
        slug=pen.text(index, "slug"),
        version=pen.text(index, "version"),
        language=pen.text(index, "language"),
        title=pen.text(index, "title"),
        about=pen.text(index, "about"),
        for_whom=pen.text(index, "for_whom"),
        weeks=pen.number(index, "weeks"),
        sources=tuple(pen.strings(INDEX, 0, index, "sources")),
        modules=tuple(modules),
    )


def _files_of(names: Sequence[str], files: Mapping[str, str], pen: _Pen) -> list[tuple[str, str]]:
    """Return the file of each named module, in the order of the names."""
    by_slug: dict[str, list[str]] = {}
    for name in sorted(files):
        match = _MODULE_FILE.fullmatch(name)
        if match:
            by_slug.setdefault(match[2], []).append(name)
        elif name != INDEX:
            pen.note(
                name,
                0,
                f"A folder of a programme has {INDEX} and modules named like 01-begin.md; take this out.",
            )
    chosen = []
    for slug in sorted({slug for slug in names if names.count(slug) > 1}):
        pen.note(INDEX, 0, f"The module '{slug}' stands twice among the modules; name it only once.")
    for slug in dict.fromkeys(names):
        match_ = by_slug.pop(slug, [])
        if len(match_) == 1:
            chosen.append((slug, match_[0]))
        else:
            there = "there are several" if match_ else "there is none"
            pen.note(INDEX, 0, f"The module '{slug}' needs one file NN-{slug}.md, and {there}.")
    for left in by_slug.values():
        for name in left:
            pen.note(
                name, 0, f"This module is not among the modules of {INDEX}; name it there or take it out."
            )
    for (_, one), (_, other) in pairwise(chosen):
        if one >= other:
            pen.note(
                other, 0, f"Its number comes before that of {one}, after which {INDEX} puts it; renumber it."
            )
    return chosen


def _module(name: str, text: str, pen: _Pen) -> Module | None:
    """Return one module, or None when it cannot be made."""
    if len(text) > LONGEST:
        pen.note(name, 0, f"It is longer than {LONGEST:,} characters; make two modules of it.")
        return None
    lines = re.split(r"\r\n?|\n", text)  # as Markdown counts them
    fences = [n for n, line in enumerate(lines) if line.rstrip() == "---"]
    if len(fences) < 2 or fences[0] != 0:
        pen.note(name, 1, "A module begins with its facts (slug, title, week, ...) between two lines of ---.")
        return None
    front = pen.mapping(name, "\n".join(lines[1 : fences[1]]), needed=_MODULE_KEYS, may=("measure",), first=2)
    before = len(pen.found)
    body = fences[1] + 1
    blocks = tuple(_blocks(name, lines[body:], body + 1, pen))
    if front is None or len(pen.found) > before:
        return None
    return pen.made(
        name,
        1,
        lambda: Module(
            slug=pen.text(front, "slug"),
            title=pen.text(front, "title"),
            week=pen.number(front, "week"),
            about=pen.text(front, "about"),
            minutes=pen.number(front, "minutes"),
            measure=pen.text(front, "measure") if "measure" in front else None,
            blocks=blocks,
        ),
    )


def _blocks(name: str, lines: Sequence[str], first: int, pen: _Pen) -> Iterator[Block]:
    """Return the parts of a module's text; `first` is the number of its first line in the file."""
    reading = 0
    for token in _tokens("\n".join(lines)):
        if token.type != "fence" or token.level or token.map is None:
            continue
        start, end = token.map
        yield from _reading(name, lines[reading:start], first + reading, pen)
        reading = end
        if end - start < 2 or set(lines[end - 1].strip()) != set(token.markup):
            pen.note(name, first + start, f"This block is not closed by a line of {token.markup}.")
            return
        kind = token.info.strip()
        if kind not in _MAKERS:
            offered = ", ".join(BLOCKS)
            pen.note(name, first + start, f"Clew knows no block '{kind[:40]}'; there are {offered}.")
            continue
        block = pen.made(
            name, first + start, partial(_MAKERS[kind], name, token.content, first + start + 1, pen)
        )
        if block is not None:
            yield block
    yield from _reading(name, lines[reading:], first + reading, pen)


def _reading(name: str, lines: Sequence[str], first: int, pen: _Pen) -> Iterator[Reading]:
    text = "\n".join(lines)
    if text.strip():
        _markdown(name, text, first, pen)
        yield Reading(text=text.strip("\n"))


def _markdown(name: str, text: str, first: int, pen: _Pen) -> None:
    """Refuse what a page of the programme cannot show: HTML, pictures, ways to other hosts, code, a second title."""
    for token in _tokens(text):
        line = first + (token.map[0] if token.map else 0)
        if token.type == "html_block":
            pen.note(name, line, "HTML is not shown; write it in Markdown.")
        elif token.type in ("fence", "code_block"):
            pen.note(
                name,
                line,
                "A block or lines set in by four spaces cannot stand here; write plain paragraphs.",
            )
        elif token.type == "heading_open" and token.tag == "h1":
            pen.note(name, line, "The title stands above the text already; begin headings with ##.")
        for child in token.children or ():
            if child.type == "html_inline":
                pen.note(name, line, "HTML is not shown; write it in Markdown.")
            elif child.type == "image":
                pen.note(name, line, "Pictures are not shown; say it in words.")
            elif child.type == "link_open" and _ELSEWHERE.match(str(child.attrs.get("href", ""))):
                pen.note(name, line, "A link may not lead to another host; say in words where to look.")


def _tokens(text: str) -> list[Token]:
    return _MARKDOWN.parse(text)


# -- Blocks -----------------------------------------------------------------------------------------------------


def _story(name: str, text: str, first: int, pen: _Pen) -> Story:
    head, _, body = text.partition("\n")
    label, _, who = head.partition(":")
    _markdown(name, body, first + 1, pen)
    return Story(name=who.strip() if label.strip() == "name" else "", text=body.strip("\n"))


def _note(name: str, text: str, first: int, pen: _Pen) -> Note:
    _markdown(name, text, first, pen)
    return Note(text=text.strip("\n"))


def _exercise(name: str, text: str, first: int, pen: _Pen) -> Exercise | None:
    given = pen.mapping(name, text, needed=("id", "title", "ask", "fields"), may=("optional",), first=first)
    if given is None:
        return None
    ask = pen.text(given, "ask")
    _markdown(name, ask, first, pen)
    if not isinstance(given["fields"], list):
        raise TherapyError("'fields' is a list: each field in a line of its own that begins with a hyphen.")
    return Exercise(
        id=pen.text(given, "id"),
        title=pen.text(given, "title"),
        ask=ask.strip(),
        fields=tuple(_field(one, name, first, pen) for one in given["fields"]),
        optional=pen.flag(given, "optional", True),
    )


def _field(given: object, name: str, first: int, pen: _Pen) -> Field:
    if not isinstance(given, dict):
        raise TherapyError("A field has id, label and kind, each in a line of its own.")
    _only(given, needed=("id", "label"), may=("kind", "options", "low", "high"))
    kind = pen.text(given, "kind") if "kind" in given else Kind.TEXT.value
    if kind not in list(Kind):
        raise TherapyError(f"A field's kind is one of {', '.join(Kind)}, unlike '{kind[:40]}'.")
    return Field(
        id=pen.text(given, "id"),
        label=" ".join(pen.text(given, "label").split()),
        kind=Kind(kind),
        options=tuple(pen.strings(name, first, given, "options")) if "options" in given else (),
        low=pen.text(given, "low") if "low" in given else "",
        high=pen.text(given, "high") if "high" in given else "",
    )


def _reflection(name: str, text: str, first: int, pen: _Pen) -> Reflection | None:
    given = pen.mapping(name, text, needed=("id", "ask"), first=first)
    if given is None:
        return None
    ask = pen.text(given, "ask")
    _markdown(name, ask, first, pen)
    return Reflection(id=pen.text(given, "id"), ask=ask.strip())


_MAKERS: Mapping[str, Callable[[str, str, int, _Pen], Block | None]] = {
    "story": _story,
    "exercise": _exercise,
    "reflection": _reflection,
    "note": _note,
}


# -- YAML, every value as it was written ---------------------------------------------------------------------------


class _Plain(yaml.BaseLoader):
    """YAML in which every value is text as written ("no" stays "no"), and no name stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return the mapping. Raises `yaml.YAMLError` when one of its names stands twice."""
        names = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in names:
                problem = f"'{key.value}' stands here twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            names.add(key.value)
        return super().construct_mapping(node, deep=deep)


class _Pen:
    """Notes problems down while the files are read."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def note(self, file: str, line: int, what: str) -> None:
        self.found.append(Problem(file, line, what))

    def sorted(self) -> tuple[Problem, ...]:
        return tuple(sorted(dict.fromkeys(self.found)))

    def made(self, file: str, line: int, make: Callable[[], _Made]) -> _Made | None:
        """Return what `make` makes; if it cannot be made, note why as a problem of this place."""
        try:
            return make()
        except TherapyError as problem:
            self.note(file, line, str(problem))
            return None

    def mapping(
        self, file: str, text: str, *, needed: Sequence[str], may: Sequence[str] = (), first: int = 1
    ) -> dict[str, object] | None:
        """Return the names and values written in YAML, or None when they cannot be read."""
        if len(text) > LONGEST:
            self.note(file, 0, f"It is longer than {LONGEST:,} characters; make two of it.")
            return None
        try:
            given = yaml.load(text, _Plain)  # noqa: S506 - it makes text, lists and mappings only
        except yaml.MarkedYAMLError as problem:
            mark = problem.problem_mark or problem.context_mark
            line = first + (mark.line if mark else 0)
            self.note(
                file, line, f"This is not YAML that can be read: {problem.problem or 'it is not closed'}."
            )
            return None
        except (yaml.YAMLError, RecursionError):
            self.note(file, first, "This is not YAML that can be read.")
            return None
        if not isinstance(given, dict):
            self.note(file, first, f"Here stand lines like 'name: value', with {', '.join(needed)}.")
            return None
        return self.made(file, first, lambda: _only(given, needed=needed, may=may))

    def text(self, given: Mapping[str, object], name: str) -> str:
        """Return one text. Raises `TherapyError` when it is a list or something else."""
        value = given[name]
        if not isinstance(value, str):
            raise TherapyError(
                f"'{name}' is some words, not a list of things; put words with a colon in quotes."
            )
        return value.strip()

    def number(self, given: Mapping[str, object], name: str) -> int:
        """Return one whole number. Raises `TherapyError` when it is none."""
        text = self.text(given, name)
        if not re.fullmatch(r"\d{1,4}", text, re.ASCII):
            raise TherapyError(f"'{name}' is a whole number.")
        return int(text)

    def flag(self, given: Mapping[str, object], name: str, default: bool) -> bool:
        """Return true or false. Raises `TherapyError` for anything else."""
        if name not in given:
            return default
        text = self.text(given, name)
        if text not in ("true", "false"):
            raise TherapyError(f"'{name}' is true or false.")
        return text == "true"

    def strings(self, file: str, line: int, given: Mapping[str, object], name: str) -> list[str]:
        """Return a list of texts; what is none is noted as a problem of this place."""
        value = given[name]
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return [one.strip() for one in value]
        self.note(file, line, f"'{name}' is a list of words, as [one, two].")
        return []


def _only(given: dict[str, object], *, needed: Sequence[str], may: Sequence[str] = ()) -> dict[str, object]:
    """Return a mapping that has all the names it needs and no other. Raises `TherapyError` otherwise."""
    missing = [name for name in needed if name not in given]
    unknown = [str(name)[:40] for name in given if name not in (*needed, *may)]
    if missing:
        raise TherapyError(f"Here {', '.join(missing)} is missing; give all of {', '.join(needed)}.")
    if unknown:
        raise TherapyError(
            f"Clew does not know {', '.join(unknown)} here; there are {', '.join((*needed, *may))}."
        )
    return given
