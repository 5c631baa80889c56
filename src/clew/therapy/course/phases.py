"""The phases of a treatment, what each is for, and where a course stands among them (course.md 8.2).

The clinician says in which phase a course is, by its stage. The rule looks at what has been written and says which
exit markers are met, which were left open on the way, and which cannot be told; it moves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from clew.therapy.course.rule import Case, Reason, Rule
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Entry, Parameter, Tag, by_slug


class Marker(StrEnum):
    """What shows that a phase has done its work."""

    PLAN_AGREED = "plan_agreed"
    FORMULATION_SHARED = "formulation_shared"
    FOCUS_NAMED = "focus_named"
    NEW_RESPONSE = "new_response"
    PLAN_WRITTEN = "plan_written"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Entry):
    """One thing that a phase is for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase(Entry):
    """One phase: its place, its sessions in a course of sixteen, what it is for and what shows that it has done its work.

    ``stages`` are the stages of a course that belong to it. ``first`` and ``last`` are session numbers, None where
    the phase has no sessions of its own.
    """

    number: int
    first: int | None
    last: int | None
    tasks: tuple[Task, ...]
    marker: Marker | None
    shown_by: str
    stages: tuple[str, ...]


def _task(slug: str, name: str, definition: str, tag: Tag = Tag.KNOWN) -> Task:
    source = "UTD" if tag is Tag.STATED else "Practice"
    return Task(slug=slug, name=name, definition=definition, source=source, tag=tag)


def _phase(
    number: int,
    slug: str,
    name: str,
    definition: str,
    sessions: tuple[int, int] | None,
    tasks: tuple[Task, ...],
    marker: Marker | None,
    shown_by: str,
    *stages: str,
) -> Phase:
    first, last = sessions or (None, None)
    return Phase(
        number=number,
        slug=slug,
        name=name,
        definition=definition,
        source="Practice",
        tag=Tag.KNOWN,
        first=first,
        last=last,
        tasks=tasks,
        marker=marker,
        shown_by=shown_by,
        stages=stages,
    )


PHASES: Mapping[str, Phase] = by_slug(
    (
        _phase(
            0,
            "intake",
            "Intake",
            "Before the first session: whether this treatment, and whether now.",
            None,
            (
                _task("risk", "Risk", "Ask about danger before anything else."),
                _task(
                    "severity", "Severity", "How severe the depression is, with a questionnaire and in words."
                ),
                _task(
                    "suitability",
                    "Suitability",
                    "What speaks for an exploring and for a supporting emphasis.",
                ),
                _task("consent", "Consent", "What is agreed to, and what is not."),
            ),
            Marker.PLAN_AGREED,
            "A plan is agreed with the patient.",
            "referral",
        ),
        _phase(
            1,
            "assessment",
            "Assessment and alliance",
            "A first understanding is found together, and the two become able to work.",
            (1, 3),
            (
                _task(
                    "beginning",
                    "Beginning",
                    "The relationship begins with the first contact, and the treatment with the first session, although "
                    "much of that is assessment.",
                    Tag.STATED,
                ),
                _task("narrative", "Life narrative", "The life as the patient tells it.", Tag.STATED),
                _task(
                    "stressors",
                    "Stressors",
                    "What came before the depression, and what it meant.",
                    Tag.STATED,
                ),
                _task(
                    "episodes",
                    "Relationship episodes",
                    "What happens between the patient and others.",
                    Tag.STATED,
                ),
                _task("defenses", "Defenses", "How the patient keeps clear of what hurts.", Tag.STATED),
                _task(
                    "contract", "Contract", "How long, how often, and what is kept in confidence.", Tag.STATED
                ),
                _task("goals", "Goals", "Negotiated by both, in the patient's words.", Tag.STATED),
            ),
            Marker.FORMULATION_SHARED,
            "A first formulation has been shared with the patient.",
            "assessment",
        ),
        _phase(
            2,
            "focus",
            "Focus",
            "The two agree on the pattern that they will work on.",
            (3, 5),
            (
                _task("focal_pattern", "Focal pattern", "Agree on one recurring pattern."),
                _task(
                    "trial_interpretation",
                    "Trial interpretation",
                    "Offer a first link, and see what becomes of it.",
                ),
                _task("early_review", "Early review", "Look together at how it goes."),
            ),
            Marker.FOCUS_NAMED,
            "The focus is named in the patient's words.",
            "focus",
        ),
        _phase(
            3,
            "working_through",
            "Working through",
            "The pattern is met again and again, until something new can be tried.",
            (5, 12),
            (
                _task("link", "Link", "Present, past and what happens in the room."),
                _task("repeat", "Repeat", "The same again, in other places."),
                _task(
                    "rising_insight",
                    "More insight work",
                    "As the bond allows, a larger share of it.",
                    Tag.STATED,
                ),
            ),
            Marker.NEW_RESPONSE,
            "A new response of the patient's own appears in what is told.",
            "working_through",
        ),
        _phase(
            4,
            "ending",
            "Ending",
            "What the ending stirs up is spoken of, and what helps afterwards is written down.",
            (12, 15),
            (
                _task("feelings", "Feelings about ending", "And what they recall of earlier endings."),
                _task("gains", "Gains", "What has changed, and what has not."),
                _task("relapse_plan", "Relapse plan", "Early signs, what helps, whom to call."),
            ),
            Marker.PLAN_WRITTEN,
            "A relapse plan is written.",
            "ending",
        ),
        _phase(
            5,
            "follow_up",
            "Follow-up",
            "Meetings or questionnaires 1, 3, 6 and 12 months after the end. What was begun can go on working.",
            None,
            (
                _task("monitoring", "Monitoring", "Whether signs of depression come back."),
                _task("still_growing", "Going on", "Improvement can continue after the end.", Tag.STATED),
            ),
            None,
            "There is no exit: the door stays open.",
            "continuing_care",
            "ended",
        ),
    )
)
"""All phases, in order."""

