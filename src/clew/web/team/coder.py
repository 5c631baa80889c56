"""The coder of the practice: what it may learn from, what it learned, using that, and going back. Numbers only."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from clew.practice import access
from clew.practice.actions import tuning as actions
from clew.practice.errors import AlreadyDone, PracticeError
from clew.practice.models import Practice, User
from clew.practice.readings import tuning as reading
from clew.practice.roles import May
from clew.therapy.errors import TherapyError
from clew.web.pages import new_key, say


def coder(request: HttpRequest) -> HttpResponse:
    """Show where the practice stands."""
    found = reading.standing(request.user)
    return render(
        request, "team/coder.html", {"here": "practice", "part": "coder", "found": found, "key": new_key()}
    )


def _asked(request: HttpRequest) -> tuple[Practice, User, str | None]:
    practice = access.practice_for(request.user, to=May.TUNE_CODER)
    return practice, cast(User, request.user), request.POST.get("key") or None


@require_POST
def learn(request: HttpRequest) -> HttpResponse:
    """Ask for the coder to learn."""
    practice, user, key = _asked(request)
    try:
        actions.ask(practice=practice, by=user, key=key)
    except AlreadyDone:
        pass
    except PracticeError as problem:
        say(request, str(problem))
    return redirect("practice_coder")


@require_POST
def use(request: HttpRequest) -> HttpResponse:
    """Use one tuning from now on."""
    practice, user, key = _asked(request)
    row = reading.numbered(practice, request.POST.get("number", ""))
    try:
        actions.use(tuning=row, by=user, key=key)
    except AlreadyDone:
        pass
    except TherapyError as problem:
        say(request, str(problem))
    else:
        say(
            request,
            "It is used for every session that is brought in from now on. You can go back at any time.",
        )
    return redirect("practice_coder")


@require_POST
def back(request: HttpRequest) -> HttpResponse:
    """Go back to the coder as it came."""
    practice, user, key = _asked(request)
    try:
        actions.go_back(practice=practice, by=user, key=key)
    except AlreadyDone:
        pass
    except PracticeError as problem:
        say(request, str(problem))
    else:
        say(request, "The coder is as it came, from now on. What it learned is kept below.")
    return redirect("practice_coder")


urls = [
    path("practice/coder/", coder, name="practice_coder"),
    path("practice/coder/learn/", learn, name="practice_coder_learn"),
    path("practice/coder/use/", use, name="practice_coder_use"),
    path("practice/coder/back/", back, name="practice_coder_back"),
]
