"""What must be shown when there is a sign of danger, to whom, and by when a person must have seen it.

No rule here predicts what anyone will do. Rules detect, show help and bring a human; the human assesses.
"""
