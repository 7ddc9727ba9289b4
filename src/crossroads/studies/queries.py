"""Reading studies. What has no actor says ``public`` in its name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from crossroads.base.actor import Actor
from crossroads.engines import eligibility, registry, rules
from crossroads.engines.errors import NotFound
from crossroads.engines.terms import OverallStatus, Sex
from crossroads.studies import record
from crossroads.studies.assembling import Assembled, assemble
from crossroads.studies.fact_book import FactBook, FactValue
from crossroads.studies.facts import BY_KEY
from crossroads.studies.models import Criterion, Fact, Screener, Site, StopOrder, Study, StudyVersion
from crossroads.studies.readings import Reading, readings_of
from crossroads.studies.review import Sheet, State, sheet_of


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A criterion that a screener does not ask.

    why  in words; "" where nobody said it, or where the registry's own field gives a bound in weeks or days
    row  the kept criterion; None for the registry's own fields
    """

    code: str
    text: str
    why: str
    row: Criterion | None
    hidden: bool


def studies(actor: Actor) -> QuerySet[Study]:
    """The studies that the actor may know of, newest first."""
    return Study.visible_to(actor).select_related("current_version")


def public_study(slug: str) -> Study | None:
    """The study at a public address, for anybody; None where there is none."""
    return Study.objects.select_related("current_version", "organisation").filter(slug=slug).first()


def public_open_studies() -> QuerySet[Study]:
    """Studies that the registry calls recruiting and nobody has stopped, for anybody."""
    stopped = Q(stop_orders__site=None, stop_orders__campaign_ref=None, stop_orders__lifted_at=None)
    held = Study.objects.filter(stopped, stop_orders__isnull=False)
    return Study.objects.filter(overall_status=OverallStatus.RECRUITING.value).exclude(
        pk__in=held.values("pk")
    )


def parsed(study: Study) -> registry.Study:
    """The newest record as the registry engine read it, without people."""
    return FactBook(study).read


def redacted_record(version: StudyVersion) -> str:
    """A version's record as readable text, the people in it withheld."""
    return registry.redact(registry.record_from_bytes(version.verbatim))


# --- facts


def study_facts(study: Study) -> dict[str, Fact]:
    """The fact sheet as it stands: the newest row of each key, in the order of ``facts.FACT_KINDS``."""
    return FactBook(study).sheet


def fact_value(study: Study, path: str) -> FactValue:
    """One fact of a study by its path; for several of them see ``fact_book.FactBook``.

    raises  as ``FactBook.value``
    """
    return FactBook(study).value(path)


def known_paths(study: Study) -> dict[str, str]:
    """The paths of record and fact sheet that have a value now, with their labels."""
    read, sheet = parsed(study), study_facts(study)
    found = {
        f"record.{name}": str(label) for name, label in record.LABELS.items() if record.shown(read, name)
    }
    return found | {f"sheet.{key}": str(BY_KEY[key].label) for key in sheet}


# --- sites and stops


def is_stopped(
    study: Study, *, site: Site | None = None, campaign_ref: UUID | None = None
) -> StopOrder | None:
    """The order in force that covers the study, or the named site or campaign. A study's stop covers all."""
    whole = Q(site=None, campaign_ref=None)
    covers = whole
    if site is not None:
        covers |= Q(site=site)
    if campaign_ref is not None:
        covers |= Q(campaign_ref=campaign_ref)
    return study.stop_orders.filter(covers, lifted_at=None).order_by("ordered_at").first()


def open_sites(study: Study, today: date) -> list[Site]:
    """The sites to which people may be referred today: open by record and roster, and not stopped."""
    if is_stopped(study):
        return []
    stopped = set(
        study.stop_orders.filter(lifted_at=None, site__isnull=False).values_list("site_id", flat=True)
    )
    sites = study.sites.select_related("study")
    return [site for site in sites if site.pk not in stopped and site.is_open(today)]


def stops_in_force(actor: Actor) -> QuerySet[StopOrder]:
    return StopOrder.visible_to(actor).filter(lifted_at=None).select_related("study", "site", "ordered_by")


