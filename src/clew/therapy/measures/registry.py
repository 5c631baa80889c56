"""Every instrument Clew knows, by key, and the one set of checks all of them must pass."""

from __future__ import annotations

from difflib import get_close_matches

from clew.therapy.errors import TherapyError
from clew.therapy.measures.definition import Direction, Instrument, Scoring
from clew.therapy.measures.instruments.asq import ASQ
from clew.therapy.measures.instruments.ces_d import CES_D
from clew.therapy.measures.instruments.check_in import ALLIANCE_CHECK_IN
from clew.therapy.measures.instruments.ipip_ipc import IPIP_IPC
from clew.therapy.measures.instruments.phq import GAD_7, PHQ_2, PHQ_9, PHQ_15
from clew.therapy.measures.instruments.score_only import SCORE_ONLY

INSTRUMENTS: dict[str, Instrument] = {
    one.key: one
    for one in (PHQ_9, PHQ_2, GAD_7, PHQ_15, CES_D, ASQ, IPIP_IPC, ALLIANCE_CHECK_IN, *SCORE_ONLY)
}


def instrument(key: str) -> Instrument:
    """The instrument with this key, such as ``"phq-9"``; capitals and underscores do not matter."""
    wanted = key.strip().lower().replace("_", "-").replace(" ", "-")
    if wanted in INSTRUMENTS:
        return INSTRUMENTS[wanted]
    near = get_close_matches(wanted, INSTRUMENTS, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else f"it knows {', '.join(INSTRUMENTS)}."
    raise TherapyError(f"Clew has no instrument {key!r}; {hint}")


def check_instrument(one: Instrument) -> list[str]:
    """Say what is wrong with an instrument beyond what its construction already refuses; [] when all is well.

    Whoever adds an instrument runs this; the tests run it over all of them.
    """
    problems = []
    if one.key != one.key.lower() or " " in one.key or "_" in one.key:
        problems.append("the key must be small letters with hyphens")
    for name in ("title", "full_title", "language", "about", "source"):
        if not getattr(one, name).strip():
            problems.append(f"{name} is empty")
    if one.items and not (one.recall and one.stem) and one.scoring is not Scoring.SCREEN:
        problems.append("an instrument that is asked needs a recall period and a stem")
    if one.scoring in (Scoring.SUM, Scoring.MEAN, Scoring.TABLE) and one.total is None:
        problems.append("an instrument with a total needs its range")
    if one.items and one.scoring is Scoring.SUM and one.total and one.item_range:
        ends = [
            (sum(i.options.range.low or 0 for i in one.scored_items)),
            (sum(i.options.range.high or 0 for i in one.scored_items)),
        ]
        if ends != [one.total.low, one.total.high]:
            problems.append("the range of the total is not what the items add up to")
    if any(item.options.range != one.item_range for item in one.scored_items):
        problems.append("a scored item has another range than the instrument says")
    if one.risk and one.items and one.risk.answers != one.scored_items[one.risk.position - 1].options.range:
        problems.append("the answers of the risk item differ from the item's options")
    grouped = [number for scale in one.subscales for number in scale.items]
    if len(grouped) != len(set(grouped)):
        problems.append("an item is in two subscales")
    if one.scoring is Scoring.OCTANTS and sorted(scale.angle or 0 for scale in one.subscales) != list(
        range(0, 360, 45)
    ):
        problems.append("the octants must stand at 0, 45, ... 315 degrees")
    for cut_off in one.cut_offs:
        if not (cut_off.population and cut_off.language and cut_off.meaning):
            problems.append("a cut-off must say in whom and in which language it was found")
        if cut_off.below and one.direction is Direction.WORSE:
            problems.append("a cut-off looks down although higher is worse")
        if cut_off.value is not None and one.total and not one.total.holds(cut_off.value):
            problems.append(f"the cut-off {cut_off.value:g} is no possible total")
    return problems
