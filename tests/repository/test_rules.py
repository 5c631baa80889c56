"""Rules about the code itself, each a check that reads it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from clew.cli.docs import PAGES
from clew.cli.main import COMMANDS
from clew.practice.models import Alert, Claim, Component, HypothesisMoment, Record, Sealed
from clew.practice.roles import ROLES
from clew.therapy.measures.registry import INSTRUMENTS

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "clew"
TEXT = {".py", ".html", ".css", ".js", ".md", ".toml", ".in", ".txt", ".yml", ".yaml", ".session", ""}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that belongs to the project: what git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    return tuple(path for name in listed if name and (path := ROOT / name).is_file())


def files(*endings: str, under: str = "") -> list[Path]:
    return [p for p in tracked() if p.suffix in endings and p.is_relative_to(ROOT / under)]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# -- Rooms ------------------------------------------------------------------------------------------------------------


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it."""
    package = list(path.relative_to(ROOT / "src").with_suffix("").parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = (
                [*package[: -node.level], *([node.module] if node.module else [])]
                if node.level
                else [node.module]
            )
            module = ".".join(part for part in base if part)
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


MAY_NOT = {
    "therapy": ("clew.practice", "clew.web", "clew.interop", "clew.cli", "clew.config", "django", "allauth"),
    "practice": ("clew.web", "clew.interop", "clew.cli", "allauth"),
    "web": ("clew.cli", "clew.interop"),
    "interop": ("clew.cli", "clew.web"),
    "config": ("clew.cli",),
}
# What a pure room has no use for: files, network, other programs, the clock, chance.
IMPURE = (
    "os",
    "socket",
    "ssl",
    "urllib",
    "http",
    "subprocess",
    "threading",
    "random",
    "secrets",
    "time",
    "sqlite3",
    "tempfile",
    "shutil",
)


@pytest.mark.parametrize("room", MAY_NOT)
def test_arrows_point_one_way(room):
    wrong = [
        (named(path), module)
        for path in files(".py", under=f"src/clew/{room}")
        for module in imports(path)
        if any(within(module, other) for other in MAY_NOT[room])
    ]
    assert wrong == []


def test_therapy_is_pure():
    wrong = [
        (named(path), module)
        for path in files(".py", under="src/clew/therapy")
        for module in imports(path)
        if any(within(module, other) for other in IMPURE)
    ]
    assert wrong == []
    clocks = re.compile(r"\b(?:datetime\.now|datetime\.utcnow|date\.today|timezone\.now)\(")
    assert [
        named(p)
        for p in files(".py", under="src/clew/therapy")
        if clocks.search(p.read_text(encoding="utf-8"))
    ] == []


def test_nothing_calls_another_host():
    """No code of Clew's opens a connection, but to the owner's own mail server and model; the database is reached by its driver."""
    callers = {
        (named(path), module.split(".")[0])
        for path in files(".py", under="src/clew")
        for module in imports(path)
        if module.split(".")[0]
        in ("socket", "ssl", "requests", "httpx", "smtplib", "ftplib", "aiohttp", "urllib3")
        or within(module, "urllib.request")
        or within(module, "http.client")
    }
    assert callers == {
        ("src/clew/cli/serve.py", "socket"),  # it asks whether a port is free
        ("src/clew/practice/mail.py", "smtplib"),  # the mail server, where the owner has named one
        # A language model, where the owner or a command names one; another machine only if the owner allows it.
        ("src/clew/interop/endpoint.py", "http"),
        ("src/clew/interop/endpoint.py", "ssl"),
        ("src/clew/interop/endpoint.py", "socket"),  # its type alone
    }


def test_what_needs_no_database_starts_without_django_and_polars():
    code = (
        "import sys; import clew.cli.main, clew.cli.code, clew.cli.formulate, clew.therapy.coding, "
        "clew.therapy.transcripts, clew.therapy.measures, clew.therapy.safety, clew.therapy.formulation; "
        "print([m for m in ('django', 'polars', 'docx', 'granian', 'cryptography') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# -- The one door -----------------------------------------------------------------------------------------------------

MANAGERS = {"objects", "_default_manager", "_base_manager"}
ALLOWED_IN_WEB = {
    # Whether this is the demonstration is said on the pages that have no patient.
    ("src/clew/web/context.py", "Practice"),
}


def test_pages_reach_rows_only_through_the_one_door():
    reached = set()
    for path in files(".py", under="src/clew/web"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
                reached.add((named(path), ast.unparse(node.value)))
    assert reached - ALLOWED_IN_WEB == set()
    assert ALLOWED_IN_WEB - reached == set(), "these are not needed any more"


def test_pages_neither_save_nor_decrypt():
    for path in files(".py", under="src/clew/web"):
        if path.name == "health.py":  # asks whether the key opens
            continue
        text = path.read_text(encoding="utf-8")
        assert "vault" not in text, named(path)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in (
                    "save",
                    "bulk_create",
                    "bulk_update",
                    "unseal",
                    "raw",
                    "extra",
                ), named(path)


def test_rows_are_written_only_by_actions_the_log_and_the_vault():
    """Readings read."""
    writing = re.compile(
        r"\.(?:save|create|bulk_create|bulk_update|get_or_create|update_or_create|update|delete)\("
    )
    for path in files(".py", under="src/clew/practice/readings"):
        found = [line for line in path.read_text(encoding="utf-8").splitlines() if writing.search(line)]
        assert not [line for line in found if "objects" in line or "rows(" in line or ".save(" in line], (
            named(path)
        )


# -- Models -------------------------------------------------------------------------------------------------------------

MODELS = list(apps.get_app_config("practice").get_models())
every_model = pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)


@every_model
def test_every_column_is_classified_once(model):
    privacy = model.Privacy
    columns = {field.name for field in (*model._meta.fields, *model._meta.many_to_many)}
    groups = [privacy.sealed, privacy.person, privacy.link]
    assert set().union(*groups) == columns
    assert sum(map(len, groups)) == len(columns), "a column is in two groups"
    assert {f.name for f in model._meta.fields if isinstance(f, Sealed)} == privacy.sealed


@every_model
def test_free_text_about_a_person_is_sealed(model):
    if issubclass(model, Record):
        assert not [f.name for f in model._meta.fields if isinstance(f, models.TextField)]
        long = [f.name for f in model._meta.fields if isinstance(f, models.CharField) and f.max_length > 64]
        # Which rule found it: Clew's own words, and the instrument's, never the patient's.
        assert set(long) <= ({"rule"} if model is Alert else set())


@every_model
def test_no_model_shows_text_in_its_name(model):
    """A `__str__` of a record could put a name into a log."""
    if issubclass(model, Record) or model.__name__ == "Patient":
        assert "__str__" not in vars(model)


def test_every_claim_stands_on_moments():
    """Where a statement about a person rests on a place in a text, that place cannot be left out."""
    places = {
        "Code": ["transcript", "turn"],
        "Episode": ["transcript", "first", "last"],
        "Component": ["episode", "turn"],
    }
    claims = [m for m in MODELS if issubclass(m, Claim) or m is Component]
    assert {m.__name__ for m in claims} == set(places)
    for model in claims:
        for name in places[model.__name__]:
            assert not model._meta.get_field(name).null
    assert [c.name for c in HypothesisMoment._meta.constraints] == ["moment_in_one_place"]
    assert [c.name for c in Alert._meta.constraints] == ["alert_rests_on_something"]
    assert not HypothesisMoment._meta.get_field("position").null


# -- Templates ----------------------------------------------------------------------------------------------------------

TEMPLATES = files(".html", under="src/clew/web/templates")
every_template = pytest.mark.parametrize("template", TEMPLATES, ids=named)
COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}|<!--.*?-->", re.S)
PICTURES = {
    "defense_picture", "line", "line.sparkline", "map", "near", "one.picture", "part.picture",
    "part.text",  # the guide: our own Markdown, in which HTML is refused
    "person", "picture", "sign",
    "triangle", "two", "vocabulary", "whole", "year",
}  # fmt: skip


@every_template
def test_no_code_and_no_style_within_a_page(template):
    text = COMMENT.sub("", template.read_text(encoding="utf-8"))
    assert re.findall(r"<[^>]*\sstyle\s*=", text) == []
    assert re.findall(r"<[^>]*\son[a-z]+\s*=\s*[\"']", text) == []
    assert re.findall(r"(?:href|src|action)\s*=\s*[\"']\s*(?:javascript|data):", text, re.I) == []
    assert re.findall(r"<style", text) == []
    for tag in re.findall(r"<script\b[^>]*>", text):
        assert " src=" in tag or 'type="application/json"' in tag, tag
    assert re.findall(r"hx-on|hx-vals=[\"']js:|hx-headers=[\"']js:", text) == []


@every_template
def test_nothing_is_fetched_from_elsewhere(template):
    assert (
        re.findall(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", template.read_text(encoding="utf-8"))
        == []
    )


def test_styles_and_scripts_fetch_nothing_from_elsewhere():
    for path in files(".css", ".js", under="src/clew/web/static"):
        found = re.findall(r"(?:https?:)?//[\w.-]+\.\w+/\S*", path.read_text(encoding="utf-8"))
        assert [url for url in found if "www.w3.org" not in url] == [], named(path)
        assert not re.search(
            r"\beval\(|new Function\(|innerHTML\s*=|document\.write",
            path.read_text(encoding="utf-8"),
        ), named(path)


def test_a_browser_keeps_nothing_about_a_person():
    """Beside two cookies without content, one preference: whether single keys act on the session page.

    What a patient has not sent yet, and a plan they asked to keep, `device.js` keeps encrypted.
    """
    kept = {
        (path.name, key)
        for path in files(".js", under="src/clew/web/static")
        for key in re.findall(r"(?:local|session)Storage\b\W*\w*\W*(\w*)", path.read_text(encoding="utf-8"))
    }
    assert kept <= {("session.js", "REMEMBERED")}
    stores = {
        path.name
        for path in files(".js", under="src/clew/web/static")
        if "indexedDB" in path.read_text("utf-8")
    }
    assert stores == {"device.js"}, "what is kept for a patient is kept by one file, encrypted"


def test_only_pictures_of_our_own_are_let_through_unescaped():
    let_through = {
        name
        for template in TEMPLATES
        for name in re.findall(r"{{\s*([\w.]+)[^}]*\|\s*safe\b", template.read_text(encoding="utf-8"))
    }
    assert let_through <= PICTURES
    for path in files(".py", under="src/clew/web"):
        assert not re.search(
            r"mark_safe|SafeString|autoescape|html_safe", path.read_text(encoding="utf-8")
        ), named(path)
    for template in TEMPLATES:
        assert "autoescape" not in template.read_text(encoding="utf-8"), named(template)


AMERICAN = "behavior color favorite center analyze recognize organize organization judgment fulfill counseling canceled labeled modeling gray"


@every_template
def test_words_are_british(template):
    text = COMMENT.sub("", template.read_text(encoding="utf-8"))
    shown = re.sub(r"{%.*?%}|{{.*?}}|<[^>]*>", " ", text, flags=re.S).lower()
    assert set(re.findall(r"[a-z]+", shown)) & set(AMERICAN.split()) == set()


# -- All files ----------------------------------------------------------------------------------------------------------


def needles() -> list[str]:
    """What no file may name: folders of somebody's machine, and hosts of registries."""
    folders = ["work", "tmp", "root", "home", "Users"]
    hosts = ["pypi", "pythonhosted", "npmjs", "registry.npm", "crates", "rubygems", "conda.anaconda"]
    return [*(f"/{name}/" for name in folders), *(f"{host}.org" for host in hosts), "npmjs" + ".com"]


def test_no_file_names_a_machine_or_a_registry():
    folder = re.compile(r"(?<![\w.~/})$-])(" + "|".join(map(re.escape, needles()[:5])) + ")")
    host = re.compile("|".join(map(re.escape, needles()[5:])))
    found = []
    for path in tracked():
        if path.suffix in TEXT and path != Path(__file__):
            text = path.read_text(encoding="utf-8", errors="replace")
            found += [
                (named(path), hit.group()) for pattern in (folder, host) for hit in pattern.finditer(text)
            ]
    assert found == []


def test_nothing_is_left_for_later_in_a_comment():
    later = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
    found = [
        named(path)
        for path in files(".py", ".html", ".css", ".js", ".md", ".toml")
        if later.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


DATA_TABLES = {
    "src/clew/therapy/coding/cues/defenses.py",
    "src/clew/therapy/coding/cues/interventions.py",
    "src/clew/therapy/coding/cues/relationships.py",
    "src/clew/therapy/coding/cues/risks.py",
    "src/clew/therapy/knowledge/defenses.py",
    "src/clew/therapy/knowledge/interventions.py",
    "src/clew/therapy/knowledge/sources.py",
}


def test_files_stay_small():
    long = {
        named(path)
        for path in files(".py", ".html", ".css", ".js", under="src")
        if len(path.read_text(encoding="utf-8").splitlines()) > 600
    }
    assert long <= DATA_TABLES
    assert {name for name in DATA_TABLES if not (ROOT / name).exists()} == set()


def test_test_modules_have_names_of_their_own():
    """Two of one name in folders that are no packages cannot be collected together."""
    names = [path.name for path in files(".py", under="tests") if path.name.startswith("test_")]
    assert sorted(names) == sorted(set(names))


def test_no_word_is_printed_but_by_commands():
    for path in files(".py", under="src/clew"):
        if path.is_relative_to(SOURCE / "cli"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
                assert named(path) == "src/clew/therapy/coding/margin.py", named(path)  # is a command too


def test_every_dependency_has_its_reason():
    for name in ("run.in", "test.in"):
        reason = ""
        for line in (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines():
            package, _, comment = line.partition("#")
            if not package.strip():
                reason = comment
            elif not package.startswith("-r"):
                assert comment.strip() or reason.strip(), f"{name}: {package}"


# -- Reference pages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(PAGES))
def test_generated_pages_are_up_to_date(name):
    page = ROOT / "docs" / "reference" / f"{name}.md"
    assert page.read_text(encoding="utf-8") == PAGES[name](), "run: make docs"


def test_every_command_is_in_the_reference():
    page = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    assert {f"## clew {name}" for name in COMMANDS} <= set(page.splitlines())


def test_every_setting_is_in_the_reference_and_exists():
    page = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    described = set(re.findall(r"^\| `(CLEW_\w+)` \|", page, re.M))
    name = re.compile(r"[\"'](CLEW_[A-Z_]+)[\"']")
    read = {
        hit
        for path in files(".py", under="src/clew")
        for hit in name.findall(path.read_text(encoding="utf-8"))
    }
    assert read - described == set()
    elsewhere = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "Makefile", ROOT / ".ci" / "run", *files(".py", under="tests"))
    )
    assert {name for name in described - read if name not in elsewhere} == set()


def test_every_instrument_and_every_role_has_its_place_in_the_reference():
    page = (ROOT / "docs" / "reference" / "measures.md").read_text(encoding="utf-8")
    assert [i.key for i in INSTRUMENTS.values() if i.title not in page] == []
    roles = (ROOT / "docs" / "reference" / "roles.md").read_text(encoding="utf-8")
    assert {f"### {role.name.value.capitalize()}" for role in ROLES.values()} <= set(roles.splitlines())
