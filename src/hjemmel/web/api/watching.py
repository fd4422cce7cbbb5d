"""For those who watch: the published statement, and whether the promises are kept."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query, Router

from hjemmel.core.entrance.token import Right
from hjemmel.desk import office, statements
from hjemmel.desk.published import published
from hjemmel.web.api import shapes

router = Router(tags=["watching"])


@router.get("/statement", response=dict[str, Any], summary="The privacy statement that stands")
def statement(request: Any, lang: Annotated[Literal["nb", "en"], Query()] = "nb") -> HttpResponse:
    """Each sentence with the line of the declaration that it comes from. Any access token will do."""
    content = published().version.content
    return HttpResponse(statements.as_json(content, lang), content_type="application/json; charset=utf-8")


@router.get("/promises", response=shapes.Promises, summary="Every promise with its verdict")
def promises(request: Any) -> Any:
    """As it was judged the last time; a verdict too old to lean on is UNKNOWN."""
    request.program.must(Right.WATCH)
    view = office.promises_view()
    return {
        "judged_at": view.judged_at,
        "counts": {verdict.value: count for verdict, count in view.counts().items()},
        "items": [
            {
                "id": one.id,
                "says": {"nb": one.says.nb, "en": one.says.en},
                "verdict": one.verdict.value,
                "why": {"nb": one.why.nb, "en": one.why.en},
                "judged_at": one.judged_at,
                "grade": one.grade.value,
            }
            for one in view.promises
        ],
    }
