"""The rules N1 to N8 on any series of scores, against the same rules written out the long way."""

from hypothesis import given, settings
from hypothesis import strategies as st

from clew.therapy.course.on_track import course_flags
from clew.therapy.measures.change import Reading
from clew.therapy.measures.scoring import Total

scores = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 27)), min_size=1, max_size=20, unique_by=lambda pair: pair[0]
)


def by_hand(series, today, planned):
    """series: (week, score), sorted; week 0 is session 1. The rules as the specification has them."""
    flags = set()
    baseline = next((score for week, score in series if week == 0), None)
    week, now = series[-1]
    session = week + 1
    before = [score for _, score in series[:-1]]
    first_from = {
        wanted: session >= wanted and all(w + 1 < wanted for w, _ in series[:-1])
        for wanted in (6, (planned + 1) // 2 if planned else 1)
    }
    if baseline is None:
        flags.add("baseline")
    else:
        if now - baseline >= 6:
            flags.add("N1")
        if 4 <= week <= 6 and baseline - now < 5:
            flags.add("N3")
        if baseline >= 10 and {4: 17, 9: 13, 14: 9}.get(week, 99) <= now:
            flags.add("N4")
        if baseline and first_from[6] and (baseline - now) / baseline < 0.2:
            flags.add("N5")
        if planned and first_from[(planned + 1) // 2] and baseline >= 10:
            half_gone = now <= baseline / 2
            reliably = baseline - now >= 6
            if not half_gone and not reliably:
                flags.add("N6")
    if before and now - min(before[-3:]) >= 6:
        flags.add("N2")
    if len([w for w, _ in series if 7 * w >= today - 42]) < 3:
        flags.add("N8")
    return flags


@settings(max_examples=100)
@given(scores, st.integers(0, 30), st.sampled_from([None, 10, 15, 16]))
def test_the_rules_agree_with_the_long_way(pairs, later, planned):
    series = sorted(pairs)
    today = 7 * series[-1][0] + later
    readings = [Reading(7 * week, Total(score, "phq-9", "2001"), week + 1) for week, score in series]
    found = {flag.rule for flag in course_flags(readings, today=today, planned_sessions=planned)}
    assert found - {"expected"} == by_hand(series, today, planned)
