"""The people whom a patient speaks of in one session: "my mother", "Mum" and "she" joined into one person.

A person is known by a role ("older sister"); a name is learned only beside a role ("my sister Ann") and is kept as
evidence, never as a label. A pronoun is resolved where one person alone fits it among those named last; where two fit,
or none, it stays open. One pass over the words, then one answer for the whole session, so that a role told later holds
for what was said before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from clew.therapy.coding.cues.people import (
    ACTS,
    ANY,
    CALLED,
    LONGER,
    NO_NAMES,
    NOT_ANY,
    NOUNS,
    OWN,
    PASSED_OVER,
    PRONOUNS,
    TELLING_APART,
    THEIRS,
    Noun,
)
from clew.therapy.coding.engine import Reading, word_set
from clew.therapy.transcripts.turns import Role, Transcript

#: A pronoun may mean somebody who was spoken of within so many turns. Default, not validated.
REACH = 4
_KIN = frozenset({"parent", "sibling", "grandparent", "relative", "partner", "child"})
_ORDINALS = ("", "second ", "third ", "fourth ", "fifth ")
_IS = word_set("is was")
_BEING = word_set("i'm am as being")
_ENDS = (".", "?")


class Mention(NamedTuple):
    """One place where a person is spoken of: words ``first`` to ``last`` of a turn, counted from 0.

    ``person`` is a number by which `PeopleFinder.who` knows them; ``pronoun`` says that no word named them.
    """

    person: int
    turn: int
    first: int
    last: int
    pronoun: bool


@dataclass(frozen=True, slots=True)
class Person:
    """One person, or group, of a session: the kind of other (None while no role was told), a label, the mentions."""

    kind: str | None
    label: str
    mentions: tuple[Mention, ...]

    @property
    def named(self) -> tuple[Mention, ...]:
        """The mentions in which a word named them."""
        return tuple(mention for mention in self.mentions if not mention.pronoun)


@dataclass(slots=True)
class _Known:
    """What is known of one person so far. ``same`` is the number of the person whom this one turned out to be."""

    noun: Noun | None
    fits: str
    apart: str = ""  # "older"
    of: int | None = None  # whose mother, son ...; None for the patient's own
    name: str = ""
    nth: int = 0  # which of several whom nothing tells apart
    same: int | None = None
    last: int = -REACH - 1
    mentions: list[Mention] = field(default_factory=list)


class PeopleFinder:
    """Reads the turns of a session in their order."""

    def __init__(self) -> None:
        self._all: list[_Known] = []
        self._by_role: dict[tuple[str, int | None], list[int]] = {}
        self._by_name: dict[str, int] = {}
        self._live: list[int] = []  # who was spoken of within reach
        self._fitting: dict[str, int | None] = {}  # whom a pronoun means just now
        self._role = Role.UNKNOWN

    def read(self, turn: int, role: Role, reading: Reading) -> list[Mention]:
        """Take the next turn and return who is spoken of in it. Other speakers' relatives are not the patient's."""
        if role not in (Role.PATIENT, Role.CLINICIAN):
            return []
        self._role = role
        self._live = [
            n for n in self._live if turn - self._all[n].last <= REACH and self._all[n].same is None
        ]
        self._fitting = {}
        words, found = reading.words, list[Mention]()
        names, free = self._by_name, 0
        for place, word in enumerate(words):
            if not (word in _WORTH or word in names or word[-2:] == "'s") or place < free:
                continue
            size, noun = _noun(words, place)
            if noun is not None:
                person = None if _called_out(reading, place, size, noun) else self._named(words, place, noun)
                free = place + size
                if person is not None:
                    free, person = self._with_name(reading, person, free)
                    self._take(found, Mention(person, turn, place, free - 1, False))
            elif word in PRONOUNS:
                person = self._meant(PRONOUNS[word])
                if person is not None:
                    self._take(found, Mention(person, turn, place, place, True))
            elif word in ACTS:
                person = self._stranger(reading, place - 1) if place > free else None
                if person is not None:
                    self._take(found, Mention(person, turn, place - 1, place - 1, False))
            elif (known := names.get(word.removesuffix("'s"))) is not None:
                person, last = self._told_who(words, place, self.root(known))
                self._take(found, Mention(person, turn, place, last, False))
                free = last + 1
        return found

    def root(self, person: int) -> int:
        """Return the number of the person whom ``person`` turned out to be."""
        while (same := self._all[person].same) is not None:
            person = same
        return person

    def who(self, person: int) -> tuple[str | None, str]:
        """Return kind and label of a person, as far as they are known by now."""
        known = self._all[self.root(person)]
        if known.noun is None:
            return None, ""
        apart = f"{known.apart} " if known.apart else ""
        label = f"{_ordinal(known.nth)}{apart}{_shown(known.noun.label)}"
        if known.of is None:
            return known.noun.kind, label
        whose = self.who(known.of)[1]
        if not whose:
            return None, ""  # of somebody with no role: "Susan's mother"
        return ("relative" if known.noun.kind in _KIN else known.noun.kind), f"{whose}'s {label}"

    def mentions(self, person: int) -> list[Mention]:
        """Return where a person was spoken of so far, in order."""
        return sorted(self._all[self.root(person)].mentions, key=lambda m: (m.turn, m.first))

    def finish(self) -> tuple[Person, ...]:
        """Return everybody, in the order in which they were first spoken of."""
        everybody = [n for n, known in enumerate(self._all) if known.same is None and known.mentions]
        found = [Person(*self.who(n), tuple(self.mentions(n))) for n in everybody]
        return tuple(sorted(found, key=lambda one: (one.mentions[0].turn, one.mentions[0].first)))

    # --- who a word means ---------------------------------------------------------------------------------------

    def _take(self, found: list[Mention], mention: Mention) -> None:
        known = self._all[mention.person]
        known.last = mention.turn
        known.mentions.append(mention)
        found.append(mention)
        if mention.person not in self._live:
            self._live.append(mention.person)
        if not mention.pronoun:
            self._fitting = {}

    def _meant(self, fits: str) -> int | None:
        """Return whom a pronoun means: of those named last the one whom it fits; None where that is not one."""
        if fits not in self._fitting:
            them = [n for n in self._live if self._all[n].same is None and _may_fit(self._all[n], fits)]
            latest = max((self._all[n].last for n in them), default=0)
            them = [n for n in them if self._all[n].last == latest]
            self._fitting[fits] = them[0] if len(them) == 1 else None
            if len(them) == 1 and not self._all[them[0]].fits:
                self._all[them[0]].fits = fits
        return self._fitting[fits]

    def _named(self, words: Sequence[str], place: int, noun: Noun) -> int | None:
        """Return whom a word names; None where it names nobody in particular, or nobody of the patient's."""
        at, apart = place - 1, ""
        while at >= 0 and (words[at] in TELLING_APART or words[at] in PASSED_OVER):
            apart = _apart(words[at], noun) or apart
            at -= 1
        before = words[at] if at >= 0 else "."
        if before in OWN or before == "your":
            mine = (before == "your") is (self._role is Role.CLINICIAN)
            return self._one(noun, apart, None) if mine else None
        if before in THEIRS or (before.endswith("'s") and before not in PRONOUNS):
            itself = at > 0 and words[at - 1] in _BEING  # "I'm his mother"
            return None if itself else self._theirs(before, noun, apart)
        if noun.kind == "group":
            return self._one(noun, apart, None)
        if before in NOT_ANY or (noun.only and before in ANY):
            return None
        if before in ANY and noun.kind not in _KIN:
            return self._another(noun, apart)
        return self._one(noun, apart, None)

    def _theirs(self, before: str, noun: Noun, apart: str) -> int | None:
        if before in THEIRS:
            of = self._meant(PRONOUNS[before])
        else:
            base = before.removesuffix("'s")
            owner = NOUNS.get(_SAME_OWNER.get(base, base))
            if owner is not None and owner.kind == "group":
                return None
            of = self._one(owner, "", None) if owner else self._by_name.get(base)
        return None if of is None else self._one(noun, apart, self.root(of))

    def _one(self, noun: Noun, apart: str, of: int | None) -> int:
        """Return the person of a role: the one who is known, or a new one where none or more than one fits."""
        there = [n for n in self._by_role.get((noun.label, of), ()) if self._all[n].same is None]
        fitting = [n for n in there if not apart or self._all[n].apart in ("", apart)]
        exact = [n for n in fitting if self._all[n].apart == apart and not self._all[n].nth]
        if len(fitting) == 1 or exact:
            person = exact[0] if exact else fitting[0]
            self._all[person].apart = self._all[person].apart or apart
            return person
        if fitting and not apart:
            live = [n for n in fitting if n in self._live]
            if len(live) == 1:
                return live[0]
        return self._new(noun, apart, of)

    def _another(self, noun: Noun, apart: str) -> int:
        """Return a person who was not spoken of before: "a friend", "another teacher"."""
        person = self._new(noun, apart, None)
        alike = [n for n in self._by_role[noun.label, None] if self._all[n].apart == apart]
        self._all[person].nth = len(alike) - 1
        return person

    def _new(self, noun: Noun | None, apart: str, of: int | None) -> int:
        self._all.append(_Known(noun, noun.fits if noun else "", apart, of))
        person = len(self._all) - 1
        if noun is not None:
            self._by_role.setdefault((noun.label, of), []).append(person)
        return person

    # --- names --------------------------------------------------------------------------------------------------

    def _with_name(self, reading: Reading, person: int, after: int) -> tuple[int, int]:
        """Take the name that may follow a role: "my sister Ann", "my sister is called Ann"."""
        words, at = reading.words, after
        if at < len(words) and words[at] in _IS:
            at += 1
        if at < len(words) and words[at] in CALLED:
            at += 1
        elif at != after or self._all[person].fits == "s":
            return after, person
        if at >= len(words) or words[at] in _COMMON_AFTER or not _is_name(words[at], reading.written(at)):
            return after, person
        return at + 1, self._call(person, words[at].removesuffix("'s"))

    def _call(self, person: int, name: str) -> int:
        """Give a person a name. One who has another name is another person of the same role."""
        known = self._all[person]
        if known.name and known.name != name:
            noun, of = known.noun, known.of
            alike = self._by_role.get((noun.label, of), []) if noun else []
            other = next((n for n in alike if self._all[n].name in ("", name) and n != person), None)
            if other is None:
                other = self._new(noun, known.apart, of)
                self._all[other].nth = len(alike) - 1
            person, known = other, self._all[other]
        known.name = name
        before = self._by_name.get(name)
        if before is not None and self.root(before) != person and self._all[self.root(before)].noun is None:
            self._join(self.root(before), person)
        self._by_name.setdefault(name, person)
        return person

    def _join(self, nameless: int, person: int) -> None:
        """Somebody known by name alone turns out to be a person with a role; nobody is their own relative's relative."""
        of = self._all[person].of
        while of is not None:
            if self.root(of) == nameless:
                return
            of = self._all[self.root(of)].of
        self._all[nameless].same = person
        self._all[person].mentions += self._all[nameless].mentions
        self._all[person].last = max(self._all[person].last, self._all[nameless].last)
        if nameless in self._live:
            self._live.remove(nameless)
            if person not in self._live:
                self._live.append(person)
        for label, of_ in [key for key in self._by_role if key[1] == nameless]:
            # "Susan's brother" is the brother of whoever Susan turned out to be.
            theirs, known = self._by_role.pop((label, of_)), self._by_role.setdefault((label, person), [])
            for relative in theirs:
                self._all[relative].of = person
                if known:
                    self._join(relative, known[0])
                else:
                    known.append(relative)

    def _stranger(self, reading: Reading, place: int) -> int | None:
        """Return a person of no known role, where a name acts for the first time: "and then Susan said"."""
        words = reading.words
        if place < 1 or words[place - 1] in _ENDS or words[place] in self._by_name or words[place] in _WORTH:
            return None  # the first word of a sentence has a capital whatever it is
        if not _is_name(words[place], reading.written(place)):
            return None
        self._by_name[words[place]] = self._new(None, "", None)
        return self._by_name[words[place]]

    def _told_who(self, words: Sequence[str], place: int, person: int) -> tuple[int, int]:
        """Take the role that may follow a name: "Dave my brother", "Dave is my boss". Return person and last word."""
        at = place + 1
        if at < len(words) and words[at] in _IS:
            at += 1
        if self._role is not Role.PATIENT or at + 1 >= len(words) or words[at] not in OWN:
            return person, place
        at += 1
        apart = ""
        while at < len(words) - 1 and (words[at] in TELLING_APART or words[at] in PASSED_OVER):
            apart = words[at]
            at += 1
        size, noun = _noun(words, at)
        if noun is None or noun.fits == "s" or self._all[person].noun is not None:
            return person, place
        one = self._one(noun, _apart(apart, noun), None)
        role = self._call(one, words[place].removesuffix("'s"))
        return role, at + size - 1


