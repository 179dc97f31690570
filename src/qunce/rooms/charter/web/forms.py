"""The forms of the charter's editor.

Default texts are msgids. A field shows them in the writer's language; what comes back unchanged
stays the msgid, so that readers of another language go on reading theirs.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qunce.kernel.clauses import (
    LONGEST_EXAMPLE,
    LONGEST_MUTE,
    STEP_NAMES,
    Charter,
    Clause,
    Step,
    milder_steps,
)
from qunce.shell.forms import with_unit
from qunce.shell.words import render as say

STEPS = 5  # so many steps of a ladder have a field; more where the clause has more
EXAMPLES = 8
MUTES = 8
# Control characters, and those that turn the direction of the text around them.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def kept(written: str, original: str) -> str:
    """Return the original msgid where its translation came back unchanged."""
    return original if written == say(original) else written


def kept_lines(written: Sequence[str], originals: Sequence[str]) -> tuple[str, ...]:
    """Return lines, each as its original msgid where it is the translation of one."""
    known = {say(each): each for each in originals}
    return tuple(known.get(line, line) for line in written)


class WritingForm(forms.Form):
    """A form of the editor: it carries the revision of the draft that its writer saw."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean(self) -> dict[str, Any]:
        """Bring line ends into one shape and refuse characters that nobody sees."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name, value in list(cleaned.items()):
            if isinstance(value, str):
                cleaned[name] = value.replace("\r\n", "\n").strip()
                if UNSEEN.search(cleaned[name]):
                    said = _("There are invisible characters in it. Please type it by hand.")
                    self.add_error(name, said)
        return cleaned


def _box(label: Any, longest: int, rows: int, **about: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "data-grow": True})
    return forms.CharField(label=label, max_length=longest, widget=widget, **about)


class ClauseForm(WritingForm):
    """A clause: title, text, examples, and what follows."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=40)
    text = _box(gettext_lazy("Text"), 600, 3)
    allowed = _box(
        gettext_lazy("Examples of what is fine"),
        2000,
        3,
        required=False,
        help_text=gettext_lazy("One per line, at most 8."),
    )
    forbidden = _box(
        gettext_lazy("Examples of what is not"),
        2000,
        3,
        required=False,
        help_text=gettext_lazy("One per line, at most 8."),
    )
    recall = forms.BooleanField(
        label=gettext_lazy("The message is taken back as well"), required=False
    )
    proved_removes = forms.BooleanField(
        label=gettext_lazy("A report that proves true leads straight to warning and removal"),
        required=False,
    )
    mutes = forms.CharField(
        label=gettext_lazy("Lengths of mutes, in hours"),
        max_length=60,
        required=False,
        help_text=gettext_lazy(
            "The first, the second, and so on, like “24, 72”. Empty: as the charter says."
        ),
    )
    weight = forms.IntegerField(
        label=gettext_lazy("Points of a violation"),
        min_value=1,
        max_value=20,
        help_text=gettext_lazy("For the limit over all clauses, where the charter sets one."),
    )

    def __init__(self, clause: Clause, revision: int, data: Any = None) -> None:
        initial = {
            "title": say(clause.title),
            "text": say(clause.text),
            "allowed": "\n".join(map(say, clause.allowed)),
            "forbidden": "\n".join(map(say, clause.forbidden)),
            "recall": clause.recall,
            "proved_removes": clause.proved_removes,
            "mutes": ", ".join(map(str, clause.mutes)),
            "weight": clause.weight,
            "revision": revision,
        }
        super().__init__(data, initial=initial)
        self.original = clause
        self.count = max(STEPS, len(clause.ladder))
        choices = [(step.value, say(STEP_NAMES[step])) for step in Step]
        for n in range(self.count):
            self.fields[f"step_{n + 1}"] = forms.ChoiceField(
                label=_("Violation number %(count)s") % {"count": n + 1},
                choices=choices if n == 0 else [("", _("as before")), *choices],
                initial=clause.ladder[n].value if n < len(clause.ladder) else "",
                required=n == 0,
            )
        self.order_fields(["title", "text", "allowed", "forbidden"])

    @property
    def steps(self) -> list[Any]:
        """Return the fields of the ladder, the first violation first."""
        return [self[f"step_{n + 1}"] for n in range(self.count)]

    def clean_allowed(self) -> str:
        """Check the examples of what is fine."""
        return self._examples("allowed")

    def clean_forbidden(self) -> str:
        """Check the examples of what is not."""
        return self._examples("forbidden")

    def clean_mutes(self) -> tuple[int, ...]:
        """Read the lengths of mutes: whole hours, at most 8 of them."""
        written = [each for each in re.split(r"[\s,，、;；]+", self.cleaned_data["mutes"]) if each]
        is_good = all(each.isascii() and each.isdigit() and len(each) < 5 for each in written)
        lengths = tuple(int(each) for each in written) if is_good else ()
        if not is_good or len(lengths) > MUTES or any(not 1 <= n <= LONGEST_MUTE for n in lengths):
            said = _("Write hours from 1 to 720, at most 8 of them, like “24, 72”.")
            raise forms.ValidationError(said)
        return lengths

    def _examples(self, name: str) -> str:
        written = str(self.cleaned_data[name])
        lines = _lines(written)
        if len(lines) > EXAMPLES:
            raise forms.ValidationError(_("At most 8 examples: the clearest ones."))
        if long := next((line for line in lines if len(line) > LONGEST_EXAMPLE), None):
            said = _("An example has at most 160 characters: “%(line)s…”") % {"line": long[:20]}
            raise forms.ValidationError(said)
        return written

    def clean(self) -> dict[str, Any]:
        """Refuse a ladder with a hole in it, or with a step down."""
        cleaned = super().clean()
        values = [cleaned.get(f"step_{n + 1}", "") for n in range(self.count)]
        for n in range(1, self.count):
            if values[n] and not values[n - 1]:
                self.add_error(f"step_{n}", _("There is a hole in the ladder: choose a step here."))
        for n in milder_steps([Step(each) for each in values if each]):
            said = _("This is milder than the step before it.")
            self.add_error(f"step_{n + 1}", said)
        return cleaned

    def clause(self) -> Clause:
        """Return the clause as it was written."""
        written, was = self.cleaned_data, self.original
        steps = [written[f"step_{n + 1}"] for n in range(self.count)]
        return replace(
            was,
            title=kept(written["title"], was.title),
            text=kept(written["text"], was.text),
            allowed=kept_lines(_lines(written["allowed"]), was.allowed),
            forbidden=kept_lines(_lines(written["forbidden"]), was.forbidden),
            ladder=tuple(Step(each) for each in steps if each),
            recall=written["recall"],
            proved_removes=written["proved_removes"],
            mutes=written["mutes"],
            weight=written["weight"],
        )


