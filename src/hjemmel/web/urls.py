"""All addresses: the public statement at the root, the office under /kontor, programs under /api."""

from django.urls import include, path

urlpatterns = [
    path("", include("hjemmel.web.site.urls")),
    path("kontor/", include("hjemmel.web.office.urls")),
    path("api/v1/", include("hjemmel.web.api.urls")),
]

handler400 = "hjemmel.web.errors.bad_request"
handler403 = "hjemmel.web.errors.forbidden"
handler404 = "hjemmel.web.errors.not_found"
handler500 = "hjemmel.web.errors.broken"
