"""Every action: one transaction with its audit event, for those who may, on the open record's own rows, once.

`ACTIONS` says how each is called. A function of `practice.actions` that is in neither list fails the first test.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.db.models import Model
from django.utils import timezone
from practice_scene import FIRST, SAID, Scene, build, contents, refusing, rolled_back, told

from clew.interop.endpoint import Endpoint
from clew.interop.second import AskedModel
from clew.practice import access, actions
from clew.practice.actions import (
    absences,
    alerts,
    coding,
    double_coding,
    endings,
    entries,
    guidance,
    meetings,
    messages,
    notices,
    people,
    portal,
    together,
    tuning,
)
from clew.practice.actions.contacts import verify_contacts
from clew.practice.actions.formulation import MomentRef
from clew.practice.actions.meetings import Came
from clew.practice.actions.portal import Invited
from clew.practice.actions.sessions import read_turns
from clew.practice.consents import Purpose
from clew.practice.errors import AlreadyDone, NotFound
from clew.practice.models import (
    Alert,
    AuditEvent,
    CareTeamMember,
    Code,
    Course,
    Decision,
    DoubleCoding,
    Enrolment,
    Joint,
    Membership,
    Patient,
    Record,
    Thread,
    User,
)
from clew.practice.roles import May, RoleName
from clew.practice.vault import Secret
from clew.therapy.coding import margin
from clew.therapy.coding.before_after import Report
from clew.therapy.coding.codes import Coding, Proposal, Scheme
from clew.therapy.coding.comparing import Given
from clew.therapy.coding.further import further
from clew.therapy.coding.learning import Learned
from clew.therapy.coding.scores import OfClass
from clew.therapy.coding.tuning import TunedCode
from clew.therapy.course.online import NEEDS
from clew.therapy.moments import Span
from clew.therapy.safety.contacts import CONTACTS
from clew.therapy.transcripts import Role

# Functions of the same modules that other modules call and that are no action of their own.
PARTS = {
    "alerts.owner_of": "reads",
    "alerts.raise_for_answer": "part of measures.enter and of the actions of answering",
    "alerts.seen_by": "reads",
    "alerts.raise_for_language": "part of sessions.import_transcript",
    "base.check_own": "reads",
    "base.in_practice": "the transaction itself",
    "base.on_record": "the transaction itself",
    "coding.after": "reads",
    "coding.known": "reads",
    "coding.looked_at": "reads",
    "coding.person_of": "reads",
    "coding.record_decision": "part of the actions of coding",
    "double_coding.check_unit": "reads",
    "double_coding.codes_of": "reads",
    "double_coding.opened_by": "reads",
    "double_coding.scheme_of": "reads",
    "entries.current": "reads",
    "entries.first": "reads",
    "entries.latest": "reads",
    "keys.open_secret": "reads",
    "keys.seal_secret": "returns a sealed secret, writes nothing",
    "formulation.check_places": "reads",
    "guidance.still_open": "reads",
    "in_force.follow": "part of the actions of entries",
    "in_force.frame_values": "reads",
    "messages.is_patient": "reads",
    "messages.may_read": "reads",
    "messages.may_write": "reads",
    "measures.danger_in": "reads",
    "measures.danger_of": "reads",
    "measures.store": "part of measures.enter and answering.finish",
    "notes.revision": "reads",
    "programme.check_open": "reads",
    "programme.way": "reads",
    "people.account_of": "reads",
    "people.close_account": "part of portal.end_access and people.erase_patient",
    "notices.hashed": "reads",
    "people.erase_again": "calls people.erase_patient for each who was erased",
    "people.write_ledger": "writes a file outside the database, once the erasure is committed",
    "portal.find": "reads",
    "portal.is_open": "reads",
    "second.job_key": "reads",
    "sessions.copy_components": "part of sessions.set_roles",
    "together.all_taking_part": "reads",
    "together.check_goes_on": "reads",
    "together.expect": "part of together.join_joint and meetings.plan_meeting",
    "together.opener": "reads",
    "together.taking_part": "reads",
    "sessions.read_turns": "reads",
    "sessions.store_proposals": "part of sessions.import_transcript",
    "tuning.check_may": "reads",
    "tuning.forget": "part of portal.choose and people.erase_patient",
}

pytestmark = pytest.mark.django_db
DAY = FIRST.date()
KEY = "a-key-of-a-form"
FAR = date(2999, 1, 1)


def _past_its_end(s: Scene) -> Course:
    """The course, after its end."""
    if s.course.ended_on is None:
        endings.end_course(chart=s.chart, course=s.course, reason="goals_reached")
    return s.course


def _new_code(s: Scene) -> Code:
    return coding.add(chart=s.chart, transcript=s.transcript, turn=3, scheme="affect", code="sadness")


def _new_patient(s: Scene, name: str = "Rolf Sand") -> access.Chart:
    patient = people.admit_patient(practice=s.practice, name=name, by=s.anna, clinician=s.anna)
    return access.open_record(s.anna, patient.pk, to=May.PLAN, view="test")


def _unread(s: Scene) -> Thread:
    """A conversation in which the patient wrote something that nobody has opened."""
    own = s.opened_by(s.pia_account, May.READ_OWN)
    messages.write(chart=own, thread=s.thread, text="One more thing.")
    return s.thread


def _with_a_feed(s: Scene) -> User:
    notices.make_feed(by=s.anna)
    return s.anna


def _pair(s: Scene) -> list[access.Chart]:
    """The opened records of a couple, neither of them Pia, who have met once; made the first time."""
    if not s.has("joint"):
        charts = [_new_patient(s, "Ria"), _new_patient(s, "Rolf")]
        joint = together.begin_joint(charts=charts, kind="couple", starts_on=DAY)
        meeting = meetings.plan_meeting(charts=charts, joint=joint, at=FIRST)
        s.keep(joint=joint, meeting=meeting, partner=charts[1].patient, other=charts[0].patient)
    return [access.open_record(s.anna, one.pk, to=May.PLAN, view="test") for one in (s.other, s.partner)]


def _ended(s: Scene) -> Joint:
    if s.joint.ended_on is None:
        together.end_joint(charts=_pair(s), joint=s.joint, on=DAY)
    return s.joint


def _family(s: Scene) -> list[access.Chart]:
    """The opened records of a family that meets once more, far ahead."""
    if not s.has("family"):
        charts = [_new_patient(s, "Ria"), _new_patient(s, "Rolf")]
        joint = together.begin_joint(charts=charts, kind="family", starts_on=DAY)
        meetings.plan_meeting(charts=charts, joint=joint, at=datetime(2999, 1, 1, tzinfo=UTC))
        s.keep(family=joint, ria=charts[0].patient, rolf=charts[1].patient)
    return [access.open_record(s.anna, one.pk, to=May.PLAN, view="test") for one in (s.ria, s.rolf)]


def _with_pia(s: Scene) -> Joint:
    """A couple of Pia and somebody else."""
    if s.course.joint is None:
        together.begin_joint(charts=[s.chart, _new_patient(s)], kind="couple", starts_on=DAY)
    return s.course.joint


def _left(s: Scene) -> Enrolment:
    """The enrolment, after it was ended."""
    if s.enrolment.ended_at is None:
        guidance.end_enrolment(chart=s.chart, enrolment=s.enrolment, end="stopped")
    return s.enrolment


def _may_begin(s: Scene) -> Course:
    """The course, with nothing in the way of beginning a programme in it."""
    if _left(s) and entries.current(s.course, "online") is None:
        verify_contacts(
            practice=s.practice,
            by=s.max,
            contacts=CONTACTS["GB"],
            source_url="https://example.org/help",
            on=timezone.localdate(),
        )
        agreed = dict.fromkeys(NEEDS, "Agreed.") | {"adult": "yes"}
        entries.write_entry(chart=s.chart, course=s.course, form="online", values=agreed)
        for alert in Alert.objects.filter(patient=s.patient, state=Alert.State.OPEN):
            alerts.acknowledge(chart=s.chart, alert=alert)
    return s.course


def _less_sure(s: Scene) -> dict[str, Any]:
    """Something that the coder proposes only when it explores, which a person rejects."""
    there = set(Code.objects.filter(transcript=s.transcript).values_list("turn", "scheme", "code"))
    found = further(read_turns(s.chart, s.transcript), there).proposals[0]
    return {
        "transcript": s.transcript,
        "turn": found.turn,
        "scheme": found.scheme.value,
        "code": found.code,
        "verdict": Decision.Verdict.REJECTED,
    }


def _looked_at_three(s: Scene) -> dict[str, Any]:
    """Four proposals of one kind, three of which were decided about."""
    first = s.proposal
    chart = s.chart
    for turn in range(4):
        Code.objects.create(
            patient=chart.patient,
            event=first.event,
            transcript=first.transcript,
            model="test 1",
            confidence=0.9,
            turn=turn,
            scheme="affect",
            code="pride",
        )
    for claim in Code.objects.filter(code="pride")[:3]:
        coding.decide(chart=chart, claim=claim, verdict=Decision.Verdict.ACCEPTED)
    return {"transcript": first.transcript, "scheme": "affect", "code": "pride"}


def _coded(s: Scene) -> dict[str, Any]:
    text = SAID.decode().replace("\n\n", "\n").replace("T:", "Clinician:").replace("P:", "Patient:")
    text = text.replace("?\n", "?\n  # intervention: question\n")
    text = text.replace("I felt stupid.\n", "I felt stupid.\n  # affect: shame | I felt stupid\n")
    return {"transcript": s.transcript, "coded": margin.parse(text, "session.txt", session=1)}


def _called_off(s: Scene) -> DoubleCoding:
    """A coding that was asked for and taken back."""
    if s.mine.withdrawn_at is None:
        double_coding.withdraw(chart=s.chart, coding=s.mine)
    return s.mine


def _without_account(s: Scene) -> Invited:
    """A new invitation of the patient, who has no account any more."""
    if Patient.objects.get(pk=s.patient.pk).account_id:
        portal.end_access(chart=s.chart)
    return portal.invite(chart=s.chart)


def _learned(s: Scene) -> dict[str, Any]:
    """What was learned from the patient, who agreed."""
    own = s.opened_by(s.pia_account, May.READ_OWN)
    portal.choose(chart=own, purpose=Purpose.TUNING, given=True)
    code = TunedCode(Scheme.AFFECT, "longing", (1.0, 0.2, 0.0, -1.0), 0.3)
    same = OfClass("all", 9, 9, 9)
    learned = Learned((code,), Report(400, 9, 3, 3, "", same, same, None, 0, ()))
    return {"practice": s.practice, "learned": learned, "sources": {s.patient.pk: 9}, "by": s.max}


def _tuned(s: Scene) -> Any:
    """The practice, once it uses what was learned."""
    tuning.use(tuning=tuning.store(**_learned(s)), by=s.max)
    return s.practice


ACTIONS: dict[str, Callable[[Scene], dict[str, Any]]] = {
    "absences.cancel_absence": lambda s: {"absence": s.absence, "by": s.anna},
    "absences.plan_absence": lambda s: {
        "practice": s.practice,
        "user": s.anna,
        "deputy": s.chris,
        "first_day": FAR + timedelta(days=30),
        "last_day": FAR + timedelta(days=40),
        "by": s.anna,
        "key": KEY,
    },
    "alerts.acknowledge": lambda s: {"alert": s.alert},
    "alerts.see": lambda s: {"alert": s.alert},
    "alerts.tick": lambda s: {
        "alert": s.alert,
        "steps": ["speak_today"],
        "text": "By telephone.",
        "key": KEY,
    },
    "alerts.contact": lambda s: {"alert": s.alert, "text": "By telephone; nobody answered."},
    "danger.reach": lambda s: {
        "alert": s.alert,
        "values": {"how": "telephone", "reached": "no"},
        "key": KEY,
    },
    "alerts.assess": lambda s: {
        "alert": s.alert,
        "assessment": "Asked; no plan.",
        "disposition": "Calls tomorrow.",
    },
    "alerts.escalate": lambda s: {"alert": s.alert},
    "alerts.override": lambda s: {"alert": s.alert, "level": "low", "reason": "Clarified in person."},
    "alerts.raise_alert": lambda s: {
        "course": s.course,
        "level": "high",
        "text": "He said goodbye.",
        "key": KEY,
    },
    "alerts.raise_for_turn": lambda s: {
        "transcript": s.transcript,
        "turn": 1,
        "level": "low",
        "rule": "Heard it.",
    },
    "answering.ask": lambda s: {
        "course": s.course,
        "instrument": "alliance-check-in",
        "every_days": 0,
        "session": s.held,
        "key": KEY,
    },
    "answering.begin": lambda s: {"what": s.ask, "now": FIRST, "key": KEY},
    "answering.choose_visibility": lambda s: {"administration": s.kept_back, "choice": "now", "key": KEY},
    "answering.finish": lambda s: {"answering": s.second_stage, "now": FIRST, "key": KEY},
    "answering.give": lambda s: {
        "answering": s.second_stage,
        "item": 4,
        "answer": 1,
        "now": FIRST,
        "key": KEY,
    },
    "answering.read_help": lambda s: {"answering": s.begun, "key": KEY},
    "answering.restore_ask": lambda s: {"ask": s.withdrawn_ask, "key": KEY},
    "answering.stop": lambda s: {"answering": s.second_stage, "now": FIRST, "key": KEY},
    "answering.take_as_broken_off": lambda s: {
        "answering": s.second_stage,
        "now": FIRST + timedelta(hours=1),
    },
    "answering.withdraw_ask": lambda s: {"ask": s.ask, "key": KEY},
    "calendar.plan_slot": lambda s: {
        "course": s.course,
        "values": {"weekday": "monday", "time": "9:00", "start": "2026-02-02", "sessions": 3},
        "key": KEY,
    },
    "calendar.plan_sessions_of": lambda s: {"slot": s.slot, "key": KEY},
    "calendar.move_session": lambda s: {"session": s.later, "at": FIRST + timedelta(days=8), "key": KEY},
    "calendar.stop_slot": lambda s: {
        "slot": s.slot,
        "from_day": DAY + timedelta(days=2),
        "now": FIRST,
        "key": KEY,
    },
    "coding.accept_all": _looked_at_three,
    "coding.add": lambda s: {"transcript": s.transcript, "turn": 5, "scheme": "affect", "code": "anger"},
    "coding.change": lambda s: {"code": s.code, "to": "guilt"},
    "coding.decide": lambda s: {"claim": s.code, "verdict": Decision.Verdict.REJECTED},
    "coding.decide_further": _less_sure,
    "coding.record_coding": _coded,
    "danger.review": lambda s: {
        "alert": s.alert,
        "values": {"assessment": "Asked; no plan.", "level": "low", "disposition": "Calls tomorrow."},
        "key": KEY,
    },
    "double_coding.ask": lambda s: {
        "transcript": s.transcript,
        "scheme": "rupture-markers",
        "coder": s.ben_there.user,
        "why": "To see how far we agree.",
        "key": KEY,
    },
    "double_coding.finish": lambda s: {"part": s.my_part, "key": KEY},
    "double_coding.give": lambda s: {"part": s.my_part, "turn": 2, "code": "question"},
    "double_coding.reopen": lambda s: {"part": s.my_done_part, "key": KEY},
    "double_coding.restore": lambda s: {"coding": _called_off(s), "key": KEY},
    "double_coding.settle": lambda s: {
        "coding": s.coding,
        "turn": 2,
        "codes": [Given(2, "clarification")],
        "reason": "He asks what happened next.",
        "key": KEY,
    },
    "double_coding.settle_agreed": lambda s: {"coding": s.coding, "key": KEY},
    "double_coding.undo": lambda s: {"part": s.my_part},
    "double_coding.withdraw": lambda s: {"coding": s.mine, "key": KEY},
    "endings.end_course": lambda s: {
        "course": s.course,
        "reason": "goals_reached",
        "cancel_planned": True,
        "key": KEY,
    },
    "endings.plan_follow_ups": lambda s: {
        "course": _past_its_end(s),
        "months": [1, 12],
        "how": "letter",
        "key": KEY,
    },
    "endings.reopen_course": lambda s: {"course": _past_its_end(s), "key": KEY},
    "endings.return_to_care": lambda s: {
        "course": _past_its_end(s),
        "starts_on": timezone.localdate() + timedelta(days=7),
        "reason": "Low again.",
        "key": KEY,
    },
    "entries.write_entry": lambda s: {
        "course": s.course,
        "form": "stressor",
        "values": {"event": "A quarrel with the brother.", "echoes": [str(s.entry.pk)]},
        "session": s.held,
        "about": s.entry,
        "moments": [MomentRef(s.transcript, 1)],
        "key": KEY,
    },
    "entries.revise_entry": lambda s: {"entry": s.entry, "values": {"event": "Had to leave."}, "key": KEY},
    "entries.add_entry_moments": lambda s: {
        "entry": s.entry,
        "moments": [MomentRef(s.transcript, 3)],
        "key": KEY,
    },
    "entries.withdraw_entry": lambda s: {"entry": s.entry, "key": KEY},
    "entries.restore_entry": lambda s: {"entry": s.withdrawn_entry, "key": KEY},
    "entries.share_entry": lambda s: {"entry": s.entry, "shared": True, "key": KEY},
    "contacts.verify_contacts": lambda s: {
        "practice": s.practice,
        "by": s.max,
        "contacts": CONTACTS["GB"],
        "source_url": "https://example.org/help",
        "on": DAY,
        "key": KEY,
    },
    "episodes.change_episode": lambda s: {"episode": s.episode, "draft": told(1, 1)},
    "episodes.mark_episode": lambda s: {"transcript": s.transcript, "draft": told(3, 3), "key": KEY},
    "formulation.add_moments": lambda s: {
        "hypothesis": s.hypothesis,
        "moments": [MomentRef(s.transcript, 3), MomentRef(s.signed, 0), MomentRef(s.administration, 2)],
        "key": KEY,
    },
    "formulation.choose_theme": lambda s: {"course": s.course, "kind": "RO", "category": "not_understanding"},
    "formulation.judge_hypothesis": lambda s: {"hypothesis": s.hypothesis, "status": "supported"},
    "formulation.propose_hypothesis": lambda s: {
        "course": s.course,
        "statement": "Anger is turned inward.",
        "moments": [MomentRef(s.transcript, 1)],
        "key": KEY,
    },
    "formulation.write_formulation": lambda s: {"course": s.course, "text": "A second version.", "key": KEY},
    "guidance.arrange": lambda s: {
        "enrolment": s.enrolment,
        "module": "begin",
        "change": "later",
        "key": KEY,
    },
    "guidance.end_chat_slot": lambda s: {"slot": s.chat_slot, "key": KEY},
    "guidance.end_enrolment": lambda s: {"enrolment": s.enrolment, "end": "finished", "key": KEY},
    "guidance.enrol": lambda s: {"course": _may_begin(s), "programme": "own-thread", "key": KEY},
    "guidance.give_feedback": lambda s: {
        "enrolment": s.enrolment,
        "module": "begin",
        "text": "Thank you for telling me.",
        "minutes": 15,
        "key": KEY,
    },
    "guidance.resume_enrolment": lambda s: {"enrolment": _left(s), "key": KEY},
    "guidance.set_chat_slot": lambda s: {
        "course": s.course,
        "weekday": 3,
        "at": time(17, 30),
        "from_on": DAY,
        "key": KEY,
    },
    "guidance.undo_arrangement": lambda s: {"enrolment": s.enrolment, "key": KEY},
    "intake.check_red_flags": lambda s: {
        "course": s.course,
        "values": {"seen": ["confusion"], "note": "He did not know the day."},
        "key": KEY,
    },
    "journal.write": lambda s: {
        "text": "Nobody rang.",
        "kind": "association",
        "seconds": 300,
        "shared": True,
        "key": KEY,
    },
    "journal.change": lambda s: {"entry": s.private_writing, "text": "Somebody rang.", "key": KEY},
    "journal.share": lambda s: {"entry": s.private_writing, "key": KEY},
    "journal.unshare": lambda s: {"entry": s.writing, "key": KEY},
    "journal.take_away": lambda s: {"entry": s.private_writing, "for_good": True, "key": KEY},
    "journal.bring_back": lambda s: {"entry": s.taken_away, "key": KEY},
    "journal.mark_read": lambda s: {"entry": s.writing},
    "keys.rotate": lambda s: {"old": Secret.from_settings(), "new": Secret(key=b"n" * 32)},
    "measures.enter": lambda s: {
        "course": s.course,
        "session": s.later,
        "instrument": "phq-9",
        "answers": [3] * 10,
        "at": FIRST,
        "replaces": s.administration,
        "key": KEY,
    },
    "messages.close_thread": lambda s: {"thread": s.thread, "minutes": 20, "key": KEY},
    "messages.mark_read": lambda s: {"thread": _unread(s)},
    "messages.open_thread": lambda s: {
        "course": s.course,
        "subject": "The holidays",
        "text": "I am away in August.",
        "key": KEY,
    },
    "messages.reopen_thread": lambda s: {"thread": s.closed_thread, "key": KEY},
    "messages.say_in_chat": lambda s: {
        "slot": s.chat_slot,
        "text": "Good evening.",
        "now": datetime(2026, 1, 13, 18, 5, tzinfo=UTC),
        "key": KEY,
    },
    "messages.write": lambda s: {"thread": s.thread, "text": "Until then.", "key": KEY},
    "notices.choose": lambda s: {
        "by": s.anna,
        "email": "anna@example.org",
        "by_email": True,
        "quiet_from": time(21),
        "quiet_until": time(7),
        "key": KEY,
    },
    "notices.make_feed": lambda s: {"by": s.anna, "key": KEY},
    "notices.revoke_feed": lambda s: {"by": _with_a_feed(s), "key": KEY},
    "notes.correct": lambda s: {"note": s.signed, "text": "Talked about Daniel.", "reason": "The name."},
    "notes.save_draft": lambda s: {"session": s.later, "kind": "progress", "text": "He came early."},
    "notes.sign": lambda s: {"note": s.draft},
    "people.add_person": lambda s: {
        "practice": s.practice,
        "username": "eva",
        "name": "Eva",
        "role": RoleName.CLINICIAN,
        "password": "a blue door in the rain",
        "by": s.anna,
        "key": KEY,
    },
    "people.add_user": lambda s: {"username": "eva", "name": "Eva", "password": None},
    "people.admit_patient": lambda s: {
        "practice": s.practice,
        "name": "Quentin",
        "by": s.anna,
        "clinician": s.anna,
        "key": KEY,
    },
    "people.assign_clinician": lambda s: {
        "practice": s.practice,
        "patient": s.patient,
        "user": s.chris,
        "by": s.anna,
    },
    "people.change_practice": lambda s: {
        "practice": s.practice,
        "by": s.anna,
        "name": "Elm Street Two",
        "country": "GB",
        "time_zone": "Europe/London",
        "opens": time(8),
        "closes": time(16),
        "working_days": [0, 1],
    },
    "people.end_role": lambda s: {"membership": s.chris_here},
    "people.erase_patient": lambda s: {},
    "people.found_practice": lambda s: {"name": "Ash Lane", "country": "GB", "time_zone": "Europe/London"},
    "people.give_account": lambda s: {"user": s.nobody},
    "people.give_password": lambda s: {
        "practice": s.practice,
        "user": s.chris,
        "password": "a blue door in the rain",
        "by": s.anna,
        "key": KEY,
    },
    "people.grant_role": lambda s: {"practice": s.practice, "user": s.nobody, "role": RoleName.CLINICIAN},
    "people.join_team": lambda s: {"user": s.chris, "relation": RoleName.CLINICIAN},
    "people.leave_team": lambda s: {"member": s.ben_there},
    "people.set_password": lambda s: {"user": s.chris, "password": "a blue door in the rain"},
    "plan.agree_goal": lambda s: {
        "course": s.course,
        "kind": "symptom",
        "agreed_on": DAY,
        "patient_words": "To eat.",
        "key": KEY,
    },
    "plan.change_course": lambda s: {"course": s.course, "stage": "focus", "focus": "Leaving first."},
    "plan.end_medication": lambda s: {"medication": s.medication, "to_date": DAY + timedelta(days=30)},
    "plan.note_event": lambda s: {
        "course": s.course,
        "kind": "life",
        "on": DAY,
        "text": "Moved.",
        "key": KEY,
    },
    "plan.change_frame": lambda s: {
        "course": s.course,
        "values": {"kind": "open_ended", "minutes": 45, "weekly_rate": "2", "format": "individual"},
        "key": KEY,
    },
    "plan.take_over": lambda s: {"row": s.old_goal, "key": KEY},
    "plan.open_course": lambda s: {"starts_on": DAY, "key": KEY},
    "plan.plan_session": lambda s: {"course": s.course, "at": FIRST + timedelta(days=28), "key": KEY},
    "plan.record_attendance": lambda s: {"session": s.later, "attendance": "late", "late_minutes": 10},
    "plan.record_medication": lambda s: {
        "course": s.course,
        "name": "Sertraline",
        "dose": "50 mg",
        "from_date": DAY,
        "key": KEY,
    },
    "portal.accept": lambda s: {
        "token": (invited := _without_account(s)).token,
        "code": invited.code,
        "adult": True,
        "username": "pia.sand",
        "password": "a blue door in the rain",
    },
    "portal.choose": lambda s: {"purpose": Purpose.MESSAGES, "given": True, "key": KEY},
    "portal.end_access": lambda s: {},
    "portal.invite": lambda s: {"key": KEY} if _without_account(s) else {},
    "portal.revoke": lambda s: {"invitation": s.invitation},
    "second.ask": lambda s: {"transcript": s.transcript, "key": KEY},
    "second.give_up": lambda s: {"transcript": s.transcript, "model": "small (asked 1)", "why": "no answer"},
    "second.take": lambda s: {
        "transcript": s.transcript,
        "piece": 0,
        "found": Coding("small (asked 1)", (Proposal(1, Scheme.AFFECT, "envy", 0.7, Span(0, 3)),), (), ()),
    },
    "sessions.export_transcript": lambda s: {"transcript": s.transcript, "format": "vtt"},
    "sessions.import_transcript": lambda s: {"session": s.later, "data": SAID, "name": "a.txt", "key": KEY},
    "sessions.put_back_transcript": lambda s: {"transcript": s.withdrawn},
    "sessions.set_roles": lambda s: {
        "transcript": s.transcript,
        "roles": {"P": Role.CLINICIAN, "T": Role.PATIENT},
    },
    "sessions.withdraw_transcript": lambda s: {"transcript": s.transcript},
    "team.change_dose": lambda s: {
        "course": s.course,
        "medication": s.medication,
        "dose": "100 mg",
        "on": DAY + timedelta(days=20),
        "why": "Half better.",
        "key": KEY,
    },
    "team.finish_task": lambda s: {"task": s.task, "on": DAY, "outcome": "Rang.", "key": KEY},
    "programme.finish_module": lambda s: {"enrolment": s.enrolment, "module": "pattern"},
    "programme.leave": lambda s: {"enrolment": s.enrolment, "key": KEY},
    "programme.open_module": lambda s: {"enrolment": s.enrolment, "module": "pattern"},
    "programme.read_feedback": lambda s: {"enrolment": s.enrolment, "module": "begin"},
    "programme.save_answer": lambda s: {
        "enrolment": s.enrolment,
        "module": "begin",
        "exercise": "goals",
        "given": {"wishes": ["To sleep."], "now": ["3"]},
    },
    "team.reopen_task": lambda s: {"task": s.done, "key": KEY},
    "meetings.plan_meeting": lambda s: {
        "charts": _pair(s),
        "joint": s.joint,
        "at": FIRST + timedelta(days=28),
        "key": KEY,
    },
    "meetings.record_meeting": lambda s: {
        "charts": _pair(s),
        "meeting": s.meeting,
        "came": {s.partner.pk: Came("late", late_minutes=5)},
        "key": KEY,
    },
    "meetings.write_joint_note": lambda s: {
        "charts": _pair(s),
        "meeting": s.meeting,
        "whole": "",
        "apart": {s.partner.pk: "Was silent."},
        "key": KEY,
    },
    "together.begin_joint": lambda s: {
        "charts": [_new_patient(s), _new_patient(s)],
        "kind": "family",
        "starts_on": DAY,
        "key": KEY,
    },
    "together.join_joint": lambda s: {"beside": _family(s), "joint": s.family, "on": DAY, "key": KEY},
    "together.leave_joint": lambda s: {"joint": _with_pia(s), "on": DAY},
    "together.end_joint": lambda s: {"charts": _pair(s), "joint": s.joint, "on": DAY, "key": KEY},
    "together.resume_joint": lambda s: {"charts": _pair(s), "joint": _ended(s), "key": KEY},
    "tuning.ask": lambda s: {"practice": s.practice, "by": s.max, "key": KEY},
    "tuning.stop": lambda s: {"practice": s.practice, "why": "too few"},
    "tuning.store": lambda s: _learned(s) | {"key": KEY},
    "tuning.use": lambda s: {"tuning": tuning.store(**_learned(s)), "by": s.max, "key": KEY},
    "tuning.go_back": lambda s: {"practice": _tuned(s), "by": s.max, "key": KEY},
    "undo.undo": lambda s: {"transcript": s.transcript},
}


# What only the patient does, on their own page; nobody else may, the clinician neither.
PATIENTS_OWN = {
    "answering.begin",
    "answering.choose_visibility",
    "answering.finish",
    "answering.give",
    "answering.read_help",
    "answering.stop",
    "journal.bring_back",
    "journal.change",
    "journal.share",
    "journal.take_away",
    "journal.unshare",
    "journal.write",
    "programme.finish_module",
    "programme.leave",
    "programme.open_module",
    "programme.read_feedback",
    "programme.save_answer",
    "portal.choose",
}

# What both write, each by their own right.
OF_BOTH = {"messages.mark_read", "messages.open_thread", "messages.say_in_chat", "messages.write"}


# What a supervisor does too: asking that a session be coded a second time.
OF_CODERS = {"double_coding.ask"}


def functions() -> dict[str, Callable[..., Any]]:
    """Every public function that a module of `practice.actions` defines."""
    found = {}
    for info in pkgutil.iter_modules(actions.__path__):
        module = importlib.import_module(f"{actions.__name__}.{info.name}")
        for name, value in vars(module).items():
            if inspect.isfunction(value) and value.__module__ == module.__name__ and name[0] != "_":
                found[f"{info.name}.{name}"] = value
    return found


def on_a_record(name: str) -> bool:
    return "chart" in inspect.signature(functions()[name]).parameters


every_action = pytest.mark.parametrize("name", sorted(ACTIONS))
every_action_on_a_record = pytest.mark.parametrize("name", [n for n in sorted(ACTIONS) if on_a_record(n)])


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    """Two patients of Anna's, Pia and Paul, with full records; made once, and every test takes back what it did."""
    with django_db_blocker.unblock(), rolled_back():
        practice = people.found_practice(name="Elm Street", country="GB", time_zone="Europe/London")
        users = {}
        for key, role in {
            "anna": RoleName.CLINICIAN,
            "ben": RoleName.SUPERVISOR,
            "chris": RoleName.CLINICIAN,
            "max": RoleName.MANAGER,
            "pia": RoleName.PATIENT,
            "nobody": None,
        }.items():
            users[key] = people.add_user(username=key, name=key.title(), password=None)
            if role:
                people.grant_role(practice=practice, user=users[key], role=role)
        pia = build(practice, "Pia Sand", users["anna"], users["ben"])
        paul = build(practice, "Paul Rind", users["anna"], users["ben"])
        people.give_account(chart=pia.chart, user=users["pia"])
        pia.keep(**{k: users[k] for k in ("ben", "chris", "max", "nobody")})
        pia.keep(
            absence=absences.plan_absence(
                practice=practice,
                user=users["anna"],
                deputy=users["chris"],
                first_day=FAR,
                last_day=FAR,
                by=users["anna"],
            )
        )
        pia.keep(pia_account=users["pia"], chris_here=Membership.objects.get(user=users["chris"]))
        yield pia, paul


