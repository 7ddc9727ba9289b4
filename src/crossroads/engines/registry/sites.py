"""Which site is which, from one version of a record to the next.

The registry gives sites no identifier, only words. The key is made of the words that stay: facility, city,
country and postal code, without case, accents, punctuation, the four extra digits of an American postal
code, or a country's change of name. A status, a state's spelling or a better position leaves it as it is.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from crossroads.engines.registry.study import Site

_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_ZIP_PLUS_FOUR = re.compile(r"(\d{5})-\d{4}")

# What ClinicalTrials.gov has called a country, and calls it now.
_RENAMED = {
    "turkey turkiye": "turkey",
    "turkiye": "turkey",
    "korea republic of": "south korea",
    "russian federation": "russia",
    "czech republic": "czechia",
    "iran islamic republic of": "iran",
    "viet nam": "vietnam",
    "macedonia the former yugoslav republic of": "north macedonia",
}

KEY_LENGTH = 32


def site_key(site: Site) -> str:
    """A stable key of 32 hexadecimal digits. Sites that are worded alike share it (see ``keyed_sites``)."""
    country = _plain(site.country)
    words = [
        _plain(site.facility),
        _plain(site.city),
        _RENAMED.get(country, country),
        _plain(_ZIP_PLUS_FOUR.sub(r"\1", site.zip)),
    ]
    return hashlib.sha256("|".join(words).encode()).hexdigest()[:KEY_LENGTH]


def keyed_sites(sites: Iterable[Site]) -> dict[str, Site]:
    """Sites by a key of their own: where several are worded alike, "-2", "-3" follow.

    The numbering depends on the sites and not on their order: alike sites are numbered by their other fields.
    """
    alike: dict[str, list[Site]] = {}
    for site in sites:
        alike.setdefault(site_key(site), []).append(site)
    return {
        key if number == 1 else f"{key}-{number}": site
        for key, group in alike.items()
        for number, site in enumerate(sorted(group, key=site_order), start=1)
    }


def site_order(site: Site) -> tuple[str, ...]:
    """An order of sites that depends on what they say alone."""
    lat, lon = ("" if degrees is None else f"{degrees:+010.5f}" for degrees in (site.lat, site.lon))
    return (site.country, site.state, site.city, site.facility, site.zip, lat, lon, site.status or "")


def _plain(text: str) -> str:
    letters = "".join(
        letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)
    )
    return _NOT_ALPHANUMERIC.sub(" ", letters.casefold()).strip()
