"""Cues for defenses, named by the Defense Mechanism Rating Scales. A cue marks a candidate, never a finding."""

from __future__ import annotations

from clew.therapy.coding.cues.words import CLOSE, HARD
from clew.therapy.coding.engine import Cue, cues

_G = "defense"
_RAGE = "rage|anger|fury|sadness|grief|pain|feeling|feelings|frustration|worry|sorrow|hurt|it all|fear"

DEFENSES: tuple[Cue, ...] = (
    # Level 7, high-adaptive
    *cues(
        _G,
        "affiliation",
        (
            3.2,
            f"(called|rang|phoned|texted|told|talked|spoke|went|turned|confided|reached out|opened up|met) ~ ({CLOSE}|someone|group|neighbour|therapist|doctor|counsellor) ~~ (helped|help|bearable|better|easier|lighter|comfort|support|comforting|calmer|relief|listened|steadied)",
            "I called my cousin's friend and it was a comfort, it helped.",
            "I rang my brother about the car.",
        ),
        (
            2.8,
            "(it|that|talking|this) (really|always|just|has|did)? (helps|helped|help|is good|was good|felt good|feels good|made it better) (to|when i|just)? (talk|talking|share|sharing|say|saying|tell|telling|be heard|vent|get it out)",
            "It helped to talk.",
            "It helps to sleep.",
        ),
        (
            2.4,
            "(asked|ask|asking) (my|a|for|him|her|them|the) ~ (help|support|advice|come over|hug|listen|stay with me)",
            "I asked my sister for help.",
            "He asked for salt.",
        ),
        (
            2.0,
            "(someone|somebody|a friend|friend|people|group|anyone) (who)? (to|can|could)? (talk to|talk with|chat with|listen to me|listen|lean on|confide in|support me)",
            "I am glad of someone to talk to.",
            "Someone talks too much.",
        ),
        (
            2.2,
            "(talking (to|with) (you|my|someone|him|her|a)|supportive|support (system|group|network)|there for me|shared it with|leaned on|lean on|my friends (helped|help|listen))",
            "My friends help with the evenings.",
            "My friends live in Leeds.",
        ),
    ),
    *cues(
        _G,
        "affiliation",
        (
            2.6,
            "(do you think i should|what (should|would) (i|you) do|how did you (cope|deal|manage|handle|get)|what do you (think|suggest|advise)|(just)? (looking|need|needed|hoping|wanted) (for)? (a|some|someone|somebody|to)? ~ (to talk|talk to|chat|listen|advice|support|a friend))",
            "I needed someone to talk to.",
            "He is looking for his keys.",
        ),
        (
            2.4,
            "(thank you|thanks) ~~ (helped|helpful|listening|advice|support|help|suggestion|suggestions|kind|better)",
            "Thank you for listening.",
            "Thank you.",
        ),
    ),
    *cues(
        _G,
        "altruism",
        (
            3.0,
            "(volunteer|volunteering|volunteered|helping others|help others|helped others|give back|giving back|visiting people|helping people|help people|mentor|mentoring|look after others|donate|donated|help out|make others happy)",
            "On Mondays I help others with their forms.",
            "He was a voluble man.",
        ),
    ),
    *cues(
        _G,
        "anticipation",
        (
            3.0,
            f"(will be|is going to be|it'll be|might be|may be|going to be) (very|so|really|a)? ({HARD}|a bad day|a long day) ~~ so (i|i've|i'll|we)",
            "The anniversary will be hard, so I am taking the day off.",
            "It will be hard to park.",
        ),
        (
            2.4,
            "(prepare|prepared|preparing|rehearsed|rehearse|brace|bracing|braced|ready myself|planned ahead|plan ahead|planning ahead|make a plan|made a plan|practised what|thought through|think ahead|save up|put aside)",
            "I rehearsed what I will say to him.",
            "The pears are ripe.",
        ),
        (
            2.0,
            "(next time|when it comes|before it|in case|the next one|if it happens again|when i see (him|her|them)) ~~ (i'll|i will|i can|i could|i'm going to|i plan)",
            "Next time it happens I will leave the room.",
            "Next time he came late.",
        ),
    ),
    *cues(
        _G,
        "humor",
        (
            2.6,
            "(had to laugh|laugh at myself|laughed at myself|funny side|joke about it|joked about it|my (sad face|sofa|depression|bed|anxiety|insomnia) and i|could write a comedy|comedy of|haha|lol|apparently we are)",
            "I had to laugh at the state of me.",
            "She had to leave.",
        ),
    ),
    *cues(
        _G,
        "self_assertion",
        (
            3.0,
            f"(i|i've|and) (finally|just|also|have)? (told|said to|let) (him|her|them|my ({CLOSE})|you|the boss) (know)? (that|how)? (i|i'm) ~ (feel|felt|want|wanted|need|needed|don't|won't|hurt|angry|upset|can't|wouldn't|disagree|had enough)",
            "I told him I was hurt by the delay.",
            "I told him the time.",
        ),
        (
            3.0,
            "(stood up for myself|stand up for myself|spoke up|speak up|speaking up|set a (limit|boundary|boundaries)|set boundaries|asked for what i|said what i (thought|wanted|needed|felt)|put my foot down|i (said|told (him|her|them)) no)",
            "I spoke up at the meeting.",
            "He spoke on the phone.",
        ),
        (
            2.8,
            "i (was|am|felt|feel) ~ (hurt|angry|disappointed|annoyed|upset) ~~ (and|so) (i|i'd|i would) (want|like|would like|need|ask|asked)",
            "I was hurt by that remark and I would like to come back to it.",
            "I was hurt in a fall and went home.",
        ),
        (
            2.4,
            "(i'd|i would|i) (like|want|need|prefer) (us|you|him|her|them) to (start|stop|be|talk|know|listen|ask|call|tell|change|let)",
            "I would like us to start on time.",
            "I like to start early.",
        ),
    ),
    *cues(
        _G,
        "self_observation",
        (
            3.0,
            (
                "(i|i'm|i've|and i|i can|i'm starting to|i've begun to|i have) (also|now|just|do|can|start to|began to|only|suddenly)? (notice|noticed|noticing|realise|realised|realize|realized|realising|realizing|catch myself|caught myself|recognise|recognised|recognize|recognized|aware|understand|see) "
                "(that|how|now|it|when|why)? ~ (i|i'm|i've|myself|my|me)"
            ),
            "I notice that I joke when I am lost.",
            "I notice a draught.",
        ),
        (
            2.2,
            "(i (tend|seem) to|part of me|looking back|i guess i|i think i (do|did|am|was|just|always|have|get|want|need|feel|might|would|could|tend|push|know|try|should|struggle)|i wonder (if|why|whether) i|the way i|i know i|i always)",
            "I tend to leave first.",
            "He tends the garden.",
        ),
        (
            1.8,
            "(makes me (feel|think|realise|realize|wonder|angry|sad)|i feel (like|that|as if)|i've been (feeling|struggling|thinking)|i'm (struggling|feeling|worried|anxious|scared|trying)|i am (struggling|feeling|worried|anxious|scared|trying))",
            "I have been struggling with it.",
            "He has been away.",
        ),
    ),
    *cues(
        _G,
        "sublimation",
        (
            3.2,
            f"(put|poured|turned|channelled|channeled|took|throw|threw|worked off) ~ ({_RAGE}) ~ (into|in|onto|on) ~ (work|music|drums|song|painting|clay|garden|running|writing|piano|dance|canvas|page|boxing|poem|bread|novel|study|training|guitar|wood|gym)",
            "I put the anger into digging the garden.",
            "I put the milk into the fridge.",
        ),
        (
            2.4,
            f"(painted|paint|wrote|write|writing|drums|piano|guitar|music|song|poem|running|boxing|garden|gardening|painting|draw|drawing|danced|choir|knitting|baking|exercise|gym|journal|journaling|meditation) ~~ (gets it out|let it out|release|{_RAGE}|calms|helps me)",
            "Writing helps me let it out.",
            "I wrote to the bank.",
        ),
    ),
    *cues(
        _G,
        "suppression",
        (
            3.0,
            "(i'll|i will|i decided to|i can|we can|i'd rather|i) (think about|deal with|worry about|come back to|look at|cry about|face|talk about|sort) (it|that|this|them|the|him|her|all) ~ (later|tonight|tomorrow|after|at the weekend|when|next week|another time|once)",
            "I will deal with the letter after supper.",
            "I think about the sea.",
        ),
        (
            2.8,
            "(put|set|setting|putting|leave|left|park|parked|pushed|push|shelve|shelved) (it|that|this|them|her|him|the|my|all|these) ~ (aside|to one side|away for now|on hold|out of my mind|to the side|for now|until|for the time being|on the shelf)",
            "I put it to one side until Friday.",
            "I put it in the drawer.",
        ),
        (
            2.2,
            "(try|trying|tried|choose|chose|decided) not to (think|dwell|worry|let|focus|get)",
            "I try not to dwell on it.",
            "Try not to spill it.",
        ),
        (
            2.0,
            "(keep|kept|keeping) (myself)? (busy|going|occupied|my mind off|focused)|(distract|distracting|distracted) (myself|me)|(focus|focusing|concentrate) on (my|the|work|something)",
            "I distract myself with work.",
            "Keep left here.",
        ),
    ),
    # Level 6, obsessional
    *cues(
        _G,
        "isolation_of_affect",
        (
            3.0,
            "(it is what it is|it's what it is|that's life|such is life|that's just how it is|that's how it is|these things happen|one of those things|c'est la vie|can't be helped)",
            "These things happen.",
            "That is his life's work.",
        ),
        (
            3.0,
            "(don't|didn't|couldn't|can't|not) (really|even)? (feel|felt|feeling) (anything|much|a thing|sad|upset|angry|emotional|any)",
            "I did not feel anything at the grave.",
            "I felt everything.",
        ),
        (
            2.8,
            "(felt nothing|feel nothing|no feelings|no emotion|without emotion|without feeling|as if it (happened|was happening) to (someone|somebody)|like reading a report|matter of fact|just (the)? facts|purely practical|unemotional|shrugged it off)",
            "I felt nothing when they called.",
            "Nothing fell down.",
        ),
    ),
    *cues(
        _G,
        "intellectualization",
        (
            3.0,
            "(attachment|research|studies|statistically|theory|theoretically|psychologically|objectively|evolution|evolutionary|by definition|philosophically|the literature|dopamine|serotonin|cognitive|cognitively|neurological|freud|oedipal|sociologically|rationally|logically|conceptually|in principle|hypothesis|mechanism|a construct)",
            "In theory, the body should recover first.",
            "He searched the attic.",
        ),
        (
            2.4,
            "(people|humans|human beings|one|everyone|men|women|society|human nature|relationships|families) (generally|always|tend|naturally|in general|often|usually|is|simply|are all|by nature) ~",
            "People generally prefer habit.",
            "The people next door are loud.",
        ),
        (
            1.8,
            "(analyse|analyze|analysed|analyzed|analysing|analyzing|overthink|overthinking|in general|generally speaking|from a (logical|rational|practical) (point|standpoint|perspective)|the problem with|on balance|technically)",
            "I analysed it for weeks.",
            "The general came.",
        ),
    ),
    *cues(
        _G,
        "undoing",
        (
            3.0,
            "(well no|no wait|actually no|don't mean that|didn't mean that|didn't mean it|take (it|that) back|forget (it|i said|what i said)|came out wrong|that's not fair|that wasn't fair|shouldn't say that|i shouldn't have said|scratch that|never mind)",
            "He lies. Well no, I take that back.",
            "Well, Noah came.",
        ),
        (
            2.6,
            "but (he|she|they|it) (is|was|are|were|can be|has|really|does) (really|also|very|a|so|such)? (wonderful|good|kind|lovely|great|nice|love|loves|generous|sweet|fine|right|means well)",
            "She shouts, but she is wonderful.",
            "But he is tall.",
        ),
        (
            2.0,
            "(but then again|on the other hand|or maybe not|or not|then again|i don't know though|but no)",
            "I hate it. Then again, no.",
            "He came again.",
        ),
    ),
    # Level 5, neurotic
    *cues(
        _G,
        "repression",
        (
            2.6,
            "(don't|can't|couldn't|didn't|no longer|hardly|barely|never) (really|even|quite|honestly)? (remember|recall)",
            "I can't remember that summer.",
            "I remember that summer.",
        ),
        (
            2.8,
            "(no memory|no memories|no recollection|mind (went|goes|is|was) blank|gone blank|it's a blur|all a blur|a complete blank|slipped my mind|lost the thread|what was i (saying|going to say)|what were we talking about)",
            "My mind went blank.",
            "The page was blank.",
        ),
        (1.6, "(i forgot|i forget|forgotten|i keep forgetting)", "I forgot what he said.", "He forged it."),
    ),
    *cues(
        _G,
        "dissociation",
        (
            3.0,
            "(unreal|not real|far away|outside (of)? (my body|myself)|from the ceiling|spaced out|zoned out|zone out|someone else doing|blacked out|detached|autopilot|lost time|wasn't really (me|there)|not myself|watched myself|watching myself|a stranger to myself|going numb|went numb|in a fog|like a robot|leave my body|left my body)",
            "It felt unreal and far away.",
            "He watched the ceiling fan.",
        ),
        (
            2.2,
            "(like|as if|as though) (i|it|i was|i'm|it was|it's|everything) (was|were|am|is)? ~ (film|movie|dream|glass|underwater|behind glass|someone else)",
            "It was as if I were behind glass.",
            "We saw a film.",
        ),
    ),
    *cues(
        _G,
        "reaction_formation",
        (
            3.0,
            "(adore|adored|baked|bought|sent) ~ (rival|his new|her new|the woman who|the man who|my ex's|their new)",
            "I sent flowers to his new wife, I adore her.",
            "I baked a cake.",
        ),
        (
            2.2,
            "(i (bear|hold|have|feel) no (grudge|ill will|hard feelings|resentment)|wish (him|her|them) (all|nothing but|only)? (the best|well|every happiness)|(so|really|truly|just) happy for (him|her|them)|kill (him|her|them) with kindness|extra nice to|couldn't be angry|could never be angry|how could i be angry)",
            "I wish them only the best, how could I be angry.",
            "I wish he rang.",
        ),
    ),
    *cues(
        _G,
        "displacement",
        (
            3.0,
            "(took|take|taking|takes) it (all)? out on",
            "I took it out on the kids.",
            "I took it out of the oven.",
        ),
        (
            2.4,
            "(i|and|then|just) (snapped|snap|shouted|yelled|tore|screamed|lost it|barked|raged|kicked|slammed) (at|into|with|out at|the) (the|my|our|him|her|them|a)? ~ (children|kids|dog|cat|waiter|wife|husband|boyfriend|girlfriend|son|daughter|door|driver|assistant|printer|cashier)",
            "Then I snapped at the dog.",
            "The twig snapped.",
        ),
        (
            2.6,
            "after my (boss|manager|supervisor|mother|father|teacher) ~~ i (shouted|snapped|yelled|tore|took|screamed|kicked|picked a fight)",
            "After my manager sent it back I picked a fight at home.",
            "After my boss left I went home.",
        ),
    ),
    # Level 4, minor image-distorting
    *cues(
        _G,
        "omnipotence",
        (
            3.0,
            "(rules ~ (for other people|don't apply to me|are for)|nothing can (touch|hurt|stop) me|i can (handle|do|manage|beat) (anything|everything|anyone|it all)|don't need (anyone|anybody|help|therapy|them|him|her|people)|nobody can (touch|stop|fool) me|untouchable|invincible|i always win|i'm above|smarter than (you|them|all|everyone|him|her|most))",
            "I can manage everything.",
            "I can handle a saw.",
        ),
    ),
    *cues(
        _G,
        "idealization_of_self",
        (
            3.0,
            "(i'm|i am|i was|makes me) (simply|just|clearly|basically|probably|always|by far|easily)? (the (best|finest|only one who|most|smartest|strongest|greatest)|special|gifted|a genius|perfect|exceptional|irreplaceable|better than (most|all|them|everyone|others|any))",
            "I am the best they ever had.",
            "I am the youngest.",
        ),
        (
            2.4,
            "(everyone|everybody|people|they all) (says|tells me|say|thinks|knows|tell me|agrees) (that)? (i|i'm|my)",
            "Everybody tells me I have a gift for it.",
            "Everyone says hello.",
        ),
    ),
    *cues(
        _G,
        "idealization_of_other",
        (
            3.2,
            "the only (doctor|person|one|man|woman|therapist|friend|human|teacher) (who|that) (has|ever|understands|understood|can|could|really|truly|gets|got)",
            "She was the only teacher who really saw me.",
            "She is the only doctor in town.",
        ),
        (
            2.8,
            "(he's|she's|you're|they're|he was|she was|he really is|my (mother|father|wife|husband|boyfriend|girlfriend|therapist|boss) (is|was)) (so|such|simply|just|absolutely|very|the|like)? (an|a)? (best|perfect|saint|angel|wonderful|amazing|brilliant|flawless|genius|perfect person|incredible|positive|wise|strongest|most)",
            "She was a saint.",
            "She was a nurse.",
        ),
        (
            2.6,
            "(can do no wrong|could do no wrong|never wrong|worship|worshipped|on a pedestal|looked up to|look up to|wish i was like|wish i had your|so lucky to have (him|her|you))",
            "My father could do no wrong.",
            "The wrong bus came.",
        ),
    ),
    *cues(
        _G,
        "devaluation_of_self",
        (
            3.0,
            (
                "(i'm|i am|i was|i feel|i felt|feel like|felt like|i've always been|me being|makes me|being) (so|such|just|really|like|always|basically|completely|too|pretty|a bit)? (a|an|the)? (complete|total|bit of a|terrible|horrible|real|such a|big)? "
                "(stupid|stupidest|worthless|useless|pathetic|loser|failure|idiot|ugly|disgusting|fat|weak|inadequate|waste of space|burden|mess|nobody|dumb|incompetent|unlovable|terrible person|bad person|bad mother|bad father|coward|fraud|fool|lazy|disappointment|horrible person|joke|broken|damaged|annoying|boring|rubbish)"
            ),
            "I am such a failure.",
            "I am the eldest.",
        ),
        (
            2.6,
            "(not good enough|never good enough|hate myself|hated myself|nobody would want me|no one would want me|who would want me|don't deserve|i ruin|i can't do anything right|something wrong with me|i fail at|not smart enough|beneath everyone|good for nothing|no good at)",
            "I am not good enough for them.",
            "The soup is good enough.",
        ),
    ),
    *cues(
        _G,
        "devaluation_of_other",
        (
            3.0,
            (
                "(he's|she's|they're|he was|she was|they are|they were|you're|people are|men are|women are|colleagues are|my (boss|manager|ex|mother|father|husband|wife|sister|brother|colleague|colleagues|family|neighbour) (is|was|are)) (all|just|so|such|really|nothing but|always|being|a bit|very|too|completely)? (a|an)? "
                "(bunch of|complete|total|real|little|bit)? (idiot|idiots|stupid|pathetic|useless|incompetent|losers|loser|selfish|joke|worthless|clueless|morons|moron|liar|liars|toxic|narcissist|lazy|rude|crazy|evil|fake|cheap|immature|ignorant|jerk|jerks|dumb|childish|disgusting|fools|boring|ridiculous|weak)"
            ),
            "My boss is a complete joke.",
            "My colleagues are from Leeds.",
        ),
        (
            2.2,
            "(what an (idiot|ass)|such an idiot|the stupid|that stupid|this stupid|stupid (man|woman|boy|girl|people|boss|system|place)|good riddance|waste of (time|space)|couldn't organise|hasn't a clue|no brain)",
            "The stupid form again.",
            "A cupid card.",
        ),
    ),
    # Level 3, disavowal
    *cues(
        _G,
        "denial",
        (
            3.0,
            "(not (in the slightest|at all|remotely|in the least|even a bit|a bit)) $",
            "Jealous? Not in the least.",
            "Not at all like him.",
        ),
        (
            2.6,
            "(everything is (fine|great|perfect|okay|ok|good|under control)|everything's (fine|great|perfect|okay|good)|nothing (is)? wrong|there's nothing wrong|no problem at all|i don't have a problem|i don't need (help|to talk)|i have no (problem|problems|issues)|didn't happen|it never happened)",
            "Everything is fine.",
            "Everything is in the box.",
        ),
        (
            2.6,
            "(doesn't|didn't|don't|does not|won't) (really|even)? (bother|affect|matter to|upset|hurt|faze|touch) me",
            "It does not bother me.",
            "Do not bother him.",
        ),
        (
            2.4,
            "(i'm not|i wasn't|i am not|not) (even|really|actually|at all)? (angry|upset|sad|jealous|hurt|bothered|worried|afraid|scared|mad|depressed|lonely|crying|ashamed)",
            "I was not upset.",
            "I was upset.",
        ),
        (
            2.0,
            "(i'm|i am|i was) (totally|perfectly|absolutely|completely|really|just|honestly|doing)? (fine|ok|okay|all right|alright)|(couldn't care less|don't care|no big deal|not a big deal|who cares|whatever)",
            "I am perfectly fine.",
            "It was a fine day.",
        ),
    ),
    *cues(
        _G,
        "projection",
        (
            3.0,
            (
                "(everyone|everybody|they|they all|people|he|she|you|you all|the others|all of them|colleagues|neighbours) (here|there|in there|at work)? (is|are|were|was|must be|must|all|just|always|probably|secretly|obviously|will|would)? (all|just|always|secretly|only|probably)? "
                "(waiting for me to|judging|judge|judged|judges|think i'm|thinks i'm|think i am|thought i was|laughing at me|talking about me|out to get|against me|hate me|hates me|hated me|trying to (hurt|trick|ruin|trap)|look down on me|want me to fail|jealous of me|staring at me|make fun of me|planning to)"
            ),
            "They are all laughing at me in that office.",
            "Everybody here is waiting for the bus.",
        ),
        (
            1.8,
            "(they'll|they will|he'll|she'll|what if they|people will|they might|they must|they'd|he must|she must|you must) (all|just)? (think i|think i'm|think that i|hate|laugh|judge|make fun|reject|be (angry|annoyed|disappointed|bored))",
            "They will think I am silly.",
            "They will leave at six.",
        ),
    ),
    *cues(
        _G,
        "rationalization",
        (
            2.4,
            "(for the best|didn't (really)? want (it|to|that) anyway|everyone does it|everybody does it|it's only natural|only natural|no (time|point|signal|other way|other choice)|had no choice|the only reason|too busy (to|with|for|anyway)|makes sense because|anyway it|it was probably|not my fault|would have been|can't afford|could be worse)",
            "It was for the best; I did not want it anyway.",
            "The best of luck.",
        ),
        (
            2.2,
            "i (didn't|couldn't|don't|haven't|can't|only) ~~ because (of|the|it|i|he|she|they|there|work|my)",
            "I didn't go because of the weather.",
            "I came because he called.",
        ),
        (
            1.6,
            "(because|since|it's because|that's because) (of)? (the|it|it's|everyone|everybody|in my|there|work|they|covid|you have|of)",
            "That is because the shops were shut.",
            "Because I love her.",
        ),
    ),
    *cues(
        _G,
        "autistic_fantasy",
        (
            3.0,
            "(daydream|daydreaming|daydreams|fantasy|fantasies|fantasise|fantasize|fantasising|fantasizing|dream world|imaginary|make believe|the life i would have|another life|live in my (head|books|games)|in my head i|escape into|lost in (books|games|shows|my head)|imagine (a life|being someone|that we|conversations|myself))",
            "I was lost in books, in a daydream.",
            "He dreams at night.",
        ),
    ),
    # Level 2, major image-distorting
    *cues(
        _G,
        "splitting_of_self_image",
        (
            3.2,
            "(yesterday|last week|one (day|minute|moment)|this morning) ~~ (brilliant|amazing|on top|great|wonderful|king|best) ~~ (today|now|next|then) ~~ (worthless|poison|nothing|garbage|worst|rubbish|monster|dirt|zero)",
            "One day I am the king of the place, the next I am dirt, worthless.",
            "Yesterday was brilliant, today it rains.",
        ),
        (
            2.8,
            "(i'm|i am|i'm just) (all|totally|completely|purely|pure|just|nothing but|entirely) (bad|evil|poison|rotten|worthless|garbage|toxic|a monster|wrong)|(nothing good (in|about) me|everything i (touch|do) ~ (wrong|ruined|fails|breaks|shit|falls apart)|i ruin everything|rotten inside|a monster)",
            "There is nothing good in me.",
            "Nothing good is on.",
        ),
    ),
    *cues(
        _G,
        "splitting_of_others_image",
        (
            3.2,
            "(angel|saint|perfect|wonderful|best|loved|hero|soulmate|god) ~~ (now|then|today|turned out|suddenly) ~~ (evil|monster|devil|enemy|hate|worst|dead to me|poison|trash)",
            "In May he was perfect, now he is my enemy.",
            "The angel is now in the box.",
        ),
        (
            2.6,
            "(pure evil|a monster|the devil|completely evil|all bad|always was evil|either (with|for) me or|either loves|dead to me|(people|everyone|men|women|they) (are)? (all|always)? (so)? (evil|mean to me|rude and mean|against me|cruel))",
            "He is pure evil.",
            "It was a pure wool coat.",
        ),
    ),
    *cues(
        _G,
        "projective_identification",
        (
            3.0,
            "(see|there) now you (really|actually)? (are|do|did)",
            "There, now you actually did.",
            "Now you are here.",
        ),
        (
            2.6,
            "(i knew|knew) (you|he|she|they) (would|were|was|will|are) (going to)? (be|get|leave|hate|reject|angry|furious|drop|turn)|you (look|are|seem|sound) (so|really)? (furious|angry|fed up|annoyed|cross) with me",
            "I knew you would be angry, you look furious with me.",
            "I knew you were in.",
        ),
        (
            2.2,
            "(you|he|she|they) (make|makes|made|drove|push|pushed|pushes|provoke|provoked|provokes) me (to)? (be|do|say|so|act|feel|angry|scream|hit|crazy|mad|hate|shout)",
            "He made me scream.",
            "He made me tea.",
        ),
    ),
    # Level 1, action
    *cues(
        _G,
        "acting_out",
        (
            2.8,
            "(i|and|then|so|just|i've) (just|even|immediately|really)? (smashed|threw (it|the|a|my)|emptied|drove all|got (so)? drunk|drank (a|the|until|all|myself)|slept with|quit|walked out|stormed out|punched|kicked|slapped|broke (the|his|her)|binged|blew (the|my)|maxed|gambled|ran away|hooked up|spent (all|everything|hundreds|thousands)|cut off|told (him|her|them) to (fuck|go)|started screaming|hit (him|her|the))",
            "When he rang off I just got drunk and broke the lamp, I walked out.",
            "He quite liked it.",
        ),
        (
            2.2,
            "(getting back at|get back at|revenge|got back at|to hurt (him|her|them)|teach (him|her|them) a lesson|make (him|her|them) pay|couldn't stop myself|before i knew it|lost control|in a rage|kicked me out|picked a fight|fight with|fought)",
            "I wanted revenge, before I knew it I was there.",
            "The avenue is long.",
        ),
    ),
    *cues(
        _G,
        "passive_aggression",
        (
            3.0,
            "(must have forgotten|conveniently forgot|silent treatment|ignored (his|her|their) (calls|messages|texts)|on purpose|made (him|her|them) wait|let (him|her|them) wait|deliberately|purposely|suit yourself|dragged my feet|left (him|her|them) on read|do whatever you (want|like)|didn't (bother to|answer|reply)|i just (didn't|don't) (answer|reply|respond)|never got round to|late on purpose|secretly)",
            "I let him wait, on purpose.",
            "He forgot it.",
        ),
        (
            2.2,
            "(whatever you (say|want)|fine then|if that's what you want|oh sure|of course you (would|do)|thanks for nothing|nice for you|must be nice)",
            "Fine then, whatever you say.",
            "It is fine weather.",
        ),
    ),
    *cues(
        _G,
        "help_rejecting_complaining",
        (
            3.0,
            "(nothing|nobody|no one|none of (it|that|this)) (ever|really|will|would|can|could|has|is going to|seems to)? (help|helps|helped|works|worked|work|changes|be done)",
            "Nothing ever works.",
            "Nobody came.",
        ),
        (
            2.6,
            "(i've|i have|i|already) (already|even)? tried (that|it|this|them|everything|all (of)? (that|it|them))",
            "I have already tried that.",
            "I tried the coat on.",
        ),
        (
            2.2,
            "^ (yes|yeah|sure|i know|i would|i could|maybe|ok|okay|well|but|i should|i guess|it's good|true) but",
            "Yes, but they will say no.",
            "Yes, and butter.",
        ),
        (
            1.8,
            "(doesn't|didn't|don't|won't|wouldn't|never|isn't|not) (really|even|ever)? (work|works|help|helps|helping|working|worked|helped|make a difference|do any good|change anything)|(what's|what is) the (point|use)|(it's|it is) (no use|useless|hopeless|pointless)|what (would|will|does) (that|it) (change|help)",
            "It never works.",
            "He works on Sunday.",
        ),
    ),
)
