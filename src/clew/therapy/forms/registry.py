"""All forms by slug. A room adds its module's tuple of forms here."""

from __future__ import annotations

from collections.abc import Mapping

from clew.therapy.errors import TherapyError
from clew.therapy.forms import (
    alliance,
    assessment,
    danger,
    ending,
    family,
    formulation,
    frame,
    intake,
    labels,
    life,
    monitoring,
    online,
    otherwise,
    own_course,
    safety,
    session,
    suitability,
    supervision,
    team,
    together,
)
from clew.therapy.forms.definition import Form, Room
from clew.therapy.knowledge.base import by_slug

FORMS: Mapping[str, Form] = by_slug(
    (
        *intake.FORMS,
        *suitability.FORMS,
        *life.FORMS,
        *assessment.FORMS,
        *family.FORMS,
        *labels.FORMS,
        *formulation.FORMS,
        *otherwise.FORMS,
        *frame.FORMS,
        *online.FORMS,
        *session.FORMS,
        *danger.FORMS,
        *safety.FORMS,
        *team.FORMS,
        *supervision.FORMS,
        *together.FORMS,
        *alliance.FORMS,
        *monitoring.FORMS,
        *own_course.FORMS,
        *ending.FORMS,
    )
)
"""Every form, by its slug."""

for _form in FORMS.values():
    for _field in _form.fields:
        for _slug in _field.links_to:
            if _slug not in FORMS:
                raise TherapyError(
                    f"'{_form.slug}.{_field.slug}' leads to the form '{_slug}', which is not there."
                )


def form(slug: str) -> Form:
    """Return one form. Raises `TherapyError` when there is none of that name."""
    if slug not in FORMS:
        raise TherapyError(f"There is no form '{slug}'.")
    return FORMS[slug]


def of_room(room: Room) -> tuple[Form, ...]:
    """Return the forms of one part of a treatment, in their order."""
    return tuple(one for one in FORMS.values() if one.room is room)
