"""The rules of the alliance with their cases: R0 to R5, repair, what else to watch, and the open rupture.

Scores in the cases are means of the alliance check-in, 0 to 10, one a week, so that f is 10/6 = 1.67.
"""

from __future__ import annotations

from typing import Any

from clew.therapy.course.rule import Case, Rule
from clew.therapy.course.rupture import (
    ENOUGH_SESSIONS,
    RECENT,
    TOO_OFTEN,
    Found,
    Rupture,
    State,
    Told,
    flag_share,
    state_of,
    withheld,
)
from clew.therapy.knowledge.base import Parameter, Tag
from clew.therapy.measures import alliance
from clew.therapy.measures.alliance import (
    DEFAULTS,
    AllianceReading,
    Marker,
    Repair,
    Tension,
    alliance_flags,
    no_shows_after_fall,
    repair,
)
from clew.therapy.measures.instruments.check_in import ALLIANCE_CHECK_IN
from clew.therapy.measures.scoring import Total

NOTHING = "nothing"


def _series(*scores: float | None, **at: dict[str, Any]) -> list[AllianceReading]:
    """Weekly check-ins; `at` says more of a session, as s3={"tension": ...}."""
    return [
        AllianceReading(
            session=number,
            **{
                "day": 7 * number,
                "total": None if value is None else Total(value, ALLIANCE_CHECK_IN.key, "1"),
                **at.get(f"s{number}", {}),
            },
        )
        for number, value in enumerate(scores, start=1)
    ]


def _says(rule: alliance.Rule, *scores: float | None, **at: dict[str, Any]) -> str:
    found = [f for f in alliance_flags(ALLIANCE_CHECK_IN, _series(*scores, **at)) if f.rule is rule]
    return ", ".join(f"session {flag.session}" for flag in found) or NOTHING


def _mended(rule: alliance.Rule, *scores: float | None, **at: dict[str, Any]) -> str:
    readings = _series(*scores, **at)
    flag = next(f for f in alliance_flags(ALLIANCE_CHECK_IN, readings) if f.rule is rule)
    verdict = repair(ALLIANCE_CHECK_IN, readings, flag)
    return verdict.state.value + (f" in session {verdict.session}" if verdict.session else "")


def _case(given: str, rule: alliance.Rule, answer: str, *scores: float | None, **at: dict[str, Any]) -> Case:
    return Case(given=given, ask=lambda: _says(rule, *scores, **at), answer=answer)


def _repair(
    given: str, answer: str, rule: alliance.Rule, *scores: float | None, **at: dict[str, Any]
) -> Case:
    return Case(given=given, ask=lambda: _mended(rule, *scores, **at), answer=answer)


def _number(slug: str, name: str, value: float, definition: str) -> Parameter:
    return Parameter(slug=slug, name=name, value=value, definition=definition, source="Clew", tag=Tag.DEFAULT)


_SOME, _A_LOT, _LITTLE = ({"tension": tension} for tension in (Tension.SOME, Tension.A_LOT, Tension.A_LITTLE))
_TALKED = {"tension": Tension.NONE, "talked_about": True}
_AWAY = {"markers": frozenset({Marker.WITHDRAWAL})}
_DROP, _CHART, _LOW = alliance.Rule.DROP, alliance.Rule.CHART, alliance.Rule.LOW
_SELF, _CLINICIAN = alliance.Rule.SELF, alliance.Rule.CLINICIAN

