"""The entry point: each command's module is imported only when it is called, so that starting is quick."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from typing import Any

import click

# Command name -> (module, one line of help). The module has a click command of the same name.
COMMANDS = {
    "audit": ("clew.cli.audit", "Verify the audit log."),
    "backup": ("clew.cli.backup", "Write an encrypted backup while Clew is running."),
    "check": ("clew.cli.check", "Say whether this installation is fit to be used."),
    "code": ("clew.cli.code", "Propose codes for transcripts. Needs no database."),
    "demo": ("clew.cli.demo", "Make the demonstration practice."),
    "formulate": ("clew.cli.formulate", "Count themes over transcripts. Needs no database."),
    "import": ("clew.cli.import_", "Bring a transcript into a patient's record."),
    "key": ("clew.cli.key", "Change the master key."),
    "migrate": ("clew.cli.migrate", "Make or renew the tables."),
    "restore": ("clew.cli.backup", "Bring a backup back."),
    "score": ("clew.cli.score", "Score questionnaires from a table. Needs no database."),
    "serve": ("clew.cli.serve", "Serve Clew on this machine."),
    "user": ("clew.cli.user", "Add people and give them roles."),
    "worker": ("clew.cli.worker", "Do the work that waits, such as passing on overdue alerts."),
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[name][0])
        command: click.Command = getattr(module, f"{name}_" if name == "import" else name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_) for name, (_, help_) in sorted(COMMANDS.items())])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="clew", message="clew %(version)s")
def clew() -> None:
    """The open practice system for psychodynamic psychotherapy of depression."""


def main(args: Sequence[str] | None = None) -> Any:
    """Run the command line. Exit codes: 0 fine, 1 refused input (one line on stderr), 2 usage."""
    from clew.therapy.errors import TherapyError

    refused: tuple[type[Exception], ...] = (TherapyError,)
    try:
        return clew(args, standalone_mode=False)
    except click.exceptions.Exit as leave:
        sys.exit(leave.exit_code)
    except click.UsageError as problem:
        problem.show()
        sys.exit(2)
    except click.ClickException as problem:
        click.echo(problem.format_message(), err=True)
        sys.exit(1)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(1)
    except refused as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)
    except Exception as problem:
        if type(problem).__module__ != "clew.practice.errors":
            raise
        click.echo(str(problem), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
