"""What the cues say of a clinician's turn: interventions and repair strategies, in log odds."""

from __future__ import annotations

from collections.abc import Sequence

from clew.therapy.coding.engine import Found, Reading, Said, joined, word_set

_BIAS = -2.6  # log odds of a code that no cue speaks for
_REPAIR_BIAS = -2.6
_AFTER_RUPTURE, _WITHOUT_RUPTURE = 1.0, -0.6  # log odds of a repair after a marker, and without one

# Sounds and words that only show listening.
_LISTENING = word_set(
    "yeah yes yep no nope okay ok right sure mm mhm hmm hm uh huh oh ah alright all good great fine cool exactly "
    "absolutely definitely so and well but then i see wow really"
)
_YOU = word_set("you your you're you've yourself you'd you'll")
# Words of what could or should be: they speak for advice rather than for putting the patient's words again.
_MODAL = word_set("should could can might may try must ought maybe perhaps will")
# Words of an inner state: a statement to the patient that has one reflects more than facts.
_INNER = word_set(
    "feel feeling feels felt want wanted wants hope hoping wish need needed like love enjoy care trying important "
    "matters worry worried afraid hard difficult tough miss missing concern concerned concerns comfortable hurts "
    "ready confident sense believe value"
)


def speaks_to_patient(reading: Reading) -> bool:
    """Say whether a turn has a word for the person spoken to."""
    return not _YOU.isdisjoint(reading.words)


def interventions(
    reading: Reading, previous: Reading | None, found: Sequence[Found], *, danger: bool = False
) -> dict[str, Said]:
    """Return the codes that anything speaks for; none where a turn only shows listening.

    Besides the cues these count: whether the turn asks and whether it ends by asking, whether it speaks to
    the patient, how long it is, whether it repeats words of the turn before, and whether danger was spoken of
    just before (``danger``).
    """
    words = reading.words
    content = [word for word in words if word not in _LISTENING and word not in (".", "?")]
    evidence = joined(found, _BIAS)
    asked = "?" in words
    echoed = previous is not None and 0 < len(content) <= 5 and set(previous.words).issuperset(content)
    if not evidence and len(content) < 2 and not (content and (asked or echoed)):
        return {}
    scores = {code: item.odds for code, item in evidence.items()}

    def add(code: str, amount: float) -> None:
        scores[code] = scores.get(code, _BIAS) + amount

    to_patient = speaks_to_patient(reading)
    if asked:
        asks_last = next((word for word in reversed(words) if word in (".", "?")), ".") == "?"
        add("encouragement_to_elaborate", 0.7 if asks_last else 0.2)
        add("clarification", 0.8 if asks_last else 0.2)
        if asks_last:
            add("empathic_validation", -0.5)
            add("observation", -0.3)
            if "have" not in words and "about" not in words:
                add("advice_praise", -0.5)
    else:
        if to_patient:
            add("observation", 0.7)
            add("clarification", 0.5)
            add("empathic_validation", 0.3)
            if not _INNER.isdisjoint(words):
                add("empathic_validation", 1.0)
            if not _MODAL.isdisjoint(words):
                add("clarification", -1.0)
                add("advice_praise", 0.5)
        elif len(content) > 7:
            add("psychoeducation", 1.0)
        else:
            add("other", 0.6)
        if len(content) > 35:
            add("clarification", -1.0)
            add("psychoeducation", 0.8)
    if echoed:
        # The patient's own words given back: as a question they ask for more.
        add("encouragement_to_elaborate" if asked else "clarification", 1.8)
    if danger and asked:
        add("risk_enquiry", 2.4)
    return {
        code: Said(odds, evidence[code].place if code in evidence else None) for code, odds in scores.items()
    }


def repairs(found: Sequence[Found], *, after_rupture: bool) -> dict[str, Said]:
    """Return the repair strategies that cues speak for; likelier soon after a rupture marker."""
    return joined(found, _REPAIR_BIAS + (_AFTER_RUPTURE if after_rupture else _WITHOUT_RUPTURE))
