"""One table from our referral states to the field's words: FHIR R4 and the funnel's stages.

Source: HL7 FHIR R4 (4.0.1), value set http://hl7.org/fhir/research-subject-status. In R5 the element
``status`` is the publication status; a person's way through a study stands in ``subjectState`` there.

FHIR has no word for a person who could not be reached: ``not-registered`` ("registration was not
completed") is the nearest. Its ``withdrawn`` means before registration, so somebody who leaves after
enrollment is ``off-study``.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crossroads.engines.terms import Stage


@dataclass(frozen=True, slots=True)
class StateRow:
    """fhir   ResearchSubjectStatus of R4
    stage  the funnel's stage that is reached with the state; None where it is not a stage of the funnel
    words  as the desk shows it
    verb   as the button says it that brings a referral there; empty where no button does
    tone   of the pill
    """

    fhir: str
    stage: Stage | None
    words: str | Promise
    verb: str | Promise = ""
    tone: str = "neutral"


STATES: dict[str, StateRow] = {
    "candidate": StateRow("candidate", Stage.REFERRED, _("To call"), tone="waiting"),
    "in_contact": StateRow("candidate", Stage.CONTACTED, _("In contact"), _("Reached"), "waiting"),
    "screening": StateRow("screening", Stage.SCREENED, _("Screening"), _("Start screening"), "waiting"),
    "eligible": StateRow(
        "eligible",
        Stage.INFORMED_CONSENTED,
        _("Eligible"),
        _("Eligible, informed consent signed"),
        "good",
    ),
    "ineligible": StateRow("ineligible", None, _("Does not fit"), _("Does not fit")),
    "enrolled": StateRow("on-study", Stage.ENROLLED, _("Enrolled"), _("Enrolled"), "good"),
    "screen_failed": StateRow("ineligible", Stage.SCREEN_FAILED, _("Screen failure"), _("Screen failure")),
    "withdrawn": StateRow("withdrawn", Stage.WITHDRAWN, _("Withdrawn"), _("Withdrew"), "stopped"),
    "lost": StateRow("not-registered", None, _("Not reached"), _("Give up calling")),
}
"""By referral state. The site obtains informed consent before it says that somebody is eligible, so that
the state ``eligible`` stands for the stage ``informed_consented``."""

STAGE_OF: dict[str, Stage] = {state: row.stage for state, row in STATES.items() if row.stage is not None}


def research_subject_status(state: str, *, after_enrollment: bool = False) -> str:
    """The FHIR R4 code for a referral's state.

    after_enrollment  whether the person was enrolled before; turns ``withdrawn`` into ``off-study``
    """
    if state == "withdrawn" and after_enrollment:
        return "off-study"
    return STATES[state].fhir
