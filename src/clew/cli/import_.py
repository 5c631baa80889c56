"""`clew import`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from clew.cli import database


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--patient", required=True, help="The patient's record number or id.")
@click.option("--practice", default=None, help="Name of the practice, if there are several.")
@click.option(
    "--session", "number", type=int, default=None, help="Number of a planned session; else a new one."
)
@click.option(
    "--at", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), default=None, help="When it was held."
)
def import_(file: Path, patient: str, practice: str | None, number: int | None, at: datetime | None) -> None:
    """Bring the transcript FILE into a patient's record, with the coder's proposals."""
    from clew.therapy import transcripts

    if file.stat().st_size > transcripts.MAX_BYTES:
        raise click.ClickException(
            f"{file.name} is larger than {transcripts.MAX_BYTES // 1_048_576} MiB. Split it, or export the text only."
        )
    data = file.read_bytes()
    transcripts.read(
        data, name=file.name
    )  # a file that cannot be read is refused before the record is opened
    database.ready(unlocked=True)
    from django.utils import timezone

    from clew.practice import access
    from clew.practice.actions import plan, sessions
    from clew.practice.models import Patient, Session
    from clew.practice.roles import May

    found = Patient.objects.filter(erased_at=None).select_related("key__master", "practice")
    found = found.filter(number=int(patient)) if patient.isdecimal() else found.filter(pk=patient)
    if practice:
        found = found.filter(practice__name=practice)
    if len(found) != 1:
        raise click.ClickException(
            "No single patient matches. Give the record number, and --practice if there are several."
        )
    chart = access.open_as_system(found[0], why="clew import")
    course = chart.course
    if course is None:
        raise click.ClickException("This patient has no course of treatment yet. Open one first.")
    session = None
    if number is not None:
        session = chart.rows(Session, to=May.IMPORT).filter(course=course, number=number).first()
        if session is None:
            raise click.ClickException(f"There is no session {number} in this course.")
    if session is None:
        when = timezone.make_aware(at) if at else timezone.now()
        session = plan.plan_session(chart=chart, course=course, at=when)
    stored = sessions.import_transcript(chart=chart, session=session, data=data, name=file.name)
    click.echo(f"Session {session.number}: {stored.turn_count} turns read as {stored.format}.")
