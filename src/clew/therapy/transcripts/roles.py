"""Who is who: a guess at each speaker's role, for the clinician to confirm or correct.

First the label speaks ("Therapist", "Dr Weber", "Client 1"). Where it says nothing, two speakers are told apart
by how they talk: clinicians ask more, and often talk less. A guess that is not clear is not made: the role
stays unknown until somebody who was there says who it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from clew.therapy.transcripts.turns import Role, Transcript

# Words that decide wherever they stand in a label: "Therapist (Anna)", "Jane Doe, PhD".
_CLINICIAN = frozenset(
    str.split(
        "therapist therapists cotherapist psychotherapist psychoanalyst analyst clinician counsellor counselor "
        "psychologist psychiatrist doctor dr prof practitioner provider interviewer supporter nurse "
        "phd psyd dclinpsy lcsw lmft lpc "
        "therapeut therapeutin psychotherapeut psychotherapeutin psychologin psychologe arzt ärztin "
        "thérapeute psychologue psychanalyste médecin terapeuta psicólogo psicóloga psicologo psicologa "
        "מטפל מטפלת المعالج معالج معالجة"
    )
)
_PATIENT = frozenset(
    str.split(
        "patient patients client clients analysand seeker helpseeker interviewee "
        "patientin klient klientin patiente cliente paciente paziente patiënt patiënte cliënt cliënte "
        "מטופל מטופלת مريض مريضة المريض المريضة"
    )
)
_COMPANION = frozenset(
    str.split(
        "mother father mum mom dad parent parents wife husband spouse partner daughter brother sister "
        "grandmother grandfather aunt uncle friend carer caregiver interpreter observer"
    )
)
# Short forms that count only as the whole label, with or without a number: "T", "P2".
_SHORT = {
    **dict.fromkeys(("t", "th"), Role.CLINICIAN),
    **dict.fromkeys(("p", "pt", "cl"), Role.PATIENT),
    "son": Role.COMPANION,  # elsewhere in a label it is a family name
}
_WORD = re.compile(r"[^\W\d_]+")

_LEAST_TURNS = 3  # each; below that, how somebody talks says little
# All defaults, not validated. Talk share is a weak cue (in the AnnoMI demonstrations the counsellor talks more in 45
# of 61 dialogues), so it only supports a smaller difference in asking.
_ASKS_CLEARLY_MORE = 0.2  # difference in the share of turns with a question
_ASKS_MORE = 0.1
_TALKS_LESS = 0.2  # difference in the share of all words
_MOST_TALK = 1.5  # how many times as much the patient says as the next of several others


def role_of_label(label: str) -> Role:
    """Return the role that a speaker's label names, or unknown.

    "C" is left open here: it is the client beside a "T" and the clinician beside a "P".
    """
    folded = label.casefold().replace("co-", "co").replace("help-", "help")
    whole = folded.strip().rstrip("0123456789 #.:")
    if whole in _SHORT:
        return _SHORT[whole]
    words = set(_WORD.findall(folded))
    # A patient's mother is no patient, and a patient's therapist no patient either.
    for role, vocabulary in (
        (Role.COMPANION, _COMPANION),
        (Role.CLINICIAN, _CLINICIAN),
        (Role.PATIENT, _PATIENT),
    ):
        if words & vocabulary:
            return role
    return Role.UNKNOWN


def guess_roles(transcript: Transcript) -> Transcript:
    """Return ``transcript`` with every speaker's role guessed anew, unknown where no guess is clear.

    - Labels decide where they name a role. If two or more speakers are labelled as patients, none is taken for
      the patient: only the clinician knows whose record it is.
    - Of two speakers, the one who is not the labelled clinician is the patient, and the other way round. If
      neither is labelled, the clinician is the one who clearly asks more, or asks more and clearly talks less.
    - Of three or more with a labelled clinician, the patient is who talks most among the rest, if clearly so;
      the others are companions. Without a labelled clinician all of them stay unknown.
    - Turns without a label stay unknown.
    """
    people = [label for label in transcript.speakers if label]
    roles = {label: role_of_label(label) for label in people}
    _settle_c(roles)
    if sum(role is Role.PATIENT for role in roles.values()) > 1:
        roles = {label: Role.UNKNOWN if role is Role.PATIENT else role for label, role in roles.items()}
    elif len(people) == 2:
        _settle_two(roles, transcript)
    elif len(people) > 2:
        _settle_many(roles, transcript)
    return transcript.with_roles({label: roles.get(label, Role.UNKNOWN) for label in transcript.speakers})


def _settle_c(roles: dict[str, Role]) -> None:
    for label in roles:
        if label.casefold().rstrip("0123456789 #.") == "c":
            if Role.CLINICIAN in roles.values():
                roles[label] = Role.PATIENT
            elif Role.PATIENT in roles.values():
                roles[label] = Role.CLINICIAN


def _settle_two(roles: dict[str, Role], transcript: Transcript) -> None:
    first, second = roles
    for one, other in ((first, second), (second, first)):
        if roles[one] is Role.UNKNOWN and roles[other] is Role.CLINICIAN:
            roles[one] = Role.PATIENT
            return
        if roles[one] is Role.UNKNOWN and roles[other] is Role.PATIENT:
            roles[one] = Role.CLINICIAN
            return
    if any(role is not Role.UNKNOWN for role in roles.values()):
        return
    talk = _talk(transcript)
    if min(talk[first].turns, talk[second].turns) < _LEAST_TURNS:
        return
    words = talk[first].words + talk[second].words
    clinician, patient = sorted(roles, key=lambda label: -talk[label].asking)
    asks_more = talk[clinician].asking - talk[patient].asking
    talks_less = (talk[patient].words - talk[clinician].words) / words
    if asks_more >= _ASKS_CLEARLY_MORE or (asks_more >= _ASKS_MORE and talks_less >= _TALKS_LESS):
        roles[clinician], roles[patient] = Role.CLINICIAN, Role.PATIENT


def _settle_many(roles: dict[str, Role], transcript: Transcript) -> None:
    if Role.CLINICIAN not in roles.values():
        return
    rest = [label for label, role in roles.items() if role is Role.UNKNOWN]
    if Role.PATIENT not in roles.values() and rest:
        talk = _talk(transcript)
        most, *others = sorted(rest, key=lambda label: -talk[label].words)
        if others and talk[most].words < _MOST_TALK * talk[others[0]].words:
            return
        roles[most] = Role.PATIENT
        rest.remove(most)
    roles.update(dict.fromkeys(rest, Role.COMPANION))


@dataclass(slots=True)
class _Talk:
    turns: int = 0
    words: int = 0
    questions: int = 0

    @property
    def asking(self) -> float:
        """The share of turns with a question in them."""
        return self.questions / self.turns


def _talk(transcript: Transcript) -> dict[str, _Talk]:
    talk = {label: _Talk() for label in transcript.speakers}
    for turn in transcript.turns:
        one = talk[turn.speaker]
        one.turns += 1
        one.words += turn.text.count(" ") + 1
        one.questions += any(mark in turn.text for mark in "?？؟")
    return talk
