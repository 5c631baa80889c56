"""What the patient writes for themselves: theirs, shared text by text, never lost and never stored twice."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clew.practice import access
from clew.practice.actions import absences, entries, journal, people
from clew.practice.errors import AlreadyDone, NotFound, PracticeError
from clew.practice.models import Alert, AuditEvent, JournalEntry
from clew.practice.roles import May
from clew.therapy.safety.panel import WHO_READS

pytestmark = pytest.mark.django_db

PRIVATE = "canary-51c0-nobody-else-reads-this"
SHARED = "canary-77e2-the-clinician-may-read-this"
DANGER = "At night I want to die."


@pytest.fixture
def mine(cast):
    return access.open_own(cast.pia_account, to=May.WRITE_OWN, view="test")


@pytest.fixture
def browser(cast, signed_in, check_numbers):
    check_numbers()
    return signed_in(cast.pia_account)


def sent(**more):
    return {
        "kind": "journal",
        "text": PRIVATE,
        "on": timezone.localdate().isoformat(),
        "shared": "no",
        "key": "k1",
        **more,
    }


def main_of(answer):
    return answer.content.decode().split("<main")[1].split("</main>")[0]


def others(cast):
    """Everybody who may open this record, the deputy of the clinician too, and some who may not."""
    today = timezone.localdate()
    absences.plan_absence(
        practice=cast.practice,
        user=cast.anna,
        deputy=cast.chris,
        first_day=today,
        last_day=today,
        by=cast.anna,
    )
    return {name: user for name, user in cast.by_role().items() if name != "patient"} | {"deputy": cast.chris}


def pages_of(cast, entry):
    record = [cast.pia.pk]
    names = (
        "course",
        "sessions",
        "session_plan",
        "before_session",
        "measures",
        "plan",
        "team",
        "record",
        "shared_writing",
    )
    found = [reverse(name, args=record) for name in names]
    return [
        *found,
        reverse("shared_entry", args=[*record, entry.pk]),
        reverse("caseload"),
        reverse("practice"),
        reverse("own_journal"),
    ]


def test_a_private_text_is_read_by_the_patient_alone(cast, mine, course, browser, signed_in):
    entry = journal.write(chart=mine, text=PRIVATE)
    assert PRIVATE in main_of(browser.get(reverse("own_journal")))
    assert "Only you" in main_of(browser.get(reverse("own_journal")))
    assert PRIVATE in main_of(browser.get(reverse("own_journal_entry", args=[entry.pk])))
    for who, user in others(cast).items():
        for page in pages_of(cast, entry):
            answer = signed_in(user).get(page, follow=True)
            assert PRIVATE not in answer.content.decode(), (who, page)
        with pytest.raises(NotFound):
            access.open_record(user, cast.pia.pk, to=May.WRITE_OWN, view="test")
    for user in (cast.anna, cast.ben, cast.clara):
        chart = access.open_record(user, cast.pia.pk, to=May.SEE_COURSE, view="test")
        with pytest.raises(NotFound):
            chart.text(entry, "text")
        with pytest.raises(NotFound):
            journal.mark_read(chart=chart, entry=entry)
    log = main_of(signed_in(cast.anna).get(reverse("record", args=[cast.pia.pk])))
    assert "journal" not in log.replace("_", " "), "when somebody writes for themselves is theirs too"
    assert access.who_looked(mine).filter(action="journal.write").exists()
    seen = access.who_looked(access.open_record(cast.anna, cast.pia.pk, to=May.SEE_WHO_LOOKED, view="test"))
    assert not seen.filter(action__startswith="journal.").exists()
    system = json.dumps(list(AuditEvent.objects.values("action", "kind", "detail")), default=str)
    assert PRIVATE not in system


def test_a_shared_text_is_read_by_those_who_treat_and_the_patient_sees_it(
    cast, mine, course, browser, signed_in
):
    entry = journal.write(chart=mine, text=f"{SHARED} {DANGER}", shared=True)
    page = reverse("shared_entry", args=[cast.pia.pk, entry.pk])
    anna = signed_in(cast.anna)
    assert "1 shared text" in main_of(anna.get(reverse("before_session", args=[cast.pia.pk])))
    assert "Not opened yet" in main_of(anna.get(reverse("shared_writing", args=[cast.pia.pk])))
    entry.refresh_from_db()
    assert entry.read_at is None, "the list marks nothing"
    people_ = others(cast)
    for who in ("supervisor", "prescriber", "researcher", "manager", "elsewhere"):
        answer = signed_in(people_[who]).get(page)
        assert answer.status_code == 404, who
    deputy = main_of(signed_in(people_["deputy"]).get(page))
    assert SHARED in deputy
    read = main_of(anna.get(page))
    assert '<mark class="asking">' in read
    assert "want to die" in re.search(r"<mark[^>]*>(.*?)</mark>", read)[1]
    assert "misses many" in read
    assert not Alert.objects.exists(), "words alone never raise an alert"
    entry.refresh_from_db()
    first = entry.read_at
    assert entry.read_by == cast.chris, "whoever opened it first"
    anna.get(page)
    entry.refresh_from_db()
    assert entry.read_at == first
    assert "read a shared text of the journal" in main_of(anna.get(reverse("record", args=[cast.pia.pk])))
    assert "read a text that you shared" in main_of(browser.get(reverse("own_record")))
    own = main_of(browser.get(reverse("own_journal_entry", args=[entry.pk])))
    assert "read by Chris" in own
    assert "<mark" not in own
    assert "Worth asking" not in own
    # A change is unread again; what is no longer shared is gone for the clinician, and the history stays.
    changed = journal.change(chart=mine, entry=entry, text="Another version.")
    assert changed.shared
    assert "Not opened yet" in main_of(anna.get(reverse("shared_writing", args=[cast.pia.pk])))
    journal.unshare(chart=mine, entry=entry)
    assert "Another version" not in main_of(anna.get(reverse("shared_writing", args=[cast.pia.pk])))
    for version in JournalEntry.objects.all():
        assert anna.get(reverse("shared_entry", args=[cast.pia.pk, version.pk])).status_code == 404
    told = main_of(browser.get(reverse("own_journal_entry", args=[entry.pk])))
    assert "Earlier versions (2)" in told
    assert "Only you can read it" in told


def test_a_copy_that_is_sent_twice_is_stored_once(browser, mine):
    place = reverse("own_journal_write")
    first = browser.post(place, sent())
    again = browser.post(place, sent(), headers={"X-Draft": "1"})
    assert JournalEntry.objects.count() == 1
    assert again.json() == {"to": first["Location"]}
    with pytest.raises(AlreadyDone):
        journal.write(chart=mine, text="Once more.", key="k1")


def test_the_answer_to_a_device_says_whether_somebody_is_signed_in(browser):
    place = reverse("own_journal_write")
    assert Client().post(place, sent(), headers={"X-Draft": "1"}).json() == {"to": ""}
    assert not JournalEntry.objects.exists()
    wrong = browser.post(place, sent(text="  "), headers={"X-Draft": "1"})
    assert wrong.status_code == 422, "a form with a mistake is left to the browser"
    assert "There is nothing written yet" in wrong.content.decode()
    late = browser.post(place, sent(on=(timezone.localdate() + timedelta(days=2)).isoformat()))
    assert "still to come" in late.content.decode()
    assert PRIVATE in late.content.decode(), "nothing that was typed is lost"


def test_a_key_that_was_used_for_something_else_loses_nothing(mine, browser):
    other = journal.write(chart=mine, text="Another day.")
    journal.share(chart=mine, entry=other, key="used")
    change = reverse("own_journal_change", args=[other.pk])
    for place, fields in (
        (reverse("own_journal_write"), sent(text=PRIVATE, key="used")),
        (change, {"text": PRIVATE, "on": timezone.localdate().isoformat(), "key": "used"}),
    ):
        refused = browser.post(place, fields)
        assert refused.status_code == 422
        assert PRIVATE in refused.content.decode()
        key = re.search(r'name="key" value="([^"]+)"', refused.content.decode()).group(1)
        assert browser.post(place, {**fields, "key": key}).status_code == 302, "pressing again saves it"


def test_a_day_to_come_is_refused_at_its_field(browser):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    refused = browser.post(reverse("own_journal_write"), sent(text=PRIVATE, on=tomorrow, key="k"))
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["on"]


def test_taken_away_and_brought_back_and_gone_for_good(mine, browser):
    entry = journal.write(chart=mine, text=PRIVATE)
    journal.change(chart=mine, entry=entry, text=f"{PRIVATE} again")
    do = reverse("own_journal_do", args=[entry.pk])
    browser.post(do, {"do": "take_away", "key": "a"})
    assert PRIVATE not in main_of(browser.get(reverse("own_journal")))
    assert PRIVATE in main_of(browser.get(reverse("own_journal_away")))
    with pytest.raises(PracticeError, match="Bring it back"):
        journal.change(chart=mine, entry=entry, text="More.")
    browser.post(do, {"do": "bring_back", "key": "b"})
    assert PRIVATE in main_of(browser.get(reverse("own_journal")))
    assert "A backup" in main_of(browser.get(reverse("own_journal_entry", args=[entry.pk]))), "said before"
    told = browser.post(do, {"do": "for_good", "key": "c"}, follow=True).content.decode()
    assert "A backup made before may hold its words" in told
    assert [bytes(row.text) for row in JournalEntry.objects.all()] == [b""] * JournalEntry.objects.count()
    assert PRIVATE not in main_of(browser.get(reverse("own_journal_away")))
    assert "A backup that your practice made before may still hold them" in main_of(
        browser.get(reverse("own_journal_entry", args=[entry.pk]))
    )
    with pytest.raises(PracticeError, match="nothing to bring back"):
        journal.bring_back(chart=mine, entry=entry)


def test_what_was_shared_once_is_not_emptied(mine, browser):
    entry = journal.write(chart=mine, text=SHARED, shared=True)
    journal.unshare(chart=mine, entry=entry)
    with pytest.raises(PracticeError, match="shared once"):
        journal.take_away(chart=mine, entry=entry, for_good=True)
    page = main_of(browser.get(reverse("own_journal_entry", args=[entry.pk])))
    assert "for_good" not in page
    assert "belongs to the record of your treatment" in page
    gone = journal.take_away(chart=mine, entry=entry)
    assert not gone.shared
    assert gone.withdrawn
    assert SHARED in access.Chart.text(mine, gone, "text")


def test_pages_stay_closed_while_nobody_has_checked_whom_to_call(cast, signed_in, mine):
    entry = journal.write(chart=mine, text=PRIVATE)
    browser = signed_in(cast.pia_account)
    assert "not open yet" in main_of(browser.get(reverse("own_journal")))
    before = JournalEntry.objects.count()
    refused = browser.post(reverse("own_journal_write"), sent())
    assert (refused.status_code, refused["X-Closed"]) == (403, "contacts"), "closed, which is not signed out"
    assert browser.post(reverse("own_journal_do", args=[entry.pk]), {"do": "share"}).status_code == 403
    assert JournalEntry.objects.count() == before


def test_before_every_field_stands_who_reads_and_whom_to_call(browser, mine):
    entry = journal.write(chart=mine, text=PRIVATE)
    for place in (
        *(f"{reverse('own_journal_write')}?kind={kind}" for kind in JournalEntry.Kind.values),
        reverse("own_journal_change", args=[entry.pk]),
    ):
        page = unescape(main_of(browser.get(place)))
        field = page.index("<textarea")
        assert -1 < page.index(WHO_READS) < field, place
        assert -1 < page.index("If you may be in danger") < field, place
        assert -1 < page.index(reverse("own_help")) < field, place


def test_the_microphone_is_for_pages_on_which_one_writes(browser, mine):
    entry = journal.write(chart=mine, text=PRIVATE)
    writing = {reverse("own_journal_write"), reverse("own_journal_change", args=[entry.pk])}
    for place in (
        *writing,
        reverse("own_journal"),
        reverse("own"),
        reverse("own_journal_entry", args=[entry.pk]),
    ):
        policy = browser.get(place)["Permissions-Policy"]
        assert ("microphone=(self)" in policy) == (place in writing), place
        assert "camera=()" in policy
        assert "geolocation=()" in policy


def test_the_page_without_a_connection_holds_nothing_of_anybody(mine, cast, check_numbers):
    check_numbers()
    journal.write(chart=mine, text=PRIVATE)
    page = Client().get(reverse("own_journal_offline"))
    assert page.status_code == 200
    for word in (PRIVATE, "Pia", str(cast.pia.pk), "csrfmiddlewaretoken"):
        assert word not in page.content.decode()
    assert 'data-owner=""' in page.content.decode()


def test_titles_say_nothing_of_why_somebody_is_here(browser, mine):
    entry = journal.write(chart=mine, text=PRIVATE)
    places = [
        reverse(name)
        for name in ("own", "own_journal", "own_journal_write", "own_safety_plan", "own_journal_away")
    ]
    for place in (
        *places,
        reverse("own_journal_entry", args=[entry.pk]),
        reverse("own_journal_change", args=[entry.pk]),
    ):
        title = re.search(r"<title>(.*?)</title>", browser.get(place).content.decode())[1].lower()
        assert not re.search(r"depress|therap|suicid|safety|psych|pia", title), title


def test_the_pages_ask_little_however_much_was_written(
    browser, mine, cast, signed_in, course, django_assert_max_num_queries
):
    for number in range(45):
        entry = journal.write(
            chart=mine, text=f"{PRIVATE} {number}", shared=number % 2 == 0, on=date(2026, 1, 1 + number % 9)
        )
    anna = signed_in(cast.anna)
    own = [
        reverse("own_journal"),
        reverse("own_journal_entry", args=[entry.pk]),
        reverse("own_journal_write"),
        reverse("own_safety_plan"),
    ]
    theirs = [reverse("shared_writing", args=[cast.pia.pk])]
    for who, places in ((browser, own), (anna, theirs)):
        for place in places:
            who.get(place)
            with django_assert_max_num_queries(15):
                assert who.get(place).status_code == 200


def test_when_the_person_is_erased_nothing_of_it_is_left(cast, mine, chart):
    journal.change(
        chart=mine, entry=journal.write(chart=mine, text=PRIVATE, shared=True), text="Other words."
    )
    people.erase_patient(chart=access.open_record(cast.anna, cast.pia.pk, to=May.ERASE, view="test"))
    assert not JournalEntry.objects.filter(patient=cast.pia).exists()


# -- The safety plan -------------------------------------------------------------------------------------------------------

PLAN = {
    "warning_signs": "I stop opening the post.",
    "alone": "Walk to the weir and back.",
    "people_to_ask": "Dan, 01632 960 001",
    "what_keeps_me": "The dog.",
    "made": "together",
}


def test_the_patient_reads_prints_and_takes_the_plan_in_force(cast, chart, course, browser, signed_in):
    assert "no safety plan here yet" in main_of(browser.get(reverse("own_safety_plan")))
    assert browser.get(reverse("own_safety_plan_copy")).json() == {"version": "", "made": "", "parts": []}
    plan = entries.write_entry(chart=chart, course=course, form="safety_plan", values=PLAN, shared=True)
    page = main_of(browser.get(reverse("own_safety_plan")))
    for words in ("I stop opening the post.", "Walk to the weir", "The dog.", "Anna"):
        assert words in page
    assert "How it was made" not in page, "what is for those who treat stays with them"
    newer = entries.revise_entry(chart=chart, entry=plan, values={**PLAN, "alone": "Swim."})
    copy = browser.get(reverse("own_safety_plan_copy")).json()
    assert copy["version"] == str(newer.pk)
    assert [part["text"] for part in copy["parts"]][:2] == ["I stop opening the post.", "Swim."]
    assert "Made together with Anna" in page
    entries.revise_entry(chart=chart, entry=plan, values={**PLAN, "made": "later"})
    assert "Written down by Anna from what you said" in main_of(browser.get(reverse("own_safety_plan")))
    assert 'class="plan pocket"' in main_of(browser.get(f"{reverse('own_safety_plan')}?size=pocket"))
    for who in ("clinician", "supervisor", "prescriber", "manager"):
        assert signed_in(cast.by_role()[who]).get(reverse("own_safety_plan_copy")).status_code == 404


def test_the_plan_stays_open_when_the_other_pages_are_closed(cast, chart, course, signed_in):
    entries.write_entry(chart=chart, course=course, form="safety_plan", values=PLAN, shared=True)
    assert "The dog." in main_of(signed_in(cast.pia_account).get(reverse("own_safety_plan")))


def test_another_patient_of_the_same_practice_gets_none_of_it(cast, mine, signed_in, check_numbers):
    check_numbers()
    entry = journal.write(chart=mine, text=PRIVATE)
    paul = people.admit_patient(practice=cast.practice, name="Paul Rind", by=cast.anna, clinician=cast.anna)
    account = people.add_user(username="paul", name="Paul", password=None)
    chart = access.open_record(cast.anna, paul.pk, to=May.MANAGE_TEAM, view="test")
    people.give_account(chart=chart, user=account)
    browser = signed_in(account)
    for name in ("own_journal_entry", "own_journal_change"):
        assert browser.get(reverse(name, args=[entry.pk])).status_code == 404
    assert browser.post(reverse("own_journal_do", args=[entry.pk]), {"do": "for_good"}).status_code == 404
    assert browser.get(reverse("own_journal")).status_code == 200
