"""How far a theme reaches: its share of the episodes with each person, in each place, early and late.

Source: LuborskyCC1998 (a key of `clew.therapy.knowledge.SOURCES`); where early ends is Clew's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from clew.therapy.errors import TherapyError
from clew.therapy.formulation.ccrt import Naming, Share, ccrt
from clew.therapy.formulation.episodes import Episode
from clew.therapy.knowledge import Component as ComponentKind
from clew.therapy.moments import Place


class By(StrEnum):
    """How `pervasiveness` divides the episodes."""

    OTHER = "other"  # by other person (role code)
    PLACE = "place"  # past, outside, room
    HALF = "half"  # early and late sessions


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the kept episodes: those with one person, in one place, or of early or late sessions."""

    name: str
    episodes: tuple[Episode, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """How pervasive one category is in each group; ``shares`` stand in the order of the groups."""

    kind: ComponentKind
    slug: str
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Pervasiveness:
    """The same categories recounted in every group of the kept episodes."""

    by: By
    groups: tuple[Group, ...]
    rows: tuple[Row, ...]

    def row(self, kind: ComponentKind, slug: str) -> Row:
        """Return the row of one category.

        Raises:
            TherapyError: when no kept episode shows it.
        """
        for row in self.rows:
            if (row.kind, row.slug) == (kind, slug):
                return row
        raise TherapyError(f"No episode shows the {kind} {slug!r}, so it has no pervasiveness.")


def pervasiveness(
    episodes: Iterable[Episode],
    by: By,
    naming: Naming = Naming.CATEGORY,
    late_from: int | None = None,
) -> Pervasiveness:
    """Return the share of episodes that show each category, by person, by place, or early against late.

    Every category of the whole is counted in every group, so that early and late can be compared.
    ``late_from`` is the first session that counts as late; left out, it is `first_late_session` of the
    sessions with a kept episode.

    Raises:
        TherapyError: when an episode is given twice, or ``late_from`` is given where it has no meaning.
    """
    if late_from is not None and by is not By.HALF:
        raise TherapyError("Only a comparison of early and late sessions takes a first late session.")
    whole = ccrt(episodes, naming)
    groups = _groups(whole.kept, by, late_from)
    members = [{episode.identity for episode in group.episodes} for group in groups]
    rows = tuple(
        Row(
            counted.kind,
            counted.slug,
            tuple(
                Share(sum(episode.identity in group for episode in counted.episodes), len(group))
                for group in members
            ),
        )
        for kind in ComponentKind
        for counted in whole.counted(kind)
    )
    return Pervasiveness(by, groups, rows)


def first_late_session(sessions: Iterable[int]) -> int:
    """Return the first session that counts as late: the one just past the middle between first and last.

    D: default, not validated. Without any session it is 2.
    """
    numbers = list(sessions) or [1]
    return (min(numbers) + max(numbers)) // 2 + 1


def _groups(episodes: tuple[Episode, ...], by: By, late_from: int | None) -> tuple[Group, ...]:
    names: Iterable[str]
    key: Callable[[Episode], str]
    if by is By.OTHER:
        names, key = dict.fromkeys(e.name for e in episodes), lambda e: e.name
    elif by is By.PLACE:
        names, key = list(Place), lambda e: e.place
    else:
        late = first_late_session(e.session for e in episodes) if late_from is None else late_from
        names, key = ("early", "late"), lambda e: "late" if e.session >= late else "early"
    members: Mapping[str, list[Episode]] = {name: [] for name in names}
    for episode in episodes:
        members[key(episode)].append(episode)
    return tuple(Group(str(name), tuple(group)) for name, group in members.items())
