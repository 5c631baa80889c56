"""Cues for what a clinician does in a turn: the eight interventions and the six further codes."""

from __future__ import annotations

from clew.therapy.coding.cues.words import CLOSE, FEELINGS, HARD, PARENTS
from clew.therapy.coding.engine import Cue, cues

_G = "intervention"

INTERVENTIONS: tuple[Cue, ...] = (
    *cues(
        _G,
        "interpretation",
        (
            3.0,
            "(wonder|wondering) (if|whether) ~~ (because|so that|protects|rather than|instead of|means|stands for)",
            "I wonder if you stay late because home feels so silent.",
            "I wonder if you could come at four.",
        ),
        (
            2.8,
            "(maybe|perhaps|might|could|may|possible|wonder) ~~ (protect|protects|protecting|keeps|shields|spares|shelters) you",
            "Maybe the joking protects you a little.",
            "Maybe he protects his sister.",
        ),
        (
            2.6,
            (
                "(a|your|one|the only) way (of|to) (not|keep|keeping|avoid|avoiding|protect|protecting|punish|punishing|hold|"
                "holding|stay|staying|stop|stopping|make|making|hide|hiding|never)"
            ),
            "Being busy could be a way of not missing her.",
            "By the way, we finish at five.",
        ),
        (
            2.4,
            f"(as|like|way|just as|same as|echo of|echoes) ~ (with|when|did|was|felt like)? your ({PARENTS})",
            "You brace for me to leave, the way your mother did.",
            "Did your mother ring?",
        ),
        (
            2.6,
            (
                "(expect|expecting|expected|afraid|worried|fear|fearing|assume|imagine|imagining|waiting for|hoping) (that)? "
                "(me to|me will|i will|i'll|i would|i'd|i might|i too|i am|i'm|i want)"
            ),
            "It seems you expect me to grow bored.",
            "I expect you to ring first.",
        ),
        (
            2.2,
            "part of you ~~ (part|but|while|wants|wanted|feels|felt|still|believes|hopes|fears|is|was|may|might)",
            "Part of you still hopes he will ask.",
            "Is that part of your job?",
        ),
        (
            2.6,
            "(turn|turned|turns|turning|directed|aim|aimed) ~~ (against|on|onto|at|with) yourself",
            "The fury gets turned against yourself.",
            "You turned the light on.",
        ),
        (
            2.4,
            "(so|too|more|less) (dangerous|frightening|risky|unsafe|forbidden|painful) (that|to|than)",
            "Wanting something feels so dangerous that you switch it off.",
            "The road is dangerous.",
        ),
        (
            2.2,
            "(easier|safer) (to|than|for you)",
            "Perhaps it is safer to blame the job.",
            "Stay safe this week.",
        ),
        (
            2.2,
            (
                "(connected|linked|related|link|connection|connects|tied|do with|goes back|comes from|coming from|stem|stems|began) ~~ "
                f"({PARENTS}|childhood|past|growing up|child|boy|girl|earlier|then)"
            ),
            "This dread may be linked to those evenings in your childhood.",
            "The two phones are connected.",
        ),
        (
            1.6,
            (
                "(maybe|perhaps|possibly|could it be|it could be|it may be|it might be|might it be) ~~ "
                "(because|so that|if you|in order|rather than|meant|means|reason)"
            ),
            "Perhaps you forgot because going felt wrong.",
            "Maybe on Friday.",
        ),
        (
            2.2,
            "(beneath|underneath|behind) (the|that|your|this|all|it)",
            "There may be longing underneath the irritation.",
            "He hid behind a tree.",
        ),
        (
            2.2,
            "(without knowing it|without realising|without realizing|deep down|unconsciously|unconscious|secretly)",
            "Deep down you may be waiting to be found out.",
            "How deep is the cut?",
        ),
        (
            2.2,
            "(might|may|could|must|perhaps|maybe|possibly|would) (be|explain|that's|be part of)? (one reason|why|the reason)",
            "That might explain why praise unsettles you.",
            "Why did you come so late?",
        ),
        (
            2.0,
            "(loyal|loyalty|punish|punishing|punishment|forbidden|undeserving)",
            "Staying small looks like loyalty to your sister.",
            "He has royal manners.",
        ),
        (
            2.0,
            "(really about|stands for|represents|standing in for|old fear|old hurt|familiar from|learned (early|that|long ago|back then|as a child))",
            "I think this quarrel is really about being chosen.",
            "Tell me about the quarrel.",
        ),
        (
            1.8,
            "(between us|with me|towards me|toward me|in here|to me) ~~ (as|like|same|too|also|similar|the way|just|again|what happened)",
            "You hold back with me just as you did at home.",
            "Come with me, please.",
        ),
        (
            1.2,
            "as (if|though) (you|i|being|needing|wanting|your|it|there|they|he|she)",
            "You apologise as if wanting were a crime.",
            "Write it as you like.",
        ),
        (
            1.4,
            "(it|that|this|what) (is|was|feels|would be)? (seems|sounds|gives|means|makes) ~~ (because|in order to|so that you|matters to you|important to you|values)",
            "It sounds like you work that hard because it matters to you.",
            "It sounds loud.",
        ),
    ),
    *cues(
        _G,
        "observation",
        (
            2.8,
            "(i|i'm|i've|we) (also|just|do|am|have|can't help)? (notice|noticed|noticing|observe|observed|struck)",
            "I notice that you stopped in the middle.",
            "Did anybody notice?",
        ),
        (
            2.2,
            "(striking|strikes me|struck me|struck by|stands out|what i see|i see (you|that you|your))",
            "It strikes me how fast you went past that.",
            "The workers were on strike.",
        ),
        (
            2.4,
            (
                "(just now|a moment ago|right now|as you (say|said|talk|talked|spoke|speak|tell|told)|while you (say|said|talk|talked|spoke|tell|told)|"
                "when you (say|said|talked|talk|told me|speak|spoke) (that|about|of|this)) ~~ (you|your|something|there|we|it)"
            ),
            "Just now your eyes filled with tears.",
            "Just now I have no pen.",
        ),
        (
            2.8,
            "your (voice|face|eyes|hands|hand|shoulders|body|tone|fists|foot|breathing|jaw|gaze|posture)",
            "Your voice drops at his name.",
            "Keep your hat.",
        ),
        (
            2.6,
            (
                "you (just|almost|always|often|suddenly|then|both|quickly)? (smiled|smile|laughed|laugh|sighed|paused|shrugged|frowned|blushed|hesitated|"
                "winced|whispered|apologised|apologized|apologise|fell silent|go quiet|went quiet|grew quiet|looked away|look away|looked down|"
                "changed the subject|change the subject|moved away|skipped|corrected yourself|sat up|tensed)"
            ),
            "You laughed, and then you looked at the door.",
            "Did he laugh at you?",
        ),
        (
            2.4,
            "(each|every) time ~~ (you|we)",
            "Every time we reach the wedding, we end up at work.",
            "Take one every day.",
        ),
        (
            1.4,
            (
                "^ (okay|right|yeah|yes|mm|oh|ah|and|well|but|no)? (you|you're|you've|you'd|your) (are|were|had|have|just|also|still|never|always|put|made|kept|gave|went|took|came|"
                "looked|liked|wanted|did|do|didn't|don't|haven't|hid|held|stopped|started|chose|let|left|asked|waited|brought|called|used|stayed|turned|hear|heard|want)"
            ),
            "You kept the light on.",
            "If you like, sit.",
        ),
        (
            2.4,
            "have you (ever)? (noticed|seen|realised|realized) (that|how|when|what|the)",
            "Have you noticed that you say sorry first?",
            "Have you seen a doctor?",
        ),
        (
            1.8,
            "(pattern|theme|again and again|once again|keeps coming|keep coming back|comes up again|there it is|here it is|running through)",
            "There is a pattern in how these talks end.",
            "Once is enough.",
        ),
        (
            2.2,
            "(whenever|the moment|as soon as) ~~ (you|we|your)",
            "Whenever someone praises you, you add a flaw.",
            "Come whenever it suits.",
        ),
        (
            2.0,
            (
                "(we|you) (seem|seemed|appear|tend|end up|ended up|find ourselves|find yourself|keep|kept|come back|came back|moved|drifted) (to|at|in|with|coming|"
                "going|back|ending|saying|returning|away|from)"
            ),
            "You seem to leave just before it gets close.",
            "It would seem so.",
        ),
        (
            1.6,
            "(on (the)? one hand|on (the)? other hand|at the same time|two sides|both things|mixed feelings|of two minds|ambivalent)",
            "On the one hand you miss the town, on the other hand you left it.",
            "Give me your hand.",
        ),
        (
            1.6,
            "(there's|there is|i hear|i sense|i can hear|hearing) (a|an|something|some|a lot of|so much|more|also) ~~",
            "I sense something else in that.",
            "Is there a bus?",
        ),
        (
            1.4,
            "(important to you|matters to you|you (really|also|clearly|obviously)? (care|value|want to be|love) (about|deeply|being|your|to)?)",
            "Being fair is important to you.",
            "It is an important letter.",
        ),
        (
            1.6,
            "you (said|say|used|mentioned|told me) ~~ (twice|three times|several times|many times|again|that word|the word)",
            "You said the word 'fine' three times.",
            "He said it twice.",
        ),
        (
            1.6,
            (
                "(you're|you are|you've|you have|you) (really|clearly|obviously|actually|very|so|quite) (committed|determined|motivated|motivating|strong|proud|careful|"
                "aware|used to|trying|working|ready|invested|hopeful|good at|thoughtful)"
            ),
            "You are clearly determined to manage this alone.",
            "Are you ready?",
        ),
    ),
    *cues(
        _G,
        "confrontation",
        (
            3.0,
            "you (say|said|tell me|told me|know|knew|agreed|promised|tell yourself) ~~ (and yet|yet|but you|but then|but also|and you also|and at the same time)",
            "You say the debts are nothing, and yet you hide the letters.",
            "You said you would write and ring.",
        ),
        (
            2.6,
            "(and|but)? yet (you|you're|you've|it|here|when|your|none|nothing)",
            "And yet you went back the next day.",
            "I have not eaten yet.",
        ),
        (
            2.6,
            (
                "you (have not|haven't|have never|still have not|still haven't|have still not) (mentioned|opened|told|said|spoken|brought|paid|answered|called|talked|"
                "made|gone|asked|looked|written)"
            ),
            "You have not mentioned your son today.",
            "Have you mentioned it?",
        ),
        (
            2.4,
            "(we|i) can't (meet|go on|carry on|continue|keep|ignore|pretend|leave|accept|allow|let|have|simply|just|give you|do that|be)",
            "We cannot go on as if those letters were not there.",
            "I can hear you.",
        ),
        (
            2.4,
            "(we (had)? agreed (that|on|to)|we need to (speak|talk|look)|we have to (speak|talk|look|face)|not acceptable|that is a limit|the limit)",
            "We agreed to begin at nine, and it is twenty past.",
            "She agreed with him.",
        ),
        (
            2.2,
            (
                "(avoid|avoiding|avoided|putting off|pushing away|push away|dodging|sidestep|stepping around|stepped around|steering away|talking around|skip over|"
                "skipped over|leaving out|left out the|pretending|turning away from|looking away from)"
            ),
            "I think you are putting off that talk with her.",
            "Put the lamp off.",
        ),
        (
            2.2,
            "(you know|you knew) ~~ (chosen|choose|chose|decided|without|but|avoid)",
            "You know how ill he is, and you have decided to say nothing.",
            "You know him well.",
        ),
        (
            2.2,
            "(one|a) part of you ~~ (another|the other|a different) (part|side)?",
            "One part of you wants him back and another wants him gone.",
            "Which part of town?",
        ),
        (
            2.0,
            (
                "(to be (honest|frank|direct|blunt)|be honest with yourself|i have to be|(doesn't|don't) (add up|fit|match|go with|square)|contradiction|contradict|"
                "difficult to say this|hard to hear)"
            ),
            "That doesn't fit with what you told me in May.",
            "Does the shirt fit?",
        ),
        (
            1.8,
            "(is that|are you) (really|sure|certain) ~ @",
            "Are you sure it was the traffic?",
            "I am sure of it.",
        ),
        (
            1.8,
            "what (stops|stopped|keeps|kept|is stopping|gets in the way) ~ (you|of)",
            "What stops you opening it?",
            "The bus stops here.",
        ),
    ),
    *cues(
        _G,
        "clarification",
        (
            3.2,
            (
                "(do|did|have|had|am) i (have|got|get|understand|understood|understanding|hear|hearing|heard|right|correct|catch|caught|follow|following) ~~ "
                "(right|correctly|correct|that|you|it|in|to)"
            ),
            "Do I have it right that you left first?",
            "I have a right to know.",
        ),
        (
            2.8,
            "if (i|i'm|i've) (am|have)? (understand|understood|understanding|hear|heard|hearing|get|got|follow|following|right)",
            "If I understand you, the visit was short.",
            "If I may, I will sit.",
        ),
        (
            2.6,
            "(when|by) (you say|that you mean|you said|saying)",
            "When you say odd, is it in the body?",
            "Say when.",
        ),
        (2.6, "(do|did) you mean", "Do you mean before the call?", "He did it."),
        (1.6, "you mean", "You mean the second time?", "It means nothing."),
        (2.4, "(what|how|who) (do|did) you mean", "What do you mean by off?", "I know what you mean."),
        (
            2.6,
            "let me (see if|gather|put|make sure|check|sum|summarise|summarize|try|say|repeat|just make sure|just check|get this)",
            "Let me gather it: you asked and nobody came.",
            "Let me know.",
        ),
        (
            2.4,
            "to (summarise|summarize|clarify|be clear|make sure i|check i|recap|sum up|sum it up)",
            "To sum up, there are two of you in this.",
            "Some are clear.",
        ),
        (
            2.4,
            "(in other words|put differently|what it comes down to|it boils down to|so basically|so essentially|so really)",
            "In other words, you waited.",
            "Other words hurt more.",
        ),
        (
            2.4,
            "(you're|you are|you were|i hear you|i'm hearing you|i heard you|what i hear|what i'm hearing|what i heard) (saying|say|telling me|describing|is|you say|you saying)",
            "So you are saying it began earlier.",
            "I hear music.",
        ),
        (
            2.2,
            (
                "^ (okay|ok|right|yeah|yes|mm|hmm|alright|all right|oh|ah|and|well|i see|sure|gotcha)? (okay|right|yeah)? so (you|you're|you've|you'd|your|it's|it|"
                "that|that's|there's|they|he|she|we're|for you|it was|in your|the|with|some|a|not|even|kind|sort|basically|like|when you)"
            ),
            "Okay, so you took the late train.",
            "I was so you know what.",
        ),
        (
            1.1,
            "^ (okay|ok|right|yeah|yes|mm|hmm|oh|ah|and|well|but|mm hmm|no)? (you|you're|you've|you'd|you were|you just|you don't|you didn't|you want|your)",
            "You went home before it was over.",
            "If you go, ring.",
        ),
        (
            2.2,
            "is (that|it|this) (right|correct|what|how|so|fair|accurate|about right|true) @",
            "He came alone, is that right?",
            "That is right.",
        ),
        (
            2.2,
            "(does|did) (that|this|it) (sound|seem|feel) (right|fair|true|possible|about right|like|accurate|close) @",
            "Does that sound right to you?",
            "It did sound loud.",
        ),
        (
            2.2,
            "(less|more) (the|about|that|a|like|being|of a|to do) ~~ (than|and more|and less)",
            "Is it less the exam and more the waiting?",
            "I need more paper.",
        ),
        (
            2.0,
            "(is|was|are|were) (it|that|you|this|they|he|she) ~~ or ~~ @",
            "Was it before the wedding or after it?",
            "It was cold or wet.",
        ),
        (
            1.8,
            "(which|what) (one|part|exactly|specifically|of (these|those|them)|specific) ~ @",
            "Which part frightened you?",
            "That one is fine.",
        ),
        (
            1.6,
            "you (mentioned|described|talked about|told me|were talking|were saying|said|were telling)",
            "You mentioned a letter earlier.",
            "He mentioned you.",
        ),
        (
            1.5,
            "(sounds|sound|seems|looks) (like|as if|as though) (you|you're|you've|it|it's|that|this|things|there|he|she|they|your)",
            "It sounds like you were waiting for a sign.",
            "The car looks new.",
        ),
        (
            1.4,
            (
                "^ (so|and|but|oh|okay|well|then)? (do|does|did|are|were|was|is|have|has|had|would|will|can|could|isn't|aren't|don't|didn't|doesn't) (you|he|she|it|they|there|"
                "that|this|your|the|we|any|anyone|these|those) @"
            ),
            "Did he answer then?",
            "He did answer.",
        ),
    ),
    *cues(
        _G,
        "encouragement_to_elaborate",
        (
            3.2,
            "tell me (more|about|a little|a bit|what|how|some|where|why|anything|the)",
            "Tell me more about that house.",
            "He told me.",
        ),
        (
            3.2,
            "(say|talk|speak|hear|share|tell me|know|describe) (a little|a bit|some|a lot)? more",
            "Could you say a bit more?",
            "It is more.",
        ),
        (
            2.8,
            "(can|could|would) you (say|tell|describe|talk|share|explain|expand|give|elaborate|help me|walk|take me)",
            "Could you describe that evening?",
            "You could explain it.",
        ),
        (
            3.0,
            "(comes|came|come|coming|going|goes|went|passes|passed|crossed|on) (up|to|through|into)? (your)? mind",
            "What comes to mind?",
            "I do not mind.",
        ),
        (
            2.8,
            "(go on|keep going|carry on|please continue|i'm listening|take your time|whatever comes|stay with (that|it|this))",
            "Stay with that a little.",
            "We go once a week.",
        ),
        (
            2.8,
            "what ~ (happened|happens) (next|then|there|after|when|in|that|with|to|before|between)?",
            "What happened after the call?",
            "It happened.",
        ),
        (
            2.8,
            "what (was|is|was it|is it|are|were|would) (that|it|this|things|those|they)? ~ like",
            "What was that evening like?",
            "I like that.",
        ),
        (
            2.6,
            (
                "how (do|did|are|were|does|is|was|would|has|have|might) (that|it|this|you|things|she|he|they|your|these|those|the) ~ "
                "(feel|feeling|felt|make you feel|affect|affecting|see|cope|coping|handle|think|understand|go|going|been|react|respond|experience)"
            ),
            "How did that make you feel?",
            "How is your foot today?",
        ),
        (
            2.2,
            (
                "^ (and|so|but|okay|yeah|well|right|alright|mm|hmm|oh|ah|um|now|um so|i see)? (and|so|then)? (what|what's|how|how's|how'd|why|where|who) "
                "(do|did|does|is|are|was|were|would|has|have|had|else|about|makes|made|brings|brought|kind|sort|things|thing|might|could|can|will|you|your|"
                "it|that|this|if|the|some|type|reason|reasons|happened|happens|concerns|other|a|going|on|up|should|don't|came|got|went|keeps|helps|worries|not|come|"
                "were|ways|way|led|thoughts|steps|was|makes)"
            ),
            "So what made you turn round?",
            "That is what he did.",
        ),
        (
            1.6,
            (
                "(what|what's|how|how's|why) (do|did|does|is|are|was|were|would|has|have|else|about|makes|made|brings|kind|happened|might|could|can|will|you|your|it|that|this|"
                "some|going|type|sort) @"
            ),
            "I mean, what was it about?",
            "What a day it was.",
        ),
        (
            2.4,
            "(i'm|i am|i was|be|i'd be)? (curious|interested) (about|to|how|what|if|in|whether)",
            "I am curious how you decided.",
            "A curious thing.",
        ),
        (
            2.4,
            "(i'd|i would|i'd really|we'd) (like|love|be interested) to (hear|know|understand|learn|ask|explore|talk)",
            "I would like to hear about her.",
            "I like to know.",
        ),
        (
            2.4,
            "help me (understand|to understand|see|get)",
            "Help me understand that week.",
            "Please help me.",
        ),
        (
            2.2,
            "(would|do) you (like|want|mind|feel like|be willing|feel able) ~ (talk|talking|tell|telling|share|sharing|say|saying|chat|discuss|explain)",
            "Would you like to talk about it?",
            "You would like it.",
        ),
        (
            2.4,
            "((is|are|was|were) there (any|anything|something|some|other|certain|moments|times|things) ~ @|any (thoughts|ideas|concerns|feelings|memories) ~ @)",
            "Are there any moments when it lifts?",
            "There are some moments.",
        ),
        (
            2.0,
            "(anything|what|something|anyone|who) else @",
            "Is there anything else about him?",
            "Everything else is fine.",
        ),
        (
            2.0,
            "(for example|for instance|an example|a time when|a specific|any specific|in particular|particular) @",
            "Is there a time when it was different?",
            "For example, pears.",
        ),
        (
            2.0,
            "(wondering|wonder) (what|how|where|who|why|about|when)",
            "I am wondering what that silence was.",
            "No wonder.",
        ),
        (
            1.8,
            "(what|how|anything|something) ~~ (on your mind|bothering you|troubling you|brings you|brought you|help you|like to (talk|discuss|start|focus))",
            "What is on your mind today?",
            "Mind the step.",
        ),
        (
            1.6,
            "(how are you|how have you been|how's your|how is your|how was your)",
            "How have you been since May?",
            "That is how you do it.",
        ),
    ),
    *cues(
        _G,
        "empathic_validation",
        (
            3.2,
            "(it|that|this|which|and|totally|completely) (makes|make|made) (a lot of|lots of|perfect|total|complete|so much|complete)? sense",
            "It makes sense that you waited.",
            "It has a sense of style.",
        ),
        (3.2, "no wonder", "No wonder the message stung.", "I wonder."),
        (
            3.0,
            "of course (you|it|that|your|anyone|this)",
            "Of course you wanted to run.",
            "The course begins on Monday.",
        ),
        (
            3.0,
            "(anyone|anybody|most people|many people|a lot of people|everyone) (who|would|in your|with|might|could|else would) ~~ (feel|be|have|find|would|react|want|struggle)",
            "Anyone who was left like that would be wary.",
            "Did anyone call?",
        ),
        (3.0, "(understandable|understandably)", "That is understandable.", "I understand English."),
        (
            2.6,
            "(natural|normal|valid|okay|ok|human|alright) (to|that you|reaction|response|for you|feeling|feelings|thing to)",
            "It is natural to grieve for a house.",
            "It is a normal day.",
        ),
        (
            2.8,
            (
                f"(must|might|can't|sounds|sounded|sound|seems|feels|felt|can be|could be|has to|had to|been|be|is|was|that's|it's) (have been|have felt|feel|be|been)? "
                f"(so|very|really|pretty|quite|incredibly|such a|a|like a|extremely|just|absolutely|like it was|a bit|like)? (and)? ({HARD}) "
            ),
            "That must have been lonely.",
            "The exam is on Monday.",
        ),
        (
            2.8,
            "(i'm|i am|so|very|really|truly|terribly|deeply|incredibly) sorry (to|that|you|you're|about|for|this|it|things|he|she|they|for your)",
            "I am so sorry that happened.",
            "He never said sorry.",
        ),
        (
            2.2,
            "sorry (to hear|about|for your loss|you|that)",
            "Sorry to hear about the job.",
            "Better safe than sorry.",
        ),
        (
            2.4,
            (
                "i (can|do|could|totally|completely|really|fully|certainly|definitely)? (can)? (imagine|understand|empathise|empathize|relate|appreciate|see|feel|get|hear|sense|tell) "
                "(how|that|why|your|you|the|what|it|being|completely|this|where|with)"
            ),
            "I can see why you left early.",
            "Imagine a blue door.",
        ),
        (
            2.0,
            "i (understand|hear you|feel for you|get it|know (it|that|this) (is|can|must|isn't|feels))",
            "I hear you.",
            "Can you hear?",
        ),
        (
            2.6,
            (
                f"(you|you're|you've|you were|you are|you'd|feeling|feel|felt|left you|leaves you|makes you|made you|makes|to be|to feel|being|much|sense of|lot of|your|feels|some) (are|were|feel|felt|seem|sound|have felt|must feel|must be|so|very|"
                f"really|quite|both|also|still|a little|a bit|pretty|kind of|just|must have felt|must have been|left)? (feeling|so|very|really|quite|like)? ({FEELINGS}) "
            ),
            "You felt ashamed in that room.",
            "The bag felt heavy.",
        ),
        (
            2.4,
            f"how (really|very|truly|terribly)? ({HARD}|much you|deeply|alone|hurt|afraid|angry) (that|it|this|you|must|has|for|all|being|was|is)?",
            "How lonely that must have been.",
            "How far is it?",
        ),
        (
            2.2,
            "(so much|a lot|too much|enough|lot|plenty) (to carry|to bear|to cope|to deal|to take|to handle|on your plate|on your shoulders|going on|of pressure|of stress|to go through|to process)",
            "That is so much to carry.",
            "There is a lot of bread.",
        ),
        (
            2.0,
            "(not alone|you deserve|deserved better|been through|going through|gone through|dealing with (this|that|so|a lot))",
            "You have been through so much.",
            "We walked through town.",
        ),
        (
            1.8,
            "(takes|took|take) (its|a)? (toll|time|a lot out of)",
            "That takes a toll.",
            "It takes two eggs.",
        ),
        (
            1.8,
            "(feels like|felt like|feel like|feeling like|feeling that|feel that|felt that) ~~ (you|you're|nobody|no one|everyone|everything|nothing|slap|blow|end)",
            "It felt like a slap.",
            "Feel this cloth.",
        ),
        (
            1.4,
            "(sounds|seems|looks) (like|as if|as though) ~~ (feel|feeling|feels|hurt|hard|difficult|pain|want|wanted|need|needed|struggling|lot|worried|really)",
            "It sounds as though you wanted him to stay.",
            "It sounds loud.",
        ),
        (
            1.4,
            "(that|it|this) (is|was|would be|must be|can be)? (really|so|very|pretty)? (hurts|hurt|stings|stung|matters|mattered)",
            "That hurt.",
            "My knee is sore.",
        ),
        (1.5, "(oh no|oh wow|oh dear|i see how|my heart)", "Oh dear.", "Oh, there."),
    ),
    *cues(
        _G,
        "psychoeducation",
        (
            2.8,
            "(depression|anxiety|grief|mood|mourning|trauma|panic|sadness|stress|anger|guilt|addiction|nicotine|alcohol|smoking|sleep) (itself)? (is|are|often|can|may|usually|tends|brings|makes|affects|works|dips|lifts|comes|has|will|does|causes)",
            "Depression often brings early waking.",
            "She has depression.",
        ),
        (
            2.4,
            (
                "(therapy|treatment|medication|medications|medicine|counselling|counseling|sessions|antidepressants|psychotherapy|tablets|vaccine|counselor|counsellor|drugs|exercise) "
                "(works|work|helps|help|can|is|are|usually|often|takes|take|will|may|might|isn't|means|that)"
            ),
            "Therapy works by looking at such moments.",
            "I left therapy.",
        ),
        (
            2.8,
            "(research|studies|study|evidence|statistics|guidelines|guideline|doctors|scientists|experts|psychologists|data|recommendations) (has|have|also)? (shows|show|shown|suggests|suggest|say|says|found|find|tells|tell|recommend|recommends|that|indicates)",
            "Research suggests that relapse is common.",
            "She does research.",
        ),
        (
            2.2,
            "(we|they|they've|we've|we do|people) (also|now|do|have)? (know|found|find|call|see|seen) (that|from|it|this|many|a lot|quite|in)",
            "We know that sleep returns last.",
            "We see you on Monday.",
        ),
        (
            2.0,
            "(people|patients|folks|women|men|children|kids|students|everyone|teenagers|adults|smokers|parents|persons|clients) (also|just)? (often|who|tend|with|find|feel|usually|sometimes|can|have|say|do|are|get|in|like|will|that|at|don't)",
            "Many people find mornings hardest.",
            "The people next door left.",
        ),
        (
            1.2,
            "(usually|typically|generally|commonly|tends|tend|in general|it's common|very common|is common|most (of the)? time|often|most)",
            "Mood usually lifts in steps.",
            "Come at noon.",
        ),
        (
            1.8,
            (
                "(can|could|may|might|will|would|does|do|actually|also|it)? (cause|causes|lead to|leads to|affect|affects|increase|increases|reduce|reduces|lower|lowers|damage|damages|harm|result|results|"
                "trigger|triggers|improve|improves|worsen|prevent|prevents|protect|protects|interfere|contribute|contributes) (in|a|the|your|it|to|with|how|our|from|some|more|an|that|those|on|his|her|their|problems|anxiety|stress)?"
            ),
            "Poor sleep can cause slow thinking.",
            "The reason is unclear.",
        ),
        (
            2.0,
            "(is|are|was|been|be) (strongly|often|usually|also|highly|very|actually)? (associated|linked|related|known|called|caused|considered|recommended|designed|based|addictive|effective|confidential|common)",
            "Low mood is linked to long stress.",
            "The line is busy.",
        ),
        (
            1.6,
            "(risk (of|factor|factors|for)|risks|side effects|symptom|symptoms|effects|hormone|hormones|brain|nervous system|immune|percent|per cent|blood pressure|blood sugar|lungs|dose|units|diagnosis|infection|infections|diabetes|cancer)",
            "Dry mouth is one of the side effects.",
            "Take your coat.",
        ),
        (
            2.4,
            "(the way|how) (this|it|that|therapy|treatment|these sessions) (works|work|usually works|normally works|goes)",
            "The way this works is simple.",
            "Does it work?",
        ),
        (
            2.0,
            "the (goal|aim|purpose|idea|reason|point|task) (of|is|here|for|why|we|behind) (therapy|that|this|to|here|our|we|treatment|talking|these)",
            "The aim of our talks is to see the pattern.",
            "His goal won the match.",
        ),
        (
            2.4,
            "(did you know|have you heard|are you aware|you may know|as you know|as you may)",
            "Did you know that grief comes in waves?",
            "You know him.",
        ),
        (
            2.0,
            "(let me|i'll|i can|i want to|i could|i'd like to|if i) (just|also)? (explain|show you|give you|share|tell you|offer you)",
            "Let me explain how we will work.",
            "He explained it.",
        ),
        (
            2.0,
            "(what (that|this|it) means|that means|this means|which means|what (happens|we know|we do) is|it's (called|known)|that's called|because (your|the) (body|brain|mind))",
            "What happens is that the body stays on guard.",
            "He was mean.",
        ),
        (
            1.6,
            "(here|in (here|these sessions|therapy|our sessions|this room)) (we|you can|it helps|the idea)",
            "Here we look at patterns.",
            "Look here.",
        ),
        (
            1.4,
            "(there's|there are|there is) (a|some|many|several|lots|a lot|a number|also|different|other|no|good|three|two|four|plenty|evidence|things|ways|medications|programs|services|groups|help|people)",
            "There are several ways to treat this.",
            "There he is.",
        ),
        (
            1.4,
            "(you can|you will|you'll|you should be able to) (find|get|apply|see|expect|also find|feel|experience|notice)",
            "You can get that form at the desk.",
            "You can.",
        ),
        (
            1.4,
            "(it's|it is|this is|that's|that is|they're|they are) (a|an|one of|actually|really|important|because|just|called|like|not|free|anonymous|available|possible) ~~",
            "It is one of the usual phases.",
            "Is it?",
        ),
        (
            1.6,
            "(over time|in time|in the long run|takes time|time heals|short term|long term|a phase|in stages|step by step)",
            "Such feelings change over time.",
            "What time is it?",
        ),
    ),
    *cues(
        _G,
        "advice_praise",
        (
            3.0,
            "(i|i'd|i would|we|would|we'd|strongly|also) (also|really|strongly|definitely|just|highly|do|like to|want to|actually)? (suggest|recommend|advise|encourage|propose|urge)",
            "I suggest you ring him tonight.",
            "What did she suggest?",
        ),
        (
            2.6,
            "(my advice|advice (is|would|for)|a suggestion|my suggestion|suggestions|recommendation|some advice|a tip|tips)",
            "My advice is to wait a week.",
            "He gave advice.",
        ),
        (
            2.8,
            "you (really|probably|definitely|just|also|two|both|both|all|absolutely)? (should|ought|must|shouldn't|had better)",
            "You should eat before noon.",
            "Should you go, write.",
        ),
        (
            1.8,
            "you (really|do|will|just|also|probably|only|all)? (need to|have to|have got to|gotta)",
            "You need to see your doctor.",
            "The need is great.",
        ),
        (
            2.0,
            (
                "you (can|could) (also|always|maybe|perhaps|even|just|probably|either|still|simply)? (try|go|start|ask|talk|do|make|use|take|look|find|get|call|tell|write|join|say|give|think|"
                "put|work|set|help|see|have|be|let|show|explain|reach|consider|buy|apply|spend|focus|invite|send|sit|keep|read|speak|play|come|meet|bring|change|move|learn|watch)"
            ),
            "You could ask your sister to come along.",
            "Could you hear it?",
        ),
        (
            2.2,
            "you (may|might|would|could)? (want|like|wish|consider|find it|do well|benefit|need) to (try|consider|look|think|talk|ask|start|check|see|go|speak|take|make|find|be|get|keep)",
            "You might want to look at that form.",
            "Do you want tea?",
        ),
        (
            2.0,
            "(maybe|perhaps|then|so|i think|i believe|i feel|i'd say|i guess) (if)? you (should|could|can|might|need|may)",
            "Maybe you could go together.",
            "Maybe you forgot.",
        ),
        (
            2.6,
            "(why don't|how about|what about|what if|why not) (you|we|i|trying|taking|going|asking|calling|just|doing|making|having|a)",
            "How about taking the stairs first?",
            "How is it?",
        ),
        (
            2.6,
            "have you (also|maybe|perhaps|at least|already)? (tried|try|considered|consider|thought (about|of)|looked (into|for)|reached out|checked|searched|heard of)",
            "Have you tried ringing him?",
            "Have you eaten?",
        ),
        (
            2.0,
            (
                "^ (just|please|maybe|also|then|so|perhaps|yes|and|but|ok|okay|well|yeah|always|definitely|sometimes)? "
                "(just|maybe|always)? (try|discuss|involve|invite|seek|share|contact|encourage|explore|surround|schedule|create|start|consider|call|write|focus|remember|make|don't|keep|avoid|go|give|speak|talk|ask|find|let|look|take|join|be|use|get|think|stay|set|sit|do|put|tell|"
                "allow|spend|never|reach|work|treat|show|enjoy|hang|read|learn|stop|imagine|trust|believe|pick|plan)"
            ),
            "Just call the surgery on Friday.",
            "The try was good.",
        ),
        (
            2.2,
            "(it|that|this|which) (would|might|could|may|will|can) (also|definitely|certainly|really|probably|only|still|not)? be (a|really|very|so|the|more)? (good|great|helpful|useful|worth|better|best|nice|wise|worthwhile|beneficial|easier|fun|healthy) (idea|to|if|for|way|thing|option|start)?",
            "It would be good to sleep at your aunt's.",
            "It would be dark.",
        ),
        (
            2.2,
            "(if i were you|worth (a try|trying|it to|considering|looking|asking)|good idea|great idea|best thing|best to|better to|better off|good to|one (good)? option|the key is)",
            "It is worth asking the bank.",
            "He has no idea.",
        ),
        (
            2.0,
            "(that|this|it|meditation|exercise|yoga|music|walking|talking|reading) (would|could|might|may|can|will|really|always|sometimes|usually|often) (really|also|definitely)? (help|helps)",
            "That could help you settle.",
            "Can I help?",
        ),
        (
            1.8,
            "(let's|we could|we can|shall we|we might) (try|set|plan|make|work on|come up|think of|see if|start)",
            "Let's make a list for the evenings.",
            "Let us pray.",
        ),
        (
            2.8,
            "(well done|good for you|good job|great job|nice work|good work|great work|congratulations|congrats|proud of (you|yourself)|bravo|kudos|way to go|nicely done|keep it up|keep up)",
            "Well done for going.",
            "The steak was done.",
        ),
        (
            2.6,
            "(took|takes|shows|showed|needs|requires|shown|have|lot of) (real|a lot of|so much|great|such|some|incredible|amazing)? (courage|strength|guts|bravery|effort|patience|determination)",
            "That took courage.",
            "It took an hour.",
        ),
        (
            2.0,
            (
                "(that|that's|this|this is|it's|it|what|sounds|you|is|a|how|are) (a|really|very|so|such a|such|an|like a|just|is|was|sounds|all|some|pretty|absolutely|is a|is really|was a|some really)? "
                "(great|excellent|wonderful|fantastic|brilliant|awesome|amazing|impressive|terrific|lovely|admirable|very good|really good|a good)"
            ),
            "That is a great step.",
            "Great Britain.",
        ),
        (
            2.2,
            "you (are|have|re)? (already|definitely|really|clearly|certainly)? (doing|did|done|handled|managed|handling|made|making|taking|took|found|taken) ~ (well|great|good|better|progress|right thing|first step|best|amazing|fine|step|steps|effort)",
            "You handled that talk well.",
            "You made tea.",
        ),
        (
            2.2,
            "(you're|you are|you seem|you sound|you) (such)? (a|an|like a|very|so|really|clearly|strong|brave) (good|great|strong|brave|kind|caring|smart|capable|wonderful|hard|resilient|intelligent|lovely|amazing|very good|worthy|valuable|thoughtful|nice|talented|strong enough|person)",
            "You are a kind neighbour to him.",
            "Are you a teacher?",
        ),
        (
            2.0,
            "(you will|you'll|you can|you|things will|it will|it'll|everything will|will) (definitely|surely|eventually|certainly|all)? (be (fine|okay|ok|alright|all right|able|better)|get (through|better|past|there)|do (it|this|great|fine|well)|make it|overcome|find (a|someone|the)|succeed|get over|work out|pass)",
            "You will get through this week.",
            "Will you come?",
        ),
        (
            2.2,
            "(i'm|i am|i'm so|i'm really|i'm very|so|very|really) (glad|happy|pleased|impressed|confident|sure|convinced) (to|that|you|with|by|for|it|things|we|he|she)",
            "I am glad you rang her.",
            "She is glad.",
        ),
        (
            1.6,
            "(don't|do not|no need to|try not to|never) (worry|give up|blame|beat yourself|be (so|too|afraid|hard)|feel (bad|guilty)|let|lose hope|forget)",
            "Try not to blame yourself for that.",
            "He was worried.",
        ),
        (
            1.8,
            "(that|this) (is|was) (new|a real change|a step|a big step|a change)",
            "You told him plainly, and that is new.",
            "Is that a new coat?",
        ),
        (
            1.6,
            "(i (admire|appreciate|respect|believe in|have faith)|thank you for (sharing|telling|being|trusting|your|coming|talking)|appreciate (you|your))",
            "Thank you for telling me.",
            "Admire the view.",
        ),
        (
            2.0,
            "you (saw|made|found|noticed|put|worked out|caught) ~~ (before i did|yourself|on your own|by yourself|so clearly|very well|into words)",
            "You put that into words yourself.",
            "You saw her.",
        ),
    ),
    *cues(
        _G,
        "question",
        (
            2.6,
            "how (many|much|often|long|old|far|soon|tall|regularly|late|big|frequently|recently)",
            "How many hours do you sleep?",
            "How are you?",
        ),
        (
            2.4,
            "what (time|day|date|year|age|dose|medication|month|grade|number|colour|color|school|course|is your name|is your age|was your grade|do you do for|does your)",
            "What time do you wake?",
            "What was it like?",
        ),
        (
            2.2,
            "when (did|do|is|was|will|does|were|are|was the last|have|would) @",
            "When did you move there?",
            "When he left, I cried.",
        ),
        (
            2.0,
            "(where|who) (do|did|is|are|was|does|else|lives|were|would) @",
            "Where do you live now?",
            "That is where I live.",
        ),
        (
            2.0,
            (
                "^ (so|and|but|okay|well|oh|now|then|right)? (do|does|did|are|is|have|has|was|were|will) (you|he|she|it|they|there|your|the|anyone|any|these) (have|take|live|work|sleep|eat|still|ever|currently|any|married|smoke|drink|got|had|"
                "been (to|taking)|on|use|taking|see|know|a|in|at|alone|with|your|currently|anyone|someone) @"
            ),
            "Do you live alone?",
            "You do live alone.",
        ),
        (
            1.6,
            "(any (children|siblings|allergies|medication|family)|on a scale|zero to ten|one to ten|your name|your age|date of birth|phone number)",
            "Any children?",
            "Children shout.",
        ),
        (
            1.8,
            "^ (so|and|but|okay|well|oh|now|then|right|yeah)? (did|does|is|was|has|had|were|are|do) (he|she|they|it|anyone|anybody|your|the|there) @",
            "Did he answer the letter?",
            "He did answer.",
        ),
        (
            1.2,
            "^ (so|and|but|okay|well|oh|now|then|right|yeah)? (do|does|did|are|is|have|has|was|were|will|can|could|would|isn't|aren't|don't|didn't) (you|he|she|it|they|there|that|this|your|the|we|anyone|any|these|those) @",
            "Is she older?",
            "She is older.",
        ),
    ),
    *cues(
        _G,
        "frame",
        (
            2.8,
            "(our|the|we're|that's|that is) (out of)? (time|hour) (is up|is over|is nearly up|for today|is almost|today|we have)",
            "Our time is up for today.",
            "What time is it?",
        ),
        (
            2.6,
            "(see you|speak to you|talk to you|meet again|meet) (again|next|on|then|monday|tuesday|wednesday|thursday|friday|in|soon|at) ~ (week|month|time|session|monday|tuesday|wednesday|thursday|friday|weeks|two|three|then)?",
            "See you on Thursday.",
            "I see you smile.",
        ),
        (
            2.4,
            "(we have|we've got|we've|we only have|there are|you have|we still have) (about|only|just|another|got|still)? (a few|few|five|ten|two|three|four|six|fifteen|twenty|some|one|10|15|20|30|45|50)? (minutes|sessions|weeks|meetings|more sessions|hours)",
            "We have four sessions left.",
            "We have guests.",
        ),
        (
            2.4,
            "we (will)? (have|need|must|should|are going|had better)? (to)? (stop|end|finish|close|pause) (here|there|now|today|for|soon|in|at|on)",
            "We need to stop here.",
            "Stop it now.",
        ),
        (
            2.2,
            "(the fee|fees|invoice|invoices|my holiday|holiday|holidays|cancel|cancelled|cancellation|reschedule|confidential|confidentiality|missed session|recording|consent|break in august|summer break|christmas break|i'll be away|i will be away|i am away|waiting room)",
            "I will be away for two weeks in June.",
            "Stay away from him.",
        ),
        (
            1.8,
            "(next|same time|your next|our next|our first|our last|first|last|another|weekly|once a week|twice a week|follow up) (session|sessions|appointment|meeting|week|visit|time) ~",
            "Shall we keep the next appointment?",
            "Who is next?",
        ),
        (
            1.8,
            "(come back|come in|check in|follow up|meet) (and|again|to|with|in|next|weekly|for|once|twice) ~ (week|weeks|month|see|me|us|time|year|talk)",
            "Could you come back in two weeks?",
            "Never come back.",
        ),
    ),
    *cues(
        _G,
        "self_disclosure",
        (
            2.4,
            f"(my|when my|my own) (own|little|older|best|good|late|dear)? ({CLOSE}|job|dog|cat|grandparents|aunt|uncle|cousin|life|experience|marriage|divorce|niece|coworker|manager|house|depression|anxiety)",
            "My own father was a quiet man too.",
            "Your father rang.",
        ),
        (
            1.8,
            "^ (yes|no|and|but|well|so)? i (thought|was|wasn't|felt|didn't|had|liked|wanted|got|hoped|minded|missed|lost|wish|wished|learned|enjoyed|found|tried)",
            "I was afraid of that too.",
            "He said I was late.",
        ),
        (
            2.2,
            "(when|since|while) i (was|were|got|had|lost|went|felt|feel|broke|am|moved|started|first|have)",
            "When I was training I felt that too.",
            "When I call, answer.",
        ),
        (
            2.2,
            "(i've|i have|i had) (also|been|had|felt|gone|experienced|struggled|lost|never|done|known|seen|ever|always|personally|a|the same|two|my|to|some|recently|just|similar|many|found)",
            "I have felt that myself.",
            "You have felt it.",
        ),
        (
            2.2,
            "(i (also|too|used to|once|personally|myself|actually|usually|tend|still|always|struggle|struggled|suffer|suffered|lost|went|felt|tried|did|got|moved|found|started|learned|experienced|grew|broke|worked|would always|went through|love to|like to|enjoy))",
            "I used to dread Sundays.",
            "Shall I?",
        ),
        (
            2.2,
            "(same here|me too|as well myself|happened to me|in my case|for me|to me too|i know (how|the|that|what) (it|feeling|you|that|hard|feels)|similar (situation|experience|thing|problem)|in the same boat|same (situation|boat|problem|thing) )",
            "The same thing happened to me.",
            "It happened in May.",
        ),
        (
            2.4,
            "i (feel|felt|am|was|find myself) (myself|very|quite|rather|also|really|a little|a bit)? (moved|touched|saddened|sad|lost|confused|worried|uneasy|shut out|protective|pulled|tense)",
            "I feel moved as you say it.",
            "Did I move?",
        ),
    ),
    *cues(
        _G,
        "silence",
        (
            3.5,
            "^ (a)? (very)? (long|short|brief)? (silence|pause|silent|waits|nods) $",
            "[Silence]",
            "The silence was heavy in that house.",
        ),
    ),
    *cues(
        _G,
        "risk_enquiry",
        (
            3.6,
            "(thoughts|thinking|thought|think|ideas|feeling|urge|urges|wish|wishes) (of|about|like|to|that) ~ (wanting to die|not wanting to (be|live|wake)|killing yourself|ending (your|it|things)|hurting yourself|harming yourself|suicide|dying|death|dead|not being (here|alive)|cutting yourself|taking your)",
            "Have you had thoughts of ending your life?",
            "I keep thinking about the lease.",
        ),
        (
            3.6,
            "(kill|hurt|harm|injure|hurting|harming|killing|cut|cutting) yourself",
            "Do you ever want to hurt yourself?",
            "Look after yourself.",
        ),
        (
            3.2,
            "(suicidal|suicide|self harm|self-harm|overdose)",
            "Is there any suicidal thought today?",
            "It was a side issue.",
        ),
        (
            3.4,
            "(wish|wished|rather|better off|wishing) (that)? (you)? (were|be|was|to be|not|never)? (dead|alive|wake|woken|born)",
            "Do you ever wish you were dead?",
            "The phone is dead.",
        ),
        (
            3.2,
            "(end (your|it|things)|take your (own)? life|want to (die|live)|wanting to die|wanted to die|not want to (live|be here|wake)|don't want to (live|be here|wake)|life is not worth|worth living)",
            "Have you wanted to die?",
            "At the end of your street.",
        ),
        (
            2.6,
            "(are you safe|keep yourself safe|keeping yourself safe|feel safe|stay safe|be safe|your safety|safety plan|crisis (plan|line|team)|emergency (room|services|number|department))",
            "Can you keep yourself safe tonight?",
            "Is the bridge safe?",
        ),
        (
            3.4,
            "(thought|thoughts|thinking|think|imagined|imagine|considered) ~~ (to die|die|dying|killing|off (a|the) (bridge|roof|platform|cliff|balcony)|in front of (a|the) (train|car|lorry)|into (a|the) (tree|wall|river|traffic)|all the (tablets|pills))",
            "You have thought of stepping in front of a train.",
            "You thought the dog was lost.",
        ),
        (
            3.0,
            "(better|easier|wanting|want|wish|wished|rather|thought of|thoughts of|think of) (that)? ~ (not (to be|being|be|to wake)|were not|weren't) (here|alive|up|around)",
            "Is there a wish not to be here?",
            "Better not, it is late.",
        ),
        (
            2.8,
            "(do|did|have|would|will) you ~ (mean|meant|intend|intended|act on|do it|go through|planned) ~ (it|that|them|to) @",
            "Did you mean to do it?",
            "You mean it.",
        ),
        (
            2.8,
            "(have|had|made|any|a) (a|any|you)? (plan|plans|intention|means|pills|tablets) (to|for|of|at home|in mind) ~ (it|that|do|act|end|die|kill|hurt|carry|how)?",
            "Do you have a plan to act on it?",
            "What plans do you have?",
        ),
    ),
    *cues(
        _G,
        "other",
        (
            1.6,
            "^ (hi|hello|hey|good morning|good afternoon|good evening|welcome|bye|goodbye|take care|nice to meet|nice talking|have a (great|good|nice|lovely)|you're welcome|you too|good luck|happy (holidays|new year)|merry)",
            "Good morning.",
            "It was a good night.",
        ),
        (
            0.5,
            "^ (thank you|thanks|no problem|okay|ok|sure|all right|alright|great|good|yeah|yes|right|no|i see|excellent|perfect|wow|exactly) (thank you|thanks|good|great|okay|sure|right|yeah)? $",
            "Okay.",
            "I thank nobody.",
        ),
    ),
)
