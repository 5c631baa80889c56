import pytest

from clew.therapy.transcripts import read
from clew.therapy.transcripts.labels import candidate, looks_like_a_name


def speakers(*lines):
    return read("\n".join(lines).encode()).speakers


def vtt(*texts):
    cues = (
        f"00:{n // 60:02d}:{n % 60:02d}.000 --> 00:{n // 60:02d}:{n % 60:02d}.500\n{t}"
        for n, t in enumerate(texts)
    )
    return ("WEBVTT\n\n" + "\n\n".join(cues) + "\n").encode()


@pytest.mark.parametrize(
    "name",
    [
        "Anna",
        "Dr. Ben O'Neil-Jones",
        "Smith, John",
        "Ludwig van der Berg",
        "Anna Weber (she/her)",
        "Speaker 1",
        "SPEAKER_00",
        "P2",
        "+44 7700 900123 A",
        "iPhone von Anna".replace("iPhone", "IPhone"),
        "דנה לוי",
        "سارة",
        "田中",
        "Анна",
        "Øyvind",
        "Ms. Ng",
    ],
)
def test_names_of_many_kinds_are_speakers(name):
    assert looks_like_a_name(name)
    assert speakers(f"{name}: Hello.", "Ben: Hello.", f"{name}: Yes.") == (name, "Ben")


@pytest.mark.parametrize(
    "line", ["10:30 we met", "https://example.org", "a:b", "no colon", ": nothing", '"Go": he said', "  "]
)
def test_what_has_no_label_at_all(line):
    assert candidate(line) is None


def test_a_sentence_before_a_colon_is_no_speaker():
    lines = (
        "Anna: Hello.",
        "Ben: He said: go.",
        "and I thought: never",
        "Well: I think so.",
        "Anna: At 10: thirty.",
    )
    assert speakers(*lines) == ("Anna", "Ben")
    assert (
        read("\n".join(lines).encode()).turns[1].text == "He said: go. and I thought: never Well: I think so."
    )


def test_even_a_sentence_that_comes_back_is_no_speaker():
    assert speakers(
        "Anna: Hello.", "She said: go.", "She said: go.", "She said: go.", "Ben: Yes.", "Anna: No."
    ) == (
        "Anna",
        "Ben",
    )


def test_a_few_colons_in_captions_without_speakers_make_none():
    texts = [f"and then we went on {n}" for n in range(20)] + ["Mother: come here", "Mother: come now"]
    assert read(vtt(*texts)).speakers == ("",)


def test_a_label_seen_once_is_believed_only_where_every_cue_has_one():
    assert read(vtt("Anna: One.", "Ben: Two.", "Anna: Three.")).speakers == ("Anna", "Ben")
    found = read(vtt("Anna: One.", "Ben: Two.", "Anna: Three.", "nobody known"))
    assert found.speakers == ("Anna", "")
    assert "Ben: Two." in [turn.text for turn in found.turns], "what is not believed stays in the text"


def test_lower_case_nicknames_count_where_they_carry_the_talk():
    assert speakers(*["anna: Hello.", "ben: Yes."] * 3) == ("anna", "ben")


def test_a_name_with_a_colon_in_it():
    assert speakers(*["Anna: she/her: Hello.", "Ben: Yes."] * 3) == ("Anna: she/her", "Ben")
    # but not where one speaker quotes another now and then
    assert speakers("Anna: Ben: he is the one.", "Ben: Yes.", "Anna: No.", "Ben: Well.") == ("Anna", "Ben")
    assert speakers(*["Anna: Well: I think.", "Ben: Yes."] * 3) == ("Anna", "Ben")


def test_brackets_and_direction_marks_are_no_part_of_a_label():
    assert speakers("[SPEAKER_00]: a", "\u200f[SPEAKER_01]\u200f: b", "[SPEAKER_00]: c") == (
        "SPEAKER_00",
        "SPEAKER_01",
    )


def test_the_full_width_colon_needs_no_space():
    assert speakers("田中：こんにちは。", "先生：はい。", "田中：では。") == ("田中", "先生")


def test_an_ampersand_in_a_zoom_name():
    assert read(vtt("Ann &amp; Tom: Hello &lt;3", "Therapist: Hello.")).turns[0].speaker == "Ann & Tom"


def test_a_numbered_list_is_no_conversation():
    lines = ("T: Three things.", "1: sleep", "2: food", "3: work", "P: Yes.")
    assert speakers(*lines) == ("T", "P")


def test_otter_headers_need_a_gap_or_a_blank_line():
    content = b"Anna  0:12\nWe met\nBerlin 10:30\nand went on\n\nBen 0:20\nYes.\n"
    assert [(t.speaker, t.text, t.start) for t in read(content).turns] == [
        ("Anna", "We met Berlin 10:30 and went on", 12.0),
        ("Ben", "Yes.", 20.0),
    ]
