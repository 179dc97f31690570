"""The applicant's own page, by its secret link: where it stands, evidence, taking it back."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.kernel.tidy import tidy
from qunce.playbook.queries import effective
from qunce.rooms.admission import applying, evidence, finding, reviewing
from qunce.rooms.admission.domain import (
    APPLICATION,
    OPEN,
    ApplicationState,
    ApplicationVerb,
    Applying,
    EvidenceKind,
    EvidenceState,
)
from qunce.rooms.admission.models import Application, Evidence
from qunce.rooms.admission.web.forms import (
    AnswerForm,
    CertificateForm,
    CodeForm,
    MailboxForm,
    VoucherForm,
)
from qunce.rooms.admission.web.progress import progress_of
from qunce.rooms.admission.web.visiting import HOUR, show, who
from qunce.shell import throttle, uploads
from qunce.shell.access import OpenRequest, open_page
from qunce.shell.forms import refuse, submit
from qunce.shell.review_forms import say_above
from qunce.shell.words import render as say
from qunce.store import mailed_codes, sheets
from qunce.store.secrets import decrypt

TOO_LARGE = N_("The file is larger than %(most)s MB. Take a photo of the page with your phone.")
CODES = throttle.Limit(8, HOUR)
TRIES = throttle.Limit(20, HOUR)
FILES = throttle.Limit(10, HOUR)
NAMES = throttle.Limit(6, HOUR)
ANSWERS = throttle.Limit(20, HOUR)
STEPS = (
    (N_("Form sent"), "send"),
    (N_("Evidence"), "shield-check"),
    (N_("Review"), "users"),
    (N_("Answer"), "check"),
)


@never_cache
@require_GET
@open_page
def status(request: OpenRequest, token: str) -> HttpResponse:
    """Show an applicant where the application stands and what is missing."""
    application = finding.access_by_token(token)
    if "large" not in request.GET:
        return _page(request, application)
    form = CertificateForm({})
    form.is_valid()
    most = _settings(application).certificate_size
    form.errors.clear()
    refuse(form, Words(TOO_LARGE, {"most": most}), "certificate")
    return _page(request, application, {"certificate": form})


@require_http_methods(["POST"])
@open_page
def send_code(request: OpenRequest, token: str) -> HttpResponse:
    """Have a code sent to the company mailbox."""

    def act(application: Application, told: Any) -> str:
        _knock(request, application, "code", CODES)
        evidence.ask_code(application, told["address"], now=request.now)
        return _("The code is on its way. It may take a minute, and may lie among the spam.")

    return _do(request, token, "mailbox", MailboxForm(request.POST), act)


@require_POST
@open_page
def send_again(request: OpenRequest, token: str) -> HttpResponse:
    """Have another code sent to the same mailbox."""
    found = evidence.find_mailbox(finding.access_by_token(token))
    address = decrypt(found.address) if found else ""

    def act(application: Application, told: Any) -> str:
        _knock(request, application, "code", CODES)
        evidence.ask_code(application, told["address"], now=request.now)
        return _("A new code is on its way; the one before does not hold any more.")

    return _do(request, token, "mailbox", MailboxForm({"address": address}), act)


@require_POST
@open_page
def try_code(request: OpenRequest, token: str) -> HttpResponse:
    """Take the code that was mailed."""

    def act(application: Application, told: Any) -> str:
        _knock(request, application, "try", TRIES)
        evidence.try_code(application, told["code"], now=request.now)
        return _("Thank you, the mailbox is confirmed.")

    return _do(request, token, "code", CodeForm(request.POST), act)


@require_POST
@open_page
def hand_in(request: OpenRequest, token: str) -> HttpResponse:
    """Take a photo or PDF of a certificate."""

    def act(application: Application, told: Any) -> str:
        _knock(request, application, "file", FILES)
        file = told["certificate"]
        most = _settings(application).certificate_size
        data = uploads.read(file, most)
        if len(data) > most * uploads.MEGABYTE:
            raise RefusedError(Words(TOO_LARGE, {"most": most}))
        sheet = sheets.examine(data)
        name = tidy(file.name or "")[-120:]
        evidence.hand_in(application, sheet, name, now=request.now)
        return _("Thank you, the certificate is here. It is deleted after the decision.")

    form = CertificateForm(request.POST, request.FILES)
    return _do(request, token, "certificate", form, act)


@require_POST
@open_page
def name_voucher(request: OpenRequest, token: str) -> HttpResponse:
    """Note the member whom an applicant names; never tell whether there is one of that name."""

    def act(application: Application, told: Any) -> str:
        _knock(request, application, "name", NAMES)
        evidence.name_voucher(application, told["member"], now=request.now)
        return _("Noted. If we find them among our members, they are asked.")

    return _do(request, token, "vouch", VoucherForm(request.POST), act)


@require_POST
@open_page
def name_inviter(request: OpenRequest, token: str) -> HttpResponse:
    """Ask whoever invited the applicant to vouch."""

    def act(application: Application, _told: Any) -> str:
        _knock(request, application, "name", NAMES)
        evidence.name_inviter(application, now=request.now)
        return _("They are asked. One tap of theirs is enough.")

    return _do(request, token, "vouch", forms.Form({}), act)


@require_POST
@open_page
def answer(request: OpenRequest, token: str) -> HttpResponse:
    """Take the applicant's answer to a question."""

    def act(application: Application, told: Any) -> str:
        _knock(request, application, "answer", ANSWERS)
        text = told["text"]
        by = applying.as_actor(application)
        reviewing.answer(application, text, by=by, now=request.now)
        return _("Thank you, your answer is with the admins.")

    return _do(request, token, "answer", AnswerForm(request.POST), act)


