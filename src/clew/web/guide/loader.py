"""The guide's text: Markdown pages in one folder a language, read once, and refused where something in them is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.guide_figures import FIGURES, GuideFigure
from clew.therapy.knowledge.sources import SOURCES, Source
from clew.web.guide.choices import Choices

TEXT = Path(__file__).parent / "text"
FALLBACK = "en"
KEYS = {"slug", "title", "about", "part", "order", "sources", "seeds"}

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": True, "quotes": "‘’“”"}).enable(
    "smartquotes"
)
_HTML = MarkdownIt("commonmark", {"html": True})  # only to find what must not be there
_SLUG = re.compile(r"[a-z]+(-[a-z]+)*")
_MARK = re.compile(r"^::: (picture|lines) ([a-z0-9]+)$", re.M)
_SPECIAL = {"/guide/", "/guide/all/", "/guide/choices/", "/help/"}


class GuideProblem(TherapyError):
    """A page of the guide is not as it must be; the message names the page and what to mend."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a page: text as HTML, a picture, or lines to write on."""

    text: str = ""
    picture: GuideFigure | None = None
    lines: int = 0

    @property
    def deeper(self) -> Part:
        """The same with its headings one level further down, for a page on which it is a chapter."""
        lower = re.sub(r"<(/?)h([2-5])>", lambda found: f"<{found[1]}h{int(found[2]) + 1}>", self.text)
        return replace(self, text=lower)

    @property
    def ruled(self) -> range:
        """One number a line."""
        return range(self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidePage:
    """One page. `markdown` is its text as written, `language` the one that it is written in."""

    slug: str
    title: str
    about: str
    part: str
    order: int
    sources: tuple[str, ...]
    seeds: tuple[str, ...]
    language: str
    markdown: str
    parts: tuple[Part, ...]
    links: tuple[str, ...]

    @property
    def cited(self) -> tuple[Source, ...]:
        """The works that it rests on."""
        return tuple(SOURCES[key] for key in self.sources)

    @property
    def figures(self) -> tuple[GuideFigure, ...]:
        """The pictures in it."""
        return tuple(part.picture for part in self.parts if part.picture)


@dataclass(frozen=True)
class Guide:
    """The whole guide in one language; a page that is not translated yet stands in the first language.

    `query` is what its addresses carry, so that a reader who chose a language stays in it.
    """

    language: str
    words: Mapping[str, Any]
    pages: tuple[GuidePage, ...]
    choices: Choices
    query: str

    @cached_property
    def by_slug(self) -> Mapping[str, GuidePage]:
        """The pages by their slug."""
        return {page.slug: page for page in self.pages}

    @cached_property
    def contents(self) -> Sequence[tuple[str, Sequence[GuidePage]]]:
        """The parts of the guide by name, each with its pages."""
        return [
            (name, [page for page in self.pages if page.part == part])
            for part, name in self.words["parts"].items()
        ]

    def beside(self, page: GuidePage) -> tuple[GuidePage | None, GuidePage | None]:
        """Return the pages before and after one."""
        at = self.pages.index(page)
        return (self.pages[at - 1] if at else None), (
            self.pages[at + 1] if at + 1 < len(self.pages) else None
        )


def read_page(
    text: str,
    *,
    name: str,
    language: str,
    query: str = "",
    figures: Mapping[str, GuideFigure] = FIGURES,
) -> GuidePage:
    """Return a page from its Markdown with front matter; `figures` are the pictures in the words of its language.

    Raises:
        GuideProblem: the front matter lacks something, names an unknown source, or the text has HTML, an unknown
            picture, a first-level heading, or a link out of the guide.
    """
    found = re.fullmatch(r"---\n(.*?)\n---\n(.*)", text, re.S)
    if found is None:
        raise GuideProblem(f"{name} has no front matter; begin it with its keys between two lines of '---'.")
    try:
        front = yaml.safe_load(found[1])
    except yaml.YAMLError as problem:
        raise GuideProblem(
            f"The front matter of {name} is no YAML; mend what stands between the '---'."
        ) from problem
    if not isinstance(front, dict) or set(front) != KEYS:
        raise GuideProblem(
            f"The front matter of {name} has the keys {', '.join(sorted(KEYS))} and no others."
        )
    front["sources"], front["seeds"] = (
        tuple(str(one) for one in front[key] or ()) for key in ("sources", "seeds")
    )
    if not all(
        isinstance(front[key], str) and front[key].strip() for key in ("slug", "title", "about", "part")
    ):
        raise GuideProblem(f"Slug, title, about and part of {name} are words.")
    if not isinstance(front["order"], int) or not _SLUG.fullmatch(front["slug"]):
        raise GuideProblem(
            f"The order of {name} is a whole number, and its slug small letters joined by '-'."
        )
    for key in front["sources"]:
        if key not in SOURCES:
            raise GuideProblem(f"{name} names the source {key!r}; add it to SOURCES first.")
    if not front["sources"]:
        raise GuideProblem(f"{name} names no source; say where it comes from.")
    if wrong := [seed for seed in front["seeds"] if not re.fullmatch(r"S\d{3}", seed)]:
        raise GuideProblem(f"{name} names {', '.join(wrong)}, which are no rows of the founding statements.")
    links = tuple(_check(found[2], name))
    return GuidePage(
        **front,
        language=language,
        markdown=found[2],
        links=links,
        parts=tuple(_parts(found[2], name, query, figures)),
    )


def _check(text: str, name: str) -> Iterator[str]:
    """Refuse what a page may not hold; yield the addresses that it leads to."""
    for token in _HTML.parse(text):
        if token.type == "heading_open" and token.tag == "h1":
            raise GuideProblem(f"{name} has a heading of the first level; that is its title, so use '##'.")
        for one in (token, *(token.children or ())):
            if one.type in ("html_block", "html_inline"):
                raise GuideProblem(f"{name} has HTML in it; write plain Markdown.")
            if one.type == "image":
                raise GuideProblem(f"{name} has an image in it; name one of our pictures with '::: picture'.")
            if one.type == "link_open":
                address = str(one.attrGet("href"))
                if not address.startswith(("/guide/", "/help/")):
                    raise GuideProblem(
                        f"{name} leads to {address}; the guide leads to its own pages and to help only."
                    )
                yield address


def _parts(text: str, name: str, query: str, figures: Mapping[str, GuideFigure]) -> Iterator[Part]:
    at = 0
    for mark in _MARK.finditer(text):
        yield from _text(text[at : mark.start()], query)
        at = mark.end()
        kind, what = mark.groups()
        if kind == "lines":
            yield Part(lines=int(what))
        elif what in figures:
            yield Part(picture=figures[what])
        else:
            raise GuideProblem(f"{name} shows the picture {what!r}; there are: {', '.join(figures)}.")
    yield from _text(text[at:], query)
    if ":::" in _MARK.sub("", text):
        raise GuideProblem(
            f"{name} has a ':::' that is neither '::: picture <slug>' nor '::: lines <number>'."
        )


def _text(text: str, query: str) -> Iterator[Part]:
    if text.strip():
        html = _MARKDOWN.render(text)
        yield Part(re.sub(r'href="(/guide/[^"#]*)', rf'href="\1{query}', html) if query else html)


def languages(folder: Path = TEXT) -> list[str]:
    """Return the languages that there is a folder for."""
    return sorted(path.name for path in folder.iterdir() if (path / "words.yaml").is_file())


def read_guide(language: str, folder: Path = TEXT) -> Guide:
    """Return the guide in a language of which there is a folder.

    Raises:
        GuideProblem: a page is wrong, two share a slug or a place, a part is unknown, or a link leads nowhere.
    """
    query = f"?lang={language}" if len(languages(folder)) > 1 else ""
    words = {**_yaml(folder / FALLBACK / "words.yaml"), **_yaml(folder / language / "words.yaml")}
    figures = _told(words.get("figures") or {}, language)
    found: dict[str, GuidePage] = {}
    for one in dict.fromkeys((language, FALLBACK)):
        here = [
            read_page(
                path.read_text(encoding="utf-8"),
                name=f"{one}/{path.name}",
                language=one,
                query=query,
                figures=figures if one == language else FIGURES,
            )
            for path in sorted((folder / one).glob("*.md"))
        ]
        if len({page.slug for page in here}) < len(here):
            raise GuideProblem(f"Two pages in {one} share a slug.")
        found = {page.slug: page for page in here} | found
    if lost := [page.slug for page in found.values() if page.part not in words["parts"]]:
        raise GuideProblem(
            f"'{lost[0]}' names a part that the guide does not have: {', '.join(words['parts'])}."
        )
    pages = tuple(
        sorted(found.values(), key=lambda page: (list(words["parts"]).index(page.part), page.order))
    )
    if len({(page.part, page.order) for page in pages}) < len(pages):
        raise GuideProblem(f"Two pages of the guide in {language} have the same order.")
    known = _SPECIAL | {f"/guide/{slug}/" for slug in found}
    for page in pages:
        if dead := [link for link in page.links if link.split("#")[0] not in known]:
            raise GuideProblem(f"'{page.slug}' in {page.language} leads to {dead[0]}, which is not there.")
    choices = folder / language / "choices.yaml"
    if not choices.is_file():
        choices = folder / FALLBACK / "choices.yaml"
    return Guide(language, words, pages, Choices.read(_yaml(choices)), query)


def _told(words: Mapping[str, Any], language: str) -> Mapping[str, GuideFigure]:
    """Return the pictures in other words; their numbers stay where they are."""
    told = dict(FIGURES)
    for slug, changed in words.items():
        if slug not in FIGURES or set(changed) != {"title", "counted", "lasted", "caution", "arms"}:
            raise GuideProblem(
                f"The words of the picture {slug!r} in {language} are title, counted, lasted, caution, arms."
            )
        plain = {**changed, "groups": tuple(changed["arms"])}
        del plain["arms"]
        try:
            told[slug] = replace(FIGURES[slug], **plain)
        except TherapyError:
            groups = len(FIGURES[slug].groups)
            raise GuideProblem(
                f"The picture '{slug}' in {language} needs the names of {groups} groups."
            ) from None
    return told


def _yaml(path: Path) -> Mapping[str, Any]:
    read = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(read, dict):
        raise GuideProblem(f"{path.name} is a list of names with their words.")
    return read


@cache
def guide(language: str = FALLBACK) -> Guide:
    """Return Clew's own guide, read once a process."""
    return read_guide(language)
