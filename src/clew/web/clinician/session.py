"""One session: what was said, what stands in its margin, and the notes on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions import notes as writing
from clew.practice.actions import plan, second
from clew.practice.actions import sessions as actions
from clew.practice.actions.sessions import read_turns
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import Note, Session, Transcript
from clew.practice.readings import attendance, outline
from clew.practice.readings import second as second_reading
from clew.practice.readings import session as reading
from clew.practice.readings import sessions as about
from clew.practice.readings.headings import HEADINGS
from clew.practice.readings.margin import Margins
from clew.practice.readings.supervision import comments_on
from clew.practice.roles import May
from clew.therapy.transcripts import FORMATS, Role
from clew.therapy.transcripts import Transcript as Said
from clew.web.clinician import margin
from clew.web.clinician.calendar import on_to_the_next
from clew.web.pages import on_record, record_page, say

# Where the thread may lead back to: the page's name and what it is called.
BACK = {"formulation": "Formulation", "course": "Course", "alerts": "Alerts"}
HITS = 50  # places that a search shows


def _window(turns: int, asked: str | None) -> tuple[int, int]:
    """Return the first turn and the turn after the last of the window that holds the turn asked for."""
    at = int(asked) if asked is not None and asked.isdecimal() and int(asked) < turns else 0
    first = at - at % reading.WINDOW
    return first, min(first + reading.WINDOW, turns)


@on_record(to=May.READ_SESSIONS, view="session", thing="session_id")
def session(request: HttpRequest, chart: Chart, session_id: UUID) -> HttpResponse:
    """Show one session."""
    return page(request, chart, session_id)


def page(
    request: HttpRequest, chart: Chart, session_id: UUID, *, status: int = 200, **more: Any
) -> HttpResponse:
    """Draw the session page. `more` goes to the template: a search's hits, a note that was not saved."""
    found = about.opened(chart, session_id)
    session, transcript = found.session, found.transcript
    base = reverse("session", args=[chart.patient.pk, session.pk])
    context: dict[str, Any] = {
        "session": session,
        "around": found,
        "base": base,
        "codes": chart.can(May.CODE),
        "twice": chart.can(May.CODE_TWICE),
        "imports": chart.can(May.IMPORT),
        "exports": chart.can(May.EXPORT),
        "back": (request.GET.get("from"), BACK.get(request.GET.get("from", ""))),
        "unwritten": "unwritten" in (request.GET.get("from"), request.POST.get("from")),
        "untold": session.attendance == Session.Attendance.PLANNED
        and session.at <= timezone.now()
        and chart.can(May.PLAN),
        "worth": _worth(chart, session),
    }
    if transcript is not None:
        context |= _talk(request, chart, transcript, base, found)
    if found.blind is not None:
        context["codes"] = False
    context |= _notes(chart, found, context.get("found"))
    return record_page(
        request, "clinician/session.html", chart, tab="sessions", status=status, **{**context, **more}
    )


def _talk(
    request: HttpRequest, chart: Chart, transcript: Transcript, base: str, around: about.Opened
) -> dict[str, Any]:
    """What the page needs of the transcript. Who codes it blind gets no margin."""
    said = read_turns(chart, transcript)
    blind = around.blind is not None
    found = Margins((), ()) if blind else reading.margins(chart, transcript)
    window = _window(len(said.turns), request.GET.get("turn"))
    first, after = window
    exploring, unsure = margin.exploring(request) and not blind, "unsure" in request.GET
    further = reading.further(chart, said, found) if exploring else ()
    return {
        "transcript": transcript,
        "lines": reading.lines(said, found, range(first, after), further),
        "exploring": exploring,
        "further": further,
        "kept": margin.kept(request),
        "switch_unsure": _shown(base, first, unsure=not unsure, explore=exploring),
        "switch_less_sure": _shown(base, first, unsure=unsure, explore=not exploring),
        "found": found,
        "comments": comments_on(chart, transcript) if around.commented and not blind else {},
        "signs_off": chart.can(May.SIGN_OFF),
        "second": second_reading.beside(chart, transcript),
        "window": {"first": first + 1, "last": after, "all": len(said.turns)},
        "before": first - reading.WINDOW if first else None,
        "after": after if after < len(said.turns) else None,
        "target": request.GET.get("turn", ""),
        "open_unsure": unsure,
        "map": margin.map_of(said, found, base, range(*window), margin.kept(request)),
        "speakers": _speakers(said),
        "in_short": ", ".join(_in_short(label, role) for label, role in said.roles.items()),
        "roles": [(role.value, role.value) for role in Role],
        "unknown": any(role is Role.UNKNOWN for role in said.roles.values()),
        "format": FORMATS.get(transcript.format, transcript.format),
    }


def _in_short(label: str, role: Role) -> str:
    name = label or "no label"
    if role is Role.UNKNOWN:
        return f"{name} is not known yet"
    return name if label.casefold() == role else f"{name} is the {role.value}"


def _shown(base: str, first: int, *, unsure: bool, explore: bool) -> str:
    """Return the address of the same turns with more of the margin shown, or less."""
    parts = [f"turn={first}"] if first else []
    parts += ["unsure"] if unsure else []
    parts += ["explore=1"] if explore else []
    return f"{base}?{'&'.join(parts)}" if parts else base


