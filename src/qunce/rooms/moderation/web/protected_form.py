"""The form of a protected text. Faults are told at their field, and nothing typed is lost."""

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from qunce.facts.reads import ReadText
from qunce.kernel.errors import RefusedError
from qunce.kernel.protected import Leave
from qunce.kernel.text import N_, Words
from qunce.people.models import Community
from qunce.rooms.moderation import registry
from qunce.rooms.moderation.models_protected import ProtectedText
from qunce.rooms.moderation.registered import LEAVE_NAMES
from qunce.rooms.moderation.registry import LONGEST, Registration
from qunce.shell import uploads
from qunce.shell.forms import TidyField, refuse
from qunce.shell.house import house
from qunce.shell.words import render as say

NO_TEXT = N_("Paste the text, or choose a file that holds it.")
BOTH = N_("Paste the text or choose a file, not both.")
NO_READER = N_("Files are not read here: paste the text.")
MEGABYTES = 10  # of a file; the library's reader takes no more either
TOO_LARGE = N_("This file is larger than 10 MB: paste the text, or register it in parts.")


class ProtectedForm(forms.Form):
    """What a text is called, whose it is, what is allowed, and the text itself."""

    title = TidyField(label=gettext_lazy("Title"), max_length=120)
    holder = TidyField(
        label=gettext_lazy("Whose it is"),
        max_length=120,
        help_text=gettext_lazy("The author, the publisher, the company."),
    )
    leave = forms.ChoiceField(label=gettext_lazy("What is allowed"))
    told = TidyField(
        label=gettext_lazy("Where leave is asked"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("For the admins: whom to ask, or where the terms stand."),
    )
    text = forms.CharField(
        label=gettext_lazy("The text"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".txt,.md,.docx"}),
        help_text=gettext_lazy("Text (.txt, .md) or Word (.docx), at most 10 MB."),
    )

    def __init__(
        self,
        community: Community,
        data: Any = None,
        files: Any = None,
        *,
        row: ProtectedText | None = None,
    ) -> None:
        super().__init__(data, files, initial=_initial(row) if row else {"leave": Leave.ASK})
        self._community, self._row = community, row
        choices = [(each.value, say(LEAVE_NAMES[each])) for each in Leave]
        cast("Any", self.fields["leave"]).choices = choices
        self.fields["text"].help_text = (
            gettext_lazy("Empty: the registered text stays.")
            if row
            else gettext_lazy(
                "Only what it is known again by is kept, not the text: nobody can read it here."
            )
        )

    def clean(self) -> dict[str, Any]:
        """Take the words from the text area or from the file, and refuse what cannot be kept."""
        cleaned: dict[str, Any] = super().clean() or {}
        pasted, file = str(cleaned.get("text") or ""), cleaned.get("file")
        if pasted.strip() and file:
            refuse(self, Words(BOTH), "file")
        elif isinstance(file, UploadedFile):
            cleaned["text"] = self._read(file)
        elif "text" in cleaned and not pasted.strip() and self._row is None:
            refuse(self, Words(NO_TEXT), "text")
        words = cleaned.get("text")
        if words and not self.errors:
            self._check(words, "file" if file else "text")
        return cleaned

    def _read(self, file: "UploadedFile[Any]") -> str:
        ask = house.ask(ReadText)
        data = uploads.read(file, MEGABYTES)
        if ask is None or len(data) > MEGABYTES * uploads.MEGABYTE:
            refuse(self, Words(NO_READER if ask is None else TOO_LARGE), "file")
            return ""
        try:
            return ask(str(file.name), data)
        except RefusedError as error:
            refuse(self, error.words, "file")
            return ""

    def _check(self, words: str, field: str) -> None:
        but = self._row.pk if self._row else None
        try:
            registry.check(self._community, words, but=but)
        except RefusedError as error:
            refuse(self, error.words, field)

    def told_of(self) -> Registration:
        """Return what was said of the text."""
        told = self.cleaned_data
        return Registration(
            told["title"], told["holder"], Leave(told["leave"]), told["text"], told["told"]
        )


def _initial(row: ProtectedText) -> dict[str, Any]:
    return {"title": row.title, "holder": row.holder, "leave": row.leave, "told": row.told}
