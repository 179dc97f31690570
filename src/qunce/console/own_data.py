"""「我的数据」: what is stored of a member, and what they can do about it (PIPL art. 44 to 48)."""

from datetime import timedelta
from typing import cast

from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.console import own_copy
from qunce.console.own_forms import CodeForm, ContactForm, EraseForm, OwnForm
from qunce.console.texts import years_today
from qunce.kernel.errors import BusyError, NotFoundError, RefusedError
from qunce.kernel.text import N_, Words
from qunce.people import actions as people
from qunce.people import confirming, consents, contacts, copies, erasing
from qunce.people.domain_own import ContactKind, Purpose, mask
from qunce.people.models import Community
from qunce.people.owners import is_last_owner
from qunce.playbook.privacy import (
    Privacy,
    consent_version,
    lacks_consent,
    privacy_version,
)
from qunce.playbook.queries import effective
from qunce.shell import own_data, throttle
from qunce.shell.access import QunceRequest, member_page
from qunce.shell.forms import refuse
from qunce.shell.words import render as say
from qunce.store import mailed_codes

NO_KIND = N_("There is no such contact.")
NO_PURPOSE = N_("There is no such consent.")
NOT_ANEW = N_("Please agree to the privacy notice as it is now.")
CODE_SUBJECT = N_("%(community)s: the code for your mailbox")
CODE_BODY = N_(
    "The code that confirms this mailbox:\n\n%(code)s\n\n"
    "It holds for %(minutes)s minutes. If you have not asked for it, you need not do anything."
)
NO_SERVER = N_("The mail could not be sent just now. Please try again in a few minutes.")
EXPORTS = (throttle.Limit(10, timedelta(hours=1)),)
CODES = (throttle.Limit(5, timedelta(hours=1)), throttle.Limit(12, timedelta(days=1)))
LOOKS_SHOWN = 50


def _settings(request: QunceRequest) -> Privacy:
    return effective(request.community.pk, Privacy)


def _home(request: QunceRequest) -> HttpResponse:
    return redirect("own_data", key=request.community.key)


def _knock(request: QunceRequest, door: str, limits: tuple[throttle.Limit, ...]) -> None:
    who = throttle.Who("person", str(request.person.pk), limits)
    throttle.knock(door, [who], now=request.now)


@require_GET
@member_page
def index(request: QunceRequest) -> HttpResponse:
    """Show what is stored, who looked, what was agreed to, and what can be done."""
    person, settings = request.person, _settings(request)
    known = {contact.kind: contact for contact in contacts.list_contacts(person)}
    email = person.account.email if person.account else ""
    shown = {
        "person": person,
        "years": years_today(request, person),
        "settings": settings,
        "log_in": mask("mail", email),
        "contacts": [
            {
                "kind": kind,
                "contact": known.get(kind),
                "masked": contacts.masked(known[kind]) if kind in known else "",
            }
            for kind in ContactKind
        ],
        "parts": own_data.tell_all(request.community.pk, settings),
        "copies": copies.list_copies(person)[:LOOKS_SHOWN],
        "looks": contacts.list_looks(person)[:LOOKS_SHOWN],
        "consents": _consents(request),
        "asks": lacks_consent(person),
        "version": privacy_version(request.community),
        "erasure": erasing.find_waiting(person),
    }
    return render(request, "console/own_data.html", shown)


def _consents(request: QunceRequest) -> list[dict[str, object]]:
    oldest = consent_version(request.community)
    lines: list[dict[str, object]] = []
    for purpose in Purpose:
        given = consents.find(request.person, purpose)
        is_old = given is not None and given.version < oldest
        lines.append({"purpose": purpose, "given": given, "is_old": is_old})
    return lines


@never_cache
@require_GET
@member_page
def everything(request: QunceRequest) -> HttpResponse:
    """Show every row that is stored, as in the copy to take away."""
    ways = {
        "icon": static("shell/icon.svg"),
        "back": reverse("own_data", kwargs={"key": request.community.key}),
    }
    return HttpResponse(own_copy.as_html(request.person, _settings(request), request.now, **ways))


