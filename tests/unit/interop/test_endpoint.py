"""Asking a real server on this machine, which answers well, slowly, wrongly or not at all."""

from __future__ import annotations

import json
import stat

import pytest
from model_server import (
    ModelServer,
    breaks_off,
    hangs_midway,
    mark,
    marks,
    marks_of,
    never,
    raw,
    said,
    status,
    well,
    without_end,
    words,
)

from clew.interop import asked
from clew.interop.endpoint import Endpoint, EndpointError, is_local, of_owner
from clew.therapy.coding import asking
from clew.therapy.coding.codes import Scheme
from clew.therapy.transcripts.turns import Role, Transcript, Turn

SPOKEN = Transcript(
    tuple(
        Turn(
            n, "A" if n % 2 else "B", Role.PATIENT if n % 2 else Role.CLINICIAN, f"So it was {n} times then."
        )
        for n in range(100)
    ),
    "plain",
)
ONE = Transcript(SPOKEN.turns[:4], "plain")


class Waits(list):
    """How long the caller would have waited, without waiting."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


@pytest.fixture
def waits() -> Waits:
    return Waits()


def at(server: ModelServer, **more) -> Endpoint:
    return Endpoint(server.url, "small", **more)


def test_a_session_is_coded_piece_by_piece(waits):
    with ModelServer() as server:
        found = asked.code(SPOKEN, at(server, key="s3cret"), wait=waits)
    assert {(p.turn, p.scheme, p.code) for p in found.coding.proposals} == {
        (n, Scheme.AFFECT, "guilt") if n % 2 else (n, Scheme.INTERVENTION, "question") for n in range(100)
    }
    assert found.coding.model == "small (asked 1)"
    assert (found.dropped, found.unread, found.pieces, found.kept, waits) == ({}, (), 3, 0, [])
    path, headers, body = server.asked[0]
    assert (path, headers["Authorization"], body["model"]) == (
        "/v1/chat/completions",
        "Bearer s3cret",
        "small",
    )
    assert [len(said(body)["turns"]) for _, _, body in server.asked] == [40, 40, 20]


def test_invented_quotes_and_codes_are_dropped_and_counted(waits):
    answer = marks(
        mark(1, "affect.guilt", "it was 1"),
        mark(1, "affect.shame", "I am ashamed"),
        mark(3, "affect.bliss", "it was 3"),
        mark(77, "affect.guilt", "it was 77"),
    )
    with ModelServer(answer) as server:
        found = asked.code(ONE, at(server), wait=waits)
    assert [(p.turn, p.code) for p in found.coding.proposals] == [(1, "guilt")]
    assert found.dropped == {asking.NOT_SAID: 1, asking.UNKNOWN_CODE: 1, asking.OTHER_TURN: 1}


@pytest.mark.parametrize(
    "first", [words("Certainly. Here you are."), words(None), words('{"marks": []}', finish="length")]
)
def test_an_unreadable_answer_is_asked_for_once_more(waits, first):
    with ModelServer(first) as server:
        found = asked.code(ONE, at(server), wait=waits)
    assert (len(server.asked), len(found.coding.proposals), found.unread) == (2, 4, ())
    assert (found.tokens_in, found.tokens_out) == (200, 20), "both are paid for"


def test_turns_without_a_readable_answer_are_named_and_the_others_are_coded(waits):
    def garbage_in_the_middle(handler, body):
        (words("no") if said(body)["turns"][0]["turn"] == 40 else well)(handler, body)

    with ModelServer(otherwise=garbage_in_the_middle) as server:
        found = asked.code(SPOKEN, at(server), wait=waits)
    assert (found.unread, len(found.coding.proposals), len(server.asked)) == (((40, 79),), 60, 4)


def test_a_busy_or_failing_server_is_asked_again_later_each_time(waits):
    with ModelServer(status(429), status(500), status(503)) as server:
        assert len(asked.code(ONE, at(server), wait=waits).coding.proposals) == 4
    assert waits == [1, 2, 4]


def test_the_server_may_say_when_but_not_for_ever(waits):
    with ModelServer(status(429, Retry_After="7"), status(429, Retry_After="86400"), status(429, Retry_After="soon")) as server:  # fmt: skip
        asked.code(ONE, at(server), wait=waits)
    assert waits == [7, 60, 4]


@pytest.mark.parametrize(
    ("behaviour", "why"),
    [
        (status(500), "it says 500"),
        (breaks_off, "it broke off|the connection failed"),
        (never, "it took longer than 0.2 seconds"),
        (hangs_midway, "it took longer than 0.2 seconds"),
        (raw(b"<html>"), "its answers are not those of an OpenAI-compatible server"),
        (raw(b"[]"), "its answers are not those of an OpenAI-compatible server"),
        (raw(b'{"choices": []}'), "its answers are not those of an OpenAI-compatible server"),
    ],
)
def test_after_some_attempts_it_gives_up_and_says_why(waits, behaviour, why):
    with (
        ModelServer(otherwise=behaviour) as server,
        pytest.raises(EndpointError, match=f"127.0.0.1 does not answer: ({why})"),
    ):
        asked.code(ONE, at(server, seconds=0.2, attempts=3), wait=waits)
    assert (len(server.asked), waits) == (3, [1, 2])


@pytest.mark.parametrize(
    ("code", "why"),
    [(400, "schema"), (401, "CLEW_CODER_KEY"), (404, "model"), (413, "too long"), (418, "418")],
)
def test_a_refusal_is_not_asked_again_and_its_words_are_not_repeated(waits, code, why):
    with ModelServer(status(code)) as server, pytest.raises(EndpointError, match=why) as problem:
        asked.code(ONE, at(server), wait=waits)
    assert (len(server.asked), waits) == (1, [])
    assert "as was said" not in str(problem.value)


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(waits, code):
    with (
        ModelServer() as elsewhere,
        ModelServer(otherwise=status(code, Location=f"{elsewhere.url}/chat/completions")) as server,
        pytest.raises(EndpointError, match="none is followed"),
    ):
        asked.code(ONE, at(server), wait=waits)
    assert elsewhere.asked == []


def test_no_proxy_is_used(waits, monkeypatch):
    with ModelServer() as proxy, ModelServer() as server:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        asked.code(ONE, at(server), wait=waits)
        assert (len(server.asked), proxy.asked) == (1, [])


def test_an_answer_without_end_is_not_read_to_its_end(waits):
    with ModelServer(otherwise=without_end) as server, pytest.raises(EndpointError, match="no end"):
        asked.code(ONE, at(server), wait=waits)
    assert len(server.asked) == 1


def test_nobody_listening_is_told(waits):
    with ModelServer() as server:
        gone = at(server)
    with pytest.raises(EndpointError, match="the connection failed"):
        asked.code(ONE, gone, wait=waits)


def test_what_was_answered_is_not_asked_again_when_the_server_died_midway(waits, tmp_path):
    path = tmp_path / "answers"
    with ModelServer(well, well, otherwise=breaks_off) as server:
        with pytest.raises(EndpointError):
            asked.code(SPOKEN, at(server), asked.AnswerFile(path), wait=waits)
        port = server.server_port
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_bytes(path.read_bytes() + b'\n{"key": "half a li')
    with ModelServer(port=port) as server:
        found = asked.code(SPOKEN, at(server), asked.AnswerFile(path), wait=waits)
        assert (found.kept, len(server.asked), len(found.coding.proposals)) == (2, 1, 100)
        again = asked.code(SPOKEN, at(server), asked.AnswerFile(path), wait=waits)
        assert (again.kept, len(server.asked), again.coding) == (3, 1, found.coding)
        assert (again.tokens_in, again.tokens_out) == (300, 30)
        other = asked.code(SPOKEN, Endpoint(server.url, "larger"), asked.AnswerFile(path), wait=waits)
        assert (other.kept, len(server.asked)) == (0, 4), "another model is asked anew"


def test_an_unreadable_answer_is_not_kept(waits, tmp_path):
    path = tmp_path / "answers"
    with ModelServer(otherwise=words("no")) as server:
        asked.code(ONE, at(server), asked.AnswerFile(path), wait=waits)
    assert not path.exists()


def test_cost_is_told_only_where_prices_and_counts_are_known(waits):
    def uncounted(handler, body):
        from model_server import answer

        answer(handler, {"marks": marks_of(body)}, usage={})

    with ModelServer(well, uncounted) as server:
        priced = at(server, price_in=2.0, price_out=10.0)
        assert asked.code(ONE, priced, wait=waits).cost(priced) == pytest.approx((100 * 2 + 10 * 10) / 1e6)
        found = asked.code(ONE, priced, wait=waits)
        assert (found.cost(priced), found.uncounted, found.cost(at(server))) == (None, 1, None)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://models.example/v1", "CLEW_CODER_HOSTS"),
        ("https://models.example/v1", "CLEW_CODER_HOSTS"),
        ("http://localhost.models.example/v1", "CLEW_CODER_HOSTS"),
        ("http://127.0.0.1.nip.io/v1", "CLEW_CODER_HOSTS"),
        ("http://10.0.0.5/v1", "CLEW_CODER_HOSTS"),
        ("http://0.0.0.0/v1", "CLEW_CODER_HOSTS"),
        ("http://allowed.example/v1", "only over https"),
        ("http://localhost:99999/v1", "looks like"),
        ("file:///etc/passwd", "looks like"),
        ("localhost:8000", "looks like"),
        ("http://localhost/v1?key=1", "looks like"),
        ("http://[::1/v1", "looks like"),
        ("", "looks like"),
        ("http://localhost@models.example/v1", "CLEW_CODER_KEY"),
        ("https://me:secret@localhost/v1", "CLEW_CODER_KEY"),
    ],
)
def test_an_address_that_is_not_allowed_is_refused_before_anything_is_sent(url, why):
    with pytest.raises(EndpointError, match=why):
        Endpoint(url, "small", hosts=["allowed.example"])


def test_this_machine_and_what_the_owner_names_are_allowed():
    for url in (
        "http://localhost:11434/v1",
        "http://127.0.0.1/v1",
        "http://[::1]:8000",
        "https://LOCALHOST/v1",
    ):
        assert Endpoint(url, "small").local
    assert not Endpoint("https://Allowed.example/v1", "small", hosts=["allowed.EXAMPLE"]).local
    assert not is_local("localhost.example")


def test_the_owner_sets_it_by_environment():
    told = {
        "CLEW_CODER_HOSTS": " other.example , models.example",
        "CLEW_CODER_KEY": "s3cret",
        "CLEW_CODER_SECONDS": "30",
        "CLEW_CODER_PRICE_IN": "0.5",
        "CLEW_CODER_PRICE_OUT": "1.5",
    }
    url = "https://models.example/v1"
    found = of_owner(told, url=url, model="small")
    assert (found.host, found.model, found.key, found.seconds) == ("models.example", "small", "s3cret", 30)
    assert (found.price_in, found.price_out) == (0.5, 1.5)
    assert "s3cret" not in repr(found)
    for wrong in ("-1", "much", "inf", "nan"):
        with pytest.raises(EndpointError, match="CLEW_CODER_PRICE_IN"):
            of_owner(told | {"CLEW_CODER_PRICE_IN": wrong}, url=url, model="small")
    with pytest.raises(EndpointError, match="CLEW_CODER_HOSTS"):
        of_owner({}, url=url, model="small")
    with pytest.raises(EndpointError, match="name"):
        of_owner(told, url=url, model=" ")


def test_half_a_character_does_not_stop_it(waits):
    broken = Transcript((Turn(0, "", Role.PATIENT, "I said \ud83d nothing"),), "whisper")
    with ModelServer(marks(mark(0, "affect.guilt", "I said"))) as server:
        assert len(asked.code(broken, at(server), wait=waits).coding.proposals) == 1
    assert json.dumps(server.asked[0][2])
