"""When to interpret and how: rules I1 to I14 as functions, and what must be quiet before anything is drafted.

Each function looks at one thing and returns reasons; what it means for a draft is decided in `draft`. A reason of
`blocks` stands in the way of a draft, one of `notes` only stands beside it. Nothing here is said to a patient.

Source: interventions.md 5.3 and 5.4 (`clew.therapy.knowledge.interventions`), and the guard rails of ccrt.md 4.8.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from clew.therapy.course.rule import Reason
from clew.therapy.errors import TherapyError
from clew.therapy.formulation.episodes import Episode
from clew.therapy.formulation.hypotheses import DEFAULT_GATE, RECENT_SESSIONS, Gate, conditions
from clew.therapy.formulation.wording import Kind, read_wording
from clew.therapy.knowledge import Parameter, Tag
from clew.therapy.knowledge.interventions import INTERPRETATION_RULES, TRANSFERENCE_SOFT_LIMIT
from clew.therapy.moments import Place

EARLY_SESSIONS = Parameter(
    slug="early_sessions",
    name="Sessions that count as early",
    definition="In the first so many sessions at most one trial interpretation is drafted, and none about the "
    "relationship with the clinician.",
    value=3,
    source="Clew",
    tag=Tag.DEFAULT,
)


class Answer(StrEnum):
    """What followed an interpretation, as the clinician saw it."""

    NEW_MATERIAL = "new_material"
    FEELING = "feeling"
    CORRECTION = "correction"
    FLAT_YES = "flat_yes"
    SILENCE = "silence"
    WITHDRAWAL = "withdrawal"
    ANGER = "anger"


OPENING = frozenset({Answer.NEW_MATERIAL, Answer.FEELING, Answer.CORRECTION})


class Relations(StrEnum):
    """How the patient's relations with others have been on the whole, in the clinician's judgement."""

    POOR = "poor"
    MIXED = "mixed"
    MATURE = "mature"


@dataclass(frozen=True, slots=True)
class Said:
    """An interpretation that the clinician noted as said: what it was about, in which session, and what followed."""

    kind: Kind
    session: int
    answer: frozenset[Answer] = frozenset()

    def __post_init__(self) -> None:
        if self.session < 1:
            raise TherapyError(f"Sessions are counted from 1, so there is no session {self.session}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How things stand between the two, as far as it is known.

    ``session`` is the number of the latest session that was held; ``risk_open`` whether an alert about danger is
    not closed; ``strain`` the session of the latest sign of strain that was not mended (0: outside a session), if any; ``remote_next`` whether the next session
    is by telephone or online; ``sessions_left`` how many of those agreed are still to come (None where no end is
    agreed);
    ``otherwise`` the rules that the clinician has decided otherwise than.
    """

    session: int
    risk_open: bool = False
    strain: int | None = None
    relations: Relations | None = None
    remote_next: bool = False
    sessions_left: int | None = None
    said: tuple[Said, ...] = ()
    otherwise: frozenset[str] = frozenset()


def reason(slug: str, words: str, *rests_on: str) -> Reason:
    """Return a reason of one of the rules I1 to I14."""
    rule = INTERPRETATION_RULES[slug]
    return Reason(rule=slug, words=words, source=rule.source, tag=rule.tag, rests_on=rests_on)


def danger_first(standing: Standing) -> tuple[Reason, ...]:
    """Return why nothing is drafted while an alert about danger is open (ccrt.md 4.8, interventions.md 5.3)."""
    if not standing.risk_open:
        return ()
    words = "An alert about danger is open. Ask, support and plan first; nothing is drafted until it is assessed and closed."
    return (Reason(rule="danger_first", words=words, source="Clew", tag=Tag.DEFAULT),)


def rupture_first(standing: Standing) -> tuple[Reason, ...]:
    """Return why nothing is drafted while strain in the alliance has not been mended (ccrt.md 4.8)."""
    if standing.strain is None:
        return ()
    where = f"in session {standing.strain}" if standing.strain else "outside a session"
    words = (
        f"A sign of strain between you {where} has not been mended. Take that up first, with your "
        "own part in it; an interpretation now is easily heard as blame."
    )
    return (Reason(rule="rupture_first", words=words, source="Clew", tag=Tag.DEFAULT),)


def tentative(text: str) -> tuple[Reason, ...]:
    """I1: return what a wording lacks of a possibility that invites correction."""
    found = read_wording(text)
    missing = []
    if not found.hedged:
        missing.append(
            reason("tentative", "It reads as a conclusion. Perhaps begin with I wonder, or it may be.")
        )
    if not found.invites:
        missing.append(reason("tentative", "It does not end with a question that makes it easy to say no."))
    return tuple(missing)


def sparing(standing: Standing, kind: Kind) -> tuple[Reason, ...]:
    """I2: return what speaks against one more in the first sessions: a trial one was said, or it is about the two."""
    if standing.session > EARLY_SESSIONS.value:
        return ()
    if kind.transference:
        return (
            reason(
                "sparing", f"Session {standing.session} is early for an interpretation about the two of you."
            ),
        )
    if any(one.session <= EARLY_SESSIONS.value for one in standing.said):
        return (reason("sparing", "One trial interpretation was said already; listen on for now."),)
    return ()


def evidence_first(
    episodes: Iterable[Episode], standing: Standing, gate: Gate = DEFAULT_GATE
) -> tuple[Reason, ...]:
    """I3: return the conditions of the evidence gate that are not met by the episodes that show the link."""
    unmet = [one.words for one in conditions(tuple(episodes), standing.session, gate) if not one.met]
    if not unmet:
        return ()
    return (reason("evidence_first", f"Not enough is seen of it yet: {'; '.join(unmet)}."),)


