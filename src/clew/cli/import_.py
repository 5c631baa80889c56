"""`clew import`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from clew.cli import database
from clew.cli.files import bytes_of, is_annotated, shown, transcript_of

if TYPE_CHECKING:
    from clew.practice.models import Patient


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--patient", required=True, help="The patient's record number or id.")
@click.option("--practice", default=None, help="Name of the practice, if there are several.")
@click.option(
    "--session", "number", type=int, default=None, help="Number of a planned session; else a new one."
)
@click.option(
    "--at",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    default=None,
    help="When a new session was held, in the practice's time.",
)
def import_(file: Path, patient: str, practice: str | None, number: int | None, at: datetime | None) -> None:
    """Bring the transcript FILE into a patient's record, with the coder's proposals. All of it is stored or nothing.

    Of an annotated transcript (.session) only what was said is brought in.
    """
    from clew.therapy import transcripts

    if number is not None and at is not None:
        raise click.UsageError("A planned session has its time already: give --session or --at.")
    # A file that cannot be read is refused before the record is opened.
    if is_annotated(file):
        data = transcripts.write_json(transcript_of(file)).encode()
    else:
        data = bytes_of(file)
        transcripts.read(data, name=shown(file))
    database.ready(unlocked=True)
    from django.utils import timezone

    from clew.practice import access
    from clew.practice.actions import plan, sessions
    from clew.practice.models import Session
    from clew.practice.roles import May
    from clew.practice.transactions import write

    found = _patient(patient, practice)
    chart = access.open_as_system(found, why="clew import")
    course = chart.course
    if course is None:
        raise click.ClickException("This patient has no course of treatment yet. Open one first.")
    with write():  # a refused import leaves no session behind
        if number is not None:
            session = chart.rows(Session, to=May.IMPORT).filter(course=course, number=number).first()
            if session is None:
                raise click.ClickException(f"There is no session {number} in this course.")
        else:
            when = at.replace(tzinfo=ZoneInfo(found.practice.time_zone)) if at else timezone.now()
            session = plan.plan_session(chart=chart, course=course, at=when)
        stored = sessions.import_transcript(chart=chart, session=session, data=data, name=shown(file))
    click.echo(f"Session {session.number}: {stored.turn_count} turns read as {stored.format}.")


def _patient(given: str, practice: str | None) -> Patient:
    """Return the one patient of a record number or an id."""
    from uuid import UUID

    from clew.practice.models import Patient

    found = Patient.objects.filter(erased_at=None).select_related("key__master", "practice")
    try:
        found = found.filter(number=int(given)) if given.isdecimal() else found.filter(pk=UUID(given))
    except (ValueError, OverflowError):
        found = found.none()
    if practice:
        found = found.filter(practice__name=practice)
    if len(found) != 1:
        raise click.ClickException(
            "No single patient matches. Give the record number, and --practice if there are several."
        )
    return found[0]
