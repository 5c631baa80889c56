"""How the coder learns from a practice's own coded sessions: a new row and a new threshold for each code, if it helps.

What is learned of a session is a table of numbers for each kind of code: how far the model leans to each code in each
turn, what the cues say, and what people settled on. For a code that was seen often enough the row of `model.Head.blend`
is fitted anew by logistic regression, penalised by the square of its distance from the row as it came; the threshold is
the one with the best F-beta in these sessions, moved towards the one as it came. Both stay where they are with no data
and follow the data the more there is.

Whether it helps is judged on patients that were left out. They are dealt into folds; what is proposed for the patients
of one fold comes from numbers fitted on the others. A code whose F1 does not rise there, or on very few proposals, or no
higher than if the code were proposed for every turn, keeps its shipped row. The figure of all codes together is held out
twice: for each fold also the choice of codes is made without it.

Pure, deterministic, and fast enough for a laptop; numpy only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from clew.therapy.coding import coder
from clew.therapy.coding import model as models
from clew.therapy.coding.before_after import Compared, Report
from clew.therapy.coding.codes import Scheme
from clew.therapy.coding.labelled import Bools, Coded, Table, Whole
from clew.therapy.coding.limits import HOLD, PULL, RIGHT, Least, TooFew
from clew.therapy.coding.scores import DRAWS, SEED, Interval, OfClass
from clew.therapy.coding.tuning import (
    BETA,
    LARGEST,
    LEAST_PROPOSED,
    MOST_PROPOSED,
    TUNABLE,
    TunedCode,
    head_of,
    tunable,
    with_rows,
)

Floats = npt.NDArray[np.float64]

FOLDS = 5
CLUSTERS = 10  # with fewer patients an interval is drawn over sessions; with fewer sessions there is none
STEPS = 60  # of Newton's method; it takes about eight


# -- Fitting one code --------------------------------------------------------------------------------------------------


def _likely(joined: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(joined, -500.0, 500.0))))


def fit_row(inputs: Floats, given: Bools, shipped: Floats, *, pull: float = PULL.value) -> Floats:
    """Return the row that makes what people settled on likeliest, held towards the row as it came.

    It is the one minimum of: minus the log-likelihood, plus ``pull`` / 2 times the squared distance from ``shipped``.
    ``inputs`` is turns x numbers, the last of which is 1. With no turns it is ``shipped``.
    """
    row = shipped.astype(np.float64).copy()
    gold = given.astype(np.float64)

    def loss(at: Floats) -> float:
        joined = inputs @ at
        return float(
            np.logaddexp(0.0, joined).sum() - gold @ joined + 0.5 * pull * np.square(at - shipped).sum()
        )

    now = loss(row)
    for _ in range(STEPS):
        sure = _likely(inputs @ row)
        slope = inputs.T @ (sure - gold) + pull * (row - shipped)
        curve = (inputs * (sure * (1.0 - sure))[:, None]).T @ inputs + pull * np.eye(len(row))
        step, share = np.linalg.solve(curve, slope), 1.0
        while share > 1e-6 and (there := loss(row - share * step)) > now:
            share /= 2.0
        if share <= 1e-6 or np.abs(share * step).max() < 1e-10:
            break
        row, now = row - share * step, there
    return row


def fit_threshold(
    sure: Floats, given: Bools, shipped: float, beta: float, *, hold: float = HOLD.value
) -> float:
    """Return the confidence from which a code is proposed: the best one here, moved towards the one as it came.

    The best one has the highest F-beta; of several the highest. Moved means, in log odds, by the share
    ``hold`` / (``hold`` + turns with the code) of the way. With no such turn it is ``shipped``.
    """
    having = int(given.sum())
    if not having:
        return shipped
    order = np.argsort(-sure, kind="stable")
    hits = np.cumsum(given[order])
    score = (1 + beta**2) * hits / (np.arange(1, len(sure) + 1) + beta**2 * having)
    # Turns of one confidence are proposed together or not at all.
    last = np.append(np.diff(sure[order]) < 0, True)
    best = float(sure[order][int(np.where(last, score, -1.0).argmax())])
    mine, theirs = (np.log(each / (1.0 - each)) for each in (min(max(best, 1e-6), 1 - 1e-6), shipped))
    moved = mine + (theirs - mine) * hold / (hold + having)
    return float(min(max(1.0 / (1.0 + np.exp(-moved)), LEAST_PROPOSED), MOST_PROPOSED))


# -- All sessions of one scheme ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Sessions:
    """The tables of one scheme one below the other; ``owner`` and ``fold`` say of which session and fold a row is."""

    scheme: Scheme
    table: Table
    owner: Whole
    patient: Whole
    fold: Whole
    many: int
    _learned: dict[frozenset[int], list[TunedCode]] = field(default_factory=dict)

    @cached_property
    def head(self) -> models.Head:
        return head_of(self.scheme)

    def enough(self, least: Least) -> frozenset[str]:
        """Return the codes that were seen often enough, and in enough patients."""
        found = set()
        for place, code in enumerate(self.head.codes):
            known, given = self.table.known[:, place], self.table.given[:, place]
            having, lacking = given & known, ~given & known
            often = having.sum() >= least.having and lacking.sum() >= least.lacking
            if often and tunable(self.scheme, code) and len(self.of(having)) >= least.patients:
                found.add(code)
        return frozenset(found)

    def of(self, rows: Bools) -> set[int]:
        """Return of which patients some rows are."""
        return set(self.patient[rows].tolist())

    def learned(self, codes: frozenset[str], without: frozenset[int]) -> list[TunedCode]:
        """Return what is learned of some codes from all folds but some; each is fitted once and kept."""
        there = {each.code: each for each in self._learned.setdefault(without, [])}
        rows = ~np.isin(self.fold, list(without))
        for place, code in enumerate(self.head.codes):
            if code in codes and code not in there:
                there[code] = self._fit(place, rows & self.table.known[:, place])
                self._learned[without].append(there[code])
        return [there[code] for code in self.head.codes if code in codes]

    def _fit(self, place: int, rows: Bools) -> TunedCode:
        table, given = self.table, self.table.given[rows, place]
        numbers = [each[rows, place].astype(np.float64) for each in (table.margins, table.odds, table.some)]
        inputs = np.stack([*numbers, np.ones(len(given))], axis=1)
        row = np.clip(fit_row(inputs, given, self.head.blend[place].astype(np.float64)), -LARGEST, LARGEST)
        sure = _likely(inputs @ row)
        shipped = min(max(float(self.head.default[place]), LEAST_PROPOSED), MOST_PROPOSED)
        least = fit_threshold(sure, given, shipped, BETA[self.scheme])
        blend = (float(row[0]), float(row[1]), float(row[2]), float(row[3]))
        return TunedCode(self.scheme, self.head.codes[place], blend, least)

    def proposed(self, codes: Sequence[TunedCode], rows: Bools) -> Bools:
        """Return what is proposed for some rows, by all the rules of the coder, with what was learned of some codes."""
        head, table = with_rows(self.head, codes), self.table
        sure = head.joined(table.margins[rows], table.odds[rows], table.some[rows])
        chosen = coder.by_rule(self.scheme, sure, sure >= head.default, table.barred[rows])
        return coder.likeliest(self.scheme, sure, chosen)

    def held_out(self, codes: frozenset[str], without: frozenset[int] = frozenset()) -> Bools:
        """Return what is proposed for each fold by numbers fitted on the others; some folds are left out altogether."""
        found = np.zeros(self.table.given.shape, np.bool_)
        for fold in sorted(set(self.fold.tolist()) - without):
            rows = self.fold == fold
            found[rows] = self.proposed(self.learned(codes, without | {fold}), rows)
        return found

    def held_out_twice(self, enough: frozenset[str]) -> Bools:
        """The same, where also which codes are learned is chosen without the fold."""
        found = np.zeros(self.table.given.shape, np.bool_)
        for fold in sorted(set(self.fold.tolist())):
            rows, others = self.fold == fold, frozenset({fold})
            found[rows] = self.proposed(self.learned(self.chosen(enough, others), others), rows)
        return found

    @cached_property
    def before(self) -> Bools:
        """What is proposed by the coder as it came."""
        return self.proposed((), np.ones(len(self.fold), np.bool_))

    def counts(self, proposed: Bools, without: frozenset[int] = frozenset()) -> Whole:
        """Return how many turns of each session have each code, have it proposed, and both: sessions x 3 x codes."""
        known = self.table.known & ~np.isin(self.fold, list(without))[:, None]
        given, said = self.table.given & known, proposed & known
        found = np.zeros((self.many, 3, given.shape[1]), np.int64)
        np.add.at(found, self.owner, np.stack([given, said, given & said], axis=1).astype(np.int64))
        return found

    def chosen(self, codes: frozenset[str], without: frozenset[int] = frozenset()) -> frozenset[str]:
        """Return those of some codes whose F1 rises on the folds that are looked at, and none if all together falls.

        It must also lie above that of proposing the code for every turn, which takes no learning. Codes of one turn
        stand against each other, so those that do not rise are left out and all are tried again.
        """
        before = self.counts(self.before, without).sum(0)
        everywhere = f1(self.counts(np.ones_like(self.before), without).sum(0))
        kept = codes
        while kept:
            after = self.counts(self.held_out(kept, without), without).sum(0)
            rose = (f1(after) > np.maximum(f1(before), everywhere)) & (after[2] >= RIGHT.value)
            left = frozenset(code for code in kept if rose[self.head.places[code]])
            if left == kept:
                return kept if f1(after.sum(1)) >= f1(before.sum(1)) else frozenset()
            kept = left
        return kept


def f1(counts: Whole) -> Floats:
    """Return F1 from given, proposed and both, which is the first axis but those before it; 0 where there is neither."""
    return np.asarray(2.0 * counts[2] / np.maximum(counts[0] + counts[1], 1))


# -- All together ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned, and how it does. Where nothing got better ``codes`` is empty."""

    codes: tuple[TunedCode, ...]
    report: Report


