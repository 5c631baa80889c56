"""Large and hostile input: refused, or read with work and memory that grow no faster than the file."""

import importlib
import pickle
import pkgutil
import re
import subprocess
import sys
import tracemalloc
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]

import pytest

from clew.therapy import transcripts
from clew.therapy.errors import TherapyError
from clew.therapy.transcripts import (
    Role,
    Transcript,
    TranscriptError,
    Turn,
    limits,
    read,
    write_json,
    write_webvtt,
)


def vtt(*texts):
    cues = (
        f"00:{n // 60:02d}:{n % 60:02d}.000 --> 00:{n // 60:02d}:{n % 60:02d}.500\n{t}"
        for n, t in enumerate(texts)
    )
    return ("WEBVTT\n\n" + "\n\n".join(cues) + "\n").encode()


def test_five_thousand_turns_of_three_speakers():
    texts = [f"<v {('Therapist', 'Pia', 'Tom')[n % 3]}>word {n}</v>" for n in range(5_000)]
    content = "WEBVTT\n\n" + "\n\n".join(
        f"{n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d}.000 --> 09:00:00.000\n{text}"
        for n, text in enumerate(texts)
    )
    transcript = read(content.encode())
    assert len(transcript.turns) == 5_000
    assert transcript.speakers == ("Therapist", "Pia", "Tom")
    assert transcript.turns[-1].text == "word 4999"
    assert read(write_webvtt(transcript).encode()) == transcript


@pytest.mark.parametrize(
    ("limit", "small", "data"),
    [
        ("MAX_BYTES", 20, b"T: Hello.\nP: Hello, you.\n"),
        ("MAX_WHOLE_BYTES", 20, b'{"segments": [{"text": "a"}]}'),
    ],
)
def test_a_file_above_the_limit_is_refused_and_one_at_it_is_read(limit, small, data, monkeypatch):
    monkeypatch.setattr(f"clew.therapy.transcripts.reading.{limit}", len(data))
    assert read(data).turns
    monkeypatch.setattr(f"clew.therapy.transcripts.reading.{limit}", small)
    with pytest.raises(TranscriptError, match="larger than"):
        read(data)


def test_more_bytes_than_allowed():
    with pytest.raises(TranscriptError, match="larger than 100 MiB"):
        read(bytes(limits.MAX_BYTES + 1))


def test_a_turn_at_the_limit_is_read_and_one_above_refused():
    longest = "x" * limits.MAX_TURN_CHARACTERS
    assert read(f"T: {longest}\nP: a\n".encode()).turns[0].text == longest
    for data in (f"T: a\nP: {longest}x\n", f"T: {longest[:-1]}\ny\nP: b\n"):
        with pytest.raises(TranscriptError, match="one turn is longer"):
            read(data.encode())


def test_the_longest_turn_comes_back_with_every_character_escaped():
    longest = Transcript((Turn(0, "A", Role.UNKNOWN, "&" * limits.MAX_TURN_CHARACTERS),), "webvtt")
    assert read(write_webvtt(longest).encode()) == longest


def test_a_line_or_block_without_end_is_refused():
    for data in (
        b"T: a\nP: " + b"x" * (limits.MAX_LINE_CHARACTERS + 1),
        vtt("a") + b"x\n" * limits.MAX_LINE_CHARACTERS,
    ):
        with pytest.raises(TranscriptError):
            read(data)


def test_more_turns_than_allowed_are_refused(monkeypatch):
    monkeypatch.setattr("clew.therapy.transcripts.utterances.MAX_TURNS", 2)
    monkeypatch.setattr("clew.therapy.transcripts.own.MAX_TURNS", 2)
    assert len(read(vtt("a", "b")).turns) == 2
    with pytest.raises(TranscriptError, match="more than 2 turns") as caught:
        read(vtt("a", "b", "c"))
    assert caught.value.line == 9
    with pytest.raises(TranscriptError, match="more than 2 turns"):
        read(b'{"turns": [{"text": "a"}, {"text": "b"}, {"text": "c"}]}')


def test_a_label_without_end_is_refused():
    with pytest.raises(TranscriptError, match="label is longer"):
        read(vtt(f"<v {'x' * 201}>a</v>"))


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"[{" + b"1" * 5_000,
        b'[{"text": "a", "start": 1' + b"0" * 400 + b"}]",
    ],
)
def test_json_made_to_break_readers(data):
    with pytest.raises(TranscriptError):
        read(data)


def test_cue_numbers_of_thousands_of_digits():
    content = f"1\n00:01,000 --> 00:02,000\na\n{'9' * 5_000}\n00:03,000 --> 00:04,000\nb\n"
    with pytest.raises(TranscriptError, match="run into each other"):
        read(content.encode())


@pytest.mark.parametrize("time", [-1.0, float("nan"), float("inf")])
def test_a_turn_cannot_have_a_time_outside_any_recording(time):
    with pytest.raises(TherapyError, match="Turn 0 has a time"):
        Turn(0, "A", Role.UNKNOWN, "a", time)


