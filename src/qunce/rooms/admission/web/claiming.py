"""认领, the claimant's pages: the form, the code, and where the claim stands. Open to anybody."""

import secrets
from typing import Any

from django import forms
from django.conf import settings as site
from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from qunce.kernel.errors import NotFoundError
from qunce.kernel.text import Words
from qunce.people.models import Group
from qunce.playbook.queries import effective
from qunce.rooms.admission import claim_letters, claims, mailboxes, typed
from qunce.rooms.admission.claiming import SAY, Claiming, ClaimState
from qunce.rooms.admission.models import Claim
from qunce.rooms.admission.papers import Papers, papers_of
from qunce.rooms.admission.web.forms import CodeForm, add_ticks, check_papers
from qunce.rooms.admission.web.visiting import HOUR, check_open, show, who
from qunce.shell import throttle
from qunce.shell.access import OpenRequest, open_page
from qunce.shell.forms import FORM_TOKEN, TidyField, submit
from qunce.shell.words import render as say

SALT = "qunce.claim-group"
FORMS = throttle.Limit(10, HOUR)
TRIES = throttle.Limit(20, HOUR)


class OwnClaimForm(forms.Form):
    """What is asked of who opened a link of their own: the mailbox, and the papers."""

    address = TidyField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy("Any mailbox of yours. You log in with it; nobody else sees it."),
        keys="inputmode=email autocomplete=email autocapitalize=none enterkeyhint=send",
    )

    def __init__(self, papers: Papers, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.papers = papers
        add_ticks(self, papers)
        self.fields["form"] = forms.CharField(
            widget=forms.HiddenInput(), required=False, initial=secrets.token_urlsafe(24)
        )

    def clean_address(self) -> str:
        """Refuse what is no address; any mailbox is good here."""
        normal = mailboxes.normal_address(str(self.cleaned_data["address"]))
        if not normal:
            raise forms.ValidationError(say(mailboxes.SAID[mailboxes.Mailbox.BROKEN]))
        return normal

    def clean(self) -> dict[str, Any]:
        """Refuse ticks for papers that are not those that count now."""
        cleaned: dict[str, Any] = super().clean() or {}
        check_papers(self, self.papers)
        return cleaned

    def clean_form(self) -> str:
        """Return the form's secret; a forged one is replaced."""
        given = str(self.cleaned_data.get("form") or "")
        return given if FORM_TOKEN.fullmatch(given) else secrets.token_urlsafe(24)


class ClaimForm(OwnClaimForm):
    """What is asked of who comes by the link of a group."""

    nickname = TidyField(
        label=gettext_lazy("Your nickname in the group"),
        max_length=120,
        help_text=gettext_lazy("As it stands in the group now, like 张三-某某公司-招聘经理."),
        keys="autocomplete=nickname",
    )
    name = TidyField(label=gettext_lazy("Full name"), max_length=80, keys="autocomplete=name")
    company = TidyField(
        label=gettext_lazy("Company"), max_length=120, keys="autocomplete=organization"
    )
    field_order = ("nickname", "name", "company", "address", "privacy", "charter")

    def clean_name(self) -> str:
        """Refuse what is no name."""
        value = str(self.cleaned_data["name"])
        if fault := typed.fault_of_name(value):
            raise forms.ValidationError(say(fault) % {"sign": value[:1]})
        return value


def group_path(group: Group) -> str:
    """Return the path of the link that is posted in a group."""
    return reverse("admission_claim_group", kwargs={"sign": Signer(salt=SALT).sign(str(group.pk))})


def _group_of(sign: str) -> Group:
    try:
        key = int(Signer(salt=SALT).unsign(sign))
    except (BadSignature, ValueError):
        raise NotFoundError(Words(claims.NO_CLAIM)) from None
    rows = Group.objects.select_related("community").filter(archived_at__isnull=True)
    group = rows.filter(pk=key).first()
    if group is None or not effective(group.community_id, Claiming).open_link:
        raise NotFoundError(Words(claims.NO_CLAIM))
    check_open(group.community)
    return group


@never_cache
@require_http_methods(["GET", "POST"])
@open_page
def begin(request: OpenRequest, sign: str) -> HttpResponse:
    """Take the claim of somebody who has the link of the group."""
    group = _group_of(sign)
    papers = papers_of(group.community, request.now)
    form = ClaimForm(papers, request.POST or None)
    made: list[Claim] = []

    def act(_told: Any) -> None:
        throttle.knock("admission.claim", who(request), now=request.now)
        made.append(claims.begin(group, _told_of(form, papers), now=request.now))

    if request.method == "POST" and submit(form, act):
        return _to(made[0])
    known = {"form": form, "place": group}
    return show(request, group.community, "admission/claim_form.html", known)


@never_cache
@require_http_methods(["GET", "POST"])
@open_page
def claim(request: OpenRequest, token: str) -> HttpResponse:
    """Show where a claim stands, and take what it needs next: the mailbox, or another one."""
    found = claims.find_claim(token)
    check_open(found.community)
    papers = papers_of(found.community, request.now)
    form = OwnClaimForm(papers, request.POST or None)

    def act(_told: Any) -> None:
        _knock(request, found, "claim", FORMS)
        claims.go_on(found, _told_of(form, papers), now=request.now)

    if request.method == "POST" and submit(form, act, "address"):
        return _to(found)
    return _page(request, found, form, CodeForm())


@require_POST
@open_page
def try_code(request: OpenRequest, token: str) -> HttpResponse:
    """Take the code that was mailed."""
    found = claims.find_claim(token)
    form = CodeForm(request.POST)

    def act(told: Any) -> None:
        _knock(request, found, "claim_code", TRIES)
        claims.try_code(found, told["code"], now=request.now)

    if submit(form, act, "code"):
        messages.success(request, _("Thank you, the mailbox is confirmed."))
        return _to(found)
    own = OwnClaimForm(papers_of(found.community, request.now))
    return _page(request, claims.find_claim(token), own, form)


def _knock(request: OpenRequest, found: Claim, door: str, limit: throttle.Limit) -> None:
    own = throttle.Who("claim", str(found.pk), (limit,))
    throttle.knock(f"admission.{door}", who(request, own), now=request.now)


def _told_of(form: OwnClaimForm, papers: Papers) -> claims.Told:
    told = form.cleaned_data
    return claims.Told(
        address=told["address"],
        nickname=told.get("nickname", ""),
        name=told.get("name", ""),
        company=told.get("company", ""),
        form=told["form"],
        language=get_language(),
        privacy_version=papers.privacy,
        charter_version=papers.charter,
    )


def _to(found: Claim) -> HttpResponse:
    return HttpResponseRedirect(reverse("admission_claim", kwargs={"token": found.token}))


def _page(
    request: OpenRequest, found: Claim, form: OwnClaimForm, code_form: CodeForm
) -> HttpResponse:
    state = ClaimState(found.state)
    is_over = state not in {ClaimState.DONE, ClaimState.REFUSED} and claims.is_over(
        found, request.now
    )
    known = {
        "claim": found,
        "place": found.group or found.community,
        "state": ClaimState.VOID if is_over else state,
        "form": form,
        "code_form": code_form,
        "address": claim_letters.address_of(found),
        "say": say(Words(SAY, {"code": found.code_word})),
        "name": found.person.name if found.person else found.name,
        "site": site.SITE_URL,
    }
    return show(request, found.community, "admission/claim.html", known)


URLS = [
    path("claim/group/<str:sign>/", begin, name="admission_claim_group"),
    path("claim/<str:token>/", claim, name="admission_claim"),
    path("claim/<str:token>/code/", try_code, name="admission_claim_code"),
]