#: Words worth a look: those that name or mean somebody, and what somebody named does.
_WORTH = frozenset(word for phrase in NOUNS for word in phrase.split()[:1]) | PRONOUNS.keys() | ACTS
#: Words that follow a role far more often than a name does; looked at first, since they are most.
_COMMON_AFTER = word_set(
    ". ? and was is said says who had has has to in on at i he she they that just with would for of"
)
_SAME_OWNER = {"mum": "mother", "mom": "mother", "mam": "mother", "dad": "father"}


def _noun(words: Sequence[str], place: int) -> tuple[int, Noun | None]:
    """Return how many words from a place name a person, and what they say; the longest phrase counts."""
    word = words[place]
    for rest in LONGER.get(word, ()):
        stop = place + 1 + len(rest)
        if tuple(words[place + 1 : stop]) == rest:
            return 1 + len(rest), NOUNS[" ".join((word, *rest))]
    noun = NOUNS.get(word)
    if noun is None and word.endswith("'s"):
        base = word[:-2]
        noun = NOUNS.get(_SAME_OWNER.get(base, base))
        # "my husband's mother" is about the mother.
        if noun is not None and place + 1 < len(words) and _noun(words, place + 1)[1] is not None:
            return 1, None
    return 1, noun


def _ordinal(before: int) -> str:
    """Return what tells the next of several alike, of whom so many were spoken of before: "second "."""
    return _ORDINALS[before] if before < len(_ORDINALS) else f"{before + 1}th "


