"""The reference page of the measures, written from the data, so that it cannot say anything else than the code."""

from __future__ import annotations

from clew.therapy.knowledge.base import Tag
from clew.therapy.knowledge.markdown import page, table
from clew.therapy.measures.change import RESPONSE_FALL, SUSTAINED_DAYS
from clew.therapy.measures.definition import CutOff, Figure, Instrument
from clew.therapy.measures.loinc import NOTICE
from clew.therapy.measures.registry import INSTRUMENTS

_ENGLISH = {"en": "English", "bfi": "British Sign Language"}


def measures_page() -> str:
    """The page `measures.md`: every instrument with its scoring, missing rule, bands, change values and licence."""
    return page(
        "Measures",
        "No score is a diagnosis, and totals of different instruments or versions are never compared.",
        table(
            ("Instrument", "About", "Answers in Clew", "Total"),
            (
                (f"[{one.title}](#{_anchor(one)})", one.about, _entry(one), _total(one))
                for one in INSTRUMENTS.values()
            ),
        ),
        "How sure we are of a figure: " + "; ".join(f"[{tag}] {tag.meaning}" for tag in Tag) + ".",
        *(_section(one) for one in INSTRUMENTS.values()),
        _change(),
        "## LOINC",
        "Codes are given only where they were confirmed; an instrument without one has none here.",
        NOTICE,
    )


def _section(one: Instrument) -> str:
    facts = [
        ("Name", one.full_title),
        (
            "Key and version",
            f"`{one.key}`, {one.version or 'named with each score'}, {_language(one.language)}",
        ),
        ("Recall", one.recall or "not stated in our source"),
        ("Answers in Clew", _entry(one)),
        ("Scoring", _scoring(one)),
        ("Total", _total(one)),
        ("Missing answers", _missing(one)),
        ("Risk item", _risk(one)),
        ("LOINC", _loinc(one)),
        ("Licence", f"{one.licence.basis} {_tag(one.licence.tag)} {one.licence.credit}"),
        ("Source", one.source),
    ]
    parts = [f"## {one.title}", table(("", ""), facts)]
    if one.items:
        rows = (
            (str(number), f"`{item.key}`", item.text, item.loinc or "", "" if item.scored else "not scored")
            for number, item in enumerate(one.items, start=1)
        )
        parts += [one.stem, table(("", "Item", "Text", "LOINC", ""), rows)]
        shown = {item.options: None for item in one.items}
        parts += [
            "; ".join(f"{option.value} {option.label}" for option in options.options) + "."
            for options in shown
        ]
    if one.bands:
        bands = ((_span(band.low, band.high), band.label) for band in one.bands.bands)
        parts += [table(("Total", "Band"), bands), f"Bands: {one.bands.source} {_tag(one.bands.tag)}."]
    if one.cut_offs:
        parts.append(
            table(
                ("Cut-off", "Kind", "Meaning", "Found in", "Language", "Source"),
                (
                    (
                        _cut_off(cut),
                        cut.kind.value,
                        cut.meaning,
                        cut.population,
                        _language(cut.language),
                        f"{cut.source} {_tag(cut.tag)}",
                    )
                    for cut in one.cut_offs
                ),
            )
        )
    change = [
        ("reliable change", one.change.reliable),
        ("smallest noticeable change", one.change.minimal),
        ("remission, at most", one.change.remission),
    ]
    known = [(name, _figure(figure), _source(figure)) for name, figure in change if figure]
    if known:
        parts.append(table(("Change", "Points", "Source"), known))
    parts += [f"- {note}" for note in one.notes]
    return "\n\n".join(parts)


def _change() -> str:
    sustained = f"{SUSTAINED_DAYS.value:g} days ({SUSTAINED_DAYS.note}; {Tag.DEFAULT.meaning})"
    rows = (
        (
            "reliable change",
            "the score moved by at least the reliable change index, 1.96 x SD x sqrt(2 x (1 - r))",
        ),
        (
            "response",
            f"at least {RESPONSE_FALL.value:.0%} of a first score that reached the case cut-off is gone",
        ),
        ("remission", "the score is at or below an absolute threshold, today"),
        ("recovery", f"remission that has lasted {sustained}"),
        ("crossing", "from case to non-case; services in England call it recovery"),
        ("reliable recovery", "reliable improvement and crossing"),
    )
    return "\n\n".join(("## What change means", "Six different questions.", table(("Word", "Meaning"), rows)))


def _entry(one: Instrument) -> str:
    return "a total only" if one.score_only else f"{len(one.items)} questions"


def _total(one: Instrument) -> str:
    return f"{one.total.words}; {one.direction.value}" if one.total else f"none; {one.direction.value}"


def _scoring(one: Instrument) -> str:
    text = one.scoring.value
    if one.reversed:
        text += f"; items {', '.join(map(str, one.reversed))} reversed"
    if one.subscales:
        text += "; " + "; ".join(f"{s.title}: items {', '.join(map(str, s.items))}" for s in one.subscales)
    return text


def _missing(one: Instrument) -> str:
    if one.missing is None:
        return "as the instrument's own manual says, before the total is entered"
    rule = (
        f"up to {one.missing.allowed} made up in the total (sum x items / answered, a half upwards), more: no total"
        if one.missing.allowed
        else "any: no score"
    )
    return f"{rule} ({one.missing.source} {_tag(one.missing.tag)})"


def _risk(one: Instrument) -> str:
    if one.risk is None:
        return "none that Clew reads"
    return (
        f'item {one.risk.position}, raised from {one.risk.at_least} on; without an answer it reads "not asked" and is '
        "never made up"
    )


def _loinc(one: Instrument) -> str:
    codes = [f"panel {one.loinc_panel}"] if one.loinc_panel else []
    codes += [f"total {one.loinc_total}"] if one.loinc_total else []
    return ", ".join(codes) or "none confirmed"


def _cut_off(cut: CutOff) -> str:
    if cut.value is None:
        return "not confirmed"
    return f"below {cut.value:g}" if cut.below else f"{cut.value:g} or more"


def _figure(figure: Figure) -> str:
    return "not confirmed" if figure.value is None else f"{figure.value:g}"


def _source(figure: Figure) -> str:
    return f"{figure.source} {_tag(figure.tag)}" + (f"; {figure.note}" if figure.note else "")


def _span(low: float | None, high: float | None) -> str:
    if low is None:
        return f"up to {high:g}"
    return f"{low:g} or more" if high is None else f"{low:g} to {high:g}"


def _language(code: str) -> str:
    return _ENGLISH.get(code, code)


def _tag(tag: Tag) -> str:
    return f"[{tag.value}]"


def _anchor(one: Instrument) -> str:
    kept = "".join(c for c in one.title.lower() if c.isalnum() or c in " -_")
    return kept.replace(" ", "-")
