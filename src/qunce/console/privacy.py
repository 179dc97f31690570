"""The privacy notice: an open page, composed of the settings and of what the cards store."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone, translation
from django.views.decorators.http import require_GET

from qunce.kernel.errors import NotFoundError
from qunce.kernel.text import N_, Words
from qunce.people.queries import access_open_community, zone_of
from qunce.playbook.privacy import Notice, list_notices
from qunce.shell import own_data
from qunce.shell.access import OpenRequest, open_page

NO_VERSION = N_("There is no version %(number)s.")
LANGUAGES = ("zh-hans", "en")


@require_GET
@open_page
def notice(request: OpenRequest, key: str) -> HttpResponse:
    """Show the notice that counts, or the version that the address names, in either language."""
    community = access_open_community(key)
    notices = list_notices(community)
    shown = _version(notices, request.GET.get("version", ""))
    request.community = community  # type: ignore[attr-defined]  # the frame names it
    wanted = request.GET.get("lang", "")
    language = wanted if wanted in LANGUAGES else translation.get_language()
    with timezone.override(zone_of(community)), translation.override(language):
        is_english = language == "en"
        settings = shown.settings
        known = {
            "community": community,
            "notice": shown,
            "settings": settings,
            "is_newest": shown == notices[-1],
            "notices": notices[::-1],
            "parts": own_data.tell_all(community.pk, settings),
            "own_words": (settings.own_words_en if is_english else "") or settings.own_words,
            "other": "zh-hans" if is_english else "en",
        }
        return render(request, "console/privacy.html", known)


def _version(notices: list[Notice], wanted: str) -> Notice:
    if not wanted:
        return notices[-1]
    found = next((each for each in notices if str(each.number) == wanted), None)
    if found is None:
        raise NotFoundError(Words(NO_VERSION, {"number": wanted[:20]}))
    return found


URLS = [path("privacy/<slug:key>/", notice, name="privacy_notice")]
