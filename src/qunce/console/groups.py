"""The groups of a community: list, a group's own page with what rooms know of it, opening one."""

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.chat import queries as chat
from qunce.console.texts import channel_choices, channel_name, kind_choices, slug_for
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.ledger import queries as record
from qunce.people import actions as people
from qunce.people.models import Group
from qunce.people.queries import access_group, list_groups, list_in_question, list_unclear
from qunce.playbook.basics import is_on
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.house import house
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.words import render as say


class GroupForm(forms.Form):
    """A group: opened or changed."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of group"),
        help_text=gettext_lazy("Each kind may have its own settings."),
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Where it talks"),
        help_text=gettext_lazy("A WeChat group is looked after by hand: import and paste."),
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("Seats"), min_value=2, max_value=100000, initial=500
    )
    about = forms.CharField(
        label=gettext_lazy("About"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields["kind"].choices = kind_choices()  # type: ignore[attr-defined]
        own = self.initial.get("channel", "")
        self.fields["channel"].choices = channel_choices(own)  # type: ignore[attr-defined]


@require_GET
@console_page()
def index(request: QunceRequest) -> HttpResponse:
    """List the groups."""
    archived = request.GET.get("show") == "archived"
    rows: QuerySet[Group] = list_groups(request.community, archived=True)
    rows = rows.filter(archived_at__isnull=not archived)
    setup = ListSetup(
        search=("name__icontains", "key__icontains"),
        filters=(
            Filter("kind", _("Kind"), kind_choices(), "kind"),
            Filter("channel", _("Channel"), _channels(request), "channel"),
        ),
        sorts=(
            ("name", _("By name"), "name"),
            ("members", _("By members"), ("-members", "name")),
        ),
        placeholder=_("Name of the group"),
        keep=("show",),
    )
    page = ListPage(request, rows, setup)
    lines = [
        {"group": each, "channel": channel_name(each.channel), "last": chat.last_message_at(each)}
        for each in page
    ]
    known = {"page": page, "lines": lines, "archived": archived}
    return render(request, "console/groups.html", known)


@require_GET
@console_page()
def group(request: QunceRequest, group: str) -> HttpResponse:
    """Show a group: what can be done in it, and what every room knows of it."""
    found = _access(request, group)
    known = {
        "group": found,
        "channel": channel_name(found.channel),
        "has_paste": is_on(request.community.pk, "paste"),
        "members": found.memberships.filter(state="active").count(),
        "unclear": list_unclear(found)[:20],
        "decided": list_in_question(found).filter(person__isnull=False).exists(),
        "last": chat.last_message_at(found),
        "open_tasks": record.list_tasks(request.community.pk, group=found.pk).count(),
        "panels": [
            {"title": say(panel.title), "body": body}
            for panel in house.panels("group")
            if (body := panel.render(request, found))
        ],
    }
    return render(request, "console/group.html", known)


@require_http_methods(["GET", "POST"])
@console_page(Role.OWNER)
def open_(request: QunceRequest) -> HttpResponse:
    """Open a group."""
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        about = dict(form.cleaned_data)
        key = slug_for(about["name"], taken=set(list_keys(request)))
        try:
            made = people.open_group(
                request.community, key, by=request.actor, now=request.now, **about
            )
        except RefusedError as error:
            form.add_error(None, say(error.words))
        else:
            if made.channel == "web":
                people.join(made, request.person, by=request.actor, now=request.now)
            messages.success(request, _("The group is open."))
            return redirect("console_group", key=request.community.key, group=made.key)
    known = {"form": form, "title": _("Open a group"), "submit": _("Open the group")}
    return render(request, "console/form.html", known)


@require_http_methods(["GET", "POST"])
@console_page(Role.OWNER)
def change(request: QunceRequest, group: str) -> HttpResponse:
    """Change a group's record."""
    found = _access(request, group)
    initial = {name: getattr(found, name) for name in GroupForm.base_fields}
    form = GroupForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        people.change_group(found, by=request.actor, now=request.now, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("console_group", key=request.community.key, group=found.key)
    known = {"form": form, "title": found.name, "submit": _("Save"), "group": found}
    return render(request, "console/form.html", known)


@require_POST
@console_page(Role.OWNER)
def archive(request: QunceRequest, group: str) -> HttpResponse:
    """Put a group away, or take it out again; nothing is deleted."""
    found = _access(request, group)
    at = None if found.archived_at else request.now
    people.change_group(found, by=request.actor, now=request.now, archived_at=at)
    said = _("The group is put away. It can be taken out again.") if at else _("The group is back.")
    messages.success(request, said)
    return redirect("console_group", key=request.community.key, group=found.key)


def list_keys(request: QunceRequest) -> list[str]:
    """Return the keys of all groups of the community, put away or not."""
    return list(list_groups(request.community, archived=True).values_list("key", flat=True))


def _channels(request: QunceRequest) -> list[tuple[str, str]]:
    """Return the channels on which the community has groups."""
    used = list_groups(request.community, archived=True).order_by("channel")
    return [(key, channel_name(key)) for key in used.values_list("channel", flat=True).distinct()]


def _access(request: QunceRequest, key: str) -> Group:
    return access_group(request.community, key)


URLS = [
    path("c/<slug:key>/groups/", index, name="console_groups"),
    path("c/<slug:key>/groups/open/", open_, name="console_open_group"),
    path("c/<slug:key>/groups/<slug:group>/", group, name="console_group"),
    path("c/<slug:key>/groups/<slug:group>/change/", change, name="console_change_group"),
    path("c/<slug:key>/groups/<slug:group>/archive/", archive, name="console_archive_group"),
]
