"""Words shared with the field: ClinicalTrials.gov, CDISC, FHIR and ICH. One word per idea.

Values are the registry's own where a registry has them, so that records are stored as they were worded.
"""

from __future__ import annotations

from enum import StrEnum


class OverallStatus(StrEnum):
    """Status of a study or of one of its sites, as ClinicalTrials.gov API v2 words it."""

    NOT_YET_RECRUITING = "NOT_YET_RECRUITING"
    RECRUITING = "RECRUITING"
    ENROLLING_BY_INVITATION = "ENROLLING_BY_INVITATION"
    ACTIVE_NOT_RECRUITING = "ACTIVE_NOT_RECRUITING"
    SUSPENDED = "SUSPENDED"
    TERMINATED = "TERMINATED"
    COMPLETED = "COMPLETED"
    WITHDRAWN = "WITHDRAWN"
    UNKNOWN = "UNKNOWN"
    AVAILABLE = "AVAILABLE"
    NO_LONGER_AVAILABLE = "NO_LONGER_AVAILABLE"
    TEMPORARILY_NOT_AVAILABLE = "TEMPORARILY_NOT_AVAILABLE"
    APPROVED_FOR_MARKETING = "APPROVED_FOR_MARKETING"
    WITHHELD = "WITHHELD"
    NO_LONGER_RECRUITING = "NO_LONGER_RECRUITING"

    @property
    def is_open(self) -> bool:
        """Whether people can be referred now."""
        return self is OverallStatus.RECRUITING


class Sex(StrEnum):
    """Who may join, by sex, as ``eligibilityModule.sex`` words it."""

    ALL = "ALL"
    FEMALE = "FEMALE"
    MALE = "MALE"


class CriterionCategory(StrEnum):
    """SDTM IECAT."""

    INCLUSION = "INCLUSION"
    EXCLUSION = "EXCLUSION"


class Verdict(StrEnum):
    """Three-valued answer for one criterion; "not sure" never becomes definite."""

    MET = "met"
    NOT_MET = "not met"
    UNKNOWN = "unknown"


class Fit(StrEnum):
    """The prescreener's whole answer. It never decides: a site does."""

    MAY_FIT = "may fit"
    MAY_NOT_FIT = "may not fit"
    PERSON_MUST_LOOK = "a person must look"


class Stage(StrEnum):
    """Where a person stands between an impression and enrollment, in order."""

    IMPRESSION = "impression"
    CLICK = "click"
    LANDING_VISIT = "landing_visit"
    PRESCREEN_STARTED = "prescreen_started"
    PRESCREEN_COMPLETED = "prescreen_completed"
    MAY_FIT = "may_fit"
    CONTACT_CONSENTED = "contact_consented"
    REFERRED = "referred"
    CONTACTED = "contacted"
    SCREENED = "screened"
    INFORMED_CONSENTED = "informed_consented"
    ENROLLED = "enrolled"
    SCREEN_FAILED = "screen_failed"
    WITHDRAWN = "withdrawn"


FUNNEL_STAGES: tuple[Stage, ...] = tuple(Stage)[: tuple(Stage).index(Stage.ENROLLED) + 1]
"""The stages that lead forward, in order; the two exits (screen failed, withdrawn) stand apart."""


class Role(StrEnum):
    """What a person may do in an organisation, a study or a site."""

    OUTREACH_LEAD = "outreach_lead"
    REVIEWER = "reviewer"
    REGULATORY_COORDINATOR = "regulatory_coordinator"
    COMMUNITY_MANAGER = "community_manager"
    SAFETY_OFFICER = "safety_officer"
    SITE_COORDINATOR = "site_coordinator"
    ANALYST = "analyst"
    ADMIN = "admin"


class Purpose(StrEnum):
    """Why a message is sent."""

    RECRUIT = "recruit"
    EDUCATE = "educate"
    UPDATE = "update"
    CORRECT = "correct"
    RESULTS = "results"


class Placement(StrEnum):
    """How a message reaches people; platform rules differ between paid and organic."""

    ORGANIC = "organic"
    BOOSTED = "boosted"
    PAID = "paid"
    MESSAGE = "message"
    PAGE = "page"


class Network(StrEnum):
    """Where messages go.

    LOCAL is a feed page of this installation: for rehearsal, demos and tests. GOOGLE means search and display
    advertisements; the communities are forums and lists where a person posts by hand.
    """

    LOCAL = "local"
    MASTODON = "mastodon"
    BLUESKY = "bluesky"
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    X = "x"
    LINKEDIN = "linkedin"
    REDDIT = "reddit"
    YOUTUBE = "youtube"
    TIKTOK = "tiktok"
    GOOGLE = "google"
    EMAIL = "email"
    PATIENT_COMMUNITY = "patient_community"
    CLINICIAN_COMMUNITY = "clinician_community"
    PRINT = "print"


class Severity(StrEnum):
    """How much a finding weighs."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Authority(StrEnum):
    """What a rule rests on, strongest first."""

    LAW = "law"
    GUIDANCE = "guidance"
    BOARD_PRACTICE = "board practice"
    PLATFORM_POLICY = "platform policy"
    HOUSE = "house"


class CommentClass(StrEnum):
    """What we think a comment is; one comment may be several."""

    ADVERSE_EVENT = "adverse_event"
    CRISIS = "crisis"
    QUESTION = "question"
    INTEREST = "interest"
    COMPLAINT = "complaint"
    MISINFORMATION = "misinformation"
    PERSONAL_DATA = "personal_data"
    ABUSE = "abuse"
    SPAM = "spam"
    SUPPORT = "support"
    OTHER = "other"


class Urgency(StrEnum):
    """How soon a person must read a comment."""

    NOW = "now"
    TODAY = "today"
    SOON = "soon"
    ROUTINE = "routine"
