"""How a person codes a session: the unit of each scheme, how to decide, and what settles a tie.

These are the sentences that the vocabulary itself does not hold. With the definitions they make up the coding manual
(`clew.therapy.knowledge.manual`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from clew.therapy.knowledge.base import Entry, Tag, by_slug


class Asks(StrEnum):
    """What a rule answers, in the order in which a coder asks it."""

    UNIT = "unit"
    DECIDE = "decide"
    TIE = "tie"

    @property
    def label(self) -> str:
        """The heading over such rules."""
        return {
            Asks.UNIT: "What is coded",
            Asks.DECIDE: "How to decide",
            Asks.TIE: "When two codes seem right",
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingRule(Entry):
    """One sentence or two that a coder goes by. ``asks`` says which question it answers."""

    asks: Asks


def _rules(*rows: tuple[str, str, Asks, str, str, Tag]) -> Mapping[str, CodingRule]:
    return by_slug(
        CodingRule(slug=slug, name=name, asks=asks, definition=words, source=source, tag=tag)
        for slug, name, asks, words, source, tag in rows
    )


_D, _K, _V = Tag.DEFAULT, Tag.KNOWN, Tag.VERIFIED

GENERAL_RULES = _rules(
    (
        "whole_first",
        "Read first",
        Asks.UNIT,
        "Read the session once as a whole before the first code. Then go turn by turn, scheme by scheme.",
        "Clew",
        _D,
    ),
    (
        "turns_as_they_are",
        "Turns",
        Asks.UNIT,
        (
            "A turn is what one person says until another speaks, as the transcript has it. Turns are not cut anew while "
            "coding; if who spoke is wrong, it is corrected before."
        ),
        "Clew",
        _D,
    ),
    (
        "shortest_words",
        "Words",
        Asks.UNIT,
        "With a code mark the shortest stretch of words that carries it. Who reads only these words should see why.",
        "Clew",
        _D,
    ),
    (
        "said_not_person",
        "What was said",
        Asks.DECIDE,
        (
            "A code is a judgement about one utterance where it stands. It says nothing about what kind of person speaks, and "
            "nothing is coded from what one knows of the person otherwise."
        ),
        "Clew",
        _D,
    ),
    (
        "read_before",
        "What came before",
        Asks.DECIDE,
        "Judge a turn by what was said up to it. What comes out ten turns later does not change its code.",
        "Clew",
        _D,
    ),
    (
        "no_code",
        "No code",
        Asks.DECIDE,
        (
            "No code is an answer, and for defenses, ruptures and repairs the commonest one. When in doubt leave it out, except "
            "for words of danger: there, when in doubt, code."
        ),
        "Clew",
        _D,
    ),
    (
        "schemes_apart",
        "Schemes",
        Asks.TIE,
        (
            "The schemes ask different questions, so one turn may have codes of several. Decide each without looking at the "
            "others."
        ),
        "Clew",
        _D,
    ),
    (
        "settle",
        "Settling",
        Asks.TIE,
        (
            "Where two coders differ, each first reads the definition and the neighbours again, alone. What still differs is "
            "talked about; the code that needs less inferring wins, and a lasting difference is kept as one."
        ),
        "Clew",
        _D,
    ),
)
"""Rules for every scheme."""

INTERVENTION_RULES = _rules(
    (
        "clinician_turn",
        "Every turn of the clinician",
        Asks.UNIT,
        "Each turn of the clinician has one code or more; what fits nowhere is coded as other.",
        "Clew",
        _D,
    ),
    (
        "from_insight",
        "Ask in this order",
        Asks.DECIDE,
        (
            "Is a reason, motive or origin offered? Interpretation. Is something outside awareness pointed to, without a reason? "
            "Observation. Is something known turned to, or a limit held? Confrontation. Is what was said put more clearly? "
            "Clarification. Is the patient free to say more? Encouragement to elaborate. Is the experience understood and found to "
            "make sense? Empathic validation. Is something taught? Psychoeducation. Is a step suggested or appreciated? Advice and "
            "praise. If none, look at the codes beside the continuum."
        ),
        "Clew",
        _D,
    ),
    (
        "act_not_form",
        "The act, not the form",
        Asks.DECIDE,
        (
            'A question mark does not make a question, nor does "I wonder" make an interpretation. Code what the words do for '
            "the patient."
        ),
        "Clew",
        _D,
    ),
    (
        "highest_and_others",
        "Several acts in one turn",
        Asks.TIE,
        (
            "Give the code nearest to insight, and any other that the turn clearly shows as well. Where only one may be given, it "
            "is the one nearest to insight."
        ),
        "Clew",
        _D,
    ),
)
"""Rules for the clinician's turns."""