class PartsForm(WritingForm):
    """What is no clause: the texts around them and the figures that hold for all ladders."""

    preamble = _box(gettext_lazy("What the group is for"), 1500, 5, required=False)
    encouraged = _box(
        gettext_lazy("What is encouraged"),
        1500,
        5,
        required=False,
        help_text=gettext_lazy("One thing a line."),
    )
    reporting = _box(gettext_lazy("How something is reported"), 1500, 4, required=False)
    appeals = _box(gettext_lazy("How an appeal works"), 1500, 4, required=False)
    strikes_expire = with_unit(
        forms.IntegerField(label=gettext_lazy("A strike counts for"), min_value=1, max_value=730),
        "days",
    )
    mute_length = with_unit(
        forms.IntegerField(label=gettext_lazy("A mute lasts"), min_value=1, max_value=720),
        "hours",
    )
    points_limit = forms.IntegerField(
        label=gettext_lazy("Removed from so many points on"),
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("Points of all clauses together. 0: no such limit."),
    )
    appeal_within = with_unit(
        forms.IntegerField(label=gettext_lazy("Appeals are taken for"), min_value=1, max_value=90),
        "days",
    )

    TEXTS = ("preamble", "encouraged", "reporting", "appeals")

    def __init__(self, charter: Charter, revision: int, data: Any = None) -> None:
        initial: dict[str, Any] = {name: say(getattr(charter, name)) for name in self.TEXTS}
        initial |= {
            "strikes_expire": charter.strikes_expire.days,
            "mute_length": round(charter.mute_length / timedelta(hours=1)),
            "points_limit": charter.points_limit,
            "appeal_within": charter.appeal_within.days,
            "revision": revision,
        }
        super().__init__(data, initial=initial)
        self.original = charter

    def charter(self) -> Charter:
        """Return the charter with the other parts as they were written."""
        written, was = self.cleaned_data, self.original
        texts: dict[str, Any] = {
            name: kept(written[name], getattr(was, name)) for name in self.TEXTS
        }
        return replace(
            was,
            **texts,
            strikes_expire=timedelta(days=written["strikes_expire"]),
            mute_length=timedelta(hours=written["mute_length"]),
            points_limit=written["points_limit"],
            appeal_within=timedelta(days=written["appeal_within"]),
        )


class PublishForm(WritingForm):
    """From when a version counts, what changed, and whether it is material."""

    note = _box(
        gettext_lazy("What changed, for the members"),
        300,
        2,
        help_text=gettext_lazy("Stands in the announcement and beside the version."),
    )
    since = forms.DateField(
        label=gettext_lazy("Counts from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The beginning of that day. Empty: at once."),
    )
    material = forms.BooleanField(
        label=gettext_lazy("The change is material"),
        required=False,
        help_text=gettext_lazy(
            "Something is forbidden or punished that was not before, or the other way round."
        ),
    )

    def __init__(self, today: date, zone: ZoneInfo, revision: int, data: Any = None) -> None:
        super().__init__(data, initial={"revision": revision})
        self.today, self.zone = today, zone
        self.fields["since"].widget.attrs["min"] = today.isoformat()

    def clean_since(self) -> date | None:
        """Refuse a day that is over."""
        day: date | None = self.cleaned_data["since"]
        if day is not None and day < self.today:
            raise forms.ValidationError(_("This day is over. Choose today or a day to come."))
        if day is not None and day > self.today + timedelta(days=365):
            raise forms.ValidationError(_("That is more than a year ahead. Choose an earlier day."))
        return day

    def moment(self) -> datetime | None:
        """Return from when it counts; None for at once."""
        day: date | None = self.cleaned_data["since"]
        if day is None or day == self.today:
            return None
        return datetime.combine(day, time(), self.zone)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
