"""`clew evidence`: trials of psychotherapy, checked and pooled, without a database."""

from __future__ import annotations

import json
import math
import time
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clew.cli.evidence_pool import forest, models, pool
from clew.cli.files import bytes_of, shown
from clew.cli.trials import counted, table_in, the_file, the_rows

if TYPE_CHECKING:
    from clew.therapy.evidence.agreement import Verdict
    from clew.therapy.evidence.tables import Table


@click.group()
def evidence() -> None:
    """Trials of psychotherapy: what their tables hold, what they say together, and whether Clew reckons as others do."""


@evidence.command()
@the_file
@the_rows
@click.option("--json", "as_json", is_flag=True, help="Print JSON with every row of each finding.")
def audit(file: Path, conditions: str, as_json: bool) -> None:
    """Say what is wrong, or looks wrong, in a table of trials, with study, row and column.

    FILE is CSV with the columns of the Metapsy data standard; columns that it lacks are passed over. Nothing is
    mended. Exit code 1 if something stands there that cannot be true.
    """
    from clew.therapy.evidence.checks import audit as audited
    from clew.therapy.evidence.conditions import where
    from clew.therapy.evidence.findings import Gravity
    from clew.therapy.evidence.tables import STUDY

    whole = table_in(file)
    table = where(whole, conditions)
    # The whole table is looked at: whether a code is rare, or a sign reversed, shows against the other rows.
    rows = set(table.row.tolist())
    findings = [kept for one in audited(whole) if (kept := one.among(rows)) is not None]
    if as_json:
        entries = [{**asdict(one), "gravity": one.gravity.value} for one in findings]
        click.echo(json.dumps({"rows": len(table), "findings": entries}, ensure_ascii=False))
    else:
        for one in findings:
            click.echo(str(one))
        trials = table.frame[STUDY].drop_nulls().n_unique() if STUDY in table else 0
        held = f"{counted(len(table), 'row')} of {counted(trials, 'trial')}"
        click.echo(f"{table.name}: {held}; {counted(len(findings), 'finding')}.")
    if any(one.gravity is Gravity.IMPOSSIBLE for one in findings):
        raise click.exceptions.Exit(1)


@evidence.command()
@click.argument("reference", type=click.Path(path_type=Path))
@click.option(
    "--data", "folder", required=True, type=click.Path(path_type=Path), help="The folder of the data files."
)
@click.option(
    "--kind", "only", multiple=True, help="Do analyses of this kind only; may be given several times."
)
def check(reference: Path, folder: Path, only: tuple[str, ...]) -> None:
    """Do every analysis of REFERENCE again and print each number that differs from it.

    REFERENCE is a JSON file of analyses that other software has solved, each with the deviation that it allows.
    Exit code 1 if any differs or could not be done.
    """
    from clew.therapy.evidence import agreement

    @cache
    def table_of(dataset: str) -> Table:
        return table_in(folder / agreement.FILES.get(dataset, f"{dataset}.csv"))

    verdicts: dict[str, list[Verdict]] = {}
    seconds: dict[str, float] = {}
    for analysis in agreement.read_reference(bytes_of(reference), shown(reference)):
        if only and analysis.kind not in only:
            continue
        started = time.perf_counter()
        verdict = agreement.check(analysis, table_of)
        seconds[analysis.kind] = seconds.get(analysis.kind, 0) + time.perf_counter() - started
        verdicts.setdefault(analysis.kind, []).append(verdict)
        for line in _differences(verdict):
            click.echo(line)
    if not verdicts:
        raise click.ClickException(f"{shown(reference)}: there is no analysis to do.")
    for line in _summary(verdicts, seconds):
        click.echo(line)
    if not all(verdict.agrees for group in verdicts.values() for verdict in group):
        raise click.exceptions.Exit(1)


def _differences(verdict: Verdict) -> list[str]:
    """A line for each value that differs: the analysis, the field, what was found, the reference, how far off."""
    name = verdict.analysis.id
    if verdict.problem is not None:
        return [f"{name}: not done: {verdict.problem}"]
    if not verdict.compared:
        return [f"{name}: the reference holds nothing to compare with"]
    return [
        f"{name}: {one.field} is {json.dumps(one.found, default=str)}, in the reference {json.dumps(one.reference)}"
        + (f" ({one.by:.1e} off)" if one.by is not None and math.isfinite(one.by) else "")
        for one in verdict.deviations
    ]


def _summary(verdicts: dict[str, list[Verdict]], seconds: dict[str, float]) -> list[str]:
    """A line for each kind of analysis, and one for all."""
    wide = max(map(len, verdicts))
    lines = [
        f"{kind:{wide}}  {sum(one.agrees for one in group):>3} of {len(group):>3} agree"
        f"  {sum(one.compared for one in group):>6} values  largest deviation {max(one.largest for one in group):.0e}"
        f"  {seconds[kind]:6.2f} s"
        for kind, group in sorted(verdicts.items())
    ]
    every = [verdict for group in verdicts.values() for verdict in group]
    agree = sum(verdict.agrees for verdict in every)
    found = "all agree" if agree == len(every) else f"{agree} agree, {len(every) - agree} do not"
    values = counted(sum(one.compared for one in every), "value")
    return [*lines, f"{counted(len(every), 'analysis', 'analyses')}, {values}: {found}."]


for _command in (pool, models, forest):
    evidence.add_command(_command)
