"""What the two agree on: the frame, the focus, goals, breaks, and the reviews at which they look at the whole again."""

from __future__ import annotations

from collections.abc import Mapping

from clew.therapy.course import review
from clew.therapy.course.frame import USUAL, USUAL_MINUTES
from clew.therapy.course.phases import PHASES
from clew.therapy.forms.definition import YES_NO, Field, Form, Kind, Option, Room, Value, options
from clew.therapy.knowledge.base import Tag

KINDS = options(time_limited="Time-limited", open_ended="Open-ended")
FORMATS = options(
    individual="Individual", couple="Couple", family="Family", group="Group", online="Individual, online"
)
EMPHASES = options(
    exploratory="More exploring", balanced="As much of one as of the other", supportive="More supporting"
)


def _check_frame(values: Mapping[str, Value]) -> Mapping[str, str]:
    try:
        rate = float(str(values.get("weekly_rate", "1")))
    except ValueError:
        rate = 0.0
    if not 0 < rate <= 7:  # also refuses what is no number
        return {"weekly_rate": "Sessions a week: a number above 0, at most 7; 0.5 is every other week."}
    return {}


FRAME = Form(
    slug="frame",
    name="Frame",
    definition="How long, how often, where and with whom, as it was agreed, from when on, and why it was changed.",
    source="UTD",
    tag=Tag.STATED,
    room=Room.FRAME,
    many=True,
    on="In force from",
    title_field="why",
    check=_check_frame,
    fields=(
        Field(slug="kind", label="Length", kind=Kind.CHOICE, options=KINDS, required=True),
        Field(
            slug="agreed_sessions",
            label="Sessions agreed",
            kind=Kind.NUMBER,
            low=1,
            high=1000,
            help=f"12 to 24 in a time-limited treatment; {USUAL.value:g} unless you agree otherwise.",
        ),
        Field(slug="planned_end", label="Agreed last day", kind=Kind.DAY),
        Field(
            slug="minutes",
            label="Minutes a session",
            kind=Kind.NUMBER,
            low=10,
            high=240,
            required=True,
            help=f"45 to 50; {USUAL_MINUTES.value:g} unless you agree otherwise.",
            section="Rhythm and place",
        ),
        Field(
            slug="weekly_rate",
            label="Sessions a week",
            kind=Kind.LINE,
            required=True,
            help="Usually 1; 0.5 is every other week.",
        ),
        Field(slug="format", label="Who meets", kind=Kind.CHOICE, options=FORMATS, required=True),
        Field(slug="setting", label="Setting", kind=Kind.LINE, help="Such as face to face, or by video."),
        Field(
            slug="emphasis",
            label="Emphasis that is planned",
            kind=Kind.CHOICE,
            options=EMPHASES,
            section="How you mean to work",
            help="A place on a continuum on which every treatment moves, never a class of person.",
        ),
        Field(
            slug="review_weeks",
            label="Weeks between reviews",
            kind=Kind.NUMBER,
            low=1,
            high=104,
            help="Left empty: every three months without an agreed end; by session 5 and at the midpoint with one.",
        ),
        Field(
            slug="why",
            label="Why",
            kind=Kind.LINE,
            help="As 'as agreed at the start', or what made you change it.",
            section="About this agreement",
        ),
        Field(
            slug="wished_by",
            label="Who wished for it",
            kind=Kind.CHOICE,
            options=options(patient="The patient", clinician="You", both="Both", other="Circumstances"),
        ),
        Field(slug="agreed", label="Agreed with the patient", kind=Kind.CHOICE, options=YES_NO),
        Field(slug="said", label="What the patient said to it", kind=Kind.SAID),
    ),
)
"""One agreement about the frame. The latest that was not taken back is in force; all are kept."""

FOCUS = Form(
    slug="focus",
    name="Focus",
    definition="What the two work on, in the patient's words. It orders the work; it can be put into other words.",
    source="LayTexts",
    tag=Tag.STATED,
    room=Room.FRAME,
    on="Named on",
    fields=(
        Field(slug="words", label="The focus, in the patient's words", kind=Kind.SAID, required=True),
        Field(slug="ours", label="In yours", help="The pattern behind it, if you wish to say it."),
    ),
)
"""The focus; its versions are its history."""

GOAL = Form(
    slug="goal",
    name="Goal",
    definition="What the patient wants from the treatment. Both negotiate it; you impose none.",
    source="UTD",
    tag=Tag.STATED,
    room=Room.FRAME,
    many=True,
    on="Agreed on",
    fields=(
        Field(slug="patient_words", label="In the patient's words", kind=Kind.SAID, required=True),
        Field(slug="clinician_words", label="In yours"),
        Field(
            slug="kind",
            label="About",
            kind=Kind.CHOICE,
            options=options(symptom="Symptom", relationship="Personality or relationship"),
        ),
    ),
)
"""A goal in both voices."""

