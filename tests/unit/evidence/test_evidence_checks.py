"""What is wrong or looks wrong in a table: each defect is planted, found with study, row and column, and nothing else."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.errors import TherapyError
from clew.therapy.evidence import formulas
from clew.therapy.evidence.checks import audit
from clew.therapy.evidence.description import describe
from clew.therapy.evidence.doubts import alike
from clew.therapy.evidence.effects import EvidenceError
from clew.therapy.evidence.findings import Finding, Gravity
from clew.therapy.evidence.recomputed import recompute
from clew.therapy.evidence.tables import Table, read_table, table_of


def sound(count: int = 12) -> pl.DataFrame:
    """A table in which nothing is wrong: an effect for each of some trials, with all that it was made of."""
    n = np.arange(count)
    mean1, mean2, sd, people = 10 + n * 0.1, 13 - n * 0.05, 4 + n * 0.01, 30 + n
    sizes = formulas.hedges(mean1, sd, people, mean2, sd, people)
    events = formulas.Cells.of(8 + n % 5, people, 5 + n % 4, people)
    return pl.DataFrame(
        {
            "study": [f"Trial {chr(65 + one)}, 20{one:02}" for one in n],
            "condition_arm1": ["dyn", "cbt", "ipt"] * (count // 3),
            "diagnosis": ["mdd", "mood"] * (count // 2),
            "instrument": ["bdi", "hdrs", "phq-9"] * (count // 3),
            ".g": sizes.exact,
            ".g_se": np.sqrt(sizes.exact_v),
            "mean_arm1": mean1,
            "sd_arm1": sd,
            "n_arm1": people,
            "mean_arm2": mean2,
            "sd_arm2": sd,
            "n_arm2": people,
            "baseline_m_arm1": mean1 + 5,
            "baseline_sd_arm1": sd,
            "baseline_m_arm2": mean1 + 5.5,
            "baseline_sd_arm2": sd,
            ".log_rr": formulas.risk_ratios(events)[0],
            ".event_arm1": events.a,
            ".totaln_arm1": people,
            ".event_arm2": events.c,
            ".totaln_arm2": people,
            "year": 2000 + n,
            "time_weeks": 8 + n % 3,
            "percent_women": 0.5 + n / 100,
            "mean_age": 40 + n,
            "rob": n % 5,
            "full_ref": [f"Étude nº {one}, Müller & O’Hara" for one in n],
            ".id": [f"effect-{one}" for one in n],
        }
    )


def planted(**cells: object) -> Table:
    """The sound table with other cells in its fifth row (number 5, Trial E)."""
    return mended(sound(), {name.removeprefix("_"): {4: value} for name, value in cells.items()})


def mended(frame: pl.DataFrame, cells: dict[str, dict[int, object]]) -> Table:
    columns = []
    for column in frame.get_columns():
        changes = cells.pop(column.name, {})
        values = [changes.get(at, value) for at, value in enumerate(column.to_list())]
        text = any(isinstance(value, str) for value in values)
        columns.append(
            pl.Series(
                column.name,
                [value if value is None else str(value) for value in values] if text else values,
                strict=False,
            )
        )
    assert not cells, "there is no such column"
    return table_of(pl.DataFrame(columns), "planted")


def test_nothing_is_found_in_a_sound_table():
    assert audit(table_of(sound())) == ()


# -- One defect, one finding ------------------------------------------------------------------------------------------

IMPOSSIBLE, DOUBTFUL, NOTE = Gravity.IMPOSSIBLE, Gravity.DOUBTFUL, Gravity.NOTE


@pytest.mark.parametrize(
    ("cells", "gravity", "columns", "says"),
    [
        ({"sd_arm1": -4.0}, IMPOSSIBLE, ("sd_arm1",), "a standard deviation that is not above 0"),
        (
            {"baseline_sd_arm2": 0.0},
            IMPOSSIBLE,
            ("baseline_sd_arm2",),
            "a standard deviation that is not above 0",
        ),
        (
            {"n_arm2": 1},
            IMPOSSIBLE,
            ("n_arm2", "sd_arm2"),
            "a standard deviation of one person, who has none",
        ),
        (
            {".totaln_arm1": 0, ".event_arm1": None},
            IMPOSSIBLE,
            (".totaln_arm1",),
            "an arm of less than one person",
        ),
        (
            {".event_arm1": 90, ".log_rr": None},
            IMPOSSIBLE,
            (".event_arm1", ".totaln_arm1"),
            "fewer events than 0, or more than people",
        ),
        (
            {".event_arm2": -1},
            IMPOSSIBLE,
            (".event_arm2", ".totaln_arm2"),
            "fewer events than 0, or more than people",
        ),
        ({".g_se": -0.1}, IMPOSSIBLE, (".g_se",), "a standard error that is not above 0"),
        ({"mean_arm1": "10,4"}, IMPOSSIBLE, ("mean_arm1",), "what stands there is not a number"),
        ({"mean_age": "inf"}, IMPOSSIBLE, ("mean_age",), "what stands there is not a number"),
        ({"year": 201}, IMPOSSIBLE, ("year",), "a year that cannot be"),
        ({"time_weeks": -8}, IMPOSSIBLE, ("time_weeks",), "a time that cannot be"),
        ({"mean_age": 400}, IMPOSSIBLE, ("mean_age",), "an age that cannot be"),
        ({"percent_women": -0.5}, IMPOSSIBLE, ("percent_women",), "a percentage that cannot be"),
        (
            {"percent_women": 71.0},
            DOUBTFUL,
            ("percent_women",),
            "parts of 1 and percentages stand in one column",
        ),
        ({"study": None}, IMPOSSIBLE, ("study",), "the row names no trial"),
        ({".g_se": None}, DOUBTFUL, (".g_se",), "empty, while .g is not; the row cannot be pooled"),
        ({".g": None}, DOUBTFUL, (".g",), "empty, while .g_se is not; the row cannot be pooled"),
        ({"instrument": "swls"}, None, (), ""),
        ({"diagnosis": "modd"}, DOUBTFUL, ("diagnosis",), "'modd' (in 1) may mean"),
        ({"condition_arm1": "DYN"}, DOUBTFUL, ("condition_arm1",), "'DYN' (in 1) may mean 'dyn' (in 4 rows)"),
        ({".log_rr": 3.0}, DOUBTFUL, (".log_rr",), "it differs from the counts by more than 0.05"),
        ({"full_ref": "M¸ller, V."}, NOTE, ("full_ref",), "letters that were garbled"),
        ({"full_ref": "a study â€“ a pilot"}, NOTE, ("full_ref",), "letters that were garbled"),
        ({"full_ref": "M\ufffdller"}, NOTE, ("full_ref",), "letters that were garbled"),
        ({".id": None}, NOTE, (".id",), "the effect has no name"),
        ({"time_weeks": None}, NOTE, ("time_weeks",), "the time of measurement is missing"),
        ({"time_weeks": 0}, NOTE, ("time_weeks",), "0 weeks, which may mean unknown"),
    ],
    ids=str,
)
def test_a_defect_is_found_with_study_row_and_column(cells, gravity, columns, says):
    findings = audit(planted(**cells))
    if gravity is None:
        assert findings == ()
        return
    assert findings
    for found in findings:
        assert found.gravity is gravity
        assert found.columns[: len(columns)] == columns
        assert says in found.says
        assert found.rows == (5,)
        assert found.studies == ("" if cells.get("study", "") is None else "Trial E, 2004",)


def test_no_event_in_either_arm_is_doubted():
    table = planted(**{".event_arm1": 0, ".event_arm2": 0, ".log_rr": None})
    (found,) = audit(table)
    assert str(found) == (
        "doubtful: .event_arm1, .event_arm2: no event in either arm, which tells nothing of a ratio: "
        "row 5 (Trial E, 2004)."
    )


def test_an_event_in_everybody_is_doubted():
    (found,) = audit(planted(**{".event_arm1": 34, ".event_arm2": 34, ".log_rr": None}))
    assert found.says == "an event in everybody of both arms, which tells nothing of a ratio of odds"


def test_an_effect_beyond_belief_and_unlike_its_means():
    findings = audit(planted(**{".g": 4.5}))
    assert [(found.columns[0], found.rows) for found in findings] == [(".g", (5,)), (".g", (5,))]
    assert [found.says[:21] for found in findings] == ["an effect beyond 4 st", "it differs from the e"]


def test_a_reversed_sign_is_told_from_an_instrument_on_which_more_is_better():
    g = sound()[".g"]
    (lone,) = audit(planted(**{".g": -g[4]}))
    assert (lone.gravity, lone.rows) == (DOUBTFUL, (5,))
    assert lone.says == "its sign is opposite to that of the means, unlike in other rows of the instrument"
    places = [at for at, name in enumerate(sound()["instrument"]) if name == "hdrs"]
    (whole,) = audit(mended(sound(), {".g": {at: -g[at] for at in places}}))
    assert (whole.gravity, whole.columns, len(whole.rows)) == (NOTE, (".g", "instrument"), len(places))


def test_a_table_of_the_other_sign_is_told_as_a_whole_and_its_odd_row_alone():
    turned = sound().with_columns(-pl.col(".g"))
    (whole,) = audit(table_of(turned))
    assert (whole.gravity, whole.columns, whole.rows) == (NOTE, (".g",), ())
    assert "in 12 of 12 rows" in whole.says
    odd, again = audit(mended(turned, {".g": {4: -turned[".g"][4]}}))
    assert (odd.gravity, odd.rows) == (DOUBTFUL, (5,))
    assert "in 11 of 12 rows" in again.says


def test_columns_that_lost_their_decimal_points_are_told_once():
    (found,) = audit(table_of(sound().with_columns(pl.col("mean_arm1") * 10)))
    assert (found.gravity, found.rows) == (DOUBTFUL, ())
    assert "they give other effects than .g in 12 of 12 rows" in found.says


def test_changes_are_compared_as_means_are():
    frame = sound()
    changes = {"mean_change_arm1": -frame["mean_arm2"], "mean_change_arm2": -frame["mean_arm1"]}
    for arm in "12":
        changes |= {f"sd_change_arm{arm}": frame[f"sd_arm{arm}"], f"n_change_arm{arm}": frame[f"n_arm{arm}"]}
    whole = frame.with_columns(**changes)
    assert audit(table_of(whole)) == ()
    (found,) = audit(mended(whole, {"mean_change_arm1": {4: -20.0}}))
    assert (found.rows, found.columns[:2]) == ((5,), (".g", "mean_change_arm1"))


def test_arms_unlike_at_the_start_are_noted_where_end_and_change_disagree():
    """Arm 1 began worse by a spread and a half and ended worse by a third of it: it changed more, and looks worse."""
    cells = {"baseline_m_arm1": 20.0, "baseline_m_arm2": 14.0, "mean_arm1": 12.0, "mean_arm2": 11.0}
    frame = planted(**cells).frame
    g = recompute(table_of(frame)).again[4]
    (found,) = audit(
        table_of(frame.with_columns(pl.when(pl.col("row_id") == 5).then(g).otherwise(".g").alias(".g")))
    )
    assert (found.gravity, found.rows, found.columns) == (NOTE, (5,), ("baseline_m_arm1", "baseline_m_arm2"))


# -- Trials and effects that come twice -------------------------------------------------------------------------------


def test_an_effect_that_comes_twice_in_a_trial_is_doubted():
    frame = sound()
    twice = mended(frame, {name: {4: frame[name][3]} for name in frame.columns if name != ".id"})
    (found,) = audit(twice)
    assert (found.columns, found.rows) == ((".g", ".g_se"), (4, 5))


def test_figures_of_one_trial_under_two_names_are_doubted():
    frame = sound()
    twice = mended(
        frame, {name: {4: frame[name][3]} for name in frame.columns if name not in (".id", "study")}
    )
    (found,) = audit(twice)
    assert (found.columns[0], found.rows) == ("mean_arm1", (4, 5))
    assert found.studies == ("Trial D, 2003", "Trial E, 2004")


def test_a_name_of_an_effect_that_comes_twice_is_doubted():
    (found,) = audit(planted(**{".id": "effect-3"}))
    assert (found.columns, found.rows) == ((".id",), (4, 5))


def test_one_trial_in_two_spellings_is_doubted():
    (found,) = audit(planted(study="trial D,2003"))
    assert (found.columns, found.studies) == (("study",), ("Trial D, 2003", "trial D,2003"))


def test_a_trial_that_contradicts_itself_is_doubted():
    findings = audit(planted(study="Trial D, 2003"))
    assert {found.columns for found in findings} == {("rob",), ("year",)}
    assert {found.rows for found in findings} == {(4, 5)}


def test_several_effects_of_one_trial_are_nothing_wrong():
    frame = sound()
    same = {name: {4: frame[name][3]} for name in ("study", "rob", "year")}
    assert audit(mended(frame, same)) == ()


def test_a_table_without_a_column_of_trials_is_impossible():
    (found,) = audit(table_of(sound().drop("study")))
    assert (found.gravity, found.columns, found.rows) == (IMPOSSIBLE, ("study",), ())


def test_columns_that_are_missing_are_passed_over():
    for column in sound().columns:
        if column != "study":
            assert audit(table_of(sound().drop(column))) == (), column


def test_a_table_of_no_rows_has_no_findings():
    assert audit(read_table(b"study,.g,.g_se,mean_arm1\n")) == ()


# -- Findings ---------------------------------------------------------------------------------------------------------


def test_the_gravest_comes_first():
    findings = audit(planted(**{".id": None, "sd_arm1": -1.0, "diagnosis": "MDD"}))
    assert [found.gravity for found in findings] == [IMPOSSIBLE, DOUBTFUL, NOTE]


def test_a_long_finding_shows_the_first_rows():
    found = Finding(NOTE, (".id",), "the effect has no name", tuple(range(1, 15)), ("",) * 14)
    assert str(found) == "note: .id: the effect has no name: rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 4 more."


def test_a_finding_can_be_kept_to_some_rows():
    found = Finding(NOTE, (".id",), "x", (3, 7, 9), ("a", "b", "c"))
    assert found.among({7, 9}) == Finding(NOTE, (".id",), "x", (7, 9), ("b", "c"))
    assert found.among({1}) is None
    whole = Finding(NOTE, (".g",), "x")
    assert whole.among({1}) is whole


def test_a_finding_names_a_trial_for_each_row():
    with pytest.raises(EvidenceError, match="a study for each of its rows"):
        Finding(NOTE, (".id",), "x", (1, 2), ("a",))


# -- Codes that may be one --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("stu", "stud"),
        ("old", "older adult"),
        ("modd", "mood"),
        ("MDD", "mdd"),
        ("self-report", "self report"),
    ],
)
def test_codes_that_may_be_one(one, other):
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("fu1", "fu2"),
        ("cau", "can"),
        ("med", "med+ppd"),
        ("eu", "eu&us"),
        ("wl", "wlc"),
        ("dyn", "ipt"),
        ("bdi-1", "bdi-2"),
    ],
)
def test_codes_that_are_two(one, other):
    assert not alike(one, other)


words = st.text("abcd", min_size=3, max_size=6)


@given(words, words)
def test_a_letter_more_less_or_other_makes_codes_alike(one, other):
    def variants(word: str) -> set[str]:
        cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
        fewer = {a + b[1:] for a, b in cuts if b}
        others = {a + letter + b[1:] for a, b in cuts if b for letter in "abcd"}
        more = {a + letter + b for a, b in cuts for letter in "abcd"}
        return fewer | others | more

    apart = one in variants(other) and max(len(one), len(other)) > 3
    assert alike(one, other) == (apart or one.startswith(other) or other.startswith(one))


# -- What a table holds -----------------------------------------------------------------------------------------------


def test_what_a_table_holds():
    table = read_table(
        b"study,.g,.g_se,condition_arm1,n_arm1,year,time_weeks,.event_arm1\n"
        b"a,1,0.5,dyn,20,2001,8,3\na,2,,cbt,30.5,,,\nb,4,0.25,dyn,,1999,,0\n"
    )
    it = describe(table)
    assert (it.rows, it.columns, it.studies, it.studies_with_several) == (3, 9, 2, 1)
    assert (it.effects, it.sum_of_effects, it.sum_of_errors, it.median_effect) == (2, 7.0, 0.75, 2.0)
    assert (it.people_arm1, it.people_arm2, it.with_counts) == (50.5, 0.0, 2)
    assert (it.first_year, it.last_year, it.without_weeks) == (1999, 2001, 2)
    assert it.codes == {
        "condition_arm1": {"cbt": 1, "dyn": 2},
        "condition_arm2": None,
        "format": None,
        "diagnosis": None,
    }


def test_a_table_without_effects_is_described_too():
    it = describe(table_of(pl.DataFrame({"n": [1, 2]})))
    assert (it.rows, it.studies, it.effects, it.median_effect, it.first_year) == (2, None, 0, None, None)


# -- Whatever is given ------------------------------------------------------------------------------------------------

NAMES = [
    "row_id",
    *sound().columns,
    "sd_change_arm1",
    "n_change_arm1",
    "improved.ig",
    "n.ig",
    "odd one",
    "*",
    "^.*$",
]
CELLS = ["", "0", "1", "-1", "0.5", "1e400", "inf", "NA", "x", "007", "1,5", "ä", "dyn", "1;2", "\ufffd", " "]


@given(st.binary(max_size=60))
def test_bytes_are_a_table_or_refused(data):
    try:
        table = read_table(data)
    except TherapyError:
        return
    audit(table)


@given(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True).flatmap(
        lambda names: st.tuples(
            st.just(names),
            st.lists(st.lists(st.sampled_from(CELLS), min_size=len(names), max_size=len(names)), max_size=6),
        )
    ),
    st.sampled_from(",;\t"),
)
def test_every_table_of_cells_is_audited_or_refused(table, separator):
    names, rows = table
    lines = [separator.join(f'"{cell}"' for cell in line) for line in [names, *rows]]
    try:
        read = read_table("\n".join(lines).encode())
    except EvidenceError:
        assert "row_id" in names
        return
    for finding in audit(read):
        assert set(finding.columns) - {"study"} <= set(names)
        assert set(finding.rows) <= set(read.row.tolist())
