"""Evidence: effects of trials, pooled and questioned. Numbers from tables, never from the records of a practice.

Effects come from a table (`tables`), are checked (`checks`), become `Effects`, and are pooled (`pooling`) or put to one
of the other analyses, each a function of `Effects` that returns a frozen dataclass with every number that it stands on.
"""
