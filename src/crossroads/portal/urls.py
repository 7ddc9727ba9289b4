from __future__ import annotations

from django.urls import path

from crossroads.portal.views import arriving, check, contact, desk, find, mine, screeners

app_name = "portal"

urlpatterns = [
    path("find/", find.find, name="find"),
    path("go/<str:token>/", arriving.go, name="go"),
    path("s/<slug:slug>/", arriving.study, name="study"),
    path("s/<slug:slug>/check/", check.check, name="check"),
    path("s/<slug:slug>/contact/", contact.contact, name="contact"),
    path("my/<str:code>/", mine.mine, name="mine"),
    path("o/<slug:org>/prescreening/", screeners.screeners, name="screeners"),
    path("o/<slug:org>/referral/", desk.desk, name="desk"),
    path("o/<slug:org>/referral/<uuid:referral>/", desk.referral, name="referral"),
]
