"""Instruments whose texts Clew may not ship: a total worked out elsewhere can be entered and followed.

A site with its own licence keeps its own forms. Only figures that the clinical specification gives are here; a
figure that it marks as unconfirmed stays empty.
"""

from __future__ import annotations

from clew.therapy.knowledge.base import Tag
from clew.therapy.measures.definition import (
    Band,
    Bands,
    ChangeValues,
    CutOff,
    CutOffKind,
    Direction,
    Figure,
    Instrument,
    Licence,
    Range,
    RiskItem,
    Scoring,
    Subscale,
)

_NOT_CONFIRMED = Figure(None, Tag.UNCERTAIN, "not confirmed in a source", note="a site may set its own")


def _closed(credit: str, basis: str, tag: Tag) -> Licence:
    return Licence(ship=False, basis=basis, credit=credit, tag=tag)


QIDS_SR16 = Instrument(
    key="qids-sr16",
    title="QIDS-SR16",
    full_title="Quick Inventory of Depressive Symptomatology, self-report, 16 items",
    version="2003",
    language="en",
    about="depressive symptoms",
    recall="7 days",
    source="Rush 2003, Biol Psychiatry 54:573",
    licence=_closed(
        "Copyright University of Texas Southwestern", "no grant to redistribute was found", Tag.KNOWN
    ),
    scoring=Scoring.TABLE,
    direction=Direction.WORSE,
    n_items=16,
    item_range=Range(0, 3),
    total=Range(0, 27),
    bands=Bands(
        (
            Band(0, 5, "none"),
            Band(6, 10, "mild"),
            Band(11, 15, "moderate"),
            Band(16, 20, "severe"),
            Band(21, 27, "very severe"),
        ),
        Tag.VERIFIED,
        "Rush 2003",
    ),
    cut_offs=(CutOff(CutOffKind.CASE, 6, "mild or more", "adults", "en", "Rush 2003", Tag.KNOWN),),
    change=ChangeValues(reliable=_NOT_CONFIRMED, remission=Figure(5, Tag.KNOWN, "Rush 2003")),
    risk=RiskItem(12, Range(0, 3), 1, "Clew clinical specification, safety 9.1", Tag.KNOWN),
    notes=(
        (
            "The total is not the sum of the 16 items: it is the highest of items 1 to 4, item 5, the highest of 6 to 9, "
            "items 10 to 14, and the higher of 15 and 16. Only one of items 6 and 7, and one of 8 and 9, is answered."
        ),
    ),
)

CORE_10 = Instrument(
    key="core-10",
    title="CORE-10",
    full_title="Clinical Outcomes in Routine Evaluation, 10 items",
    version="2013",
    language="en",
    about="psychological distress",
    recall="1 week",
    source="Barkham 2013, Couns Psychother Res 13:3",
    licence=_closed(
        "CORE System Trust",
        "CC BY-NC-ND 4.0: not for an open-source core, and not to be altered",
        Tag.VERIFIED,
    ),
    scoring=Scoring.SUM,
    direction=Direction.WORSE,
    n_items=10,
    item_range=Range(0, 4),
    total=Range(0, 40),
    reversed=(2, 3),
    bands=Bands(
        (
            Band(0, 5, "healthy"),
            Band(6, 10, "low"),
            Band(11, 15, "mild"),
            Band(16, 20, "moderate"),
            Band(21, 25, "moderately severe"),
            Band(26, 40, "severe"),
        ),
        Tag.VERIFIED,
        "a secondary source",
    ),
    cut_offs=(
        CutOff(CutOffKind.CASE, 11, "distress, counts as a case", "adults", "en", "Barkham 2013", Tag.KNOWN),
        CutOff(CutOffKind.SCREEN, 13, "depression", "adults", "en", "Barkham 2013", Tag.KNOWN),
    ),
    change=ChangeValues(reliable=Figure(6, Tag.KNOWN, "Barkham 2013")),
    risk=RiskItem(6, Range(0, 4), 1, "Clew clinical specification, safety 9.1", Tag.KNOWN),
)

CORE_OM = Instrument(
    key="core-om",
    title="CORE-OM",
    full_title="Clinical Outcomes in Routine Evaluation, Outcome Measure",
    version="2002",
    language="en",
    about="psychological distress",
    source="Evans 2002, Br J Psychiatry 180:51",
    licence=CORE_10.licence,
    scoring=Scoring.MEAN,
    direction=Direction.WORSE,
    n_items=34,
    item_range=Range(0, 4),
    total=Range(0, 40, whole=False),
    cut_offs=(
        CutOff(CutOffKind.CASE, 10, "distress, counts as a case", "adults", "en", "Evans 2002", Tag.KNOWN),
    ),
    change=ChangeValues(reliable=Figure(5, Tag.KNOWN, "Evans 2002", note="published figures lie near 5")),
    notes=(
        "Enter the clinical score: the mean of the items times 10. Eight items are reversed.",
        "Six items ask about risk and are read on the form itself; they are not part of what is entered here.",
    ),
)

