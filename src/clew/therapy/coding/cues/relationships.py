"""Cues for relationship episodes: wishes (W), responses of other (RO) and of self (RS), and what passes between two.

The codes of W, RO and RS are the standard categories of the Core Conflictual Relationship Theme method. Who the other
is stands in `people`.
"""

from __future__ import annotations

from clew.therapy.coding.engine import Cue, cues

WISHES: tuple[Cue, ...] = (
    # A wish is plain, its category is not.
    *cues(
        "W",
        "",
        (
            2.4,
            "(want|wanted|wish|wished|hoped|needed|longed) (for)? (him|her|them|you) (to|would|could)",
            "I wanted him to come.",
            "I wanted a coat.",
        ),
    ),
    *cues(
        "W",
        "be_understood",
        (
            3.0,
            "(want|wanted|wish|wished|hoped|need|needed|like|longed|hope) (for)? ~ to (really|just|finally)? (understand|understood|get|see|hear|know how i|be understood|be heard|listen)",
            "I wanted him to understand.",
            "I understand the map.",
        ),
    ),
    *cues(
        "W",
        "be_accepted",
        (
            3.0,
            "(want|wanted|wish|wished|hoped|need|needed|longed|hope|trying|tried) ~ to (just|finally)? (accept|be accepted|include|belong|fit in|be included|be part|take me as)|(belong|fit in)",
            "I wanted her to accept me.",
            "He accepted the parcel.",
        ),
    ),
    *cues(
        "W",
        "be_respected",
        (
            3.0,
            "(want|wanted|wish|wished|hoped|need|needed|deserve|like|hope) ~ to (be)? (respect|respected|take me seriously|taken seriously|treat me|notice|appreciate|appreciated|acknowledge|recognise|recognize|be valued|be noticed|value|praise|see what i|say well done|be proud)|(taken seriously|be proud of me)",
            "I wanted him to take me seriously.",
            "I want to be home.",
        ),
    ),
    *cues(
        "W",
        "be_liked",
        (
            3.0,
            "(want|wanted|wish|wished|hoped|need|needed|hope|trying|tried) ~ to (be)? (liked|like me|popular|be friends)",
            "I wanted them to like me.",
            "I like the sea.",
        ),
    ),
    *cues(
        "W",
        "be_opened_up_to",
        (
            2.6,
            "(want|wanted|wish|wished|hoped|need|needed|hope) ~ (him|her|them|he|she|they|you|my ~) (to|would|could) (tell|open up|talk to|speak to|explain|share|answer|say something|ask me)",
            "I hoped she would talk to me.",
            "I hoped for rain.",
        ),
    ),
    *cues(
        "W",
        "be_open",
        (
            2.6,
            "(want|wanted|wish|wished|hoped|need|needed|trying|tried|like|meant) to (tell|say|talk|explain|share|speak|show|open up|express|ask) (to)? (him|her|them|you|it|how|my|what|about)",
            "I wanted to tell her how it was.",
            "I need to ask the way.",
        ),
    ),
    *cues(
        "W",
        "be_distant_from_others",
        (
            2.8,
            "(want|wanted|wish|wished|need|needed|had|prefer|rather) to (just)? (be left alone|leave me alone|get away|be alone|run away|keep (my )?distance|get out|disappear|hide|leave|escape|be by myself)|(leave me alone|left alone|my own space|need space)",
            "I wanted to get away from them.",
            "I wanted to sit by the sea.",
        ),
    ),
    *cues(
        "W",
        "be_close_to_others",
        (
            2.8,
            "(want|wanted|wish|wished|hoped|need|needed|longed|miss|hope|hoping) ~ (to be (close|closer|with|near|together|included)|to spend (more)? time|to stay with|closeness|to hold me|to hug me|hug|him back|her back|them back|to stay|would stay|to see (him|her|them)|to come home|would come (back|home)|a relationship)",
            "I wanted to be close to her.",
            "I want to see the film.",
        ),
    ),
    *cues(
        "W",
        "help_others",
        (
            2.8,
            "(want|wanted|wish|wished|trying|tried|need|had|have|like) to (help|look after|take care of|protect|rescue|save|support|cheer|be there for|make (him|her|them|it) (happy|better|easier))",
            "I wanted to look after her.",
            "I wanted a new coat.",
        ),
    ),
    *cues(
        "W",
        "be_helped",
        (
            2.8,
            "(want|wanted|wish|wished|hoped|need|needed|hope|asked|begged) (for)? (him|her|them|someone|somebody|my ~|you|anyone) (to|would|for) (help|look after|take care|come|rescue|save|support|protect|advise|pick me up|be there|stand up for me|be on my side)|(needed|wanted|asked for) (some|his|her|their|your|a little)? (help|support)",
            "I needed someone to help.",
            "He helped.",
        ),
    ),
    *cues(
        "W",
        "not_be_hurt",
        (
            2.8,
            "(don't|didn't|not|never) (want|wanted|wanting) (to)? (get|be|him to|her to|them to)? (hurt|hurt again|rejected|abandoned|humiliated|laughed at|shouted at|hit|let down|disappointed|hurt me|leave me|left|lose (him|her|them|you)|be judged|judge me)|(afraid|scared) (he|she|they|of being|that he|that she|that they|you) ~ (leave|hurt|reject|rejected|hurt|left|abandon|laugh|angry)",
            "I did not want to get hurt again.",
            "It hurt.",
        ),
    ),
    *cues(
        "W",
        "hurt_others",
        (
            2.8,
            "(want|wanted|wish|wished|like|felt like|could have) (to)? (hit|hurt|slap|punch|scream at|kill|shake|punish|strangle|throw|get back at|get even|make (him|her|them) (suffer|pay|feel)) (him|her|them|it|my)?|(revenge)",
            "I wanted to shake him.",
            "I want to sit with him.",
        ),
    ),
    *cues(
        "W",
        "avoid_conflict",
        (
            2.8,
            "(don't|didn't|not|never) (want|wanted) (to)? (upset|argue|fight|start|make (a fuss|trouble|it worse|a scene|him angry|her angry)|rock the boat|a fight|an argument|trouble|disappoint|hurt (him|her|them|anyone)|cause)|(keep the peace|avoid (a|the|any)? (fight|conflict|argument|row)|to please (him|her|them|everyone)|peace and quiet)",
            "I wanted to keep the peace.",
            "The piece is lost.",
        ),
    ),
    *cues(
        "W",
        "oppose_others",
        (
            2.6,
            "(want|wanted|like|wish|had) to (say no|refuse|disagree|object|fight back|argue|resist|complain|contradict|stand against|prove (him|her|them) wrong)",
            "I wanted to say no to her.",
            "She said no.",
        ),
    ),
    *cues(
        "W",
        "have_control_over_others",
        (
            2.6,
            "(want|wanted|need|needed|trying|tried|wish) (to|him to|her to|them to|you to) (control|change (him|her|them)|make (him|her|them)|get (him|her|them) to|stop (him|her|them|drinking|seeing|it)|do what i|obey|convince|persuade)",
            "I tried to get him to stop, to change him.",
            "I changed.",
        ),
    ),
    *cues(
        "W",
        "have_self_control",
        (
            2.6,
            "(want|wanted|trying|tried|need|needed|had) to (keep calm|stay calm|control myself|keep it together|hold it together|calm down|not (to )?(cry|show|react)|hold back|keep my temper|be strong)|(tried|trying) not to (cry|show|react|shout|scream)",
            "I tried not to cry.",
            "He cried.",
        ),
    ),
    *cues(
        "W",
        "achieve",
        (
            2.6,
            "(want|wanted|need|needed|trying|tried|hope|hoped|wish) to (do well|succeed|win|pass|get the (job|promotion|grade)|be the best|prove myself|prove (that )?i|make it|be good enough|be perfect|get it right|finish|impress (him|her|them))|(prove myself|be good enough|good enough for (him|her|them|you))",
            "I wanted to prove myself.",
            "He won.",
        ),
    ),
    *cues(
        "W",
        "be_independent",
        (
            2.6,
            "(want|wanted|need|needed|trying|tried|wish|like) to (be independent|do it (myself|on my own|alone|my own way)|live my own|make my own|decide (for)? myself|stand on my own|go my own way|be free|move out|not need (him|her|them|anyone))",
            "I wanted to decide for myself.",
            "He decided.",
        ),
    ),
    *cues(
        "W",
        "be_good",
        (
            2.4,
            "(want|wanted|trying|tried|had|have) to (be|do) (good|a good|the right thing|right|fair|nice|kind|a better)",
            "I tried to be a good daughter.",
            "It is a good day.",
        ),
    ),
    *cues(
        "W",
        "be_own_person",
        (
            2.4,
            "(want|wanted|need|needed|wish|able) to (be|just be) (myself|my own person|who i am|different from)|(be myself)",
            "I wanted to be myself.",
            "I did it myself.",
        ),
    ),
    *cues(
        "W",
        "not_be_responsible_or_obligated",
        (
            2.4,
            "(don't|didn't|not|never|no longer) (want|wanted) (to)? (be responsible|look after|take care|have to|carry|be the (one|adult|strong)|the responsibility|be obliged|owe)",
            "I did not want to have to carry her.",
            "I have to carry the bag.",
        ),
    ),
    *cues(
        "W",
        "have_stability",
        (
            2.4,
            "(want|wanted|need|needed|wish|hoped) (some|a|for|things to|it to|us to)? (stability|security|normal family|be normal|stay the same|safe place|feel safe|be safe|a home|routine)",
            "I needed a safe place.",
            "It is a stable.",
        ),
    ),
    *cues(
        "W",
        "be_loved",
        (
            3.0,
            "(want|wanted|wish|wished|hoped|need|needed|longed|hope|just) ~ (to be loved|to love me|love me|loved me|would love me|to want me|to be wanted|to choose me|to be chosen|to miss me|to care about me|to care|would care|cared about me)",
            "I wanted her to love me.",
            "I love the sea.",
        ),
    ),
    *cues(
        "W",
        "assert_self",
        (
            2.6,
            "(want|wanted|wish|wished|should have|trying|tried|need|needed) (to)? (stand up (for myself|to)|speak up|set a boundary|say what i|tell (him|her|them) (what|that|no|off)|defend myself|ask for what)|(i wish i had said)",
            "I wanted to stand up to him.",
            "Stand up, please.",
        ),
    ),
    *cues(
        "W",
        "compete_with_someone",
        (
            2.4,
            "(want|wanted|trying|tried|need|needed) to (be better than|beat|win against|outdo|compete|be the favourite|be the favorite)|(better than (him|her|my ~))",
            "I wanted to be better than my brother.",
            "It is better than tea.",
        ),
    ),
    *cues(
        "W",
        "have_trust",
        (
            2.4,
            "(want|wanted|wish|need|needed|trying|able) to (trust|rely on|count on|depend on|believe) (him|her|them|you|someone)",
            "I wanted to trust her.",
            "The trust pays.",
        ),
    ),
)

