"""The guide: open to everybody, the same for everybody, and nothing about who reads it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from clew.therapy.charts.icon_array import icon_array
from clew.therapy.charts.scene import svg
from clew.therapy.knowledge.guide_figures import Arm, GuideFigure
from clew.web.guide.loader import FALLBACK, Guide, GuidePage, guide, languages

KEPT = "public, max-age=600"
"""How long a browser may show a page of the guide without asking again."""


@dataclass(frozen=True, slots=True)
class DrawnArm:
    """One group of a trial with its picture."""

    arm: Arm
    picture: str


def language_of(request: HttpRequest) -> str:
    """Return the language that was asked for, else the first that the browser prefers, of those there are."""
    there = languages()
    asked = [request.GET.get("lang", "")]
    asked += [code for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    return next((code for one in asked if (code := one.split("-")[0]) in there), FALLBACK)


def open_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view of the guide: it may be kept by the browser, and takes the guide in the reader's language.

    What a reader chose to compare stands in the address, so such an answer is kept nowhere.
    """

    @wraps(view)
    def opened(request: HttpRequest, **parts: str) -> HttpResponse:
        response = view(request, guide(language_of(request)), **parts)
        if set(request.GET) <= {"lang"}:
            response["Cache-Control"] = KEPT
        patch_vary_headers(response, ["Accept-Language"])
        return response

    return opened


@cache
def drawn(figure: GuideFigure) -> Sequence[DrawnArm]:
    """Return the groups of a figure with their pictures."""
    return [
        DrawnArm(
            arm,
            svg(
                icon_array(arm.of_hundred, title=arm.name, counted=figure.counted),
                name=f"{figure.slug}-{order}",
            ),
        )
        for order, arm in enumerate(figure.arms)
    ]


def _draw(request: HttpRequest, template: str, whole: Guide, **context: Any) -> HttpResponse:
    return render(request, f"guide/{template}.html", {"guide": whole, "words": whole.words, **context})


def _shown(page: GuidePage, *, chapter: bool = False) -> dict[str, Any]:
    pictures = {figure.slug: drawn(figure) for figure in page.figures}
    parts = [part.deeper if chapter else part for part in page.parts]
    return {
        "page": page,
        "parts": [(part, pictures.get(part.picture.slug) if part.picture else ()) for part in parts],
    }


@open_page
def contents(request: HttpRequest, whole: Guide) -> HttpResponse:
    """Show what is in the guide."""
    return _draw(request, "contents", whole, here="guide")


@open_page
def page(request: HttpRequest, whole: Guide, topic: str) -> HttpResponse:
    """Show one page of the guide."""
    found = whole.by_slug.get(topic)
    if found is None:
        raise Http404
    before, after = whole.beside(found)
    return _draw(request, "page", whole, **_shown(found), before=before, after=after, here=topic)


@open_page
def all_pages(request: HttpRequest, whole: Guide) -> HttpResponse:
    """Show the whole guide on one page, to print."""
    return _draw(request, "all", whole, pages=[_shown(one, chapter=True) for one in whole.pages], here="all")


@open_page
def choices(request: HttpRequest, whole: Guide) -> HttpResponse:
    """Lay the treatments side by side by what the reader says matters. Nothing is scored or kept."""
    matters, options = request.GET.getlist("matter"), request.GET.getlist("option")
    shown, rows = whole.choices.table(matters, options)
    return _draw(
        request,
        "choices",
        whole,
        shown=shown,
        rows=rows,
        asked={row.matter.slug for row in rows} if matters else (),
        compared={option.slug for option in shown},
        here="choices",
    )


@open_page
def offline(request: HttpRequest, whole: Guide) -> HttpResponse:
    """Say what still works without a connection; the browser shows it in place of pages that it cannot reach."""
    return _draw(request, "offline", whole, here="offline")


urls = [
    path("guide/", contents, name="guide"),
    path("guide/all/", all_pages, name="guide_all"),
    path("guide/choices/", choices, name="guide_choices"),
    path("guide/offline/", offline, name="guide_offline"),
    path("guide/<slug:topic>/", page, name="guide_page"),
]
