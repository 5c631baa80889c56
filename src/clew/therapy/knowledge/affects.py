"""Affects a patient's turn may express, in the patient's own name.

The list is Clew's: fine enough to tell guilt from shame and sadness from emptiness, short enough to code by.
"""

from __future__ import annotations

from dataclasses import dataclass

from clew.therapy.knowledge.base import Entry, Tag, by_slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Affect(Entry):
    """A feeling expressed in words; ``example`` is invented."""

    example: str


def _affect(slug: str, definition: str, example: str) -> Affect:
    return Affect(
        slug=slug, name=slug, definition=definition, example=example, source="Clew", tag=Tag.DEFAULT
    )


AFFECTS = by_slug(
    (
        _affect("sadness", "Pain at something lost, missed or over.", "I just felt so sad, driving past it."),
        _affect(
            "grief",
            "Sadness for someone or something lost for good.",
            "I still lay the table for two. I miss him so.",
        ),
        _affect("disappointment", "Something hoped for did not come.", "I had hoped she would at least ask."),
        _affect(
            "guilt", "Something I did or left undone was wrong.", "I should have been with her that night."
        ),
        _affect("shame", "Something about me is exposed or not good enough.", "I wanted the floor to open."),
        _affect("fear", "A particular danger is near.", "When his car pulls up, I freeze."),
        _affect(
            "anxiety", "Dread or tension whose object is vague or still to come.", "I wake up already braced."
        ),
        _affect(
            "anger", "Someone or something stands in my way or wrongs me.", "I was livid. How dare they."
        ),
        _affect("disgust", "Something repels me.", "It turned my stomach, I could not touch it."),
        _affect("contempt", "I look down on someone.", "Honestly, what a pathetic little man."),
        _affect("joy", "Gladness, delight or amusement.", "We laughed until we had to sit down."),
        _affect("love", "Warmth and attachment to someone.", "I look at her asleep and my heart is full."),
        _affect(
            "compassion",
            "I am moved by another's pain, or kind to my own.",
            "I felt for him, standing there alone.",
        ),
        _affect("gratitude", "I have been given something good.", "I will never forget that they came."),
        _affect(
            "relief", "A burden or a fear has gone.", "When the results came back I could breathe again."
        ),
        _affect("pride", "I am glad of what I am or did.", "I did that. Me. I was rather proud."),
        _affect("hope", "Something good seems possible.", "For the first time I think it might work out."),
        _affect(
            "longing",
            "I ache for someone or something out of reach.",
            "I would give anything for one more evening.",
        ),
        _affect("surprise", "Something is not as I expected.", "I had no idea. I never saw it coming."),
        _affect(
            "loneliness",
            "I am without the company I need.",
            "The flat is so quiet on Sundays, there is nobody.",
        ),
        _affect(
            "emptiness", "Nothing is felt inside; hollow, numb.", "There is nothing there. It is like a hole."
        ),
        _affect("helplessness", "Nothing I do makes a difference.", "Whatever I try, it goes on without me."),
        _affect("envy", "Another has what I want.", "She has the house, the baby, everything I wanted."),
    )
)
"""The affects, in the order of the code list."""
