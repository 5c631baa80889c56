"""The error of a transcript that cannot be read."""

from __future__ import annotations

from clew.therapy.errors import TherapyError


class TranscriptError(TherapyError):
    """A file that cannot be read as a transcript: where it breaks off and what was expected there.

    ``file`` is the name the caller gave, ``line`` counts from 1 (paragraphs in a Word file) and is None where
    the whole file is meant, ``problem`` says what is wrong and ``expected`` what should have stood there. The
    text is one line, ``file:line: problem; expected ...``, and quotes nothing of what was said.
    """

    def __init__(self, file: str, line: int | None, problem: str, expected: str) -> None:
        self.file = "".join(filter(str.isprintable, " ".join(file.split())))[:200] or "transcript"
        self.line = line
        self.problem = problem
        self.expected = expected
        place = self.file if line is None else f"{self.file}:{line}"
        super().__init__(f"{place}: {problem}; expected {expected}.")

    def __reduce__(self) -> tuple[type[TranscriptError], tuple[str, int | None, str, str]]:
        # An exception is rebuilt from its message alone, which fails here when one crosses processes.
        return type(self), (self.file, self.line, self.problem, self.expected)
