"""The reference page of the `clew` command, made from the commands themselves."""

from __future__ import annotations

import inspect

import click

from clew.cli.main import COMMANDS, clew


def cli_page() -> str:
    """Return the page, in Markdown: every command with its arguments and options."""
    lines = [
        "# The command line",
        "",
        "Generated from the commands by `python -m clew.cli.docs`. `clew COMMAND --help` says the same.",
        "",
        "Exit codes: 0 all is well; 1 what was given is refused, with one line on standard error that says why;",
        "2 the command was called wrongly. What a command reads from its environment is in [settings](settings.md).",
        "",
    ]
    context = click.Context(clew, info_name="clew")
    for name in sorted(COMMANDS):
        command = clew.get_command(context, name)
        if command is not None:
            lines += _section(command, click.Context(command, parent=context, info_name=name), level=2)
    return "\n".join(lines)


def _section(command: click.Command, context: click.Context, *, level: int) -> list[str]:
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [f"{'#' * level} {context.command_path}", "", f"`{context.command_path} {usage}`", ""]
    lines += [inspect.cleandoc(command.help or ""), ""]
    options = [p for p in command.params if isinstance(p, click.Option)]
    if options:
        lines += ["| Option | Meaning |", "| --- | --- |"]
        for option in options:
            names, meaning = option.get_help_record(context) or ("", "")
            lines.append(f"| `{names.replace('|', chr(92) + '|')}` | {meaning} |")
        lines.append("")
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            sub = command.get_command(context, name)
            if sub is not None:
                lines += _section(sub, click.Context(sub, parent=context, info_name=name), level=level + 1)
    return lines
