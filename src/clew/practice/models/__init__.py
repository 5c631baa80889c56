"""All tables of the practice, one file a subject."""

from clew.practice.models.alerts import Alert, AlertStep
from clew.practice.models.audit import AuditEvent, AuditHead
from clew.practice.models.base import Record, Sealed
from clew.practice.models.contacts import VerifiedContacts
from clew.practice.models.course import Course, Goal, LifeEvent, Medication, Session
from clew.practice.models.entries import Entry, EntryMoment
from clew.practice.models.formulation import Formulation, Hypothesis, HypothesisMoment, ThemeChoice
from clew.practice.models.jobs import Job
from clew.practice.models.keys import MasterKey, PatientKey
from clew.practice.models.measures import Administration
from clew.practice.models.people import CareTeamMember, Membership, Patient, Practice, User
from clew.practice.models.sessions import Claim, Code, Component, Decision, Episode, Note, Transcript
from clew.practice.models.together import Absence, Joint, JointSession

__all__ = [
    "Absence",
    "Administration",
    "Alert",
    "AlertStep",
    "AuditEvent",
    "AuditHead",
    "CareTeamMember",
    "Claim",
    "Code",
    "Component",
    "Course",
    "Decision",
    "Entry",
    "EntryMoment",
    "Episode",
    "Formulation",
    "Goal",
    "Hypothesis",
    "HypothesisMoment",
    "Job",
    "Joint",
    "JointSession",
    "LifeEvent",
    "MasterKey",
    "Medication",
    "Membership",
    "Note",
    "Patient",
    "PatientKey",
    "Practice",
    "Record",
    "Sealed",
    "Session",
    "ThemeChoice",
    "Transcript",
    "User",
    "VerifiedContacts",
]
