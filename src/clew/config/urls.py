"""All addresses. `web.urls` has the pages, one list an audience; `web.access_table` says who may open which."""

from django.urls import include, path, re_path

from clew.web.errors import not_found

# What django-allauth would do by e-mail: Clew sends none, and nobody signs themselves up.
CLOSED = r"^accounts/(?:signup|email|confirm-email|login/code|password/(?:set|reset))/"

urlpatterns = [
    re_path(CLOSED, not_found, name="closed"),
    path("accounts/", include("allauth.urls")),
    path("", include("clew.web.urls")),
]

handler400 = "clew.web.errors.bad_request"
handler403 = "clew.web.errors.forbidden"
handler404 = "clew.web.errors.not_found"
handler500 = "clew.web.errors.server_error"
