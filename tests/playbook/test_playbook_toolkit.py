"""The toolkit: one renderer for the folder and for the site, plain pages that open from a disk."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client

from crossroads.engines.compliance import rulebook
from crossroads.engines.errors import InputProblem
from crossroads.engines.measurement import load_metrics
from crossroads.playbook.practices import practices
from crossroads.playbook.toolkit import PAGES, build, folder_links, served_links

BUILT = Path(__file__).resolve().parents[2] / "src/crossroads/base/static/base/built/crossroads.css"
pytestmark = pytest.mark.skipif(
    not BUILT.exists(), reason="not run: needs the style sheet: npm ci && npm run build"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("toolkit") / "pages"
    build(where)
    return where


def _article(page: str) -> str:
    found = re.search(r"<article.*</article>", page, re.DOTALL)
    assert found is not None
    return found[0]


def test_site_and_folder_show_the_same_pages(folder: Path, db: None) -> None:
    """Word for word, and link for link: only the addresses of the pages among themselves differ."""
    served, local = served_links(), folder_links()
    for page in PAGES:
        here = _article(Client().get(served[page.slug]).content.decode())
        for slug in served:
            here = re.sub(rf'href="{served[slug]}(["#])', rf'href="{local[slug]}\1', here)
        assert here == _article((folder / local[page.slug]).read_text(encoding="utf-8")), page.slug


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        self.ids += [value or "" for name, value in attrs if name == "id"]


def _read(page: Path) -> _Links:
    reader = _Links()
    reader.feed(page.read_text(encoding="utf-8"))
    return reader


def test_it_opens_from_a_disk_without_script_or_another_host(folder: Path) -> None:
    pages = {page.name: _read(page) for page in folder.glob("*.html")}
    for name, page in pages.items():
        assert not page.tags & {"script", "img", "iframe", "form"}, name
        assert not page.attributes & {"style", "onclick", "onload"}, name
        assert len(set(page.ids)) == len(page.ids), name
        for link in page.links:
            if link.startswith(("http:", "https:", "#")):
                continue
            file, _, part = link.partition("#")
            assert (folder / file).exists(), f"{name}: {link}"
            assert not part or part in pages[file].ids, f"{name}: {link}"


def test_every_practice_rule_and_metric_stands_in_it(folder: Path) -> None:
    def ids(name: str) -> set[str]:
        return set(_read(folder / f"{name}.html").ids)

    assert {practice.id for practice in practices()} <= ids("strategies")
    assert {rule.id for rule in rulebook("en").rules} <= ids("rules")
    assert set(load_metrics()) <= ids("metrics")
    assert {p.id for p in practices() if "patient" in p.audience} <= ids("patients")
    assert {p.id for p in practices() if "clinician" in p.audience} <= ids("clinicians")


def test_an_earlier_toolkit_is_replaced_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    assert len(build(folder)) == len(PAGES)
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(InputProblem):
        build(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_other_pages_of_the_toolkit_are_not_found(db: None) -> None:
    assert Client().get("/toolkit/nothing/").status_code == 404
    assert Client().get("/toolkit/index/").status_code == 404


def test_the_toolkit_leaves_no_cookie(db: None) -> None:
    client = Client()
    assert client.get("/toolkit/").status_code == 200
    assert not client.cookies