NEW_RESPONSE_FROM = Parameter(
    slug="new_response_from",
    name="New from session",
    value=5,
    definition="A positive response of the self in a told episode counts as new from this session on, if no "
    "episode before it had that response.",
    source="Clew",
    tag=Tag.DEFAULT,
)


def of_stage(stage: str) -> Phase:
    """Return the phase to which a stage of a course belongs. Raises `TherapyError` for a stage of none."""
    for phase in PHASES.values():
        if stage in phase.stages:
            return phase
    raise TherapyError(f"No phase has the stage '{stage}'.")


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found about one marker: whether it is met (None: cannot be told here), in which rows, and why.

    ``source`` and ``tag`` are those of the rule that found it; the markers themselves are general knowledge.
    """

    met: bool | None
    why: str
    rests_on: tuple[str, ...] = ()
    source: str = "Practice"
    tag: Tag = Tag.KNOWN


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one phase stands: done, here, ahead; whether its exit marker is met; and why."""

    phase: Phase
    place: str
    met: bool | None
    reasons: tuple[Reason, ...]


DONE, HERE, AHEAD = "behind", "here", "ahead"


def standings(stage: str, held: int, seen: Mapping[Marker, Seen]) -> tuple[Standing, ...]:
    """Return where a course stands in each phase.

    Args:
        stage: the stage that the clinician gave the course.
        held: how many sessions were held.
        seen: what was found about each marker; one that is missing cannot be told.
    """
    if held < 0:
        raise TherapyError("A number of sessions held is 0 or more.")
    here = of_stage(stage)
    found = []
    for phase in PHASES.values():
        place = DONE if phase.number < here.number else HERE if phase is here else AHEAD
        sight = seen.get(phase.marker) if phase.marker else None
        reasons = [_marker(phase, place, sight)] if phase.marker and place != AHEAD else []
        if place == HERE and phase.last is not None and held > phase.last:
            reasons.append(_later(phase, held))
        met = sight.met if sight else None
        if place == AHEAD and phase.marker and met:
            reasons.append(_reason(f"Met already: {sight.why}" if sight else "", sight))
        found.append(Standing(phase, place, met, tuple(reasons)))
    return tuple(found)


def _reason(words: str, sight: Seen | None) -> Reason:
    found = sight or Seen(None, "")
    return Reason(rule="phases", words=words, source=found.source, tag=found.tag, rests_on=found.rests_on)


def _marker(phase: Phase, place: str, sight: Seen | None) -> Reason:
    if sight is None or sight.met is None:
        return _reason(
            f"{phase.shown_by} This cannot be told here{f': {sight.why}' if sight else '.'}", sight
        )
    if sight.met:
        return _reason(f"{phase.shown_by} {sight.why}", sight)
    if place == DONE:
        return _reason(
            f"Left open on the way, and worth asking about: {phase.shown_by.lower()} {sight.why}", sight
        )
    return _reason(f"Not yet: {phase.shown_by.lower()} {sight.why}", sight)


def _later(phase: Phase, held: int) -> Reason:
    words = (
        f"{held} sessions were held; in a course of sixteen this phase is over by session {phase.last}. That is a "
        "model to compare with and not a deadline."
    )
    return _reason(words, None)


