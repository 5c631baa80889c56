"""A demonstration practice that is served, and a browser to walk through it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from walking import PASSWORD, Walk

expect.set_options(timeout=30_000)  # a busy machine takes its time
TRIES = 400  # a quarter of a second each; a busy machine takes its time


def _clew(home: Path) -> tuple[list[str], dict[str, str]]:
    """How to call the `clew` command with a home of its own, and nothing of ours or of the tests in its settings."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CLEW_")}
    environment |= {
        "CLEW_HOME": str(home),
        "CLEW_PASSPHRASE": "for the journeys only",
        "DJANGO_SETTINGS_MODULE": "clew.config.settings",
        "PYTHONUNBUFFERED": "1",
    }
    return [sys.executable, "-m", "clew.cli.main"], environment


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _ready(address: str) -> bool:
    try:
        with urlopen(f"{address}/readyz", timeout=30) as answer:
            return bool(answer.status == 200)
    except OSError:  # nobody listens yet, or it is not ready
        return False


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demonstration practice of this test process lives."""
    return tmp_path_factory.mktemp("demonstration")


_DEADLINE_PASSED = """
import sys
from datetime import timedelta
import django
django.setup()
from clew.practice import jobs
from clew.practice.models import Alert
due = Alert.objects.filter(state=Alert.State.OPEN, patient__account__username=sys.argv[1]).latest("raised_at").due_at
now = due + timedelta(seconds=1)
jobs.plan_alert_checks(now)
jobs.run_due(now)
"""


@pytest.fixture
def deadline_passes(home: Path) -> Callable[[str], None]:
    """Let a worker look at the alerts as it would once the deadline of a patient's newest open one has passed."""

    def passes(patient: str) -> None:
        command, environment = _clew(home)
        subprocess.run(
            [command[0], "-c", _DEADLINE_PASSED, patient], env=environment, check=True, timeout=120
        )

    return passes


@pytest.fixture(scope="session")
def practice(home: Path) -> Iterator[str]:
    """The address of a demonstration practice, made and served for this test process."""
    command, environment = _clew(home)
    subprocess.run([*command, "demo"], env=environment, check=True, capture_output=True, timeout=300)
    port = _free_port()
    server = subprocess.Popen(
        [*command, "serve", "--port", str(port), "--workers", "1"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    told: list[str] = []
    ended = threading.Event()

    def listen() -> None:
        assert server.stdout is not None
        with server.stdout as lines:
            told.extend(lines)
        ended.set()

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(TRIES):
            if _ready(address) or ended.wait(timeout=0.25):
                break
        assert _ready(address), "".join(told)
        yield address
        mistakes = [line for line in told if " ERROR " in line]
        assert mistakes == [], "the server made a mistake during the journeys"
    finally:
        server.terminate()
        server.wait(timeout=30)
        listener.join(timeout=30)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real browser. It lives as long as its file: while it does, this thread counts as asynchronous to Django."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        if os.environ.get("CLEW_TESTS_COMPLETE") == "True":
            pytest.fail("Chromium is not installed, and this run is meant to be complete.")
        pytest.skip("no browser: install Chromium to walk the journeys")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def arrive(practice: str, chromium: Browser) -> Iterator[Callable[[], Walk]]:
    """Open a fresh browser at the sign-in page. What it must not do is checked when the test ends."""
    walks: list[Walk] = []

    def opened() -> Walk:
        context = chromium.new_context(
            base_url=practice,
            viewport={"width": 1440, "height": 900},
            locale="en-GB",
            reduced_motion="reduce",  # nothing is waited for that only looks pleasant
        )
        context.set_default_timeout(60_000)
        walk = Walk(context.new_page(), practice)
        walks.append(walk)
        walk.page.goto("/")
        return walk

    yield opened
    for walk in walks:
        walk.page.context.close()
    told = [f"asked another host: {address}" for walk in walks for address in walk.elsewhere]
    told += [f"the browser complained: {words}" for walk in walks for words in walk.complaints]
    told += [words for walk in walks for words in walk.barriers]
    assert not told, "\n".join(told)


@pytest.fixture
def sign_in(arrive: Callable[[], Walk]) -> Callable[[str], Walk]:
    """Sign in as somebody of the demonstration."""

    def signed_in(name: str) -> Walk:
        walk = arrive()
        page: Page = walk.page
        page.get_by_label("User name").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.get_by_role("button", name="Sign out").wait_for()
        return walk

    return signed_in