R0 = Rule(
    slug="r0",
    name="R0: two scores at least",
    definition="The score rules compare a person with themselves, on one scale, rated by one person. They need two "
    "scores; a single one says nothing.",
    source="Clew",
    tag=Tag.DEFAULT,
    cases=(
        _case("one score of 2", _DROP, NOTHING, 2),
        _case("8, left blank, then 6", _DROP, "session 3", 8, None, 6),
    ),
)
R1 = Rule(
    slug="r1",
    name="R1: the score fell",
    definition="The score is lower by f or more than the last one, f being a sixth of the scale. The last score "
    "counts if it is at most 21 days and 3 sessions old; otherwise the median of the first scores takes its place.",
    source="Clew",
    tag=Tag.DEFAULT,
    defaults=(
        _number("drop", "Fall", DEFAULTS.drop, "Times f, the sixth of the scale."),
        _number("drop_days", "Days", DEFAULTS.drop_days, "How old the last score may be."),
        _number("drop_sessions", "Sessions", DEFAULTS.drop_sessions, "How far back the last score may lie."),
        _number("baseline_scores", "First scores", DEFAULTS.baseline_scores, "Whose median stands in."),
    ),
    cases=(
        _case("8, then 6.4: a fall of 1.6, less than f", _DROP, NOTHING, 8, 6.4),
        _case("8, then 6.3: a fall of 1.7", _DROP, "session 2", 8, 6.3),
        _case("6, then 8: a rise", _DROP, NOTHING, 6, 8),
        _case(
            "8, 8, 8, 6.5, and 21 days later 6.3: compared with 6.5",
            _DROP,
            NOTHING,
            *(8, 8, 8, 6.5, 6.3),
            s5={"day": 28 + 21},
        ),
        _case(
            "8, 8, 8, 6.5, and 22 days later 6.3: compared with the first scores, 8",
            _DROP,
            "session 5",
            *(8, 8, 8, 6.5, 6.3),
            s5={"day": 28 + 22},
        ),
    ),
)
R2 = Rule(
    slug="r2",
    name="R2: below the person's own line",
    definition="From the fifth score on: below the mean of the earlier scores less 2.66 mean steps between them. A "
    "step counts for at least 0.15 f; scores that were flagged before are left out of the mean.",
    source="Clew",
    tag=Tag.DEFAULT,
    defaults=(
        _number("chart_from", "Scores", DEFAULTS.chart_from, "From which score on the rule can be asked."),
        _number("chart_width", "Steps", DEFAULTS.chart_width, "How many mean steps below the mean."),
        _number("chart_floor", "Smallest step", DEFAULTS.chart_floor, "Times f."),
    ),
    cases=(
        _case("four times 8, then 7.4: the line is 7.34", _CHART, NOTHING, 8, 8, 8, 8, 7.4),
        _case("four times 8, then 7.3", _CHART, "session 5", 8, 8, 8, 8, 7.3),
        _case("three times 8, then 7.3: the fourth score", _CHART, NOTHING, 8, 8, 8, 7.3),
        _case("8, 9, 8, 9, then 7.4: scores that move have a wider line", _CHART, NOTHING, 8, 9, 8, 9, 7.4),
    ),
)
R3 = Rule(
    slug="r3",
    name="R3: a low alliance",
    definition="Two scores running below the middle of the scale: low, which is not the same as a rupture.",
    source="Clew",
    tag=Tag.DEFAULT,
    cases=(
        _case("4.9, then 4.9", _LOW, "session 2", 4.9, 4.9),
        _case("4.9, then 5, the middle itself", _LOW, NOTHING, 4.9, 5),
        _case("4.9, 5.1, 4.9", _LOW, NOTHING, 4.9, 5.1, 4.9),
    ),
)
R4 = Rule(
    slug="r4",
    name="R4: the patient noted tension",
    definition="Some or a lot of tension or misunderstanding, whatever the score. It weighs most, and it is enough.",
    source="Clew",
    tag=Tag.DEFAULT,
    cases=(
        _case("9 and 9, a little tension", _SELF, NOTHING, 9, 9, s2=_LITTLE),
        _case("9 and 9, some tension", _SELF, "session 2", 9, 9, s2=_SOME),
        _case("9 and no score, a lot of tension", _SELF, "session 2", 9, None, s2=_A_LOT),
    ),
)
R5 = Rule(
    slug="r5",
    name="R5: the clinician noted markers",
    definition="The clinician ticked markers of withdrawal or confrontation for a session. That is enough. Proposals "
    "of the coder, and single markers accepted in the coding, are only possible signs and are no part of this rule.",
    source="Clew",
    tag=Tag.DEFAULT,
    cases=(
        _case("9 and 9, withdrawal ticked", _CLINICIAN, "session 2", 9, 9, s2=_AWAY),
        _case("9 and 9, nothing ticked", _CLINICIAN, NOTHING, 9, 9),
    ),
)
REPAIR = Rule(
    slug="repair",
    name="Repair",
    definition="Within the next five scores the score is back to within a quarter of f of where it was, or the patient "
    "says that there is no tension and that it was talked about. A flag without a fall is only mended by talking. "
    "After five scores without either it is not repaired; before that it is open.",
    source="Clew",
    tag=Tag.DEFAULT,
    defaults=(
        _number(
            "repair_within", "Within", DEFAULTS.repair_within, "Times f, below the level before the fall."
        ),
        _number("repair_scores", "Scores", DEFAULTS.repair_scores, "Within how many later scores."),
    ),
    cases=(
        _repair("8, 5, then 7.5: back would be 7.58", "open", _DROP, 8, 5, 7.5),
        _repair("8, 5, then 7.6", "repaired in session 3", _DROP, 8, 5, 7.6),
        _repair(
            "8, 5, 6, 6, 6, 6, then 7.6: the fifth score",
            "repaired in session 7",
            _DROP,
            8,
            5,
            6,
            6,
            6,
            6,
            7.6,
        ),
        _repair(
            "8, 5, five times 6, then 9: the sixth is too late", "unrepaired", _DROP, 8, 5, 6, 6, 6, 6, 6, 9
        ),
        _repair("8, 5, 6, no tension and talked about", "repaired in session 3", _DROP, 8, 5, 6, s3=_TALKED),
        _repair(
            "9, 9 with some tension, 9: a score that never fell proves nothing",
            "open",
            _SELF,
            9,
            9,
            9,
            s2=_SOME,
        ),
    ),
)
BLANK_TWICE = Rule(
    slug="blank_twice",
    name="Also watch: left blank twice",
    definition="The check-in was refused or left blank twice running. Being asked may itself be the trouble.",
    source="Clew",
    tag=Tag.DEFAULT,
    cases=(
        _case("8, blank, blank", alliance.Rule.BLANK, "session 3", 8, None, None),
        _case("8, blank, 8, blank", alliance.Rule.BLANK, NOTHING, 8, None, 8, None),
        _case(
            "8, blank, then markers ticked and no check-in given",
            alliance.Rule.BLANK,
            NOTHING,
            *(8, None, None),
            s3={**_AWAY, "asked": False},
        ),
    ),
)
ALL_HIGHEST = Rule(
    slug="all_highest",
    name="Also watch: all highest, with withdrawal",
    definition="The highest possible score in a session in which the clinician noted withdrawal. To agree with "
    "everything can be a way of stepping back.",
    source="Clew",
    tag=Tag.DEFAULT,
    cases=(
        _case("10 with withdrawal ticked", alliance.Rule.ALL_HIGHEST, "session 2", 8, 10, s2=_AWAY),
        _case("9.5 with withdrawal ticked", alliance.Rule.ALL_HIGHEST, NOTHING, 8, 9.5, s2=_AWAY),
        _case("10 and nothing ticked", alliance.Rule.ALL_HIGHEST, NOTHING, 8, 10),
    ),
)


