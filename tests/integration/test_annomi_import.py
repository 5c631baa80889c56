"""Real counselling talk through the front door: brought in, coded, opened and taken out with no word lost."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from data_folders import evaluation_file
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clew.cli.main import main
from clew.practice.actions import plan
from clew.practice.models import Code, Session, Transcript
from clew.practice.roles import May
from clew.therapy import transcripts
from clew.therapy.coding import MODEL

pytestmark = pytest.mark.evaluation

FIRST = datetime(2026, 1, 8, 10, 0, tzinfo=UTC)
NAMES = {"therapist": "Therapist", "client": "Client"}


@pytest.fixture(scope="module")
def dialogues() -> dict[str, list[tuple[str, str]]]:
    """Each dialogue as (speaker, text) pairs."""
    found = defaultdict(list)
    with evaluation_file("annomi_dev.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            found[row["transcript_id"]].append((NAMES[row["speaker"]], row["text"]))
    assert len(found) > 50
    return found


def clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.000"


def webvtt(talk: list[tuple[str, str]]) -> bytes:
    cues = (
        f"{clock(4 * n)} --> {clock(4 * n + 3)}\n<v {who}>{text}</v>" for n, (who, text) in enumerate(talk)
    )
    return ("WEBVTT\n\n" + "\n\n".join(cues) + "\n").encode()


def words(talk: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(who, word) for who, text in talk for word in text.split()]


def words_of(vtt: str) -> list[tuple[str, str]]:
    return words([(turn.speaker, turn.text) for turn in transcripts.read(vtt.encode()).turns])


def exported(browser, patient, session) -> str:
    address = reverse("export_transcript", args=[patient.pk, session.pk, "vtt"])
    return browser.get(address).content.decode()


def shown(browser, address: str) -> list[str]:
    """The words of the session's page, from its first window of turns to its last."""
    found: list[str] = []
    while address:
        answer = browser.get(address)
        assert answer.status_code == 200
        page = answer.content.decode()
        for said in re.findall(r'<li id="turn-\d+".*?<p class="said">(.*?)</p>', page, re.S):
            found += unescape(re.sub(r"<[^>]+>", "", said)).split()
        later = re.search(r'href="([^"]+)">Later turns', page)
        address = unescape(later.group(1)) if later else ""
    return found


def assert_coded(chart, session) -> None:
    transcript = chart.rows(Transcript, to=May.READ_SESSIONS).get(session=session, current=True)
    codes = chart.rows(Code, to=May.READ_SESSIONS).filter(transcript=transcript)
    assert {code.model for code in codes} == {MODEL}
    assert {code.status for code in codes} == {Code.Status.PROPOSED}


def test_every_fifth_dialogue_through_the_form(cast, chart, course, dialogues, signed_in):
    """All of them go through the command, below; the form adds the page, so that fewer show what it does."""
    browser = signed_in(cast.anna)
    for number, (name, talk) in enumerate(list(dialogues.items())[::5]):
        session = plan.plan_session(chart=chart, course=course, at=FIRST + timedelta(weeks=number))
        here = [cast.pia.pk, session.pk]
        answer = browser.post(
            reverse("import_transcript", args=here),
            {"file": SimpleUploadedFile(f"{name}.vtt", webvtt(talk)), "text": "", "key": f"dialogue-{name}"},
        )
        assert answer.status_code == 302, f"dialogue {name} was not taken"
        assert_coded(chart, session)
        assert shown(browser, reverse("session", args=here)) == [word for _, word in words(talk)]
        assert words_of(exported(browser, cast.pia, session)) == words(talk), f"dialogue {name} lost a word"


def test_every_dialogue_through_the_command(cast, chart, course, dialogues, signed_in, tmp_path, capsys):
    browser = signed_in(cast.anna)
    for name, talk in dialogues.items():
        file = tmp_path / f"{name}.vtt"
        file.write_bytes(webvtt(talk))
        main(["import", str(file), "--patient", str(cast.pia.number), "--practice", cast.practice.name])
        assert "read as webvtt" in capsys.readouterr().out
        session = chart.rows(Session, to=May.READ_SESSIONS).latest("number")
        assert_coded(chart, session)
        assert words_of(exported(browser, cast.pia, session)) == words(talk), f"dialogue {name} lost a word"


def test_the_same_file_sent_twice_is_one_transcript(cast, chart, course, dialogues, signed_in):
    session = plan.plan_session(chart=chart, course=course, at=FIRST)
    talk = next(iter(dialogues.values()))
    browser = signed_in(cast.anna)
    for _ in range(2):
        answer = browser.post(
            reverse("import_transcript", args=[cast.pia.pk, session.pk]),
            {"file": SimpleUploadedFile("a.vtt", webvtt(talk)), "text": "", "key": "sent-twice"},
        )
        assert answer.status_code == 302
    assert chart.rows(Transcript, to=May.READ_SESSIONS).filter(session=session).count() == 1
