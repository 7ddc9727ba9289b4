"""Personal data in a comment: what identifies or reaches a person by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crossroads.engines.terms import CommentClass
from crossroads.engines.triage.values import Evidence, Finding, Reason

_DATE = (
    r"(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d"
    r"|(?:19|20)\d\d-\d\d-\d\d"
    r"|\w{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d"
    r"|\d{1,2} \w{3,9} (?:19|20)\d\d)"
)
_BIRTH = r"\b(?:born|dob|d\.o\.b\.?|date of birth|birthday)\b"
_ID_NAME = (
    r"(?:patient|participant|subject|medical record|chart|insurance|medicare|medicaid|nhs|member"
    r"|case|screening)"
)
_STREET = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Way|Place|Pl|Square|Terrace"
    r"|Circle|Highway|Hwy|Parkway|Trail)"
)
_NOT_INSIDE, _NOT_GOING_ON = r"(?<![\w.-])", r"(?![\w-])"

# Shapes are loose on purpose: a person looks, and a leaked number does harm within minutes.
_SHAPES: tuple[tuple[Reason, str], ...] = (
    (Reason.EMAIL, r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}\b"),
    (Reason.BIRTH_DATE, rf"(?i){_BIRTH}\W{{0,3}}(?:is |was |on |in )?{_DATE}"),
    (Reason.PERSON_NUMBER, r"\b\d{3}-\d{2}-\d{4}\b"),  # US social security
    (
        Reason.PERSON_NUMBER,
        rf"(?i)\b(?:{_ID_NAME} (?:id|no|nr|number|#)|mrn|ssn)\b\W{{0,3}}(?:is |was )?"
        r"(?=[\w-]*\d)[\w-]{3,20}",
    ),
    (Reason.PERSON_NUMBER, rf"(?<![\w-])\d(?:[ -]?\d){{12,18}}{_NOT_GOING_ON}"),  # payment cards
    (Reason.PERSON_NUMBER, r"\b[A-Z]{2}\d{2} ?[A-Z0-9]{4}(?: ?[A-Z0-9]{3,4}){2,7}\b"),  # IBAN
    (
        Reason.PHONE,
        rf"{_NOT_INSIDE}(?:\+\d{{1,3}}[ .-]?)?(?:\(\d{{2,5}}\)[ .-]?)?\d{{2,5}}(?:[ .-]\d{{2,7}}){{1,4}}"
        rf"(?:\s?x\d{{1,5}})?{_NOT_GOING_ON}",
    ),
    (Reason.PHONE, rf"{_NOT_INSIDE}\+?\d{{9,13}}{_NOT_GOING_ON}"),
    (Reason.PHONE, rf"{_NOT_INSIDE}\d{{3}}[ -]\d{{4}}{_NOT_GOING_ON}"),
    (Reason.ADDRESS, rf"\b\d{{1,5}}[A-Za-z]? (?:[A-Z][\w'’.-]* ){{1,4}}{_STREET}\b"),
    (Reason.ADDRESS, r"(?i)\b(?:P\.? ?O\.? Box|Apt\.?|Suite|Unit) #?\d{1,6}\b"),
)
_PATTERNS = tuple((reason, re.compile(shape)) for reason, shape in _SHAPES)
_PHONE_DIGITS = range(7, 16)  # E.164 allows 15; the shapes above keep doses, dates and scores out
_DATE_ONLY = re.compile(r"(?:19|20)\d\d[ .-]\d\d[ .-]\d\d|\d{1,2}[ .-]\d{1,2}[ .-](?:19|20)\d\d")


def find_personal_data(text: str) -> Finding | None:
    """E-mail addresses, phone numbers, dates of birth, addresses, numbers of persons and cards."""
    found = list(_matches(text))
    if not found:
        return None
    reasons = tuple(dict.fromkeys(reason for reason, _ in found))
    evidence = sorted({evidence for _, evidence in found}, key=lambda one: (one.start, one.end))
    return Finding(CommentClass.PERSONAL_DATA, sure=True, reasons=reasons, evidence=tuple(evidence))


def _matches(text: str) -> Iterator[tuple[Reason, Evidence]]:
    has_digit = any("0" <= letter <= "9" for letter in text)
    for reason, pattern in _PATTERNS:
        if not has_digit and reason is not Reason.EMAIL:
            continue
        for match in pattern.finditer(text):
            if reason is Reason.PHONE and not _may_be_phone(match.group()):
                continue
            yield reason, Evidence(match.start(), match.end(), match.group())


def _may_be_phone(digits: str) -> bool:
    """Long enough for a phone number, and not a calendar date."""
    return sum(map(str.isdecimal, digits)) in _PHONE_DIGITS and not _DATE_ONLY.fullmatch(digits)
