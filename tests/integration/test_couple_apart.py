"""A couple in one treatment: what is written about one stands on no page, in no search and no export of the other."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from every_page import addresses
from practice_scene import fill, rolled_back

from clew.practice import access
from clew.practice.actions import entries, meetings, people, together
from clew.practice.actions.meetings import Came
from clew.practice.roles import May, RoleName
from clew.web.access_table import ON_A_RECORD, OTHER, TOGETHER

pytestmark = pytest.mark.django_db
OF_ONE, OF_OTHER = "only-of-pia-4411", "only-of-bo-9902"
START = date(2026, 1, 8)


@pytest.fixture(scope="module")
def two(standing_cast):
    """Pia and Bo, each with a full record whose every text is marked, as a couple in one treatment."""
    anna = standing_cast.anna
    bo = people.admit_patient(
        practice=standing_cast.practice, name="Bo Sand", fictional=True, by=anna, clinician=anna
    )
    charts = [
        access.open_record(anna, one.pk, to=May.MANAGE_TEAM, view="test") for one in (standing_cast.pia, bo)
    ]
    account = people.add_user(username="bo", name="Bo", password=None)
    people.give_account(chart=charts[1], user=account)
    people.grant_role(practice=standing_cast.practice, user=standing_cast.chris, role=RoleName.SUPERVISOR)
    people.join_team(chart=charts[1], user=standing_cast.chris, relation=RoleName.SUPERVISOR)
    scenes = [fill(chart, mark) for chart, mark in zip(charts, (OF_ONE, OF_OTHER), strict=True)]
    joint = together.begin_joint(charts=charts, kind="couple", starts_on=START)
    meeting = meetings.plan_meeting(charts=charts, joint=joint, at=datetime(2026, 2, 5, 10, tzinfo=UTC))
    meetings.record_meeting(
        charts=charts, meeting=meeting, came={chart.patient.pk: Came("attended") for chart in charts}
    )
    meetings.write_joint_note(
        charts=charts,
        meeting=meeting,
        whole="They looked at each other.",
        apart={charts[0].patient.pk: f"Alone: {OF_ONE}", charts[1].patient.pk: f"Alone: {OF_OTHER}"},
        sign=True,
    )
    for chart, mark in zip(charts, (OF_ONE, OF_OTHER), strict=True):
        entries.write_entry(
            chart=chart, course=chart.course, form="joint_focus", values={"hopes": mark, "kept_back": mark}
        )
    entries.write_entry(
        chart=charts[0],
        course=charts[0].course,
        form="joint_safety",
        values={"asked": "alone", "without_fear": "no", "said": OF_ONE, "reached": OF_ONE},
    )
    for scene in scenes:
        scene.keep(joint=joint, meeting=meeting)
    return charts, scenes, account


def pages_of(scene, colleague) -> dict[str, str]:
    address = addresses(scene, colleague)
    return {name: address(name) for name in {**ON_A_RECORD, **TOGETHER, **OTHER} if name != "leave"}


def test_no_page_about_one_shows_what_was_written_about_the_other(standing_cast, two):
    """Every page and form as the clinician of both, walked through each one's record."""
    _, scenes, _ = two
    client = Client(raise_request_exception=False)
    client.force_login(standing_cast.anna)
    seen = {OF_ONE: set(), OF_OTHER: set()}
    for scene, own, strange in zip(scenes, (OF_ONE, OF_OTHER), (OF_OTHER, OF_ONE), strict=True):
        for name, place in pages_of(scene, standing_cast.otto).items():
            for method in ("get", "post"):
                with rolled_back():
                    answer = getattr(client, method)(place)
                text = answer.content.decode("utf-8", "replace") + str(answer.headers)
                if own in text:
                    seen[own].add(name)
                if name not in ("alerts", "see"):
                    assert strange not in text, (name, method)
    assert {"session", "plan", "together", "export_transcript"} <= seen[OF_ONE] & seen[OF_OTHER], (
        "each one's own must be seen there, so that this test can fail"
    )
    assert not seen[OF_ONE] & set(TOGETHER), "the page of all shows no text at all"