GOAL_REVIEW = Form(
    slug="goal_review",
    name="Goal, looked at again",
    definition="How near a goal has come, as the patient sees it.",
    source="LayTexts",
    tag=Tag.STATED,
    room=Room.FRAME,
    many=True,
    on="Looked at on",
    title_field="words",
    fields=(
        Field(slug="goal", label="Which goal", kind=Kind.LINK, links_to=("goal",), required=True),
        Field(
            slug="nearness",
            label="How near, to the patient",
            kind=Kind.CHOICE,
            options=options(
                not_begun="Not begun",
                begun="Begun",
                partly="Part of the way",
                mostly="Most of the way",
                there="There",
                no_longer="No longer wanted",
            ),
        ),
        Field(slug="words", label="In the patient's words", kind=Kind.SAID),
        Field(slug="ours", label="What you would add"),
    ),
)
"""One look at one goal. No number: nearness is what the patient says."""

HAPPENING = Form(
    slug="happening",
    name="What happened meanwhile",
    definition="Something in life during the treatment that belongs beside the scores in the course picture.",
    source="Practice",
    tag=Tag.KNOWN,
    room=Room.FRAME,
    many=True,
    on="On",
    fields=(
        Field(slug="text", label="What happened", required=True),
        Field(
            slug="kind",
            label="Kind",
            kind=Kind.CHOICE,
            options=options(stressor="Stressor", life="Life"),
            required=True,
        ),
    ),
)
"""A stressor or a turn in life meanwhile. The stressors of the life story have their own form."""


def _check_break(values: Mapping[str, Value]) -> Mapping[str, str]:
    first, last = str(values.get("from_day", "")), str(values.get("until_day", ""))
    if first and last and last < first:
        return {"until_day": "The break ends before it begins. Correct one of the two days."}
    return {}


ABSENCE_BREAK = Form(
    slug="absence_break",
    name="Break or holiday",
    definition="Days without a session that were known beforehand: whose they are, when they were told, and what was said.",
    source="Practice",
    tag=Tag.KNOWN,
    room=Room.FRAME,
    many=True,
    on="Told on",
    title_field="note",
    check=_check_break,
    fields=(
        Field(
            slug="whose",
            label="Whose",
            kind=Kind.CHOICE,
            options=options(clinician="Clinician away", patient="Patient away", practice="Practice closed"),
        ),
        Field(slug="note", label="In a few words", kind=Kind.LINE),
        Field(slug="from_day", label="From", kind=Kind.DAY, required=True),
        Field(slug="until_day", label="Until, that day included", kind=Kind.DAY),
        Field(slug="cover", label="Who covers", kind=Kind.LINE),
        Field(slug="said", label="What the patient said about it", kind=Kind.SAID),
        Field(slug="came_of_it", label="What came of it afterwards"),
    ),
)
"""A break. Regular times leave its days out, and the course picture shows it."""

REVIEW = Form(
    slug="review",
    name="Review",
    definition="A look at the whole, together: how it goes, what may be in the way, and what is changed.",
    source="Practice",
    tag=review.TAG,
    room=Room.FRAME,
    many=True,
    on="Held on",
    title_field="outcome",
    due="next_on",
    again=True,
    fields=(
        Field(slug="patient_view", label="How the patient sees it", kind=Kind.SAID),
        *(
            Field(
                slug=f"q{number}",
                label=question,
                section="What a review asks, in any order" if number == 1 else "",
            )
            for number, question in enumerate(review.QUESTIONS, 1)
        ),
        Field(
            slug="options",
            label="What it leads to",
            kind=Kind.CHOICES,
            options=tuple(
                Option(slug=f"o{number}", label=option.capitalize())
                for number, option in enumerate(review.OPTIONS, 1)
            ),
            section="What comes of it",
        ),
        Field(
            slug="emphasis_change",
            label="Does the emphasis change",
            kind=Kind.CHOICE,
            options=options(
                stays="It stays as it is",
                more_exploratory="From supporting towards exploring",
                more_supportive="From exploring towards supporting",
            ),
            help="As somebody grows steadier, more exploring may become possible; in a crisis, more support. Change it "
            "in the frame too, so that the mix is compared with what is planned.",
            source="UTD",
            tag=Tag.STATED,
        ),
        Field(slug="outcome", label="What you both decided"),
        Field(
            slug="doubts",
            label="Doubts, or the wish for a second opinion",
            kind=Kind.SAID,
            help="Raising doubts is better than stopping suddenly.",
            source="LayTexts",
            tag=Tag.STATED,
        ),
        Field(slug="next_on", label="Next review on", kind=Kind.DAY, source="Clew", tag=Tag.DEFAULT),
    ),
)
"""A structured review (course.md 8.5)."""

EXIT_MARKER = Form(
    slug="exit_marker",
    name="Exit marker",
    definition="That a phase has done its work, where Clew could not read it from the record.",
    source="Practice",
    tag=Tag.KNOWN,
    room=Room.FRAME,
    many=True,
    on="Seen on",
    title_field="marker",
    fields=(
        Field(
            slug="marker",
            label="What is met",
            kind=Kind.CHOICE,
            options=tuple(
                Option(slug=phase.marker.value, label=phase.shown_by.rstrip("."))
                for phase in PHASES.values()
                if phase.marker
            ),
            required=True,
        ),
        Field(slug="how", label="How it shows", help="Then choose the moments on its page."),
    ),
)
"""A marker set by hand, with its moments."""

FORMS = (FRAME, FOCUS, GOAL, GOAL_REVIEW, HAPPENING, ABSENCE_BREAK, REVIEW, EXIT_MARKER)
