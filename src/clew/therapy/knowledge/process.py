"""What is counted about the process of a session, how, and the numbers that the counting uses.

Everything here is Clew's own way of counting, and none of it is validated. A figure says what was counted in one
session; it is no score of a person and has no target.
"""

from __future__ import annotations

from dataclasses import dataclass

from clew.therapy.knowledge.base import Entry, Parameter, Tag, by_slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Entry):
    """One thing that is counted. ``formula`` says how; ``caution`` says what it cannot tell."""

    formula: str
    caution: str


def _parameter(slug: str, name: str, value: float, definition: str) -> Parameter:
    return Parameter(slug=slug, name=name, definition=definition, value=value, source="Clew", tag=Tag.DEFAULT)


SILENCE_SECONDS = _parameter(
    "silence_seconds",
    "Seconds without talk before they count as a silence",
    5,
    "Where the transcript has times, at least so many seconds between two turns are listed as a silence.",
)
MINIMAL_WORDS = _parameter(
    "minimal_words",
    "Most words of a short answer",
    3,
    "An answer of the patient of at most so many words is counted as short.",
)
MINIMAL_RUN = _parameter(
    "minimal_run",
    "Short answers in a row before they are a run",
    3,
    "At least so many answers of the patient in a row that are all short are listed as a run.",
)
TOPIC_ASKED = _parameter(
    "topic_asked",
    "Content words that a question needs to be compared",
    2,
    "What the clinician said is compared with the answer only if it holds so many different content words.",
)
TOPIC_ANSWERED = _parameter(
    "topic_answered",
    "Content words that an answer needs to be compared",
    10,
    "An answer is compared with what was asked only if it holds so many different content words.",
)
TOPIC_COHESION = _parameter(
    "topic_cohesion",
    "Shared content words at or below which a question was not taken up in words",
    0,
    "The share of content words in common, from 0 to 1, up to which an answer counts as not taking up the words of the "
    "question. 0: no word in common.",
)
TOPIC_REACH = _parameter(
    "topic_reach",
    "Turns before an answer that are looked through for its words",
    10,
    "An answer that does not take up the question is marked only if it also has no content word in common with any of so "
    "many turns before it, whoever spoke them.",
)
MARKER_REACH = _parameter(
    "marker_reach",
    "Turns between rupture markers that are joined",
    8,
    "A rupture marker at most so many turns after the one before belongs to the same stretch.",
)
MARKER_LEAST = _parameter(
    "marker_least",
    "Rupture markers that make a stretch",
    2,
    "So many markers close together are listed as a stretch; fewer are listed one by one.",
)
REPAIR_REACH = _parameter(
    "repair_reach",
    "Turns after a stretch in which repair is looked for",
    10,
    "A repair move in a stretch of rupture markers, or at most so many turns after its last marker, is listed with it.",
)
INSIGHT_REACH = _parameter(
    "insight_reach",
    "Turns after an interpretation that are looked at",
    3,
    "The patient's turns among so many turns after an interpretation are looked at for words of insight.",
)
LATENESS_TURNS = _parameter(
    "lateness_turns",
    "Turns at the beginning that are looked at for talk of being late",
    10,
    "Being late is mostly spoken of at the beginning; later turns are not looked at.",
)

PROCESS_PARAMETERS = by_slug(
    (
        SILENCE_SECONDS,
        MINIMAL_WORDS,
        MINIMAL_RUN,
        TOPIC_ASKED,
        TOPIC_ANSWERED,
        TOPIC_COHESION,
        TOPIC_REACH,
        MARKER_REACH,
        MARKER_LEAST,
        REPAIR_REACH,
        INSIGHT_REACH,
        LATENESS_TURNS,
    )
)
"""Every number that the counting uses; each can be changed where it is called."""


def _figure(slug: str, name: str, definition: str, formula: str, caution: str) -> Figure:
    return Figure(
        slug=slug,
        name=name,
        definition=definition,
        formula=formula,
        caution=caution,
        source="Clew",
        tag=Tag.DEFAULT,
    )


