"""Sessions of a story that were coded by two, without seeing each other's codes: from the file `coded_twice.toml`."""

from __future__ import annotations

import tomllib
from datetime import time
from typing import TYPE_CHECKING, Any

from clew.practice import access
from clew.practice.actions import double_coding
from clew.practice.models import Code, CoderPart
from clew.practice.roles import May
from clew.practice.schemes import scheme
from clew.therapy.coding.comparing import Given

if TYPE_CHECKING:
    from clew.practice.demo.load import Story

EVENING = time(19, 0)


def load(story: Story) -> None:
    """Ask for each coding of one story, code, and settle, as far as the story goes."""
    file = story.place.joinpath("coded_twice.toml")
    if file.is_file():
        for told in tomllib.loads(file.read_text(encoding="utf-8"))["coding"]:
            _coding(story, told)


def _coding(story: Story, told: dict[str, Any]) -> None:
    chart, coder, number = story.chart, story.users[told["by"]], told["session"]
    coding = double_coding.ask(
        chart=chart,
        transcript=story.transcripts[number],
        scheme=told["scheme"],
        coder=coder,
        why=told.get("why", ""),
        at=story.at(told["asked_day"], EVENING),
    )
    if "done_day" not in told:
        return
    theirs = access.open_record(coder, chart.patient.pk, to=May.CODE_TWICE, view="demonstration")
    part = CoderPart.objects.get(coding=coding, coder=coder)
    family = scheme(told["scheme"]).family
    codes: dict[int, list[str]] = {}
    rows = Code.objects.filter(
        transcript=story.transcripts[number], scheme=family, status=Code.Status.ACCEPTED
    )
    for row in rows.order_by("turn", "code"):
        codes.setdefault(row.turn, []).append(row.code)
    codes |= {story.find(number, one["words"])[0]: one["codes"] for one in told["differs"]}
    for turn, slugs in sorted(codes.items()):
        for slug in slugs:
            double_coding.give(chart=theirs, part=part, turn=turn, code=slug)
    double_coding.finish(chart=theirs, part=part, at=story.at(told["done_day"], EVENING))
    for one in told.get("settled", []):
        turn = story.find(number, one["words"])[0]
        double_coding.settle(
            chart=chart,
            coding=coding,
            turn=turn,
            codes=[Given(turn, slug) for slug in one["codes"]],
            reason=one["reason"],
            at=story.at(told["settled_day"], EVENING),
        )
