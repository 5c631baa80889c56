"""From bytes to lines: the encoding of a file, its lines with their numbers, and how text is tidied."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from clew.therapy.transcripts.errors import TranscriptError
from clew.therapy.transcripts.limits import MAX_LINE_CHARACTERS

_CHUNK = 64 * 1024
_BEGINNING = 4 * 1024
_BOMS = (  # the longest first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What office programs saved before Unicode. DOS and Mac code pages are left out: a guess drifts there too easily.
_OLD_ENCODINGS = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256"),
    *("koi8_r", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"),
)
# Polish and its kin look like this when they are read as Windows-1252: symbols inside words.
_SYMBOL_IN_WORD = re.compile(r"[^\W\d_][¹³¿¼¾¥£ª¯]")
_EXPECTED = "text in UTF-8; save the file again as UTF-8 and bring that in"

_NO_TEXT = {code: "\ufffd" for code in (*range(0x20), *range(0x7F, 0xA0)) if not chr(code).isspace()}
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Return ``text`` on one line: each run of white space is one space, none at the ends.

    Control characters and halves of surrogate pairs, which not every database or file can hold, become U+FFFD,
    the character for "unreadable". Nothing else changes: no letter, no accent, no direction mark.
    """
    if not text.isprintable():
        text = _LONE_SURROGATE.sub("\ufffd", text.translate(_NO_TEXT))
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Text:
    """The lines of one file, which may be read several times.

    ``name`` is what errors call the file; ``open`` gives the lines, without their ends, from the first.
    """

    name: str
    open: Callable[[], Iterator[str]]

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield each line with its number, from 1."""
        return enumerate(self.open(), 1)

    def error(self, line: int | None, problem: str, expected: str) -> TranscriptError:
        """Return the error that says what is wrong at a line of this file."""
        return TranscriptError(self.name, line, problem, expected)


def text_of(data: bytes, encoding: str, name: str) -> Text:
    """Return the lines of ``data``; taking them raises TranscriptError where one is too long."""
    return Text(name, lambda: _lines(data, encoding, name))


def beginning_of(data: bytes, encoding: str) -> str:
    """Return the first few thousand characters of ``data``, enough to see what it is."""
    with io.TextIOWrapper(io.BytesIO(data), encoding, newline=None) as stream:
        return stream.read(_BEGINNING)


def _lines(data: bytes, encoding: str, name: str) -> Iterator[str]:
    # The wrapper decodes a few kilobytes at a time and the buffer shares the bytes, so a large file is held
    # once; newline=None ends lines at LF, CR LF and CR.
    with io.TextIOWrapper(io.BytesIO(data), encoding, newline=None) as stream:
        number = 0
        while line := stream.readline(MAX_LINE_CHARACTERS + 1):
            number += 1
            if len(line) > MAX_LINE_CHARACTERS:
                problem = f"the line is longer than {MAX_LINE_CHARACTERS} characters"
                raise TranscriptError(
                    name, number, problem, "a transcript with a line or a cue for each turn"
                )
            yield line.rstrip("\n")


def encoding_of(data: bytes, name: str) -> str:
    """Return the name of the codec that reads the whole of ``data``, or raise TranscriptError.

    A byte order mark decides. Without one, NUL bytes mean UTF-16, and their places say which kind; then UTF-8
    is tried. A file with good UTF-8 before its first bad byte, or one that ends inside a character, is damaged UTF-8
    and refused, as a guess would garble every accent in it. Only then an old encoding is guessed: Windows-1252 unless other letters fit.
    """
    encoding = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), None)
    sample = data[:_CHUNK]
    if encoding is None and b"\0" in sample:
        encoding = "utf-16-be" if sample[::2].count(0) > sample[1::2].count(0) else "utf-16-le"
    bad = _first_bad_byte(data, encoding or "utf-8")
    if bad and encoding is None and not (bad.after_utf8 or bad.at_end):
        encoding = _guess(data, bad.position)
        if encoding is None:
            raise TranscriptError(name, bad.line, "the bytes are no text", _EXPECTED)
        bad = _first_bad_byte(data, encoding)
    if bad:
        problem = "the file breaks off inside a character" if bad.at_end else "a byte is no text"
        raise TranscriptError(name, bad.line, problem, _EXPECTED)
    return encoding or "utf-8"


@dataclass(frozen=True, slots=True)
class _BadByte:
    """Where decoding failed: byte position, line, whether the file just stops there, what came before."""

    position: int
    line: int
    at_end: bool
    after_utf8: bool


def _first_bad_byte(data: bytes, encoding: str) -> _BadByte | None:
    """Decode ``data`` piece by piece, keeping nothing, and return where that fails."""
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(data)
    line, beyond_ascii = 1, False
    for start in range(0, len(data), _CHUNK):
        stop = min(start + _CHUNK, len(data))
        try:
            chunk = decoder.decode(view[start:stop], stop == len(data))
        except UnicodeDecodeError as error:
            # error.object is this chunk behind what was left over from the one before.
            good = error.object[: error.start].decode(encoding, "ignore")
            at_end = stop == len(data) and ("end of data" in error.reason or "truncated" in error.reason)
            return _BadByte(
                position=stop - (len(error.object) - error.start),
                line=line + _line_ends(good),
                at_end=at_end,
                after_utf8=beyond_ascii or not good.isascii(),
            )
        line += _line_ends(chunk)
        beyond_ascii = beyond_ascii or not chunk.isascii()
    return None


def _line_ends(text: str) -> int:
    return text.count("\n") or text.count("\r")


def _guess(data: bytes, position: int) -> str | None:
    """Return the old encoding that the text around the first odd byte is most likely in."""
    from charset_normalizer import from_bytes  # slow to import, and seldom needed

    start = data.rfind(b"\n", 0, max(0, position - _CHUNK // 2)) + 1
    sample = data[max(start, position - _CHUNK) : position + _CHUNK // 2]
    best = from_bytes(sample, cp_isolation=list(_OLD_ENCODINGS), enable_fallback=False).best()
    if best is None or best.encoding not in ("cp1250", "cp1252"):
        return best.encoding if best else None
    # The two share most accents and the library mixes them up; Western Europe is the likelier of the two.
    western = sample.decode("cp1252", "replace")
    return "cp1250" if "\ufffd" in western or _SYMBOL_IN_WORD.search(western) else "cp1252"
