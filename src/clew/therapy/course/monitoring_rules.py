"""The rules of the course of the PHQ-9 with their cases: N1 to N8, and the distance to the expected course.

All are prompts to look again, never a judgement. In the cases a score "in week 4" is one on day 28.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from clew.therapy.course import on_track
from clew.therapy.course.expected import NOT_ON_TRACK_MARGIN
from clew.therapy.course.looking import Look, set_aside
from clew.therapy.course.on_track import DEFAULTS, SCHUELLER_CUT_POINTS
from clew.therapy.course.own_curve import ALERT, ENOUGH, STRONGER, OwnCurve, TooFewTreatments, Treatment, fit
from clew.therapy.course.rule import Case, Rule
from clew.therapy.knowledge.base import Parameter, Tag
from clew.therapy.measures.change import Reading
from clew.therapy.measures.scoring import Risk, Total

NOTHING = "nothing"

At = tuple[int, float] | tuple[int, float, int]


def _reading(day: int, value: float, session: int | None = None, risk: Risk | None = None) -> Reading:
    return Reading(day, Total(value, "phq-9", "2001"), session, risk)


def _says(rule: Callable[..., on_track.CourseFlag | None], *readings: At, **more: object) -> str:
    flag = rule([_reading(*one) for one in readings], **more)
    return flag.level.value if flag else NOTHING


def _case(
    given: str, answer: str, rule: Callable[..., on_track.CourseFlag | None], *readings: At, **more: object
) -> Case:
    return Case(given=given, ask=lambda: _says(rule, *readings, **more), answer=answer)


def _number(
    slug: str, name: str, value: float, definition: str, tag: Tag = Tag.DEFAULT, source: str = "Clew"
) -> Parameter:
    return Parameter(slug=slug, name=name, value=value, definition=definition, source=source, tag=tag)


def _early(*readings: At) -> str:
    flag = on_track.early_change([_reading(*one) for one in readings])
    if flag is None:
        return NOTHING
    return "possibly inadequate" if "possibly" in flag.reason else "inadequate"


_RED, _AMBER, _REVIEW, _GREY = (
    level.value
    for level in (on_track.Level.RED, on_track.Level.AMBER, on_track.Level.REVIEW, on_track.Level.GREY)
)

N1 = Rule(
    slug="n1",
    name="N1: reliably worse",
    definition="The last score is 6 or more above the one from the start. The clinician is told the same day.",
    source="Gyani2013",
    tag=Tag.DEFAULT,
    defaults=(_number("phq9_rci", "Reliable change", 6, "Points of the PHQ-9.", Tag.VERIFIED, "Gyani2013"),),
    cases=(
        _case("12 at the start, now 18", _RED, on_track.reliable_deterioration, (0, 12), (7, 18)),
        _case("12 at the start, now 17", NOTHING, on_track.reliable_deterioration, (0, 12), (7, 17)),
        _case("12, 6, now 12", NOTHING, on_track.reliable_deterioration, (0, 12), (7, 6), (14, 12)),
    ),
)
N2 = Rule(
    slug="n2",
    name="N2: a sharp rise",
    definition="The last score is 6 or more above the lowest of the three before it.",
    source="Clew",
    tag=Tag.DEFAULT,
    defaults=(
        _number("sharp_rise", "Rise", DEFAULTS.sharp_rise, "Points of the PHQ-9."),
        _number(
            "sharp_rise_over", "Scores", DEFAULTS.sharp_rise_over, "How many earlier scores are looked at."
        ),
    ),
    cases=(
        _case("18, 10, 12, now 16", _AMBER, on_track.sharp_rise, (0, 18), (7, 10), (14, 12), (21, 16)),
        _case("18, 10, 12, now 15", NOTHING, on_track.sharp_rise, (0, 18), (7, 10), (14, 12), (21, 15)),
        _case(
            "9, 12, 12, 12, now 15: the 9 is the fourth before",
            NOTHING,
            on_track.sharp_rise,
            *((0, 9), (7, 12), (14, 12), (21, 12), (28, 15)),
        ),
    ),
)
N3 = Rule(
    slug="n3",
    name="N3: change in weeks 4 to 6",
    definition="A fall of less than 2 points is inadequate, of 2 to 4 possibly inadequate, of 5 adequate. The table "
    "comes from primary care, where it steers medication and counselling.",
    source="MacArthur",
    tag=Tag.KNOWN,
    cases=(
        Case(given="16, in week 4: 15", ask=lambda: _early((0, 16), (28, 15)), answer="inadequate"),
        Case(given="16, in week 4: 14", ask=lambda: _early((0, 16), (28, 14)), answer="possibly inadequate"),
        Case(given="16, in week 6: 12", ask=lambda: _early((0, 16), (48, 12)), answer="possibly inadequate"),
        Case(given="16, in week 4: 11", ask=lambda: _early((0, 16), (28, 11)), answer=NOTHING),
        Case(given="16, in week 3: 16", ask=lambda: _early((0, 16), (27, 16)), answer=NOTHING),
        Case(given="16, in week 7: 16", ask=lambda: _early((0, 16), (49, 16)), answer=NOTHING),
    ),
)
N4 = Rule(
    slug="n4",
    name="N4: cut points that went with non-response",
    definition="17 or more in week 4, 13 or more in week 9, 9 or more in week 14, for a start at 10 or more. Found in "
    "trials of cognitive behavioural therapy.",
    source="Schueller2015",
    tag=Tag.VERIFIED,
    defaults=tuple(
        _number(f"week_{week}", f"Week {week}", cut, "This score or more.", Tag.VERIFIED, "Schueller2015")
        for week, cut in SCHUELLER_CUT_POINTS.items()
    ),
    cases=(
        _case("20, in week 4: 17", _AMBER, on_track.non_response_cut_point, (0, 20), (28, 17)),
        _case("20, in week 4: 16", NOTHING, on_track.non_response_cut_point, (0, 20), (28, 16)),
        _case("20, in week 9: 13", _AMBER, on_track.non_response_cut_point, (0, 20), (63, 13)),
        _case("20, in week 14: 9", _AMBER, on_track.non_response_cut_point, (0, 20), (98, 9)),
        _case("20, in week 5: 20", NOTHING, on_track.non_response_cut_point, (0, 20), (35, 20)),
        _case("9, in week 9: 13", NOTHING, on_track.non_response_cut_point, (0, 9), (63, 13)),
    ),
)
N5 = Rule(
    slug="n5",
    name="N5: little change by session 6",
    definition="At the first score from session 6 on, less than 20 % better than at the start: time to review together. "
    "Never before session 6, for some people stay flat until then and improve afterwards.",
    source="Saunders2019",
    tag=Tag.DEFAULT,
    defaults=(
        _number("early_session", "Session", DEFAULTS.early_session, "From which session on it is asked."),
        _number("early_share", "Share", DEFAULTS.early_share, "How much better than at the start."),
    ),
    cases=(
        _case("20, at session 6: 17", _REVIEW, on_track.session_six, (0, 20, 1), (35, 17, 6)),
        _case("20, at session 6: 16", NOTHING, on_track.session_six, (0, 20, 1), (35, 16, 6)),
        _case("20, at session 5: 20", NOTHING, on_track.session_six, (0, 20, 1), (28, 20, 5)),
        _case(
            "20, no score at session 6, at session 8: 18",
            _REVIEW,
            on_track.session_six,
            (0, 20, 1),
            (49, 18, 8),
        ),
    ),
)


def _half_way(readings: list[Reading], planned: int | None) -> on_track.CourseFlag | None:
    return on_track.midpoint(readings, planned)


N6 = Rule(
    slug="n6",
    name="N6: half way",
    definition="At the first score from the planned middle on, neither half gone nor reliably better: a review of the "
    "case. It says nothing in open-ended work, or where the person started below 10.",
    source="Clew",
    tag=Tag.DEFAULT,
    cases=(
        _case("16 planned; 20, at session 8: 16", _REVIEW, _half_way, (0, 20, 1), (49, 16, 8), planned=16),
        _case("16 planned; 20, at session 8: 14", NOTHING, _half_way, (0, 20, 1), (49, 14, 8), planned=16),
        _case("16 planned; 20, at session 7: 20", NOTHING, _half_way, (0, 20, 1), (42, 20, 7), planned=16),
        _case("open-ended; 20, at session 8: 20", NOTHING, _half_way, (0, 20, 1), (49, 20, 8), planned=None),
        _case("16 planned; 9, at session 8: 9", NOTHING, _half_way, (0, 9, 1), (49, 9, 8), planned=16),
    ),
)


def _risk(risk: Risk) -> str:
    flag = on_track.any_risk([_reading(0, 3, 1, risk)])
    return flag.level.value if flag else NOTHING


N7 = Rule(
    slug="n7",
    name="N7: any sign of risk",
    definition="The last answers mention death or self-harm. Safety has its own rules and comes first, whatever the "
    "score.",
    source="Practice",
    tag=Tag.KNOWN,
    cases=(
        Case(
            given="a score of 3, item on self-harm answered 1",
            ask=lambda: _risk(Risk.RAISED),
            answer=on_track.Level.SAFETY.value,
        ),
        Case(
            given="a score of 3, item on self-harm answered 0",
            ask=lambda: _risk(Risk.NOT_RAISED),
            answer=NOTHING,
        ),
        Case(
            given="a score of 3, item on self-harm not asked",
            ask=lambda: _risk(Risk.NOT_ASKED),
            answer=NOTHING,
        ),
    ),
)


def _few(days: tuple[int, ...], today: int) -> str:
    flag = on_track.too_few([_reading(day, 12) for day in days], today)
    return flag.level.value if flag else NOTHING


N8 = Rule(
    slug="n8",
    name="N8: too few scores",
    definition="Fewer than 3 scores in the last 6 weeks: nothing can be judged. It is shown grey and never as well.",
    source="Clew",
    tag=Tag.DEFAULT,
    defaults=(
        _number("window_weeks", "Weeks", DEFAULTS.window_weeks, "How far back is counted."),
        _number("window_scores", "Scores", DEFAULTS.window_scores, "How many are needed."),
    ),
    cases=(
        Case(
            given="scores on days 0, 7 and 14; today day 42", ask=lambda: _few((0, 7, 14), 42), answer=NOTHING
        ),
        Case(
            given="scores on days 0, 7 and 14; today day 43", ask=lambda: _few((0, 7, 14), 43), answer=_GREY
        ),
        Case(given="no score at all", ask=lambda: _few((), 0), answer=_GREY),
    ),
)
NO_BASELINE = Rule(
    slug="no_baseline",
    name="No score from the start",
    definition="Without a score at or before the start of treatment, change since then cannot be judged.",
    source="Clew",
    tag=Tag.DEFAULT,
    cases=(
        _case("first score on day 7", _GREY, on_track.no_baseline, (7, 12)),
        _case("first score on day 0", NOTHING, on_track.no_baseline, (0, 12)),
    ),
)
EXPECTED = Rule(
    slug="above_expected",
    name="Above the expected course",
    definition="More than 5 points above the proportional reference, which falls by half over 16 weeks. It is a guess "
    "that stands in until a practice has a curve of its own.",
    source="Clew",
    tag=Tag.DEFAULT,
    defaults=(_number("margin", "Points", NOT_ON_TRACK_MARGIN, "More than this above the curve."),),
    cases=(
        _case("16, in week 4: 17 (expected 11.5)", _AMBER, on_track.above_expected, (0, 16), (28, 17)),
        _case("16, in week 4: 16", NOTHING, on_track.above_expected, (0, 16), (28, 16)),
        _case(
            "16, in week 17: 16 (the curve says nothing)",
            NOTHING,
            on_track.above_expected,
            (0, 16),
            (119, 16),
        ),
    ),
)
# A curve that falls from 16 to 16 - 16 x 0.2 x ln 9 = 8.97 at session 8, with a spread of 3 points.
_CURVE = OwnCurve(treatments=200, scores=1600, intercept=0, by_baseline=1, by_log=-0.2, spread=3)


def _fitted(count: int) -> str:
    alike = [Treatment(10 + n % 9, ((1 + n % 5, 12.0), (6, 8.0 + n % 4))) for n in range(count)]
    try:
        return fit(alike).label
    except TooFewTreatments as few:
        return f"no curve, {few.found} treatments"


def _owed(*readings: At, planned: int | None = None) -> str:
    found = on_track.reviews_owed([_reading(*one) for one in readings], planned)
    return ", ".join(flag.rule for flag in found) or NOTHING


OWED = Rule(
    slug="review_owed",
    name="A review that waits",
    definition="The reviews of session 6 (N5) and of the middle (N6) do not go by with the next score: they wait until "
    "somebody looked, or until the scores no longer ask for them.",
    source="Clew",
    tag=Tag.DEFAULT,
    cases=(
        Case(
            given="20, at session 6: 17, at session 7: 17",
            ask=lambda: _owed((0, 20, 1), (35, 17, 6), (42, 17, 7)),
            answer="N5",
        ),
        Case(
            given="20, at session 6: 17, at session 7: 15",
            ask=lambda: _owed((0, 20, 1), (35, 17, 6), (42, 15, 7)),
            answer=NOTHING,
        ),
        Case(
            given="20, at session 6: 15, at session 7: 19",
            ask=lambda: _owed((0, 20, 1), (35, 15, 6), (42, 19, 7)),
            answer=NOTHING,
        ),
        Case(
            given="16 planned; 20, at session 8: 16, at session 10: 15",
            ask=lambda: _owed((0, 20, 1), (49, 16, 8), (63, 15, 10), planned=16),
            answer="N6",
        ),
    ),
)

OWN_CURVE = Rule(
    slug="above_own_curve",
    name="Above this practice's own curve",
    definition="The last score lies above the band that holds 68 % of this practice's scores around its own curve, or, "
    "stronger, above that of 80 %. Only where at least 200 treatments stand behind the curve.",
    source="Finch2001",
    tag=Tag.DEFAULT,
    defaults=(ENOUGH, ALERT, STRONGER),
    cases=(
        Case(
            given="16, at session 8: 11.9 (expected 9.0, spread 3)",
            ask=lambda: _CURVE.place(8, 16, 11.9).value,
            answer="within the usual range",
        ),
        Case(
            given="16, at session 8: 12",
            ask=lambda: _CURVE.place(8, 16, 12).value,
            answer="above the usual range",
        ),
        Case(
            given="16, at session 8: 13",
            ask=lambda: _CURVE.place(8, 16, 13).value,
            answer="far above the usual range",
        ),
        Case(given="199 treatments", ask=lambda: _fitted(199), answer="no curve, 199 treatments"),
        Case(given="200 treatments", ask=lambda: _fitted(200), answer="this practice's own curve, n=200"),
    ),
)


def _aside(again: int | None, newest: int, today: int, *, danger: bool = False) -> str:
    """Days of one month; the prompt was looked at on the 10th."""
    look = Look(date(2026, 3, 10), date(2026, 3, again) if again else None)
    found = set_aside([look], newest=date(2026, 3, newest), today=date(2026, 3, today), danger=danger)
    return "looked at" if found else "worth a look"


LOOKED_AT = Rule(
    slug="looked_at",
    name="A prompt that was looked at",
    definition="It is set aside until the day that was named for looking again; without such a day, until there is "
    "something new. A sign of danger is never set aside.",
    source="Clew",
    tag=Tag.DEFAULT,
    cases=(
        Case(
            given="looked at on the 10th, again on the 20th; the 19th",
            ask=lambda: _aside(20, 17, 19),
            answer="looked at",
        ),
        Case(
            given="looked at on the 10th, again on the 20th; the 20th",
            ask=lambda: _aside(20, 17, 20),
            answer="worth a look",
        ),
        Case(
            given="looked at on the 10th, no day; nothing new",
            ask=lambda: _aside(None, 10, 30),
            answer="looked at",
        ),
        Case(
            given="looked at on the 10th, no day; a score on the 11th",
            ask=lambda: _aside(None, 11, 12),
            answer="worth a look",
        ),
        Case(
            given="danger, looked at on the 10th, again on the 20th",
            ask=lambda: _aside(20, 10, 12, danger=True),
            answer="worth a look",
        ),
    ),
)

RULES = (N1, N2, N3, N4, N5, N6, N7, N8, OWED, NO_BASELINE, EXPECTED, OWN_CURVE, LOOKED_AT)
"""The rules of monitoring."""
