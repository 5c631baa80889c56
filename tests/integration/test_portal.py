"""How a patient comes in: invited by link and code, for adults only, once; and what they choose on their own page."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clew.practice import access, consents
from clew.practice.actions import answering, entries, people, portal
from clew.practice.actions.portal import Closed, NotAccepted, TooYoung
from clew.practice.consents import PURPOSES, Purpose
from clew.practice.errors import AlreadyDone, PracticeError
from clew.practice.models import AuditEvent, CareTeamMember, Consent, Invitation, Patient, Practice, User
from clew.practice.roles import May

GOOD = "a blue door in the rain"


@pytest.fixture
def paul(cast):
    """A patient of Anna's without an account, in a practice of made-up people."""
    Practice.objects.filter(pk=cast.practice.pk).update(demonstration=True)
    cache.clear()  # the count of tries
    patient = people.admit_patient(
        practice=cast.practice, name="Paul Rind", born=date(1980, 2, 3), by=cast.anna, clinician=cast.anna
    )
    return access.open_record(cast.anna, patient.pk, to=May.INVITE, view="test")


def form(invited, **other):
    return {
        "code": invited.code,
        "age": "adult",
        "username": "paul.r",
        "password": GOOD,
        "again": GOOD,
        "email": "",
        **other,
    }


def place(invited):
    return reverse("join", args=[invited.token])


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main")[1]).split())


def accept(invited, **other):
    given = {"code": invited.code, "adult": True, "username": "paul.r", "password": GOOD, **other}
    return portal.accept(token=invited.token, **given)


# -- Inviting ---------------------------------------------------------------------------------------------------


def test_the_clinician_makes_an_invitation_that_is_shown_once(paul, cast, signed_in):
    browser, page = signed_in(cast.anna), reverse("portal", args=[paul.patient.pk])
    assert "Not invited" in words(browser.get(page))
    shown = browser.post(page, {"key": "one"})
    link = re.search(r'id="the-link">http://testserver(/join/[\w-]+/)<', shown.content.decode()).group(1)
    code = re.search(r'id="the-code">([\w-]+)<', shown.content.decode()).group(1)
    invitation = Invitation.objects.get(patient=paul.patient)
    kept = f"{invitation.token_hash} {invitation.code_hash}"
    assert code not in kept
    assert code.replace("-", "") not in kept
    assert link.split("/")[2] not in kept
    again = browser.post(page, {"key": "one"}, follow=True)  # the browser sends the form once more
    assert code not in again.content.decode()
    assert "were shown once" in words(again)
    assert Invitation.objects.count() == 1
    assert "An invitation is open" in words(browser.get(page))
    assert Client().get(link).status_code == 200


def test_a_new_invitation_ends_the_old_and_an_ended_one_opens_nothing(paul, cast, signed_in):
    old, new = portal.invite(chart=paul), portal.invite(chart=paul)
    with pytest.raises(Closed):
        portal.find(old.token)
    assert portal.find(new.token) == new.invitation
    browser = signed_in(cast.anna)
    browser.post(reverse("revoke_invitation", args=[paul.patient.pk, new.invitation.pk]))
    with pytest.raises(Closed):
        accept(new)
    assert "Not invited" in words(browser.get(reverse("portal", args=[paul.patient.pk])))


def test_who_has_an_account_or_is_under_eighteen_is_not_invited(paul, chart, cast):
    with pytest.raises(PracticeError, match="account already"):
        portal.invite(chart=chart)
    birthday = timezone.localdate().replace(day=1)
    for born, invited in (
        (birthday.replace(year=birthday.year - 18), True),
        (birthday.replace(year=birthday.year - 17), False),
    ):
        patient = people.admit_patient(
            practice=cast.practice, name="Young", born=born, by=cast.anna, clinician=cast.anna
        )
        young = access.open_record(cast.anna, patient.pk, to=May.INVITE, view="test")
        if invited:
            portal.invite(chart=young)
        else:
            with pytest.raises(PracticeError, match="under eighteen"):
                portal.invite(chart=young)


# -- Joining ----------------------------------------------------------------------------------------------------


