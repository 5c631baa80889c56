"""Whom the therapy serves: people, records, who may do what, and that it happened."""
