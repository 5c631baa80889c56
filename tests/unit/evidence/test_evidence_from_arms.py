"""Tables without effect sizes: effects from means, changes and counts of the arms, and what is refused by row."""

from __future__ import annotations

import polars as pl
import pytest

from clew.therapy.evidence.effects import EvidenceError
from clew.therapy.evidence.from_arms import effects_of_counts, effects_of_means
from clew.therapy.evidence.recomputed import CHANGES
from clew.therapy.evidence.sizes import (
    Counts,
    Means,
    hedges_g,
    log_odds_ratio,
    log_risk_ratio,
    peto_odds_ratio,
    risk_difference,
)
from clew.therapy.evidence.tables import read_table

HEADER = "row_id,study,mean_arm1,sd_arm1,n_arm1,mean_arm2,sd_arm2,n_arm2\n"
COUNTED = "row_id,study,.event_arm1,.totaln_arm1,.event_arm2,.totaln_arm2\n"


def table(header: str, *lines: str):
    return read_table((header + "\n".join(lines)).encode(), "t.csv")


def test_means_of_each_row_become_hedges_g_and_rows_that_lack_one_are_left_out():
    effects = effects_of_means(
        table(HEADER, "3,a,10,4,30,12,5,28", "5,b,10,,30,12,5,28", "8,a,9,3,20,9,3,21")
    )
    assert effects.row.tolist() == [3, 8]
    assert effects.study == ("a", "a")
    one = hedges_g(Means(10, 4, 30), Means(12, 5, 28))
    assert (effects.y[0], effects.v[0]) == pytest.approx((one.y, one.v))
    assert effects.y[1] == 0


def test_a_scale_on_which_more_is_better_is_turned_round():
    given = table(HEADER, "1,a,14,4,30,12,5,28")
    assert effects_of_means(given, higher_is_better=True).y == pytest.approx(-effects_of_means(given).y)
    assert effects_of_means(given, higher_is_better=True).y[0] > 0


def test_changes_since_the_start_are_taken_by_naming_their_columns():
    frame = pl.DataFrame(
        {"study": ["a"], **dict(zip(CHANGES, [[-9.0], [5.0], [30], [-4.0], [5.0], [30]], strict=True))}
    )
    (y,) = effects_of_means(frame, CHANGES).y
    assert y == pytest.approx(hedges_g(Means(-9, 5, 30), Means(-4, 5, 30)).y)
    assert y > 0


@pytest.mark.parametrize(
    ("measure", "size"),
    [
        ("log RR", log_risk_ratio),
        ("log OR", log_odds_ratio),
        ("RD", risk_difference),
        ("log OR (Peto)", peto_odds_ratio),
    ],
)
def test_counts_of_each_row_become_the_measure_asked_for(measure, size):
    effects = effects_of_counts(table(COUNTED, "1,a,11,51,10,50", "2,b,0,20,3,20"), measure)
    sizes = [size(Counts(11, 51), Counts(10, 50)), size(Counts(0, 20), Counts(3, 20))]
    assert effects.y.tolist() == pytest.approx([one.y for one in sizes])
    assert effects.v.tolist() == pytest.approx([one.v for one in sizes])


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("2,b,10,-4,30,12,5,28", r"row 2 \(b\): A standard deviation is above 0, this one is -4"),
        ("2,b,10,4,30,12,0,28", r"row 2 \(b\): A standard deviation is above 0, this one is 0"),
        ("2,b,10,4,1,12,5,28", r"row 2 \(b\): A standard deviation needs two people at least, here n is 1"),
        ("2,b,10,4,30,12,5,x", r"row 2 \(b\): n_arm2 says 'x', which is not a number"),
        ("2,b,inf,4,30,12,5,28", r"row 2 \(b\): mean is inf; a number is needed"),
        ("2,,10,4,30,12,5,28", "row 2 has nothing in study; name its trial"),
    ],
)
def test_means_that_cannot_be_are_refused_with_row_and_trial(line, says):
    with pytest.raises(EvidenceError, match=f"^t.csv: {says}"):
        effects_of_means(table(HEADER, "1,a,10,4,30,12,5,28", line))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (
            "2,b,12,10,3,20",
            r"row 2 \(b\): Events lie between 0 and the 10 people of the arm, here they are 12",
        ),
        ("2,b,-1,10,3,20", r"row 2 \(b\): Events lie between 0"),
        ("2,b,0,0,3,20", r"row 2 \(b\): An arm has one person at least, here n is 0"),
        ("2,b,0,20,0,20", r"row 2 \(b\): No event in either arm tells nothing of a log RR"),
        ("2,b,20,20,21,21", r"row 2 \(b\): An event in everybody tells nothing of a log RR"),
    ],
)
def test_counts_that_cannot_be_are_refused_with_row_and_trial(line, says):
    with pytest.raises(EvidenceError, match=f"^t.csv: {says}"):
        effects_of_counts(table(COUNTED, "1,a,11,51,10,50", line))


def test_no_event_in_either_arm_has_a_risk_difference_of_0():
    assert effects_of_counts(table(COUNTED, "2,b,0,20,0,20"), "RD").y.tolist() == [0]


def test_columns_that_are_missing_measures_that_are_none_and_empty_tables_are_named():
    with pytest.raises(EvidenceError, match="there is no column 'mean_arm1'"):
        effects_of_means(table(COUNTED, "1,a,11,51,10,50"))
    with pytest.raises(EvidenceError, match="'luck' is no measure of counts; choose one of log RR, log OR"):
        effects_of_counts(table(COUNTED, "1,a,11,51,10,50"), "luck")
    with pytest.raises(EvidenceError, match="no row has all of"):
        effects_of_counts(table(COUNTED, "1,a,,51,10,50"))
