"""A family as a genogram needs it, and where everybody stands: generations in rows, couples side by side.

The rows follow from the ties alone: parents stand above their children, partners in one row wherever that is
possible. Within a row the order starts from the patient (the father's side left, the mother's right) and the
places are those nearest to where parents and children would draw each other, with room between all.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clew.therapy.errors import TherapyError

STEP = 116.0  # from one symbol to the next in a row
SWEEPS = 8  # how often parents and children draw each other


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """One person. Ties are the `ref` of others; `born` and `died` are `Kind.WHEN` or empty."""

    ref: str
    role: str
    sex: str = ""
    born: str = ""
    died: str = ""
    parents: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    parted: tuple[str, ...] = ()
    bond: str = ""
    mood: str = ""
    index: bool = False
    repeats: tuple[str, ...] = ()
    repetition: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """Everybody, in the order of the list.

    Raises:
        TherapyError: somebody is there twice, a tie leads to nobody or to oneself, two people are marked as the
            patient, or somebody would be their own ancestor.
    """

    people: tuple[Relative, ...]

    def __post_init__(self) -> None:
        by_ref = {person.ref: person for person in self.people}
        if len(by_ref) != len(self.people):
            raise TherapyError("Somebody is in this family twice; every person has one entry.")
        for person in self.people:
            for ref in (*person.parents, *person.partners, *person.parted, *person.repeats):
                if ref not in by_ref:
                    raise TherapyError("A tie leads to somebody who is not in the list.")
                if ref == person.ref:
                    raise TherapyError(
                        "Somebody is tied to themselves as parent or partner. Change that entry."
                    )
        if sum(person.index for person in self.people) > 1:
            raise TherapyError("Two people are marked as the patient. Leave that mark at one of them.")
        if not _acyclic({person.ref: set(person.parents) for person in self.people}):
            raise TherapyError(
                "Somebody would be their own ancestor. Look at the parents and children of the people in the list."
            )

    def __getitem__(self, ref: str) -> Relative:
        """Return one person."""
        return next(person for person in self.people if person.ref == ref)

    @property
    def index(self) -> Relative | None:
        """The patient, if anybody is marked as such."""
        return next((person for person in self.people if person.index), None)

    def couples(self) -> dict[frozenset[str], bool]:
        """Return every couple and whether they parted: partners, those who parted, and two parents of one child."""
        found: dict[frozenset[str], bool] = {}
        for person in self.people:
            for pair in parent_couples(self, person.ref):
                if len(pair) == 2:
                    found.setdefault(frozenset(pair), False)
        for person in self.people:
            found |= {frozenset((person.ref, other)): False for other in person.partners}
        for person in self.people:
            found |= {frozenset((person.ref, other)): True for other in person.parted}
        return found

    def children(self, ref: str) -> tuple[str, ...]:
        """Return somebody's children in the order of the list."""
        return tuple(person.ref for person in self.people if ref in person.parents)


def parent_couples(family: Family, ref: str) -> tuple[tuple[str, ...], ...]:
    """Return somebody's parents as they are drawn: two as a couple, any further one alone."""
    parents = family[ref].parents
    if len(parents) <= 2:
        return (parents,) if parents else ()
    tied = {
        frozenset((person.ref, other))
        for person in family.people
        for other in (*person.partners, *person.parted)
    }
    pair = next((p for p in itertools.combinations(parents, 2) if frozenset(p) in tied), parents[:2])
    return (tuple(pair), *((other,) for other in parents if other not in pair))


def _acyclic(above: Mapping[str, Iterable[str]]) -> bool:
    left = {ref: set(others) for ref, others in above.items()}
    while free := [ref for ref, others in left.items() if not others & left.keys()]:
        for ref in free:
            del left[ref]
    return not left