DEFENSE_RULES = _rules(
    (
        "patient_words",
        "Words of a patient's turn",
        Asks.UNIT,
        "The words of one turn of the patient in which something is kept off. Most turns have no defense.",
        "Clew",
        _D,
    ),
    (
        "three_questions",
        "Three questions",
        Asks.DECIDE,
        (
            "What feeling, wish or fact would be hard to bear here? What do the words do with it? Which code does just that? "
            "Without an answer to the first there is no code."
        ),
        "Clew",
        _D,
    ),
    (
        "function",
        "What it does",
        Asks.DECIDE,
        "Two defenses can sound alike and do different things. What it does for the person decides, not the wording.",
        "Practice",
        _K,
    ),
    (
        "not_psychotic",
        "Outside the levels",
        Asks.DECIDE,
        "Talk that has lost touch with what is real is not coded with this scheme.",
        "Practice",
        _K,
    ),
    (
        "both_if_shown",
        "Two in one turn",
        Asks.TIE,
        "Code two only if words can be named for each; each counts once. If one rests on a guess, leave that one out.",
        "Clew",
        _D,
    ),
)
"""Rules for defenses."""

RUPTURE_RULES = _rules(
    (
        "between_two",
        "A turn of the patient",
        Asks.UNIT,
        "A turn of the patient in which working together has become harder, or the bond is strained.",
        "3RSmanual",
        _V,
    ),
    (
        "not_disagreement",
        "Less working together",
        Asks.DECIDE,
        (
            "It is about working together, not about agreeing. A patient may disagree and be at work; a quick yes may be a "
            "withdrawal."
        ),
        "3RSmanual",
        _V,
    ),
    (
        "away_or_against",
        "Away or against",
        Asks.DECIDE,
        (
            "Does the patient move away from the clinician or the work? Withdrawal. Or against them? Confrontation. A complaint "
            "about people outside is neither."
        ),
        "3RSmanual",
        _K,
    ),
    (
        "plainest_marker",
        "Several markers",
        Asks.TIE,
        (
            "Both families may show in one turn. Within a family code the marker that says most exactly what was done; code a "
            "second only if it has words of its own."
        ),
        "Clew",
        _D,
    ),
)
"""Rules for rupture markers."""

REPAIR_RULES = _rules(
    (
        "after_strain",
        "A turn of the clinician after a strain",
        Asks.UNIT,
        (
            "A turn of the clinician that answers a strain between the two. Without one before it, the same words are an ordinary "
            "intervention and no repair. Either way the turn has its code of intervention too."
        ),
        "Clew",
        _D,
    ),
    (
        "what_it_mends",
        "What it does about the strain",
        Asks.DECIDE,
        (
            "Ask what the clinician does about the strain: clear it up, change what is done, explain, invite talk about it, own a "
            "part, tell their own side, link it, respect the guard, or lead back to the work."
        ),
        "Clew",
        _D,
    ),
    (
        "explore_then_link",
        "During and later",
        Asks.DECIDE,
        (
            "Experts advise to validate and explore while the strain lasts and to link it to patterns later. That is advice to "
            "clinicians; a move is coded whenever it is made."
        ),
        "EubanksConsensus2018",
        _V,
    ),
    (
        "both_moves",
        "Two moves in one turn",
        Asks.TIE,
        (
            "Code each move that has words of its own. If one sentence could be either, code what it says of the clinician's own "
            "part."
        ),
        "Clew",
        _D,
    ),
)
"""Rules for repair."""