WSAS = Instrument(
    key="wsas",
    title="WSAS",
    full_title="Work and Social Adjustment Scale",
    version="2002",
    language="en",
    about="functioning",
    source="Mundt 2002, Br J Psychiatry 180:461",
    licence=_closed("Copyright Isaac Marks", "no right to redistribute", Tag.VERIFIED),
    scoring=Scoring.SUM,
    direction=Direction.WORSE,
    n_items=5,
    item_range=Range(0, 8),
    total=Range(0, 40),
    bands=Bands(
        (
            Band(0, 9, "subclinical"),
            Band(10, 20, "significant"),
            Band(21, 40, "moderately severe or worse"),
        ),
        Tag.KNOWN,
        "Mundt 2002",
    ),
    cut_offs=(CutOff(CutOffKind.CASE, 10, "significant", "adults", "en", "Mundt 2002", Tag.KNOWN),),
    change=ChangeValues(reliable=_NOT_CONFIRMED),
    notes=("Where the work item does not apply, the mean of the other four times 5 is used.",),
)

_K10_LICENCE = _closed(
    "Kessler and colleagues", "freely circulated, but the notices conflict; not confirmed", Tag.UNCERTAIN
)
_K10_RELIABLE = ChangeValues(reliable=_NOT_CONFIRMED)
_ABS = "Australian Bureau of Statistics 4817.0.55.001"
_ANDREWS = "Andrews and Slade 2001, Aust N Z J Public Health 25:494"

K10_AU = Instrument(
    key="k10-au",
    title="K10 (Australian scoring)",
    full_title="Kessler Psychological Distress Scale, items scored 1 to 5",
    version="AU",
    language="en",
    about="psychological distress",
    recall="4 weeks",
    source="Kessler 2002, Psychol Med 32:959",
    licence=_K10_LICENCE,
    scoring=Scoring.SUM,
    direction=Direction.WORSE,
    n_items=10,
    item_range=Range(1, 5),
    total=Range(10, 50),
    bands=Bands(
        (Band(10, 15, "low"), Band(16, 21, "moderate"), Band(22, 29, "high"), Band(30, 50, "very high")),
        Tag.VERIFIED,
        _ABS,
    ),
    cut_offs=tuple(
        CutOff(CutOffKind.SCREEN, value, f"{step} threshold of three", "adults", "en", _ANDREWS, Tag.VERIFIED)
        for value, step in ((20, "lowest"), (25, "middle"), (30, "highest"))
    ),
    change=_K10_RELIABLE,
)

K10_US = Instrument(
    key="k10-us",
    title="K10 (US scoring)",
    full_title="Kessler Psychological Distress Scale, items scored 0 to 4",
    version="US",
    language="en",
    about="psychological distress",
    recall="4 weeks",
    source="Kessler 2002, Psychol Med 32:959",
    licence=_K10_LICENCE,
    scoring=Scoring.SUM,
    direction=Direction.WORSE,
    n_items=10,
    item_range=Range(0, 4),
    total=Range(0, 40),
    change=_K10_RELIABLE,
    notes=("The Australian bands belong to the 10 to 50 scoring and are not used here.",),
)

PROMIS_DEPRESSION = Instrument(
    key="promis-depression",
    title="PROMIS Depression (T score)",
    full_title="PROMIS Depression, short form or adaptive test, as a T score",
    version="T score",
    language="en",
    about="depressive symptoms",
    source="Pilkonis 2011, Assessment 18:263",
    licence=_closed(
        "PROMIS Health Organization", "use inside software needs written permission", Tag.VERIFIED
    ),
    scoring=Scoring.TABLE,
    direction=Direction.WORSE,
    n_items=None,
    total=Range(None, None, whole=False),
    bands=Bands(
        (
            Band(None, 54.9, "none"),
            Band(55, 59.9, "mild"),
            Band(60, 69.9, "moderate"),
            Band(70, None, "severe"),
        ),
        Tag.KNOWN,
        "PROMIS scoring guides",
        step=0.1,
    ),
    cut_offs=(
        CutOff(CutOffKind.CASE, None, "moderate", "adults", "en", "not confirmed in a source", Tag.UNCERTAIN),
    ),
    change=ChangeValues(reliable=_NOT_CONFIRMED),
    loinc_total="77861-3",
    notes=(
        (
            "Mean 50 and standard deviation 10 in the US reference population; a German sample had a mean of 46.5 "
            "(Riazy 2025)."
        ),
        "Raw totals become T scores by the published table of the form used, and by nothing else.",
    ),
)

