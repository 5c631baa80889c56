"""What no patient ever reads, and what risk never looks like: levels, chances, blame, and green.

The words are looked for in everything that a patient's page can show: its templates, the guide, the words of the
safety rules, consent, notices, questionnaires' frames. A name of a level is one that stands as such: "high alert",
"moderate risk". Plain words such as "a low mood" are no level.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from clew.practice import consents, notices
from clew.therapy.safety.actions import TABLE
from clew.therapy.safety.contacts import UNIVERSAL_HELP
from clew.therapy.safety.levels import Level
from clew.therapy.safety.panel import BEFORE_QUESTIONS, WHO_READS, Cover, help_panel
from clew.therapy.safety.plan import SAFETY_PLAN

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "src" / "clew" / "web" / "templates"
STATIC = ROOT / "src" / "clew" / "web" / "static" / "clew"

NEVER = re.compile(
    r"\b(low|moderate|high|no|minimal|little|medium|severe)[ -](risk|alert)\b"
    r"|\brisk (level|score|category|group|rating)\b|\b(level|degree) of (risk|danger|urgency)\b"
    r"|\bcommit(s|ted|ting)? suicide\b|\bsuccessful suicide\b|\bfailed (attempt|suicide)\b|\bsuicide gesture\b"
    r"|\b(probability|likelihood|chances?) (of|that you)\b|\byou are (now )?safe\b|\bsuicid(al|e) risk\b"
    r"|\bno longer at risk\b|\bout of danger\b|get_level_display|alert\.level|\.priority\b",
    re.I,
)

OF_PATIENTS = sorted(
    {path for folder in ("patient", "guide", "errors") for path in (TEMPLATES / folder).rglob("*.html")}
    | {TEMPLATES / "base.html", *(TEMPLATES / "parts").glob("help*.html")}
)


def plain(path: Path) -> str:
    """The text of a template on one line, without its comments."""
    text = re.sub(
        r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}", " ", path.read_text(encoding="utf-8"), flags=re.S
    )
    return " ".join(text.split())


@pytest.mark.parametrize("template", OF_PATIENTS, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_no_template_that_a_patient_reads_names_a_level_a_chance_or_blame(template):
    found = NEVER.search(plain(template))
    assert found is None, f"{template.name}: {found and found.group()}"


def panels() -> list[str]:
    words = []
    for cover in Cover:
        panel = help_panel(None, date(2026, 1, 1), cover=cover, has_plan=True)
        words += [
            panel.title,
            panel.opening,
            panel.emergency,
            panel.plan or "",
            panel.clinician,
            panel.acknowledge,
        ]
    return words


SAID = [
    UNIVERSAL_HELP,
    WHO_READS,
    *BEFORE_QUESTIONS.values(),
    *panels(),
    *(text for heading in SAFETY_PLAN.values() for text in (heading.name, heading.prompt)),
    *(f"{kind.subject} {kind.opening}" for kind in notices.KINDS.values()),
    *(str(purpose) for purpose in consents.PURPOSES.values()),
]


@pytest.mark.parametrize("words", SAID)
def test_no_words_of_ours_that_a_patient_reads_do(words):
    assert NEVER.search(words) is None


GUIDES = sorted((ROOT / "src" / "clew").rglob("guide/**/*.md")) + sorted(
    (ROOT / "src" / "clew").rglob("programmes/**/*.md")
)


def test_neither_do_the_texts_of_the_guide_and_the_programme():
    wrong = []
    assert len(GUIDES) > 10, "they are where they are looked for"
    for path in GUIDES:
        found = re.search(
            r"\bcommit(s|ted|ting)? suicide\b|\bsuccessful suicide\b|\byou are (at )?(low|no|high) risk\b"
            r"|\bprobability that you\b|\bhigh[- ]risk (patient|person|group)\b",
            " ".join(path.read_text(encoding="utf-8").split()),
            re.I,
        )
        if found:
            wrong.append(f"{path.name}: {found.group()}")
    assert not wrong


@pytest.mark.parametrize(
    "words",
    [
        "You are at low risk.",
        "the level of danger",
        "He committed suicide",
        "the chances that you",
        "{{ alert.level }}",
    ],
)
def test_the_search_can_find(words):
    assert NEVER.search(words)


def test_what_the_table_tells_of_the_patient_is_help_and_never_a_level():
    for level in Level:
        assert NEVER.search(TABLE[level].patient) is None


# -- No green -------------------------------------------------------------------------------------------------------


def colours(css: str, token: str) -> set[str]:
    """The colours that a token has, in light and dark, following tokens that stand for others."""
    found: set[str] = set()
    for value in re.findall(rf"{re.escape(token)}\s*:\s*([^;]+);", css):
        inner = re.findall(r"var\((--[\w-]+)\)", value)
        found |= set().union(*(colours(css, one) for one in inner)) if inner else set()
        found |= set(re.findall(r"#[0-9a-fA-F]{6}\b", value))
    return found


def is_green(colour: str) -> bool:
    """Whether green is what one sees: clearly more of it than of red and of blue."""
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return green > red + 16 and green > blue + 16


def test_danger_is_never_green_in_light_or_dark_and_never_colour_alone():
    tokens = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    base = (STATIC / "css" / "base.css").read_text(encoding="utf-8")
    found = colours(tokens, "--danger")
    assert len(found) >= 2, "one for light and one for dark"
    assert not any(map(is_green, found))
    assert is_green("#2e8b57")
    word = base[base.index(".danger-word") :]
    assert "content:" in word[: word.index("}") + 400], (
        "a sign stands before the word, so that colour says nothing alone"
    )


def test_whatever_is_styled_as_danger_takes_its_colours_from_danger_or_ink():
    wrong = []
    for sheet in sorted((STATIC / "css").glob("*.css")):
        for selector, rules in re.findall(
            r"([^{}]*danger[^{}]*)\{([^{}]*)\}", sheet.read_text(encoding="utf-8")
        ):
            for name in re.findall(r"(?:color|background|border[\w-]*)\s*:[^;]*var\((--[\w-]+)\)", rules):
                if not re.match(r"--(danger|ink|paper|surface|line|s\d|radius)", name):
                    wrong.append(f"{sheet.name}: {selector.strip()} takes {name}")
            wrong += [
                f"{sheet.name}: {selector.strip()} is {colour}"
                for colour in re.findall(r"#[0-9a-fA-F]{6}\b", rules)
                if is_green(colour)
            ]
    assert not wrong