RESPONSES_OF_OTHER: tuple[Cue, ...] = (
    *cues(
        "RO",
        "understanding",
        (
            3.0,
            "(he|she|they|you|who|father|mother|friend|sister|brother) (really|actually|did|just|has|have|always|seemed to|could)? (understood|understands|listened|got it|gets me|heard me|knew how i felt|gets it|took it in)|(listened to me|understood me)",
            "She listened and understood.",
            "I understood.",
        ),
    ),
    *cues(
        "RO",
        "not_understanding",
        (
            3.0,
            "(doesn't|didn't|never|don't|couldn't|can't|won't|wouldn't|not|hardly) (even|really|ever|want to|seem to|actually)? (understand|understood|listen|listened|get it|hear me|heard me|see me|believe me|believed me|listening|notice|noticed|ask how|asked how|take me seriously)",
            "He never listened.",
            "He listened.",
        ),
    ),
    *cues(
        "RO",
        "accepting",
        (
            2.8,
            "(accepted|accepts|welcomed|included|forgave|invited) me|(was|is|were|are) (fine|okay|ok|happy) with (me|it|that)|made me (feel)? welcome",
            "They welcomed me.",
            "I welcomed them.",
        ),
    ),
    *cues(
        "RO",
        "rejecting",
        (
            3.0,
            "(rejected|rejects|left|abandoned|dumped|excluded|kicked|threw|turned|pushed|sent|uninvited|blocked|dropped|shut|cut|disowned|avoided) me (out|away|off|down|for|alone|there|behind|and|at)?|broke up with me|broke it off|(wanted|wants) nothing to do with me|(didn't|doesn't|don't|never) (want|wanted|invite|invited|choose|chose|pick|picked) me|walked (out|away)|(he|she|they) (left|walked out|moved out)|told me to (leave|go|get out)|hung up",
            "She pushed me away.",
            "I pushed the door.",
        ),
    ),
    *cues(
        "RO",
        "respects_me",
        (
            2.8,
            "(respected|respects|praised|praises|complimented|admired|appreciated|thanked|promoted|valued|congratulated|trusts|trusted) me|(proud of me|took me seriously|takes me seriously|said well done|said (i|it) was (good|great|brilliant))",
            "She praised me.",
            "I praised her.",
        ),
    ),
    *cues(
        "RO",
        "does_not_respect_me",
        (
            3.0,
            "(laughed at|laughs at|mocked|mocks|humiliated|humiliates|belittled|belittles|criticised|criticises|criticized|criticizes|ridiculed|insulted|insults|dismissed|dismisses|interrupted|interrupts|bullied|bullies|teased|patronised|patronized|judged|judges|corrected|talked over|talks over|made fun of|makes fun of|looked down on|looks down on|put down|rolled (his|her|their) eyes at|talked down to|treated) me|(rolled (his|her|their) eyes|called me (a|an|names|stupid|lazy|fat|crazy|ungrateful|selfish|weak|useless|too)|said i was (stupid|lazy|too|useless|not|a|crazy|overreacting|selfish|dramatic|weak)|told me i (was|am) (stupid|lazy|too|useless|not|a|crazy|overreacting|selfish|ungrateful)|laughed in my face|put me down|took (the)? credit|never good enough for (him|her|them))",
            "He laughed at me.",
            "We laughed.",
        ),
    ),
    *cues(
        "RO",
        "does_not_trust_me",
        (
            2.6,
            "(didn't|doesn't|don't|never|won't) trust me|(accused|suspected|checked|spied on|checks|accuses) (up)? (on)? me|read my (messages|diary|letters)|(didn't|doesn't|don't|never|won't) trust me",
            "She read my diary.",
            "I trust her.",
        ),
    ),
    *cues(
        "RO",
        "likes_me",
        (
            2.6,
            "(likes|liked|enjoys|enjoyed) (me|my company|being with me)|smiled at me|(glad|happy|pleased) to see me",
            "She smiled at me.",
            "I smiled.",
        ),
    ),
    *cues(
        "RO",
        "dislikes_me",
        (
            2.8,
            "(dislikes|disliked|hates|hated|resents|resented|can't stand|couldn't stand|despises|loathes|detests) me|(doesn't|didn't|don't|never) (really|even)? (like|liked) me|disappointed (in|with|by) me|fed up with me",
            "He could not stand me, he hated me.",
            "I hated it.",
        ),
    ),
    *cues(
        "RO",
        "open",
        (
            2.6,
            "(told me (everything|about|how|that he|that she|the truth)|opened up|confided in me|admitted|explained (it|to me|why)|was honest with me|talked to me about)",
            "He told me the truth.",
            "I told him the time.",
        ),
    ),
    *cues(
        "RO",
        "distant",
        (
            3.0,
            "(ignored|ignores|avoids|ignoring|ghosted|forgot) me|(went|goes|gone|was|is|were|became|turned|got|fell|so) (very|so|really|completely|all|just)? (cold|silent|quiet|distant|away again|stony)|(said|says) nothing|(didn't|doesn't|never|don't|wouldn't|won't|hasn't|not) (even)? (answer|answered|reply|replied|call|called|ring|rang|text|texted|write|wrote|say|said|speak|spoke|speak to me|talk to me|look at me|looked at me|come|came|show up|showed up|turn up|look up|looked up|ask|asked|call back|hug|respond)|(no answer|looked away|turned away|turned (his|her|their) back|walked past|left the room|looked at (his|her|the|their) (phone|watch|paper|screen)|kept (reading|looking|typing)|wasn't there|never there|not there|didn't notice|never home|changed the subject|silent treatment|shrugged|busy|too busy)",
            "She went silent and looked at her phone.",
            "The road was clear.",
        ),
    ),
    *cues(
        "RO",
        "close",
        (
            2.6,
            "(hugged|held|kissed|stayed with|sat with|embraced|comforted|comforts|hugs|holds) me|(held|took) my hand|put (his|her|an|their) arm",
            "She held my hand.",
            "I held the bag.",
        ),
    ),
    *cues(
        "RO",
        "helpful",
        (
            2.8,
            "(helped|helps|supported|supports|looked after|looks after|took care of|takes care of|protected|defended|encouraged|encourages|advised|reassured|calmed|lent|drove|brought|visited|rang|picked|stood up for|stood by|backed|paid for|cooked for|waited for) me|(was|were|is|has been|have been) (so|very|really)? (there for me|supportive|helpful|kind to me|kind|good to me|on my side)|(asked|asks) (me)? (how i was|how i am|what was wrong|if i was)|offered to",
            "He helped me with the form.",
            "I helped him.",
        ),
    ),
    *cues(
        "RO",
        "unhelpful",
        (
            2.6,
            "(didn't|doesn't|don't|never|wouldn't|won't|refused to|not) (even)? (help|helped|support|supported|lift a finger|care|cared|do anything|did anything|protect|protected|defend|back me|be there|stand up)|(no help|let me down|lets me down|left me to|left it to me|told me to (get over|pull|stop|snap|calm|man|grow|deal)|snap out of it|get over it|my problem|stood there|just watched|looked on|did nothing)",
            "She told me to get over it.",
            "I got over the fence.",
        ),
    ),
    *cues(
        "RO",
        "hurts_me",
        (
            3.0,
            "(hit|hits|beat|beats|slapped|slaps|hurt|hurts|kicked|punched|pushed|grabbed|abused|raped|cheated on|betrayed|betrays|lied to|lies to|used|tricked|punished|attacked|threatened|locked|shoved|molested|burned|stole from|spat at|choked|dragged|cheats on) me|(cheated|behind my back|cheating)",
            "He slapped me.",
            "He slapped the table.",
        ),
    ),
    *cues(
        "RO",
        "hurt",
        (
            2.6,
            "(he|she|they|mother|father|sister|brother|wife|husband) (was|were|got|looked|seemed|is|started|began|just|always)? (so|very|really|to)? (hurt|upset|sad|cried|crying|cry|cries|in tears|burst into tears|disappointed|heartbroken|depressed|devastated|suffering|ill|sick)",
            "She was upset and cried.",
            "I cried.",
        ),
    ),
    *cues(
        "RO",
        "opposes_me",
        (
            2.6,
            "(argued with|fought with|disagreed with|contradicted|opposed|refused|blamed|blames|accused|argues with|fights with|turned against|reported|undermined|competes with) me|(said|says|told me) no|(disagreed|refused|said it was my fault|we (argued|fought|had a fight|had a row|had an argument))",
            "She blamed me for it.",
            "I blamed the rain.",
        ),
    ),
    *cues(
        "RO",
        "cooperative",
        (
            2.4,
            "(agreed|apologised|apologized|compromised|said (he|she|they) (was|were) sorry|said sorry|met me halfway|came round|gave in|let me (explain|choose|decide|finish)|did (his|her|their) (share|part|bit))",
            "He said sorry and agreed.",
            "We greeted him.",
        ),
    ),
    *cues(
        "RO",
        "out_of_control",
        (
            2.6,
            "(he|she|they|father|mother|husband|wife|it) (was|were|got|came home|would|would get|is|always|had been)? (drunk|drinking|lost it|lost control|went (mad|crazy|wild)|smashed|threw (things|a|the|plates)|raged|out of control|high|on drugs|ran wild)",
            "He came home drunk.",
            "I drank tea.",
        ),
    ),
    *cues(
        "RO",
        "controlling",
        (
            2.8,
            "(made|makes|forced|forces|ordered|orders|pressured|pressures|controls|controlled|pushed|expects|expected|wants|wanted|told|tells) me (to|into|what to|how to|that i (must|have|had|should)|around)|(won't|wouldn't|didn't|doesn't|never|not) (let|allow|allowed) me|(decides|decided) (for me|everything|without me)|told me (not to|to (sit|come|do|be|stop|stay|wait|hurry|shut))|(i was not|wasn't) allowed|(bosses|bossed|nags|nagged) me|(always)? (telling|told|tells) me what|take over|takes over|took over|interferes|demanded|insisted",
            "He told me what to wear.",
            "I told him what it cost.",
        ),
    ),
    *cues(
        "RO",
        "gives_me_independence",
        (
            2.4,
            "(let|lets) me (go|be|do|choose|decide|have|make my)|(it's|it was) (up to me|my choice|my decision)|gave me (space|room|time|freedom)",
            "She gave me space.",
            "He gave me soup.",
        ),
    ),
    *cues(
        "RO",
        "dependent",
        (
            2.4,
            "(needs|needed|depends on|depended on|clings to|clung to|relies on|relied on|leans on|leaned on) me|can't (manage|cope|live|do anything) without me|begged me|(always)? (asking|asks) me for",
            "She can't cope without me.",
            "I need bread.",
        ),
    ),
    *cues(
        "RO",
        "independent",
        (
            2.2,
            "(he|she|they) (moved out|moved on|went (his|her|their) own way|doesn't need me|didn't need me|does (his|her|their) own|has (his|her) own life|found someone|is (so)? independent)|(doesn't|don't|didn't) need me",
            "He does not need me.",
            "I need him.",
        ),
    ),
    *cues(
        "RO",
        "strong",
        (
            2.2,
            "(he|she|they|father|mother) (was|is|were|are|seemed|always) (so|very|always)? (strong|confident|powerful|successful|superior|in charge|calm|brave|clever|perfect at)",
            "She was so strong.",
            "I was strong.",
        ),
    ),
    *cues(
        "RO",
        "bad",
        (
            2.4,
            "(he|she|they|father|mother|boss) (was|is|were|are|s) (so|just|such|being|very|really|always|a|an)? (a|an)? (unfair|cruel|mean|selfish|horrible|terrible|nasty|liar|bully|monster|bastard|evil|rude|awful|unkind|vicious)|(unfair to me|mean to me|cruel to me|rude to me|nasty to me|lied)",
            "He was cruel.",
            "I was cruel.",
        ),
    ),
    *cues(
        "RO",
        "strict",
        (
            2.4,
            "(he|she|they|father|mother|teacher) (was|is|were|are) (so|very|always|really)? (strict|demanding|critical|perfectionist|rigid|harsh|hard on me|severe)|(hard on me|nothing was (ever)? (good)? enough|only an? (a|b)|never satisfied|high standards|never good enough|expected (too much|perfection))",
            "My father was strict.",
            "I was strict.",
        ),
    ),
    *cues(
        "RO",
        "angry",
        (
            3.0,
            "(shouted|yelled|screamed|snapped|swore|shouts|yells|screams|snaps|roared|barked|raged|exploded|lashed out) (at)? (me)?|(he|she|they|father|mother|boss|wife|husband|you) (was|were|got|gets|is|looked|became|would get|would be|seemed|are|look|sounded) (so|very|really|always|just|all)? (angry|furious|mad|cross|annoyed|livid|irritated|impatient)|(angry|furious|mad|cross|annoyed|irritated|impatient) (with|at) me|(told me off|telling me off|slammed the)|lost (his|her|their) temper",
            "She shouted at me.",
            "The street was calm.",
        ),
    ),
    *cues(
        "RO",
        "anxious",
        (
            2.2,
            "(he|she|they|mother|father) (was|is|got|gets|were|seemed|became|always)? (so|very|always|really)? (worried|worries|anxious|nervous|afraid|scared|panicked|fussed)",
            "My mother was worried.",
            "I was worried.",
        ),
    ),
    *cues(
        "RO",
        "happy",
        (
            2.2,
            "(he|she|they|mother|father|you) (was|were|is|got|seemed|looked|just)? (so|very|really)? (happy|pleased|delighted|glad|laughed|smiled|laughing|smiling|enjoyed it)",
            "He was pleased.",
            "I was pleased.",
        ),
    ),
    *cues(
        "RO",
        "loves_me",
        (
            2.8,
            "(loves|loved|adores|adored|cares about|cared about|missed|misses|chose|wants) me|said (he|she|they) (loves|loved|cared|missed)",
            "She said she loved me.",
            "I loved it.",
        ),
    ),
)

