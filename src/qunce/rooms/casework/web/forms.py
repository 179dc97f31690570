"""The forms of casework. Faults stand at their field; nothing typed is lost."""

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from qunce.people.models import Community
from qunce.rooms.casework import actions, discussing, queries
from qunce.rooms.casework.domain import LETTERS
from qunce.rooms.casework.models import Position, Study
from qunce.shell.audience import add_audience
from qunce.shell.forms import FORM_TOKEN, TidyField
from qunce.shell.words import render as say


def long_field(label: Any, rows: int, most: int, hint: Any = "", *, required: bool = True) -> Any:
    """Return a field for a text of several lines."""
    return TidyField(
        label=label,
        max_length=most,
        required=required,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows, "data-grow": True}),
    )


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


class CallForm(forms.Form):
    """A call for cases."""

    title = TidyField(
        label=gettext_lazy("What is the case about?"), max_length=actions.TITLE_LENGTH
    )
    text = long_field(
        gettext_lazy("What shall members tell? (they read it)"),
        4,
        1000,
        gettext_lazy(
            "Such as: a real situation, what made it difficult, what you would like to know."
        ),
        required=False,
    )

    def __init__(self, community: Community, data: Any = None) -> None:
        super().__init__(data)
        add_audience(self, community)


class ProposalForm(OnceForm):
    """A member's case."""

    text = long_field(
        gettext_lazy("What happened?"),
        6,
        actions.TEXT_LENGTH,
        gettext_lazy(
            "Only the admins read it as you tell it. Names are taken out before others see it."
        ),
    )
    is_hidden = forms.BooleanField(
        label=gettext_lazy("Do not name me among those who took part"), required=False
    )


class ScenarioForm(forms.Form):
    """The scenario that is discussed, and the positions one may take."""

    title = TidyField(label=gettext_lazy("Title"), max_length=actions.TITLE_LENGTH)
    scenario = long_field(gettext_lazy("Scenario (the groups read it)"), 8, actions.TEXT_LENGTH)
    positions = long_field(
        gettext_lazy("Positions, one a line"),
        3,
        500,
        gettext_lazy("Two to six; they become A, B, C …"),
    )

    def __init__(self, study: Study, data: Any = None) -> None:
        titles = "\n".join(each.title for each in study.positions.all())
        initial = {"title": study.title, "scenario": study.scenario, "positions": titles}
        super().__init__(data, initial=initial)


class ArgumentForm(OnceForm):
    """A member's argument for a position."""

    position = forms.ChoiceField(label=gettext_lazy("Your position"), widget=forms.RadioSelect)
    text = long_field(gettext_lazy("Why?"), 4, discussing.LONGEST)

    def __init__(self, positions: Sequence[Position], data: Any = None) -> None:
        super().__init__(data)
        choices = [(str(e.place), f"{LETTERS[e.place]}. {e.title}") for e in positions]
        self.fields["position"].choices = choices  # type: ignore[attr-defined]


HINTS = {
    "situation": gettext_lazy("What happened, to whom in which role, and what made it difficult."),
    "options": gettext_lazy(
        "Begins with what was said in the discussion. Shorten it: each way with its price."
    ),
    "law": gettext_lazy("Law, article and year, as it holds today. Empty where none is at stake."),
    "done": gettext_lazy("What was done in the end, step by step, and what came of it."),
    "lesson": gettext_lazy("Three to five sentences that a colleague can act on tomorrow."),
}


class MethodForm(forms.Form):
    """The method, part by part as the manual's template has it.

    What is known already stands there: the scenario, and the arguments position by position.
    """

    def __init__(self, study: Study, data: Any = None) -> None:
        names = [name for name, _head in queries.PARTS]
        start = {name: getattr(study, name) for name in names}
        start["situation"] = start["situation"] or study.scenario
        start["options"] = start["options"] or queries.options_of(study)
        super().__init__(data, initial=start)
        for name, head in queries.PARTS:
            needed = name in {"situation", "lesson"}
            self.fields[name] = long_field(
                say(head), 4, queries.OPTIONS, HINTS[name], required=needed
            )


class DropForm(forms.Form):
    """Why a case is dropped."""

    reason = TidyField(label=gettext_lazy("Why is it dropped?"), max_length=200)
