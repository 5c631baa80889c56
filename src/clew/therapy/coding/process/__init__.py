"""The process of one session, counted from its turns and its codes: who talks, when, how, and what follows on what.

Pure functions over `Talk` (the turns of a transcript, read once) and `Noted` codes. Each gives numbers with the turns
they rest on; none judges, and none guesses what the transcript does not say. What each figure means and its formula
stand in `clew.therapy.knowledge.process`, from which the reference page is made too.
"""

from clew.therapy.coding.process.coded import (
    AffectCourse,
    InsightWords,
    Noted,
    RuptureCourse,
    Stretch,
    affect_course,
    insight_words,
    noted,
    rupture_course,
)
from clew.therapy.coding.process.limits import Limits
from clew.therapy.coding.process.said import Lateness, Phrase, lateness, minutes_late
from clew.therapy.coding.process.session import Process, process_of
from clew.therapy.coding.process.talk import (
    MinimalResponses,
    Talk,
    TalkShare,
    TurnLength,
    minimal_responses,
    talk_share,
    turn_lengths,
    words_of,
)
from clew.therapy.coding.process.times import ResponseTimes, Silence, response_times, silences
from clew.therapy.coding.process.topics import Taken, TopicShifts, cohesion, content_words, topic_shifts

__all__ = [
    "AffectCourse",
    "InsightWords",
    "Lateness",
    "Limits",
    "MinimalResponses",
    "Noted",
    "Phrase",
    "Process",
    "ResponseTimes",
    "RuptureCourse",
    "Silence",
    "Stretch",
    "Taken",
    "Talk",
    "TalkShare",
    "TopicShifts",
    "TurnLength",
    "affect_course",
    "cohesion",
    "content_words",
    "insight_words",
    "lateness",
    "minimal_responses",
    "minutes_late",
    "noted",
    "process_of",
    "response_times",
    "rupture_course",
    "silences",
    "talk_share",
    "topic_shifts",
    "turn_lengths",
    "words_of",
]
