"""SubRip (``.srt``): numbered cues, times with a comma, speakers as "Name: text"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clew.therapy.transcripts.cues import cues, labelled
from clew.therapy.transcripts.text import Text
from clew.therapy.transcripts.utterances import Utterance

# Only the tags that SubRip has; "<" in anything else is part of what was said. Bounded, so linear.
_TAG = re.compile(r"</?(?:b|i|u|s|font)(?:\s[^<>]{0,200})?>|\{\\an\d\}", re.IGNORECASE)


def utterances(text: Text) -> Iterator[Utterance]:
    """Yield what is said in a SubRip file; times with a point are read like those with a comma.

    Raises TranscriptError as `cues.cues` does.
    """
    return labelled(lambda: cues(text, webvtt=False), lambda line: _TAG.sub("", line), str)
