"""How fast the evidence engine pools: beside R metafor and the Python packages that are installed, turn about, in one run.

Only ratios say much: seconds depend on the machine and on what else it does. All get the same made-up effects. What is not
installed is said to be so, and nothing is told of it.
"""

from __future__ import annotations

import csv
import importlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import numpy as np

EFFECTS, TRIALS, DRAWS, ROUNDS = 900, 500, 10_000, 21
SHARED = Path(os.environ.get("CLEW_SHARED") or Path(__file__).resolve().parents[2] / "shared")

Work = Callable[[], object]

# Seconds of one fit of each kind, as R says them; too slow to be done in turns.
OF_R = """
quiet <- function(name) suppressWarnings(suppressMessages(require(name, character.only = TRUE, quietly = TRUE)))
if (!quiet("metafor")) quit(status = 3)
d <- read.csv(commandArgs(TRUE)[1])
d$v <- d$.g_se^2
took <- function(work) { start <- proc.time()[["elapsed"]]; work(); proc.time()[["elapsed"]] - start }
pooled <- function() rma(.g, v, data = d, method = "REML", test = "knha")
levels <- function() rma.mv(.g, v, random = ~ 1 | study/row_id, data = d, method = "REML", sparse = TRUE)
cat(median(replicate(3, took(pooled))), took(levels), as.character(packageVersion("metafor")), "\\n")
"""


