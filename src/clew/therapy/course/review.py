"""What a review asks when a course is not as hoped, and what it may lead to. An aid to thinking, in any order."""

from __future__ import annotations

from clew.therapy.knowledge.base import Tag

SOURCE = "Clew clinical specification, course 8.5"
TAG = Tag.KNOWN

QUESTIONS = (
    "How is it between the two of us: has something come in between?",
    "Has something happened in life?",
    "Is something else at work: bipolar illness, substances, a medical cause, trauma, obsessions?",
    "Are the sessions often and regular enough?",
    "Do we both know what we are working on?",
    "Is the stance too exploring, or too supporting, at present?",
    "Is medication part of it: too little, not taken, or causing trouble?",
    "Has safety been asked about?",
    "Is this what the patient wants?",
    "Has it been talked about in supervision?",
)

OPTIONS = (
    "talk about it with the patient",
    "change the stance",
    "ask for a second opinion or about medication",
    "change how often you meet",
    "refer",
)
