"""The PHQ family: PHQ-9, PHQ-2, GAD-7 and PHQ-15, English.

Item and option texts follow the developers' forms as reproduced in the CamCOPS project. Known slips in public
copies (items 1 and 2 swapped, a lowest answer "not at all sure") are caught by tests.
"""

from __future__ import annotations

from dataclasses import replace

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
    Item,
    Licence,
    Missing,
    Option,
    Options,
    Range,
    RiskItem,
    Scoring,
)

_LICENCE = Licence(
    ship=True,
    basis="The developers' site: no permission required to reproduce, translate, display or distribute.",
    credit="Developed by Drs. Robert L. Spitzer, Janet B.W. Williams, Kurt Kroenke and colleagues, "
    "with an educational grant from Pfizer Inc.",
    tag=Tag.VERIFIED,
)

_KROENKE_2001 = "Kroenke 2001, J Gen Intern Med 16:606"
_SPITZER_2006 = "Spitzer 2006, Arch Intern Med 166:1092"
_KROENKE_2002 = "Kroenke 2002, Psychosom Med 64:258"
_GYANI = "NHS Talking Therapies; Gyani 2013, Behav Res Ther 51:597"
_BSL = "BMC Psychiatry 2016, 10.1186/s12888-016-1078-0"
_CAMCOPS = "CamCOPS documentation of the instrument"
_SPECIFICATION = "Clew clinical specification, measures 7.2"
_PRORATION = "Clew clinical specification, measures 7.3"

FREQUENCY = Options(
    (
        Option(0, "Not at all", "LA6568-5"),
        Option(1, "Several days", "LA6569-3"),
        Option(2, "More than half the days", "LA6570-1"),
        Option(3, "Nearly every day", "LA6571-9"),
    ),
    loinc_list="LL358-3",
)

# The last two answer codes are not in numerical order; that is how LOINC has them.
DIFFICULTY = Options(
    (
        Option(0, "Not difficult at all", "LA6572-7"),
        Option(1, "Somewhat difficult", "LA6573-5"),
        Option(2, "Very difficult", "LA6575-0"),
        Option(3, "Extremely difficult", "LA6574-3"),
    ),
    loinc_list="LL359-1",
)

_STEM = "Over the last 2 weeks, how often have you been bothered by any of the following problems?"


def _item(key: str, text: str, loinc: str | None) -> Item:
    return Item(key, text, FREQUENCY, loinc)


PHQ_9 = Instrument(
    key="phq-9",
    title="PHQ-9",
    full_title="Patient Health Questionnaire-9",
    version="2001",
    language="en",
    about="depressive symptoms",
    recall="2 weeks",
    source=_KROENKE_2001,
    licence=_LICENCE,
    scoring=Scoring.SUM,
    direction=Direction.WORSE,
    n_items=9,
    item_range=Range(0, 3),
    total=Range(0, 27),
    stem=_STEM,
    items=(
        _item("interest", "Little interest or pleasure in doing things", "44250-9"),
        _item("mood", "Feeling down, depressed, or hopeless", "44255-8"),
        _item("sleep", "Trouble falling or staying asleep, or sleeping too much", "44259-0"),
        _item("energy", "Feeling tired or having little energy", "44254-1"),
        _item("appetite", "Poor appetite or overeating", "44251-7"),
        _item(
            "failure",
            "Feeling bad about yourself — or that you are a failure or have let yourself or your family down",
            "44258-2",
        ),
        _item(
            "concentration",
            "Trouble concentrating on things, such as reading the newspaper or watching television",
            "44252-5",
        ),
        _item(
            "movement",
            "Moving or speaking so slowly that other people could have noticed? Or the opposite — being so "
            "fidgety or restless that you have been moving around a lot more than usual",
            "44253-3",
        ),
        _item(
            "self_harm",
            "Thoughts that you would be better off dead or of hurting yourself in some way",
            "44260-8",
        ),
        Item(
            "difficulty",
            "If you checked off any problems, how difficult have these problems made it for you to do your work, "
            "take care of things at home, or get along with other people?",
            DIFFICULTY,
            "69722-7",
            scored=False,
        ),
    ),
    missing=Missing(2, _PRORATION, Tag.KNOWN),
    bands=Bands(
        (
            Band(0, 4, "minimal"),
            Band(5, 9, "mild"),
            Band(10, 14, "moderate"),
            Band(15, 19, "moderately severe"),
            Band(20, 27, "severe"),
        ),
        Tag.KNOWN,
        _KROENKE_2001,
    ),
    cut_offs=(
        CutOff(CutOffKind.CASE, 10, "depression, counts as a case", "adults", "en", _GYANI, Tag.VERIFIED),
        CutOff(
            CutOffKind.CASE,
            8,
            "depression, counts as a case",
            "signers of British Sign Language",
            "bfi",
            _BSL,
            Tag.VERIFIED,
        ),
    ),
    change=ChangeValues(
        reliable=Figure(6, Tag.VERIFIED, _GYANI),
        minimal=Figure(5, Tag.KNOWN, "Löwe 2004, Med Care 42:1194"),
        remission=Figure(
            4,
            Tag.KNOWN,
            "McMillan 2010, J Affect Disord 127:122",
            note="below 5, if possible in two readings apart",
        ),
    ),
    risk=RiskItem(9, Range(0, 3), 1, "Clew clinical specification, safety 9.1", Tag.KNOWN),
    loinc_panel="44249-1",
    loinc_total="44261-6",
    notes=(
        (
            "At 10 or more, sensitivity is 77-88 % and specificity 88-94 % (CamCOPS, after Kroenke 2010); where few "
            "people are depressed, many positives are false."
        ),
        "Item 9 mixes passive thoughts of death with self-harm: a door to a conversation, not a verdict.",
        "The recall is two weeks: it is not plotted by the day.",
    ),
)

