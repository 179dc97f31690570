"""The page 贴一段: paste what was just said, see what it amounts to, take it in."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from qunce.gateway.channels.manual import ocr, pasting, queries, screens
from qunce.gateway.channels.manual.screens import Reading
from qunce.gateway.channels.manual.web.forms import FilesField, FilesInput
from qunce.kernel.errors import RefusedError
from qunce.kernel.incoming import Arrival
from qunce.kernel.messages import Role
from qunce.kernel.text import N_
from qunce.people.models import Community, Group
from qunce.people.queries import zone_of
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.words import render as render_words

LONGEST = 100_000
NO_MESSAGE = N_("There is no message in it: copy the messages in WeChat and paste them here.")


class PasteForm(forms.Form):
    """A group and what was said in it. `at` is the moment of the first look."""

    group = forms.ModelChoiceField(
        Group.objects.none(),
        to_field_name="key",
        label=gettext_lazy("Group"),
        empty_label=None,
    )
    text = forms.CharField(
        label=gettext_lazy("What was said"),
        required=False,
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "autofocus": True}),
        help_text=gettext_lazy("One message or many as WeChat copies them, or a forwarded bundle."),
    )
    pictures = FilesField(
        label=gettext_lazy("Or screenshots"),
        required=False,
        widget=FilesInput(attrs={"accept": "image/*"}),
        help_text=gettext_lazy(
            "Up to nine, in their order. They are read on this server, about three seconds each, "
            "and not kept."
        ),
    )
    at = forms.FloatField(required=False, widget=forms.HiddenInput)

    def __init__(self, community: Community, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        if not ocr.is_available():
            del self.fields["pictures"]
        groups = queries.list_targets(community)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]


def _moment(form: PasteForm, now: datetime) -> datetime:
    """Return when the text was first looked at, so that times without a date stay the same."""
    told = form.cleaned_data.get("at")
    if not told or abs(now.timestamp() - told) > 24 * 3600:
        return now
    return datetime.fromtimestamp(told, UTC)


@dataclass(frozen=True, slots=True)
class _Given:
    """What was handed in: a text, or messages that were read from pictures."""

    arrivals: list[Arrival]
    readings: tuple[Reading, ...] | None = None

    def cards(self, group: Group) -> list[tuple[pasting.Look, Reading | None]]:
        """Return each message with what it amounts to, and how it was read."""
        looks = pasting.look(group, self.arrivals)
        if self.readings is None:
            return [(each, None) for each in looks]
        return [
            (replace(each, place=each.said.line), self.readings[each.said.line]) for each in looks
        ]


def _given(request: QunceRequest, form: PasteForm, at: datetime) -> _Given:
    group = form.cleaned_data["group"]
    me = pasting.name_of(group, request.person)
    if uploads := [each for each in form.cleaned_data.get("pictures") or () if each]:
        pictures = [each.read(ocr.LARGEST + 1) for each in uploads[: screens.MOST_PICTURES]]
        readings = screens.read(pictures, pasting.around(group, at), me=me)
    elif "readings" in request.POST:
        zone = zone_of(group.community)
        readings = screens.corrected(request.POST["readings"], request.POST.dict(), zone)
    else:
        return _Given(pasting.split(group, form.cleaned_data["text"], now=at, me=me))
    return _Given(screens.arrivals(readings), tuple(readings))


@require_http_methods(["GET", "POST"])
@console_page(Role.OPS)
def look(request: QunceRequest) -> HttpResponse:
    """Show the form, and with POST what each message amounts to."""
    can_read = {"can_read": ocr.is_available()}
    if request.method == "GET":
        form = PasteForm(request.community, initial={"group": request.GET.get("group")})
        return render(request, "manual/paste.html", {"form": form, **can_read})
    form = PasteForm(request.community, request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "manual/paste.html", {"form": form, **can_read})
    group, text = form.cleaned_data["group"], form.cleaned_data["text"]
    try:
        given = _given(request, form, _moment(form, request.now))
    except RefusedError as error:
        form.add_error(None, render_words(error.words))
        return render(request, "manual/paste.html", {"form": form, **can_read})
    cards = given.cards(group)
    if not cards:
        form.add_error("text", gettext(NO_MESSAGE))
        return render(request, "manual/paste.html", {"form": form, **can_read})
    read = given.readings
    if read:
        form = PasteForm(request.community, initial={"group": group.key})
    form.fields["text"].widget.attrs.pop("autofocus")  # the answer stands above
    known = {
        "form": form,
        "group": group,
        "cards": cards,
        "doubtful": sum(1 for _, each in cards if each and each.needs_a_look),
        "names": pasting.names_in(group),
        "at": request.now.timestamp(),
        "text": text,
        "readings": None if read is None else screens.to_text(read),
        **can_read,
    }
    return render(request, "manual/paste.html", known)


@require_POST
@console_page(Role.OPS)
def take(request: QunceRequest) -> HttpResponse:
    """Take what was pasted in; cases and tasks follow on the desk."""
    form = PasteForm(request.community, request.POST)
    is_read = "readings" in request.POST
    if form.is_valid() and not (is_read or form.cleaned_data["text"].strip()):
        form.add_error("text", gettext(NO_MESSAGE))
    if not form.is_valid():
        return render(request, "manual/paste.html", {"form": form, "can_read": ocr.is_available()})
    group = form.cleaned_data["group"]
    at = _moment(form, request.now)
    given = _given(request, form, at)
    chosen = {
        place: request.POST[f"who-{place}"][:120]
        for place in range(len(given.arrivals))
        if f"who-{place}" in request.POST and not is_read
    }
    added = pasting.take(group, given.arrivals, chosen, now=at)
    said = ngettext(
        "%(count)s message is in. What follows is on the desk in a moment.",
        "%(count)s messages are in. What follows is on the desk in a moment.",
        added,
    )
    messages.success(request, said % {"count": added})
    where = reverse("manual_paste", kwargs={"key": request.community.key})
    return redirect(f"{where}?group={group.key}")


URLS = [
    path("c/<slug:key>/paste/", look, name="manual_paste"),
    path("c/<slug:key>/paste/take/", take, name="manual_paste_take"),
]
