"""What people see: one folder an audience, views thin as paper."""