def one_link(text: str) -> tuple[Reason, ...]:
    """I4: return that a wording is longer than two sentences."""
    if read_wording(text).short:
        return ()
    return (reason("one_link", "It has more than two sentences. One link is easier to hear."),)


def surface_first(standing: Standing, kind: Kind) -> tuple[Reason, ...]:
    """I5: return that what lies deeper waits until something of the surface was said and opened something."""
    if kind.surface or kind.transference:
        return ()
    spoken = [one for one in standing.said if one.kind.surface]
    if any(one.answer & OPENING for one in spoken):
        return ()
    words = (
        "What was said of the surface has not opened anything yet; stay there."
        if spoken
        else "First what protects and what is expected; nothing of that is noted as said yet."
    )
    return (reason("surface_first", words),)


def alive(episodes: Iterable[Episode], standing: Standing) -> bool:
    """Whether the link shows in the room: one of these episodes is with the clinician in one of the last sessions.

    How recent that is, is `RECENT_SESSIONS` (D: default, not validated).
    """
    since = standing.session - int(RECENT_SESSIONS.value)
    return any(one.place is Place.ROOM and one.session > since for one in episodes)


def alive_in_the_room(episodes: Iterable[Episode], standing: Standing, kind: Kind) -> tuple[Reason, ...]:
    """I6: return why the relationship with the clinician is not interpreted: the theme does not show there now."""
    if not kind.transference or alive(episodes, standing):
        return ()
    words = f"It was not seen between the two of you in the last {RECENT_SESSIONS.value:g} sessions."
    return (reason("alive_in_the_room", words),)


def transference_said(standing: Standing) -> int:
    """Return how many interpretations of the relationship were noted as said in the latest session."""
    return sum(one.kind.transference and one.session == standing.session for one in standing.said)


def transference_dose(standing: Standing) -> tuple[Reason, ...]:
    """I7: return a reminder of the dose above the soft limit of one session; it forbids nothing."""
    said = transference_said(standing)
    if said <= TRANSFERENCE_SOFT_LIMIT.value:
        return ()
    words = f"{said} interpretations about the two of you are noted for session {standing.session}; it may be enough."
    return (reason("transference_dose", words),)


def transference_moderator(standing: Standing, kind: Kind) -> tuple[Reason, ...]:
    """I8: return for whom this kind of work helped in the one trial that asked, by what is known of this patient."""
    if not kind.transference:
        return ()
    words = {
        Relations.POOR: "It helped where relations with others were poor, as you judge them to be here.",
        Relations.MATURE: "It did slightly worse where relations were mature, as you judge them to be here, and "
        "more so with a strong alliance.",
        Relations.MIXED: "On average it made no difference; relations here are mixed, as you judge them.",
        None: "On average it made no difference; it depended on how relations with others had been, which is not "
        "judged here yet.",
    }[standing.relations]
    return (reason("transference_moderator", words),)


def more_is_not_better(standing: Standing, kind: Kind) -> tuple[Reason, ...]:
    """I9: return that one more does not mend an alliance, where some were said and none opened anything."""
    if not kind.transference:
        return ()
    spoken = [one for one in standing.said if one.kind.transference]
    if not spoken or any(one.answer & OPENING for one in spoken):
        return ()
    words = "Those said so far opened nothing. More of them went with a weaker alliance, not a better one."
    return (reason("more_is_not_better", words),)


def close_to_the_theme(kind: Kind) -> tuple[Reason, ...]:
    """I10: return that a draft names both the wish and the response of other of this patient's own theme."""
    if kind is not Kind.WISH:
        return ()
    return (reason("close_to_the_theme", "It names the wish and the response of other of this theme."),)


def look_at_the_answer(answer: frozenset[Answer]) -> tuple[Reason, ...]:
    """I11: return what an answer speaks for. Assent alone confirms nothing."""
    if answer & OPENING:
        return (
            reason(
                "look_at_the_answer", "Something new, a feeling or a correction: it may have been of use."
            ),
        )
    if answer & {Answer.SILENCE, Answer.WITHDRAWAL, Answer.ANGER}:
        return (reason("look_at_the_answer", "Worth another thought: too early, too deep, or not so?"),)
    if Answer.FLAT_YES in answer:
        return (reason("look_at_the_answer", "A yes alone confirms nothing; see what comes next time."),)
    return ()


def never_by_software(standing: Standing) -> tuple[Reason, ...]:
    """I12: return a reminder before a session that is not in one room; nothing is ever sent to a patient."""
    if not standing.remote_next:
        return ()
    words = "The next session is not in one room. Only what the two of you have spoken about already."
    return (reason("never_by_software", words),)


def gain_and_cost(kind: Kind) -> tuple[Reason, ...]:
    """I13: return that what protects is spoken of from both sides."""
    if kind is not Kind.PROTECTION:
        return ()
    return (reason("gain_and_cost", "It names what is spared and what it costs; ask for both."),)


def belief_is_no_defense(*, belief: bool, supervised: bool) -> tuple[Reason, ...]:
    """I14: return that a belief is not interpreted as a defense before supervision."""
    if not belief or supervised:
        return ()
    words = "A cultural, religious or political belief is part of it. Take it to supervision first."
    return (reason("belief_is_no_defense", words),)


def last_session(standing: Standing, kind: Kind) -> tuple[Reason, ...]:
    """Return that no deep new subject is opened where the next session is the last one (interventions.md 5.3)."""
    if kind.surface or standing.sessions_left != 1:
        return ()
    words = (
        "The next session is the last one agreed. Ending and relapse come first; nothing deep is opened now."
    )
    return (Reason(rule="last_session", words=words, source="Practice", tag=Tag.KNOWN),)
