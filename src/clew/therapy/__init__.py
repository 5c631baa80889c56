"""What the therapy knows: pure functions and values, without a database, files, network or clock."""
