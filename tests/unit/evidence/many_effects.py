"""Effects for the tests of pools: made up by hypothesis, and the textbook trials of a vaccine."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from clew.therapy.evidence.effects import Effects


@st.composite
def some_effects(draw: st.DrawFn, least: int = 2, most: int = 12) -> Effects:
    """Effects between -3 and 3 with standard errors of .03 to 2, some of one study."""
    k = draw(st.integers(least, most))
    y = draw(st.lists(st.floats(-3, 3).map(lambda x: round(x, 4)), min_size=k, max_size=k))
    se = draw(st.lists(st.floats(0.03, 2), min_size=k, max_size=k))
    study = draw(st.lists(st.sampled_from("abcdefgh"), min_size=k, max_size=k))
    return Effects.of(y, np.square(se).tolist(), study)