def test_with_link_and_code_a_person_makes_their_sign_in_and_stands_on_their_page(paul, cast):
    invited = portal.invite(chart=paul)
    browser = Client()
    asked = browser.get(place(invited))
    assert "Paul" not in asked.content.decode()  # a link that is found names nobody
    assert "Elm Street" not in asked.content.decode()
    code = invited.code.upper().replace("-", " ")
    answer = browser.post(place(invited), form(invited, code=code, email="p@example.org"), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("own")
    assert "Nobody watches it" in words(answer)
    assert reverse("own_consents") in answer.content.decode()
    patient = Patient.objects.get(pk=paul.patient.pk)
    assert (patient.account.username, patient.account.email) == ("paul.r", "p@example.org")
    assert patient.account.check_password(GOOD)
    passkey = browser.get(reverse("mfa_add_webauthn"), follow=True)  # asks for the password, then for the key
    browser.post(passkey.redirect_chain[-1][0], {"password": GOOD})
    assert browser.get(reverse("mfa_add_webauthn")).status_code == 200
    log = AuditEvent.objects.filter(patient=patient.pk).values_list("action", flat=True)
    assert {"invitation.make", "invitation.accept", "patient.account"} <= set(log)
    with pytest.raises(Closed):
        accept(invited, username="second")


def closed_ones(paul):
    """Links that open nothing, each for another reason."""
    yield "nobody-made-this"
    yield portal.invite(chart=paul).token  # the next one revokes it
    late = portal.invite(chart=paul)
    Invitation.objects.filter(pk=late.invitation.pk).update(expires_at=timezone.now())
    yield late.token
    tried = portal.invite(chart=paul)
    Invitation.objects.filter(pk=tried.invitation.pk).update(tries=portal.TRIES)
    yield tried.token
    used = portal.invite(chart=paul)
    accept(used)
    yield used.token


def test_unknown_used_ended_old_and_blocked_links_answer_alike(paul):
    tokens = list(closed_ones(paul))
    browser = Client()

    def told(answer):
        return re.sub(r'(csrfmiddlewaretoken" value|data-csrf|nonce)="[^"]*"', "", answer.content.decode())

    answers = [browser.get(reverse("join", args=[token])) for token in tokens]
    answers += [
        browser.post(reverse("join", args=[token]), {"code": "x", "age": "adult"}) for token in tokens
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({told(answer) for answer in answers}) == 1


def test_five_wrong_codes_close_the_link_and_the_sixth_right_one_opens_nothing(paul):
    invited = portal.invite(chart=paul)
    for tried in range(1, portal.TRIES):
        with pytest.raises(NotAccepted, match="not the code"):
            accept(invited, code="aaaa-bbbb")
        invited.invitation.refresh_from_db()
        assert invited.invitation.tries == tried
    with pytest.raises(Closed):
        accept(invited, code="aaaa-bbbb")
    with pytest.raises(Closed):
        accept(invited)
    assert AuditEvent.objects.filter(action="invitation.wrong_code").count() == portal.TRIES
    assert Patient.objects.get(pk=paul.patient.pk).account is None


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"username": "anna"}, "username", "is taken"),
        ({"username": "two words"}, "username", "valid username"),
        ({"password": "short", "again": "short"}, "password", "too short"),
        ({"password": "paul rind 123", "again": "paul rind 123"}, "password", "too similar"),
        ({"again": "something else entirely"}, "again", "not the same"),
        ({"age": ""}, "age", "Please choose one of the two"),
        ({"email": "no address"}, "email", "valid email"),
        ({"code": "zzzz-zzzz"}, "code", "not the code"),
    ],
)
def test_what_cannot_be_used_is_said_at_its_field_and_nothing_is_made(paul, wrong, field, says):
    invited = portal.invite(chart=paul)
    users = User.objects.count()
    answer = Client().post(place(invited), form(invited, **wrong))
    assert answer.status_code == 422
    assert says in " ".join(answer.context["form"].errors[field])
    assert "data-error-summary" in answer.content.decode()
    assert GOOD not in answer.content.decode()
    assert User.objects.count() == users
    portal.find(invited.token)  # still open


@pytest.mark.parametrize("by", ["word", "record"])
def test_who_is_under_eighteen_gets_no_account_but_calm_words_and_numbers(paul, cast, by, signed_in):
    invited = portal.invite(chart=paul)
    if by == "record":  # the birth date was mended after the invitation
        born = date(timezone.localdate().year - 15, 1, 1).isoformat()
        sealed = paul.cipher.seal(
            f'{{"name": "Paul Rind", "born": "{born}", "pronouns": ""}}',
            f"practice_patient.identity:{paul.patient.pk}",
        )
        Patient.objects.filter(pk=paul.patient.pk).update(identity=sealed)
    answer = Client().post(place(invited), form(invited, age="younger" if by == "word" else "adult"))
    assert answer.status_code == 403
    page = words(answer)
    assert "nothing that you did wrong" in page
    assert "another adult whom you trust" in page
    assert "call your local emergency number" in page
    assert not User.objects.filter(username="paul.r").exists()
    with pytest.raises(Closed):
        accept(invited)
    seen = words(signed_in(cast.anna).get(reverse("portal", args=[paul.patient.pk])))
    assert "is under eighteen, so it was closed" in seen


