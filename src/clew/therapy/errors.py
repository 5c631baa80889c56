"""The errors that bad input raises anywhere in Clew's clinical core."""


class TherapyError(ValueError):
    """Something that cannot be true was asked for, or input that cannot be read was given.

    The text is one sentence a clinician can act on; it never quotes what a patient said.
    """
