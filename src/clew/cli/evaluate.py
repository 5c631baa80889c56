"""`clew evaluate`: how well the coder does on talk that people coded, beside simple rivals, without a database."""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from clew.cli import rivals as others
from clew.interop import asked, endpoint
from clew.therapy.coding import MODEL, evaluation, scores
from clew.therapy.coding.evaluation import Item, Kind, LabelMapping
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.markdown import table as markdown

CONTEXTS = ("previous_text", "context")
GROUPS = ("dialogue_id", "transcript_id", "session", "source_id", "post_id", "comment_id", "id")
LARGEST_FIELD = 10_000_000
MOST_CONFUSED = 12


@dataclass(frozen=True, slots=True)
class Dataset:
    """A labelled table as it was read: items, the labels of each, and what they are about."""

    name: str
    mapping: LabelMapping
    items: list[Item]
    labels: list[frozenset[str]]  # all labels of each item
    left_out: int

    @property
    def several(self) -> bool:
        """Whether any item has more than one label."""
        return any(len(labels) > 1 for labels in self.labels)


def rows_of(path: Path) -> list[dict[str, str]]:
    """Read a CSV table; raise TherapyError where it is none."""
    usual = csv.field_size_limit(LARGEST_FIELD)
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
    except (csv.Error, UnicodeDecodeError, OSError) as error:
        raise TherapyError(f"{path.name} could not be read as a table in CSV and UTF-8: {error}.") from error
    finally:
        csv.field_size_limit(usual)
    if not rows:
        raise TherapyError(f"{path.name} has no rows.")
    return rows


def _stem(path: Path) -> str:
    return path.stem.removesuffix("_dev").removesuffix("_holdout").removesuffix("_test")


def _before(row: dict[str, str]) -> str:
    """The turn before: the last of several, without the word for who spoke it."""
    given = next((row[name] for name in CONTEXTS if row.get(name)), "").split("||")[-1].strip()
    speaker, colon, words = given.partition(":")
    return words.strip() if colon and speaker.isalpha() else given


def load(
    path: Path,
    mapping: Path,
    *,
    name: str | None = None,
    field: str | None = None,
    classes: str | None = None,
    where: Sequence[str] = (),
) -> Dataset:
    """Read a labelled table and its mapping. See `evaluate` for the options; raises TherapyError."""
    name = name or _stem(path)
    known = evaluation.mappings(rows_of(mapping))
    mine = [each for each in known if each.dataset in ("", name) and field in (None, each.field)]
    if not mine:
        raise TherapyError(
            f"{mapping.name} has no rows for {name}{f', {field}' if field else ''}; it has "
            f"{', '.join(sorted({each.dataset for each in known}))}. Name one with --name and --field."
        )
    chosen = mine[0]
    rows = rows_of(path)
    for condition in where:
        column, equals, value = condition.partition("=")
        if not equals or column not in rows[0]:
            raise TherapyError(f"Write --where COLUMN=VALUE with a column of {path.name}, not {condition!r}.")
        rows = [row for row in rows if row[column] == value]
    for column in ("text", chosen.field, *([classes] if classes else [])):
        if not rows or column not in rows[0]:
            raise TherapyError(f"{path.name} has no column {column!r}, or no row is left.")
    group = next((column for column in GROUPS if column in rows[0]), None)
    items, labels, left_out = [], [], 0
    for number, row in enumerate(rows):
        given = frozenset(label.strip() for label in row[chosen.field].split("|"))
        counting = [codes for label in sorted(given) if (codes := chosen.of(label)) is not None]
        if not counting or not row["text"].strip():
            left_out += 1
            continue
        codes = frozenset().union(*counting)
        called = row[classes] if classes else row[chosen.field]
        items.append(Item(row["text"], _before(row), called, codes, row[group] if group else str(number)))
        labels.append(given)
    if not items:
        raise TherapyError(f"No row of {path.name} has a label that {mapping.name} lists.")
    return Dataset(name, chosen, items, labels, left_out)


# --- what is printed ------------------------------------------------------------------------------------------------


