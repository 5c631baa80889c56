"""All addresses. `web.urls` has the pages, one list an audience; `web.access_table` says who may open which."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("clew.web.urls")),
]

handler400 = "clew.web.errors.bad_request"
handler403 = "clew.web.errors.forbidden"
handler404 = "clew.web.errors.not_found"
handler500 = "clew.web.errors.server_error"
