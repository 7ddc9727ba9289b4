"""Templates to begin with, one or more for each purpose: our own plain words, neutral, no promise, no hurry.

A test fills each with an invented study and holds that our own rules find nothing in it and that it reads at
grade 8 or lower.
"""

from __future__ import annotations

from dataclasses import dataclass

from crossroads.engines.terms import Purpose


@dataclass(frozen=True, slots=True)
class Starter:
    """body  words with slots, see ``slots``."""

    name: str
    purpose: Purpose
    body: str
    audience: str = "patient"


STARTERS: tuple[Starter, ...] = (
    Starter(
        "Invitation, short",
        Purpose.RECRUIT,
        "A study on {condition} is looking for {sex} aged {ages} in {city}. "
        "Its page says what it asks and whom to call. {link}",
    ),
    Starter(
        "Invitation, with what it asks",
        Purpose.RECRUIT,
        "Doctors do not know yet what helps best with {condition}. A research study wants to find out.\n\n"
        "Who: {sex} aged {ages}\n"
        "What it asks: {visits}\n"
        "How long: {duration}\n"
        "Travel: {travel}\n\n"
        "You decide. You can ask first, and you can stop at any time. {link}",
    ),
    Starter(
        "Invitation to caregivers",
        Purpose.RECRUIT,
        "For those who care for somebody else: a study on {condition} is looking for {sex} aged {ages}. "
        "Read it together, and ask the study team. {link}",
        audience="caregiver",
    ),
    Starter(
        "What a placebo is",
        Purpose.EDUCATE,
        "Why do some studies use a placebo? It looks the same but has no medicine in it. "
        "When nobody knows who got which, the comparison is fair. "
        "In this study {placebo_chance} get one. More: {link}",
    ),
    Starter(
        "What a study visit is like",
        Purpose.EDUCATE,
        "What does taking part in a study look like? In this one: {visits}. "
        "You can ask questions at each visit, and you can stop at any time. {link}",
    ),
    Starter(
        "We are still looking",
        Purpose.UPDATE,
        "Our study on {condition} is still open in {city}. "
        "Its page says what it asks and whom to call. {link}",
    ),
    Starter(
        "Thank you, and where we stand",
        Purpose.UPDATE,
        "Thank you to all who have asked about our study on {condition}. "
        "We answer each question. The page has the latest news. {link}",
    ),
    Starter(
        "Putting something right",
        Purpose.CORRECT,
        "We have read some things about our study on {condition} that are not so. "
        "Nobody has to take part, and anybody can stop at any time. "
        "What the study is, and what it asks, stands here: {link}",
    ),
    Starter(
        "Where to ask",
        Purpose.CORRECT,
        "Not sure what is true about our study? Please ask the study team: {contact}. "
        "We answer in plain words. {link}",
    ),
    Starter(
        "The study has ended",
        Purpose.RESULTS,
        "Our study on {condition} has ended. Thank you to each person who took part. "
        "We will put what we found on its page, in plain words, whatever it is. {link}",
    ),
)

PAGE: dict[str, str] = {
    "title": "{short_title}",
    "aim": "{purpose}",
    "happens": "{what_happens}",
    "asks": "Visits: {visits}\n\nTime: {duration}\n\nTravel: {travel}\n\nPayment: {compensation}",
    "risks": "{risks}\n\n{placebo_chance} get a placebo. A placebo looks the same but has no medicine in it.",
    "doctor": "{own_doctor}",
    "stop": "Yes. You can stop at any time, and you do not have to say why. {stopping}",
    "runs": "{who_runs}\n\n{board}\n\nQuestions: {contact}",
    "data": "{data}",
}
"""A study page to begin with: each section from the fact sheet, so that a changed fact puts the page back."""
