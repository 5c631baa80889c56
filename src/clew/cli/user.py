"""`clew user`."""

from __future__ import annotations

import os

import click

from clew.cli import database

ROLES = ["clinician", "supervisor", "prescriber", "researcher", "manager"]


@click.group()
def user() -> None:
    """People and their roles."""


def _password() -> str:
    given = os.environ.get("CLEW_USER_PASSWORD")
    return given or str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


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
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from clew.practice.actions import people
    from clew.practice.models import Practice
    from clew.practice.roles import RoleName

    place = (
        Practice.objects.filter(name=practice).first()
        if practice
        else Practice.objects.order_by("name").first()
    )
    password = _password()
    try:
        validate_password(password)
    except ValidationError as problem:
        raise click.ClickException(" ".join(problem.messages)) from None
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
    people.set_password(user=person, password=_password())
    click.echo(f"{username} has a new password.")
