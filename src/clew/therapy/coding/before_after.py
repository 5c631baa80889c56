"""Before and after a tuning: figures to be stored, read back and shown. No words of anybody are in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clew.therapy.coding.codes import Scheme
from clew.therapy.coding.scores import Interval, OfClass
from clew.therapy.errors import TherapyError


@dataclass(frozen=True, slots=True)
class Compared:
    """One code before and after, on patients who were left out. Where it was not `learned`, after is what was tried.

    ``difference`` is that of F1 with its interval; None where there is too little for one.
    """

    scheme: Scheme
    code: str
    before: OfClass
    after: OfClass
    patients: int
    learned: bool
    difference: Interval | None


@dataclass(frozen=True, slots=True)
class Report:
    """What a tuning rests on and what it changes: figures, no words.

    ``before`` and ``after`` are all codes of the kinds that were coded, each proposal counted once; there also the
    choice of codes was made without the patients that are judged. ``drawn`` says over what the intervals are drawn:
    patients, sessions, or nothing. ``seldom`` is how many codes came too seldom to be learned.
    """

    turns: int
    sessions: int
    patients: int
    folds: int
    drawn: str
    before: OfClass
    after: OfClass
    difference: Interval | None
    seldom: int
    compared: tuple[Compared, ...]

    def to_numbers(self) -> dict[str, Any]:
        """Return the figures for JSON."""
        plain = ("turns", "sessions", "patients", "folds", "drawn", "seldom")
        return {
            **{name: getattr(self, name) for name in plain},
            **_stored(self.before, self.after, self.difference),
            "compared": [
                {
                    "scheme": each.scheme.value,
                    "code": each.code,
                    "patients": each.patients,
                    "learned": each.learned,
                    **_stored(each.before, each.after, each.difference),
                }
                for each in self.compared
            ],
        }


def _stored(before: OfClass, after: OfClass, difference: Interval | None) -> dict[str, Any]:
    return {
        "before": [before.given, before.proposed, before.both],
        "after": [after.given, after.proposed, after.both],
        "difference": [difference.value, difference.low, difference.high] if difference else None,
    }


def _read(name: str, stored: Mapping[str, Any]) -> tuple[OfClass, OfClass, Interval | None]:
    difference = stored["difference"]
    return (
        OfClass(name, *map(int, stored["before"])),
        OfClass(name, *map(int, stored["after"])),
        Interval(*map(float, difference)) if difference else None,
    )


def from_numbers(stored: Mapping[str, Any]) -> Report:
    """Read what `Report.to_numbers` returned.

    Raises:
        TherapyError: it is something else.
    """
    try:
        before, after, difference = _read("all", stored)
        compared = []
        for each in stored["compared"]:
            was, now, by = _read(each["code"], each)
            compared.append(
                Compared(
                    Scheme(each["scheme"]),
                    each["code"],
                    was,
                    now,
                    int(each["patients"]),
                    bool(each["learned"]),
                    by,
                )
            )
        return Report(
            int(stored["turns"]),
            int(stored["sessions"]),
            int(stored["patients"]),
            int(stored["folds"]),
            str(stored["drawn"]),
            before,
            after,
            difference,
            int(stored["seldom"]),
            tuple(compared),
        )
    except (KeyError, TypeError, ValueError):
        raise TherapyError("The figures of this tuning cannot be read. Tune the coder again.") from None
