"""Who may enter: every office page is wrapped in one of these."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import render

from hjemmel.capabilities.staff.services import actor_of
from hjemmel.desk.published import NothingPublished
from hjemmel.engine.ports import Actor
from hjemmel.web.office.way_back import way_back

Page = Callable[..., Any]


def actor(request: Any) -> Actor:
    """The signed-in member of staff, as the one who does it."""
    return actor_of(request.user)


def signed_in(page: Page) -> Page:
    """For staff, whatever their role. Where nothing is published yet, the page says so instead."""

    @wraps(page)
    def entered(request: Any, *arguments: Any, **named: Any) -> Any:
        if not request.user.is_authenticated:
            return redirect_to_login(way_back(request, request.get_full_path()))
        try:
            return page(request, *arguments, **named)
        except NothingPublished:
            return render(request, "office/nothing.html", status=404)

    return entered


def with_right(right: str) -> Callable[[Page], Page]:
    """For staff with this right."""

    def wrapped(page: Page) -> Page:
        @signed_in
        @wraps(page)
        def entered(request: Any, *arguments: Any, **named: Any) -> Any:
            if not request.user.has_perm(right):
                raise PermissionDenied
            return page(request, *arguments, **named)

        return entered

    return wrapped
