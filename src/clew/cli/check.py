"""`clew check`."""

from __future__ import annotations

import click

from clew.cli import database

# Django's own hints on what Clew's checks say in one line (CLEW_HTTPS), does elsewhere (its own headers), or leaves to
# the proxy and whoever owns the domain (redirect, subdomains, browsers' lists).
_SAID_ELSEWHERE = {f"security.W{number:03}" for number in (2, 4, 5, 8, 12, 16, 21)}


@click.command()
@click.option(
    "--mail", "to", metavar="TO", help="Only send a test message to this address, and say what came of it."
)
def check(to: str | None) -> None:
    """Say whether this installation is fit to be used: settings, database, key, audit log."""
    database.ready(unlocked=True)
    if to:
        _send_a_test(to)
        return
    from django.core import checks

    from clew.practice import audit

    found = checks.run_checks(include_deployment_checks=True, databases=["default"])
    open_points = [
        message for message in found if message.id not in _SAID_ELSEWHERE and not message.is_silenced()
    ]
    for message in open_points:
        kind = "Error" if message.is_serious() else "Caution"
        click.echo(" ".join(f"{kind}: {message.msg} {message.hint or ''}".split()), err=True)
    verdict = audit.verify()
    if not verdict.whole:
        raise click.ClickException("The audit log is not whole. Run: clew audit verify")
    if any(message.is_serious() for message in open_points):
        raise click.ClickException("This installation is not fit to be used yet.")
    click.echo(f"The key opens, the tables are up to date, the audit log is whole ({verdict.events} events).")


def _send_a_test(to: str) -> None:
    """Hand the mail server a message with the words of an alert's notice.

    Raises:
        click.ClickException: there is no mail server, or it did not take the message.
    """
    import uuid

    from clew.practice import mail, notices

    if not mail.configured():
        raise click.ClickException("CLEW_MAIL_URL is not set, so Clew sends no e-mail.")
    subject, body = notices.words("alert")
    answer = mail.hand_over(to=to, subject=subject, body=body, key=f"test:{uuid.uuid4()}")
    if answer.outcome is not mail.Outcome.TAKEN:
        raise click.ClickException(f"The test message was not delivered: {notices.ERRORS[answer.error]}.")
    click.echo("The mail server took the test message. Look whether it arrives, and not among unwanted mail.")
