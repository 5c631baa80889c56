"""Risk language: what a turn says about being dead, ending one's life or harming oneself.

Recall comes first. Every place where a cue is found is judged by itself: a denial, a figure of speech, the past
or another person lowers what that place says and never touches another place in the same turn. A short answer
to the clinician's question about danger is read together with the question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import numpy as np
import numpy.typing as npt

from clew.therapy.coding.engine import Found, Reading, Said, probability, word_set

PASSIVE, ACTIVE, INTENT = "risk_passive", "risk_active", "risk_intent_plan_behaviour"

#: Risk language that the cues find is proposed from this confidence on. Default, not validated; low on purpose.
LEAST = 0.3
#: Beside cues that were found, the model adds a code only from this confidence on.
BESIDE = 0.5
#: Codes that the patient's own wish to live does not take back.
ABOUT_OTHERS = ("risk_harm_to_others", "risk_child")
#: In a turn of so many words a cue speaks for its own sentence only.
LONG_TURN = 40
#: An answer of so many words or fewer to a question about danger is judged by the rules for answers alone.
SHORT_ANSWER = 8

_BIAS = -2.0
# Log odds. "I would rather die than ..." is lowered least of the figures of speech: it may be meant.
_DENIED, _OF_ANOTHER, _FIGURE, _RATHER, _PAST = -5.0, -3.5, -4.5, -2.5, -1.5

_NEGATIONS = word_set(
    "not never no don't doesn't didn't won't isn't wasn't wouldn't haven't hadn't without ain't neither nor "
    "denied"
)
# A negation beside one of these denies nothing: "can't stop thinking of it", "not sure", "why shouldn't I".
_REVERSALS = word_set(
    "stop help wait only sure know why because but just shake avoid until unless enough if whether even and so then"
)
_SUBJECTS = word_set("i i'm i've i'd i'll")
_REACHING = word_set("think believe that said say saying mean feel suppose like")
_THOUGHTS = word_set(
    "thought thoughts plan plans intention intentions wish desire urge urges intent reason need"
)
_FIRST = word_set("i i'm i've i'd i'll me my myself")
_OTHERS = word_set(
    "he she they he's she's they're his her him their people someone somebody everyone others friend brother sister "
    "mother father uncle aunt cousin son daughter husband wife boyfriend girlfriend ex neighbour man woman guy girl "
    "boy patient client colleague famous film book movie show news who grandfather grandmother teacher kids you"
)
_PAST_MARKS = tuple(
    f" {mark} "
    for mark in (
        "when i was", "years ago", "back then", "used to", "as a teenager", "as a child", "as a kid", "at school",
        "in my twenties", "in my teens", "long ago", "in the past", "not anymore", "not any more", "no longer",
    )
)  # fmt: skip
_FIGURES = word_set("laughing laughter embarrassment embarrassed boredom curiosity cringe")
_ACCIDENTS = word_set("football playing gym skiing training cooking falling running")
_INJURED = word_set("hurt hurting cut cutting burn burning injure injuring")

# Cues of risk enquiry from these weights on ask about danger, or whether somebody is safe.
_ASKS_DANGER, _ASKS_SAFETY = 2.8, 2.5
_YES = word_set("yes yeah yep often always constantly sometimes occasionally lately definitely mm mhm")
_HEDGES = word_set(
    "maybe perhaps dunno sure kind sort guess suppose rather prefer bit little depends sadly well"
)
_NO = word_set("no nope never")
_TAKEN_BACK = word_set("sometimes often but well except maybe perhaps occasionally really")
_PLAN_WORDS = word_set("plan plans how means pills tablets method act intend intention prepared")
_PASSIVE_WORDS = word_set("dead die dying wake death")


@cache
def _worded_as_negation(pattern: str) -> bool:
    words = pattern.replace("(", " ").replace(")", " ").replace("|", " ").replace("?", " ").split()
    return not _NEGATIONS.isdisjoint(words)


def _denied(reading: Reading, found: Found) -> bool:
    inside = reading.normal[found.start : found.stop].split()
    if not _NEGATIONS.isdisjoint(inside) and not _worded_as_negation(found.cue.pattern):
        return True  # "I have no plan to ..."
    words = reading.before(found.start, 6)
    for place in range(len(words) - 1, -1, -1):
        if words[place] not in _NEGATIONS:
            continue
        between = words[place + 1 :]
        if words[place] == "no" and between[:1] and between[0] not in _THOUGHTS:
            return False  # "no, I want to", "no sleep, want to"
        if not _REVERSALS.isdisjoint(between) or words[place - 1 : place] in (["why"], ["if"], ["whether"]):
            return False
        # With a subject of its own the place stands in another clause: "I am not asleep, I want to". After a verb
        # of thinking or saying the negation reaches further: "I do not think I want to".
        subjects = [at for at, word in enumerate(between) if word in _SUBJECTS]
        return all(at > 0 and between[at - 1] in _REACHING for at in subjects)
    return False


def _of_another(reading: Reading, found: Found) -> bool:
    if not _FIRST.isdisjoint(reading.normal[found.start : found.stop].split()):
        return False
    for word in reversed(reading.before(found.start, 7)):
        if word in _FIRST:
            return False
        if word in _OTHERS or word.endswith("'s"):
            return True
    return False


def _with_somebody(words: list[str]) -> bool:
    """Say whether what is to end is a relationship: "end it with him", not "end it with pills"."""
    return any(
        words[place - 1] in ("it", "things") and not _OTHERS.isdisjoint(words[place + 1 : place + 4])
        for place, word in enumerate(words)
        if word == "with" and place > 0
    )


def judge(reading: Reading, found: Found) -> float:
    """Return the log odds that one place speaks of the speaker's own danger now."""
    score = found.cue.weight + _BIAS
    if _denied(reading, found):
        score += _DENIED
    if _of_another(reading, found):
        score += _OF_ANOTHER
    after = reading.after(found.stop, 3)
    inside = reading.normal[found.start : found.stop].split()
    by_accident = not _ACCIDENTS.isdisjoint(after) and not _INJURED.isdisjoint(inside)
    if by_accident or not _FIGURES.isdisjoint(after) or _with_somebody([*inside, *after]):
        score += _FIGURE
    if "than" in after:
        score += _RATHER
    sentence = reading.sentence(found.start)
    if any(mark in sentence for mark in _PAST_MARKS):
        score += _PAST
    return score


