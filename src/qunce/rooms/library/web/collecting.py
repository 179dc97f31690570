"""Picking the messages of a discussion for the library, from the conversation's page."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from qunce.chat.models import Message
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.people.models import Community
from qunce.rooms.library import collecting, queries
from qunce.rooms.library.models import TITLE
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.forms import TidyField, refuse
from qunce.shell.lists import key_of

NO_MESSAGE = N_("There is no such message.")


class CollectForm(forms.Form):
    """What a collected discussion is called, and where it stands."""

    title = TidyField(label=gettext_lazy("Title"), max_length=TITLE, keys="autocomplete=off")
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)

    def __init__(self, community: Community, data: Any = None) -> None:
        super().__init__(data)
        shelves = queries.list_categories(community)
        self.categories = {str(each.category.pk): each.category for each in shelves}
        named = [(str(each.category.pk), each.label) for each in shelves]
        self.fields["category"].choices = [("", _("None yet")), *named]  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@console_page(Role.CONTENT)
def collect(request: QunceRequest, message: int) -> HttpResponse:
    """Pick messages around one, say who may be named, and make a draft of them."""
    rows = Message.objects.filter(community=request.community, pk=message)
    found = rows.select_related("group", "author__person").first()
    if found is None:
        raise NotFoundError(Words(NO_MESSAGE))
    if not collecting.is_fit(found):
        messages.warning(request, _("Only what somebody said and did not take back can be kept."))
        where = {"key": request.community.key, "group": found.group.key}
        return redirect(f"{reverse('console_conversation', kwargs=where)}?at={found.pk}")
    form = CollectForm(request.community, request.POST or None)
    keys = {key_of(each) or 0 for each in request.POST.getlist("message")}
    picked = keys if request.method == "POST" else {found.pk}
    agreed = set(request.POST.getlist("agreed"))
    if request.method == "POST" and form.is_valid():
        try:
            made = collecting.collect(
                request.community,
                collecting.pick(request.community, keys),
                title=form.cleaned_data["title"],
                agreed=agreed,
                category=form.categories.get(form.cleaned_data["category"]),
                by=request.actor,
                now=request.now,
            )
        except RefusedError as error:
            refuse(form, error.words)
        else:
            messages.success(request, _("Saved as a draft. Read it once, then publish it."))
            return redirect("library_item", key=request.community.key, pk=made.pk)
    near = collecting.list_near(found)
    known = {
        "form": form,
        "group": found.group,
        "rows": [(each, each.pk in picked) for each in near],
        "speakers": [(each, each.key in agreed) for each in collecting.speakers_of(near)],
        "start": found,
    }
    return render(request, "library/collect.html", known)


URLS = [path("c/<slug:key>/library/collect/<int:message>/", collect, name="library_collect")]
