"""`clew evidence pool`, `models` and `forest`: what the trials of a table say together."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clew.cli.evidence_words import models_csv, models_lines, plain, pool_lines
from clew.cli.files import shown
from clew.cli.trials import counted, table_in, the_file, the_rows

if TYPE_CHECKING:
    from clew.therapy.evidence.effects import Effects
    from clew.therapy.evidence.tables import Table

Command = Callable[..., Any]

# Pictures are measured with these letters, and bring them along.
LETTERS = Path(__file__).parents[1] / "web/static/clew/fonts/source-sans-3-latin-wght-normal.woff2"


def _with(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


the_columns = _with(
    click.option("--effect", default=".g", show_default=True, help="The column of the effects."),
    click.option("--error", default=".g_se", show_default=True, help="The column of their standard errors."),
    click.option("--study", default="study", show_default=True, help="The column that names the trials."),
)
the_method = _with(
    click.option(
        "--method",
        default="REML",
        show_default=True,
        help="How the variance between trials is estimated: REML, ML, DL, PM, EE (none), SJ, HE, EB or HS.",
    ),
    click.option(
        "--knha", "test", flag_value="knha", default="knha", help="Knapp-Hartung test: the default."
    ),
    click.option(
        "--adhoc", "test", flag_value="adhoc", help="Knapp-Hartung that never narrows the interval."
    ),
    click.option("--z", "test", flag_value="z", help="Test by the normal distribution."),
)

the_favoured = click.option(
    "--favours",
    type=click.Choice(["positive", "negative"]),
    default="positive",
    show_default=True,
    help="The sign of effects that favour the therapy of arm 1.",
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The rows of a table that were chosen: all of them, and how many have no effect and so are left out."""

    table: Table
    where: str
    left_out: int

    def __str__(self) -> str:
        said = f"{self.table.name}, {self.where}" if self.where else self.table.name
        if not self.left_out:
            return said
        verb = "has no effect and is" if self.left_out == 1 else "have no effect and are"
        return f"{said} ({counted(self.left_out, 'row')} {verb} left out)"

    def entry(self) -> dict[str, Any]:
        """Return it as the start of a JSON object."""
        return {
            "file": self.table.name,
            "where": self.where,
            "rows": len(self.table),
            "left_out": self.left_out,
        }


def _chosen(file: Path, conditions: str, effect: str = ".g", error: str = ".g_se") -> Choice:
    from clew.therapy.evidence.conditions import where

    table = where(table_in(file), conditions)
    return Choice(table, conditions, len(table) - len(table.having(effect, error)))


def _effects(chosen: Choice, columns: Sequence[str]) -> Effects:
    from clew.therapy.evidence.tables import effects_of

    return effects_of(chosen.table, *columns)


@click.command()
@the_file
@the_rows
@the_method
@the_columns
@click.option("--json", "as_json", is_flag=True, help="Print JSON, every number in full.")
def pool(
    file: Path,
    conditions: str,
    method: str,
    test: str,
    effect: str,
    error: str,
    study: str,
    as_json: bool,
) -> None:
    """Pool the effects of a table of trials: the mean, how sure it is, and how much trials differ.

    FILE is CSV with a row an effect, in the columns of the Metapsy data standard unless others are named. Limits are at
    95%. Rows without an effect are left out and counted.
    """
    from clew.therapy.evidence.pooling import pool as pooled_of

    chosen = _chosen(file, conditions, effect, error)
    pooled = pooled_of(_effects(chosen, (effect, error, study)), method, test)
    if as_json:
        click.echo(plain({**chosen.entry(), **asdict(pooled)}))
    else:
        click.echo(f"{chosen}\n")
        click.echo("\n".join(pool_lines(pooled, effect)))


