"""What became of the treatments of this practice, with how sure each number is, beside what trials found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from clew.practice import access
from clew.practice.models import User
from clew.practice.readings import outcomes as reading
from clew.practice.readings import own_curve
from clew.practice.roles import May
from clew.therapy.charts.outcome_intervals import Line, Published, outcome_intervals
from clew.therapy.charts.scene import svg
from clew.therapy.course import trials
from clew.therapy.course.intervals import CONFIDENCE
from clew.therapy.course.outcome import END_WINDOW, MEANS, OF_SCORES, SMALLEST, Group, Question, Tally


@dataclass(frozen=True, slots=True)
class Cell:
    """One number as the page shows it."""

    tally: Tally | None

    @property
    def shown(self) -> str:
        """The share and how many it is made of, or why there is none."""
        if self.tally is None:
            return f"not told: a part of it is made of fewer than {SMALLEST.value:g} people"
        if not self.tally.of:
            return "nobody of whom it could be said"
        return f"{100 * (self.tally.share or 0):.0f} %, {self.tally.yes} of {self.tally.of}"

    @property
    def interval(self) -> str:
        """The interval in words."""
        if self.tally is None or self.tally.interval is None:
            return ""
        low, high = self.tally.interval
        return f"{100 * low:.0f} to {100 * high:.0f} %"

    @property
    def lacking(self) -> str:
        """Of how many nothing can be said, and why."""
        if self.tally is None:
            return ""
        parts = [f"{self.tally.missing} without a score"] if self.tally.missing else []
        parts += [f"{self.tally.unasked} began below 10"] if self.tally.unasked else []
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Row:
    """One question, for everybody and for those who completed."""

    question: Question
    means: str
    every: Cell
    completers: Cell | None
    figures: tuple[trials.TrialFigure, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One scope of the page."""

    scope: reading.Scope
    rows: tuple[Row, ...]
    picture: str

    @property
    def small(self) -> bool:
        """Whether the numbers are so small that they say next to nothing yet."""
        return self.scope.outcome.over < 30  # as wide as 35 points either way; said in words, decides nothing


def _row(scope: reading.Scope, question: Question) -> Row:
    completers = scope.told(Group.COMPLETERS, question) if question in OF_SCORES else None
    return Row(
        question,
        MEANS[question],
        Cell(scope.told(Group.ALL, question)),
        Cell(completers) if question in OF_SCORES else None,
        trials.figures(question),
    )


def _line(row: Row) -> Line:
    tally = row.every.tally
    words = f"{row.every.shown}, interval {row.every.interval}" if row.every.interval else row.every.shown
    return Line(
        row.question.value.capitalize(),
        words,
        tally.share if tally else None,
        tally.interval if tally else None,
        tuple(
            Published(figure.low, figure.high, f"Published, {figure.percent}. {figure.words}")
            for figure in row.figures
        ),
    )


def _part(scope: reading.Scope, name: str) -> Part:
    rows = tuple(_row(scope, question) for question in Question)
    return Part(scope, rows, svg(outcome_intervals([_line(row) for row in rows]), name=name))


def outcomes(request: HttpRequest) -> HttpResponse:
    """Show the outcome of the practice. Numbers only; nobody's name, text or record."""
    access.practice_for(request.user, to=May.READ_KNOWLEDGE)
    practice, at, scopes = reading.outcomes(cast(User, request.user))
    with timezone.override(practice.time_zone):
        return render(
            request,
            "research/outcomes.html",
            {
                "here": "knowledge",
                "practice": practice,
                "at": at,
                "parts": [_part(scope, f"outcome-{place}") for place, scope in enumerate(scopes)],
                "figures": trials.FIGURES,
                "caveat": trials.CAVEAT,
                "honestly": trials.HONESTLY,
                "confidence": f"{100 * CONFIDENCE:.0f} %",
                "window": END_WINDOW,
                "smallest": SMALLEST,
                "curve": own_curve.remembered(practice),
            },
        )


urls = [path("reference/outcomes/", outcomes, name="outcomes")]
