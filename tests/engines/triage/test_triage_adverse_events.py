"""Possible adverse events: a bad effect that a person has had. All comments here are invented."""

from __future__ import annotations

import pytest

from crossroads.engines.terms import CommentClass, Urgency
from crossroads.engines.triage import Reason, Seriousness, TriageContext, triage

FLAGGED = """
comment                                                             | sure
--------------------------------------------------------------------+------
Since the injection I have had a rash on both arms.                 | yes
My husband threw up all night after his second dose                 | yes
The pills gave me a splitting headache                              | yes
she was hospitalised two days after the vaccine                     | yes
Had my jab on Monday, couldn't sleep at all this week               | yes
The trial drug was fine but my joints are swollen now               | yes
No side effects, but I am dizzy since the infusion                  | yes
Is it normal that I have had nausea since the first dose?           | yes
Anyone else getting migraines on this?                              | yes
I'VE LOST MY APPETITE SINCE THE STUDY DRUG                          | yes
I've gained 12 pounds                                               | no
Hair falling out, ringing in my ears.                               | no
my mum ended up in the emergency room                               | no
felt like a zombie for weeks                                        | no
"""

NOT_FLAGGED = """
comment                                                             | why
--------------------------------------------------------------------+--------------------------------------
Does it cause nausea?                                               | a question about what might happen
What are the side effects of this drug?                             | a question about what might happen
I am worried about the risk of headaches                            | a supposition
No side effects at all!                                             | negated
I never had any nausea or headaches on the study drug               | negated
Two months on the trial without a single rash                       | negated
Symptom free and headache free                                      | negated behind
How do I join?                                                      | no effect
Such good news for everyone                                         | no effect
"""


def rows(table: str) -> list[tuple[str, str]]:
    lines = table.strip().splitlines()[2:]
    return [tuple(cell.strip() for cell in line.split(" | ")) for line in lines]  # type: ignore[misc]


@pytest.mark.parametrize(("comment", "sure"), rows(FLAGGED))
def test_an_effect_that_somebody_has_had_is_flagged(comment: str, sure: str) -> None:
    """Sure where a product, a treatment or a time ties the effect down; unsure where it stands alone."""
    finding = triage(comment).finding(CommentClass.ADVERSE_EVENT)
    assert finding is not None
    assert finding.sure is (sure == "yes")
    assert finding.evidence


@pytest.mark.parametrize(("comment", "why"), rows(NOT_FLAGGED))
def test_what_nobody_has_had_is_not_flagged(comment: str, why: str) -> None:
    assert CommentClass.ADVERSE_EVENT not in triage(comment).classes, why


@pytest.mark.parametrize(
    "comment",
    [
        "woke up with my lips twice the size, second shot was monday",
        "my daughter has not stopped crying after her jab",
        "never had fits before the vaccine",
        "I've been seeing things since they upped the dose",
        "stopped being able to swallow",
        "My nan passed last week, she was on this trial",
        "Was great until the third infusion, then my throat closed up",
        "had to be cut out of my rings, fingers like sausages",
        "I attempted to take my life while on this medication",
        "Lost the baby two weeks after the injection",
        "rushed to A&E after second dose",
        "is anyone else's ankle puffing up",
        "Not a great week, no sleep, no food, just the sofa",
        "my elbow, since the drip",
    ],
)
def test_unusual_words_are_flagged_too(comment: str) -> None:
    """Each was missed once. A word for the body beside a treatment or a time is enough to be looked at."""
    assert CommentClass.ADVERSE_EVENT in triage(comment).classes


def test_a_question_about_effects_stays_a_question() -> None:
    result = triage("Does it cause nausea?")
    assert result.classes == {CommentClass.QUESTION}


def test_a_question_by_somebody_who_has_the_effect_is_both() -> None:
    result = triage("Is it normal that I have had nausea since the first dose?")
    assert {CommentClass.QUESTION, CommentClass.ADVERSE_EVENT} <= result.classes


def test_the_words_that_decided_are_shown_exactly() -> None:
    comment = "So… since the injection I've had HIVES."
    finding = triage(comment).finding(CommentClass.ADVERSE_EVENT)
    assert finding is not None
    assert [one.words for one in finding.evidence] == ["injection", "HIVES"]
    assert all(comment[one.start : one.end] == one.words for one in finding.evidence)


def test_the_studys_own_product_is_known_from_the_context() -> None:
    comment = "Itchy all week, thanks Zorblaxin"
    context = TriageContext(products=("Zorblaxin",))
    finding = triage(comment, context=context).finding(CommentClass.ADVERSE_EVENT)
    assert finding is not None
    assert finding.reasons == (Reason.EFFECT_AND_PRODUCT,)


def test_the_condition_under_study_is_no_effect_by_itself() -> None:
    """On an eczema study's page "I have eczema" tells who somebody is; "worse since" tells what happened."""
    context = TriageContext(conditions=("eczema",))
    assert CommentClass.ADVERSE_EVENT not in triage("I have eczema too", context=context).classes
    worse = triage("My eczema got worse since the cream", context=context)
    assert CommentClass.ADVERSE_EVENT in worse.classes


@pytest.mark.parametrize(
    ("comment", "hint"),
    [
        ("My father died two days after the infusion", Seriousness.DEATH),
        ("She had a seizure on this drug", Seriousness.LIFE_THREATENING),
        ("The shot put him in intensive care", Seriousness.HOSPITALISATION),
        ("I can't walk since the treatment", Seriousness.DISABILITY),
        ("Took the pills and the baby was born with a cleft palate", Seriousness.CONGENITAL_ANOMALY),
        ("I am pregnant and the study drug made me vomit", Seriousness.PREGNANCY),
    ],
)
def test_a_serious_outcome_is_hinted_and_read_now(comment: str, hint: Seriousness) -> None:
    """Outcomes of ICH E2A, II.B, and pregnancy; each hint carries its source."""
    result = triage(comment)
    assert hint in {one.seriousness for one in result.seriousness}
    assert CommentClass.ADVERSE_EVENT in result.classes
    assert result.urgency is Urgency.NOW
    assert hint.source


def test_an_outcome_is_not_hinted_when_denied_or_only_asked() -> None:
    assert triage("Nobody died in this trial").seriousness == ()
    assert triage("Will I be hospitalised for this study?").seriousness == ()


def test_an_event_that_is_not_serious_is_read_today() -> None:
    assert triage("The pills gave me heartburn").urgency is Urgency.TODAY