@require_POST
@open_page
def withdraw(request: OpenRequest, token: str) -> HttpResponse:
    """Take the application back."""
    application = finding.access_by_token(token)
    applying.withdraw(application, now=request.now)
    messages.success(request, _("Your application is taken back. All of it will be deleted."))
    return _back(application)


def _do(
    request: OpenRequest,
    token: str,
    key: str,
    form: forms.Form,
    act: Callable[[Application, Any], str],
) -> HttpResponse:
    """Do one thing with an application; what is wrong is told at the form that was sent.

    Where the page does not show that form any more, it is told above, with what was written.
    """
    application = finding.access_by_token(token)
    said: list[str] = []

    def run(told: Any) -> None:
        said.append(act(application, told))

    if submit(form, run, next(iter(form.fields), None)):
        messages.success(request, said[0])
        return _back(application)
    application.refresh_from_db()
    if application.state not in _taken_in(key):
        say_above(request, form)
        return _back(application)
    return _page(request, application, {key: form}, status=200)


def _taken_in(key: str) -> Sequence[ApplicationState]:
    """Return the states in which the page shows a form."""
    return (ApplicationState.ASKED,) if key == "answer" else OPEN


def _back(application: Application) -> HttpResponse:
    return HttpResponseRedirect(reverse("admission_status", kwargs={"token": application.token}))


def _knock(
    request: OpenRequest, application: Application, door: str, limit: throttle.Limit
) -> None:
    """Count a try by the visitor's address and device, and by the application itself."""
    own = throttle.Who("application", str(application.pk), (limit,))
    throttle.knock(f"admission.{door}", who(request, own), now=request.now)


def _settings(application: Application) -> Applying:
    return effective(application.community_id, Applying, application.group_id)


# --- the page -----------------------------------------------------------------------------------


