"""Two codings of the same session side by side: agreement that counts uncoded text, code by code, and where they differ.

What is compared is every unit that could have had a code, not only those that somebody coded. In a scheme of turns a
unit is a turn of those who are coded. In a scheme of words a unit is one character of such a turn (agreement of this
kind is also called unitised): it has the codes whose words cover it. The value of a unit is the set of its codes, and
the empty set is "no code": where both left text uncoded they agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from clew.therapy.coding.agreement import LABELS
from clew.therapy.coding.coefficients import (
    Agreeing,
    Level,
    Pattern,
    agreement_of,
    gwets_ac,
    kappa,
    krippendorffs_alpha,
    same,
)
from clew.therapy.coding.resampling import RESAMPLES, Chance, Interval, intervals
from clew.therapy.coding.schemes.definition import CodingScheme, Scale, Unit
from clew.therapy.errors import TherapyError
from clew.therapy.moments import Span
from clew.therapy.transcripts.turns import Turn

NO_CODE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Given:
    """One code that a coder gave to a turn, or to some words of it."""

    turn: int
    code: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its interval; None where there is none."""

    value: float | None
    interval: Interval | None

    @property
    def label(self) -> str:
        """Poor, fair, good or excellent, as `agreement.LABELS` has it for kappa; empty where there is no figure."""
        if self.value is None:
            return ""
        shown = round(self.value, 2)
        return next((label for lowest, label in LABELS if shown >= lowest), LABELS[-1][1])


@dataclass(frozen=True, slots=True)
class OfCode:
    """How two coders agree on one code: in how many units each gave it, and both."""

    code: str
    first: int
    second: int
    both: int
    kappa: Figure
    ac1: Figure


