"""`clew formulate`: themes over transcripts, without a database."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from clew.cli.files import annotated, is_annotated, progress, shown, transcript_of
from clew.therapy import coding
from clew.therapy.coding.annotations import Annotation
from clew.therapy.coding.codes import Coding, EpisodeProposal, Scheme
from clew.therapy.errors import TherapyError
from clew.therapy.formulation.ccrt import Ccrt, Counted, ccrt
from clew.therapy.formulation.defenses import DefenseProfile, defense_profile
from clew.therapy.formulation.episodes import Component, Episode
from clew.therapy.knowledge import Component as ComponentKind
from clew.therapy.knowledge.registry import entry
from clew.therapy.moments import Moment, MomentKind


def proposed(found: Coding, name: str, session: int) -> tuple[list[Annotation], list[Episode]]:
    """Return a coder's proposals in the form in which themes are counted. They are nobody's judgement yet."""

    def at(first: int, last: int, span: Any = None) -> Moment:
        return Moment(MomentKind.TURNS, name, first, last, span)

    codes = [Annotation(p.scheme, p.code, at(p.turn, p.turn, p.span)) for p in found.proposals]
    episodes = [_episode(p, f"proposal-{n}", session, at) for n, p in enumerate(found.episodes)]
    return codes, episodes


def _episode(proposal: EpisodeProposal, key: str, session: int, at: Any) -> Episode:
    return Episode(
        key=key,
        session=session,
        other=proposal.other,
        name=proposal.name or proposal.other,
        place=proposal.place,
        completeness=proposal.completeness,
        moment=at(proposal.first, proposal.last),
        components=tuple(
            Component(
                ComponentKind(part.component),
                at(part.turn, part.turn, part.span),
                category=part.category,
                cluster=part.cluster,
            )
            for part in proposal.components
            if part.category or part.cluster
        ),
    )


def _theme(kind: ComponentKind, themes: Ccrt) -> list[dict[str, Any]]:
    return [
        {
            "category": one.slug,
            "name": entry(kind, one.slug).name,
            "episodes": one.frequency,
            "of": one.of,
            "people": list(one.others),
            "places": {place.value: count for place, count in one.places.items()},
            "moments": [[m.ref, m.first] for m in one.moments],
        }
        for one in themes.theme(kind)
    ]


def as_json(themes: Ccrt, profile: DefenseProfile, source: str) -> dict[str, Any]:
    """Return the counts. Moments are (file, turn) pairs."""
    return {
        "rests_on": source,
        "episodes": len(themes.kept),
        "left_out": len(themes.left_out),
        "provisional": themes.provisional,
        "theme": {kind.value: _theme(kind, themes) for kind in ComponentKind},
        "defenses": {
            "codes": profile.n,
            "odf": profile.odf,
            "too_few": profile.few,
            "levels": {str(level.level): level.percent for level in profile.levels},
        },
    }


_SHOWN = 6  # moments after a theme; --json has them all
_LABELS = {
    ComponentKind.WISH: "Wish",
    ComponentKind.RESPONSE_OF_OTHER: "Response of other",
    ComponentKind.RESPONSE_OF_SELF: "Response of self",
}


def _episodes(count: int) -> str:
    return "1 episode" if count == 1 else f"{count} episodes"


def _print(themes: Ccrt, profile: DefenseProfile, source: str) -> None:
    click.echo(f"Rests on {source}. {_episodes(len(themes.kept))} counted. {themes.label}".rstrip())
    for kind, label in _LABELS.items():
        tied: Iterable[Counted] = themes.theme(kind)
        for one in tied:
            click.echo(f"  {label}: {entry(kind, one.slug).name}, {one.words}")
            places = [f"{moment.ref} turn {moment.first}" for moment in one.moments]
            more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
            click.echo("    " + ", ".join(places[:_SHOWN]) + more)
    if profile.odf is None:
        click.echo("  Defenses: none coded")
    else:
        click.echo(
            f"  Overall defensive functioning: {profile.odf:.2f} (n = {profile.n}) {profile.label}".rstrip()
        )


def _names(files: tuple[Path, ...]) -> list[str]:
    """Return what the moments of each file are called by: its name, or its whole path where two are named alike.

    Raises:
        TherapyError: a file is given twice, and its episodes would count twice.
    """
    if len({file.resolve() for file in files}) < len(files):
        raise TherapyError("A file is given twice, so its episodes would count twice. Give each once.")
    names = [shown(file) for file in files]
    return names if len(set(names)) == len(names) else [str(file) for file in files]


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
def formulate(files: tuple[Path, ...], json_: bool) -> None:
    """Count relationship themes and defenses over FILES, one session each, in their order.

    An annotated transcript (.session) counts as a person coded it; any other transcript is coded by Clew
    first, and what is counted are proposals. If one file is refused, nothing is counted.
    """
    codes: list[Annotation] = []
    episodes: list[Episode] = []
    sources = set()
    names = _names(files)
    with progress(files, "Reading") as bar:
        for number, (name, file) in enumerate(zip(names, bar, strict=True), start=1):
            if is_annotated(file):
                coded = annotated(file, number, name=name)
                codes += coded.codes
                episodes += coded.episodes
                sources.add("a person's codes")
            else:
                more_codes, more_episodes = proposed(coding.propose(transcript_of(file)), name, number)
                codes += more_codes
                episodes += more_episodes
                sources.add("proposals, nobody's judgement yet")
    themes = ccrt(episodes)
    profile = defense_profile([code for code in codes if code.scheme is Scheme.DEFENSE])
    source = " and ".join(sorted(sources))
    if json_:
        click.echo(json.dumps(as_json(themes, profile, source), ensure_ascii=False))
    else:
        _print(themes, profile, source)