@click.command()
@the_file
@the_rows
@click.option("--model", "which", multiple=True, help="Only this model; may be given several times.")
@the_favoured
@click.option(
    "--rho",
    type=float,
    default=0.6,
    show_default=True,
    help="How much errors of effects of one trial are assumed to correlate.",
)
@click.option(
    "--control-rate",
    type=float,
    default=0.2,
    show_default=True,
    help="The share who respond without the therapy, for the NNT.",
)
@click.option("--low-risk", default="rob > 2", show_default=True, help="Which rows have a low risk of bias.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, every number in full.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, a line a model, every number in full.")
def models(
    file: Path,
    conditions: str,
    which: tuple[str, ...],
    favours: str,
    rho: float,
    control_rate: float,
    low_risk: str,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Answer one question under every assumption, side by side, and say of each answer what it assumes.

    FILE is CSV in the Metapsy data standard, its effects Hedges g. Where the answers agree the choices do not matter;
    where they part, no single line is the answer. A model that cannot be fitted stands in the table with the reason.
    """
    from clew.therapy.evidence.assumptions import models as answers
    from clew.therapy.evidence.conditions import parse
    from clew.therapy.evidence.effects import EvidenceError

    if as_json and as_csv:
        raise click.UsageError("Choose one of --json and --csv.")
    risk = parse(low_risk)
    if len(risk) != 1:
        raise EvidenceError('--low-risk takes one condition, such as "rob > 2".')
    chosen = _chosen(file, conditions)
    settings = {"favours": favours, "rho": rho, "control_rate": control_rate}
    found = answers(chosen.table, which or None, **settings, low_risk=risk[0])  # type: ignore[arg-type]
    if as_json:
        entry = {**chosen.entry(), **settings, "low_risk": low_risk, "models": [asdict(one) for one in found]}
        click.echo(plain(entry))
    elif as_csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows(models_csv(found))
    else:
        click.echo(f"{chosen}\n")
        click.echo("\n".join(models_lines(found, control_rate)))


@click.command()
@the_file
@the_rows
@the_method
@the_columns
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path), help="Where to write the SVG.")
@click.option(
    "--order",
    type=click.Choice(["table", "study", "effect", "weight"]),
    default="study",
    show_default=True,
    help="Trials as in the table, by name, by their mean effect or by weight.",
)
@click.option("--bayes", is_flag=True, help="Show each effect also as estimated from it and all others.")
@click.option("--ratio", is_flag=True, help="Effects are logarithms of a ratio: show the ratio.")
@click.option(
    "--label",
    "labels",
    multiple=True,
    help="A column that tells effects of one trial apart, such as instrument; may be given several times. Without, "
    "their row does.",
)
@click.option("--unit", help="What effects are called, if not Hedges g.")
@click.option("--title", default="", help="What stands above the picture; without, nothing does.")
@the_favoured
def forest(
    file: Path,
    conditions: str,
    method: str,
    test: str,
    effect: str,
    error: str,
    study: str,
    out: Path,
    order: str,
    bayes: bool,
    ratio: bool,
    labels: tuple[str, ...],
    unit: str | None,
    title: str,
    favours: str,
) -> None:
    """Draw the forest plot of a table of trials, as an SVG that stands alone.

    FILE is CSV with a row an effect, in the columns of the Metapsy data standard unless others are named.
    """
    from clew.therapy.charts import evidence_forest
    from clew.therapy.charts.evidence_axis import EffectScale
    from clew.therapy.charts.paper import for_paper

    if out.suffix.lower() != ".svg":
        raise click.UsageError("The picture is an SVG: let its name end in .svg.")
    sides = ["favours control", "favours therapy"]
    low, high = sides if favours == "positive" else reversed(sides)
    scale = EffectScale(unit or ("Hedges g" if effect == ".g" else effect), low, high, ratio)
    chosen = _chosen(file, conditions, effect, error)
    drawn = evidence_forest.forest(
        _effects(chosen, (effect, error, study)),
        scale,
        labels=_labels(chosen.table.having(effect, error), labels) if labels else None,
        method=method,
        test=test,
        order=order,  # type: ignore[arg-type]
        bayes=bayes,
        title=title,
    )
    picture = for_paper(drawn.scene, "forest", dark=False, heading=bool(title), font=LETTERS.read_bytes())
    out.write_text(picture, encoding="utf-8", newline="\n")
    click.echo(f"{chosen}: drawn in {shown(out)}.")


def _labels(table: Table, columns: Sequence[str]) -> list[str]:
    """Return what columns call each row, the row's number where all of them are empty."""
    cells = zip(*(table.texts(column) for column in columns), strict=True)
    return [
        ", ".join(filter(None, texts)) or f"row {row}"
        for texts, row in zip(cells, table.row.tolist(), strict=True)
    ]
