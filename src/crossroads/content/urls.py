from __future__ import annotations

from django.urls import path

from crossroads.content.views import approval, composer, messages, templates

app_name = "content"

_messages = "o/<slug:org>/messages/"
_approval = "o/<slug:org>/approval/"

urlpatterns = [
    path(_messages, messages.home, name="home"),
    path(f"{_messages}new/", messages.choose_study, name="new"),
    path(f"{_messages}new/<uuid:study>/", messages.new, name="new-for"),
    path(f"{_messages}page/<uuid:study>/", messages.new_page, name="new-page"),
    path(f"{_messages}templates/", templates.home, name="templates"),
    path(f"{_messages}templates/new/", templates.new, name="new-template"),
    path(f"{_messages}templates/starters/", templates.starters, name="starters"),
    path(f"{_messages}templates/<uuid:message_template>/", templates.template, name="template"),
    path(f"{_messages}findings/<uuid:finding>/", composer.justify, name="finding"),
    path(f"{_messages}forms/<uuid:variant>/", composer.save, name="variant"),
    path(f"{_messages}forms/<uuid:variant>/drop/", composer.drop, name="drop"),
    path(f"{_messages}<uuid:message>/", composer.message, name="message"),
    path(f"{_messages}<uuid:message>/add/", composer.add, name="add"),
    path(f"{_messages}<uuid:message>/refill/", composer.refill, name="refill"),
    path(f"{_messages}<uuid:message>/submit/", composer.submit, name="submit"),
    path(f"{_messages}<uuid:message>/take-back/", composer.take_back, name="take-back"),
    path(f"{_messages}<uuid:message>/withdraw/", composer.withdraw, name="withdraw"),
    path(_approval, approval.queue, name="approval"),
    path(f"{_approval}<uuid:review>/", approval.review, name="review"),
    path(
        f"{_approval}<uuid:review>/determination/", approval.enter_determination, name="enter-determination"
    ),
    path(
        f"{_approval}determinations/<uuid:board_determination>/", approval.determination, name="determination"
    ),
]
