"""Questionnaires: what they ask, how they are scored, and what a change in score means.

`registry` holds the instruments, `scoring` scores one person's answers, `frames` a whole table, `change` reads two
or more scores, `alliance` a series of alliance scores. Importing this package loads no numerical library.
"""

from clew.therapy.measures.definition import Instrument
from clew.therapy.measures.registry import INSTRUMENTS, instrument
from clew.therapy.measures.scoring import DECLINED, NOT_APPLICABLE, Risk, Score, Total, score, score_total

__all__ = [
    "DECLINED",
    "INSTRUMENTS",
    "NOT_APPLICABLE",
    "Instrument",
    "Risk",
    "Score",
    "Total",
    "instrument",
    "score",
    "score_total",
]
