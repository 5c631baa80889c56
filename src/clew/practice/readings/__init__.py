"""From a patient's rows to the values that `therapy` reckons with. Reads go through the `Chart`; nothing is written."""
