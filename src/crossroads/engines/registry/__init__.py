"""Records of registers and protocols as data -> studies: read, parse, compare, and show without the people in them.

for found in read_studies(Path("studies.jsonl.gz")):
    if isinstance(found, InputProblem):
        print(found)
    else:
        print(found.study.registry_id, found.raw.sha256)
"""

from crossroads.engines.registry.diff import (
    Change,
    ChangeKind,
    Importance,
    Segment,
    SegmentKind,
    diff,
    redline,
    site_name,
)
from crossroads.engines.registry.parse import StudyRecord, parse, people, read_studies
from crossroads.engines.registry.people import PersonRole, RegistryPerson
from crossroads.engines.registry.read import RawRecord, RecordFormat, read_records, record_from_bytes
from crossroads.engines.registry.redact import redact, redact_text
from crossroads.engines.registry.sites import keyed_sites, site_key
from crossroads.engines.registry.study import (
    Amendment,
    Arm,
    CriteriaTranslation,
    Enrollment,
    Intervention,
    Organisation,
    Outcome,
    ParseNote,
    Site,
    StructuredCriterion,
    Study,
)
from crossroads.engines.registry.values import (
    Age,
    AgeUnit,
    DateKind,
    IdKind,
    NctId,
    PartialDate,
    RegistryId,
)

__all__ = [
    "Age",
    "AgeUnit",
    "Amendment",
    "Arm",
    "Change",
    "ChangeKind",
    "CriteriaTranslation",
    "DateKind",
    "Enrollment",
    "IdKind",
    "Importance",
    "Intervention",
    "NctId",
    "Organisation",
    "Outcome",
    "ParseNote",
    "PartialDate",
    "PersonRole",
    "RawRecord",
    "RecordFormat",
    "RegistryId",
    "RegistryPerson",
    "Segment",
    "SegmentKind",
    "Site",
    "StructuredCriterion",
    "Study",
    "StudyRecord",
    "diff",
    "keyed_sites",
    "parse",
    "people",
    "read_records",
    "read_studies",
    "record_from_bytes",
    "redact",
    "redact_text",
    "redline",
    "site_key",
    "site_name",
]
