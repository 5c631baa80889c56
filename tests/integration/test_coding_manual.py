"""The coding manual on the screen: every rule and code of the generated page, for those who read the reference."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils.html import escape

from clew.therapy.knowledge.manual import chapters


@pytest.fixture
def page(signed_in, cast):
    return signed_in(cast.rhea).get(reverse("coding_manual")).content.decode()


def test_it_has_every_chapter_rule_and_code_with_its_source(page):
    for chapter in chapters():
        assert f'<h2 id="{chapter.anchor}">' in page
        every = [
            *chapter.rules.values(),
            *chapter.neighbours,
            *(e for part in chapter.parts for e in part.entries),
        ]
        for entry in every:
            assert escape(entry.definition) in page, entry.slug
            assert f"#source-{entry.source}" in page, entry.slug
    anchors = re.findall(r' id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))


def test_its_sources_stand_on_the_reference_page(page, signed_in, cast):
    there = signed_in(cast.rhea).get(reverse("knowledge")).content.decode()
    assert reverse("coding_manual") in there
    for target in set(re.findall(rf'href="{reverse("knowledge")}#([^"]+)"', page)):
        assert f'id="{target}"' in there, target


@pytest.mark.parametrize("who", ["clinician", "supervisor", "prescriber", "researcher"])
def test_those_who_work_with_it_read_it(cast, signed_in, who):
    assert signed_in(cast.by_role()[who]).get(reverse("coding_manual")).status_code == 200


@pytest.mark.parametrize("who", ["patient", "manager"])
def test_patients_and_managers_do_not(cast, signed_in, who):
    assert signed_in(cast.by_role()[who]).get(reverse("coding_manual")).status_code == 404
