"""Who stands in, against a slow look at every absence in the table, however it came there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from practice_scene import rolled_back

from clew.practice import access, deputies
from clew.practice.actions import people
from clew.practice.errors import NotFound
from clew.practice.models import Absence, AuditEvent, CareTeamMember, Membership
from clew.practice.roles import May, RoleName

pytestmark = pytest.mark.django_db


def opens(cast, user) -> bool:
    try:
        access.open_record(user, cast.pia.pk, to=May.READ_SESSIONS, view="test")
    except NotFound:
        return False
    return True


@settings(max_examples=60)
@given(
    planned=st.lists(
        st.tuples(
            st.integers(-4, 4),
            st.integers(0, 4),
            st.sampled_from(["anna", "chris", "dora"]),
            st.sampled_from(["anna", "chris", "dora"]),
            st.booleans(),
        ),
        max_size=4,
    ),
    ended=st.sampled_from([None, "anna", "chris", "dora", "anna's part"]),
)
def test_who_may_is_what_a_slow_look_at_the_rows_says(planned, ended, standing_cast):
    """Whatever is in the table, however it came there."""
    cast = standing_cast
    with rolled_back():
        dora = people.add_user(username="dora", name="Dora", password=None)
        people.grant_role(practice=cast.practice, user=dora, role=RoleName.CLINICIAN)
        by_name = {"anna": cast.anna, "chris": cast.chris, "dora": dora}
        event = AuditEvent.objects.first()
        today = deputies.today(cast.practice)
        for start, length, user, deputy, cancelled in planned:
            Absence.objects.create(
                practice=cast.practice,
                user=by_name[user],
                deputy=by_name[deputy],
                first_day=today + timedelta(days=start),
                last_day=today + timedelta(days=start + length),
                cancelled_at=timezone.now() if cancelled else None,
                event=event,
            )
        if ended == "anna's part":
            CareTeamMember.objects.filter(user=cast.anna).update(ended_at=timezone.now())
        elif ended:
            Membership.objects.filter(user=by_name[ended]).update(ended_at=timezone.now())
        for name, user in by_name.items():
            slow = name != ended and any(
                not cancelled
                and deputy == name
                and absent == "anna"
                and start <= 0 <= start + length
                and ended not in ("anna", "anna's part")
                for start, length, absent, deputy, cancelled in planned
            )
            own = name == "anna" and ended not in ("anna", "anna's part")
            assert opens(cast, user) == (slow or own), name
            assert access.caseload(user).filter(pk=cast.pia.pk).exists() == (slow or own), name
