"""The forms of the library. Faults stand at their field; nothing typed is lost."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qunce.kernel.messages import Role
from qunce.kernel.text import N_
from qunce.people.models import Community, Person
from qunce.people.queries import holders
from qunce.playbook.queries import effective
from qunce.rooms.library import queries, shelving
from qunce.rooms.library.actions import LONGEST_BODY, tag_names
from qunce.rooms.library.domain import Kind, Permission, Settings
from qunce.rooms.library.models import SUMMARY, TITLE, Category, Item
from qunce.rooms.library.writing import About, Text
from qunce.shell.audience import add_audience, read_audience
from qunce.shell.forms import TidyField
from qunce.shell.moments import LocalMomentField
from qunce.shell.words import render as say

NO_LINK = N_("This is no address of a page: it begins with https:// or http://.")
EARLIEST, LATEST = date(1949, 1, 1), date(2200, 1, 1)
NO_DAY = N_("There is no such day here.")


def _day(label: Any, **about: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **about)


class ItemForm(forms.Form):
    """An item: its text, and what is known of it."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    title = TidyField(label=gettext_lazy("Title"), max_length=TITLE, keys="autocomplete=off")
    summary = TidyField(
        label=gettext_lazy("In a sentence or two"),
        max_length=SUMMARY,
        required=False,
        help_text=gettext_lazy("Stands in lists, and in what is posted about it."),
        widget=forms.Textarea(attrs={"rows": 2, "data-grow": True}),
    )
    body = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=LONGEST_BODY,
        required=False,
        help_text=gettext_lazy(
            "Markdown: ## heading, - point, **bold**, | table |. HTML is shown as it is typed."
        ),
        widget=forms.Textarea(attrs={"rows": 16, "data-grow": True, "class": "ql-body"}),
    )
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    tags = TidyField(
        label=gettext_lazy("Tags"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Parted by spaces, at most twelve."),
        keys="autocomplete=off",
    )
    source = TidyField(
        label=gettext_lazy("Source"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Who published it first."),
        keys="list=sources autocomplete=off",
    )
    link = TidyField(
        label=gettext_lazy("Address of the source"),
        max_length=500,
        required=False,
        keys="inputmode=url",
    )
    author = TidyField(label=gettext_lazy("Author"), max_length=80, required=False)
    credit = TidyField(
        label=gettext_lazy("Contributed by"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Named with the item, as the group knows them."),
    )
    permission = forms.ChoiceField(label=gettext_lazy("Right to reprint"))
    dated = _day(gettext_lazy("Date of the source"))
    valid_from = _day(gettext_lazy("In force from"))
    valid_until = _day(
        gettext_lazy("In force until"),
        help_text=gettext_lazy(
            "Its last day. Afterwards it is marked, and who looks after it asked."
        ),
    )
    keeper = forms.ChoiceField(label=gettext_lazy("Looked after by"), required=False)
    replaces = forms.MultipleChoiceField(
        label=gettext_lazy("Replaces"),
        required=False,
        help_text=gettext_lazy("Marked as no longer in force once this one is published."),
        widget=forms.SelectMultiple(attrs={"size": 4}),
    )
    note = TidyField(label=gettext_lazy("What was changed"), max_length=120, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput(), required=False, min_value=0)

    def __init__(self, community: Community, data: Any = None, item: Item | None = None) -> None:
        initial = initial_of(item) if item is not None else {"permission": Permission.OWN.value}
        super().__init__(data, initial=initial)
        self.community, self.item = community, item
        self._offer("kind", [(each.value, say(each.label)) for each in Kind])
        self._offer("permission", [(each.value, say(each.label)) for each in Permission])
        shelves = queries.list_categories(community)
        self.categories = {str(each.category.pk): each.category for each in shelves}
        named = [(str(each.category.pk), each.label) for each in shelves]
        self._offer("category", [("", _("None yet")), *named])
        self.keepers = {str(each.pk): each for each in _keepers(community)}
        chosen = [(key, person.name) for key, person in self.keepers.items()]
        self._offer("keeper", [("", _("Whoever wrote it last")), *chosen])
        self.older = {str(each.pk): each for each in queries.list_replaceable(community, item)}
        self._offer("replaces", [(key, each.title) for key, each in self.older.items()])
        self.sources = effective(community.pk, Settings).sources
        add_audience(self, community, item)

    def _offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_link(self) -> str:
        """Refuse what is no address of a page."""
        value = str(self.cleaned_data["link"])
        parts = urlsplit(value) if value else None
        if parts is not None and (parts.scheme not in {"http", "https"} or not parts.netloc):
            raise forms.ValidationError(say(NO_LINK))
        return value

    def clean(self) -> dict[str, Any]:
        """Refuse days that no policy has."""
        told = super().clean() or self.cleaned_data
        for name in ("dated", "valid_from", "valid_until"):
            day = told.get(name)
            if day is not None and not EARLIEST <= day <= LATEST:
                self.add_error(name, say(NO_DAY))
        return told

    def text(self) -> Text:
        """Return the text of a valid form."""
        said = self.cleaned_data
        body = said["body"].replace("\r\n", "\n").rstrip()
        return Text(title=said["title"], summary=said["summary"], body=body)

    def about(self) -> About:
        """Return what else a valid form says."""
        said = self.cleaned_data
        return About(
            kind=Kind(said["kind"]),
            category=self.categories.get(said["category"]),
            tags=tag_names(said["tags"]),
            contributor=self._contributor(said["credit"]),
            permission=Permission(said["permission"]),
            keeper=self.keepers.get(said["keeper"]),
            audience=read_audience(self),
            replaces=[self.older[key] for key in said["replaces"]],
            **{name: said[name] for name in ("source", "link", "author", "credit")},
            **{name: said[name] for name in ("dated", "valid_from", "valid_until")},
        )

    def _contributor(self, credit: str) -> Person | None:
        """Return who contributed it: as before, as long as somebody is named."""
        return self.item.contributor if self.item is not None and credit else None


def _keepers(community: Community) -> list[Person]:
    found = [each for role in (Role.CONTENT, Role.OWNER) for each in holders(community, role)]
    return list({each.pk: each for each in found}.values())


def initial_of(item: Item) -> dict[str, Any]:
    """Return what the form of an item begins with: its newest text."""
    newest = queries.newest_of(item)
    category, audience = shelving.wanted_of(item)
    same = ("kind", "source", "link", "author", "credit", "permission", "dated")
    return {
        **{name: getattr(item, name) for name in (*same, "valid_from", "valid_until", "revision")},
        "tiers": [tier.value for tier in audience.tiers],
        "groups": [str(pk) for pk in audience.groups],
        "title": newest.title,
        "summary": newest.summary,
        "body": newest.body,
        "category": str(category.pk) if category else "",
        "tags": " ".join(tag.name for tag in item.tags.all()),
        "keeper": str(item.keeper_id or ""),
        "replaces": [str(each.pk) for each in item.replaces.all()],
    }


class ReturnForm(forms.Form):
    """Why a text is given back."""

    remark = TidyField(
        label=gettext_lazy("What should be changed"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "data-grow": True}),
    )


class PublishForm(forms.Form):
    """When an approved text is shown: at once, or later."""

    at = LocalMomentField(label=gettext_lazy("Publish at (empty: at once)"), required=False)


class CategoryForm(forms.Form):
    """A category: its name, and the one that it stands on."""

    name = TidyField(label=gettext_lazy("Name"), max_length=40)
    parent = forms.ChoiceField(label=gettext_lazy("Below"), required=False)

    def __init__(self, community: Community, data: Any = None, row: Category | None = None) -> None:
        initial = {"name": row.name, "parent": str(row.parent_id or "")} if row else {}
        super().__init__(data, initial=initial)
        tops = Category.objects.filter(community=community, parent=None)
        has_children = row is not None and row.children.exists()
        self.tops = (
            {str(each.pk): each for each in tops if row is None or (each.pk != row.pk)}
            if not has_children
            else {}
        )
        choices = [("", _("Stands by itself")), *((k, each.name) for k, each in self.tops.items())]
        self.fields["parent"].choices = choices  # type: ignore[attr-defined]

    def chosen_parent(self) -> Category | None:
        """Return the category above, None for none."""
        return self.tops.get(self.cleaned_data["parent"])
