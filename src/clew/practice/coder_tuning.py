"""Which tuning of the coder a practice uses, and how far the work is that makes one."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache

from clew.practice.access import memberships_of
from clew.practice.models import CoderTuning, Practice, User
from clew.practice.roles import RoleName
from clew.therapy.coding import MODEL
from clew.therapy.coding.tuning import Tuning, from_numbers
from clew.therapy.errors import TherapyError

_REMEMBERED = 600  # seconds; longer than the work takes
_KEPT = 7 * 24 * 3600  # seconds for which the page says why nothing was learned; the log keeps it for good


def read(row: CoderTuning) -> Tuning:
    """Return a stored tuning as the coder takes it.

    Raises:
        TherapyError: it was made for another version of the coder, or holds nothing (any more).
    """
    return Tuning(row.number, row.made_on, row.coder, from_numbers(row.codes))


def in_use(practice: Practice) -> Tuning | None:
    """Return the tuning that a practice uses; None for the coder as it came, also where it does not fit it any more."""
    row = CoderTuning.objects.filter(practice=practice, in_use=True).first()
    if row is None:
        return None
    try:
        return read(row)
    except TherapyError:  # the coder is newer; the page says so
        return None


def name_for(user: User | AnonymousUser) -> str | None:
    """Return the name of the coder that proposes where a person treats or manages; None for everybody else."""
    roles = [RoleName.CLINICIAN.value, RoleName.MANAGER.value]
    held = memberships_of(user).filter(role__in=roles).select_related("practice").order_by("pk").first()
    if held is None:
        return None
    tuning = in_use(held.practice)
    return tuning.name if tuning is not None else MODEL


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the sessions have been read."""

    done: int
    of: int


def tell(practice: Practice, done: int, of: int) -> None:
    """Let the page know how far the work is."""
    cache.set(_place(practice), (done, of), _REMEMBERED)


def told(practice: Practice) -> Progress | None:
    """Return how far the work is, None before the first session is read."""
    found = cache.get(_place(practice))
    return Progress(*found) if found and found[1] else None


def keep_reason(practice: Practice, why: str) -> None:
    """Keep why nothing was learned the last time, for the page; nothing where something was."""
    cache.set(_place(practice, "why"), why, _KEPT)


def reason(practice: Practice) -> str:
    """Return why nothing was learned the last time."""
    return str(cache.get(_place(practice, "why"), ""))


def _place(practice: Practice, what: str = "far") -> str:
    return f"coder-tuning-{what}:{practice.pk}"
