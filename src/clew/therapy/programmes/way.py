"""One patient's way through a programme: which module comes when, as the clinician arranged it.

A module opens on its day, and nothing has to be finished before the next one does: whoever falls behind has not lost
the thread. The clinician opens one earlier, puts it elsewhere or leaves it out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from clew.therapy.errors import TherapyError
from clew.therapy.programmes.definition import Module, Programme


@dataclass(frozen=True, slots=True)
class Place:
    """Where a module stands in one patient's order, whether it is left out, and whether it is open before its day."""

    module: str
    hidden: bool = False
    unlocked: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A module on the calendar. `from_on` is None for one that is left out."""

    module: Module
    place: Place
    from_on: date | None
    open: bool

    @property
    def hidden(self) -> bool:
        """Whether it is left out for this patient."""
        return self.place.hidden

    @property
    def unlocked(self) -> bool:
        """Whether the clinician opened it before its day."""
        return self.place.unlocked


def places(programme: Programme, arranged: Iterable[Mapping[str, Any]] = ()) -> tuple[Place, ...]:
    """Return the order of the modules: as it was arranged, or as the programme has them.

    A module that the arrangement does not name, such as one of a newer version, comes at the end; one that the
    programme does not have any more is left away.

    Args:
        programme: the programme.
        arranged: in the patient's order, each with ``slug``, ``hidden`` and ``unlocked``.
    """
    there = {module.slug for module in programme.modules}
    given = {
        one["slug"]: Place(one["slug"], bool(one.get("hidden")), bool(one.get("unlocked")))
        for one in arranged
        if one["slug"] in there
    }
    rest = (Place(module.slug) for module in programme.modules if module.slug not in given)
    return (*given.values(), *rest)


def lasts(programme: Programme) -> Mapping[str, int]:
    """Return how many weeks each module lasts: until the next one of the programme comes."""
    weeks = [*(module.week for module in programme.modules), programme.weeks + 1]
    return {
        module.slug: after - own
        for module, (own, after) in zip(programme.modules, pairwise(weeks), strict=True)
    }


def placed(
    programme: Programme, arranged: Iterable[Mapping[str, Any]] = (), *, starts_on: date, today: date
) -> tuple[Placed, ...]:
    """Return the modules in the patient's order, each with the day it opens and whether it is open today.

    A module takes its own number of weeks with it wherever it is put, and one that is left out takes none.

    Args:
        programme: the programme.
        arranged: as in `places`.
        starts_on: the first day of the first week.
        today: the day that is asked about.
    """
    weeks, on = lasts(programme), starts_on
    found = []
    for place in places(programme, arranged):
        module = programme.module(place.module)
        if place.hidden:
            found.append(Placed(module, place, None, open=False))
            continue
        found.append(Placed(module, place, on, open=place.unlocked or on <= today))
        on += timedelta(weeks=weeks[module.slug])
    return tuple(found)


def keeping_open(
    programme: Programme, order: Sequence[Place], begun: Collection[str], *, starts_on: date, today: date
) -> tuple[Place, ...]:
    """Return the order with what was begun kept open: not left out, and unlocked where its day would now lie ahead.

    Args:
        programme: the programme.
        order: the modules in the patient's order.
        begun: the slugs of those that the patient has opened already.
        starts_on: the first day of the first week.
        today: the day on which it is arranged.
    """
    shown = tuple(replace(one, hidden=one.hidden and one.module not in begun) for one in order)
    arranged = [{"slug": one.module, "hidden": one.hidden, "unlocked": one.unlocked} for one in shown]
    closed = {
        one.module.slug
        for one in placed(programme, arranged, starts_on=starts_on, today=today)
        if not one.open and one.module.slug in begun
    }
    return tuple(replace(one, unlocked=one.unlocked or one.module in closed) for one in shown)


def changed(order: Sequence[Place], module: str, change: str) -> tuple[Place, ...]:
    """Return the order after one change of one module: ``earlier``, ``later``, ``hide``, ``show``, ``unlock``, ``lock``.

    Raises:
        TherapyError: the module is not in the order, it cannot go further, every module would be left out, or it is
            no such change.
    """
    at = next((n for n, place in enumerate(order) if place.module == module), None)
    if at is None:
        raise TherapyError("This module is not in the programme; look at the list again.")
    after = list(order)
    match change:
        case "earlier" | "later":
            to = at + (1 if change == "later" else -1)
            if not 0 <= to < len(after):
                raise TherapyError("It cannot go further: it stands at the end of the list already.")
            after[at], after[to] = after[to], after[at]
        case "hide" | "show":
            after[at] = replace(after[at], hidden=change == "hide")
        case "unlock" | "lock":
            after[at] = replace(after[at], unlocked=change == "unlock")
        case _:
            raise TherapyError("A module goes earlier or later, is hidden or shown, opened or closed again.")
    if all(place.hidden for place in after):
        raise TherapyError(
            "One module at least has to stay, or nothing is left to work with. End the programme instead."
        )
    return tuple(after)
