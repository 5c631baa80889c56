"""Supervision: the patient's consent, what the clinician asks, what the supervisor says, and what is signed off."""

from __future__ import annotations

from clew.therapy.forms.definition import YES_NO, Field, Form, Kind, Room, options
from clew.therapy.knowledge.base import Tag

CONSENT = Form(
    slug="supervision_consent",
    name="Consent to supervision",
    definition="Whether the patient knows of the supervision and agrees to it, and what the supervisor may see and hear.",
    source="Practice",
    tag=Tag.KNOWN,
    room=Room.SUPERVISION,
    on="Talked about on",
    title_field="agreed",
    fields=(
        Field(
            slug="agreed",
            label="The patient agrees to supervision",
            kind=Kind.CHOICE,
            options=YES_NO,
            required=True,
        ),
        Field(
            slug="what",
            label="What is shared",
            kind=Kind.CHOICES,
            options=options(
                talk="Talking about the treatment",
                notes="Progress notes",
                transcripts="Transcripts of sessions",
                scores="Questionnaires and scores",
            ),
        ),
        Field(slug="limits", label="What is not shared, and until when it holds"),
        Field(slug="words", label="What the patient said about it", kind=Kind.SAID),
    ),
)
"""The patient's consent, written down by the clinician."""

REQUEST = Form(
    slug="supervision_request",
    name="Question to the supervisor",
    definition="What the clinician wants to look at in supervision, with the moments that it is about.",
    source="Practice",
    tag=Tag.KNOWN,
    room=Room.SUPERVISION,
    many=True,
    on="Asked on",
    title_field="question",
    fields=(
        Field(slug="question", label="Your question", required=True),
        Field(
            slug="look_at",
            label="What you want to look at",
            kind=Kind.CHOICES,
            options=options(
                technique="Technique",
                alliance="The alliance",
                countertransference="What it does with me",
                formulation="Understanding the case",
                risk="Risk",
                frame="The frame",
                culture="Culture, religion or politics",
                ending="The ending",
            ),
        ),
        Field(slug="tried", label="What you have tried or thought of"),
    ),
)
"""A request. It is open until a supervisor has answered it."""

COMMENT = Form(
    slug="supervision_comment",
    name="Comment in supervision",
    definition="What was said in supervision: an answer to a question, or a remark at a moment of a session.",
    source="Practice",
    tag=Tag.KNOWN,
    room=Room.SUPERVISION,
    many=True,
    on="Said on",
    title_field="comment",
    fields=(Field(slug="comment", label="Comment", required=True),),
)
"""A comment, on a question (`about`) or at a moment."""

SIGN_OFF = Form(
    slug="sign_off",
    name="Sign-off",
    definition="What the supervisor has gone through with the clinician, what was agreed and what comes next.",
    source="Practice",
    tag=Tag.KNOWN,
    room=Room.SUPERVISION,
    many=True,
    on="Signed off on",
    title_field="period",
    fields=(
        Field(
            slug="period",
            label="Which session or period",
            kind=Kind.LINE,
            required=True,
            help="As 'sessions 1 to 6'.",
        ),
        Field(slug="reviewed", label="What was gone through", required=True),
        Field(slug="agreed", label="What was agreed"),
        Field(slug="next", label="What comes next"),
    ),
)
"""A supervisor's signature under a session or a period."""

FORMS = (CONSENT, REQUEST, COMMENT, SIGN_OFF)
