import io
import zipfile

import pytest
from docx import Document

from clew.therapy.transcripts import TranscriptError, read
from clew.therapy.transcripts.limits import MAX_UNPACKED_BYTES, MAX_WHOLE_BYTES


def saved(document):
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def paragraphs(*texts):
    document = Document()
    for text in texts:
        document.add_paragraph(text)
    return saved(document)


def tabled(*rows, above=()):
    document = Document()
    for text in above:
        document.add_paragraph(text)
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return saved(document)


def with_part(data, name, change):
    """The same Word file with one part changed or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, change(old.read(name) if name in old.namelist() else b""))
    return out.getvalue()


def said(data):
    return [(turn.speaker, turn.text, turn.start) for turn in read(data).turns]


DOCUMENT = "word/document.xml"
PLAIN = paragraphs("Therapist: Where were we?", "Patient: At my mother's.", "", "In the kitchen.")


def test_paragraphs_are_lines_of_plain_text():
    assert said(PLAIN) == [
        ("Therapist", "Where were we?", None),
        ("Patient", "At my mother's. In the kitchen.", None),
    ]
    assert read(PLAIN).format == "word"


def test_teams_writes_name_and_time_before_a_line_break():
    assert said(paragraphs("Anna Weber   0:03\nHello.", "Pia Sand   0:05\nHello.")) == [
        ("Anna Weber", "Hello.", 3.0),
        ("Pia Sand", "Hello.", 5.0),
    ]


def test_a_table_with_and_without_a_header():
    rows = (("Therapist", "Where were we?"), ("Patient", "At hers."))
    expected = [("Therapist", "Where were we?", None), ("Patient", "At hers.", None)]
    assert said(tabled(*rows)) == expected
    assert said(tabled(("Start", "Speaker", "Text"), ("0:03", *rows[0]), ("0:04", *rows[1]))) == [
        ("Therapist", "Where were we?", 3.0),
        ("Patient", "At hers.", 4.0),
    ]


def test_words_outside_the_table_are_kept_and_given_to_nobody():
    rows = (("Therapist", "Where were we?"), ("Patient", "At hers, in the kitchen."))
    assert said(tabled(*rows, above=["Session 4"]))[0] == ("", "Session 4", None)


def test_insertions_links_and_content_controls_are_read_and_deletions_are_not():
    def change(xml):
        body = (
            "<w:p><w:r><w:t>Anna: one</w:t><w:tab/></w:r>"
            '<w:ins w:id="1" w:author="x"><w:r><w:t>two</w:t></w:r></w:ins>'
            '<w:del w:id="2" w:author="x"><w:r><w:delText>three</w:delText></w:r></w:del>'
            '<w:moveFrom w:id="3" w:author="x"><w:r><w:t>four</w:t></w:r></w:moveFrom>'
            '<w:sdt><w:sdtContent><w:r><w:t xml:space="preserve"> five</w:t></w:r></w:sdtContent></w:sdt></w:p>'
            "<w:sdt><w:sdtContent><w:p><w:r><w:t>Ben: six</w:t><w:br/><w:t>seven</w:t></w:r></w:p></w:sdtContent></w:sdt>"
            "<w:p><w:r><w:t>Anna: end</w:t></w:r></w:p>"
        )
        return xml.replace(b"<w:body>", b"<w:body>" + body.encode())

    assert said(with_part(paragraphs(), DOCUMENT, change)) == [
        ("Anna", "one two five", None),
        ("Ben", "six seven", None),
        ("Anna", "end", None),
    ]


def test_a_broken_word_file_is_refused():
    for data in (PLAIN[:500], PLAIN[: len(PLAIN) // 2], PLAIN[:-30], b"PK\x03\x04 and nothing"):
        with pytest.raises(TranscriptError, match="Word document"):
            read(data)


def test_another_office_file_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    with pytest.raises(TranscriptError, match="Word document"):
        read(stream.getvalue())


@pytest.mark.parametrize(
    ("name", "size"), [(DOCUMENT, MAX_WHOLE_BYTES + 1), ("word/media/image1.png", MAX_UNPACKED_BYTES + 1)]
)
def test_a_file_that_swells_is_refused_before_it_is_unpacked(name, size, monkeypatch):
    bomb = with_part(PLAIN, name, lambda _: b" " * size)
    assert len(bomb) < 200_000
    monkeypatch.setattr(zipfile.ZipFile, "read", None)  # unpacking anything would fail
    with pytest.raises(TranscriptError, match="unpacked"):
        read(bomb)


def test_too_many_parts_are_refused():
    data = PLAIN
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(1_001):
            archive.writestr(f"word/part{number}.bin", b"")
    with pytest.raises(TranscriptError, match="unpacked"):
        read(out.getvalue())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_that_swell_are_refused(encoding):
    laughs = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'

    def change(xml):
        text = (
            xml.decode()
            .partition("?>")[2]
            .replace("<w:body>", "<w:body><w:p><w:r><w:t>Anna: &b;</w:t></w:r></w:p>")
        )
        return (laughs + text).encode(encoding)

    with pytest.raises(TranscriptError, match="XML is not as Word writes it"):
        read(with_part(PLAIN, DOCUMENT, change))


def test_a_part_in_another_encoding_is_refused():
    change = lambda xml: xml.replace(b"UTF-8", b"UTF-7", 1)  # noqa: E731
    with pytest.raises(TranscriptError, match="XML is not as Word writes it"):
        read(with_part(PLAIN, DOCUMENT, change))