def _speed(count: int, seconds: float | None) -> str:
    return f"{count / seconds:,.0f}" if seconds else ""


def _times_slower(seconds: float | None, coder: float) -> str:
    """By how much longer it took than the coder, in this run."""
    return f"{seconds / coder:,.1f}" if seconds else ""


_HEADINGS = ("Turns a second", "Times the coder's time")


@dataclass(frozen=True, slots=True)
class Beside:
    """Who is measured beside the coder: simple rivals, and a language model with what keeps its answers."""

    rivals: bool = True
    model: endpoint.Endpoint | None = None
    answers: asked.Answers | None = None


def _asked(data: Dataset, beside: Beside) -> Iterator[tuple[str, others.Said]]:
    """Ask the language model, if there is one; yield it with a sentence about what could not be used."""
    if beside.model is not None:
        said = others.ask(data.items, data.mapping.kind, beside.model, beside.answers)
        yield (
            (
                f"{said.name}: {said.unread} of {len(data.items)} items got no readable answer and count as nothing proposed; "
                f"{said.dropped} marks could not be believed.\n"
            ),
            said,
        )


def one_label(data: Dataset, beside: Beside) -> Iterator[str]:
    """Yield the report on a table with one label an item: macro-F1 beside rivals, each class, what was confused."""
    items, kind = data.items, data.mapping.kind
    classes = list(evaluation.classes_of(items))
    given, groups = [item.given for item in items], [item.group for item in items]
    evaluation.propose_classes(items[:1], kind)  # so that loading is not counted
    start = time.perf_counter()
    ours = evaluation.propose_classes(items, kind)
    taken = time.perf_counter() - start
    often = max(classes, key=given.count)
    lines: list[tuple[str, list[str], float | None]] = [
        ("Clew, not trained on this", ours, taken),
        ("always the commonest class", [often] * len(items), None),
    ]
    if beside.rivals:
        simple: tuple[tuple[str, others.Rival], ...] = (
            ("TF-IDF and logistic regression, trained on this", others.tfidf),
            ("MiniLM on one core and logistic regression, trained on this", others.minilm),
        )
        for words, rival in simple:
            found = rival(items)
            if found is None:
                yield f"{words}: not measured; a library that it needs is not installed, or the items are too few.\n"
            else:
                lines.append((words, *found))
    for words, said in _asked(data, beside):
        yield words
        lines.append((f"{said.name}, not trained on this", others.classes(said, items, kind), said.seconds))
    yield markdown(
        ("Coder", "Macro-F1 (95% interval)", *_HEADINGS),
        [
            (
                words,
                scores.bootstrap_macro_f1(given, found, classes, groups).words,
                _speed(len(items), seconds),
                _times_slower(seconds, taken),
            )
            for words, found, seconds in lines
        ],
    )
    yield markdown(
        ("Class", "Given", "Proposed", "Precision", "Recall", "F1"),
        [
            (c.name, str(c.given), str(c.proposed), _share(c.precision), _share(c.recall), f"{c.f1:.2f}")
            for c in scores.by_class(given, ours, classes)
        ],
    )
    wrong = sorted(
        ((n, g, p) for (g, p), n in scores.confusion(given, ours).items() if g != p),
        key=lambda each: (-each[0], each[1:]),
    )
    if wrong:
        yield markdown(
            ("People gave", "The coder's counts as", "Times"),
            [(g, p, str(n)) for n, g, p in wrong[:MOST_CONFUSED]],
        )


