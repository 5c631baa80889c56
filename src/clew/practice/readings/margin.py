"""What stands in the margin of a session: codes, episodes and their parts, turn by turn, and how they read."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from clew.practice.models import Claim
from clew.therapy.coding.codes import Scheme
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge import INTERVENTIONS, entry
from clew.therapy.knowledge import Component as ComponentKind
from clew.therapy.transcripts import Role, Turn

# Proposals below this confidence are folded until asked for; from the other on the page says "fairly sure".
# Defaults, not validated.
UNSURE_BELOW = 0.5
FAIRLY_SURE_FROM = 0.75

MOMENT = "moment"  # the scheme of moments kept for supervision

_FAMILY = {
    Scheme.INTERVENTION: "intervention",
    Scheme.DEFENSE: "defense",
    Scheme.RUPTURE: "rupture marker",
    Scheme.REPAIR: "repair",
    Scheme.AFFECT: "feeling",
    Scheme.RISK: "risk language",
}


def sure(confidence: float | None) -> str:
    """Say in words how sure the coder is. Words, since the numbers are not chances."""
    if confidence is None:
        return ""
    if confidence < UNSURE_BELOW:
        return "unsure"
    return "fairly sure" if confidence >= FAIRLY_SURE_FROM else "possible"


def name_of(scheme: str, code: str) -> str:
    """Return what people call a code; the slug in words where the vocabulary no longer has it."""
    if scheme == MOMENT:
        return "For supervision"
    try:
        name = entry(scheme, code).name
    except TherapyError:
        name = code.replace("_", " ")
    return name[:1].upper() + name[1:]


def family_of(scheme: str) -> str:
    """Return what a scheme is called in the margin."""
    return "" if scheme == MOMENT else _FAMILY[Scheme(scheme)]


def look_of(scheme: str, code: str) -> str:
    """Return the meaning that decides how a code is drawn: a pole for interventions, else its scheme."""
    if scheme == Scheme.INTERVENTION:
        known = INTERVENTIONS.get(code)
        return known.pole.value if known is not None and known.pole is not None else "beside"
    return scheme


class _Judged:
    """What a code and an episode share: a status, and how sure the coder is."""

    __slots__ = ()
    status: str
    confidence: float | None

    @property
    def proposed(self) -> bool:
        """Whether nobody has decided about it."""
        return self.status == Claim.Status.PROPOSED

    @property
    def sure(self) -> str:
        """How sure the coder is, in words."""
        return sure(self.confidence)

    @property
    def unsure(self) -> bool:
        """Whether it is a proposal of which the coder is not sure."""
        return self.proposed and self.confidence is not None and self.confidence < UNSURE_BELOW


@dataclass(frozen=True, slots=True)
class Mark(_Judged):
    """One code as it stands in the margin. `n` ties it to its words in the turn.

    Where several coders read the session (`one_of_several`), each of their proposals names its own.
    """

    id: uuid.UUID
    turn: int
    span: tuple[int, int] | None
    scheme: str
    code: str
    status: str
    confidence: float | None
    by: str
    n: int = 0
    one_of_several: bool = False

    @property
    def folded(self) -> bool:
        """Whether it lies folded until somebody asks. Talk of risk never does."""
        return self.scheme != Scheme.RISK and self.unsure

    @property
    def name(self) -> str:
        """What people call it."""
        return name_of(self.scheme, self.code)

    @property
    def family(self) -> str:
        """What kind of code it is."""
        return family_of(self.scheme)

    @property
    def aside(self) -> str:
        """What stands beside its name: its family where the name alone does not say it, and how sure a proposal is.

        Where several coders read the session, also which of them it is from.
        """
        family = "" if self.scheme == Scheme.INTERVENTION else self.family
        by = self.by if self.one_of_several and self.confidence is not None else ""
        return ", ".join(filter(None, (family, self.sure if self.proposed else "", by)))

    @property
    def look(self) -> str:
        """How it is drawn."""
        return look_of(self.scheme, self.code)


@dataclass(frozen=True, slots=True)
class Further:
    """A code of which the coder is less sure: proposed only because somebody asked, and stored nowhere."""

    turn: int
    span: tuple[int, int] | None
    scheme: str
    code: str
    confidence: float
    n: int = 0

    @property
    def ref(self) -> str:
        """How a form names it."""
        return f"further:{self.turn}:{self.scheme}:{self.code}"

    @property
    def name(self) -> str:
        """What people call it."""
        return name_of(self.scheme, self.code)

    @property
    def danger(self) -> bool:
        """Whether it is talk of risk, which is never drawn as if it mattered less."""
        return self.scheme == Scheme.RISK

    @property
    def aside(self) -> str:
        """What stands beside its name."""
        family = "" if self.scheme == Scheme.INTERVENTION else family_of(self.scheme)
        return ", ".join(filter(None, (family, "" if self.danger else "less sure")))

    @property
    def look(self) -> str:
        """How it is drawn."""
        return look_of(self.scheme, self.code)


@dataclass(frozen=True, slots=True)
class Part:
    """A wish or response of an episode as it stands beside the turn that it rests on."""

    kind: str
    category: str
    cluster: str
    own_words: str
    valence: str
    expected: bool
    intensity: int | None
    turn: int
    span: tuple[int, int] | None
    other: str
    proposed: bool
    n: int = 0

    @property
    def label(self) -> str:
        """What it is: a wish, a response of other, a response of self."""
        return ComponentKind(self.kind).label

    @property
    def words(self) -> str:
        """What it is about."""
        cluster = f"{self.cluster} (cluster)" if self.cluster else ""
        return (self.category or cluster).replace("_", " ") or self.own_words or "not named yet"

    @property
    def note(self) -> str:
        """What is said about it beside its name."""
        return ", ".join(filter(None, (self.valence, "expected" if self.expected else "")))


@dataclass(frozen=True, slots=True)
class Told(_Judged):
    """A relationship episode as it stands in the margin and as a bracket along its turns."""

    id: uuid.UUID
    first: int
    last: int
    other: str
    kind: str
    place: str
    completeness: float
    enacted: bool
    when: str
    status: str
    confidence: float | None
    by: str
    parts: tuple[Part, ...]

    @property
    def folded(self) -> bool:
        """Whether it lies folded until somebody asks."""
        return self.unsure


@dataclass(frozen=True, slots=True)
class Bracket:
    """One episode's line beside one turn."""

    episode: Told
    lane: int
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a turn and the numbers of the marks that rest on them."""

    words: str
    marks: str


@dataclass(slots=True)
class Line:
    """One turn with its margin."""

    turn: Turn
    pieces: list[Piece] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    unsure: list[Mark] = field(default_factory=list)
    further: list[Further] = field(default_factory=list)
    rejected: list[Mark] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    told_unsure: list[Told] = field(default_factory=list)
    told_rejected: list[Told] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    brackets: list[Bracket] = field(default_factory=list)

    @property
    def number(self) -> int:
        """The turn as people count, from 1."""
        return self.turn.index + 1

    @property
    def who(self) -> str:
        """Who speaks: the role, or the label of the source where the role does not say it."""
        if self.turn.role in (Role.CLINICIAN, Role.PATIENT):
            return self.turn.role.value.capitalize()
        return self.turn.speaker or self.turn.role.value.capitalize()

    @property
    def folded(self) -> int:
        """How many proposals lie folded here."""
        return len(self.unsure) + len(self.told_unsure)

    @property
    def set_aside(self) -> int:
        """How many were rejected here."""
        return len(self.rejected) + len(self.told_rejected)


@dataclass(frozen=True, slots=True)
class Margins:
    """All codes and episodes of one transcript."""

    marks: tuple[Mark, ...]
    told: tuple[Told, ...]

    @property
    def waiting(self) -> int:
        """How many proposals nobody has decided about."""
        return sum(m.proposed for m in self.marks) + sum(t.proposed for t in self.told)

    @property
    def unsure(self) -> int:
        """How many of these lie folded."""
        return sum(m.folded for m in self.marks) + sum(t.folded for t in self.told)

    @property
    def for_supervision(self) -> list[int]:
        """The turns kept for supervision."""
        return [m.turn for m in self.marks if m.scheme == MOMENT and m.status == Claim.Status.ACCEPTED]
