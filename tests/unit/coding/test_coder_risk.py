"""Risk language: what must be found, what lowers a place, and what may not hide another."""

import pytest

from clew.therapy.coding import propose
from clew.therapy.coding.codes import Scheme
from clew.therapy.transcripts.turns import Role, Transcript, Turn


def session(*turns, unknown=Role.UNKNOWN):
    roles = {"C": Role.CLINICIAN, "P": Role.PATIENT, "K": Role.COMPANION, "?": unknown}
    return Transcript(tuple(Turn(i, who, roles[who], text) for i, (who, text) in enumerate(turns)), "test")


def risks(*turns):
    found = propose(session(*turns)).proposals
    return {(p.turn, p.code.removeprefix("risk_")): p.confidence for p in found if p.scheme is Scheme.RISK}


def said(text):
    return {code: confidence for (_, code), confidence in risks(("P", text)).items()}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Some nights I just want to die.", "passive"),
        ("I'd like to go to sleep and not wake up.", "passive"),
        ("They would be better off without me.", "passive"),
        ("I don't see the point of going on.", "passive"),
        ("It's not that I want to die, I just want it all to stop.", "passive"),
        ("I don't know if I want to live.", "passive"),
        ("If a lorry hit me I wouldn't mind.", "passive"),
        ("i dont wanna live anymore", "passive"),
        ("I can't stop thinking about killing myself.", "active"),
        ("Why shouldn't I kill myself?", "active"),
        ("I looked up how many tablets it would take.", "active"),
        ("I have been cutting my arms again.", "active"),
        ("I imagine driving into a tree.", "active"),
        ("My brother killed himself, and I want to follow him.", "active"),
        ("I have been saving the tablets.", "intent_plan_behaviour"),
        ("I wrote a goodbye letter.", "intent_plan_behaviour"),
        ("I'm going to end my life on Friday.", "intent_plan_behaviour"),
        ("I stood on the bridge for an hour.", "intent_plan_behaviour"),
        ("I tried to hang myself in the spring.", "intent_plan_behaviour"),
        ("I know how I would do it and I have chosen the place to do it.", "intent_plan_behaviour"),
    ],
)
def test_danger_is_found(text, code):
    assert said(text).get(code, 0) >= 0.4


@pytest.mark.parametrize(
    "text",
    [
        "I'm not suicidal.",
        "I am not suicidal, honestly.",
        "I don't want to die.",
        "I would never kill myself.",
        "I don't think about killing myself.",
        "I have no plan to end my life.",
        "No, I haven't thought about suicide.",
        "I've never tried to hurt myself.",
        "I don't think I want to die.",
        "I never said I wanted to die.",
        "I have no thoughts of suicide.",
        "I don't want to die or kill myself.",
    ],
)
def test_a_denial_is_not_proposed(text):
    assert said(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "I could kill him for that.",
        "I'm dying to see her.",
        "That cake is to die for.",
        "I nearly died of embarrassment.",
        "My back is killing me.",
        "I was bored to death.",
        "I'd rather die than sing in public.",
        "I laughed so much I could have killed myself laughing.",
        "I'm dead tired.",
        "I hurt myself at football.",
        "I want to end it with my girlfriend before June.",
        "The doctor said I have to take my pills.",
    ],
)
def test_a_figure_of_speech_is_not_proposed(text):
    assert all(confidence < 0.5 for confidence in said(text).values())


@pytest.mark.parametrize(
    ("then", "now"),
    [
        ("When I was fifteen I took an overdose.", "I took an overdose."),
        ("Years ago I wanted to kill myself.", "I wanted to kill myself."),
        ("I used to cut my arms.", "I cut my arms."),
    ],
)
def test_the_past_is_lower_and_still_there(then, now):
    past, present = said(then), said(now)
    assert past
    assert max(past.values()) < max(present.values())


@pytest.mark.parametrize(
    ("theirs", "own"),
    [
        ("She committed suicide last year.", "I think of committing suicide."),
        ("My friend is suicidal.", "I am suicidal."),
        ("He said he wanted to die.", "I said I wanted to die."),
    ],
)
def test_another_persons_danger_is_lower(theirs, own):
    assert max(said(theirs).values(), default=0) < 0.5 < max(said(own).values())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I'm not suicidal, but I don't want to wake up.", "passive"),
        ("I do not want to kill myself. I took all my tablets last night.", "intent_plan_behaviour"),
        ("I could kill him for that, and then I could kill myself.", "active"),
        ("I'd rather die than go there. I mean it, I want to die.", "passive"),
        ("My uncle committed suicide. I think of killing myself too.", "active"),
        ("Years ago I wanted to die. I want to die now.", "passive"),
        ("No, I want to die.", "passive"),
        ("I'm not sleeping and I want to die.", "passive"),
        ("i am not okay i want to die", "passive"),
        ("no sleep no food want to die", "passive"),
        ("I don't want to go home and kill myself.", "active"),
        ("He doesn't love me, I will kill myself.", "active"),
        ("I won't kill myself tonight. I will kill myself on Sunday.", "active"),
    ],
)
def test_a_harmless_sentence_never_hides_a_real_one(text, code):
    assert said(text)[code] >= 0.5


