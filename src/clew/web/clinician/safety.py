"""The safety plan on the record: as it stands, what each version changed, a sheet and a card to print."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions import entries as actions
from clew.practice.contacts import help_at, hours_of
from clew.practice.errors import AlreadyDone
from clew.practice.readings import entries
from clew.practice.readings.courses import chosen
from clew.practice.readings.danger import danger
from clew.practice.readings.safety_plan import found_plan, last_met
from clew.practice.roles import May
from clew.therapy.forms.safety import SAFETY_PLAN_FORM
from clew.therapy.safety.panel import hours_in_words
from clew.therapy.safety.plan import SAFETY_PLAN
from clew.therapy.safety.standing import plan_to_look_at
from clew.web.pages import new_key, no_course, on_record, record_page, say


@on_record(to=May.READ_ALERTS, view="safety_plan")
def safety_plan(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show the safety plan and its versions, with the verified contacts and the practice's hours beside what was written."""
    picked = chosen(chart, str(chart.earlier.pk) if chart.earlier else None)
    if picked.course is None:
        return no_course(request, chart, "safety_plan")
    now = timezone.now()
    plan = found_plan(chart)
    versions = entries.versions(chart, plan.entry, to=May.READ_ALERTS) if plan else []
    stands = danger(chart, picked.course).at(now)
    practice = chart.patient.practice
    hours = hours_of(practice)
    context: dict[str, Any] = {
        "plan": plan,
        "headings": [(one, plan.get(one.slug) if plan else "") for one in SAFETY_PLAN.values()],
        "history": entries.history(versions) if versions else [],
        "stands": stands,
        "look": plan_to_look_at(
            stands, last_look=plan.entry.on if plan else None, last_met=last_met(chart, picked.course)
        ),
        "help": help_at(practice, now),
        "hours": hours_in_words(hours) if hours else "",
        "practice": practice,
        "writes": chart.can(May.PLAN),
        "definition": SAFETY_PLAN_FORM,
        "key": new_key(),
        "today": timezone.localdate(),
    }
    return record_page(request, "clinician/safety_plan.html", chart, tab="plan", sub="safety_plan", **context)


@on_record(to=May.PLAN, view="safety_plan")
def looked(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Write down that the plan was gone through together today and stays as it is."""
    plan = found_plan(chart)
    if plan is not None and request.method == "POST":
        try:
            actions.revise_entry(
                chart=chart,
                entry=plan.entry,
                on=timezone.localdate(),
                keep_due=True,
                key=request.POST.get("key") or None,
            )
        except AlreadyDone:
            pass
        else:
            say(request, "Gone through today. The words stay as they were.")
    return redirect("safety_plan", chart.patient.pk)


_HERE = "patients/<uuid:patient_id>/plan/safety/"
urls = [
    path(_HERE, safety_plan, name="safety_plan"),
    path(f"{_HERE}looked/", looked, name="safety_plan_looked"),
]
