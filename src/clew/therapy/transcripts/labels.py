"""Speaker labels written as "Name: text", as Zoom, many captions and most typed transcripts write them.

A colon also stands in ordinary talk ("Well: I think", "at 10:30", "He said: go"). So a label is believed only on
evidence from the whole file (see `Labels.of`). What is not believed stays in the text, where no word is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from clew.therapy.transcripts.roles import role_of_label
from clew.therapy.transcripts.turns import Role

REACH = 61
"""In how many characters at the beginning of a line a label's colon is looked for."""

_MOST_WORDS = 6
_MOST_CANDIDATES = 10_000  # distinct ones counted; a transcript has a handful
_LEAST_LABELLED = 0.2  # of the cues begin with a label, if the file has any
_LEAST_NICKNAMED = 0.1  # of the lines begin with a label that does not look like a name
_COLON = re.compile("[:\uff1a]")  # the second is the full-width one of Chinese and Japanese
_NOT_IN_NAMES = frozenset('?!"“”„«»<>…=*|\t')
_UNSEEN = (
    "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u200b"  # direction marks
)
_PARTICLES = frozenset(
    str.split(
        "al and at ben bin bint d da dal das de del della den der des di do dos du e el en et i la le of och os ou "
        "oder st te ten ter the u und van vom von y z zu"
    )
)
# Capitalised words that open a sentence or a heading and are nobody's name.
_OPENERS = frozenset(
    str.split(
        "a actually agenda also although and another answer anyway appointment at background basically because but "
        "comment comments conclusion date dear diagnosis duration e.g eg email event example except exactly finally "
        "first fourth goal goals hello here hi how however http https i i.e ie if imagine in introduction item just "
        "key keywords last length like listen location look maybe meaning meeting mind my nb nevertheless next no "
        "note notes number oh ok okay one options or perhaps place plan please ps problem problems quote re really "
        "reason reasons recording remember result right room second see session setting similarly so start subject "
        "suddenly summary sure tape that the then therefore third this three time title to today topic transcript "
        "true two version wait warning well what when where which who why yeah yep yes yet you"
    )
)


class Candidate(NamedTuple):
    """A line's beginning that may be a speaker's label, and the rest of the line."""

    label: str
    rest: str


def candidate(line: str) -> Candidate | None:
    """Return what stands before and after the first colon of ``line``, if it could be a label at all.

    The colon is followed by a space or ends the line (so "10:30" and "https://" have none), unless it is the
    full-width one. Direction marks and brackets around the whole label, as in "[SPEAKER_00]:", are not part of it.
    """
    for colon in _COLON.finditer(line, 0, REACH):
        rest = line[colon.end() :]
        if colon[0] == ":" and rest and not rest[0].isspace() and rest[0] not in _UNSEEN:
            continue
        before = line[: colon.start()]
        label = bare(before) if _NOT_IN_NAMES.isdisjoint(before) else ""
        return Candidate(label, rest.strip()) if label else None
    return None


def bare(label: str) -> str:
    """Return a label without direction marks, enclosing brackets and doubled spaces."""
    label = " ".join(label.strip().strip(_UNSEEN).split())
    if label[:1] + label[-1:] in ("[]", "()"):
        label = label[1:-1].strip()
    return label if any(character.isalnum() for character in label) else ""


def looks_like_a_name(label: str) -> bool:
    """Return whether each word of ``label`` begins as a name's would: with no lower-case letter.

    Particles ("van", "bin", "of") and what stands in brackets ("(she/her)") may be in lower case. Scripts without
    capitals pass, as do labels with numbers ("Speaker 2"), but not numbers alone.
    """
    words = label.partition("(")[0].replace(",", " ").split()
    return (
        0 < len(words) <= _MOST_WORDS
        and any(character.isalpha() for character in label)
        and label.casefold().rstrip(".") not in _OPENERS
        and all(word in _PARTICLES or not word.lstrip("'’\"-#@+")[:1].islower() for word in words)
    )


def names_a_role(label: str) -> bool:
    """Return whether ``label`` stands for the clinician or the patient; "client 2" may be in lower case."""
    one_word = len(label.rstrip("0123456789 #.").split()) == 1
    return role_of_label(label) in (Role.CLINICIAN, Role.PATIENT) and (one_word or looks_like_a_name(label))


@dataclass(slots=True)
class _Seen:
    count: int = 0
    longer: str = ""  # the label up to the second colon, where it has been the same each time
    longer_count: int = 0


@dataclass(frozen=True, slots=True)
class Labels:
    """The speaker labels of one file.

    ``longer`` maps the first half of a name with a colon in it to the second; ``lines`` counts the lines that
    begin with an accepted label.
    """

    accepted: frozenset[str]
    longer: dict[str, str]
    lines: int

    @classmethod
    def of(cls, candidates: Iterable[Candidate | None], *, lines_continue: bool) -> Labels:
        """Weigh the candidates of a whole file, one for each cue or line, None where there is none.

        Labels are sure if they name the clinician or the patient, if they look like a name and come back, or if every
        line begins with one. If the sure ones begin few of the lines, the file has none: a few colons in ordinary
        talk are no speakers. ``lines_continue`` says that a line without a label belongs to the speaker above, as in
        plain text. Few lines may then have one, and beside sure ones every name is believed, even one seen once:
        else that person's words would be given to the speaker above.
        """
        seen: dict[str, _Seen] = {}
        total = with_candidate = 0
        for found in candidates:
            total += 1
            if found is None:
                continue
            with_candidate += 1
            if found.label not in seen and len(seen) == _MOST_CANDIDATES:
                continue
            entry = seen.setdefault(found.label, _Seen())
            entry.count += 1
            second = candidate(found.rest)
            if second is not None and (entry.count == 1 or entry.longer == second.label):
                entry.longer = second.label
                entry.longer_count += 1
        everywhere = with_candidate == total
        accepted = {
            label: entry for label, entry in seen.items() if _is_sure(label, entry.count, total, everywhere)
        }
        if accepted and lines_continue:
            accepted |= {label: entry for label, entry in seen.items() if looks_like_a_name(label)}
        lines = sum(entry.count for entry in accepted.values())
        if not lines_continue and lines < _LEAST_LABELLED * total:
            return cls(frozenset(), {}, 0)
        longer = {
            label: entry.longer
            for label, entry in accepted.items()
            if entry.count > 2
            and entry.longer_count == entry.count
            and entry.longer.casefold() not in _OPENERS
        }
        return cls(frozenset(accepted), longer, lines)

    def of_line(self, line: str) -> Candidate | None:
        """Return the speaker and the words of ``line``, or None if it does not begin with a label."""
        return self.settle(candidate(line))

    def settle(self, found: Candidate | None) -> Candidate | None:
        """Return ``found`` if its label is believed, with the whole name where that has a colon in it."""
        if found is None or found.label not in self.accepted:
            return None
        if (second := self.longer.get(found.label)) and (more := candidate(found.rest)):
            return Candidate(f"{found.label}: {second}", more.rest)
        return found


def _is_sure(label: str, count: int, total: int, everywhere: bool) -> bool:
    if names_a_role(label):
        return True
    if looks_like_a_name(label):
        return count > 1 or everywhere
    # Nicknames in lower case and telephone numbers have to carry much of the talk in a file that labels all of it.
    plausible = label.islower() or not any(character.isalpha() for character in label)
    return everywhere and plausible and count >= 3 and count >= _LEAST_NICKNAMED * total
