"""The engine of the coder: reads a turn once and finds the cues in it.

A *cue* is a short phrase pattern that speaks for a code. Patterns are written in words, not in regular
expressions:

================  ==========================================================================
``i wonder``      these words, one after the other (letter case and commas do not matter)
``(if|whether)``  either of these; each side may have several words
``really?``       may be there or not; ``(a|b)?`` likewise
``~``             up to three words in between; ``~~`` up to eight; never past the end of a sentence
``^`` ``$``       the beginning and the end of a sentence
``#``             a number
``@``             only where the sentence goes on to end in a question mark
================  ==========================================================================

Every pattern becomes regular expressions in which each step takes whole words and every gap has an upper
limit, so the work grows in proportion to the text. Most are never tried: each is filed under its rarest word,
and only those whose word occurs in the turn are run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import exp
from typing import NamedTuple, TypeAlias

from clew.therapy.errors import TherapyError
from clew.therapy.moments import Span


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(words.split())


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern that speaks for a code.

    ``group`` is the scheme or component the code belongs to; ``weight`` is in log odds (a cue of weight 3
    makes its code about twenty times as likely); ``good`` is a sentence it must find and ``bad`` one that
    it must not, both written for Clew and both tested.
    """

    group: str
    code: str
    pattern: str
    weight: float
    good: str
    bad: str


def cues(group: str, code: str, *rows: tuple[float, str, str, str]) -> tuple[Cue, ...]:
    """Return the cues of one code from rows of (weight, pattern, good, bad)."""
    return tuple(Cue(group, code, pattern, weight, good, bad) for weight, pattern, good, bad in rows)


class Found(NamedTuple):
    """A cue found in a text: characters ``start`` to ``stop`` of its normal form."""

    cue: Cue
    start: int
    stop: int


# One word (with inner apostrophes), or the mark that ends a sentence. Runs of dots are pauses, not ends;
# "gonna" and "wanna" are read as two words.
_TOKEN = re.compile(r"(?:[Gg]on|[Ww]an)(?=na\b)|[^\W_]+(?:['’][^\W_]+)*|[?!;]|(?<!\.)\.(?![.\w])")
# The first half of a stutter ("that-that") and stage directions ("[door]") are blanked out so that phrases stay
# whole; directions that show feeling or silence are read. Fillers are no words.
_STUTTER = re.compile(r"\b([^\W_]+)-+ ?(?=\1\b)", re.IGNORECASE)
_DIRECTION = re.compile(
    r"\[(?![^\]]{0,60}(?:laugh|smil|cry|cries|sob|tear|silen|wait|paus|nod))[^\]]{0,80}\]", re.IGNORECASE
)
_FILLERS = word_set("um umm ummm uh uhh uhhh uhm uum er erm")
_MARKS = ("", *",.?!;:…\"'“”‘’")
_BLANK = re.compile(r"\S")

# Ways of writing that mean the same word; apostrophes are often left out in typed text.
_SAME = {
    "!": ".", ";": ".", "dont": "don't", "doesnt": "doesn't", "didnt": "didn't", "cant": "can't",
    "cannot": "can't", "wont": "won't", "isnt": "isn't", "wasnt": "wasn't", "arent": "aren't",
    "werent": "weren't", "couldnt": "couldn't", "wouldnt": "wouldn't", "shouldnt": "shouldn't",
    "havent": "haven't", "hasnt": "hasn't", "hadnt": "hadn't", "aint": "ain't", "im": "i'm",
    "ive": "i've", "youre": "you're", "youve": "you've", "theyre": "they're", "thats": "that's",
    "theres": "there's", "whats": "what's", "gon": "going", "wan": "want", "na": "to", "mum": "mother",
    "mom": "mother", "mam": "mother", "mummy": "mother", "mommy": "mother", "dad": "father",
    "daddy": "father", "cos": "because", "cuz": "because", "coz": "because",
}  # fmt: skip

_WRITTEN = frozenset(_SAME)

