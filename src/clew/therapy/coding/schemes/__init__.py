"""Coding schemes as data: what people code by, shipped ones and one's own.

`definition` says what a scheme is, `shipped` holds those that come with Clew, `reading` makes one from a YAML file.
"""

from clew.therapy.coding.schemes.definition import CodingScheme, Scale, SchemeCode, Unit, Weighting
from clew.therapy.coding.schemes.shipped import SHIPPED

__all__ = ["SHIPPED", "CodingScheme", "Scale", "SchemeCode", "Unit", "Weighting"]
