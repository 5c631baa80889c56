"""The CCRT worksheet: what a theme still lacks, and whether responses grew more positive from early to late.

Source: LuborskyCC1998 (a key of `clew.therapy.knowledge.SOURCES`); that each place should be seen is Clew's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from clew.therapy.course.rule import Case, Reason, Rule
from clew.therapy.formulation.ccrt import Balance, Ccrt, balance, ccrt
from clew.therapy.formulation.episodes import Component as Told
from clew.therapy.formulation.episodes import Episode, Valence, by_place, distinct_others
from clew.therapy.formulation.pervasiveness import first_late_session
from clew.therapy.knowledge import STABLE_THEME_EPISODES, Component, Tag
from clew.therapy.knowledge.interventions import GATE_OTHERS
from clew.therapy.moments import Moment, MomentKind, Place

PLACES = {Place.PAST: "people of the past", Place.OUTSIDE: "people outside", Place.ROOM: "the clinician"}


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a theme has and what it lacks. A theme that lacks something is no less the patient's; it is less sure."""

    met: tuple[Reason, ...]
    missing: tuple[Reason, ...]

    @property
    def ready(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def theme_readiness(counts: Ccrt) -> Readiness:
    """Say what a theme rests on and what is missing: episodes, different people, and each of the three places."""
    episodes, people = len(counts.kept), len(distinct_others(counts.kept))
    places = by_place(counts.kept)
    wanted = int(STABLE_THEME_EPISODES.value)
    asked = [
        (
            episodes >= wanted,
            f"{episodes} complete {_plural(episodes, 'episode')}; a stable theme has at least {wanted}",
            "LuborskyCC1998",
            Tag.KNOWN,
        ),
        (
            people >= GATE_OTHERS.value,
            f"{people} different {_plural(people, 'person', 'people')}; at least {GATE_OTHERS.value:g}",
            "Clew",
            Tag.DEFAULT,
        ),
        *(
            (
                places[place] > 0,
                f"{places[place]} {_plural(places[place], 'episode')} with {PLACES[place]}; at least 1",
                "Clew",
                Tag.DEFAULT,
            )
            for place in Place
        ),
    ]
    reasons = [
        (met, Reason(rule="theme_readiness", words=f"{words}.", source=source, tag=tag))
        for met, words, source, tag in asked
    ]
    return Readiness(
        tuple(reason for met, reason in reasons if met), tuple(reason for met, reason in reasons if not met)
    )


def _plural(count: int, one: str, many: str = "") -> str:
    return one if count == 1 else many or one + "s"


class Way(StrEnum):
    """How the share of positive responses moved."""

    ROSE = "a larger share is positive late"
    FELL = "a smaller share is positive late"
    SAME = "the share that is positive is the same"
    OPEN = "cannot be said"


@dataclass(frozen=True, slots=True)
class Shift:
    """Positive and negative responses of one kind, early and late, and how their share moved."""

    kind: Component
    early: Balance
    late: Balance
    way: Way
    reason: Reason


def response_shift(episodes: Iterable[Episode], kind: Component, late_from: int | None = None) -> Shift:
    """Compare the share of positive responses of other, or of self, in early and in late sessions.

    Only rated responses are in it; without any in one half nothing is said. It is a comparison of counts in one
    person and no test: how large a shift means something has not been established.

    Args:
        episodes: those that count (`ccrt.kept`).
        kind: responses of other or of self; wishes have no valence.
        late_from: the first late session; `first_late_session` of these episodes unless told.

    Raises:
        TherapyError: for wishes.
    """
    episodes = tuple(episodes)
    from_ = first_late_session(e.session for e in episodes) if late_from is None else late_from
    early = balance((e for e in episodes if e.session < from_), kind)
    late = balance((e for e in episodes if e.session >= from_), kind)
    before, after = early.positive_percent, late.positive_percent
    if before is None or after is None:
        way = Way.OPEN
    elif before == after:
        way = Way.SAME
    else:
        way = Way.ROSE if after > before else Way.FELL
    words = (
        f"{kind.label.capitalize()}: {early.positive} of {early.positive + early.negative} rated responses were "
        f"positive before session {from_}, {late.positive} of {late.positive + late.negative} from then on; {way.value}."
    )
    reason = Reason(rule="response_shift", words=words, source="LuborskyCC1998", tag=Tag.KNOWN)
    return Shift(kind, early, late, way, reason)


def _case_episode(session: int, place: Place, name: str, valences: Sequence[Valence] = ()) -> Episode:
    moment = Moment(MomentKind.TURNS, f"session {session} {name}", 0, 0)
    return Episode(
        key=f"{session} {name}",
        session=session,
        other="clinician" if place is Place.ROOM else "relative",
        name=name,
        place=place,
        completeness=3,
        moment=moment,
        components=tuple(
            Told(Component.RESPONSE_OF_OTHER, moment, own_words=f"response {n}", valence=valence)
            for n, valence in enumerate(valences)
        ),
    )


def _missing(episodes: Sequence[Episode]) -> str:
    found = theme_readiness(ccrt(episodes))
    return " ".join(reason.words for reason in found.missing) or "nothing is missing"


_SPREAD = (
    _case_episode(1, Place.PAST, "mother"),
    _case_episode(1, Place.ROOM, "clinician"),
    *(_case_episode(n, Place.OUTSIDE, "friend") for n in range(2, 10)),
)
_BAD, _GOOD = Valence.NEGATIVE, Valence.POSITIVE


def _way(*halves: tuple[int, Sequence[Valence]]) -> str:
    episodes = [_case_episode(session, Place.OUTSIDE, "friend", valences) for session, valences in halves]
    return response_shift(episodes, Component.RESPONSE_OF_OTHER, late_from=5).way.value


RULES = (
    Rule(
        slug="theme_readiness",
        name="What a theme still lacks",
        definition="A theme is stable from about ten complete episodes. Beside that it should be seen with at least two "
        "people, and with people of the past, people outside and the clinician. What is missing is listed.",
        source="LuborskyCC1998",
        tag=Tag.KNOWN,
        cases=(
            Case(
                given="10 complete episodes, 3 people, each place",
                ask=lambda: _missing(_SPREAD),
                answer="nothing is missing",
            ),
            Case(
                given="9 complete episodes, 2 people, none in the past",
                ask=lambda: _missing(_SPREAD[1:]),
                answer="9 complete episodes; a stable theme has at least 10. "
                "0 episodes with people of the past; at least 1.",
            ),
            Case(
                given="no episode",
                ask=lambda: _missing(()),
                answer="0 complete episodes; a stable theme has at least 10. 0 different people; at least 2. "
                "0 episodes with people of the past; at least 1. 0 episodes with people outside; at least 1. "
                "0 episodes with the clinician; at least 1.",
            ),
        ),
        defaults=(STABLE_THEME_EPISODES, GATE_OTHERS),
    ),
    Rule(
        slug="response_shift",
        name="Early and late responses",
        definition="Over a treatment that helps, negative responses of other and of self should grow fewer and positive "
        "ones more, while the wish mostly stays. The shares are compared with their counts; nothing is tested.",
        source="LuborskyCC1998",
        tag=Tag.KNOWN,
        cases=(
            Case(
                given="1 of 4 positive early, 2 of 4 late",
                ask=lambda: _way((1, (_GOOD, _BAD, _BAD, _BAD)), (9, (_GOOD, _GOOD, _BAD, _BAD))),
                answer=Way.ROSE.value,
            ),
            Case(
                given="1 of 2 positive early, 1 of 3 late",
                ask=lambda: _way((1, (_GOOD, _BAD)), (9, (_GOOD, _BAD, _BAD))),
                answer=Way.FELL.value,
            ),
            Case(
                given="1 of 2 positive early, 2 of 4 late",
                ask=lambda: _way((1, (_GOOD, _BAD)), (9, (_GOOD, _GOOD, _BAD, _BAD))),
                answer=Way.SAME.value,
            ),
            Case(
                given="rated responses early only",
                ask=lambda: _way((1, (_GOOD, _BAD))),
                answer=Way.OPEN.value,
            ),
        ),
    ),
)
"""The rules of the worksheet."""
