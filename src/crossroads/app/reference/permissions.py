"""Who may open which page: the permission matrix."""

from __future__ import annotations

from crossroads.app.reference.addresses import Address, addresses
from crossroads.app.reference.tables import NOTE, table
from crossroads.base.access import Access
from crossroads.engines.terms import Role

INTRO = """# Who may do what

Every page says who may read it (r) and who may change something on it (w). Another organisation's page does not
exist (404), the wrong role is refused with the sentence that says who may (403), and nobody is asked to sign in.
Within a page, policies may narrow this further: nobody decides on their own work, contact data is shown only to the
site that the person chose, and a role for one study or site counts only there.
"""


def page() -> str:
    staff = [a for a in addresses() if a.access and not a.access.public]
    public = [a for a in addresses() if a.access and a.access.public and not a.is_api]
    heads = ["page", *(role.value.replace("_", " ") for role in Role)]
    rows = [[f"`/{_short(a)}`", *(_cell(a.access, role) for role in Role)] for a in staff if a.access]
    open_pages = "\n".join(f"- `/{_short(a)}`" for a in public)
    return f"{NOTE}{INTRO}\n{table(heads, rows)}\n\n## Pages for everybody\n\n{open_pages}\n"


def _short(address: Address) -> str:
    route = address.route
    for kind, name in address.arguments:
        route = route.replace(f"<{kind}:{name}>" if kind else f"<{name}>", f"({name})")
    return route


def _cell(access: Access, role: Role) -> str:
    return ("r" if role in access.read else "") + ("w" if role in access.write else "")