def spoken(reading: Reading, found: Iterable[Found]) -> dict[str, Said]:
    """Return the risk codes that a turn's own words speak for, each with its strongest place."""
    best: dict[str, Said] = {}
    for item in found:
        score = judge(reading, item)
        if item.cue.code not in best or score > best[item.cue.code].odds:
            best[item.cue.code] = Said(score, item)
    return best


def answered(question: Reading, enquiry: Iterable[Found], answer: Reading) -> tuple[str, float] | None:
    """Return the code and confidence that an answer to a question about danger gives: yes counts, so does not
    wanting to say.

    ``enquiry`` holds the cues of risk enquiry found in the question. A plain no proposes nothing, unless the
    question was whether the patient is safe; then no and not knowing count, and yes does not.
    """
    words = [word for word in answer.words if word not in (".", "?")]
    opening = words[:5]
    no = not _NO.isdisjoint(opening[:2])
    yes = not no and (
        not _YES.isdisjoint(opening[:3] if len(words) > 20 else words)
        or opening[:2] in (["i", "have"], ["i", "do"], ["i", "did"], ["i", "am"])
    )
    unsure = len(words) <= 12 and (
        not _HEDGES.isdisjoint(words) or words[:2] == ["i", "don't"] or "not" in opening
    )
    if no and len(words) <= 30 and not _TAKEN_BACK.isdisjoint(words):
        no, unsure = False, True  # "No. Well, sometimes."
    if any(item.cue.weight >= _ASKS_DANGER for item in enquiry):
        confidence = 0.8 if yes else 0.45 if unsure and not no else 0.0
    elif any(item.cue.weight >= _ASKS_SAFETY for item in enquiry):
        confidence = 0.6 if no else 0.45 if unsure and not yes else 0.0
    else:
        confidence = 0.0
    if confidence == 0.0:
        return None
    said = set(question.words)
    if not _PLAN_WORDS.isdisjoint(said):
        code = INTENT
    elif not _PASSIVE_WORDS.isdisjoint(said):
        code = PASSIVE
    else:
        code = ACTIVE
    return code, confidence


def heard(
    places: Mapping[str, int],
    said: Mapping[str, Said],
    sure: npt.NDArray[np.float32],
    chosen: npt.NDArray[np.bool_],
    words: int,
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.float32]]:
    """Return which risk codes are proposed for a turn in which cues were heard, and how sure they are.

    The rules know a denial, a figure of speech, another person and the past, which a sum over words does not. So what
    they say stands: what is clear is proposed, and the model adds only what it is sure of; where all is taken back
    nothing is proposed. A long turn of so many ``words`` says more than the sentence of a cue: there the model decides
    about the rest as it would alone. ``sure`` and ``chosen`` are the model's, by the columns of ``places``.
    """
    by_rule = {code: found for code, item in said.items() if (found := probability(item.odds)) >= LEAST}
    chosen, sure = (chosen if words >= LONG_TURN else sure >= BESIDE).copy(), sure.copy()
    if not by_rule and words < LONG_TURN:
        for code, place in places.items():
            chosen[place] &= code in ABOUT_OTHERS
    for code, found in by_rule.items():
        chosen[places[code]], sure[places[code]] = True, max(found, float(sure[places[code]]))
    return chosen, sure
