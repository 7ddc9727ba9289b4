from __future__ import annotations

from django.urls import path

from crossroads.playbook.views import lessons, roundtables, table, toolkit

app_name = "playbook"

urlpatterns = [
    path("o/<slug:org>/lessons/", lessons.home, name="home"),
    path("o/<slug:org>/lessons/<uuid:lesson>/", lessons.lesson_page, name="lesson"),
    path("o/<slug:org>/lessons/close/<uuid:campaign>/", lessons.close, name="close"),
    path("o/<slug:org>/lessons/roundtables/", roundtables.home, name="roundtables"),
    path("o/<slug:org>/lessons/roundtables/new/", roundtables.make, name="roundtable-new"),
    path("o/<slug:org>/lessons/roundtables/<uuid:roundtable>/", roundtables.page, name="roundtable"),
    path("o/<slug:org>/lessons/roundtables/<uuid:roundtable>/move/", roundtables.move, name="move"),
    path(
        "o/<slug:org>/lessons/roundtables/<uuid:roundtable>/synthesis/",
        roundtables.synthesise,
        name="synthesise",
    ),
    path("o/<slug:org>/lessons/roundtables/<uuid:roundtable>/read/", roundtables.read, name="read"),
    path(
        "o/<slug:org>/lessons/roundtables/<uuid:roundtable>/synthesis.md",
        roundtables.export,
        name="export",
    ),
    path("o/<slug:org>/lessons/contributions/<uuid:contribution>/hide/", roundtables.hide, name="hide"),
    path("table/<str:join_token>/", table.table, name="table"),
    path("table/<str:join_token>/poll/", table.poll, name="poll"),
    path("table/<str:join_token>/contribute/", table.contribute, name="contribute"),
    path("table/<str:join_token>/vote/", table.vote, name="vote"),
    path("toolkit/", toolkit.index, name="toolkit"),
    path("toolkit/<slug:page>/", toolkit.page, name="toolkit-page"),
]
