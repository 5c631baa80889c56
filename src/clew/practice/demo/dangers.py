"""Load the alerts of a patient of the demonstration: how each was answered, judged, and judged again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from clew.practice.actions import alerts, danger
from clew.practice.models import Alert
from clew.therapy.measures import INSTRUMENTS
from clew.therapy.safety.levels import Level

if TYPE_CHECKING:
    from clew.practice.demo.load import Story

ANSWERED = timedelta(minutes=15)  # how soon the clinician of the story answers an alert

# What the clinician of the story writes to alerts that the story does not tell: assessment and what was agreed.
_OF_AN_ANSWER = (
    "Taken up with the patient; the progress notes tell when, and what came of it.",
    "As the progress notes say.",
)
_OF_WORDS = (
    "The marked words were read in their place; the progress note of that day tells what was asked and said.",
    "As the progress note says.",
)


def tell(story: Story, entry: dict[str, Any]) -> None:
    """Tell an alert of the story: the answer's or the coder's on these very words, else one that the clinician raises."""
    turn, _ = story.find(entry["session"], entry["words"])
    at = story.at(entry["day"], time(10, 40))
    transcript = story.transcripts[entry["session"]]
    raised = Alert.objects.filter(patient=story.chart.patient)
    if entry["source"] in INSTRUMENTS:
        alert = raised.filter(administration=story.answered[entry["source"], entry["day"]]).first()
    else:
        alert = raised.filter(transcript=transcript, turn=turn).first()
    if alert is None:
        alert = alerts.raise_for_turn(
            chart=story.chart,
            transcript=transcript,
            turn=turn,
            level=entry["level"],
            rule="The clinician heard it in the session.",
            now=at,
        )
    elif alert.level != entry["level"]:
        alerts.override(
            chart=story.chart,
            alert=alert,
            level=entry["level"],
            reason="Level set after the conversation in the session.",
            now=alert.raised_at + ANSWERED,
        )
    follow_up = entry.get("follow_up_day")
    _close(
        story,
        alert,
        entry["assessment"],
        entry["disposition"],
        judged=entry["level"],
        follow_up_on=story.at(follow_up, time(12)).astimezone(story.zone).date() if follow_up else None,
        review=entry.get("review", {}),
        done=entry.get("done", ()),
    )
    for told in entry.get("again", []):
        at = story.at(told["day"], time(10, 50))
        values = {slug: value for slug, value in told.items() if slug != "day"}
        danger.review(chart=story.chart, alert=alert, values=values, again=True, now=at)


def _close(
    story: Story,
    alert: Alert,
    assessment: str,
    disposition: str,
    *,
    judged: str,
    follow_up_on: date | None = None,
    review: Mapping[str, object] = MappingProxyType({}),
    done: Sequence[str] = (),
) -> None:
    """Close an alert with the assessment: in parts, where the story tells them."""
    at = alert.raised_at + ANSWERED
    alerts.see(chart=story.chart, alert=alert, now=at - timedelta(minutes=4))
    alerts.acknowledge(chart=story.chart, alert=alert, now=at)
    if done:
        alerts.tick(chart=story.chart, alert=alert, steps=done, now=at + timedelta(minutes=15))
    if review:
        words = {"assessment": assessment, "disposition": disposition, **review}
        if follow_up_on is not None:
            words["again"] = follow_up_on.isoformat()
        danger.review(chart=story.chart, alert=alert, values=words, now=at + timedelta(minutes=20))
        return
    alerts.assess(
        chart=story.chart,
        alert=alert,
        assessment=assessment,
        disposition=disposition,
        level=judged,
        follow_up_on=follow_up_on,
        now=at + timedelta(minutes=20),
    )


def close_old(story: Story) -> None:
    """Close what else was raised before yesterday, as the clinician would have done then."""
    recent = datetime.combine(story.today - timedelta(days=1), time(0), tzinfo=story.zone)
    for alert in Alert.objects.filter(
        patient=story.chart.patient, state=Alert.State.OPEN, raised_at__lt=recent
    ):
        words = _OF_AN_ANSWER if alert.administration_id else _OF_WORDS
        _close(story, alert, *words, judged=Level.NONE.value)  # it was looked into, and nothing stands of it