@pytest.fixture
def scene(stage, settings, tmp_path):
    settings.CLEW_HOME = tmp_path
    settings.CLEW_SECOND_CODER = AskedModel(
        Endpoint("http://localhost:1/v1", "small")
    )  # only asked for, not asked
    with rolled_back():
        yield stage[0]


def chart_for(name: str, scene: Scene) -> access.Chart:
    """The record, opened by whoever does this."""
    return scene.opened_by(scene.pia_account, May.READ_OWN) if name in PATIENTS_OWN else scene.chart


def call(name: str, scene: Scene, kwargs: dict[str, Any], chart: access.Chart | None = None) -> Any:
    function = functions()[name]
    return (
        function(chart=chart or chart_for(name, scene), **kwargs) if on_a_record(name) else function(**kwargs)
    )


def test_every_action_is_tried_here():
    listed = set(ACTIONS) | set(PARTS)
    assert set(functions()) - listed == set(), (
        "say in ACTIONS how to call these, or in PARTS what they are part of"
    )
    assert listed - set(functions()) == set(), "there are no such functions any more"


@every_action
def test_it_works_and_writes_audit_events(name, scene):
    kwargs, before = ACTIONS[name](scene), AuditEvent.objects.count()
    call(name, scene, kwargs, chart_for(name, scene))
    events = AuditEvent.objects.filter(seq__gt=before).exclude(action="record.read")
    assert events.exists(), "an action without an audit event"


