"""The frame over time: what each agreement changed, and which emphasis was planned from when on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clew.practice.models import Course
from clew.practice.readings.entries import Written
from clew.therapy import forms
from clew.therapy.course.emphasis import Emphasis, Planned, changes

_ABOUT_IT = ("why", "wished_by", "agreed", "said")
"""What the form asks about an agreement; every agreement says it anew, so that it is no change of the frame."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement on the frame, and what it changed in the one before: the field, its words before and after."""

    written: Written
    changed: Sequence[tuple[str, str, str]]

    @property
    def words(self) -> str:
        """What changed and why, in one line; empty where nothing did."""
        if not self.changed:
            return ""
        told = "; ".join(
            f"{label}: {after or 'no longer said'}{f', before: {before}' if before else ''}"
            for label, before, after in self.changed
        )
        return f"{told}. {self.written.get('why')}".strip()


def in_order(frames: Sequence[Written]) -> list[Written]:
    """Return agreements in the order in which they came into force."""
    return sorted(frames, key=lambda one: (one.entry.on, one.entry.first_id is None, one.entry.event_id))


def agreements(frames: Sequence[Written]) -> list[Agreement]:
    """Return each agreement with what it changed, in the order in which they came into force; the first changed nothing."""
    listed = in_order(frames)
    return [
        Agreement(
            now,
            [
                (field.label, before, after)
                for field, before, after in (forms.changed(now.form, then.values, now.values) if then else ())
                if field.slug not in _ABOUT_IT
            ],
        )
        for then, now in zip([None, *listed], listed, strict=False)
    ]


def planned(course: Course, frames: Sequence[Written]) -> tuple[Planned, ...]:
    """Return the planned emphases of a course in the order of their days, each change with its reason. No query.

    Args:
        course: whose columns hold what was agreed when it was opened, where no frame was written down since.
        frames: the current entries of the form `frame`, without those that were taken back.
    """
    if not frames:
        return (Planned(emphasis=Emphasis(course.emphasis)),) if course.emphasis else ()
    return changes(
        [
            Planned(
                emphasis=Emphasis(one.get("emphasis")) if one.get("emphasis") else None,
                since=one.entry.on,
                why=one.get("why"),
                ref=f"entry:{one.id}",
            )
            for one in in_order(frames)
        ]
    )
