"""Each claim on the pages of the formulation leads by one click to its moments, and there the quoted words stand.

Walked on the fullest record of the demonstration, so that every kind of claim is there.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from lxml import html

from clew.practice.models import User

pytestmark = pytest.mark.django_db


class Reader:
    """Somebody who clicks. Each page is opened once."""

    def __init__(self) -> None:
        self.client = Client()
        self.client.force_login(User.objects.get(username="anna"))
        self.pages: dict[str, html.HtmlElement] = {}

    def page(self, address: str) -> html.HtmlElement:
        address = address.partition("#")[0]
        if address not in self.pages:
            answer = self.client.get(address, follow=True)
            assert answer.status_code == 200, address
            self.pages[address] = html.fromstring(answer.content.decode())
            self.pages[address].set("at", answer.request["PATH_INFO"])
        return self.pages[address]

    def see(self, page: str) -> html.HtmlElement:
        return self.page(f"/see/mara/{page}/")

    def follow(
        self, page: html.HtmlElement, link: html.HtmlElement
    ) -> tuple[html.HtmlElement, html.HtmlElement]:
        """Click a link; return the page and the element on it that the address names."""
        address = urljoin(page.get("at"), link.get("href"))
        opened = self.page(address)
        named = opened.xpath(f'//*[@id="{urlsplit(address).fragment}"]')
        assert named, f"nothing at {address}"
        return opened, named[0]


@pytest.fixture(scope="module")
def reader(demonstration):
    return Reader()


def plain(words: str) -> str:
    return " ".join(words.split())


def stands_there(reader, page, link, words: str) -> None:
    """A click on the link opens the turn, and the quoted words are what was said in it."""
    assert "/sessions/" in link.get("href") or "/measures/" in link.get("href")
    _, turn = reader.follow(page, link)
    quoted = plain(words).removesuffix("\N{HORIZONTAL ELLIPSIS}").strip()
    assert quoted
    assert quoted in plain(turn.text_content()), f"{quoted!r} is not at {link.get('href')}"


def moments_in(reader, page, within) -> int:
    """Open each quoted moment in some part of a page; return how many there are."""
    links = list(within.xpath(".//a[.//q]"))
    for link in links:
        stands_there(reader, page, link, link.xpath(".//q")[0].text_content())
    return len(links)


def has(of: str) -> str:
    return f'contains(concat(" ", normalize-space(@class), " "), " {of} ")'


def test_each_part_of_the_theme(reader):
    page = reader.see("formulation")
    theme = page.xpath(f"//div[{has('theme')}]")[0]
    assert moments_in(reader, page, theme) > 40
    for kind in ("W", "RO", "RS"):
        count = theme.xpath(f".//div[{has('part')} and {has(kind)}]//span[{has('count')}]")[0].text_content()
        episodes = int(re.search(r"in (\d+) of", count).group(1))
        stories = theme.xpath(f".//li[{has('story')} and {has(kind)}]")
        assert len(stories) == episodes, f"{kind}: {count}"


def test_each_hypothesis(reader):
    page = reader.see("formulation")
    hypotheses = page.xpath(f"//*[@data-thread and not({has('theme')})]")
    assert len(hypotheses) >= 4
    for one in hypotheses:
        assert moments_in(reader, page, one) >= 2


def test_the_formulation_in_words(reader):
    page = reader.see("formulation")
    (link,) = page.xpath('//a[text()="Moments and all versions of it"]')
    entry = reader.page(urljoin(page.get("at"), link.get("href")))
    assert moments_in(reader, entry, entry) >= 1


def test_each_number_of_the_worksheet(reader):
    page = reader.see("worksheet")
    counts = page.xpath(f"//ol[{has('tally')}]/li")
    assert len(counts) > 20
    for count in counts:
        (link,) = count.xpath("./a")
        episodes = int(count.xpath(f"./span[{has('number')}]")[0].text_content())
        there, _ = reader.follow(page, link)
        assert len(there.xpath(f"//table[{has('episodes')}]/tbody/tr")) == episodes, link.text_content()
    shares = page.xpath("//table[caption]//td/a")
    assert len(shares) > 20
    for link in shares:
        there, _ = reader.follow(page, link)
        shown = len(there.xpath(f"//table[{has('episodes')}]/tbody/tr"))
        assert link.text_content().startswith(f"{shown} of "), link.get("href")


def test_each_episode_of_the_worksheet(reader):
    page = reader.see("worksheet")
    rows = page.xpath(f"//table[{has('episodes')}]/tbody/tr")
    assert len(rows) > 40
    for row in rows:
        (link,) = row.xpath("./th/a")
        _, first = reader.follow(page, link)
        said = plain(" ".join(turn.text_content() for turn in [first, *first.itersiblings()]))
        for quote in row.xpath(".//q"):
            words = plain(quote.text_content()).removesuffix("\N{HORIZONTAL ELLIPSIS}").strip()
            assert words in said, f"{words!r} is not told from {link.get('href')} on"


def test_each_conflict_and_each_corner(reader):
    page = reader.see("triangles")
    conflicts = page.xpath(f"//article[{has('conflict')}]")
    assert len(conflicts) >= 3
    for one in conflicts:
        sketch = "sketch" in one.get("class").split()
        assert (moments_in(reader, page, one) == 0) == sketch
    places = page.xpath(f"//*[{has('corners')}]//a")
    assert len(places) == 3
    for link in places:
        there, _ = reader.follow(page, link)
        shown = len(there.xpath(f"//table[{has('episodes')}]/tbody/tr"))
        assert re.search(r"\d+", link.text_content()).group() == str(shown)


def test_each_defense(reader):
    page = reader.see("defenses")
    defenses = page.xpath(f"//details[{has('defense')}]")
    assert len(defenses) > 15
    for one in defenses:
        count = int(one.xpath("./summary/span")[0].text_content())
        (link,) = one.xpath('.//a[text()="With their words"]')
        listed = reader.page(urljoin(page.get("at"), link.get("href")))
        assert moments_in(reader, listed, listed) == count
        places = one.xpath(f".//ul[{has('places')}]//a")
        assert len(places) == count
        for place in places:
            reader.follow(page, place)


def test_each_draft(reader):
    page = reader.see("draft_interpretation")
    drafts = page.xpath(f"//article[{has('draft')}]")
    assert drafts
    for one in drafts:
        assert moments_in(reader, page, one) >= 1


def test_each_number_on_the_one_page(reader):
    page = reader.see("formulation_sheet")
    said = {
        str(number): item.xpath("./q")[0].text_content()
        for number, item in enumerate(page.xpath(f"//section[{has('refs')}]/ol/li"), start=1)
    }
    numbers = page.xpath("//sup/a")
    assert {link.text_content() for link in numbers} == set(said)
    for link in numbers:
        stands_there(reader, page, link, said[link.text_content()])
    for item in page.xpath(f"//section[{has('refs')}]/ol/li"):
        (link,) = item.xpath("./a")
        stands_there(reader, page, link, item.xpath("./q")[0].text_content())
    for paragraph in page.xpath(f"//section[{has('theme-lines')}]/p"):
        assert paragraph.xpath("./sup/a")


def test_how_the_theme_stood(reader):
    page = reader.see("formulation_versions")
    counts = [link for link in page.xpath("//td/a") if "part=" in link.get("href")]
    assert len(counts) >= 6
    for link in counts:
        there, _ = reader.follow(page, link)
        shown = len(there.xpath(f"//table[{has('episodes')}]/tbody/tr"))
        assert link.text_content().startswith(f"in {shown} of "), link.get("href")


def test_what_the_patient_reads_names_no_moment(reader):
    page = reader.see("plain_formulation")
    assert not page.xpath(f"//article[{has('letter')}]//a")