RESPONSES_OF_SELF: tuple[Cue, ...] = (
    *cues(
        "RS",
        "understand",
        (
            2.4,
            "i (understood|realised|realized|saw|got it|could see|see now|know now|figured) (that|why|how|what|it|then)",
            "I understood why.",
            "He understood.",
        ),
    ),
    *cues(
        "RS",
        "do_not_understand",
        (
            2.6,
            "i (didn't|don't|couldn't|can't|still don't|never) (really|even)? (understand|know what i|get it|make sense|see why|know why|know what to (think|say))|i was (so|just|totally)? (confused|baffled|lost|puzzled)",
            "I was confused.",
            "He was confused.",
        ),
    ),
    *cues(
        "RS",
        "feel_accepted",
        (
            2.6,
            "i (felt|feel) (so|really|finally)? (accepted|welcome|included|at home|part of|understood|heard|seen|supported)",
            "I felt welcome.",
            "You are welcome.",
        ),
    ),
    *cues(
        "RS",
        "feel_respected",
        (
            2.4,
            "i (felt|feel) (so|really|finally)? (respected|appreciated|valued|important|taken seriously|proud)",
            "I felt respected.",
            "I respect him.",
        ),
    ),
    *cues(
        "RS",
        "like_others",
        (
            2.2,
            "i (liked|like|admired|admire|was fond of|felt close to|feel close to|love|loved) (him|her|them|my ~)",
            "I liked her.",
            "I liked it.",
        ),
    ),
    *cues(
        "RS",
        "dislike_others",
        (
            2.6,
            "i (hate|hated|dislike|disliked|can't stand|couldn't stand|resent|resented|despise|despised) (him|her|them|my ~|that man|that woman|being)",
            "I hated him.",
            "He hated me.",
        ),
    ),
    *cues(
        "RS",
        "open",
        (
            2.4,
            "i (told|tell|explained|said to|admitted|opened up|confided|talked to) (him|her|them|to him|to her|everything|how i|it all)",
            "I told him how I felt, I told her.",
            "He told me.",
        ),
    ),
    *cues(
        "RS",
        "not_open",
        (
            2.8,
            "i (said|say|told|tell) (nothing|no one|nobody|them nothing)|i (didn't|don't|couldn't|can't|never|wouldn't|won't) (even|really|ever)? (say|said|tell|told|answer|answered|speak|spoke|talk|show|showed|ask|asked|mention|open up|reply|bring it up|call)|i (kept|keep|went|go|stayed|stay|hid|hide|pretended|pretend|smiled|bottled|swallowed|shut|withdrew|withdraw) (it|quiet|silent|away|my|to|down|up|that|and|him|myself|still|everything)?|(kept (it )?(to myself|quiet|silent)|clammed up|shut down|just nodded|i nodded|changed the subject|pretended)",
            "I said nothing and went quiet.",
            "He spoke.",
        ),
    ),
    *cues(
        "RS",
        "helpful",
        (
            2.4,
            "i (helped|help|looked after|look after|took care|take care|comforted|comfort|cooked|cleaned|lent|did everything|tried to help|tried to comfort|offered|supported|drove|cleaned up|tidied|fixed)",
            "I cooked for them and comforted her.",
            "He cooked.",
        ),
    ),
    *cues(
        "RS",
        "hurt_others",
        (
            2.6,
            "i (hit|slapped|hurt|punched|kicked|shouted|yelled|screamed|swore|insulted|threw|snapped|called (him|her|them)|lashed|exploded|attacked|pushed (him|her))",
            "I shouted at her.",
            "He shouted.",
        ),
    ),
    *cues(
        "RS",
        "oppose_others",
        (
            2.4,
            "i (refused|argued|said no|disagreed|fought|resisted|told (him|her|them) (no|to stop|off|to leave)|contradicted|complained|objected|stood up|won't do)",
            "I refused.",
            "He refused.",
        ),
    ),
    *cues(
        "RS",
        "controlling",
        (
            2.2,
            "i (made|forced|ordered|insisted|told|demanded|took over|checked|take over) (him|her|them|that he|that she|that they|everything|on)? (to|do|up)?",
            "I insisted that he stop, I took over everything.",
            "He insisted.",
        ),
    ),
    *cues(
        "RS",
        "out_of_control",
        (
            2.6,
            "i (lost it|lost control|broke down|fell apart|went (mad|crazy|to pieces)|couldn't stop (crying|shaking|screaming|myself)|got drunk|drank|binged|smashed|freaked out|snapped)",
            "I broke down.",
            "The car broke.",
        ),
    ),
    *cues(
        "RS",
        "self_controlled",
        (
            2.4,
            "i (stayed|kept|remained|managed to stay|tried to stay|held) (calm|cool|it together|my temper|myself together|strong|back|in)|i (bit my (tongue|lip)|pulled myself together|swallowed (it|my)|controlled myself|didn't (cry|react|shout))",
            "I bit my tongue.",
            "He bit it.",
        ),
    ),
    *cues(
        "RS",
        "independent",
        (
            2.2,
            "i (left|moved out|did it (myself|alone|on my own)|decided (on my own|for myself|to)|walked (out|away|off)|went my own way|managed (alone|by myself|on my own)|hung up|packed)",
            "I walked out.",
            "He walked out.",
        ),
    ),
    *cues(
        "RS",
        "dependent",
        (
            2.2,
            "i (needed|begged|clung|gave in|obeyed|did (what|as) (he|she|they)|waited for (him|her|them)|went along|agreed|always agree|apologised|apologized|said sorry|did it anyway|can't live without|did everything (he|she|they))",
            "I gave in.",
            "He gave in.",
        ),
    ),
    *cues(
        "RS",
        "helpless",
        (
            2.8,
            "i (felt|feel|was|am) (so|just|completely|totally|really|like a)? (helpless|powerless|trapped|stuck|small|child again|weak|little|overwhelmed|paralysed|paralyzed|frozen)|i (froze|gave up|give up|couldn't (move|do anything)|just (sat|stood|lay) there)|(there was)? nothing i could do",
            "I froze.",
            "The pond froze.",
        ),
    ),
    *cues(
        "RS",
        "self_confident",
        (
            2.2,
            "i (felt|feel|was|am) (so|really|quite|more)? (confident|strong|sure of myself|proud|brave|good about myself|capable)",
            "I felt strong.",
            "He was strong.",
        ),
    ),
    *cues(
        "RS",
        "uncertain",
        (
            2.4,
            "i (didn't|don't|wasn't) (know what to (do|say|think)|know if|know whether|sure (if|what|whether))|i (hesitated|wasn't sure|am not sure|doubted|kept wondering|wonder if|wondered (if|whether))",
            "I hesitated.",
            "He hesitated.",
        ),
    ),
    *cues(
        "RS",
        "disappointed",
        (
            2.6,
            "i (was|felt|am|feel) (so|really|very|just|quite|a bit)? (disappointed|let down|crushed|deflated|gutted)|(my heart sank|such a disappointment)",
            "I was so let down.",
            "He was let down.",
        ),
    ),
    *cues(
        "RS",
        "angry",
        (
            3.0,
            "i (was|felt|got|am|feel|get|became) (so|really|very|just|quite|a bit|still)? (angry|furious|mad|annoyed|irritated|livid|resentful|fuming|cross|bitter|frustrated)|(made me (so|really|very)? (angry|furious|mad))|my blood boiled",
            "I was furious.",
            "He was furious.",
        ),
    ),
    *cues(
        "RS",
        "depressed",
        (
            2.8,
            "i (was|felt|am|feel|got) (so|really|very|just|quite|a bit|still|completely)? (sad|depressed|miserable|empty|hopeless|low|down|worthless|numb|heartbroken|devastated|hurt|awful|terrible|crushed|dead inside)|i (cried|cry|was crying|wept|sobbed|stayed in bed|went to bed)",
            "I cried in the car.",
            "He cried.",
        ),
    ),
    *cues(
        "RS",
        "unloved",
        (
            2.8,
            "i (was|felt|feel|am) (so|really|very|just|quite|completely|all|like)? (unloved|unwanted|alone|lonely|rejected|abandoned|invisible|left out|excluded|unimportant|ignored|nobody|forgotten|nothing to (him|her|them)|didn't (matter|exist|count))|i (didn't|don't) (matter|count) (to)?",
            "I felt invisible.",
            "It is invisible ink.",
        ),
    ),
    *cues(
        "RS",
        "jealous",
        (
            2.6,
            "i (was|felt|am|feel|got) (so|really|very|a bit)? (jealous|envious)",
            "I was jealous of him.",
            "He was jealous.",
        ),
    ),
    *cues(
        "RS",
        "loved",
        (
            2.6,
            "i (was|felt|feel|am) (so|really|very)? (loved|cared for|wanted|special|cherished|held|safe with)",
            "I felt cared for.",
            "He cared.",
        ),
    ),
    *cues(
        "RS",
        "guilty",
        (
            2.8,
            "i (was|felt|feel|am) (so|really|very|a bit|terribly|still)? (guilty|to blame|responsible|bad about|selfish|sorry)|i (blamed|blame) myself|(my fault|should have)",
            "I felt guilty.",
            "It was a quilt.",
        ),
    ),
    *cues(
        "RS",
        "ashamed",
        (
            2.8,
            "i (was|felt|feel|am) (so|really|very|a bit|such|like)? (a|an)? (ashamed|embarrassed|humiliated|stupid|small|ridiculous|foolish|worthless|idiot|fool|failure|not good enough|a burden|inadequate|inferior)|wanted the (floor|ground)|(blushed|went red)",
            "I felt so stupid.",
            "A stupid form.",
        ),
    ),
    *cues(
        "RS",
        "anxious",
        (
            2.8,
            "i (was|felt|got|am|feel|get|became) (so|really|very|just|quite|a bit|still)? (anxious|nervous|scared|afraid|frightened|terrified|worried|tense|panicky|uneasy|on edge)|i (panicked|panic|worried|was shaking|trembled)",
            "I was scared of him.",
            "He was scared.",
        ),
    ),
    *cues(
        "RS",
        "comfortable",
        (
            2.4,
            "i (was|felt|feel|am) (so|really|very|much|a lot|quite)? (comfortable|relieved|calm|safe|at ease|relaxed|better|lighter)|(it was a relief|what a relief)",
            "I felt at ease.",
            "He felt the cloth.",
        ),
    ),
    *cues(
        "RS",
        "happy",
        (
            2.4,
            "i (was|felt|am|feel) (so|really|very|quite|just)? (happy|glad|delighted|pleased|excited|thrilled|overjoyed|good)|i (laughed|smiled|enjoyed)",
            "I was so happy.",
            "He was happy.",
        ),
    ),
    *cues(
        "RS",
        "somatic_symptoms",
        (
            3.0,
            "(my (stomach|chest|throat|heart|head|hands|back|body|legs) (was|were|hurt|hurts|tightened|closed|ached|aches|sank|pounded|raced|started|went|felt|is|shook|churned)|(headache|headaches|migraine|stomach ache|felt sick|was sick|threw up|dizzy|couldn't breathe|couldn't sleep|can't sleep|couldn't eat|short of breath|lump in my throat|heart (was)? (racing|pounding)|in knots|shaking|sweating|palpitations|nauseous|my chest))",
            "My stomach was in knots.",
            "His stomach is big.",
        ),
    ),
)

