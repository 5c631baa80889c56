"""The second coder that the owner's settings name: a language model behind an OpenAI-compatible address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from clew.interop.endpoint import Endpoint, ask, of_owner
from clew.therapy.coding import asking
from clew.therapy.coding.codes import Coding
from clew.therapy.transcripts.turns import Transcript

LONGEST = 100.0
"""The most seconds for one answer: work that waits is lent to a worker for two minutes."""


@dataclass(frozen=True, slots=True)
class AskedModel:
    """A language model as a coder that is asked about one piece of a session at a time.

    Nothing is kept between pieces but what the practice stores; who asks puts a failed question again later.
    """

    endpoint: Endpoint

    @property
    def name(self) -> str:
        """What its proposals are named by."""
        return asking.coder_name(self.endpoint.model)

    @property
    def host(self) -> str:
        """The machine on which it is."""
        return self.endpoint.host

    @property
    def local(self) -> bool:
        """Whether what is said stays on this machine."""
        return self.endpoint.local

    def pieces(self, said: Transcript) -> int:
        """Return in how many pieces it is asked about a session."""
        return len(asking.chunks(said))

    def code(self, said: Transcript, piece: int) -> Coding:
        """Return what it proposes for one piece of a session; asked once.

        Raises:
            EndpointError: it does not answer.
            AnswerError: its answer is not in the form that it should have.
        """
        chunk = asking.chunks(said)[piece]
        reply = ask(self.endpoint, asking.request(chunk, self.endpoint.model))
        return asking.together(self.endpoint.model, [asking.read_answer(reply.text, chunk)])[0]


def from_settings(environment: Mapping[str, str]) -> AskedModel | None:
    """Return the model that CLEW_CODER_URL and CLEW_CODER_MODEL name, None where they name none.

    Raises:
        EndpointError: a setting cannot be read, or the address is not allowed.
    """
    url, model = environment.get("CLEW_CODER_URL", ""), environment.get("CLEW_CODER_MODEL", "")
    if not url:
        return None
    found = of_owner(environment, url=url, model=model)
    return AskedModel(replace(found, seconds=min(found.seconds, LONGEST), attempts=1))
