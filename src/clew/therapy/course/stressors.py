"""Stressors beside one another and beside the beginning of the depression (assessment.md 2.1 and 2.2).

No answer is a cause and none holds a number of risk: that two things were rated high, or came one after the
other, is said, and what it meant is left to the two people in the room.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from clew.therapy.course.rule import Case, Reason, Rule
from clew.therapy.forms.when import days_of, middle
from clew.therapy.knowledge.base import Parameter, Tag

CLEARLY = Parameter(
    slug="loss_and_humiliation_from",
    name="Rated at least 'clearly'",
    definition="From this step on, of 0 to 3, loss and humiliation count as both present in one event.",
    value=2,
    source="Clew",
    tag=Tag.DEFAULT,
)


def loss_with_humiliation(
    loss: int | None, humiliation: int | None, *, of: str = "", at_least: float = CLEARLY.value
) -> tuple[Reason, ...]:
    """Say that an event joins loss with humiliation; nothing where it does not, or where one was not rated.

    Args:
        loss, humiliation: 0 to 3 as rated, None where nobody did.
        of: the id of the event.
        at_least: from which step on both count.
    """
    if loss is None or humiliation is None or min(loss, humiliation) < at_least:
        return ()
    rests = (of,) if of else ()
    return (
        Reason(
            rule="loss_with_humiliation",
            words="Loss and humiliation are both rated at least 'clearly'. Losses that humiliate have been "
            "followed by depression more often than loss alone; how it was here is worth asking about.",
            source="UTD",
            tag=Tag.STATED,
            rests_on=rests,
        ),
        Reason(
            rule="loss_with_humiliation",
            words="In the twin study behind this, a separation that the other person chose stood out.",
            source="Kendler2003",
            tag=Tag.KNOWN,
            rests_on=rests,
        ),
    )


@dataclass(frozen=True, slots=True)
class Chain:
    """Events that echo one another, the earliest first."""

    events: tuple[str, ...]
    reason: Reason


def echo_chains(echoes: Mapping[str, Collection[str]], when: Mapping[str, str]) -> tuple[Chain, ...]:
    """Return events that hang together by echoes, each chain in the order of time; those without a date stand last.

    Args:
        echoes: for each event, the earlier ones that it may have reawakened.
        when: when each event was, as `Kind.WHEN`; events without a date are left out.
    """
    near: dict[str, set[str]] = {event: set() for event in echoes}
    for event, earlier in echoes.items():
        for other in earlier:
            if other in near and other != event:
                near[event].add(other)
                near[other].add(event)
    chains, seen = [], set[str]()
    for start in echoes:
        if start in seen or not near[start]:
            continue
        found, todo = [start], [start]
        seen.add(start)
        while todo:
            for other in sorted(near[todo.pop()] - seen):
                seen.add(other)
                found.append(other)
                todo.append(other)
        order = {event: n for n, event in enumerate(echoes)}
        found.sort(key=lambda e: (days_of(when[e])[0] if e in when else date.max, order[e]))
        chains.append(
            Chain(
                tuple(found),
                Reason(
                    rule="echo_chain",
                    words=f"{len(found)} events are linked as echoes. A present event may reawaken an earlier one "
                    "that was put away; whether it did is worth asking about.",
                    source="UTD",
                    tag=Tag.STATED,
                    rests_on=tuple(found),
                ),
            )
        )
    return tuple(chains)


class Order(StrEnum):
    """How an event stands to the beginning of the depression."""

    BEFORE = "before"
    GOING_ON = "going on when it began"
    AFTER = "after"
    OPEN = "not known from the dates"


@dataclass(frozen=True, slots=True)
class Event:
    """A stressor as far as its dates matter. `began_with` is what the clinician noted: yes, no, unclear or nothing."""

    ref: str
    when: str = ""
    until: str = ""
    chronic: bool = False
    began_with: str = ""

    def __post_init__(self) -> None:
        for one in (self.when, self.until):
            if one:
                days_of(one)


def order_to_onset(event: Event, onset: str) -> Order:
    """Return how an event stands to the beginning of the depression, as far as both dates are known.

    Where the dates allow both, the answer is `Order.OPEN`: a guess would look like a finding.

    Args:
        event: the stressor.
        onset: when the depression began, as `Kind.WHEN`; empty where it is not known.
    """
    if not event.when or not onset:
        return Order.OPEN
    first, last = days_of(event.when)
    began, began_last = days_of(onset)
    if first > began_last:
        return Order.AFTER
    if last >= began:
        return Order.OPEN
    if event.until:
        over_first, over_last = days_of(event.until)
        if over_last < began:
            return Order.BEFORE
        return Order.GOING_ON if over_first >= began_last else Order.OPEN
    return Order.GOING_ON if event.chronic else Order.BEFORE


def apart(earlier: date, later: date) -> str:
    """Say how far two days lie apart: "9 days", "5 weeks", "3 months", "12 years"."""
    days = abs((later - earlier).days)
    for most, length, name in ((14, 1, "day"), (70, 7, "week"), (730, 30.44, "month")):
        if days < most:
            n = round(days / length)
            return f"{n} {name}{'' if n == 1 else 's'}"
    return f"{round(days / 365.25)} years"


_SAID = {
    Order.BEFORE: "The event came about {apart} before the depression began.",
    Order.GOING_ON: "The event had begun about {apart} before the depression and was still going on.",
    Order.AFTER: "The event came about {apart} after the depression had begun.",
}


def chronology(event: Event, onset: str) -> tuple[Reason, ...]:
    """Say how an event stands to the beginning of the depression, and where the note about it says otherwise."""
    order = order_to_onset(event, onset)
    if order is Order.OPEN:
        return ()
    between = apart(middle(event.when), middle(onset))
    found = [_chronology(_SAID[order].format(apart=between), event.ref)]
    if order is Order.AFTER and event.began_with == "yes":
        found.append(
            _chronology(
                "It is noted that the depression began or worsened with it. If it began with it, one of the two "
                "dates may be mistaken; if it worsened, both hold.",
                event.ref,
            )
        )
    return tuple(found)


def _chronology(words: str, ref: str) -> Reason:
    return Reason(rule="order_to_onset", words=words, source="UTD", tag=Tag.STATED, rests_on=(ref,))


def nearest_before(events: Sequence[Event], onset: str) -> tuple[Reason, ...]:
    """Point at the last event that had begun before the depression did; nothing where no date allows it."""
    before = [e for e in events if order_to_onset(e, onset) in (Order.BEFORE, Order.GOING_ON)]
    if not before:
        return ()
    last = max(before, key=lambda event: days_of(event.when))
    return (
        Reason(
            rule="nearest_before_onset",
            words="Of the dated events, this one came nearest before the depression. Nearest is not the same as "
            "cause; what it meant is worth asking about.",
            source="UTD",
            tag=Tag.STATED,
            rests_on=(last.ref,),
        ),
    )


def _said(reasons: tuple[Reason, ...]) -> str:
    return reasons[0].words if reasons else "nothing"


def _order(when: str, onset: str, until: str = "", *, chronic: bool = False) -> str:
    return order_to_onset(Event("event", when, until, chronic), onset).value


def _chains(echoes: Mapping[str, Collection[str]], when: Mapping[str, str]) -> str:
    return "; ".join(" - ".join(chain.events) for chain in echo_chains(echoes, when)) or "no chain"


def _nearest(*events: Event, onset: str) -> str:
    return ", ".join(ref for reason in nearest_before(events, onset) for ref in reason.rests_on) or "none"


RULES = (
    Rule(
        slug="loss_with_humiliation",
        name="Loss with humiliation",
        definition="Loss and humiliation are rated apart, 0 to 3. Where one event has both, that is said, without a "
        "number of risk.",
        source="UTD",
        tag=Tag.STATED,
        defaults=(CLEARLY,),
        cases=(
            Case(
                given="loss clearly, humiliation very much",
                ask=lambda: f"{len(loss_with_humiliation(2, 3))} reasons",
                answer="2 reasons",
            ),
            Case(
                given="loss very much, humiliation a little",
                ask=lambda: _said(loss_with_humiliation(3, 1)),
                answer="nothing",
            ),
            Case(
                given="loss very much, humiliation not rated",
                ask=lambda: _said(loss_with_humiliation(3, None)),
                answer="nothing",
            ),
        ),
    ),
    Rule(
        slug="echo_chain",
        name="Events that echo one another",
        definition="Events linked as echoes, directly or through others, are one chain, told from the earliest on.",
        source="UTD",
        tag=Tag.STATED,
        cases=(
            Case(
                given="a separation echoes a move, which echoes an early loss; a burglary echoes nothing",
                ask=lambda: _chains(
                    {"separation": ["move"], "burglary": [], "move": ["loss"], "loss": []},
                    {"separation": "2025-09", "move": "2003", "loss": "1994", "burglary": "2010"},
                ),
                answer="loss - move - separation",
            ),
            Case(
                given="two events without a link",
                ask=lambda: _chains({"move": [], "loss": []}, {}),
                answer="no chain",
            ),
        ),
    ),
    Rule(
        slug="order_to_onset",
        name="Chronology against the beginning",
        definition="Whether an event came before the depression, after it had begun, or was going on; open where the "
        "dates allow more than one.",
        source="UTD",
        tag=Tag.STATED,
        cases=(
            Case(
                given="event in August 2025, depression since October 2025",
                ask=lambda: _order("2025-08", "2025-10"),
                answer="before",
            ),
            Case(
                given="event in August 2025, depression since 2025",
                ask=lambda: _order("2025-08", "2025"),
                answer="not known from the dates",
            ),
            Case(
                given="over time since 2019, depression since October 2025",
                ask=lambda: _order("2019", "2025-10", chronic=True),
                answer="going on when it began",
            ),
            Case(
                given="event on 3 November 2025, depression since October 2025",
                ask=lambda: _order("2025-11-03", "2025-10"),
                answer="after",
            ),
        ),
    ),
    Rule(
        slug="nearest_before_onset",
        name="Nearest before the beginning",
        definition="The dated event that began last before the depression did is pointed at, as a question.",
        source="UTD",
        tag=Tag.STATED,
        cases=(
            Case(
                given="events in 2019 and June 2025, depression since October 2025",
                ask=lambda: _nearest(Event("move", "2019"), Event("loss", "2025-06"), onset="2025-10"),
                answer="loss",
            ),
            Case(
                given="one event in 2026, depression since October 2025",
                ask=lambda: _nearest(Event("move", "2026"), onset="2025-10"),
                answer="none",
            ),
        ),
    ),
)
