"""The clinician's pages; a supervisor and a prescriber see those of them that their role opens."""