def test_times_longer_than_any_recording_are_neither_written_nor_read():
    transcript = Transcript((Turn(0, "A", Role.UNKNOWN, "a", limits.MAX_SECONDS * 2),), "x")
    for write in (write_webvtt, write_json):
        with pytest.raises(TherapyError, match="Turn 0 has a time"):
            write(transcript)
    with pytest.raises(TranscriptError):
        read(f"speaker,text,start\nT,a,{limits.MAX_SECONDS * 2}\n".encode())


def test_an_error_crosses_processes():
    error = TranscriptError("a\nb.vtt", 3, "a cue has no times", "a timing line")
    assert (
        str(pickle.loads(pickle.dumps(error)))
        == str(error)
        == "a b.vtt:3: a cue has no times; expected a timing line."
    )


# -- work grows with the file, no faster. Counted in lines of Python run, and in what patterns can do.

HOSTILE = {
    "arrows": lambda n: b"WEBVTT\n\n00:00.000 --> 00:01.000\n" + b"a\n" * n,
    "open tags": lambda n: vtt("<v " * n + ">a"),
    "tags": lambda n: vtt("<v A>a</v>" * n),
    "brackets": lambda n: vtt("<" * n + "v" + "<i" * n),
    "references": lambda n: vtt("&" * n + "#" * n + ";"),
    "colons": lambda n: b"A: b\nB: c\n" + b": " * n + b"\n" + b"a: " * n,
    "labels": lambda n: b"".join(b"A%d: x\n" % i for i in range(n)),
    "spaces": lambda n: b"T: a" + b" " * n + b"b\nP:" + b"\t" * n + b"c\n",
    "blank lines": lambda n: b"WEBVTT\n" + b"\n" * n,
    "numbers": lambda n: b"1\n00:00:01,000 --> 00:00:02,000\na\n" + b"\n2x\n" * n,
    "clocks": lambda n: b"T: a\nP: b\n" + b"0:00 " * n + b"\n" + b"[0:00]\n" * n,
    "headers": lambda n: b"A  0:01\nx\n" * n,
    "quotes": lambda n: b"speaker,text\nT," + b'""' * n + b"\n",
    "one speaker": lambda n: vtt(*["<v A>a</v>"] * n),
    "segments": lambda n: b'{"segments": [' + b",".join([b'{"text": "a"}'] * n) + b"]}",
}


def lines_run(data):
    """How many lines of Clew's own code run while ``data`` is read."""
    count = 0

    def local(frame, event, argument):
        nonlocal count
        count += event == "line"
        return local

    def trace(frame, event, argument):
        return local if "transcripts" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        read(data)
    except TranscriptError:
        pass
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("kind", HOSTILE)
def test_twice_the_file_is_about_twice_the_work(kind):
    once, twice = lines_run(HOSTILE[kind](1_000)), lines_run(HOSTILE[kind](2_000))
    assert 0 < twice < 2.3 * once + 200


def patterns():
    for module in pkgutil.iter_modules(transcripts.__path__, transcripts.__name__ + "."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern):
                yield f"{module.name.rpartition('.')[2]}.{name}", value


PATTERNS = dict(patterns())


def repeats(parsed, inside=()):
    """Each unbounded repeat in a pattern, with the repeats around it."""
    for operation, argument in parsed:
        if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            _, most, body = argument
            if most == sre.MAXREPEAT:
                yield body, inside
            yield from repeats(body, (*inside, most))
        elif operation is sre.SUBPATTERN:
            yield from repeats(argument[3], inside)
        elif operation is sre.BRANCH:
            for branch in argument[1]:
                yield from repeats(branch, inside)
        elif operation in (sre.ASSERT, sre.ASSERT_NOT):
            yield from repeats(argument[1], inside)


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_repeats_without_bound_inside_a_repeat(name):
    pattern = PATTERNS[name]
    for _, inside in repeats(_parser.parse(pattern.pattern, pattern.flags)):
        assert all(most <= 1 for most in inside), f"{name} can backtrack without end"


def test_that_check_can_fail():
    assert [inside for _, inside in repeats(_parser.parse(r"(?:a+)+")) if inside]
    assert len(PATTERNS) >= 8


# -- memory


def test_a_large_file_is_not_held_many_times_over():
    data = vtt(*[f"<v {'TP'[n % 2]}>{'word ' * 400}</v>" for n in range(2_000)])
    read(data[:3000] + b"</v>\n")  # so that imports do not count
    tracemalloc.start()
    transcript = read(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sum(len(turn.text) for turn in transcript.turns) > 0.9 * len(data)
    assert peak < 2 * len(data)


def test_importing_it_loads_no_reader_that_is_slow_to_import():
    code = "import sys, clew.therapy.transcripts; print(*sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "clew.therapy.transcripts.reading" in loaded
    for slow in (
        "clew.therapy.transcripts.word",
        "docx",
        "lxml",
        "webvtt",
        "srt",
        "charset_normalizer",
        "zipfile",
        "django",
        "numpy",
        "polars",
    ):
        assert slow not in loaded
