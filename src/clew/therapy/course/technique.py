"""How much was toward insight and how much toward support, session by session, beside the emphasis that was planned.

The numbers are those of interventions 5.6: shares of the eight codes, with no target. This says what was counted and
asks whether the plan is still the plan; it judges neither the clinician nor the session.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from clew.therapy.course.emphasis import Emphasis, Planned, changes, in_force
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
    """One session with the mix of its accepted codes. ``ref`` names it; ``waiting`` proposals are not looked at yet.

    ``on`` is its day; a session without one stands beside whatever is planned at present.
    """

    ref: str
    number: int
    mix: InterventionMix
    waiting: int = 0
    on: date | None = None

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The sessions during which one emphasis was planned, and how their mix stands beside it.

    ``plan`` is None for sessions before anything was planned; ``sessions`` is empty where none has a transcript.
    """

    plan: Planned | None
    sessions: tuple[CodedSession, ...]
    verdict: TechniqueVerdict


def beside_plans(sessions: Sequence[CodedSession], plans: Sequence[Planned]) -> tuple[Stretch, ...]:
    """Set each session beside the emphasis that was planned on its day, one stretch for each plan, in their order.

    A time in which nothing was planned and no session has a transcript is left out, unless it is the present.
    """
    listed = changes(plans)
    of: dict[Planned | None, list[CodedSession]] = {None: [], **{plan: [] for plan in listed}}
    for one in sessions:
        of[in_force(listed, one.on or date.max)].append(one)
    return tuple(
        Stretch(
            plan=plan,
            sessions=tuple(found),
            verdict=beside_plan(found, plan.emphasis if plan else None),
        )
        for plan, found in of.items()
        if found or (plan is not None and (plan.emphasis is not None or plan is listed[-1])) or not listed
    )


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


def _stretches(*days: int) -> str:
    """Set sessions toward insight on some days of March beside a plan that turns from support to exploring on the 10th."""
    plans = [
        Planned(emphasis=Emphasis.SUPPORTIVE, since=date(2026, 3, 3)),
        Planned(emphasis=Emphasis.EXPLORATORY, since=date(2026, 3, 10)),
    ]
    sessions = [
        CodedSession(ref=str(day), number=place, mix=_mix(*_MORE), on=date(2026, 3, day))
        for place, day in enumerate(days, 1)
    ]
    return "; ".join(
        f"{one.plan.emphasis.value if one.plan and one.plan.emphasis else 'nothing'}: {one.verdict.says.value}"
        for one in beside_plans(sessions, plans)
        if one.sessions
    )


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
    Rule(
        slug="technique_by_plan",
        name="Each session beside the plan of its own day",
        definition="When the planned emphasis is changed, earlier sessions stay beside what was planned then; the new "
        "plan is looked at from its first day on. All sessions of the cases lean toward insight.",
        source="Clew",
        tag=Tag.DEFAULT,
        cases=tuple(
            Case(given=given, ask=lambda days=days: _stretches(*days), answer=answer)  # type: ignore[misc]
            for given, days, answer in (
                (
                    "support planned from the 3rd, exploring from the 10th; a session on the 2nd",
                    (2,),
                    f"nothing: {Beside.NO_PLAN.value}",
                ),
                ("the same; a session on the 9th", (9,), f"supportive: {Beside.OTHERWISE.value}"),
                ("the same; a session on the 10th", (10,), f"exploratory: {Beside.AS_PLANNED.value}"),
                (
                    "the same; sessions on the 3rd and on the 17th",
                    (3, 17),
                    f"supportive: {Beside.OTHERWISE.value}; exploratory: {Beside.AS_PLANNED.value}",
                ),
            )
        ),
    ),
)
"""The rules of technique, for the manual."""
