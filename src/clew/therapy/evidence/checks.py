"""What is wrong, or looks wrong, in a table of trials: found before it is pooled, with study, row and column."""

from __future__ import annotations

from clew.therapy.evidence.doubts import DOUBTS
from clew.therapy.evidence.findings import Finding, Gravity
from clew.therapy.evidence.tables import Table
from clew.therapy.evidence.values import VALUES


def audit(table: Table) -> tuple[Finding, ...]:
    """Return everything that the checks find in a table, the gravest first; columns that it lacks are passed over.

    Nothing is mended and no row is left out: that is for the person who knows the trial.
    """
    order = list(Gravity)
    findings = [finding for check in (*VALUES, *DOUBTS) for finding in check(table)]
    return tuple(sorted(findings, key=lambda finding: order.index(finding.gravity)))
