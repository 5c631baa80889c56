"""What is worth asking about supervision: whether there is any, and whether the patient knows of it."""

from __future__ import annotations

from clew.therapy.course.rule import Case, Reason, Rule
from clew.therapy.knowledge.base import Tag


def supervision(*, supervisors: int, consent: str | None, own: bool | None = None) -> tuple[Reason, ...]:
    """Return what is worth asking.

    Args:
        supervisors: how many supervisors are on the care team.
        consent: what the patient said about supervision: "yes", "no" or "unclear"; None where nobody wrote it down.
        own: what the patient chose on a page of their own, which counts whatever is written down; None where they
            have not chosen.
    """
    if not supervisors:
        words = (
            "No supervisor is on the care team. Clinicians who are new to psychodynamic therapy work under supervision; "
            "is it worth asking for one here?"
        )
        return (Reason(rule="supervisor", words=words, source="UTD", tag=Tag.STATED),)
    if own or (own is None and consent == "yes"):
        return ()
    if own is False:
        words = (
            "The patient has said on their own page that they do not agree to supervision, so this record is closed to "
            "the supervisor. You may still ask for advice without saying who it is about."
        )
        return (Reason(rule="supervision_consent", words=words, source="Practice", tag=Tag.KNOWN),)
    words = {
        None: "A supervisor can read this record, and it is not written down whether the patient knows and agrees.",
        "no": "The patient does not agree to supervision, and a supervisor can read this record. End their part in the "
        "care team, or talk it over with the patient once more.",
    }.get(consent, "Whether the patient agrees to supervision is unclear. It is worth asking again.")
    return (Reason(rule="supervision_consent", words=words, source="Practice", tag=Tag.KNOWN),)


def _asks(supervisors: int, consent: str | None, own: bool | None = None) -> str:
    reasons = supervision(supervisors=supervisors, consent=consent, own=own)
    return ", ".join(reason.rule for reason in reasons) or "nothing"


RULES = (
    Rule(
        slug="supervisor",
        name="A supervisor on the team",
        definition="A clinician who is new to psychodynamic therapy has a supervisor; a prompt, which any clinician may set aside with a reason.",
        source="UTD",
        tag=Tag.STATED,
        cases=(
            Case(given="no supervisor", ask=lambda: _asks(0, None), answer="supervisor"),
            Case(given="a supervisor, the patient agrees", ask=lambda: _asks(1, "yes"), answer="nothing"),
        ),
    ),
    Rule(
        slug="supervision_consent",
        name="The patient's consent to supervision",
        definition="Where a supervisor can read the record, it is written down that the patient knows of it and agrees.",
        source="Practice",
        tag=Tag.KNOWN,
        cases=(
            Case(
                given="a supervisor, nothing written down",
                ask=lambda: _asks(1, None),
                answer="supervision_consent",
            ),
            Case(
                given="a supervisor, the patient does not agree",
                ask=lambda: _asks(2, "no"),
                answer="supervision_consent",
            ),
            Case(
                given="a supervisor, unclear", ask=lambda: _asks(1, "unclear"), answer="supervision_consent"
            ),
            Case(given="two supervisors, the patient agrees", ask=lambda: _asks(2, "yes"), answer="nothing"),
            Case(
                given="a supervisor, written down as agreed, but the patient does not agree on their own page",
                ask=lambda: _asks(1, "yes", own=False),
                answer="supervision_consent",
            ),
            Case(
                given="a supervisor, nothing written down, and the patient agrees on their own page",
                ask=lambda: _asks(1, None, own=True),
                answer="nothing",
            ),
        ),
    ),
)
"""The rules of this module, with their cases."""
