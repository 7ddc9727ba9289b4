"""Personal data in a comment. All names and numbers are invented."""

from __future__ import annotations

import pytest

from crossroads.engines.terms import CommentClass, Urgency
from crossroads.engines.triage import Reason, TriageContext, triage


@pytest.mark.parametrize(
    ("comment", "reason", "words"),
    [
        ("write to jo.bloggs+trial@example.co.uk please", Reason.EMAIL, "jo.bloggs+trial@example.co.uk"),
        ("call (555) 010-0199 after six", Reason.PHONE, "(555) 010-0199"),
        ("+44 161 555 0134", Reason.PHONE, "+44 161 555 0134"),
        ("mine is 07700900123", Reason.PHONE, "07700900123"),
        ("born 12/03/1961", Reason.BIRTH_DATE, "born 12/03/1961"),
        ("My date of birth is March 12, 1961", Reason.BIRTH_DATE, "date of birth is March 12, 1961"),
        ("patient id 20-1187", Reason.PERSON_NUMBER, "patient id 20-1187"),
        ("MRN: 00451234", Reason.PERSON_NUMBER, "MRN: 00451234"),
        ("078-05-1120", Reason.PERSON_NUMBER, "078-05-1120"),
        ("I live at 12 Invented Street", Reason.ADDRESS, "12 Invented Street"),
    ],
)
def test_each_kind_is_found_exactly(comment: str, reason: Reason, words: str) -> None:
    finding = triage(comment).finding(CommentClass.PERSONAL_DATA)
    assert finding is not None
    assert reason in finding.reasons
    assert words in {one.words for one in finding.evidence}


@pytest.mark.parametrize(
    "comment",
    [
        "I take 20 mg twice a day, 100-200 in bad weeks",
        "it began on 2024-05-17",
        "visit on 05/06/2024 at 10.30",
        "blood pressure 120/80, pulse 64",
        "NCT01234567 is the study",
        "version 1.2.3",
    ],
)
def test_doses_dates_and_study_numbers_are_not_personal(comment: str) -> None:
    assert CommentClass.PERSONAL_DATA not in triage(comment).classes


def test_a_number_in_public_is_more_urgent_than_in_a_private_message() -> None:
    comment = "my number is 0161 555 0134"
    assert triage(comment).urgency is Urgency.TODAY
    assert triage(comment, context=TriageContext(public=False)).urgency is Urgency.SOON
