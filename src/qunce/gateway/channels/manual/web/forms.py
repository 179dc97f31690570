"""The form of an import."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from qunce.gateway.channels.manual import queries
from qunce.people.models import Community, Group

KINDS = ".csv,.txt,.json,.jsonl,.html,.htm,.js,.xlsx"
"""Endings that the browser offers; what a file is, its content tells."""


class FilesInput(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files: the parts of one export, and the names beside it."""

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        """Return the files; each is checked as a single one would be."""
        clean = super().clean
        files = data if isinstance(data, list | tuple) else [data]
        return [clean(each, initial) for each in files] or [clean(None, initial)]


class ImportForm(forms.Form):
    """Which group, which files."""

    group = forms.ModelChoiceField(
        Group.objects.none(), to_field_name="key", label=_("Group"), empty_label=None
    )
    uploads = FilesField(
        label=_("Files"),
        widget=FilesInput(attrs={"accept": KINDS}),
        help_text=_("All parts of one export together, and PyWxDump's users.json with them."),
    )
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Only for chatlog's text without dates: the day on which it ends."),
    )

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["group"]
        choice.queryset = queries.list_targets(community)
