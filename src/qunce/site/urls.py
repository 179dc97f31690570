"""All addresses of the site; rooms and channels bring their own through their cards."""

from django.urls import URLPattern, URLResolver, include, path

from qunce.shell.house import house

handler400 = "qunce.shell.web.errors.bad_request"
handler403 = "qunce.shell.web.errors.forbidden"
handler404 = "qunce.shell.web.errors.not_found"
handler500 = "qunce.shell.web.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("allauth.urls")),
    path("", include("qunce.shell.urls")),
    *(pattern for card in house.cards for pattern in card.urls),
]
