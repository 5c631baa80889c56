"""LOINC codes that were confirmed in a source, and the check digit every LOINC code carries.

Codes of items and answers stand with the items. Here are the rest: instruments Clew does not ship but must name
correctly when it reads or writes records. An instrument that is not listed has no confirmed code; none is invented.
"""

from __future__ import annotations

NOTICE = (
    "This material contains content from LOINC (https://loinc.org). LOINC is copyright Regenstrief Institute, Inc. "
    "and the Logical Observation Identifiers Names and Codes (LOINC) Committee, and is available at no cost under "
    "the license at https://loinc.org/license/. LOINC is a registered United States trademark of Regenstrief "
    "Institute, Inc."
)

OTHER_CODES = {
    "C-SSRS screener, recent": "93373-9",
    "C-SSRS screener, lifetime and recent": "93245-9",
    "C-SSRS wish to be dead, past month": "93246-7",
    "C-SSRS non-specific active thoughts, past month": "93247-5",
    "C-SSRS method without intent, past month": "93248-3",
    "C-SSRS some intent, past month": "93249-1",
    "C-SSRS plan with intent, past month": "93250-9",
    "C-SSRS behaviour, lifetime": "93267-3",
    "suicide risk level": "93374-7",
}


def has_valid_check_digit(code: str) -> bool:
    """Whether a LOINC code ends in the check digit (mod 10) of its number.

    From the right, every other digit starting with the last is doubled and the digits of the products are added to
    the others; the check digit brings the sum to a multiple of ten. Answer codes (LA...) and answer lists (LL...)
    do not follow the rule and are refused here.
    """
    number, dash, check = code.partition("-")
    if not (
        number.isascii()
        and number.isdigit()
        and dash
        and check.isascii()
        and check.isdigit()
        and len(check) == 1
    ):
        return False
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return (10 - total % 10) % 10 == int(check)
