import pytest

from clew.therapy.coding import evaluation
from clew.therapy.coding.evaluation import Item, Kind, read_as
from clew.therapy.errors import TherapyError

ROWS = [
    {"dataset": "talk", "field": "label", "label": "asks", "our_codes": "encouragement_to_elaborate|clarification"},
    {"dataset": "talk", "field": "label", "label": "reflects*", "our_codes": "clarification|empathic_validation|observation"},
    {"dataset": "talk", "field": "label", "label": "advises", "our_codes": "advice_praise"},
    {"dataset": "talk", "field": "label", "label": "chats", "our_codes": "none"},
]  # fmt: skip
MAPPING = evaluation.mappings(ROWS)[0]


def items(*labels):
    return [Item("words", "", label, MAPPING.of(label), "g") for label in labels]


def test_a_mapping_knows_what_it_is_about():
    assert (MAPPING.dataset, MAPPING.field, MAPPING.kind) == ("talk", "label", Kind.INTERVENTION)
    assert MAPPING.of("reflects simply") == {"clarification", "empathic_validation", "observation"}
    assert MAPPING.of("chats") == frozenset()
    assert MAPPING.of("dances") is None


def test_a_code_that_counts_is_right_and_any_other_goes_to_the_narrowest_class():
    four = items("asks", "reflects*", "advises", "chats")
    assert read_as(["clarification"] * 4, four) == ["asks", "reflects*", "asks", "asks"]
    assert read_as(["advice_praise"] * 4, four) == ["advises"] * 4
    assert read_as(["observation"] * 4, four) == ["reflects*"] * 4


def test_a_question_of_fact_is_a_question_and_a_code_that_counts_nowhere_is_talk_without_a_code():
    four = items("asks", "reflects*", "advises", "chats")
    assert read_as(["question", "risk_enquiry", "question", "question"], four) == ["asks"] * 4
    assert read_as(["other", "frame", "self_disclosure", "other"], four) == ["chats"] * 4


@pytest.mark.parametrize(
    ("codes", "kind"),
    [
        ("dmrs_level_3", Kind.DEFENSE),
        ("rupture_withdrawal|rupture_confrontation", Kind.RUPTURE),
        ("sadness|grief", Kind.AFFECT),
        ("risk_none", Kind.RISK),
        ("risk_passive|risk_active", Kind.RISK),
    ],
)
def test_the_codes_say_what_is_measured(codes, kind):
    rows = [{"label": "x", "our_codes": codes}, {"label": "y", "our_codes": "none"}]
    assert evaluation.mappings(rows)[0].kind is kind


@pytest.mark.parametrize("codes", ["kindness", "sadness|clarification", "none"])
def test_codes_of_no_scheme_or_of_two_are_refused(codes):
    with pytest.raises(TherapyError, match="one scheme"):
        _ = evaluation.mappings([{"label": "x", "our_codes": codes}])[0].kind


def test_a_table_without_its_columns_is_refused():
    with pytest.raises(TherapyError, match="our_codes"):
        evaluation.mappings([{"label": "x"}])
