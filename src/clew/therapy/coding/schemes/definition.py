"""What a coding scheme is: who is coded, in which units, with which codes, and how far apart these are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from clew.therapy.coding.codes import Scheme
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Tag
from clew.therapy.transcripts.turns import Role

_SLUG = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", re.ASCII)
_KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)
LONGEST_SLUG = 60
LONGEST_KEY = 40

# The keys that give codes, in the order of the codes. The page needs j, k, u, n and d for itself.
KEYS = "1234567890abcefghilmopqrstvwxyz"


class Unit(StrEnum):
    """What one judgement is about."""

    TURN = "turn"
    WORDS = "words"  # any stretch of words within a turn


class Scale(StrEnum):
    """Whether two codes can be nearer to each other than two others."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"


class Weighting(StrEnum):
    """How much of an agreement is left when two ranks differ: see `clew.therapy.coding.coefficients.agreement_of`."""

    LINEAR = "linear"
    QUADRATIC = "quadratic"


@dataclass(frozen=True, slots=True)
class SchemeCode:
    """One code. ``rank`` is its place on the scale of an ordinal scheme, None for a code that stands beside the scale."""

    slug: str
    name: str
    definition: str = ""
    not_this: str = ""
    rank: int | None = None

    def __post_init__(self) -> None:
        if not _SLUG.fullmatch(self.slug) or len(self.slug) > LONGEST_SLUG:
            raise TherapyError(
                f"A code's slug is lower-case words joined by underscores, at most {LONGEST_SLUG} characters, "
                f"so '{self.slug[:LONGEST_SLUG]}' is none."
            )
        if not self.name.strip():
            raise TherapyError(f"The code '{self.slug}' needs a name that people read.")


@dataclass(frozen=True)
class CodingScheme:
    """A scheme of codes.

    ``who`` are the roles whose turns are coded. ``several`` says whether one unit may have more than one code.
    ``weighting`` belongs to an ordinal scheme. ``source`` says where the scheme is from and ``tag`` how sure that is.
    ``family`` names Clew's own vocabulary where the codes are its codes, so that what people settle on can stand in the
    margin of the session; other schemes have none. ``uncoded`` is what a unit without a code is called.

    Raises:
        TherapyError: something is missing, stands twice, or does not go together.
    """

    key: str
    name: str
    version: str
    source: str
    tag: Tag
    unit: Unit
    who: frozenset[Role]
    several: bool
    scale: Scale
    codes: tuple[SchemeCode, ...]
    weighting: Weighting | None = None
    family: Scheme | None = None
    uncoded: str = "No code"

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key) or len(self.key) > LONGEST_KEY:
            raise TherapyError(
                f"A scheme's key is lower-case words joined by hyphens, at most {LONGEST_KEY} characters, "
                f"so '{self.key[:LONGEST_KEY]}' is none."
            )
        for what in ("name", "version", "source", "uncoded"):
            if not getattr(self, what).strip():
                raise TherapyError(f"The scheme '{self.key}' needs its {what}.")
        if len(self.version) > 20:
            raise TherapyError(f"The version of '{self.key}' has at most 20 characters.")
        if not self.who or not self.who <= {Role.CLINICIAN, Role.PATIENT}:
            raise TherapyError(f"'{self.key}' codes turns of the clinician, of the patient, or of both.")
        self._check_codes()
        self._check_scale()

    def _check_codes(self) -> None:
        if len(self.codes) < 2:
            raise TherapyError(f"'{self.key}' needs at least two codes; with one there is nothing to choose.")
        if len(self.codes) > len(KEYS):
            raise TherapyError(
                f"'{self.key}' has {len(self.codes)} codes, and at most {len(KEYS)} can have a key of their own; "
                "make two schemes of it."
            )
        slugs = [code.slug for code in self.codes]
        for slug in slugs:
            if slugs.count(slug) > 1:
                raise TherapyError(f"The code '{slug}' stands twice in '{self.key}'.")

    def _check_scale(self) -> None:
        ranks = [code.rank for code in self.codes if code.rank is not None]
        if self.scale is Scale.NOMINAL:
            if ranks or self.weighting is not None:
                raise TherapyError(f"'{self.key}' is nominal, so its codes have no rank and no weights.")
            return
        if self.weighting is None:
            raise TherapyError(
                f"'{self.key}' is ordinal, so say whether its weights are linear or quadratic."
            )
        if self.several:
            raise TherapyError(
                f"'{self.key}' is ordinal, so a unit has one code: two ranks cannot both be meant."
            )
        if len(set(ranks)) != len(ranks) or len(ranks) < 2:
            raise TherapyError(
                f"'{self.key}' is ordinal and needs two codes or more that each have a rank of their own."
            )

    @cached_property
    def by_slug(self) -> Mapping[str, SchemeCode]:
        """The codes by slug."""
        return MappingProxyType({code.slug: code for code in self.codes})

    @cached_property
    def keys(self) -> Mapping[str, SchemeCode]:
        """The codes by the key that gives them."""
        return MappingProxyType(dict(zip(KEYS, self.codes, strict=False)))

    @cached_property
    def ranks(self) -> Mapping[str, int]:
        """The rank of each code that stands on the scale."""
        return MappingProxyType({code.slug: code.rank for code in self.codes if code.rank is not None})

    def code(self, slug: str) -> SchemeCode:
        """Return a code. Raises `TherapyError` when the scheme does not have it."""
        if slug not in self.by_slug:
            raise TherapyError(f"'{self.name}' has no code '{slug[:LONGEST_SLUG]}'.")
        return self.by_slug[slug]
