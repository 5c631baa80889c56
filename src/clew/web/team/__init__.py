"""The practice manager's pages."""