#: What shows that something happened between two people, rather than what someone is like.
EXCHANGES: tuple[Cue, ...] = (
    *cues(
        "exchange",
        "said",
        (
            1.0,
            "(he|she|they|you|mother|father|parents|sister|brother|husband|wife|boyfriend|girlfriend|partner|friend|boss|manager|son|daughter|who|teacher|colleague|ex|everyone|doctor|grandmother|grandfather|aunt|uncle) ~ (said|says|told me|asked|asks|answered|replied|shouted|laughed|called|rang|texted|wrote|came|left|looked|went|gave|took|wanted|started|walked|sat|put|goes|was like|smiled|cried|hung|promised|forgot|told us|turned)",
            "My sister just said it.",
            "It was said.",
        ),
    ),
    *cues(
        "exchange",
        "i_said",
        (
            1.0,
            "i (just|then|finally|only|even|had|have|was)? (said|told|asked|called|rang|texted|wrote|answered|shouted|left|went|gave|showed|begged|apologised|apologized|explained|offered|hugged|invited|visited) (to)? (him|her|them|my|that|no|nothing|it|over|home|back|and|if|what|the|i)",
            "I asked him to wait.",
            "I wait.",
        ),
    ),
    *cues(
        "exchange",
        "we",
        (
            1.0,
            "(we|him and i|her and i|he and i|she and i) (had|have|argued|fought|talked|met|went|were|sat|got|broke up|broke|split|spoke|always|used to|ended|agreed|split up|made up|ate|laughed)",
            "We argued in the car.",
            "We like tea.",
        ),
    ),
)

