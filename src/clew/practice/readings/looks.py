"""Who looked at a record, in words that the patient can read: people, roles and days, never what was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, OuterRef, Subquery
from django.db.models.functions import TruncDate

from clew.practice import access
from clew.practice.access import Chart
from clew.practice.models import User

_ROLES = {
    "clinician": "your clinician",
    "supervisor": "supervises your clinician",
    "deputy": "stands in for your clinician",
    "prescriber": "looks after your medication",
    "system": "automatic work, by no person",
}
_DID = {
    "record.read": "opened your record",
    "record.refused": "tried to open your record and was not let in",
    "patient.admit": "added you to the practice",
    "patient.account": "gave you this page",
    "patient.account_end": "ended your access to this page",
    "invitation.make": "invited you to this page",
    "invitation.revoke": "ended an invitation to this page",
    "invitation.wrong_code": "noted a wrong code for your invitation",
    "invitation.accept": "opened your page with your invitation",
    "entry.share": "shared something with you",
    "entry.unshare": "stopped sharing something with you",
    "questionnaire.ask": "asked a questionnaire of you",
    "questionnaire.withdraw": "asks a questionnaire of you no longer",
    "questionnaire.restore": "asks a questionnaire of you again",
    "message.write": "wrote to you",
    "thread.open": "wrote to you",
    "thread.read": "read what you wrote to each other",
    "chat.say": "wrote to you in the chat",
    "chat_slot.set": "agreed a weekly time for the chat with you",
    "chat_slot.end": "ended the weekly time for the chat",
    "programme.enrol": "gave you a programme",
    "programme.arrange": "arranged your programme",
    "programme.feedback": "answered you in your programme",
    "programme.end": "ended your programme",
    "alert.see": "opened your record",
    "coder_tuning.forget": "deleted what the program had learned from your sessions and others",
    "journal.read": "read a text that you shared",
    "team.join": "added somebody to those who work with you",
    "team.leave": "ended somebody's part in your care",
}


@dataclass(frozen=True, slots=True)
class Look:
    """That one person did one kind of thing with the record on one day, and how often."""

    day: date
    who: str
    role: str
    did: str
    times: int


def looks(chart: Chart) -> list[Look]:
    """Return who did what with the record on which day, newest first; one's own part in it is left out.

    Every way of writing reads "wrote in your record", because the kinds of it (codes, alerts) are not shared.
    """
    by = chart.by.pk if chart.by else None
    zone = ZoneInfo(chart.patient.practice.time_zone)
    name = User.objects.filter(pk=OuterRef("actor"))
    lines = list(
        access.who_looked(chart)
        .exclude(actor=by)
        .annotate(day=TruncDate("at", tzinfo=zone), who=Subquery(name.values("name")[:1]))
        .values("day", "actor", "who", "role", "action")
        .annotate(times=Count("seq"), last=Max("seq"))
        .order_by("-day", "-last")
    )
    counts: dict[tuple[date, str, str, str], int] = {}
    for line in lines:
        did = _DID.get(line["action"], "wrote in your record")
        if "export" in line["action"]:
            did = "took a copy of your record out of Clew"
        who = "Clew itself" if line["actor"] is None else line["who"] or "Somebody without a name"
        group = (line["day"], who, _ROLES.get(line["role"], ""), did)
        counts[group] = counts.get(group, 0) + line["times"]
    return [Look(*group, times) for group, times in counts.items()]
