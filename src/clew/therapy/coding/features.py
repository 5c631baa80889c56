"""What the coder's model sees of a turn: runs of one to three words, signs of form, and the turn before.

Every feature is a 32-bit number, the hash of what it names; no list of words is needed to find it. Whole sessions
are read at once: the arrays run over all features of all turns.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from clew.therapy.coding.engine import word_set

#: Words of a turn that are read, from its beginning and its end. A longer turn is a story; its middle says little.
LONGEST = 160
#: Words of the turn before that are read: its end, which is what the speaker answers.
LONGEST_BEFORE = 60

_MULTIPLY = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xC2B2AE3D27D4EB4F)
_SHIFT = np.uint64(32)
_BEFORE, _SIGN = np.uint64(0x51ED270B), np.uint64(7)

_ASKING = word_set(
    "what how why when where who which do does did is are was were have has had can could would will should any"
)
_SECOND = word_set("you your yours you're you've you'd you'll yourself")
_FIRST = word_set("i i'm i've i'd i'll me my mine myself")
_SMALL = word_set(
    "the a an and or but so to of in on at for with that this it it's is was be been being are were do did does don't "
    "have had has i i'm i've me my you your you're he she they we him her his them their our us not no yes just like "
    "as if then there what when how who which will would can could get got go going know really very . ?"
)

Keys = npt.NDArray[np.uint32]


class Features(NamedTuple):
    """The features of many turns, side by side.

    ``keys`` are the features; ``turn`` says whose each is, rising from 0; ``first`` and ``width`` are the place
    among the turn's words that it rests on, and how many words; a width of 0 rests on the whole turn.
    """

    keys: Keys
    turn: npt.NDArray[np.int32]
    first: npt.NDArray[np.int32]
    width: npt.NDArray[np.int8]


@lru_cache(maxsize=1 << 16)
def word_key(word: str) -> int:
    """Return the number of a word."""
    return crc32(word.encode())


def _mixed(numbers: npt.NDArray[np.uint64]) -> Keys:
    return ((numbers * _MULTIPLY) >> _SHIFT).astype(np.uint32)


def runs_of_one(words: Sequence[str]) -> Keys:
    """Return the keys of single words."""
    return _mixed(np.fromiter(map(word_key, words), np.uint64, len(words)))


def _bucket(share: float) -> int:
    return 0 if share == 0 else 1 if share < 0.15 else 2 if share < 0.35 else 3 if share < 0.6 else 4


def signs(words: Sequence[str], before: Sequence[str]) -> list[str]:
    """Return the signs of form of one turn: length, who it speaks of, whether and how it asks, what it repeats."""
    asks = words.count("?")
    count = len(words) - words.count(".") - asks
    found = [f"length:{min(count.bit_length(), 8)}"]
    if not count:
        return found
    if asks:
        found.append("asks:last" if words[-1] == "?" else "asks:inside")
        start = len(words) - 2
        while start > 0 and words[start] not in (".", "?"):
            start -= 1
        opening = words[start + 1] if words[start] in (".", "?") else words[start]
        found.append(f"asks:{opening}" if opening in _ASKING else "asks:tag")
        found.append("asks:only" if words.index("?") == len(words) - 1 and "." not in words else "asks:after")
    found.append(f"you:{_bucket(sum(map(_SECOND.__contains__, words)) / count)}")
    found.append(f"i:{_bucket(sum(map(_FIRST.__contains__, words)) / count)}")
    content = set(words) - _SMALL
    if before:
        found.append(
            f"echo:{_bucket(len(content.intersection(before)) / len(content)) if content else 'none'}"
        )
    else:
        found.append("before:none")
    return found


def place_in_turn(place: int, count: int) -> int:
    """Return where a word stands in a turn of ``count`` words, from its place among those that were read."""
    return place if count <= LONGEST or place < LONGEST // 2 else place + count - LONGEST


def features(
    spoken: Sequence[Sequence[str]], before: Sequence[Sequence[str]], cues: Sequence[Sequence[str]]
) -> Features:
    """Return the features of some turns, or parts of turns.

    ``spoken`` has the words of each in normal form (`engine.Reading.words`). ``before`` has the words of the turn before each, empty where there is none; ``cues`` what the cues say of each, in
    signs of any wording.
    """
    words: list[list[str]] = []
    for each in spoken:
        cut = each if len(each) <= LONGEST else [*each[: LONGEST // 2], *each[-LONGEST // 2 :]]
        words.append(["^", *cut, "$"])
    counts = np.array([len(each) for each in words], dtype=np.int64)
    ids = np.fromiter(map(word_key, chain.from_iterable(words)), np.uint64, int(counts.sum()))
    turn = np.repeat(np.arange(len(words), dtype=np.int32), counts)
    starts = np.repeat(np.cumsum(counts) - counts, counts)
    place = (np.arange(len(ids)) - starts).astype(np.int32)
    keys, turns, firsts, widths = [_mixed(ids)], [turn], [place], [np.ones(len(ids), np.int8)]
    run = ids
    for width in (2, 3):
        run = run[:-1] * _MIX + ids[width - 1 :]
        whole = turn[: len(run)] == turn[width - 1 :]
        keys.append(_mixed(run[whole]))
        turns.append(turn[: len(run)][whole])
        firsts.append(place[: len(run)][whole])
        widths.append(np.full(int(whole.sum()), width, np.int8))
    signed = [
        [*map(word_key, signs(own, earlier)), *map(word_key, cue)]
        for own, earlier, cue in zip(spoken, before, cues, strict=True)
    ]
    answered = [[*map(word_key, each[-LONGEST_BEFORE:])] for each in before]
    for table, salt in ((signed, _SIGN), (answered, _BEFORE)):
        many = np.array([len(each) for each in table], dtype=np.int64)
        flat = np.fromiter(chain.from_iterable(table), np.uint64, int(many.sum()))
        keys.append(_mixed(flat * _MIX + salt))
        turns.append(np.repeat(np.arange(len(table), dtype=np.int32), many))
        firsts.append(np.zeros(len(flat), np.int32))
        widths.append(np.zeros(len(flat), np.int8))
    return Features(
        np.concatenate(keys), np.concatenate(turns), np.concatenate(firsts), np.concatenate(widths)
    )
