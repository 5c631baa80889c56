"""Coding on a Dask cluster: transcripts go out to its workers, parts of the table come back.

Workers need Clew, no folder of their own and no access to ours. A transcript waits here until its part has come back
and is written, so a worker that dies loses nothing: Dask gives what it had to another.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from typing import Any, cast

from clew.cli.many import Coders, Part, Task, part_of
from clew.therapy.coding.tuning import made_for
from clew.therapy.errors import TherapyError

_PATIENCE = 10
"""Seconds to wait for the scheduler and for a first worker."""

_AHEAD = 3
"""Transcripts under way for each thread of the cluster: enough that none waits, and memory here stays bounded."""


def coders_at(address: str) -> Coders:
    """Return who codes on the cluster whose scheduler has this address, such as ``tcp://10.0.0.5:8786``.

    Raises:
        TherapyError: Dask is not installed; later, that the cluster does not answer or its workers have no Clew.
    """
    try:
        import distributed
    except ModuleNotFoundError:
        raise TherapyError(
            "A cluster needs Dask, which is not installed: python -m pip install 'clew[cluster]', here and on the workers."
        ) from None

    def coders(tasks: Iterator[Task]) -> Iterable[tuple[Task, Part]]:
        try:
            client = cast(Any, distributed.Client)(address, timeout=_PATIENCE)
        except (OSError, ValueError, TypeError):
            raise TherapyError(f"No Dask scheduler answers at {address}.") from None
        with client:
            try:
                client.wait_for_workers(1, timeout=_PATIENCE)
            except TimeoutError:
                raise TherapyError(f"The Dask scheduler at {address} has no workers.") from None
            try:
                yield from _through(client, tasks)
            except TherapyError:
                raise
            except Exception as problem:  # Dask says in many ways that a connection is gone
                raise TherapyError(
                    f"The cluster was lost ({type(problem).__name__}). What is done is kept: run the same command again."
                ) from None

    return coders


def _through(client: Any, tasks: Iterator[Task]) -> Iterator[tuple[Task, Part]]:
    """Keep the workers busy with a bounded number of transcripts, and give each back as it is done."""
    from distributed import as_completed

    under_way: dict[Any, Task] = {}
    finished: Any = cast(Any, as_completed)()

    def send() -> None:
        room = _AHEAD * max(1, sum(client.nthreads().values()))
        while len(under_way) < room and (task := next(tasks, None)) is not None:
            with warnings.catch_warnings():
                # Dask would rather have large data on the workers, where it dies with them.
                warnings.simplefilter("ignore")
                future = client.submit(part_of, task, key=task.part, pure=False)
            under_way[future] = task
            finished.add(future)

    send()
    while under_way:
        future = next(finished)
        task = under_way.pop(future)
        yield task, _result(future, task)
        future.release()
        send()


def _result(future: Any, task: Task) -> Part:
    from distributed import KilledWorker

    try:
        return future.result()  # type: ignore[no-any-return]
    except KilledWorker:
        why = "the workers that tried it died, perhaps of too little memory."
        return Part(made_for(), problem=f"{task.name}: {why}")
    except ImportError:
        raise TherapyError(
            "The workers have no Clew: python -m pip install 'clew[cluster]' there, in the same version as here."
        ) from None