PHQ_2 = Instrument(
    key="phq-2",
    title="PHQ-2",
    full_title="Patient Health Questionnaire-2",
    version="2001",
    language="en",
    about="depressive symptoms, the first two items of the PHQ-9",
    recall="2 weeks",
    source=f"the first two items of the PHQ-9, {_KROENKE_2001}",
    licence=_LICENCE,
    scoring=Scoring.SUM,
    direction=Direction.WORSE,
    n_items=2,
    item_range=Range(0, 3),
    total=Range(0, 6),
    stem=_STEM,
    items=PHQ_9.items[:2],
    missing=Missing(0, "Clew clinical specification names no proration", Tag.DEFAULT),
    cut_offs=(
        CutOff(CutOffKind.SCREEN, 3, "positive screen", "adults", "en", _SPECIFICATION, Tag.KNOWN),
        CutOff(
            CutOffKind.SCREEN,
            2,
            "positive screen, more sensitive, less specific",
            "adults",
            "en",
            _SPECIFICATION,
            Tag.KNOWN,
        ),
    ),
    loinc_panel="55757-9",
    loinc_total="55758-7",
    notes=("It does not ask about death or self-harm.",),
)

GAD_7 = Instrument(
    key="gad-7",
    title="GAD-7",
    full_title="Generalized Anxiety Disorder-7",
    version="2006",
    language="en",
    about="symptoms of anxiety",
    recall="2 weeks",
    source=_SPITZER_2006,
    licence=_LICENCE,
    scoring=Scoring.SUM,
    direction=Direction.WORSE,
    n_items=7,
    item_range=Range(0, 3),
    total=Range(0, 21),
    stem=_STEM,
    items=(
        _item("nervous", "Feeling nervous, anxious or on edge", "69725-0"),
        _item("control", "Not being able to stop or control worrying", "68509-9"),
        _item("worry", "Worrying too much about different things", "69733-4"),
        _item("relaxing", "Trouble relaxing", "69734-2"),
        _item("restless", "Being so restless that it is hard to sit still", "69735-9"),
        _item("irritable", "Becoming easily annoyed or irritable", "69689-8"),
        _item("afraid", "Feeling afraid as if something awful might happen", "69736-7"),
    ),
    missing=Missing(1, _PRORATION, Tag.KNOWN),
    bands=Bands(
        (Band(0, 4, "minimal"), Band(5, 9, "mild"), Band(10, 14, "moderate"), Band(15, 21, "severe")),
        Tag.KNOWN,
        _SPITZER_2006,
    ),
    cut_offs=(
        CutOff(CutOffKind.CASE, 8, "anxiety, counts as a case", "adults", "en", _GYANI, Tag.VERIFIED),
        CutOff(
            CutOffKind.CASE,
            6,
            "anxiety, counts as a case",
            "signers of British Sign Language",
            "bfi",
            _BSL,
            Tag.VERIFIED,
        ),
        CutOff(
            CutOffKind.SCREEN,
            10,
            "screen for generalised anxiety disorder",
            "adults",
            "en",
            _CAMCOPS,
            Tag.VERIFIED,
        ),
    ),
    change=ChangeValues(reliable=Figure(4, Tag.VERIFIED, _GYANI)),
    loinc_panel="69737-5",
    loinc_total="70274-6",
)

BOTHERED = Options(
    (Option(0, "Not bothered at all"), Option(1, "Bothered a little"), Option(2, "Bothered a lot"))
)


def _symptom(key: str, text: str) -> Item:
    return Item(key, text, BOTHERED)


PHQ_15 = Instrument(
    key="phq-15",
    title="PHQ-15",
    full_title="Patient Health Questionnaire-15",
    version="2002",
    language="en",
    about="bodily symptoms",
    recall="4 weeks",
    source=_KROENKE_2002,
    licence=_LICENCE,
    scoring=Scoring.SUM,
    direction=Direction.WORSE,
    n_items=15,
    item_range=Range(0, 2),
    total=Range(0, 30),
    stem="During the past 4 weeks, how much have you been bothered by any of the following problems?",
    items=(
        _symptom("stomach", "Stomach pain"),
        _symptom("back", "Back pain"),
        _symptom("limbs", "Pain in your arms, legs, or joints (knees, hips, etc.)"),
        replace(
            _symptom("menstrual", "Menstrual cramps or other problems with your periods (women only)"),
            only_for="women",
        ),
        _symptom("headaches", "Headaches"),
        _symptom("chest", "Chest pain"),
        _symptom("dizziness", "Dizziness"),
        _symptom("fainting", "Fainting spells"),
        _symptom("heart", "Feeling your heart pound or race"),
        _symptom("breath", "Shortness of breath"),
        _symptom("intercourse", "Pain or problems during sexual intercourse"),
        _symptom("bowels", "Constipation, loose bowels, or diarrhea"),
        _symptom("indigestion", "Nausea, gas, or indigestion"),
        _symptom("tired", "Feeling tired or having low energy"),
        _symptom("sleep", "Trouble sleeping"),
    ),
    missing=Missing(0, "Clew clinical specification names no proration", Tag.DEFAULT),
    bands=Bands(
        (Band(0, 4, "minimal"), Band(5, 9, "low"), Band(10, 14, "medium"), Band(15, 30, "high")),
        Tag.VERIFIED,
        _KROENKE_2002,
    ),
    cut_offs=(CutOff(CutOffKind.CASE, 10, "medium or more", "adults", "en", _KROENKE_2002, Tag.KNOWN),),
    loinc_panel="69728-4",
    loinc_total="70273-8",
    notes=("Without the item for women the total is the sum of the other 14, used as it is.",),
)
