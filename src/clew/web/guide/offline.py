"""What a browser keeps so that the guide and the help page open without a connection, and nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import path, reverse

from clew.web.guide.loader import TEXT, guide

FILES = (
    "clew/css/tokens.css",
    "clew/css/base.css",
    "clew/css/pictures.css",
    "clew/css/guide.css",
    "clew/fonts/source-sans-3-latin-wght-normal.woff2",
    "clew/fonts/source-sans-3-latin-wght-italic.woff2",
    "clew/fonts/source-serif-4-latin-wght-normal.woff2",
    "clew/js/guide.js",
    "clew/js/offline.js",
    "clew/js/shell.js",
    "clew/css/own.css",
    "clew/css/journal.css",
    "clew/js/device.js",
    "clew/js/drafts.js",
    "clew/js/dictate.js",
    "clew/js/plan-copy.js",
    "clew/icon.svg",
    "django_htmx/htmx-2.min.js",
)
"""Style, type and script of the pages that are kept."""

WORKER = ("clew/js/sw.js", "clew/js/sw-own.js")
"""The scripts of the worker, in order. A later one may add routes of its own: see the head of the first."""

TEMPLATES = Path(__file__).parent.parent / "templates"
DRAWN_FROM = (
    "guide",
    "parts/help_lines.html",
    "base.html",
    "patient/journal_offline.html",
    "patient/dictate.html",
)


def pages() -> list[str]:
    """Return the addresses of the pages that are kept: the guide, and help now."""
    fixed = [
        reverse(name) for name in ("help", "guide", "guide_choices", "guide_offline", "own_journal_offline")
    ]
    return [*fixed, *(reverse("guide_page", args=[page.slug]) for page in guide().pages)]


@cache
def version() -> str:
    """Return a word that is another as soon as a text, a template or a file of those kept is another."""
    found = hashlib.sha256()
    folders = [TEXT, *(TEMPLATES / name for name in DRAWN_FROM)]
    for place in folders:
        for file in [place] if place.is_file() else sorted(one for one in place.rglob("*") if one.is_file()):
            found.update(file.name.encode() + file.read_bytes())
    for name in (*FILES, *WORKER):
        found.update(name.encode() + Path(str(finders.find(name))).read_bytes())
    return found.hexdigest()[:16]


def worker(request: HttpRequest) -> HttpResponse:
    """Give the browser its worker: what to keep, and the scripts that do it."""

    def listed(names: Sequence[str]) -> str:
        return json.dumps([static(name) for name in names])

    kept = {
        "version": version(),
        "pages": pages(),
        "files": [static(name) for name in FILES],
        "offline": reverse("guide_offline"),
    }
    script = f"self.clew = {json.dumps(kept)};\nimportScripts(...{listed(WORKER)});\n"
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/"
    response["Cache-Control"] = "no-cache"
    return response


def manifest(request: HttpRequest) -> JsonResponse:
    """Say how Clew is called and drawn where somebody puts it on their phone's first page."""
    icon = {"src": static("clew/icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    return JsonResponse(
        {
            "name": "Clew",
            "short_name": "Clew",
            "start_url": reverse("guide"),
            "scope": "/",
            "display": "minimal-ui",
            "background_color": "#faf8f4",
            "theme_color": "#faf8f4",
            "icons": [icon],
        },
        content_type="application/manifest+json",
    )


urls = [path("sw.js", worker, name="worker"), path("manifest.webmanifest", manifest, name="manifest")]