def made_up(seed: int = 1) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return effects, standard errors and trials, of which some have several effects."""
    draw = np.random.default_rng(seed)
    trial = np.sort(np.concatenate([np.arange(TRIALS), draw.integers(TRIALS, size=EFFECTS - TRIALS)]))
    se = draw.uniform(0.1, 0.45, EFFECTS)
    true = 0.5 + draw.normal(0, 0.3, TRIALS)[trial] + draw.normal(0, 0.2, EFFECTS)
    return true + draw.normal(0, se), se, [f"trial {n:03}" for n in trial]


def seconds(work: Work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def beside(works: dict[str, Work], rounds: int = ROUNDS) -> dict[str, float]:
    """Return the median seconds of each, one after the other in every round, after a first one that is not counted."""
    for work in works.values():
        work()
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            taken[name].append(seconds(work))
    return {name: statistics.median(each) for name, each in taken.items()}


def written(took: float) -> str:
    return f"{1000 * took:8.2f} ms" if took < 1 else f"{took:8.2f} s "


def _pymare(y: np.ndarray, se: np.ndarray) -> Work:
    estimators = importlib.import_module("pymare.estimators")
    column, v, ones = y[:, None], se[:, None] ** 2, np.ones((len(y), 1))
    reml = {"method": "reml", "small_sample_correction": "knapp-hartung"}

    def work() -> object:
        fitted = estimators.VarianceBasedLikelihoodEstimator(**reml).fit(column, v, ones)
        return fitted.summary().get_fe_stats()

    return work


def _pymetaanalysis(y: np.ndarray, se: np.ndarray) -> Work:
    meta_analysis = importlib.import_module("meta_analyze").meta_analysis
    how = {"tau2_method": "REML", "ci_method": "hartung_knapp"}
    return lambda: meta_analysis(effect=y, standard_error=se, **how)


def _statsmodels(y: np.ndarray, se: np.ndarray) -> Work:
    combine = importlib.import_module("statsmodels.stats.meta_analysis").combine_effects
    return lambda: combine(y, se**2, method_re="iterated", use_t=True)


PEERS = {
    "PyMetaAnalysis": ("REML", _pymetaanalysis),
    "PyMARE": ("REML", _pymare),
    "statsmodels": ("PM", _statsmodels),
}
"""Each package with the estimator of tau2 in which it is compared: REML where it has it, else Paule-Mandel."""


def _of_peers(y: np.ndarray, se: np.ndarray) -> dict[str, Work]:
    found: dict[str, Work] = {}
    for name, (_, prepare) in PEERS.items():
        try:
            found[name] = prepare(y, se)
        except ImportError:
            print(f"  {name}: not measured (not installed)")
    return found


def _of_r(table: Path) -> tuple[float, float] | None:
    """Return the seconds of metafor for the pool and for the three-level model, None where it is not installed."""
    program = shutil.which("Rscript")
    if program is None:
        print("  R metafor: not measured (R is not installed)")
        return None
    script = table.with_suffix(".R")
    script.write_text(OF_R, encoding="utf-8")
    done = subprocess.run([program, str(script), str(table)], capture_output=True, text=True)
    if done.returncode:
        why = "not installed" if done.returncode == 3 else "it ended with an error"
        print(f"  R metafor: not measured ({why})")
        return None
    pooled, levels, version = done.stdout.split()[-3:]
    print(f"  R metafor {version} takes part")
    return float(pooled), float(levels)


def in_process(table: Path) -> None:
    from clew.therapy.evidence.distributions import interval, two_sided_p
    from clew.therapy.evidence.effects import Effects
    from clew.therapy.evidence.levels import three_level
    from clew.therapy.evidence.pooling import knapp_hartung_factor, pool, weighted_mean
    from clew.therapy.evidence.resampling import bootstrap
    from clew.therapy.evidence.sensitivity import leave_one_out
    from clew.therapy.evidence.tau import estimate_tau2

    y, se, study = made_up()
    effects = Effects.of(list(y), list(se**2), study)
    print(f"Evidence: {EFFECTS} effects of {TRIALS} trials, one core, median of {ROUNDS} rounds")
    of_r = _of_r(table)

    def estimate(method: str) -> object:
        """As much as the peers reckon: tau2, the mean, its standard error, interval and p."""
        tau2 = estimate_tau2(effects.y, effects.v, method).value
        w = 1 / (effects.v + tau2)
        mean = weighted_mean(effects.y, w)
        error = (knapp_hartung_factor(effects.y, w, "knha") / float(w.sum())) ** 0.5
        return mean, interval(mean, error, EFFECTS - 1), two_sided_p(mean / error, EFFECTS - 1)

    works: dict[str, Work] = {method: partial(estimate, method) for method in ("REML", "PM")}
    took = beside({**works, "all": lambda: pool(effects), **_of_peers(y, se)})
    for method in works:
        print(f"  {method} with Knapp-Hartung".ljust(42) + written(took[method]))
        for name, (compared, _) in PEERS.items():
            if compared == method and name in took:
                print(f"    {name}: {took[name] / took[method]:.1f} times as long")
    if of_r:
        print(f"    metafor, by REML: {of_r[0] / took['REML']:.0f} times as long (wanted: 1,000)")
    print(f"  REML, Q-profile and all of `pool`       {written(took['all'])}")
    levels = beside({"ours": lambda: three_level(effects)})["ours"]
    print(f"  three-level model with CR2              {written(levels)}")
    if of_r:
        print(f"    metafor, sparse, without CR2: {of_r[1] / levels:.0f} times as long (wanted: 20)")
    print(f"  leave-one-out                           {written(seconds(lambda: leave_one_out(effects)))}")
    for level in ("study", "effect"):
        drawn = seconds(partial(bootstrap, effects, np.random.default_rng(1), draws=DRAWS, level=level))
        print(f"  {DRAWS:,} bootstrap refits, by {level:<12}{written(drawn)}  (wanted: under 10 s)")


def reference() -> None:
    from clew.therapy.evidence import agreement
    from clew.therapy.evidence.tables import Table, read_table

    folder = SHARED / "evidence"
    path = folder / "reference-dev.json"
    if not path.is_file():
        print(
            "  the reference of solved analyses: not measured (set CLEW_SHARED to the folder that holds it)"
        )
        return

    @cache
    def table_of(dataset: str) -> Table:
        file = folder / agreement.FILES.get(dataset, f"{dataset}.csv")
        return read_table(file.read_bytes(), file.name)

    start = time.perf_counter()
    analyses = agreement.read_reference(path.read_bytes(), path.name)
    agree = sum(agreement.check(analysis, table_of).agrees for analysis in analyses)
    took = time.perf_counter() - start
    counted = f"{agree} of {len(analyses)} solved analyses agree"
    print(f"  {counted:<40}{written(took)}  (wanted: under 15 s)")


def whole_command(table: Path) -> None:
    """From the start of a process to its answer, file read and all; and what the interpreter needs of it."""
    clew = [sys.executable, "-m", "clew.cli.main", "evidence"]
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "clew evidence pool --json": [*clew, "pool", str(table), "--json"],
        "clew evidence models": [*clew, "models", str(table)],
    }

    def called(command: list[str]) -> Work:
        return lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    took = beside({name: called(command) for name, command in commands.items()}, rounds=5)
    for name, each in took.items():
        wanted = "  (wanted: under 600 ms)" if "pool" in name else ""
        print(f"  {name:<40}{written(each)}{wanted}")


def main() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory(prefix="clew-bench-") as folder:
        table = Path(folder, "made-up.csv")
        with table.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["row_id", "study", ".g", ".g_se"])
            for row, (g, se, study) in enumerate(zip(*made_up(), strict=True), 1):
                writer.writerow([row, study, float(g), float(se)])
        in_process(table)
        reference()
        whole_command(table)
    print()


if __name__ == "__main__":
    main()
