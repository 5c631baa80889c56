"""A draft interpretation to think with: worded from the theme or a conflict, or withheld with the reasons why.

A draft is for the clinician only. Nothing here sends, stores or says it; it obeys rules I1 to I14 by construction:
a draft that is not tentative, is too long or rests on no moment cannot be made.

Source: interventions.md 5.4, ccrt.md 4.8 (`clew.therapy.formulation.interpreting` has the rules one by one).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from clew.therapy.course.rule import Reason
from clew.therapy.errors import TherapyError
from clew.therapy.formulation import interpreting as rules
from clew.therapy.formulation.ccrt import Counted
from clew.therapy.formulation.conflict import Conflict
from clew.therapy.formulation.episodes import Episode, overlap
from clew.therapy.formulation.hypotheses import DEFAULT_GATE, Gate
from clew.therapy.formulation.interpreting import Standing, reason
from clew.therapy.formulation.wording import PROTECTIONS, Kind, phrase, put, read_wording
from clew.therapy.knowledge import Component
from clew.therapy.moments import Moment, Place

LABEL = "A draft to think with, not to read out"
"""What stands over every draft."""

# What only a change in how things stand can lift, whatever was decided otherwise.
NEVER_LIFTED = frozenset({"danger_first"})

_OWN = frozenset(
    {"parent", "sibling", "grandparent", "relative", "partner", "child", "friend", "boss", "colleague"}
)
_NAMED = {
    Kind.EXPECTED: (Component.RESPONSE_OF_OTHER, Component.RESPONSE_OF_SELF),
    Kind.WISH: (Component.WISH, Component.RESPONSE_OF_OTHER, Component.RESPONSE_OF_SELF),
    Kind.PAST: (Component.RESPONSE_OF_OTHER, Component.RESPONSE_OF_SELF),
    Kind.ROOM: (Component.RESPONSE_OF_OTHER, Component.RESPONSE_OF_SELF),
    Kind.ROOM_PAST: (Component.RESPONSE_OF_OTHER, Component.RESPONSE_OF_SELF),
}
_SLOTS = {
    Component.WISH: "wish",
    Component.RESPONSE_OF_OTHER: "other",
    Component.RESPONSE_OF_SELF: "self",
}
_JOINED = {
    Kind.PAST: (Place.OUTSIDE, Place.PAST),
    Kind.ROOM: (Place.ROOM, Place.OUTSIDE),
    Kind.ROOM_PAST: (Place.ROOM, Place.PAST),
}
_PLACES = {Place.PAST: "people of the past", Place.OUTSIDE: "people outside", Place.ROOM: "you in the room"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft in words, with the episodes and moments it rests on, why it is offered, and what to bear in mind.

    Raises:
        TherapyError: it rests on nothing, or breaks rule I1 or I4.
    """

    kind: Kind
    text: str
    episodes: tuple[Episode, ...]
    moments: tuple[Moment, ...]
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()

    def __post_init__(self) -> None:
        if not self.moments:
            raise TherapyError("A draft rests on moments; give at least one.")
        found = read_wording(self.text)
        if not found.tentative or not found.short:
            raise TherapyError("A draft is a possibility in at most two sentences that invites correction.")


@dataclass(frozen=True, slots=True)
class Withheld:
    """No draft of this kind now, and why.

    Raises:
        TherapyError: no reason is given.
    """

    kind: Kind
    reasons: tuple[Reason, ...]

    def __post_init__(self) -> None:
        if not self.reasons:
            raise TherapyError("What is withheld says why; give at least one reason.")


Verdict: TypeAlias = Draft | Withheld


def theme_drafts(
    parts: Mapping[Component, Counted], standing: Standing, *, wording: int = 0, gate: Gate = DEFAULT_GATE
) -> tuple[Verdict, ...]:
    """Return a draft or the reasons against it for each kind that a theme can give, from the surface down.

    An episode speaks for a draft when it shows at least two of the parts that the draft names (D: default, not
    validated). A link between places also needs an episode in each of them, and names the moments of these.

    Args:
        parts: the theme as it stands, what the clinician chose between ties included.
        standing: how things stand between the two.
        wording: which of the ways to say it.
        gate: how much evidence rule I3 asks for.
    """
    return tuple(_of_theme(kind, parts, standing, wording, gate) for kind in _NAMED)


def conflict_drafts(
    conflict: Conflict,
    episodes: Sequence[Episode],
    standing: Standing,
    *,
    wording: int = 0,
    gate: Gate = DEFAULT_GATE,
) -> tuple[Verdict, ...]:
    """Return a draft or the reasons against it for what protects, and for the hidden feeling, of one conflict.

    ``episodes`` are those that count (`ccrt.kept`); one speaks for the conflict when a moment for it lies in it.
    """
    showing = tuple(e for e in episodes if any(overlap(moment, e.moment) for moment in conflict.moments))
    return tuple(
        _of_conflict(kind, conflict, showing, standing, wording, gate)
        for kind in (Kind.PROTECTION, Kind.FEELING)
    )