@never_cache
@require_POST
@member_page
def export(request: QunceRequest) -> HttpResponse:
    """Hand out everything as one ZIP file: JSON for machines, HTML to read (art. 45)."""
    _knock(request, "own-data-export", EXPORTS)
    return own_copy.hand_out(request.person, _settings(request), by=request.actor, now=request.now)


@require_http_methods(["GET", "POST"])
@member_page
def correct(request: QunceRequest) -> HttpResponse:
    """Correct and complete the own record (art. 46)."""
    person = request.person
    initial = {name: getattr(person, name) for name in OwnForm.base_fields}
    initial["years"] = years_today(request, person)
    form = OwnForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        people.correct(person, by=request.actor, now=request.now, **changes)
        messages.success(request, _("Saved."))
        return _home(request)
    return _form(request, form, _("Correct my record"), _("Save"))


def _form(request: QunceRequest, form: object, title: str, submit: str) -> HttpResponse:
    known = {"form": form, "title": title, "submit": submit}
    return render(request, "console/own_form.html", known)


def _kind(value: str) -> ContactKind:
    try:
        return ContactKind(value)
    except ValueError:
        raise NotFoundError(Words(NO_KIND)) from None


@require_http_methods(["GET", "POST"])
@member_page
def contact(request: QunceRequest, kind: str) -> HttpResponse:
    """Enter or change a contact; a mailbox counts when its code was entered."""
    known = _kind(kind)
    form = ContactForm(known, request.POST or None)
    if request.method == "POST" and form.is_valid():
        value = str(form.cleaned_data["value"])
        if known is not ContactKind.WORK_MAIL:
            contacts.note(request.person, known, value, by=request.actor, now=request.now)
            _keeps_contacts(request)
            messages.success(request, _("Saved."))
            return _home(request)
        try:
            _send_code(request, value)
        except (BusyError, RefusedError) as error:
            refuse(form, error.words, "value")
        else:
            return redirect("own_code", key=request.community.key)
    submit = _("Send me a code") if known is ContactKind.WORK_MAIL else _("Save")
    return _form(request, form, say(known.label), submit)


def _send_code(request: QunceRequest, address: str) -> None:
    """Mail a code now; BusyError where it is too soon or the mail server does not answer."""
    _knock(request, "own-data-code", CODES)
    code = confirming.begin(request.person, address, now=request.now)
    mail_code(request.community, address, code)


def mail_code(community: Community, address: str, code: str) -> None:
    """Send the code that confirms a mailbox to it, in the reader's language.

    BusyError where the mail server does not answer.
    """
    about: dict[str, str | int | float | Words] = {
        "community": community.name,
        "code": code,
        "minutes": mailed_codes.MINUTES,
    }
    said, told = say(Words(CODE_SUBJECT, about)), say(Words(CODE_BODY, about))
    try:
        send_mail(said, told, None, [address])
    except OSError:  # of which smtplib's errors are a kind
        raise BusyError(Words(NO_SERVER)) from None


def _keeps_contacts(request: QunceRequest) -> None:
    """Note the consent that lies in entering a contact: the form says so."""
    version = privacy_version(request.community)
    consents.give(request.person, Purpose.CONTACTS, version, by=request.actor, now=request.now)


@require_http_methods(["GET", "POST"])
@member_page
def code(request: QunceRequest) -> HttpResponse:
    """Enter the code that was sent to the new mailbox."""
    waiting = confirming.find(request.person)
    if waiting is None:
        return redirect("own_contact", key=request.community.key, kind=ContactKind.WORK_MAIL)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["code"]
        try:
            confirming.finish(request.person, typed, by=request.actor, now=request.now)
        except RefusedError as error:
            form.add_error("code", say(error.words))
        else:
            _keeps_contacts(request)
            messages.success(request, _("The mailbox is confirmed."))
            return _home(request)
    known = {
        "form": form,
        "title": _("Confirm the mailbox"),
        "submit": _("Confirm"),
        "hint": _("We have sent a code to %(address)s.") % {"address": confirming.masked(waiting)},
        "again": True,
    }
    return render(request, "console/own_form.html", known)


