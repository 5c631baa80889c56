"""A Clew of its own: a home folder with a real database file, used through separate processes as people do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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

    def python(self, code: str, **env: str) -> dict[str, Any]:
        """Run Python code in which the practice is at hand, and return what it says last by `say(...)`."""
        done = subprocess.run(
            [sys.executable, "-c", _SET_UP + code],
            env=self.environment(**env),
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
