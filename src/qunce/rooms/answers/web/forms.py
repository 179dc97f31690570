"""The forms of the column. Faults stand at their field; nothing typed is lost."""

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qunce.kernel.text import N_
from qunce.people.models import Community, Person
from qunce.rooms.answers import answering, asking, doubting
from qunce.rooms.answers.asking import Draft
from qunce.rooms.answers.models import Help, Question
from qunce.shell.audience import GROUPS, TIERS, add_audience, read_audience
from qunce.shell.forms import FORM_TOKEN, TidyField
from qunce.shell.words import render as say

SAY_MORE = N_("Please write a whole sentence, so that others understand what you need.")
SHORTEST = 4  # characters of a title


def topic_choices(topics: Sequence[str], now: str = "") -> list[tuple[str, str]]:
    """Return the topics as choices; one that a question has already stays among them."""
    known = [*topics, *([now] if now and now not in topics else [])]
    return [("", _("Choose a topic")), *((each, each) for each in known)]


class OnceForm(forms.Form):
    """A form that counts once, however often it is sent."""

    form = forms.CharField(widget=forms.HiddenInput(), required=False)

    def __init__(self, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        self.fields["form"].initial = secrets.token_urlsafe(24)

    def clean_form(self) -> str:
        """Return the form's secret; a forged one is replaced."""
        given = str(self.cleaned_data.get("form") or "")
        return given if FORM_TOKEN.fullmatch(given) else secrets.token_urlsafe(24)


class QuestionForm(OnceForm):
    """A question: a sentence, more about it, the topic, and who sees what."""

    title = TidyField(
        label=gettext_lazy("Your question in a sentence"),
        max_length=asking.TITLE_LENGTH,
        keys="autocomplete=off",
    )
    text = TidyField(
        label=gettext_lazy("More about it (optional)"),
        required=False,
        max_length=asking.TEXT_LENGTH,
        help_text=gettext_lazy(
            "City, size of the company, what was tried. Leave out names and numbers of people."
        ),
        widget=forms.Textarea(attrs={"rows": 4, "data-grow": True}),
    )
    topic = forms.ChoiceField(
        label=gettext_lazy("Topic"),
        required=False,
        help_text=gettext_lazy("Members who know it are asked."),
    )
    is_hidden = forms.BooleanField(
        label=gettext_lazy("Do not show my name to members"),
        required=False,
        help_text=gettext_lazy("Admins still see who asked, so that nothing bad is done with it."),
    )

    def __init__(
        self,
        community: Community,
        topics: Sequence[str],
        data: Any = None,
        row: Question | None = None,
    ) -> None:
        names = ("title", "text", "topic", "is_hidden")
        initial = {name: getattr(row, name) for name in names} if row else None
        super().__init__(data, initial=initial)
        choices = topic_choices(topics, row.topic if row else "")
        self.fields["topic"].choices = choices  # type: ignore[attr-defined]
        add_audience(self, community, row)

    def clean_title(self) -> str:
        """Refuse what nobody can answer."""
        title = str(self.cleaned_data["title"])
        if len(title) < SHORTEST:
            raise forms.ValidationError(say(SAY_MORE))
        return title

    def draft(self) -> Draft:
        """Return what was written, of a valid form."""
        told = self.cleaned_data
        return Draft(
            told["title"], told["text"], told["topic"], told["is_hidden"], read_audience(self)
        )

    def main(self) -> list[Any]:
        """Return the fields that everybody fills in."""
        return [self[name] for name in ("title", "text", "topic", "is_hidden")]

    def whom(self) -> list[Any]:
        """Return the fields that say whom the question is for."""
        return [self[name] for name in (TIERS, GROUPS) if name in self.fields]

    @property
    def names_somebody(self) -> bool:
        """Say whether it is for some only, or a fault stands at those fields."""
        return any(each.value() or each.errors for each in self.whom())


class AnswerForm(OnceForm):
    """An answer to a question."""

    text = TidyField(
        label=gettext_lazy("Your answer to it"),
        max_length=answering.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "data-grow": True}),
    )


class DoubtForm(forms.Form):
    """Why an answer is doubted."""

    text = TidyField(
        label=gettext_lazy("What is wrong?"),
        max_length=doubting.LONGEST,
        help_text=gettext_lazy(
            "Say what is right and where it stands. Members read this without your name."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "data-grow": True}),
    )


class HelpForm(forms.Form):
    """About which topics a member may be asked."""

    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Topics you know something about"),
        required=False,
        help_text=gettext_lazy("Tick none to be asked about anything."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, topics: Sequence[str], data: Any = None, row: Help | None = None) -> None:
        mine = list(row.topics) if row else []
        super().__init__(data, initial={"topics": mine})
        known = [*topics, *(each for each in mine if each not in topics)]
        self.fields["topics"].choices = [(each, each) for each in known]  # type: ignore[attr-defined]


class TakeForm(forms.Form):
    """The topic of a question that is taken out of a group."""

    topic = forms.ChoiceField(label=gettext_lazy("Topic"), required=False)

    def __init__(self, topics: Sequence[str], data: Any = None) -> None:
        super().__init__(data)
        self.fields["topic"].choices = topic_choices(topics)  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    """Why a question is closed."""

    reason = TidyField(label=gettext_lazy("Why is it closed? (the asker reads it)"), max_length=200)


class NoteForm(forms.Form):
    """What members read below an answer whose doubt was found right."""

    note = TidyField(
        label=gettext_lazy("What is wrong with it? (members read it)"),
        max_length=doubting.LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2, "data-grow": True}),
    )


class HandForm(forms.Form):
    """Whom to ask as well."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("Member"), queryset=Person.objects.none(), empty_label=None
    )

    def __init__(self, persons: Any, data: Any = None) -> None:
        super().__init__(data)
        self.fields["person"].queryset = persons  # type: ignore[attr-defined]
