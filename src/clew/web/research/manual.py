"""The coding manual: the same as the generated page of the documentation, to read on the screen and to print."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path

from clew.practice import access
from clew.practice.roles import May
from clew.therapy.knowledge import Tag
from clew.therapy.knowledge.manual import HOW_SURE, INTRO, TITLE, Part, chapters
from clew.web.research.knowledge import Term, term_of


def _terms(part: Part) -> tuple[Term, ...]:
    return tuple(term_of(part.family, entry) for entry in part.entries)


@cache
def _manual() -> str:
    """Draw the manual once a process: it is the same for everybody."""
    found = [
        (chapter, [(part, _terms(part)) for part in chapter.parts], chapter.answers())
        for chapter in chapters()
    ]
    return render_to_string("research/manual_chapters.html", {"chapters": found})


def coding_manual(request: HttpRequest) -> HttpResponse:
    """Show the manual to those who may read the reference."""
    access.practice_for(request.user, to=May.READ_KNOWLEDGE)
    return render(
        request,
        "research/manual.html",
        {
            "here": "knowledge",
            "title": TITLE,
            "intro": INTRO,
            "how_sure": HOW_SURE,
            "chapters": chapters(),
            "tags": [(tag.value, tag.meaning) for tag in Tag],
            "manual": _manual(),
        },
    )


urls = [path("reference/manual/", coding_manual, name="coding_manual")]
