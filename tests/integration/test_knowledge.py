"""The reference: every entry under its own address with source and tag, and counts that point at nobody."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from clew.practice.actions import measures, people, plan
from clew.practice.readings.counts import Cell, counts
from clew.therapy.knowledge import SOURCES, all_entries, entry
from clew.therapy.measures import INSTRUMENTS


@pytest.fixture
def page(signed_in, cast):
    return signed_in(cast.rhea).get(reverse("knowledge")).content.decode()


def part(page, anchor):
    """The HTML of one entry, up to the next."""
    return re.search(
        rf'<div class="term" id="{re.escape(anchor)}".*?(?=<div class="term"|</section>)', page, re.S
    ).group()


def test_every_entry_has_its_own_address_once(page):
    anchors = re.findall(r'id="([^"]+)"', page)
    wanted = {f"{family}-{one.slug}" for family, one in all_entries()}
    wanted |= {f"measure-{key}" for key in INSTRUMENTS} | {f"source-{key}" for key in SOURCES}
    assert wanted <= set(anchors)
    assert len(anchors) == len(set(anchors))


def test_every_entry_shows_its_source_and_how_sure_it_is(page):
    for family, one in all_entries():
        shown = part(page, f"{family}-{one.slug}")
        assert f'href="#source-{one.source}"' in shown, one.slug
        assert f'<abbr title="{one.tag.meaning}">{one.tag.value}</abbr>' in shown, one.slug


def test_an_entry_reads_with_what_it_is_for(page):
    shown = part(page, "defense-denial")
    denial = entry("defense", "denial")
    assert denial.definition in shown
    assert "What it does" in shown
    assert 'class="said"' in shown


def test_defenses_stand_by_level_and_interventions_on_their_continuum(page):
    order = [
        page.index(f'id="defense-{slug}"') for slug in ("suppression", "undoing", "denial", "acting_out")
    ]
    assert order == sorted(order)
    order = [
        page.index(f'id="intervention-{slug}"')
        for slug in ("interpretation", "clarification", "advice_praise")
    ]
    assert order == sorted(order)


def test_every_instrument_shows_its_licence_and_scoring(page):
    for key, form in INSTRUMENTS.items():
        shown = part(page, f"measure-{key}")
        assert "Licence" in shown
        assert form.scoring.value in shown
        assert ("the total only" in shown) == form.score_only


def test_a_figure_that_is_not_confirmed_has_no_number(page):
    shown = part(page, "measure-qids-sr16")
    assert re.search(r"Reliable change</dt><dd>not confirmed", shown)


def test_it_has_the_sources_with_their_citations(page):
    assert "Levels of Processing" not in page
    shown = part(page, "source-DiGiuseppePerry2021")
    assert SOURCES["DiGiuseppePerry2021"].citation.split("'")[0][:40] in shown


@pytest.mark.parametrize("who", ["clinician", "supervisor", "prescriber", "researcher"])
def test_those_who_work_with_it_read_it(cast, signed_in, who):
    assert signed_in(cast.by_role()[who]).get(reverse("knowledge")).status_code == 200


@pytest.mark.parametrize("who", ["patient", "manager"])
def test_patients_and_managers_do_not(cast, signed_in, who):
    assert signed_in(cast.by_role()[who]).get(reverse("knowledge")).status_code == 404


def test_it_asks_the_database_little(cast, signed_in, django_assert_max_num_queries):
    browser = signed_in(cast.rhea)
    browser.get(reverse("knowledge"))
    with django_assert_max_num_queries(12):
        browser.get(reverse("knowledge"))


# -- Anonymous counts -------------------------------------------------------------------------------------------


def shown(page):
    block = page[page.index('id="counts"') : page.index('id="interventions"')]
    return dict(re.findall(r"<dt>([\w ]+)</dt><dd>([^<]+)</dd>", block))


def fill(cast, treated, *, questionnaires=1):
    """Add patients with a course each and some questionnaires."""
    from datetime import UTC, date, datetime

    from clew.practice import access
    from clew.practice.roles import May

    for number in range(treated):
        patient = people.admit_patient(practice=cast.practice, name=f"P {number}", clinician=cast.anna)
        chart = access.open_record(cast.anna, patient.pk, to=May.PLAN, view="test")
        course = plan.open_course(chart=chart, starts_on=date(2026, 1, 8))
        for _ in range(questionnaires):
            measures.enter(
                chart=chart,
                course=course,
                instrument="phq-9",
                answers=[0] * 10,
                at=datetime(2026, 1, 8, tzinfo=UTC),
            )


def test_small_cells_are_not_told(page):
    assert shown(page) == {
        "Patients": "fewer than 5",
        "Courses of treatment": "fewer than 5",
        "Sessions held": "fewer than 5",
        "Questionnaires filled in": "fewer than 5",
    }


def test_what_few_people_make_up_is_not_told_however_much_it_is(cast, signed_in):
    fill(cast, 4, questionnaires=3)
    page = signed_in(cast.rhea).get(reverse("knowledge")).content.decode()
    assert shown(page)["Patients"] == "5"  # with Pia
    assert shown(page)["Courses of treatment"] == "fewer than 5"
    assert shown(page)["Questionnaires filled in"] == "not told, from fewer than 5 people"


def test_counts_are_told_from_five_people_on(cast, signed_in):
    fill(cast, 5, questionnaires=2)
    page = signed_in(cast.rhea).get(reverse("knowledge")).content.decode()
    assert shown(page)["Questionnaires filled in"] == "10"


def test_neither_another_practice_nor_the_erased_count(cast, chart):
    people.admit_patient(practice=cast.other_practice, name="Ola", clinician=cast.otto)
    people.erase_patient(chart=chart)
    _, cells = counts(cast.rhea)
    assert [cell.count for cell in cells] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("count", "people_", "words"),
    [
        (0, 0, "fewer than 5"),
        (4, 4, "fewer than 5"),
        (5, 5, "5"),
        (9, 4, "not told, from fewer than 5 people"),
    ],
)
def test_the_rule_of_a_cell(count, people_, words):
    assert Cell("x", count, people_).shown == words