_NEGATIONS = word_set(
    "not never no nor without hardly don't doesn't didn't can't won't isn't wasn't aren't weren't couldn't "
    "wouldn't shouldn't haven't hasn't hadn't ain't neither nothing"
)


class Reading:
    """One turn's text, read once: its words in normal form, and the way back to the original characters.

    The normal form starts with ". ", has one space between words and shows the end of a sentence as the
    word "." or "?".
    """

    __slots__ = ("_filled", "_original", "_places", "_text", "normal", "words")

    def __init__(self, text: str) -> None:
        self._original = self._text = text
        self._filled = False
        if "[" in text:
            self._blank(_DIRECTION)
        words = self._read()
        if "-" in text and any(map(str.startswith, words[1:], words)):
            self._blank(_STUTTER)
            words = self._read()
        self.words = words
        self.normal = f". {' '.join(words)} . "
        self._places: list[tuple[int, int]] | None = None

    def _blank(self, noise: re.Pattern[str]) -> None:
        self._text = noise.sub(lambda m: _BLANK.sub(" ", m[0]), self._text)

    def _read(self) -> list[str]:
        words = " ".join(_TOKEN.findall(self._text)).lower().replace("’", "'").split(" ")
        if not _FILLERS.isdisjoint(words):
            self._filled = True
            words = [word for word in words if word not in _FILLERS]
        return words if _WRITTEN.isdisjoint(words) else [_SAME.get(word, word) for word in words]

    def _spans(self) -> list[tuple[int, int]]:
        """Return the original characters of each word."""
        if self._places is None:
            found = _TOKEN.finditer(self._text)
            if self._filled:
                found = (match for match in found if match[0].lower() not in _FILLERS)
            self._places = list(map(re.Match.span, found))
        return self._places

    def written(self, place: int) -> str:
        """Return the word at a place of `words` as it was written, capitals and all."""
        start, stop = self._spans()[place]
        return self._text[start:stop]

    def span(self, start: int, stop: int) -> Span:
        """Return the original characters of a stretch of the normal form that holds at least one word."""
        places = self._spans()
        first = self.normal.count(" ", 0, start) - 1
        last = self.normal.count(" ", 0, stop) - 2
        first, last = max(first, 0), min(last, len(places) - 1)
        return Span(places[first][0], places[max(first, last)][1])

    def words_span(self, first: int, last: int) -> Span:
        """Return the original characters of the words from the ``first`` to the ``last``, both counted from 0."""
        places = self._spans()
        top = len(places) - 1
        if top < 0:
            return self.whole()
        return Span(places[min(first, top)][0], places[min(last, top)][1])

    def places(self, span: Span) -> tuple[int, int]:
        """Return the first and the last word of a span of the original text, counted from 0."""
        inside = [
            n for n, (start, stop) in enumerate(self._spans()) if start < span.stop and stop > span.start
        ]
        return (inside[0], inside[-1]) if inside else (0, -1)

    def apart(self, first: int, last: int) -> bool:
        """Say whether words stand between marks: a comma, a quotation mark, the beginning or the end of a sentence."""
        span = self.words_span(first, last)
        before, after = self._text[max(span.start - 2, 0) : span.start], self._text[span.stop : span.stop + 1]
        return before.rstrip(" ")[-1:] in _MARKS and after in _MARKS

    def before(self, start: int, count: int) -> list[str]:
        """Return up to ``count`` words before a place, nearest last, within its sentence."""
        words = self.normal[max(0, start - 16 * count) : start].split(" ")[-count - 1 :]
        for place in range(len(words) - 1, -1, -1):
            if words[place] in (".", "?"):
                words = words[place + 1 :]
                break
        return [word for word in words[-count:] if word]

    def after(self, stop: int, count: int) -> list[str]:
        """Return up to ``count`` words after a place, nearest first, within its sentence."""
        found: list[str] = []
        for word in self.normal[stop : stop + 16 * count].split(" "):
            if word in (".", "?") or len(found) == count:
                break
            if word:
                found.append(word)
        return found

    def sentence(self, place: int) -> str:
        """Return the sentence around a place, at most 400 characters either way, between two spaces."""
        normal, first, last = self.normal, max(place - 400, 0), place + 400
        start = max(normal.rfind(mark, first, place + 1) for mark in (" . ", " ? "))
        stops = [stop for mark in (" . ", " ? ") if (stop := normal.find(mark, place, last)) >= 0]
        return normal[max(start + 2, first) : min(stops, default=last) + 1]

    def whole(self) -> Span:
        """Return the span from the first to the last character that is not white space."""
        text = self._original
        start = len(text) - len(text.lstrip())
        return Span(start, max(len(text.rstrip()), start + 1))

    def negated(self, start: int, reach: int = 3) -> bool:
        """Say whether a negation stands in the last ``reach`` words before a place."""
        return not _NEGATIONS.isdisjoint(self.before(start, reach))


