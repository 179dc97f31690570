"""The page that helps to write a recommendation of a tool (M46)."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from qunce.facts.reads import JudgeTexts
from qunce.kernel.messages import Author, Message
from qunce.kernel.rules import Label
from qunce.people.queries import list_groups
from qunce.rooms.postings.tools import Recommendation, words_of
from qunce.shell.access import QunceRequest, member_page
from qunce.shell.forms import TidyField
from qunce.shell.house import house

GOOD = {Label.OK, Label.TOOL_OK}


class RecommendForm(forms.Form):
    """What a member tells of a tool."""

    tool = TidyField(label=gettext_lazy("Which tool, and for what"), max_length=60)
    since = TidyField(
        label=gettext_lazy("Used for how long"),
        max_length=30,
        help_text=gettext_lazy("half a year, two performance rounds …"),
    )
    experience = TidyField(
        label=gettext_lazy("What it was like"),
        max_length=300,
        help_text=gettext_lazy("What was slow before, what is better now, how many people use it."),
        widget=forms.Textarea(attrs={"rows": 3, "data-grow": True}),
    )
    drawback = TidyField(label=gettext_lazy("What is not so good"), max_length=150, required=False)


@require_http_methods(["GET", "POST"])
@member_page
def recommend(request: QunceRequest) -> HttpResponse:
    """Put a recommendation together and say how the group's rule reads it."""
    form = RecommendForm(request.POST or None)
    words = words_of(Recommendation(**form.cleaned_data)) if form.is_valid() else ""
    known = {"form": form, "words": words, "is_fine": bool(words) and _is_fine(request, words)}
    return render(request, "postings/recommend.html", known)


def _is_fine(request: QunceRequest, words: str) -> bool:
    judge = house.ask(JudgeTexts)
    group = list_groups(request.community).first()
    if judge is None or group is None:
        return True
    said = Message(0, group.pk, Author(0), words, request.now)
    (found,) = judge(request.community.pk, group.pk, [said])
    return all(each.label in GOOD for each in found)


URLS = [path("m/<slug:key>/recommend/", recommend, name="postings_recommend")]
