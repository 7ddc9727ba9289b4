from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from crossroads.base.access import StaffRequest, staff_view
from crossroads.base.shell import focus


@staff_view()
def home(request: StaffRequest) -> HttpResponse:
    focus(request, step="evaluation")
    return render(request, "evaluation/home.html")
