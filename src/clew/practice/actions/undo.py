"""Undo in the margin of a session: the last step that a person took is taken back, then the one before."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions.base import check_own, on_record
from clew.practice.actions.coding import after, person_of, record_decision
from clew.practice.errors import PracticeError
from clew.practice.models import AuditEvent, Claim, Code, Decision, Episode, Transcript
from clew.practice.roles import May

# The steps that undo takes back, by the action that wrote them.
STEPS = (
    "claim.accepted",
    "claim.rejected",
    "claim.reopened",
    "claim.changed",
    "claim.accept_all",
    "code.add",
    "episode.mark",
    "episode.changed",
)
_UNDO = "claim.undo"
_VERDICT = {
    Claim.Status.PROPOSED: Decision.Verdict.REOPENED,
    Claim.Status.ACCEPTED: Decision.Verdict.ACCEPTED,
    Claim.Status.REJECTED: Decision.Verdict.REJECTED,
}


def undo(*, chart: Chart, transcript: Transcript) -> list[Code | Episode]:
    """Take back the last step that this person took in a transcript, and return the claims it was about.

    Nothing is removed: taking back is a further decision. What a step had added is rejected, and what it had
    decided is again as it was before; what the coder was less sure of is then a proposal like any other.

    Raises:
        PracticeError: there is nothing to take back.
    """
    chart.require(May.CODE)
    check_own(chart, transcript)
    step = _last_step(chart, transcript)
    if step is None:
        raise PracticeError("There is nothing of yours to undo in this session.")
    with on_record(
        chart, _UNDO, to=May.CODE, kind="transcript", object=transcript.pk, detail={"of": step.seq}
    ) as event:
        now = timezone.now()
        touched: list[Code | Episode] = []
        for decision in Decision.objects.filter(event=step).select_related("code", "episode"):
            claim = decision.code or decision.episode
            if claim is not None:
                _restore(chart, claim, step, event, now)
                touched.append(claim)
        for model in (Code, Episode):
            for own in model.objects.filter(event=step, transcript=transcript, model=""):
                record_decision(chart, own, Decision.Verdict.REJECTED, event, now)
                touched.append(own)
    return touched


def _last_step(chart: Chart, transcript: Transcript) -> AuditEvent | None:
    """Return the person's latest step in the transcript that was not taken back yet."""
    by = person_of(chart)
    mine = AuditEvent.objects.filter(actor=by, patient=chart.patient.pk)
    undone = {
        event.detail["of"]
        for event in mine.filter(action=_UNDO, kind="transcript", object=str(transcript.pk))
    }
    decided = Decision.objects.filter(
        Q(code__transcript=transcript) | Q(episode__transcript=transcript), by=by
    ).values("event")
    steps = mine.filter(
        Q(seq__in=decided)
        | Q(seq__in=Code.objects.filter(transcript=transcript, coder=by).values("event"))
        | Q(seq__in=Episode.objects.filter(transcript=transcript, coder=by).values("event")),
        action__in=STEPS,
    ).order_by("-seq")
    return next((step for step in steps if step.seq not in undone), None)


def _restore(chart: Chart, claim: Code | Episode, step: AuditEvent, event: AuditEvent, now: datetime) -> None:
    """Put a claim back to what it was before a step, unless somebody else has decided about it since."""
    about = {"code": claim} if isinstance(claim, Code) else {"episode": claim}
    if Decision.objects.filter(event__gt=step.seq, **about).exclude(by=person_of(chart)).exists():
        return
    before = Decision.objects.filter(event__lt=step.seq, **about).order_by("-event").first()
    status = after(claim, before.verdict if before else Decision.Verdict.REOPENED)
    record_decision(chart, claim, _VERDICT[Claim.Status(status)], event, now)
