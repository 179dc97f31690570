"""The page 贴一段: paste what was just said, see what it amounts to, take it in."""

from datetime import UTC, datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from qunce.gateway.channels.manual import ocr, pasting, queries
from qunce.kernel.messages import Role
from qunce.people.models import Community, Group
from qunce.shell.access import QunceRequest, console_page

LONGEST = 100_000


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
    picture = forms.FileField(
        label=gettext_lazy("Or a screenshot"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=gettext_lazy("It is read on this server and not kept."),
    )
    at = forms.FloatField(required=False, widget=forms.HiddenInput)

    def __init__(self, community: Community, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        if not ocr.is_available():
            del self.fields["picture"]
        groups = queries.list_targets(community)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]


def _moment(form: PasteForm, now: datetime) -> datetime:
    """Return when the text was first looked at, so that times without a date stay the same."""
    told = form.cleaned_data.get("at")
    if not told or abs(now.timestamp() - told) > 24 * 3600:
        return now
    return datetime.fromtimestamp(told, UTC)


@require_http_methods(["GET", "POST"])
@console_page(Role.OPS)
def look(request: QunceRequest) -> HttpResponse:
    """Show the form, and with POST what each pasted message amounts to."""
    if request.method == "GET":
        form = PasteForm(request.community, initial={"group": request.GET.get("group")})
        return render(request, "manual/paste.html", {"form": form})
    form = PasteForm(request.community, request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "manual/paste.html", {"form": form})
    group, text = form.cleaned_data["group"], form.cleaned_data["text"]
    uncertain: tuple[str, ...] = ()
    if upload := form.cleaned_data.get("picture"):
        shot = ocr.read_screenshot(upload.read(ocr.LARGEST + 1))
        text, uncertain = f"{text}\n\n{shot.text}".strip(), shot.uncertain
        form = PasteForm(request.community, initial={"group": group.key, "text": text})
    me = pasting.name_of(group, request.person)
    arrivals = pasting.split(group, text, now=request.now, me=me)
    known = {
        "form": form,
        "group": group,
        "looks": pasting.look(group, arrivals),
        "names": pasting.names_in(group),
        "at": request.now.timestamp(),
        "text": text,
        "uncertain": uncertain,
    }
    return render(request, "manual/paste.html", known)


@require_POST
@console_page(Role.OPS)
def take(request: QunceRequest) -> HttpResponse:
    """Take what was pasted in; cases and tasks follow on the desk."""
    form = PasteForm(request.community, request.POST)
    if not form.is_valid() or not form.cleaned_data["text"].strip():
        return render(request, "manual/paste.html", {"form": form})
    group = form.cleaned_data["group"]
    at = _moment(form, request.now)
    me = pasting.name_of(group, request.person)
    arrivals = pasting.split(group, form.cleaned_data["text"], now=at, me=me)
    chosen = {
        place: request.POST[f"who-{place}"][:120]
        for place in range(len(arrivals))
        if f"who-{place}" in request.POST
    }
    added = pasting.take(group, arrivals, chosen, now=at)
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
