"""The defense profile: how often which defenses were coded, and overall defensive functioning (ODF).

A code is a judgement about one utterance in its context; a profile is a count of such judgements. It is no
diagnosis. Turns without a defense are not in it.

Source: DiGiuseppePerry2021 (a key of `clew.therapy.knowledge.SOURCES`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clew.therapy.coding.annotations import Annotation
from clew.therapy.coding.codes import Scheme
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge import DEFENSE_LEVELS, DEFENSES, Parameter, Tag
from clew.therapy.moments import Moment

ENOUGH_DEFENSE_CODES = Parameter(
    slug="enough_defense_codes",
    name="Defense codes before a profile is relied on",
    definition="With fewer defense codes the profile is shown with the note that there are too few.",
    value=10,
    source="Clew",
    tag=Tag.DEFAULT,
)
LEVELS = tuple(sorted((entry.level for entry in DEFENSE_LEVELS.values()), reverse=True))  # 7 to 1


@dataclass(frozen=True, slots=True)
class DefenseScore:
    """One defense: its DMRS level, how often it was coded, its share of all codes in per cent, and where."""

    slug: str
    level: int
    count: int
    percent: float
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class LevelScore:
    """One DMRS level: how many codes it has and their share of all codes in per cent."""

    level: int
    count: int
    percent: float | None


@dataclass(frozen=True, slots=True)
class Band:
    """A reading a clinic chose for ODF from ``lowest`` upwards, with where it has it from.

    Clew ships none: the published boundaries are not certain enough to build in.
    """

    lowest: float
    label: str
    source: str

    def __post_init__(self) -> None:
        if not min(LEVELS) <= self.lowest <= max(LEVELS):
            raise TherapyError(f"ODF runs from 1 to 7, so no band can begin at {self.lowest}.")
        if not self.label or not self.source:
            raise TherapyError("A band needs a label and the source it was taken from.")


@dataclass(frozen=True, slots=True)
class DefenseProfile:
    """Counts and proportional scores of the defenses coded in one sample of talk.

    ``defenses`` holds those that occur, highest level first, then the most frequent; ``levels`` always holds
    all seven from 7 to 1. ``odf`` is the mean level of the codes, 1.0 to 7.0; None when there are none.
    """

    n: int
    odf: float | None
    defenses: tuple[DefenseScore, ...]
    levels: tuple[LevelScore, ...]

    @property
    def few(self) -> bool:
        """Whether there are too few codes to rely on (D: default, not validated)."""
        return self.n < ENOUGH_DEFENSE_CODES.value

    @property
    def label(self) -> str:
        """ "too few codes (n = x)" while there are few, else ""."""
        return f"too few codes (n = {self.n})" if self.few else ""

    def band(self, bands: Sequence[Band]) -> Band | None:
        """Return the clinic's own band that ODF falls in, as a soft aid; None without enough codes."""
        if self.odf is None or self.few:
            return None
        reached = [band for band in bands if self.odf >= band.lowest]
        return max(reached, key=lambda band: band.lowest, default=None)


def defense_profile(codes: Iterable[Annotation]) -> DefenseProfile:
    """Count the defense codes among ``codes`` (codes of other schemes are passed over).

    Proportional score of a defense or level = its codes / all defense codes * 100;
    ODF = sum of the codes' levels / number of codes. Two defenses on one segment count one each; the very
    same code at the very same moment counts once. Compare only samples of similar length and type.
    """
    defenses = dict.fromkeys(code for code in codes if code.scheme is Scheme.DEFENSE)
    n = len(defenses)
    moments: dict[str, list[Moment]] = {}
    for code in defenses:
        moments.setdefault(code.code, []).append(code.moment)
    scores = [
        DefenseScore(slug, DEFENSES[slug].level, len(at), 100.0 * len(at) / n, tuple(at))
        for slug, at in moments.items()
    ]
    counts = {level: sum(score.count for score in scores if score.level == level) for level in LEVELS}
    return DefenseProfile(
        n=n,
        odf=sum(level * count for level, count in counts.items()) / n if n else None,
        defenses=tuple(sorted(scores, key=lambda score: (-score.level, -score.count, score.slug))),
        levels=tuple(
            LevelScore(level, count, 100.0 * count / n if n else None) for level, count in counts.items()
        ),
    )
