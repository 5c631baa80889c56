"""Whom to call, by country: data that a person must verify before any patient sees it.

Crisis numbers change, and lists found on the web mix old with current ones. So nothing here is shown until
somebody has checked it against the official page and put a name and a date to it; after half a year it falls
silent again and the universal text takes its place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Tag

VALID_FOR = timedelta(days=180)
"""How long a verification holds (default, not validated)."""

WARN_BEFORE = timedelta(days=30)
"""How long before it lapses a practice is reminded (default, not validated)."""

_NUMBER = re.compile(r"\+?[0-9][0-9 ()-]*")
_ADDRESS = re.compile(r"https?://[^\s/.]+(\.[^\s/.]+)+(/\S*)?")

UNIVERSAL_HELP = (
    "If you are in danger or might hurt yourself, please call your local emergency number now, or go to the "
    "nearest emergency department. If you can, ask someone to stay with you."
)
"""What is shown whenever no verified contact is at hand. True everywhere, and needs no list."""


@dataclass(frozen=True, slots=True)
class Line:
    """A crisis line. At least one of ``phone``, ``sms`` and ``chat_url`` must be given.

    ``hours``, ``audience`` and ``cost`` are plain words, ``languages`` are codes such as ``en``; None or
    empty where not known. ``tag`` says how sure the number was when it was written here. Raises `TherapyError`
    where a number is not made of digits or the chat has no web address.
    """

    name: str
    phone: str | None = None
    sms: str | None = None
    chat_url: str | None = None
    hours: str | None = None
    languages: tuple[str, ...] = ()
    audience: str | None = None
    cost: str | None = None
    tag: Tag = Tag.UNCERTAIN

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise TherapyError("A crisis line needs a name.")
        if not (self.phone or self.sms or self.chat_url):
            raise TherapyError("A crisis line needs a phone number, a text number or a chat address.")
        for number in (self.phone, self.sms):
            if number is not None:
                _check_number(number)
        if self.chat_url is not None:
            _check_address(self.chat_url)


def _check_number(number: str) -> None:
    # Fifteen digits are the most that a telephone number can have (ITU-T E.164); two make the shortest, such as 15.
    if not (_NUMBER.fullmatch(number) and 2 <= sum(sign.isdigit() for sign in number) <= 15):
        raise TherapyError(
            f"Nobody could dial this: {number}. Write a number as it is dialled, in 2 to 15 digits, such as 116 123."
        )


def _check_address(address: str) -> None:
    if not _ADDRESS.fullmatch(address):
        raise TherapyError("Write a web address in full, such as https://example.org/help.")


@dataclass(frozen=True, slots=True)
class CountryContacts:
    """Emergency numbers and crisis lines of one country, by its ISO 3166 two-letter code.

    ``source_url`` is the page they were checked against; it, ``verified_on`` and ``verified_by`` stand together
    or not at all. Raises `TherapyError` otherwise.
    """

    country: str
    name: str
    emergency: tuple[str, ...]
    lines: tuple[Line, ...]
    source_url: str | None = None
    verified_on: date | None = None
    verified_by: str | None = None

    def __post_init__(self) -> None:
        if not (len(self.country) == 2 and self.country.isalpha() and self.country.isupper()):
            raise TherapyError("A country is given by its two-letter code in capitals, such as GB.")
        if not self.emergency or not all(number.strip() for number in self.emergency):
            raise TherapyError(f"The contacts for {self.country} need an emergency number.")
        for number in self.emergency:
            _check_number(number)
        if self.source_url is not None:
            _check_address(self.source_url)
        given = (self.verified_on, (self.verified_by or "").strip(), self.source_url)
        if any(given) and not all(given):
            raise TherapyError(
                "A verification needs the date, the name of the person who checked and the page it was checked on."
            )

    def verified(self, *, on: date, by: str, source_url: str) -> CountryContacts:
        """Return the same contacts as checked by the person ``by`` against the page ``source_url``."""
        return replace(self, verified_on=on, verified_by=by, source_url=source_url)

    @property
    def shown_until(self) -> date | None:
        """The last day on which the contacts may be shown; None where nobody has verified them."""
        return None if self.verified_on is None else self.verified_on + VALID_FOR

    def is_current(self, today: date) -> bool:
        """Whether the contacts may be shown on ``today``: verified before it, within `VALID_FOR`."""
        return self.verified_on is not None and timedelta(0) <= today - self.verified_on <= VALID_FOR


def _country(code: str, name: str, emergency: tuple[str, ...], *lines: Line) -> CountryContacts:
    return CountryContacts(code, name, emergency, lines)


def _phone(number: str, tag: Tag = Tag.UNCERTAIN, languages: tuple[str, ...] = ()) -> Line:
    return Line("Crisis line", phone=number, tag=tag, languages=languages)


_988 = Line("988 Suicide and Crisis Lifeline", phone="988", sms="988", tag=Tag.VERIFIED)

CONTACTS: Mapping[str, CountryContacts] = MappingProxyType(
    {
        entry.country: entry
        for entry in (
            _country("AT", "Austria", ("112", "144"), _phone("142")),
            _country("AU", "Australia", ("000",), _phone("13 11 14")),
            _country(
                "BE",
                "Belgium",
                ("112",),
                _phone("1813", languages=("nl",)),
                _phone("0800 32 123", languages=("fr",)),
            ),
            _country("BR", "Brazil", ("192", "190"), _phone("188")),
            _country("CA", "Canada", ("911",), replace(_988, name="9-8-8 Suicide Crisis Helpline")),
            _country("CH", "Switzerland", ("112", "144"), _phone("143")),
            _country("DE", "Germany", ("112",), _phone("0800 111 0 111"), _phone("116 123")),
            _country("DK", "Denmark", ("112",), _phone("70 201 201")),
            _country("ES", "Spain", ("112",), _phone("024")),
            _country("FR", "France", ("15", "112"), _phone("3114")),
            _country(
                "GB",
                "United Kingdom",
                ("999",),
                _phone("116 123"),
                Line("Shout", sms="85258"),
                Line("NHS 111", phone="111"),
            ),
            _country("IE", "Ireland", ("112", "999"), _phone("116 123")),
            _country("IN", "India", ("112",), _phone("14416")),
            _country("IT", "Italy", ("112",), _phone("02 2327 2327")),
            _country("JP", "Japan", ("119", "110"), _phone("0120 061 338")),
            _country("NL", "Netherlands", ("112",), _phone("113", Tag.VERIFIED), _phone("0800 0113")),
            _country("NO", "Norway", ("113",), _phone("116 123")),
            _country("NZ", "New Zealand", ("111",), _phone("1737")),
            _country("SE", "Sweden", ("112",), _phone("90101")),
            _country("US", "United States", ("911",), _988),
        )
    }
)
"""Where a site starts from. Not one entry is verified: each is a number to check, not a number to call."""


@dataclass(frozen=True, slots=True)
class Help:
    """What may be shown: always ``text``, and ``contacts`` only while their verification holds."""

    text: str
    contacts: CountryContacts | None


def help_for(country: str | None, today: date, directory: Mapping[str, CountryContacts] = CONTACTS) -> Help:
    """Return the help to show in ``country`` (two-letter code, any case) on ``today``.

    Never raises and is never empty: an unknown country, or contacts whose verification is missing or too
    old, give the universal text alone.
    """
    contacts = directory.get((country or "").strip().upper())
    return Help(UNIVERSAL_HELP, contacts if contacts is not None and contacts.is_current(today) else None)


def may_open_patient_pages(
    country: str, today: date, directory: Mapping[str, CountryContacts] = CONTACTS
) -> bool:
    """Say whether a site in ``country`` may let patients in: only while its contacts are verified."""
    return help_for(country, today, directory).contacts is not None
