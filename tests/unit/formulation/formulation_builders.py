"""Small ways to say "an episode with these components" in tests."""

from clew.therapy.formulation.episodes import Component, Episode, Valence
from clew.therapy.knowledge import Component as ComponentKind
from clew.therapy.moments import Moment, MomentKind, Place

VALENCES = {"+": Valence.POSITIVE, "-": Valence.NEGATIVE}


def turns(ref="s1", first=0, last=None):
    return Moment(MomentKind.TURNS, ref, first, first if last is None else last)


def component(words, ref="s1", turn=0, intensity=None):
    """ "W be_loved", "RO distant -", "RS helpless +": a component at one turn."""
    kind, category, *valence = words.split()
    return Component(
        ComponentKind(kind),
        turns(ref, turn),
        category=category,
        valence=VALENCES[valence[0]] if valence else None,
        intensity=intensity,
    )


def episode(
    key, *words, other="parent", name="mother", place="past", completeness=4, session=1, intensity=None
):
    ref = f"s{session}"
    return Episode(
        key=key,
        session=session,
        other=other,
        name=name,
        place=Place(place),
        completeness=completeness,
        moment=turns(ref, 0, 9),
        components=tuple(component(w, ref, turn, intensity) for turn, w in enumerate(words)),
    )
