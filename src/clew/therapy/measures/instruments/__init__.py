"""The instruments themselves, as data: one module a family."""