def test_a_search_in_one_record_finds_nothing_of_the_other(standing_cast, two):
    _, scenes, _ = two
    client = Client()
    client.force_login(standing_cast.anna)
    for scene, strange in zip(scenes, (OF_OTHER, OF_ONE), strict=True):
        place = reverse("search_session", args=[scene.patient.pk, scene.held.pk])
        page = client.get(place, {"q": strange[:10]}, headers={"HX-Request": "true"}).content.decode()
        assert strange not in page.replace(strange[:10], "")


def test_each_ones_own_page_tells_nothing_of_the_other(standing_cast, two):
    _, _, account = two
    for user, name, strange in (
        (standing_cast.pia_account, "Bo", OF_OTHER),
        (account, "Pia", OF_ONE),
    ):
        client = Client()
        client.force_login(user)
        for page in ("own", "own_record", "own_help"):
            text = client.get(reverse(page)).content.decode()
            assert strange not in text
            assert not re.search(rf"\b{name}\b", text), page
            assert "couple" not in text.lower()


def test_fear_of_one_shows_on_ones_own_page_and_nowhere_else(standing_cast, two):
    """Neither the other's record nor the page of all, which may lie open in the room, nor a word of either's own page."""
    charts, scenes, account = two
    client = Client()
    client.force_login(standing_cast.anna)
    words = ("Worth stopping the meetings", "No, afraid", "is afraid")
    own = client.get(reverse("together", args=[charts[0].patient.pk])).content.decode()
    assert all(some in own for some in words)
    strange = pages_of(scenes[1], standing_cast.otto)
    for name in {*strange} - {"alerts", "see", "caseload"}:
        page = client.get(strange[name]).content.decode("utf-8", "replace")
        assert not [some for some in words if some in page], name
    for user in (account, standing_cast.pia_account):
        own_client = Client()
        own_client.force_login(user)
        for page in ("own", "own_record", "own_help"):
            text = own_client.get(reverse(page)).content.decode()
            assert not [some for some in (*words, "afraid") if some in text], page


def test_the_page_of_all_is_the_same_whatever_was_said_alone(standing_cast, two):
    """It says where to read it, always in the same words: so it tells nothing to who looks over a shoulder."""
    charts, _, _ = two
    client = Client()
    client.force_login(standing_cast.anna)
    places = [reverse(name, args=[charts[0].course.joint.pk]) for name in ("joint", "joint_plan")]

    def seen():
        pages = [client.get(place).content.decode() for place in places]
        main = [page[page.index("<main") : page.index("</main")] for page in pages]
        return [re.sub(r'name="(csrfmiddlewaretoken|key)" value="[^"]*"', "", text) for text in main]

    before = seen()
    with rolled_back():
        entries.write_entry(
            chart=charts[1],
            course=charts[1].course,
            form="joint_safety",
            values={"asked": "alone", "without_fear": "no"},
        )
        assert [re.sub(r'value="[0-9a-f-]{20,}"', "", one) for one in seen()] == [
            re.sub(r'value="[0-9a-f-]{20,}"', "", one) for one in before
        ]


def test_who_works_with_one_of_them_reads_how_many_others_and_no_name(standing_cast, two):
    charts, _, _ = two
    client = Client()
    client.force_login(standing_cast.ben)
    own = client.get(reverse("together", args=[charts[0].patient.pk])).content.decode()
    assert "treatment with 1 other" in own
    assert "Bo Sand" not in own
    joint = client.get(reverse("joint", args=[charts[0].course.joint.pk])).content.decode()
    assert "Pia Sand" in joint
    assert "1 more takes part" in joint
    assert "Bo Sand" not in joint
    assert client.get(reverse("together", args=[charts[1].patient.pk])).status_code == 404


def test_who_treats_both_reads_both_names(standing_cast, two):
    charts, _, _ = two
    client = Client()
    client.force_login(standing_cast.anna)
    page = client.get(reverse("together", args=[charts[0].patient.pk])).content.decode()
    assert "treatment with 1 other: <strong>Bo Sand</strong>" in page
    joint = client.get(reverse("joint", args=[charts[0].course.joint.pk])).content.decode()
    assert "Pia Sand" in joint
    assert "Bo Sand" in joint
    assert "No record is open here" in joint
