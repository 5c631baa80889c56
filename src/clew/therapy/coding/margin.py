"""Annotated transcripts: turns with a rater's codes written in the margin, as plain text.

A turn is one line, ``Clinician: ...`` or ``Patient: ...``. Under it stand indented lines that begin with
``#``: the codes of that turn, the relationship episodes that begin and end there, their components, and
moments kept for supervision. Words after ``|`` are an exact part of the turn they stand under. A component is named by
its category, by the cluster that the rater chose for it, in brackets, or by both; a second-best cluster may follow the
best after a slash::

    Patient: She rang, I said I was fine, and that was the whole call.
      # defense: isolation_of_affect | that was the whole call
      # episode sister-call sibling "older sister" outside 3.5 told "last week"
      # W sister-call: be_understood | I said I was fine
      # RS sister-call: not_open [unreceptive] negative | I said I was fine
      # end sister-call

Run ``python -m clew.therapy.coding.margin FILE...`` to check files: it prints every problem with its line,
a count for each file, and ends with exit code 1 when there was a problem.
"""

from __future__ import annotations

import re
import shlex
from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches

from clew.therapy.coding.annotations import Annotation
from clew.therapy.coding.codes import Scheme
from clew.therapy.errors import TherapyError
from clew.therapy.formulation.episodes import (
    Component,
    Episode,
    Occurrence,
    Telling,
    Valence,
)
from clew.therapy.knowledge import COMPLETENESS_THRESHOLD, entry
from clew.therapy.knowledge import Component as ComponentKind
from clew.therapy.moments import Moment, MomentKind, Place, Span
from clew.therapy.transcripts.turns import Role, Transcript, Turn

FORMAT = "margin"
LONGEST_EPISODE = 8  # turns
_SPEAKERS = {"Clinician": Role.CLINICIAN, "Patient": Role.PATIENT, "Companion": Role.COMPANION}
_CODED_ROLE = {
    Scheme.INTERVENTION: Role.CLINICIAN,
    Scheme.REPAIR: Role.CLINICIAN,
    Scheme.DEFENSE: Role.PATIENT,
    Scheme.RUPTURE: Role.PATIENT,
    Scheme.AFFECT: Role.PATIENT,
    Scheme.RISK: Role.PATIENT,
}
_CODE = re.compile(r"(\w+):\s*(\S+)")
_COMPONENT = re.compile(r"(W|RO|RS)\s+([\w-]+):\s*(.+)")
_COMPONENT_FORM = {
    ComponentKind.WISH: "# W KEY: CATEGORY [CLUSTER] | words",
    ComponentKind.RESPONSE_OF_OTHER: "# RO KEY: CATEGORY [CLUSTER] positive|negative actual|expected | words",
    ComponentKind.RESPONSE_OF_SELF: "# RS KEY: CATEGORY [CLUSTER] positive|negative | words",
}
_EPISODE_FORM = '# episode KEY KIND "NAME" past|outside|room COMPLETENESS told|enacted "WHEN"'


