"""The entry point: each command's module is imported only when it is called, so that starting is quick."""

from __future__ import annotations

import importlib
import io
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

# Command name -> (module, one line of help). The module has a click command of the same name.
COMMANDS = {
    "audit": ("clew.cli.audit", "Verify the audit log."),
    "backup": ("clew.cli.backup", "Write an encrypted backup while Clew is running."),
    "check": ("clew.cli.check", "Say whether this installation is fit to be used."),
    "code": ("clew.cli.code", "Propose codes for transcripts. Needs no database."),
    "demo": ("clew.cli.demo", "Make the demonstration practice."),
    "evaluate": ("clew.cli.evaluate", "Measure the coder on talk that people coded. Needs no database."),
    "evidence": ("clew.cli.evidence", "Check and pool the evidence of trials. Needs no database."),
    "formulate": ("clew.cli.formulate", "Count themes over transcripts. Needs no database."),
    "import": ("clew.cli.import_", "Bring a transcript into a patient's record."),
    "key": ("clew.cli.key", "Change the master key."),
    "migrate": ("clew.cli.migrate", "Make or renew the tables."),
    "programme": ("clew.cli.programme", "Check and list internet programmes. Needs no database."),
    "restore": ("clew.cli.backup", "Bring a backup back."),
    "scheme": ("clew.cli.scheme", "Check and list coding schemes. Needs no database."),
    "score": ("clew.cli.score", "Score questionnaires from a table. Needs no database."),
    "serve": ("clew.cli.serve", "Serve Clew on this machine."),
    "tune": ("clew.cli.tune", "Let the coder learn from a practice's coded sessions, and go back."),
    "user": ("clew.cli.user", "Add people and give them roles."),
    "worker": ("clew.cli.worker", "Do the work that waits, such as passing on overdue alerts."),
}


# By name, since what needs no database must not load Django to know its errors.
_OURS = {
    "clew.therapy.errors.TherapyError",
    "clew.practice.errors.PracticeError",
    "django.core.exceptions.ImproperlyConfigured",
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


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line. Exit codes: 0 fine, 1 refused input (one line on stderr), 2 usage."""
    _write_utf8()
    try:
        code = clew(args, prog_name="clew", standalone_mode=False)
        sys.stdout.flush()
    except click.UsageError as problem:
        problem.show()
        code = 2
    except click.ClickException as problem:
        code = _refuse(problem.format_message())
    except click.Abort:
        code = _refuse("Stopped.")
    except BrokenPipeError:
        # Whoever read the output has left. Python would complain once more when it closes stdout itself.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except Exception as problem:
        if os.environ.get("CLEW_DEBUG") == "True":
            raise
        code = _refuse(_reason(problem))
    if isinstance(code, int) and code:
        sys.exit(code)


def _refuse(reason: str) -> int:
    click.echo(reason, err=True)
    return 1


def _write_utf8() -> None:
    """Write UTF-8 into files and pipes whatever the locale, and nothing to a terminal that it cannot show."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(**({"errors": "replace"} if stream.isatty() else {"encoding": "utf-8"}))


def _reason(problem: Exception) -> str:
    """Say in one line what went wrong, without the words of errors that are not Clew's own: they can quote text."""
    kinds = {f"{kind.__module__}.{kind.__name__}" for kind in type(problem).__mro__}
    if kinds & _OURS:
        return str(problem)
    if "django.db.utils.DatabaseError" in kinds:
        return "The database cannot be reached or read. Look at CLEW_HOME and CLEW_DATABASE_URL, and whether its server runs."
    if isinstance(problem, OSError) and problem.strerror:
        return f"{problem.filename or 'The system'}: {problem.strerror}."
    place = traceback.extract_tb(problem.__traceback__)[-1]
    return (
        f"Clew met what it did not expect ({type(problem).__name__} at {Path(place.filename).name}:{place.lineno}). "
        "Set CLEW_DEBUG=True to see all of it, and please report it."
    )


if __name__ == "__main__":
    main()