def _speakers(said: Said) -> list[dict[str, Any]]:
    """Each speaker with their role, how many turns they have and the first words, to tell who is who."""
    rows = []
    for label, role in said.roles.items():
        turns = [turn for turn in said.turns if turn.speaker == label]
        rows.append({"label": label, "role": role.value, "turns": len(turns), "words": turns[0].text[:90]})
    return rows


def _worth(chart: Chart, session: Session) -> list[attendance.Worth]:
    """What about this appointment is worth asking about; most raise no question, and then nothing more is read."""
    if not attendance.may_raise(session):
        return []
    return [one for one in attendance.worth_asking(chart, session.course) if one.session.pk == session.pk]


def _facts(chart: Chart, found: about.Opened, margins: Margins | None) -> list[outline.Fact]:
    """What is known of a session, to be offered beside its note."""
    return outline.facts(
        found.session,
        scores=about.scores_of_the_day(chart, found.session),
        found=margins,
        touched=reading.themes_touched(margins) if margins is not None else (),
        threads=found.threads,
    )


def _notes(chart: Chart, found: about.Opened, margins: Margins | None) -> dict[str, Any]:
    """The notes, and what is known beside them."""
    kinds, session = {}, found.session
    every = about.notes_of(chart, session) if chart.can(May.READ_PROGRESS_NOTES) else {}
    for kind, (signed, draft, others) in every.items():
        kinds[kind] = {
            "kind": kind,
            "signed": signed,
            "text": chart.text(draft, "text") if draft else "",
            "seen": writing.revision(draft),
            "saved_at": draft.saved_at if draft else None,
            "others": others,
        }
    return {
        "note": kinds.get(Note.Kind.PROGRESS.value),
        "process": kinds.get(Note.Kind.PROCESS.value),
        "writes": chart.can(May.WRITE_NOTES),
        "facts": _facts(chart, found, margins),
        "headings": HEADINGS,
    }


@on_record(to=May.READ_SESSIONS, view="session search", thing="session_id")
def search(request: HttpRequest, chart: Chart, session_id: UUID) -> HttpResponse:
    """Look for words in what was said. It is sent, not linked, so that no address holds what was looked for."""
    words = " ".join(request.POST.get("words", "").split())
    transcript = _current(chart, session_id)
    if request.method != "POST" or not words:
        return redirect("session", chart.patient.pk, session_id)
    hits = []
    for turn in read_turns(chart, transcript).turns:
        start = turn.text.casefold().find(words.casefold())
        if start >= 0:
            hits.append((turn, *_around(turn.text, start, len(words))))
    answer: dict[str, Any] = {
        "words": words,
        "hits": hits[:HITS],
        "found_in": len(hits),
        "base": _address(chart, session_id),
    }
    if request.htmx:  # type: ignore[attr-defined]
        return record_page(request, "clinician/hits.html", chart, tab="sessions", **answer)
    return page(request, chart, session_id, **answer)


def _around(text: str, start: int, length: int) -> tuple[str, str, str]:
    """Return what stands before the words found, the words, and what stands after."""
    return text[max(0, start - 60) : start], text[start : start + length], text[start + length :][:60]