FIGURES = by_slug(
    (
        _figure(
            "talk_share",
            "talk share",
            "How the words of a session are divided among those who spoke, in the whole of it and in each third.",
            "Words of one role / words of all. A turn belongs to the third in which its middle lies, where a place in "
            "the session is (words before it + half of its own) / all words, and a turn without words counts as one.",
            "Who talks more is not who works more. There is no right share.",
        ),
        _figure(
            "turn_length",
            "turn length",
            "How many words a turn has, for each role.",
            "Mean and median of the words in each turn that has any; the longest is named by its turn.",
            "What the file splits into turns decides it: a recorder that notes each murmur makes turns short.",
        ),
        _figure(
            "response_time",
            "response time",
            "How long it took until the other spoke, where the transcript has times.",
            "Start of a turn - end of the turn before, for turns in which another speaker follows. Above 0: a gap; "
            "below 0: an overlap. Given are the number measured, the median, and how many overlap.",
            "Turns without both times are left out, never guessed. If no turn of the file leaves any time before the "
            "next, its times cannot tell, and nothing is given.",
        ),
        _figure(
            "silence",
            "silence",
            "Places where nobody speaks: written into the transcript, or a gap in its times.",
            "A note in brackets that names a silence or a pause, or a gap of at least silence_seconds between two "
            "turns. A gap with such a note at its edge is one silence.",
            "Pauses inside a turn are known only where they are written down. A silence says nothing of what it was.",
        ),
        _figure(
            "lateness",
            "lateness",
            "By how much the session began later than planned, and what was said about it at the beginning.",
            "Real start - planned start in minutes, where both are known or the record says it; and phrases such as "
            "those listed below in the first lateness_turns turns.",
            "The phrases are few and our own. That nothing was said is no sign that somebody was on time.",
        ),
        _figure(
            "minimal_response",
            "short answers",
            "Answers of the patient of a few words. The rupture marker of a similar name (3RS) is a judgement; this is a count.",
            "Answers: the patient's turns, with words, that follow directly on a clinician's turn. Short: at most "
            "minimal_words words. Share: short / all answers. Run: at least minimal_run short answers in a row.",
            "A short answer may be all that a question asks for.",
        ),
        _figure(
            "topic_shift",
            "other words after a question",
            "Answers that have no content word in common with what the clinician had just asked or put forward, nor with "
            "anything said shortly before: places where the subject may have changed.",
            "Content words: all words but those of a list of little words, without the endings -s, -es, -ed and -ing. "
            "Cohesion: different content words in both / the smaller of the two numbers. Compared: answers with at least "
            "topic_answered different content words, directly after a clinician's turn with at least topic_asked, which "
            "has a question mark or is coded as an intervention or a question. Not taken up: cohesion at most "
            "topic_cohesion. Marked: not taken up, and no content word in common with the topic_reach turns before.",
            "Other words may stay with the subject, and the same words may leave it. In the fictional sessions of the "
            "demonstration about one answer in four is marked, and read through most of these stay with the subject. A "
            "place to look, not a finding. English only.",
        ),
        _figure(
            "affect_course",
            "feelings through the session",
            "Which feelings were coded, and where.",
            "For each affect: its turns in order, and their number in each third of the session.",
            "It shows what was coded. A feeling that nobody coded was perhaps there.",
        ),
        _figure(
            "rupture_repair",
            "rupture markers and repair",
            "Rupture markers that stand close together, with the repair moves near them. The markers are named after the 3RS.",
            "A marker at most marker_reach turns after the one before joins its stretch; at least marker_least markers "
            "make one. A repair move belongs to the latest stretch that has begun, from its first turn to repair_reach "
            "turns after its last marker.",
            "Whether something was mended is for the people who were there to say; it is not counted.",
        ),
        _figure(
            "insight_words",
            "words of insight after an interpretation",
            "How often the patient uses words from a small list after an interpretation, and how often elsewhere in the same session.",
            "Words and phrases of the list per 100 words: in the patient's turns among the insight_reach turns after "
            "each turn coded as interpretation, and in all other turns of the patient.",
            "The list is our own and not validated. A word of insight is not an insight, and yes alone confirms nothing.",
        ),
    )
)
"""What is counted, in the order in which it is shown."""

INSIGHT_WORDS: tuple[str, ...] = (
    "realise",
    "realised",
    "realising",
    "realize",
    "realized",
    "realizing",
    "understand",
    "understood",
    "recognise",
    "recognised",
    "recognize",
    "recognized",
    "notice",
    "noticed",
    "noticing",
    "connected",
    "connection",
    "pattern",
    "that's why",
    "the reason",
    "makes sense",
    "made sense",
    "i see now",
    "i can see",
    "now i see",
    "i never saw",
    "never thought of it",
    "never thought about it like that",
    "it occurs to me",
    "it dawned on me",
    "it strikes me",
    "it reminds me",
    "the same as with",
    "just like with",
    "now that you say",
    "i wonder if",
    "i wonder whether",
    "maybe i",
    "perhaps i",
)
"""Words and phrases that may go with seeing something anew. Our own list, not validated."""

LATENESS_WORDS: tuple[str, ...] = (
    "i'm late",
    "i am late",
    "you're late",
    "you are late",
    "late again",
    "running late",
    "minutes late",
    "late today",
    "late start",
    "started late",
    "starting late",
    "kept you waiting",
    "keep you waiting",
    "keeping you waiting",
)
"""Phrases about a late beginning. Our own list, not validated."""

_LITTLE = """
    a about above actually after again against ago ah all almost already also although always am an and another any
    anybody anyone anything anyway are aren't around as at away back be because been before being below between both but
    by can can't cannot could couldn't did didn't do does doesn't doing don't done down during each either else enough er
    erm even ever every everybody everyone everything far few first for from get gets getting go goes going gone gonna
    good got had hadn't happen happened has hasn't have haven't having he he'd he'll he's her here hers herself hi him
    himself his hm hmm how i i'd i'll i'm i've if in indeed into is isn't it it'd it'll it's its itself just kind know
    last least less let let's like little lot made make makes many may maybe me mean means might mm mm-hm mmm more most
    much must my myself need never no nobody none nor not nothing now of off oh ok okay on once one only or other others
    our ours out over own perhaps please put quite rather really right said same saw say saying says see seem seems seen
    she she'd she'll she's should shouldn't so some somebody somehow someone something sometimes somewhere sorry sort
    still stuff such sure take tell than thank thanks that that'd that'll that's the their theirs them themselves then
    there there's these they they'd they'll they're they've thing things think this those though thought through to
    today together told too try two uh uh-huh um under until up upon us use used very want wanted was wasn't way we we'd
    we'll we're we've well went were weren't what what's whatever when where whether which while who who's whole whom whose why
    will with within without won't would wouldn't yeah yep yes yet you you'd you'll you're you've your yours yourself
"""
LITTLE_WORDS: frozenset[str] = frozenset(_LITTLE.split())
"""Words too common to show what somebody speaks about; left out where content words are compared."""
