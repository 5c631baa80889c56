"""Words by which a patient names other people: for each the kind of other, a label, and whether "he" or "she" fits.

The label is a role, never a name. Words are in the normal form of `engine.Reading` ("mum" is read as "mother").
"""

from __future__ import annotations

from typing import NamedTuple

from clew.therapy.coding.engine import word_set


class Noun(NamedTuple):
    """What a word says of the person it names.

    ``kind`` is a slug of `knowledge.OTHERS`; ``fits`` is "m", "f", "s" for several people, or "" where it does not
    say; ``only`` marks those of whom a patient has one ("mother"), who may be named without "my".
    """

    kind: str
    label: str
    fits: str = ""
    only: bool = False


def _rows(kind: str, *rows: str, only: bool = False) -> dict[str, Noun]:
    """Read rows of "label fits: other words, by commas", where the label is a word too; "-" stands for no fit."""
    found: dict[str, Noun] = {}
    for row in rows:
        head, _, others = row.partition(":")
        label, fits = head.rsplit(" ", 1)
        noun = Noun(kind, label, fits.strip("-"), only)
        for words in (label, *filter(None, (word.strip() for word in others.split(",")))):
            found[words] = noun
    return found


#: One word or, joined by spaces, several.
NOUNS: dict[str, Noun] = {
    **_rows(
        "parent", "mother f: mama", "father m: papa, pops", "stepmother f: stepmum, stepmom",
        "stepfather m: stepdad", "parents s", "foster mother f", "foster father m", only=True,
    ),
    **_rows("sibling", "brother m", "sister f", "brothers s", "sisters s", "siblings s", "sibling -", "twin -",
            "twin brother m", "twin sister f", "half brother m", "half sister f", "stepbrother m", "stepsister f"),
    **_rows(
        "grandparent", "grandmother f: gran, granny, grandma, nan, nana, nanna, gramma",
        "grandfather m: grandad, granddad, grandpa, gramps", "grandparents s", only=True,
    ),
    **_rows(
        "relative", "aunt f: auntie, aunty", "uncle m", "cousin -", "cousins s", "niece f", "nephew m",
        "grandson m", "granddaughter f", "grandchildren s: grandkids", "relatives s", "mother in law f",
        "father in law m", "sister in law f", "brother in law m", "daughter in law f", "son in law m",
    ),
    **_rows(
        "partner", "husband m: hubby", "wife f: missus", "partner -", "ex -", "fiance m", "fiancee f", "spouse -",
        "other half -", "ex husband m", "ex wife f", "ex partner -", only=True,
    ),
    **_rows("partner", "boyfriend m", "girlfriend f", "ex boyfriend m", "ex girlfriend f"),
    **_rows("child", "son m", "daughter f", "sons s", "daughters s", "kids s", "stepson m", "stepdaughter f",
            "toddler -"),
    **_rows("friend", "friend -: mate, pal", "friends s: mates, pals", "best friend -: bestie, best mate",
            "flatmate -: housemate", "roommate -", "flatmates s: housemates", "roommates s", "sponsor -"),
    **_rows("boss", "boss -: gaffer", "manager -", "supervisor -", "employer -", "foreman m", "director -",
            "team leader -", "line manager -", "head chef -", "managers s: bosses"),
    **_rows("colleague", "colleague -: coworker, co worker, workmate", "colleagues s: coworkers, workmates",
            "teammate -", "crewmate -"),
    **_rows(
        "authority", "teacher -", "professor -", "doctor -: gp", "judge -", "priest m", "vicar -", "minister -",
        "pastor -", "imam m", "rabbi -", "landlord m", "landlady f", "headmaster m", "headmistress f",
        "head teacher -: headteacher", "coach -", "nurse -", "officer -", "tutor -", "lecturer -", "psychiatrist -",
        "policeman m", "ward sister f", "solicitor -", "midwife -", "dentist -", "surgeon -", "social worker -",
    ),
    **_rows(
        "stranger", "stranger -", "cashier -", "waiter m", "waitress f", "driver -", "neighbour -: neighbor",
        "neighbours s: neighbors", "customer -", "clerk -", "conductor -", "passenger -", "shopkeeper -",
    ),
    **_rows("group", "class -", "classmates s", "team -", "choir -", "committee -", "congregation -", "family -",
            "in laws s: inlaws", "everyone -: everybody", "crew -"),
}  # fmt: skip

#: Words of several words are looked for after these first words.
LONGER: dict[str, tuple[tuple[str, ...], ...]] = {}
for _phrase in sorted((name for name in NOUNS if " " in name), key=lambda name: -len(name.split())):
    _first, *_rest = _phrase.split()
    LONGER[_first] = (*LONGER.get(_first, ()), tuple(_rest))

#: Words before one that tell two of a kind apart, as the label has them, and for which kinds.
TELLING_APART: dict[str, tuple[str, frozenset[str]]] = {
    **{
        word: (label, word_set("sibling child"))
        for word, label in (
            ("older", "older"), ("elder", "older"), ("oldest", "oldest"), ("eldest", "oldest"),
            ("younger", "younger"), ("youngest", "youngest"), ("middle", "middle"),
        )
    },
    **{
        word: (label, word_set("sibling"))
        for word, label in (("big", "older"), ("little", "younger"), ("baby", "younger"), ("kid", "younger"))
    },
    **{
        word: (word, word_set("partner friend boss colleague authority"))
        for word in ("new", "old", "first", "second", "former")
    },
}  # fmt: skip
#: Words that may stand before one and tell nobody apart.
PASSED_OVER = word_set("own dear lovely poor late bloody stupid actual other whole two three")

OWN = word_set("my me our mine")
THEIRS = word_set("his her their")
ANY = word_set("a an another some any no every each one this")
NOT_ANY = word_set("any no every each")

#: Pronouns by whom they fit.
PRONOUNS = {
    **dict.fromkeys(word_set("he him his himself he's he'd he'll"), "m"),
    **dict.fromkeys(word_set("she her hers herself she's she'd she'll"), "f"),
    **dict.fromkeys(word_set("they them their theirs themselves they're they'd they'll they've"), "s"),
}

#: Written with a capital and no person.
NO_NAMES = word_set(
    "i monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december christmas easter ramadan diwali eid god jesus lord christ english british "
    "american irish scottish welsh london tesco facebook whatsapp instagram netflix google a and the but so no yes"
)
#: What a name is followed by where it is somebody who acts.
ACTS = word_set(
    "said says told rang called asked came went laughed shouted cried left sat looked walked texted wrote gave took "
    "wants wanted thinks thought goes"
)
#: Between a person and the name: "my brother is called Dave".
CALLED = word_set("called named")
