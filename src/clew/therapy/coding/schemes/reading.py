"""From a YAML file to a coding scheme, or to what is wrong with it, each with its line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import yaml

from clew.therapy.coding.schemes.definition import CodingScheme, Scale, SchemeCode, Unit, Weighting
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Tag
from clew.therapy.programmes.reading import Problem
from clew.therapy.transcripts.turns import Role

LONGEST = 200_000  # characters of one file
_NEEDED = ("key", "name", "version", "source", "tag", "unit", "who", "several", "scale", "codes")
_MAY = ("weights", "uncoded")
_WORDS = ("key", "name", "version", "source", "uncoded")
_OF_CODE = (("slug", "name"), ("definition", "not_this", "rank"))
_Made = TypeVar("_Made")


def read(text: str, name: str) -> CodingScheme:
    """Return the scheme that a file holds; ``name`` is the file's, for messages.

    Raises:
        TherapyError: something is wrong with it; the first problem is named. `parse` has all.
    """
    scheme, found = parse(text, name)
    if scheme is None:
        raise TherapyError(str(found[0]))
    return scheme


def parse(text: str, name: str) -> tuple[CodingScheme | None, tuple[Problem, ...]]:
    """Return the scheme and all that is wrong with the file, in the order of its lines; None where there is anything."""
    page = _Page(name)
    scheme = page.scheme(text)
    found = tuple(sorted(dict.fromkeys(page.found)))
    return (None if found else scheme), found


class _Page:
    """One file, and what is wrong with it so far."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[Problem] = []

    def note(self, line: int, what: str) -> None:
        self.found.append(Problem(self.name, line, what))

    def scheme(self, text: str) -> CodingScheme | None:
        top = self._top(text)
        given = self.fields(top, _NEEDED, _MAY) if top is not None else None
        if top is None or given is None:
            return None
        words = {what: self.text(given[what], what) for what in _WORDS if what in given}
        tag = self.one_of(given["tag"], "tag", Tag)
        unit = self.one_of(given["unit"], "unit", Unit)
        scale = self.one_of(given["scale"], "scale", Scale)
        weighting = self.one_of(given["weights"], "weights", Weighting) if "weights" in given else None
        who = [self.one_of(one, "who", Role) for one in self.items(given["who"], "who")]
        several = self.text(given["several"], "several")
        if several not in ("true", "false"):
            self.note(_line(given["several"]), "'several' is true or false: may one unit have several codes?")
        codes = self.codes(given["codes"])
        if self.found or tag is None or unit is None or scale is None:
            return None
        return self.made(
            _line(top),
            lambda: CodingScheme(
                **words,  # type: ignore[arg-type]  # words alone
                tag=tag,
                unit=unit,
                who=frozenset(role for role in who if role is not None),
                several=several == "true",
                scale=scale,
                weighting=weighting,
                codes=tuple(codes),
            ),
        )

    def _top(self, text: str) -> yaml.MappingNode | None:
        if len(text) > LONGEST:
            self.note(0, f"It is longer than {LONGEST:,} characters; a scheme is far shorter.")
            return None
        try:
            top = yaml.compose(text, Loader=yaml.BaseLoader)
        except yaml.MarkedYAMLError as problem:
            mark = problem.problem_mark or problem.context_mark
            self.note(
                mark.line + 1 if mark else 0,
                f"This is not YAML that can be read: {problem.problem or 'it is not closed'}.",
            )
            return None
        except (yaml.YAMLError, RecursionError):
            self.note(0, "This is not YAML that can be read.")
            return None
        if not isinstance(top, yaml.MappingNode):
            self.note(1, f"A scheme has lines like 'name: value', with {', '.join(_NEEDED)}.")
            return None
        return top

    def codes(self, node: yaml.Node) -> list[SchemeCode]:
        made, lines = [], dict[str, int]()
        for one in self.items(node, "codes"):
            given = self.fields(one, *_OF_CODE)
            if given is None:
                continue
            words = {what: self.text(value, what) for what, value in given.items() if what != "rank"}
            rank = self.rank(given["rank"]) if "rank" in given else None
            code = self.made(_line(one), partial(SchemeCode, **words, rank=rank))
            if code is None:
                continue
            if code.slug in lines:
                self.note(
                    _line(one),
                    f"The code '{code.slug}' stands in line {lines[code.slug]} already; name it once.",
                )
            lines.setdefault(code.slug, _line(one))
            made.append(code)
        return made

    def fields(
        self, node: yaml.Node, needed: Sequence[str], may: Sequence[str]
    ) -> dict[str, yaml.Node] | None:
        """Return the values of a mapping by name, or None where a name is missing, unknown or stands twice."""
        if not isinstance(node, yaml.MappingNode):
            self.note(_line(node), f"Here stand lines like 'name: value', with {', '.join(needed)}.")
            return None
        given: dict[str, yaml.Node] = {}
        sound = True
        for key, value in node.value:
            name = str(key.value)[:40]
            if name not in (*needed, *may):
                known = ", ".join((*needed, *may))
                self.note(_line(key), f"Clew does not know '{name}' here; there are {known}.")
                sound = False
            elif name in given:
                self.note(_line(key), f"'{name}' stands here twice.")
                sound = False
            given[name] = value
        missing = [name for name in needed if name not in given]
        if missing:
            self.note(_line(node), f"Here {', '.join(missing)} is missing; give all of {', '.join(needed)}.")
        return given if sound and not missing else None

    def text(self, node: yaml.Node, name: str) -> str:
        if not isinstance(node, yaml.ScalarNode):
            self.note(_line(node), f"'{name}' is some words; put words with a colon in quotes.")
            return ""
        return " ".join(str(node.value).split())

    def items(self, node: yaml.Node, name: str) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode):
            self.note(
                _line(node), f"'{name}' is a list, as [one, two] or each in a line that begins with a hyphen."
            )
            return []
        return list(node.value)

    def rank(self, node: yaml.Node) -> int | None:
        given = self.text(node, "rank")
        if not given.isascii() or not given.isdigit() or len(given) > 3:
            self.note(
                _line(node), "'rank' is a whole number from 0 to 999, the higher the further up the scale."
            )
            return None
        return int(given)

    def one_of(self, node: yaml.Node, name: str, kind: type[_Made]) -> _Made | None:
        given = self.text(node, name)
        known = [str(one) for one in kind]  # type: ignore[attr-defined]  # every kind is an enum of words
        if given in known:
            return kind(given)  # type: ignore[call-arg]
        self.note(_line(node), f"'{name}' is one of {', '.join(known)}, unlike '{given[:40]}'.")
        return None

    def made(self, line: int, make: Callable[[], _Made]) -> _Made | None:
        try:
            return make()
        except TherapyError as problem:
            self.note(line, str(problem))
            return None


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
