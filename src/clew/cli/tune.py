"""`clew tune`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clew.cli import database

if TYPE_CHECKING:
    from clew.practice.models import Practice
    from clew.therapy.coding.before_after import Report
    from clew.therapy.coding.scores import Interval, OfClass


@click.command()
@click.option("--practice", "name", default=None, help="Name of the practice, if there are several.")
@click.option(
    "--use", is_flag=True, help="Keep what is learned, and let the coder propose with it from now on."
)
@click.option("--back", is_flag=True, help="Let the coder propose as it came, from now on.")
def tune(name: str | None, use: bool, back: bool) -> None:
    """Let the coder learn from the coded sessions of a practice, and say what would change. Nothing is kept without --use.

    It reads the sessions of the patients who agreed, one record at a time, and keeps numbers only.
    """
    if use and back:
        raise click.UsageError("Give --use or --back.")
    database.ready(unlocked=not back)
    from clew.practice.actions import tuning as actions

    practice = _practice(name)
    if back:
        actions.go_back(practice=practice, by=None)
        click.echo("The coder is as it came.")
        return
    from clew.practice import coder_tuning
    from clew.practice.readings.tuning import work_out

    learned, sources = work_out(practice, why="clew tune")
    _tell(learned.report)
    if not learned.codes:
        click.echo("No code got better. The coder stays as it is.")
    elif use:
        row = actions.store(practice=practice, learned=learned, sources=sources, by=None)
        actions.use(tuning=row, by=None)
        click.echo(f"In use from now on: {coder_tuning.read(row).name}. To go back: clew tune --back")
    else:
        click.echo("Nothing was kept. To use it: clew tune --use")


def _practice(name: str | None) -> Practice:
    from clew.practice.models import Practice

    found = Practice.objects.filter(name=name) if name else Practice.objects.all()
    if len(found) != 1:
        raise click.ClickException("No single practice matches. Give its name with --practice.")
    return found[0]


def _tell(report: Report) -> None:
    click.echo(f"{report.turns} turns, {report.sessions} sessions, {report.patients} patients")
    drawn = f"95% intervals over {report.drawn}" if report.drawn else "too few sessions for intervals"
    click.echo(f"before -> after, on patients left out in {report.folds} rounds; {drawn}")
    _line("all codes", report.before, report.after, report.difference)
    for each in report.compared:
        mark = "" if each.learned else "  (stays as it came)"
        _line(f"{each.scheme.value}.{each.code}", each.before, each.after, each.difference, mark)
    if report.seldom:
        click.echo(f"{report.seldom} more came too seldom, or in too few patients")


def _line(name: str, before: OfClass, after: OfClass, difference: Interval | None, mark: str = "") -> None:
    figures = "  ".join(
        f"{what} {_number(was)} -> {_number(now)}"
        for what, was, now in (
            ("precision", before.precision, after.precision),
            ("recall", before.recall, after.recall),
            ("F1", before.f1, after.f1),
        )
    )
    between = f"  ({difference.low:+.2f} to {difference.high:+.2f})" if difference else ""
    click.echo(f"{name:44} n {before.given:5}  {figures}{between}{mark}")


def _number(share: float | None) -> str:
    return "none" if share is None else f"{share:.2f}"
