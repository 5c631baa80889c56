"""What the cues say of a patient's turn: affect, defenses and rupture markers. Risk language has its own module."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clew.therapy.coding.engine import Found, Reading, Said, joined, word_set

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


def affects(reading: Reading, found: Iterable[Found]) -> dict[str, Said]:
    """Return the affects that cues speak for: each place by itself, the likeliest place of each affect kept."""
    best: dict[str, Said] = {}
    for item in found:
        score = _AFFECT_BIAS + item.cue.weight + _whose(reading, item)
        if reading.negated(item.start):
            score += _DENIED
        if item.cue.code not in best or score > best[item.cue.code].odds:
            best[item.cue.code] = Said(score, item)
    return best


def defenses(found: Sequence[Found]) -> dict[str, Said]:
    """Return the defenses that cues speak for."""
    return joined(found, _DEFENSE_BIAS)


def ruptures(
    reading: Reading, found: Sequence[Found], clinician: Reading | None, earlier: Reading | None
) -> dict[str, Said]:
    """Return the rupture markers that cues speak for, read against the turns before.

    ``clinician`` is the turn just before if the clinician spoke it; ``earlier`` is the patient's last turn.
    """
    asked = clinician is not None and "?" in clinician.words
    markers: dict[str, Said] = {}
    for code, (odds, place) in joined(found, _RUPTURE_BIAS).items():
        score, start = odds, place.start if place is not None else 0
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
        if code not in _DENIALS and reading.negated(start, 2):
            continue  # "I am not cross with you"
        if code in _REPLIES and start > _OPENING:
            score -= 1.0  # a reply stands at the beginning
        markers[code] = Said(score, place)
    return markers