def _current(chart: Chart, session_id: UUID) -> Transcript:
    found = (
        chart.rows(Transcript, to=May.READ_SESSIONS)
        .filter(session=session_id, current=True)
        .select_related("session")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _address(chart: Chart, session_id: UUID) -> str:
    return reverse("session", args=[chart.patient.pk, session_id])


@on_record(to=May.IMPORT, view="session roles", thing="session_id")
def roles(request: HttpRequest, chart: Chart, session_id: UUID) -> HttpResponse:
    """Correct who spoke."""
    transcript = _current(chart, session_id)
    if request.method == "POST":
        speakers = read_turns(chart, transcript).speakers
        given = {}
        for place, label in enumerate(speakers):
            role = request.POST.get(f"role-{place}", "")
            if role not in set(Role):
                raise PracticeError("Choose one of the roles in the list for each speaker.")
            given[label] = Role(role)
        renewed = actions.set_roles(chart=chart, transcript=transcript, roles=given)
        if renewed.pk != transcript.pk:
            say(request, "Who spoke is corrected. The session was coded anew; your decisions were kept.")
        else:
            say(request, "Nothing was changed.")
    return redirect("session", chart.patient.pk, session_id)


@on_record(to=May.CODE, view="session second coder", thing="session_id")
def ask_second(request: HttpRequest, chart: Chart, session_id: UUID) -> HttpResponse:
    """Have a second coder read the session."""
    transcript = _current(chart, session_id)
    if request.method == "POST":
        try:
            second.ask(chart=chart, transcript=transcript)
        except PracticeError as problem:
            say(request, str(problem))
        else:
            say(request, "It is asked. What it proposes will stand in the margin under its name.")
    return redirect("session", chart.patient.pk, session_id)


@on_record(to=May.EXPORT, view="session export", thing="session_id")
def export(request: HttpRequest, chart: Chart, session_id: UUID, form: str) -> HttpResponse:
    """Take out what was said as a file. Its name holds no name of a person."""
    transcript = _current(chart, session_id)
    if form not in ("vtt", "json"):
        raise NotFound
    text = actions.export_transcript(chart=chart, transcript=transcript, format=form)
    kind = {"vtt": "text/vtt", "json": "application/json"}[form]
    answer = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="session-{transcript.session.number}.{form}"'
    return answer


@on_record(to=May.WRITE_NOTES, view="session note", thing="session_id")
def save_note(request: HttpRequest, chart: Chart, session_id: UUID, kind: str) -> HttpResponse:
    """Save what is typed, and sign it where that was asked for. The page's script sends drafts as they grow."""
    session = chart.row(Session, session_id, to=May.WRITE_NOTES)
    if kind not in Note.Kind.values:
        raise NotFound
    if request.method != "POST":
        return redirect(f"{_address(chart, session_id)}#note")
    text = request.POST.get("text", "").replace("\r\n", "\n")
    as_typed = "draft" in request.GET
    if "insert" in request.POST and kind == Note.Kind.PROGRESS:
        text = _with(text, _asked_for(chart, session_id, request.POST["insert"]))
    try:
        draft = writing.save_draft(
            chart=chart, session=session, kind=kind, text=text, seen=request.POST.get("seen")
        )
        if "sign" in request.POST:
            writing.sign(chart=chart, note=draft)
            if request.POST["sign"] == "came" and session.attendance == Session.Attendance.PLANNED:
                plan.record_attendance(
                    chart=chart, session=session, attendance=Session.Attendance.ATTENDED.value
                )
    except PracticeError as problem:
        if as_typed:
            return JsonResponse({"problem": str(problem)}, status=409)
        return page(
            request, chart, session_id, status=422, unsaved={"kind": kind, "text": text, "problem": problem}
        )
    if as_typed:
        saved = timezone.localtime(draft.saved_at)
        return JsonResponse({"saved": f"{saved:%H:%M}", "seen": writing.revision(draft)})
    return _after_saving(request, chart, session, draft)


def _after_saving(request: HttpRequest, chart: Chart, session: Session, draft: Note) -> HttpResponse:
    """Go on where the writer came from: among the notes to write, a signed one leads straight to the next."""
    here = _address(chart, session.pk)
    in_turn = request.POST.get("from") == "unwritten"
    if "otherwise" in request.POST:  # they did not come, or came late; what was typed is saved
        place = reverse("record_attendance", args=[chart.patient.pk, session.pk])
        return redirect(f"{place}{'?from=unwritten' if in_turn else ''}")
    if draft.signed_at is None:
        say(request, "The note is saved as a draft.")
        return redirect(f"{here}?from=unwritten#draft-progress" if in_turn else f"{here}#note")
    if in_turn and chart.by is not None:
        return on_to_the_next(request, chart.by, after=session.at)
    say(request, "The note is signed.")
    return redirect(f"{here}#note")


def _asked_for(chart: Chart, session_id: UUID, key: str) -> str:
    """Return the lines that a button of the outline puts into a note; for browsers without scripts."""
    if key in HEADINGS:
        return f"{key}:"
    found = about.opened(chart, session_id)
    seen = found.transcript if found.blind is None else None
    margins = reading.margins(chart, seen) if seen is not None else None
    return outline.lines_of(_facts(chart, found, margins), key)


def _with(text: str, lines: str) -> str:
    """Put lines below what is written."""
    return f"{text.rstrip()}\n{lines}\n".lstrip() if lines else text


@on_record(to=May.WRITE_NOTES, view="session note", thing="session_id")
def correct_note(request: HttpRequest, chart: Chart, session_id: UUID, note_id: UUID) -> HttpResponse:
    """Write a correction of a signed note. The first stays readable."""
    note = chart.row(Note, note_id, to=May.WRITE_NOTES)
    if note.session_id != session_id:
        raise NotFound
    if request.method == "POST":
        text = request.POST.get("text", "").replace("\r\n", "\n")
        reason = request.POST.get("reason", "")
        try:
            writing.correct(chart=chart, note=note, text=text, reason=reason)
        except PracticeError as problem:
            unsaved = {"note": note.pk, "text": text, "reason": reason, "problem": problem}
            return page(request, chart, session_id, status=422, unsaved=unsaved)
        say(request, "The correction is signed. The first version stays readable.")
    return redirect(f"{_address(chart, session_id)}#note")


_SESSION = "patients/<uuid:patient_id>/sessions/<uuid:session_id>/"
urls = [
    path(_SESSION, session, name="session"),
    path(f"{_SESSION}search/", search, name="search_session"),
    path(f"{_SESSION}roles/", roles, name="session_roles"),
    path(f"{_SESSION}second/", ask_second, name="ask_second_coder"),
    path(f"{_SESSION}session.<str:form>", export, name="export_transcript"),
    path(f"{_SESSION}notes/<str:kind>/", save_note, name="save_note"),
    path(f"{_SESSION}corrections/<uuid:note_id>/", correct_note, name="correct_note"),
    *margin.urls,
]
