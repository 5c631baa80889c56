"""`clew formulate`: counts over annotated sessions as by hand, and proposals called proposals."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

import clew
from clew.therapy.coding import margin
from clew.therapy.coding.codes import Scheme
from clew.therapy.formulation.ccrt import ccrt
from clew.therapy.formulation.defenses import defense_profile
from clew.therapy.knowledge import DEFENSES, Component

PATIENTS = sorted(
    path for path in Path(clew.__file__).parent.glob("practice/demo/*") if path.joinpath("sessions").is_dir()
)

FIRST = """\
Clinician: What happened?
  # intervention: question

Patient: I rang my sister so that she would hear me. She hung up. I said I was fine.
  # defense: isolation_of_affect | I said I was fine
  # episode sister sibling "older sister" outside 3 told "last week"
  # W sister: be_understood | so that she would hear me
  # RO sister: distant negative actual | She hung up
  # RS sister: not_open negative | I said I was fine
  # end sister

Clinician: And at home?
  # intervention: question

Patient: I told my mother I was low. She went up to bed. I told her again, and she slept.
  # defense: passive_aggression | I told her again
  # episode mother parent "mother" past 4 told "aged nine"
  # W mother: be_understood | I told my mother I was low
  # RO mother: distant negative actual | She went up to bed
  # RO mother: distant negative actual | she slept
  # end mother
"""

SECOND = """\
Clinician: Go on.
  # intervention: encouragement_to_elaborate

Patient: My boss saw me cry and fetched me some tea. I kept quiet.
  # defense: humor | some tea
  # episode boss boss "boss" outside 2.5 told "Monday"
  # RO boss: helpful positive actual | fetched me some tea
  # RS boss: not_open negative | I kept quiet
  # end boss

Clinician: Yes.
  # intervention: other

Patient: A friend rang, I think.
  # episode friend friend "friend" outside 1.5 told "once"
  # W friend: be_understood | A friend rang
  # end friend
"""


@pytest.fixture
def pair(tmp_path) -> list[Path]:
    paths = [tmp_path / "01.session", tmp_path / "02.session"]
    for path, text in zip(paths, (FIRST, SECOND), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def test_a_pair_of_sessions_counts_as_by_hand(run, pair):
    done = run("formulate", "--json", *pair)
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out)
    assert (found["rests_on"], found["episodes"], found["left_out"], found["provisional"]) == (
        "a person's codes",
        3,  # sister, mother, boss
        1,  # friend: too incomplete
        True,
    )
    wish, other, self_ = (found["theme"][kind] for kind in ("W", "RO", "RS"))
    assert [(one["category"], one["episodes"], one["of"]) for one in wish] == [("be_understood", 2, 3)]
    assert wish[0]["people"] == ["older sister", "mother"]
    assert wish[0]["places"] == {"past": 1, "outside": 1, "room": 0}
    assert wish[0]["moments"] == [["01.session", 1], ["01.session", 3]]
    # Twice with the mother, but an episode counts once.
    assert [(one["category"], one["episodes"]) for one in other] == [("distant", 2)]
    assert [(one["category"], one["moments"]) for one in self_] == [
        ("not_open", [["01.session", 1], ["02.session", 1]])
    ]
    # isolation of affect is of level 6, passive aggression of 1, humor of 7
    assert found["defenses"]["codes"] == 3
    assert found["defenses"]["odf"] == pytest.approx((6 + 1 + 7) / 3)
    assert found["defenses"]["too_few"] is True
    assert {level for level, share in found["defenses"]["levels"].items() if share} == {"7", "6", "1"}


def test_read_by_a_person_it_says_what_it_rests_on(run, pair):
    said = run("formulate", *pair).out
    assert said.startswith("Rests on a person's codes. 3 episodes counted. provisional (n = 3)\n")
    assert "Wish: be understood, in 2 of 3 episodes, 2 people" in said
    assert "01.session turn 1, 01.session turn 3" in said
    assert "Overall defensive functioning: 4.67 (n = 3)" in said


def counted_from_the_text(paths: list[Path]) -> tuple[dict[str, Counter[str]], list[int]]:
    """Count by reading the margin lines alone: the slow twin."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    levels = []
    for path in paths:
        keys: dict[str, set[tuple[str, str]]] = defaultdict(set)
        counting = set()
        for line in path.read_text(encoding="utf-8").splitlines():
            if opened := re.match(r'\s+# episode (\S+) (\S+) "[^"]*" \S+ (\S+) ', line):
                if float(opened[3]) >= 2.5 and opened[2] != "self":
                    counting.add(opened[1])
            elif part := re.match(r"\s+# (W|RO|RS) (\S+): (\S+)", line):
                keys[part[2]].add((part[1], part[3]))
            elif defense := re.match(r"\s+# defense: (\S+)", line):
                levels.append(DEFENSES[defense[1]].level)
        for key in counting:
            for kind, category in keys[key]:
                counts[kind][category] += 1
    return counts, levels


