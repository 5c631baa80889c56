"""What the patient shares of their journal, for those who treat: unread first to see, and what may be worth asking."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import path

from clew.practice.access import Chart
from clew.practice.actions import journal as actions
from clew.practice.models import JournalEntry
from clew.practice.readings import journal as reading
from clew.practice.roles import May
from clew.web.pages import on_record, record_page
from clew.web.writing import underlined


@on_record(to=May.READ_SHARED, view="shared writing")
def shared_writing(request: HttpRequest, chart: Chart) -> HttpResponse:
    """List what is shared, the last written first. The list itself marks nothing as read."""
    page = Paginator(reading.shared(chart), 40).get_page(request.GET.get("page"))
    return record_page(
        request,
        "clinician/shared_writing.html",
        chart,
        tab="sessions",
        sub="shared_writing",
        found=reading.opened(chart, list(page.object_list)),
        unread=reading.unread(chart),
        page=page,
    )


@on_record(to=May.READ_SHARED, view="shared writing", thing="writing_id")
def shared_entry(request: HttpRequest, chart: Chart, writing_id: UUID) -> HttpResponse:
    """Show one shared text, which is thereby read, with words that may be about danger underlined."""
    row = chart.row(JournalEntry, writing_id, to=May.READ_SHARED)
    actions.mark_read(chart=chart, entry=row)
    (found,) = reading.opened(chart, [row])
    parts = list(underlined(found.text))
    return record_page(
        request,
        "clinician/shared_entry.html",
        chart,
        tab="sessions",
        sub="shared_writing",
        one=found,
        parts=parts,
        asks=any(marked for _, marked in parts),
    )


_PATIENT = "patients/<uuid:patient_id>/"
urls = [
    path(f"{_PATIENT}shared/", shared_writing, name="shared_writing"),
    path(f"{_PATIENT}shared/<uuid:writing_id>/", shared_entry, name="shared_entry"),
]
