"""Word files (``.docx``): paragraphs read like plain text, or a table with a row an utterance."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from clew.therapy.transcripts import plain, table
from clew.therapy.transcripts.errors import TranscriptError
from clew.therapy.transcripts.limits import MAX_UNPACKED_BYTES, MAX_WHOLE_BYTES
from clew.therapy.transcripts.text import Text
from clew.therapy.transcripts.utterances import Utterance

_MOST_PARTS = 1_000
_XML = (".xml", ".rels")
_EXPECTED = "a Word document (.docx)"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _TABLE, _ROW, _CELL = f"{_W}p", f"{_W}tbl", f"{_W}tr", f"{_W}tc"
# Settings, what has been moved or deleted under tracked changes, and the copy of text boxes for old programs.
_NOT_READ = frozenset(
    {
        *(f"{_W}{tag}" for tag in ("pPr", "rPr", "moveFrom", "del")),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)
_CHARACTERS = {
    f"{_W}tab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    _PARAGRAPH: "\n",
    f"{_W}noBreakHyphen": "-",
}
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OTHER_ENCODING = re.compile(rb"\A\s*<\?xml[^>]{0,100}encoding=[\"'](?!utf-8[\"'])", re.IGNORECASE)


def utterances(data: bytes, name: str) -> Iterator[Utterance]:
    """Yield what is said in a Word file; the "line" of an error is the paragraph or the row.

    If a table holds more than half of the words, its rows are the utterances: under a header as in `table`, or
    with the speaker in the first of two columns; what stands outside it has no speaker. Else each paragraph is a line of plain text, and so is each row, with
    its cells joined by tabs. Insertions under tracked changes are read, deletions are not.

    Raises TranscriptError where the file is no Word file, is broken, or is made to fill the memory.
    """
    _refuse_bombs(data, name)
    lines: list[str] = []
    rows: list[list[str]] = []
    above, below = list[str](), list[str]()  # the paragraphs before and after the first table begins
    for block in _nearest(_body(data, name), _PARAGRAPH, _TABLE):
        if block.tag == _PARAGRAPH:
            new = _text(block).split("\n")
            (below if rows else above).extend(new)
        else:
            cells = [[_text(cell) for cell in _nearest(row, _CELL)] for row in _nearest(block, _ROW)]
            rows.extend(cells)
            new = ["\t".join(row).replace("\n", " ") for row in cells]
        lines.extend(new)
    text = Text(name, lambda: iter(lines))
    if sum(len(cell) for row in rows for cell in row) <= sum(map(len, [*above, *below])):
        return plain.utterances(text)
    if table.Columns.of(rows[0]) is None and all(len(row) == 2 for row in rows):
        rows.insert(0, ["speaker", "text"])
    said = table.of_rows(enumerate(rows, 1), text)
    return chain(
        (Utterance(None, "", line) for line in above), said, (Utterance(None, "", line) for line in below)
    )


def _refuse_bombs(data: bytes, name: str) -> None:
    """Raise before anything large is unpacked: the sizes that the archive declares also bound what is unpacked."""
    import zipfile  # needed for Word files only

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            xml = sum(part.file_size for part in parts if part.filename.endswith(_XML))
            if len(parts) > _MOST_PARTS or unpacked > MAX_UNPACKED_BYTES or xml > MAX_WHOLE_BYTES:
                problem = (
                    f"unpacked it has more than {MAX_WHOLE_BYTES // 1024**2} MiB of text "
                    f"or {MAX_UNPACKED_BYTES // 1024**2} MiB in all"
                )
                raise TranscriptError(name, None, problem, "the transcript of one session, without pictures")
            for part in parts:
                content = archive.read(part)
                # Word writes UTF-8 without a document type; others could hide entities that swell when read.
                odd = part.filename.endswith(_XML) and (
                    b"\0" in content[:100] or _OTHER_ENCODING.match(content)
                )
                if odd or _DOCTYPE.search(content):
                    raise TranscriptError(name, None, "its XML is not as Word writes it", _EXPECTED)
    except TranscriptError:
        raise
    except Exception:
        raise TranscriptError(name, None, "the file is broken or locked with a password", _EXPECTED) from None


def _body(data: bytes, name: str) -> Any:
    from docx import Document  # slow to import, and needed for Word files only

    try:
        return Document(io.BytesIO(data)).element.body
    except Exception:
        # Whatever is wrong inside, python-docx and lxml raise many kinds of errors, some with content in them.
        raise TranscriptError(name, None, "it cannot be read as a Word document", _EXPECTED) from None


def _nearest(element: Any, *tags: str) -> Iterator[Any]:
    """Yield the descendants with one of ``tags``, in order, but none inside another."""
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag not in _NOT_READ:
            yield from _nearest(child, *tags)


def _text(element: Any) -> str:
    """Return all words inside a paragraph or a cell, which may hold links, insertions and text boxes."""
    # python-docx's own `Paragraph.text` leaves insertions and content controls out.
    pieces = [_CHARACTERS.get(child.tag) or child.text or "" for child in _nearest_text(element)]
    return "".join(pieces).strip("\n")


def _nearest_text(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag in _CHARACTERS or child.tag == f"{_W}t":
            yield child
        if child.tag not in _NOT_READ:
            yield from _nearest_text(child)
