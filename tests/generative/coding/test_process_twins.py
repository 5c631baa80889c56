"""The process of any session, against slow and obvious twins."""

from __future__ import annotations

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.coding.codes import Scheme
from clew.therapy.coding.process import (
    Limits,
    Noted,
    cohesion,
    content_words,
    insight_words,
    minimal_responses,
    process_of,
    response_times,
    rupture_course,
    silences,
    talk_share,
    topic_shifts,
    words_of,
)
from clew.therapy.coding.process.talk import Talk
from clew.therapy.knowledge import FAMILIES
from clew.therapy.knowledge.process import INSIGHT_WORDS
from clew.therapy.transcripts.turns import Role, Turn

WORDS = [
    *("yes", "no", "mother", "garden", "window", "shouted", "boxes", "marriage", "lawnmower", "noticed"),
    "makes sense",
    "[pause]",
]
texts = st.lists(st.sampled_from([*WORDS, "?"]), min_size=1, max_size=12).map(" ".join)
seconds = st.none() | st.integers(0, 80).map(float)


@st.composite
def sessions(draw, times: bool = False):
    turns = []
    for index in range(draw(st.integers(0, 16))):
        start, end = (draw(seconds), draw(seconds)) if times else (None, None)
        if start is not None and end is not None and end < start:
            start, end = end, start
        role = draw(st.sampled_from(Role))
        turns.append(Turn(index, role.value, role, draw(texts), start, end))
    return tuple(turns)


def codes_of(turns):
    if not turns:
        return st.just([])
    families = list(Scheme)
    return st.lists(
        st.builds(
            lambda turn, pair: Noted(turn, *pair),
            st.integers(0, len(turns) - 1),
            st.sampled_from([(f, code) for f in families for code in FAMILIES[f.value]]),
        ),
        max_size=20,
    )


@given(sessions())
def test_shares_add_up_and_every_word_lies_in_one_third(turns):
    share = talk_share(Talk.of(turns))
    every = [word for turn in turns for word in words_of(turn.text)]
    assert sum(share.whole.values()) == len(every)
    assert sum(sum(third.values()) for third in share.thirds) == len(every)
    if every:
        assert sum(share.share(role) or 0 for role in Role) == pytest.approx(1)


@given(sessions())
def test_a_turns_third_is_where_its_middle_word_lies(turns):
    talk = Talk.of(turns)
    line = [index for index, turn in enumerate(turns) for _ in range(2 * max(1, len(words_of(turn.text))))]
    for index in range(len(turns)):
        first = line.index(index)
        middle = first + line.count(index) // 2
        assert talk.third(index) == 3 * middle // len(line)


@given(sessions(), st.integers(0, 4), st.integers(1, 4))
def test_short_answers_by_walking_through(turns, most, least):
    found = minimal_responses(Talk.of(turns), Limits(minimal_words=most, minimal_run=least))
    short, runs, run, answers = [], [], [], 0
    for index in range(1, len(turns)):
        n = len(words_of(turns[index].text))
        if turns[index].role is Role.PATIENT and turns[index - 1].role is Role.CLINICIAN and n:
            answers += 1
            if n <= most:
                short.append(index)
                run.append(index)
            else:
                runs.append(run)
                run = []
    runs.append(run)
    assert found.answers == answers
    assert list(found.short) == short
    assert [list(one) for one in found.runs] == [one for one in runs if len(one) >= least]


@given(sessions(times=True))
def test_response_times_by_walking_through(turns):
    every, found = [], {}
    for index in range(1, len(turns)):
        a, b = turns[index - 1], turns[index]
        known = a.end is not None and b.start is not None and not (a.start is not None and b.start < a.start)
        if known:
            every.append(b.start - a.end)
        if a.role is not b.role:
            found.setdefault(b.role, []).append((index, b.start - a.end if known else None))
    tells = any(every)
    result = {one.role: one for one in response_times(Talk.of(turns))}
    assert set(result) == set(found)
    for role, gaps in found.items():
        measured = [(index, gap) for index, gap in gaps if gap is not None and tells]
        assert list(result[role].measured) == measured
        assert result[role].exchanges == len(gaps)
        assert result[role].median == (median(gap for _, gap in measured) if measured else None)
        assert list(result[role].overlaps) == [index for index, gap in measured if gap < 0]


@given(sessions(times=True), st.integers(1, 20))
def test_every_gap_long_enough_is_one_silence_and_every_note_is_in_one(turns, least):
    found = silences(Talk.of(turns), Limits(silence_seconds=least))
    gaps = []
    for index in range(1, len(turns)):
        a, b = turns[index - 1], turns[index]
        known = a.end is not None and b.start is not None and not (a.start is not None and b.start < a.start)
        if known and b.start - a.end >= least:
            gaps.append((index, b.start - a.end))
    assert [(one.turn, one.seconds) for one in found if one.between] == gaps
    for turn in turns:
        here = [s for s in found if s.turn == turn.index and not s.between]
        around = [s for s in found if s.between and s.marked and s.turn in (turn.index, turn.index + 1)]
        assert bool(here or around) >= ("[pause]" in turn.text)
        if "[pause]" not in turn.text:
            assert not here
    assert [one.turn for one in found] == sorted(one.turn for one in found)


