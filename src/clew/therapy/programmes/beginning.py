"""What has to be settled before somebody begins an internet programme (course.md 8.10). Software without a guide is no therapy."""

from __future__ import annotations

from collections.abc import Mapping

from clew.therapy.course.online import NEEDS, still_needed
from clew.therapy.course.rule import Reason
from clew.therapy.knowledge.base import Parameter, Tag

RULE = "programme_begins"

ADULT = Parameter(
    slug="adult_from",
    name="An adult",
    value=18,
    definition="From this age on, in years, somebody can be given a programme; all of them are written for adults.",
    source="Clew",
    tag=Tag.DEFAULT,
)


def _reason(words: str) -> Reason:
    return Reason(rule=RULE, words=words, source="Clew", tag=Tag.DEFAULT)


def unsettled(
    *, agreed: Mapping[str, str], age: int | None, guided: bool, contacts_hold: bool, open_alerts: int
) -> tuple[Reason, ...]:
    """Return what stands in the way of beginning; () when nothing does.

    Args:
        agreed: what is noted about meeting online, by the slug of the need; `adult` is ``yes`` or ``no``.
        age: in years, None where the day of birth is not known.
        guided: whether a clinician is on the care team who reads and answers.
        contacts_hold: whether the practice's crisis contacts are verified, or everybody in it is made up.
        open_alerts: how many alerts wait for somebody to look.
    """
    found = []
    if not guided:
        found.append(
            _reason(
                "No clinician is on the care team. A programme without one who reads and answers is no therapy."
            )
        )
    if not contacts_hold:
        found.append(
            _reason(
                "The crisis numbers of the practice are not verified, or too long ago, so the patient's page is closed."
            )
        )
    if open_alerts:
        found.append(_reason("An alert is open. Look at it first, and write down what came of it."))
    if (age is not None and age < ADULT.value) or agreed.get("adult") == "no":
        found.append(
            _reason(f"The programmes are for adults, from {ADULT.value:g} years on. This patient is not one.")
        )
    needed = still_needed([slug for slug in NEEDS if agreed.get(slug, "").strip()])
    return (*found, *needed)
