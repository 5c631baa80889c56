"""A session with a known transcript and known proposals, for the tests of the session pages."""

from __future__ import annotations

from clew.practice.access import Chart
from clew.practice.actions import sessions
from clew.practice.actions.base import on_record
from clew.practice.models import Session, Transcript
from clew.practice.roles import May
from clew.therapy import transcripts
from clew.therapy.coding.codes import Coding, ComponentProposal, EpisodeProposal, Proposal, Scheme
from clew.therapy.moments import Place, Span

WORDS = (
    ("Therapist", "The chair by the window is free."),
    ("Patient", "The bus was late and the lift was broken, objectively speaking."),
    ("Therapist", "The lift is old."),
    ("Patient", "My sister came on Sunday with boxes, and the jug went to the tip."),
    ("Therapist", "The jug."),
    ("Patient", "It had a chip. The boxes stood in the hall."),
    ("Therapist", "In the hall."),
    ("Patient", "Four boxes, by the door."),
)
NOTHING = Coding("test-coder 1", (), (), ())
SAID = "\n\n".join(f"{who}: {words}" for who, words in WORDS).encode()


def brought_in(chart: Chart, session: Session, said: bytes = SAID, found: Coding = NOTHING) -> Transcript:
    """Store a transcript as an import does, with these proposals in place of what the coder of the day would find."""
    with on_record(chart, "test.import", to=May.IMPORT) as event:
        return sessions._store(
            chart, session, transcripts.read(said), found, event, digest="0" * 64, version=1, now=session.at
        )


def proposal(
    turn: int, scheme: Scheme, code: str, confidence: float, words: str, said: bytes = SAID
) -> Proposal:
    """A proposal on some words of a turn."""
    text = said.decode().split("\n\n")[turn].split(": ", 1)[1]
    start = text.index(words)
    return Proposal(turn, scheme, code, confidence, Span(start, start + len(words)))


def propose(
    chart: Chart, row: Transcript, *proposals: Proposal, episodes: tuple[EpisodeProposal, ...] = ()
) -> None:
    """Store proposals as an import does."""
    with on_record(chart, "test.propose", to=May.IMPORT) as event:
        sessions.store_proposals(chart, row, Coding("test-coder 1", proposals, episodes, ()), event)


def usual(chart: Chart, session: Session) -> Transcript:
    """The session that most tests read: a defense, an unsure feeling, four markers, an episode with the sister."""
    row = brought_in(chart, session)
    propose(
        chart,
        row,
        proposal(1, Scheme.DEFENSE, "intellectualization", 0.9, "objectively speaking"),
        proposal(3, Scheme.AFFECT, "anger", 0.3, "the jug went to the tip"),
        *(
            proposal(turn, Scheme.RUPTURE, "minimal_response", 0.7, words)
            for turn, words in ((1, "late"), (3, "Sunday"), (5, "a chip"), (7, "Four"))
        ),
        episodes=(
            EpisodeProposal(
                3,
                5,
                "sibling",
                Place.OUTSIDE,
                3.5,
                0.8,
                (
                    ComponentProposal("W", "be_understood", 3, Span(0, 9), 0.7),
                    ComponentProposal("RO", "controlling", 5, Span(3, 13), 0.7),
                ),
            ),
        ),
    )
    return row