def _apart(word: str, noun: Noun) -> str:
    """Return what a word before a role says of which one it is: "older" of a big sister; nothing of a big boss."""
    label, kinds = TELLING_APART.get(word, ("", frozenset()))
    return label if noun.kind in kinds else ""


def _called_out(reading: Reading, place: int, size: int, noun: Noun) -> bool:
    """Whether a word calls to somebody: in "she said, Mum, come here" the mother is the one who tells it."""
    return noun.kind in ("parent", "grandparent") and reading.apart(place, place + size - 1)


def _shown(label: str) -> str:
    """Return a label as it is written: "mother-in-law", "ex-husband"."""
    if " in law" in label or label.startswith(("ex ", "in laws", "half ")):
        return label.replace(" ", "-")
    return label


def _is_name(word: str, written: str) -> bool:
    return written[:1].isupper() and written[1:2].islower() and word not in NO_NAMES and word not in NOUNS


def _may_fit(known: _Known, fits: str) -> bool:
    if known.noun is not None and known.noun.kind == "group":
        return fits == "s"
    return known.fits == fits or (not known.fits and fits != "s")


def people(transcript: Transcript) -> tuple[Person, ...]:
    """Return the people of a session. Pure; linear in the number of words."""
    finder = PeopleFinder()
    for turn in transcript.turns:
        finder.read(turn.index, turn.role, Reading(turn.text))
    return finder.finish()