def learn(coded: Iterable[Coded], least: Least | None = None) -> Learned:
    """Learn from coded sessions, in whatever order they come.

    Raises:
        TooFew: there are too few coded turns, or too few patients.
    """
    least = least or Least()
    sessions = sorted((each for each in coded if each.tables), key=lambda each: (each.patient, each.session))
    turns = sum(each.turns for each in sessions)
    fold_of = dealt(sessions)
    if turns < least.turns or len(fold_of) < least.patients:
        raise TooFew(turns, len(fold_of), least)
    every = [
        _together(scheme, sessions, fold_of)
        for scheme in TUNABLE
        if any(scheme in each.tables for each in sessions)
    ]
    draws, drawn = _draws(sessions)
    codes: list[TunedCode] = []
    compared: list[Compared] = []
    seldom = 0
    before, after = np.zeros((2, len(sessions), 3), np.int64)
    for one in every:
        enough = one.enough(least)
        kept = one.chosen(enough)
        codes += one.learned(kept, frozenset())
        was, tried = one.counts(one.before), one.counts(one.held_out(enough))
        now = one.counts(one.held_out(kept))
        before += was.sum(2)
        after += one.counts(one.held_out_twice(enough)).sum(2)
        for place, code in enumerate(one.head.codes):
            seen = one.table.given[:, place] & one.table.known[:, place]
            seldom += bool(seen.any()) and code not in enough
            if code in enough:
                then = (now if code in kept else tried)[:, :, place]
                pair = _named(code, was[:, :, place]), _named(code, then)
                difference = _difference(was[:, :, place], then, draws)
                compared.append(
                    Compared(one.scheme, code, *pair, len(one.of(seen)), code in kept, difference)
                )
    report = Report(
        turns,
        len(sessions),
        len(fold_of),
        len(set(fold_of.values())),
        drawn,
        _named("all", before),
        _named("all", after),
        _difference(before, after, draws),
        seldom,
        tuple(compared),
    )
    return Learned(tuple(codes), report)


