"""The coder: one pure function from a transcript to proposals.

It goes over a session twice. The first time it gathers *evidence* turn by turn: what the cues say, in log odds, read
against the turns before. The second time the model reads all turns at once, and each code's confidence joins both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import log
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from clew.therapy.coding import MODEL, clinician, patient, risk
from clew.therapy.coding import model as models
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
from clew.therapy.coding.engine import CueIndex, Found, Reading, Said, common_words, probability
from clew.therapy.coding.episodes import EpisodeFinder
from clew.therapy.coding.features import LONGEST, Features, features, place_in_turn
from clew.therapy.coding.flags import RISK_CLEAR, risk_flags, rupture_flags, talk_share_flags
from clew.therapy.coding.tuning import Tuning
from clew.therapy.transcripts.turns import Role, Transcript, Turn

#: A repair is likelier within so many turns after a rupture marker.
REPAIR_REACH = 6
#: Cues of a rupture from this confidence on make a repair likelier.
RUPTURE_LIKELY = 0.4
#: A question is likelier to ask about danger within so many turns after talk of it.
DANGER_REACH = 3
#: Risk language from this confidence on is flagged even in a turn marked as the clinician's.
MISPLACED = 0.8
Chosen = npt.NDArray[np.bool_]

#: Below these log odds of the cues an affect is denied or somebody else's, whatever the model says.
NOT_OWN = -0.5
#: At most so many codes of a scheme are proposed for one turn, the likeliest first.
MOST = {Scheme.INTERVENTION: 2, Scheme.DEFENSE: 3}
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


@dataclass(slots=True)
class Evidence:
    """What the cues say of one turn, by scheme and code, and the words it is read against."""

    turn: Turn
    reading: Reading
    before: Sequence[str]
    heard: bool = (
        False  # words of danger, or an answer to a question about it: what the rules say of them stands
    )
    said: dict[Scheme, dict[str, Said]] = field(default_factory=dict)

    @property
    def signs(self) -> list[str]:
        """What the cues say, coarsely, as features: a code of one scheme may speak for one of another."""
        return [
            f"{code}:{max(-4, min(4, round(item.odds / 1.5)))}"
            for codes in self.said.values()
            for code, item in codes.items()
        ]


class _Gatherer:
    """The first pass over a transcript."""

    def __init__(self) -> None:
        self.evidence: list[Evidence] = []
        self.misplaced: list[Proposal] = []  # clear risk language in turns marked as the clinician's
        self.episodes = EpisodeFinder()
        self.previous: tuple[Turn, Reading] | None = None
        self.enquiry: list[Found] = []  # risk enquiry in the turn before
        self.last_patient: Reading | None = None
        self.last_rupture = -REPAIR_REACH - 1
        self.last_danger = -DANGER_REACH - 1  # the last turn with risk language or risk enquiry

    def read(self, turn: Turn) -> Evidence:
        """Take the next turn."""
        before = self.previous[1].words if self.previous is not None else ()
        evidence = Evidence(turn, Reading(turn.text), before)
        if turn.role is Role.CLINICIAN:
            self._clinician(evidence)
        elif turn.role is Role.PATIENT:
            self._patient(evidence)
        else:
            groups = _by_group(_risk_cues().find(evidence.reading))
            self._risks(evidence, groups.get("risk", []))
            self.enquiry = groups.get("intervention", [])
            evidence.heard |= bool(self.enquiry) and "?" in evidence.reading.words
        self.evidence.append(evidence)
        self.previous = (turn, evidence.reading)
        return evidence

    def _risks(self, evidence: Evidence, found: list[Found]) -> None:
        said = risk.spoken(evidence.reading, found)
        if self.previous is not None and self.enquiry and self.previous[0].speaker != evidence.turn.speaker:
            answer = risk.answered(self.previous[1], self.enquiry, evidence.reading)
            evidence.heard = len(evidence.reading.words) <= risk.SHORT_ANSWER
            if answer is not None and answer[0] not in said:
                said[answer[0]] = Said(log(answer[1] / (1.0 - answer[1])))
        evidence.heard = evidence.heard or bool(said)
        evidence.said[Scheme.RISK] = said
        if any(probability(item.odds) >= RISK_CLEAR for item in said.values()):
            self.last_danger = evidence.turn.index

    def _clinician(self, evidence: Evidence) -> None:
        turn, reading = evidence.turn, evidence.reading
        self.episodes.listen(turn.index, reading)
        groups = _by_group(_clinician_cues().find(reading))
        before = self.previous[1] if self.previous else None
        found = groups.get("intervention", [])
        danger = turn.index - self.last_danger <= DANGER_REACH
        evidence.said[Scheme.INTERVENTION] = clinician.interventions(reading, before, found, danger=danger)
        near = turn.index - self.last_rupture <= REPAIR_REACH
        evidence.said[Scheme.REPAIR] = clinician.repairs(groups.get("repair", []), after_rupture=near)
        self.enquiry = [item for item in found if item.cue.code == "risk_enquiry"]
        if self.enquiry:
            self.last_danger = turn.index
        asks = self.enquiry and ("?" in reading.words or clinician.speaks_to_patient(reading))
        if "risk" in groups and not asks:
            # The roles may be the wrong way round. Then a danger would stand in a clinician's turn.
            for code, (odds, place) in risk.spoken(reading, groups["risk"]).items():
                if place is not None and probability(odds) >= MISPLACED:
                    span = reading.span(place.start, place.stop)
                    self.misplaced.append(Proposal(turn.index, Scheme.RISK, code, probability(odds), span))

    def _patient(self, evidence: Evidence) -> None:
        turn, reading = evidence.turn, evidence.reading
        groups = _by_group(_patient_cues().find(reading))
        self._risks(evidence, groups.get("risk", []))
        evidence.said[Scheme.DEFENSE] = patient.defenses(groups.get("defense", []))
        evidence.said[Scheme.AFFECT] = patient.affects(reading, groups.get("affect", []))
        before = self.previous[1] if self.previous and self.previous[0].role is Role.CLINICIAN else None
        markers = patient.ruptures(reading, groups.get("rupture", []), before, self.last_patient)
        evidence.said[Scheme.RUPTURE] = markers
        if any(probability(item.odds) >= RUPTURE_LIKELY for item in markers.values()):
            self.last_rupture = turn.index
        self.episodes.read(turn.index, reading, groups)
        self.last_patient = reading
        self.enquiry = []


def gather(transcript: Transcript) -> list[Evidence]:
    """Return what the cues say of every turn: the first pass, on which the model is trained."""
    gatherer = _Gatherer()
    return [gatherer.read(turn) for turn in transcript.turns]


def by_side(evidence: Sequence[Evidence]) -> tuple[tuple[str, list[Evidence]], ...]:
    """Return the turns of each side by its name in the model: whoever is not the clinician is read as the patient."""
    return (
        (models.CLINICIAN, [e for e in evidence if e.turn.role is Role.CLINICIAN]),
        (models.PATIENT, [e for e in evidence if e.turn.role is not Role.CLINICIAN]),
    )


def read_features(evidence: Sequence[Evidence]) -> Features:
    """Return the features of some turns with their evidence."""
    return features(
        [e.reading.words for e in evidence], [e.before for e in evidence], [e.signs for e in evidence]
    )


def decided(
    scheme: Scheme,
    head: models.Head,
    margins: models.Floats,
    evidence: Sequence[Evidence],
    *,
    explore: bool = False,
) -> tuple[models.Floats, Chosen]:
    """Return how sure the coder is of each code of one scheme, and which it proposes: arrays of turns x codes."""
    sure = head.confidences(margins, [e.said.get(scheme, {}) for e in evidence])
    chosen = sure >= (head.explore if explore else head.default)
    if scheme is Scheme.RISK:
        places = head.places
        for row, e in enumerate(evidence):
            if e.heard:
                chosen[row], sure[row] = risk.heard(
                    places, e.said[scheme], sure[row], chosen[row], len(e.reading.words)
                )
    return sure, by_rule(scheme, sure, chosen, barred(scheme, head, evidence))


def barred(scheme: Scheme, head: models.Head, evidence: Sequence[Evidence]) -> Chosen:
    """Return which codes the cues rule out, whatever the model says: "I am not angry", "she was furious"."""
    found = np.zeros((len(evidence), len(head.codes)), np.bool_)
    if scheme is Scheme.AFFECT:
        for row, e in enumerate(evidence):
            for code, item in e.said.get(scheme, {}).items():
                found[row, head.places[code]] = item.odds < NOT_OWN
    return found


def by_rule(scheme: Scheme, sure: models.Floats, chosen: Chosen, barred: Chosen) -> Chosen:
    """Return which of the codes that are sure enough are proposed: none that is barred; every intervention is one."""
    found = chosen & ~barred
    if scheme is Scheme.INTERVENTION and len(found):
        found[np.arange(len(found)), sure.argmax(axis=1)] = True  # every turn does something
    return found


def likeliest(scheme: Scheme, sure: models.Floats, chosen: Chosen) -> Chosen:
    """Return the likeliest of the codes chosen for each turn, as many as are proposed for one."""
    most = MOST.get(scheme)
    if most is None:
        return chosen
    order = np.argsort(np.where(chosen, -sure, np.inf), axis=1, kind="stable")[:, :most]
    kept = np.zeros_like(chosen)
    np.put_along_axis(kept, order, True, axis=1)
    return kept & chosen


def confidences(
    name: str, evidence: Sequence[Evidence], scheme: Scheme, *, explore: bool = False
) -> tuple[models.Floats, Chosen]:
    """Return the same for turns of one side by themselves."""
    side = models.side(name)
    read = read_features(evidence)
    margins = side.margins(read, side.known(read), len(evidence))[scheme.value]
    return decided(scheme, side.heads[scheme.value], margins, evidence, explore=explore)


class _Pick(NamedTuple):
    """A code that is proposed for the turn at a place; ``cue`` is where it is said, where the cues speak for it."""

    place: int
    scheme: Scheme
    code: str
    sure: float
    cue: Found | None


class _Judge:
    """The second pass over the turns of one side: the model's margins, joined with the evidence."""

    def __init__(self, name: str, evidence: Sequence[Evidence], tuning: Tuning | None = None) -> None:
        self.side = models.side(name)
        self.heads = tuning.heads(self.side) if tuning is not None else self.side.heads
        self.evidence = evidence
        self.features = read_features(evidence)
        self.rows = self.side.known(self.features)
        self.margins = self.side.margins(self.features, self.rows, len(evidence))

    def proposals(self, *, explore: bool) -> list[Proposal]:
        """Return the proposals of every scheme that the evidence of a turn has."""
        picks = [pick for scheme in self.heads for pick in self._picks(Scheme(scheme), explore=explore)]
        runs = iter(
            self.side.moved_by(
                self.features,
                self.rows,
                [
                    (
                        pick.place,
                        min(len(self.evidence[pick.place].reading.words), LONGEST),
                        pick.scheme,
                        pick.code,
                    )
                    for pick in picks
                    if pick.cue is None
                ],
            )
        )
        found = []
        for place, scheme, code, sure, cue in picks:
            evidence = self.evidence[place]
            reading = evidence.reading
            if cue is not None:
                span = reading.span(cue.start, cue.stop)
            elif (run := next(runs)) is not None:
                count = len(reading.words)
                span = reading.words_span(place_in_turn(run[0], count), place_in_turn(run[1], count))
            else:
                span = reading.whole()
            found.append(Proposal(evidence.turn.index, scheme, code, round(sure, 3), span))
        return found

    def _picks(self, scheme: Scheme, *, explore: bool) -> Iterator[_Pick]:
        head = self.heads[scheme.value]
        mine = [place for place, e in enumerate(self.evidence) if scheme in e.said]
        evidence = [self.evidence[place] for place in mine]
        sure, chosen = decided(scheme, head, self.margins[scheme.value][mine], evidence, explore=explore)
        chosen = likeliest(scheme, sure, chosen)
        for row in np.flatnonzero(chosen.any(axis=1)).tolist():
            codes = np.flatnonzero(chosen[row])
            for column in codes[np.argsort(-sure[row, codes], kind="stable")].tolist():
                code = head.codes[column]
                said = evidence[row].said[scheme].get(code)
                cue = said.place if said is not None and said.odds > 0 else None
                yield _Pick(mine[row], scheme, code, float(sure[row, column]), cue)


