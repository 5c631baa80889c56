"""Tables (CSV, TSV, semicolons): a row an utterance, with a column for the speaker and one for the text."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from clew.therapy.transcripts.text import Text
from clew.therapy.transcripts.times import seconds_of
from clew.therapy.transcripts.utterances import Utterance

# What columns are called, the surest name first. Compared in lower case, with "_" for spaces, dots and hyphens.
_SPEAKER = (
    *(
        "speaker",
        "speaker_name",
        "speaker_label",
        "speaker_id",
        "interlocutor",
        "participant",
        "speaker_role",
    ),
    *("who", "talker", "author", "role", "name", "person", "user", "party", "voice"),
    *("sprecher", "sprecherin", "locuteur", "hablante", "parlante"),
)
_TEXT = (
    *("text", "utterance_text", "utterance", "transcript", "transcription", "content", "message", "words"),
    *("speech", "sentence", "caption", "dialogue", "value", "turn_text", "body", "line"),
    *("texte", "texto", "testo", "äußerung"),
)
_START = (
    "start",
    "start_time",
    "starttime",
    "start_s",
    "start_seconds",
    "begin",
    "onset",
    "timestamp",
    "time",
)
_END = ("end", "end_time", "endtime", "end_s", "end_seconds", "stop", "stop_time", "offset")
_START_MS, _END_MS = ("start_ms", "start_time_ms"), ("end_ms", "end_time_ms", "stop_ms")
_SESSION = ("transcript_id", "session_id", "dialogue_id", "conversation_id", "session", "video_id")
_DELIMITERS = ("\t", ",", ";", "|")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what, counted from 0; None where the table has no such column."""

    count: int
    speaker: int
    text: int
    start: int | None
    end: int | None
    session: int | None
    per_second: int  # 1 where times are in seconds, 1000 where they are in milliseconds

    @classmethod
    def of(cls, header: Sequence[str]) -> Columns | None:
        """Return the columns that a header names, or None if it does not name speaker and text."""
        names = [cell.strip().casefold().translate(_JOINERS) for cell in header]

        def find(wanted: Iterable[str]) -> int | None:
            return next((names.index(name) for name in wanted if name in names), None)

        speaker, text = find(_SPEAKER), find(_TEXT)
        if speaker is None or text is None:
            return None
        start, end, session = find(_START), find(_END), find(_SESSION)
        per_second = 1
        if start is None and end is None and (find(_START_MS), find(_END_MS)) != (None, None):
            start, end, per_second = find(_START_MS), find(_END_MS), 1000
        return cls(len(names), speaker, text, start, end, session, per_second)


_JOINERS = str.maketrans(dict.fromkeys(" .-", "_"))


def delimiter_of(header: str) -> str | None:
    """Return the delimiter with which a file's first line is the header of a transcript, or None."""
    for delimiter in _DELIMITERS:
        if delimiter in header:
            try:
                if Columns.of(next(csv.reader([header], delimiter=delimiter), [])):
                    return delimiter
            except csv.Error:
                continue
    return None


def utterances(text: Text, delimiter: str) -> Iterator[Utterance]:
    """Yield the rows of a delimited file whose first line is a header.

    Raises TranscriptError with the line where a quoted cell is not closed or a row has not as many cells as the
    header: then words may have slipped into another column.
    """
    reader = csv.reader((line + "\n" for line in text.open()), delimiter=delimiter, strict=True)

    def rows() -> Iterator[tuple[int, list[str]]]:
        try:
            for row in reader:
                yield reader.line_num, row
        except csv.Error:
            expected = "cells with their quotation marks closed and doubled inside"
            raise text.error(reader.line_num, "a row cannot be read", expected) from None

    return of_rows(rows(), text)


def of_rows(rows: Iterable[tuple[int, list[str]]], text: Text) -> Iterator[Utterance]:
    """Yield the utterances of rows with their line numbers; the first row with a cell in it is the header.

    Raises TranscriptError where the header names no speaker or text, a row has not as many cells as the header, a time
    cannot be read, or rows of two sessions stand in one table: two people's words must not become one record.
    """
    columns: Columns | None = None
    session: str | None = None
    for line, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if columns is None:
            columns = Columns.of(row)
            if columns is None:
                raise text.error(
                    line, "no column is named speaker and text", "a header such as speaker,text,start,end"
                )
            continue
        if len(row) != columns.count:
            problem = f"the row has {len(row)} cells where the header has {columns.count}"
            raise text.error(
                line, problem, "as many, with quotation marks around text that holds the delimiter"
            )
        if columns.session is not None:
            if session is not None and row[columns.session] != session:
                raise text.error(line, "a second session begins", "the rows of one session in a file")
            session = row[columns.session]
        yield Utterance(
            line,
            row[columns.speaker],
            row[columns.text],
            _time(row, columns.start, columns.per_second, line, text),
            _time(row, columns.end, columns.per_second, line, text),
        )


def _time(row: list[str], column: int | None, per_second: int, line: int, text: Text) -> float | None:
    cell = "" if column is None else row[column].strip()
    if not cell:
        return None
    seconds = seconds_of(cell)
    if seconds is not None:
        return seconds
    try:
        return float(cell.replace(",", ".")) / per_second
    except ValueError:
        raise text.error(line, "a time cannot be read", "seconds, or hours:minutes:seconds") from None
