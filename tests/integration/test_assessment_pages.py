"""Assessment, lifeline and genogram: what is asked, what is written, what the rules say, and what is not there yet."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.urls import reverse

import clew
from clew.practice import access
from clew.practice.actions import entries, formulation, measures, people, plan, sessions
from clew.practice.models import Course, Entry
from clew.practice.readings import lives
from clew.practice.roles import May
from clew.therapy.forms import FORMS, Room, of_room
from clew.therapy.knowledge.hypotheses import CONFIGURATIONS, HYPOTHESES

PAGES = ("assessment", "lifeline", "genogram")
pytestmark = pytest.mark.django_db


@pytest.fixture
def write(chart, course):
    """Return what writes one entry about Pia."""
    return lambda form, on=None, **values: entries.write_entry(
        chart=chart, course=course, form=form, values=values, on=on
    )


def page_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def section(page: str, slug: str) -> str:
    """Return one part of the assessment."""
    return page.split(f'aria-labelledby="part-{slug}"')[1].split("</section>")[0]


# -- Who, and what an empty record says -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("assessment", "Risk has not been asked about in this treatment"),
        ("lifeline", "Begin with what the patient told first"),
        ("genogram", "Begin with the patient"),
    ],
)
def test_an_empty_record_says_what_to_do_first(anna, at, course, name, first):
    assert first in page_of(anna.get(at(name)))


@pytest.mark.parametrize("name", PAGES)
def test_without_a_course_one_is_to_be_opened(anna, at, name):
    assert "No course of treatment has been opened yet" in page_of(anna.get(at(name)))


@pytest.mark.parametrize("name", PAGES)
def test_a_supervisor_reads_and_is_offered_nothing_to_write(signed_in, cast, at, write, name):
    write("stressor", event="Lost the flat", when="2025-09")
    write("person", role="mother")
    answer = signed_in(cast.ben).get(at(name))
    assert answer.status_code == 200
    assert "/write/" not in page_of(answer)
    assert "/change/" not in page_of(answer)


@pytest.mark.parametrize("name", PAGES)
def test_a_prescriber_a_stranger_and_the_patient_find_nothing(signed_in, cast, at, course, name):
    for user in (cast.clara, cast.chris, cast.otto, cast.pia_account, cast.rhea, cast.max):
        assert signed_in(user).get(at(name)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_a_full_page_asks_the_database_at_most_fifteen_times(
    anna, at, chart, course, write, name, django_assert_max_num_queries
):
    measures.enter(chart=chart, course=course, instrument="phq-9", answers=[1] * 10, at=datetime.now(tz=UTC))
    earlier: list[str] = []
    for n in range(8):
        one = write("stressor", event=f"Loss {n}", when=f"20{n + 10}", loss=3, humiliation=3, echoes=earlier)
        earlier = [str(one.pk)]
        write("developmental", kind="neglect", age=n, effect="Waits.")
        write("observation", sign="attendance", practical="not_enough")
        write("person", role=f"aunt {n}", repetition="Waits too.")
    two = write("configuration", dependency=3, self_criticism=4)
    entries.revise_entry(chart=chart, entry=two, values={"dependency": 5, "self_criticism": 4})
    write("sources_of_depression", biology="Thyroid.")
    anna.get(at(name))
    with django_assert_max_num_queries(17):  # the transaction of the audit event takes two of them
        assert anna.get(at(name)).status_code == 200


# -- The assessment --------------------------------------------------------------------------------------------------


def test_only_risk_is_asked_for_and_an_answered_item_on_death_answers_it(anna, at, chart, course):
    page = page_of(anna.get(at("assessment")))
    assert "danger" in page
    measures.enter(
        chart=chart, course=course, instrument="phq-9", answers=[1] * 8 + [None, 1], at=datetime.now(tz=UTC)
    )
    assert "Risk has not been asked about" in page_of(anna.get(at("assessment"))), "not asked is not nought"
    measures.enter(
        chart=chart, course=course, instrument="phq-9", answers=[1] * 8 + [0, 1], at=datetime.now(tz=UTC)
    )
    page = page_of(anna.get(at("assessment")))
    assert "Risk has not been asked about" not in page
    assert "PHQ-9, item 9" in section(page, "risk")


def test_loss_and_humiliation_are_shown_apart_and_together_said_once_without_a_number(anna, at, write):
    write("stressor", event="Partner left", loss=3, humiliation=2)
    write("stressor", event="Lost the post", loss=2, humiliation=3)
    write("stressor", event="Moved", loss=3, humiliation=0)
    part = section(page_of(anna.get(at("assessment"))), "meaning")
    assert part.count("Loss and humiliation are both rated") == 1
    here = part.split("Here:")[1].split("</p>")[0]
    assert "Partner left" in here
    assert "Lost the post" in here
    assert "Moved" not in here
    assert "Kendler" in part
    assert not re.search(r"risk|\d\s*%", part)


def test_echoes_are_told_as_one_chain_from_the_earliest_on(anna, at, write):
    early = write("stressor", event="Left at the baths", when="1997")
    write(
        "stressor", event="Partner left", when="2025-09", echoes=[str(early.pk)], pattern="Left, and polite."
    )
    write("stressor", event="Moved", when="2010")
    part = section(page_of(anna.get(at("assessment"))), "pattern")
    assert "2 events are linked as echoes" in part
    assert part.index("Left at the baths") < part.index("Partner left")
    assert "Moved" not in part


def test_events_stand_against_the_beginning_and_the_nearest_is_a_question(anna, at, write):
    write("stressor", event="Moved", when="2019")
    write("stressor", event="Partner left", when="2025-09-01", onset="yes")
    write("stressor", event="Flat sold", when="2026-03", onset="yes")
    part = section(page_of(anna.get(at("assessment"))), "stressors")
    assert "No beginning of the depression is dated yet" in part
    assert "before the depression began" not in part
    write("symptom_episode", what="Waking at four", when="2025-10")
    part = section(page_of(anna.get(at("assessment"))), "stressors")
    assert "The event came about 6 weeks before the depression began" in part
    assert "one of the two dates may be mistaken" in part
    assert "Nearest is not the same as cause" in part
    assert "Partner left" in part.split('class="small here"')[1].split("</p>")[0]


def test_both_ratings_are_drawn_each_for_itself_and_the_person_is_put_in_no_class(anna, at, chart, write):
    two = write("configuration", dependency=8, self_criticism=5, dependency_evidence="Fears to be left.")
    entries.revise_entry(chart=chart, entry=two, values={"dependency": 6, "self_criticism": 5})
    part = section(page_of(anna.get(at("assessment"))), "personality")
    assert "Dependency 6 of 10, before 8; Self-criticism 5 of 10" in part
    assert "Not validated" in part
    for one in CONFIGURATIONS.values():
        assert one.name in part  # both columns of the tendencies
    assert "anaclitic depression" not in part.lower()


def test_any_number_of_sources_is_considered_and_formulated_ones_stand_beside(
    anna, at, chart, course, session, write
):
    transcript = sessions.import_transcript(
        chart=chart, session=session, data=b"P: It is never enough.", name="s.txt"
    )
    formulation.propose_hypothesis(
        chart=chart,
        course=course,
        statement="Perhaps the standard cannot be met.",
        code="E6",
        moments=[formulation.MomentRef(transcript, 0)],
    )
    write("sources_of_depression", guilt_about_harm="Left his friend waiting.", biology="Thyroid.")
    part = section(page_of(anna.get(at("assessment"))), "sources")
    considered, rest = part.split("Not considered so far:")
    for words in ("E1 ", "Left his friend waiting.", "E11 ", "E6 ", "Perhaps the standard cannot be met."):
        assert words in considered
    assert rest.split("</p>")[0].count(";") == len(HYPOTHESES) - 3 - 1


def test_the_words_that_an_entry_rests_on_lead_to_their_session(anna, at, chart, course, session):
    transcript = sessions.import_transcript(
        chart=chart,
        session=session,
        data=b"T: And then?\n\nP: He left, and I made him sandwiches.",
        name="s.txt",
    )
    entries.write_entry(
        chart=chart,
        course=course,
        form="stressor",
        values={"event": "He left"},
        moments=[
            formulation.MomentRef(transcript, 1, 13, 35),
            formulation.MomentRef(transcript, 1, 0, 7, against=True),
        ],
    )
    part = section(page_of(anna.get(at("assessment"))), "stressors")
    assert '<q class="said">I made him sandwiches.</q>' in part
    assert part.split("Against it:")[1].count('<q class="said">He left</q>') == 1
    assert at("session", session.pk) in part


def test_no_meaning_is_offered_before_practical_causes_were_looked_at(anna, at, chart, write):
    one = write("observation", sign="attendance", practical="not_yet", seen="Ten minutes late.")
    part = section(page_of(anna.get(at("assessment"))), "observations")
    assert "Look at practical causes first: illness, transport, cost, technology." in part
    assert "To consider with this sign" not in part
    entries.revise_entry(
        chart=chart,
        entry=one,
        values={"sign": "attendance", "practical": "not_enough", "cause": "No strike."},
    )
    part = section(page_of(anna.get(at("assessment"))), "observations")
    assert "perhaps being of two minds about getting better; perhaps guilt" in part


def test_what_must_not_be_asked_about_now_says_so(anna, at, write):
    write("developmental", kind="abuse", told="Not yet.", hold="yes", effect="Keeps away.")
    write("developmental", kind="neglect", hold="no")
    page = page_of(anna.get(at("assessment")))
    assert section(page, "developmental").count("Do not ask for detail now.") == 1
    assert "Keeps away." in section(page, "effect")


def test_an_entry_that_was_taken_back_is_gone_from_all_three_pages(anna, at, chart, write):
    event = write("stressor", event="Lost the flat", when="2025-09")
    person = write("person", role="great-aunt", index="yes")
    for name, words in (
        ("assessment", "Lost the flat"),
        ("lifeline", "Lost the flat"),
        ("genogram", "great-aunt"),
    ):
        assert words in page_of(anna.get(at(name)))
    for one in (event, person):
        entries.withdraw_entry(chart=chart, entry=one)
    for name, words in (
        ("assessment", "Lost the flat"),
        ("lifeline", "Lost the flat"),
        ("genogram", "great-aunt"),
    ):
        assert words not in page_of(anna.get(at(name)))


def test_private_reactions_are_named_as_belonging_elsewhere_and_no_note_of_them_is_shown(anna, at, course):
    assert "Your own reactions do not stand here" in page_of(anna.get(at("assessment")))
    assert not [form.slug for form in of_room(Room.ASSESSMENT) if "transference" in form.slug]


def test_short_answers_stand_as_they_were_typed(anna, at, write):
    write(
        "observation",
        sign="attendance",
        practical="not_enough",
        cause="I was late; Mr Dunmore's bus. Asked first.",
    )
    part = section(page_of(anna.get(at("assessment"))), "observations")
    assert "I was late; Mr Dunmore&#x27;s bus. Asked first" in part
    assert "A practical cause was looked at first: yes, and something is left open" in part


def test_a_pattern_stands_once_with_or_without_an_echo(anna, at, write):
    early = write("stressor", event="Left at the baths", when="1997")
    write("stressor", event="Partner left", when="2025", echoes=[str(early.pk)], pattern="Left, and polite.")
    write("stressor", event="Post lost", when="2020", pattern="Thanked, and let go.")
    write("developmental", kind="neglect", effect="Waits.")
    page = page_of(anna.get(at("assessment")))
    for words, slug in (
        ("Left, and polite.", "pattern"),
        ("Thanked, and let go.", "pattern"),
        ("Waits.", "effect"),
    ):
        assert page.count(words) == 1
        assert words in section(page, slug)


def test_an_early_experience_is_headed_by_what_it_was_and_with_whom(anna, at, write):
    write("developmental", kind="early_loss", person="father", told="Dad was away at sea.")
    write("developmental", kind="other", told="She found the boots.")
    write("developmental", kind="other", told="word " * 40)
    part = section(page_of(anna.get(at("assessment"))), "developmental")
    heads = re.findall(r"<h3>(.*?)</h3>", part)
    assert [re.sub("<[^>]*>", "", head) for head in heads[:2]] == [
        "Early loss, father",
        "She found the boots.",
    ]
    assert heads[2].count("word") < 17, "a long story is no heading"
    assert part.count("word") > 40, "and is told in whole below"
    assert part.count("She found the boots.</a>") == 1


def test_functioning_is_the_latest_wsas_or_said_to_be_missing(anna, at, chart, course):
    part = section(page_of(anna.get(at("assessment"))), "strengths")
    assert "Functioning was not measured yet." in part
    assert at("enter_instrument", "wsas") in part
    for total in (24, 9):
        measures.enter(
            chart=chart, course=course, instrument="wsas", answers=[], total=total, at=datetime.now(tz=UTC)
        )
    part = section(page_of(anna.get(at("assessment"))), "strengths")
    assert "9 of 40, subclinical" in part
    assert "24 of 40" not in part
    assert "not measured yet" not in part


def test_a_goal_is_headed_by_the_patients_words_once_and_in_their_voice(anna, at, write):
    write("goal", patient_words="Sleep past four.", kind="symptom")
    part = section(page_of(anna.get(at("assessment"))), "goals")
    assert re.search(r'class="said">Sleep past four\.</a>', part)
    assert (
        part.replace('<span class="out-of-sight"> Sleep past four.</span>', "").count("Sleep past four.") == 1
    )


# -- The lifeline ----------------------------------------------------------------------------------------------------


def test_the_lifeline_says_the_same_in_words_and_every_line_can_be_changed(anna, at, write):
    early = write("stressor", event="Left at the baths", when="1997")
    late = write("stressor", event="Partner left", when="2025-09-01", echoes=[str(early.pk)])
    write("developmental", kind="neglect", age=6, person="mother")
    write("symptom_episode", what="A low year", when="2010", until="2011")
    write("life_event", event="No date")
    page = page_of(anna.get(at("lifeline")))
    words = page.split("The same in words")[1]
    assert [
        words.index(said) for said in ("Neglect, mother", "Left at the baths", "A low year", "Partner left")
    ] == sorted(
        words.index(said) for said in ("Neglect, mother", "Left at the baths", "A low year", "Partner left")
    )
    assert "1996" in words, "Pia was born in 1990"
    assert "2010 to 2011" in words
    assert "May echo: Left at the baths" in words
    assert words.count(at("change_entry", late.pk)) == 1
    assert page.count(at("change_entry", late.pk)) >= 2, "in the picture too"


def test_scores_stand_on_the_lifeline_and_lead_to_their_answers(anna, at, chart, course, write):
    write("stressor", event="Partner left", when="2026-02-01")
    assert "PHQ-9" not in page_of(anna.get(at("lifeline")))
    filled_in = measures.enter(
        chart=chart, course=course, instrument="phq-9", answers=[2] * 9 + [1], at=datetime.now(tz=UTC)
    )
    page = page_of(anna.get(at("lifeline")))
    assert page.count(at("measure_entry", filled_in.pk)) == 2, "in the picture and in words"
    assert "PHQ-9 18 of 27" in page.split("The scores in words")[1]


def test_a_line_of_the_whole_life_is_drawn_once_something_stands_on_it(anna, at, chart, course, write):
    Course.objects.update(starts_on=date(2099, 1, 1))  # no treatment has begun
    plan.note_event(chart=chart, course=course, kind="stressor", on=date(2026, 2, 1), text="He left.")
    page = page_of(anna.get(at("lifeline")))
    assert "The whole life" not in page
    assert "Around this treatment" in page
    write("life_event", event="Moved", when="2001")
    assert "The whole life" in page_of(anna.get(at("lifeline")))


def test_echoes_are_named_from_the_earliest_on(chart, write):
    late = write("stressor", event="Last year", when="2025")
    early = write("stressor", event="Long ago", when="1997")
    undated = write("stressor", event="Some time")
    one = write("stressor", event="Now", when="2026", echoes=[str(e.pk) for e in (undated, late, early)])
    happened = {h.ref: h for h in lives.life(chart, today=date(2026, 3, 1)).life.happened}
    assert happened[f"entry:{one.pk}"].echoes == tuple(f"entry:{e.pk}" for e in (early, late, undated))


def test_what_has_no_date_stands_below_with_a_way_to_date_it(anna, at, write):
    one = write("life_event", event="Changed schools")
    page = page_of(anna.get(at("lifeline")))
    assert "Changed schools" in page.split("Without a date")[1]
    assert at("change_entry", one.pk) in page


def test_an_event_told_in_the_plan_and_in_the_assessment_on_one_day_is_drawn_once(chart, course, write):
    plan.note_event(chart=chart, course=course, kind="stressor", on=date(2025, 9, 1), text="He left.")
    plan.note_event(chart=chart, course=course, kind="break", on=date(2025, 10, 1), text="Holiday.")
    assert [one.words for one in lives.life(chart, today=date(2026, 3, 1)).life.happened] == ["He left."]
    write("stressor", event="Partner left", when="2025-09-01")
    assert [one.words for one in lives.life(chart, today=date(2026, 3, 1)).life.happened] == ["Partner left"]


def test_a_record_without_a_date_of_birth_has_a_line_too(cast, signed_in):
    other = people.admit_patient(practice=cast.practice, name="No Day", by=cast.anna, clinician=cast.anna)
    chart = access.open_record(cast.anna, other.pk, to=May.PLAN, view="test")
    course = plan.open_course(chart=chart, starts_on=date(2026, 1, 8))
    entries.write_entry(
        chart=chart, course=course, form="life_event", values={"event": "Moved", "when": "2001"}
    )
    entries.write_entry(
        chart=chart, course=course, form="developmental", values={"kind": "neglect", "age": 4}
    )
    read = lives.life(chart, today=date(2026, 3, 1))
    assert read.life.born is None
    assert [one.title for one in read.undated] == ["Neglect"], "an age alone is no date"
    assert signed_in(cast.anna).get(reverse("lifeline", args=[other.pk])).status_code == 200


# -- The genogram ----------------------------------------------------------------------------------------------------


def test_a_person_is_added_from_another_with_the_tie_already_there(anna, at, write, cast):
    me = write("person", role="patient", index="yes", sex="woman")
    page = page_of(anna.get(at("genogram")))
    address = re.search(r'href="([^"]*children=[^"]*sex=woman)"', page)
    assert address, "no way to add a mother"
    form = anna.get(address[1].replace("&amp;", "&"))
    assert f'value="{me.pk}" id="id_children_0" checked' in page_of(form) or re.search(
        rf'name="children" value="{me.pk}"[^>]* checked', page_of(form)
    )
    answer = anna.post(
        at("write_entry", "person"),
        {"role": "mother", "sex": "woman", "children": [str(me.pk)], "on_day": "2026-01-08"},
    )
    assert answer.status_code == 302
    assert answer["Location"].startswith(at("genogram"))
    assert "child of mother" in page_of(anna.get(at("genogram")))


def test_a_sibling_shares_both_parents(anna, at, write):
    mother = write("person", role="mother", sex="woman")
    father = write("person", role="father", sex="man")
    write("person", role="patient", index="yes", parents=[str(mother.pk), str(father.pk)])
    page = page_of(anna.get(at("genogram")))
    assert re.search(rf"parents={mother.pk}&amp;parents={father.pk}", page)
    assert "partner of father" in page, "two parents of one child are drawn as a couple"


def test_every_relative_that_can_be_added_has_a_key_of_its_own(anna, at, write):
    mother = write("person", role="mother", sex="woman")
    write("person", role="patient", index="yes", parents=[str(mother.pk)])
    page = page_of(anna.get(at("genogram")))
    row = page.split(f'id="entry-{mother.pk}"')[1].split("</tr>")[0]
    assert dict(re.findall(r'data-key="(\w)"[^>]*>(\w+)<', row)) == {
        "m": "mother",
        "f": "father",
        "p": "partner",
        "c": "child",
    }
    assert page.count('data-key="n"') == 1


def test_what_happened_to_somebody_is_said_beside_their_ties(anna, at, write):
    one = write("person", role="grandfather", notes="Died at sea.", died="1971")
    row = page_of(anna.get(at("genogram"))).split(f'id="entry-{one.pk}"')[1].split("</tr>")[0]
    assert "Died at sea." in row
    assert "Died 1971" in row


def test_a_second_mother_is_not_offered(anna, at, write):
    mother = write("person", role="mother", sex="woman")
    child = write("person", role="patient", index="yes", parents=[str(mother.pk)])
    page = page_of(anna.get(at("genogram")))
    row = page.split(f'id="entry-{child.pk}"')[1].split("</tr>")[0]
    assert ">father<" in row
    assert ">mother<" not in row


def test_a_family_that_cannot_be_drawn_says_why_and_lets_one_change_it(anna, at, chart, write):
    one = write("person", role="mother")
    other = write("person", role="daughter", parents=[str(one.pk)])
    entries.revise_entry(chart=chart, entry=one, values={"role": "mother", "parents": [str(other.pk)]})
    answer = anna.get(at("genogram"))
    assert answer.status_code == 200
    page = page_of(answer)
    assert "their own ancestor" in page
    assert at("change_entry", one.pk) in page


def test_a_tie_to_somebody_taken_back_is_left_out(anna, at, chart, write):
    mother = write("person", role="mother")
    write("person", role="patient", index="yes", parents=[str(mother.pk)])
    assert "child of mother" in page_of(anna.get(at("genogram")))
    entries.withdraw_entry(chart=chart, entry=mother)
    page = page_of(anna.get(at("genogram")))
    assert "child of mother" not in page


def test_a_repetition_has_a_letter_and_words(anna, at, write):
    mother = write("person", role="mother")
    write("person", role="patient", index="yes", repeats=[str(mother.pk)], repetition="Lies down as she did.")
    page = page_of(anna.get(at("genogram"))).split("What may repeat")[1]
    assert "Lies down as she did." in page
    told = re.sub("<[^>]*>", "", page)
    assert "Patient, as perhaps mother before." in told
    assert "No moment is named yet." in told


def test_a_repetition_leads_to_the_words_it_rests_on(anna, at, chart, course, session):
    transcript = sessions.import_transcript(
        chart=chart, session=session, data=b"P: I've got her heads.", name="s.txt"
    )
    mother = entries.write_entry(chart=chart, course=course, form="person", values={"role": "mother"})
    entries.write_entry(
        chart=chart,
        course=course,
        form="person",
        values={"role": "patient", "index": "yes", "repeats": [str(mother.pk)], "repetition": "Lies down."},
        moments=[formulation.MomentRef(transcript, 0, 0, 18)],
    )
    listed = page_of(anna.get(at("genogram"))).split('class="repeats"')[1].split("</ol>")[0]
    assert "I've got her heads" in listed.replace("&#x27;", "'")
    assert at("session", session.pk) in listed
    assert "No moment is named yet." not in listed


def test_an_address_cannot_put_words_into_a_form(anna, at, course):
    page = page_of(anna.get(at("write_entry", "person") + "?role=Zebediah&notes=Zwords&sex=woman"))
    assert "Zebediah" not in page
    assert "Zwords" not in page
    assert re.search(r'value="woman"[^>]* checked', page)


def test_an_observation_with_nothing_chosen_keeps_what_was_typed(anna, at, course):
    answer = anna.post(
        at("write_entry", "observation"), {"seen": "Silent after the break.", "on_day": "2026-01-08"}
    )
    assert answer.status_code == 422
    assert "Silent after the break." in page_of(answer)
    assert "practical cause" in page_of(answer)
    assert not Entry.objects.filter(form="observation").exists()


# -- The demonstration -----------------------------------------------------------------------------------------------

DEMO = Path(clew.__file__).parent / "practice" / "demo"


def told(who: str) -> list[dict]:
    return [
        entry
        for file in sorted((DEMO / who / "entries").glob("3*.toml"))
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["entry"]
    ]


def test_the_fullest_record_of_the_demonstration_has_every_form_of_the_assessment():
    written = {entry["form"] for entry in told("mara")}
    assert {form.slug for form in of_room(Room.ASSESSMENT)} - written == {"pdm_2"}
    assert "pdm_2" in {entry["form"] for entry in told("li-na")}


@pytest.mark.parametrize("who", ["mara", "tomas", "li-na", "dennis", "sofia", "george"])
def test_a_family_of_the_demonstration_can_be_drawn_and_keeps_to_roles(who):
    people = [entry for entry in told(who) if entry["form"] == "person"]
    assert sum(entry["values"].get("index") == "yes" for entry in people) == 1
    assert all(entry["values"]["role"][0].islower() for entry in people), "roles, not names"
    assert {entry["form"] for entry in told(who)} <= set(FORMS)