class MarginError(TherapyError):
    """One problem in an annotated transcript: the file's name, the line from 1, and what was expected."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        super().__init__(f"{file}:{line}: {problem}")
        self.file = file
        self.line = line
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Annotated:
    """An annotated transcript as read: what was understood, and what was not (``errors``).

    Every moment's ``ref`` is the name the text was parsed under.
    """

    transcript: Transcript
    codes: tuple[Annotation, ...]
    episodes: tuple[Episode, ...]
    moments: tuple[Moment, ...]
    errors: tuple[MarginError, ...]

    def summary(self) -> str:
        """Return the counts in one line: turns, codes by scheme, episodes, marked moments, problems."""
        schemes = Counter(code.scheme for code in self.codes)
        counts = [(len(self.transcript.turns), "turns")]
        counts += [(schemes[scheme], scheme.value) for scheme in Scheme]
        counts += [
            (len(self.episodes), "episodes"),
            (sum(len(episode.components) for episode in self.episodes), "components"),
            (len(self.moments), "moments"),
            (len(self.errors), "problems"),
        ]
        return ", ".join(f"{count} {what}" for count, what in counts)


def parse(text: str, name: str, session: int = 1) -> Annotated:
    """Read an annotated transcript; ``name`` is the file's name or reference, used in errors and moments.

    ``session`` is the session's number in its course, from 1, and goes into the episodes. Problems do not
    stop the reading: they are collected in ``errors``, in the order of their lines.

    Raises:
        MarginError: when the text has no turn at all.
    """
    reader = _Reader(name, session)
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        try:
            reader.read(line.rstrip(), number)
        except TherapyError as error:
            reader.refuse(number, str(error))
    return reader.finish()


@dataclass(slots=True)
class _Draft:
    """An episode that has begun and not yet ended."""

    line: int
    first: int
    other: str
    name: str
    place: Place
    completeness: float
    telling: Telling
    when: str
    components: list[Component]


class _Reader:
    """What has been read so far of one file."""

    def __init__(self, name: str, session: int) -> None:
        self.name = name
        self.session = session
        self.turns: list[Turn] = []
        self.lines: list[int] = []  # the line of each turn
        self.codes: list[Annotation] = []
        self.moments: list[Moment] = []
        self.drafts: dict[str, _Draft] = {}
        self.episodes: dict[str, Episode] = {}
        self.errors: list[MarginError] = []

    def refuse(self, line: int, problem: str) -> None:
        self.errors.append(MarginError(self.name, line, problem))

    def read(self, line: str, number: int) -> None:
        if not line:
            return
        if line.lstrip().startswith("#"):
            if not line[0].isspace():
                raise TherapyError("A margin line is indented; put two spaces before the #.")
            self.read_margin(line.lstrip()[1:].strip(), number)
        else:
            self.read_turn(line, number)

    def read_turn(self, line: str, number: int) -> None:
        speaker, colon, text = line.partition(":")
        if not colon or speaker not in _SPEAKERS:
            raise TherapyError(
                'A turn is one line that begins with "Clinician:", "Patient:" or "Companion:".'
            )
        turn = Turn(len(self.turns), speaker, _SPEAKERS[speaker], text.strip())
        self.turns.append(turn)
        self.lines.append(number)

    def read_margin(self, line: str, number: int) -> None:
        if not self.turns:
            raise TherapyError("A margin line stands under the turn it is about, and no turn has come yet.")
        head, bar, words = (part.strip() for part in line.partition("|"))
        if bar and not words:
            raise TherapyError('After "|" come exact words of the turn; without words leave the "|" out.')
        verb = re.split(r"[\s:]", head, maxsplit=1)[0]
        match verb:
            case "episode":
                self.open_episode(line, number)
            case "end":
                self.close_episode(head)
            case "W" | "RO" | "RS":
                self.read_component(ComponentKind(verb), head, words)
            case "moment":
                if head != verb or not words:
                    raise TherapyError('A marked moment is written "# moment | words".')
                self.moments.append(self.moment(words))
            case _:
                self.read_code(head, words)

    def read_code(self, head: str, words: str) -> None:
        match = _CODE.fullmatch(head)
        if match is None:
            raise TherapyError('A code is written "# SCHEME: CODE" or "# SCHEME: CODE | words".')
        scheme = Scheme(_choose(match[1], list(Scheme), "scheme"))
        turn = self.turns[-1]
        if turn.role is not _CODED_ROLE[scheme]:
            raise TherapyError(f"A code of {scheme} belongs under a {_CODED_ROLE[scheme]} turn.")
        code = Annotation(scheme, match[2], self.moment(words))
        if code in self.codes:
            raise TherapyError("The same code stands under this turn twice.")
        self.codes.append(code)

    def read_component(self, kind: ComponentKind, head: str, words: str) -> None:
        match = _COMPONENT.fullmatch(head)
        if match is None or not words:
            raise TherapyError(f'A component is written "{_COMPONENT_FORM[kind]}".')
        if self.turns[-1].role is not Role.PATIENT:
            raise TherapyError(
                "A component rests on the patient's words, so it belongs under a patient turn."
            )
        draft = self.drafts.get(match[2])
        if draft is None:
            raise TherapyError(f"No episode {match[2]!r} is open here.")
        named, rest = _named(match[3].split())
        if not named or len(rest) != {"W": 0, "RO": 2, "RS": 1}[kind]:
            raise TherapyError(f'A component is written "{_COMPONENT_FORM[kind]}".')
        cluster, _, second = named.get("cluster", "").partition("/")
        component = Component(
            kind,
            self.moment(words),
            category=named.get("category"),
            cluster=cluster or None,
            second_cluster=second or None,
            valence=Valence(_choose(rest[0], list(Valence), "valence")) if rest else None,
            occurrence=Occurrence(_choose(rest[1], list(Occurrence), "kind of RO")) if rest[1:] else None,
        )
        draft.components.append(component)

    def open_episode(self, line: str, number: int) -> None:
        try:
            parts = shlex.split(line)
        except ValueError:
            parts = []
        if len(parts) != 8:
            raise TherapyError(f"An episode is written {_EPISODE_FORM}.")
        _, key, other, name, place, completeness, telling, when = parts
        if key in self.drafts or key in self.episodes:
            raise TherapyError(
                f"There is already an episode {key!r} in this file; give this one its own key."
            )
        if completeness not in {f"{half / 2:g}" for half in range(2, 11)} | {f"{n}.0" for n in range(1, 6)}:
            raise TherapyError("Completeness is a number from 1 to 5 in halves.")
        draft = _Draft(
            line=number,
            first=self.turns[-1].index,
            other=entry("other", other).slug,
            name=name,
            place=Place(_choose(place, list(Place), "place")),
            completeness=float(completeness),
            telling=Telling(_choose(telling, list(Telling), "telling")),
            when=when,
            components=[],
        )
        if draft.place is Place.ROOM and (other, name) != ("clinician", "clinician"):
            raise TherapyError('In the room the other is the clinician: write clinician "clinician" room.')
        self.drafts[key] = draft

    def close_episode(self, head: str) -> None:
        key = head.removeprefix("end").strip()
        draft = self.drafts.pop(key, None)
        if draft is None:
            raise TherapyError(f"No episode {key!r} is open here.")
        last = self.turns[-1].index
        self.episodes[key] = Episode(
            key=key,
            session=self.session,
            other=draft.other,
            name=draft.name,
            place=draft.place,
            completeness=draft.completeness,
            moment=Moment(MomentKind.TURNS, self.name, draft.first, last),
            components=tuple(draft.components),
            telling=draft.telling,
            when=draft.when,
        )
        if last - draft.first + 1 > LONGEST_EPISODE:
            raise TherapyError(f"Episode {key!r} spans more than {LONGEST_EPISODE} turns.")
        if draft.completeness >= COMPLETENESS_THRESHOLD.value and not draft.components:
            raise TherapyError(f"Episode {key!r} is complete enough to count but has no W, RO or RS.")

    def moment(self, words: str) -> Moment:
        """Return the moment of these words in the latest turn; of the whole turn when there are none."""
        index = self.turns[-1].index
        return Moment(MomentKind.TURNS, self.name, index, index, self.span(words) if words else None)

    def span(self, words: str) -> Span:
        start = self.turns[-1].text.find(words)
        if start < 0:
            raise TherapyError(
                f'The words after "|" do not stand in the turn of line {self.lines[-1]} exactly so; '
                "copy them from it, with the same punctuation and apostrophes."
            )
        return Span(start, start + len(words))

    def finish(self) -> Annotated:
        if not self.turns:
            raise MarginError(
                self.name, 1, 'There is no turn; a turn begins with "Clinician:", "Patient:" or "Companion:".'
            )
        for key, draft in self.drafts.items():
            self.refuse(draft.line, f"Episode {key!r} has no end; write # end {key} under its last turn.")
        coded = Counter(code.turn for code in self.codes if code.scheme is Scheme.INTERVENTION)
        for turn, line in zip(self.turns, self.lines, strict=True):
            if turn.role is Role.CLINICIAN and coded[turn.index] not in (1, 2):
                self.refuse(line, f"A clinician turn has 1 or 2 intervention codes, not {coded[turn.index]}.")
        return Annotated(
            transcript=Transcript(tuple(self.turns), FORMAT),
            codes=tuple(self.codes),
            episodes=tuple(sorted(self.episodes.values(), key=lambda episode: episode.moment.first or 0)),
            moments=tuple(self.moments),
            errors=tuple(sorted(self.errors, key=lambda error: error.line)),
        )


def _named(parts: list[str]) -> tuple[dict[str, str], list[str]]:
    """Return what names a component, a category or a cluster in brackets or both, and what follows it."""
    found: dict[str, str] = {}
    for name, pattern in (("category", r"[^\[\]]+"), ("cluster", r"\[[^\[\]]+\]")):
        if parts and re.fullmatch(pattern, parts[0]):
            found[name] = parts[0].strip("[]")
            parts = parts[1:]
    return found, parts


def _choose(given: str, allowed: list[str], what: str) -> str:
    """Return ``given`` if it is allowed; otherwise refuse it, naming the nearest allowed words."""
    if given in allowed:
        return given
    near = get_close_matches(given, allowed, n=3) or sorted(allowed)[:8]
    raise TherapyError(f"{given!r} is no {what}; expected for instance {', '.join(near)}.")


def check(name: str, data: bytes) -> tuple[list[str], bool]:
    """Return what the checker prints about one file, and whether the file is free of problems."""
    try:
        annotated = parse(data.decode("utf-8"), name)
    except UnicodeDecodeError:
        return [f"{name}:1: The file is not UTF-8 text; save it as UTF-8."], False
    except MarginError as error:
        return [str(error)], False
    return [*map(str, annotated.errors), f"{name}: {annotated.summary()}"], not annotated.errors


if __name__ == "__main__":
    import sys
    from pathlib import Path  # only the checker opens files; everything above is pure

    fine = True
    for argument in sys.argv[1:]:
        lines, good = check(argument, Path(argument).read_bytes())
        print(*lines, sep="\n")
        fine = fine and good
    sys.exit(not fine)
