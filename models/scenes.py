"""The corpus: short scenes of talk, written for Clew, with a rater's codes in the margin.

A file is one batch by one author. It begins with two lines, then come scenes::

    batch: b07-kitchens
    coded: intervention defense rupture repair affect risk

    == b07-01 | the father's shop | man, 58, laid off, Glasgow | face to face
    Clinician: So you went back.
      # intervention: clarification
    Patient: Och, I went past. I didnae go in.
      # affect: sadness | I didnae go in

``coded`` names the schemes that were coded throughout: there the absence of a code says that it is not so, in
every other scheme it says nothing. ``episode`` may stand among them. A scene is written in the margin format
(`clew.therapy.coding.margin`). Run ``python -m models.scenes FILE...`` to check files.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clew.therapy.coding import margin
from clew.therapy.coding.codes import Scheme

HERE = Path(__file__).parent / "corpus"
_WRITTEN = re.compile(r"chat|messag|post|letter|mail|text|online counselling|diary", re.IGNORECASE)
CODABLE = frozenset(scheme.value for scheme in Scheme) | {"episode"}


class SceneError(ValueError):
    """A batch that cannot be read, with file and line."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One stretch of talk: who speaks and where, what was said, and the codes in its margin."""

    batch: str
    key: str
    topic: str
    person: str
    setting: str
    coded: frozenset[str]
    annotated: margin.Annotated

    @property
    def spoken(self) -> bool:
        """Whether people talk with one another in it, rather than write."""
        return not _WRITTEN.search(self.setting)


def read(path: Path) -> Iterator[Scene]:
    """Yield the scenes of one batch; raise SceneError at the first line that cannot be read."""
    lines = path.read_text("utf-8").split("\n")
    head: dict[str, str] = {}
    place = 0
    while place < len(lines) and not lines[place].startswith("== "):
        name, colon, value = lines[place].partition(":")
        if colon:
            head[name.strip()] = value.strip()
        elif lines[place].strip():
            raise SceneError(f"{path.name}:{place + 1}: Before the first scene stand 'batch:' and 'coded:'.")
        place += 1
    coded = frozenset(head.get("coded", "").split())
    if not head.get("batch") or not coded or not coded <= CODABLE:
        raise SceneError(
            f"{path.name}:1: A batch needs its name and what was coded, of {' '.join(sorted(CODABLE))}."
        )
    seen: set[str] = set()
    while place < len(lines):
        stop = next((n for n in range(place + 1, len(lines)) if lines[n].startswith("== ")), len(lines))
        parts = [part.strip() for part in lines[place][3:].split("|")]
        if len(parts) != 4 or parts[0] in seen:
            raise SceneError(
                f"{path.name}:{place + 1}: A scene begins '== KEY | topic | person | setting', its key its own."
            )
        seen.add(parts[0])
        # As many empty lines before as the scene has in its file, so that a problem names its true line.
        text = "\n" * (place + 1) + "\n".join(lines[place + 1 : stop])
        yield Scene(head["batch"], *parts, coded, margin.parse(text, path.name))
        place = stop


def corpus(folder: Path = HERE) -> Iterator[Scene]:
    """Yield every scene of the corpus, in the order of the files."""
    for path in sorted(folder.rglob("*.txt")):
        yield from read(path)


def check(paths: list[Path]) -> int:
    """Print every problem of some batches and what they count; return how many problems there are."""
    problems = 0
    for path in paths:
        counts: Counter[str] = Counter()
        turns = scenes = 0
        try:
            for scene in read(path):
                scenes += 1
                turns += len(scene.annotated.transcript.turns)
                counts.update(f"{code.scheme}:{code.code}" for code in scene.annotated.codes)
                counts.update(
                    f"{c.kind}:{c.category}" for e in scene.annotated.episodes for c in e.components
                )
                for error in scene.annotated.errors:
                    problems += 1
                    print(error)
        except (SceneError, margin.MarginError) as error:
            problems += 1
            print(error)
        print(f"{path.name}: {scenes} scenes, {turns} turns")
        print("  " + ", ".join(f"{code} {count}" for code, count in sorted(counts.items())))
    return problems


if __name__ == "__main__":
    sys.exit(bool(check([Path(argument) for argument in sys.argv[1:]])))
