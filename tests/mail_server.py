"""A real mail server on a free port of this machine that does what a test tells it to, also what it should not."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import Counter
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

DEADLINE = 60  # seconds; a condition that is not met by then never is


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class MailServer:
    """What arrived, and how it behaves.

    `mode`: "up"; "later" refuses for now (450); "refuses" refuses for good (550); "full" refuses the text (452);
    "stalls" takes the text and keeps it, but never answers; "dies" keeps it and hangs up instead of answering.
    """

    def __init__(self, mode: str = "up") -> None:
        self.mode, self.port = mode, free_port()
        self.arrived: list[EmailMessage] = []
        self.changed = threading.Condition()
        self._controller: Controller | None = None

    # -- What aiosmtpd asks ------------------------------------------------------------------------------------

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.mode == "later":
            return "450 the letter box is busy"
        if self.mode == "refuses":
            return "550 there is no such letter box"
        envelope.rcpt_tos.append(address)
        return "250 yes"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.mode == "full":
            return "452 no room"
        with self.changed:
            self.arrived.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
            self.changed.notify_all()
        if self.mode == "stalls":
            await asyncio.Event().wait()
        if self.mode == "dies":
            server.transport.abort()
        return "250 kept"

    # -- What tests ask ----------------------------------------------------------------------------------------

    def __enter__(self) -> MailServer:
        self.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.stop()

    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop(no_assert=True)
            self._controller = None

    def url(self, timeout: int = 5) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=none&timeout={timeout}"

    def wait_for(self, count: int) -> None:
        """Wait until so many messages arrived."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.arrived) >= count, DEADLINE), (
                f"{len(self.arrived)} of {count} messages arrived"
            )

    def by_id(self) -> Counter[str]:
        """How often each message arrived, by its Message-ID."""
        return Counter(str(message["Message-ID"]) for message in self.arrived)
