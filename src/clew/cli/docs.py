"""Write the reference pages that are generated from the code: ``python -m clew.cli.docs``.

A room that has something to refer to adds its page to `PAGES`; a test fails when a page on disk differs from
what its function returns.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from clew.cli.programmes_page import programmes_page
from clew.cli.readability import readability_page
from clew.cli.reference import cli_page
from clew.therapy.coding.process.reference import process_page
from clew.therapy.coding.tuning_reference import tuning_page
from clew.therapy.course.reference import rules_page
from clew.therapy.evidence.facts_reference import trial_facts_page
from clew.therapy.forms.reference import forms_page
from clew.therapy.formulation.reference import counting_page
from clew.therapy.knowledge import reference
from clew.therapy.knowledge.indication_reference import indication_page
from clew.therapy.knowledge.manual import manual_page
from clew.therapy.measures.reference import measures_page
from clew.therapy.safety.reference import safety_page
from clew.therapy.transcripts.reference import transcripts_page
from clew.web.roles_page import roles_page

PAGES: Mapping[str, Callable[[], str]] = {
    "coding-manual": manual_page,
    "interventions": reference.interventions_page,
    "defenses": reference.defenses_page,
    "ccrt": reference.ccrt_page,
    "counting": counting_page,
    "process": process_page,
    "tuning": tuning_page,
    "rules": rules_page,
    "forms": forms_page,
    "indication": indication_page,
    "trial-facts": trial_facts_page,
    "suitability": reference.suitability_page,
    "hypotheses": reference.hypotheses_page,
    "measures": measures_page,
    "safety": safety_page,
    "transcripts": transcripts_page,
    "programmes": programmes_page,
    "sources": reference.sources_page,
    "roles": roles_page,
    "readability": readability_page,
    "cli": cli_page,
}
"""Each generated page: its file name without ``.md``, and the function that returns its Markdown."""

DEFAULT_FOLDER = Path(__file__).resolve().parents[3] / "docs" / "reference"
"""Where the pages live in a checkout."""


def write(folder: Path) -> list[Path]:
    """Write every page into ``folder``, made if need be, and return the paths written."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, render in PAGES.items():
        path = folder / f"{name}.md"
        path.write_text(render(), encoding="utf-8", newline="\n")
        paths.append(path)
    return paths


def main(argv: Sequence[str] | None = None) -> int:
    """Write the pages and name them; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m clew.cli.docs", description="Write the generated pages.")
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT_FOLDER, help="where to write them")
    for path in write(parser.parse_args(argv).folder):
        print(path)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