def test_only_who_has_the_code_learns_or_closes_anything_by_being_young(paul):
    invited = portal.invite(chart=paul)
    with pytest.raises(NotAccepted):
        accept(invited, code="aaaa-bbbb", adult=False)
    with pytest.raises(TooYoung):
        accept(invited, adult=False)


def test_many_tries_from_one_place_are_slowed_down(paul):
    invited = portal.invite(chart=paul)
    browser = Client()
    codes = [browser.post(reverse("join", args=["none"]), {}).status_code for _ in range(11)]
    assert codes == [404] * 10 + [429]
    assert "try again in a minute" in words(browser.post(place(invited), form(invited)))
    cache.clear()


def test_who_is_signed_in_makes_no_second_sign_in_by_accident(paul, cast, signed_in):
    invited = portal.invite(chart=paul)
    answer = signed_in(cast.anna).post(place(invited), form(invited))
    assert "Sign out first" in words(answer)
    portal.find(invited.token)


def test_an_invitation_sent_twice_is_refused_and_an_erased_person_cannot_join(paul, settings, tmp_path):
    settings.CLEW_HOME = tmp_path
    portal.invite(chart=paul, key="one")
    with pytest.raises(AlreadyDone):
        portal.invite(chart=paul, key="one")
    invited = portal.invite(chart=paul)
    people.erase_patient(chart=access.open_record(paul.by, paul.patient.pk, to=May.ERASE, view="test"))
    with pytest.raises(Closed):
        accept(invited)


# -- Access ended -----------------------------------------------------------------------------------------------


def test_access_ended_signs_out_at_once_keeps_what_was_chosen_and_allows_a_new_invitation(
    paul, cast, signed_in
):
    user = accept(portal.invite(chart=paul))
    own = access.open_own(user, to=May.WRITE_OWN, view="test")
    portal.choose(chart=own, purpose=Purpose.MESSAGES, given=True)
    browser = signed_in(user)
    assert browser.get(reverse("own")).status_code == 200
    signed_in(cast.anna).post(reverse("end_access", args=[paul.patient.pk]))
    assert browser.get(reverse("own")).status_code == 302
    assert Client().login(username="paul.r", password=GOOD) is False
    assert consents.given(paul, Purpose.MESSAGES)
    fresh = access.open_record(cast.anna, paul.patient.pk, to=May.INVITE, view="test")
    accept(portal.invite(chart=fresh))  # under the same name
    page = words(signed_in(cast.anna).get(reverse("portal", args=[paul.patient.pk])))
    assert "Signs in as paul.r" in page
    assert "The access was ended" in page


# -- Choices ----------------------------------------------------------------------------------------------------


def choose(browser, purpose, given, key="k"):
    form = {"purpose": purpose, "given": given, "key": key}
    return browser.post(reverse("own_consents"), form, follow=True)


def test_nothing_is_ticked_beforehand_and_yes_and_no_are_the_same_kind_of_button(paul, cast, signed_in):
    page = signed_in(cast.pia_account).get(reverse("own_consents")).content.decode()
    page = html.unescape(page)
    assert "checked" not in page
    assert 'type="checkbox"' not in page
    # Nothing is sent to another machine here, so nobody is asked whether it may be.
    offered = [one for purpose, one in PURPOSES.items() if purpose is not Purpose.SECOND_CODER]
    assert page.count('name="given" value="yes">') == page.count('name="given" value="no">') == len(offered)
    for one in offered:
        assert one.title in page
        assert one.what in page
        assert one.if_withdrawn in page


def test_a_choice_counts_at_once_is_withdrawn_at_any_time_and_its_history_is_shown(paul, cast, signed_in):
    browser = signed_in(cast.pia_account)
    for key, given in (("a", "yes"), ("a", "yes"), ("b", "no")):
        page = words(choose(browser, "messages", given, key))
    assert "Messages: You do not agree. It counts from now on" in page
    assert re.search(r"Messages: you did not agree .* Messages: you agreed", page)
    assert [row.given for row in Consent.objects.order_by("at")] == [True, False]
    for nonsense in ({"purpose": "messages", "given": "maybe"}, {"purpose": "all", "given": "yes"}):
        assert browser.post(reverse("own_consents"), nonsense).status_code == 422
    assert Consent.objects.count() == 2
    seen = words(signed_in(cast.anna).get(reverse("portal", args=[cast.pia.pk])))
    assert "Messages does not agree" in seen
    assert "Every choice so far (2)" in seen


