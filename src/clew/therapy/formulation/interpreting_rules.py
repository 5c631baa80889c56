"""The rules about interpreting as tables: what is given, and what `interpreting` and `draft` answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from clew.therapy.course.rule import Case, Reason, Rule
from clew.therapy.formulation import interpreting as rules
from clew.therapy.formulation.ccrt import ccrt
from clew.therapy.formulation.conflict import Conflict
from clew.therapy.formulation.draft import Draft, Verdict, Withheld, conflict_drafts, theme_drafts
from clew.therapy.formulation.episodes import Component as Told
from clew.therapy.formulation.episodes import Episode
from clew.therapy.formulation.hypotheses import RECENT_SESSIONS
from clew.therapy.formulation.interpreting import EARLY_SESSIONS, Answer, Relations, Said, Standing
from clew.therapy.formulation.wording import Kind
from clew.therapy.knowledge import Component, Parameter, Tag
from clew.therapy.knowledge.interventions import (
    GATE_EPISODES,
    GATE_OTHERS,
    GATE_RECENT,
    INTERPRETATION_RULES,
    TRANSFERENCE_SOFT_LIMIT,
)
from clew.therapy.moments import Moment, MomentKind, Place

NOTHING = "says nothing"


def _told(session: int, name: str = "mother", place: Place = Place.OUTSIDE, other: str = "parent") -> Episode:
    """An episode that shows the example's wish, response of other and response of self."""
    ref = f"session {session} {name} {place.value}"
    moment = Moment(MomentKind.TURNS, ref, 0, 0)
    named = (
        (Component.WISH, "be_close_to_others"),
        (Component.RESPONSE_OF_OTHER, "distant"),
        (Component.RESPONSE_OF_SELF, "not_open"),
    )
    return Episode(
        key=ref,
        session=session,
        other=other,
        name=name,
        place=place,
        completeness=4,
        moment=moment,
        components=tuple(Told(kind, moment, category=slug) for kind, slug in named),
    )


def _enough() -> tuple[Episode, ...]:
    """Episodes in each place with three people, all of them recent in session 10."""
    return (
        _told(8, "mother", Place.PAST),
        _told(9, "friend", Place.OUTSIDE, "friend"),
        _told(10, "clinician", Place.ROOM, "clinician"),
    )


_OPENED = (Said(Kind.EXPECTED, 9, frozenset({Answer.FEELING})),)


def _verdict(kind: Kind, episodes: Iterable[Episode], standing: Standing) -> Verdict:
    counts = ccrt(episodes)
    parts = {part: counts.counted(part)[0] for part in Component if counts.counted(part)}
    return next(one for one in theme_drafts(parts, standing) if one.kind is kind)


def _said(verdict: Verdict) -> str:
    if isinstance(verdict, Draft):
        return "a draft"
    return "withheld: " + ", ".join(dict.fromkeys(one.rule for one in verdict.reasons))


def _drafted(given: str, kind: Kind, episodes: tuple[Episode, ...], standing: Standing, answer: str) -> Case:
    return Case(given=given, ask=lambda: _said(_verdict(kind, episodes, standing)), answer=answer)


def _words(given: str, ask: Callable[[], tuple[Reason, ...]], answer: str) -> Case:
    return Case(given=given, ask=lambda: " ".join(one.words for one in ask()) or NOTHING, answer=answer)


def _number(given: str, ask: Callable[[], tuple[Reason, ...]], count: int) -> Case:
    def said(number: int) -> str:
        return {0: NOTHING, 1: "one reminder"}.get(number, f"{number} reminders")

    return Case(given=given, ask=lambda: said(len(ask())), answer=said(count))


def _noted(given: str, verdict: Callable[[], Verdict], slug: str, answer: str) -> Case:
    def says() -> str:
        found = verdict()
        if isinstance(found, Withheld):
            return _said(found)
        return (
            "noted beside the draft" if slug in {r.rule for r in (*found.reasons, *found.notes)} else NOTHING
        )

    return Case(given=given, ask=says, answer=answer)


