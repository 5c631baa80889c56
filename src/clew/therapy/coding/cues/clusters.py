"""Words that lean towards a cluster of wishes (W), responses of other (RO) or responses of self (RS).

They propose nothing: the model sees which lists a stretch has words of, and learns what that is worth from stretches
that raters gave a cluster. The lists are Clew's own and follow the meaning of the clusters' names as Clew reads them
(docs/reference/ccrt.md). Words are in the normal form of `engine.Reading`.
"""

from __future__ import annotations

from collections.abc import Sequence

from clew.therapy.coding.engine import word_set

LISTS: dict[str, frozenset[str]] = {
    "W:to_assert_self_and_be_independent": word_set(
        "myself own decide decided decision say choose chosen choice let stand alone independent rely job move leave "
        "mine speak heard opinion stop trust manage fair grown adult freedom free rather"
    ),
    "W:to_oppose_hurt_and_control_others": word_set(
        "revenge back punish win beat hurt shout hit slap prove wrong sorry pay smash fight argue scream lesson boss "
        "show shut throw control order"
    ),
    "W:to_be_controlled_hurt_and_not_responsible": word_set(
        "told tell decide orders responsible duty obliged off hook blame fault someone else burden let go deserve "
        "punished take over charge excuse"
    ),
    "W:to_be_distant_and_avoid_conflicts": word_set(
        "peace quiet row fight argue argument alone away leave hide avoid space escape home calm fuss scene trouble "
        "upset easy distance keep disappear invisible drop anything"
    ),
    "W:to_be_close_and_accepting": word_set(
        "with together close closer near see visit ring rang time hold hug sit stay come friend friends company share "
        "invite invited join dinner tea walk play miss missed again meet"
    ),
    "W:to_be_loved_and_understood": word_set(
        "love loved understand understood listen ask asked see seen notice noticed proud thank thanks respect care "
        "cared sorry believe hear heard approve praise seriously remember recognise know help comfort matter"
    ),
    "W:to_feel_good_and_comfortable": word_set(
        "relax rest comfortable safe happy enjoy fun nice good calm sleep easy laugh normal settled ordinary better "
        "worry stable holiday peaceful ease"
    ),
    "W:to_achieve_and_help_others": word_set(
        "help look after care protect work best finish right good pass exam better win proud learn teach cook feed "
        "make happy give gave support save fix hard job done well child"
    ),
    "RO:strong": word_set(
        "managed manages strong independent coped copes himself herself own capable able sure confident calm knew "
        "decided charge does got stood"
    ),
    "RO:controlling": word_set(
        "made make told tells tell must had rules orders insist insisted insists let allow allowed wouldn't decide "
        "decided took over checks checked watched stop forbade forbid strict demand demanded made's pushed should "
        "where who when permission wants wanted do"
    ),
    "RO:upset": word_set(
        "cried cry crying cries tears sobbed wept sad upset hurt worried anxious scared frightened shaking ill sick "
        "broke down fell apart pale lost miserable lonely hurting panicked trembling face"
    ),
    "RO:bad": word_set(
        "lied lie lies lying stole steal cheated cheat cheating drunk drink drinking drugs broke promise promised "
        "forgot never turned up gone lost behind affair betrayed hid secret spent money gambled late"
    ),
    "RO:rejecting_and_opposing": word_set(
        "no not never didn't doesn't wouldn't don't laughed laugh shouted ignored ignore left walked hung nothing "
        "away busy said looked angry furious cold silent turned refused blamed called stupid lazy wrong mocked sighed "
        "criticised rolled slammed cancelled off too enough why"
    ),
    "RO:helpful": word_set(
        "helped help brought gave made drove fixed lent paid offered cooked carried took sorted showed came picked "
        "found sent rang arranged stayed cover covered taught bought put"
    ),
    "RO:likes_me": word_set(
        "smiled smile hugged hug kissed kiss loved love loves laughed glad pleased happy invited invite waved held "
        "hand missed miss proud delighted warm lovely good arm thanked beamed grinned"
    ),
    "RO:understanding": word_set(
        "listened listen understood understand nodded sorry said okay fine thank thanks waited asked respect right "
        "know course accepted believed well done take time heard alright noticed agreed gently proud see"
    ),
    "RS:helpful": word_set(
        "helped help told explained asked made gave hugged held sorry apologised cooked brought drove looked after "
        "said thanked understood listened comforted showed offered kissed rang sent"
    ),
    "RS:unreceptive": word_set(
        "nothing said quiet silent didn't say went left shut fine pretended nodded kept away avoided hid never stopped "
        "changed subject room door phone off ignored smiled just upstairs walked didn't"
    ),
    "RS:respected_and_accepted": word_set(
        "happy glad good loved warm felt nice pleased lighter relieved relief safe close proud seen laughed laughing "
        "smiled grateful understood better comfortable warmed welcome lovely enjoyed belonged"
    ),
    "RS:oppose_and_hurt_others": word_set(
        "angry furious shouted screamed yelled told snapped threw slammed argued hit swore livid hate hated refused "
        "no fuming raging cross insulted back lost temper mad called banged rage stop"
    ),
    "RS:self_controlled_and_self_confident": word_set(
        "managed decided stood myself calm proud able strong confident kept did finished breathed counted chose my "
        "own held steady alone no without knew carried said"
    ),
    "RS:helpless": word_set(
        "couldn't can't know helpless stuck froze gave in agreed small trapped lost just stood sat did anyway said yes "
        "confused unsure whatever begged drank ate out control overwhelmed paralysed idea let apologised"
    ),
    "RS:disappointed_and_depressed": word_set(
        "sad cried cry crying tears empty lonely alone disappointed hurt let down gutted jealous low miserable "
        "heartbroken bed flat heavy nobody unwanted invisible rejected hopeless tired deflated wept sank"
    ),
    "RS:anxious_and_ashamed": word_set(
        "ashamed guilty guilt scared afraid anxious shame embarrassed stupid sick stomach heart shaking sweating "
        "panic panicked worried terrified frightened fool red sleep blushed nervous dread humiliated fault idiot "
        "awful throat chest hands"
    ),
}  # fmt: skip

_BY_WORD: dict[str, tuple[str, ...]] = {}
for _name, _words in LISTS.items():
    for _word in sorted(_words):
        _BY_WORD[_word] = (*_BY_WORD.get(_word, ()), _name)


def signs_of(words: Sequence[str]) -> list[str]:
    """Return of which lists there are words in a stretch, and of which there are two or more."""
    counts: dict[str, int] = {}
    for word in set(words):
        for name in _BY_WORD.get(word, ()):
            counts[name] = counts.get(name, 0) + 1
    return [sign for name, n in counts.items() for sign in ((name, f"{name} again") if n > 1 else (name,))]
