"""A picture for paper and documents: an SVG that stands alone, with the colours and letters that pages otherwise bring."""

from __future__ import annotations

import re
from base64 import b64encode

from clew.therapy.charts.scene import LOOKS, Scene, Text, number, svg

LIGHT_GROUND, DARK_GROUND, PAPER_GROUND = "#faf8f4", "#17191d", "#ffffff"
MARGIN, HEADING = 16.0, 28.0

# What each colour of `LOOKS` becomes on a dark ground, as in the style sheet of the pages.
DARK: dict[str, str] = {
    "#1f2126": "#ebe7df",
    "#5a5b60": "#b9b6b0",
    "#8b857a": "#7d828b",
    "#e4dfd6": "#34383f",
    "#efebe2": "#292e35",
    "#ddd6ca": "#3a4048",
    "#ffffff": "#17191d",
    "#9e2b25": "#e0786f",
    "#3d4a8f": "#a9b3ea",
    "#7d6231": "#d9c08f",
    "#1d6b66": "#7fcac3",
    "#b4530a": "#f0a35e",
}


def for_paper(
    scene: Scene, name: str, *, dark: bool = True, heading: bool = False, font: bytes | None = None
) -> str:
    """Return a picture that stands alone, with a margin around it.

    Args:
        scene: the picture.
        name: the start of the ids in it.
        dark: whether it turns dark where its reader does, as in a document on a screen; without, it is white, as
            journals and printers want it.
        heading: whether its title stands above it; without, it is left to the caption.
        font: Source Sans 3 as a WOFF2 file, put into the picture, so that its letters are those it was measured
            with wherever it is opened; without, a reader that has not this font takes another.
    """
    above = HEADING if heading else 0.0
    if heading:
        title = Text(0, 14 - HEADING, scene.title, small=False, bold=True)
        scene = Scene(scene.width, scene.height, scene.title, scene.description, (title, *scene.marks))
    drawn = svg(scene, name=name)
    wide, tall = scene.width + 2 * MARGIN, scene.height + above + 2 * MARGIN
    corner, size = (number(-MARGIN), number(-MARGIN - above)), (number(wide), number(tall))
    start = re.sub(
        r'viewBox="[^"]*"',
        f'viewBox="{" ".join((*corner, *size))}" width="{size[0]}" height="{size[1]}"',
        drawn[: drawn.index(">")],
        count=1,
    )
    ground = LIGHT_GROUND if dark else PAPER_GROUND
    under = f'<rect class="ground" fill="{ground}" x="{corner[0]}" y="{corner[1]}" width="{size[0]}" height="{size[1]}"/>'
    return f"{start}>{_style(drawn, dark, font)}{under}{drawn[drawn.index('>') + 1 :]}\n"


def _style(drawn: str, dark: bool, font: bytes | None) -> str:
    rules = [".c-text { font-variant-numeric: tabular-nums lining-nums; }"]
    if font:
        letters = f"data:font/woff2;base64,{b64encode(font).decode('ascii')}"
        rules.append(
            f'@font-face {{ font-family: "Source Sans 3"; font-weight: 200 900; src: url("{letters}") format("woff2"); }}'
        )
    if dark:
        used = {kind for kind in re.findall(r'class="c-([\w-]+)"', drawn) if kind in LOOKS}
        turned = [f"  .ground {{ fill: {DARK_GROUND}; }}", f"  .c-text {{ fill: {DARK['#5a5b60']}; }}"]
        turned += [f"  .c-{kind} {{ {look} }}" for kind in sorted(used) if (look := _in_the_dark(kind))]
        rules += ["@media (prefers-color-scheme: dark) {", *turned, "}"]
    return "<style>\n" + "\n".join(rules) + "\n</style>"


def _in_the_dark(kind: str) -> str:
    fill, stroke, _, _ = LOOKS[kind]
    return " ".join(
        f"{part}: {DARK[colour]};"
        for part, colour in (("fill", fill), ("stroke", stroke))
        if colour != "none"
    )
