"""A tuning: a few numbers by which one practice's own coded sessions move how sure the coder is, and the way back.

For a code that was learned it holds a new row of `model.Head.blend` (what joins the margin, the cues and a constant)
and a new confidence from which the code is proposed. Nothing else: no word, no feature, no count of words, so nothing
that anybody said can be read out of it. The model, its cues and its rules stay as they came. How the numbers are found
is in `learning`.

Talk of danger is never tuned, nor is the code for asking about it: no practice can teach the coder to hear less of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import isfinite
from typing import Any

import numpy as np

from clew.therapy.coding import MODEL
from clew.therapy.coding import model as models
from clew.therapy.coding.codes import Scheme
from clew.therapy.errors import TherapyError

#: What can be tuned. Risk language cannot.
TUNABLE = tuple(scheme for scheme in Scheme if scheme is not Scheme.RISK)
#: Codes of other schemes that stay as they came, too: they are about danger.
NEVER = frozenset({"risk_enquiry"})
#: A code is proposed from a confidence between these two on, as where the model was trained.
LEAST_PROPOSED, MOST_PROPOSED = 0.08, 0.9
#: How much a missed code weighs against a wrong proposal where the confidence is chosen from which a code is proposed.
BETA = {
    Scheme.INTERVENTION: 0.7,
    Scheme.REPAIR: 0.7,
    Scheme.DEFENSE: 0.7,
    Scheme.RUPTURE: 0.7,
    Scheme.AFFECT: 1.0,
    Scheme.RISK: 2.0,
}
#: No number of a row is larger; the shipped ones stay below 6.
LARGEST = 50.0


def made_for() -> str:
    """Return the version of the coder and its model that a tuning of today fits: "clew-coder 2 (cc6d00dd3425)"."""
    return f"{MODEL} ({models.version()})"


def head_of(scheme: Scheme) -> models.Head:
    """Return the head of a scheme as it came, of whichever side has it."""
    for name in (models.CLINICIAN, models.PATIENT):
        if scheme.value in models.side(name).heads:
            return models.side(name).heads[scheme.value]
    raise TherapyError(f"The model has no head for the scheme {scheme.value}.")


def tunable(scheme: Scheme, code: str) -> bool:
    """Say whether a code may be tuned."""
    return scheme in TUNABLE and code not in NEVER and code in head_of(scheme).places


@dataclass(frozen=True, slots=True)
class TunedCode:
    """The numbers of one code: its row of `model.Head.blend`, and the confidence from which it is proposed.

    Raises:
        TherapyError: the code is unknown or is about danger, or the numbers cannot be right.
    """

    scheme: Scheme
    code: str
    blend: tuple[float, float, float, float]
    default: float

    def __post_init__(self) -> None:
        if not isinstance(self.scheme, Scheme) or not tunable(self.scheme, self.code):
            raise TherapyError(
                f"{self.scheme}.{self.code} cannot be tuned: it is no code of the coder, or it is about danger."
            )
        if len(self.blend) != 4 or not all(isfinite(each) and abs(each) <= LARGEST for each in self.blend):
            raise TherapyError(
                f"The row of {self.code} needs four numbers from {-LARGEST:g} to {LARGEST:g}. Tune the coder again."
            )
        if not LEAST_PROPOSED <= self.default <= MOST_PROPOSED:
            raise TherapyError(
                f"A code is proposed from a confidence between {LEAST_PROPOSED} and {MOST_PROPOSED} on, so "
                f"{self.default} cannot be right for {self.code}. Tune the coder again."
            )


@dataclass(frozen=True, slots=True)
class Tuning:
    """What one practice's sessions taught: the ``number``-th tuning there, made ``on`` a day, for one ``model``.

    Raises:
        TherapyError: it was made for another version of the coder, holds nothing, or holds a code twice.
    """

    number: int
    on: date
    model: str
    codes: tuple[TunedCode, ...]

    def __post_init__(self) -> None:
        if self.number < 1:
            raise TherapyError(f"Tunings are counted from 1, so {self.number} is none.")
        if self.model != made_for():
            raise TherapyError(
                f"This tuning was made for {self.model}, and the coder is {made_for()} now. Tune the coder again."
            )
        names = [(each.scheme, each.code) for each in self.codes]
        if not names or len(names) != len(set(names)):
            raise TherapyError("A tuning holds at least one code, and each code once.")

    @property
    def name(self) -> str:
        """What a coding made with it is named by: "clew-coder 2, tuned 2026-11-23 (1)"."""
        return f"{MODEL}, tuned {self.on:%Y-%m-%d} ({self.number})"

    def heads(self, side: models.Side) -> dict[str, models.Head]:
        """Return the heads of one side with the numbers of this tuning in place."""
        found = dict(side.heads)
        for scheme in {each.scheme for each in self.codes}:
            if scheme.value in found:
                mine = [each for each in self.codes if each.scheme is scheme]
                found[scheme.value] = with_rows(found[scheme.value], mine)
        return found


def with_rows(head: models.Head, codes: Iterable[TunedCode]) -> models.Head:
    """Return a head with the rows of some codes in place of its own.

    Whoever looks for more sees no less than before: ``explore`` never lies above ``default``.
    """
    blend, default = head.blend.copy(), head.default.copy()
    for each in codes:
        place = head.places[each.code]
        blend[place], default[place] = each.blend, each.default
    return replace(head, blend=blend, default=default, explore=np.minimum(head.explore, default))


def to_numbers(codes: Iterable[TunedCode]) -> list[dict[str, Any]]:
    """Return codes as they are stored: names and numbers, for JSON."""
    return [
        {"scheme": each.scheme.value, "code": each.code, "blend": list(each.blend), "default": each.default}
        for each in codes
    ]


def from_numbers(stored: Iterable[Mapping[str, Any]]) -> tuple[TunedCode, ...]:
    """Read what `to_numbers` returned.

    Raises:
        TherapyError: it is something else.
    """
    try:
        return tuple(
            TunedCode(
                Scheme(each["scheme"]),
                str(each["code"]),
                tuple(float(number) for number in each["blend"]),  # type: ignore[arg-type]  # counted there
                float(each["default"]),
            )
            for each in stored
        )
    except (KeyError, TypeError, ValueError):
        raise TherapyError("The numbers of this tuning cannot be read. Tune the coder again.") from None
