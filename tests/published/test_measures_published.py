"""Figures printed in papers and packages, reproduced."""

from math import atan2, cos, degrees, hypot, radians, sin

import pytest

from clew.therapy.measures.change import reliable_change_index
from clew.therapy.measures.loinc import has_valid_check_digit
from clew.therapy.measures.scoring import octant_weights


def test_jacobson_truax_1991_worked_example():
    """A person went from 47.5 to 32.5; SD 7.5, reliability .80: S_diff is 4.74 and the change 3.16 of it."""
    s_diff = reliable_change_index(sd=7.5, reliability=0.80, z=1)
    assert s_diff == pytest.approx(4.74, abs=0.005)
    assert (47.5 - 32.5) / s_diff == pytest.approx(3.16, abs=0.005)
    assert reliable_change_index(sd=7.5, reliability=0.80) == pytest.approx(1.96 * s_diff)


def test_circumplex_structural_summary_example():
    """The example of ssm_parameters() in the R package circumplex: amplitude 0.981, displacement 344.4 degrees."""
    scores = dict(
        zip(
            (90, 135, 180, 225, 270, 315, 0, 45),
            (0.374, -0.572, -0.520, 0.016, 0.688, 1.142, 1.578, 0.678),
            strict=True,
        )
    )
    agency = sum(octant_weights(angle, 8)[0] * score for angle, score in scores.items())
    communion = sum(octant_weights(angle, 8)[1] * score for angle, score in scores.items())
    assert hypot(agency, communion) == pytest.approx(0.981, abs=0.0005)
    assert degrees(atan2(agency, communion)) % 360 == pytest.approx(344.4, abs=0.05)


def test_octant_weights_recover_a_vector():
    """Scores that lie on a cosine curve have the vector they were made from: the reason for the weight 2/8."""
    made = {angle: 3 + 0.7 * cos(radians(angle)) - 0.4 * sin(radians(angle)) for angle in range(0, 360, 45)}
    assert sum(octant_weights(a, 8)[1] * s for a, s in made.items()) == pytest.approx(0.7)
    assert sum(octant_weights(a, 8)[0] * s for a, s in made.items()) == pytest.approx(-0.4)


def test_loinc_check_digit_example():
    """The worked example of the LOINC Users' Guide: the check digit of 12345 is 5."""
    assert [digit for digit in range(10) if has_valid_check_digit(f"12345-{digit}")] == [5]
