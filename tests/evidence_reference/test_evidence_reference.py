"""The public tables of trials, beside the checkout: analyses that R has solved, and defects known to be there."""

from __future__ import annotations

import csv
import io
from functools import cache

import pytest
from data_folders import evidence_file

from clew.therapy.evidence import agreement
from clew.therapy.evidence.checks import audit
from clew.therapy.evidence.findings import Finding
from clew.therapy.evidence.tables import Table, read_table

pytestmark = pytest.mark.evaluation


@cache
def table(dataset: str) -> Table:
    name = agreement.FILES[dataset]
    return read_table(evidence_file(name).read_bytes(), name)


@cache
def reference() -> tuple[agreement.Analysis, ...]:
    name = "reference-dev.json"
    return agreement.read_reference(evidence_file(name).read_bytes(), name)


@pytest.mark.parametrize("kind", sorted(agreement.kinds()))
def test_every_number_agrees_with_r(kind):
    verdicts = [agreement.check(one, table) for one in reference() if one.kind == kind]
    assert verdicts, "the reference has no analysis of this kind"
    assert [(v.analysis.id, v.problem, v.deviations) for v in verdicts if not v.agrees] == []


# -- The known defects ------------------------------------------------------------------------------------------------


@cache
def findings(dataset: str) -> tuple[Finding, ...]:
    return audit(table(dataset))


def rows(dataset: str, column: str, words: str) -> tuple[int, ...]:
    """The rows of the findings in a column that say some words."""
    found = [one for one in findings(dataset) if column in one.columns and words in one.says]
    assert found, "nothing of that kind was found"
    return tuple(row for one in found for row in one.rows)


def test_stored_effects_that_are_not_those_of_their_means():
    assert rows("psyctr", ".g", "differs from the effect of the means") == (457, 830)


def test_the_reversed_sign():
    assert rows("psyctr", ".g", "sign is opposite") == (605,)


def test_effects_beyond_belief():
    assert len(rows("psyctr", ".g", "beyond 4")) == 10


def test_mixed_codes():
    assert {389, 619, 620} <= set(rows("psyctr", "target_group", "may mean"))
    assert set(rows("psyctr", "diagnosis", "'modd'")) == {704}


def test_what_is_missing():
    assert len(rows("psyctr", ".id", "no name")) == 39
    assert len(rows("psyctr", "time_weeks", "missing")) == 159
    assert rows("psyctr", "time_weeks", "0 weeks")


def test_trials_that_contradict_themselves():
    assert rows("psyctr", "rob", "differs between rows of one trial")


def test_garbled_references():
    assert 1 in rows("psyctr", "full_ref", "garbled")


def test_an_effect_that_the_change_since_the_start_contradicts():
    """Gibbons 2012: arms unlike at the start; the paper reports an effect of the other direction."""
    assert {238, 239} <= set(rows("psyctr", "baseline_m_arm1", "at the start"))


def test_an_effect_of_one_trial_that_stands_under_another_name_too():
    assert rows("psyctr", "mean_arm1", "trials of different names") == (106, 488)


def test_the_table_whose_effects_have_the_other_sign():
    assert rows("inpatients", ".g", "below 0 where arm 1") == ()
    with pytest.raises(AssertionError):
        rows("inpatients", ".g", "its sign is opposite")


def test_the_table_that_lost_its_decimal_points():
    assert rows("transdiagnostic", "mean_arm1", "as if decimal points were lost") == ()
    with pytest.raises(AssertionError):
        rows("transdiagnostic", "mean_arm1", "at the start")


def test_instruments_on_which_more_is_better():
    assert len(rows("selfguided", ".g", "its sign is opposite to that of the means in all rows")) == 30
    assert rows("selfguided", ".g_se", "empty, while .g is not") == (333,)


def test_one_trial_in_two_spellings():
    assert set(rows("total_response", "study", "differ in spelling")) == {141, 507, 508}


# -- The form in which Metapsy publishes ------------------------------------------------------------------------------


@pytest.mark.parametrize("dataset", sorted(agreement.FILES))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_file_as_metapsy_publishes_it_is_read_alike(dataset, encoding):
    """With semicolons, decimal commas, NA for empty cells and a first column without a name."""
    frame = table(dataset).frame
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow(["", *frame.columns[1:]])
    for row in frame.rows():
        writer.writerow(
            "NA" if v is None else repr(v).replace(".", ",") if isinstance(v, float) else v for v in row
        )
    again = read_table(stream.getvalue().encode(encoding)).frame
    assert again.schema == frame.schema
    assert again.equals(frame)


def test_every_kind_of_the_reference_is_done():
    assert {one.kind for one in reference()} <= set(agreement.kinds())
