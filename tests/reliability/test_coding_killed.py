"""Coding a folder, killed midway, here or on a cluster: nothing is lost, nothing is done twice, the bytes are the same."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from folder_of_talk import Coding, write_talks

TALKS = 90


@pytest.fixture(scope="module")
def talks(tmp_path_factory) -> Path:
    return write_talks(tmp_path_factory.mktemp("talks"), TALKS)


@pytest.fixture(scope="module")
def undisturbed(talks, tmp_path_factory) -> bytes:
    """The table that a run makes which nobody disturbs."""
    out = tmp_path_factory.mktemp("undisturbed") / "codes.parquet"
    code, printed = Coding(talks, "--out", out).end()
    assert (code, printed.startswith(f"codes.parquet: {TALKS} transcripts, ")) == (0, True)
    assert pl.read_parquet(out)["file"].n_unique() == TALKS
    return out.read_bytes()


def test_killed_midway_it_goes_on_where_it_was(talks, undisturbed, tmp_path):
    out = tmp_path / "codes.parquet"
    killed = Coding(talks, "--out", out)
    killed.wait_for(TALKS // 3)
    killed.kill()
    assert not out.exists()
    done = sorted((tmp_path / "codes.parquet.parts").glob("*.parquet"))
    assert TALKS // 3 <= len(done) < TALKS, "it was killed in the middle"

    code, printed = Coding(talks, "--out", out).end()
    assert code == 0
    assert re.search(r", (\d+) of them coded by an earlier run", printed)[1] == str(len(done))
    assert out.read_bytes() == undisturbed
    assert [path.name for path in tmp_path.iterdir()] == ["codes.parquet"]


_CLUSTER = """
import json, os, sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        pids = [nanny.pid for nanny in cluster.workers.values()]
        print(json.dumps({"address": cluster.scheduler_address, "workers": pids, "scheduler": os.getpid()}), flush=True)
        sys.stdin.read()
"""


@dataclass
class Cluster:
    """A Dask cluster of two worker processes on this machine."""

    address: str
    workers: list[int]
    scheduler: int


@pytest.fixture
def cluster(tmp_path) -> Iterator[Cluster]:
    script = tmp_path / "cluster.py"
    script.write_text(_CLUSTER, encoding="utf-8")
    running = subprocess.Popen(
        [sys.executable, script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=tmp_path,
    )
    try:
        yield Cluster(**json.loads(running.stdout.readline()))
    finally:
        running.stdin.close()
        running.wait(60)
        running.stdout.close()


def test_a_cluster_makes_the_same_bytes_and_a_worker_killed_midway_costs_nothing(
    talks, undisturbed, cluster, tmp_path
):
    out = tmp_path / "codes.parquet"
    work = Coding(talks, "--out", out, "--cluster", cluster.address)
    work.wait_for(TALKS // 4)
    os.kill(cluster.workers[0], signal.SIGKILL)
    code, printed = work.end()
    assert (code, printed.startswith(f"codes.parquet: {TALKS} transcripts, ")) == (0, True)
    assert out.read_bytes() == undisturbed


def test_what_was_begun_here_goes_on_on_a_cluster(talks, undisturbed, cluster, tmp_path):
    out = tmp_path / "codes.parquet"
    killed = Coding(talks, "--out", out)
    killed.wait_for(TALKS // 4)
    killed.kill()
    code, printed = Coding(talks, "--out", out, "--cluster", cluster.address).end()
    assert (code, "coded by an earlier run" in printed) == (0, True)
    assert out.read_bytes() == undisturbed


def test_a_cluster_that_is_lost_says_so_and_what_came_back_is_kept(talks, undisturbed, cluster, tmp_path):
    out = tmp_path / "codes.parquet"
    work = Coding(talks, "--out", out, "--cluster", cluster.address)
    work.wait_for(TALKS // 4)
    os.kill(cluster.scheduler, signal.SIGKILL)
    code, printed = work.end()
    assert (code, printed) == (1, "")
    assert "The cluster was lost" in work.shown
    assert "run the same command again" in work.shown
    code, printed = Coding(talks, "--out", out).end()
    assert int(re.search(r", (\d+) of them coded by an earlier run", printed)[1]) >= TALKS // 4
    assert out.read_bytes() == undisturbed