AFFECT_RULES = _rules(
    (
        "own_feeling",
        "The patient's own feeling",
        Asks.UNIT,
        "Words of a patient's turn that name a feeling of their own or plainly show it, of now or of the time told about.",
        "Clew",
        _D,
    ),
    (
        "whose",
        "Whose it is",
        Asks.DECIDE,
        "A feeling of somebody else, one that is denied, and one that is only supposed are not coded.",
        "Clew",
        _D,
    ),
    (
        "named_or_plain",
        "Named or plain",
        Asks.DECIDE,
        (
            "Do not infer what somebody must have felt. If the words neither name it nor leave another reading out, there is no "
            "code."
        ),
        "Clew",
        _D,
    ),
    (
        "nearest_word",
        "The nearest word",
        Asks.TIE,
        "Take the code nearest to the patient's own word. Two feelings told side by side are two codes.",
        "Clew",
        _D,
    ),
)
"""Rules for affects."""

RISK_RULES = _rules(
    (
        "anybody",
        "Anybody's turn",
        Asks.UNIT,
        "Words of the patient. A turn whose speaker is not known is read as if it were the patient's.",
        "Clew",
        _D,
    ),
    (
        "act_first",
        "Act before you code on",
        Asks.DECIDE,
        (
            "Whoever meets words of danger while coding tells the clinician at once. Coding is no assessment, and it does not wait "
            "for the end of the session."
        ),
        "Clew",
        _D,
    ),
    (
        "words_only",
        "Language, not risk",
        Asks.DECIDE,
        "The codes mark language. No code says that a person is safe, and none says how great a danger is.",
        "Clew",
        _D,
    ),
    (
        "the_graver",
        "The graver one",
        Asks.TIE,
        "When in doubt between a code and none, code. Between two, give the graver one.",
        "Clew",
        _D,
    ),
)
"""Rules for risk language."""

EPISODE_RULES = _rules(
    (
        "what_counts",
        "A relationship episode",
        Asks.UNIT,
        (
            "A told piece of what went on between the patient and one main other, with a beginning, events and an end, over as many "
            "turns as it takes. A dream counts if it is told as an interaction, and so does what happens between the two in the "
            "room. Episodes of the relation to oneself are kept apart."
        ),
        "LuborskyCC1998",
        _K,
    ),
    (
        "what_does_not",
        "No episode",
        Asks.UNIT,
        "What somebody is like in general, symptoms alone, opinions, and plans without anything happening are none.",
        "LuborskyCC1998",
        _K,
    ),
    (
        "two_steps",
        "Two steps",
        Asks.DECIDE,
        (
            "First mark the episodes and say how complete each is, from 1 (least) to 5 (wish, response of the other, response of "
            "the self, words and acts, and outcome are all clear). Then read each for its wish and responses, best by another coder "
            "who does not know the first one's."
        ),
        "LuborskyCC1998",
        _K,
    ),
    (
        "near_the_text",
        "Wish",
        Asks.DECIDE,
        "W: what the patient wants, needs, intends or expects of the other, said or inferred close to the words.",
        "LuborskyCC1998",
        _K,
    ),
    (
        "other_responds",
        "Response of the other",
        Asks.DECIDE,
        "RO: what the other does, or what the patient expects or imagines. Say which, and whether it meets the wish.",
        "LuborskyCC1998",
        _K,
    ),
    (
        "self_responds",
        "Response of the self",
        Asks.DECIDE,
        "RS: what the patient then feels, thinks, does or suffers bodily. Say whether it meets the wish.",
        "LuborskyCC1998",
        _K,
    ),
    (
        "own_words_first",
        "Own words, then a category",
        Asks.DECIDE,
        (
            "Put each part into words close to the patient's, then choose the category that fits best, or the cluster directly. "
            "Each category counts once in an episode, however often it is told."
        ),
        "LuborskyCC1998",
        _K,
    ),
    (
        "choose_cluster",
        "The cluster, from the words",
        Asks.DECIDE,
        (
            "Choose the one cluster that fits best, from what is said and its context and never from the category; a second "
            "best only where it is really close. How Clew's own raters read the names is a working note on the page of the theme."
        ),
        "Clew",
        _D,
    ),
    (
        "closest_category",
        "Two categories",
        Asks.TIE,
        "Take the one that needs less inferring from what was said. If none fits, keep the own words and the cluster.",
        "Clew",
        _D,
    ),
)
"""Rules for relationship episodes."""
