"""The internet programmes that this installation has: Clew's own, and those in the folders that the owner names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from clew.practice.errors import PracticeError
from clew.therapy.errors import TherapyError
from clew.therapy.programmes import Programme, read
from clew.therapy.programmes.reading import INDEX

OWN = Path(__file__).resolve().parent.parent / "programmes"
"""Where the programmes lie that come with Clew: a folder each, with a folder for each language."""


def files_of(folder: Path) -> Mapping[str, str]:
    """Return the files of one programme by name. Hidden files and folders within it do not belong to it.

    Raises:
        TherapyError: the folder or a file of it cannot be read, or a file is no UTF-8 text.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
        return {path.name: path.read_text(encoding="utf-8") for path in paths}
    except UnicodeDecodeError:
        raise TherapyError(f"{folder.name}: a file in it is not UTF-8 text; save it as UTF-8.") from None
    except OSError as problem:
        raise TherapyError(f"{folder.name}: it cannot be read: {problem.strerror}.") from None


def load(folders: Iterable[Path]) -> Mapping[str, Programme]:
    """Return Clew's programmes and those in the folders, by slug.

    A folder is searched at any depth for what has a programme.yaml. A second language of a programme has a slug of
    its own, such as ``own-thread-de``: what a patient wrote always belongs to the words that he or she read.

    Raises:
        TherapyError: a folder holds no programme, a programme is not sound, or two have one slug.
    """
    found: dict[str, Programme] = {}
    for folder in (OWN, *folders):
        places = sorted(path.parent for path in folder.rglob(INDEX))
        if not places:
            raise TherapyError(
                f"CLEW_PROGRAMMES names the folder {folder.name}, and there is no {INDEX} in it."
            )
        for place in places:
            programme = read(files_of(place))
            if programme.slug in found:
                raise TherapyError(
                    f"Two programmes have the slug '{programme.slug}'; give one of them another."
                )
            found[programme.slug] = programme
    return MappingProxyType(found)


@cache
def programmes() -> Mapping[str, Programme]:
    """Return every programme of this installation, by slug. Read once; start Clew again after a change.

    Raises:
        TherapyError: as `load`.
    """
    from django.conf import settings  # `load` serves the command line, which starts without Django

    return load(Path(folder) for folder in settings.CLEW_PROGRAMMES)


def programme(slug: str) -> Programme:
    """Return one programme. Raises `PracticeError` when this installation does not have it (any more)."""
    found = programmes().get(slug)
    if found is None:
        raise PracticeError("This programme is not on this installation. Ask whoever looks after Clew here.")
    return found
