"""What comes in and what it becomes. Each table is a line of the manual: who says what, from when to when."""

import pytest

from clew.therapy.transcripts import (
    FORMATS,
    Role,
    TranscriptError,
    guess_roles,
    read,
    write_json,
    write_webvtt,
)
from clew.therapy.transcripts.reference import EXAMPLES


def said(content, **options):
    data = content if isinstance(content, bytes) else content.encode()
    return [(turn.speaker, turn.text, turn.start, turn.end) for turn in read(data, **options).turns]


def vtt(*texts):
    """A WebVTT file with a cue a second."""
    cues = (f"00:00:{n:02d}.000 --> 00:00:{n + 1:02d}.000\n{text}" for n, text in enumerate(texts))
    return "WEBVTT\n\n" + "\n\n".join(cues) + "\n"


# -- what a turn is


def test_consecutive_cues_of_one_speaker_are_one_turn():
    content = vtt("Anna: Last night", "Anna: I dreamt again.", "Ben: Go on.", "Anna: Of the house.")
    assert said(content) == [
        ("Anna", "Last night I dreamt again.", 0.0, 2.0),
        ("Ben", "Go on.", 2.0, 3.0),
        ("Anna", "Of the house.", 3.0, 4.0),
    ]


def test_cues_without_any_label_are_a_turn_each():
    assert said(vtt("Last night", "I dreamt again.")) == [
        ("", "Last night", 0.0, 1.0),
        ("", "I dreamt again.", 1.0, 2.0),
    ]


def test_an_unlabelled_cue_among_labelled_ones_is_given_to_nobody():
    content = vtt("Anna: Last night", "I dreamt again.", "Ben: Go on.", "Anna: Well.")
    assert said(content)[1] == ("", "I dreamt again.", 1.0, 2.0)
    assert read(content.encode()).turns[1].role is Role.UNKNOWN


def test_where_cues_of_a_turn_overlap_it_lasts_until_the_latest_end():
    content = (
        "WEBVTT\n\n00:00.000 --> 00:09.000\nAnna: One\n\n00:02.000 --> 00:04.000\nAnna: two\n\n"
        "00:09.000 --> 00:10.000\nBen: Yes\n"
    )
    assert said(content)[0] == ("Anna", "One two", 0.0, 9.0)


def test_white_space_becomes_single_spaces():
    assert said(vtt("Anna: one \t two\nthree")) == [("Anna", "one two three", 0.0, 1.0)]


# -- WebVTT


def test_teams_names_speakers_in_voice_tags():
    content = vtt("<v Anna Weber>Where were we?</v>", "<v Pia Sand>At my\nmother's.</v>")
    assert said(content) == [
        ("Anna Weber", "Where were we?", 0.0, 1.0),
        ("Pia Sand", "At my mother's.", 1.0, 2.0),
    ]


def test_two_voices_in_one_cue_and_words_outside_both():
    content = vtt("<v Anna>Yes.</v> (a door) <v Pia>No.</v>")
    assert [(who, what) for who, what, *_ in said(content)] == [
        ("Anna", "Yes."),
        ("", "(a door)"),
        ("Pia", "No."),
    ]


def test_in_a_file_with_voice_tags_a_colon_makes_no_speaker():
    assert said(vtt("<v Anna>Ben: that is what I called him.</v>"))[0][:2] == (
        "Anna",
        "Ben: that is what I called him.",
    )


def test_tags_and_character_references_are_read_and_other_angle_brackets_kept():
    content = vtt("<v Pia>I <i>love</i> R&amp;D <3 and 1 < 2 &lt;b&gt; <00:00:00.500>now</v>")
    assert said(content)[0][1] == "I love R&D <3 and 1 < 2 <b> now"


def test_comments_styles_and_cue_names_are_not_speech():
    content = (
        "WEBVTT - Session\nKind: captions\n\nNOTE\nmade by a machine\n\nSTYLE\n::cue { color: red }\n\n"
        "a1b2/7-0\n00:01.000 --> 00:02.000 align:start position:10%\nHello.\n"
    )
    assert said(content) == [("", "Hello.", 1.0, 2.0)]


def test_a_comma_before_the_milliseconds_is_read():
    assert said("WEBVTT\n\n00:00:01,250 --> 00:00:02,500\nHello.\n") == [("", "Hello.", 1.25, 2.5)]


