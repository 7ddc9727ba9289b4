"""The toolkit: practices, rules, metrics and roundtables as pages, drawn from the product's own data.

One renderer serves two places: a folder of plain HTML and CSS that opens from a disk, and ``/toolkit/`` on
the site. The text of a page is the same in both; only where its links lead differs.
"""

from crossroads.playbook.toolkit.folder import build, folder_links
from crossroads.playbook.toolkit.pages import INDEX, PAGES, Page, article, served_links

__all__ = ["INDEX", "PAGES", "Page", "article", "build", "folder_links", "served_links"]