#: What gives an episode a time.
TIMES: tuple[Cue, ...] = (
    *cues(
        "time",
        "specific",
        (
            1.0,
            "(yesterday|last (night|week|weekend|month|year|monday|tuesday|wednesday|thursday|friday|saturday|sunday|christmas|summer|time)|this (morning|week|weekend|afternoon)|on (monday|tuesday|wednesday|thursday|friday|saturday|sunday)|the other (day|night|week)|one (day|time|night|evening|morning|summer)|once|when i was|at christmas|on my birthday|today|tonight|a (few|couple of) (days|weeks) ago|(days|weeks|months|years) ago|earlier|two days|that (day|night|evening|morning|time|afternoon)|after the|at the (party|wedding|funeral|dinner|meeting|station))",
            "It was last Friday.",
            "It lasts.",
        ),
    ),
    *cues(
        "time",
        "past",
        (
            1.0,
            "(when i was (a|little|young|small|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|about|in|at|still|#|your|that|growing)|as a (child|kid|boy|girl|teenager|little)|growing up|back then|in my childhood|my childhood|at school|used to|in those days|years ago|as children|at home we|our house|when we were (little|young|small|kids|children))",
            "When I was seven we moved.",
            "When I was late he left.",
        ),
    ),
    *cues(
        "time",
        "said_words",
        (
            1.0,
            "(said|says|told me|asked|goes|like|shouted|answered) (that)? (i|you|no|what|why|well|oh|he|she|don't|it's|that's|go|stop|never|nothing|we|if)",
            "She said you never ring.",
            "He said.",
        ),
    ),
)

