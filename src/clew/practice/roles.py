"""Who may do what, as a page one can read.

A role alone opens no record. A clinician, supervisor or prescriber must also be on the patient's care team
in that relation; a patient reads only their own record. `access` is the one place that applies this.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RoleName(StrEnum):
    """The roles a person can hold in a practice."""

    CLINICIAN = "clinician"
    PATIENT = "patient"
    SUPERVISOR = "supervisor"
    PRESCRIBER = "prescriber"
    RESEARCHER = "researcher"
    MANAGER = "manager"


class May(StrEnum):
    """The things that can be allowed. Those of the first group are about one patient's record."""

    SEE_COURSE = "see the course picture, attendance and medication"
    READ_MEASURES = "read questionnaires and scores"
    READ_SESSIONS = "read transcripts and their codes"
    READ_PROGRESS_NOTES = "read progress notes"
    READ_FORMULATION = "read the formulation and its moments"
    READ_ALERTS = "read alerts about danger"
    SEE_WHO_LOOKED = "see who looked at the record"
    IMPORT = "bring in transcripts"
    CODE = "accept, change and reject codes"
    CODE_TWICE = "code a session a second time, blind, or ask for it"
    WRITE_NOTES = "write progress notes and private process notes"
    ENTER_MEASURES = "enter questionnaires"
    WRITE_FORMULATION = "write hypotheses and formulations"
    PLAN = "plan sessions, goals and the frame"
    PRESCRIBE = "record medication"
    HANDLE_ALERTS = "acknowledge and assess alerts"
    RAISE_ALERT = "raise an alert or ask for help"
    WRITE_TO_TEAM = "write to the team: agreements, the shared log, tasks"
    SUPERVISE = "comment on moments in supervision"
    SIGN_OFF = "sign off in supervision"
    MANAGE_TEAM = "add people to the care team and end their part"
    EXPORT = "take the record out as a file"
    ERASE = "erase a person for good"
    READ_OWN = "read what is shared with oneself"
    WRITE_OWN = "write on one's own page: answers, journal, messages, the programme, consent"
    READ_SHARED = "read what the patient shares: journal, messages, answers in a programme"
    WRITE_TO_PATIENT = "write to the patient, ask questionnaires of them, guide a programme"
    INVITE = "invite the patient to a page of their own"

    ADMIT_PATIENT = "add a patient"
    SEE_NAMES = "see patients' names and record numbers, and nothing clinical"
    MANAGE_PEOPLE = "add people to the practice and end their roles"
    TUNE_CODER = "let the coder learn from how sessions were coded, use that, and go back"
    READ_KNOWLEDGE = "read the reference pages and the practice's anonymous counts"


IN_THE_PRESENT_COURSE = frozenset(
    {
        May.IMPORT,
        May.CODE,
        May.CODE_TWICE,
        May.WRITE_NOTES,
        May.ENTER_MEASURES,
        May.WRITE_FORMULATION,
        May.PLAN,
        May.PRESCRIBE,
        May.WRITE_TO_TEAM,
        May.SUPERVISE,
        May.SIGN_OFF,
        May.WRITE_TO_PATIENT,
    }
)
"""What can only be done in the present course of treatment: an earlier one is for reading."""


@dataclass(frozen=True, slots=True)
class Role:
    """One role: what it is, what it may do on a record, and what in the practice as a whole."""

    name: RoleName
    description: str
    on_record: frozenset[May]
    in_practice: frozenset[May]


_READ = frozenset(
    {
        May.SEE_COURSE,
        May.READ_MEASURES,
        May.READ_SESSIONS,
        May.READ_PROGRESS_NOTES,
        May.READ_FORMULATION,
        May.READ_ALERTS,
    }
)

ROLES: dict[RoleName, Role] = {
    role.name: role
    for role in (
        Role(
            RoleName.CLINICIAN,
            "Treats the patient: reads and writes the whole record of the patients in their care.",
            _READ
            | {
                May.SEE_WHO_LOOKED,
                May.IMPORT,
                May.CODE,
                May.CODE_TWICE,
                May.WRITE_NOTES,
                May.ENTER_MEASURES,
                May.WRITE_FORMULATION,
                May.PLAN,
                May.PRESCRIBE,
                May.HANDLE_ALERTS,
                May.RAISE_ALERT,
                May.WRITE_TO_TEAM,
                May.SUPERVISE,
                May.READ_SHARED,
                May.WRITE_TO_PATIENT,
                May.INVITE,
                May.MANAGE_TEAM,
                May.EXPORT,
                May.ERASE,
            },
            frozenset({May.ADMIT_PATIENT, May.READ_KNOWLEDGE}),
        ),
        Role(
            RoleName.SUPERVISOR,
            "Reads the record of supervised treatments, except private process notes; comments and signs "
            "off in supervision, codes a session a second time where asked, and changes nothing else.",
            _READ | {May.SUPERVISE, May.SIGN_OFF, May.CODE_TWICE},
            frozenset({May.READ_KNOWLEDGE}),
        ),
        Role(
            RoleName.PRESCRIBER,
            "Sees the course, scores, medication and alerts, and records medication; reads no session.",
            frozenset(
                {
                    May.SEE_COURSE,
                    May.READ_MEASURES,
                    May.READ_ALERTS,
                    May.PRESCRIBE,
                    May.HANDLE_ALERTS,
                    May.RAISE_ALERT,
                    May.WRITE_TO_TEAM,
                }
            ),
            frozenset({May.READ_KNOWLEDGE}),
        ),
        Role(
            RoleName.PATIENT,
            "Reads what is shared with them and who looked at their record, and writes on their own page; never "
            "sees a proposal.",
            frozenset({May.READ_OWN, May.WRITE_OWN, May.SEE_WHO_LOOKED, May.RAISE_ALERT}),
            frozenset(),
        ),
        Role(
            RoleName.RESEARCHER,
            "Reads the reference pages and anonymous counts; opens no record.",
            frozenset(),
            frozenset({May.READ_KNOWLEDGE}),
        ),
        Role(
            RoleName.MANAGER,
            "Runs the practice: people, roles and record numbers; reads nothing clinical.",
            frozenset(),
            frozenset({May.ADMIT_PATIENT, May.SEE_NAMES, May.MANAGE_PEOPLE, May.TUNE_CODER}),
        ),
    )
}

CARE_RELATIONS = (RoleName.CLINICIAN, RoleName.SUPERVISOR, RoleName.PRESCRIBER)
