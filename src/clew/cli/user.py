"""`clew user`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clew.cli import database
from clew.cli.asking import secret

if TYPE_CHECKING:
    from clew.practice.models import User

ROLES = ["clinician", "supervisor", "prescriber", "researcher", "manager"]


@click.group()
def user() -> None:
    """People and their roles."""


def _password(person: User) -> str:
    """Return a new password that is fit for a person."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    given = secret(["CLEW_USER_PASSWORD"], "Password", confirm=True)
    try:
        validate_password(given, person)
    except ValidationError as problem:
        raise click.ClickException(" ".join(problem.messages)) from None
    return given


@user.command()
@click.argument("username")
@click.option("--name", required=True, help="The name that others see.")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice(ROLES), help="May be repeated."
)
@click.option("--practice", default=None, help="Name of the practice; founded if it is not there yet.")
@click.option("--country", default="GB", show_default=True, help="Two letters, for crisis contacts.")
@click.option("--time-zone", default="Europe/London", show_default=True, help="Time zone of a new practice.")
def add(
    username: str, name: str, roles: tuple[str, ...], practice: str | None, country: str, time_zone: str
) -> None:
    """Add a person who can sign in, with one or more roles. The password is asked for."""
    database.ready()
    from clew.practice.actions import people
    from clew.practice.models import Practice, User
    from clew.practice.roles import RoleName
    from clew.practice.transactions import write

    places = Practice.objects.filter(name=practice) if practice else Practice.objects.all()
    if len(places) > 1:
        raise click.ClickException("There are several practices. Name the one that is meant with --practice.")
    password = _password(User(username=username, name=name))
    with write():  # all of it or nothing
        place = places[0] if places else None
        if place is None:
            place = people.found_practice(
                name=practice or "My practice", country=country.upper(), time_zone=time_zone
            )
        person = people.add_user(username=username, name=name, password=password)
        for role in roles:
            people.grant_role(practice=place, user=person, role=RoleName(role))
    click.echo(f"{name} can sign in as {username} in {place}: {', '.join(roles)}.")


@user.command("list")
def list_() -> None:
    """List people, their practices and roles."""
    database.ready()
    from clew.practice.models import Membership

    for membership in (
        Membership.objects.filter(ended_at=None).select_related("user", "practice").order_by("user")
    ):
        click.echo(f"{membership.user.username:<16} {membership.role:<11} {membership.practice}")


@user.command()
@click.argument("username")
def password(username: str) -> None:
    """Give a person a new password."""
    database.ready()
    from clew.practice.actions import people
    from clew.practice.models import User

    person = User.objects.filter(username=username).first()
    if person is None:
        raise click.ClickException(f"There is no user {username}.")
    people.set_password(user=person, password=_password(person))
    click.echo(f"{username} has a new password.")
