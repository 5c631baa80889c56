"""Reading a programme: what comes out, and every kind of thing that can be wrong with its files."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.small_programme import FILES, FIRST, SECOND

from clew.therapy.errors import TherapyError
from clew.therapy.programmes import (
    Exercise,
    Field,
    Kind,
    Note,
    Problem,
    Reading,
    Reflection,
    Story,
    problems,
    read,
)


def with_(name: str, old: str, new: str) -> dict[str, str]:
    assert old in FILES[name]
    return {**FILES, name: FILES[name].replace(old, new, 1)}


def test_the_whole_comes_out_in_the_order_of_the_page():
    programme = read(FILES)
    assert problems(FILES) == ()
    assert (programme.slug, programme.version, programme.weeks) == ("small", "2", 3)
    first, second = programme.modules
    assert [type(block) for block in first.blocks] == [Reading, Story, Reading, Note, Exercise, Reflection]
    assert first.blocks[1] == Story(name="Ellen", text="She *stood* still.")
    assert first.blocks[0] == Reading(text="Read this.")
    assert (first.measure, second.measure) == ("phq-9", None)
    exercise = first.find("a-try")
    assert isinstance(exercise, Exercise)
    assert exercise.ask == "**Why:** to see.\n\nHow?"
    assert [field.kind for field in exercise.fields] == [
        Kind.TEXT,
        Kind.CHOICE,
        Kind.CHOICES,
        Kind.SCALE,
        Kind.LINE,
    ]
    assert exercise.fields[1].options == ("yes", "no"), "a yes stays a yes"
    assert exercise.optional
    assert [one.id for _, one in programme.answered] == ["a-try", "first-along", "second-along"]
    assert [field.id for field in second.find("second-along").fields] == ["text"]


def test_windows_line_ends_change_nothing():
    assert read({name: text.replace("\n", "\r\n") for name, text in FILES.items()}) == read(FILES)


WRONG = {
    "no index": ({"01-first.md": FIRST}, "programme.yaml", 0, "There is no programme.yaml"),
    "not yaml": (with_("programme.yaml", "slug: small", "slug: [small"), "programme.yaml", 2, "not YAML"),
    "a name twice": (with_("programme.yaml", "weeks: 3", "weeks: 3\nweeks: 4"), "programme.yaml", 8, "twice"),
    "no mapping": ({**FILES, "programme.yaml": "- a\n- b\n"}, "programme.yaml", 1, "name: value"),
    "a name missing": (with_("programme.yaml", "weeks: 3\n", ""), "programme.yaml", 1, "weeks is missing"),
    "a name unknown": (
        with_("programme.yaml", "weeks: 3", "weeks: 3\nfee: 10"),
        "programme.yaml",
        1,
        "does not know fee",
    ),
    "weeks no number": (
        with_("programme.yaml", "weeks: 3", "weeks: three"),
        "programme.yaml",
        0,
        "whole number",
    ),
    "no weeks": (with_("programme.yaml", "weeks: 3", "weeks: 0"), "programme.yaml", 0, "1 to 52"),
    "a title that is a list": (
        with_("programme.yaml", "title: A small one", "title: [a, b]"),
        "programme.yaml",
        0,
        "not a list",
    ),
    "an empty title": (with_("programme.yaml", "A small one", ""), "programme.yaml", 0, "needs 'title'"),
    "language": (with_("programme.yaml", "language: en", "language: English"), "programme.yaml", 0, "code"),
    "slug": (with_("programme.yaml", "slug: small", "slug: Small One"), "programme.yaml", 0, "hyphens"),
    "source": (with_("programme.yaml", "Johansson2012", "Nobody1999"), "programme.yaml", 0, "Nobody1999"),
    "no sources": (with_("programme.yaml", "[Johansson2012]", "[]"), "programme.yaml", 0, "sources"),
    "modules no list": (
        with_("programme.yaml", "[first, second]", "first"),
        "programme.yaml",
        0,
        "'modules' is a list",
    ),
    "a module twice": (
        with_("programme.yaml", "[first, second]", "[first, second, first]"),
        "programme.yaml",
        0,
        "only once",
    ),
    "no file": (with_("programme.yaml", "second]", "third]"), "programme.yaml", 0, "there is none"),
    "two files": ({**FILES, "03-first.md": FIRST}, "programme.yaml", 0, "there are several"),
    "not named": (with_("programme.yaml", ", second]", "]"), "02-second.md", 0, "not among the modules"),
    "another file": ({**FILES, "notes.txt": "x"}, "notes.txt", 0, "take this out"),
    "the order": (
        with_("programme.yaml", "[first, second]", "[second, first]"),
        "01-first.md",
        0,
        "renumber",
    ),
    "too long": ({**FILES, "02-second.md": SECOND + "word " * 50_000}, "02-second.md", 0, "two modules"),
    "no front": ({**FILES, "02-second.md": "Read on.\n"}, "02-second.md", 1, "between two lines of ---"),
    "front not closed": ({**FILES, "02-second.md": "---\nslug: second\n"}, "02-second.md", 1, "between two"),
    "front key": (
        with_("02-second.md", "minutes: 10", "minute: 10"),
        "02-second.md",
        2,
        "minutes is missing",
    ),
    "another slug": (with_("02-second.md", "slug: second", "slug: third"), "02-second.md", 1, "named for"),
    "no minutes": (with_("02-second.md", "minutes: 10", "minutes: 0"), "02-second.md", 1, "minutes"),
    "week 0": (with_("02-second.md", "week: 2", "week: 0"), "02-second.md", 1, "count from 1"),
    "weeks backwards": (with_("01-first.md", "week: 1", "week: 3"), "programme.yaml", 0, "earlier week"),
    "after the end": (with_("02-second.md", "week: 2", "week: 4"), "programme.yaml", 0, "after them"),
    "no such measure": (with_("01-first.md", "phq-9", "phq-99"), "01-first.md", 1, "no instrument"),
    "a measure without questions": (
        with_("01-first.md", "phq-9", "core-10"),
        "01-first.md",
        1,
        "no questions",
    ),
    "unknown block": (with_("01-first.md", "```note", "```tip"), "01-first.md", 22, "no block 'tip'"),
    "a block without a name": (with_("01-first.md", "```note", "```"), "01-first.md", 22, "no block ''"),
    "not closed": (with_("02-second.md", "now?\n```", "now?"), "02-second.md", 10, "not closed"),
    "a story of nobody": (with_("01-first.md", "name: Ellen", "Ellen"), "01-first.md", 12, "'name:'"),
    "a story without text": (
        with_("01-first.md", "\nShe *stood* still.\n", ""),
        "01-first.md",
        12,
        "no text",
    ),
    "an empty note": (with_("01-first.md", "Stop when it is too much.", ""), "01-first.md", 22, "no text"),
    "exercise not yaml": (with_("01-first.md", "id: a-try", "id: {a-try"), "01-first.md", 28, "not YAML"),
    "exercise without ask": (with_("01-first.md", "ask: |", "asks: |"), "01-first.md", 27, "ask is missing"),
    "exercise id": (with_("01-first.md", "id: a-try", "id: A try"), "01-first.md", 26, "hyphens"),
    "fields no list": (
        with_("01-first.md", "fields:\n  - {id: words", "fields:\n  one: {id: words"),
        "01-first.md",
        35,
        "not YAML",
    ),
    "a field twice": (with_("01-first.md", "id: short", "id: words"), "01-first.md", 26, "only once: words"),
    "a field without a label": (
        with_("01-first.md", ", label: In a line", ""),
        "01-first.md",
        26,
        "label is missing",
    ),
    "a kind": (with_("01-first.md", "kind: line", "kind: essay"), "01-first.md", 26, "one of text, line"),
    "one option": (with_("01-first.md", "[yes, no]", "[yes]"), "01-first.md", 26, "at least two"),
    "an option twice": (with_("01-first.md", "[yes, no]", "[yes, yes]"), "01-first.md", 26, "at least two"),
    "options for words": (
        with_("01-first.md", "kind: line}", "kind: line, options: [a, b]}"),
        "01-first.md",
        26,
        "belong to the kinds",
    ),
    "options no list": (with_("01-first.md", "[yes, no]", "yes"), "01-first.md", 27, "'options' is a list"),
    "half a scale": (
        with_("01-first.md", "    low: not at all\n", ""),
        "01-first.md",
        26,
        "low and for high",
    ),
    "optional": (
        with_("01-first.md", "title: A try", "optional: maybe\ntitle: A try"),
        "01-first.md",
        26,
        "true",
    ),
    "the same exercise again": (
        with_("02-second.md", "id: second-along", "id: a-try"),
        "programme.yaml",
        0,
        "only once: a-try",
    ),
    "no reflection": (
        with_("02-second.md", "```reflection\nid: second-along\nask: And now?\n```\n", ""),
        "02-second.md",
        1,
        "something to answer",
    ),
    "reflection not last": (
        {**FILES, "02-second.md": SECOND + "\nOne more word.\n"},
        "02-second.md",
        1,
        "as its last part",
    ),
    "html": (with_("02-second.md", "Read on.", "<div>Read</div>"), "02-second.md", 8, "HTML"),
    "html in a line": (with_("02-second.md", "Read on.", "Read <b>on</b>."), "02-second.md", 8, "HTML"),
    "html in a story": (with_("01-first.md", "*stood*", "<i>stood</i>"), "01-first.md", 15, "HTML"),
    "a picture": (with_("02-second.md", "Read on.", "![a](b.png)"), "02-second.md", 8, "Pictures"),
    "a link out": (with_("02-second.md", "Read on.", "[on](https://a.example)"), "02-second.md", 8, "host"),
    "a link without scheme": (
        with_("02-second.md", "Read on.", "[on](//a.example)"),
        "02-second.md",
        8,
        "host",
    ),
    "a mail": (with_("02-second.md", "Read on.", "<a@b.example>"), "02-second.md", 8, "host"),
    "a first heading": (
        with_("02-second.md", "Read on.", "# Read"),
        "02-second.md",
        8,
        "begin headings with ##",
    ),
    "lines set in": (with_("02-second.md", "Read on.", "    Read on."), "02-second.md", 8, "four spaces"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_with_its_place(name):
    files, file, line, words = WRONG[name]
    found = problems(files)
    assert [(one.file, one.line) for one in found if words in one.what] == [(file, line)], found
    with pytest.raises(TherapyError):
        read(files)


def test_each_problem_says_where_and_all_are_found_at_once():
    files = with_("01-first.md", "*stood*", "<i>stood</i>")
    files["02-second.md"] = SECOND.replace("Read on.", "![a](b)")
    found = problems(files)
    assert [str(one).partition(": ")[0] for one in found] == ["01-first.md:15", "02-second.md:8"]
    assert str(Problem("a.md", 0, "It is so.")) == "a.md: It is so."


def test_a_link_within_clew_is_let_through():
    assert problems(with_("02-second.md", "Read on.", "[Your journal](/me/journal/) and [on](#on).")) == ()


broken = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "---\n",
            "```exercise\n",
            "```",
            "id: a\n",
            "- ",
            "&a [*a]",
            "? ",
            "!!python/x",
            "\x00",
            "\t",
            "{",
            "[",
        ]
    ),
)


@given(name=st.sampled_from(sorted(FILES)), at=st.integers(0, 700), cut=st.integers(0, 40), put=broken)
@settings(max_examples=150, deadline=None)
def test_files_that_are_damaged_are_refused_or_read_and_nothing_else(name, at, cut, put):
    text = FILES[name]
    files = {**FILES, name: text[:at] + put + text[at + cut :]}
    found = problems(files)
    if found:
        with pytest.raises(TherapyError):
            read(files)
    else:
        assert read(files).modules


@given(text=st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_is_refused_calmly(text):
    assert problems({"programme.yaml": text})
    assert problems({**FILES, "01-first.md": "---\n" + text})


def test_yaml_without_end_is_refused():
    assert problems({**FILES, "programme.yaml": "[" * 5000})
    assert problems(with_("01-first.md", "- {id: words", "- " + "[" * 3000 + "{id: words"))


# -- Answers ------------------------------------------------------------------------------------------------------

PICK = Field(id="pick", label="Which?", kind=Kind.CHOICE, options=("red", "blue"))
MANY = Field(id="many", label="Which?", kind=Kind.CHOICES, options=("red", "blue", "green"))
FAR = Field(id="far", label="How far?", kind=Kind.SCALE, low="near", high="far")
TEXT = Field(id="text", label="In words")
LINE = Field(id="line", label="In a line", kind=Kind.LINE)


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        (TEXT, ["  one\r\ntwo "], "one\ntwo"),
        (TEXT, [], ""),
        (TEXT, [" "], ""),
        (LINE, ["one\n two"], "one two"),
        (PICK, ["red"], "red"),
        (PICK, [""], ""),
        (MANY, ["green", "red", "red"], "red\ngreen"),
        (MANY, [], ""),
        (FAR, ["0"], "0"),
        (FAR, ["10"], "10"),
        (FAR, [], ""),
    ],
)
def test_an_answer_is_kept_as_one_text(field, given, kept):
    assert field.kept(given) == kept
    assert field.kept(field.kept(given).split("\n") if field is MANY else [kept]) == kept, (
        "and again the same"
    )


@pytest.mark.parametrize(
    ("field", "given"),
    [
        (TEXT, ["a" * 20_001]),
        (TEXT, ["a", "b"]),
        (LINE, ["a" * 301]),
        (PICK, ["violet"]),
        (MANY, ["red", "violet"]),
        (FAR, ["11"]),
        (FAR, ["-1"]),
        (FAR, ["5.5"]),
    ],
)
def test_an_answer_that_is_none_of_those_offered_is_refused_without_quoting_it(field, given):
    with pytest.raises(TherapyError) as refused:
        field.kept(given)
    assert given[-1] not in str(refused.value)
