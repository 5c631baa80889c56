"""Every write: one function each, one transaction, one audit event. Nothing else in Clew saves a record."""