def _page(
    request: OpenRequest,
    application: Application,
    sent: dict[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    settings = _settings(application)
    state = ApplicationState(application.state)
    rows = list(application.evidence.exclude(state=EvidenceState.WITHDRAWN))
    known = {
        "application": application,
        "place": application.group or application.community,
        "state": state,
        "steps": _steps(application, settings),
        "is_open": state in OPEN,
        "is_enough": state in OPEN[1:] and bool(rows),
        "kinds": settings.evidence,
        "all_evidence": settings.all_evidence,
        "most": settings.certificate_size,
        "mailbox": _mailbox(application, request, rows),
        "certificate": _newest(rows, EvidenceKind.CERTIFICATE),
        "vouch": _newest(rows, EvidenceKind.VOUCH),
        "inviter": _inviter(application, rows),
        "remarks": application.remarks.all(),
        "may_withdraw": ApplicationVerb.WITHDRAW in APPLICATION.verbs_from(state),
        "again": application.reapply_at if state == ApplicationState.DECLINED else None,
        "proofs": [(EvidenceKind(each.kind), each) for each in rows],
        **progress_of(application, request.now),
        **_forms(sent or {}),
    }
    template = "admission/status.html"
    return show(request, application.community, template, known, status)


def _forms(sent: dict[str, forms.Form]) -> dict[str, Any]:
    """Return the forms of the page: as they were sent, or empty. `opened` is where a fault is."""
    blank = {
        "mailbox_form": sent.get("mailbox") or MailboxForm(),
        "code_form": sent.get("code") or CodeForm(),
        "certificate_form": sent.get("certificate") or CertificateForm(),
        "vouch_form": sent.get("vouch") or VoucherForm(),
        "answer_form": sent.get("answer") or AnswerForm(),
    }
    return {**blank, "opened": next(iter(sent), "")}


def _steps(application: Application, settings: Applying) -> list[dict[str, Any]]:
    """Return the way of an application as four steps, with what is done and where it stands.

    One that was taken back or lapsed has left the way: no steps.
    """
    state = ApplicationState(application.state)
    if state in (ApplicationState.WITHDRAWN, ApplicationState.LAPSED):
        return []
    place = {ApplicationState.PROVING: 1, ApplicationState.WAITING: 2, ApplicationState.ASKED: 2}
    here = place.get(state, 4)
    shown = [
        (number, step) for number, step in enumerate(STEPS) if number != 1 or settings.evidence
    ]
    return [
        {"label": say(label), "icon": icon, "done": number < here, "here": number == here}
        for number, (label, icon) in shown
    ]


def _newest(rows: list[Evidence], kind: EvidenceKind) -> Evidence | None:
    return next((each for each in reversed(rows) if each.kind == kind), None)


def _mailbox(
    application: Application, request: OpenRequest, rows: list[Evidence]
) -> dict[str, Any] | None:
    found = _newest(rows, EvidenceKind.WORK_MAIL)
    if found is None:
        return None
    companies = finding.companies_at(application.community_id, found.domain)
    return {
        "row": found,
        "address": decrypt(found.address),
        "may_try": found.state == EvidenceState.OPEN and mailed_codes.holds(found, request.now),
        "company": companies[0][0] if companies else "",
    }


def _inviter(application: Application, rows: list[Evidence]) -> str:
    """Return the name of who invited the applicant, as long as they were not asked to vouch."""
    inviter = application.invitation.inviter if application.invitation else None
    if inviter is None or any(each.voucher_id == inviter.pk for each in rows):
        return ""
    return inviter.name if finding.is_member(inviter) else ""


URLS = [
    path("apply/<str:token>/", status, name="admission_status"),
    path("apply/<str:token>/code/", send_code, name="admission_send_code"),
    path("apply/<str:token>/code/again/", send_again, name="admission_send_again"),
    path("apply/<str:token>/code/try/", try_code, name="admission_try_code"),
    path("apply/<str:token>/certificate/", hand_in, name="admission_hand_in"),
    path("apply/<str:token>/member/", name_voucher, name="admission_name_voucher"),
    path("apply/<str:token>/inviter/", name_inviter, name="admission_name_inviter"),
    path("apply/<str:token>/answer/", answer, name="admission_answer"),
    path("apply/<str:token>/withdraw/", withdraw, name="admission_withdraw"),
]
