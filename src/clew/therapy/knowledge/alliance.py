"""What is known about ruptures and their repair, and how often rules on scores flag where nothing happened."""

from __future__ import annotations

from dataclasses import dataclass

from clew.therapy.knowledge.base import Entry, Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Entry):
    """One finding; the name says about what, the definition the figures."""


def _finding(slug: str, name: str, figure: str, source: str, tag: Tag = Tag.VERIFIED) -> Finding:
    return Finding(slug=slug, name=name, definition=figure, source=source, tag=tag)


FINDINGS = (
    _finding(
        "alliance_outcome",
        "Alliance and outcome",
        "r = .278 over 295 studies: those who rate the alliance higher do better on average.",
        "Fluckiger2018",
        Tag.KNOWN,
    ),
    _finding(
        "repair_outcome",
        "Repair and outcome",
        "r about .29, d about .62 (11 studies, 1314 people): repaired ruptures go with better outcome.",
        "EubanksMeta2018",
        Tag.KNOWN,
    ),
    _finding(
        "observers_agree",
        "Observers of ruptures",
        "Agreement on how often: ICC .85 to .98; on how far resolved: .92. Drop-out went with confrontation markers "
        "(d .74), the degree of resolution (.67) and the therapist's contribution (.61). 42 cognitive behavioural "
        "treatments.",
        "3RS2019",
    ),
    _finding(
        "patients_report",
        "Sessions with a rupture, as patients say",
        "19 to 42 % (read in a secondary source).",
        "Practice",
        Tag.KNOWN,
    ),
    _finding(
        "observers_report",
        "Sessions with a rupture, as observers say",
        "41 to 100 % (read in a secondary source).",
        "Practice",
        Tag.KNOWN,
    ),
    _finding(
        "primary_care",
        "Treatments in primary care, by session scores",
        "Of 605: 14.7 % with a repaired rupture, 10.7 % with an unrepaired one, 74.5 % with none. Unrepaired did worse; in "
        "longer treatments repaired did better than none.",
        "Larsson2018",
    ),
    _finding(
        "brief_therapies",
        "Brief therapies of 30 sessions",
        "Of 44: a rupture with repair within a few sessions in 50 %, a linear rise of the alliance in 66 %.",
        "Stevens2007",
    ),
    _finding(
        "exposure",
        "Prolonged exposure",
        "Ruptures in 46 % (116 began, 82 analysed); unrepaired ones foretold a worse outcome (beta .45).",
        "McLaughlin2014",
    ),
)
"""Findings to weigh a flag with."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """What one rule did in treatments of 16 sessions on a scale from 1 to 5, for scores that vary by 0.25, 0.35 and 0.45.

    `false`: the share of treatments without any rupture in which it flagged at least once, in per cent. `found`: the
    share in which it noticed a dip of 0.8 points over two sessions.
    """

    rule: str
    false: tuple[int, int, int]
    found: tuple[int, int, int]


SIMULATED = (
    Simulated("a fall of 0.67 or more (R1)", (9, 41, 71), (60, 59, 61)),
    Simulated("a fall of 1.0 or more", (0, 12, 33), (27, 33, 39)),
    Simulated("below the own line (R2)", (16, 21, 22), (71, 49, 37)),
)
"""Clew's own simulation. Its assumptions are invented: it explains how the rules behave and is no evidence."""
