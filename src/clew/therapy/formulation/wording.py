"""The words of a draft interpretation: a phrase for each category, sentences to put them in, and a check of any wording.

A draft is two sentences at most: one that offers a possibility, one that invites correction. All wording is Clew's own.
Source: interventions.md 5.4, rules I1 and I4 (`clew.therapy.knowledge.interventions.INTERPRETATION_RULES`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge import CATEGORIES, DEFENSES, Component

# "you want to ..."
_WISHES = {
    "be_understood": "be understood",
    "be_accepted": "be taken as you are",
    "be_respected": "be respected",
    "accept_others": "take others as they are",
    "respect_others": "look up to somebody",
    "have_trust": "be able to trust",
    "be_liked": "be liked",
    "be_opened_up_to": "be told what goes on in the other",
    "be_open": "say what is in you",
    "be_distant_from_others": "be left in peace",
    "be_close_to_others": "be close to somebody",
    "help_others": "be of help",
    "be_helped": "be helped",
    "not_be_hurt": "be safe from being hurt",
    "be_hurt": "be made to pay",
    "hurt_others": "hurt back",
    "avoid_conflict": "keep the peace",
    "oppose_others": "stand against somebody",
    "have_control_over_others": "have a say in what others do",
    "be_controlled_by_others": "be told what to do",
    "have_self_control": "keep hold of yourself",
    "achieve": "do something well",
    "be_independent": "stand on your own feet",
    "feel_good_about_self": "think well of yourself",
    "better_self": "become better than you are",
    "be_good": "do what is right",
    "be_like_other": "be like somebody you look up to",
    "be_own_person": "be a person of your own",
    "not_be_responsible_or_obligated": "owe nobody anything for once",
    "have_stability": "have something that stays as it is",
    "feel_comfortable": "feel at ease",
    "feel_happy": "be glad",
    "be_loved": "be loved",
    "assert_self": "say what you want",
    "compete_with_someone": "come out ahead for once",
}

# "you expect somebody to ..."
_OF_OTHER = {
    "understanding": "understand",
    "not_understanding": "miss what you mean",
    "accepting": "take you as you are",
    "rejecting": "turn you away",
    "respects_me": "respect you",
    "does_not_respect_me": "think less of you",
    "does_not_trust_me": "doubt you",
    "likes_me": "like you",
    "dislikes_me": "dislike you",
    "open": "be open with you",
    "distant": "keep at a distance",
    "close": "come close",
    "helpful": "help you",
    "unhelpful": "leave you without help",
    "hurts_me": "hurt you",
    "hurt": "be hurt by you",
    "opposes_me": "stand in your way",
    "cooperative": "go along with you",
    "out_of_control": "lose hold of things",
    "controlling": "take over",
    "gives_me_independence": "let you go your own way",
    "dependent": "lean on you",
    "independent": "manage without you",
    "strong": "be the stronger one",
    "bad": "do wrong by you",
    "strict": "be strict with you",
    "angry": "be angry",
    "anxious": "be worried",
    "happy": "be glad",
    "loves_me": "love you",
}

# "so that you ..."
_OF_SELF = {
    "understand": "try to understand it from the other side",
    "do_not_understand": "lose sight of what is going on",
    "feel_accepted": "feel that you belong",
    "feel_respected": "feel respected",
    "like_others": "warm to the other",
    "dislike_others": "go off the other",
    "open": "say how it is",
    "not_open": "keep it to yourself",
    "helpful": "turn to helping",
    "hurt_others": "hit back",
    "oppose_others": "set yourself against it",
    "controlling": "take charge",
    "out_of_control": "lose hold of yourself",
    "self_controlled": "hold yourself in",
    "independent": "do it alone",
    "dependent": "lean on the other",
    "helpless": "feel there is nothing you can do",
    "self_confident": "feel sure of yourself",
    "uncertain": "begin to doubt yourself",
    "disappointed": "come away disappointed",
    "angry": "get angry",
    "depressed": "go low",
    "unloved": "feel unloved",
    "jealous": "feel jealous",
    "loved": "feel loved",
    "guilty": "feel guilty",
    "ashamed": "feel ashamed",
    "anxious": "get anxious",
    "comfortable": "feel at ease",
    "happy": "feel glad",
    "somatic_symptoms": "feel it in your body",
}

_BY_KIND = {
    Component.WISH: _WISHES,
    Component.RESPONSE_OF_OTHER: _OF_OTHER,
    Component.RESPONSE_OF_SELF: _OF_SELF,
}
for _kind, _phrases in _BY_KIND.items():
    if set(_phrases) != set(CATEGORIES[_kind]):
        raise TherapyError(f"Every category of {_kind.label} needs a phrase, and nothing else does.")

# "... spares you"
PROTECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "affiliation": "turning to somebody",
        "altruism": "being there for others",
        "anticipation": "thinking ahead to it",
        "humor": "finding the funny side of it",
        "self_assertion": "saying it straight out",
        "self_observation": "watching what goes on in you",
        "sublimation": "putting it into something you make",
        "suppression": "setting it aside for now",
        "isolation_of_affect": "telling it without the feeling",
        "intellectualization": "thinking about it in general",
        "undoing": "taking it back as soon as it is said",
        "repression": "not having it to hand",
        "dissociation": "going far away inside",
        "reaction_formation": "being especially kind just there",
        "displacement": "having the feeling somewhere safer",
        "omnipotence": "standing above it",
        "idealization_of_self": "seeing yourself at your best",
        "idealization_of_other": "seeing only the best in somebody",
        "devaluation_of_self": "running yourself down first",
        "devaluation_of_other": "making it worth little",
        "denial": "letting it not be so",
        "projection": "finding it in others",
        "rationalization": "having a good reason ready",
        "autistic_fantasy": "living it in your thoughts",
        "splitting_of_self_image": "being all one thing or all the other",
        "splitting_of_others_image": "having people be all one thing or all the other",
        "projective_identification": "getting others to feel it",
        "acting_out": "doing something at once",
        "passive_aggression": "letting it show in what does not get done",
        "help_rejecting_complaining": "finding that nothing offered will do",
    }
)
"""What each defense does, as something said to a person and without its name."""
if set(PROTECTIONS) != set(DEFENSES):
    raise TherapyError("Every defense needs a phrase, and nothing else does.")


def phrase(kind: Component, slug: str) -> str:
    """Return what completes "you want to", "you expect somebody to" or "so that you" for a category.

    Raises:
        TherapyError: there is no such category.
    """
    if slug not in _BY_KIND[kind]:
        raise TherapyError(f"There is no {kind.label} {slug!r}.")
    return _BY_KIND[kind][slug]


class Kind(StrEnum):
    """What a draft is about, from the surface down (rule I5), then the links between places.

    The links carry the letters of `clew.therapy.knowledge.ccrt.LINKS`.
    """

    EXPECTED = "expected"
    PROTECTION = "protection"
    WISH = "wish"
    FEELING = "feeling"
    PAST = "C-P"
    ROOM = "T-C"
    ROOM_PAST = "T-P"

    @property
    def label(self) -> str:
        """What it joins, in words."""
        return _LABELS[self]

    @property
    def surface(self) -> bool:
        """Whether it stays with what protects and with what is expected."""
        return self in (Kind.EXPECTED, Kind.PROTECTION)

    @property
    def transference(self) -> bool:
        """Whether it speaks of the relationship with the clinician."""
        return self in (Kind.ROOM, Kind.ROOM_PAST)


_LABELS = {
    Kind.EXPECTED: "what is expected and what is then done",
    Kind.PROTECTION: "what protects, what it spares and what it costs",
    Kind.WISH: "the wish, what is expected and what is then done",
    Kind.FEELING: "the hidden feeling and what makes it dangerous",
    Kind.PAST: "now and then",
    Kind.ROOM: "here and outside",
    Kind.ROOM_PAST: "here and then",
}

_SENTENCES: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        Kind.EXPECTED: (
            "I wonder whether part of you already expects others to {other}, so that you {self}.",
            "Perhaps, before anything has happened, you are ready for others to {other}, and then you {self}.",
            "It may be that you {self} when it seems likely that others will {other}.",
            "Maybe you look out for others to {other}, and {self} before it comes to that.",
            "Could it be that you {self} because, somewhere, you are waiting for others to {other}?",
            "I have a thought, perhaps a wrong one, that you {self} where you expect others to {other}.",
        ),
        Kind.WISH: (
            (
                "I wonder whether, when you want to {wish}, part of you already expects others to {other}, so that you "
                "{self}."
            ),
            "Perhaps you want to {wish}, and at the same moment you wait for others to {other}, and then you {self}.",
            "It may be that wanting to {wish} has come to mean that others will {other}, and so you {self}.",
            "Maybe the more you want to {wish}, the more you look out for others to {other}, until you {self}.",
            "Could it be that you would like to {wish}, and {self} because you expect others to {other}?",
            "I wonder if you {self} just where you want to {wish}, as though others could only {other}.",
        ),
        Kind.PROTECTION: (
            "I wonder whether {doing} spares you {anxiety}, and costs you something as well.",
            "Perhaps {doing} is how you keep clear of {anxiety}, at a price that only you would know.",
            "It may be that {doing} has kept {anxiety} away for a long time, and that it takes something from you too.",
            "Maybe {doing} helps against {anxiety}, and stands in your way at other times.",
            (
                "Could it be that {doing} does two things, that it keeps off {anxiety} and that it keeps something from "
                "you?"
            ),
        ),
        Kind.FEELING: (
            "I wonder whether there is also {feeling}, and whether {anxiety} comes as soon as you get near it.",
            "Perhaps behind {doing} there is {feeling}, which brings {anxiety} with it.",
            "It may be that {feeling} is there too, and that {anxiety} has made it hard to have.",
            "Maybe you would feel {feeling}, if it did not bring {anxiety} along.",
            "Could it be that {feeling} has had to stay hidden, because of {anxiety}?",
        ),
        Kind.PAST: (
            (
                "I wonder whether it is with {outside} a little as it was with {past}, that you expect them to {other}, and "
                "{self}."
            ),
            (
                "Perhaps something you learned with {past} is still at work with {outside}, so that you wait for them to "
                "{other}, and {self}."
            ),
            (
                "It may be that, with {outside}, you are ready for what you knew with {past}, that they might {other}, and "
                "so you {self}."
            ),
            "Maybe {outside} and {past} come close together there, as people who may {other}, and you {self}.",
            "Could it be that you {self} with {outside} because {past} used to {other}?",
        ),
        Kind.ROOM: (
            (
                "I wonder whether something of this happens here too, that you expect me to {other}, as with {outside}, "
                "and {self}."
            ),
            "Perhaps you wait for me to {other}, as you do with {outside}, and {self}.",
            "It may be that with me, too, as with {outside}, you {self} because I might {other}.",
            "Maybe it is not only with {outside} that you {self}, but also here, since I could {other}.",
            "Could it be that you look out for me to {other}, as with {outside}, and {self}?",
        ),
        Kind.ROOM_PAST: (
            "I wonder whether you expect me to {other} here, as you did with {past}, and {self}.",
            "Perhaps something you know from {past} comes up between us, that I might {other}, so that you {self}.",
            "It may be that you {self} with me as you did with {past}, since I might {other}.",
            "Maybe I have come to stand a little where {past} stood, as somebody who may {other}, and you {self}.",
            "Could it be that you look out for me to {other}, as with {past}, and {self}?",
        ),
    }
)

_INVITATIONS = (
    "Does that fit, or is it different?",
    "Or would you put it another way?",
    "What in this is right, and what is not?",
    "I may have it wrong; how is it for you?",
    "Does any of that sound like you, or not?",
    "Where does that miss you?",
    "How far is that true, and where is it not?",
)

_HEDGES = re.compile(
    r"\b(i wonder|perhaps|maybe|it may be|could it be|might|possibly|i could be wrong|i may be wrong|"
    r"a wrong one|as if|as though|it seems|i imagine)\b"
)
_INVITES = re.compile(
    r"\b(does|do|is|are|or|how|what|where|would|could|am i|have i)\b[^.?]*\?\s*$"
)  # it ends by asking

LONGEST_DRAFT = 2  # sentences: rule I4


def count(kind: Kind) -> int:
    """Return in how many ways a draft of this kind can be worded."""
    sentences, invitations = len(_SENTENCES[kind]), len(_INVITATIONS)
    return sentences * invitations


def put(kind: Kind, words: Mapping[str, str], wording: int = 0) -> str:
    """Return a draft in words; ``wording`` chooses among the `count` ways of saying it, and runs round.

    ``words`` holds the phrases that sentences of this kind name: wish, other, self, doing, anxiety, feeling,
    past, outside.
    """
    at = wording % count(kind)
    sentences = _SENTENCES[kind]
    sentence = sentences[at % len(sentences)].format_map(dict(words))
    # One step further for each round through the sentences, so that every pair has its turn.
    return f"{sentence} {_INVITATIONS[(at % len(sentences) + at // len(sentences)) % len(_INVITATIONS)]}"


@dataclass(frozen=True, slots=True)
class Wording:
    """What a wording has of what rules I1 and I4 ask: a hedge, an invitation to correct, at most two sentences."""

    hedged: bool
    invites: bool
    sentences: int

    @property
    def tentative(self) -> bool:
        """Rule I1: it is offered as a possibility, and invites correction."""
        return self.hedged and self.invites

    @property
    def short(self) -> bool:
        """Rule I4: it has at most two sentences."""
        return 1 <= self.sentences <= LONGEST_DRAFT


def read_wording(text: str) -> Wording:
    """Look at a wording, whoever wrote it. It is a reading of a few words, and no judgement of tact."""
    plain = " ".join(text.split())
    sentences = [one for one in re.split(r"(?<=[.?!])\s+", plain) if re.search(r"\w", one)]
    last = sentences[-1].lower() if sentences else ""
    return Wording(
        hedged=bool(_HEDGES.search(plain.lower())),
        invites=bool(_INVITES.search(last)),
        sentences=len(sentences),
    )