def study_for(actor: Actor, public_id: UUID) -> Study:
    """One study with its record. Raises NotFound for another organisation's as for none."""
    found = studies(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("thing.not_found", thing="study")
    return found


# --- criteria and screeners


def core_screener(study: Study) -> eligibility.Screener:
    """The questions that the record's own fields ask: age, sex, healthy volunteers."""
    read = parsed(study)
    return eligibility.build_core(
        minimum_age=str(read.minimum_age) if read.minimum_age else None,
        maximum_age=str(read.maximum_age) if read.maximum_age else None,
        sex=read.sex or Sex.ALL,
        healthy_volunteers=read.healthy_volunteers,
    )


def material_of(criterion: Criterion) -> eligibility.Screener:
    """One criterion as a screener of its own: its question, if it has one, and its rule."""
    return eligibility.screener_from_json(json.dumps(criterion.question))


def record_text(study: Study) -> str:
    """The eligibility text of the newest record, as the registry has it; empty where it has none."""
    assert study.current_version is not None
    return str(study.current_version.parsed.get("eligibility_criteria", ""))


def review_sheet(study: Study) -> Sheet:
    """Every criterion of the newest record as it was read, merged with what people made of it."""
    versions = StudyVersion.objects.defer("packed")
    rows = (
        study.criteria.exclude(state="retired")
        .select_related("proposed_by", "reviewed_by", "hidden_by")
        .prefetch_related(Prefetch("source_version", versions))
    )
    for row in rows:
        row.study = study
    return sheet_of(record_text(study), rows)


def readings(study: Study) -> tuple[Reading, ...]:
    """Each criterion of the newest record as Crossroads reads it, and what it would ask."""
    return readings_of(record_text(study))


def simple_readings(study: Study, sheet: Sheet) -> list[Reading]:
    """Those that may be approved together: nobody has touched them, and no other question goes by their names."""
    asked = questions_by_key(line.kept.question for line in sheet.lines if line.kept)
    core = {question.key: question for question in core_screener(study).questions}
    found = []
    for line in sheet.lines:
        reading = line.reading
        if line.state is not State.NEW or reading is None or not reading.is_simple:
            continue
        if any(clashes(question, asked, core) for question in reading.questions):
            continue
        asked |= {question.key: question for question in reading.questions}
        found.append(reading)
    return found


def questions_by_key(kept: Iterable[Mapping[str, Any]]) -> dict[str, eligibility.Question]:
    """The questions of kept materials."""
    materials = (eligibility.screener_from_json(json.dumps(one)) for one in kept)
    return {question.key: question for material in materials for question in material.questions}


def clashes(
    question: eligibility.Question,
    asked: Mapping[str, eligibility.Question],
    core: Mapping[str, eligibility.Question],
) -> bool:
    """Whether another question goes by this name. The core's own words stand for any that is answered alike."""
    if question.key in core:
        other = core[question.key]
        return (other.kind, other.unit) != (question.kind, question.unit)
    return asked.get(question.key, question) != question


def assembled(study: Study) -> Assembled:
    """What a screener made now would ask: the core, and every reviewed criterion that is not hidden."""
    kept = study.criteria.filter(state="reviewed", hidden_at=None).order_by("code")
    conditions = parsed(study).conditions
    return assemble(core_screener(study), [material_of(one) for one in kept], conditions)


def screener_content(study: Study) -> dict[str, Any]:
    """What a screener made now would hold: questions, rules, and the sentences of the result page."""
    content: dict[str, Any] = json.loads(eligibility.screener_to_json(assembled(study).screener))
    return {**content, "results": dict(rules.load("eligibility")["fit"])}


def hash_of_content(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def screener_in_use(study: Study) -> Screener | None:
    """The reviewed screener; None where nobody has reviewed one."""
    return study.screeners.filter(state="reviewed").first()


SCREENERS_AT_HAND = 1000
"""A screener of twelve questions takes about 30 kB of memory; one under its hash never changes."""
_at_hand: dict[str, eligibility.Screener] = {}


def public_screeners(slugs: Iterable[str]) -> dict[str, eligibility.Screener]:
    """The screeners in use of these studies, by slug, for anybody. One query, and a second for those not at hand."""
    in_use = Screener.objects.filter(state="reviewed")
    hashes = dict(in_use.filter(study__slug__in=list(slugs)).values_list("study__slug", "content_hash"))
    if len(_at_hand) > SCREENERS_AT_HAND:
        _at_hand.clear()
    missing = set(hashes.values()) - set(_at_hand)
    rows = in_use.filter(content_hash__in=missing).values_list("content_hash", "content") if missing else ()
    _at_hand.update((digest, eligibility.screener_from_json(json.dumps(content))) for digest, content in rows)
    return {slug: _at_hand[digest] for slug, digest in hashes.items() if digest in _at_hand}


def questions_of(screener: Screener) -> eligibility.Screener:
    """A kept screener as the eligibility engine takes it."""
    return eligibility.screener_from_json(json.dumps(screener.content))


def questionnaire(screener: Screener) -> dict[str, Any]:
    """A kept screener as a FHIR R4B Questionnaire."""
    from crossroads.engines.eligibility import fhir

    study = screener.study
    return fhir.screener_to_r4b(
        questions_of(screener), title=f"Screener {screener.number}", study=study.registry_id
    )


def left_out(study: Study, screener: eligibility.Screener) -> list[LeftOut]:
    """The criteria that a screener leaves to the site, and why; then those that are hidden, and why."""
    from crossroads.engines.eligibility import asking

    rows = {row.code: row for row in study.criteria.select_related("source_version")}
    found = []
    for rule in screener.rules:
        if rule.condition is not None:
            continue
        row = rows.get(rule.code)
        beyond = row is not None and row.question["questions"]
        why = asking.LeftReason.BEYOND_LIMIT.sentence if beyond else row.left_reason if row else ""
        found.append(LeftOut(rule.code, rule.text, why, row, hidden=False))
    hidden = (row for row in rows.values() if row.is_hidden and row.state != "retired")
    return [*found, *(LeftOut(row.code, row.verbatim, row.hidden_reason, row, hidden=True) for row in hidden)]


def is_up_to_date(screener: Screener) -> bool:
    """Whether record and reviewed criteria still give exactly this screener."""
    return hash_of_content(screener_content(screener.study)) == screener.content_hash