def _rule(slug: str, *cases: Case, defaults: tuple[Parameter, ...] = ()) -> Rule:
    known = INTERPRETATION_RULES[slug]
    return Rule(
        slug=slug,
        name=f"{known.code}: {known.name}",
        definition=known.definition,
        source=known.source,
        tag=known.tag,
        cases=cases,
        defaults=defaults,
    )


def _at(session: int = 10, **more: object) -> Standing:
    return Standing(session=session, **{"said": _OPENED, **more})  # type: ignore[arg-type]


def _transference(count: int) -> Standing:
    return _at(said=tuple(Said(Kind.ROOM, 10) for _ in range(count)))


def _conflict(*, belief: bool, supervised: bool) -> Verdict:
    episodes = _enough()
    conflict = Conflict(
        key="one",
        anxiety="the fear of being a burden",
        defense="humor",
        moments=tuple(episode.moment for episode in episodes),
        belief=belief,
        supervised=supervised,
    )
    return conflict_drafts(conflict, episodes, _at())[0]


RULES = (
    Rule(
        slug="danger_first",
        name="Danger first",
        definition="While an alert about danger is open, nothing is drafted; asking, supporting and planning come first. "
        "No decision otherwise lifts this: the alert is assessed and closed by a person.",
        source="Clew",
        tag=Tag.DEFAULT,
        cases=(
            _drafted(
                "an alert is open", Kind.EXPECTED, _enough(), _at(risk_open=True), "withheld: danger_first"
            ),
            _drafted(
                "an alert is open and the clinician decided otherwise",
                Kind.EXPECTED,
                _enough(),
                _at(risk_open=True, otherwise=frozenset({"danger_first"})),
                "withheld: danger_first",
            ),
            _drafted("no alert is open", Kind.EXPECTED, _enough(), _at(), "a draft"),
        ),
    ),
    Rule(
        slug="rupture_first",
        name="Mend first",
        definition="While a sign of strain in the alliance is not mended, nothing is drafted; the strain and the "
        "clinician's own part in it come first. The signs are no sure thing: who knows that it is mended decides "
        "otherwise, with the reason.",
        source="Clew",
        tag=Tag.DEFAULT,
        cases=(
            _drafted(
                "a strain is not mended",
                Kind.WISH,
                _enough(),
                _at(strain=9),
                "withheld: rupture_first",
            ),
            _drafted(
                "the same, and the clinician decided otherwise with a reason",
                Kind.WISH,
                _enough(),
                _at(strain=9, otherwise=frozenset({"rupture_first"})),
                "a draft",
            ),
            _drafted("no strain, or it is mended", Kind.WISH, _enough(), _at(), "a draft"),
        ),
    ),
    _rule(
        "tentative",
        _number("You withdraw because you fear your mother.", lambda: rules.tentative("You withdraw."), 2),
        _number(
            "I wonder whether you withdraw.", lambda: rules.tentative("I wonder whether you withdraw."), 1
        ),
        _number(
            "I wonder whether you withdraw. Or is it different?",
            lambda: rules.tentative("I wonder whether you withdraw. Or is it different?"),
            0,
        ),
    ),
    _rule(
        "sparing",
        _words(
            "session 3, nothing said yet, about what is expected",
            lambda: rules.sparing(Standing(session=3), Kind.EXPECTED),
            NOTHING,
        ),
        _words(
            "session 3, one said in session 2",
            lambda: rules.sparing(Standing(session=3, said=(Said(Kind.EXPECTED, 2),)), Kind.EXPECTED),
            "One trial interpretation was said already; listen on for now.",
        ),
        _words(
            "session 3, about the two of you",
            lambda: rules.sparing(Standing(session=3), Kind.ROOM),
            "Session 3 is early for an interpretation about the two of you.",
        ),
        _words(
            "session 4, about the two of you", lambda: rules.sparing(Standing(session=4), Kind.ROOM), NOTHING
        ),
        defaults=(EARLY_SESSIONS,),
    ),
    _rule(
        "evidence_first",
        _drafted(
            "3 episodes, 3 people, one told in this session", Kind.EXPECTED, _enough(), _at(), "a draft"
        ),
        _drafted(
            "2 episodes, 2 people",
            Kind.EXPECTED,
            (_told(9), _told(10, "friend")),
            _at(),
            "withheld: evidence_first",
        ),
        _drafted(
            "3 episodes with one person",
            Kind.EXPECTED,
            tuple(_told(n) for n in (8, 9, 10)),
            _at(),
            "withheld: evidence_first",
        ),
        _drafted(
            "3 episodes, 3 people, the last told 7 sessions ago",
            Kind.EXPECTED,
            (_told(1), _told(2, "friend"), _told(3, "boss")),
            _at(),
            "withheld: evidence_first",
        ),
        _drafted(
            "the same, and the clinician decided otherwise with a reason",
            Kind.EXPECTED,
            (_told(1), _told(2, "friend"), _told(3, "boss")),
            _at(otherwise=frozenset({"evidence_first"})),
            "a draft",
        ),
        defaults=(GATE_EPISODES, GATE_OTHERS, GATE_RECENT, RECENT_SESSIONS),
    ),
    _rule(
        "one_link",
        _number("one sentence", lambda: rules.one_link("Perhaps you are angry."), 0),
        _number("two sentences", lambda: rules.one_link("Perhaps you are angry. Or not?"), 0),
        _number("three sentences", lambda: rules.one_link("Perhaps you are angry. As then. Or not?"), 1),
    ),
    _rule(
        "surface_first",
        _drafted(
            "the wish; nothing of the surface said yet",
            Kind.WISH,
            _enough(),
            _at(said=()),
            "withheld: surface_first",
        ),
        _drafted(
            "the wish; the surface was said and answered with a flat yes",
            Kind.WISH,
            _enough(),
            _at(said=(Said(Kind.EXPECTED, 9, frozenset({Answer.FLAT_YES})),)),
            "withheld: surface_first",
        ),
        _drafted("the wish; the surface was said and a feeling came", Kind.WISH, _enough(), _at(), "a draft"),
        _drafted("what is expected; nothing said yet", Kind.EXPECTED, _enough(), _at(said=()), "a draft"),
    ),
    _rule(
        "alive_in_the_room",
        _drafted("seen in the room in this session", Kind.ROOM, _enough(), _at(), "a draft"),
        _drafted(
            "seen in the room 3 sessions ago",
            Kind.ROOM,
            (_told(10), _told(9, "friend"), _told(7, "clinician", Place.ROOM, "clinician")),
            _at(),
            "withheld: alive_in_the_room",
        ),
        _drafted(
            "seen in the room, a strain is not mended",
            Kind.ROOM,
            _enough(),
            _at(strain=9),
            "withheld: rupture_first",
        ),
        defaults=(RECENT_SESSIONS,),
    ),
    _rule(
        "transference_dose",
        _number("3 noted as said in this session", lambda: rules.transference_dose(_transference(3)), 0),
        _number("4 noted as said in this session", lambda: rules.transference_dose(_transference(4)), 1),
        defaults=(TRANSFERENCE_SOFT_LIMIT,),
    ),
    _rule(
        "transference_moderator",
        _words(
            "relations judged poor",
            lambda: rules.transference_moderator(_at(relations=Relations.POOR), Kind.ROOM),
            "It helped where relations with others were poor, as you judge them to be here.",
        ),
        _words(
            "relations judged mature",
            lambda: rules.transference_moderator(_at(relations=Relations.MATURE), Kind.ROOM),
            "It did slightly worse where relations were mature, as you judge them to be here, and more so with a "
            "strong alliance.",
        ),
        _words(
            "not about the two of you",
            lambda: rules.transference_moderator(_at(relations=Relations.MATURE), Kind.WISH),
            NOTHING,
        ),
    ),
    _rule(
        "more_is_not_better",
        _words(
            "two said, each answered with silence",
            lambda: rules.more_is_not_better(
                _at(said=(Said(Kind.ROOM, 8, frozenset({Answer.SILENCE})),) * 2), Kind.ROOM
            ),
            "Those said so far opened nothing. More of them went with a weaker alliance, not a better one.",
        ),
        _words(
            "two said, one answered with feeling",
            lambda: rules.more_is_not_better(
                _at(
                    said=(
                        Said(Kind.ROOM, 8, frozenset({Answer.SILENCE})),
                        Said(Kind.ROOM, 9, frozenset({Answer.FEELING})),
                    )
                ),
                Kind.ROOM,
            ),
            NOTHING,
        ),
        _words("none said", lambda: rules.more_is_not_better(_at(said=()), Kind.ROOM), NOTHING),
    ),
    _rule(
        "close_to_the_theme",
        _noted(
            "a draft of the wish",
            lambda: _verdict(Kind.WISH, _enough(), _at()),
            "close_to_the_theme",
            "noted beside the draft",
        ),
        _noted(
            "a draft of what is expected, which leaves the wish out",
            lambda: _verdict(Kind.EXPECTED, _enough(), _at()),
            "close_to_the_theme",
            NOTHING,
        ),
    ),
    _rule(
        "look_at_the_answer",
        _words(
            "a feeling, and a flat yes",
            lambda: rules.look_at_the_answer(frozenset({Answer.FEELING, Answer.FLAT_YES})),
            "Something new, a feeling or a correction: it may have been of use.",
        ),
        _words(
            "a flat yes",
            lambda: rules.look_at_the_answer(frozenset({Answer.FLAT_YES})),
            "A yes alone confirms nothing; see what comes next time.",
        ),
        _words(
            "a flat yes, then silence",
            lambda: rules.look_at_the_answer(frozenset({Answer.FLAT_YES, Answer.SILENCE})),
            "Worth another thought: too early, too deep, or not so?",
        ),
        _words("nothing noted yet", lambda: rules.look_at_the_answer(frozenset()), NOTHING),
    ),
    _rule(
        "never_by_software",
        _noted(
            "the next session is by telephone or online",
            lambda: _verdict(Kind.EXPECTED, _enough(), _at(remote_next=True)),
            "never_by_software",
            "noted beside the draft",
        ),
        _noted(
            "the next session is in one room",
            lambda: _verdict(Kind.EXPECTED, _enough(), _at()),
            "never_by_software",
            NOTHING,
        ),
    ),
    _rule(
        "gain_and_cost",
        _noted(
            "a draft of what protects",
            lambda: _conflict(belief=False, supervised=False),
            "gain_and_cost",
            "noted beside the draft",
        ),
        _noted(
            "a draft of what is expected",
            lambda: _verdict(Kind.EXPECTED, _enough(), _at()),
            "gain_and_cost",
            NOTHING,
        ),
    ),
    _rule(
        "belief_is_no_defense",
        Case(
            given="a belief is part of the conflict",
            ask=lambda: _said(_conflict(belief=True, supervised=False)),
            answer="withheld: belief_is_no_defense",
        ),
        Case(
            given="a belief is part of it, and it was taken to supervision",
            ask=lambda: _said(_conflict(belief=True, supervised=True)),
            answer="a draft",
        ),
    ),
    Rule(
        slug="last_session",
        name="Nothing deep in the last session",
        definition="Before the last session that is agreed, only what lies on the surface is drafted. After it, a draft "
        "is for looking back.",
        source="Practice",
        tag=Tag.KNOWN,
        cases=(
            _drafted(
                "one session left, the wish",
                Kind.WISH,
                _enough(),
                _at(sessions_left=1),
                "withheld: last_session",
            ),
            _drafted(
                "one session left, what is expected",
                Kind.EXPECTED,
                _enough(),
                _at(sessions_left=1),
                "a draft",
            ),
            _drafted("two sessions left, the wish", Kind.WISH, _enough(), _at(sessions_left=2), "a draft"),
            _drafted("none left, the wish", Kind.WISH, _enough(), _at(sessions_left=0), "a draft"),
            _drafted("no end is agreed, the wish", Kind.WISH, _enough(), _at(), "a draft"),
        ),
    ),
)
"""The rules about drafts: what comes first, then I1 to I14, then the last session."""
