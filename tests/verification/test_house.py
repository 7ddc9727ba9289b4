"""The house itself: what a machine can hold about its order, its words and its walls."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from crossroads.app.reference import pages
from crossroads.base.guards import tables_that_only_grow
from crossroads.base.lives import all_lives
from crossroads.base.living import Living
from crossroads.base.scope import Installation, OrganisationScoped, Scoped, StudyScoped, Thing
from crossroads.engines.rules import problem_table

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "crossroads"
WRITES = {
    "save",
    "create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}
RAW = {"raw", "extra", "executescript"}
OUR_MODELS = [m for m in apps.get_models() if m.__module__.startswith("crossroads.")]


def _sources(*rooms: str) -> list[Path]:
    folders = [SOURCE / room for room in rooms] if rooms else [SOURCE]
    return [f for folder in folders for f in sorted(folder.rglob("*.py")) if "migrations" not in f.parts]


def _calls(file: Path, names: set[str]) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
            if node.func.attr == "update" and node.args:
                continue  # a dictionary's or a hash's: a query's takes names only
            yield f"{file.relative_to(SOURCE)}:{node.lineno}: {ast.unparse(node.func)}"


def _is_room(file: Path) -> bool:
    return file.relative_to(SOURCE).parts[0] not in ("engines", "base", "app")


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda m: m.__name__)
def test_every_field_is_declared_as_personal_or_not(model: type[Thing]) -> None:
    """A new field belongs to PERSONAL or PLAIN before it holds anything."""
    fields = {field.name for field in model._meta.local_fields}
    assert model.PERSONAL.isdisjoint(model.PLAIN)
    assert fields == model.PERSONAL | model.PLAIN


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda m: m.__name__)
def test_every_model_says_whose_it_is(model: type[models.Model]) -> None:
    assert issubclass(model, StudyScoped | OrganisationScoped | Installation)
    if issubclass(model, Scoped):
        lookup: type[models.Model] = model
        for step in model.TO_ORGANISATION.split("__"):
            lookup = lookup._meta.get_field(step).related_model  # type: ignore[assignment]
        assert lookup._meta.model_name == "organisation"


@pytest.mark.parametrize("model", [m for m in OUR_MODELS if issubclass(m, Living)], ids=lambda m: m.__name__)
def test_the_database_knows_every_state(model: type[Living]) -> None:
    held = [
        c for c in model._meta.constraints if isinstance(c, models.CheckConstraint) and "state__in" in str(c)
    ]
    assert any(set(model.LIFE.states) == set(dict(c.condition.children)["state__in"]) for c in held)  # type: ignore[arg-type]
    assert all_lives()[model.LIFE.name] is model.LIFE


def test_what_must_only_grow_is_guarded_by_the_database(db: None) -> None:
    expected = {"base_auditentry", "base_auditseal", "studies_studyversion", "planning_forecast", "content_decision",
                "portal_consent"}  # fmt: skip
    assert expected <= tables_that_only_grow()


def test_reads_start_at_visible_to() -> None:
    """Views, forms, APIs and tellers never reach past the walls."""
    edges = {"views", "forms", "api", "waiting", "policies"}
    found = [
        f"{file.relative_to(SOURCE)}:{node.lineno}"
        for file in _sources()
        if edges & {file.stem, *file.parent.relative_to(SOURCE).parts} and _is_room(file)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager", "_base_manager")
    ]
    assert found == []


MAY_WRITE = {
    "services",   # every change of a room
    "models",     # what a service calls on a row
    "publisher",  # the publication's own steps, each committed apart; audited there
    "client",     # the local network plays the outside world: its rows are not ours
    "counting",   # counters without persons: the one write without an entry in the trail
}  # fmt: skip


def test_writes_happen_in_services() -> None:
    found = [
        call
        for file in _sources()
        if _is_room(file) and not MAY_WRITE & {file.stem, *file.parent.relative_to(SOURCE).parts}
        for call in _calls(file, WRITES)
    ]
    assert found == []


def test_no_raw_sql_outside_the_ground_floor() -> None:
    found = [c for file in _sources() if _is_room(file) for c in _calls(file, RAW | {"cursor", "execute"})
             if "guards.py" not in c]  # fmt: skip
    assert found == []


def test_every_problem_has_a_sentence() -> None:
    """A code that somebody raises is a code that somebody can read."""
    raised = re.compile(
        r"(?:InputProblem|ActionDenied|NotFound|Conflict|ConfigurationProblem|NoAudit|\.add)\(\s*\"([a-z_]+\.[a-z_.]+)\""
    )
    codes = {code for file in _sources() for code in raised.findall(file.read_text(encoding="utf-8"))}
    assert codes - set(problem_table()) == set()
    assert all(entry.get("sentence", "").endswith((".", "?", ":")) for entry in problem_table().values())


def test_generated_pages_are_current() -> None:
    """``make docs`` draws them again."""
    stale = [
        name
        for name, text in pages().items()
        if not (ROOT / "docs" / name).exists() or (ROOT / "docs" / name).read_text(encoding="utf-8") != text
    ]
    assert stale == []


@pytest.mark.parametrize("lock", sorted(ROOT.glob("requirements/*.lock")), ids=lambda p: p.name)
def test_locks_pin_hashes_and_name_no_host(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    pins = re.findall(r"^([A-Za-z0-9._-]+)(\[.*\])?==", text, flags=re.M)
    assert pins
    assert text.count("--hash=sha256:") >= len(pins)


def test_the_package_lock_names_no_host() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


def test_no_file_is_longer_than_one_sitting() -> None:
    long = [
        str(f.relative_to(ROOT)) for f in _sources() if len(f.read_text(encoding="utf-8").splitlines()) > 600
    ]
    assert long == []


def test_nothing_in_the_product_opens_the_shared_folder() -> None:
    found = [str(f) for f in _sources() if re.search(r"\.\./shared|/shared/", f.read_text(encoding="utf-8"))]
    assert found == []


def test_no_template_holds_inline_code_or_another_host() -> None:
    """The content security policy refuses inline style and script; what it refuses must not be written."""
    bad = re.compile(
        r"\sstyle=|<style|\son[a-z]+=\"|<script(?![^>]*\ssrc=)|src=\"https?:|href=\"https?://[^\"]*\.(css|js)"
    )
    found = [
        f"{f.relative_to(SOURCE)}: {match.group(0).strip()}"
        for f in sorted(SOURCE.rglob("*.html"))
        if (match := bad.search(f.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_links_in_the_documentation_lead_somewhere() -> None:
    pages_ = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages_
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []
