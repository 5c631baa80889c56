"""What a patient agrees to, purpose by purpose: the latest choice counts, and what is withdrawn closes at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from clew.practice import access, consents
from clew.practice.actions import entries, measures, portal
from clew.practice.consents import PURPOSES, Purpose
from clew.practice.errors import NotFound
from clew.practice.models import Course
from clew.practice.readings import counts, outcomes, own_curve
from clew.practice.readings.supervision import queue, supervised
from clew.practice.roles import May, RoleName


@pytest.fixture
def own(cast):
    """Pia's record, opened by herself."""
    return access.open_own(cast.pia_account, to=May.WRITE_OWN, view="test")


@pytest.mark.parametrize("purpose", Purpose)
def test_each_purpose_stands_by_itself_and_the_latest_choice_counts(own, chart, purpose):
    assert consents.given(chart, purpose) is PURPOSES[purpose].unless_said
    portal.choose(chart=own, purpose=purpose, given=False)
    assert not consents.given(chart, purpose)
    assert list(consents.withdrawn(purpose)) == [own.patient.pk]
    portal.choose(chart=own, purpose=purpose, given=True)
    assert consents.given(chart, purpose)
    assert list(consents.withdrawn(purpose)) == []
    for other in set(Purpose) - {purpose}:
        assert consents.given(chart, other) is PURPOSES[other].unless_said
        assert list(consents.withdrawn(other)) == []
    assert [row.given for row in consents.history(own)] == [True, False]


def test_choices_at_the_same_moment_count_in_the_order_in_which_they_were_written(own, chart, monkeypatch):
    now = timezone.now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    for given in (True, False, True, False):
        portal.choose(chart=own, purpose=Purpose.MESSAGES, given=given)
    assert not consents.given(chart, Purpose.MESSAGES)
    assert not consents.choices(chart.patient)[Purpose.MESSAGES].given
    assert list(consents.withdrawn(Purpose.MESSAGES)) == [own.patient.pk]


def test_only_the_patient_chooses(chart, open_as, cast):
    for user in (cast.anna, cast.ben, cast.clara):
        with pytest.raises(NotFound):
            portal.choose(chart=open_as(user), purpose=Purpose.MESSAGES, given=True)
    with pytest.raises(NotFound):
        consents.history(open_as(cast.ben))
    assert consents.history(chart) == []


def test_supervision_withdrawn_closes_the_record_to_the_supervisor_alone(own, open_as, cast, course):
    assert cast.pia in access.caseload(cast.ben)
    portal.choose(chart=own, purpose=Purpose.SUPERVISION, given=False)
    with pytest.raises(NotFound):
        open_as(cast.ben)
    assert cast.pia not in access.caseload(cast.ben)
    assert cast.pia in access.caseload(cast.anna)
    assert open_as(cast.anna).can(May.PLAN)
    assert open_as(cast.clara).can(May.PRESCRIBE)
    portal.choose(chart=own, purpose=Purpose.SUPERVISION, given=True)
    assert open_as(cast.ben).can(May.SUPERVISE)
    assert cast.pia in access.caseload(cast.ben)


def test_who_opens_a_record_costs_no_more_but_for_a_supervisor(
    open_as, cast, course, django_assert_max_num_queries
):
    """One question more, for supervisors only."""
    taken = {}
    for name in ("anna", "ben", "clara"):
        with django_assert_max_num_queries(30) as asked:
            open_as(getattr(cast, name))
        taken[name] = len(asked.captured_queries)
    assert taken["ben"] == taken["clara"] + 1


def test_the_patients_own_choice_counts_over_what_was_written_down(own, chart, course):
    written = entries.write_entry(
        chart=chart, course=course, form="supervision_consent", values={"agreed": "yes"}
    )
    assert supervised(chart, course).prompts == ()
    portal.choose(chart=own, purpose=Purpose.SUPERVISION, given=False)
    found = supervised(chart, course)
    assert [reason.rule for reason in found.prompts] == ["supervision_consent"]
    assert "closed to the supervisor" in found.prompts[0].words
    portal.choose(chart=own, purpose=Purpose.SUPERVISION, given=True)
    entries.revise_entry(chart=chart, entry=written, values={"agreed": "no"})
    assert supervised(chart, course).prompts == ()
    assert queue([chart.patient], RoleName.CLINICIAN)[0].consent


def test_numbers_withdrawn_are_left_out_of_what_is_counted(own, chart, course, session, cast):
    for day in (0, 7):
        measures.enter(
            chart=chart,
            course=course,
            session=session,
            instrument="phq-9",
            answers=[2] * 8 + [0, 1],
            at=datetime(2026, 1, 8, 9, tzinfo=UTC) + timedelta(days=day),
        )
    Course.objects.filter(pk=course.pk).update(stage=Course.Stage.ENDED)

    def counted():
        cells = {cell.label: cell.count for cell in counts.counts(cast.rhea)[1]}
        return (
            len(own_curve.treatments(cast.practice)),
            len(list(outcomes.treatments(cast.practice))),
            cells["Patients"],
            cells["Questionnaires filled in"],
        )

    assert counted() == (1, 1, 1, 2)
    portal.choose(chart=own, purpose=Purpose.NUMBERS, given=False)
    assert counted() == (0, 0, 0, 0)
    portal.choose(chart=own, purpose=Purpose.NUMBERS, given=True)
    assert counted() == (1, 1, 1, 2)