def test_hours_may_be_missing_and_may_be_many():
    content = "WEBVTT\n\n59:59.999 --> 1:00:00.000\nOne.\n\n123:00:00.000 --> 123:00:01.000\nTwo.\n"
    assert said(content) == [("", "One.", 3599.999, 3600.0), ("", "Two.", 442800.0, 442801.0)]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end(line_end):
    content = vtt("Anna: One", "Ben: Two").replace("\n", line_end)
    assert said(content.encode()) == [("Anna", "One", 0.0, 1.0), ("Ben", "Two", 1.0, 2.0)]


def test_a_missing_blank_line_between_numbered_cues_is_mended():
    content = "WEBVTT\n\n1\n00:00.000 --> 00:01.000\nAnna: One\n2\n00:01.000 --> 00:02.000\nBen: 2\n"
    assert said(content) == [("Anna", "One", 0.0, 1.0), ("Ben", "2", 1.0, 2.0)]


# -- SubRip


def test_subrip():
    content = (
        "1\n00:00:01,000 --> 00:00:02,000\n<i>[SPEAKER_00]: Hello.</i>\n\n"
        "2\n00:00:02,000 --> 00:00:03,500\n[SPEAKER_01]: {\\an8}Hello\nyou.\n"
    )
    assert said(content) == [("SPEAKER_00", "Hello.", 1.0, 2.0), ("SPEAKER_01", "Hello you.", 2.0, 3.5)]


def test_subrip_may_have_blank_lines_and_arrows_in_the_text():
    content = "1\n00:00:01,000 --> 00:00:02,000\nfrom me\n\nto you\nand --> back\n\n2\n00:00:03,000 --> 00:00:04,000\nYes\n"
    assert [what for _, what, *_ in said(content)] == ["from me to you and --> back", "Yes"]


# -- JSON


def test_whisper_has_no_speakers_and_whisperx_does():
    plain = '{"text": "x", "segments": [{"id": 0, "start": 0.0, "end": 1.5, "text": " Hello.", "avg_logprob": NaN}]}'
    diarised = (
        '{"segments": [{"start": 0, "end": 1.5, "text": " Hello.", "words": [], "speaker": "SPEAKER_00"}]}'
    )
    assert said(plain) == [("", "Hello.", 0.0, 1.5)]
    assert said(diarised) == [("SPEAKER_00", "Hello.", 0.0, 1.5)]


def test_whisper_cpp_counts_milliseconds():
    content = '{"transcription": [{"offsets": {"from": 0, "to": 2500}, "text": " Hello."}]}'
    assert said(content) == [("", "Hello.", 0.0, 2.5)]


def test_clews_own_json_keeps_roles_turns_and_line_ends():
    content = (
        '{"file": "a.vtt", "format": "webvtt", "model": "1", "turns": ['
        '{"index": 0, "speaker": "A", "role": "companion", "start": 1, "end": null, "text": "One\\ntwo", "codes": []},'
        '{"index": 1, "speaker": "A", "role": "companion", "start": null, "end": null, "text": "Three"}]}'
    )
    assert said(content) == [("A", "One\ntwo", 1.0, None), ("A", "Three", None, None)]
    transcript = read(content.encode())
    assert transcript.format == "webvtt"
    assert transcript.roles == {"A": Role.COMPANION}
    assert read(write_json(transcript).encode()) == transcript


# -- plain text


def test_name_and_text():
    content = "Therapist: Where were we?\nPatient: At my mother's.\nShe said: go.\n\nStill at hers.\nTherapist: Mm.\n"
    assert said(content) == [
        ("Therapist", "Where were we?", None, None),
        ("Patient", "At my mother's. She said: go. Still at hers.", None, None),
        ("Therapist", "Mm.", None, None),
    ]


def test_otter_writes_the_name_and_the_time_above_the_text():
    content = (
        "Anna Weber  0:12\nWe met at 10:30\nand went on.\n\nUnknown Speaker  1:02:03\nYes.\n\n"
        "Transcribed by https://otter.ai\n"
    )
    assert said(content) == [
        ("Anna Weber", "We met at 10:30 and went on.", 12.0, None),
        ("Unknown Speaker", "Yes.", 3723.0, None),
    ]


def test_otter_without_names():
    assert said("0:12\nHello.\n\n0:20\nGo on.\n") == [("", "Hello.", 12.0, None), ("", "Go on.", 20.0, None)]


def test_times_before_and_after_the_name():
    content = (
        "[00:00:05] Anna: One\n00:01:00 Ben: Two\nAnna (1:10): Three\n\n00:02:00\n\nBen [01:00:00]: Four\n"
    )
    assert said(content) == [
        ("Anna", "One", 5.0, None),
        ("Ben", "Two", 60.0, None),
        ("Anna", "Three", 70.0, None),
        ("Ben", "Four", 3600.0, None),
    ]


