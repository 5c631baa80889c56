"""The server as it is run: two processes, real sockets."""

from __future__ import annotations

import re
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from clew_home import Home, Server, Visitor

PASSWORD = "a quiet room with a window"

PEOPLE = f"""
practice = people.found_practice(name="Elm Street", country="GB", time_zone="Europe/London")
for name in ("anna", "ben", "clara"):
    user = people.add_user(username=name, name=name.title(), password="{PASSWORD}")
    people.grant_role(practice=practice, user=user, role=RoleName.CLINICIAN)
anna = User.objects.get(username="anna")
pia = people.admit_patient(practice=practice, name="Pia", by=anna, clinician=anna)
chart = access.open_record(anna, pia.pk, to=May.PLAN, view="test")
course = plan.open_course(chart=chart, starts_on=date(2026, 1, 8))
session = plan.plan_session(chart=chart, course=course, at=datetime(2026, 1, 8, tzinfo=UTC))
say(place=f"/patients/{{pia.pk}}/sessions/{{session.pk}}/transcript/")
"""

FAILED = "say(n=AuditEvent.objects.filter(action='sign_in.failed').count())"


@pytest.fixture
def server(home):
    home.found = home.python(PEOPLE)
    with Server(home, workers=2) as server:
        yield server


def try_to_sign_in(server: Server, username: str, password: str) -> int:
    visitor = Visitor(server)
    visitor.get("/accounts/login/")
    return visitor.post("/accounts/login/", {"login": username, "password": password}).status


def test_wrong_passwords_are_counted_over_all_processes(home, server):
    """Five in five minutes for one name, wherever each lands; then even the right one is not looked at."""
    with ThreadPoolExecutor(8) as threads:
        tries = list(threads.map(lambda n: try_to_sign_in(server, "anna", f"wrong {n}"), range(6)))
    assert 302 not in tries
    looked_at = home.python(FAILED)["n"]
    assert 1 <= looked_at <= 5
    for _ in range(5 - looked_at):
        try_to_sign_in(server, "anna", "wrong")
    assert home.python(FAILED)["n"] == 5
    assert try_to_sign_in(server, "anna", PASSWORD) != 302
    assert home.python(FAILED)["n"] == 5, "nobody guesses on"
    assert try_to_sign_in(server, "ben", PASSWORD) == 302, "others are not kept out"


def test_an_upload_that_announces_too_much_is_refused_before_it_has_arrived(home, server):
    visitor = Visitor(server).sign_in("anna", PASSWORD)
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    head = (
        f"POST {home.found['place']} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\n"
        f"X-CSRFToken: {visitor.cookies['clew-csrf']}\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {10**11}\r\n\r\n--x\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 413")


def test_a_name_that_is_not_clews_is_refused(server):
    answer = Visitor(server).get("/accounts/login/", Host="clew.example.org")
    assert answer.status == 400
    assert "clew.example.org" not in answer.text


def test_static_files_are_there_and_nothing_else_of_the_folder(server):
    visitor = Visitor(server)
    page = visitor.get("/accounts/login/").text
    style = re.search(r'href="(/static/[^"]+base[^"]*\.css)"', page).group(1)
    answer = visitor.get(style)
    assert answer.status == 200
    assert "immutable" in answer.headers["Cache-Control"], "its name changes with its content"
    for place in (
        "/static/../secret-key",
        "/static/%2e%2e/secret-key",
        "/static/",
        "/secret-key",
        "/.git/config",
    ):
        assert visitor.get(place).status in (302, 404), place


def test_the_server_writes_nothing_of_what_is_asked_for(home, server):
    visitor = Visitor(server)
    visitor.get("/patients/a-word-in-an-address/?q=another-word")
    visitor.get("/accounts/login/", Host="a-word.example.org")
    visitor.post("/accounts/login/", {"login": "a-word-typed", "password": "x"})
    Visitor(server).sign_in("anna", PASSWORD).get("/nothing/a-word-more/")
    log = server.log.read_text()
    assert not re.search(r"a-word|another-word|anna", log), log


def test_behind_tls_cookies_are_bound_to_it(home):
    home.python(PEOPLE)
    home.env |= {"CLEW_HTTPS": "True", "CLEW_HOSTS": "clew.example.org,127.0.0.1"}
    through_the_proxy = {
        "Host": "clew.example.org",
        "Origin": "https://clew.example.org",
        "X_Forwarded_Proto": "https",
        "X_Forwarded_For": "203.0.113.7",
    }
    with Server(home) as server:
        visitor = Visitor(server)
        page = visitor.get("/accounts/login/", **through_the_proxy)
        assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        token = {"X_CSRFToken": visitor.cookies["__Host-csrf"]}
        form = {"login": "anna", "password": PASSWORD}
        assert visitor.post("/accounts/login/", form, **through_the_proxy).status == 403, "without its token"
        answer = visitor.post("/accounts/login/", form, **through_the_proxy, **token)
        assert answer.status == 302
        set_here = answer.headers.get_all("Set-Cookie")
        assert {line.partition("=")[0] for line in set_here} == {"__Host-session", "__Host-csrf"}
        for line in set_here:
            assert "Secure" in line
            assert "Path=/" in line
            assert "Domain" not in line
        assert visitor.get("/caseload/", **through_the_proxy).status == 200


def test_debug_is_refused_by_check(home):
    home.python(PEOPLE)
    assert "CLEW_DEBUG" in home.clew("check", ok=False, CLEW_DEBUG="True").stderr


@pytest.mark.parametrize(
    ("setting", "value"),
    [("CLEW_HTTPS", "yes"), ("CLEW_IDLE_MINUTES", "soon"), ("CLEW_DATABASE_URL", "mysql://x/y")],
)
def test_a_setting_that_cannot_be_read_stops_clew(home, setting, value):
    done = home.clew("user", "list", ok=False, **{setting: value})
    assert setting in done.stderr


def test_nobody_else_may_read_the_home(home: Home, tmp_path):
    fresh = Home(tmp_path / "fresh")
    fresh.clew("migrate")
    assert fresh.path.stat().st_mode & 0o077 == 0
    assert (fresh.path / "secret-key").stat().st_mode & 0o077 == 0
