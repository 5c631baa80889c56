"""Cues for what a clinician does to repair a rupture, named after the Rupture Resolution Rating System (3RS)."""

from __future__ import annotations

from clew.therapy.coding.cues.words import CLOSE
from clew.therapy.coding.engine import Cue, cues

_G = "repair"

REPAIRS: tuple[Cue, ...] = (
    *cues(
        _G,
        "clarify_misunderstanding",
        (
            3.2,
            "(i (think|may have|might have|must have|have|perhaps)? (i)? (misunderstood|misheard|got (that|it|you) wrong|put that badly|was not clear|wasn't clear|misread)|a misunderstanding|what i meant|that's not what i meant|let me (say|put) (it|that) (again|differently|better|another way)|i did not mean|i didn't mean)",
            "I think I misunderstood you.",
            "He got that wrong bus.",
        ),
    ),
    *cues(
        _G,
        "change_task_or_goal",
        (
            2.8,
            "(we (can|could|do not have to|don't have to|might|should)|let us|let's|would you (rather|prefer)|shall we|maybe we (should|could|can)) ~ (leave (that|it|this)|slow down|stay with|go slower|do (it|this) differently|try something|change|go back|start (with|from)|put (that|it) aside|talk about what|stop there|somewhere else|another way|what you want)",
            "We can leave that for now and slow down.",
            "We can leave the car.",
        ),
        (
            2.4,
            "(what would (be|feel) (more|most)? (helpful|useful)|what would help you|what would you like (from|to|us)|what do you need (from me|right now|here)|would it help (more)? (if|to)|at your pace|your own pace|up to you what)",
            "What would be more helpful here?",
            "Helpful staff.",
        ),
    ),
    *cues(
        _G,
        "explain_reason",
        (
            3.0,
            "(the reason (i|we|that i|why i)|i (asked|ask|am asking|said|bring|brought|raise|raised|mention|mentioned|suggested) (that|this|it|about ~)? ~ (because|so that|since)|why i (asked|ask|am asking|said|bring|brought)|my (thinking|reason) (was|is)|what i had in mind)",
            "The reason I ask is that it keeps returning.",
            "The reason is rain.",
        ),
    ),
    *cues(
        _G,
        "invite_talk_about_therapy",
        (
            3.2,
            "(how|what) (do|did|does|is|was|has) ~ (you)? ~ (feel|feeling|like|think|make|makes|see|experience|find) ~ (about)? ~ (here|with me|between us|this session|our work|our sessions|therapy|what i said|when i said|coming here|talking to me|me saying|from me|of me)",
            "How do you feel about our work?",
            "How do you feel about him?",
        ),
        (
            2.8,
            "(between us|with me|our (work|relationship|talks|sessions)|towards me|toward me|about me|angry (with|at) me|disappointed (with|in|by) me|something i (said|did)|what i said|did i (say|do|miss|hurt)|have i (said|done|missed|hurt|upset)|what happened (here|just now|between)|in here with)",
            "Did I say something that hurt?",
            "Come with us.",
        ),
        (
            2.4,
            "(tell me|let me know|say so|i would like to know|i want to know|it helps) (if|when|what) ~ (i|me|here|wrong|this|feels|get)",
            "Tell me when I get it wrong.",
            "Tell me if it rains.",
        ),
    ),
    *cues(
        _G,
        "acknowledge_own_contribution",
        (
            3.2,
            "(my (mistake|part|fault|share|doing|failing)|i (was|am|have been)? (wrong|too quick|too fast|clumsy|careless|late|not listening|ahead of you|pushing|insensitive|in a hurry)|i (hurt|missed|let you down|should (have|not have)|shouldn't have|pushed|rushed|overlooked|failed|forgot|owe you|contributed|did not hear|didn't hear|did not see|jumped)|i can see how (i|my)|that was my|i'm sorry (that)? i|i apologise|i apologize|sorry (that)? i)",
            "I was too quick, and that was my part in it.",
            "He was too quick.",
        ),
    ),
    *cues(
        _G,
        "disclose_own_experience",
        (
            3.0,
            "i (notice|noticed|find|found|feel|felt|am|was|sense|realise|realize|became|become|can feel) (that|in|myself|a little|a bit|rather|quite|how)? ~ (i feel|i felt|i am|i'm|i was|in me|myself|shut out|pushed away|confused|lost|uneasy|sleepy|tense|careful|pulled|kept (out|away)|at a distance|moved|useless|unsure)",
            "I notice that I feel a little shut out.",
            "I found my keys.",
        ),
    ),
    *cues(
        _G,
        "link_to_pattern_between_us",
        (
            3.0,
            "(between us|with me|you and i|here with me|in here|in this room|the two of us|here between) ~~ (again|pattern|happens|happening|happened|same|often|repeats|each time|every time|before|like this|when)",
            "Something happens between us each time I go away.",
            "Between us and the sea.",
        ),
        (
            2.6,
            "(happening|happened|happens|pattern|again|same) ~~ (between us|with me|here with me|you and i|in here|in this room)",
            "It is happening again, between us.",
            "It is raining again.",
        ),
    ),
    *cues(
        _G,
        "link_to_pattern_with_others",
        (
            2.8,
            f"(as|like|similar|same|also|just as|reminds|remind|the way|familiar|others too|echo) ~~ (with|to|of|by|from|when)? ~ (your ({CLOSE})|others|other people|at home|at work|elsewhere)",
            "It is like what happens with your boss.",
            "I like your sister's hat.",
        ),
    ),
    *cues(
        _G,
        "validate_defensive_stance",
        (
            3.0,
            "(makes sense|understandable|understand|of course|right|good reason|good reasons|no wonder|important|natural|i can see why) ~~ (angry (with|at) me|careful|guarded|hold back|holding back|protect yourself|keep (your|a) distance|not trust|wary|cautious|keep me|say no|disagree|doubt|doubts|stay away|be on guard|not (want|wish) to|pull back|close up|test me|shut)",
            "It makes sense that you hold back.",
            "It makes sense to pack.",
        ),
        (
            2.6,
            "(i'm glad|i am glad|thank you for|it's good|it is good|i appreciate|it took something to) ~ (you)? ~ (told me|telling me|say so|saying so|said that|saying that|say it|disagree|disagreeing|being (honest|direct|angry|open)|bring (that|this|it) up|correct me|tell me|pointing)",
            "I am glad you told me.",
            "I am glad of the sun.",
        ),
    ),
    *cues(
        _G,
        "redirect",
        (
            2.6,
            "(let's|let us|can we|could we|i would like to|i'd like to|shall we|may i|i want to|i'd like us to|perhaps we can) (come|go|get|bring|turn|return|take) (us|you)? (back|to|our attention) ~",
            "Let us come back to what you said.",
            "Come back soon.",
        ),
        (
            2.4,
            "(before we (go|move)|staying with|to return to|going back to|coming back to|back to (what|where|the))",
            "Going back to what you began with.",
            "He sat back to back.",
        ),
    ),
)
