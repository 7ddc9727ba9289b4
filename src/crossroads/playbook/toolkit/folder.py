"""Writing the toolkit as a folder that opens from a disk: plain HTML and CSS, relative links, no script."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from crossroads.engines.errors import ConfigurationProblem, InputProblem
from crossroads.playbook.toolkit.pages import PAGES, Page, article

LOOKS = "looks"
MARK = ".crossroads-toolkit"


def folder_links() -> dict[str, str]:
    """Files beside one another."""
    return {page.slug: f"{page.slug}.html" for page in PAGES}


def build(folder: Path) -> list[Path]:
    """Write every page and its looks; an earlier toolkit in the folder is replaced.

    raises  InputProblem "playbook.folder_in_use", ConfigurationProblem "playbook.no_style"
    """
    looks = finders.find("base/built/crossroads.css")
    if looks is None:
        raise ConfigurationProblem("playbook.no_style")
    _make_room(folder)
    written = [_write(folder / f"{page.slug}.html", whole_page(page)) for page in PAGES]
    source = Path(looks).parent
    (folder / LOOKS).mkdir()
    shutil.copyfile(source / "crossroads.css", folder / LOOKS / "crossroads.css")
    for part in ("fonts", "img"):
        if (source / part).is_dir():
            shutil.copytree(source / part, folder / LOOKS / part)
    return written


def whole_page(page: Page) -> str:
    links = folder_links()
    context = {
        "page": page,
        "pages": PAGES,
        "links": links,
        "article": article(page, links),
        "looks": f"{LOOKS}/crossroads.css",
    }
    return render_to_string("playbook/toolkit/folder.html", context)


def _make_room(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise InputProblem("playbook.folder_in_use", path=str(folder))
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise InputProblem("playbook.folder_in_use", path=str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder / LOOKS, ignore_errors=True)
    for old in folder.glob("*.html"):
        old.unlink()
    (folder / MARK).touch()


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