@given(st.data())
def test_answers_compared_by_the_definition(data):
    turns = data.draw(sessions())
    codes = data.draw(codes_of(turns))
    reach = data.draw(st.integers(0, 5))
    limits = Limits(
        topic_reach=reach,
        topic_asked=1,
        topic_answered=2,
        topic_cohesion=data.draw(st.sampled_from([0, 0.25, 0.5, 1])),
    )
    found = topic_shifts(Talk.of(turns), codes, limits)
    content = [content_words(words_of(turn.text)) for turn in turns]
    expected = []
    for index in range(1, len(turns)):
        if (turns[index - 1].role, turns[index].role) != (Role.CLINICIAN, Role.PATIENT):
            continue
        given_as = [c.code for c in codes if c.scheme is Scheme.INTERVENTION and c.turn == index - 1]
        asks = "?" in turns[index - 1].text or any(
            code not in ("frame", "self_disclosure", "silence", "other") for code in given_as
        )
        asked, answer = (content_words(words_of(turns[i].text)) for i in (index - 1, index))
        if asks and len(asked) >= 1 and len(answer) >= 2:
            expected.append((index, len(asked & answer) / min(len(asked), len(answer))))
    assert [(one.turn, one.cohesion) for one in found.compared] == expected
    untaken = [t for t, c in expected if c <= limits.topic_cohesion]
    assert [one.turn for one in found.untaken] == untaken
    marked = [
        t for t in untaken if not [w for i in range(t) if t - i <= reach for w in content[t] & content[i]]
    ]
    assert [one.turn for one in found.marked] == marked


@given(st.frozensets(st.sampled_from("abcdef")), st.frozensets(st.sampled_from("abcdef")))
def test_cohesion_is_symmetric_and_a_share(one, other):
    assert cohesion(one, other) == cohesion(other, one)
    assert 0 <= cohesion(one, other) <= 1
    assert (cohesion(one, other) == 0) == (not one & other)


@given(st.data(), st.integers(0, 6), st.integers(1, 3), st.integers(0, 6))
def test_stretches_by_walking_through(data, reach, least, repair_reach):
    turns = data.draw(sessions())
    codes = data.draw(codes_of(turns))
    found = rupture_course(codes, Limits(marker_reach=reach, marker_least=least, repair_reach=repair_reach))
    markers = sorted({(c.turn, c.code) for c in codes if c.scheme is Scheme.RUPTURE})
    groups = []
    for turn, code in markers:
        near = groups and min(turn - other for other, _ in groups[-1]) <= reach
        if near:
            groups[-1].append((turn, code))
        else:
            groups.append([(turn, code)])
    joined = [g for g in groups if len(g) >= least]
    assert [[(m.turn, m.code) for m in s.markers] for s in found.stretches] == joined
    assert sorted((m.turn, m.code) for m in found.single) == sorted(
        m for g in groups if len(g) < least for m in g
    )
    repairs = sorted({(c.turn, c.code) for c in codes if c.scheme is Scheme.REPAIR})
    for turn, code in repairs:
        begun = [g for g in joined if g[0][0] <= turn]
        mine = begun[-1] if begun and turn <= begun[-1][-1][0] + repair_reach else None
        holders = [
            [(m.turn, m.code) for m in s.markers]
            for s in found.stretches
            if (turn, code) in [(r.turn, r.code) for r in s.repairs]
        ]
        assert holders == ([mine] if mine else [])
        assert ((turn, code) in [(r.turn, r.code) for r in found.elsewhere]) == (mine is None)


@given(st.data(), st.integers(0, 4))
def test_words_of_insight_by_walking_through(data, reach):
    turns = data.draw(sessions())
    codes = data.draw(codes_of(turns))
    if turns and data.draw(st.booleans()):
        codes.append(Noted(0, Scheme.INTERVENTION, "interpretation"))
    found = insight_words(Talk.of(turns), codes, Limits(insight_reach=reach))
    given_at = {c.turn for c in codes if (c.scheme, c.code) == (Scheme.INTERVENTION, "interpretation")}
    assert set(found.interpretations) == given_at
    after, elsewhere = [], []
    for turn in turns:
        if turn.role is Role.PATIENT:
            near = any(0 < turn.index - at <= reach for at in given_at)
            (after if near else elsewhere).append(turn.index)
    assert list(found.after.turns) == after
    assert list(found.elsewhere.turns) == elsewhere
    for count in (found.after, found.elsewhere):
        here = [word for turn in count.turns for word in words_of(turns[turn].text)]
        known = [p for p in INSIGHT_WORDS if p in ("noticed", "makes sense")]
        assert count.words == len(here)
        assert len(count.found) == sum(
            tuple(here_of[i : i + len(p.split())]) == tuple(p.split())
            for turn in count.turns
            for here_of in [words_of(turns[turn].text)]
            for p in known
            for i in range(len(here_of))
        )


@given(st.data())
def test_nothing_stumbles_and_every_turn_named_is_there(data):
    turns = data.draw(sessions(times=True))
    found = process_of(turns, data.draw(codes_of(turns)))
    inside = range(len(turns))
    named = [
        *(one.longest for one in found.lengths),
        *(turn for one in found.responses for turn, _ in one.measured),
        *(one.turn for one in found.silences),
        *(one.turn for one in found.lateness.said),
        *found.minimal.short,
        *(one.turn for one in found.topics.compared),
        *(turn for one in found.affects for turn in one.turns),
        *(one.turn for s in found.ruptures.stretches for one in (*s.markers, *s.repairs)),
        *found.insight.interpretations,
    ]
    assert all(turn in inside for turn in named)
