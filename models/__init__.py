"""How the coder is made: the corpus that was written for it, training, and its figures. Not part of the package."""