def _missed(falls: list[int], no_shows: list[int]) -> str:
    return ", ".join(f"session {flag.session}" for flag in no_shows_after_fall(falls, no_shows)) or NOTHING


NO_SHOWS = Rule(
    slug="two_no_shows",
    name="Also watch: two no-shows after a fall",
    definition="Two sessions missed without a word after a fall of the score that is not mended.",
    source="Clew",
    tag=Tag.DEFAULT,
    defaults=(
        _number("no_shows_after_fall", "Sessions missed", alliance.NO_SHOWS_AFTER_FALL, "After the fall."),
    ),
    cases=(
        Case(given="a fall in session 5; missed 6", ask=lambda: _missed([5], [6]), answer=NOTHING),
        Case(
            given="a fall in session 5; missed 6 and 8", ask=lambda: _missed([5], [6, 8]), answer="session 8"
        ),
        Case(given="missed 3 and 4, a fall in session 5", ask=lambda: _missed([5], [3, 4]), answer=NOTHING),
    ),
)

STATE = Rule(
    slug="rupture_state",
    name="How a rupture stands",
    definition="The clinician's last clear answer decides; where there is none, the rule of repair does.",
    source="Clew",
    tag=Tag.DEFAULT,
    cases=(
        Case(
            given="not looked at again, score back",
            ask=lambda: state_of((), Repair.REPAIRED).value,
            answer="repaired",
        ),
        Case(
            given="the clinician found it partly mended, score back",
            ask=lambda: state_of((Found.PARTLY,), Repair.REPAIRED).value,
            answer="partly repaired",
        ),
        Case(
            given="not yet, then repaired, score not back",
            ask=lambda: state_of((Found.NOT_YET, Found.REPAIRED), Repair.UNREPAIRED).value,
            answer="repaired",
        ),
        Case(
            given="cannot say, score not back after five",
            ask=lambda: state_of((Found.CANNOT_SAY,), Repair.UNREPAIRED).value,
            answer="not repaired, as far as the scores show",
        ),
        Case(given="nothing known later", ask=lambda: state_of((), None).value, answer="not repaired yet"),
    ),
)