EQ_5D_5L = Instrument(
    key="eq-5d-5l",
    title="EQ-5D-5L (index)",
    full_title="EQ-5D-5L health state as an index value",
    version=None,
    language="en",
    about="health-related quality of life",
    source="Herdman 2011, Qual Life Res 20:1727",
    licence=_closed(
        "EuroQol Research Foundation", "any use, on paper or screen, needs consent", Tag.VERIFIED
    ),
    scoring=Scoring.TABLE,
    direction=Direction.BETTER,
    n_items=5,
    item_range=Range(1, 5),
    total=Range(None, None, whole=False),
    notes=("The index depends on the country's value set, which each score must name as its version.",),
)

WAI_SR = Instrument(
    key="wai-sr",
    title="WAI-SR",
    full_title="Working Alliance Inventory, short revised",
    version="2006",
    language="en",
    about="the working alliance",
    source="Hatcher and Gillaspy 2006, Psychother Res 16:12",
    licence=_closed(
        "Society for Psychotherapy Research", "a limited copyright release is needed", Tag.VERIFIED
    ),
    scoring=Scoring.SUM,
    direction=Direction.BETTER,
    n_items=12,
    item_range=Range(1, 5),
    total=Range(12, 60),
    subscales=(
        Subscale("task", "Task", (1, 2, 10, 12)),
        Subscale("bond", "Bond", (3, 5, 7, 9)),
        Subscale("goal", "Goal", (4, 6, 8, 11)),
    ),
    notes=("No validated cut-off. It is not the WAI or WAI-S, which run from 1 to 7.",),
)

HAQ_II = Instrument(
    key="haq-ii",
    title="HAq-II",
    full_title="Helping Alliance Questionnaire II",
    version="1996",
    language="en",
    about="the helping alliance",
    source="Luborsky 1996, J Psychother Pract Res 5:260",
    licence=_closed("Luborsky and colleagues", "no open licence was found", Tag.VERIFIED),
    scoring=Scoring.SUM,
    direction=Direction.BETTER,
    n_items=19,
    item_range=Range(1, 6),
    total=Range(19, 114),
    reversed=(4, 8, 11, 16, 19),
)

SRS = Instrument(
    key="srs",
    title="SRS 3.0",
    full_title="Session Rating Scale",
    version="3.0",
    language="en",
    about="the alliance in this session",
    source="Duncan 2003, J Brief Ther 3:3",
    licence=_closed("Miller, Duncan and Johnson", "licensed to each user", Tag.VERIFIED),
    scoring=Scoring.SUM,
    direction=Direction.BETTER,
    n_items=4,
    item_range=Range(0, 10, whole=False),
    total=Range(0, 40, whole=False),
    cut_offs=(
        CutOff(
            CutOffKind.TALK, 36, "worth talking about", "adults", "en", "Duncan 2003", Tag.KNOWN, below=True
        ),
    ),
    notes=("Any single line below 9 is worth talking about as well.",),
)

ARM_5 = Instrument(
    key="arm-5",
    title="ARM-5",
    full_title="Agnew Relationship Measure, 5 items",
    version="2012",
    language="en",
    about="the therapeutic relationship",
    source="Cahill 2012, 10.1111/j.2044-8341.2011.02028.x",
    licence=_closed("The authors", "distributed by its authors; no open licence was found", Tag.VERIFIED),
    scoring=Scoring.MEAN,
    direction=Direction.BETTER,
    n_items=5,
    item_range=Range(1, 7),
    total=Range(1, 7, whole=False),
    reversed=(3,),
)

OQ_45 = Instrument(
    key="oq-45",
    title="OQ-45",
    full_title="Outcome Questionnaire-45",
    version="OQ-45",
    language="en",
    about="psychological distress",
    source="figures of the Clew clinical specification, measures 7.3",
    licence=_closed("OQ Measures", "commercial", Tag.KNOWN),
    scoring=Scoring.SUM,
    direction=Direction.WORSE,
    n_items=45,
    total=Range(0, None),
    cut_offs=(
        CutOff(
            CutOffKind.CASE,
            64,
            "distress, counts as a case",
            "adults",
            "en",
            "Clew clinical specification, measures 7.3",
            Tag.KNOWN,
        ),
    ),
    change=ChangeValues(reliable=Figure(14, Tag.KNOWN, "Clew clinical specification, measures 7.3")),
)

SCORE_ONLY = (
    QIDS_SR16,
    CORE_10,
    CORE_OM,
    WSAS,
    K10_AU,
    K10_US,
    PROMIS_DEPRESSION,
    EQ_5D_5L,
    WAI_SR,
    HAQ_II,
    SRS,
    ARM_5,
    OQ_45,
)
