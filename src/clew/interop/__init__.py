"""What Clew exchanges with other programs, one module for each way."""
