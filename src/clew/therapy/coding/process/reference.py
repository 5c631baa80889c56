"""The reference page on the process of a session: each figure with its formula, and every number that it uses."""

from __future__ import annotations

from clew.therapy.knowledge.markdown import page, table
from clew.therapy.knowledge.process import FIGURES, INSIGHT_WORDS, LATENESS_WORDS, PROCESS_PARAMETERS


def process_page() -> str:
    """Return the page "The process of a session" as Markdown."""
    parts = [
        (
            "What Clew counts about one session, from its turns and its codes. Each figure says what was counted and leads "
            "to the turns it rests on. None is a score of a person or of a clinician, none has a target, and none is "
            "validated. What a transcript does not say is not guessed: without times there are no response times, and "
            "where it is not known who the patient is, nothing is counted for the patient."
        ),
        (
            "Words are runs of letters and digits. What a transcriber put in square or angle brackets is not counted, nor is "
            "a silence noted in round ones. Only codes that a clinician accepted are counted, unless proposals are asked for."
        ),
    ]
    for figure in FIGURES.values():
        parts += [
            f"## {figure.name[0].upper()}{figure.name[1:]}",
            figure.definition,
            f"**Formula.** {figure.formula}",
            f"**What it cannot tell.** {figure.caution}",
            f"Source: [{figure.source}](sources.md), {figure.tag} ({figure.tag.meaning}).",
        ]
    parts += [
        "## The numbers",
        table(
            ("Name", "Value", "What it does", "Source, tag"),
            [
                (f"`{n.slug}`", f"{n.value:g}", n.definition, f"{n.source}, {n.tag} ({n.tag.meaning})")
                for n in PROCESS_PARAMETERS.values()
            ],
        ),
        "## The lists",
        "Both lists are our own and not validated.",
        f"**Words of insight:** {', '.join(INSIGHT_WORDS)}.",
        f"**Talk of being late:** {', '.join(LATENESS_WORDS)}.",
    ]
    return page("The process of a session", *parts)
