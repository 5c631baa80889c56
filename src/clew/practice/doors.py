"""Who may read and write which forms. A form of a room that is not here can be neither read nor written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clew.practice.roles import May
from clew.therapy.forms import FORMS, Form, Room


@dataclass(frozen=True, slots=True)
class Door:
    """What one must be allowed in order to read and to write. `private`: only the author reads it, and no export has it."""

    read: May
    write: May
    private: bool = False


ROOMS: Mapping[Room, Door] = {
    Room.INTAKE: Door(May.READ_FORMULATION, May.WRITE_FORMULATION),
    Room.SUITABILITY: Door(May.READ_FORMULATION, May.WRITE_FORMULATION),
    Room.ASSESSMENT: Door(May.READ_FORMULATION, May.WRITE_FORMULATION),
    Room.FORMULATION: Door(May.READ_FORMULATION, May.WRITE_FORMULATION),
    Room.FRAME: Door(May.SEE_COURSE, May.PLAN),
    Room.SESSION: Door(May.READ_PROGRESS_NOTES, May.WRITE_NOTES),
    Room.PRIVATE: Door(May.READ_PROGRESS_NOTES, May.WRITE_NOTES, private=True),
    Room.ALLIANCE: Door(May.READ_SESSIONS, May.WRITE_NOTES),
    Room.MONITORING: Door(May.READ_MEASURES, May.PLAN),
    Room.TEAM: Door(May.SEE_COURSE, May.WRITE_TO_TEAM),
    Room.SUPERVISION: Door(May.READ_SESSIONS, May.SUPERVISE),
    Room.ENDING: Door(May.SEE_COURSE, May.PLAN),
    Room.SAFETY: Door(May.READ_ALERTS, May.PLAN),
}
"""The door of each room. A single form may have another one, in `FORMS_APART`."""

FORMS_APART: Mapping[str, Door] = {
    "supervision_consent": Door(May.READ_SESSIONS, May.WRITE_NOTES),
    "supervision_request": Door(May.READ_SESSIONS, May.WRITE_NOTES),
    "danger_review": Door(May.READ_ALERTS, May.HANDLE_ALERTS),
    "contact_attempt": Door(May.READ_ALERTS, May.HANDLE_ALERTS),
    "sign_off": Door(May.READ_SESSIONS, May.SIGN_OFF),
}
"""Forms whose door differs from that of their room."""


SHARED_AT_FIRST = frozenset({"goal", "safety_plan", "own_course_agreement"})
"""Forms that the patient may read as soon as they are written; sharing can be ended like any other."""


NEVER_SHARED = frozenset(
    {"danger_review", "joint_safety", "red_flags"}  # what was told of danger may be read over a shoulder
    | {"suitability"}  # ratings are no verdict to be read
    | {"supervision_request", "supervision_comment", "sign_off"}  # about the clinician's work
)
"""Forms that no patient's page ever shows."""


def door(form: Form) -> Door:
    """Return who may read and write a form."""
    return FORMS_APART.get(form.slug) or ROOMS[form.room]


def shareable(form: Form) -> bool:
    """Whether an entry of a form can be shared with the patient."""
    return not door(form).private and form.slug not in NEVER_SHARED


def readable(may: frozenset[May]) -> list[str]:
    """Return the slugs of the forms that somebody with these rights may read."""
    return [form.slug for form in FORMS.values() if door(form).read in may]


def private() -> list[str]:
    """Return the slugs of the forms that only their author reads."""
    return [form.slug for form in FORMS.values() if door(form).private]
