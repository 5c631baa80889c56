"""Whom `clew evaluate` measures beside the coder, in the same run, on the same items."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from clew.interop import asked
from clew.interop.endpoint import Endpoint
from clew.therapy.coding import asking, evaluation
from clew.therapy.coding.evaluation import Item, Kind
from clew.therapy.transcripts.turns import Role, Turn

FOLDS = 5

# A question mark is a word of its own.
_WORDS = {"token" + "_pattern": r"(?u)\b\w[\w']*\b|\?"}

Found = tuple[list[str], float]
"""The class said of each item, and the seconds that reading all of them took."""
Rival = Callable[[Sequence[Item]], Found | None]
"""Says the class of each item; None where a library that it needs is not installed."""


def _folds(items: Sequence[Item]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    groups = {group: place for place, group in enumerate(dict.fromkeys(item.group for item in items))}
    return np.array([groups[item.group] * 7919 % FOLDS for item in items])


def tfidf(items: Sequence[Item]) -> Found | None:
    """Word runs and logistic regression, trained on four fifths of this very table and tried on the fifth, in turn.

    None without scikit-learn, which is not part of Clew.
    """
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
    except ImportError:
        return None
    folds = _folds(items)
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


def minilm(items: Sequence[Item]) -> Found | None:
    """The same with sentence vectors of MiniLM; None where one of its libraries is not installed (see `cli.minilm`)."""
    from clew.cli.minilm import reader

    read = reader(threads=1)  # the coder has one core too
    if read is None:
        return None
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError:
        return None
    read(["a first text, so that loading is not counted"])
    start = time.perf_counter()
    vectors = read([item.text for item in items])
    seconds = time.perf_counter() - start
    folds, given = _folds(items), np.array([item.given for item in items], dtype=object)
    found = np.empty(len(items), dtype=object)
    for fold in range(FOLDS):
        seen, rest = folds != fold, folds == fold
        if not rest.any() or len(set(given[seen])) < 2:
            return None
        fitted = LogisticRegression(C=3.0, class_weight="balanced", max_iter=300)
        fitted.fit(vectors[seen], given[seen])
        start = time.perf_counter()
        found[rest] = fitted.predict(vectors[rest])
        seconds += time.perf_counter() - start
    return found.tolist(), seconds


# --- a language model behind an address --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """What a language model proposed for each item: codes with how sure it was.

    ``seconds`` is None where answers kept from an earlier run were used, so that the time says nothing. ``unread`` items
    got no readable answer and count as nothing proposed.
    """

    name: str
    codes: tuple[dict[str, float], ...]
    seconds: float | None
    unread: int
    dropped: int


def ask(items: Sequence[Item], kind: Kind, endpoint: Endpoint, answers: asked.Answers | None = None) -> Said:
    """Ask a model about every item: one question each, with the turn before it for context, as the coder reads it.

    Raises:
        EndpointError: the model cannot be reached or refuses; what came before is kept in ``answers``.
    """
    other = Role.PATIENT if kind.role is Role.CLINICIAN else Role.CLINICIAN
    pieces = []
    for number, item in enumerate(items):
        before = (Turn(2 * number, "before", other, item.before),) if item.before.strip() else ()
        pieces.append(asking.Chunk(before, (Turn(2 * number + 1, "speaker", kind.role, item.text),)))
    start = time.perf_counter()
    found = asked.code_pieces(pieces, endpoint, answers)
    seconds = time.perf_counter() - start
    codes: tuple[dict[str, float], ...] = tuple({} for _ in items)
    for proposal in found.coding.proposals:
        if proposal.scheme is kind.scheme:
            codes[proposal.turn // 2][proposal.code] = proposal.confidence
    return Said(
        found.coding.model,
        codes,
        None if found.kept else seconds,
        len(found.unread),
        sum(found.dropped.values()),
    )


def classes(said: Said, items: Sequence[Item], kind: Kind) -> list[str]:
    """Return the class that a model's best proposal for each item is counted for, as the coder's is."""
    return evaluation.read_as([evaluation.best_of(kind, codes) for codes in said.codes], items)
