"""From moments to what they may mean: themes, defense profile, technique, triangles, hypotheses.

Every function takes accepted claims only; proposals are somebody else's until a clinician accepts them.
"""
