"""The help panel on the patient's own pages, with their own safety plan where there is one."""

from __future__ import annotations

from datetime import datetime

from clew.practice.access import Chart
from clew.practice.contacts import day_at, directory, hours_of
from clew.practice.readings import entries
from clew.practice.roles import May
from clew.therapy.forms.safety import SAFETY_PLAN_FORM
from clew.therapy.safety.panel import HelpPanel, cover_at, help_panel


def panel(chart: Chart, now: datetime, *, with_plan: bool = False) -> HelpPanel:
    """Return the words of help; `with_plan` with the way to the patient's own safety plan, where there is one."""
    practice = chart.patient.practice
    plan = SAFETY_PLAN_FORM.slug
    return help_panel(
        practice.country,
        day_at(practice, now),
        cover=cover_at(now, hours_of(practice)),
        has_plan=with_plan and bool(entries.current(chart, None, plan, to=May.READ_OWN)[plan]),
        directory=directory(practice),
    )
