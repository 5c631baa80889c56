"""Flags: what in a whole session is worth a look, with the rule that fired and the turns it rests on.

All limits here are engineering defaults and not validated. A flag invites a look; it finds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clew.therapy.coding.codes import Flag, Proposal, Scheme
from clew.therapy.coding.engine import word_set
from clew.therapy.knowledge import RISK_CODES
from clew.therapy.transcripts.turns import Role, Turn

WITHDRAWAL = word_set(
    "denial_of_state minimal_response abstract_communication avoidant_storytelling deferential content_affect_split "
    "self_criticism_hopelessness"
)

#: Turns of the patient within which markers count as one cluster.
CLUSTER_TURNS = 12
#: Markers of this confidence count towards a cluster.
CLUSTER_CONFIDENCE = 0.55
WITHDRAWAL_MARKERS, CONFRONTATION_MARKERS = 3, 2
#: The patient's share of words in the last third, as a part of that in the first third.
SHARE_FALL = 0.5
SHARE_TURNS, SHARE_FIRST = 30, 0.3
#: Risk language from this confidence on is flagged for a whole session; less sure places stand in the margin only, or
#: every session would have the flag and nobody would look.
RISK_FLAGGED = 0.25
#: Risk language of this confidence gives its full level.
RISK_CLEAR = 0.5

_LEVELS = ("low", "moderate", "high")


def risk_level(proposals: Iterable[Proposal]) -> str:
    """Return low, moderate or high for the risk language of a session: the highest that any of it gives.

    The severity of the codes decides: wishing to be dead is low; thoughts of suicide or self-harm are moderate, since
    the words do not show whether a method is meant; farewell, intent, plan or behaviour is high. Where words are
    unclear, long past or about somebody else (a confidence under `RISK_CLEAR`) they count one level lower, and never
    as nothing.
    """
    level = 1
    for proposal in proposals:
        severity = RISK_CODES[proposal.code].severity
        level = max(level, severity if proposal.confidence >= RISK_CLEAR else severity - 1)
    return _LEVELS[level - 1]


def _turns(count: int) -> str:
    return "one turn" if count == 1 else f"{count} turns"


def risk_flags(proposals: Iterable[Proposal], misplaced: Sequence[Proposal] = ()) -> list[Flag]:
    """Return the flag for risk language, and one for risk language in turns marked as the clinician's."""
    flags = []
    for rule, found, words in (
        (
            "risk.words",
            [p for p in proposals if p.scheme is Scheme.RISK and p.confidence >= RISK_FLAGGED],
            "Words that may be about death, suicide, self-harm or harm to somebody, in {}. Please read and ask.",
        ),
        (
            "risk.speaker",
            misplaced,
            (
                "Words that may be about death, suicide, self-harm or harm to somebody, in {} marked as the clinician's. "
                "Please check who spoke."
            ),
        ),
    ):
        if found:
            turns = tuple(sorted({proposal.turn for proposal in found}))
            flags.append(Flag("risk", risk_level(found), turns, words.format(_turns(len(turns))), rule))
    return flags


def _cluster(marked: Sequence[int], order: dict[int, int], least: int) -> tuple[int, ...]:
    """Return the first run of at least ``least`` marked turns that lies within the cluster's length."""
    for start in range(len(marked) - least + 1):
        stop = start + least
        if order[marked[stop - 1]] - order[marked[start]] < CLUSTER_TURNS:
            while stop < len(marked) and order[marked[stop]] - order[marked[start]] < CLUSTER_TURNS:
                stop += 1
            return tuple(marked[start:stop])
    return ()


def rupture_flags(proposals: Iterable[Proposal], patient_turns: Sequence[int]) -> list[Flag]:
    """Return flags for clusters of withdrawal and of confrontation markers."""
    order = {turn: place for place, turn in enumerate(patient_turns)}
    clear = [p for p in proposals if p.scheme is Scheme.RUPTURE and p.confidence >= CLUSTER_CONFIDENCE]
    flags = []
    for kind, least, turns in (
        ("withdrawal", WITHDRAWAL_MARKERS, sorted({p.turn for p in clear if p.code in WITHDRAWAL})),
        ("confrontation", CONFRONTATION_MARKERS, sorted({p.turn for p in clear if p.code not in WITHDRAWAL})),
    ):
        if cluster := _cluster(turns, order, least):
            words = f"Several possible markers of {kind} close together. Worth a look at what happened between you."
            flags.append(Flag("rupture", "look", cluster, words, f"rupture.{kind}_cluster"))
    return flags


def talk_share_flags(turns: Sequence[Turn], lengths: Sequence[int]) -> list[Flag]:
    """Return a flag where the patient's share of the words falls by half or more in the last third."""
    third = len(turns) // 3
    if len(turns) < SHARE_TURNS:
        return []

    def share(first: int, last: int) -> float:
        spoken = sum(lengths[first:last])
        patient = sum(
            n
            for turn, n in zip(turns[first:last], lengths[first:last], strict=True)
            if turn.role is Role.PATIENT
        )
        return patient / spoken if spoken else 0.0

    before, after = share(0, third), share(len(turns) - third, len(turns))
    if before < SHARE_FIRST or after > before * SHARE_FALL:
        return []
    late = tuple(turn.index for turn in turns[len(turns) - third :] if turn.role is Role.PATIENT)
    words = f"The patient spoke {before:.0%} of the words in the first third and {after:.0%} in the last."
    return [Flag("talk_share", "look", late or (turns[-1].index,), words, "talk_share.fall")]