def test_names_on_a_line_of_their_own():
    assert said("T:\nWhere were we?\n\nP:\nAt hers.\n") == [
        ("T", "Where were we?", None, None),
        ("P", "At hers.", None, None),
    ]


def test_what_stands_above_the_first_name_is_kept_and_given_to_nobody():
    assert said("Session 4\nDate: 3 May\n\nT: Hello.\nP: Hello.\n")[0] == ("", "Session 4", None, None)
    assert said("Session 4\nDate: 3 May\n\nT: Hello.\nP: Hello.\n")[1] == ("", "Date: 3 May", None, None)


# -- tables


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_tables_with_any_delimiter(delimiter):
    rows = [
        ("speaker", "text", "start"),
        ("T", f'"a{delimiter} ""b"""', "1.5"),
        ("P", '"two\nlines"', "0:02"),
    ]
    content = "\n".join(delimiter.join(row) for row in rows)
    assert said(content) == [
        ("T", " ".join(f'a{delimiter} "b"'.split()), 1.5, None),
        ("P", "two lines", 2.0, None),
    ]


def test_columns_go_by_many_names():
    content = (
        "transcript_id,utterance_id,interlocutor,timestamp,utterance_text\n7,0,therapist,00:00:13,Hello.\n"
    )
    assert said(content) == [("therapist", "Hello.", 13.0, None)]
    assert said("Start Time;Stop-Time;Speaker;Value\n1,5;2,5;Ellie;hi\n") == [("Ellie", "hi", 1.5, 2.5)]
    assert said("start_ms,end_ms,speaker,text\n1500,2500,A,hi\n") == [("A", "hi", 1.5, 2.5)]


# -- who is who


def roles(*lines):
    return read("\n".join(lines).encode()).roles


def test_labels_name_roles():
    assert roles("Dr Weber: Hello.", "Pia: Hello.") == {"Dr Weber": Role.CLINICIAN, "Pia": Role.PATIENT}
    assert roles("T: Hello.", "C: Hello.") == {"T": Role.CLINICIAN, "C": Role.PATIENT}
    assert roles("C: Hello.", "P: Hello.") == {"C": Role.CLINICIAN, "P": Role.PATIENT}
    assert roles("Counsellor: Hello.", "client: Hello.") == {
        "Counsellor": Role.CLINICIAN,
        "client": Role.PATIENT,
    }
    assert roles("מטפל: שלום", "דנה: שלום") == {"מטפל": Role.CLINICIAN, "דנה": Role.PATIENT}


def test_without_labels_who_asks_is_the_clinician():
    talk = [
        "Ann: What came then?",
        "Bea: He left, and I stayed in the kitchen.",
        "Ann: And you?",
        "Bea: I waited.",
    ]
    assert roles(*talk * 3) == {"Ann": Role.CLINICIAN, "Bea": Role.PATIENT}


def test_a_guess_that_is_not_clear_is_not_made():
    assert set(roles("Ann: What came then?", "Bea: He left.").values()) == {Role.UNKNOWN}
    assert set(roles(*["Ann: Yes.", "Bea: He left."] * 9).values()) == {Role.UNKNOWN}


def test_of_three_with_a_therapist_the_patient_is_who_talks_most():
    content = ["Therapist: Hello.", "Pia: " + "I am so tired of it. " * 5, "Tom: So am I."]
    assert roles(*content) == {"Therapist": Role.CLINICIAN, "Pia": Role.PATIENT, "Tom": Role.COMPANION}


def test_of_a_couple_talking_equally_neither_is_called_the_patient():
    assert roles("Therapist: Hello.", "Pia: I am tired.", "Tom: So am I.") == {
        "Therapist": Role.CLINICIAN,
        "Pia": Role.UNKNOWN,
        "Tom": Role.UNKNOWN,
    }


def test_of_several_patients_none_is_called_the_patient():
    assert roles("T: Hello.", "Patient 1: Hello.", "Patient 2: Hello.") == {
        "T": Role.CLINICIAN,
        "Patient 1": Role.UNKNOWN,
        "Patient 2": Role.UNKNOWN,
    }


def test_cotherapists_and_relatives():
    found = roles("Therapist 1: a.", "Co-therapist: b.", "Patient: c.", "Patient's Mother: d.", "Max: e.")
    assert list(found.values()) == [
        Role.CLINICIAN,
        Role.CLINICIAN,
        Role.PATIENT,
        Role.COMPANION,
        Role.COMPANION,
    ]