@pytest.mark.parametrize(
    ("question", "answer", "code"),
    [
        ("Have you had thoughts of killing yourself?", "Yes.", "active"),
        ("Have you had thoughts of killing yourself?", "Sometimes, at night.", "active"),
        ("Have you had thoughts of killing yourself?", "I'd rather not say.", "active"),
        ("Have you had thoughts of killing yourself?", "I don't know.", "active"),
        ("Have you had thoughts of killing yourself?", "I'm not sure.", "active"),
        ("Have you had thoughts of killing yourself?", "No. Well, sometimes.", "active"),
        ("Do you ever wish you were dead?", "Yeah.", "passive"),
        ("Have you made a plan to end your life?", "I have, yes.", "intent_plan_behaviour"),
        ("You have thought of stepping in front of a train.", "I've thought of it. Yes.", "active"),
        ("Can you keep yourself safe tonight?", "No.", "active"),
        ("Can you keep yourself safe tonight?", "I don't know.", "active"),
    ],
)
def test_an_answer_is_read_with_its_question(question, answer, code):
    found = risks(("C", question), ("P", answer))
    assert found[1, code] >= 0.35


@pytest.mark.parametrize(
    "answer", ["No.", "No, never.", "Nope.", "The bus was late, so I walked the whole way home."]
)
def test_a_plain_no_or_another_matter_is_no_answer_of_danger(answer):
    assert risks(("C", "Have you had thoughts of killing yourself?"), ("P", answer)) == {}


def test_being_safe_is_no_danger():
    assert risks(("C", "Can you keep yourself safe tonight?"), ("P", "Yes, I can.")) == {}


def test_the_same_speaker_does_not_answer():
    assert risks(("P", "Thoughts of killing yourself?"), ("P", "Yes.")).get((1, "active"), 0) < 0.5


def test_speakers_of_unknown_role_and_companions_get_risk_language_only():
    said = "I want to die. I hate him, he laughed at me and I cried. I said nothing."
    for who in "?K":
        coding = propose(session((who, said)))
        assert {proposal.scheme for proposal in coding.proposals} == {Scheme.RISK}
        assert coding.episodes == ()


def test_an_answer_counts_between_unknown_speakers():
    turns = (
        Turn(0, "A", Role.UNKNOWN, "Do you think of ending your life?"),
        Turn(1, "B", Role.UNKNOWN, "Yes, often."),
    )
    assert [p.turn for p in propose(Transcript(turns, "test")).proposals] == [1]


def test_a_clinicians_words_about_danger_are_an_enquiry_not_a_danger():
    found = propose(session(("C", "Do you think of killing yourself?"))).proposals
    assert [(p.scheme, p.code) for p in found] == [(Scheme.INTERVENTION, "risk_enquiry")]


@pytest.mark.parametrize(
    ("texts", "level"),
    [
        (["I wish I was dead."], "low"),
        (["I keep thinking of killing myself."], "moderate"),
        (["I wish I was dead.", "I have been saving the tablets."], "high"),
        (["When I was twelve I took an overdose."], "high"),
        (["My aunt committed suicide."], "low"),
    ],
)
def test_the_flag_has_the_highest_level_and_the_turns(texts, level):
    coding = propose(session(*(("P", text) for text in texts)))
    (flag,) = [flag for flag in coding.flags if flag.kind == "risk"]
    assert (flag.level, flag.rule) == (level, "risk.words")
    assert flag.turns == tuple(range(len(texts)))


def test_rather_dying_is_lower_and_never_gone():
    assert 0.3 <= said("I'd rather die than go on like this.")["passive"] <= 1
    assert said("I'd rather kill myself than go back there.")["active"] >= 0.5


def test_no_risk_language_no_flag():
    assert propose(session(("P", "I'm dying to see her, I could kill for a coffee."))).flags == ()


def test_a_session_in_another_language_says_that_risk_was_not_looked_for():
    text = "Ich weiß nicht, was ich sagen soll, es war alles sehr schwer für mich und meine Schwester. " * 15
    (flag,) = propose(session(("P", text))).flags
    assert (flag.kind, flag.rule) == ("language", "language.not_english")


def test_danger_in_a_turn_marked_as_the_clinicians_is_flagged_because_roles_may_be_swapped():
    coding = propose(session(("C", "I have been saving the tablets, I want to die."), ("P", "Since when?")))
    (flag,) = coding.flags
    assert (flag.kind, flag.rule, flag.level, flag.turns) == ("risk", "risk.speaker", "high", (0,))
    assert not [p for p in coding.proposals if p.scheme is Scheme.RISK]


def test_a_clinician_asking_about_danger_is_no_danger():
    assert (
        propose(session(("C", "Do you ever wish you were dead, or think of killing yourself?"))).flags == ()
    )
