"""The patient's own way through a programme: begin a part, write, come back, finish; nothing that was written is lost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clew.practice import access
from clew.practice.actions import guidance
from clew.practice.actions import programme as actions
from clew.practice.errors import PracticeError
from clew.practice.models import (
    Ask,
    Consent,
    Enrolment,
    Feedback,
    ModuleStep,
    Practice,
    ProgrammeAnswer,
)
from clew.practice.readings import programme as reading
from clew.practice.readings.asked import waiting
from clew.practice.roles import May

SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def agree(cast, course):
    """Pia agrees to a purpose, or no longer."""

    def chosen(purpose, given=True):
        Consent.objects.create(
            patient=cast.pia,
            event=course.event,
            purpose=purpose,
            given=given,
            version="1",
            by=cast.pia_account,
            at=timezone.now(),
        )

    return chosen


@pytest.fixture
def enrolment(cast, course, agree):
    """In the third week, with nothing begun. Made as the action makes it, without all that has to be settled first."""
    Practice.objects.filter(pk=cast.practice.pk).update(demonstration=True)
    agree("programme")
    return Enrolment.objects.create(
        patient=cast.pia,
        event=course.event,
        course=course,
        programme="own-thread",
        version="1",
        language="en",
        starts_on=timezone.localdate() - timedelta(days=15),
        by=cast.anna,
    )


@pytest.fixture
def browser(signed_in, cast, enrolment):
    return signed_in(cast.pia_account)


@pytest.fixture
def own(cast, enrolment):
    return access.open_own(cast.pia_account, to=May.READ_OWN, view="test")


def page(browser, name="own_programme", *args, status=200):
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == status
    return answer.content.decode()


def begin(browser, module="begin"):
    return browser.post(reverse("own_module_open", args=[module]), follow=True)


def send(browser, values, *, module="begin", exercise="goals", drawn=None, script=False):
    sent = {f"f-{name}": value for name, value in values.items()}
    sent |= {f"has-{name}": "1" for name in values}
    if drawn is not None:
        sent["drawn"] = drawn
    return browser.post(
        reverse("own_module_write", args=[module, exercise]), sent, headers=SCRIPT if script else {}
    )


def drawn_on(text):
    return re.search(r'name="drawn" value="([^"]+)"', text)[1]


def standing(own, enrolment, module="begin", exercise="goals"):
    found = reading.own_way(own, reading.own_enrolment(own), today=timezone.localdate()).part(module).module
    sheet = reading.sheets(own, enrolment, found)[exercise]
    return {one.field.id: one.text for one in sheet.written if one.text}


def test_from_the_list_into_a_part_and_to_its_end(browser, enrolment, own, django_assert_max_num_queries):
    listed = page(browser)
    assert "Week 3 of 10" in listed
    assert "shared with your clinician, Anna" in listed
    assert "nobody is watching" in listed
    assert listed.count("Begin this part") == 2, "the parts of the second and third week, beside the first"
    assert "Opens on" in listed
    # A part that is not begun is begun from the list; looking at its address begins nothing.
    assert browser.get(reverse("own_module", args=["begin"])).status_code == 302
    assert browser.get(reverse("own_module", args=["past"])).status_code == 404, "its week has not come"
    opened = begin(browser).content.decode()
    assert [step.kind for step in ModuleStep.objects.filter(enrolment=enrolment)] == ["opened"]
    begin(browser)
    assert ModuleStep.objects.filter(enrolment=enrolment).count() == 1, "opening again is no second beginning"
    assert "Bernie, a made-up person" in opened
    first_field = opened.index("<textarea")
    assert opened.index("Shared with Anna") < first_field, "who reads it is said before the first field"
    assert "Help now" in opened
    with django_assert_max_num_queries(15):
        page(browser, "own_module", "begin")
    with django_assert_max_num_queries(15):
        page(browser)

    answer = send(browser, {"wishes": "To sleep.", "now": "3"}, drawn=drawn_on(opened))
    assert (answer.status_code, answer["Location"]) == (302, "/me/programme/begin/#goals")
    assert "To sleep.</textarea>" in page(browser, "own_module", "begin")
    done = browser.post(reverse("own_module_finish", args=["begin"]), follow=True).content.decode()
    assert "1 of 9 parts finished" in done
    assert "Finished on" in done
    browser.post(reverse("own_module_finish", args=["begin"]))
    assert [step.kind for step in ModuleStep.objects.filter(enrolment=enrolment)] == ["opened", "finished"]
    # Whoever changes something afterwards has taken it up again.
    send(browser, {"wishes": "To sleep, and to wake."})
    assert [step.kind for step in ModuleStep.objects.filter(enrolment=enrolment)] == [
        "opened",
        "finished",
        "reopened",
    ]
    after = page(browser, "own_module", "begin")
    assert "What stood here before" in after
    assert "To sleep.</p>" in after


def test_what_is_written_is_kept_version_by_version_and_never_overwritten_by_an_old_page(
    browser, enrolment, own
):
    drawn = drawn_on(begin(browser).content.decode())
    assert send(browser, {"wishes": "One."}, script=True).json()["saved"].startswith("Saved at ")
    for _ in range(2):
        send(browser, {"wishes": "One."}, script=True)
    assert ProgrammeAnswer.objects.count() == 1, "the same again is nothing new"
    send(browser, {"wishes": "Two.", "tuesday": "I sing."}, script=True)
    # A window that was open all the while sends its whole form: only what was touched there counts.
    send(browser, {"wishes": "", "tuesday": "", "for-me": "Sleep."}, drawn=drawn)
    assert standing(own, enrolment) == {"wishes": "Two.", "tuesday": "I sing.", "for-me": "Sleep."}
    # Touched in both: the later one stands, the other is to be seen beneath it.
    send(browser, {"wishes": "Three."}, drawn=drawn)
    text = page(browser, "own_module", "begin")
    assert "Three.</textarea>" in text
    assert text.index("Two.</p>") < text.index("One.</p>")
    # Emptying is an answer as well, and what was chosen can be taken back.
    send(browser, {"wishes": "", "now": "7"}, drawn=drawn_on(text))
    send(browser, {"now": ""}, script=True)
    assert "wishes" not in standing(own, enrolment)
    assert "now" not in standing(own, enrolment)
    begin(browser, "feelings")
    many = {"which": ["doing", "joking"]}
    send(browser, many, module="feelings", exercise="my-ways-round", script=True)
    assert standing(own, enrolment, "feelings", "my-ways-round") == {"which": "doing\njoking"}
    assert page(browser, "own_module", "feelings").count('value="joking" checked') == 1
    browser.post(reverse("own_module_write", args=["feelings", "my-ways-round"]), {"has-which": "1"})
    assert standing(own, enrolment, "feelings", "my-ways-round") == {}
    stored = b"".join(bytes(row.text) for row in ProgrammeAnswer.objects.all())
    assert b"Two." not in stored
    assert b"joking" not in stored


def test_what_cannot_be_saved_stays_on_the_page_with_the_reason(browser, enrolment, own, cast, chart, agree):
    begin(browser)
    refused = send(browser, {"now": "11", "wishes": "A sentence that must not be lost."})
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "A sentence that must not be lost.</textarea>" in text
    assert "from 0 to 10" in text
    assert "data-error-summary" in text
    assert send(browser, {"now": "11"}, script=True).status_code == 422
    assert not ProgrammeAnswer.objects.exists(), "all of an exercise or nothing"
    assert send(browser, {"x": "1"}, exercise="none").status_code == 404
    send(browser, {"wishes": "To sleep."})

    agree("programme", given=False)
    text = send(browser, {"tuesday": "Written while it closed."}, script=True)
    assert "You do not agree" in text.json()["problem"]
    closed = page(browser, "own_module", "begin")
    assert "To sleep." in closed
    assert "<textarea" not in closed
    assert "Bernie, a made-up person" not in closed
    assert "It opens when you agree to it" in page(browser)
    agree("programme")

    # Before its day, or left out by the clinician, nothing can be begun or written.
    guidance.arrange(chart=chart, enrolment=enrolment, module="pattern", change="hide")
    for module, exercise in (("pattern", "one-moment"), ("past", "three-places")):
        with pytest.raises(PracticeError, match="not open yet"):
            actions.save_answer(
                chart=own,
                enrolment=enrolment,
                module=module,
                exercise=exercise,
                given={"hoped": ["x"], "in-here": ["x"]},
            )
        with pytest.raises(PracticeError, match="not open yet"):
            actions.open_module(chart=own, enrolment=enrolment, module=module)
        assert browser.get(reverse("own_module", args=[module])).status_code == 404
    assert "What keeps coming back" not in page(browser)

    left = browser.post(reverse("own_programme_leave"), {"key": "one"}, follow=True).content.decode()
    assert "You ended this programme" in left
    enrolment.refresh_from_db()
    assert enrolment.end == Enrolment.End.LEFT
    lost = send(browser, {"tuesday": "Typed in a window that was still open."})
    assert lost.status_code == 422
    assert "Typed in a window that was still open." in lost.content.decode()
    assert "To sleep." in page(browser, "own_module", "begin")


def test_what_the_clinician_wrote_is_opened_once_and_waits_until_then(browser, enrolment, chart, own, cast):
    begin(browser)
    guidance.give_feedback(
        chart=chart, enrolment=enrolment, module="begin", text="I read it twice.", minutes=10
    )
    assert [one.title for one in waiting(own) if one.url_name == "own_programme"] == [
        "An answer on “Where you are now”"
    ]
    assert "Read what was written to you" in page(browser)
    assert "I read it twice." not in page(browser, "own_module", "begin")
    assert Feedback.objects.get().read_at is None
    opened = begin(browser)
    assert opened.redirect_chain[-1][0].endswith("#feedback")
    assert "I read it twice." in opened.content.decode()
    first = Feedback.objects.get().read_at
    assert first is not None
    begin(browser)
    assert Feedback.objects.get().read_at == first
    assert [one for one in waiting(own) if one.url_name == "own_programme"] == []


def test_the_questionnaire_of_a_part_is_asked_once_and_only_of_whom_agreed(browser, enrolment, agree):
    begin(browser)
    assert not Ask.objects.exists(), "nobody agreed to questionnaires"
    agree("questionnaires")
    begin(browser, "pattern")
    assert not Ask.objects.exists(), "this part has none"
    begin(browser, "feelings")
    asked = Ask.objects.get()
    assert (asked.instrument, asked.by, asked.from_on) == ("phq-9", enrolment.by, timezone.localdate())


def test_it_stays_closed_while_nobody_has_checked_the_crisis_numbers(browser, enrolment, cast):
    begin(browser)
    Practice.objects.filter(pk=cast.practice.pk).update(demonstration=False)
    assert "not open yet" in page(browser)
    assert "Bernie" not in page(browser, "own_module", "begin")
    assert send(browser, {"wishes": "x"}).status_code == 403
    assert begin(browser, "pattern").status_code == 403
    assert not ProgrammeAnswer.objects.exists()


def test_nobody_without_a_programme_is_left_wondering(signed_in, cast, course):
    Practice.objects.filter(pk=cast.practice.pk).update(demonstration=True)
    browser = signed_in(cast.pia_account)
    assert "Nothing has been set up for you here" in page(browser)
    assert begin(browser).status_code == 404


def test_an_answer_of_an_earlier_programme_can_be_opened_and_waits_no_longer(
    browser, own, chart, course, cast, enrolment, signed_in
):
    actions.open_module(chart=own, enrolment=enrolment, module="begin")
    actions.finish_module(chart=own, enrolment=enrolment, module="begin")
    guidance.give_feedback(
        chart=chart, enrolment=enrolment, module="begin", text="I read it twice.", minutes=5
    )
    guidance.end_enrolment(chart=chart, enrolment=enrolment, end="stopped")
    Enrolment.objects.create(
        patient=cast.pia,
        event=course.event,
        course=course,
        programme="own-thread",
        version="1",
        language="en",
        starts_on=timezone.localdate(),
        by=cast.anna,
    )
    (one,) = [one for one in waiting(own) if one.url_name == "own_programme"]
    page = browser.get(reverse(one.url_name, args=one.args)).content.decode()
    assert "I read it twice." not in page, "it is opened on purpose, so that its writer knows"
    place = reverse("own_earlier_feedback", args=[enrolment.pk, "begin"])
    assert f'action="{place}"' in page
    page = browser.post(place, follow=True).content.decode()
    assert "I read it twice." in page
    assert not [one for one in waiting(own) if one.url_name == "own_programme"]
    assert signed_in(cast.anna).post(place).status_code == 404


def test_where_the_parts_are_arranged_anew_the_text_says_where_ones_own_order_stands(
    browser, chart, enrolment
):
    guidance.arrange(chart=chart, enrolment=enrolment, module="room", change="hide")
    browser.post(reverse("own_module_open", args=["begin"]))
    page = " ".join(browser.get(reverse("own_module", args=["begin"])).content.decode().split())
    assert page.index("This is the usual order:") < page.index("What happens between you and your clinician")
    assert "Your own order, with the day on which each part opens, always stands on the first page" in page
    assert "the eighth and the ninth" not in page, "a week that another order would make untrue"
