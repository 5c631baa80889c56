"""Measuring the coder on talk that people coded with labels of their own, through a table of what counts as right.

The table (CSV with the columns dataset, field, label, our_codes, and others that are not read) lists for each label
every code of ours that counts as right, with ``|`` between. It is generous on purpose: labels of other schemes are
broader than codes. What is proposed wrongly is counted against the narrowest class that lists the code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase

import numpy as np

from clew.therapy.coding import coder, model
from clew.therapy.coding.codes import Scheme
from clew.therapy.coding.flags import WITHDRAWAL
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge import AFFECTS, DEFENSES, RISK_CODES, THERAPIST_CODES
from clew.therapy.transcripts.turns import Role, Transcript, Turn

NONE = "none"
#: A question for a fact, and one about danger, are questions: they count where asking for more counts.
ALSO = {"question": "encouragement_to_elaborate", "risk_enquiry": "encouragement_to_elaborate"}


class Kind(Enum):
    """What a set of labels is about, and whose turns it codes."""

    INTERVENTION = (Role.CLINICIAN, Scheme.INTERVENTION)
    DEFENSE = (Role.PATIENT, Scheme.DEFENSE)
    RUPTURE = (Role.PATIENT, Scheme.RUPTURE)
    AFFECT = (Role.PATIENT, Scheme.AFFECT)
    RISK = (Role.PATIENT, Scheme.RISK)

    @property
    def role(self) -> Role:
        """Whose turns are coded."""
        return self.value[0]

    @property
    def scheme(self) -> Scheme:
        """The scheme that is measured."""
        return self.value[1]

    @property
    def side(self) -> str:
        """The side of the model that reads these turns."""
        return model.CLINICIAN if self.role is Role.CLINICIAN else model.PATIENT


_KIND_OF = (
    (frozenset(THERAPIST_CODES), Kind.INTERVENTION),
    (frozenset(f"dmrs_level_{level}" for level in range(1, 8)), Kind.DEFENSE),
    (frozenset({"rupture_withdrawal", "rupture_confrontation"}), Kind.RUPTURE),
    (frozenset(AFFECTS) | {"affect_present"}, Kind.AFFECT),
    (frozenset(RISK_CODES) | {"risk_none"}, Kind.RISK),
)


@dataclass(frozen=True, slots=True)
class LabelMapping:
    """For one data set and field: its labels (patterns as of file names) and the codes that count for each."""

    dataset: str
    field: str
    codes: Mapping[str, frozenset[str]]

    @property
    def kind(self) -> Kind:
        """What the labels are about.

        Raises TherapyError where the codes belong to no scheme that can be measured, or to several.
        """
        every = frozenset().union(*self.codes.values())
        kinds = {kind for known, kind in _KIND_OF if every & known}
        if len(kinds) != 1 or not every <= frozenset().union(*(known for known, _ in _KIND_OF)):
            raise TherapyError(
                f"The codes for {self.dataset}, {self.field} must belong to one scheme; they are {', '.join(sorted(every))}."
            )
        return kinds.pop()

    def of(self, label: str) -> frozenset[str] | None:
        """Return the codes that count for a label; none where it has no code of ours; None where it is not listed."""
        if label in self.codes:
            return self.codes[label]
        return next((codes for pattern, codes in self.codes.items() if fnmatchcase(label, pattern)), None)


def mappings(rows: Iterable[Mapping[str, str]]) -> list[LabelMapping]:
    """Read a table of labels; raise TherapyError where it lacks a column."""
    found: dict[tuple[str, str], dict[str, frozenset[str]]] = defaultdict(dict)
    for row in rows:
        if not {"label", "our_codes"} <= row.keys():
            raise TherapyError(
                "A mapping has the columns label and our_codes, and may have dataset and field."
            )
        codes = frozenset(code.strip() for code in row["our_codes"].split("|")) - {NONE, ""}
        found[row.get("dataset", ""), row.get("field", "label")][row["label"]] = codes
    return [LabelMapping(dataset, field, codes) for (dataset, field), codes in found.items()]


@dataclass(frozen=True, slots=True)
class Item:
    """One coded turn of a data set: its words, the turn before, the class people gave and the codes that count for it."""

    text: str
    before: str
    given: str
    codes: frozenset[str]
    group: str


def evidence(items: Sequence[Item], kind: Kind) -> list[coder.Evidence]:
    """Return what the cues say of each item, read after the turn before it."""
    other = Role.PATIENT if kind.role is Role.CLINICIAN else Role.CLINICIAN
    found = []
    for item in items:
        turns = [Turn(0, "before", other, item.before)] if item.before.strip() else []
        turns.append(Turn(len(turns), "speaker", kind.role, item.text))
        found.append(coder.gather(Transcript(tuple(turns), "evaluation"))[-1])
    return found


@dataclass(frozen=True, slots=True)
class Judged:
    """How sure the coder is of every code for every item, and what it proposes: arrays of items x codes."""

    codes: tuple[str, ...]
    sure: model.Floats
    chosen: coder.Chosen
    explored: coder.Chosen


def judge(items: Sequence[Item], kind: Kind) -> Judged:
    """Let the coder read all items."""
    found, name = evidence(items, kind), kind.side
    sure, chosen = coder.confidences(name, found, kind.scheme)
    _, explored = coder.confidences(name, found, kind.scheme, explore=True)
    return Judged(_codes(kind), sure, chosen, explored)


def _codes(kind: Kind) -> tuple[str, ...]:
    return model.side(kind.side).heads[kind.scheme.value].codes


#: The gravest of the codes that the screener asks about comes first.
_SCREENED = ("risk_intent_plan_behaviour", "risk_active", "risk_passive")


def best_of(kind: Kind, found: Mapping[str, float]) -> str:
    """Return the one code, level or family that proposals for a turn come to: codes with how sure each is.

    The surest intervention; the likeliest level among the defenses; the family of the surest rupture marker; the gravest
    of the risk codes that the screener asks about. None is "none" or, of risk, "risk_none".
    """
    if kind is Kind.RISK:
        return next((code for code in _SCREENED if code in found), "risk_none")
    if not found:
        return NONE
    if kind is Kind.DEFENSE:
        missed = dict.fromkeys(range(1, 8), 1.0)
        for code, sure in found.items():
            missed[int(DEFENSES[code].level)] *= 1.0 - sure
        return f"dmrs_level_{min(missed, key=lambda level: missed[level])}"
    best = max(found, key=lambda code: found[code])
    if kind is Kind.RUPTURE:
        return "rupture_withdrawal" if best in WITHDRAWAL else "rupture_confrontation"
    return best


def classes_of(items: Iterable[Item]) -> dict[str, frozenset[str]]:
    """Return the classes people gave, in the order of their first item, with all codes that count for each."""
    found: dict[str, frozenset[str]] = {}
    for item in items:
        found[item.given] = found.get(item.given, frozenset()) | item.codes
    return found


def read_as(codes: Sequence[str], items: Sequence[Item]) -> list[str]:
    """Return the class that each proposed code is counted for.

    It is the item's own class where the code counts for it. Otherwise it is the class with the fewest codes among
    those that list the code, and where none does, the first class for which no code counts, or "none".
    """
    classes = classes_of(items)
    empty = next((name for name, counting in classes.items() if not counting), NONE)
    narrowest: dict[str, str] = {}
    for name, counting in sorted(classes.items(), key=lambda each: -len(each[1])):
        for code in counting:
            narrowest[code] = name
    found = []
    for code, item in zip(codes, items, strict=True):
        same = {code, ALSO.get(code, code)}
        if same & item.codes or (not item.codes and not same & narrowest.keys()):
            found.append(item.given)
        else:
            found.append(next((narrowest[each] for each in sorted(same) if each in narrowest), empty))
    return found


def propose_classes(items: Sequence[Item], kind: Kind) -> list[str]:
    """Return the class that the coder's best proposal for each item is counted for."""
    codes = _codes(kind)
    every = coder.confidences(kind.side, evidence(items, kind), kind.scheme)
    best = [
        best_of(kind, {codes[place]: float(sure[place]) for place in np.flatnonzero(chosen)})
        for sure, chosen in zip(*every, strict=True)
    ]
    return read_as(best, items)
