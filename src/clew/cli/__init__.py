"""The `clew` command. What needs no database starts without Django."""
