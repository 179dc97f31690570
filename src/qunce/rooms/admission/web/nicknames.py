"""The chase list of a group: record and nickname side by side, and one text for all (M07)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from qunce.kernel.messages import Role
from qunce.people.models import Group, Membership
from qunce.people.queries import access_group
from qunce.rooms.admission import nicknames
from qunce.rooms.admission.naming import Naming
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.words import render as say


@require_GET
@console_page()
def index(request: QunceRequest, group: str) -> HttpResponse:
    """List whose nickname differs from the record, why, and when they were reminded."""
    place = access_group(request.community, group)
    found = {each.membership: each for each in nicknames.list_misnamed(place)}
    whys = [(why.value, say(why.label)) for why in Naming if why is not Naming.FITS]
    setup = ListSetup(
        search=("nickname__icontains", "person__name__icontains", "person__company__icontains"),
        filters=(
            Filter(
                "why",
                _("Reason"),
                whys,
                lambda rows, value: rows.filter(
                    pk__in=[pk for pk, each in found.items() if each.why == value]
                ),
            ),
        ),
        sorts=(("nickname", _("By nickname"), ("nickname", "pk")),),
        placeholder=_("Name, nickname, company"),
    )
    page = ListPage(request, Membership.objects.filter(pk__in=found), setup)
    lines = [found[each.pk] for each in page]
    known = {
        "group": place,
        "page": page,
        "lines": lines,
        "texts": [say(words) for words in nicknames.texts(place, list(found.values()))],
        "people": [each.person for each in found.values()],
    }
    return render(request, "admission/nicknames.html", known)


@require_POST
@console_page(Role.OPS)
def remind(request: QunceRequest, group: str) -> HttpResponse:
    """Note that the members of the list were reminded by a text in the chat."""
    place = access_group(request.community, group)
    listed = {each.person for each in nicknames.list_misnamed(place)}
    chosen = [int(pk) for pk in request.POST.getlist("person") if pk.isdecimal()]
    told = [pk for pk in chosen if pk in listed]
    nicknames.note_reminded(place, told, by=request.actor, now=request.now)
    said = ngettext("Noted: %(n)s member was reminded.", "Noted: %(n)s were reminded.", len(told))
    messages.success(request, said % {"n": len(told)})
    return _back(request, place)


@require_POST
@console_page(Role.OPS)
def lay(request: QunceRequest, group: str) -> HttpResponse:
    """Put the text on the desk, where it can also be posted by program."""
    place = access_group(request.community, group)
    tasks = nicknames.lay_on_desk(place, f"{request.now:%Y-%m-%dT%H%M%S}", now=request.now)
    if not tasks:
        messages.info(request, _("Every nickname is as in the record."))
        return _back(request, place)
    messages.success(request, _("The words are on the desk."))
    return redirect("console_desk", key=request.community.key)


def _back(request: QunceRequest, group: Group) -> HttpResponse:
    return redirect("admission_nicknames", key=request.community.key, group=group.key)


URLS = [
    path("c/<slug:key>/groups/<slug:group>/nicknames/", index, name="admission_nicknames"),
    path("c/<slug:key>/groups/<slug:group>/nicknames/reminded/", remind, name="admission_remind"),
    path("c/<slug:key>/groups/<slug:group>/nicknames/desk/", lay, name="admission_lay_nicknames"),
]
