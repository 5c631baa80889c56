"""All pages, one list an audience. `access_table` says who may open which."""

from clew.web import health, own_settings, start
from clew.web.clinician import (
    alerts,
    caseload,
    course,
    entries,
    formulation,
    measures,
    plan,
    record,
    see,
    session,
    sessions,
    team,
)
from clew.web.guide import help_now
from clew.web.patient import own
from clew.web.research import knowledge
from clew.web.team import practice

urlpatterns = [
    *start.urls,
    *caseload.urls,
    *course.urls,
    *entries.urls,
    *sessions.urls,
    *session.urls,
    *formulation.urls,
    *measures.urls,
    *plan.urls,
    *team.urls,
    *record.urls,
    *see.urls,
    *alerts.urls,
    *own.urls,
    *practice.urls,
    *knowledge.urls,
    *own_settings.urls,
    *help_now.urls,
    *health.urls,
]