#: The clinician as the other: an episode in the room.
ROOM: tuple[Cue, ...] = (
    *cues(
        "room",
        "clinician",
        (
            1.0,
            "(when|last time|last week|because|after|if|before|today|yesterday|once|then|and|but|that|how|so) (you|you'd|you're) (said|asked|told|looked|went|cancelled|canceled|laughed|smiled|forgot|were (away|late|on holiday|silent|quiet)|didn't (say|answer|ask)|left|wrote|yawned|interrupted|moved|charged|ended|closed|leave|go away|look|say|ask|are (away|angry|disappointed|bored)|don't (say|answer))",
            "When you cancelled I thought you were tired of me.",
            "When he rang I sat.",
        ),
    ),
    *cues(
        "room",
        "clinician",
        (
            1.0,
            "(angry|cross|annoyed|disappointed|fed up|bored|furious|close|hurt) (with|by|at|to|in) you|(you (would|will|might|must|think|thought) ~ (think i|think that i|think of me|laugh at me|be (angry|disappointed|bored)|judge me|leave|send me away|be glad|drop me|get tired|get rid of)|afraid (of what )?you|scared you|missed you|thought (that)? you (were|would|had|did|didn't)|you (hurt|disappointed|ignored|helped|understood) me|i was afraid you)",
            "I thought you would be angry.",
            "You would like it.",
        ),
    ),
)
