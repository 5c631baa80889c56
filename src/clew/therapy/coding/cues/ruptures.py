"""Cues for rupture markers, in the patient's turns, named after the Rupture Resolution Rating System (3RS)."""

from __future__ import annotations

from clew.therapy.coding.engine import Cue, cues

_G = "rupture"

RUPTURES: tuple[Cue, ...] = (
    # Withdrawal
    *cues(
        _G,
        "denial_of_state",
        (
            2.6,
            "^ (no|oh|really|honestly|well|yes|yeah)? ~ (everything is|everything's|it's all|all is|i'm|i am) (fine|great|perfect|good|okay|ok|wonderful|under control) (now|really|honestly)? $",
            "No, everything is fine.",
            "The coat is fine.",
        ),
        (
            2.4,
            "(i'm|i am|i was|it was) not (even|really|actually|at all)? (angry|upset|sad|crying|hurt|bothered|annoyed)",
            "I am not upset.",
            "I am upset.",
        ),
        (
            2.2,
            "(nothing's wrong|nothing is wrong|nothing wrong with me|nothing to talk about|no problem|it's nothing|it was nothing|it's not a big deal|doesn't bother me|forget it)",
            "Nothing is wrong.",
            "Nothing was open.",
        ),
    ),
    *cues(
        _G,
        "minimal_response",
        (
            2.2,
            "^ (mm|hmm|mhm|dunno|i dunno|i suppose|i suppose so|suppose so|i guess|i guess so|whatever|fine|maybe|perhaps|don't know|i don't know|not sure|not really|if you say so|could be|nothing|nothing much|no idea|same as always|the same|as usual) $",
            "I guess so.",
            "I suppose he was late.",
        ),
    ),
    *cues(
        _G,
        "abstract_communication",
        (
            2.8,
            "(people|human beings|humans|everyone|one|society|men|women|relationships|life|nobody) (generally|always|naturally|in general|often|usually|by nature|simply|tends|tend|is|are all) ~~ (don't they|doesn't it|isn't it|aren't they|after all|in the end|to some extent|by nature|in general)",
            "People always want more in the end.",
            "People left early.",
        ),
        (
            2.0,
            "(theoretically|philosophically|in theory|statistically|generally speaking|in the abstract|human nature|as a concept|sociologically|conceptually|the literature|research)",
            "In theory one could be sad.",
            "He is a theologian.",
        ),
    ),
    *cues(
        _G,
        "avoidant_storytelling",
        (
            2.4,
            "(anyway|by the way|speaking of|that reminds me|did i tell you|have i told you|let me tell you about|funny thing|you won't believe|to change the subject|on another note|completely different|oh and) ~ (my|the|about|i|a|how|what|that|we|this)",
            "Anyway, did I tell you about the neighbour?",
            "I am going anyway.",
        ),
        (
            2.2,
            "(can we talk about something else|don't want to talk about (it|that|this|him|her)|rather not (talk|say|go|think|discuss)|let's not (talk|go)|let's talk about something|don't want to go (there|into)|not today|skip that|change the subject)",
            "I would rather not talk about it.",
            "We talk about it.",
        ),
    ),
    *cues(
        _G,
        "deferential",
        (
            3.0,
            "(you're the (expert|doctor|professional|therapist|boss|specialist)|whatever you (say|think|want|suggest)|you know best|you must be right|i'm sure you're right|if you think so|as you (say|wish|like)|you're probably right|you're right i'm|if you say so|i'll do (whatever|anything) you|i don't want to (bother|upset|disappoint|annoy|burden) you|i'm sorry for (taking|wasting|bothering|boring))",
            "Whatever you think, you know best.",
            "He is an expert witness.",
        ),
    ),
    *cues(
        _G,
        "content_affect_split",
        (
            3.0,
            "(laughs|laughing|chuckles|smiles|smiling|giggles|haha|lol) ~~ (hit|beat|beaten|died|dead|hurt|cried|killed|hospital|left me|hate|alone|funeral|cancer|slapped|screamed|locked)",
            "(laughs) They locked me in the cellar.",
            "He laughs at the film.",
        ),
        (
            3.0,
            "(hit|beat|beaten|died|dead|hurt|cried|killed|hospital|left me|alone|funeral|cancer|slapped|screamed|locked) ~~ (laughs|laughing|chuckles|smiles|smiling|giggles|haha|lol)",
            "Then he slapped me, haha.",
            "He cried at the film.",
        ),
    ),
    *cues(
        _G,
        "self_criticism_hopelessness",
        (
            3.0,
            "(don't (bother|waste your time)|waste of your time|wasting your time|beyond help|can't be helped|no help for me|hopeless case|lost cause|too far gone|nothing (will|can|is going to) (ever)? (help|change)|i'll never (change|get better|be)|never get better|no one can help|nobody can help|what's the use|there's no hope|no hope for me|it's hopeless|you can't help me)",
            "You can't help me, I am a lost cause.",
            "It was beyond the hill.",
        ),
        (
            2.0,
            "(i'm|i am) (just|so|such|too|really)? (a|an)? (failure|hopeless|worthless|useless|burden|pathetic|bad patient|terrible patient|stupid|waste of (time|space)|mess)",
            "I am a failure.",
            "I am a baker.",
        ),
    ),
    # Confrontation
    *cues(
        _G,
        "complaint_about_clinician",
        (
            3.0,
            "(you look|you seem|you sound|you're|you are|you were|you've been) (just|so|always|really|obviously|clearly|getting|a bit|very)? (bored|annoyed|tired of me|fed up with me|cold|distant|not (listening|interested|here)|judging|judging me|attacking me|pushing me|late|patronising|patronizing|like a robot|useless|like all the others|making (it|me)|putting words|twisting|blaming|ignoring|against me|on (his|her) side)",
            "You seem annoyed today.",
            "You look well.",
        ),
        (
            2.8,
            "you (never|don't|didn't|aren't|just|only|always|can't|won't|haven't|keep|still) (even|really|actually)? (listen|listening|understand|understood|get it|care|remember|say anything|help|hear|sit there|sit|see me|answer|say nothing|take notes|ask the same|repeat|know what|know me|say that|interrupt|interrupting|looking at the clock|look at the clock|tell me anything|see it|get me|heard)",
            "You just sit there.",
            "You never saw the sea.",
        ),
        (
            2.4,
            "(angry (with|at)|disappointed (with|by|in)|annoyed (with|at|by)|hurt by|upset (with|by)|mad at|let down by|furious with|fed up with|frustrated with|cross with|don't trust) (you|what you (said|did))",
            "I am angry with you.",
            "He was angry with her.",
        ),
        (
            2.2,
            "(you forgot|you hurt me|you let me down|you left me|you sound like my (mother|father)|you're just like|you get paid|you're paid|it's your job|your fault|easy for you|you have no idea|your (advice|suggestion|suggestions|questions|explanations) (is|are|don't|doesn't|does|sound|sounds)|your (stupid|useless)|telling me (that|to|what) i should|do you even have|you wouldn't understand|what would you know|have you ever even|who are you to|do you even|are you even|another therapist|you hate me|you don't like me)",
            "You sound like my mother.",
            "You forget the tune.",
        ),
    ),
    *cues(
        _G,
        "rejects_intervention",
        (
            3.0,
            "(that's|this is|it's|what) (just|all|complete|total|utter|a lot of|absolute|such|not)? (nonsense|rubbish|ridiculous|absurd|bullshit|psychobabble|silly|stupid|far fetched|too simple|a cliche|wrong|crap|not it|not true|not right|not what i (said|meant|mean)|not how|not the (point|problem|issue|reason)|not helpful|no use|unrealistic|not realistic|not feasible|not practical|unfeasible|impractical|not my (approach|thing|style|way)|not what i had in mind)",
            "That is just rubbish.",
            "That is a nice coat.",
        ),
        (
            2.6,
            "(i (don't|do not|can't|completely|really|totally) (agree|disagree|buy|buy that|accept that|think so|think that's|see it|see how|see what|believe that)|i disagree|see it differently|not interested|rather not|i don't feel comfortable|i wouldn't feel comfortable|not feasible|not practical|does not (fit|meet|suit|apply)|doesn't (fit|meet|suit|apply)|(can't|won't|cannot|not able to|unable to) (follow|accept|implement|try|take|consider|manage|do) (it|that|the|your|this)|i decline|will decline|too complicated|totally silly|you're wrong|you're reading|reading too much|has nothing to do with|nothing to do with it|you've got (it|that|me) wrong|you got it wrong|you misunderstood|you're making)",
            "I do not think so, it has nothing to do with him.",
            "I think so.",
        ),
        (
            2.0,
            "(no (that|it|thank|thanks|i don't|i won't|i can't|way)|i (don't|won't) want (to do|to try|your|any|that|it|advice)|i'm not (going|doing|willing|interested)|not for me|that won't work|that (doesn't|wouldn't|won't) (work|help|fit|apply)|i've tried that|already tried|i already)",
            "No, that won't work.",
            "The clock does not work.",
        ),
        (0.9, "^ (no|nope|nah) ", "No, it was not him.", "There is no milk."),
    ),
    *cues(
        _G,
        "complaint_about_activities",
        (
            3.0,
            "(what's|what is|what was|i don't see|see) (even)? the (point|use|purpose) (of|in) (this|talking|these|coming|all this|dreams|my childhood|therapy|going over|that exercise|it)",
            "What is the use of these dreams?",
            "The point of the pencil broke.",
        ),
        (
            2.8,
            "(how|why) (is|does|will|would|should|do|did|are) (this|that|talking|it|we|you|digging|dreams|my childhood) (even|always|going to|supposed to|really|have to|keep)? ~ (help|helping|asking|ask|matter|important|talking about|bring|go back|come back to)",
            "How is talking supposed to help?",
            "How does it open?",
        ),
        (
            2.6,
            "(talking|talking about (it|that|this|him|her)|this|therapy|coming here|dreaming|these questions|it) (only|just|never|doesn't|isn't|won't|makes) (me|it)? ~ (help|helping|helps|worse|anywhere|change anything|pointless|stupid questions|solve)",
            "Talking only makes it worse.",
            "It never rains here.",
        ),
        (
            2.0,
            "(stupid (question|questions|exercise|questionnaire|form|forms)|same (question|questions)|going (round )?in circles|round in circles|why do (we|you) always|do we have to|always my (childhood|mother|father))",
            "We go round, we are going in circles.",
            "We drew circles.",
        ),
    ),
    *cues(
        _G,
        "complaint_about_arrangements",
        (
            2.8,
            "(always (this|the same) (time|price|room)|too expensive|this is expensive|costs too much|can't afford (this|it|to come|these|you)|the fee|your fee|the bill|fifty minutes|only an hour|not enough time|too (early|far) (for me|to come)|you (cancelled|canceled|changed the time|moved the)|your holiday|your holidays|so many sessions|have to wait|kept me waiting|who reads|being recorded|the recording)",
            "It is too far for me to come.",
            "The train is every hour.",
        ),
    ),
    *cues(
        _G,
        "complaint_about_progress",
        (
            3.0,
            "(weeks|months|sessions|years|all this time) ~ (and)? ~ (nothing|no better|still|same|no change|worse|no progress|not one)",
            "Eight sessions, and still the same fog.",
            "Ten weeks ago he rang.",
        ),
        (
            2.8,
            "(nothing (has|is)? (changed|changing|got better|getting better|improved|happening)|no (progress|improvement|change)|not getting (better|anywhere)|isn't (working|helping)|not (working|helping)|doesn't seem to (work|help)|getting nowhere|waste of (time|money)|wasting my (time|money)|i'm (getting)? worse|feel worse|feeling worse (since|after)|still (feel|feeling)? (the same|as bad|just as bad)|back to square one|where we started|where i started)",
            "Nothing has changed.",
            "He changed nothing but the lamp.",
        ),
    ),
    *cues(
        _G,
        "defends_self",
        (
            3.0,
            "(i already (told|said|explained|did) (you|that|it|this|so)|i did (tell|say|explain|do) (you|that|it|this|so)|you (simply|just|must have)? forgot|that's not what i said|not my fault|it's not as if i|it isn't my|why (are you|you) (blaming|attacking)|don't blame me|what do you (want|expect) (from me|me to)|i have a right|i had every right|you make it sound|you're making me)",
            "I already explained that.",
            "I told him the time.",
        ),
    ),
    *cues(
        _G,
        "controls_clinician",
        (
            3.0,
            "(tell me|just tell me|give me|i need|i want|i demand) (right now|now|immediately|what to do|an answer|answers|a solution|exactly what|the answer|a straight answer|something concrete)",
            "Give me an answer, I need a straight answer.",
            "Tell me a story.",
        ),
        (
            2.8,
            "(or (i'll|i|i'm|i will) (leave|leaving|go|going|stop|stop coming|won't come|quit|end this|find someone)|you (have to|must|need to|should|better|had better) (tell|give|fix|do|make|help me|call|write|sign|stop|say|answer|promise|decide|change)|answer (me|my question)|i want you to (tell|fix|stop|make|do|say|give))",
            "You have to tell me what to do.",
            "You have to see it.",
        ),
        (
            2.8,
            "^ (no|please|just|and|then)? (stop (asking|looking|writing|analysing|analyzing|saying|interrupting|doing)|don't (ask|interrupt|analyse|analyze|write|start|give me that|look at me|tell me))",
            "Stop asking me that.",
            "The bus stop is there.",
        ),
    ),
)
