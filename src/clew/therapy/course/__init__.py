"""The course of treatment: what to expect of it and when to look again."""
