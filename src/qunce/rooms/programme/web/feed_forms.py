"""The form of a feed. Faults stand at their field; nothing typed is lost."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qunce.kernel.errors import RefusedError
from qunce.people.models import Community
from qunce.playbook import queries as playbook
from qunce.rooms.programme.domain_feeds import LONGEST_LINK
from qunce.rooms.programme.feeds import addresses
from qunce.rooms.programme.models_feeds import LONGEST_NAME
from qunce.shell.forms import TidyField
from qunce.shell.words import render as say


class FeedForm(forms.Form):
    """A feed: where it is, what it is called, and into which part of the briefing it goes."""

    url = TidyField(
        label=gettext_lazy("Address"),
        max_length=LONGEST_LINK,
        help_text=gettext_lazy("Of an RSS or Atom feed: https://…/rss.xml, https://…/feed"),
        keys="inputmode=url autocomplete=off",
    )
    name = TidyField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=gettext_lazy("Stands as the source behind each line. Empty: as it calls itself."),
    )

    def __init__(self, community: Community, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        parts = playbook.effective_all(community.pk)["slots.briefing"].parts
        now = (self.initial or {}).get("part", "")
        known = [*parts, *([now] if now and now not in parts else [])]
        self.fields["part"] = forms.ChoiceField(
            label=_("Part of the briefing"),
            choices=[("", _("None in particular")), *((each, each) for each in known)],
            required=False,
        )

    @property
    def host(self) -> str:
        """Return the server's name: what a feed without a title is called."""
        return urlsplit(self.cleaned_data.get("url", "")).hostname or ""

    def clean_url(self) -> str:
        """Return the address, with https:// where none was typed; a fault says what is wrong."""
        url = self.cleaned_data["url"].replace(" ", "")
        if "://" not in url and "." in url and not url.lower().startswith("feed:"):
            url = f"https://{url}"
        if url.lower().startswith("feed:"):
            url = "https:" + url[5:] if url[5:].startswith("//") else url[5:]
        try:
            addresses.check_form(url)
        except RefusedError as error:
            raise forms.ValidationError(say(error.words)) from None
        return str(url)
