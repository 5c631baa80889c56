"""Answers, scores, rules and change in words: what a page says about filled-in questionnaires."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clew.therapy.knowledge.base import Tag
from clew.therapy.measures.change import (
    DEFINITIONS,
    Reading,
    ReliableChange,
    Verdict,
    baseline_of,
    recovery,
    reliable_change,
    remission,
    response,
)
from clew.therapy.measures.definition import Direction, Instrument, Item, Scoring
from clew.therapy.measures.scoring import DECLINED, NOT_APPLICABLE, Answer, Risk, Score

NOT_ANSWERED = "not answered"


def answer_words(item: Item, answer: Answer) -> str:
    """The words that the person chose, "not answered", "declined" or "not applicable"."""
    if answer is None:
        return NOT_ANSWERED
    if answer in (DECLINED, NOT_APPLICABLE):
        return str(answer)
    return item.options.label(int(answer))


def score_words(instrument: Instrument, score: Score) -> str:
    """The score with its range and band, such as "16 of 27, moderately severe", or that there is none."""
    if score.total is None:
        return score.band or ("see the scales" if score.subscales and not score.missing_why else "no score")
    value = f"{score.total.value:.1f}" if instrument.scoring is Scoring.MEAN else str(score.total)
    if instrument.total and instrument.total.high is not None:
        value += f" of {instrument.total.high:g}"
    return f"{value}, {score.band}" if score.band else value


def missing_rule(instrument: Instrument) -> str:
    """What happens when answers are missing, as a sentence."""
    if instrument.missing is None:
        return "Missing answers are dealt with as the questionnaire's own manual says, before the total is entered."
    if instrument.scoring is Scoring.SCREEN:
        return "A declined answer counts as yes. Without all answers the result is not known, never negative."
    if not instrument.missing.allowed:
        return "Every scored question needs an answer; with one missing there is no score."
    allowed = instrument.missing.allowed
    answers = "one answer" if allowed == 1 else f"{allowed} answers"
    return (
        f"Up to {answers} may be missing: the total is then the sum times the number of questions over the number "
        "answered, rounded, a half upwards. With more missing there is no score. A missing answer is never zero."
    )


def missing_words(score: Score) -> str:
    """What was missing in one score and what came of it, or "" where nothing was."""
    if score.missing_why:
        return score.missing_why
    if not score.prorated:
        return ""
    left = score.of - score.answered
    return (
        f"{left} of {score.of} answers {'is' if left == 1 else 'are'} missing; the total is made up "
        "from the others (prorated)."
    )


def risk_words(instrument: Instrument, score: Score) -> str:
    """What was said to the item on death or self-harm, such as "Item 9: not asked"; "" where there is none."""
    if instrument.scoring is Scoring.SCREEN or instrument.risk is None or score.risk is None:
        return ""
    said = {
        Risk.RAISED: "answered above zero",
        Risk.NOT_RAISED: "answered with zero",
        Risk.NOT_ASKED: "not asked",
    }
    return f"Item {instrument.risk.position}: {said[score.risk]}"


@dataclass(frozen=True, slots=True)
class Question:
    """One question about change: its name, what it asks, and the verdict."""

    name: str
    asks: str
    verdict: Verdict

    @property
    def answer(self) -> str:
        """The verdict in a word or two: yes, no, which way a reliable change went, or that it cannot be told."""
        if self.verdict.holds is None:
            return "cannot be told"
        if not self.verdict.holds:
            return "no"
        if isinstance(self.verdict, ReliableChange):
            return "yes, better" if self.verdict.improved else "yes, worse"
        return "yes"


NO_BASELINE = "No score was taken at or before the start of treatment, so there is nothing to compare with."


def four_questions(instrument: Instrument, readings: Sequence[Reading]) -> tuple[Question, ...]:
    """Ask reliable change, response, remission and recovery of one person's readings, day 0 being the start.

    Empty for an instrument that measures no symptoms and where there is no reading. Readings are of one
    instrument, version and rater.
    """
    if instrument.direction is not Direction.WORSE or instrument.total is None or not readings:
        return ()
    ordered = sorted(readings, key=lambda reading: reading.day)
    current, baseline = ordered[-1], baseline_of(ordered)
    changed: Verdict
    responded: Verdict
    if baseline is None or baseline is current:
        why = NO_BASELINE if baseline is None else "There is one score so far; change needs two."
        changed = responded = Verdict(None, why, DEFINITIONS, Tag.DEFAULT)
    else:
        changed = reliable_change(instrument, baseline.total, current.total)
        responded = response(instrument, baseline.total, current.total)
    return (
        Question(
            "Reliable change", "Did the score move by more than the questionnaire's own error?", changed
        ),
        Question("Response", "Is at least half of the first score gone?", responded),
        Question(
            "Remission",
            "Is the score now where people without the disorder score?",
            remission(instrument, current.total),
        ),
        Question("Recovery", "Has remission lasted?", recovery(instrument, ordered)),
    )
