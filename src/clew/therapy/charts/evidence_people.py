"""What an effect means for a hundred people: how many would have a good outcome without the therapy, and how many with it.

From Hedges g and the rate without therapy, by the way of Furukawa and Leucht (2011), PLoS ONE 6:e19070: outcomes of both
groups are taken as normal with the same spread, and a good outcome as passing one threshold on them.
"""

from __future__ import annotations

from scipy.special import ndtr, ndtri

from clew.therapy.charts.evidence_axis import LARGE, NARROW, Figure, figures, wrapped
from clew.therapy.charts.evidence_axis import WIDE as PAGE
from clew.therapy.charts.icon_array import A_ROW, PEOPLE, TALL, WIDE, people
from clew.therapy.charts.scene import Scene, Sheet, Text
from clew.therapy.evidence.effects import EvidenceError

GAP, TOP, WORDS = 56.0, 62.0, 430.0
Limits = tuple[float, float]


def with_therapy(g: float, control_rate: float) -> float:
    """Return the share with a good outcome with therapy, when `control_rate` (0 to 1) have one without; g above 0 helps."""
    if not 0 < control_rate < 1:
        raise EvidenceError(
            f"The rate without therapy must lie between 0 and 1, here it is {control_rate:g}."
        )
    return float(ndtr(g + ndtri(control_rate)))


def people_picture(
    g: float,
    ci: Limits,
    control_rate: float,
    counted_as: str,
    *,
    source: str = "",
    groups: tuple[str, str] = ("Without therapy", "With therapy"),
    narrow: bool = False,
    title: str = "",
) -> Figure:
    """Draw twice a hundred people, without and with therapy, those with a good outcome filled in.

    Args:
        g: the effect, above 0 in favour of the therapy.
        ci: its 95% interval, which the words give for the second hundred.
        control_rate: the share with a good outcome without therapy, 0 to 1, from people like those it is told to.
        counted_as: what is true of those filled in, to follow "of 100 people".
        source: where the rate comes from.
        groups: the names of both groups.
        narrow: for a phone, where the second hundred stands below the first.
        title: of the picture.

    Raises:
        EvidenceError: the rate is not between 0 and 1, or the interval does not hold the effect.
    """
    if not ci[0] <= g <= ci[1]:
        raise EvidenceError("The interval of an effect must hold the effect.")
    shares = (control_rate, with_therapy(g, control_rate))
    low, high = (round(PEOPLE * with_therapy(limit, control_rate)) for limit in ci)
    numbers = [round(PEOPLE * share) for share in shares]
    wide, tall = A_ROW * WIDE, PEOPLE // A_ROW * TALL
    sheet = Sheet()
    bottom = 0.0
    for order, (name, number) in enumerate(zip(groups, numbers, strict=True)):
        x, y = (0.0, order * (tall + TOP + 8)) if narrow else (order * (wide + GAP), 0.0)
        sheet.add(Text(x, y + 14, name, small=False, bold=True))
        sheet.add(Text(x, y + 31, f"{number} of {PEOPLE} people", small=False))
        if order:
            sheet.add(Text(x, y + 46, f"95% interval {low} to {high}"))
        sheet.add(*people(number, x, y + TOP - 8))
        bottom = y + TOP - 8 + tall
    width, x, y = (NARROW, 0.0, bottom) if narrow else (PAGE, WORDS, TOP - 12)
    for note in _notes(numbers, shares, ci, counted_as, source):
        for words in wrapped(note, width - x, LARGE - 0.5):
            y += 18
            sheet.add(Text(x, y, words, small=False))
        y += 8
    bottom = max(bottom, y)
    about = (
        f"{groups[0]}: {numbers[0]} of {PEOPLE} people {counted_as}. {groups[1]}: {numbers[1]} of {PEOPLE}, "
    )
    about += f"95% interval {low} to {high}."
    table = (
        (groups[0], str(numbers[0]), ""),
        (groups[1], str(numbers[1]), f"{low} to {high}"),
    )
    scene = Scene(width, bottom + 8, title or f"Of a hundred people: {counted_as}", about, tuple(sheet.marks))
    return Figure(scene, ("Group", f"Of {PEOPLE} people {counted_as}", "95% interval"), table)


def _notes(
    numbers: list[int], shares: tuple[float, float], ci: Limits, counted_as: str, source: str
) -> list[str]:
    more = numbers[1] - numbers[0]
    change = f"{abs(more)} {'more' if more > 0 else 'fewer'}" if more else "as many"
    notes = [
        f"Filled in: {counted_as}.",
        f"With therapy {change} of {PEOPLE}. The picture cannot say which people they are.",
    ]
    if shares[1] != shares[0]:
        needed = 1 / (shares[1] - shares[0])
        notes.append(f"Number needed to {'treat' if needed > 0 else 'harm'}: {figures(abs(needed), 1)}.")
    if ci[0] <= 0 <= ci[1]:
        notes.append("The interval holds no difference: benefit and harm are both open.")
    rate = f"Rate without therapy: {figures(100 * shares[0], 0)} %"
    notes.append(f"{rate} ({source})." if source else f"{rate}, which is assumed.")
    return notes
