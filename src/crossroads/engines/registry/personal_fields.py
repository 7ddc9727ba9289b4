"""Which fields of a record hold a person, format by format."""

from __future__ import annotations

from enum import StrEnum

from crossroads.engines.registry.people import NAME_WITHHELD
from crossroads.engines.registry.read import RecordFormat


class Holds(StrEnum):
    """What a field of a record holds, and what stands in its stead."""

    NAME = NAME_WITHHELD
    PHONE = "[phone withheld]"
    EMAIL = "[e-mail withheld]"
    CITATION = "citation"
    CONTACT_AT_END = "contact at end"
    IDENTIFIER = "identifier"


_V2_PERSON_LISTS = ("centralContacts", "overallOfficials", "contacts", "pointOfContact")
_V2_FIELDS = {
    **{(holder, "name"): Holds.NAME for holder in _V2_PERSON_LISTS},
    **{(holder, "phone"): Holds.PHONE for holder in _V2_PERSON_LISTS},
    **{(holder, "phoneExt"): Holds.PHONE for holder in _V2_PERSON_LISTS},
    **{(holder, "email"): Holds.EMAIL for holder in _V2_PERSON_LISTS},
    ("pointOfContact", "title"): Holds.NAME,
    ("responsibleParty", "investigatorFullName"): Holds.NAME,
    ("responsibleParty", "oldNameTitle"): Holds.NAME,
    ("unpostedAnnotation", "unpostedResponsibleParty"): Holds.NAME,
    ("references", "citation"): Holds.CITATION,
}
# In API v1 a key says all by itself, as in the two formats below.
_V1_FIELDS = {
    **{
        f"{person}{part}": holds
        for person in ("CentralContact", "LocationContact", "OverallOfficial", "PointOfContact")
        for part, holds in (
            ("Name", Holds.NAME),
            ("Phone", Holds.PHONE),
            ("PhoneExt", Holds.PHONE),
            ("EMail", Holds.EMAIL),
        )
    },
    "PointOfContactTitle": Holds.NAME,
    "ResponsiblePartyInvestigatorFullName": Holds.NAME,
    "ResponsiblePartyOldNameTitle": Holds.NAME,
    "UnpostedResponsibleParty": Holds.NAME,
    "ReferenceCitation": Holds.CITATION,
}
CLASSIC_FIELDS = {
    **dict.fromkeys(
        ("first_name", "middle_name", "last_name", "name_title", "investigator_full_name", "name_or_title"),
        Holds.NAME,
    ),
    **dict.fromkeys(("phone", "phone_ext"), Holds.PHONE),
    "email": Holds.EMAIL,
    "citation": Holds.CITATION,
}
SPONSOR_NAMES = {
    "name": "class",
    "LeadSponsorName": "LeadSponsorClass",
    "CollaboratorName": "CollaboratorClass",
}

_USDM_FIELDS = {
    **{("assignedPersons", key): Holds.NAME for key in ("name", "label", "description")},
    **{
        ("personName", key): Holds.NAME
        for key in ("text", "familyName", "givenNames", "prefixes", "suffixes")
    },
}
_CTRDATA_FIELDS = {
    **dict.fromkeys(
        {"firstName", "lastName", "forename", "surname", "orcid"}
        # a functional name is a person's as often as an office's
        | {"functionalName", "functionalContactName", "b52_functional_name_of_contact_point"},
        Holds.NAME,
    ),
    **dict.fromkeys(
        {"telephone", "telephoneNumber", "phone", "phoneNumber", "fax", "faxNumber"}
        | {"b54_telephone_number", "b55_fax_number"},
        Holds.PHONE,
    ),
    **dict.fromkeys({"email", "emailAddress", "functionalEmailAddress", "b56_email"}, Holds.EMAIL),
    "plainEnglishSummary": Holds.CONTACT_AT_END,
    **CLASSIC_FIELDS,  # its ClinicalTrials.gov records are classic ones
}
_CTRDATA_NESTED = {("telephoneNumber", "number"): Holds.PHONE, ("faxNumber", "number"): Holds.PHONE}


def held(record_format: RecordFormat, holder: str, key: str) -> Holds | None:
    """What a field of a JSON record holds of a person; ``holder`` is the key of the object around it."""
    match record_format:
        case RecordFormat.USDM:
            return _USDM_FIELDS.get((holder, key))
        case RecordFormat.CTRDATA:
            return _CTRDATA_NESTED.get((holder, key)) or _CTRDATA_FIELDS.get(key)
    return _V2_FIELDS.get((holder, key)) or _V1_FIELDS.get(key)
