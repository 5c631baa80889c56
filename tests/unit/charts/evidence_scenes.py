"""What tests of the pictures of evidence share: made-up effects, and looking at what a picture holds."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np

from clew.therapy.charts.evidence_axis import Figure
from clew.therapy.charts.paper import for_paper
from clew.therapy.charts.scene import LOOKS, Circle, Path, Rect, Spot, Text, svg
from clew.therapy.evidence.effects import Effects

LETTER = 4.6  # narrower than most letters of the small type: words that are too long even so are too long


def made_up(k: int = 12, seed: int = 1, per_study: int = 1, mean: float = 0.5) -> Effects:
    """Effects of trials of different size; the smaller the trial, the larger the effect."""
    random = np.random.default_rng(seed)
    se = random.uniform(0.1, 0.5, k)
    y = mean + 0.6 * (se - 0.3) + random.normal(0, 0.25, k) + random.normal(0, 1, k) * se
    return Effects.of(y.tolist(), (se**2).tolist(), [f"Trial {n // per_study + 1:02d}" for n in range(k)])


def marks(figure: Figure, kind: str | None = None) -> list[Path | Rect | Circle]:
    """All marks of a kind, those inside spots too, from back to front."""
    found = []
    for mark in figure.scene.marks:
        inner = mark.marks if isinstance(mark, Spot) else (mark,)
        found += [one for one in inner if not isinstance(one, Text) and kind in (None, one.kind)]
    return found


def texts(figure: Figure) -> list[Text]:
    found = []
    for mark in figure.scene.marks:
        found += [one for one in (mark.marks if isinstance(mark, Spot) else (mark,)) if isinstance(one, Text)]
    return found


def words(figure: Figure) -> list[str]:
    return [text.words for text in texts(figure)]


def spots(figure: Figure) -> list[Spot]:
    return [mark for mark in figure.scene.marks if isinstance(mark, Spot)]


def points_of(path: Path) -> list[tuple[float, float]]:
    return [
        (float(x), float(y))
        for x, y in (pair.split() for pair in path.d.strip("MZ").replace("M", "L").split("L"))
    ]


def is_sound(figure: Figure) -> None:
    """What holds of every picture: well-formed, named, inside its edges, without styles, and with a table."""
    scene = figure.scene
    drawn = svg(scene, name="x")
    assert "style=" not in drawn
    assert "nan" not in drawn
    assert ElementTree.fromstring(drawn) is not None
    assert ElementTree.fromstring(for_paper(scene, "x")) is not None
    assert scene.title
    assert scene.description.endswith(".")
    assert figure.rows
    assert {mark.kind for mark in marks(figure)} <= set(LOOKS)
    assert all(spot.title and spot.lines for spot in spots(figure))
    for text in texts(figure):
        size = LETTER * len(text.words)
        left = text.x - {"start": 0.0, "middle": size / 2, "end": size}[text.anchor]
        assert left >= -4, text
        assert left + size <= scene.width + 4, text
        assert 0 <= text.y <= scene.height, text
    for mark in marks(figure):
        if isinstance(mark, Rect):
            assert 0 <= mark.x <= mark.x + mark.width <= scene.width + 1e-6
        elif isinstance(mark, Circle):
            assert 0 <= mark.x <= scene.width
        elif mark.kind not in ("counted", "uncounted"):
            assert all(-1 <= x <= scene.width + 1 and -1 <= y <= scene.height + 1 for x, y in points_of(mark))
