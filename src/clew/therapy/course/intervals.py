"""How sure a share is: the score interval of Wilson, which stays honest where numbers are small.

Wilson EB. Probable inference, the law of succession, and statistical inference. J Am Stat Assoc 1927;22:209-212.
"""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

from clew.therapy.errors import TherapyError

CONFIDENCE = 0.95


def wilson(yes: int, of: int, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the interval of a share, `yes` out of `of`, as two numbers from 0 to 1.

    It holds every true share from which such a count would not surprise. Unlike the simple interval it never
    leaves 0 to 1 and is not empty when nobody or everybody counts.

    Raises:
        TherapyError: nobody was asked, the count is not within them, or the confidence is not between 0 and 1.
    """
    if of < 1 or not 0 <= yes <= of:
        raise TherapyError(f"A share needs a count within those asked, so {yes} of {of} has no interval.")
    if not 0 < confidence < 1:
        raise TherapyError(f"A confidence lies between 0 and 1, so {confidence:g} is none.")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, square = yes / of, z * z / of
    middle = (share + square / 2) / (1 + square)
    half = z * sqrt(share * (1 - share) / of + square / (4 * of)) / (1 + square)
    low = 0.0 if yes == 0 else max(0.0, middle - half)
    high = 1.0 if yes == of else min(1.0, middle + half)
    return low, high