# --- patterns ---------------------------------------------------------------------------------------------

_PART = re.compile(r"\(|\)\??|\||~~?|\^|\$|@|#|[^\s()|?~^$@#]+\??")
_SIGNS = {
    "~": "(?:[^ .?]+ ){0,3}",
    "~~": "(?:[^ .?]+ ){0,8}",
    "$": "(?=[.?])",
    "#": "[0-9][^ ]* ",
    "@": r"(?=[^.?]{0,300}\?)",
}

# Words too common to file a cue under, most common first; anything else counts as rare.
_COMMON_WORDS = """
i you the to and a it that of in is was my me do so be have for on what but this just with know like
not don't are your it's i'm if about or can he she they we at how think feel all when had well
really would that's as up out get been there from want because no yes going did more some one them
him her his has then now time could were by make see things very something go say said who why where
which will an am their us our too also even only never always any here than into good much been
doing lot okay right yeah oh mm people
"""
_COMMON = {word: rank for rank, word in enumerate(reversed(_COMMON_WORDS.split()), start=1)}


# A short form in a pattern also finds the long form.
_LONG = {
    "i'm": "i am", "you're": "you are", "we're": "we are", "they're": "they are", "he's": "he is",
    "she's": "she is", "it's": "it is", "that's": "that is", "there's": "there is", "what's": "what is",
    "i've": "i have", "you've": "you have", "we've": "we have", "they've": "they have", "i'll": "i will",
    "you'll": "you will", "it'll": "it will", "i'd": "i would", "you'd": "you would", "won't": "will not",
    "can't": "can not",
}  # fmt: skip


def _forms(word: str) -> tuple[str, ...]:
    if word in _LONG:
        return (word, _LONG[word])
    if word.endswith("n't"):
        return (word, f"{word[:-3]} not")
    return (word,)


def common_words(reading: Reading) -> int:
    """Return how many of a turn's words are among the most common of English."""
    return sum(map(_COMMON.__contains__, reading.words))


Sign: TypeAlias = "str | tuple[str, str]"
"""What must occur in a turn for a form to be tried: a word, or two words one right after the other."""
Words: TypeAlias = "frozenset[str] | None"
"""The words one of which a stretch begins or ends with; None where that is open."""

#: More pairs than this for one place in a pattern are not listed: its single words do.
_MOST_PAIRS = 24


class Form(NamedTuple):
    """One way in which a pattern may be worded, as an expression over the normal form."""

    regex: str
    keys: frozenset[Sign]  # one of these must occur: the rarest choice, under which the cue is filed
    also: tuple[frozenset[Sign], ...]  # and one of each of these, the rarest first


class _Stretch(NamedTuple):
    """A part of a pattern compiled: its expression, the sets of signs one of which must occur, its ends."""

    regex: str
    keys: list[frozenset[Sign]]
    first: Words
    last: Words


def _rank(sign: Sign) -> float:
    """Return how common a sign is in ordinary talk: 0 for a rare word; a pair is rarer than either of its words."""
    if isinstance(sign, str):
        return _COMMON.get(sign, 0)
    return min(map(_rank, sign)) / 4 - 1


