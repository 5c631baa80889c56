"""The coding schemes that this installation has: those that come with Clew, and those in the owner's folders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from clew.practice.errors import PracticeError
from clew.therapy.coding.schemes import SHIPPED, CodingScheme
from clew.therapy.coding.schemes.reading import read
from clew.therapy.errors import TherapyError


def text_of(file: Path) -> str:
    """Return the text of one scheme's file.

    Raises:
        TherapyError: it cannot be read, or is no UTF-8 text.
    """
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise TherapyError(f"{file.name}: it is not UTF-8 text; save it as UTF-8.") from None
    except OSError as problem:
        raise TherapyError(f"{file.name}: it cannot be read: {problem.strerror}.") from None


def load(folders: Iterable[Path]) -> Mapping[str, CodingScheme]:
    """Return Clew's schemes and those in the folders, by key. Each file that ends in .yaml is one scheme.

    Raises:
        TherapyError: a folder holds no scheme, a scheme is not sound, or two have one key.
    """
    found = dict(SHIPPED)
    for folder in folders:
        files = sorted(folder.rglob("*.yaml"))
        if not files:
            raise TherapyError(
                f"CLEW_SCHEMES names the folder {folder.name}, and there is no file in it that ends in .yaml."
            )
        for file in files:
            scheme = read(text_of(file), file.name)
            if scheme.key in found:
                raise TherapyError(f"Two schemes have the key '{scheme.key}'; give one of them another.")
            found[scheme.key] = scheme
    return MappingProxyType(found)


@cache
def schemes() -> Mapping[str, CodingScheme]:
    """Return every scheme of this installation, by key. Read once; start Clew again after a change.

    Raises:
        TherapyError: as `load`.
    """
    from django.conf import settings  # `load` serves the command line, which starts without Django

    return load(Path(folder) for folder in settings.CLEW_SCHEMES)


def scheme(key: str) -> CodingScheme:
    """Return one scheme. Raises `PracticeError` when this installation does not have it (any more)."""
    found = schemes().get(key)
    if found is None:
        raise PracticeError(
            "This coding scheme is not on this installation. Ask whoever looks after Clew here."
        )
    return found