def _of_theme(
    kind: Kind, parts: Mapping[Component, Counted], standing: Standing, wording: int, gate: Gate
) -> Verdict:
    missing = [part.label for part in _NAMED[kind] if part not in parts]
    if missing:
        unnamed = f"No accepted episode names a {' or a '.join(missing)} yet."
        return _verdict(kind, None, (), (), standing, (reason("evidence_first", unnamed),))
    named = [parts[part] for part in _NAMED[kind]]
    seen: Counter[Episode] = Counter(episode for part in named for episode in part.episodes)
    showing = tuple(sorted((e for e, n in seen.items() if n >= 2), key=lambda e: (e.session, e.key)))
    words = {_SLOTS[part.kind]: phrase(part.kind, part.slug) for part in named}
    against = list(rules.evidence_first(showing, standing, gate))
    for place in _JOINED.get(kind, ()):
        there = [e for e in showing if e.place is place]
        if there:
            words[place.value] = _who(there)
        else:
            against.append(reason("evidence_first", f"It was not yet seen with {_PLACES[place]}."))
    whole = all(place.value in words for place in _JOINED.get(kind, ()))
    joined = _JOINED.get(kind, tuple(Place))
    moments = tuple(
        dict.fromkeys(
            c.moment for e in showing if e.place in joined for part in named for c in part.mentions(e)
        )
    )
    text = put(kind, words, wording) if whole else None
    return _verdict(kind, text, showing, moments, standing, tuple(against))


def _of_conflict(
    kind: Kind,
    conflict: Conflict,
    showing: tuple[Episode, ...],
    standing: Standing,
    wording: int,
    gate: Gate,
) -> Verdict:
    wanted = {"defense", "anxiety"} | ({"hidden_feeling"} if kind is Kind.FEELING else set())
    against: tuple[Reason, ...]
    if not conflict.moments:
        against = (reason("evidence_first", "It is a sketch: no moment speaks for it yet."),)
    elif wanted & set(conflict.open_corners):
        against = (reason("evidence_first", "A corner that it would name is still open."),)
    else:
        against = rules.evidence_first(showing, standing, gate)
    against += rules.belief_is_no_defense(belief=conflict.belief, supervised=conflict.supervised)
    text = None
    if not wanted & set(conflict.open_corners):
        words = {
            "doing": PROTECTIONS[conflict.defense],
            "anxiety": conflict.anxiety,
            "feeling": conflict.feeling,
        }
        text = put(kind, words, wording)
        if not read_wording(text).short:
            text = None
            against += (
                reason("one_link", "A corner is worded in more than one sentence. Make it a few words."),
            )
    return _verdict(kind, text, showing, conflict.moments, standing, against)


def _verdict(
    kind: Kind,
    text: str | None,
    showing: tuple[Episode, ...],
    moments: tuple[Moment, ...],
    standing: Standing,
    against: tuple[Reason, ...],
) -> Verdict:
    """Weigh what speaks against a draft; what was decided otherwise stands beside it instead of in its way."""
    lifted = standing.otherwise - NEVER_LIFTED
    strained = rules.rupture_first(standing)
    first = (*rules.danger_first(standing), *(one for one in strained if one.rule not in lifted))
    if first:
        return Withheld(kind, first)
    against = (
        *strained,
        *rules.last_session(standing, kind),
        *rules.sparing(standing, kind),
        *against,
        *rules.surface_first(standing, kind),
        *rules.alive_in_the_room(showing, standing, kind),
    )
    blocks = tuple(one for one in against if one.rule not in lifted)
    if blocks:
        return Withheld(kind, blocks)
    if text is None or not moments:
        return Withheld(kind, against or (reason("evidence_first", "There is nothing to word it from yet."),))
    return Draft(
        kind=kind,
        text=text,
        episodes=showing,
        moments=moments,
        reasons=(
            reason("evidence_first", _seen(showing)),
            *rules.close_to_the_theme(kind),
            *rules.gain_and_cost(kind),
        ),
        notes=(
            *against,
            *rules.never_by_software(standing),
            *(rules.transference_dose(standing) if kind.transference else ()),
            *rules.transference_moderator(standing, kind),
            *rules.more_is_not_better(standing, kind),
        ),
    )


def _seen(showing: tuple[Episode, ...]) -> str:
    people = len({episode.name for episode in showing})
    episodes = f"{len(showing)} {'episode' if len(showing) == 1 else 'episodes'}"
    return f"Seen in {episodes} with {people} {'person' if people == 1 else 'people'}."


def _who(episodes: Sequence[Episode]) -> str:
    """Name the person most often met in these episodes, the latest of those met as often, as one would to the patient."""
    often = Counter(episode.name for episode in episodes)
    latest = {episode.name: episode.session for episode in episodes}
    name = max(often, key=lambda one: (often[one], latest[one], one))
    kind = next(episode.other for episode in episodes if episode.name == name)
    if name.startswith(("the ", "your ")):
        return name
    return f"your {name}" if kind in _OWN and "'" not in name and "\u2019" not in name else f"the {name}"
