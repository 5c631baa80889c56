"""`clew code DIR --out FILE.parquet`: every transcript under a folder in one table."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import filelock
import polars as pl
import pytest
from folder_of_talk import write_talks

import clew
from clew.cli import many
from clew.cli.coded import COLUMNS
from clew.therapy import coding

SESSIONS = Path(clew.__file__).parent / "practice/demo"


@pytest.fixture
def talks(tmp_path) -> Path:
    return write_talks(tmp_path / "talks", 5)


@pytest.fixture
def out(tmp_path) -> Path:
    return tmp_path / "codes.parquet"


def parts(out: Path) -> list[Path]:
    return sorted(out.with_name("codes.parquet.parts").glob("*.parquet"))


def test_the_table_has_what_the_csv_file_has_in_the_order_of_the_paths(run, tmp_path, out):
    folder = tmp_path / "talks"
    files = sorted(SESSIONS.glob("mara/sessions/*.session"))
    (folder / "a b").mkdir(parents=True)
    for n, file in enumerate(files):
        (folder / ("a b" if n % 2 else "") / file.name).write_bytes(file.read_bytes())
    done = run("code", folder, "--out", out)
    assert (done.code, done.err) == (0, "")
    table = pl.read_parquet(out)
    assert done.out == f"codes.parquet: {len(files)} transcripts, {len(table)} lines.\n"
    assert table.schema == many.SCHEMA
    paths = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.session"))
    assert table["file"].unique(maintain_order=True).to_list() == paths
    assert set(table["model"]) == {coding.MODEL}
    for path in paths:
        printed = list(csv.reader(io.StringIO(run("code", "--format", "csv", folder / path).out)))[1:]
        own = table.filter(pl.col("file") == path).select(COLUMNS[1:])
        sure = COLUMNS[1:].index("confidence")
        assert [line[1:] for line in printed] == [
            ["" if cell is None else f"{cell:.4f}" if n == sure else str(cell) for n, cell in enumerate(line)]
            for line in own.rows()
        ]


def test_the_same_folder_makes_the_same_bytes_whatever_the_number_of_cores(run, talks, out, tmp_path):
    run("code", talks, "--out", out)
    first = out.read_bytes()
    run("code", talks, "--out", out)
    assert out.read_bytes() == first
    other = tmp_path / "other.parquet"
    subprocess.run(
        [sys.executable, "-m", "clew.cli.main", "code", talks, "--out", other],
        env={**os.environ, "POLARS_MAX_THREADS": "7"},
        check=True,
        capture_output=True,
    )
    assert other.read_bytes() == first


def test_row_groups_are_bounded_and_in_order(run, talks, out, monkeypatch):
    monkeypatch.setattr(many, "_ROWS", 50)
    run("code", talks, "--out", out)
    table = pl.read_parquet(out)
    assert len(table) > 150
    assert table["file"].to_list() == sorted(table["file"])
    monkeypatch.undo()
    run("code", talks, "--out", out)
    assert pl.read_parquet(out).equals(table)


def test_what_cannot_be_coded_is_named_and_the_rest_is_in_the_table(run, talks, out):
    (talks / "broken.vtt").write_bytes(b"")
    (talks / "clinic 0" / "recording.mp3").write_bytes(b"ID3\x04" + bytes(500))
    done = run("code", talks, "--out", out)
    assert done.code == 1
    assert [line.split(":")[0] for line in done.err.splitlines()] == ["broken.vtt", "clinic 0/recording.mp3"]
    assert done.out.startswith("codes.parquet: 5 transcripts, ")
    assert len(parts(out)) == 5, "they stay for the next run"
    (talks / "broken.vtt").write_text("Therapist: And now?\nClient: Now it is whole.\n", encoding="utf-8")
    (talks / "clinic 0" / "recording.mp3").unlink()
    done = run("code", talks, "--out", out)
    assert done.out.startswith("codes.parquet: 6 transcripts, 5 of them coded by an earlier run, ")
    assert (done.code, parts(out), out.with_name("codes.parquet.parts").exists()) == (0, [], False)


def test_a_changed_file_and_a_changed_coder_are_coded_anew(run, talks, out, monkeypatch):
    (talks / "broken.vtt").write_bytes(b"")
    run("code", talks, "--out", out)
    before = parts(out)
    changed = talks / "clinic 0" / "000.txt"
    changed.write_text("Therapist: And today?\nClient: Today I said no to him.\n", encoding="utf-8")
    assert "4 of them coded by an earlier run" in run("code", talks, "--out", out).out
    assert len(parts(out)) == 5, "the part of the old text is gone"
    assert len({*before, *parts(out)}) == 6
    assert "Today I said no to him." in pl.read_parquet(out)["text"].to_list()

    def renamed(transcript, *, explore):
        found = coder.propose(transcript, explore=explore)
        return type(found)("clew-test 2", found.proposals, found.episodes, found.flags)

    from clew.therapy.coding import coder, tuning

    monkeypatch.setattr(tuning, "MODEL", "clew-test 2")
    monkeypatch.setattr(coding, "propose", renamed)
    assert "earlier run" not in run("code", talks, "--out", out).out
    assert set(pl.read_parquet(out)["model"]) == {"clew-test 2"}


def test_exploring_codes_anew_and_finds_more(run, talks, out):
    (talks / "broken.vtt").write_bytes(b"")
    run("code", talks, "--out", out)
    plain = pl.read_parquet(out)
    assert "earlier run" not in run("code", talks, "--explore", "--out", out).out
    assert len(pl.read_parquet(out)) > len(plain)


def test_a_moved_file_has_its_new_path(run, talks, out):
    (talks / "broken.vtt").write_bytes(b"")
    run("code", talks, "--out", out)
    (talks / "clinic 0" / "000.txt").rename(talks / "000.txt")
    run("code", talks, "--out", out)
    assert pl.read_parquet(out)["file"][0] == "000.txt"


def test_a_worker_with_another_coder_is_refused(talks, out, monkeypatch):
    def other(tasks):
        for task in tasks:
            yield task, many.Part("clew-other 9", many.part_of(task).table)

    with pytest.raises(ValueError, match="install the same Clew on both"):
        many.code_folder(talks, out, coders=other)
    assert parts(out) == []


def test_a_failure_of_the_coder_itself_is_a_problem_of_one_file_and_quotes_nothing(
    run, talks, out, monkeypatch
):
    whole = coding.propose

    def fails_on_one(transcript, *, explore):
        if "week 3" in transcript.turns[0].text:
            raise IndexError(transcript.turns[0].text)
        return whole(transcript, explore=explore)

    monkeypatch.setattr(coding, "propose", fails_on_one)
    done = run("code", talks, "--out", out)
    assert (done.code, done.err) == (1, "clinic 0/003.txt: coding it failed (IndexError).\n")
    assert done.out.startswith("codes.parquet: 4 transcripts, ")


def test_hidden_files_and_its_own_table_are_not_read(run, talks):
    (talks / ".DS_Store").write_bytes(bytes(10))
    (talks / ".git").mkdir()
    (talks / ".git" / "config").write_text("x", encoding="utf-8")
    out = talks / "codes.parquet"
    for _ in range(2):
        done = run("code", talks, "--out", out)
        assert (done.code, done.out.startswith("codes.parquet: 5 transcripts, ")) == (0, True)


def test_names_that_are_no_text_and_names_with_signs_of_patterns(run, tmp_path, out):
    folder = tmp_path / "ta[l]ks*"
    folder.mkdir()
    for name in (b"half \xff.txt", b"[1]*?.txt"):
        with open(os.path.join(os.fsencode(folder), name), "w", encoding="utf-8") as file:
            file.write("Therapist: Yes?\nClient: 😀 I am so ashamed of it.\n")
    out = folder / "ta[b]le.parquet"
    done = run("code", folder, "--out", out)
    assert (done.code, done.err) == (0, "")
    assert set(pl.read_parquet(out, glob=False)["file"]) == {"half .txt", "[1]*?.txt"}


def test_a_half_character_in_json_is_a_problem_of_one_file(run, talks, out):
    text = r'{"segments": [{"start": 0, "end": 1, "text": "I said \ud83d nothing", "speaker": "A"}]}'
    (talks / "half.json").write_text(text, encoding="utf-8")
    done = run("code", talks, "--out", out)
    assert done.out.startswith(f"codes.parquet: {5 + (done.code == 0)} transcripts, ")


def test_two_runs_do_not_write_the_same_table(run, talks, out):
    folder = out.with_name("codes.parquet.parts")
    folder.mkdir()
    with filelock.FileLock(folder / ".lock"):
        assert "another run is writing it" in run("code", talks, "--out", out).refused()


def test_nothing_to_code_is_refused_and_leaves_nothing(run, tmp_path, out):
    empty = tmp_path / "empty"
    empty.mkdir()
    assert run("code", empty, "--out", out).refused() == "empty: there is no file in it to code."
    (empty / "broken.txt").write_bytes(b"")
    assert "none of the files could be coded" in run("code", empty, "--out", out).refused()
    assert [p.name for p in tmp_path.iterdir()] == ["empty"]


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (["talks", "--out", "codes.csv"], "ends in .parquet"),
        (["talks", "--out", "nowhere/codes.parquet"], "in a folder that exists"),
        (["talks", "talks", "--out", "codes.parquet"], "takes one folder"),
        (["talks/clinic 0/000.txt", "--out", "codes.parquet"], "takes one folder"),
        (["talks", "--out", "codes.parquet", "--format", "json"], "takes no --format"),
        (["talks", "--cluster", "tcp://127.0.0.1:1"], "needs --out"),
    ],
)
def test_a_wrong_call_says_what_is_right(run, talks, tmp_path, monkeypatch, args, why):
    monkeypatch.chdir(tmp_path)
    done = run("code", *args)
    assert done.code == 2
    assert why in " ".join(done.err.split())


def test_without_dask_a_cluster_is_refused_with_the_command_that_installs_it(run, talks, out, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    line = run("code", talks, "--out", out, "--cluster", "tcp://127.0.0.1:1").refused()
    assert "pip install 'clew[cluster]'" in line
