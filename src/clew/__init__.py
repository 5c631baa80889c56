"""Clew: the open practice system for psychodynamic psychotherapy of depression."""
