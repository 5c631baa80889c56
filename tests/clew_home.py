"""A Clew of its own: a home folder with a real database file, used through separate processes as people do."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

_SET_UP = """
import json, os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clew.config.settings")
import django
django.setup()
from datetime import UTC, date, datetime, timedelta
from clew.practice import access, audit, backup, jobs, vault
from clew.practice.actions import *
from clew.practice.actions import alerts, coding, formulation, keys, measures, notes, people, plan, sessions
from clew.practice.errors import *
from clew.practice.models import *
from clew.practice.roles import May, RoleName
from clew.practice.transactions import write
from clew.practice.models import User
from django.utils import timezone
def say(**found):
    print(json.dumps(found, default=str), flush=True)
"""


@dataclass
class Home:
    """A home folder, and what its processes find in their environment."""

    path: Path
    env: dict[str, str] = field(default_factory=dict)

    def environment(self, **more: str) -> dict[str, str]:
        kept = {
            k: v for k, v in os.environ.items() if not k.startswith("CLEW_") and k != "DJANGO_SETTINGS_MODULE"
        }
        own = {
            "CLEW_HOME": str(self.path),
            "CLEW_PASSPHRASE": "a long walk by the river",
            "CLEW_WORKER_IN_SERVER": "False",
        }
        return {**kept, **own, **self.env, **more}

    def clew(self, *args: str, ok: bool = True, **env: str) -> subprocess.CompletedProcess[str]:
        """Run the `clew` command."""
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "clew.cli.main", *args],
            env=self.environment(**env),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert (done.returncode == 0) is ok, done.stdout + done.stderr
        return done

    def python(self, code: str, stdin: Any = None, **env: str) -> dict[str, Any]:
        """Run Python code in which the practice is at hand, and return what it says last by `say(...)`."""
        done = subprocess.run(
            [sys.executable, "-c", _SET_UP + code],
            env=self.environment(**env),
            input=json.dumps(stdin),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        lines = done.stdout.splitlines()
        return dict(json.loads(lines[-1])) if lines else {}

    def start_python(self, code: str, *args: str, **env: str) -> subprocess.Popen[str]:
        """Start Python code in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-c", _SET_UP + code, *args],
            env=self.environment(**env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def bytes_of_the_database(self) -> bytes:
        """All bytes of the SQLite file and of what lies beside it."""
        return b"".join(
            p.read_bytes() for p in sorted(self.path.glob("clew.sqlite3*")) if "before" not in p.name
        )


class Server:
    """`clew serve` on a free port of this machine, in a process group of its own."""

    def __init__(self, home: Home, workers: int = 2) -> None:
        self.home, self.workers = home, workers
        self.log = home.path / "server.log"

    def start(self) -> Server:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        command = ["serve", "--port", str(self.port), "--workers", str(self.workers)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "clew.cli.main", *command],
                env=self.home.environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait = threading.Event()
        for _ in range(600):  # at most a minute
            if self.process.poll() is not None:
                break
            with suppress(OSError):
                if Visitor(self).get("/readyz").status == 200:
                    return self
            wait.wait(0.1)
        self.kill()
        raise AssertionError(f"the server did not start:\n{self.log.read_text()}")

    def kill(self) -> None:
        """What a power cut or the system does: every process of the group at once, without a word."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(self, *problem: object) -> None:
        self.kill()


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Visitor:
    """A browser without a screen: keeps cookies, sends forms, follows nothing."""

    def __init__(self, server: Server, cookies: dict[str, str] | None = None) -> None:
        self.server, self.cookies = server, dict(cookies or {})

    def ask(self, method: str, place: str, body: bytes = b"", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(
                method, place, body or None, {**({"Cookie": cookie} if cookie else {}), **sent}
            )
            answer = connection.getresponse()
            found = Answer(answer.status, answer.msg, answer.read())
        finally:
            connection.close()
        for line in found.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return found

    def get(self, place: str, **headers: str) -> Answer:
        return self.ask("GET", place, **headers)

    def post(self, place: str, fields: dict[str, str], **headers: str) -> Answer:
        sent = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": self.cookies.get("clew-csrf", ""),
        }
        return self.ask("POST", place, urlencode(fields).encode(), **{**sent, **headers})

    def upload(self, place: str, fields: dict[str, str], name: str, data: bytes) -> Answer:
        mark = "----a-line-between"
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'
            for k, v in fields.items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="a.txt"\r\n\r\n'
        body = "".join(parts).encode() + head.encode() + data + f"\r\n--{mark}--\r\n".encode()
        sent = {
            "Content-Type": f"multipart/form-data; boundary={mark}",
            "X-CSRFToken": self.cookies.get("clew-csrf", ""),
        }
        return self.ask("POST", place, body, **sent)

    def sign_in(self, username: str, password: str) -> Visitor:
        self.get("/accounts/login/")
        answer = self.post("/accounts/login/", {"login": username, "password": password})
        assert answer.status == 302, answer.text
        return self
