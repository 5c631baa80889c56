"""All addresses of Clew, and how to fill them in from a scene."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, get_resolver, reverse
from practice_scene import Scene, invited, joined

from clew.practice.actions.notices import make_feed
from clew.practice.models import Membership, User

CANARY = "canary-7f3a-of-a-private-note"
"""Stands in process notes of tests, and is looked for where it must never be."""


def patterns(resolver: Any = None, inside: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address, with the whole of its route."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield inside + str(pattern.pattern), pattern
        else:
            yield from patterns(pattern, inside + str(pattern.pattern))


def addresses(scene: Scene, colleague: User) -> Callable[[str], str]:
    """Return what gives a page's address by its name, filled in with what the scene holds."""
    parts = {
        "patient_id": scene.patient.pk,
        "session_id": scene.held.pk,
        "alert_id": scene.alert.pk,
        "administration_id": scene.administration.pk,
        "hypothesis_id": scene.hypothesis.pk,
        "note_id": scene.signed.pk,
        "entry_id": scene.entry.pk,
        "coding_id": scene.coding.pk,
        "writing_id": scene.writing.pk,
        "slot_id": scene.slot.pk,
        "thread_id": scene.thread.pk,
        "secret": make_feed(by=scene.anna),
        "task_id": scene.task.pk,
        "medication_id": scene.medication.pk,
        "code_id": scene.proposal.pk,
        "episode_id": scene.episode.pk,
        "member_id": scene.ben_there.pk,
        "user_id": colleague.pk,
        "membership_id": Membership.objects.get(user=colleague).pk,
        "defense": "denial",
        "instrument": "phq-9",
        "number": 1,
        "kind": "progress",
        "form": "vtt",
        "slug": "stressor",
        "topic": "a-session",
        "who": "pia",
        "page": "course",
        "joint_id": joined(scene).joint.pk,
        "meeting_id": scene.meeting.pk,
        "enrolment_id": scene.enrolment.pk,
        "chat_slot_id": scene.chat_slot.pk,
        "module": "begin",
        "exercise": "goals",
        "link": invited(scene),
        "invitation_id": scene.invitation.pk,
        "ask_id": scene.ask.pk,
        "answering_id": scene.begun.pk,
        "pk": 1,
        "key": "x",
        "uidb36": "x",
    }
    routes = {pattern.name: route for route, pattern in patterns()}

    def of(name: str) -> str:
        wanted = re.findall(r"<(?:\w+:)?(\w+)>", routes[name])
        return reverse(name, kwargs={part: parts[part] for part in wanted})

    return of