def test_a_guess_can_be_corrected_and_made_again():
    transcript = read(b"T: Hello.\nP: Hello.\n")
    corrected = transcript.with_roles({"T": Role.PATIENT, "P": Role.CLINICIAN})
    assert corrected.roles == {"T": Role.PATIENT, "P": Role.CLINICIAN}
    assert guess_roles(corrected) == transcript


# -- what is refused, and how


@pytest.mark.parametrize(
    ("content", "line", "expected"),
    [
        ("", None, "a transcript"),
        ("WEBVTT\n", None, "a timing line"),
        ("WEBVTT\n\nNOTE nothing yet\n", None, "a timing line"),
        ("WEBVTT\n\n1\n", 4, "a timing line"),
        ("WEBVTT\n\n00:00:01.000 --> 00:", 3, "a timing line"),
        ("WEBVTT\n\n00:00:01.000 -", 4, "a timing line"),
        ("WEBVTT\n\n00:00:01.000 --> 00:00:02.000", 4, "the words"),
        ("WEBVTT\n\n00:00:61.000 --> 00:00:62.000\nx\n", 3, "a timing line"),
        ("WEBVTT\n\n00:00:02.000 --> 00:00:01.000\nx\n", 3, "an end that is not earlier"),
        (vtt("<v Anna>One</v>", "<v Ben>Tw"), 7, "</v>"),
        (vtt("<v Anna>One</v>", "<v Be"), 7, "a voice tag"),
        (vtt("One\n\nstray", "Two"), 7, "a timing line"),
        ("1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\n", 6, "a timing line"),
        ("1\n00:00:01,000 --> 00:00:02,000\nOne\n\n00:00:03,0", 6, "a timing line"),
        ("1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\n00:00:03,0 -> x", 6, "a timing line"),
        ('{"segments": [\n{"start": 0, "te', 2, "a complete JSON file"),
        ('{"text": "no segments"}', None, '"segments"'),
        ('{"segments": [{"start": 0}]}', None, '"text"'),
        ('{"segments": [{"start": "0", "text": "x"}]}', None, "seconds"),
        ('{"segments": [{"start": 2, "end": 1, "text": "x"}]}', None, "in that order"),
        ('{"segments": [{"speaker": true, "text": "x"}]}', None, '"speaker"'),
        ('{"turns": []}', None, "at least one turn"),
        ('{"turns": [{"text": "x", "role": "therapist"}]}', None, "clinician"),
        ('{"format": 3, "turns": [{"text": "x"}]}', None, '"format"'),
        ('{"turns": [{"text": "x", "start": 2, "end": 1}]}', None, "in that order"),
        ('{"turns": [{"text": "x", "speaker": 1}]}', None, '"speaker"'),
        ('{"turns": [{"text": " "}]}', None, '"text"'),
        ('{"turns": [{"text": "x", "index": 3}]}', None, "counted from 0"),
        ("speaker,text\nT,a,b\n", 2, "as many"),
        ('speaker,text\nT,"a b\n', 2, "quotation marks"),
        ("speaker,text,start\nT,a,soon\n", 2, "seconds"),
        ("session_id,speaker,text\n1,T,a\n2,T,b\n", 3, "one session"),
        ("speaker,text\n", None, "at least one turn"),
        ("just words\nand more\n", 1, "Name: text"),
        ("T: Hello.\nP:\n", 2, "what the speaker says"),
        ("%PDF-1.7", None, "Word document"),
        ("{\\rtf1 hello}", None, ".docx"),
    ],
)
def test_a_broken_file_says_where_and_what_was_expected(content, line, expected):
    with pytest.raises(TranscriptError) as caught:
        read(content.encode(), name="session 4.vtt")
    error = caught.value
    assert (error.file, error.line) == ("session 4.vtt", line)
    assert expected in error.expected
    place = "session 4.vtt: " if line is None else f"session 4.vtt:{line}: "
    assert str(error).startswith(place)
    assert f"; expected {error.expected}." in str(error)
    assert "\n" not in str(error)


# -- the formats


@pytest.mark.parametrize(
    ("format_", "example"), [(name, example) for name, examples in EXAMPLES.items() for example in examples]
)
def test_the_examples_of_the_manual(format_, example):
    transcript = read(example.encode())
    assert transcript.format == format_
    assert [turn.text for turn in transcript.turns] == ["Where would you like to begin?", "With last night."]
    assert read(write_webvtt(transcript).encode()).speakers == transcript.speakers
    assert read(write_json(transcript).encode()) == transcript


def test_every_format_has_an_example_and_words():
    assert set(EXAMPLES) == set(FORMATS) - {"word"}, (
        "Word files are no text; their examples are in the unit tests"
    )
    assert all(words for words in FORMATS.values())
