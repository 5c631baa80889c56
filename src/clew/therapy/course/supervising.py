"""What is worth asking about supervision: whether there is any, and whether the patient knows of it."""

from __future__ import annotations

from clew.therapy.course.rule import Case, Reason, Rule
from clew.therapy.knowledge.base import Tag


def supervision(*, supervisors: int, consent: str | None) -> tuple[Reason, ...]:
    """Return what is worth asking.

    Args:
        supervisors: how many supervisors are on the care team.
        consent: what the patient said about supervision: "yes", "no" or "unclear"; None where nobody wrote it down.
    """
    if not supervisors:
        words = (
            "No supervisor is on the care team. Clinicians who are new to psychodynamic therapy work under supervision; "
            "is it worth asking for one here?"
        )
        return (Reason(rule="supervisor", words=words, source="UTD", tag=Tag.STATED),)
    if consent == "yes":
        return ()
    words = {
        None: "A supervisor can read this record, and it is not written down whether the patient knows and agrees.",
        "no": "The patient does not agree to supervision, and a supervisor can read this record. End their part in the "
        "care team, or talk it over with the patient once more.",
    }.get(consent, "Whether the patient agrees to supervision is unclear. It is worth asking again.")
    return (Reason(rule="supervision_consent", words=words, source="Practice", tag=Tag.KNOWN),)


def _asks(supervisors: int, consent: str | None) -> str:
    return (
        ", ".join(reason.rule for reason in supervision(supervisors=supervisors, consent=consent))
        or "nothing"
    )


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
        ),
    ),
)
"""The rules of this module, with their cases."""
