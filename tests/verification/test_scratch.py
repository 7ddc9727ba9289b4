from __future__ import annotations
import io, json, re, sys, logging
import pytest
from django.test import Client
from crossroads.app.demo import Story
from crossroads.engines.terms import Role
import test_access as walk

@pytest.mark.parametrize("query", [
 "?q=%00&state=%00&status=%00&page=%00&network=%00&m=%00&key=%00&study=%00&where=%00&form=%00",
 "?since=0001-01-01&page=99999999999999999999999999&old=999999&new=999999&try_budget=1e308&try_weeks=260&show=x",
 "?since=9999-12-31&page=-1&q=" + "a" * 3000 + "&expires=x&view=x&export=1",
 "?page=1e9&sort=__class__&template=x&campaign=x&study=x&where=x&names=1&days=99999999&weeks=99999999",
])
def test_gets(story: Story, query: str) -> None:
    bad = []
    for role, user in walk._people(story.ours):
        if role not in (Role.OUTREACH_LEAD, Role.SAFETY_OFFICER, Role.SITE_COORDINATOR, Role.ADMIN, Role.REVIEWER): continue
        client = walk._signed_in(user)
        for address in walk.STAFF:
            if not address.access.read: continue
            s = walk._status(client, "get", walk._url(address, story.ours) + query)
            if s >= 500: bad.append((role.value, address.route, s))
    assert bad == []

def test_public(story: Story) -> None:
    from crossroads.studies.models import Study
    bad, cookies = [], []
    c = Client(raise_request_exception=False)
    from crossroads.channels.models import Publication, LocalPost, ChannelAccount
    from crossroads.playbook.models import Roundtable
    slugs = [s.slug for s in Study.objects.all()]
    tok = Publication.objects.first().token
    urls = ["/", "/sign-in/", "/gallery/", "/toolkit/"] + [f"/s/{s}/{x}" for s in slugs for x in ("", "check/", "contact/")]
    urls += [f"/go/{tok}/", "/go/%00aaaaaaaaaaa/", "/my/%00/", "/my/x/", "/table/%00/", "/table/x/", "/local/lighthouse/", "/s/%00/"]
    urls += [f"/table/{r.join_token}/" for r in Roundtable.objects.all()]
    for p in LocalPost.objects.filter(parent="")[:2]: urls.append(f"/local/{p.account.handle}/{p.public_id}/")
    for u in urls:
        for q in ("", "?m=%00aaaaaaaaaaa", "?m=aaaaaaaaaaaa&fbclid=1", "?next=//evil.example"):
            for m in ("get", "post"):
                r = getattr(c, m)(u + q)
                if r.status_code >= 500: bad.append((m, u + q, r.status_code))
                if r.cookies and m == "get" and not q: cookies.append((u, list(r.cookies)))
    print("COOKIES", cookies)
    assert bad == []
