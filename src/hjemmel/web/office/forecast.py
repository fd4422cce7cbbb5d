"""What will go, month by month: as it was counted last, so that no system is asked when the page is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hjemmel.capabilities.staff.roles import RIGHT_TO_WORK
from hjemmel.core.action import Verb
from hjemmel.core.declaration.parts import Text
from hjemmel.core.forecast import Going, Span
from hjemmel.desk import forecasts, worker
from hjemmel.web.office.entry import actor, signed_in

JOB: Final = "forecast"
HEIGHT, STEP, WIDE = 84, 10, 8
"""Of the chart, of a month in it, and of its bar, in the chart's own measure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShown:
    going: Going
    title: Text
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A month in the chart: what is erased below, what is overwritten on top of it."""

    left: int
    erased_top: int
    erased: int
    overwritten_top: int
    overwritten: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanShown:
    span: Span
    lines: tuple[LineShown, ...]

    @property
    def mark(self) -> str:
        """Its place on the page."""
        return "na" if self.span.first is None else f"m-{self.span.last:%Y-%m}"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def forecast(request: Any) -> HttpResponse:
    if request.method == "POST":
        if not request.user.has_perm(RIGHT_TO_WORK):
            raise PermissionDenied
        worker.wake(JOB, actor(request))
        return redirect("office:forecast")
    view = forecasts.kept()
    counting = next(one for one in worker.views() if one.job.name == JOB)
    shown: dict[str, Any] = {"view": view, "counting": counting}
    if view is not None:
        spans = [_shown(span, view) for span in view.forecast.spans]
        months = [one.span for one in spans[1:]]
        shown |= {
            "already": spans[0],
            "months": spans[1:],
            "told": [one for one in spans if one.lines],
            "bars": bars(months),
            "width": STEP * len(months),
            "height": HEIGHT,
            "highest": max((one.rows for one in months), default=0),
            "both": any(going.verb is Verb.OVERWRITE for one in months for going, _ in one.going),
        }
    return render(request, "office/forecast.html", shown)


def bars(months: Sequence[Span]) -> list[Bar]:
    """The highest as high as the chart; what is there at all is seen."""
    highest = max((one.rows for one in months), default=0)

    def high(rows: int) -> int:
        return max(1, round(rows / highest * HEIGHT)) if rows else 0

    found = []
    for number, one in enumerate(months):
        whole = high(one.rows)
        erased = min(whole, high(sum(rows for going, rows in one.going if going.verb is Verb.ERASE)))
        found.append(
            Bar(
                left=number * STEP + (STEP - WIDE) // 2,
                erased_top=HEIGHT - erased,
                erased=erased,
                overwritten_top=HEIGHT - whole,
                overwritten=whole - erased,
            )
        )
    return found


def _shown(span: Span, view: forecasts.ForecastView) -> SpanShown:
    lines = (
        LineShown(going=going, title=view.titles[going.collection], rows=rows) for going, rows in span.going
    )
    return SpanShown(span=span, lines=tuple(sorted(lines, key=lambda one: -one.rows)))
