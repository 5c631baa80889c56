"""Drafts, the worksheet's rules and the links of triangles against slow, obvious twins."""

from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.formulation import interpreting as rules
from clew.therapy.formulation.ccrt import ccrt
from clew.therapy.formulation.conflict import Conflict, State, conflict_state
from clew.therapy.formulation.draft import Draft, Withheld, theme_drafts
from clew.therapy.formulation.episodes import Component, Episode, Valence
from clew.therapy.formulation.interpreting import Answer, Relations, Said, Standing
from clew.therapy.formulation.plain import terms_in
from clew.therapy.formulation.triangles import links_made, sides
from clew.therapy.formulation.wording import Kind, read_wording
from clew.therapy.formulation.worksheet import Way, response_shift, theme_readiness
from clew.therapy.knowledge import DEFENSES
from clew.therapy.knowledge import Component as Kinds
from clew.therapy.knowledge.ccrt import CORNERS, Triangle
from clew.therapy.moments import Moment, MomentKind, Place

CATEGORIES = {
    Kinds.WISH: ["be_loved", "achieve"],
    Kinds.RESPONSE_OF_OTHER: ["distant", "helpful"],
    Kinds.RESPONSE_OF_SELF: ["not_open", "angry"],
}
PEOPLE = {
    Place.PAST: ["mother", "father"],
    Place.OUTSIDE: ["friend", "sister"],
    Place.ROOM: ["clinician"],
}


@st.composite
def episodes(draw):
    told = []
    for number in range(draw(st.integers(0, 8))):
        place = draw(st.sampled_from(list(Place)))
        session = draw(st.integers(1, 12))
        moment = Moment(MomentKind.TURNS, f"s{session}", number, number)
        parts = []
        for kind, slugs in CATEGORIES.items():
            slug = draw(st.sampled_from([None, *slugs]))
            if slug:
                valence = None if kind is Kinds.WISH else draw(st.sampled_from([None, *Valence]))
                parts.append(Component(kind, moment, category=slug, valence=valence))
        told.append(
            Episode(
                key=str(number),
                session=session,
                other="clinician" if place is Place.ROOM else "relative",
                name=draw(st.sampled_from(PEOPLE[place])),
                place=place,
                completeness=draw(st.sampled_from([1.5, 2.5, 4.0])),
                moment=moment,
                components=tuple(parts),
            )
        )
    return told


said = st.builds(
    Said,
    st.sampled_from(list(Kind)),
    st.integers(1, 12),
    st.frozensets(st.sampled_from(list(Answer)), max_size=2),
)
standings = st.builds(
    Standing,
    session=st.integers(1, 12),
    risk_open=st.booleans(),
    strain=st.none() | st.integers(1, 12),
    relations=st.none() | st.sampled_from(list(Relations)),
    remote_next=st.booleans(),
    sessions_left=st.none() | st.integers(0, 3),
    said=st.lists(said, max_size=5).map(tuple),
    otherwise=st.frozensets(
        st.sampled_from(["danger_first", "rupture_first", "evidence_first", "surface_first", "sparing"])
    ),
)


def theme(told):
    counts = ccrt(told)
    return {kind: counts.counted(kind)[0] for kind in Kinds if counts.counted(kind)}


@given(episodes(), standings, st.integers(0, 60))
def test_every_draft_keeps_every_rule_that_it_must(told, standing, wording):
    for one in theme_drafts(theme(told), standing, wording=wording):
        if isinstance(one, Withheld):
            assert one.reasons
            continue
        assert not standing.risk_open
        assert standing.strain is None or "rupture_first" in standing.otherwise
        found = read_wording(one.text)
        assert found.tentative
        assert found.short
        assert one.moments
        ends = [c.moment for e in told for c in e.components]
        assert set(one.moments) <= set(ends)
        if one.kind.transference:
            assert any(e.place is Place.ROOM and e.session > standing.session - 3 for e in told)
            assert standing.session > 3 or "sparing" in standing.otherwise
        if not one.kind.surface:
            assert standing.sessions_left != 1
        if one.kind is Kind.WISH and "surface_first" not in standing.otherwise:
            assert any(s.kind.surface and s.answer & rules.OPENING for s in standing.said)


