"""The coder: one pure function from a transcript to proposals."""

from __future__ import annotations

from functools import cache

from clew.therapy.coding import MODEL, clinician, patient, risk
from clew.therapy.coding.codes import Coding, Flag, Proposal, Scheme
from clew.therapy.coding.cues.affects import AFFECTS
from clew.therapy.coding.cues.defenses import DEFENSES
from clew.therapy.coding.cues.interventions import INTERVENTIONS
from clew.therapy.coding.cues.relationships import (
    EXCHANGES,
    RESPONSES_OF_OTHER,
    RESPONSES_OF_SELF,
    ROOM,
    TIMES,
    WISHES,
)
from clew.therapy.coding.cues.repairs import REPAIRS
from clew.therapy.coding.cues.risks import RISKS
from clew.therapy.coding.cues.ruptures import RUPTURES
from clew.therapy.coding.engine import CueIndex, Found, Reading, common_words
from clew.therapy.coding.episodes import EpisodeFinder
from clew.therapy.coding.flags import RISK_CLEAR, risk_flags, rupture_flags, talk_share_flags
from clew.therapy.transcripts.turns import Role, Transcript, Turn

#: A repair is likelier within so many turns after a rupture marker.
REPAIR_REACH = 6
#: A question is likelier to ask about danger within so many turns after talk of it.
DANGER_REACH = 3
#: Risk language from this confidence on is flagged even in a turn marked as the clinician's.
MISPLACED = 0.8
#: Below this share of common English words in its first words a session is taken to be in another language, unless
#: it is too short to tell. Defaults.
ENGLISH_SHARE, ENGLISH_WORDS, ENGLISH_SAMPLE = 0.15, 200, 1000


@cache
def _clinician_cues() -> CueIndex:
    return CueIndex((*INTERVENTIONS, *REPAIRS, *RISKS))


@cache
def _patient_cues() -> CueIndex:
    stories = (*WISHES, *RESPONSES_OF_OTHER, *RESPONSES_OF_SELF, *EXCHANGES, *TIMES, *ROOM)
    return CueIndex((*DEFENSES, *RUPTURES, *AFFECTS, *RISKS, *stories))


@cache
def _risk_cues() -> CueIndex:
    return CueIndex((*RISKS, *(cue for cue in INTERVENTIONS if cue.code == "risk_enquiry")))


def _by_group(found: list[Found]) -> dict[str, list[Found]]:
    groups: dict[str, list[Found]] = {}
    for item in found:
        groups.setdefault(item.cue.group, []).append(item)
    return groups


class _Session:
    """One pass over a transcript."""

    def __init__(self) -> None:
        self.proposals: list[Proposal] = []
        self.misplaced: list[Proposal] = []  # clear risk language in turns marked as the clinician's
        self.episodes = EpisodeFinder()
        self.previous: tuple[Turn, Reading] | None = None
        self.enquiry: list[Found] = []  # risk enquiry in the turn before
        self.last_patient: Reading | None = None
        self.last_rupture = -REPAIR_REACH - 1
        self.last_danger = -DANGER_REACH - 1  # the last turn with risk language or risk enquiry

    def _risks(self, turn: Turn, reading: Reading, found: list[Found]) -> None:
        risks = risk.spoken(reading, found)
        if self.previous is not None and self.enquiry and self.previous[0].speaker != turn.speaker:
            known = {item.code for item in risks}
            answers = risk.answered(self.previous[1], self.enquiry, reading)
            risks += [item for item in answers if item.code not in known]
        self.proposals += [Proposal(turn.index, Scheme.RISK, r.code, r.confidence, r.span) for r in risks]
        if any(item.confidence >= RISK_CLEAR for item in risks):
            self.last_danger = turn.index

    def clinician(self, turn: Turn, reading: Reading) -> None:
        groups = _by_group(_clinician_cues().find(reading))
        before = self.previous[1] if self.previous else None
        found = groups.get("intervention", [])
        danger = turn.index - self.last_danger <= DANGER_REACH
        self.proposals += clinician.propose_interventions(turn.index, reading, before, found, danger=danger)
        if "repair" in groups:
            near = turn.index - self.last_rupture <= REPAIR_REACH
            self.proposals += clinician.propose_repairs(
                turn.index, reading, groups["repair"], after_rupture=near
            )
        self.enquiry = [item for item in found if item.cue.code == "risk_enquiry"]
        if self.enquiry:
            self.last_danger = turn.index
        asks = self.enquiry and ("?" in reading.words or clinician.speaks_to_patient(reading))
        if "risk" in groups and not asks:
            # The roles may be the wrong way round. Then a danger would stand in a clinician's turn.
            self.misplaced += [
                Proposal(turn.index, Scheme.RISK, r.code, r.confidence, r.span)
                for r in risk.spoken(reading, groups["risk"])
                if r.confidence >= MISPLACED
            ]

    def patient(self, turn: Turn, reading: Reading) -> None:
        groups = _by_group(_patient_cues().find(reading))
        self._risks(turn, reading, groups.get("risk", []))
        if "defense" in groups:
            self.proposals += patient.propose_defenses(turn.index, reading, groups["defense"])
        if "affect" in groups:
            self.proposals += patient.propose_affects(turn.index, reading, groups["affect"])
        before = self.previous[1] if self.previous and self.previous[0].role is Role.CLINICIAN else None
        if "rupture" in groups:
            markers = patient.propose_ruptures(
                turn.index, reading, groups["rupture"], before, self.last_patient
            )
            self.proposals += markers
            if markers:
                self.last_rupture = turn.index
        self.episodes.read(turn.index, reading, groups, before)
        self.last_patient = reading
        self.enquiry = []

    def someone(self, turn: Turn, reading: Reading) -> None:
        groups = _by_group(_risk_cues().find(reading))
        self._risks(turn, reading, groups.get("risk", []))
        self.enquiry = groups.get("intervention", [])


def propose(transcript: Transcript) -> Coding:
    """Return everything the coder suggests for one session.

    Clinician's turns get interventions (every turn of substance at least one) and repair strategies. Patient's
    turns get defenses (at most three), rupture markers, affects, risk language and relationship episodes. Turns of
    companions and of unknown speakers get risk language only: whose defense or wish it would be is not known, but
    a danger must not be missed. The flags name what is worth a look in the whole session.

    Pure and deterministic; English only, and a flag says so where the words do not look English. Proposals come
    in the order of the turns.
    """
    session = _Session()
    lengths: list[int] = []
    sampled = common = 0
    for turn in transcript.turns:
        reading = Reading(turn.text)
        lengths.append(len(reading.words))
        if sampled < ENGLISH_SAMPLE:
            sampled += len(reading.words)
            common += common_words(reading)
        if turn.role is Role.CLINICIAN:
            session.clinician(turn, reading)
        elif turn.role is Role.PATIENT:
            session.patient(turn, reading)
        else:
            session.someone(turn, reading)
        session.previous = (turn, reading)
    proposals = tuple(session.proposals)
    patient_turns = [turn.index for turn in transcript.turns if turn.role is Role.PATIENT]
    flags = [
        *risk_flags(proposals, session.misplaced),
        *rupture_flags(proposals, patient_turns),
        *talk_share_flags(transcript.turns, lengths),
    ]
    if sampled >= ENGLISH_WORDS and common < ENGLISH_SHARE * sampled:
        every = tuple(turn.index for turn in transcript.turns)
        words = "The coder reads English only, and most of this session does not look English. Risk words were not found or ruled out."
        flags.append(Flag("language", "look", every, words, "language.not_english"))
    return Coding(MODEL, proposals, session.episodes.finish(), tuple(flags))
