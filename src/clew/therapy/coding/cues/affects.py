"""Cues for affect. Who feels it, and whether it is denied, is judged in `clew.therapy.coding.patient`."""

from __future__ import annotations

from clew.therapy.coding.engine import Cue, cues

_G = "affect"

AFFECTS: tuple[Cue, ...] = (
    *cues(
        _G,
        "sadness",
        (
            2.8,
            "(sad|sadness|unhappy|miserable|tearful|weepy|heartbroken|heartbreaking|sorrow|depressed|depressing|depression|saddened|saddest|sadly|gloomy)",
            "It was a sad winter.",
            "He sat down.",
        ),
        (
            2.6,
            "(cry|cried|crying|in tears|tears|sobbing|sobbed|wept|weeping|sob)",
            "I cried in the car.",
            "He tried the car.",
        ),
        (
            2.6,
            "(feel|feeling|felt|so|been|really|bit|very) (down|low|blue|flat|awful|terrible|heavy)",
            "I have been so low.",
            "Sit down.",
        ),
        (
            1.8,
            "(hurts|hurt|upset|upsetting|broken|broke my heart|pain|painful|ache)",
            "It hurts to say it.",
            "He herded sheep.",
        ),
    ),
    *cues(
        _G,
        "grief",
        (
            3.0,
            "(grief|grieve|grieving|mourn|mourning|bereaved|bereavement|rest in peace|rip|condolences)",
            "The grief comes at night.",
            "The brief comes by post.",
        ),
        (
            2.8,
            "(passed away|since (he|she|they|my mother|my father) died|lost my (mother|father|wife|husband|son|daughter|brother|sister|baby|friend|dog|cat)|his grave|her grave|(he|she|they) died|loss of (my|our|a)|sorry for your loss)",
            "I lost my brother in May.",
            "I lost my keys.",
        ),
    ),
    *cues(
        _G,
        "disappointment",
        (
            3.0,
            "(disappointed|disappointing|disappointment|disappoints|disappoint|let down|letdown|underwhelming|unfortunately|unfortunate)",
            "I was disappointed by the answer.",
            "I was appointed.",
        ),
        (
            2.2,
            "(such a shame|too bad|a pity|what a shame|hoped for more|expected (more|better)|not what i (hoped|expected|wanted)|i had hoped|i thought (he|she|they|it) would|i wish it (was|were|had))",
            "I had hoped he would ring.",
            "I hope so.",
        ),
    ),
    *cues(
        _G,
        "guilt",
        (
            3.0,
            "(guilty|guilt|remorse|regret|regretted|regrets|blame myself|blaming myself|ashamed of what i did|apologise|apologize|apologies)",
            "I feel guilty about leaving.",
            "The quilt is blue.",
        ),
        (2.6, "(it's|it was|all|is|was) (all)? my (own)? fault", "It was my fault.", "It was my vault."),
        (
            2.0,
            "(so sorry|i shouldn't have|i should have|my bad|forgive me)",
            "I should have been there.",
            "I should go.",
        ),
    ),
    *cues(
        _G,
        "guilt",
        # Often a courtesy.
        (1.1, "(i'm sorry|sorry)", "I'm sorry.", "A sorted list."),
    ),
    *cues(
        _G,
        "shame",
        (
            3.0,
            "(ashamed|shame on me|shameful|embarrassed|embarrassing|embarrassment|humiliated|humiliating|humiliation|mortified|mortifying|awkward|cringe|shame|sink into the (ground|floor)|blushed|blushing)",
            "I was so ashamed I left.",
            "It was the same.",
        ),
        (
            1.8,
            "(felt|feel|feeling|looked|look) (so|like|like an|like a|such a|really)? (foolish|stupid|exposed|small|ridiculous|an idiot|idiot|fool)",
            "I felt small.",
            "The room is small.",
        ),
    ),
    *cues(
        _G,
        "fear",
        (
            3.0,
            "(afraid|scared|frightened|terrified|terrifying|scary|frightening|terror|horrified|petrified|scares|frightens|scare|creepy|horrifying|horror)",
            "I was scared of the phone.",
            "He shared the phone.",
        ),
        (
            2.6,
            "(fear|fears|fearing|dread|dreading|dreaded|nightmare|nightmares)",
            "I dread Sundays.",
            "I read on Sundays.",
        ),
    ),
    *cues(
        _G,
        "anxiety",
        (
            3.0,
            "(anxious|anxiety|nervous|panic|panicked|panicking|panicky|worried|worry|worrying|worries|on edge|uneasy|apprehensive|nerves|jittery|restless)",
            "I get anxious before the call.",
            "It was delicious.",
        ),
        (
            2.2,
            "(stressed|stress|stressful|tense|overthinking|overthink|can't (relax|switch off)|heart (was)? (racing|pounding)|butterflies|stomach in knots|tight chest|what if)",
            "My heart was racing.",
            "The dog was racing.",
        ),
    ),
    *cues(
        _G,
        "anger",
        (
            3.0,
            "(angry|anger|furious|rage|raging|livid|resent|resentful|resentment|infuriating|infuriated|outraged|fuming|enraged|pissed|seething)",
            "I was furious with him.",
            "He was curious.",
        ),
        (
            2.4,
            "(annoyed|annoying|annoys|irritated|irritating|irritates|frustrated|frustrating|frustration|fed up|sick of|mad at|so mad|makes me mad|hate|hated|hates|bitter)",
            "I am fed up with it.",
            "He fed the cat.",
        ),
        (
            2.0,
            "(fuck|fucking|fuckin|fucked|bullshit|wtf|stupid|idiot|idiots|idiotic|moron|morons|damn|ass|asshole|assholes|bitch|shut up|ridiculous|how dare|screw you|pathetic|shit|shitty|bastard|unfair|not fair)",
            "How dare he.",
            "The mayor came.",
        ),
    ),
    *cues(
        _G,
        "disgust",
        (
            3.0,
            "(disgust|disgusted|disgusting|gross|revolting|repulsed|repulsive|nauseating|vile|ew|eww|yuck|sickening|makes me sick|nasty|disgusts|repelled|turns my stomach|filthy)",
            "It disgusts me.",
            "We discussed it.",
        ),
    ),
    *cues(
        _G,
        "contempt",
        (
            2.8,
            "(contempt|despise|despised|disdain|scorn|beneath me|laughable|pathetic|look down on|looked down on|sneer|sneered|can't respect|no respect for|losers|worthless people)",
            "I despise that office.",
            "The devices broke.",
        ),
    ),
    *cues(
        _G,
        "joy",
        (
            2.8,
            "(happy|happiness|joy|joyful|delighted|enjoy|enjoyed|enjoying|cheerful|thrilled|happier|happiest|blissful|overjoyed|yay|excited|exciting|excitement)",
            "I was happy that day.",
            "It happened that day.",
        ),
        (
            2.4,
            "(lol|haha|hahaha|lmao|lmfao|rofl|hilarious|funny|we laughed|funniest|heh|hehe|amused|amusing|made me laugh|lmaooo)",
            "We laughed until late.",
            "We left late.",
        ),
        (
            2.0,
            "(fun|glad|can't wait|wonderful|had a (great|good|lovely)|love it|awesome|looking forward|pleased|so good|felt good|feels good|great day|a joke|a smile|smiled|smiling|enjoyable)",
            "It felt good to swim.",
            "He waits at home.",
        ),
    ),
    *cues(
        _G,
        "love",
        (
            3.0,
            "(love (him|her|you|them|my|our|this|it|that|how|the|your|these)|in love|adore|adored|cherish|tenderness|affection|fond of|loved (him|her|them|it|that|this|the)|beloved|my love)",
            "I love him still.",
            "I own a glove.",
        ),
        (
            1.8,
            "(love|loved|loves|loving|care about (him|her|them|you)|dear to me|close to (him|her|them)|warmth|hug|hugs|hugged)",
            "There was love in it.",
            "He moved away.",
        ),
    ),
    *cues(
        _G,
        "compassion",
        (
            2.8,
            "(compassion|feel (so)? (sorry|bad) for|felt (so)? (sorry|bad) for|feeling sorry for|heart goes out|poor (thing|man|woman|guy|girl|kid|boy|soul|mother|father)|sympathy|empathy|pity for|i pity|moved by)",
            "I felt sorry for her.",
            "I felt sorry.",
        ),
        (
            2.0,
            "(hope (you|he|she|they) (are|feel|get|is|find|can|have)|take care|you'll be (ok|okay|fine)|stay strong|hang in there|be safe|stay safe|good luck|get well|please (don't|be|seek|talk)|here for you|you got this)",
            "Hang in there.",
            "Hang the coat there.",
        ),
    ),
    *cues(
        _G,
        "gratitude",
        (
            3.2,
            "(grateful|gratitude|thankful|(thank you|thanks) (for|so much|very much|a lot|all|again|everyone)|appreciate|appreciated|appreciates|thx|indebted|blessed)",
            "I am grateful to my aunt.",
            "He tanked.",
        ),
        # Often a courtesy.
        (2.0, "(thank you|thanks|thank ya)", "Thank you.", "A tank, you see."),
    ),
    *cues(
        _G,
        "relief",
        (
            3.0,
            "(relief|relieved|weight off|thank god|thank goodness|thank heavens|phew|breathe again|a load off|lifted off|burden off|calmer|glad (that's|it's) (over|not)|finally over|feel lighter|felt lighter|feel better|feeling better)",
            "It was a relief to say it.",
            "The relic was lost.",
        ),
    ),
    *cues(
        _G,
        "pride",
        (
            3.0,
            "(proud|pride|proudly|accomplished|accomplishment|achievement|pleased with myself|i managed it|i finally did|nailed it)",
            "I was proud of that letter.",
            "He cried aloud.",
        ),
    ),
    *cues(
        _G,
        "hope",
        (
            2.8,
            "(hope|hopeful|hopes|hoping|hopefully|optimistic|light at the end|fingers crossed|looking up|will get better|gets better|can't wait to see|looking forward to|confident that|faith)",
            "I am hoping for June.",
            "The rope is long.",
        ),
        (
            1.6,
            "(i'm sure|i believe|next year|will be (fine|better|good|great|ok|okay)|one day|someday|i'd be happy|maybe one day)",
            "One day I will go.",
            "Once I went.",
        ),
    ),
    *cues(
        _G,
        "longing",
        (
            2.8,
            "(longing|long for|longed for|yearn|yearning|ache for|homesick|nostalgic|nostalgia|crave|craving|want (him|her|them|it) back|if only|miss (him|her|you|my|them|being|having|the|it|that|those))",
            "I miss the house.",
            "I missed the bus.",
        ),
        (
            2.4,
            "(i wish (i|he|she|they|we|it|there|you|someone|my)|wish (i|i'd|we|it) (could|had|was|were|knew)|wishing|i would love (to|a)|i'd love (to|a)|dream of|dreamed of|i really want|desire|i want (someone|somebody|him|her|them|a|to be))",
            "I wish he had asked.",
            "I washed up.",
        ),
    ),
    *cues(
        _G,
        "surprise",
        (
            2.8,
            "(surprised|surprise|surprising|surprisingly|shocked|shocking|astonished|amazed|startled|stunned|unexpected|unexpectedly|omg|oh my god|oh my gosh|didn't expect|couldn't believe|can't believe|never expected|out of nowhere|no way|speechless|taken aback|wow|woah|whoa|holy (shit|crap|cow)|jesus christ|who knew|i had no idea)",
            "I was surprised that he came.",
            "He came at sunrise.",
        ),
    ),
    *cues(
        _G,
        "loneliness",
        (
            3.0,
            "(lonely|loneliness|isolated|isolation|all alone|so alone|no one to (talk|turn|call)|nobody to (talk|turn|call)|have no friends|no friends|nobody calls|(felt|feel|feeling|was|being|get) left out|feel alone|felt alone|feeling alone|completely alone|lonesome)",
            "Evenings are lonely.",
            "The only evening.",
        ),
        (1.3, "(alone|by myself|on my own)", "I eat alone.", "I ate a loaf."),
    ),
    *cues(
        _G,
        "emptiness",
        (
            3.0,
            "(empty|emptiness|hollow|numb|numbness|a void|the void|nothing inside|feel nothing|felt nothing|dead inside|feel blank|meaningless|pointless|going through the motions)",
            "I feel hollow.",
            "I follow.",
        ),
    ),
    *cues(
        _G,
        "helplessness",
        (
            3.0,
            "(helpless|helplessness|powerless|hopeless|hopelessness|nothing i can do|no way out|at a loss|can't cope|out of my hands|no control|give up|gave up|giving up|given up|despair|desperate)",
            "I felt powerless.",
            "He felt powerful.",
        ),
        (
            2.2,
            "(trapped|stuck|overwhelmed|overwhelming|don't know what to do|can't do anything|can't (go on|manage|handle|take it)|no idea what to do|at the end of my|too much for me|what (should|can|am) i (supposed to)? do)",
            "I feel stuck.",
            "The stick is long.",
        ),
    ),
    *cues(
        _G,
        "envy",
        (
            3.0,
            "(envy|envious|jealous|jealousy|envied|wish i had (what|his|her|their)|why (them|her|him) and not me|everyone else (has|gets|is))",
            "I was jealous of her ease.",
            "He was zealous.",
        ),
    ),
)
