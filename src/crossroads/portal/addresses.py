"""Phone numbers and e-mail addresses: read as people type them, compared as machines need them."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from crossroads.base.keys import keyring
from crossroads.engines.errors import InputProblem, Where

FEWEST_DIGITS, MOST_DIGITS = 7, 15
"""E.164 allows fifteen digits; with fewer than seven nobody can be called from another town."""

_SEPARATORS = re.compile(r"[\s().\-/]+")


def normal_phone(text: str) -> str:
    """Digits with a leading + where a country is given; "" for no number.

    raises  InputProblem "portal.phone" at the field phone; the number itself never stands in it
    """
    typed = text.strip().replace("(0)", "")
    bare = _SEPARATORS.sub("", typed)
    if not bare:
        return ""
    if bare.startswith("00"):
        bare = f"+{bare[2:]}"
    digits = bare.removeprefix("+")
    if not (digits.isascii() and digits.isdecimal() and FEWEST_DIGITS <= len(digits) <= MOST_DIGITS):
        raise InputProblem("portal.phone", where=Where(field="phone"))
    return bare


def normal_email(text: str) -> str:
    """Lower case, no spaces around; "" for none.

    raises  InputProblem "portal.email" at the field email; the address itself never stands in it
    """
    bare = text.strip().lower()
    if not bare:
        return ""
    try:
        validate_email(bare)
    except ValidationError:
        raise InputProblem("portal.email", where=Where(field="email")) from None
    return bare


def phone_index(phone: str) -> str:
    """Finds a duplicate without reading anybody's number; "" for none."""
    return keyring().blind_index(phone, purpose="portal.phone") if phone else ""


def email_index(email: str) -> str:
    return keyring().blind_index(email, purpose="portal.email") if email else ""
