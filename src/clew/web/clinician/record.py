"""Who looked at this record, and erasing it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from clew.practice.access import Chart, people_in, who_looked
from clew.practice.actions import people
from clew.practice.errors import PracticeError
from clew.practice.roles import May
from clew.therapy import forms
from clew.web.pages import on_record, record_page, say

# How an entry of the log reads. Whatever is not here reads as its own name.
IN_WORDS = {
    "record.read": "opened",
    "record.refused": "tried to open, refused",
    "transcript.import": "brought in a transcript",
    "measure.enter": "entered a questionnaire",
    "note.draft": "wrote on a note",
    "note.sign": "signed a note",
    "alert.raise": "raised an alert",
    "alert.assess": "assessed an alert",
    "coding.record": "coded a session",
    "claim.accepted": "accepted a code",
    "claim.rejected": "rejected a code",
    "claim.changed": "changed a code",
    "claim.reopened": "opened a decision again",
    "transcript.roles": "corrected who spoke",
    "transcript.withdraw": "took a transcript back",
    "coder.ask": "had a second coder read a session",
    "coder.answer": "kept what a second coder proposed",
    "coder.stop": "gave up asking a second coder",
    "coder_tuning.forget": "deleted what the coder had learned from these sessions and others",
    "transcript.put_back": "put a transcript back",
    "transcript.export": "took a transcript out as a file",
    "claim.accept_all": "accepted all proposals of one kind",
    "claim.undo": "undid a step",
    "code.add": "added a code",
    "double_coding.ask": "asked that a session be coded twice",
    "double_coding.withdraw": "took back that a session be coded twice",
    "double_coding.restore": "asked again that a session be coded twice",
    "double_coding.give": "coded blind",
    "double_coding.undo": "undid a step of coding blind",
    "double_coding.finish": "was done with coding blind",
    "double_coding.reopen": "went on coding blind",
    "double_coding.settle": "settled a turn that two had coded",
    "double_coding.settle_agreed": "took over what two had coded alike",
    "episode.mark": "marked an episode",
    "episode.changed": "changed an episode",
    "session.plan": "planned a session",
    "session.attendance": "recorded attendance",
    "note.correct": "corrected a note",
    "team.join": "added somebody to the care team",
    "team.leave": "ended somebody's part in the care team",
    "patient.admit": "opened the record",
    "patient.account": "gave the patient an account",
    "patient.account_end": "ended the patient's access",
    "invitation.make": "invited the patient",
    "invitation.revoke": "ended an invitation",
    "invitation.wrong_code": "noted a wrong code for an invitation",
    "invitation.too_young": "closed an invitation: under eighteen",
    "invitation.accept": "noted that an invitation was accepted",
    "consent.give": "agreed to",
    "consent.refuse": "did not agree to",
    "patient.erase": "erased the person",
    "entry.write": "wrote",
    "entry.revise": "changed",
    "entry.withdraw": "took back",
    "entry.restore": "brought back",
    "entry.share": "shared with the patient",
    "entry.unshare": "stopped sharing",
    "journal.write": "wrote in the journal",
    "journal.change": "changed a text of the journal",
    "journal.share": "shared a text of the journal",
    "journal.unshare": "stopped sharing a text of the journal",
    "journal.take_away": "took a text of the journal away",
    "journal.bring_back": "brought a text of the journal back",
    "journal.empty": "removed a text of the journal for good",
    "journal.read": "read a shared text of the journal",
    "alert.acknowledge": "took on an alert",
    "alert.override": "set a level otherwise",
    "alert.escalate": "passed an alert on",
    "alert.contact": "tried to reach the patient",
    "alert.see": "opened an alert",
    "alert.tick": "ticked a step of an alert",
    "questionnaire.ask": "asked a questionnaire of the patient",
    "questionnaire.withdraw": "asked a questionnaire no longer",
    "questionnaire.restore": "asked a questionnaire again",
    "answering.begin": "began a questionnaire",
    "answering.give": "answered a question",
    "answering.finish": "finished a questionnaire",
    "answering.stop": "stopped a questionnaire",
    "answering.broken_off": "left a questionnaire unfinished",
    "answering.help_read": "read the help before going on",
    "answering.share": "chose who sees a check-in",
    "message.write": "wrote a message",
    "thread.open": "opened a conversation",
    "thread.read": "read a conversation",
    "thread.close": "closed a conversation",
    "thread.reopen": "opened a conversation again",
    "chat.say": "wrote in the chat",
    "chat_slot.set": "agreed a weekly time for the chat",
    "chat_slot.end": "ended the weekly time for the chat",
    "programme.enrol": "gave a programme",
    "programme.arrange": "arranged the programme",
    "programme.arrange_undo": "took back a change of the programme",
    "programme.end": "ended the programme",
    "programme.resume": "opened the programme again",
    "programme.open": "began a part of the programme",
    "programme.answer": "wrote in the programme",
    "programme.finish": "finished a part of the programme",
    "programme.leave": "left the programme",
    "programme.feedback": "answered in the programme",
    "programme.read_feedback": "read an answer in the programme",
    "follow_ups.plan": "agreed on follow-ups",
    "course.open": "opened a course",
    "course.change": "changed the course",
    "course.end": "ended the course",
    "course.reopen": "opened the course again",
    "course.return": "opened a course after a return",
    "frame.change": "changed the frame",
    "formulation.write": "wrote a formulation",
    "hypothesis.propose": "wrote a hypothesis",
    "hypothesis.judge": "judged a hypothesis",
    "hypothesis.moment": "added a moment to a hypothesis",
    "theme.choose": "chose a theme",
    "medication.record": "recorded a medicine",
    "medication.change": "changed a dose",
    "medication.end": "ended a medicine",
    "session.move": "moved a session",
    "slot.plan": "planned regular sessions",
    "slot.stop": "stopped regular sessions",
    "meeting.plan": "planned a meeting of all",
    "meeting.record": "recorded who came to a meeting",
    "meeting.note": "wrote on the note of a meeting",
    "joint.begin": "began a treatment together",
    "joint.join": "joined a treatment together",
    "joint.leave": "left a treatment together",
    "joint.resume": "came back to a treatment together",
    "joint.end": "ended a treatment together",
}


@on_record(to=May.SEE_WHO_LOOKED, view="record")
def record(request: HttpRequest, chart: Chart) -> HttpResponse:
    """List every look and every change, newest first."""
    page = Paginator(who_looked(chart), 50).get_page(request.GET.get("page"))
    names = people_in(page.object_list)
    lines = [
        (
            event,
            names.get(event.actor, "Clew itself"),
            IN_WORDS.get(event.action, event.action.replace(".", ": ")),
            forms.form(event.kind).name if event.kind in forms.FORMS else event.kind.replace("_", " "),
        )
        for event in page.object_list
    ]
    return record_page(
        request,
        "clinician/record_log.html",
        chart,
        tab="record",
        page=page,
        lines=lines,
        erases=chart.can(May.ERASE),
    )


@on_record(to=May.ERASE, view="erase")
def erase(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Erase the person. This alone cannot be undone, so it asks for the record number."""
    if request.method == "POST":
        if request.POST.get("number", "").strip() != str(chart.patient.number):
            raise PracticeError("The number is not this record's, so nothing was erased.")
        people.erase_patient(chart=chart)
        say(request, "The person was erased. The log keeps that the record existed.")
        return redirect("caseload")
    return record_page(request, "clinician/erase.html", chart, tab="record")


urls = [
    path("patients/<uuid:patient_id>/record/", record, name="record"),
    path("patients/<uuid:patient_id>/record/erase/", erase, name="erase"),
]