@dataclass(frozen=True, slots=True)
class Difference:
    """One turn that the two coded differently."""

    turn: int
    first: tuple[Given, ...]
    second: tuple[Given, ...]

    @property
    def codes(self) -> frozenset[str]:
        """The codes that only one of them gave, or on other words."""
        one, other = set(self.first), set(self.second)
        return frozenset(given.code for given in one ^ other)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that is said about two codings of one session.

    ``units`` could have had a code, ``coded`` got one from at least one coder; ``agreed`` is the share of units with
    the very same codes. ``kappa`` and ``alpha`` are of all units. ``weighted`` and ``ordinal`` (weighted kappa and
    ordinal alpha) speak of the units that both put on the scale, ``ac2`` as well; they belong to ordinal schemes.
    ``ac1`` belongs to schemes with one code a unit.
    """

    units: int
    turns: int
    coded: int
    agreed: float
    kappa: Figure
    alpha: Figure
    ac1: Figure | None
    weighted: Figure | None
    ordinal: Figure | None
    ac2: Figure | None
    on_scale: int
    codes: tuple[OfCode, ...]
    differences: tuple[Difference, ...]


def units(
    scheme: CodingScheme, turns: Sequence[Turn], first: Iterable[Given], second: Iterable[Given]
) -> list[Counter[Pattern]]:
    """Return for each turn that could be coded how often each pair of values occurs in it.

    Raises:
        TherapyError: a code is not of the scheme, or stands on a turn or on words that could not be coded.
    """
    by_turn = [_by_turn(scheme, turns, given) for given in (first, second)]
    return [
        _pairs(turn, *(one.get(turn.index, ()) for one in by_turn), words=scheme.unit is Unit.WORDS)
        for turn in turns
        if turn.role in scheme.who
    ]


def _by_turn(scheme: CodingScheme, turns: Sequence[Turn], given: Iterable[Given]) -> dict[int, list[Given]]:
    found: dict[int, list[Given]] = {}
    for one in given:
        scheme.code(one.code)
        if not 0 <= one.turn < len(turns) or turns[one.turn].role not in scheme.who:
            raise TherapyError(f"Turn {one.turn + 1} is not one that '{scheme.name}' codes.")
        if one.span is not None:
            one.span.of(turns[one.turn].text)
        found.setdefault(one.turn, []).append(one)
    return found


def _pairs(turn: Turn, first: Sequence[Given], second: Sequence[Given], *, words: bool) -> Counter[Pattern]:
    if not words:
        return Counter([(frozenset(g.code for g in first), frozenset(g.code for g in second))])
    length = len(turn.text)
    cuts = {0, length}
    for one in (*first, *second):
        if one.span is not None:
            cuts |= {one.span.start, one.span.stop}
    found: Counter[Pattern] = Counter()
    for start, stop in pairwise(sorted(cuts)):
        found[_over(first, start), _over(second, start)] += stop - start
    return found


def _over(given: Iterable[Given], at: int) -> frozenset[str]:
    """Return the codes whose words cover a character."""
    return frozenset(g.code for g in given if g.span is None or g.span.start <= at < g.span.stop)


def compare(
    scheme: CodingScheme,
    turns: Sequence[Turn],
    first: Sequence[Given],
    second: Sequence[Given],
    chance: Chance,
    resamples: int = RESAMPLES,
) -> Comparison:
    """Compare two codings of the same turns by one scheme. The intervals are from resampling turns.

    Raises:
        TherapyError: as `units`; or there is no turn that could be coded.
    """
    clusters = units(scheme, turns, first, second)
    if not clusters:
        raise TherapyError("In this session nobody speaks whom this scheme codes. Say first who is who.")
    whole: Counter[Pattern] = Counter()
    for cluster in clusters:
        whole.update(cluster)
    told = partial(_figures, scheme, _weights(scheme))
    found = intervals(clusters, told, chance, resamples)
    figures = {name: Figure(value, found.get(name)) for name, value in told(whole).items()}
    total, counts = whole.total(), _of_codes(whole)
    return Comparison(
        units=total,
        turns=len(clusters),
        coded=sum(n for (one, other), n in whole.items() if one or other),
        agreed=sum(n for (one, other), n in whole.items() if one == other) / total,
        kappa=figures["kappa"],
        alpha=figures["alpha"],
        ac1=figures.get("ac1"),
        weighted=figures.get("weighted"),
        ordinal=figures.get("ordinal"),
        ac2=figures.get("ac2"),
        on_scale=int(sum(_ranked(scheme, whole).values())) if scheme.scale is Scale.ORDINAL else 0,
        codes=tuple(
            _of_code(code.slug, counts[code.slug], figures) for code in scheme.codes if code.slug in counts
        ),
        differences=differences(turns, first, second),
    )


def _weights(scheme: CodingScheme) -> Agreeing:
    if scheme.scale is Scale.ORDINAL and scheme.weighting is not None:
        return agreement_of(scheme.ranks, scheme.weighting)
    return same


def _figures(
    scheme: CodingScheme, agreeing: Agreeing, whole: Mapping[Pattern, float]
) -> dict[str, float | None]:
    """Return every figure of two codings by name."""
    found = {"kappa": kappa(whole), "alpha": krippendorffs_alpha(whole)}
    if not scheme.several:
        values = [NO_CODE, *(frozenset({code.slug}) for code in scheme.codes)]
        found["ac1"] = gwets_ac(whole, values)
    if scheme.scale is Scale.ORDINAL:
        ranked = _ranked(scheme, whole)
        order = sorted(scheme.ranks, key=lambda slug: scheme.ranks[slug])
        found["weighted"] = kappa(ranked, agreeing)
        found["ordinal"] = krippendorffs_alpha(ranked, Level.ORDINAL, order)
        found["ac2"] = gwets_ac(ranked, order, agreeing)
    total = sum(whole.values())
    for code, (both, first, second) in _of_codes(whole).items():
        found[f"kappa {code}"], found[f"ac1 {code}"] = _of_two(both, first, second, total)
    return found


def _ranked(scheme: CodingScheme, whole: Mapping[Pattern, float]) -> dict[Pattern, float]:
    """Return the units that both put on the scale, each value as its one code."""
    found: dict[Pattern, float] = {}
    for pattern, n in whole.items():
        slugs = tuple(next(iter(value), None) for value in pattern)  # type: ignore[call-overload]
        if all(slug in scheme.ranks for slug in slugs):
            found[slugs] = found.get(slugs, 0.0) + n
    return found


def _of_codes(whole: Mapping[Pattern, float]) -> dict[str, tuple[float, float, float]]:
    """Return for each code that was given: the units to which both gave it, the first coder, and the second."""
    found: dict[str, list[float]] = {}
    for (one, other), n in whole.items():
        for at, value in enumerate((one & other, one, other)):  # type: ignore[operator]
            for code in value:
                found.setdefault(code, [0.0, 0.0, 0.0])[at] += n
    return {code: (both, first, second) for code, (both, first, second) in found.items()}


def _of_two(both: float, first: float, second: float, total: float) -> tuple[float | None, float | None]:
    """Return kappa and AC1 of two coders who each gave a code to some of the units: `kappa` and `gwets_ac` written out."""
    observed = (total - first - second + 2 * both) / total
    by_chance = (first * second + (total - first) * (total - second)) / total**2
    mean = (first + second) / (2 * total)
    spread = 2 * mean * (1 - mean)
    return (
        None if 1 - by_chance < 1e-12 else (observed - by_chance) / (1 - by_chance),
        (observed - spread) / (1 - spread),
    )


def _of_code(code: str, counts: tuple[float, float, float], figures: Mapping[str, Figure]) -> OfCode:
    both, first, second = map(int, counts)
    return OfCode(code, first, second, both, figures[f"kappa {code}"], figures[f"ac1 {code}"])


def differences(
    turns: Sequence[Turn], first: Iterable[Given], second: Iterable[Given]
) -> tuple[Difference, ...]:
    """Return the turns that the two coded differently, in order. A code on the whole turn is not one on its words."""
    sides: tuple[dict[int, set[Given]], dict[int, set[Given]]] = ({}, {})
    for side, given in zip(sides, (first, second), strict=True):
        for one in given:
            side.setdefault(one.turn, set()).add(one)
    found = []
    for turn in turns:
        left, right = (side.get(turn.index, set()) for side in sides)
        if left != right:
            found.append(Difference(turn.index, _in_order(left), _in_order(right)))
    return tuple(found)


def _in_order(given: Iterable[Given]) -> tuple[Given, ...]:
    return tuple(sorted(given, key=lambda g: (g.span.start if g.span else -1, g.code)))