@every_action
def test_nothing_is_saved_unless_everything_is(name, scene):
    """For each table that the action writes: when the database refuses that write, no other table changes."""
    kwargs, chart = ACTIONS[name](scene), chart_for(name, scene)
    before = contents()
    with rolled_back():
        call(name, scene, kwargs, chart)
        after = contents()
    touched = [table for table in before if before[table] != after[table]]
    assert "practice_auditevent" in touched
    for table in touched:
        kwargs = ACTIONS[name](scene) if name != "coding.accept_all" else fresh(kwargs)
        before = contents()
        with refusing(table), pytest.raises(DatabaseError):
            call(name, scene, kwargs, chart)
        assert contents() == before, f"refusing {table} left half of it saved"


def fresh(kwargs: dict[str, Any]) -> dict[str, Any]:
    """The same arguments with rows as they stand in the database, since an action may have changed the objects."""
    return {
        k: type(v)._default_manager.get(pk=v.pk) if isinstance(v, Model) else v for k, v in kwargs.items()
    }


@every_action_on_a_record
def test_it_refuses_another_patients_rows(name, scene, stage):
    """Each row that it is handed is exchanged, one at a time, for a row of another patient of the same clinician."""
    kwargs, chart, paul = ACTIONS[name](scene), chart_for(name, scene), stage[1]
    for strange in exchanged(kwargs, scene, paul):
        before = contents()
        with pytest.raises(NotFound):
            call(name, scene, strange, chart)
        assert contents() == before