@dataclass(frozen=True, slots=True)
class Told:
    """A positive response of the self in an accepted episode: its category and the number of its session."""

    category: str
    session: int
    ref: str


def new_response(told: Sequence[Told]) -> Seen:
    """Say whether a new response of the self appears: a positive one, late, whose category no early episode had."""
    first = int(NEW_RESPONSE_FROM.value)
    early = {one.category for one in told if one.session < first}
    new = [one for one in told if one.session >= first and one.category not in early]
    if not new:
        why = f"No positive response of the self was coded from session {first} on that was not there before."
        return Seen(False, why, source="Clew", tag=Tag.DEFAULT)
    sessions = sorted({one.session for one in new})
    listed = ", ".join(str(number) for number in sessions[:4]) + (" and later" if len(sessions) > 4 else "")
    return Seen(
        True,
        f"A positive response of the self that no episode before session {first} had: session {listed}.",
        tuple(one.ref for one in new),
        source="Clew",
        tag=Tag.DEFAULT,
    )


def _case(given: str, answer: str, *, stage: str, held: int = 1, **seen: bool | None) -> Case:
    def ask() -> str:
        sights = {Marker(slug): Seen(met, "As written.") for slug, met in seen.items()}
        here = standings(stage, held, sights)
        at = next(one for one in here if one.place == HERE)
        open_ = [
            one.phase.slug for one in here if one.place == DONE and one.phase.marker and one.met is False
        ]
        unknown = [
            one.phase.slug for one in here if one.place == DONE and one.phase.marker and one.met is None
        ]
        late = any("not a deadline" in reason.words for reason in at.reasons)
        return "; ".join(
            part
            for part in (
                at.phase.name.lower(),
                {True: "marker met", False: "marker not met", None: "marker cannot be told"}[at.met]
                if at.phase.marker
                else "",
                "left open: " + ", ".join(open_) if open_ else "",
                "cannot be told: " + ", ".join(unknown) if unknown else "",
                "later than in a course of sixteen" if late else "",
            )
            if part
        )

    return Case(given=given, ask=ask, answer=answer)


def _told(given: str, answer: str, *told: tuple[str, int]) -> Case:
    def ask() -> str:
        sight = new_response([Told(category, session, "") for category, session in told])
        return "new" if sight.met else "not new"

    return Case(given=given, ask=ask, answer=answer)


RULES = (
    Rule(
        slug="phases",
        name="Where a course stands",
        definition="The clinician's stage says in which phase a course is. Exit markers are read from what is "
        "written; one that was left open on the way is worth asking about. Session numbers are those of a course of "
        "sixteen.",
        source="Practice",
        tag=Tag.KNOWN,
        cases=(
            _case(
                "referred, nothing agreed",
                "intake; marker not met",
                stage="referral",
                held=0,
                plan_agreed=False,
            ),
            _case(
                "assessment, third session, nothing shared yet",
                "assessment and alliance; marker not met",
                stage="assessment",
                held=3,
                plan_agreed=True,
                formulation_shared=False,
            ),
            _case(
                "assessment, fourth session",
                "assessment and alliance; marker not met; later than in a course of sixteen",
                stage="assessment",
                held=4,
                plan_agreed=True,
                formulation_shared=False,
            ),
            _case(
                "working through, and no focus was named",
                "working through; marker not met; left open: focus",
                stage="working_through",
                held=9,
                plan_agreed=True,
                formulation_shared=True,
                focus_named=False,
                new_response=False,
            ),
            _case(
                "a prescriber looks, who reads no session",
                "ending; marker met; cannot be told: working_through",
                stage="ending",
                held=15,
                plan_agreed=True,
                formulation_shared=True,
                focus_named=True,
                new_response=None,
                plan_written=True,
            ),
        ),
    ),
    Rule(
        slug="new_response",
        name="A new response in what is told",
        definition="A positive response of the self in an accepted episode, late in the course, of a category that no "
        "early episode had.",
        source="Clew",
        tag=Tag.DEFAULT,
        cases=(
            _told("none", "not new"),
            _told("feels accepted, session 4", "not new", ("feel_accepted", 4)),
            _told("feels accepted, session 5", "new", ("feel_accepted", 5)),
            _told("feels accepted, sessions 2 and 9", "not new", ("feel_accepted", 2), ("feel_accepted", 9)),
        ),
        defaults=(NEW_RESPONSE_FROM,),
    ),
)
"""The rules of the phases, for the manual."""
