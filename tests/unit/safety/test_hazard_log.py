"""The hazard log: complete, and pointing only at what exists."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
ROWS = [
    [cell.strip() for cell in line.strip("|\n").split("|")]
    for line in (ROOT / "docs" / "hazard-log.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| H")
]


def test_every_hazard_is_there_once_and_in_order():
    assert [row[0] for row in ROWS] == [f"H{n:02d}" for n in range(1, 115)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_hazard_is_judged_answered_and_honest_about_what_is_missing(row):
    assert len(row) == 9
    assert all(row)
    assert int(row[4]) in range(1, 6)
    assert int(row[5]) in range(1, 6)
    assert "`" in row[7] or "planned" in row[7]
    assert "tests/" in row[8] or "planned" in row[8]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_path_named_exists(row):
    for path in re.findall(r"`([^`]+)`", " ".join(row[7:])):
        assert (ROOT / path.partition("::")[0]).exists(), path


# -- H01 to H32: the hazards of the clinical specification, each with tests by name --------------------------------

SPECIFIED = [row for row in ROWS if int(row[0][1:]) <= 32]
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def functions(tree: ast.AST) -> Iterator[tuple[ast.FunctionDef, list[ast.expr]]]:
    """Every function of a module or of its classes, with what stands above it and above its class."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            for inner, above in functions(node):
                yield inner, [*node.decorator_list, *above]
        elif isinstance(node, ast.FunctionDef):
            yield node, node.decorator_list


def never_run(tree: ast.Module, function: ast.FunctionDef, above: list[ast.expr]) -> bool:
    """Whether something skips a test, or lets it fail: a mark above it or its module, or a skip in its body."""
    marks = [ast.unparse(one) for one in above]
    marks += [
        ast.unparse(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        and any(isinstance(to, ast.Name) and to.id == "pytestmark" for to in node.targets)
    ]
    calls = [
        ast.unparse(node.func)
        for part in (*function.body, *(node for node in tree.body if isinstance(node, ast.Expr)))
        for node in ast.walk(part)
        if isinstance(node, ast.Call)
    ]
    return any(re.search(r"\b(skip|skipif|xfail)\b", mark) for mark in marks) or bool(
        {"pytest.skip", "pytest.xfail", "pytest.importorskip"} & set(calls)
    )


def problem(path: str, name: str) -> str:
    """What is wrong with a test that a row names; empty where it is there and is run."""
    if not (ROOT / path).is_file():
        return f"there is no file {path}"
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    found = [(function, above) for function, above in functions(tree) if function.name == name]
    if not found:
        return f"{path} has no test {name}"
    if any(never_run(tree, function, above) for function, above in found):
        return f"{path}::{name} is not always run"
    return ""


def test_all_hazards_of_the_specification_are_there():
    assert [row[0] for row in SPECIFIED] == [f"H{n:02d}" for n in range(1, 33)]


@pytest.mark.parametrize("row", SPECIFIED, ids=lambda row: row[0])
def test_each_names_tests_that_are_there_and_are_run(row):
    named = TEST.findall(row[8])
    assert named, f"{row[0]} names no test by its file and function"
    assert not re.search(r"planned(;|$)", " ".join(row[7:]))
    assert [found for found in (problem(*one) for one in named) if found] == []


def test_the_check_can_fail(tmp_path):
    assert problem("tests/nowhere.py", "test_x")
    assert problem("tests/unit/safety/test_hazard_log.py", "test_that_nobody_wrote")
    for text in (
        "import pytest\n@pytest.mark.skip\ndef test_x(): pass\n",
        "import pytest\n@pytest.mark.skipif(True, reason='x')\ndef test_x(): pass\n",
        "import pytest\npytestmark = pytest.mark.skip\ndef test_x(): pass\n",
        "import pytest\ndef test_x():\n    pytest.skip('x')\n",
        "import pytest\nclass TestX:\n    @pytest.mark.xfail\n    def test_x(self): pass\n",
    ):
        tree = ast.parse(text)
        ((function, above),) = functions(tree)
        assert never_run(tree, function, above), text
    tree = ast.parse("import pytest\n@pytest.mark.journey\ndef test_x():\n    assert True\n")
    ((function, above),) = functions(tree)
    assert not never_run(tree, function, above)