def exchanged(kwargs: dict[str, Any], mine: Scene, other: Scene) -> list[dict[str, Any]]:
    found = []
    for key, value in kwargs.items():
        if isinstance(value, (Record, CareTeamMember)):
            found.append({**kwargs, key: getattr(other, mine.name_of(value))})
        elif isinstance(value, list):
            for i, part in enumerate(value):
                if isinstance(part, MomentRef):
                    moved = dataclasses.replace(part, row=getattr(other, mine.name_of(part.row)))
                    found.append({**kwargs, key: [*value[:i], moved, *value[i + 1 :]]})
    return found


@every_action_on_a_record
def test_a_supervisor_reads_and_changes_nothing_but_asks_for_a_coding(name, scene):
    kwargs, chart = ACTIONS[name](scene), scene.opened_by(scene.ben)
    if name in OF_CODERS:
        call(name, scene, kwargs, chart)
        return
    before = contents()
    with pytest.raises(NotFound):
        call(name, scene, kwargs, chart)
    assert contents() == before


@every_action_on_a_record
def test_a_patient_writes_their_own_page_and_asks_for_help(name, scene):
    """Nothing else; and what is theirs to write nobody writes for them, the clinician neither."""
    chart, kwargs = scene.opened_by(scene.pia_account, May.READ_OWN), ACTIONS[name](scene)
    before = contents()
    if name == "alerts.raise_alert" or name in OF_BOTH:
        call(name, scene, kwargs, chart)
        return
    if name in PATIENTS_OWN:
        theirs = scene.chart
        before = contents()
        with pytest.raises(NotFound):
            call(name, scene, kwargs, theirs)
        assert contents() == before
        call(name, scene, kwargs, chart)
        return
    with pytest.raises(NotFound):
        call(name, scene, kwargs, chart)
    assert contents() == before


with_a_key = pytest.mark.parametrize(
    "name", [n for n in sorted(ACTIONS) if "key" in inspect.signature(functions()[n]).parameters]
)


@with_a_key
def test_the_same_request_twice_is_saved_once(name, scene):
    kwargs, chart = ACTIONS[name](scene), chart_for(name, scene)
    assert kwargs.get("key") == KEY, "the table must give it a key, so that this can be tried"
    call(name, scene, kwargs, chart)
    first = AuditEvent.objects.get(key=KEY)
    before = contents()
    with pytest.raises(AlreadyDone, match="already saved") as caught:
        call(name, scene, kwargs, chart)
    assert caught.value.event == first
    assert contents() == before
