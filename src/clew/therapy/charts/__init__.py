"""Every picture, defined once: what is drawn is a `Scene`, and the page, the report and a notebook draw the same."""