def _withheld(told: Told, state: State, session: int, last: int) -> str:
    rupture = Rupture(ref="r", session=session, told=told, state=state)
    return "kept back" if withheld((rupture,), last=last) else NOTHING


OPEN = Rule(
    slug="rupture_open",
    name="An open rupture comes first",
    definition="While a rupture is not mended, hearing and exploring it comes before linking it to patterns; an "
    "interpretation of what happens between the two is kept back. A rupture that the clinician wrote down counts "
    "until it is mended, tension that only the patient noted for three sessions.",
    source="EubanksConsensus2018",
    tag=Tag.KNOWN,
    defaults=(RECENT,),
    cases=(
        Case(
            given="written down in session 7, not repaired, now session 20",
            ask=lambda: _withheld(Told.CLINICIAN, State.OPEN, 7, 20),
            answer="kept back",
        ),
        Case(
            given="written down in session 7, partly repaired, now session 9",
            ask=lambda: _withheld(Told.CLINICIAN, State.PARTLY, 7, 9),
            answer="kept back",
        ),
        Case(
            given="written down in session 7, repaired, now session 8",
            ask=lambda: _withheld(Told.CLINICIAN, State.REPAIRED, 7, 8),
            answer=NOTHING,
        ),
        Case(
            given="tension noted by the patient in session 7, now session 9",
            ask=lambda: _withheld(Told.PATIENT, State.OPEN, 7, 9),
            answer="kept back",
        ),
        Case(
            given="tension noted by the patient in session 7, now session 10",
            ask=lambda: _withheld(Told.PATIENT, State.OPEN, 7, 10),
            answer=NOTHING,
        ),
    ),
)


def _share(flagged: int, rated: int) -> str:
    words = flag_share(flagged, rated)
    if "so far" in words:
        return "too early to say"
    if "More than" in words:
        return "perhaps too often"
    return "perhaps never right" if "Never" in words else "as expected"


SHARE = Rule(
    slug="flag_share",
    name="How often Clew flags",
    definition="Observers, clinicians and patients differ widely in how often they see ruptures. Rules that flag in more "
    "than about 40 % of the sessions, or in none, are mis-set; the page says so of itself.",
    source="Clew",
    tag=Tag.DEFAULT,
    defaults=(TOO_OFTEN, ENOUGH_SESSIONS),
    cases=(
        Case(given="4 of 10 sessions flagged", ask=lambda: _share(4, 10), answer="as expected"),
        Case(given="5 of 10 sessions flagged", ask=lambda: _share(5, 10), answer="perhaps too often"),
        Case(given="0 of 10 sessions flagged", ask=lambda: _share(0, 10), answer="perhaps never right"),
        Case(given="2 of 4 sessions flagged", ask=lambda: _share(2, 4), answer="too early to say"),
    ),
)

RULES = (R0, R1, R2, R3, R4, R5, REPAIR, BLANK_TWICE, ALL_HIGHEST, NO_SHOWS, STATE, OPEN, SHARE)
"""The rules of the alliance."""
