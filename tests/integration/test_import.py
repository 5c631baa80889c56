"""Bringing in a transcript: read whole or not at all, encrypted at once, taken back when it was the wrong one."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from clew.practice.actions import sessions
from clew.practice.models import Alert, AuditEvent, Code, Episode, Transcript
from clew.therapy.coding.codes import Coding, Flag
from clew.therapy.transcripts import Role

TEXT = "Therapist: What brings you today?\n\nPatient: I feel so sad since the winter.\n"
SUBTITLES = """1
00:00:01,000 --> 00:00:04,000
Dr Weber: How are you?

2
00:00:05,000 --> 00:00:09,000
Maria: I feel so sad since the winter.
"""


@pytest.fixture
def here(cast, session):
    return reverse("import_transcript", args=[cast.pia.pk, session.pk])


@pytest.fixture
def page_of(cast, session):
    return reverse("session", args=[cast.pia.pk, session.pk])


def file(content: str | bytes, name: str = "talk.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def test_the_page_says_what_happens_with_the_text(anna, here):
    page = anna.get(here).content.decode()
    assert "encrypted at once" in page
    assert "stays on this machine" in page
    assert 'enctype="multipart/form-data"' in page
    assert "SubRip (.srt)" in page


@pytest.mark.parametrize(
    ("sent", "form", "turns"),
    [
        ({"file": file(TEXT)}, "plain", 2),
        ({"file": file(SUBTITLES, "Maria Weber.srt")}, "subrip", 2),
        ({"text": TEXT}, "plain", 2),
        ({"text": TEXT.replace("\n", "\r\n")}, "plain", 2),  # as browsers send it
    ],
)
def test_a_file_or_a_text_comes_in(anna, chart, session, here, page_of, sent, form, turns):
    answer = anna.post(here, {"key": "k", **sent})
    assert answer.url == page_of
    row = Transcript.objects.get(session=session)
    assert (row.format, row.turn_count, row.current) == (form, turns, True)
    assert sessions.read_turns(chart, row).turns[1].text == "I feel so sad since the winter."
    session.refresh_from_db()
    assert session.attendance == "attended"
    assert "who is who" in anna.get(page_of).content.decode().lower()


def test_the_coder_proposes_and_decides_nothing(anna, session, here):
    anna.post(here, {"key": "k", "text": TEXT})
    row = Transcript.objects.get(session=session)
    claims = [*Code.objects.filter(transcript=row), *Episode.objects.filter(transcript=row)]
    assert claims
    assert {claim.status for claim in claims} == {"proposed"}


def test_nothing_that_was_said_lies_in_the_clear(anna, session, here):
    anna.post(here, {"key": "k", "file": file(SUBTITLES, "Maria Weber.srt")})
    with connection.cursor() as cursor:
        tables = [t for t in connection.introspection.table_names() if t.startswith(("practice_", "django_"))]
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            for row in cursor.fetchall():
                assert "winter" not in repr(row), table
                assert "Maria" not in repr(row), table
    assert AuditEvent.objects.filter(action="transcript.import", object=str(session.pk)).count() == 1


@pytest.mark.parametrize(
    ("sent", "field", "said"),
    [
        ({}, "file", "Choose a file, or put the text into the field below."),
        ({"text": "   \n"}, "file", "Choose a file"),
        ({"file": file(TEXT), "text": TEXT}, "text", "There is a file as well."),
        ({"file": file(b"%PDF-1.7")}, "file", "talk.txt: this is a PDF; expected the text it was made from"),
        ({"file": file("")}, "file", "talk.txt: the file is empty; expected a transcript."),
        ({"file": file("WEBVTT\n\n00:01.000 --> 00:0\nHello\n", "a.vtt")}, "file", "a.vtt, line 3: "),
        ({"text": "{ not a transcript"}, "text", "your text"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_field_and_nothing_is_stored(anna, here, sent, field, said):
    before = AuditEvent.objects.exclude(action="record.read").count()
    answer = anna.post(here, {"key": "k", **sent})
    page = answer.content.decode().replace("&#x27;", "'").replace("&quot;", '"')
    assert answer.status_code == 422
    assert said in page
    at_field = page[page.index(f'id="id_{field}"') :]
    assert 'class="wrong"' in at_field[: at_field.index("</div>")]
    assert not Transcript.objects.exists()
    assert AuditEvent.objects.exclude(action="record.read").count() == before


def test_what_was_typed_is_still_there_after_an_error(anna, here):
    page = anna.post(here, {"key": "k", "text": "{ not a transcript"}).content.decode()
    assert "{ not a transcript</textarea>" in page


def test_sending_it_twice_stores_it_once(anna, session, here, page_of):
    for _ in range(2):
        assert anna.post(here, {"key": "once", "text": TEXT}).url == page_of
    assert Transcript.objects.filter(session=session).count() == 1


def test_a_session_has_one_transcript(anna, session, here, page_of):
    anna.post(here, {"key": "one", "text": TEXT})
    assert anna.get(here).url == page_of
    anna.post(here, {"key": "two", "text": TEXT.replace("winter", "spring")})
    assert Transcript.objects.filter(session=session).count() == 1


def test_five_thousand_turns(anna, session, here, page_of):
    said = "\n\n".join(
        f"{'Patient' if n % 2 else 'Therapist'}: It was the day number {n} of that long year."
        for n in range(5000)
    )
    assert anna.post(here, {"key": "k", "file": file(said)}).url == page_of
    assert Transcript.objects.get(session=session).turn_count == 5000
    page = anna.get(page_of + "?turn=4999").content.decode()
    assert "It was the day number 4999 of that long year." in page
    assert "of 5000" in page


def test_who_is_who_is_asked_where_it_is_not_clear(anna, session, chart, here, page_of):
    anna.post(here, {"key": "k", "text": "Kim: Yes, the chair.\n\nLee: And the table.\n"})
    page = anna.get(page_of).content.decode()
    assert '<details class="who-is-who no-print" open>' in page
    assert "Clew could not tell who everybody is." in page
    roles = reverse("session_roles", args=[chart.patient.pk, session.pk])
    anna.post(roles, {"role-0": "clinician", "role-1": "patient"})
    row = Transcript.objects.get(session=session, current=True)
    assert sessions.read_turns(chart, row).roles == {"Kim": Role.CLINICIAN, "Lee": Role.PATIENT}
    assert '<details class="who-is-who no-print">' in anna.get(page_of).content.decode()


# -- Danger ------------------------------------------------------------------------------------------------------------

DANGER = "Therapist: How was the week?\n\nPatient: I have been thinking about killing myself.\n\nTherapist: Tell me.\n"


def test_talk_of_suicide_raises_an_alert_before_anything_else(anna, session, here, page_of):
    anna.post(here, {"key": "k", "text": DANGER})
    alert = Alert.objects.get(transcript__session=session)
    assert (alert.turn, alert.state) == (1, "open")
    page = anna.get(page_of).content.decode()
    assert page.index("alert</span>") < page.index("I have been thinking about killing myself.")


def test_correcting_who_spoke_does_not_raise_it_again(anna, cast, session, here):
    anna.post(here, {"key": "k", "text": DANGER})
    anna.post(
        reverse("session_roles", args=[cast.pia.pk, session.pk]), {"role-0": "companion", "role-1": "patient"}
    )
    assert Alert.objects.filter(transcript__session=session).count() == 1


def test_only_the_same_words_of_the_same_file_count_as_answered(anna, session, here):
    anna.post(here, {"key": "k", "text": DANGER})
    row = Transcript.objects.get(session=session)

    def answered(turn: int, digest: str = row.source_digest) -> bool:
        flag = Flag("risk", "high", (turn,), "Words.", "risk.words")
        return sessions._alert_is_raised(session, digest, Coding("test-coder 1", (), (), (flag,)))

    assert answered(1)
    assert not answered(2)
    assert not answered(1, "another file")


# -- Taking it back -----------------------------------------------------------------------------------------------------


def test_the_wrong_transcript_is_taken_back_and_counts_nowhere(anna, chart, session, here, page_of):
    anna.post(here, {"key": "one", "text": TEXT})
    back = reverse("withdraw_transcript", args=[chart.patient.pk, session.pk])
    assert anna.post(back).url == page_of
    page = anna.get(page_of).content.decode()
    assert "winter" not in page
    assert "Put it back" in page
    anna.post(here, {"key": "two", "text": TEXT.replace("winter", "spring")})
    assert "since the spring" in anna.get(page_of).content.decode()
    assert [t.version for t in Transcript.objects.filter(session=session).order_by("version")] == [1, 2]


def test_taking_back_can_be_undone(anna, chart, session, here, page_of):
    anna.post(here, {"key": "one", "text": TEXT})
    back = reverse("withdraw_transcript", args=[chart.patient.pk, session.pk])
    anna.post(back)
    anna.post(back)
    assert "since the winter" in anna.get(page_of).content.decode()


def test_an_alert_of_a_wrong_transcript_hides_none_of_the_right_one(anna, chart, session, here):
    anna.post(here, {"key": "one", "text": DANGER})
    anna.post(reverse("withdraw_transcript", args=[chart.patient.pk, session.pk]))
    anna.post(here, {"key": "two", "text": DANGER.replace("week", "day")})
    assert Alert.objects.filter(transcript__session=session).count() == 2


# -- Who may ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role", ["supervisor", "prescriber", "patient", "researcher", "manager", "stranger", "elsewhere"]
)
def test_only_the_clinician_brings_in(cast, signed_in, session, here, role):
    client = signed_in(cast.by_role()[role])
    assert client.get(here).status_code == 404
    assert client.post(here, {"key": "k", "text": TEXT}).status_code == 404
    assert not Transcript.objects.filter(session=session).exists()
