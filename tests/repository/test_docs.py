"""The documentation keeps its word: its links lead somewhere, its commands exist, and it names no one's machine."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from clew.cli.main import COMMANDS, clew

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.md")])
LINK = re.compile(r"!?\[(?:[^\]\[]|\[[^\]]*\])*\]\(([^()\s]+(?:\([^()]*\))?[^()\s]*)\)")
FENCE = re.compile(r"^( *)```.*?^\1```", re.M | re.S)
CODE = re.compile(r"`[^`\n]+`")
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.M)
MAKE = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """The places of a page that a link can name, by the rule that most readers of Markdown follow."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in HEADING.findall(text))
    return set(plain)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    prose = CODE.sub("", FENCE.sub("", page.read_text(encoding="utf-8")))
    lost = []
    for target in LINK.findall(prose):
        if re.match(r"https?://|mailto:|/guide/|/help/", target):  # the guide checks its own when it is read
            continue
        where, _, place = target.partition("#")
        aim = (page.parent / where).resolve() if where else page
        if not aim.exists() or (place and place not in anchors(aim)):
            lost.append(target)
    assert lost == []


def test_every_page_of_the_documentation_can_be_reached_from_its_index() -> None:
    seen: set[Path] = set()
    ahead = [ROOT / "docs" / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in seen:
            continue
        seen.add(page)
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            aim = (page.parent / target.partition("#")[0]).resolve()
            if aim.suffix == ".md" and aim.exists():
                ahead.append(aim)
    assert [named(page) for page in sorted((ROOT / "docs").rglob("*.md")) if page not in seen] == []


def command_lines() -> Iterator[tuple[str, str]]:
    """Each line of an example in the documentation that calls Clew or make, with its page."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        examples = [block.group() for block in FENCE.finditer(text)]
        examples += [code.strip("`") for code in CODE.findall(FENCE.sub("", text))]
        for example in examples:
            for line in example.splitlines():
                plain = re.sub(r"^\s*(?:[A-Z_]+=\S+ +)*", "", line.replace("$(mktemp -d)", "folder"))
                if re.match(r"(?:\S*/)?(?:clew|make) \S", plain):
                    yield named(page), plain


@pytest.mark.parametrize(("page", "line"), sorted(set(command_lines())))
def test_commands_exist(page: str, line: str) -> None:
    words = shlex.split(re.split(r" [|>] ", line, maxsplit=1)[0], comments=True)
    program, words = words[0].rsplit("/", 1)[-1], words[1:]
    if program == "make":
        assert {word for word in words if "=" not in word} <= MAKE, "there is no such target in the Makefile"
        return
    command: click.Command = clew
    context = click.Context(command)
    while isinstance(command, click.Group) and words and words[0][0].islower():  # else a placeholder
        found = command.get_command(context, words[0])
        assert found is not None, f"there is no command {words[0]!r}"
        command, words = found, words[1:]
    known = {option for parameter in command.params for option in parameter.opts} | {"--help", "--version"}
    assert {word.partition("=")[0] for word in words if word.startswith("-")} <= known


def test_the_examples_are_found() -> None:
    """The check above is worth something only while it finds what is there."""
    lines = [line for _, line in command_lines()]
    assert {line.split()[1] for line in lines if "clew " in line} >= set(COMMANDS)
    assert {"make run", "make test"} <= set(lines)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_paths_in_the_text_exist(page: Path) -> None:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    paths = re.findall(r"`((?:src|tests|docs|requirements|benchmarks)/[\w./-]+)`", text)
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_page_names_a_folder_of_somebodys_machine(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"(?<![\w.~/-])/(?:home|root|work|tmp|Users|mnt)\b\S*", text) == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_words_stay_calm(page: Path) -> None:
    text = CODE.sub("", FENCE.sub("", page.read_text(encoding="utf-8")))
    prose = re.sub(r"!\[", "[", text)  # the sign of an image
    assert re.findall(r".{0,30}\w!(?!\w).{0,10}", prose) == []