@pytest.mark.parametrize("patient", PATIENTS, ids=lambda path: path.name)
def test_the_demonstration_counts_as_formulation_does_and_as_its_margins_say(run, patient):
    paths = sorted(patient.glob("sessions/*.session"))
    found = json.loads(run("formulate", "--json", *paths).out)
    coded = [
        margin.parse(path.read_text(encoding="utf-8"), path.name, session=n)
        for n, path in enumerate(paths, start=1)
    ]
    themes = ccrt([episode for one in coded for episode in one.episodes])
    profile = defense_profile([code for one in coded for code in one.codes if code.scheme is Scheme.DEFENSE])
    assert (found["episodes"], found["left_out"]) == (len(themes.kept), len(themes.left_out))
    assert (found["defenses"]["codes"], found["defenses"]["odf"]) == (profile.n, profile.odf)
    by_hand, levels = counted_from_the_text(paths)
    assert sum(levels) / len(levels) == pytest.approx(profile.odf)
    for kind in Component:
        assert [(one["category"], one["episodes"]) for one in found["theme"][kind.value]] == [
            (one.slug, one.frequency) for one in themes.theme(kind)
        ]
        most = max(by_hand[kind.value].values(), default=0)
        assert {one["category"]: one["episodes"] for one in found["theme"][kind.value]} == {
            category: count for category, count in by_hand[kind.value].items() if count == most
        }


def test_what_clew_coded_itself_is_called_a_proposal(run, pair, tmp_path):
    plain = tmp_path / "03.txt"
    plain.write_text(re.sub(r"(?m)^ +#.*\n", "", FIRST), encoding="utf-8")
    assert (
        json.loads(run("formulate", "--json", plain).out)["rests_on"] == "proposals, nobody's judgement yet"
    )
    assert run("formulate", plain, pair[1]).out.startswith(
        "Rests on a person's codes and proposals, nobody's judgement yet."
    )


def test_files_of_one_name_in_two_folders_are_told_apart_and_the_same_file_is_not_counted_twice(run, pair):
    other = pair[0].parent / "other"
    other.mkdir()
    twin = other / pair[0].name
    twin.write_text(FIRST, encoding="utf-8")
    found = json.loads(run("formulate", "--json", pair[0], twin).out)
    assert found["episodes"] == 4
    assert {file for file, _ in found["theme"]["W"][0]["moments"]} == {str(pair[0]), str(twin)}
    assert "given twice" in run("formulate", pair[0], other / ".." / pair[0].name).refused()


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.session", b"Clinician: Well?\n", "a.session:1: A clinician turn has 1 or 2"),
        ("a.session", FIRST.encode("utf-16"), "a.session: it is not UTF-8 text"),
        ("a.vtt", b"", "a.vtt: the file is empty"),
    ],
)
def test_one_refused_file_and_nothing_is_counted(run, pair, tmp_path, name, data, why):
    (tmp_path / name).write_bytes(data)
    assert run("formulate", pair[0], tmp_path / name, pair[1]).refused().startswith(why)
