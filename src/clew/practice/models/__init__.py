"""All tables of the practice, one file a subject."""

from clew.practice.models.alerts import Alert, AlertStep
from clew.practice.models.audit import AuditEvent, AuditHead
from clew.practice.models.base import Record, Sealed
from clew.practice.models.contacts import VerifiedContacts
from clew.practice.models.course import Course, Goal, LifeEvent, Medication, Session
from clew.practice.models.double_coding import CoderPart, DoubleCoding, GivenCode, Outcome
from clew.practice.models.entries import Entry, EntryMoment
from clew.practice.models.formulation import Formulation, Hypothesis, HypothesisMoment, ThemeChoice
from clew.practice.models.jobs import Job
from clew.practice.models.keys import MasterKey, PatientKey
from clew.practice.models.measures import Administration
from clew.practice.models.notices import CalendarFeed, Notice, NoticeChoice
from clew.practice.models.people import CareTeamMember, Membership, Patient, Practice, User
from clew.practice.models.portal import Answering, Ask, Consent, GivenAnswer, Invitation, Visibility
from clew.practice.models.programme import Arrangement, Enrolment, Feedback, ModuleStep, ProgrammeAnswer
from clew.practice.models.sessions import Claim, Code, Component, Decision, Episode, Note, Transcript
from clew.practice.models.together import Absence, Joint, JointSession
from clew.practice.models.tuning import CoderTuning, TunedFrom
from clew.practice.models.writing import ChatSlot, JournalEntry, Message, Thread

__all__ = [
    "Absence",
    "Administration",
    "Alert",
    "AlertStep",
    "Answering",
    "Arrangement",
    "Ask",
    "AuditEvent",
    "AuditHead",
    "CalendarFeed",
    "CareTeamMember",
    "ChatSlot",
    "Claim",
    "Code",
    "CoderPart",
    "CoderTuning",
    "Component",
    "Consent",
    "Course",
    "Decision",
    "DoubleCoding",
    "Enrolment",
    "Entry",
    "EntryMoment",
    "Episode",
    "Feedback",
    "Formulation",
    "GivenAnswer",
    "GivenCode",
    "Goal",
    "Hypothesis",
    "HypothesisMoment",
    "Invitation",
    "Job",
    "Joint",
    "JointSession",
    "JournalEntry",
    "LifeEvent",
    "MasterKey",
    "Medication",
    "Membership",
    "Message",
    "ModuleStep",
    "Note",
    "Notice",
    "NoticeChoice",
    "Outcome",
    "Patient",
    "PatientKey",
    "Practice",
    "ProgrammeAnswer",
    "Record",
    "Sealed",
    "Session",
    "ThemeChoice",
    "Thread",
    "Transcript",
    "TunedFrom",
    "User",
    "VerifiedContacts",
    "Visibility",
]