def several_labels(data: Dataset, beside: Beside) -> Iterator[str]:
    """Yield the report on a table with several labels an item: each code by itself."""
    kind = data.mapping.kind
    evaluation.judge(data.items[:1], kind)  # so that loading is not counted
    start = time.perf_counter()
    judged = evaluation.judge(data.items, kind)
    taken = time.perf_counter() - start
    counted = [code for code in judged.codes if any(code in codes for codes in data.mapping.codes.values())]
    columns = [judged.codes.index(code) for code in counted]
    gold = np.array([[code in item.codes for code in counted] for item in data.items])
    found: list[tuple[str, np.ndarray[tuple[int, int], np.dtype[np.bool_]], float | None]] = [
        ("Clew at the default", judged.chosen[:, columns], taken),
        ("Clew exploring", judged.explored[:, columns], taken),
    ]
    for words, said in _asked(data, beside):
        yield words
        marked = np.array([[code in codes for code in counted] for codes in said.codes])
        found.append((said.name, marked, said.seconds))
    yield markdown(
        ("Coder", "Macro-F1 over codes (95% interval)", *_HEADINGS),
        [
            (
                words,
                scores.bootstrap_f1(gold, proposed, draws=200).words,
                _speed(len(gold), seconds),
                _times_slower(seconds, taken),
            )
            for words, proposed, seconds in found
        ],
    )
    rows = []
    for place, code in enumerate(counted):
        proposed = judged.chosen[:, columns[place]]
        each = scores.OfClass(
            code, int(gold[:, place].sum()), int(proposed.sum()), int((gold[:, place] & proposed).sum())
        )
        rows.append(
            (
                code,
                str(each.given),
                str(each.proposed),
                _share(each.precision),
                _share(each.recall),
                f"{each.f1:.2f}",
            )
        )
    yield markdown(("Code", "Given", "Proposed", "Precision", "Recall", "F1"), rows)


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def report(data: Dataset, beside: Beside | None = None) -> Iterator[str]:
    """Yield the report on one table, in Markdown, part by part."""
    beside = beside or Beside()
    kind = data.mapping.kind
    yield f"# {data.name}: {kind.scheme.value}, by {MODEL}\n"
    left = (
        f" {data.left_out} rows without a label that the mapping lists, or without words, were left out."
        if data.left_out
        else ""
    )
    yield f"{len(data.items)} items in {len({item.group for item in data.items})} groups.{left}\n"
    yield from (several_labels if kind is Kind.AFFECT or data.several else one_label)(data, beside)


@click.command()
@click.argument("dataset", type=click.Path(path_type=Path))
@click.option(
    "--mapping", required=True, type=click.Path(path_type=Path), help="CSV: dataset, field, label, our_codes."
)
@click.option("--name", help="The data set's name in the mapping; by default that of the file.")
@click.option("--field", help="The column with people's labels; by default the first that the mapping has.")
@click.option("--classes", help="A column with broader classes to count by.")
@click.option(
    "--where", multiple=True, metavar="COLUMN=VALUE", help="Only such rows; may be given more than once."
)
@click.option(
    "--rivals/--no-rivals", default=True, show_default=True, help="Measure simple rivals in the same run."
)
@click.option(
    "--endpoint", "url", metavar="URL", help="Measure a language model too, at an OpenAI-compatible address."
)
@click.option("--model", metavar="NAME", help="With --endpoint: the model, as its server calls it.")
@click.option(
    "--answers",
    type=click.Path(path_type=Path, dir_okay=False),
    help="With --endpoint: a file that keeps the answers, so that none is asked for twice.",
)
def evaluate(
    dataset: Path,
    mapping: Path,
    name: str | None,
    field: str | None,
    classes: str | None,
    where: tuple[str, ...],
    rivals: bool,
    url: str | None,
    model: str | None,
    answers: Path | None,
) -> None:
    """Measure the coder on DATASET, a table that people coded, through a mapping of its labels to codes.

    DATASET is a CSV file with the column text, a column of labels (several in one cell with | between), and, where it
    has them, previous_text or context, and a column that says what hangs together (dialogue_id and the like).

    With --endpoint a language model is asked about every item in the same run, and what the items say is sent to the
    address that is given: to this machine, or to one that the setting CLEW_CODER_HOSTS names.
    """
    if (url is None) is not (model is None) or (url is None and answers is not None):
        raise click.UsageError("--endpoint and --model belong together, and --answers to them.")
    target = None if url is None or model is None else endpoint.of_owner(os.environ, url=url, model=model)
    kept = None if answers is None else asked.AnswerFile(answers)
    data = load(dataset, mapping, name=name, field=field, classes=classes, where=where)
    for part in report(data, Beside(rivals, target, kept)):
        click.echo(part)
