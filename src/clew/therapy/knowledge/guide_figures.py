"""The figures that the guide shows as pictures of a hundred people, each with its trial, its number and its caution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.evidence import EVIDENCE
from clew.therapy.knowledge.sources import Source
from clew.therapy.knowledge.trial_facts import Fact


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

    ``counted`` says who is counted, ``groups`` are the arms of the trial in plain words, ``n`` how many people the figure
    is told of, and ``evidence`` is the fact that it repeats, from which its shares, source and tag come. Raises
    `TherapyError` where there is no such fact, or where it has another number of arms.
    """

    slug: str
    title: str
    counted: str
    groups: tuple[str, ...]
    n: int
    lasted: str
    caution: str
    evidence: str

    def __post_init__(self) -> None:
        if self.evidence not in EVIDENCE:
            raise TherapyError(
                f"The picture '{self.slug}' names {self.evidence!r}, which is no entry of EVIDENCE."
            )
        if (
            not all(self.groups)
            or len(self.groups) != len(self.told.outcome.arms)
            or self.n not in (people.number for people in self.told.people)
        ):
            raise TherapyError(
                f"The picture '{self.slug}' names each arm of its fact, and a number of people that the fact names."
            )

    @property
    def told(self) -> Fact:
        """The fact that it repeats."""
        return EVIDENCE[self.evidence]

    @property
    def arms(self) -> tuple[Arm, ...]:
        """The groups with their shares."""
        return tuple(map(Arm, self.groups, self.told.outcome.shares))

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
                groups=(THERAPY, "CBT"),
                n=341,
                lasted="16 sessions in 22 weeks",
                caution="341 people took part. Those who were most ill were given medicine as well. That the two did alike "
                "does not prove that they are equal.",
                evidence="evidence_cbt",
            ),
            GuideFigure(
                slug="cognitive",
                title="Psychodynamic therapy and cognitive therapy",
                counted="were clearly better at the end",
                groups=(THERAPY, "Cognitive therapy"),
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
                groups=(THERAPY, "Medicine", "Dummy pill"),
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
                groups=(THERAPY, "Fluoxetine"),
                n=40,
                lasted="16 weeks",
                caution="51 people began, and only the 40 who stayed are counted. Nobody was given a dummy pill. So few "
                "people cannot tell us which did better. That far more got well here than in larger trials is a reason "
                "for care.",
                evidence="evidence_fluoxetine",
            ),
            GuideFigure(
                slug="added",
                title="Medicine alone, and with therapy added",
                counted="still had major depression after ten weeks",
                groups=("Medicine and therapy", "Medicine alone"),
                n=74,
                lasted="ten weeks; the medicine was clomipramine",
                caution="Here fewer is better. 95 people began and 74 of them are counted. It is one small trial, and such "
                "trials are few.",
                evidence="evidence_clomipramine",
            ),
            GuideFigure(
                slug="return",
                title="Did it come back?",
                counted="became depressed again in the years after",
                groups=("Medicine and therapy first", "Medicine alone first"),
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
