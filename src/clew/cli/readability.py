"""How hard a text is to read, by two measures that rest on different things; and the page that reports the guide's.

The Flesch-Kincaid grade counts syllables and the length of sentences; the Automated Readability Index counts letters
and the length of sentences. Both name a school year of the United States: 8 is the age of 13 to 14. A syllable counter
for English guesses, so the larger of two guesses is taken: pyphen's hyphenation, and groups of vowels. pyphen belongs to
the test requirements.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt

HARDEST = 9.0
"""The highest grade of a page: readers of 13 to 15."""

_WORD = re.compile(r"[a-zA-Z]+(?:['’][a-zA-Z]+)?")
_END = re.compile(r"[.!?…]+(?=[\"'’”)\]]*(?:\s|$))")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was counted in one text."""

    words: int
    sentences: int
    syllables: int
    letters: int

    @property
    def flesch_kincaid(self) -> float:
        """The Flesch-Kincaid grade."""
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59

    @property
    def automated(self) -> float:
        """The Automated Readability Index."""
        return 4.71 * self.letters / self.words + 0.5 * self.words / self.sentences - 21.43


def syllables(word: str) -> int:
    """Guess how many syllables a word has: the larger of two guesses, so that a text is not made out easier than it is."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", plain))
    if plain.endswith("e") and not re.search(r"[^aeiouy]le$|[aeiouy]e$", plain):
        groups -= 1
    if re.search(r"[^aeiouytd]ed$", plain):
        groups -= 1
    return max(groups, len(_hyphens().positions(plain)) + 1, 1)


@cache
def _hyphens() -> Any:
    from pyphen import Pyphen

    return Pyphen(lang="en_US")  # the British patterns leave out many divisions


def sentences(markdown: str) -> Iterator[str]:
    """Yield the sentences of a Markdown text without its headings; a paragraph or an item of a list ends one."""
    tokens = MarkdownIt("commonmark").parse(re.sub(r"^:::.*$", "", markdown, flags=re.M))
    for before, token in pairwise(tokens):
        if token.type == "inline" and before.type != "heading_open":
            said = "".join(
                " " if one.type in ("softbreak", "hardbreak") else one.content for one in token.children or ()
            )
            yield from (one for part in _END.split(said) if (one := part.strip()) and _WORD.search(one))


def read(markdown: str) -> Reading:
    """Count a Markdown text."""
    found = list(sentences(markdown))
    words = [word for sentence in found for word in _WORD.findall(sentence)]
    return Reading(
        len(words), len(found), sum(map(syllables, words)), sum(len(re.sub(r"\W", "", w)) for w in words)
    )


def readability_page() -> str:
    """Return the page that tells how hard each page of the guide and each part of Clew's own programme is."""
    from clew.practice.programmes import load
    from clew.web.guide.loader import guide

    about = (
        "Measured from the text itself when this page was made; a test holds every page at grade "
        f"{HARDEST:g} or below by both measures. A grade is a school year of the United States: 8 is the age of 13 "
        "to 14, 9 that of 14 to 15. The Flesch-Kincaid grade rests on syllables, the Automated Readability Index (ARI) "
        "on letters; both on the length of sentences. Syllables are guessed, and the larger of two guesses is taken. "
        "Headings are left out, and an item of a list counts as a sentence. No formula knows whether a text is "
        "understood: that has not been tried with readers yet."
    )
    lines = ["# How hard it is to read what Clew says to patients", "", about, "", "## The guide", ""]
    lines += _table((page.title, page.markdown) for page in guide().pages)
    for programme in load([]).values():
        lines += ["", f"## The programme: {programme.title}", ""]
        lines += _table((module.title, module.markdown) for module in programme.modules)
    return "\n".join(lines) + "\n"


def _table(pages: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield "| Page | Words | Words a sentence | Flesch-Kincaid | ARI |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for title, markdown in pages:
        told = read(markdown)
        yield (
            f"| {title} | {told.words} | {told.words / told.sentences:.1f} | {told.flesch_kincaid:.1f} "
            f"| {told.automated:.1f} |"
        )