def _cost(keys: Iterable[Sign]) -> float:
    return max(map(_rank, keys))


def _best(options: Sequence[frozenset[Sign]]) -> frozenset[Sign]:
    """Return the set of signs, one of which must occur, that is rarest in ordinary talk."""
    return min(options, key=_cost, default=frozenset())


def _pairs(last: Words, first: Words) -> list[frozenset[Sign]]:
    """Return the pairs, one of which must occur where one stretch follows another; none where that is open."""
    if not last or not first or len(last) * len(first) > _MOST_PAIRS:
        return []
    return [frozenset((a, b) for a in last for b in first)]


def _union(sets: Sequence[Words]) -> Words:
    known = [each for each in sets if each]
    return frozenset().union(*known) if len(known) == len(sets) else None


def _word(part: str) -> _Stretch:
    word, optional = part.rstrip("?"), part.endswith("?")
    forms = _forms(word)
    regex = f"{re.escape(word)} "
    if optional or len(forms) > 1:
        inside = "|".join(f"{re.escape(form)} " for form in forms)
        regex = f"(?:{inside}){'?' if optional else ''}"
    if optional:
        return _Stretch(regex, [], None, None)
    keys: frozenset[Sign] = frozenset(min(form.split(), key=_rank) for form in forms)
    first = frozenset(form.split()[0] for form in forms)
    return _Stretch(regex, [keys], first, frozenset(form.split()[-1] for form in forms))


def _group(parts: list[str], place: int) -> tuple[_Stretch, int]:
    """Compile a group whose opening bracket stands before ``place``; return it with the place after it."""
    branches: list[_Stretch] = []
    mark = "|"
    while mark == "|":
        inside, place = _sequence(parts, place)
        branches.append(inside)
        mark = parts[place] if place < len(parts) else ")"
        place += 1
    if mark == ")?":
        return _Stretch(f"(?:{'|'.join(each.regex for each in branches)})?", [], None, None), place
    if len(branches) == 1:
        return branches[0], place
    best = [_best(each.keys) for each in branches]
    return _Stretch(
        f"(?:{'|'.join(each.regex for each in branches)})",
        [frozenset[Sign]().union(*best)] if all(best) else [],
        _union([each.first for each in branches]),
        _union([each.last for each in branches]),
    ), place


def _sequence(parts: list[str], place: int) -> tuple[_Stretch, int]:
    """Compile parts from ``place`` to the end of a branch; return them with the place after it."""
    regex: list[str] = []
    keys: list[frozenset[Sign]] = []
    first: Words = None
    last: Words = None
    while place < len(parts) and parts[place] not in ("|", ")", ")?"):
        part = parts[place]
        place += 1
        if part == "(":
            found, place = _group(parts, place)
        elif part in _SIGNS:
            found = _Stretch(_SIGNS[part], [], None, None)
        else:
            found = _word(part)
        keys += [*found.keys, *_pairs(last, found.first)]
        if not regex:
            first = found.first
        regex.append(found.regex)
        last = found.last
    return _Stretch("".join(regex), keys, first, last), place


def _split(parts: list[str]) -> list[list[str]]:
    """Return the alternatives of a pattern that is one choice from its first word to its last."""
    if not parts or parts[0] != "(" or parts[-1] != ")":
        return [parts]
    depth, branches = 0, [list[str]()]
    for place, part in enumerate(parts[1:-1], start=1):
        depth += (part == "(") - (part in (")", ")?"))
        if depth < 0:
            return [parts]  # the first bracket closes before the end
        if depth == 0 and part == "|":
            branches.append([])
        else:
            branches[-1].append(parts[place])
    return [found for branch in branches for found in _split(branch)]


