"""What a patient's turn shows: affect, defenses and rupture markers. Risk language has its own module."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clew.therapy.coding.codes import Proposal, Scheme
from clew.therapy.coding.engine import Found, Reading, evidence_by_code, probability, word_set

#: Proposals are made from these confidences on. Defaults, not validated.
LEAST_AFFECT, LEAST_DEFENSE, LEAST_RUPTURE = 0.4, 0.3, 0.4
#: At most so many defenses are proposed for one turn.
MOST_DEFENSES = 3

_AFFECT_BIAS, _DEFENSE_BIAS, _RUPTURE_BIAS = -2.4, -3.2, -2.6
_OWN, _ANOTHERS, _DENIED = 0.9, -1.8, -3.0  # log odds: the patient's own feeling, another's, a denied one

_FIRST = word_set("i i'm i've i'd i'll me my myself we feel felt feeling")
_OTHERS = word_set(
    "he she they he's she's they're you you're his her their mother father brother sister husband wife friend boss "
    "partner son daughter people everyone"
)


# Markers that are themselves worded as a negation, and markers that answer what the clinician just said.
_DENIALS = word_set(
    "denial_of_state minimal_response rejects_intervention self_criticism_hopelessness complaint_about_progress"
)
_REPLIES = word_set("rejects_intervention deferential denial_of_state defends_self controls_clinician")
_OPENING = 60  # characters


def _whose(reading: Reading, found: Found) -> float:
    if found.cue.pattern[0] == "i" and reading.normal.startswith("i ", found.start):
        return _OWN
    for word in reversed(reading.before(found.start, 4)):
        if word in _FIRST:
            return _OWN
        if word in _OTHERS:
            return _ANOTHERS
    return 0.0


def propose_affects(turn: int, reading: Reading, found: Iterable[Found]) -> list[Proposal]:
    """Return the affects in a turn: each place by itself, the likeliest place of each affect kept."""
    best: dict[str, tuple[float, Found]] = {}
    for item in found:
        score = _AFFECT_BIAS + item.cue.weight + _whose(reading, item)
        if reading.negated(item.start):
            score += _DENIED
        if item.cue.code not in best or score > best[item.cue.code][0]:
            best[item.cue.code] = (score, item)
    return [
        Proposal(turn, Scheme.AFFECT, code, confidence, reading.span(item.start, item.stop))
        for code, (score, item) in best.items()
        if (confidence := probability(score)) >= LEAST_AFFECT
    ]


def propose_defenses(turn: int, reading: Reading, found: Sequence[Found]) -> list[Proposal]:
    """Return at most three candidate defenses, likeliest first."""
    candidates = [
        Proposal(turn, Scheme.DEFENSE, code, confidence, reading.span(item.start, item.stop))
        for code, item in evidence_by_code(found).items()
        if (confidence := probability(_DEFENSE_BIAS + item.score)) >= LEAST_DEFENSE
    ]
    return sorted(candidates, key=lambda proposal: -proposal.confidence)[:MOST_DEFENSES]


def propose_ruptures(
    turn: int, reading: Reading, found: Sequence[Found], clinician: Reading | None, earlier: Reading | None
) -> list[Proposal]:
    """Return rupture markers, read against the clinician's turn before and the patient's own earlier turn.

    ``clinician`` is the turn just before if the clinician spoke it; ``earlier`` is the patient's last turn.
    """
    asked = clinician is not None and "?" in clinician.words
    proposals = []
    for code, item in evidence_by_code(found).items():
        score = _RUPTURE_BIAS + item.score
        if code == "minimal_response":
            if len(reading.words) > 6:
                continue
            # A short answer means more when much was offered, and when it is not the first.
            score += 0.8 if clinician is not None and len(clinician.words) >= 8 else -0.6
            score += 0.8 if earlier is not None and len(earlier.words) <= 6 else -0.4
        elif code == "rejects_intervention":
            # "No" to a question only answers it; "no" to a statement turns it down.
            score += -1.5 if asked else (0.7 if clinician is not None else 0.0)
        elif code == "denial_of_state":
            score += 0.6 if clinician is not None else 0.0
        if code not in _DENIALS and reading.negated(item.start, 2):
            continue  # "I am not cross with you"
        if code in _REPLIES and item.start > _OPENING:
            score -= 1.0  # a reply stands at the beginning
        if (confidence := probability(score)) >= LEAST_RUPTURE:
            proposals.append(
                Proposal(turn, Scheme.RUPTURE, code, confidence, reading.span(item.start, item.stop))
            )
    return proposals
