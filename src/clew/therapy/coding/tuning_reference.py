"""The reference page on how the coder learns: what is fitted, what is refused, and every number that it uses."""

from __future__ import annotations

from clew.therapy.coding.limits import TUNING_PARAMETERS
from clew.therapy.coding.tuning import BETA, NEVER, TUNABLE
from clew.therapy.knowledge.markdown import page, table


def tuning_page() -> str:
    """Return the page "How the coder learns" as Markdown."""
    return page(
        "How the coder learns",
        (
            "What happens when a practice [lets the coder learn](../how-to/let-the-coder-learn.md) from its own coded sessions. "
            "The same sessions give the same numbers."
        ),
        "## What is fitted",
        (
            "For a code and a turn the coder has three numbers: the margin *m* of its model, the log odds *c* of the cues, and "
            "whether there is any cue, *s*. How sure it is of the code is 1 / (1 + exp(-(*a m + b c + d s + e*))). The four "
            "weights *a, b, d, e* are the code's row. Learned is the row that makes what people settled on likeliest, where half "
            "the squared distance from the row as it came, times the pull, is taken off the log-likelihood."
        ),
        (
            "A code is proposed from a threshold on. Learned is the one with the best F-beta in these sessions, moved towards the "
            "threshold as it came: in log odds, by the share hold / (hold + turns with the code) of the way. Beta is "
            + ", ".join(f"{BETA[scheme]:g} for {scheme.value}" for scheme in TUNABLE)
            + ", as where the model was trained: below 1, a wrong proposal weighs more than a missed one."
        ),
        "## What stays",
        (
            "The model, its cues and its rules. Talk of danger altogether, and "
            + ", ".join(f"`{code}`" for code in sorted(NEVER))
            + ": no number of theirs can be changed, and no tuning that names them can be made or read."
        ),
        "## How it is judged",
        (
            "Patients are dealt into at most five folds of about as many turns. What is proposed for the patients of one fold comes "
            "from numbers fitted on the others, by all the rules of the coder. A code is learned if, on patients left out, its F1 "
            "rises; if enough of its proposals there are right; and if its F1 lies above that of proposing the code for every "
            "turn. Codes of one turn stand against each other, so those that do not rise are left out and the rest is tried again. "
            "Where the F1 of all codes of a scheme together would fall, none of the scheme is learned."
        ),
        (
            "The figure of all codes together is held out twice: for each fold also the choice of codes is made without it. The "
            "interval of a difference is the middle 95% of 1,000 resamples with a fixed seed, of patients where there are ten, else "
            "of sessions where there are ten, else there is none."
        ),
        "## The numbers",
        table(
            ("Name", "Value", "What it does", "Source, tag"),
            [
                (f"`{n.slug}`", f"{n.value:g}", n.definition, f"{n.source}, {n.tag} ({n.tag.meaning})")
                for n in TUNING_PARAMETERS
            ],
        ),
    )
