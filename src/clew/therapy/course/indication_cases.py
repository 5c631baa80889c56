"""The cases of the rules on the indication, for the manual and for the test that checks each of them."""

from __future__ import annotations

from functools import partial

from clew.therapy.course.indication import (
    MISSING_RULE,
    PREFERENCES,
    RULE_OF,
    Known,
    Recorded,
    Stand,
    indication,
    missing,
)
from clew.therapy.course.red_flags import NONE_SEEN
from clew.therapy.course.rule import Case, Rule
from clew.therapy.knowledge.base import Tag
from clew.therapy.knowledge.indication import EXCLUSIONS, Line
from clew.therapy.knowledge.suitability import SUITABILITY
from clew.therapy.measures.instruments.phq import PHQ_9
from clew.therapy.measures.scoring import Total


def _stand(line: Line, **given: object) -> str:
    total, item_9 = given.pop("total", None), given.pop("item_9", 0)
    kept: dict[str, object] = {
        "answers": {"sleep": 0, "energy": 0, "appetite": 0, "self_harm": item_9},
        **given,
    }
    if isinstance(total, int):
        kept["total"] = Total(total, PHQ_9.key, PHQ_9.version or "")
    known = Known(**kept)  # type: ignore[arg-type]
    return next(one for one in indication(known) if one.line is line).stand.value


def _case(line: Line, words: str, answer: Stand, **given: object) -> Case:
    return Case(given=words, ask=partial(_stand, line, **given), answer=answer.value)


def _rule(line: Line, definition: str, source: str, tag: Tag, *cases: Case) -> Rule:
    return Rule(
        slug=RULE_OF[line], name=line.words, definition=definition, source=source, tag=tag, cases=cases
    )


def _missing_words(known: Known, recorded: Recorded) -> str:
    found = missing(known, recorded)
    return f"{len(found)} missing" + (f", first: {found[0].words}" if found else "")


_ALL_ASKED = Known(
    total=Total(12, PHQ_9.key, PHQ_9.version or ""),
    exclusions=dict.fromkeys(EXCLUSIONS, "no"),
    red_flags=(NONE_SEEN,),
)
_ALL_RECORDED = Recorded(
    diagnosis=True,
    diagnosed_by=True,
    item_9=True,
    goals=True,
    preferences=frozenset(PREFERENCES),
    features=len(SUITABILITY),
    alternatives=True,
)

RULES = (
    _rule(
        Line.ALONE,
        "A mild or moderate score speaks for it; a severe one, a modifier, a caution or a red flag speaks against it.",
        "UTD",
        Tag.STATED,
        _case(Line.ALONE, "no PHQ-9", Stand.SILENT),
        _case(Line.ALONE, "PHQ-9 4", Stand.SILENT, total=4),
        _case(Line.ALONE, "PHQ-9 5", Stand.FOR, total=5),
        _case(Line.ALONE, "PHQ-9 14", Stand.FOR, total=14),
        _case(Line.ALONE, "PHQ-9 15", Stand.SILENT, total=15),
        _case(Line.ALONE, "PHQ-9 19", Stand.SILENT, total=19),
        _case(Line.ALONE, "PHQ-9 20", Stand.AGAINST, total=20),
        _case(Line.ALONE, "PHQ-9 12, item 9 = 1", Stand.BOTH, total=12, item_9=1),
        _case(Line.ALONE, "PHQ-9 12, item 9 not answered", Stand.FOR, total=12, item_9=None),
        _case(
            Line.ALONE,
            "PHQ-9 8, a medication helped before",
            Stand.BOTH,
            total=8,
            modifiers=frozenset({"good_response_to_medication"}),
        ),
        _case(
            Line.ALONE,
            "PHQ-9 8, marked cognitive impairment",
            Stand.BOTH,
            total=8,
            cautions=frozenset({"cognitive_impairment"}),
        ),
    ),
    _rule(
        Line.RAISE,
        "A moderate score asks that medication be talked about; at 15 to 19 it is raised in so many words.",
        "UTD",
        Tag.STATED,
        _case(Line.RAISE, "PHQ-9 9", Stand.SILENT, total=9),
        _case(Line.RAISE, "PHQ-9 10", Stand.FOR, total=10),
        _case(Line.RAISE, "PHQ-9 15", Stand.FOR, total=15),
        _case(Line.RAISE, "PHQ-9 19", Stand.FOR, total=19),
        _case(Line.RAISE, "PHQ-9 20", Stand.AGAINST, total=20),
    ),
    _rule(
        Line.TOGETHER,
        "A severe score speaks for it, and so does each modifier, whatever the score.",
        "UTD",
        Tag.STATED,
        _case(Line.TOGETHER, "PHQ-9 19", Stand.SILENT, total=19),
        _case(Line.TOGETHER, "PHQ-9 20", Stand.FOR, total=20),
        _case(Line.TOGETHER, "PHQ-9 6, item 9 = 1", Stand.FOR, total=6, item_9=1),
        _case(Line.TOGETHER, "PHQ-9 6, item 9 not answered", Stand.SILENT, total=6, item_9=None),
        _case(
            Line.TOGETHER,
            "PHQ-9 12, melancholic features",
            Stand.FOR,
            total=12,
            modifiers=frozenset({"melancholic_features"}),
        ),
        _case(Line.TOGETHER, "bipolar disorder may explain it", Stand.FOR, exclusions={"bipolar": "yes"}),
    ),
    _rule(
        Line.NOT_NOW,
        "A red flag speaks for it, and so does a caution for which something else comes first.",
        "Practice",
        Tag.KNOWN,
        _case(Line.NOT_NOW, "PHQ-9 25", Stand.SILENT, total=25),
        _case(Line.NOT_NOW, "no red flag seen", Stand.SILENT, red_flags=(NONE_SEEN,)),
        _case(Line.NOT_NOW, "confusion seen", Stand.FOR, red_flags=("confusion",)),
        _case(
            Line.NOT_NOW,
            "psychotic features ticked",
            Stand.FOR,
            modifiers=frozenset({"psychotic_features"}),
        ),
        _case(
            Line.NOT_NOW,
            "untreated medical cause",
            Stand.FOR,
            cautions=frozenset({"untreated_medical_cause"}),
        ),
        _case(Line.NOT_NOW, "a medical cause is unclear", Stand.SILENT, exclusions={"medical": "unclear"}),
    ),
    Rule(
        slug=MISSING_RULE,
        name="What is recorded before a recommendation",
        definition="Diagnosis and who made it, what was excluded, severity, goals, preference, the features, and what "
        "else was offered; what is not there is counted on the page.",
        source="Clew",
        tag=Tag.DEFAULT,
        cases=(
            Case(
                given="nothing yet",
                ask=lambda: _missing_words(Known(), Recorded()),
                answer="16 missing, first: The safety check (red flags)",
            ),
            Case(
                given="everything", ask=lambda: _missing_words(_ALL_ASKED, _ALL_RECORDED), answer="0 missing"
            ),
        ),
    ),
)
"""The rules of this module, with cases that anybody can check."""
