"""The people whom a record names. They never enter a Study; the team sees them through ``people``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from crossroads.engines.registry.fields import Fields

NAME_WITHHELD = "[name withheld]"


class PersonRole(StrEnum):
    """Why a record names somebody."""

    CENTRAL_CONTACT = "central contact"
    SITE_CONTACT = "site contact"
    OVERALL_OFFICIAL = "overall official"
    RESPONSIBLE_PARTY = "responsible party"
    RESULTS_CONTACT = "results contact"
    SPONSOR = "individual sponsor"


@dataclass(frozen=True, slots=True)
class RegistryPerson:
    """Somebody named in a record. Its ``repr`` shows the role alone, so that no log repeats a name."""

    role: PersonRole
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    affiliation: str = field(default="", repr=False)
    facility: str = field(default="", repr=False)  # the site's, for a site contact


def people_in(document: dict[str, Any]) -> tuple[RegistryPerson, ...]:
    """Everybody named in a document in the shape of API v2, in its order."""
    record = Fields(document)
    protocol = record.part("protocolSection")
    return tuple(person for person in _named(record, protocol) if person.name or person.phone or person.email)


def _named(record: Fields, protocol: Fields) -> Iterator[RegistryPerson]:
    places = protocol.part("contactsLocationsModule")
    sponsors = protocol.part("sponsorCollaboratorsModule")
    for contact in places.parts("centralContacts"):
        yield _person(PersonRole.CENTRAL_CONTACT, contact)
    for official in places.parts("overallOfficials"):
        yield _person(PersonRole.OVERALL_OFFICIAL, official)
    party = sponsors.part("responsibleParty")
    for key, affiliation in (
        ("investigatorFullName", "investigatorAffiliation"),
        ("oldNameTitle", "oldOrganization"),
    ):
        yield RegistryPerson(
            PersonRole.RESPONSIBLE_PARTY, name=party.text(key), affiliation=party.text(affiliation)
        )
    for organisation in (sponsors.part("leadSponsor"), *sponsors.parts("collaborators")):
        if organisation.text("class") == "INDIV":
            yield RegistryPerson(PersonRole.SPONSOR, name=organisation.text("name"))
    for place in places.parts("locations"):
        for contact in place.parts("contacts"):
            yield _person(PersonRole.SITE_CONTACT, contact, place.text("facility"))
    results = record.part("resultsSection").part("moreInfoModule").part("pointOfContact")
    yield RegistryPerson(
        PersonRole.RESULTS_CONTACT,
        name=results.text("title"),
        phone=_phone(results),
        email=results.text("email"),
        affiliation=results.text("organization"),
    )


def _person(role: PersonRole, contact: Fields, facility: str = "") -> RegistryPerson:
    return RegistryPerson(
        role,
        name=contact.text("name"),
        phone=_phone(contact),
        email=contact.text("email"),
        affiliation=contact.text("affiliation"),
        facility=facility,
    )


def _phone(contact: Fields) -> str:
    extension = contact.text("phoneExt")
    return f"{contact.text('phone')} ext. {extension}" if extension else contact.text("phone")