@given(episodes(), st.integers(1, 12))
def test_the_evidence_gate_opens_exactly_where_a_count_by_hand_says(told, session):
    """What is expected: 3 complete episodes with both responses of the theme, 2 people, 1 in the last 3 sessions."""
    parts = theme(told)
    if not {Kinds.RESPONSE_OF_OTHER, Kinds.RESPONSE_OF_SELF} <= set(parts):
        return
    wanted = {(k, parts[k].slug) for k in (Kinds.RESPONSE_OF_OTHER, Kinds.RESPONSE_OF_SELF)}
    by_hand = [
        e for e in told if e.completeness >= 2.5 and wanted <= {(c.kind, c.category) for c in e.components}
    ]
    opens = (
        len(by_hand) >= 3
        and len({e.name for e in by_hand}) >= 2
        and sum(e.session in (session, session - 1, session - 2) or e.session > session for e in by_hand) >= 1
    )
    (draft,) = [one for one in theme_drafts(parts, Standing(session=session)) if one.kind is Kind.EXPECTED]
    assert isinstance(draft, Draft) == opens


@given(st.lists(said, max_size=8), st.integers(1, 12))
def test_the_dose_is_counted_by_hand(spoken, session):
    standing = Standing(session=session, said=tuple(spoken))
    count = len([s for s in spoken if s.session == session and s.kind in (Kind.ROOM, Kind.ROOM_PAST)])
    assert rules.transference_said(standing) == count
    assert bool(rules.transference_dose(standing)) == (count > 3)


@given(episodes())
def test_what_a_theme_lacks_is_what_a_count_by_hand_lacks(told):
    kept = [e for e in told if e.completeness >= 2.5]
    found = theme_readiness(ccrt(told))
    assert found.ready == (
        len(kept) >= 10 and len({e.name for e in kept}) >= 2 and {e.place for e in kept} == set(Place)
    )
    assert len(found.met) + len(found.missing) == 5


@given(episodes(), st.sampled_from([Kinds.RESPONSE_OF_OTHER, Kinds.RESPONSE_OF_SELF]), st.integers(1, 13))
def test_the_shift_is_that_of_two_fractions(told, kind, late_from):
    kept = ccrt(told).kept

    def share(half):
        rated = [
            pair
            for e in half
            for pair in {(c.category, c.valence) for c in e.components if c.kind is kind and c.valence}
        ]
        positive = sum(valence is Valence.POSITIVE for _, valence in rated)
        return (positive, len(rated)) if rated else None

    early = share([e for e in kept if e.session < late_from])
    late = share([e for e in kept if e.session >= late_from])
    way = response_shift(kept, kind, late_from).way
    if early is None or late is None:
        assert way is Way.OPEN
    else:
        difference = late[0] * early[1] - early[0] * late[1]
        assert way is (Way.ROSE if difference > 0 else Way.FELL if difference < 0 else Way.SAME)


@given(
    st.sampled_from(["", "anger"]),
    st.sampled_from(["", "fear"]),
    st.sampled_from(["", "humor"]),
    st.integers(0, 2),
)
def test_a_conflict_is_whole_only_with_all_corners_and_a_moment(feeling, anxiety, defense, moments):
    if not (feeling or anxiety or defense):
        return
    found = [Moment(MomentKind.TURNS, "s1", n, n) for n in range(moments)]
    conflict = Conflict(key="k", feeling=feeling, anxiety=anxiety, defense=defense, moments=tuple(found))
    expected = State.SKETCH if not moments else State.WHOLE if feeling and anxiety and defense else State.PART
    assert conflict_state(conflict).state is expected


corner_sets = st.lists(st.frozensets(st.sampled_from(list(CORNERS))), max_size=8)


@given(corner_sets)
def test_sides_and_links_are_counted_by_hand(linked):
    by_letter = {corner.letter: slug for slug, corner in CORNERS.items()}
    for (one, other), count in sides(linked).items():
        assert CORNERS[one].triangle is CORNERS[other].triangle
        assert count == len([c for c in linked if one in c and other in c])
    for link, count in links_made(linked).items():
        corners = {by_letter[letter] for letter in link.split("-")}
        triangle = {s for s, c in CORNERS.items() if c.triangle is CORNERS[next(iter(corners))].triangle}
        assert count == len([c for c in linked if c & triangle == corners])
    assert {CORNERS[one].triangle for one, _ in sides(linked)} == set(Triangle)


@given(st.sampled_from(sorted(DEFENSES)), st.sampled_from(["You use {} a lot.", "{}!", "It is {}, perhaps"]))
def test_a_defense_is_found_in_a_text_for_the_patient_by_its_name(slug, text):
    everyday = {"humor", "altruism", "anticipation", "suppression", "affiliation"}
    found = terms_in(text.format(DEFENSES[slug].name))
    assert bool(found) == (slug not in everyday)
