"""`clew score`: a table of answers in, scores and change verdicts out."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.cli.score import COLUMNS, Table, score_table
from clew.therapy import transcripts
from clew.therapy.measures import DECLINED, INSTRUMENTS, NOT_APPLICABLE, instrument
from clew.therapy.measures.change import compare
from clew.therapy.measures.frames import score_frame

HEADER = "id,time," + ",".join(f"q{n}" for n in range(1, 10))


@pytest.fixture
def table(tmp_path):
    def write(text: str | bytes, name: str = "answers.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def rows(done) -> list[dict[str, str]]:
    assert (done.code, done.err) == (0, "")
    return list(csv.DictReader(io.StringIO(done.out)))


def phq9(*lines: str) -> str:
    return "\n".join([HEADER, *lines]) + "\n"


def test_the_first_columns_are_who_how_much_and_which_band(run, table):
    done = run("score", "phq-9", table(phq9("a,0,2,2,2,2,2,2,2,1,1")))
    assert done.out.splitlines()[0].split(",")[:3] == ["id", "total", "band"]
    assert done.out.splitlines()[1].startswith("a,16,moderately severe,0,9,9,no,raised,")


def test_two_times_are_compared_with_the_first(run, table):
    first, second = rows(run("score", "phq-9", table(phq9("a,0,2,2,2,2,2,2,2,1,1", "a,8,0,1,1,0,1,1,0,0,0"))))
    assert [first[name] for name in COLUMNS[9:]] == [""] * 6
    assert (second["total"], second["points_better"]) == ("4", "12")
    assert [second[name] for name in COLUMNS[10:]] == ["yes"] * 5


def test_getting_worse_is_told_from_getting_better(run, table):
    worse = rows(run("score", "phq-9", table(phq9("a,0,1,1,1,1,1,1,1,0,0", "a,1,3,3,3,3,3,3,3,0,0"))))[1]
    assert (worse["reliable_change"], worse["points_better"]) == ("yes", "-14")
    check_in = "id,week,attached,helped,together\na,1,8,8,8\na,2,5,5,5\n"
    fell = rows(run("score", "alliance-check-in", table(check_in)))[1]
    assert fell["points_better"] == "-3", "a weaker alliance is worse"


def test_each_verdict_is_the_one_of_measures_change_with_its_reason(run, table):
    text = phq9("a,2,0,1,1,0,1,1,0,0,0", "a,1,2,2,2,2,2,2,2,1,1", "a,3,1,1,1,1,1,1,1,1,1")
    found = json.loads(run("score", "--json", "phq-9", table(text)).out)
    assert (found["instrument"], found["version"]) == ("phq-9", INSTRUMENTS["phq-9"].version)
    assert [line["total"] for line in found["scores"]] == [4, 16, 9], "in the table's order"
    form = INSTRUMENTS["phq-9"]
    from clew.therapy.measures.scoring import Total

    def total(value: int) -> Total:
        return Total(value, "phq-9", form.version or "")

    for line in (found["scores"][0], found["scores"][2]):
        verdicts = compare(form, total(16), total(line["total"]))
        assert [line[name] for name in COLUMNS[10:]] == [v.holds for v in verdicts]
        assert [line[f"{name}_why"] for name in COLUMNS[10:]] == [v.why for v in verdicts]
    assert "response" not in found["scores"][1], "the first by time is compared with nobody"


def test_a_missing_score_says_why_and_is_never_zero(run, table):
    text = phq9("a,0,,,,1,1,1,1,1,0", "b,0,NA,1,1,1,1,1,1,1,", "c,0,declined,1,1,1,1,1,1,1,declined")
    none, prorated, declined = rows(run("score", "phq-9", table(text)))
    assert none["total"] == none["band"] == ""
    assert "Unanswered items: 3 of 9" in none["why_missing"]
    assert (prorated["total"], prorated["prorated"], prorated["risk"]) == ("9", "yes", "not asked")
    assert (declined["answered"], declined["risk"]) == ("7", "not asked")


def test_the_first_score_that_there_is_counts_as_the_first(run, table):
    text = phq9("a,0,,,,,,,,,", "a,1,2,2,2,2,2,2,2,2,0", "a,2,1,1,1,1,1,1,1,1,0")
    found = rows(run("score", "phq-9", table(text)))
    assert [line["points_better"] for line in found] == ["", "", "8"]


@pytest.mark.parametrize("name", ["id", "Patient", "participant_id", "SUBJECT", "record-id", "Person ID"])
@pytest.mark.parametrize("time", ["time", "Date", "week", "Session", "visit"])
def test_columns_for_the_person_and_the_time_are_found_by_name(run, table, name, time):
    text = f"note,{time},{name},PHQ-2 item 1,phq2_2\nx,2,a,1,1\ny,1,a,3,3\n"
    later, earlier = rows(run("score", "phq-2", table(text)))
    assert (later["id"], later["time"], later["points_better"]) == ("a", "2", "4")
    assert earlier["points_better"] == ""


def test_without_a_person_each_line_is_somebody_and_without_a_time_lines_count_in_order(run, table):
    assert [line["id"] for line in rows(run("score", "phq-2", table("q1,q2\n1,1\n\n2,2\n")))] == ["1", "2"]
    found = rows(run("score", "phq-2", table("id,q1,q2\na,3,3\nb,1,1\na,1,1\n")))
    assert [line["points_better"] for line in found] == ["", "", "4"]


@pytest.mark.parametrize(
    "times",
    [
        ("4", "12"),
        ("2026-02-01", "2026-10-01"),
        ("week 4", "Week 12"),
        ("T0", "t10"),
        ("-1.5", "3"),
        ("2026-01-01T09:00", "2026-01-01T10:00:00"),
    ],
)
def test_times_are_put_in_order(run, table, times):
    early, late = times
    found = rows(run("score", "phq-2", table(f"id,time,q1,q2\na,{late},1,1\na,{early},3,3\n")))
    assert [line["points_better"] for line in found] == ["4", ""]


@pytest.mark.parametrize(
    "times",
    [
        ("pre", "post"),
        ("week 4", "visit 5"),
        ("4", "2026-01-01"),
        ("", "1"),
        ("T-2", "T-1"),
        ("week -4", "week -1"),
        ("T\u22122", "T\u22121"),
        ("31.01.2026", "01.02.2026"),
    ],
)
def test_times_without_an_order_are_refused_since_the_first_could_be_the_last(run, table, times):
    text = "id,time,q1,q2\n" + "".join(f"a,{time},1,1\n" for time in times)
    line = run("score", "phq-2", table(text)).refused()
    assert line.startswith(
        "answers.csv:3: this person has several lines, and their times cannot be put in order"
    )
    alone = "id,time,q1,q2\n" + "".join(f"{n},{time},1,1\n" for n, time in enumerate(times))
    assert len(rows(run("score", "phq-2", table(alone)))) == 2, "for one line a person no order is needed"


def test_one_time_twice_is_refused(run, table):
    text = "id,time,q1,q2\na,1,1,1\nb,1,2,2\na,1.0,3,3\n"
    assert run("score", "phq-2", table(text)).refused().startswith("answers.csv:4: this person has two lines")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_any_spreadsheets_export_is_read(run, table, delimiter, encoding, end):
    lines = [["id", "q1", "q2"], ["Zoë; a,b", "1", "2"], ["Jörg", "3.0", ""], ["", "", ""]]
    quoted = [delimiter.join(f'"{cell}"' if "Zoë" in cell else cell for cell in line) for line in lines]
    data = (end.join(quoted) + end).encode(encoding)
    found = rows(run("score", "phq-2", table(data)))
    assert [(line["id"], line["total"]) for line in found] == [("Zoë; a,b", "3"), ("Jörg", "")]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "answers.csv:1: there is no line of column names"),
        ("\n\n", "answers.csv:1: there is no line of column names"),
        ("id,q1,Q1 ,q2\na,1,1,1\n", "answers.csv:1: two columns are called 'q1'"),
        ("id,q1,phq2_1,q2\na,1,1,1\n", "Item 'interest' has more than one column"),
        ("id,q1\na,1\n", "PHQ-2 has no column for mood"),
        (
            "id,q1,q2\na,1,1\nb,1,4\n",
            "answers.csv:3: Item 'mood' has 4; it takes a whole number from 0 to 3.",
        ),
        ("id,q1,q2\na,1,-1\n", "answers.csv:2: Item 'mood' has -1"),
        ("id,q1,q2\na,1,1.5\n", "answers.csv:2: An answer is not a whole number"),
        ("id,q1,q2\na,1,often\n", "answers.csv:2: An answer is not a whole number"),
        ("id,q1,q2\na,1,1_0\n", "answers.csv:2: An answer is not a whole number"),
        ("id,q1,q2\na,1," + "9" * 400 + "\n", "answers.csv:2: An answer is not a whole number"),
        ("id,q1,q2\na,1,not applicable\n", "answers.csv:2: Item 'mood' is meant for everyone"),
        ("id,q1,q2\n\na,1\n", "answers.csv:3: this line has 2 cells and the header 3"),
        ("id,q1,q2\na,1,1,1\n", "answers.csv:2: this line has 4 cells and the header 3"),
        ("id,q1,q2\n,1,1\n", "answers.csv:2: the line does not say whose answers these are"),
        ('id,q1,q2\n"a,1,1\nb,1,1\n', "answers.csv:3: this is no table"),
        ('id,q1,q2\n"two\nlines",1,1\nb,1,7\n', "answers.csv:4: Item 'mood' has 7"),
        ("id,q1,q2\n" + "x" * 200_000 + ",1,1\n", "answers.csv:2: this is no table"),
        (b"id,q1,q2\na,1,\xc3", "answers.csv:2: the file breaks off inside a character"),
    ],
)
def test_a_table_that_cannot_be_scored_is_refused_with_its_line(run, table, text, why):
    for form in ("--json", "phq-2"):
        args = [form, "phq-2"] if form == "--json" else [form]
        assert run("score", *args, table(text)).refused().startswith(why)


def test_no_answer_is_repeated_in_an_error(run, table):
    assert "canary" not in run("score", "phq-2", table("id,q1,q2\na,1,canary\n")).refused()


def test_a_table_too_large_is_refused(run, table, monkeypatch):
    path = table("id,q1,q2\na,1,1\n")
    monkeypatch.setattr(transcripts, "MAX_BYTES", 10)
    assert "larger than" in run("score", "phq-2", path).refused()


def test_an_unknown_instrument_gets_what_comes_near(run, table):
    assert run("score", "phq9", table("id,q1\n")).code == 1, "capitals and hyphens do not matter, columns do"
    line = run("score", "phq-8", table("id,q1\n")).refused()
    assert line.startswith("Clew has no instrument 'phq-8'; did you mean phq-9 or phq-2")


@pytest.mark.parametrize(
    ("key", "totals", "better"),
    [
        ("core-10", ["25", "14"], "11"),
        ("wai-sr", ["30", "45"], "15"),
        ("promis-depression", ["65,4", "60.4"], "5"),
        ("core-om", ["20.5", "10"], "10.5"),
    ],
)
def test_instruments_of_which_only_totals_may_be_entered(run, table, key, totals, better):
    text = "id;week;total\n" + "".join(f"a;{n};{total}\n" for n, total in enumerate(totals)) + "a;9;\n"
    first, second, third = rows(run("score", key, table(text)))
    assert float(first["total"]) == float(totals[0].replace(",", "."))
    assert second["points_better"] == better
    assert (third["total"], third["why_missing"]) == ("", "No total was entered.")


def test_the_answer_on_danger_beside_a_total(run, table):
    found = rows(run("score", "core-10", table("id,total,item 6\na,12,1\nb,12,0\nc,12,\n")))
    assert [line["risk"] for line in found] == ["raised", "not raised", "not asked"]
    assert rows(run("score", "core-10", table("id,total\na,12\n")))[0]["risk"] == "not asked"
    assert "answers.csv:2: " in run("score", "core-10", table("id,total,q6\na,12,9\n")).refused()


@pytest.mark.parametrize(
    ("key", "text", "why"),
    [
        ("core-10", "id,q1\na,1\n", "answers.csv:1: CORE-10 takes totals only"),
        ("core-10", "id,total\na,41\n", "answers.csv:2: CORE-10 has a total of 41"),
        ("core-10", "id,total\na,low\n", "answers.csv:2: The total is not a number"),
        ("promis-depression", "id,total\na,inf\n", "answers.csv:2: "),
        ("eq-5d-5l", "id,total\na,0.8\n", "answers.csv:2: EQ-5D-5L (index) needs a version"),
        (
            "eq-5d-5l",
            "id,total,version\na,0.8,England\na,0.9,Germany\n",
            "answers.csv:3: this person's totals are of different versions",
        ),
    ],
)
def test_totals_that_cannot_be_are_refused(run, table, key, text, why):
    assert run("score", key, table(text)).refused().startswith(why)


def test_scales_come_after_the_other_columns(run, table):
    form = instrument("ipip-ipc")
    text = "id," + ",".join(item.key for item in form.items) + "\na" + ",3" * len(form.items) + "\n"
    (found,) = rows(run("score", "ipip-ipc", table(text)))
    assert list(found)[len(COLUMNS) :] == [*(scale.key for scale in form.subscales), "agency", "communion"]
    assert [found[scale.key] for scale in form.subscales] == ["3"] * len(form.subscales)
    assert (found["agency"], found["communion"]) == ("0", "0")


def test_a_person_called_like_a_formula_is_no_formula(run, table):
    (found,) = rows(run("score", "phq-2", table("id,q1,q2\n=1+1,1,1\n")))
    assert found["id"] == "'=1+1"


def test_a_table_without_lines_gives_a_table_without_lines(run, table):
    assert rows(run("score", "phq-2", table("id,q1,q2\n"))) == []
    assert json.loads(run("score", "phq-2", "--json", table("id,q1,q2\n")).out)["scores"] == []


SCORED = ["phq-9", "phq-2", "gad-7", "phq-15", "ces-d", "asq", "ipip-ipc", "alliance-check-in"]


@st.composite
def answered(draw) -> tuple[str, list[dict[str, str]]]:
    """An instrument, and some lines with an answer, a word or nothing for each item."""
    form = instrument(draw(st.sampled_from(SCORED)))
    cells: dict[str, st.SearchStrategy[str]] = {}
    for item in form.items:
        low, high = item.options.range.low, item.options.range.high
        words = ["", "", DECLINED, *([NOT_APPLICABLE] if item.only_for else [])]
        number = st.integers(int(low or 0), int(high or 0)).map(str)
        cells[item.key] = st.one_of(number, number, number, st.sampled_from(words))
    return form.key, draw(st.lists(st.fixed_dictionaries(cells), min_size=1, max_size=6))


@settings(max_examples=40)
@given(answered())
def test_it_agrees_with_the_scoring_of_whole_frames(found: tuple[str, list[dict[str, str]]]):
    key, lines = found
    form = instrument(key)
    text = io.StringIO()
    writer = csv.DictWriter(text, ["id", *lines[0]])
    writer.writeheader()
    writer.writerows({"id": str(n), **line} for n, line in enumerate(lines))
    scored = list(score_table(form, Table(text.getvalue().encode(), "random.csv")))
    frame = score_frame(pl.DataFrame(lines), form, prefix="score_").to_dicts()
    for one, row in zip(scored, frame, strict=True):
        scales = {name for name in one if name not in COLUMNS}
        for name, other in {
            "why_missing": "missing_why",
            **{n: n for n in ("total", "band", "prorated", "answered", "of", "risk", *scales)},
        }.items():
            assert same(one[name], row[f"score_{other}"]), name


def same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return one == pytest.approx(other)
    return bool(one == other)
