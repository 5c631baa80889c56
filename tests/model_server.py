"""A real server on this machine that answers as an OpenAI-compatible one does, or as badly as a test wants."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["_Handler", dict[str, Any]], None]


def said(body: dict[str, Any]) -> dict[str, Any]:
    """The turns that a request asks about, and their context."""
    return json.loads(body["messages"][1]["content"])


def mark(turn: int, code: str, quote: str, confidence: float = 0.8) -> dict[str, Any]:
    return {"turn": turn, "code": code, "quote": quote, "confidence": confidence}


def marks_of(body: dict[str, Any]) -> list[dict[str, Any]]:
    """One true mark for each turn: its first three words."""
    codes = {"clinician": "intervention.question", "patient": "affect.guilt"}
    return [
        mark(t["turn"], codes.get(t["speaker"], "affect.guilt"), " ".join(t["said"].split()[:3]))
        for t in said(body)["turns"]
    ]


def answer(handler: _Handler, content: object, *, finish: str = "stop", usage: object = None) -> None:
    """Send what a model said, as such a server does."""
    text = content if isinstance(content, str) or content is None else json.dumps(content)
    choice = {"message": {"role": "assistant", "content": text}, "finish_reason": finish}
    counted = {"prompt_tokens": 100, "completion_tokens": 10} if usage is None else usage
    handler.send(200, json.dumps({"choices": [choice], "usage": counted}).encode())


def well(handler: _Handler, body: dict[str, Any]) -> None:
    answer(handler, {"marks": marks_of(body)})


def marks(*found: object) -> Behaviour:
    return lambda handler, body: answer(handler, {"marks": list(found)})


def words(text: str | None, finish: str = "stop") -> Behaviour:
    return lambda handler, body: answer(handler, text, finish=finish)


def raw(data: bytes) -> Behaviour:
    return lambda handler, body: handler.send(200, data)


def status(code: int, **headers: str) -> Behaviour:
    return lambda handler, body: handler.send(code, b'{"error": "as was said: ..."}', headers)


def never(handler: _Handler, body: dict[str, Any]) -> None:
    """Answer nothing until the test is over."""
    handler.server.over.wait(60)


def breaks_off(handler: _Handler, body: dict[str, Any]) -> None:
    """Announce an answer and go after its first bytes."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [')


def hangs_midway(handler: _Handler, body: dict[str, Any]) -> None:
    breaks_off(handler, body)
    handler.wfile.flush()
    never(handler, body)


def without_end(handler: _Handler, body: dict[str, Any]) -> None:
    handler.send_response(200)
    handler.end_headers()
    with suppress(OSError):
        while True:
            handler.wfile.write(b" " * 65_536)


class _Handler(BaseHTTPRequestHandler):
    server: ModelServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.lock:
            self.server.asked.append((self.path, dict(self.headers), body))
            behave = self.server.script.pop(0) if self.server.script else self.server.otherwise
        behave(self, body)

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers), {}))
        self.send(200, b"{}")

    def send(self, code: int, data: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(code)
        for name, value in (headers or {}).items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


class ModelServer(ThreadingHTTPServer):
    """Behaves as its script says, one entry a question, and `otherwise` when that is at its end."""

    def __init__(self, *script: Behaviour, otherwise: Behaviour = well, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.script = list(script)
        self.otherwise = otherwise
        self.asked: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.over = threading.Event()
        self.lock = threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever asked has gone; that is often the point."""

    def __enter__(self) -> ModelServer:
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.over.set()
        self.shutdown()
        self._thread.join()
        self.server_close()
