"""The total of the QIDS-SR16 from sixteen numbers. Clew ships none of its texts, only this published arithmetic."""

from __future__ import annotations

from collections.abc import Sequence

from clew.therapy.errors import TherapyError
from clew.therapy.measures.definition import Range
from clew.therapy.measures.instruments.score_only import QIDS_SR16

_ANSWER = Range(0, 3)


def qids_total(answers: Sequence[int | None]) -> int | None:
    """The QIDS-SR16 total, 0 to 27, from answers to items 1 to 16 in order.

    Nine domains count once each: sleep is the highest of items 1 to 4, appetite and weight the highest of 6 to 9,
    movement the higher of 15 and 16, and items 5 and 10 to 14 stand alone. Of items 6 and 7 only one is answered,
    and of 8 and 9; the other is None. Any other missing answer leaves no total (None). Raises `TherapyError` for a
    list that is not 16 long or an answer that is not 0 to 3. Source: Rush 2003.
    """
    if len(answers) != QIDS_SR16.n_items:
        raise TherapyError(f"The QIDS-SR16 has 16 items, but {len(answers)} answers were given.")
    for number, answer in enumerate(answers, start=1):
        if answer is not None and not _ANSWER.holds(answer):
            raise TherapyError(
                f"Item {number} of the QIDS-SR16 takes {_ANSWER.words}, and nothing else was expected."
            )
    one = [None, *answers]  # so that one[5] is item 5
    appetite = [answer for answer in one[6:8] if answer is not None]
    weight = [answer for answer in one[8:10] if answer is not None]
    rest = [answer for number, answer in enumerate(one) if number and number not in (6, 7, 8, 9)]
    if not appetite or not weight or None in rest:
        return None
    known = [answer or 0 for answer in one]
    alone = known[5] + sum(known[10:15])
    return max(known[1:5]) + alone + max(*appetite, *weight) + max(known[15:17])
