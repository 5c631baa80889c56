"""What a review asks when a course is not as hoped, and what it may lead to. An aid to thinking, in any order."""

from __future__ import annotations

from clew.therapy.knowledge.base import Tag

SOURCE = "Clew clinical specification, course 8.5"
TAG = Tag.KNOWN

QUESTIONS_BY_SLUG = {
    "alliance": "How is it between the two of us: has something come in between?",
    "life": "Has something happened in life?",
    "diagnosis": "Is something else at work: bipolar illness, substances, a medical cause, trauma, obsessions?",
    "attendance": "Are the sessions often and regular enough?",
    "focus": "Do we both know what we are working on?",
    "stance": "Is the stance too exploring, or too supporting, at present?",
    "medication": "Is medication part of it: too little, not taken, or causing trouble?",
    "safety": "Has safety been asked about?",
    "preference": "Is this what the patient wants?",
    "supervision": "Has it been talked about in supervision?",
}
"""What a review asks, by a short name."""

QUESTIONS = tuple(QUESTIONS_BY_SLUG.values())

ACTS = {
    "talk": "talk about it with the patient",
    "stance": "change the stance",
    "medication": "ask for a second opinion or about medication",
    "frequency": "change how often you meet",
    "refer": "refer",
}
"""What it may lead to, by a short name."""

OPTIONS = tuple(ACTS.values())