def test_choices_can_be_withdrawn_while_the_other_pages_are_closed(cast, signed_in):
    """A practice with real people and without checked crisis contacts."""
    browser = signed_in(cast.pia_account)
    assert "not open yet" in words(browser.get(reverse("own")))
    assert "not open yet" in words(browser.get(reverse("own_shared")))
    assert browser.post(reverse("own"), {}).status_code == 403
    assert "You do not agree" in words(choose(browser, "supervision", "no"))


def test_where_nobody_treats_a_person_their_page_is_closed_and_help_is_not(paul, cast, signed_in):
    browser = signed_in(cast.pia_account)
    assert "Your next session" in words(browser.get(reverse("own")))
    CareTeamMember.objects.filter(patient=cast.pia, relation="clinician").update(ended_at=timezone.now())
    page = words(browser.get(reverse("own")))
    assert "at present nobody is entered" in page
    assert "Nothing of yours is lost" in page
    assert "emergency number" in words(browser.get(reverse("own_help")))
    assert "opened your record" in words(browser.get(reverse("own_record")))


# -- Home and what is shared ------------------------------------------------------------------------------------


def test_the_first_visit_says_what_the_page_is_until_a_choice_is_made(paul, cast, signed_in):
    browser = signed_in(cast.pia_account)
    assert "Make your choices" in words(browser.get(reverse("own")))
    choose(browser, "messages", "no")
    page = words(browser.get(reverse("own")))
    assert "Make your choices" not in page
    assert "Nothing waits for you" in page


def test_what_is_shared_says_by_whom_and_since_when_and_never_more(
    paul, cast, chart, course, signed_in, django_assert_max_num_queries
):
    goal = entries.write_entry(
        chart=chart,
        course=course,
        form="goal",
        values={"kind": "symptom", "patient_words": "To sleep.", "clinician_words": "CANARY of ours"},
    )
    stress = entries.write_entry(
        chart=chart, course=course, form="stressor", values={"event": "Lost the flat."}
    )
    entries.write_entry(chart=chart, course=course, form="stressor", values={"event": "CANARY kept"})
    entries.share_entry(chart=chart, entry=goal, shared=True)
    entries.share_entry(chart=chart, entry=stress, shared=True)
    shared_at = timezone.now()
    last = entries.revise_entry(
        chart=chart, entry=stress, values={"event": "Lost the flat and the dog."}, at=shared_at + timedelta(3)
    )
    browser = signed_in(cast.pia_account)
    browser.get(reverse("own_shared"))
    with django_assert_max_num_queries(15):
        page = words(browser.get(reverse("own_shared")))
    assert page.count("Shared by Anna on") == 2
    assert "Lost the flat and the dog." in page
    assert "CANARY" not in page
    assert f"on {timezone.localtime(shared_at).day} " in page  # since it was shared, not since it was changed
    entries.share_entry(chart=chart, entry=last, shared=False)
    assert "dog" not in words(browser.get(reverse("own_shared")))


def test_home_costs_at_most_fifteen_queries_and_few_more_for_what_waits(
    paul, cast, chart, course, signed_in, django_assert_max_num_queries
):
    browser = signed_in(cast.pia_account)
    browser.get(reverse("own"))
    for name in ("own", "own_consents"):
        with django_assert_max_num_queries(15):
            browser.get(reverse(name))
    choose(browser, "questionnaires", "yes", "q")
    for instrument in ("gad-7", "phq-9"):
        answering.ask(chart=chart, course=course, instrument=instrument, from_on=timezone.localdate())
    browser.get(reverse("own"))
    with django_assert_max_num_queries(17):
        assert "Nothing waits" not in words(browser.get(reverse("own")))
    browser = signed_in(cast.anna)
    browser.get(reverse("portal", args=[cast.pia.pk]))
    with django_assert_max_num_queries(15):
        browser.get(reverse("portal", args=[cast.pia.pk]))


def test_what_is_asked_waits_on_the_home_page_until_the_patient_takes_it_back(
    paul, cast, chart, course, signed_in
):
    browser = signed_in(cast.pia_account)
    choose(browser, "questionnaires", "yes", "a")
    answering.ask(chart=chart, course=course, instrument="gad-7", from_on=timezone.localdate())
    waits = re.search(r"What waits for you (.*?) Your plan", words(browser.get(reverse("own")))).group(1)
    assert waits != "Nothing waits for you. It is fine just to look in."
    choose(browser, "questionnaires", "no", "b")
    assert "Nothing waits for you" in words(browser.get(reverse("own")))
    with pytest.raises(PracticeError):
        answering.ask(chart=chart, course=course, instrument="phq-9", from_on=timezone.localdate())