def dealt(sessions: Sequence[Coded]) -> dict[str, int]:
    """Deal patients into at most `FOLDS` folds of about as many turns: the largest first, each into the smallest fold."""
    turns: dict[str, int] = defaultdict(int)
    for each in sessions:
        turns[each.patient] += each.turns
    load = [0] * min(FOLDS, len(turns))
    fold_of = {}
    for patient in sorted(turns, key=lambda name: (-turns[name], name)):
        fold = load.index(min(load))
        load[fold] += turns[patient]
        fold_of[patient] = fold
    return fold_of


def _together(scheme: Scheme, sessions: Sequence[Coded], fold_of: Mapping[str, int]) -> _Sessions:
    mine = [(place, each) for place, each in enumerate(sessions) if scheme in each.tables]
    tables = [each.tables[scheme] for _, each in mine]
    names = {name: place for place, name in enumerate(sorted(fold_of))}

    def each_row(numbers: Iterable[int]) -> Whole:
        return np.repeat(np.fromiter(numbers, np.int64), [len(table.turns) for table in tables])

    parts = (
        np.concatenate([getattr(table, name) for table in tables])
        for name in ("turns", "margins", "odds", "some", "barred", "given", "known")
    )
    return _Sessions(
        scheme,
        Table(*parts),
        each_row(place for place, _ in mine),
        each_row(names[each.patient] for _, each in mine),
        each_row(fold_of[each.patient] for _, each in mine),
        len(sessions),
    )


def _named(name: str, counts: Whole) -> OfClass:
    given, proposed, both = counts.sum(0).tolist()
    return OfClass(name, given, proposed, both)


def _draws(sessions: Sequence[Coded]) -> tuple[Whole, str]:
    """Return how often each session comes in each resample, and what was drawn; no resample where there is too little.

    What one person says hangs together, so patients are drawn where there are enough.
    """
    patients = sorted({each.patient for each in sessions})
    if len(patients) >= CLUSTERS:
        drawn, place = "patients", {name: n for n, name in enumerate(patients)}
        owner = np.array([place[each.patient] for each in sessions])
    elif len(sessions) >= CLUSTERS:
        drawn, owner = "sessions", np.arange(len(sessions))
    else:
        return np.zeros((0, len(sessions)), np.int64), ""
    many = int(owner.max()) + 1
    random = np.random.default_rng(SEED)
    times = np.stack([np.bincount(random.integers(0, many, many), minlength=many) for _ in range(DRAWS)])
    return times[:, owner], drawn


def _difference(before: Whole, after: Whole, draws: Whole) -> Interval | None:
    """Return by how much F1 differs, with the middle 95% of what the resamples gave."""
    if not len(draws):
        return None
    found = f1((draws @ after).T) - f1((draws @ before).T)
    low, high = (float(each) for each in np.percentile(found, [2.5, 97.5]))
    value = float(f1(after.sum(0)) - f1(before.sum(0)))
    return Interval(value, low, high) if low < high else None
