"""What has been declared: the file itself, line by line, and each column with what it is for."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hjemmel.desk import office
from hjemmel.desk.published import published
from hjemmel.web.office.entry import signed_in


@signed_in
@require_safe
def declaration(request: Any) -> HttpResponse:
    """The file as published. Secrets stand in it only by the names of variables."""
    standing = published()
    text = standing.version.content.decode("utf-8-sig")
    return render(request, "office/declaration.html", {"lines": text.splitlines(), "published": standing})


@signed_in
@require_safe
def data_map(request: Any) -> HttpResponse:
    return render(request, "office/data_map.html", {"view": office.drift_view()})
