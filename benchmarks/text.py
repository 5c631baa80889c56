"""Made-up session talk of any length, from a fixed seed."""

from __future__ import annotations

import random

CLINICIAN = (
    "Could you say more about that?",
    "I wonder whether being turned away feels so familiar that you leave first.",
    "You got quieter just then.",
    "It makes sense that you would not want to ask again after that.",
    "So it is less the work than being watched while you do it?",
    "What came to mind when you paused?",
)
PATIENT = (
    "I rang my mother and she said she was busy, so I said it did not matter and put the phone down.",
    "I don't know. It is what it is.",
    "My boss looked at the drawing for a second and I felt about twelve years old.",
    "It was fine, really. Well, not fine. I cried in the car and then I went to the shops.",
    "I wanted him to ask how I was and he talked about the boiler for an hour.",
    "Everybody at work is waiting for me to fail.",
    "I suppose I am angry with her, but there is no point in saying so.",
    "Research would say it is attachment, I read an article about it.",
)


def session(turns: int, seed: int = 1) -> str:
    """Return a WebVTT transcript of so many turns."""
    rng = random.Random(seed)
    lines = ["WEBVTT", ""]
    for index in range(turns):
        name, said = ("Clinician", CLINICIAN) if index % 2 == 0 else ("Patient", PATIENT)
        words = " ".join(rng.choice(said) for _ in range(1 if index % 2 == 0 else rng.randint(1, 3)))
        start, end = index * 7, index * 7 + 6
        lines += [f"{_clock(start)} --> {_clock(end)}", f"<v {name}>{words}", ""]
    return "\n".join(lines)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.000"
