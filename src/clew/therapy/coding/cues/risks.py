"""Cues for risk language: talk of being dead, of ending one's life, of harming oneself.

Weights favour recall: missing a danger is the worst error the coder can make. Denials, idioms, the past and
other people are judged in `clew.therapy.coding.risk`, place by place, so that a denial in one sentence never
hides a statement in the next.
"""

from __future__ import annotations

from clew.therapy.coding.engine import Cue, cues

_G = "risk"

_SELF = "(myself|my self)"
_DIE = (
    f"(kill|hang|shoot|drown|off|end|poison|strangle|suffocate|stab) {_SELF}|"
    f"(killing|hanging|shooting|drowning|offing|ending|strangling) {_SELF}|end my life|ending my life|end it|ending it|end things|"
    "take my (own)? life|taking my (own)? life|commit suicide|committing suicide|jump|jumping|overdose|overdosing|die|dying|suicide|od"
)
_PILLS = "pills|tablets|medication|medications|meds|paracetamol|sleeping pills|painkillers|insulin|antidepressants|capsules|ibuprofen|xanax|tylenol"

RISKS: tuple[Cue, ...] = (
    *cues(
        _G,
        "risk_passive",
        (
            4.6,
            "(want|wanted|wanting|ready|like|love|prefer|longing|begging|praying|deserve|deserved|need|supposed|meant|going) to (just|finally|really)? (die|be dead)",
            "Some mornings I just want to die.",
            "The plants want water or they die.",
        ),
        (
            4.2,
            "(wish|wished|wishing|hope|hoped|hoping|pray|praying|prayed|rather) (that|sometimes|to god|just|always)? (i|i'm|i'd|i was|i were|i had|to be|be|me|i could) ~ (dead|die|died|not exist|disappear|gone|dying|never existed|terminal|not born|never (been )?born)",
            "I wish I were dead.",
            "I wish he were here.",
        ),
        (
            4.2,
            "(wish|wished|wishing) (that|sometimes)? (i|i'd) (was|were|wasn't|weren't) (just|simply)? (not)? (here|around|alive) (anymore|any more|any longer|at all)",
            "I sometimes wish I was not here any more.",
            "I wish I was here more often.",
        ),
        (
            4.2,
            "(wish|wished|hope|hoped|hoping|pray|praying|prayed|want|wanted|rather|so|and|just|if i) ~ (not|never|don't|didn't|won't|wouldn't|stop|hadn't) ~ (wake|waking|woken|woke) up",
            "I go to bed hoping I will not wake up.",
            "I hope the baby did not wake us all.",
        ),
        (
            4.2,
            "(sleep|asleep|bed) ~ (and|so|to)? ~ (never|not|don't|forever|didn't|won't)? (wake up|waking up|wake|forever)",
            "I would like to fall asleep and never wake up.",
            "I sleep well.",
        ),
        (
            4.2,
            "(better off|happier|easier|better|relieved|best|fine) (dead|without me|if i (was|were|am|wasn't|weren't|died|disappeared|didn't|did not|had|just|never))",
            "They would be better off without me.",
            "They would be better off in the city.",
        ),
        (
            4.2,
            (
                "(don't|doesn't|didn't|not|no longer|never|nor|why) (do i)? (really|even|actually|particularly|necessarily|know if i|know whether i|sure i|sure if i|sure that i|think i|feel like i)? "
                "(want|wanting|wanted|care|deserve|like|feel like|see myself|wish|wanna) ~ (to live|to be alive|to exist|living|existing|live|exist|alive|to go on|going on|to continue|to wake up|wake up|to keep (going|living)|"
                "be here (anymore|any more|any longer)|to be here (anymore|any more|any longer|tomorrow)|be around (anymore|any more)|to be around (anymore|any more)|on this (planet|earth))"
            ),
            "I don't want to live like this.",
            "I want to live near the sea.",
        ),
        (
            1.8,
            "(don't|didn't|not|no longer) (really|even)? (want|wanting) to be (here|around)",
            "I do not want to be here.",
            "I want to be here.",
        ),
        (
            4.0,
            (
                "(no|don't see|can't see|see no|don't have|haven't got|without|isn't|not much|not|what's|struggling to find|lost) (any|a|the|much|my)? (point|reason|reasons|sense|use|purpose|will) (in|to|of|for)? (me to|even|my|being)? (living|live|alive|going on|go on|carry on|carrying on|"
                "keep going|keep living|life|exist|existing|continue|continuing|still be here|here anymore)"
            ),
            "There is no point in going on.",
            "There is no point in arguing.",
        ),
        (
            3.6,
            "(nothing|anything|something) (left|really)? (to|worth) (live|living) (for)?",
            "I have nothing left to live for.",
            "There is nothing left to eat.",
        ),
        (
            4.0,
            "(life|it) (isn't|is no longer|not|feels not|doesn't feel|never|hardly) (really|even)? (worth|feels worth) (living|it to live|being alive)",
            "Life is not worth living.",
            "It isn't worth it.",
        ),
        (
            3.4,
            "(tired|sick|weary|exhausted|done|fed up|finished|over|hate|hating|hated|through) (of|with)? (living|my life|being alive|existing|existence|my existence|waking up|this life|life|being here|fighting to (live|stay))",
            "I am tired of living.",
            "I am tired of work.",
        ),
        (
            2.4,
            "(tired|sick|done|over|finished|through) (of|with) (it all|everything|all of (it|this)|trying|fighting|all this)",
            "I am done with it all.",
            "I am done with the ironing.",
        ),
        (
            2.0,
            "(want|wanted|wants|need|wish|make|for|end) (it|this|everything|all|it all|things|the pain|all of (it|this)|my life|life|the suffering) (all)? (to)? (just)? (end|stop|be over|go away)",
            "I just want it all to stop.",
            "I want the bus to stop.",
        ),
        (
            3.0,
            "(want|wanted|wanting|wish|like|could|would|ready|rather|need) (i)? (to|could)? (just)? (disappear|vanish|not exist|cease|stop existing|fade away|sleep forever|be gone|not be here|stop being|be no more|never exist|leave this (world|earth|planet))",
            "I want to disappear.",
            "The stain would not fade.",
        ),
        (
            2.2,
            (
                "(can't|don't know how to|don't know if i can|don't think i can|unable to|couldn't|don't know how much longer i can) (really|even)? (keep)? (go on (like this|anymore|any more|any longer|living|much longer|$)|carry on|keep going|live|live like this|keep living|hold on|continue|keep going like this|going like this|"
                "living like this|exist like this)"
            ),
            "I can't go on.",
            "I can't go out.",
        ),
        (
            1.2,
            "(can't|couldn't|don't think i can) (do|take|handle|bear|stand|cope with|deal with) (this|it|life|anything|any of this|it all|any more|with this) (anymore|any more|any longer|much longer)",
            "I can't do this anymore.",
            "I can't do this sum.",
        ),
        (
            3.6,
            "(if i ~ (died|die|dead|got hit|was gone|were gone|disappeared|crashed|never woke|didn't wake)|if (a|the|something|someone) ~ (hit me|run over|ran me over|killed me|kill me|happened to me))",
            "If a bus hit me, that would be fine.",
            "If he died, she would sell the house.",
        ),
        (
            2.2,
            "(nobody|no one|no-one|anyone|who) (would|will|would even|is going to) (even|really)? (notice|miss|care|mind|be sad) (if i|me|when i)",
            "Nobody would miss me.",
            "Nobody would notice the stain.",
        ),
        (
            1.8,
            "(burden|weight) (to|on|for) (everyone|my|them|people|others|all|everybody|him|her|you|society|family|those)",
            "I am a burden on my children.",
            "The burden of proof is yours.",
        ),
        (
            3.2,
            "(death|dying|dead|not being here|being gone) (would be|seems|is|feels|sounds|looks|might be) ~ (relief|only|better|peaceful|comfort|easier|nice|answer|way out|option|good|inviting|welcome|solution)",
            "Death would be a relief.",
            "Death is in chapter two.",
        ),
        (
            3.0,
            "(think|thinking|thought|thoughts|dream|dreaming|fantasise|fantasize|fantasising|fantasizing|obsessed|daydream|imagine) (a lot|all the time|constantly|often)? (about|of|with) (my (own)? )?(death|dying|being dead|not existing|not being here|not being alive|no longer being|being gone)",
            "I keep thinking about dying.",
            "I keep thinking about dyeing the curtains.",
        ),
        (
            2.6,
            "(please|god|someone|just|let|why can't i|why didn't i|want to|take|kill) (just|please)? (let me die|kill me|take me|me die|die already|put me out of)",
            "God, please let me die.",
            "Please let me go early.",
        ),
        (
            3.0,
            "(die|died|death|leave this world|dying) ~ (in my sleep|soon|young|tonight|already|quickly|peacefully)",
            "I would like to die in my sleep.",
            "He died in March.",
        ),
        (
            1.8,
            "(last|final|only) (day|night|days|hours|christmas|birthday) (alive|on earth|here|ever|of my life)",
            "These are my last days on earth.",
            "On the last day we swam.",
        ),
        (
            2.0,
            "(given up|gave up|give up|giving up|losing|lost|no) (on|the|will|all)? (life|living|will to live|hope|fight|everything|on everything|battle)",
            "I have given up on life.",
            "I gave up sugar.",
        ),
        (
            1.6,
            "(no (other)? way out|end of my rope|no future|no tomorrow)",
            "I see no way out.",
            "It is the way out of town.",
        ),
        (
            2.4,
            "(still alive|reason i'm still here|stay alive|staying alive|keep me alive|keeping me alive|keeps me alive|reason i'm alive|reason i'm here|reason i'm still|only here for|only alive|only staying)",
            "The dog is the only reason I'm still here.",
            "He is alive and well.",
        ),
    ),
    *cues(
        _G,
        "risk_passive",
        (
            3.4,
            "(not|never|without|didn't|don't|won't|wouldn't) (to)? (ever)? (have to)? (wake|waking|woken) up (again|at all|anymore|any more|tomorrow|$)",
            "It would not be so bad not to wake up.",
            "I woke up at six.",
        ),
        (
            3.8,
            "(rather|sooner) (just)? (die|be dead)",
            "I would rather die.",
            "I would rather dine.",
        ),
        (
            2.2,
            "((should|ought to) have been me|why wasn't it me|it should be me who)",
            "It should have been me they buried.",
            "It should have been May.",
        ),
        (
            3.2,
            "(better|easier|best|right|time|want|need) (for me)? (to (die|be dead|not exist|never exist)|not to (be here|be alive|exist|wake))",
            "It would be easier to die.",
            "It is better to dye it.",
        ),
        (
            2.4,
            "(just|simply|could|and|or|but|rather|would) (stop existing|disappear|vanish|not exist|not be here)",
            "If I could just disappear.",
            "Did the cat vanish?",
        ),
        (
            1.8,
            "(want|wanted|need) (to be at|some|to find|to have|my)? (peace|permanent peace|eternal peace|eternal rest|eternal sleep)",
            "I just want to be at peace.",
            "They want a peace treaty.",
        ),
        (
            2.6,
            "(not|don't|no longer|never) ~ (interested in|enjoy|see myself|see a|want a|have a) (living|being alive|life|future|alive)",
            "I am not interested in living.",
            "I am interested in living rooms.",
        ),
        (
            2.8,
            "(no|not|don't|much|any|a|the|give me|need|one|one more|another) ~ (reason|reasons) ~ (to be alive|to stay|to live|to be here|i should stay|for being alive)",
            "Give me one reason to stay.",
            "He had no reason to shout.",
        ),
        (
            2.0,
            "(lose|lost|losing|end) (my|the) (battle|fight)",
            "I think I will lose my battle.",
            "They lost the match.",
        ),
        (
            1.8,
            "(how|not|won't|can't) (much longer|last much longer|long i can|last long|much more i can)",
            "I do not know how much longer I have the strength.",
            "How long is the film?",
        ),
        (
            2.6,
            "(dying|death|suicide) (will|would|could|might|may|seems|is) ~ (best|relief|release|peace|escape|answer|solution|only|way)",
            "Dying might be the best for all.",
            "Death is a long chapter.",
        ),
        (
            1.6,
            "feel like i (have|need|ought) to $",
            "I do not want to die, but I feel like I have to.",
            "I have to go.",
        ),
    ),
    *cues(
        _G,
        "risk_active",
        (
            5.0,
            f"(kill|killing|killed|unalive|unaliving|hang|hanging|shoot|shooting|drown|drowning|offing|off|poison|poisoning|strangle|stab|stabbing|starve|starving|suffocate|electrocute) {_SELF}",
            "I keep picturing how I would kill myself.",
            "I could kill him for that.",
        ),
        (
            5.0,
            "(end|ending|take|taking|took|ended|taken|finish|finishing) my (own)? (life|existence)",
            "I thought of ending my life.",
            "Take my coat.",
        ),
        (
            4.6,
            "(end|ending|finish|finishing|ended) (it all|it for good|everything for good|all of (it|this)|this (life|suffering|pain|misery)|my (pain|suffering|misery)|me)",
            "I want to end it all.",
            "End it here, please.",
        ),
        (
            2.6,
            "(want|wanted|wanting|thought|thinking|think|thoughts|consider|considered|considering|could|should|just|way|ready|to|about|of) (about|of)? ~ (end it|ending it|end things|ending things|end everything)",
            "I thought about ending it.",
            "In the end, things were fine.",
        ),
        (
            5.0,
            "(commit|committing|committed|attempt|attempting|considering|considered|contemplating|contemplated|thinking about|thought about|think about|thoughts of|think of|thinking of) (about)? (suicide|suicidal)",
            "I have thought about suicide.",
            "They commit to nothing.",
        ),
        (
            4.0,
            "(suicidal|kms|suicidality|sewerslide|unalive)",
            "I feel suicidal at night.",
            "I feel subdued at night.",
        ),
        (3.0, "(suicide|suicides)", "Suicide is on my mind.", "The side door is open."),
        (
            3.8,
            "(hurt|hurting|harm|harming|cut|cutting|burn|burning|injure|injuring|scratch|scratching|punish|mutilate) (myself|my self|my (arm|arms|leg|legs|wrist|wrists|thighs|skin))",
            "I have been cutting my arms.",
            "I cut my hair.",
        ),
        (
            3.6,
            "(self harm|selfharm|self harming|self harmed|self injury|do something to myself|something stupid to myself|do myself in|relapsed cutting)",
            "I went back to self harm.",
            "Do it by yourself.",
        ),
        (
            3.6,
            (
                "(jump|jumping|step|stepping|walk|walking|drive|driving|throw|throwing|crash|crashing|steer|steering|swerve|swerving|lie|lying|run|running|leap|leaping|fall|falling|let go) ~ (off|in front|into|under|from|on|out of|over|onto) ~ "
                "(bridge|building|roof|balcony|train|trains|traffic|tree|wall|lorry|truck|river|window|cliff|rails|platform|tracks|rooftop|oncoming|overpass|ledge)"
            ),
            "I imagine driving into a tree.",
            "We walk to the river on Sundays.",
        ),
        (
            4.0,
            "(overdose|overdosing|overdosed|od|oding|lethal dose|fatal dose)",
            "I looked up what an overdose does.",
            "The deadline is overdue.",
        ),
        (
            3.6,
            f"(take|taking|swallow|swallowing|took|swallowed|taken|down|chug|eat|ate|popped) ~ (all|lot|whole|too many|handful|bottle|bottles|enough|every|entire|bunch|lots|ton|amount|box|pack|packet) ~ ({_PILLS})",
            "I could take all the pills at once.",
            "I take my pills at eight.",
        ),
        (
            3.8,
            "(painless|painlessly|quick|easy|easiest|easier|least painful|peaceful|quickest|fastest|best|right|perfect|good) (way|ways|death|method|methods) (to|of) (die|go|kill|end|dying|suicide)",
            "I searched for an easy way to go.",
            "The easy way is by bus.",
        ),
        (
            3.4,
            "(painless|painlessly) ~ (way|death|method|die|dead)",
            "I searched for a painless way.",
            "The extraction was painless.",
        ),
        (
            3.2,
            "(looked up|googled|searched|read up|read about|counted|counting|worked out) ~ (how many|pills|tablets|methods|ways to|overdose|lethal|the dose|how to die|how long it takes)",
            "I looked up how many tablets it would take.",
            "I looked up the train.",
        ),
        (
            2.8,
            "(killed himself|killed herself|died|dead|death|passed away|gone) ~~ (follow|join|be with|go to) (him|her|them)",
            "My brother died, and I want to follow him.",
            "My brother left, and I followed him.",
        ),
        (
            4.0,
            "((how|ways|way|method|methods|means) (to|of) ~ (die|dying|kill myself|killing myself|suicide|end my life|ending my life|end it all|off myself|end myself)|how (would i|can i|do i|i would|i'd|i could|i'll) ~ (die|kill|do it|end it|end my))",
            "I know how I would do it.",
            "How do I get there?",
        ),
        (
            3.4,
            "(noose|cyanide|helium|carbon monoxide|slit my|slitting my|my wrists|razor blade|razor blades|hang from|jump off|jump from|death drop|hypothermia|exit bag|nitrogen|bleed out|bled out)",
            "I made a noose.",
            "My horse is loose.",
        ),
        (
            2.4,
            "(thinking|thought|think|thoughts|fantasise|urge|urges|tempted|impulse|impulses|considering) (about|of|to|that)? (just)? (doing it|do it|hurt|die|harm|the bridge|jumping|jump|pills|the gun|overdose)",
            "I had an urge to jump.",
            "I thought of the pie.",
        ),
        (
            2.6,
            "(dark|intrusive|scary|violent|ending) thoughts",
            "The dark thoughts are back.",
            "Thoughts are free.",
        ),
        (
            3.0,
            "(join|joining|be with|see|follow|following|go to) (my|him|her|them) ~ (in death|in heaven|on the other side|in the grave|in the afterlife)",
            "I want to follow her in death.",
            "I will join him in town.",
        ),
        (
            2.8,
            "(not|don't feel|don't think i'm|am i|aren't|can't stay|can't keep myself|never) (very|really)? (safe (with|by|around|from|on) (myself|my own|me|my)|safe tonight|safe at home alone|safe being)",
            "I am not safe with myself.",
            "The bridge is safe.",
        ),
    ),
    *cues(
        _G,
        "risk_intent_plan_behaviour",
        (
            4.4,
            f"(going to|about to|planning to|have to|plan to|ready to|decided to|intend to|determined to|finally|ima|imma|try to|trying to) (just|probably|finally|really|go)? (kill|hang|shoot|drown|off|poison|strangle|stab) {_SELF}",
            "Going to kill myself.",
            "I am going to kill him for that joke.",
        ),
        (
            4.0,
            f"((kill|killing|hang|hanging|shoot|shooting|drown|drowning|offing|off) {_SELF}|die|end it all|ending it all|end my life|ending my life|suicide|jump off|jump from) ~~ (tonight|tomorrow|soon|today|this week|this weekend|after christmas|on my birthday|minutes)",
            "I might end my life this weekend.",
            "The party will end tonight.",
        ),
        (
            4.2,
            f"(took|taken|take|swallowed|had|ate|drank|have) (just|some|like|about|over|around|almost|nearly|at least|all)? # ~ ({_PILLS}|mg|bleach)",
            "I took 30 paracetamol last night.",
            "I took 30 pounds to the shop.",
        ),
        (
            4.0,
            f"(took|swallowed|taken|downed) (all|the whole|every|too many|a lot|lots|a handful|a bottle|a whole|two bottles) (of)? ~ ({_PILLS})",
            "Last night I took all my pills.",
            "I took my pill at eight.",
        ),
        (
            3.4,
            "(just|then|and|already) (took|swallowed|drank|downed) ~ (bottle|overdose|too many|handful|whole (box|pack)|poison|bleach|all my) ~",
            "I just took a handful of them.",
            "I just took a taxi.",
        ),
        (
            2.4,
            "(everything|all|it all|things) (is|are)? (ready|prepared|set up|in place)",
            "I have everything ready at home.",
            "Supper is ready.",
        ),
        (
            2.4,
            "(i have|i've got|i've|have) a plan (for|on|to be|and|with|that)",
            "I have a plan for the weekend.",
            "Have you a plan?",
        ),
        (
            2.8,
            "(thoughts|thinking|it|this time) ~ (planned out|more planned|more detailed|more concrete)",
            "This time it is more planned.",
            "It was a planned visit.",
        ),
        (
            3.6,
            "((stomach|stomach was) (pumped|pump)|(pumped|pump) (my)? stomach)",
            "They had to pump my stomach.",
            "Pump up the tyre.",
        ),
        (
            5.2,
            (
                f"(i'm|i|i'll|and|will|just|am|be|was|finally|i'd) (just|really|probably|finally|definitely|literally|actually|also|am|be|might|maybe)? (going to|about to|planning to|planning on|plan to|plan on|ready to|determined to|intend to|intending to|have to|decided to|will|gonna|"
                f"trying to|tryna|want to|thinking of|ima|imma) ~ ({_DIE}) ~ (tonight|today|tomorrow|soon|now|this|after|next|by|on|in|when|before|anyway|myself|eventually|if)"
            ),
            "I am going to kill myself tonight.",
            "I am going to the cinema tonight.",
        ),
        (
            4.6,
            f"(i'm|i|i'll|and|just|am|was|finally|i'd) (just|really|probably|finally|definitely|literally|actually|am|was)? (going to|about to|planning to|planning on|planning|plan to|plan on|ready to|determined to|intend to|intending to|decided to|gonna|ima|imma|set on) (just|probably|finally|really)? (my (own)?)? ({_DIE}|death)",
            "I am planning to end my life.",
            "I am planning to end the lease.",
        ),
        (
            4.4,
            "(i'm|i am) (just|actually|literally)? (killing myself|ending it|ending my life|doing it|ending it all|ending everything|hanging myself|dying|jumping|leaving this world) (tonight|today|tomorrow|soon|now|this|on|after|in)",
            "I'm doing it tonight.",
            "I'm doing it slowly.",
        ),
        (
            4.8,
            "(suicide|goodbye|farewell|my final|my last) (note|notes|letter|letters|message|messages|plan|plans|date|email|video)",
            "I wrote a goodbye letter.",
            "She wrote a thank you letter.",
        ),
        (
            3.4,
            "(wrote|written|writing|write|left) ~ (letters|notes|note|letter|goodbyes|goodbye|will) (to|for) (my|everyone|the|each|them|him|her|those|all)",
            "I have written letters to my children.",
            "I wrote to the bank.",
        ),
        (
            4.6,
            "(have|had|made|got|making|having|with|my|solid|concrete|specific|already) (already)? (a|my|solid|the|an)? ~ plan (to (die|end|kill|do|hang|jump|overdose|take)|in place|for how|ready|of how|how|in my head|set|worked out|for (it|tonight|tomorrow|my|ending|doing)|and a|all)",
            "I have a plan of how to do it.",
            "We have a plan to move.",
        ),
        (3.0, "(i|i've|i do) (have|got|had|made) (a|my) plan $", "I have a plan.", "She has a plan."),
        (
            4.6,
            "(planned|planning|plan|postponed|scheduled|prepared|preparing|set) ~ (my (own)? (suicide|death|funeral|end|exit)|how to do it|how i would do it|how i'd do it|how i will do it|to die|the suicide)",
            "I have planned how I would do it.",
            "I planned my holiday.",
        ),
        (
            5.0,
            "(tried|attempted|attempting|trying|try|tries|attempt|almost|nearly) ~ (to|at|too)? ~ (kill myself|killing myself|hang myself|hanging myself|end my|ending my|end it|drown|suicide|overdose|overdosing|overdosed|strangle|die|dying|suffocate|shoot myself|cut my wrists|take my (own)? life|jump|jumped|slit|off myself|succeeded)",
            "I tried to hang myself in the spring.",
            "I tried to ring you.",
        ),
        (
            4.4,
            "((suicide|overdose|hanging) (attempt|attempts)|my (first|second|third|last|previous|failed|past|botched|suicide) (attempt|attempts)|attempted (suicide|overdose))",
            "After my second attempt I was in hospital.",
            "He made the first call.",
        ),
        (
            3.0,
            "(i|i've|i just|just) attempted ~ (again|overdose|suicide|last|night|ago|before|hospital|today)",
            "I attempted again last night.",
            "A brave attempt.",
        ),
        (
            4.6,
            "(i|and|i've|just|then) (just|already|have)? (overdosed|od'd|hanged|hung myself|took an overdose|drank (bleach|poison)|slit my|cut my wrists|swallowed (all|the|a|every))",
            "I took an overdose on Friday.",
            "She took an offer.",
        ),
        (
            4.2,
            f"(just|i|already|have|and) (have|just|already)? (took|taken|drank|swallowed|downed|ate|popped) (some|the|my|a|all|too many|like|over|about|around|so many|an|30|20|40|50) ~ ({_PILLS}) ~ (hope|hoping|and|trying|to|last night|tonight|today|again|all|so|with)",
            "I took the tablets last night and lay down, hoping.",
            "I took my tablets.",
        ),
        (
            4.0,
            "((bought|buying|buy|got|loaded|grabbed|hidden|hid|ordered) (a|my|the|some|myself a)? (gun|rope|noose|poison|cyanide|helium|razor|blades|pistol|shotgun|firearm)|(stored|saving|collected|collecting|hoarding|hoarded|stockpiled|stockpiling|saved|kept|keeping|hidden|hid|bought) ~ (pills|tablets|sleeping pills|medication|the means|insulin))",
            "I have been saving the tablets.",
            "I bought bread and soap.",
        ),
        (
            2.8,
            "(i have|i've got|have|there's) (a|my|the|enough|some) ~ (gun|rope|noose|poison|cyanide|pistol|shotgun|firearm|blades) ",
            "I have a gun in the drawer.",
            "I have a cat.",
        ),
        (
            4.8,
            "(gun|knife|pistol|barrel|blade|shotgun|razor|belt|rope|cord|bag) ~ (to|in|into|against|at|on|around|over) my (head|mouth|throat|temple|wrist|wrists|chest|neck|arm)",
            "I held the knife to my wrist.",
            "The hat was on my head.",
        ),
        (
            4.2,
            "(pulled the trigger|pull the trigger on myself|(rope|noose|cord|belt|something|it) ~ around my neck|rope ready|kick the chair|kicked the chair|tie the knot around|stood on the (edge|bridge|ledge|roof|rails|tracks|platform|chair)|standing on the (edge|bridge|ledge|roof|tracks|chair)|went to the (bridge|tracks|roof|rails)|on the edge of the (bridge|roof|building|platform))",
            "I stood on the bridge for an hour.",
            "We stood on the beach.",
        ),
        (
            4.4,
            "(slit|slitting|cut|cutting|slashed|slice|sliced) my (wrist|wrists|throat|veins|neck)",
            "I cut my wrists in May.",
            "I cut my finger on paper.",
        ),
        (
            3.0,
            "(gave|giving|given|give) away (my|all|everything|most)",
            "I have given away my things.",
            "He gave away the ending.",
        ),
        (
            3.0,
            "(affairs|arrangements|everything|things) (is|are|in|made)? (in order|all set|set up|sorted for when|ready to go|made)",
            "I have put my affairs in order.",
            "World affairs are grim.",
        ),
        (
            3.2,
            "(set|picked|chosen|have|decided on|got|chose|pick) ~ (a|the|my) (date|day|place|spot|method|tree|bridge) (to|for|where|picked|in mind|and) ~ (die|do|end|it|method|time|go|ready)?",
            "I have chosen the place and the day for it.",
            "We chose a place near the sea.",
        ),
        (
            3.8,
            "(i've|i have|i|finally|i'm) (finally)? (decided|made up my mind|made peace|made my decision|at peace) ~ (to die|to end|with (dying|death|my decision)|ending|killing|death|to leave this)",
            "I have made up my mind to die.",
            "I decided on the blue one.",
        ),
        (
            4.2,
            "(won't|will not|don't plan to|not going to|don't intend to|doubt i'll|not gonna|doubt i will|wouldn't) (even|still)? be (here|alive|around) (tomorrow|anymore|any more|much longer|next|by|when|for|on|long|this|at|in|after|to)",
            "I won't be alive next week.",
            "I won't be in on Tuesday.",
        ),
        (
            4.2,
            "(i'll|i will|i should|i'd|be|i would) (soon|finally|hopefully|probably|already)? be (dead|gone (soon|by|tomorrow|tonight|before|forever|next|after|then|$))",
            "By Sunday I will be gone.",
            "I will be gone for an hour.",
        ),
        (
            3.0,
            "(tonight|today|tomorrow) ~ (is|will be)? (the night|my last|the day i|it ends|i die|i end)",
            "Tonight is the night.",
            "Tonight we dine.",
        ),
        (
            3.4,
            "(go|going|went|gone) (through|ahead) with (it|the plan|my plan|suicide)",
            "I nearly went through with it.",
            "We went with him.",
        ),
        (
            2.4,
            "(goodbye|good bye|farewell|goodbyes) (everyone|world|all|everybody|to (everyone|my|the|all)|forever|friends|cruel)",
            "I said my goodbyes to everyone.",
            "Goodbye for now.",
        ),
        (
            2.0,
            "(wish me luck|signing off|this is (it|the end) for me|see you on the other side|take care of my|forgive me|sorry to everyone|i'm sorry everyone|my final|last words|last post)",
            "Forgive me, this is the end for me.",
            "Good luck with the exam.",
        ),
        (
            3.6,
            "(hope|hoping|pray|hopefully|so) ~ (it works|this works|it kills|this time works|i don't make it|i succeed|i die|does the trick|do the trick|enough to kill|i don't survive|doesn't fail|not survive)",
            "This time I hope I don't make it.",
            "I hope it fits.",
        ),
        (
            2.6,
            "(psych|psychiatric|mental) (ward|hospital) ~ (after|because|for) ~ (attempt|suicide|overdose|tried|cutting|myself)",
            "I was on the psychiatric ward after an attempt.",
            "She works on the psychiatric ward.",
        ),
    ),
)