def generations(family: Family) -> dict[str, int]:
    """Return the row of everybody, 0 at the top: parents stand above children, couples side by side.

    A couple of whom one descends from the other cannot stand in one row; where there is one, no couple has to.
    """
    together = _groups(family, family.couples())
    above = _above(family, together)
    if not _acyclic(above):
        together = _groups(family, ())
        above = _above(family, together)
    row: dict[str, int] = {}

    def down(group: str) -> int:
        if group not in row:
            row[group] = 1 + max((down(parent) for parent in above[group]), default=-1)
        return row[group]

    for group in above:
        down(group)
    below: dict[str, set[str]] = {group: set() for group in above}
    for group, parents in above.items():
        for parent in parents:
            below[parent].add(group)
    # Who has children stands just above the highest of them, so that lines stay short; then who has none.
    for group in sorted(above, key=lambda g: -row[g]):
        if below[group]:
            row[group] = min(row[child] for child in below[group]) - 1
    for group in above:
        if not below[group] and above[group]:
            row[group] = 1 + max(row[parent] for parent in above[group])
    top = min(row.values(), default=0)
    return {person.ref: row[together[person.ref]] - top for person in family.people}


def _groups(family: Family, couples: Iterable[frozenset[str]]) -> dict[str, str]:
    """Return for everybody the first of those they are joined with, directly or through others."""
    group = {person.ref: person.ref for person in family.people}
    for pair in couples:
        kept, *merged = sorted({group[ref] for ref in pair})
        group = {ref: kept if held in merged else held for ref, held in group.items()}
    return group


def _above(family: Family, together: Mapping[str, str]) -> dict[str, set[str]]:
    above: dict[str, set[str]] = {group: set() for group in together.values()}
    for person in family.people:
        above[together[person.ref]] |= {together[parent] for parent in person.parents}
    return above


def _sides(family: Family) -> dict[str, float]:
    """Return how far left or right everybody belongs, seen from the patient."""
    side: dict[str, float] = {}
    order = {person.ref: (person.born or "9999", n) for n, person in enumerate(family.people)}
    couples = family.couples()

    def partners(ref: str) -> list[str]:
        return sorted((o for pair in couples if ref in pair for o in pair - {ref}), key=lambda o: order[o])

    def place(ref: str, at: float, room: float) -> None:
        todo = [(ref, at, room)]
        while todo:
            here, x, wide = todo.pop(0)
            if here in side:
                continue
            side[here] = x
            person = family[here]
            parents = sorted(person.parents, key=lambda p: (family[p].sex == "woman", order[p]))
            siblings = sorted(
                {c for p in parents for c in family.children(p) if c != here}, key=lambda c: order[c]
            )
            for n, parent in enumerate(parents):
                shift = 0.0 if len(parents) == 1 else (2 * n / (len(parents) - 1) - 1) * wide / 2
                todo.append((parent, x + shift, wide / 2))
            beside = partners(here)
            # Partners stand on one side with their own family; brothers and sisters then keep to the other.
            way_of_partners = -1 if person.sex == "woman" else 1
            with_family = any(family[partner].parents for partner in beside)
            for n, sibling in enumerate(siblings, 1):
                way = -1 if order[sibling] < order[here] else 1
                if x or with_family:
                    way = (-1 if x < 0 else 1) if x else -way_of_partners
                rank = n if way > 0 else len(siblings) + 1 - n  # the eldest stands leftmost
                todo.append((sibling, x + way * wide * rank / (4 * len(siblings) + 4), wide / 8))
            for n, partner in enumerate(beside, 1):
                todo.append((partner, x + way_of_partners * wide * n / 64, wide / 32))
            for n, child in enumerate(sorted(family.children(here), key=lambda c: order[c])):
                todo.append((child, x + wide * (n - len(family.children(here)) / 2) / 32, wide / 32))

    first = family.index or (family.people[0] if family.people else None)
    if first is not None:
        place(first.ref, 0.0, 1.0)
    for far, person in enumerate(family.people, 2):
        place(person.ref, float(far), 1.0)
    return side


