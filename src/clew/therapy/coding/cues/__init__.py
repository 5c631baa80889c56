"""The cue tables: which words speak for which code. Data only; the engine and the coder are elsewhere."""