@require_POST
@member_page
def remove(request: QunceRequest, kind: str) -> HttpResponse:
    """Delete one contact."""
    found = contacts.list_contacts(request.person).filter(kind=_kind(kind)).first()
    if found is not None:
        contacts.remove(found, by=request.actor, now=request.now)
        messages.success(request, _("Deleted."))
    return _home(request)


@require_POST
@member_page
def consent(request: QunceRequest, purpose: str) -> HttpResponse:
    """Give a consent, or withdraw it (art. 15); for the notice that leads to the deletion."""
    if purpose not in list(Purpose):
        raise NotFoundError(Words(NO_PURPOSE))
    wanted = Purpose(purpose)
    by, now = request.actor, request.now
    if request.POST.get("give"):
        version = privacy_version(request.community)
        if request.POST["give"] != str(version):
            messages.error(request, say(NOT_ANEW))
            return _home(request)
        consents.give(request.person, wanted, version, by=by, now=now)
        messages.success(request, _("Thank you, that is noted."))
    elif wanted is Purpose.PRIVACY:
        return redirect("own_erase", key=request.community.key)
    else:
        consents.withdraw(request.person, wanted, by=by, now=now)
        messages.success(request, _("The consent is withdrawn."))
    return _home(request)


@require_http_methods(["GET", "POST"])
@member_page
def erase(request: QunceRequest) -> HttpResponse:
    """Say what a deletion means, and ask for it (art. 47)."""
    settings = _settings(request)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            own_copy.ask_erasure(request.person, settings, by=request.actor, now=request.now)
        except RefusedError as error:
            form.add_error(None, say(error.words))
        else:
            messages.success(request, _("The deletion is noted. Until then you can take it back."))
            return _home(request)
    known = {
        "form": form,
        "settings": settings,
        "is_last_owner": is_last_owner(request.person),
        "due": request.now + timedelta(days=settings.wait_days),
        "waiting": erasing.find_waiting(request.person),
        "parts": own_data.tell_all(request.community.pk, settings),
    }
    return render(request, "console/own_erase.html", known)


@require_POST
@member_page
def keep(request: QunceRequest) -> HttpResponse:
    """Take the deletion back."""
    waiting = erasing.access_waiting(request.community, request.person)
    erasing.take_back(waiting, by=request.actor, now=request.now)
    messages.success(request, _("Nothing will be deleted."))
    return _home(request)


def panel(request: HttpRequest, _subject: object) -> str:
    """Return what a member has to know at home: a notice to agree to, a deletion that waits."""
    viewer = cast("QunceRequest", request)
    waiting = erasing.find_waiting(viewer.person)
    asks = waiting is None and lacks_consent(viewer.person)
    if not asks and waiting is None:
        return ""
    known = {"waiting": waiting, "version": privacy_version(viewer.community)}
    return render_to_string("console/parts/own_panel.html", known, request)


_AT = "m/<slug:key>/my-data"
URLS = [
    path(f"{_AT}/", index, name="own_data"),
    path(f"{_AT}/all/", everything, name="own_everything"),
    path(f"{_AT}/export/", export, name="own_export"),
    path(f"{_AT}/correct/", correct, name="own_correct"),
    path(f"{_AT}/code/", code, name="own_code"),
    path(f"{_AT}/contacts/<slug:kind>/", contact, name="own_contact"),
    path(f"{_AT}/contacts/<slug:kind>/delete/", remove, name="own_remove_contact"),
    path(f"{_AT}/consents/<slug:purpose>/", consent, name="own_consent"),
    path(f"{_AT}/delete/", erase, name="own_erase"),
    path(f"{_AT}/delete/back/", keep, name="own_keep"),
]