def _block(family: Family, members: list[str], side: Mapping[str, float]) -> list[str]:
    """Return people who are joined as couples in the order in which they stand side by side."""
    couples = family.couples()

    def near(ref: str) -> list[str]:
        return [other for other in members if frozenset((ref, other)) in couples]

    def leans(ref: str) -> tuple[bool, float]:
        return family[ref].sex == "woman", side[ref]

    if len(members) == 2:
        return sorted(members, key=leans)
    centre = max(members, key=lambda ref: (len(near(ref)), -members.index(ref)))
    row = [centre]
    others = sorted(near(centre), key=lambda o: (not couples[frozenset((centre, o))], side[o]))
    for n, other in enumerate(others):  # a partner of now stands right, one of before left
        if n == len(others) - 1:
            row.append(other)
        else:
            row.insert(n, other)
    while left := [ref for ref in members if ref not in row]:
        reached = next((ref for ref in left if set(near(ref)) & set(row)), left[0])
        at = next((row.index(ref) for ref in near(reached) if ref in row), len(row) - 1)
        row.insert(at + 1 if at >= len(row) // 2 else at, reached)
    return row


def _settle(wanted: Sequence[float], widths: Sequence[float]) -> list[float]:
    """Return the places nearest to those wanted at which blocks of these widths keep order and distance.

    Pool adjacent violators: least squares under the order.
    """
    offsets = [0.0]
    for one, other in itertools.pairwise(widths):
        offsets.append(offsets[-1] + (one + other) / 2 + STEP)
    pools: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        mean, size = want - offset, 1
        while pools and pools[-1][0] > mean:
            last, count = pools.pop()
            mean, size = (last * count + mean * size) / (count + size), count + size
        pools.append((mean, size))
    means = [mean for mean, size in pools for _ in range(size)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]


def places(family: Family) -> dict[str, tuple[float, int]]:
    """Return where everybody stands: how far right, and in which row. Nobody is nearer than `STEP` to another."""
    row = generations(family)
    side = _sides(family)
    couples = family.couples()
    joined = _groups(family, [pair for pair in couples if len({row[ref] for ref in pair}) == 1])
    rows: list[list[list[str]]] = []
    for n in range(max(row.values(), default=-1) + 1):
        here = [person.ref for person in family.people if row[person.ref] == n]
        blocks: dict[str, list[str]] = {}
        for ref in here:
            blocks.setdefault(joined[ref], []).append(ref)
        laid = [_block(family, members, side) for members in blocks.values()]
        rows.append(sorted(laid, key=lambda block: sum(side[ref] for ref in block) / len(block)))
    x: dict[str, float] = {}
    for line in rows:
        _lay(line, [STEP * n for n in range(len(line))], x)
    for sweep in range(SWEEPS):
        for line in rows if sweep % 2 else reversed(rows):
            _lay(line, [_wanted(family, block, x, down=bool(sweep % 2)) for block in line], x)
    left = min(x.values(), default=0.0)
    return {ref: (x[ref] - left, row[ref]) for ref in x}


def _lay(line: list[list[str]], wanted: list[float], x: dict[str, float]) -> None:
    widths = [(len(block) - 1) * STEP for block in line]
    for block, at, width in zip(line, _settle(wanted, widths), widths, strict=True):
        for n, ref in enumerate(block):
            x[ref] = at - width / 2 + n * STEP


def _wanted(family: Family, block: list[str], x: Mapping[str, float], *, down: bool) -> float:
    """Return where a block would like its middle to be: under its members' parents, or over their children."""
    here = sum(x[ref] for ref in block) / len(block)
    pulls = []
    for ref in block:
        others = family[ref].parents if down else family.children(ref)
        if others:
            pulls.append(here + sum(x[other] for other in others) / len(others) - x[ref])
    if not down and len(block) > 1:  # a couple stands over the children that they share
        pulls = [
            here + sum(x[child] for child in shared) / len(shared) - (x[one] + x[other]) / 2
            for one, other in itertools.combinations(block, 2)
            if (shared := [c for c in family.children(one) if other in family[c].parents])
        ] or pulls
    return sum(pulls) / len(pulls) if pulls else here
