"""The figures that the guide shows as pictures of a hundred people, each with its trial, its number and its caution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Entry
from clew.therapy.knowledge.indication import EVIDENCE
from clew.therapy.knowledge.sources import Source


@dataclass(frozen=True, slots=True)
class Arm:
    """One group of a trial: how it was treated, and how many in a hundred are counted."""

    name: str
    of_hundred: int

    def __post_init__(self) -> None:
        if not self.name or not 0 <= self.of_hundred <= 100:
            raise TherapyError("A group needs a name and a number from 0 to 100.")


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideFigure:
    """One comparison, told to somebody who has never read a trial.

    ``counted`` says who is counted, ``n`` how many people the figure is told of, and ``evidence`` is the entry of
    `EVIDENCE` that it repeats, from which its source and tag come. Raises `TherapyError` where there is no such entry.
    """

    slug: str
    title: str
    counted: str
    arms: tuple[Arm, ...]
    n: int
    lasted: str
    caution: str
    evidence: str

    def __post_init__(self) -> None:
        if self.evidence not in EVIDENCE:
            raise TherapyError(
                f"The picture '{self.slug}' names {self.evidence!r}, which is no entry of EVIDENCE."
            )
        if len(self.arms) < 2 or self.n < 1:
            raise TherapyError(
                f"The picture '{self.slug}' compares two groups or more, of at least one person."
            )

    @property
    def told(self) -> Entry:
        """The entry of the vocabulary that it repeats."""
        return EVIDENCE[self.evidence]

    @property
    def source(self) -> Source:
        """The trial."""
        return self.told.citation


THERAPY = "Psychodynamic therapy"

FIGURES: Mapping[str, GuideFigure] = MappingProxyType(
    {
        figure.slug: figure
        for figure in (
            GuideFigure(
                slug="cbt",
                title="Psychodynamic therapy and CBT",
                counted="had hardly any symptoms left at the end",
                arms=(Arm(THERAPY, 23), Arm("CBT", 23)),
                n=341,
                lasted="16 sessions in 22 weeks",
                caution="The summary we used counts only the 233 people who were seen again at the end, so we do not "
                "know how the others fared.",
                evidence="evidence_cbt",
            ),
            GuideFigure(
                slug="cognitive",
                title="Psychodynamic therapy and cognitive therapy",
                counted="were clearly better at the end",
                arms=(Arm(THERAPY, 16), Arm("Cognitive therapy", 22)),
                n=237,
                lasted="16 sessions in five months",
                caution="Those who ran the trial judged the two to be much alike. A gap of this size can come from "
                "chance.",
                evidence="evidence_cognitive",
            ),
            GuideFigure(
                slug="placebo",
                title="Psychodynamic therapy, medicine and dummy pills",
                counted="had hardly any symptoms left at the end",
                arms=(Arm(THERAPY, 22), Arm("Medicine", 25), Arm("Dummy pill", 20)),
                n=156,
                lasted="20 sessions, or pills, in 16 weeks",
                caution="In this trial neither the therapy nor the medicine did clearly better than the dummy pill. "
                "People on a dummy pill are seen and listened to as well, and some depression lifts with time.",
                evidence="evidence_placebo",
            ),
            GuideFigure(
                slug="fluoxetine",
                title="Psychodynamic therapy and fluoxetine",
                counted="had hardly any symptoms left at the end",
                arms=(Arm(THERAPY, 57), Arm("Fluoxetine", 68)),
                n=51,
                lasted="16 weeks",
                caution="Only 51 people took part, and nobody was given a dummy pill. So few people cannot tell us "
                "which did better. That far more got well here than in larger trials is a reason for care.",
                evidence="evidence_fluoxetine",
            ),
            GuideFigure(
                slug="added",
                title="Medicine alone, and with therapy added",
                counted="still had major depression after ten weeks",
                arms=(Arm("Medicine and therapy", 9), Arm("Medicine alone", 28)),
                n=74,
                lasted="ten weeks; the medicine was clomipramine",
                caution="Here fewer is better. It is one small trial, and such trials are few.",
                evidence="evidence_clomipramine",
            ),
            GuideFigure(
                slug="return",
                title="Did it come back?",
                counted="became depressed again in the years after",
                arms=(Arm("Medicine and therapy first", 27), Arm("Medicine alone first", 47)),
                n=92,
                lasted="six months of treatment, six more of medicine, then up to four years",
                caution="Here fewer is better. It is one trial of 92 people. Even with both, depression came back in "
                "more than a quarter of them.",
                evidence="evidence_recurrence",
            ),
        )
    }
)
"""The pictures by slug, in the order in which the guide tells them (indication-and-suitability.md 1.2)."""
