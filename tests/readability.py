"""How hard a text is to read: the Flesch-Kincaid grade, about the years of school that reading it takes."""

from __future__ import annotations

import re
from functools import cache

import pyphen


@cache
def _dictionary() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_GB")


def words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z]+(?:['\u2019][A-Za-z]+)*", text)


def syllables(word: str) -> int:
    """The larger of two counts: where a dictionary would part the word, and its groups of vowels.

    Dictionaries of hyphenation never part a single letter off ("a-way"), so alone they count too few.
    """
    plain = re.sub(r"[^a-z]", "", word.lower())
    spoken = re.sub(r"(?<=[^aeiouy])(?:es|ed|e)$", "", plain) if not plain.endswith("le") else plain
    groups = len(re.findall(r"[aeiouy]+", spoken))
    return max(1, groups, _dictionary().inserted(plain).count("-") + 1)


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of plain text: 0.39 words a sentence + 11.8 syllables a word - 15.59."""
    found = words(text)
    sentences = [
        part
        for part in re.split(r"[.!?:;]+[\"'\u201d\u2019)*_]*(?:\s|$)|\n\s*\n|\n\s*[-\d]", text)
        if words(part)
    ]
    count = sum(map(syllables, found))
    return 0.39 * len(found) / len(sentences) + 11.8 * count / len(found) - 15.59