@cache
def compile_pattern(pattern: str) -> tuple[Form, ...]:
    """Return the forms of a pattern: one for each alternative where the pattern is a choice as a whole.

    Short forms with words of their own are tried far less often than one long expression would be. Raises
    TherapyError where a pattern is unbalanced or has no word that must occur.
    """
    parts = _PART.findall(pattern)
    opening = " "
    if parts and parts[0] == "^":
        opening, parts = "[.?] ", parts[1:]
    if "|" in parts:
        parts = ["(", *parts, ")"]
    forms = []
    for branch in _split(parts):
        found, place = _sequence(["(", *branch, ")"], 0)
        if place != len(branch) + 2 or "^" in branch:
            raise TherapyError(f"The cue pattern {pattern!r} has unbalanced brackets or a misplaced '^'.")
        if not found.keys:
            raise TherapyError(f"The cue pattern {pattern!r} has no word that must occur.")
        keys = sorted(found.keys, key=_cost)
        forms.append(Form(opening + found.regex, keys[0], tuple(keys[1:])))
    return tuple(forms)


class CueIndex:
    """A table of cues, filed by a word or pair that must occur. Expressions are compiled when first needed."""

    def __init__(self, table: Iterable[Cue]) -> None:
        forms = [(cue, form) for cue in table for form in compile_pattern(cue.pattern)]
        self._cues = [cue for cue, _ in forms]
        self._regexes = [form.regex for _, form in forms]
        self._also = [form.also for _, form in forms]
        self._finders: list[re.Pattern[str] | None] = [None] * len(forms)
        self._by_sign: dict[Sign, set[int]] = {}
        for number, (_, form) in enumerate(forms):
            for key in form.keys:
                self._by_sign.setdefault(key, set()).add(number)
        every = [sign for _, form in forms for keys in (form.keys, *form.also) for sign in keys]
        self._pairs = frozenset(sign for sign in every if not isinstance(sign, str))

    def wanted(self, reading: Reading) -> list[int]:
        """Return the numbers of the forms that a turn's words do not rule out."""
        words = reading.words
        signs: set[Sign] = {*words, *self._pairs.intersection(pairwise(words))}
        by_sign, also = self._by_sign, self._also
        found = []
        for number in set().union(*[by_sign[sign] for sign in by_sign.keys() & signs]):
            for needed in also[number]:
                if needed.isdisjoint(signs):
                    break
            else:
                found.append(number)
        found.sort()
        return found

    def find(self, reading: Reading) -> list[Found]:
        """Return every place where a cue is found, in the order of the table."""
        found: list[Found] = []
        normal = reading.normal
        for number in self.wanted(reading):
            finder = self._finders[number]
            if finder is None:
                finder = self._finders[number] = re.compile(self._regexes[number])
            match = finder.search(normal)
            while match is not None:
                # A form opens with the space, or with the sentence mark and the space, before its words.
                start, stop = match.span()
                found.append(Found(self._cues[number], start + (1 if normal[start] == " " else 2), stop))
                match = finder.search(normal, stop - 1)
        return found


class Said(NamedTuple):
    """What the cues say of one code in one turn: log odds, and the place of the strongest cue if there is one."""

    odds: float
    place: Found | None = None


def probability(score: float) -> float:
    """Return log odds as a confidence between 0 and 1, to three places."""
    return round(1.0 / (1.0 + exp(-score)), 3)


def joined(found: Iterable[Found], bias: float) -> dict[str, Said]:
    """Join the cues found for each code: the strongest counts in full, each further cue for a third.

    Cues of one code overlap in what they see, so a plain sum would claim too much. ``bias`` are the log odds of a
    code that no cue speaks for.
    """
    best: dict[str, Found] = {}
    rest: dict[str, dict[str, float]] = {}
    for item in found:
        cue = item.cue
        rest.setdefault(cue.code, {})[cue.pattern] = cue.weight
        top = best.get(cue.code)
        if top is None or cue.weight > top.cue.weight:
            best[cue.code] = item
    return {
        code: Said(bias + top.cue.weight + (sum(rest[code].values()) - top.cue.weight) / 3.0, top)
        for code, top in best.items()
    }
