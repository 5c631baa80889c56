"""Crisis numbers: the manager says that they were checked, and for half a year they are shown. Otherwise none is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clew.practice.actions import measures, people
from clew.practice.actions.contacts import verify_contacts
from clew.practice.contacts import day_at, directory, help_at
from clew.practice.errors import AlreadyDone, NotFound, PracticeError
from clew.practice.models import AuditEvent, Practice, VerifiedContacts
from clew.practice.roles import RoleName
from clew.therapy.errors import TherapyError
from clew.therapy.safety.contacts import CONTACTS, UNIVERSAL_HELP, Line, replace

PAGE = "https://example.org/help"
NOON = time(12, tzinfo=UTC)
FIRST_DAY = date(2026, 1, 10)


@pytest.fixture
def browser(signed_in, cast):
    return signed_in(cast.max)


@pytest.fixture
def alone(db):
    """An installation with one practice, and its manager."""
    practice = people.found_practice(name="Elm Street", country="GB", time_zone="Europe/London")
    manager = people.add_user(username="max", name="Max", password=None)
    people.grant_role(practice=practice, user=manager, role=RoleName.MANAGER)
    return practice, manager


def verified(practice, by, contacts=CONTACTS["GB"], on=None, **more):
    on = on or day_at(practice, timezone.now())
    return verify_contacts(practice=practice, by=by, contacts=contacts, source_url=PAGE, on=on, **more)


def one_line(number):
    return replace(CONTACTS["GB"], lines=(Line("Listening line", phone=number),))


def text(browser, name, *args):
    return browser.get(reverse(name, args=args)).content.decode()


def form(*lines, **changed):
    """What the page sends: each line as a dictionary of its fields."""
    sent = {"emergency": "999", "source_url": PAGE, "checked": "on", "key": "one"} | changed
    sent |= {"line-TOTAL_FORMS": len(lines), "line-INITIAL_FORMS": 0}
    for number, line in enumerate(lines):
        sent |= {f"line-{number}-{name}": value for name, value in line.items()}
    return sent


def send(browser, *lines, **changed):
    return browser.post(reverse("practice_contacts"), form(*lines, **changed))


# -- How long a check holds -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "shown"), [(-1, False), (0, True), (180, True), (181, False), (3650, False)]
)
def test_a_check_holds_for_180_days(cast, check_numbers, days, shown):
    check_numbers(on=FIRST_DAY)
    found = help_at(cast.practice, datetime.combine(FIRST_DAY + timedelta(days=days), NOON))
    assert found.text == UNIVERSAL_HELP
    assert (found.contacts is not None) == shown


def test_the_page_of_a_patient_closes_again_when_the_check_lapses(cast, signed_in, check_numbers):
    today, patient = day_at(cast.practice, timezone.now()), signed_in(cast.pia_account)
    assert "Your page is not open yet" in text(patient, "own")
    check_numbers(on=today - timedelta(days=181))
    assert "Your page is not open yet" in text(patient, "own")
    assert "tel:" not in text(patient, "own_help")
    check_numbers(on=today)
    assert "Your page is not open yet" not in text(patient, "own")
    assert 'href="tel:116123"' in text(patient, "own_help")


def test_a_check_of_today_counts_at_once_wherever_the_practice_stands(alone):
    """Where it is tomorrow already, and where it is still yesterday."""
    practice, manager = alone
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        practice.time_zone = zone
        practice.save()
        verified(practice, manager)
        assert help_at(practice, timezone.now()).contacts, zone


def test_it_cannot_be_made_for_a_day_to_come(cast, check_numbers):
    with pytest.raises(PracticeError, match="still to come"):
        check_numbers(on=day_at(cast.practice, timezone.now()) + timedelta(days=1))


# -- The latest counts, and each stays --------------------------------------------------------------------------------


def test_the_latest_check_counts(cast, check_numbers):
    check_numbers(one_line("111 111"))
    check_numbers(one_line("222 222"))
    assert [line.phone for line in directory(cast.practice)["GB"].lines] == ["222 222"]
    assert VerifiedContacts.objects.count() == 2


def test_what_was_stored_is_what_was_checked(cast, check_numbers):
    full = Line(
        "Listening line",
        phone="+44 116 123",
        sms="85258",
        chat_url="https://example.org/chat",
        hours="Every evening",
        languages=("en", "cy"),
        audience="Young people",
        cost="Free",
    )
    contacts = replace(CONTACTS["GB"], emergency=("999", "112"), lines=(full,))
    check_numbers(contacts, on=FIRST_DAY)
    assert directory(cast.practice)["GB"] == contacts.verified(
        on=FIRST_DAY, by="Max", source_url="https://example.org/"
    )


def test_a_check_is_never_changed_nor_deleted(check_numbers):
    row = check_numbers()
    rows = VerifiedContacts.objects.filter(pk=row.pk)
    for change in (lambda: rows.update(verified_on=date(2030, 1, 1)), lambda: rows._raw_delete(rows.db)):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert rows.get().verified_on == row.verified_on


def test_a_check_stands_in_the_log_without_a_number(cast, check_numbers):
    row = check_numbers()
    event = AuditEvent.objects.get(action="contacts.verify")
    assert row.event == event
    assert (event.actor, event.practice) == (cast.max.pk, cast.practice.pk)
    assert event.detail == {"country": "GB", "lines": 3}


def test_after_a_move_the_numbers_of_the_old_country_are_not_shown(cast, check_numbers):
    check_numbers()
    Practice.objects.filter(pk=cast.practice.pk).update(country="DE")
    moved = Practice.objects.get(pk=cast.practice.pk)
    assert help_at(moved, timezone.now()).contacts is None
    with pytest.raises(PracticeError, match="GB, and the practice is in DE"):
        verified(moved, cast.max)
    Practice.objects.filter(pk=cast.practice.pk).update(country="GB")
    assert help_at(Practice.objects.get(pk=cast.practice.pk), timezone.now()).contacts is not None


# -- Nothing wrong is stored ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"emergency": []},
        {"emergency": ["nine"]},
        {"country": "gb"},
        {"source_url": "by telephone"},
        {"lines": [{"name": "Line", "phone": None, "languages": []}]},
        {"lines": [{"name": "Line", "phone": "call me", "languages": []}]},
        {"lines": [{"name": "Line", "phone": None, "chat_url": "javascript:alert(1)", "languages": []}]},
    ],
)
def test_the_table_takes_nothing_that_could_not_be_called(cast, check_numbers, wrong):
    row = check_numbers()
    row.pk, row._state.adding = None, True
    for name, value in wrong.items():
        setattr(row, name, value)
    with pytest.raises(TherapyError):
        row.save()
    assert VerifiedContacts.objects.count() == 1


def test_a_row_that_cannot_be_read_shows_the_universal_text(cast, check_numbers):
    """As after an update of Clew that refuses more than the version that wrote it."""
    row = check_numbers()
    row.pk, row.emergency = None, ["nine"]
    VerifiedContacts.objects.bulk_create([row])  # goes round the check on saving
    assert help_at(cast.practice, timezone.now()).contacts is None


# -- Whose numbers are shown to whom ----------------------------------------------------------------------------------


def test_another_practices_numbers_are_never_shown(cast, signed_in, chart, course, check_numbers):
    check_numbers(one_line("77 77 77"))
    assert directory(cast.other_practice) == {}
    assert help_at(cast.other_practice, timezone.now()).contacts is None
    far = people.add_user(username="mona", name="Mona", password=None)
    people.grant_role(practice=cast.other_practice, user=far, role=RoleName.MANAGER)
    assert "77 77 77" not in text(signed_in(far), "practice_settings")
    assert "77 77 77" not in text(signed_in(cast.otto), "help")
    entry = measures.enter(
        chart=chart, course=course, instrument="phq-9", answers=[1] * 8 + [2, 0], at=timezone.now()
    )
    for user, name, *args in (
        (cast.anna, "help"),
        (cast.pia_account, "own_help"),
        (cast.max, "practice_settings"),
        (cast.anna, "measure_entry", cast.pia.pk, entry.pk),
    ):
        assert 'href="tel:777777"' in text(signed_in(user), name, *args), name


def test_a_visitor_sees_the_numbers_where_there_is_one_practice_alone(alone):
    practice, manager = alone
    assert "tel:" not in text(Client(), "help")
    verified(practice, manager)
    page = text(Client(), "help")
    assert 'href="tel:999"' in page
    assert "Max" not in page, "a visitor has no need of the name of who checked"
    people.found_practice(name="Oak Road", country="GB", time_zone="Europe/London")
    page = text(Client(), "help")
    assert "tel:" not in page
    assert UNIVERSAL_HELP in page


def test_who_works_in_two_practices_sees_the_universal_text(cast, signed_in, check_numbers):
    check_numbers()
    people.grant_role(practice=cast.other_practice, user=cast.anna, role=RoleName.CLINICIAN)
    assert "tel:" not in text(signed_in(cast.anna), "help")


def test_help_opens_where_there_is_no_practice_yet(db):
    assert UNIVERSAL_HELP in text(Client(), "help")


# -- Who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "who", ["clinician", "supervisor", "prescriber", "patient", "researcher", "stranger", "elsewhere"]
)
def test_only_the_manager_may(cast, signed_in, who):
    user = cast.by_role()[who]
    with pytest.raises(NotFound):
        verified(cast.practice, user)
    assert send(signed_in(user), {"name": "Line", "phone": "116 123"}).status_code == 404
    assert not VerifiedContacts.objects.exists()


def test_the_manager_of_another_practice_may_not(cast):
    people.grant_role(practice=cast.other_practice, user=cast.otto, role=RoleName.MANAGER)
    with pytest.raises(NotFound):
        verified(cast.practice, cast.otto)


def test_the_same_check_twice_is_one(cast):
    verified(cast.practice, cast.max, key="one")
    with pytest.raises(AlreadyDone):
        verified(cast.practice, cast.max, key="one")
    assert VerifiedContacts.objects.count() == 1


# -- The page ---------------------------------------------------------------------------------------------------------


def test_the_form_starts_from_clews_list_and_says_that_it_is_not_verified(browser):
    page = text(browser, "practice_settings")
    assert "Not verified: check each number by calling or on the provider's own page." in page
    for value in ("999", "116 123", "85258", "111"):
        assert f'value="{value}"' in page
    assert "tel:" not in page
    assert 'name="checked"' in page
    assert not VerifiedContacts.objects.exists(), "opening the page verifies nothing"


def test_a_country_that_clew_does_not_know_starts_from_nothing(browser, cast):
    Practice.objects.filter(pk=cast.practice.pk).update(country="PT")
    assert "Clew has no numbers to start from" in text(browser, "practice_settings")
    assert send(browser, {"name": "Line", "phone": "12 34 56"}, emergency="112").status_code == 302
    assert 'href="tel:123456"' in text(browser, "practice_settings")


def test_what_is_sent_is_shown_to_patients(browser, cast, signed_in):
    answer = send(
        browser,
        {"name": "Listening line", "phone": "116 123", "hours": "Always", "cost": "Free"},
        {},
        {"name": "Chat", "chat_url": "https://example.org/chat", "languages": "en, cy"},
        emergency="999, 112",
    )
    assert answer.status_code == 302
    today = day_at(cast.practice, timezone.now())
    found = directory(cast.practice)["GB"]
    assert (found.verified_on, found.verified_by, found.source_url) == (today, "Max", PAGE)
    assert found.emergency == ("999", "112")
    assert [(line.name, line.languages) for line in found.lines] == [
        ("Listening line", ()),
        ("Chat", ("en", "cy")),
    ]
    assert 'href="https://example.org/chat"' in text(signed_in(cast.pia_account), "own_help")
    last = today + timedelta(days=180)
    page = text(browser, "practice_settings")
    assert f"{last.day} {last:%B %Y}" in page
    assert "need another check" not in page
    assert 'value="Listening line"' in page, "the next check starts from this one"
    assert send(browser, {"name": "Other", "phone": "99 99"}).status_code == 302, "the same form twice"
    assert VerifiedContacts.objects.count() == 1


def test_the_form_sent_as_it_was_filled_in_loses_no_line(browser, cast):
    """With the number of lines that were there before, as the page itself sends it, or with any other."""
    lines = [
        {"name": line.name, "phone": line.phone or "", "sms": line.sms or ""} for line in CONTACTS["GB"].lines
    ]
    for number, before in enumerate((0, 3)):
        sent = form(*lines, {}, {}, key=f"key {number}") | {"line-INITIAL_FORMS": before}
        assert browser.post(reverse("practice_contacts"), sent).status_code == 302
        assert [line.name for line in directory(cast.practice)["GB"].lines] == [
            line["name"] for line in lines
        ]
    assert VerifiedContacts.objects.count() == 2


@pytest.mark.parametrize(
    ("line", "changed", "words"),
    [
        ({"name": "Line", "phone": "call me"}, {}, "Write a number as it is dialled"),
        ({"name": "Line"}, {}, "needs a phone number, a text number or a chat address"),
        ({"phone": "116 123"}, {}, "needs a name"),
        ({"name": "Line", "chat_url": "javascript:alert(1)"}, {}, "Write a web address in full"),
        ({"name": "Line", "phone": "116 123"}, {"emergency": "nine"}, "Write a number as it is dialled"),
        ({"name": "Line", "phone": "116 123"}, {"emergency": ","}, "need an emergency number"),
        ({"name": "Line", "phone": "116 123"}, {"source_url": "by telephone"}, "Write a web address in full"),
        (
            {"name": "Line", "phone": "116 123"},
            {"checked": ""},
            "Tick this once you have checked each number",
        ),
    ],
)
def test_what_is_wrong_is_refused_with_a_sentence_and_nothing_is_lost(browser, line, changed, words):
    answer = send(browser, line, {"name": "Second line", "phone": "77 77"}, **changed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page.split("data-error-summary")[1].split("</div>")[0]
    for value in ("Second line", *line.values()):
        assert f'value="{value}"' in page
    assert 'value="Elm Street"' in page, "the other form of the page stands as it was"
    assert not VerifiedContacts.objects.exists()


def test_a_form_without_its_lines_is_refused(browser):
    answer = browser.post(
        reverse("practice_contacts"), {"emergency": "999", "source_url": PAGE, "checked": "on", "key": "one"}
    )
    assert answer.status_code == 422
    assert not VerifiedContacts.objects.exists()


@pytest.mark.parametrize(("ago", "warned"), [(149, False), (150, True), (180, True)])
def test_the_manager_is_warned_from_30_days_before(browser, cast, check_numbers, ago, warned):
    check_numbers(on=day_at(cast.practice, timezone.now()) - timedelta(days=ago))
    page = text(browser, "practice_settings")
    assert 'href="tel:999"' in page
    assert ("These numbers need another check" in page) == warned


def test_when_it_has_lapsed_the_page_says_since_when_and_why(browser, cast, check_numbers):
    today = day_at(cast.practice, timezone.now())
    check_numbers(one_line("77 77"), on=today - timedelta(days=181))
    page, held = text(browser, "practice_settings"), today - timedelta(days=1)
    assert "tel:" not in page
    assert "nobody has checked them for GB in the last 180 days" in page
    assert f"by Max, and this held until {held.day} {held:%B %Y}" in page
    assert 'value="77 77"' in page


def test_the_demonstration_verifies_nothing_and_stays_open(cast, signed_in):
    Practice.objects.filter(pk=cast.practice.pk).update(demonstration=True)
    assert "Your page is not open yet" not in text(signed_in(cast.pia_account), "own")
    assert "patients' own page" not in text(signed_in(cast.max), "practice_settings")
    assert "tel:" not in text(signed_in(cast.pia_account), "own_help")


def test_the_page_asks_the_database_no_more_for_many_checks(
    browser, check_numbers, django_assert_max_num_queries
):
    for _ in range(10):
        check_numbers()
    text(browser, "practice_settings")
    with django_assert_max_num_queries(15):
        text(browser, "practice_settings")
