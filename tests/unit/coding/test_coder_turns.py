"""What single turns get: interventions, repairs, defenses, rupture markers and affects."""

import pytest

from clew.therapy.coding import MODEL, propose
from clew.therapy.coding.coder import gather
from clew.therapy.coding.codes import Scheme
from clew.therapy.transcripts.turns import Role, Transcript, Turn

ROLES = {"C": Role.CLINICIAN, "P": Role.PATIENT}


def coded(*turns, explore=False):
    transcript = Transcript(
        tuple(Turn(i, who, ROLES[who], text) for i, (who, text) in enumerate(turns)), "test"
    )
    return propose(transcript, explore=explore)


def codes(scheme, *turns, explore=False):
    """The codes of the last turn, likeliest first."""
    found = [
        p for p in coded(*turns, explore=explore).proposals if p.scheme is scheme and p.turn == len(turns) - 1
    ]
    return [p.code for p in sorted(found, key=lambda p: -p.confidence)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I wonder if keeping quiet protects you from hearing that you were right.", "interpretation"),
        ("Maybe you expect me to forget you, the way your mother did.", "interpretation"),
        ("I notice that your voice drops when you say his name.", "observation"),
        ("Every time we come close to it, we end up at the weather.", "observation"),
        ("You say it was nothing, and yet you drove there in the night.", "confrontation"),
        ("You mean she rang and you let it ring?", "clarification"),
        ("So you waited until they had gone.", "clarification"),
        ("Tell me more about the garden.", "encouragement_to_elaborate"),
        ("What was that like for you?", "encouragement_to_elaborate"),
        ("No wonder you were angry, after all that.", "empathic_validation"),
        ("That must have been frightening.", "empathic_validation"),
        ("Depression often makes mornings the worst time.", "psychoeducation"),
        ("I suggest you ring your doctor before the weekend.", "advice_praise"),
        ("Well done for going, that took courage.", "advice_praise"),
        ("How many hours do you sleep?", "question"),
        ("Our time is up for today.", "frame"),
        ("When my own father died I felt that too.", "self_disclosure"),
        ("[silence]", "silence"),
        ("[a long silence]", "silence"),
        ("Have you had thoughts of harming yourself?", "risk_enquiry"),
        ("Good morning.", "other"),
    ],
)
def test_the_best_intervention_comes_first(text, code):
    assert codes(Scheme.INTERVENTION, ("C", text))[0] == code


@pytest.mark.parametrize("text", ["Mm.", "Mm-hmm.", "Yeah.", "Okay, right.", "Uh huh, I see."])
def test_listening_sounds_get_no_code(text):
    assert "observation" not in codes(Scheme.INTERVENTION, ("C", text))
    assert len(codes(Scheme.INTERVENTION, ("C", text))) <= 1


def test_every_turn_of_substance_gets_at_least_one_code():
    for text in (
        "The curtains were drawn on that side of the house.",
        "You do his tax.",
        "She waited and he never came.",
    ):
        assert codes(Scheme.INTERVENTION, ("C", text))


def test_a_turn_may_show_more_than_one_intervention():
    text = "That must have been so painful, no wonder you left. Tell me more about what happened next."
    assert {"empathic_validation", "encouragement_to_elaborate"} <= set(
        codes(Scheme.INTERVENTION, ("C", text))
    )


def test_the_patients_own_word_given_back():
    before = ("P", "It was a grey afternoon.")
    assert codes(Scheme.INTERVENTION, before, ("C", "Grey?"))[0] == "encouragement_to_elaborate"


def test_a_plain_question_soon_after_talk_of_danger_asks_about_danger():
    danger = (("P", "I want to kill myself."), ("C", "When was the last time?"))
    assert codes(Scheme.INTERVENTION, *danger)[0] == "risk_enquiry"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I think I misunderstood you there.", "clarify_misunderstanding"),
        ("I was too quick, that was my part in it.", "acknowledge_own_contribution"),
        ("The reason I ask is that it keeps coming back.", "explain_reason"),
        ("Did I say something that hurt?", "invite_talk_about_therapy"),
    ],
)
def test_repair_strategies(text, code):
    assert code in codes(Scheme.REPAIR, ("P", "You never listen to me."), ("C", text), explore=True)


def test_the_cues_of_a_repair_weigh_more_after_a_rupture_marker():
    said = ("C", "I was too quick there.")

    def odds(before):
        turns = [Turn(i, who, ROLES[who], text) for i, (who, text) in enumerate([("P", before), said])]
        return (
            gather(Transcript(tuple(turns), "test"))[1]
            .said[Scheme.REPAIR]["acknowledge_own_contribution"]
            .odds
        )

    assert odds("You never listen to me.") > odds("I went to the sea.")


def test_defenses_at_most_three_and_likeliest_first():
    text = (
        "These things happen. In theory one recovers. I never remember it. I am such a failure. "
        "They are all laughing at me. I took it out on the kids. Nothing ever works."
    )
    found = [p for p in coded(("P", text)).proposals if p.scheme is Scheme.DEFENSE]
    assert len(found) <= 3
    assert [p.confidence for p in found] == sorted((p.confidence for p in found), reverse=True)


def test_plain_feeling_is_no_defense():
    assert codes(Scheme.DEFENSE, ("P", "I am very sad.")) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I suppose.", "minimal_response"),
        ("You are the expert, whatever you say.", "deferential"),
        ("You just sit there and say nothing.", "complaint_about_clinician"),
        ("That is rubbish, it has nothing to do with my father.", "rejects_intervention"),
        ("What is the use of this?", "complaint_about_activities"),
        ("Four months of this and nothing has changed.", "complaint_about_progress"),
        ("Stop asking me that.", "controls_clinician"),
        ("Everything is fine.", "denial_of_state"),
    ],
)
def test_rupture_markers(text, code):
    said = ("C", "I wonder whether there is something about me that is hard to say today.")
    assert code in codes(Scheme.RUPTURE, said, ("P", text), explore=True)


def test_no_to_a_question_only_answers_it():
    assert codes(Scheme.RUPTURE, ("C", "Was it raining?"), ("P", "No, it was dry.")) == []


def test_a_denied_complaint_is_none():
    assert "complaint_about_clinician" not in codes(Scheme.RUPTURE, ("P", "I am not angry with you."))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I felt so ashamed.", "shame"),
        ("I was furious with him.", "anger"),
        ("I cried in the car.", "sadness"),
        ("I was scared of her.", "fear"),
        ("I wish I could hold her again.", "longing"),
        ("I am grateful to her.", "gratitude"),
    ],
)
def test_affect(text, code):
    assert code in codes(Scheme.AFFECT, ("P", text))


@pytest.mark.parametrize(
    "text", ["I am not angry.", "He was furious.", "My mother was so sad.", "She cried."]
)
def test_affect_that_is_denied_or_anothers_is_not_proposed(text):
    assert codes(Scheme.AFFECT, ("P", text)) == []


def test_spans_are_the_words_it_rests_on():
    text = "Well… I’m  so ashamed — and um furious!"
    found = {p.code: p.span.of(text) for p in coded(("P", text)).proposals if p.scheme is Scheme.AFFECT}
    assert found == {"shame": "ashamed", "anger": "furious"}


def test_the_model_is_named_with_its_version():
    assert coded(("P", "Hello.")).model == MODEL == "clew-coder 2"