def propose(transcript: Transcript, tuning: Tuning | None = None, *, explore: bool = False) -> Coding:
    """Return everything the coder suggests for one session, as it came or with a practice's own ``tuning``.

    Clinician's turns get interventions (every turn at least one) and repair strategies. Patient's turns get defenses
    (at most three), rupture markers, affects, risk language and relationship episodes. Turns of companions and of
    unknown speakers get risk language only: whose defense or wish it would be is not known, but a danger must not
    be missed. The flags name what is worth a look in the whole session. With ``explore`` codes are proposed that
    are less sure: more is found, and more of it is wrong.

    Pure and deterministic; English only, and a flag says so where the words do not look English. Proposals come
    in the order of the turns.
    """
    gatherer = _Gatherer()
    lengths: list[int] = []
    sampled = common = 0
    for turn in transcript.turns:
        reading = gatherer.read(turn).reading
        lengths.append(len(reading.words))
        if sampled < ENGLISH_SAMPLE:
            sampled += len(reading.words)
            common += common_words(reading)
    unsorted = [
        p
        for name, mine in by_side(gatherer.evidence)
        if mine
        for p in _Judge(name, mine, tuning).proposals(explore=explore)
    ]
    proposals = tuple(sorted(unsorted, key=lambda proposal: proposal.turn))
    patient_turns = [turn.index for turn in transcript.turns if turn.role is Role.PATIENT]
    flags = [
        *risk_flags(proposals, gatherer.misplaced),
        *rupture_flags(proposals, patient_turns),
        *talk_share_flags(transcript.turns, lengths),
    ]
    if sampled >= ENGLISH_WORDS and common < ENGLISH_SHARE * sampled:
        every = tuple(turn.index for turn in transcript.turns)
        words = "The coder reads English only, and most of this session does not look English. Risk words were not found or ruled out."
        flags.append(Flag("language", "look", every, words, "language.not_english"))
    name = MODEL if tuning is None else tuning.name
    return Coding(name, proposals, gatherer.episodes.finish(), tuple(flags))
