"""How much was toward insight and how much toward support, session by session, beside the emphasis that was planned.

The numbers are those of interventions 5.6: shares of the eight codes, with no target. This says what was counted and
asks whether the plan is still the plan; it judges neither the clinician nor the session.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from clew.therapy.course.emphasis import Emphasis
from clew.therapy.course.rule import Case, Reason, Rule
from clew.therapy.errors import TherapyError
from clew.therapy.formulation.technique import InterventionMix
from clew.therapy.knowledge import INTERVENTIONS
from clew.therapy.knowledge.base import Tag
from clew.therapy.knowledge.interventions import MINIMUM_CODED_TURNS


class Lean(StrEnum):
    """Which of the two shares is the larger in a session."""

    INSIGHT = "more toward insight"
    SUPPORT = "more toward support"
    LEVEL = "as much toward one as toward the other"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedSession:
    """One session with the mix of its accepted codes. ``ref`` names it; ``waiting`` proposals are not looked at yet."""

    ref: str
    number: int
    mix: InterventionMix
    waiting: int = 0

    @property
    def lean(self) -> Lean | None:
        """Where it leans; None where too few turns are coded."""
        if self.mix.insight is None or self.mix.support is None:
            return None
        if self.mix.insight == self.mix.support:
            return Lean.LEVEL
        return Lean.INSIGHT if self.mix.insight > self.mix.support else Lean.SUPPORT


class Beside(StrEnum):
    """How what was counted stands beside the plan."""

    CANNOT_SAY = "cannot say"
    NO_PLAN = "no emphasis is planned"
    AS_PLANNED = "leans as planned"
    OTHERWISE = "leans otherwise more often: is it still the plan?"
    BOTH = "both poles are part of the plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class TechniqueVerdict:
    """What was counted beside what was planned, with the reason. ``counted`` is the number of sessions with enough codes."""

    says: Beside
    counted: int
    reason: Reason


def beside_plan(sessions: Sequence[CodedSession], planned: Emphasis | None) -> TechniqueVerdict:
    """Say how the mix over sessions stands beside the planned emphasis.

    Sessions with fewer coded turns than `MINIMUM_CODED_TURNS` are not counted, and the reason says how many those are.
    """
    if len({one.ref for one in sessions}) < len(sessions):
        raise TherapyError("A session is counted once; give each of them once.")
    enough = [one for one in sessions if one.lean is not None]
    few = len(sessions) - len(enough)
    left_out = (
        f" {_sessions(few)} with fewer than {MINIMUM_CODED_TURNS.value:g} coded turns "
        f"{'is' if few == 1 else 'are'} not counted."
        if few
        else ""
    )
    if not enough:
        words = "No session has enough coded turns to say anything." + left_out
        return _verdict(Beside.CANNOT_SAY, enough, words)
    insight = sum(one.lean is Lean.INSIGHT for one in enough)
    support = sum(one.lean is Lean.SUPPORT for one in enough)
    words = (
        f"Of {_sessions(len(enough))} with enough coded turns, {insight} had a larger share toward insight and "
        f"{support} a larger share toward support.{left_out}"
    )
    if planned is None:
        return _verdict(Beside.NO_PLAN, enough, words)
    words = f"Planned emphasis: {planned.value}. {words}"
    if planned is Emphasis.BALANCED:
        return _verdict(Beside.BOTH, enough, words)
    along, against = (insight, support) if planned is Emphasis.EXPLORATORY else (support, insight)
    return _verdict(Beside.OTHERWISE if against > along else Beside.AS_PLANNED, enough, words)


def _sessions(count: int) -> str:
    return f"{count} session{'' if count == 1 else 's'}"


def _verdict(says: Beside, counted: Sequence[CodedSession], words: str) -> TechniqueVerdict:
    reason = Reason(
        rule="technique_beside_plan",
        words=words,
        source="Clew",
        tag=Tag.DEFAULT,
        rests_on=tuple(one.ref for one in counted),
    )
    return TechniqueVerdict(says=says, counted=len(counted), reason=reason)


def _mix(insight: int, middle: int, support: int) -> InterventionMix:
    """Return a mix of so many turns of each, for a case."""
    counts = dict.fromkeys(INTERVENTIONS, 0) | {
        "observation": insight,
        "clarification": middle,
        "empathic_validation": support,
    }
    turns = insight + middle + support
    shares = (
        [100 * part / turns for part in (insight, middle, support)]
        if turns >= MINIMUM_CODED_TURNS.value
        else [None, None, None]
    )
    return InterventionMix(turns, counts, *shares)


def _case(given: str, answer: Beside, planned: Emphasis | None, *mixes: tuple[int, int, int]) -> Case:
    sessions = [
        CodedSession(ref=str(place), number=place, mix=_mix(*parts)) for place, parts in enumerate(mixes, 1)
    ]
    return Case(given=given, ask=lambda: beside_plan(sessions, planned).says.value, answer=answer.value)


_MORE, _LESS, _FEW = (8, 4, 2), (2, 4, 8), (4, 3, 2)

RULES = (
    Rule(
        slug="technique_beside_plan",
        name="Interventions beside the planned emphasis",
        definition="Counts in how many sessions the share toward insight was the larger, and in how many the share "
        "toward support, and sets that beside the plan. There is no target.",
        source="Clew",
        tag=Tag.DEFAULT,
        cases=(
            _case("no session coded", Beside.CANNOT_SAY, Emphasis.EXPLORATORY),
            _case("one session with 9 coded turns", Beside.CANNOT_SAY, Emphasis.EXPLORATORY, _FEW),
            _case("two sessions toward insight, nothing planned", Beside.NO_PLAN, None, _MORE, _MORE),
            _case(
                "exploratory planned; two sessions toward insight, one toward support",
                Beside.AS_PLANNED,
                Emphasis.EXPLORATORY,
                _MORE,
                _MORE,
                _LESS,
            ),
            _case(
                "exploratory planned; one session toward insight, two toward support",
                Beside.OTHERWISE,
                Emphasis.EXPLORATORY,
                _MORE,
                _LESS,
                _LESS,
            ),
            _case(
                "exploratory planned; as many toward one as toward the other",
                Beside.AS_PLANNED,
                Emphasis.EXPLORATORY,
                _MORE,
                _LESS,
            ),
            _case(
                "supportive planned; one session toward insight", Beside.OTHERWISE, Emphasis.SUPPORTIVE, _MORE
            ),
            _case("balanced planned; one session toward insight", Beside.BOTH, Emphasis.BALANCED, _MORE),
        ),
        defaults=(MINIMUM_CODED_TURNS,),
    ),
)
"""The rule of technique, for the manual."""
