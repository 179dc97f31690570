"""What the sheets that are kept for undoing hold about one person: read out, and taken out."""

from collections.abc import Mapping
from typing import Any

from qunce.people.models import Person, RecordSheet


def sheets_with(person: Person) -> list[Mapping[str, Any]]:
    """Return the rows about a person in the sheets that are kept for undoing."""
    sheets = RecordSheet.objects.filter(community_id=person.community_id).order_by("id")
    return [
        {"sheet": sheet.file_name, "uploaded_at": sheet.uploaded_at, "row": line}
        for sheet in sheets
        for line in sheet.lines
        if line["person"] == person.pk
    ]


def forget_in_sheets(person: Person) -> None:
    """Take a person's rows out of the sheets that are kept for undoing."""
    RecordSheet.objects.filter(uploaded_by=person).update(uploaded_by=None)
    for sheet in RecordSheet.objects.filter(community_id=person.community_id):
        kept = [each for each in sheet.lines if each["person"] != person.pk]
        if len(kept) < len(sheet.lines):
            RecordSheet.objects.filter(pk=sheet.pk).update(lines=kept)
