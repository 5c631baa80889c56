"""A proxy in front of the served practice that can fail as proxies do: it says 502, or it never answers."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

OPEN, FAILS, HANGS = "open", "fails", "hangs"


class Road:
    """The way to the practice, and how it is at the moment."""

    def __init__(self) -> None:
        self.state = OPEN
        self.address = ""
        self.over = threading.Event()


def _handler(road: Road, to: str) -> type[BaseHTTPRequestHandler]:
    class Passes(BaseHTTPRequestHandler):
        def _pass(self) -> None:
            if road.state == HANGS:
                road.over.wait(120)
                self.close_connection = True
                return
            if road.state == FAILS:
                self._answer(
                    502, [("Content-Type", "text/html")], b"<!doctype html><title>Bad gateway</title>"
                )
                return
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            behind = http.client.HTTPConnection(to, timeout=60)
            behind.request(self.command, self.path, body or None, dict(self.headers))
            answer = behind.getresponse()
            self._answer(answer.status, answer.getheaders(), answer.read())
            behind.close()

        do_GET = do_POST = do_HEAD = _pass  # noqa: N815  the names that http.server calls

        def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers:
                if name.lower() not in (
                    "content-length",
                    "transfer-encoding",
                    "connection",
                    "date",
                    "server",
                ):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    return Passes


@contextmanager
def road_to(address: str) -> Iterator[Road]:
    """Give a way to the practice at an address."""
    road = Road()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(road, urlsplit(address).netloc))
    road.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield road
    finally:
        road.over.set()
        server.shutdown()
        server.server_close()
        thread.join(timeout=30)
