"""Reference pages and anonymous counts."""
