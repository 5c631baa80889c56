import codecs

import pytest

from clew.therapy.transcripts import TranscriptError, read

HEBREW = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v דנה>לא יודעת, 😀 \u200fאולי</v>\n"
WESTERN = "Ärztin: Wie geht es Ihnen – müde?\nPatient: Ja, “sehr” müde. Ça va, señor.\n"


def texts(data):
    return [turn.text for turn in read(data).turns]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-16-le-bom", "utf-16-be-bom"],
)
@pytest.mark.parametrize("content", [HEBREW, WESTERN])
def test_unicode_with_and_without_a_mark(encoding, content):
    bom = {"utf-16-le-bom": codecs.BOM_UTF16_LE, "utf-16-be-bom": codecs.BOM_UTF16_BE}.get(encoding, b"")
    assert texts(bom + content.encode(encoding.removesuffix("-bom"))) == texts(content.encode())


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("cp1252", WESTERN),
        ("cp1252", "Anna: I don’t know — it’s “fine”.\nBen: You’re sure?\n"),
        ("cp1252", "Anna: Je ne sais pas où j’étais. Ça m’a coûté cher.\nBen: Qu’est-ce que ça évoque ?\n"),
        ("cp1250", "Anna: Nie wiem, co powiedzieć, żółć i ślad.\nJan: Proszę mówić dalej, słucham.\n"),
        ("cp1251", "Анна: Я не знаю, что сказать.\nБорис: Расскажите о вашей матери.\n"),
        ("cp1253", "Άννα: Δεν ξέρω τι να πω.\nΓιώργος: Πείτε μου για τη μητέρα σας.\n"),
        ("cp1255", "דנה: אני לא יודעת מה להגיד\nמטפל: ספרי לי עוד על זה\n"),
        ("cp1256", "سارة: لا أعرف ماذا أقول\nالمعالج: حدثيني عن أمك\n"),
        ("shift_jis", "田中: 何と言えばいいかわかりません。\n先生: お母さんについて話してください。\n"),
    ],
)
def test_encodings_from_before_unicode(encoding, content):
    assert texts(content.encode(encoding)) == texts(content.encode())


@pytest.mark.parametrize(
    ("data", "line", "problem"),
    [
        ("Anna: café.\n".encode() + b"Ben: caf\xe9.\n", 2, "a byte is no text"),
        ("Anna: Hello.\nBen: café".encode()[:-1], 2, "breaks off inside a character"),
        (
            b"\xff\xfe" + "Anna: Hello.\nBen: Hello.".encode("utf-16-le")[:-1],
            2,
            "breaks off inside a character",
        ),
        (b"\xef\xbb\xbfAnna: a.\nBen: b.\n\xff", 3, "a byte is no text"),
        ("Anna: a.\n".encode("utf-16-le") + b"\x00\xdc\x41\x00", 2, "a byte is no text"),
    ],
)
def test_bytes_that_are_no_text_are_named_by_their_line(data, line, problem):
    with pytest.raises(TranscriptError, match=problem) as caught:
        read(data)
    assert caught.value.line == line


def test_the_line_of_a_bad_byte_far_into_a_large_file():
    data = "Anna: é\n".encode() * 30_000 + b"\xff"
    with pytest.raises(TranscriptError) as caught:
        read(data)
    assert caught.value.line == 30_001


@pytest.mark.parametrize(
    "data", [b"\x00" * 100, bytes(range(256)) * 4, b"\x89PNG\r\n\x1a\n" + bytes(range(200)), b"\xff" * 50]
)
def test_what_is_no_text_at_all_is_refused(data):
    with pytest.raises(TranscriptError):
        read(data)


def test_control_characters_become_the_sign_for_unreadable():
    assert texts(b"Anna: a\x07b\x7fc\nBen: d\x0be\n") == ["a\ufffdb\ufffdc", "d e"]
