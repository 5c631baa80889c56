"""The guide as a visitor's browser gets it: open, without cookies, the same for everybody, kept by the browser."""

from __future__ import annotations

import json
import re
import shutil

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from clew.practice.models import AuditEvent
from clew.web.guide import loader, offline, pages
from clew.web.guide.loader import guide

EVERY = [
    *(reverse(name) for name in ("guide", "guide_all", "guide_choices", "guide_offline")),
    *(reverse("guide_page", args=[page.slug]) for page in guide().pages),
]
OPEN_PLACES = ("/guide/", "/help/", "/me/journal/offline/")
"""Where the pages that a browser may keep stand. The last is a page to write on, with nothing of anybody on it."""


def shown(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize("address", EVERY)
def test_a_page_is_open_sets_no_cookie_and_asks_nothing_of_the_database(
    address, db, django_assert_num_queries
):
    visitor = Client()
    with django_assert_num_queries(0):
        answer = visitor.get(address)
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer["Cache-Control"] == "public, max-age=600"
    assert answer["Vary"] == "Accept-Language", "no cookie makes it another page"
    page = shown(answer)
    assert f'href="{reverse("help")}"' in page
    assert not re.search(r"<[^>]+\s(style|on\w+)=", page)
    assert "csrf" not in page
    assert page.count("<h1>") == 1


def test_who_is_signed_in_gets_the_same_bytes_and_leaves_no_trace(cast, signed_in):
    """Nor does a session that has idled: nothing of it is even read."""
    anna, visitor = signed_in(cast.anna), Client()
    session = anna.session
    session["seen"] = 0
    session.save()
    before = AuditEvent.objects.count()
    for address in EVERY:
        answer = anna.get(address)
        assert answer.content == visitor.get(address).content
        assert not answer.cookies
        assert "Cookie" not in answer["Vary"]
    assert anna.session["seen"] == 0
    assert AuditEvent.objects.count() == before


def test_a_page_that_is_not_there_is_not_found_and_not_kept(db):
    assert Client().get("/guide")["Location"] == reverse("guide")
    answer = Client().get("/guide/no-such-page/")
    assert answer.status_code == 404
    assert "no-store" in answer["Cache-Control"]
    assert Client().post(reverse("guide")).status_code in (200, 403, 405), "there is nothing to send"


def test_the_contents_lead_to_every_page_and_each_on_to_the_next(db):
    contents = shown(Client().get(reverse("guide")))
    for address in EVERY:
        if address not in (reverse("guide_offline"), reverse("guide")):
            assert f'href="{address}"' in contents, address
    found, address = [], reverse("guide_page", args=[guide().pages[0].slug])
    while address:
        found.append(address)
        onward = re.search(r'rel="next" href="([^"]+)"', shown(Client().get(address)))
        address = onward[1] if onward else ""
    assert found == [reverse("guide_page", args=[page.slug]) for page in guide().pages]


def test_the_whole_guide_stands_on_one_page(db):
    whole = shown(Client().get(reverse("guide_all")))
    assert whole.count('<article class="chapter"') == len(guide().pages)
    assert set(re.findall(r"<h2([^>]*)>", whole)) == {' class="title"'}, (
        "what is in a chapter stands below its title"
    )
    assert "<h3>" in whole


def test_a_picture_has_a_table_a_number_and_a_caution(db):
    page = shown(Client().get(reverse("guide_page", args=["evidence"])))
    assert page.count("<svg") == 13
    assert len(set(re.findall(r'<title id="([^"]+)"', page))) == 13
    for figure in guide().by_slug["evidence"].figures:
        assert figure.caution in page
        assert f"{figure.n} people took part" in page
        for arm in figure.arms:
            assert f'<th scope="row">{arm.name}</th><td class="number">{arm.of_hundred}</td>' in page


def test_choices_show_what_was_ticked_and_are_kept_nowhere(db):
    place = reverse("guide_choices")
    answer = Client().get(place, {"matter": ["cost", "past"], "option": ["short", "cbt"]})
    page = shown(answer)
    assert re.findall(r'<tr role="row" data-matter="(\w+)"', page) == ["cost", "past"]
    assert re.findall(r'scope="col" data-option="(\w+)"', page) == ["short", "cbt"]
    assert re.findall(r'name="matter" value="(\w+)" checked', page) == ["cost", "past"]
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    nonsense = Client().get(place, {"matter": ["<b>"], "option": ["x"]})
    assert nonsense.status_code == 200
    assert "<b>" not in shown(nonsense)


def test_another_language_is_chosen_by_the_reader_or_their_browser(db, tmp_path, monkeypatch):
    shutil.copytree(loader.TEXT / "en", tmp_path / "en")
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "words.yaml").write_text("guide: Der Leitfaden\n", encoding="utf-8")
    monkeypatch.setattr(pages, "languages", lambda: loader.languages(tmp_path))
    monkeypatch.setattr(pages, "guide", lambda language: loader.read_guide(language, tmp_path))
    place = reverse("guide")
    for asked, header, expected in (
        ("", "de-AT,en;q=0.5", "de"),
        ("", "fr,en;q=0.5", "en"),
        ("", "", "en"),
        ("de", "en", "de"),
        ("en", "de", "en"),
        ("fr", "de", "de"),
        ("../../en", "", "en"),
    ):
        answer = Client().get(place, {"lang": asked} if asked else {}, HTTP_ACCEPT_LANGUAGE=header)
        page = shown(answer)
        assert f'<html lang="{expected}">' in page, (asked, header)
        assert ("Der Leitfaden" in page) == (expected == "de")
        assert f"?lang={expected}" in page, "links stay in the language"


def test_who_signs_in_is_shown_the_guide_and_help(db):
    page = shown(Client().get(reverse("account_login")))
    assert f'href="{reverse("guide")}"' in page
    assert f'href="{reverse("help")}"' in page


# -- Without a connection ----------------------------------------------------------------------------------------------


def test_the_worker_keeps_open_pages_and_nothing_else(db):
    answer = Client().get(reverse("worker"))
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/"
    assert answer["Cache-Control"] == "no-cache"
    assert not answer.cookies
    kept = json.loads(re.search(r"self\.clew = (\{.*\});", shown(answer))[1])
    assert kept["pages"]
    assert kept["files"]
    assert all(address.startswith(OPEN_PLACES) for address in kept["pages"])
    assert all(address.startswith("/static/") for address in kept["files"])
    assert set(kept["pages"]) >= set(EVERY) - {reverse("guide_all")}
    for name in (*offline.FILES, *offline.WORKER):
        assert finders.find(name), name
    for address in kept["pages"]:
        page = Client().get(address)
        assert page.status_code == 200
        for needed in re.findall(r'(?:src|href)="(/static/[^"]+\.(?:css|js|svg))"', shown(page)):
            assert needed in kept["files"], f"{address} needs {needed}"


def test_the_worker_is_another_as_soon_as_a_text_is(db, tmp_path, monkeypatch):
    first = offline.version()
    shutil.copytree(loader.TEXT, tmp_path / "text")
    monkeypatch.setattr(offline, "TEXT", tmp_path / "text")
    offline.version.cache_clear()
    try:
        assert offline.version() == first
        page = next((tmp_path / "text" / "en").glob("*.md"))
        page.write_text(page.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
        offline.version.cache_clear()
        assert offline.version() != first
    finally:
        offline.version.cache_clear()


def test_the_manifest_begins_with_the_guide(db):
    found = json.loads(Client().get(reverse("manifest")).content)
    assert found["start_url"] == reverse("guide")
    assert found["icons"][0]["src"].startswith("/static/")
