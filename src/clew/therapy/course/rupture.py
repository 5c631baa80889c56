"""A rupture that somebody wrote down or told: whether it is mended, and whether it holds back an interpretation.

What the clinician wrote decides; where nothing is written, what the patient said of tension and the rule of repair
do. Accepted markers of the coding are only "possible" and decide nothing. None of this says who was at fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from clew.therapy.course.rule import Reason
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Parameter, Tag
from clew.therapy.measures.alliance import Repair


class Found(StrEnum):
    """What the clinician found when they came back to it."""

    REPAIRED = "repaired"
    PARTLY = "partly"
    NOT_YET = "not_yet"
    CANNOT_SAY = "cannot_say"


class State(StrEnum):
    """How a rupture stands. Only the first is mended."""

    REPAIRED = "repaired"
    PARTLY = "partly repaired"
    OPEN = "not repaired yet"
    UNREPAIRED = "not repaired, as far as the scores show"


class Told(StrEnum):
    """Who noticed it."""

    CLINICIAN = "noted by the clinician"
    PATIENT = "noted by the patient"


RECENT = Parameter(
    slug="recent_sessions",
    name="Sessions",
    value=3,
    definition="Tension that only the patient noted holds back an interpretation for this many sessions.",
    source="Clew",
    tag=Tag.DEFAULT,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rupture:
    """One rupture: where it was noticed, by whom, how it stands, and the session in which it was mended.

    ``session`` is None where it belongs to none; ``ref`` names what it rests on. ``repaired_in`` is None where it
    is not mended, or was mended outside a session.
    """

    ref: str
    session: int | None
    told: Told
    state: State
    why: str = ""
    repaired_in: int | None = None

    def __post_init__(self) -> None:
        if self.repaired_in is not None and self.state is not State.REPAIRED:
            raise TherapyError("Only a rupture that is repaired was repaired in a session.")

    @property
    def mended(self) -> bool:
        """Whether it is repaired."""
        return self.state is State.REPAIRED


def state_of(checks: Sequence[Found], by_rules: Repair | None) -> State:
    """Say how a rupture stands: the clinician's last clear answer, else the rule of repair.

    Args:
        checks: what the clinician found each time they came back to it, in order.
        by_rules: what the rule of repair says from the later check-ins; None where it cannot be asked.
    """
    clear = [check for check in checks if check is not Found.CANNOT_SAY]
    if clear:
        return {Found.REPAIRED: State.REPAIRED, Found.PARTLY: State.PARTLY, Found.NOT_YET: State.OPEN}[
            clear[-1]
        ]
    if by_rules is Repair.REPAIRED:
        return State.REPAIRED
    return State.UNREPAIRED if by_rules is Repair.UNREPAIRED else State.OPEN


def withheld(ruptures: Iterable[Rupture], *, last: int, recent: int = int(RECENT.value)) -> Reason | None:
    """Say why an interpretation of what happens between the two is better kept for now; None where nothing says so.

    A rupture that the clinician wrote down counts until it is mended, tension that only the patient noted for
    ``recent`` sessions. ``last`` is the number of the last session.
    """
    listed = list(ruptures)
    written = [one for one in listed if one.told is Told.CLINICIAN and not one.mended]
    noted = [
        one
        for one in listed
        if one.told is Told.PATIENT and not one.mended and (one.session or 0) > last - recent
    ]
    counting = written or noted  # tension noted meanwhile belongs to what is written down
    if not counting:
        return None
    rupture = max(counting, key=lambda one: one.session or 0)
    where = f"in session {rupture.session}" if rupture.session else "outside a session"
    seen = "A rupture was noted" if rupture.told is Told.CLINICIAN else "The patient noted tension"
    state = rupture.state.value if rupture.told is Told.CLINICIAN else "nothing shows yet that it is mended"
    words = f"{seen} {where}; {state}. Hear and explore it first; linking it to anything else can wait."
    return Reason(
        rule="rupture_open",
        words=words,
        source="EubanksConsensus2018",
        tag=Tag.KNOWN,
        rests_on=(rupture.ref,),
    )


@dataclass(frozen=True, slots=True)
class Strand:
    """What the thread of the course picture does at one session: it frays, it is knotted, or both."""

    frays: bool = False
    knotted: bool = False


def thread(ruptures: Iterable[Rupture]) -> dict[int, Strand]:
    """Say at which sessions the thread frays and where it is knotted again.

    Tension that the patient noted while a rupture that the clinician wrote down was open belongs to that rupture
    and does not fray the thread anew.
    """
    listed = list(ruptures)
    written = [rupture for rupture in listed if rupture.told is Told.CLINICIAN]
    frays, knots = set[int](), set[int]()
    for rupture in listed:
        if rupture.session is None or (
            rupture.told is Told.PATIENT and any(covers(other, rupture.session) for other in written)
        ):
            continue
        frays.add(rupture.session)
        if rupture.repaired_in is not None:
            knots.add(rupture.repaired_in)
    return {session: Strand(session in frays, session in knots) for session in sorted(frays | knots)}


def covers(written: Rupture, session: int) -> bool:
    """Whether a session falls into the time in which a written-down rupture was open, its repair included."""
    if written.session is None or session < written.session:
        return False
    return not written.mended or session <= (written.repaired_in or written.session)


TOO_OFTEN = Parameter(
    slug="flagged_share",
    name="Share of sessions",
    value=0.40,
    definition="Flags in more sessions than this, or in none, suggest that the rules do not fit.",
    source="Clew",
    tag=Tag.DEFAULT,
)
ENOUGH_SESSIONS = Parameter(
    slug="flagged_sessions",
    name="Rated sessions",
    value=5,
    definition="From how many rated sessions on the share is said.",
    source="Clew",
    tag=Tag.DEFAULT,
)


def flag_share(flagged: int, rated: int) -> str:
    """Say in how many rated sessions something was flagged, and whether the rules may be mis-set.

    Flags are invitations to talk: in more than about two sessions of five, or never, they say little.
    """
    if not 0 <= flagged <= rated:
        raise TherapyError("There are at most as many flagged sessions as rated ones.")
    if rated < ENOUGH_SESSIONS.value:
        return f"{rated} rated so far; from {ENOUGH_SESSIONS.value:g} on, Clew says how often it flags."
    words = f"Something was flagged in {flagged} of {rated} rated sessions ({flagged / rated:.0%})."
    if flagged / rated > TOO_OFTEN.value:
        return f"{words} More than about {TOO_OFTEN.value:.0%}: the rules may be set too fine here, so weigh each flag lightly."
    if not flagged:
        return f"{words} Never is as telling as always: the rules, or the way of asking, may not fit."
    return words
