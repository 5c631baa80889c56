"""Speed and scale, measured on this machine in one run: `make bench`. Nothing here is asserted in tests."""
